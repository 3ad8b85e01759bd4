"""What is fuzzed, one target for each reader: how an input is made, and the law that its result is held to."""

from __future__ import annotations

import functools
import random
from collections.abc import Callable
from dataclasses import dataclass

from reportlab.pdfgen.canvas import Canvas

from ipr_extract.batch.document import default_stages
from ipr_extract.errors import ReadError
from ipr_extract.model import Document
from ipr_extract.nlp.labels import label_at, labels_within
from ipr_extract.nlp.reading import fold
from ipr_extract.parse import read_document
from ipr_extract.parse.encoding import decode
from ipr_extract.parse.limits import Limits
from ipr_extract.parse.media import sniff
from ipr_extract.parse.ocr import Recognition
from ipr_extract.tables.checks import check_rows
from ipr_extract.tables.rows import authority, circular_rows
from tests.fuzz.mutation import mutated, mutated_package, soup
from tests.fuzz.vocabulary import (
    JOINTS,
    LABELS,
    MARKUP_WORDS,
    NAMES,
    OFD_WORDS,
    PDF_WORDS,
    PROSE,
    ROLES,
    SIGNATURES,
    TIMES,
    WORD_WORDS,
)
from tests.gold.office import docx_of, ofd_of
from tests.parse.pdf_specimens import drawn, lines_at
from tests.specimens import Grid, Line, Place, fragment, govcn_page

LINES = (
    Line("样本市人民政府关于做好样本工作的通知", Place.CENTER),
    Line("样政发〔2024〕7号", Place.CENTER),
    Line("各区人民政府，市直各单位：", Place.FLUSH),
    Line("一、总体要求。按照《样本规划》（样发〔2023〕1号）办理。"),
    Line("（一）开展登记。年底前完成登记，登记率达到90%以上。（市样本局牵头，市档案局等配合，2024年12月底前完成）"),
    Line("1. 推进建设。由市样本局会同市档案局负责。"),
    Grid((("序号", "任务", "责任单位"), ("1", "开展登记", "市样本局"), ("2", "推进建设", "市档案局"))),
    Line("附件：1.样本清单"),
    Line("样本市人民政府", Place.RIGHT),
    Line("2024年3月5日", Place.RIGHT),
)
TEXT = "\n".join(part.text for part in LINES if isinstance(part, Line))
LIMITS = Limits(max_bytes=1_000_000, max_pages=50, max_characters=400_000, max_unpacked_bytes=3_000_000)
_WITHOUT_OCR = Recognition("off")


@dataclass(frozen=True, slots=True)
class Target:
    """``make`` gives an input of a state of chance; ``hold`` raises for whatever breaks the law."""

    make: Callable[[random.Random], bytes]
    hold: Callable[[bytes], None]


def ordered(document: Document) -> None:
    """The law of documents: one text, and blocks with their cells that lie in it in order."""
    position = 0
    for block in document.blocks:
        assert position <= block.start <= block.end <= len(document.text), block
        position = block.end
        for cell in block.cells:
            assert block.start <= cell.start <= cell.end <= block.end, cell
            assert cell.row >= 0 and cell.column >= 0 and cell.row_span >= 1 and cell.column_span >= 1, cell
    for finding in document.findings:
        assert "\n" not in finding.message
    document.text.encode()


def _read(data: bytes) -> None:
    try:
        document = read_document(data, "fuzz", limits=LIMITS, recognition=_WITHOUT_OCR)
    except ReadError as refusal:
        assert "\n" not in str(refusal)
        return
    ordered(document)


def _decode(data: bytes) -> None:
    for declared in (None, "gb2312", "utf-8", "big5", "utf-16", "no such thing"):
        try:
            decode(data, declared).text.encode()
        except ReadError:
            continue


def _sniff(data: bytes) -> None:
    try:
        assert "/" in sniff(data)
    except ReadError as refusal:
        assert "\n" not in str(refusal)


def _labels(data: bytes) -> None:
    text = data.decode()
    folded = fold(text)
    assert len(folded) == len(text)
    for chinese in (True, False):
        for position in range(len(folded)):
            label = label_at(folded, position, chinese=chinese)
            assert label is None or position <= label.start < label.end <= len(folded)
        for label in labels_within(folded, 0, len(folded), chinese=chinese):
            assert 0 <= label.start < label.end <= len(folded)


def _understand(data: bytes) -> None:
    """All stages on a text; the rows are held to the schema, to their keys, and to the text by their offsets."""
    stages = default_stages()
    try:
        circular = stages.extract(data, "fuzz")
    except ReadError:
        return
    rows = circular_rows(circular)
    check_rows(rows, authority(), whole=True)
    for party in (*circular.issuers, *circular.addressees):
        assert (
            party.start is None
            or party.end is None
            or party.name == (circular.text[party.start : party.end].replace("\n", ""))
        )


@functools.cache
def _seed(name: str) -> tuple[bytes, ...]:
    texts = [part.text for part in LINES if isinstance(part, Line)]
    pdf = drawn(lines_at(72, 100, texts), _ruled, lines_at(72, 100, texts[3:]))
    match name:
        case "pdf":
            return (pdf,)
        case "docx":
            return docx_of(LINES), docx_of(LINES, automatic=True)
        case "ofd":
            return (ofd_of(pdf),)
        case "html":
            page = govcn_page({"标　　题": texts[0], "发文字号": texts[1]}, LINES)
            return page.encode(), page.encode("gb18030"), fragment(LINES).encode(), page.encode("utf-16")
        case _:
            kinds = ("utf-8", "utf-8-sig", "gb18030", "big5", "utf-16", "utf-16-be")
            return tuple(TEXT.encode(kind, "replace") for kind in kinds)


def _ruled(canvas: Canvas) -> None:
    """A page with a ruled table."""
    lines_at(72, 60, ["附件", "样本任务分工表"])(canvas)
    canvas.grid([72, 150, 300, 500], [500, 530, 560, 600])
    for row in range(3):
        canvas.drawString(80, 510 + 30 * row, str(3 - row))
        canvas.drawString(160, 510 + 30 * row, "开展登记")
        canvas.drawString(310, 510 + 30 * row, "市样本局")


def _changed(name: str, words: tuple[bytes, ...]) -> Callable[[random.Random], bytes]:
    package = name in ("docx", "ofd")
    change = mutated_package if package else mutated
    return lambda chance: change(chance.choice(_seed(name)), words, chance)


def _souped(*words: tuple[str, ...]) -> Callable[[random.Random], bytes]:
    every = [word for group in words for word in group]
    return lambda chance: soup(every, chance).encode()


_TEXT_WORDS = tuple(word.encode() for word in (*JOINTS, *LABELS, *ROLES))
TARGETS = {
    "text": Target(_changed("text", _TEXT_WORDS), _read),
    "html": Target(_changed("html", MARKUP_WORDS), _read),
    "pdf": Target(_changed("pdf", PDF_WORDS), _read),
    "docx": Target(_changed("docx", WORD_WORDS), _read),
    "ofd": Target(_changed("ofd", OFD_WORDS), _read),
    "encoding": Target(_changed("text", _TEXT_WORDS), _decode),
    "media": Target(lambda chance: mutated(chance.choice(SIGNATURES) + TEXT.encode(), SIGNATURES, chance), _sniff),
    "labels": Target(_souped(LABELS, JOINTS, PROSE), _labels),
    "numbering": Target(_souped(LABELS, ("\n",) * 12, PROSE), _understand),
    "statements": Target(_souped(NAMES, JOINTS, ROLES, TIMES, LABELS, PROSE), _understand),
}
