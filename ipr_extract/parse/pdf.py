"""PDF to ``Document``: one text in reading order, with the page and box of every block.

pdfium reads the text and the rulings, a grid of our own the tables; pdfplumber is asked for the cells of those pages
alone that have signs of a table and none in that grid (``pdf_signs``, ``pdf_second``).
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator, Sequence

from ipr_extract.errors import ReadError
from ipr_extract.model import Block, BlockKind, Document, Finding, Severity
from ipr_extract.parse.identity import Identity
from ipr_extract.parse.limits import Limits
from ipr_extract.parse.ocr import WITHOUT_OCR, Recognition
from ipr_extract.parse.ocr_pages import of_one_document
from ipr_extract.parse.page import Page
from ipr_extract.parse.paginated import build, named_pages, unread
from ipr_extract.parse.pdf_pages import PdfFile
from ipr_extract.parse.pdf_scans import Scans

PARSER = "pdf"
# pdfium keeps state of its own: two threads in it at once end the process.
PDFIUM = threading.Lock()
# What pdfium and fonts give for a glyph that has no character: the replacement character and private use.
_UNREADABLE = re.compile("[\ufffd\ue000-\uf8ff]")


def parse_pdf(data: bytes, identity: Identity, limits: Limits, recognition: Recognition | None = None) -> Document:
    """Read the text of a PDF, with regions in points from the top left of each page.

    Pages that are pictures of text, or whose fonts name wrong characters, are read by ``recognition``.

    Raises:
        ReadError: ``too_large``, ``encrypted``, ``damaged_pdf``, ``too_many_pages``; ``scan`` where no page has text,
            ``empty`` where none has anything.
    """
    limits.check_bytes(len(data))
    with PDFIUM, PdfFile(data) as file:
        count = file.pages
        _check_count(count, limits)
        scans = Scans(file, recognition or Recognition())
        read = [of_one_document(scans.read(_readable(file, limits)))]
        attached = file.attachments()
    # Given away: whoever holds the pages of a long file holds all their lines.
    text, blocks, placements, pages = build(read.pop(), "PDF", limits)
    if not any(page.has_content for page in pages):
        raise _without_text(pages, count)
    if all(block.kind is BlockKind.FURNITURE for block in blocks):
        raise _without_text(pages, count)
    parser = f"{PARSER} + {scans.engine}" if scans.engine else PARSER
    findings = (*_findings(pages, count, text, blocks), *scans.findings(text, blocks), *unread(*attached))
    return identity.document(parser, text, blocks, pages=count, placements=placements, findings=findings)


def _check_count(count: int, limits: Limits) -> None:
    if count < 1:
        raise ReadError("damaged_pdf", "The PDF has no pages; fetch it again.")
    if count > limits.max_pages:
        raise ReadError(
            "too_many_pages",
            f"The PDF has {count:,} pages, more than the {limits.max_pages:,} that are read; "
            "split it or raise the limit.",
        )


def _readable(file: PdfFile, limits: Limits) -> Iterator[Page]:
    """The pages that pdfium can read."""
    characters = 0
    for number in range(1, file.pages + 1):
        page = file.read_page(number)
        if page is None:
            continue
        characters += sum(len(piece.text) for piece in page.pieces)
        if characters > limits.max_characters:
            raise ReadError(
                "too_large",
                f"The PDF has more than the {limits.max_characters:,} characters that are read; "
                "split it or raise the limit.",
            )
        yield page


def _without_text(pages: Sequence[Page], count: int) -> ReadError:
    """Why there is nothing to read; page numbers and the stamps of applications for scanning are no text."""
    if not pages:
        return ReadError("damaged_pdf", f"None of the PDF's {count} pages can be read; fetch it again.")
    if not any(page.has_content for page in pages):
        return ReadError("empty", f"Nothing is printed on the PDF's {count} pages; fetch it again.")
    return ReadError("scan", f"The PDF has no text layer ({count} pages are images){WITHOUT_OCR}")


def _findings(pages: Sequence[Page], count: int, text: str, blocks: Sequence[Block]) -> Iterator[Finding]:
    printed = {region.page for block in blocks if block.kind is not BlockKind.FURNITURE for region in block.regions}
    silent = [
        page.number
        for page in pages
        if page.number not in printed and (page.has_image or (page.has_content and not page.pieces))
    ]
    if silent:
        yield Finding(
            "page_without_text",
            Severity.WARNING,
            f"No text on {named_pages(silent)}: images, perhaps scanned.",
        )
    read = {page.number for page in pages}
    lost = [number for number in range(1, count + 1) if number not in read]
    if lost:
        yield Finding("page_unreadable", Severity.ERROR, f"Can't read {named_pages(lost)}: the file is damaged there.")
    for page in pages:
        if page.unread is not None:
            yield Finding(
                "table_unread",
                Severity.WARNING,
                f"Page {page.number} may have a table that is read as paragraphs ({page.unread}).",
            )
    unreadable = list(_UNREADABLE.finditer(text))
    if unreadable:
        yield Finding(
            "unreadable_characters",
            Severity.WARNING,
            f"The PDF's fonts name no character for {len(unreadable)} printed signs; the first is marked.",
            unreadable[0].start(),
            unreadable[0].end(),
        )
