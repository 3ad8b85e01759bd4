"""What an archive is told of bytes that it keeps and doesn't read itself."""

from __future__ import annotations

import hashlib

from ipr_extract.errors import ReadError
from ipr_extract.model import BlockKind, Document
from ipr_extract.model.snapshot import Content

# What a site sends instead of a document.
_REFUSALS = frozenset({"blocked_page", "script_only"})


def content_of(data: bytes) -> Content:
    """The digest of a document's text, or why the bytes are no document.

    Most sites write a counter or the day's date into their pages: such a page is no new version of the document. Only
    pages and texts are looked into: files change when their makers change them, and to read a scan or an old Office
    file takes other programs and minutes.
    """
    # What reads documents is loaded when there is one.
    from ipr_extract.parse import read_document
    from ipr_extract.parse.media import HTML, TEXT, sniff

    try:
        if sniff(data) not in (HTML, TEXT):
            return Content()
        text = text_without_furniture(read_document(data, "page"))
    except ReadError as error:
        return Content(refusal=str(error) if error.code in _REFUSALS else None)
    return Content(hashlib.sha256(text.encode("utf-8", "replace")).hexdigest())


def text_without_furniture(document: Document) -> str:
    """The circular's text, a block a line."""
    blocks = (block for block in document.blocks if block.kind is not BlockKind.FURNITURE)
    return "\n".join(document.text[block.start : block.end] for block in blocks)
