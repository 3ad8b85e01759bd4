import pytest

from ipr_extract.errors import ReadError
from ipr_extract.model import BlockKind, Cell, Document
from ipr_extract.parse import Limits, read_document
from tests.parse.pages import PARAGRAPHS, check_invariants, inside, read, texts

HEAD = "<tr><td>序号</td><td>任务</td><td>责任单位</td></tr>"
ROW = "<tr><td>1</td><td>开展登记</td><td>样本局</td></tr>"


def _cells(document: Document) -> list[tuple[str, int, int, int, int]]:
    return [
        (document.text[cell.start : cell.end], cell.row, cell.column, cell.row_span, cell.column_span)
        for block in document.blocks
        for cell in block.cells
    ]


def _table(markup: str) -> Document:
    document = read(f"<div id=zoom><p>正文。</p>{markup}<p>完。</p></div>")
    check_invariants(document)
    return document


def test_one_block_of_cells() -> None:
    document = _table(f"<table border=1>{HEAD}{ROW}</table>")
    assert texts(document) == ["正文。", "序号\t任务\t责任单位\n1\t开展登记\t样本局", "完。"]
    assert document.blocks[1].kind is BlockKind.TABLE
    assert [cell[:3] for cell in _cells(document)] == [
        ("序号", 0, 0),
        ("任务", 0, 1),
        ("责任单位", 0, 2),
        ("1", 1, 0),
        ("开展登记", 1, 1),
        ("样本局", 1, 2),
    ]


@pytest.mark.parametrize("above", ["", "<tr><td colspan=3>任务分工表</td></tr>"])
def test_named_columns_make_a_table_without_lines(above: str) -> None:
    head = "<tr><td>序　号</td><td>重点任务</td><td>责任单位</td></tr>"
    long = "".join(f"<p>{text}</p>" for text in PARAGRAPHS[:5])
    document = _table(f"<table>{above}{head}<tr><td>1</td><td>{long}</td><td>样本局</td></tr></table>")
    assert [block.kind for block in document.blocks].count(BlockKind.TABLE) == 1
    assert len(_cells(document)) == 6 + bool(above)


def test_spans() -> None:
    document = _table(
        "<table border=1><tr><td rowspan=2>区</td><td colspan=2>年度</td></tr><tr><td>一</td><td>二</td></tr>"
        "<tr><td>东</td><td>1</td><td>2</td></tr></table>"
    )
    assert _cells(document) == [
        ("区", 0, 0, 2, 1),
        ("年度", 0, 1, 1, 2),
        ("一", 1, 1, 1, 1),
        ("二", 1, 2, 1, 1),
        ("东", 2, 0, 1, 1),
        ("1", 2, 1, 1, 1),
        ("2", 2, 2, 1, 1),
    ]


def test_lines_and_blanks_in_cells() -> None:
    document = _table(
        "<table border=1><tr><td></td><td><p>一</p>\n<p>二</p></td></tr>"
        "<tr><td>三<br>四</td><td>&nbsp;</td></tr></table>"
    )
    assert [cell[0] for cell in _cells(document)] == ["", "一\n二", "三\n四", ""]


def test_rows_without_text_are_left_out_and_spans_shortened() -> None:
    document = _table(
        "<table border=1><tr><td> </td><td></td></tr><tr><td rowspan=3>甲</td><td>乙</td></tr>"
        "<tr><td></td></tr><tr><td>丙</td></tr></table>"
    )
    assert _cells(document) == [("甲", 0, 0, 2, 1), ("乙", 0, 1, 1, 1), ("丙", 1, 1, 1, 1)]


def test_a_span_over_the_edge_ends_at_it() -> None:
    document = _table(
        "<table border=1><tr><td colspan=99>总表</td></tr><tr><td>甲</td><td rowspan=99>乙</td></tr></table>"
    )
    assert _cells(document) == [("总表", 0, 0, 1, 2), ("甲", 1, 0, 1, 1), ("乙", 1, 1, 1, 1)]


@pytest.mark.parametrize("span", ["0", "-3", "x", "", "1.5"])
def test_spans_that_are_none(span: str) -> None:
    document = _table(
        f"<table border=1><tr><td colspan='{span}' rowspan='{span}'>甲</td><td>乙</td></tr>"
        "<tr><td>丙</td><td>丁</td></tr></table>"
    )
    assert [cell[1:] for cell in _cells(document)] == [(0, 0, 1, 1), (0, 1, 1, 1), (1, 0, 1, 1), (1, 1, 1, 1)]


def test_headers() -> None:
    document = _table(
        "<table><thead><tr><td>甲</td><th>乙</th></tr></thead><tbody><tr><th>丙</th><td>丁</td></tr></tbody></table>"
    )
    assert document.blocks[1].cells[0] == Cell(0, 0, 4, 5, header=True)
    assert [cell.header for cell in document.blocks[1].cells] == [True, True, True, False]


@pytest.mark.parametrize(
    "table",
    [
        f"<table rules=all>{HEAD}{ROW}</table>",
        f"<table class=MsoNormalTable>{HEAD}{ROW}</table>".replace("MsoNormalTable", "MsoTableGrid"),
        f"<table cellspacing=1 bgcolor=black>{HEAD}{ROW}</table>",
        f"<table>{HEAD}{ROW}</table>".replace("<td>", "<td style='border:solid windowtext 1.0pt'>"),
        f"<table>{HEAD}{ROW}</table>".replace("序号</td>", "序号</th>").replace("<td>序号", "<th>序号"),
        f"<table>{HEAD}{ROW * 3}</table>",
        f"<table>{HEAD}{ROW}</table>",
    ],
)
def test_tables_of_data(table: str) -> None:
    assert [block.kind for block in _table(table).blocks][1] is BlockKind.TABLE


@pytest.mark.parametrize(
    ("table", "lines"),
    [
        ("<table border=1><tr><td>专栏1</td></tr><tr><td>说明。</td></tr></table>", ["专栏1", "说明。"]),
        (
            "<table><tr><td>样本局</td><td>档案局</td></tr><tr><td colspan=2>2024年1月2日</td></tr></table>",
            ["样本局", "档案局", "2024年1月2日"],
        ),
        (
            f"<table border=1><tr><td>栏</td><td>{''.join(f'<p>{p}</p>' for p in PARAGRAPHS * 2)}</td></tr></table>",
            ["栏", *PARAGRAPHS * 2],
        ),
        (
            f"<table><tr><td>甲</td><td>{PARAGRAPHS[0] * 5}</td></tr><tr><td>乙</td><td>丙</td></tr></table>",
            ["甲", PARAGRAPHS[0] * 5, "乙", "丙"],
        ),
        ("<table><tr><td><table><tr><td>甲</td></tr></table></td><td>乙</td></tr></table>", ["甲", "乙"]),
        ("<table border=1>前<tr><td>甲</td><td>乙</td></tr></table>", ["前", "甲", "乙"]),
    ],
)
def test_tables_that_only_place_their_text(table: str, lines: list[str]) -> None:
    document = _table(table)
    assert [block.kind for block in document.blocks] == [BlockKind.PARAGRAPH] * len(document.blocks)
    assert texts(document)[1:-1] == lines


def test_a_table_that_places_a_title() -> None:
    title = "<table><tr><td>样本局</td><td>关于印发</td></tr><tr><td>档案局</td><td>样本方案的通知</td></tr></table>"
    assert inside(f"{title}<p>正文。</p>") == ["样本局", "关于印发", "档案局", "样本方案的通知", "正文。"]


def test_a_table_of_data_inside_one_that_places_it() -> None:
    document = _table(f"<table><tr><td><p>表1</p><table border=1>{HEAD}{ROW}</table></td></tr></table>")
    assert [block.kind for block in document.blocks][1:3] == [BlockKind.PARAGRAPH, BlockKind.TABLE]


def test_a_small_table_in_a_cell_keeps_the_outer_grid() -> None:
    inner = "<table><tr><td>甲</td><td>乙</td></tr></table>"
    document = _table(
        f"<table border=1>{HEAD}<tr><td>1</td><td>开展登记并按季度报送进展</td><td>{inner}</td></tr></table>"
    )
    assert _cells(document)[-1] == ("甲\n乙", 1, 2, 1, 1)


def test_a_page_that_is_one_table() -> None:
    document = read(f"<html><body><table border=1>{HEAD}{ROW * 9}</table></body></html>")
    assert [block.kind for block in document.blocks] == [BlockKind.TABLE]


def test_a_caption_comes_before_its_table() -> None:
    document = _table(f"<table border=1><caption>表1　分工</caption>{HEAD}{ROW}</table>")
    assert texts(document)[1] == "表1　分工"
    assert document.blocks[2].kind is BlockKind.TABLE


@pytest.mark.parametrize("row", ["<td>1" * 300, "<td colspan=1000>1" * 3])
def test_too_many_cells(row: str) -> None:
    with pytest.raises(ReadError) as caught:
        read_document(
            f"<div id=zoom><table border=1><tr>{row}</table></div>".encode(), "x", limits=Limits(max_table_cells=250)
        )
    assert caught.value.code == "too_large"


def test_tables_nested_without_end_are_read_as_text() -> None:
    assert texts(read("<table border=1><tr><td>甲</td><td>" * 100 + "底")) == ["甲"] * 100 + ["底"]
