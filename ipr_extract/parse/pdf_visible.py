"""Text that nobody sees: neither filled nor stroked, or in the colour of what it stands on."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pypdfium2.raw as pdfium_c  # type: ignore[import-untyped]

from ipr_extract.parse.pdf_frame import Frame
from ipr_extract.parse.pdf_lines import Line
from ipr_extract.parse.pdf_picture import drawn_page

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_PALE = 240  # of 255 in each colour: hardly seen on paper
_RESOLUTION = 100  # dots an inch, at which a pale character on something dark still shows
_UNLIKE = 32  # of 255, from which on a colour is told from another
# Above and below a character its cell has room, which the line next to it may reach into.
_ROOM = 0.15
Cut = Callable[[int, int], Iterator[Line]]


def without_hidden(text_page: Any, pieces: list[Line]) -> list[Line]:
    """The pieces of a page without pictures that are printed.

    Where most of a page is hidden, it is the layer that a recognition has put over drawn letters.
    """
    shown = [piece for piece in pieces if not _is_hidden(text_page, piece.first)]
    if len(shown) == len(pieces):
        return pieces
    return shown if 2 * sum(len(p.text) for p in shown) > sum(len(p.text) for p in pieces) else pieces


def _is_hidden(text_page: Any, index: int) -> bool:
    text_object = pdfium_c.FPDFText_GetTextObject(text_page, index)
    mode = pdfium_c.FPDFTextObj_GetTextRenderMode(text_object) if text_object else None
    return bool(mode == pdfium_c.FPDF_TEXTRENDERMODE_INVISIBLE)


def without_pale(page: Any, text_page: Any, frame: Frame, pieces: list[Line], cut: Cut) -> list[Line]:
    """The pieces without text that has the colour of what is under it, as the page drawn shows.

    ``cut`` makes pieces of the characters from one position up to another. White text on a dark box stays, and so
    does white text under the picture of a page, which a recognition has put there. Asking for a colour takes time:
    where no piece begins or ends in white, white inside of one is not seen.
    """
    colours = _Colours(text_page)
    if not any(colours.is_pale(piece.first) or colours.is_pale(piece.last) for piece in pieces):
        return pieces
    picture = drawn_page(page, _RESOLUTION, frame.turns)
    if picture is None:
        return pieces
    scale = picture.shape[1] / frame.width
    kept: list[Line] = []
    for piece in pieces:
        parts = list(_parted(colours, piece, cut))
        seen = [
            part for part in parts if not (colours.is_pale(part.first) and _is_plain(part, picture, scale, colours))
        ]
        # A piece of which all is seen stays whole.
        kept += [piece] if len(seen) == len(parts) else seen
    return kept


def _is_plain(part: Line, picture: NDArray[np.uint8], scale: float, colours: _Colours) -> bool:
    """Whether nothing is to be seen where ``part`` stands but its own colour."""
    room = _ROOM * (part.bottom - part.top)
    top, bottom = int((part.top + room) * scale), int((part.bottom - room) * scale) + 1
    under = picture[max(top, 0) : bottom, max(int(part.x0 * scale), 0) : int(part.x1 * scale) + 1]
    return under.size > 0 and int(abs(under.astype("int16") - colours.of(part.first)).max()) < _UNLIKE


def _parted(colours: _Colours, piece: Line, cut: Cut) -> Iterator[Line]:
    """The piece, divided where pale characters begin and end."""
    pale = [colours.is_pale(index) for index in range(piece.first, piece.last + 1)]
    if len(set(pale)) < 2:
        yield piece
        return
    first = 0
    for at in range(1, len(pale) + 1):
        if at == len(pale) or pale[at] != pale[first]:
            yield from cut(piece.first + first, piece.first + at)
            first = at


class _Colours:
    """What the characters of a page are filled with."""

    def __init__(self, text_page: Any) -> None:
        self._text_page = text_page
        self._parts = tuple(ctypes.c_uint() for _ in range(4))

    def is_pale(self, index: int) -> bool:
        """Whether a character is white, or nearly; one that pdfium has made itself is not."""
        return min(self.of(index)) >= _PALE

    def of(self, index: int) -> tuple[int, int, int]:
        """Red, green and blue; black where it can't be told."""
        if not pdfium_c.FPDFText_GetFillColor(self._text_page, index, *self._parts):
            return 0, 0, 0
        red, green, blue, _ = self._parts
        return red.value, green.value, blue.value
