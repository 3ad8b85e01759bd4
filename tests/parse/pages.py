"""Pages of the shapes that sites have, with text written for the tests."""

from __future__ import annotations

from itertools import pairwise

from ipr_extract.model import BlockKind, Document
from ipr_extract.parse import read_document

TITLE = "样本市档案局关于印发样本工作方案的通知"
MENU = "<ul>" + "".join(f"<li><a href='/c{i}/'>栏目{i}</a></li>" for i in range(20)) + "</ul>"
FOOT = "<div><p>主办单位：样本市档案局　技术支持：样本中心</p><p>网站标识码：bm00000001　京ICP备00000000号-1</p></div>"


def paragraph(number: int) -> str:
    """A sentence with marks of its own, long enough to be prose."""
    return f"第{number}项样本工作要坚持统筹推进，完善制度设计，健全工作机制，明确责任分工，按时报送进展情况。"


PARAGRAPHS = tuple(paragraph(i) for i in range(1, 9))
BODY = "".join(f"<p>{text}</p>" for text in PARAGRAPHS)


def page(body: str, head: str = "") -> bytes:
    """A whole page round ``body``, in UTF-8."""
    return f"<!DOCTYPE html><html><head><meta charset='utf-8'>{head}</head><body>{body}</body></html>".encode()


def read(markup: str | bytes) -> Document:
    """The document of a page or fragment."""
    return read_document(markup if isinstance(markup, bytes) else markup.encode(), "sample.html")


def texts(document: Document, *kinds: BlockKind) -> list[str]:
    """The texts of the blocks of these kinds; of all but furniture without any."""
    wanted = kinds or tuple(kind for kind in BlockKind if kind is not BlockKind.FURNITURE)
    return [document.text[block.start : block.end] for block in document.blocks if block.kind in wanted]


def inside(markup: str) -> list[str]:
    """The circular's own lines in ``markup`` when it is the body of a page."""
    return texts(read(f"<div id='zoom'>{markup}</div>"))


def check_invariants(document: Document) -> None:
    """What holds for every document, whatever was read."""
    blocks = document.blocks
    pieces = [document.text[block.start : block.end] for block in blocks]
    assert document.text == "\n".join(pieces)
    assert all(before.end < after.start for before, after in pairwise(blocks))
    for block, text in zip(blocks, pieces, strict=True):
        assert text.strip() != ""
        if block.kind is BlockKind.TABLE:
            _check_cells(document, text, block.start, block.end)
        else:
            assert text == text.strip()
            assert "\n" not in text
            assert block.cells == ()
    for metadatum in document.metadata:
        if metadatum.start is not None:
            assert document.text[metadatum.start : metadatum.end] == metadatum.value


def _check_cells(document: Document, text: str, start: int, end: int) -> None:
    block = document.block_at(start)
    assert block is not None
    pieces: list[str] = []
    for number, cell in enumerate(block.cells):
        assert start <= cell.start <= cell.end <= end
        assert cell.row_span >= 1
        assert cell.column_span >= 1
        if number:
            pieces.append("\t" if block.cells[number - 1].row == cell.row else "\n")
        pieces.append(document.text[cell.start : cell.end])
    assert "".join(pieces) == text
    places = {(row, column) for cell in block.cells for row, column in [(cell.row, cell.column)]}
    assert len(places) == len(block.cells)
