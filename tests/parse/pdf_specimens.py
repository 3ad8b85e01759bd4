"""PDFs for the tests of the PDF reader, drawn with reportlab in a font that every reader brings itself."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from html import escape

from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate, Paragraph

from ipr_extract.model import Block, BlockKind, Document
from ipr_extract.parse.identity import Identity
from ipr_extract.parse.limits import Limits
from ipr_extract.parse.pdf import parse_pdf

SONG = "STSong-Light"
SIZE = 12.0
MARGIN = 72.0
WIDTH, HEIGHT = A4

pdfmetrics.registerFont(UnicodeCIDFont(SONG))


def read(data: bytes, limits: Limits | None = None) -> Document:
    """What the reader makes of ``data``."""
    return parse_pdf(data, Identity.of(data, "specimen.pdf", "application/pdf"), limits or Limits())


def texts(document: Document, kind: BlockKind = BlockKind.PARAGRAPH) -> list[str]:
    """The texts of the blocks of one kind."""
    return [text_of(document, block) for block in document.blocks if block.kind is kind]


def text_of(document: Document, block: Block) -> str:
    """The text that a block's offsets give."""
    return document.text[block.start : block.end]


def drawn(*pages: Callable[[Canvas], None], size: tuple[float, float] = A4) -> bytes:
    """A file with one page for each function, which draws it."""
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=size, invariant=True)
    for draw in pages:
        canvas.setFont(SONG, SIZE)
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def lines_at(x: float, top: float, lines: Sequence[str], leading: float = 20.0) -> Callable[[Canvas], None]:
    """A page of lines at ``x``, the first baseline ``top`` points below the page's top."""

    def draw(canvas: Canvas) -> None:
        for number, line in enumerate(lines):
            canvas.drawString(x, HEIGHT - top - number * leading, line)

    return draw


def style(
    *, chinese: bool = True, indent: float = 2.0, size: float = SIZE, gap: float = 0.0, **more: object
) -> ParagraphStyle:
    """A paragraph's style; ``indent`` in ems."""
    settings: dict[str, object] = {
        "fontName": SONG if chinese else "Times-Roman",
        "fontSize": size,
        "leading": 1.6 * size,
        "firstLineIndent": indent * size,
        "spaceAfter": gap,
        "wordWrap": "CJK" if chinese else None,
    }
    return ParagraphStyle("specimen", **(settings | more))


def printed(
    parts: Sequence[str | Flowable],
    body: ParagraphStyle | None = None,
    foot: str | None = "— {} —",
    head: str | None = None,
    columns: int = 1,
) -> bytes:
    """``parts`` set one after another on A4 pages; head and foot are drawn before the text of each page."""
    target = io.BytesIO()

    def decorate(canvas: Canvas, document: BaseDocTemplate) -> None:
        canvas.setFont(SONG, 9)
        if foot is not None:
            canvas.drawCentredString(WIDTH / 2, 36, foot.format(document.page))
        if head is not None:
            canvas.drawString(MARGIN, HEIGHT - 40, head)

    gutter = 24.0
    width = (WIDTH - 2 * MARGIN - (columns - 1) * gutter) / columns
    frames = [
        Frame(MARGIN + number * (width + gutter), MARGIN, width, HEIGHT - 2 * MARGIN, 0, 0, 0, 0)
        for number in range(columns)
    ]
    document = BaseDocTemplate(target, pagesize=A4, invariant=1)
    document.addPageTemplates([PageTemplate(frames=frames, onPage=decorate)])
    given = body or style()
    document.build([Paragraph(escape(part), given) if isinstance(part, str) else part for part in parts])
    return target.getvalue()
