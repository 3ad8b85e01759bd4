"""Circulars printed to PDF: by reportlab (fonts embedded, ruled tables over pages) and by Chromium.

`python -m tests.gold.printing` makes the specimens that ship as PDF, Word and OFD from their sources beside the gold
(`tests/gold/specimens/NAME.html`). The same source gives the same bytes.
"""

from __future__ import annotations

import io
import math
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterable, Sequence
from functools import cache
from html import escape
from pathlib import Path

import numpy as np
import pypdfium2
from lxml import html as lxml_html
from PIL import Image, ImageChops, ImageDraw, ImageFilter
from reportlab.lib import colors
from reportlab.lib.enums import TA_CENTER, TA_LEFT, TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate, Paragraph, Table

from tests.specimens import Grid, Line, Part, Place

ROOT = Path(__file__).parents[2]
SOURCES = Path(__file__).with_name("specimens")
# WenQuanYi Zen Hei is the free Chinese font with TrueType outlines, the only kind that reportlab embeds.
FONT_FILES = (
    Path("/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc"),
    Path("/usr/share/fonts/wqy-zenhei/wqy-zenhei.ttc"),
)
_MARGIN = 72.0
_INK = 128  # of 255: darker is print
_SIZE = 14.0
_ALIGNMENTS = {Place.CENTER: TA_CENTER, Place.RIGHT: TA_RIGHT, Place.FLUSH: TA_LEFT, Place.BODY: TA_LEFT}
_CHROMIUM_OPTIONS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--no-pdf-header-footer",
)  # fmt: skip


def chromium() -> str | None:
    """The Chromium on this machine, or None."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return next((path for name in names if (path := shutil.which(name)) is not None), None)


def chromium_pdf(pages: Sequence[str], program: str) -> list[bytes]:
    """Print each HTML page with Chromium; raises ``CalledProcessError`` where it fails."""
    printed: list[bytes] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for page in pages:
            source, target = folder / "page.html", folder / "page.pdf"
            source.write_text(page, encoding="utf-8")
            options = (*_CHROMIUM_OPTIONS, f"--user-data-dir={folder / 'profile'}", f"--print-to-pdf={target}")
            subprocess.run([program, *options, source.as_uri()], check=True, capture_output=True, timeout=120)
            printed.append(target.read_bytes())
    return printed


@cache
def body_font() -> str:
    """The registered font: WenQuanYi Zen Hei embedded, or the reader's own Song where it is not installed."""
    for path in FONT_FILES:
        if path.exists():
            pdfmetrics.registerFont(TTFont("body", str(path), subfontIndex=0))
            return "body"
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    return "STSong-Light"


def read_parts(page: str) -> tuple[Part, ...]:
    """The paragraphs and tables of an HTML page in their order, with their alignment; no furniture is left out."""
    root = lxml_html.document_fromstring(page)
    parts: list[Part] = []
    for element in root.iter("p", "h1", "table"):
        if element.tag == "table":
            rows = (tuple(_cell(cell) for cell in row.iter("td", "th")) for row in element.iter("tr"))
            parts.append(Grid(tuple(rows)))
        elif next(element.iterancestors("table"), None) is None and (text := _words(element)):
            parts.append(Line(text, _place(element.get("style", ""))))
    return tuple(parts)


def _words(element: lxml_html.HtmlElement) -> str:
    return str(element.text_content()).strip(" \n\t")


def _cell(element: lxml_html.HtmlElement) -> str:
    paragraphs = [_words(paragraph) for paragraph in element.iter("p")]
    return "\n".join(paragraphs) if paragraphs else _words(element)


def _place(style: str) -> Place:
    if "text-align: center" in style:
        return Place.CENTER
    if "text-align: right" in style:
        return Place.RIGHT
    return Place.BODY if "text-indent" in style else Place.FLUSH


def _flowable(part: Part, word_wrap: str | None, width: float) -> Flowable:
    if isinstance(part, Grid):
        style = ParagraphStyle("cell", fontName=body_font(), fontSize=10.5, leading=15, wordWrap=word_wrap)
        cells = [[Paragraph(escape(text).replace("\n", "<br/>"), style) for text in row] for row in part.rows]
        table = Table(cells, colWidths=_column_widths(part, width), repeatRows=1)
        table.setStyle([("GRID", (0, 0), (-1, -1), 0.5, colors.black), ("VALIGN", (0, 0), (-1, -1), "MIDDLE")])
        return table
    style = ParagraphStyle(
        part.place.value,
        fontName=body_font(),
        fontSize=_SIZE,
        leading=_SIZE * 1.7,
        wordWrap=word_wrap,
        alignment=_ALIGNMENTS[part.place],
        firstLineIndent=2 * _SIZE if part.place is Place.BODY else 0,
    )
    return Paragraph(escape(part.text), style)


def _column_widths(grid: Grid, width: float) -> list[float]:
    longest = [max(8, min(24, max(len(cell) for cell in column))) for column in zip(*grid.rows, strict=True)]
    return [width * share / sum(longest) for share in longest]


def _number_page(canvas: Canvas, document: BaseDocTemplate) -> None:
    canvas.setFont(body_font(), 10.5)
    canvas.drawCentredString(A4[0] / 2, _MARGIN / 2, f"— {document.page} —")


def reportlab_pdf(parts: Iterable[Part]) -> bytes:
    """The parts on A4 pages, each with its number at the foot; a table's head is printed again on each page."""
    given = tuple(parts)
    words = "".join(part.text for part in given if isinstance(part, Line))
    word_wrap = "CJK" if any("\u4e00" <= character <= "\u9fff" for character in words) else None
    stream = io.BytesIO()
    document = BaseDocTemplate(stream, pagesize=A4, invariant=1)
    frame = Frame(_MARGIN, _MARGIN, A4[0] - 2 * _MARGIN, A4[1] - 2 * _MARGIN, 0, 0, 0, 0)
    document.addPageTemplates([PageTemplate("page", [frame], onPage=_number_page)])
    document.build([_flowable(part, word_wrap, frame.width) for part in given])
    return stream.getvalue()


def scan_of(pdf: bytes, *, slant: float = 0.0, resolution: int = 150, noise: float = 0.0, seal: bool = False) -> bytes:
    """The pages of a PDF as pictures, ``slant`` degrees from level, in a PDF without text.

    ``noise`` is the deviation of each pixel's grey, of 255; ``seal`` stamps the last page in red over its print.
    The pages are in grey but for the one with a seal. The same arguments give the same pixels.
    """
    with pypdfium2.PdfDocument(pdf) as document:
        pages = [page.render(scale=resolution / 72).to_pil().convert("L") for page in document]
    turned = [page.rotate(slant, fillcolor=255, resample=Image.Resampling.BILINEAR) for page in pages]
    scanned = [_grained(page, noise, seed) for seed, page in enumerate(turned)]
    if seal:
        scanned[-1] = _sealed(scanned[-1])
    stream = io.BytesIO()
    dates = {"creationDate": time.gmtime(0), "modDate": time.gmtime(0)}
    scanned[0].save(stream, "PDF", resolution=resolution, save_all=True, append_images=scanned[1:], **dates)
    return stream.getvalue()


def _grained(page: Image.Image, noise: float, seed: int) -> Image.Image:
    """The page a little out of focus, on paper that is not quite white, with grain."""
    if not noise:
        return page
    pixels = np.asarray(page.filter(ImageFilter.GaussianBlur(0.6)), dtype=np.float32) * (235 / 255) + 10
    grain = np.random.default_rng(seed).normal(0.0, noise, pixels.shape)
    return Image.fromarray(np.clip(pixels + grain, 0, 255).astype(np.uint8))


def _sealed(page: Image.Image) -> Image.Image:
    """The page with a round seal over its lowest lines at the right, where a date stands."""
    stamped = page.convert("RGB")
    dark = np.flatnonzero((np.asarray(page)[: int(page.height * 0.92)] < _INK).any(axis=1))
    radius = page.width // 10
    x, y = int(page.width * 0.7), max(int(dark[-1]) if len(dark) else 0, radius + 10)
    ink = Image.new("RGB", page.size, "white")
    draw = ImageDraw.Draw(ink)
    draw.ellipse((x - radius, y - radius, x + radius, y + radius), outline=(225, 40, 40), width=page.width // 160)
    corners = [
        (x + radius * share * math.sin(turn * math.pi / 5), y - radius * share * math.cos(turn * math.pi / 5))
        for turn in range(10)
        for share in (0.35 if turn % 2 == 0 else 0.14,)
    ]
    draw.polygon(corners, fill=(225, 40, 40))
    return ImageChops.multiply(stamped, ink)


def print_specimens(sources: Path = SOURCES, target: Path = ROOT / "corpus") -> list[Path]:
    """Print every source in ``sources`` to a file of the same name in ``target``.

    ``NAME.html`` becomes a PDF; ``NAME.docx.html`` a Word file, with its labels left to Word; ``NAME.ofd.html`` an OFD.
    """
    from tests.gold.office import docx_of, ofd_of

    printed: list[Path] = []
    for source in sorted(sources.glob("*.html")):
        path = target / (source.stem if "." in source.stem else f"{source.stem}.pdf")
        parts = read_parts(source.read_text(encoding="utf-8"))
        if path.suffix == ".docx":
            path.write_bytes(docx_of(parts, automatic=True))
        else:
            pdf = reportlab_pdf(parts)
            path.write_bytes(ofd_of(pdf) if path.suffix == ".ofd" else pdf)
        printed.append(path)
    return printed


if __name__ == "__main__":
    for path in print_specimens():
        print(path.name, path.stat().st_size, "bytes")
