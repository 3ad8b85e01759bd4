"""Ruled tables: cells and spans, tables over pages, and rules that make no table."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import pytest
from reportlab.lib import colors
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import LongTable, Paragraph

from ipr_extract.errors import ReadError
from ipr_extract.model import Block, BlockKind, Document
from ipr_extract.parse.limits import Limits
from ipr_extract.parse.pdf_grids import find_grids
from ipr_extract.parse.pdf_rulings import Ruling
from tests.parse.pdf_specimens import HEIGHT, MARGIN, drawn, lines_at, printed, read, style, texts

HEAD = ("序号", "任务", "责任单位", "完成时限")
WIDTHS = (40, 220, 120, 70)
RULED = [("GRID", (0, 0), (-1, -1), 0.5, colors.black), ("VALIGN", (0, 0), (-1, -1), "TOP")]
BEFORE, AFTER = "各单位要对照下表逐项落实。", "上述任务按季度调度，完成一项、销号一项。"


def tasks(count: int) -> list[tuple[str, ...]]:
    """Rows of a table that divides work."""
    work = "覆盖背街小巷和老旧小区，栽后浇透三遍水并设支撑"
    return [
        (str(n), f"第{n}批行道树补植，{work}" + "，逐株挂牌" * (n % 4), "市园林局、市城市管理局", f"{n % 12 + 1}月底前")
        for n in range(1, count + 1)
    ]


def table(rows: Sequence[Sequence[str]], ruled: list[tuple[object, ...]] | None = None, repeat: int = 1) -> LongTable:
    """A ruled table of ``rows`` whose cells wrap."""
    cell = style(indent=0, size=10.0)
    cells = [[Paragraph(escape(text), cell) for text in row] for row in rows]
    return LongTable(cells, colWidths=WIDTHS[: len(rows[0])], style=ruled or RULED, repeatRows=repeat)


def tables(document: Document) -> list[Block]:
    """The document's tables."""
    return [block for block in document.blocks if block.kind is BlockKind.TABLE]


def cells(document: Document, block: Block) -> dict[tuple[int, int], str]:
    """Each cell's text by its row and column."""
    return {(cell.row, cell.column): document.text[cell.start : cell.end] for cell in block.cells}


def expected(rows: Sequence[Sequence[str]]) -> dict[tuple[int, int], str]:
    return {(r, c): text for r, row in enumerate(rows) for c, text in enumerate(row)}


def test_table_is_one_block_between_its_paragraphs() -> None:
    rows = [HEAD, *tasks(5)]
    document = read(printed([BEFORE, table(rows), AFTER], foot=None))
    assert [block.kind.value for block in document.blocks] == ["paragraph", "table", "paragraph"]
    assert texts(document) == [BEFORE, AFTER]
    assert cells(document, tables(document)[0]) == expected(rows)


def test_cells_stand_between_tabs_and_rows_on_lines() -> None:
    rows = [HEAD, *tasks(3)]
    document = read(printed([table(rows)], foot=None))
    assert document.text == "\n".join("\t".join(row) for row in rows)
    assert [cell.header for cell in tables(document)[0].cells] == [True] * 4 + [False] * 12


@pytest.mark.parametrize("repeat", [0, 1])
def test_table_over_pages_is_one(repeat: int) -> None:
    rows = [HEAD, *tasks(40)]
    document = read(printed([BEFORE, table(rows, repeat=repeat), AFTER]))
    (block,) = tables(document)
    assert [region.page for region in block.regions] == [1, 2, 3]
    assert cells(document, block) == expected(rows)
    assert texts(document, BlockKind.FURNITURE) == ["— 1 —", "— 2 —", "— 3 —"]


def test_spans() -> None:
    rows = [HEAD, ("一", "春季任务", "", ""), *tasks(3)]
    ruled = [*RULED, ("SPAN", (1, 1), (3, 1)), ("SPAN", (0, 2), (0, 3))]
    rows[3] = ("", *rows[3][1:])
    document = read(printed([table(rows, ruled)], foot=None))
    found = {(cell.row, cell.column): (cell.row_span, cell.column_span) for cell in tables(document)[0].cells}
    assert found[1, 1] == (1, 3)
    assert found[2, 0] == (2, 1)
    assert (3, 0) not in found
    assert found[4, 3] == (1, 1)


def test_open_sides_and_thick_outline() -> None:
    rows = [HEAD, *tasks(4)]
    across = [("LINEABOVE", (0, 0), (-1, 0), 2, colors.black), ("LINEBELOW", (0, 0), (-1, -1), 0.5, colors.black)]
    ruled = [*across, ("LINEAFTER", (0, 0), (-2, -1), 0.5, colors.black)]
    document = read(printed([table(rows, ruled)], foot=None))
    assert cells(document, tables(document)[0]) == expected(rows)


def test_english_cells_keep_their_spaces() -> None:
    task = "Count the street trees of all districts and publish the register of the trees before the planting season"
    rows = [("No.", "Task", "Department"), ("1", task, "Parks Office, Roads Office")]
    cell = style(chinese=False, indent=0, size=10.0)
    made = LongTable([[Paragraph(text, cell) for text in row] for row in rows], colWidths=(40, 150, 90), style=RULED)
    document = read(printed([made], foot=None))
    assert cells(document, tables(document)[0]) == expected(rows)


def test_line_ended_on_purpose_stays_in_its_cell() -> None:
    cell = style(indent=0, size=10.0)
    inside = [[Paragraph(text, cell) for text in row] for row in (("任务", "说明"), ("补植", "先浇水<br/>后支撑"))]
    document = read(printed([LongTable(inside, colWidths=(80, 200), style=RULED)], foot=None))
    assert cells(document, tables(document)[0])[1, 1] == "先浇水\n后支撑"


def ruled_page(*rules: tuple[float, float, float, float]) -> bytes:
    """A page with three short paragraphs and rules from (x, top) to (x, top)."""

    def draw(canvas: Canvas) -> None:
        lines_at(MARGIN, 100, ["市园林局文件", "园发〔2021〕3号", "各区绿化管理站："])(canvas)
        for x0, top, x1, bottom in rules:
            canvas.line(x0, HEIGHT - top, x1, HEIGHT - bottom)

    return drawn(draw)


@pytest.mark.parametrize(
    "rules",
    [
        [(60, 125, 500, 125)],
        [(60, 125, 500, 125), (60, 128, 500, 128)],
        [(60, 80, 500, 80), (60, 150, 500, 150), (60, 80, 60, 150), (500, 80, 500, 150)],
        [(60, 110, 200, 110), (550, 50, 550, 800)],
    ],
    ids=["letterhead", "double rule", "box round the text", "underline and a rule at the side"],
)
def test_rules_without_cells_are_no_table(rules: list[tuple[float, float, float, float]]) -> None:
    document = read(ruled_page(*rules))
    assert tables(document) == []
    assert texts(document) == ["市园林局文件", "园发〔2021〕3号", "各区绿化管理站："]


def test_text_in_a_box_has_the_margins_of_the_box() -> None:
    sentence = "把井盖、路灯、护栏逐一编号，发现缺损当日上报，三日内修复并拍照存档，由街道复核"
    box = [("BOX", (0, 0), (-1, -1), 0.5, colors.black)]
    inside = Paragraph(sentence * 3 + "。", style())
    made = LongTable([[inside]], colWidths=(260,), style=box)
    document = read(printed([BEFORE, made, AFTER], foot=None))
    assert texts(document) == [BEFORE, sentence * 3 + "。", AFTER]


def test_too_many_cells_are_refused() -> None:
    with pytest.raises(ReadError) as refusal:
        read(printed([table([HEAD, *tasks(5)])]), Limits(max_table_cells=10))
    assert refusal.value.code == "too_large"


def across(at: float, start: float, end: float) -> Ruling:
    return Ruling(True, at, start, end)


def down(at: float, start: float, end: float) -> Ruling:
    return Ruling(False, at, start, end)


def test_borders_drawn_cell_by_cell_are_one_grid() -> None:
    rulings = [
        ruling
        for x in (0.0, 52.0)
        for y in (0.0, 22.0)
        for ruling in (across(y, x, x + 50), across(y + 20, x, x + 50), down(x, y, y + 20), down(x + 50, y, y + 20))
    ]
    (grid,) = find_grids(rulings)
    assert (grid.rows, grid.columns, len(grid.cells)) == (2, 2, 4)


def test_cells_that_a_page_end_cut_are_open() -> None:
    sides = [down(x, 0, 90) for x in (0.0, 50.0, 100.0)]
    (grid,) = find_grids([*sides, across(0, 0, 100), across(60, 0, 100)])
    assert [(cell.row, cell.open_above, cell.open_below) for cell in grid.cells] == [
        (0, False, False),
        (0, False, False),
        (1, False, True),
        (1, False, True),
    ]


def test_verticals_alone_go_on_from_the_page_before() -> None:
    sides = [down(x, 0, 90) for x in (0.0, 50.0, 100.0)]
    assert [grid.cells for grid in find_grids(sides)] == [grid.cells for grid in find_grids(sides, (1.0, 2.0, 3.0))]
    (grid,) = find_grids(sides, (0.0, 50.0, 100.0))
    assert (grid.rows, grid.columns) == (1, 2)


def test_a_map_of_lines_is_no_grid() -> None:
    hatching = [across(3.0 * y, 0, 3000) for y in range(1000)] + [down(3.0 * x, 0, 3000) for x in range(1000)]
    assert find_grids(hatching) == ()
