"""Text that nobody sees: neither filled nor stroked, or in the colour of what it stands on."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pypdfium2.raw as pdfium_c  # type: ignore[import-untyped]

from ipr_extract.parse.pdf_frame import Frame
from ipr_extract.parse.pdf_lines import Line
from ipr_extract.parse.pdf_picture import drawn_page

_PALE = 240  # of 255 in each colour: hardly seen on paper
_RESOLUTION = 100  # dots an inch, at which a pale character on something dark still shows
_UNLIKE = 32  # of 255, from which on a colour is told from another
# Above and below a character its cell has room, which the line next to it may reach into.
_ROOM = 0.15
Cut = Callable[[int, int], Iterator[Line]]


def is_hidden(text_object: Any) -> bool:
    """Whether a text object is neither filled nor stroked."""
    return bool(pdfium_c.FPDFTextObj_GetTextRenderMode(text_object) == pdfium_c.FPDF_TEXTRENDERMODE_INVISIBLE)


def is_pale(text_object: Any) -> bool:
    """Whether a text object is filled with white, or nearly."""
    return min(_fill(text_object)) >= _PALE


def _fill(text_object: Any) -> tuple[int, int, int]:
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    if not pdfium_c.FPDFPageObj_GetFillColor(text_object, red, green, blue, alpha):
        return 0, 0, 0
    return red.value, green.value, blue.value


def without_hidden(text_page: Any, pieces: list[Line]) -> list[Line]:
    """The pieces of a page without pictures that are printed.

    Where most of a page is hidden, it is the layer that a recognition has put over drawn letters.
    """
    shown = [piece for piece in pieces if not _is(is_hidden, text_page, piece.first)]
    if len(shown) == len(pieces):
        return pieces
    return shown if 2 * sum(len(p.text) for p in shown) > sum(len(p.text) for p in pieces) else pieces


def without_pale(page: Any, text_page: Any, frame: Frame, pieces: list[Line], cut: Cut) -> list[Line]:
    """The pieces without text that has the colour of what is under it, as the page drawn shows.

    ``cut`` makes pieces of the characters from one position up to another. White text on a dark box stays, and so
    does white text under the picture of a page, which a recognition has put there.
    """
    parts = [part for piece in pieces for part in _parted(text_page, piece, cut)]
    pale = [part for part in parts if _is(is_pale, text_page, part.first)]
    if not pale:
        return pieces
    picture = drawn_page(page, _RESOLUTION, frame.turns)
    if picture is None:
        return pieces
    scale = picture.shape[1] / frame.width
    unseen = set()
    for part in pale:
        room = _ROOM * (part.bottom - part.top)
        top, bottom = int((part.top + room) * scale), int((part.bottom - room) * scale) + 1
        under = picture[max(top, 0) : bottom, max(int(part.x0 * scale), 0) : int(part.x1 * scale) + 1]
        fill = _fill(pdfium_c.FPDFText_GetTextObject(text_page, part.first))
        if under.size and int(abs(under.astype("int16") - fill).max()) < _UNLIKE:
            unseen.add(part)
    # A piece of which all is seen stays whole.
    return [part for part in parts if part not in unseen] if unseen else pieces


def _parted(text_page: Any, piece: Line, cut: Cut) -> Iterator[Line]:
    """The piece, divided where pale characters begin and end."""
    looks = _looks(text_page, piece)
    if len(set(looks)) < 2:
        yield piece
        return
    first = 0
    for at in range(1, len(looks) + 1):
        if at == len(looks) or looks[at] != looks[first]:
            yield from cut(piece.first + first, piece.first + at)
            first = at


def _looks(text_page: Any, piece: Line) -> Sequence[bool]:
    """Whether each character is pale; what belongs to no object (a space that pdfium makes) as the one before."""
    known: dict[int, bool] = {}
    looks: list[bool] = []
    for index in range(piece.first, piece.last + 1):
        text_object = pdfium_c.FPDFText_GetTextObject(text_page, index)
        if not text_object:
            looks.append(bool(looks) and looks[-1])
            continue
        address = ctypes.cast(text_object, ctypes.c_void_p).value or 0
        if address not in known:
            known[address] = is_pale(text_object)
        looks.append(known[address])
    return looks


def _is(what: Callable[[Any], bool], text_page: Any, index: int) -> bool:
    text_object = pdfium_c.FPDFText_GetTextObject(text_page, index)
    return bool(text_object) and what(text_object)
