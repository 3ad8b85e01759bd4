"""pdfium's pages: text with boxes where boxes are needed, turned so that the page's top left is the origin."""

from __future__ import annotations

import ctypes
import math
import re
from collections.abc import Iterator, Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import pypdfium2.raw as pdfium_c  # type: ignore[import-untyped]

from ipr_extract.errors import ReadError
from ipr_extract.parse.cleaning import clean
from ipr_extract.parse.page import Page
from ipr_extract.parse.pdf_frame import Frame
from ipr_extract.parse.pdf_grids import Grid, find_grids
from ipr_extract.parse.pdf_lines import Line, is_wide, spacing
from ipr_extract.parse.pdf_picture import page_picture
from ipr_extract.parse.pdf_rulings import page_drawing
from ipr_extract.parse.pdf_second import SecondReader, TableUnreadError, is_sound
from ipr_extract.parse.pdf_signs import FEWEST_PATHS, has_signs
from ipr_extract.parse.pdf_tags import paragraph_elements
from ipr_extract.parse.pdf_visible import without_hidden, without_pale

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_NAMED_ATTACHMENTS, _LONGEST_NAME = 5, 2_000
_MOST_SHARED = 10_000  # numbers; more of them say that they do not come again
# pdfium ends a line by CR LF, and puts one of the others in place of a hyphen at a line's end (and of the CR LF).
_SEGMENT = re.compile(r"[^\r\n\x02\ufffe]+")
_HYPHEN_MARKS = ("\x02", "\ufffe")
_SPACES = re.compile(r"\s+")
# What no line break divides: opening marks with a word or one Chinese character, and the closing marks after it:
# ``（国`` of ``（国办发〔2019〕35号）``, ``2019`` of ``2019年``, ``IP-related`` of ``IP-related laws``.
_UNIT = re.compile(
    r"[（《〈“‘〔【「『(\[]*"
    r"(?:[^\s\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef（《〈“‘〔【「『]{1,200}|.(?:[\"']\S)?)"
    r"[，。、；：！？）》〉”’〕】」』…,.;:!?)\]%％—]*"
)
# A gap of this many ems with no space typed in it parts two pieces: cells, columns, a watermark.
_PIECE_GAP = 1.5
# A space between two Chinese characters is the author's, unless it has no width (as under scanned pages), or
# the characters around it are apart too (as in ``税 务 总 局``, set to fill a line). Chromium writes no spaces at
# all: what pdfium makes of the gap is all there is.
_TYPED_SPACE = 0.2
_SPREAD = 0.08
# Characters whose baselines are this many ems apart stand on two lines.
_LEVEL = 0.7


class PdfFile:
    """An open file; ``with PdfFile(data) as file`` closes it. Not for more than one thread at a time."""

    def __init__(self, data: bytes) -> None:
        """Open ``data``.

        Raises:
            ReadError: ``encrypted`` where a password is needed, ``damaged_pdf`` where pdfium can't read the file.
        """
        self._data = data  # pdfium reads from it as long as the file is open
        self._document = pdfium_c.FPDF_LoadMemDocument64(data, len(data), None)
        if not self._document:
            raise _refusal(pdfium_c.FPDF_GetLastError())
        self.pages: int = pdfium_c.FPDF_GetPageCount(self._document)
        self._tagged = bool(pdfium_c.FPDFCatalog_IsTagged(self._document))
        self._verticals: tuple[float, ...] = ()
        self._shared: dict[float, float] = {}
        self._second = SecondReader(data)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._second.close()
        pdfium_c.FPDF_CloseDocument(self._document)

    def read_page(self, number: int) -> Page | None:
        """Page ``number`` (from 1), or None where pdfium can't read it.

        Pages are to be read in order: a table's cells may go on from the page before.
        """
        page = pdfium_c.FPDF_LoadPage(self._document, number - 1)
        if not page:
            return None
        try:
            text_page = pdfium_c.FPDFText_LoadPage(page)
            if not text_page:
                return None
            try:
                if len(self._shared) > _MOST_SHARED:
                    self._shared.clear()
                reader = _PageReader(page, text_page, number, self._tagged, self._shared)
                found = reader.read(self._verticals, self._second)
                self._verticals = found.grids[-1].xs if found.grids else ()
                return found
            finally:
                pdfium_c.FPDFText_ClosePage(text_page)
        finally:
            pdfium_c.FPDF_ClosePage(page)

    def attachments(self) -> tuple[int, list[str]]:
        """How many files are attached to the document, and the names of the first of them."""
        count = max(pdfium_c.FPDFDoc_GetAttachmentCount(self._document), 0)
        return count, [self._attached(index) for index in range(min(count, _NAMED_ATTACHMENTS))]

    def _attached(self, index: int) -> str:
        attachment = pdfium_c.FPDFDoc_GetAttachment(self._document, index)
        length = pdfium_c.FPDFAttachment_GetName(attachment, None, 0) if attachment else 0
        if not 2 < length <= _LONGEST_NAME:  # bytes of UTF-16, with a closing zero
            return "without a name"
        buffer = ctypes.create_string_buffer(length)
        pdfium_c.FPDFAttachment_GetName(attachment, ctypes.cast(buffer, ctypes.POINTER(pdfium_c.FPDF_WCHAR)), length)
        return clean(buffer.raw[: length - 2].decode("utf-16-le", "replace")).strip() or "without a name"

    def picture(self, number: int, resolution: float, turns: int = 0) -> NDArray[np.uint8] | None:
        """Page ``number``, by ``turns`` quarter turns from how it is displayed; None where it can't be drawn."""
        return page_picture(self._document, number, resolution, turns)


def _refusal(code: int) -> ReadError:
    if code == pdfium_c.FPDF_ERR_PASSWORD:
        return ReadError("encrypted", "The PDF needs a password to be opened; remove the password and try again.")
    if code == pdfium_c.FPDF_ERR_SECURITY:
        return ReadError("encrypted", "The PDF is encrypted in a way that can't be read; save it without encryption.")
    return ReadError("damaged_pdf", "The PDF is damaged or cut short and can't be opened; fetch it again.")


class _PageReader:
    """The pieces of one page. Boxes are asked for the characters that need one and no others: each costs a call.

    ``shared`` are the numbers of pages before: lines of a file stand in the same places, and an equal number is one.
    """

    def __init__(self, page: Any, text_page: Any, number: int, tagged: bool, shared: dict[float, float]) -> None:
        self._page = page
        self._text_page = text_page
        self._number = number
        self._share = shared.setdefault
        self._frame = Frame.of(page)
        self._elements = paragraph_elements(page) if tagged else {}
        self._rect = pdfium_c.FS_RECTF()
        self._matrix = pdfium_c.FS_MATRIX()
        self._x, self._y = ctypes.c_double(), ctypes.c_double()
        self._text = self._read_text()

    def read(self, verticals: Sequence[float], second: SecondReader) -> Page:
        """All of the page; ``verticals`` are those of the last grid on the page before."""
        displayed = self._frame
        pieces = list(self._pieces())
        if sum(len(piece.text) if piece.upright else -len(piece.text) for piece in pieces) < 0:
            pieces = self._turned(pieces)
        drawing = page_drawing(self._page, self._frame)
        if not drawing.has_image:
            pieces = without_hidden(self._text_page, pieces)
        pieces = without_pale(self._page, self._text_page, self._frame, pieces, self._pieces_within)
        grids = find_grids(drawing.rulings, verticals)
        if grids:
            pieces = [part for piece in pieces for part in self._cut(piece, grids)]
        unread = None
        if (drawing.forms or drawing.paths >= FEWEST_PATHS) and self._frame == displayed:
            try:
                pieces, grids = self._read_again(pieces, grids, second)
            except TableUnreadError as error:
                unread = str(error)
        return Page(
            self._number, self._frame.width, self._frame.height, tuple(pieces), grids, drawing.has_image,
            drawing.has_content, unread, turns=(self._frame.turns - displayed.turns) % 4,
        )  # fmt: skip

    def _read_again(
        self, pieces: list[Line], grids: tuple[Grid, ...], second: SecondReader
    ) -> tuple[list[Line], tuple[Grid, ...]]:
        """Pieces and grids with the second reader's tables, if the page has signs of any that the own grid missed."""
        if not has_signs(self._page, self._frame, grids, pieces):
            return pieces, grids
        for grid in second.grids(self._number, self._frame):
            parted = [tuple(self._cut(piece, (grid,))) for piece in pieces]
            if is_sound(grid, parted):
                pieces = [part for parts in parted for part in parts]
                outside = (own for own in grids if not own.overlaps(grid))
                grids = tuple(sorted((*outside, grid), key=lambda grid: grid.ys[0]))
        return pieces, grids

    def _turned(self, pieces: list[Line]) -> list[Line]:
        """The pieces of a page that is set sideways, read from the side that most of it is upright on."""
        displayed = self._frame
        for turns in (1, 3, 2):
            self._frame = displayed.turned(turns)
            turned = list(self._pieces())
            if 2 * sum(len(piece.text) for piece in turned if piece.upright) > sum(len(piece.text) for piece in turned):
                return turned
        self._frame = displayed
        return pieces

    def _read_text(self) -> str:
        """The page's text, one character for each of pdfium's, so that a position in one is one in the other."""
        count = pdfium_c.FPDFText_CountChars(self._text_page)
        if count <= 0:
            return ""
        buffer = (ctypes.c_ushort * (2 * count + 1))()
        written = pdfium_c.FPDFText_GetText(self._text_page, 0, count, buffer)
        text = bytes(buffer)[: 2 * max(written - 1, 0)].decode("utf-16-le", "replace")
        if len(text) != count:
            # pdfium leaves characters that have no Unicode value out of its text: they become U+FFFD here.
            codes = (pdfium_c.FPDFText_GetUnicode(self._text_page, index) for index in range(count))
            text = "".join(chr(code) if 0 < code < 0x110000 else "\ufffd" for code in codes)
        # Some fonts name their hyphen U+00AD: in a PDF it is there because it is printed.
        return text.replace("\xad", "-")

    def _pieces(self) -> Iterator[Line]:
        for start, stop in self._segments():
            hyphenated = self._text[stop : stop + 1] in _HYPHEN_MARKS
            for first, end in self._parts(start, stop):
                yield from self._piece(first, end, hyphenated=hyphenated and end == stop)

    def _segments(self) -> Iterator[tuple[int, int]]:
        """What pdfium has between line ends, joined where it ended a line in the middle of one (in shrunken pages)."""
        start = stop = -1
        for segment in _SEGMENT.finditer(self._text):
            if start >= 0 and self._goes_on(stop - 1, segment.start()):
                stop = segment.end()
                continue
            if start >= 0:
                yield start, stop
            start, stop = segment.span()
        if start >= 0:
            yield start, stop

    def _goes_on(self, last: int, first: int) -> bool:
        """Whether two characters that a line's end stands between are neighbours on one line."""
        if self._text[last + 1] in _HYPHEN_MARKS or abs(self._baseline(first) - self._baseline(last)) > 0.5:
            return False
        return -0.3 < self._gap(last, first) / self._size(first) < _PIECE_GAP

    def _parts(self, start: int, stop: int) -> Iterator[tuple[int, int]]:
        """The segment without spaces at its ends, divided where a wide gap has no typed space."""
        for first, end in self._stripped(start, stop):
            yield from self._apart(first, end)

    def _apart(self, first: int, end: int) -> Iterator[tuple[int, int]]:
        for space in _SPACES.finditer(self._text, first, end):
            if pdfium_c.FPDFText_IsGenerated(self._text_page, space.start()) == 1:
                gap = self._gap(space.start() - 1, space.end())
                if not -0.5 < gap / self._size(space.end()) < _PIECE_GAP:
                    yield first, space.start()
                    first = space.end()
        yield first, end

    def _levels(self, first: int, end: int, size: float) -> Iterator[Line]:
        """The part by lines: pdfium misses a line's end where the next text begins left of it and above its foot."""
        level = self._baseline(first)
        for index in range(first + 1, end):
            baseline = self._baseline(index)
            if abs(baseline - level) > _LEVEL * size and not self._text[index].isspace():
                yield from self._pieces_within(first, index)
                first, level = index, baseline
        yield from self._pieces_within(first, end)

    def _stripped(self, first: int, end: int) -> Iterator[tuple[int, int]]:
        """The range without the spaces at its ends, if anything is left."""
        part = self._text[first:end]
        start, stop = first + len(part) - len(part.lstrip()), first + len(part.rstrip())
        if start < stop:
            yield start, stop

    def _piece(self, first: int, end: int, *, hyphenated: bool) -> Iterator[Line]:
        """The line of the characters from ``first`` up to ``end``; none where nothing of it is visible."""
        size = self._size(first)
        upright = self._frame.is_upright(self._matrix.a, self._matrix.b)
        baseline, last = self._baseline(first), end - 1
        if upright and last > first and abs(self._baseline(last) - baseline) > _LEVEL * size:
            yield from self._levels(first, end, size)
            return
        text = clean(self._spaced(first, end, size))
        if not text.strip():
            return
        x0, top, x1, bottom = self._box(first)
        last_x0, last_top, last_x1, last_bottom = self._box(end if hyphenated else last)
        box = (min(x0, last_x0), min(top, last_top), max(x1, last_x1), max(bottom, last_bottom))
        if not self._frame.shows(*box) or not math.isfinite(baseline + size):
            return
        unit = _UNIT.match(self._text, first, end)
        unit_end = unit.end() if unit else first + 1
        width = x1 - x0 if unit_end == first + 1 else self._box(unit_end - 1)[2] - x0
        numbers = (x0, *box[1:], baseline, size, width)
        x0, top, x1, bottom, baseline, size, width = map(self._share, numbers, numbers)
        yield Line(
            self._number, text + "-" if hyphenated else text, x0, top, x1, bottom, baseline, size, width,
            upright=upright, hyphenated=hyphenated, element=self._element(first), first=first, last=last,
        )  # fmt: skip

    def _spaced(self, first: int, end: int, size: float) -> str:
        """The text with its spaces as they are meant, not as they are spread."""
        raw = self._text[first:end]
        if not _SPACES.search(raw):
            return raw
        written: list[str] = []
        position = first
        for space in _SPACES.finditer(self._text, first, end):
            written += (self._text[position : space.start()], self._space(space.start(), space.end(), size))
            position = space.end()
        written.append(self._text[position:end])
        return "".join(written)

    def _space(self, start: int, end: int, size: float) -> str:
        """What the spaces from ``start`` up to ``end`` mean: themselves, one space, or nothing."""
        left, right = is_wide(self._text[start - 1]), is_wide(self._text[end])
        if "\n" in self._text[start:end]:  # a line's end where there is none
            return spacing(self._text[start - 1], self._text[end], self._gap(start - 1, end), size)
        if not left and not right:
            return " "
        if "\u3000" in self._text[start:end]:
            return self._text[start:end]
        gap = self._gap(start - 1, end)
        if left and right and gap >= _TYPED_SPACE * size and not self._is_spread(start, end, size):
            return " "
        return spacing(self._text[start - 1], self._text[end], gap, size)

    def _is_spread(self, start: int, end: int, size: float) -> bool:
        """Whether the characters before or after a space are apart too: then the line is letter-spaced."""
        if self._is_one_of_many(start, end, size):
            return True
        pairs = ((start - 2, start - 1), (end, end + 1))
        return any(
            self._text[left : right + 1].isprintable()
            and " " not in self._text[left : right + 1]
            and self._gap(left, right) > _SPREAD * size
            for left, right in pairs
            if left >= 0 and right < len(self._text)
        )

    def _is_one_of_many(self, start: int, end: int, size: float) -> bool:
        """Whether a space stands between single characters as far apart as the next: ``税 务 总 局``."""
        gap = self._gap(start - 1, end)
        for left, right in ((start - 3, start - 1), (end, end + 2)):
            three = self._text[max(left, 0) : right + 1]
            spaced = left >= 0 and len(three) == 3 and three[1] == " " and is_wide(three[0]) and is_wide(three[2])
            if spaced and abs(self._gap(left, right) - gap) < _SPREAD * size:
                return True
        return False

    def _cut(self, piece: Line, grids: Sequence[Grid]) -> Iterator[Line]:
        """The piece, divided where a vertical rule of a grid goes through it."""
        edges = sorted({edge for grid in grids for edge in grid.edges_across(piece)})
        if not edges:
            yield piece
            return
        first, field = piece.first, None
        for index in range(piece.first, piece.last + 1):
            x0, _, x1, _ = self._box(index)
            here = sum(1 for edge in edges if edge < (x0 + x1) / 2)
            if field is not None and here != field and x1 > x0:
                yield from self._pieces_within(first, index)
                first = index
            field = here if x1 > x0 or field is None else field
        yield from self._pieces_within(first, piece.last + 1, hyphenated=piece.hyphenated)

    def _pieces_within(self, first: int, end: int, *, hyphenated: bool = False) -> Iterator[Line]:
        for start, stop in self._stripped(first, end):
            yield from self._piece(start, stop, hyphenated=hyphenated)

    def _size(self, index: int) -> float:
        """The em of a character in points; leaves the character's matrix in ``_matrix``."""
        pdfium_c.FPDFText_GetMatrix(self._text_page, index, self._matrix)
        height = math.hypot(self._matrix.c, self._matrix.d)
        size = float(pdfium_c.FPDFText_GetFontSize(self._text_page, index)) * height
        return size if size > 0 else 1.0

    def _box(self, index: int) -> tuple[float, float, float, float]:
        """x0, top, x1, bottom of a character's cell (its advance and its font's height)."""
        rect = self._rect
        pdfium_c.FPDFText_GetLooseCharBox(self._text_page, index, rect)
        return self._frame.box(rect.left, rect.bottom, rect.right, rect.top)

    def _gap(self, left: int, right: int) -> float:
        """The points between two characters, less than 0 where the second stands before the first."""
        return self._box(right)[0] - self._box(left)[2]

    def _baseline(self, index: int) -> float:
        pdfium_c.FPDFText_GetCharOrigin(self._text_page, index, self._x, self._y)
        return self._frame.point(self._x.value, self._y.value)[1]

    def _element(self, index: int) -> int | None:
        """The number of the paragraph element that the character is tagged with."""
        if not self._elements:
            return None
        text_object = pdfium_c.FPDFText_GetTextObject(self._text_page, index)
        return self._elements.get(pdfium_c.FPDFPageObj_GetMarkedContentID(text_object)) if text_object else None
