"""What a tagged PDF says of its paragraphs: which marked content belongs to which element."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from typing import Any

import pypdfium2.raw as pdfium_c  # type: ignore[import-untyped]

# The element types whose text is one paragraph (ISO 32000-1, 14.8.4.3); all others group or stand inside one.
# A list item counts as the paragraph, so that its label stays with its text.
_PARAGRAPHS = frozenset(
    ("P", "H", "H1", "H2", "H3", "H4", "H5", "H6", "LI", "TD", "TH", "Caption", "Note", "TOCI", "Div")
)
_MAX_DEPTH = 60
_MAX_ELEMENTS = 20_000
_BUFFER = (ctypes.c_ushort * 64)()


def paragraph_elements(page: Any) -> dict[int, int]:
    """For each marked content id of ``page`` (loaded by pdfium), a number for its paragraph element.

    The numbers are the page's own: pdfium does not say whether an element goes on from the page before.
    An untagged page gives an empty mapping.
    """
    tree = pdfium_c.FPDF_StructTree_GetForPage(page)
    if not tree:
        return {}
    try:
        return dict(_walk(tree))
    finally:
        pdfium_c.FPDF_StructTree_Close(tree)


def _walk(tree: Any) -> Iterator[tuple[int, int]]:
    """Marked content ids with the number of their innermost paragraph element."""
    count = pdfium_c.FPDF_StructTree_CountChildren(tree)
    pending: list[tuple[Any, int | None, int]] = [
        (pdfium_c.FPDF_StructTree_GetChildAtIndex(tree, index), None, 0) for index in range(count)
    ]
    seen = 0
    while pending and seen < _MAX_ELEMENTS:
        element, owner, depth = pending.pop()
        if not element:
            continue
        seen += 1
        if _type(element) in _PARAGRAPHS:
            owner = seen
        for index in range(pdfium_c.FPDF_StructElement_CountChildren(element)):
            content = pdfium_c.FPDF_StructElement_GetChildMarkedContentID(element, index)
            if content < 0 and depth < _MAX_DEPTH:
                pending.append((pdfium_c.FPDF_StructElement_GetChildAtIndex(element, index), owner, depth + 1))
            elif content >= 0 and owner is not None:
                yield content, owner


def _type(element: Any) -> str:
    """The element's type, such as ``P``; pdfium gives UTF-16 and its length in bytes with the closing zero."""
    size = pdfium_c.FPDF_StructElement_GetType(element, _BUFFER, ctypes.sizeof(_BUFFER))
    return bytes(_BUFFER)[: size - 2].decode("utf-16-le", "replace") if 2 < size <= ctypes.sizeof(_BUFFER) else ""
