"""Pages of a PDF that pdfium gives no text of, or none that can be true: they are read by recognising their picture."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ipr_extract.model import Block, Finding, Severity
from ipr_extract.parse.encoding import plausibility
from ipr_extract.parse.ocr import RESOLUTION, WITHOUT_OCR, PageReader, Recognition
from ipr_extract.parse.ocr_pages import UNSURE, confidences, recognised_page, uncertain
from ipr_extract.parse.page import Page
from ipr_extract.parse.paginated import named_pages
from ipr_extract.parse.pdf_pages import PdfFile

# A page of fewer characters beside a picture holds a stamp, a page number or a caption, and its text is the picture.
_FEW = 40
# Of real Chinese prose nearly half are common characters and marks; of a font's wrong ones, a few hundredths.
_PLAUSIBLE = 0.2
_ENOUGH = 60  # characters, below which rarity says nothing
_CHINESE = re.compile("[\u3400-\u9fff]")


class Scans:
    """Reads the pages of one file that need it; ``engine`` names what did, if any was."""

    def __init__(self, file: PdfFile, recognition: Recognition) -> None:
        self._file = file
        self._recognition = recognition
        self._reader: PageReader | None = None
        self._asked = False
        self._unsure: list[tuple[int, str, float]] = []
        self._garbled: list[int] = []
        self.engine = ""

    def read(self, page: Page) -> Page:
        """``page`` with recognised text where its own is missing or can't be true; else as it is."""
        garbled = is_garbled("".join(piece.text for piece in page.pieces))
        few = page.has_image and sum(len(piece.text) for piece in page.pieces) < _FEW
        if not garbled and not few:
            return page
        reader = self._engine()
        picture = self._file.picture(page.number, RESOLUTION) if reader else None
        if reader is None or picture is None:
            self._garbled += [page.number] if garbled else []
            return page
        on_picture = reader.read(picture)
        found = recognised_page(page, on_picture, page.width / picture.shape[1])
        if len(found.pieces) <= len(page.pieces):
            self._garbled += [page.number] if garbled else []
            return page
        self.engine = reader.name
        self._unsure += [(page.number, text, sure) for text, sure in confidences(on_picture.lines) if sure < UNSURE]
        return found

    def _engine(self) -> PageReader | None:
        if not self._asked:
            self._reader, self._asked = self._recognition.reader(), True
        return self._reader

    def findings(self, text: str, blocks: Sequence[Block]) -> Iterator[Finding]:
        """The lines that the engine was not sure of, each with its place, and pages of wrong characters."""
        yield from uncertain(self._unsure, text, blocks)
        if self._garbled:
            message = f"The characters on {named_pages(self._garbled)} can't be true: their fonts name wrong ones"
            yield Finding("garbled_text", Severity.ERROR, message + WITHOUT_OCR)


def is_garbled(text: str) -> bool:
    """Whether a text that claims to be Chinese has hardly a common character: fonts with a wrong or no map."""
    bare = "".join(text.split())
    if len(bare) < _ENOUGH or len(_CHINESE.findall(bare)) * 2 < len(bare):
        return False
    return plausibility(bare) < _PLAUSIBLE
