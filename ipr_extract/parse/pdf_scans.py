"""Pages of a PDF that pdfium gives no text of, or none that can be true: they are read by recognising their picture."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from ipr_extract.model import Block, Finding, Severity
from ipr_extract.parse.ocr import WITHOUT_OCR, Found, PageReader, Recognition, ahead
from ipr_extract.parse.ocr_pages import recognised_page, uncertain, unsure
from ipr_extract.parse.ocr_pictures import RESOLUTION
from ipr_extract.parse.page import Page
from ipr_extract.parse.paginated import named_pages
from ipr_extract.parse.pdf_fonts import agrees, doubtful_lines, is_garbled
from ipr_extract.parse.pdf_lines import Line
from ipr_extract.parse.pdf_pages import PdfFile

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Picture = NDArray[np.uint8]

# A page of fewer characters beside a picture holds a stamp, a page number or a caption, and its text is the picture.
_FEW = 40


class _Drawn(NamedTuple):
    """A page as its own text says; its picture where that text is missing or may not be true.

    ``doubtful`` are lines of it to hold to the picture; ``wrong``: without that they are held to be false.
    """

    page: Page
    wrong: bool = False
    doubtful: Sequence[Line] = ()
    picture: Picture | None = None


class _Read(NamedTuple):
    """A page after its picture was looked at, if it has one, and what is on that, where it was read for its text."""

    page: Page
    wrong: bool
    doubtful: bool
    found: Found | None = None


class Scans:
    """Reads the pages of one file that need it; ``engine`` names what did, if any was."""

    def __init__(self, file: PdfFile, recognition: Recognition) -> None:
        self._file = file
        self._recognition = recognition
        self._reader: PageReader | None = None
        self._asked = False
        self._unsure: list[tuple[int, str, float]] = []
        self._garbled: list[int] = []
        self._doubtful: list[int] = []
        self._mended: list[int] = []
        self.engine = ""

    def read(self, pages: Iterable[Page]) -> Iterator[Page]:
        """``pages``, those with recognised text whose own is missing or can't be true.

        From the first that needs it on they are read side by side; pdfium stays with the thread that asks.
        """
        drawn = map(self._drawn, pages)
        for one in drawn:
            if one.picture is None or self._reader is None:
                yield self._noted(_read(None, one))
                continue
            with_reader = partial(_read, self._reader)
            yield from map(self._noted, ahead(with_reader, chain((one,), drawn), self._reader.at_once))

    def _drawn(self, page: Page) -> _Drawn:
        few = page.has_image and sum(len(piece.text) for piece in page.pieces) < _FEW
        doubtful = () if few else doubtful_lines(page.pieces)
        if not (few or doubtful):
            return _Drawn(page)
        wrong = bool(doubtful) and is_garbled("".join(piece.text for piece in page.pieces))
        reader = self._engine()
        picture = self._file.picture(page.number, RESOLUTION, page.turns) if reader else None
        return _Drawn(page, wrong, doubtful, picture)

    def _noted(self, read: _Read) -> Page:
        """The page that was read, with what is to be said of it kept."""
        number = read.page.number
        if read.found is None:
            self._garbled += [number] if read.wrong else []
            self._doubtful += [number] if read.doubtful and not read.wrong else []
            return read.page
        assert self._reader is not None
        self.engine = self._reader.name
        self._mended += [number] if read.wrong else []
        self._unsure += unsure(number, read.found)
        return read.page

    def _engine(self) -> PageReader | None:
        if not self._asked:
            self._reader, self._asked = self._recognition.reader(), True
        return self._reader

    def findings(self, text: str, blocks: Sequence[Block]) -> Iterator[Finding]:
        """The lines that the engine was not sure of, each with its place, and pages of wrong characters."""
        yield from uncertain(self._unsure, text, blocks)
        if self._mended:
            where = named_pages(self._mended)
            message = f"The fonts on {where} name other characters than are printed; read as a scan by {self.engine}."
            yield Finding("garbled_text", Severity.INFO, message)
        if self._garbled:
            message = f"The characters on {named_pages(self._garbled)} can't be true: their fonts name wrong ones"
            yield Finding("garbled_text", Severity.ERROR, message + WITHOUT_OCR)
        if self._doubtful:
            message = f"The characters on {named_pages(self._doubtful)} may not be those that are printed"
            yield Finding("garbled_text", Severity.WARNING, message + WITHOUT_OCR)


def _read(reader: PageReader | None, drawn: _Drawn) -> _Read:
    """What becomes of a page; without its picture nothing. Asked by several threads."""
    page, wrong, picture = drawn.page, drawn.wrong, drawn.picture
    if picture is None or reader is None:
        return _Read(page, wrong, doubtful=bool(drawn.doubtful))
    scale = page.width / picture.shape[1]
    if drawn.doubtful:
        if agrees(drawn.doubtful, lambda line: reader.line(_strip(picture, line, scale))):
            return _Read(page, wrong=False, doubtful=False)
        wrong = True
    found = reader.read(picture)
    recognised = recognised_page(page, found, scale)
    # Of a page of text with a picture, hardly anything may be read; what is wrong is no measure.
    better = len(recognised.pieces) > (0 if wrong else len(page.pieces))
    return _Read(recognised, wrong, False, found) if better else _Read(page, wrong, doubtful=False)


def _strip(picture: Picture, line: Line, scale: float) -> Picture:
    """What is printed where ``line`` stands, with some room round it."""
    room = (line.bottom - line.top) / 4
    top, bottom = max(int((line.top - room) / scale), 0), int((line.bottom + room) / scale) + 1
    return picture[top:bottom, max(int((line.x0 - 2 * room) / scale), 0) : int((line.x1 + 2 * room) / scale) + 1]
