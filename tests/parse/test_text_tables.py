"""Tables in plain text; every text here was written for the test."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipr_extract.model import Block, BlockKind, Document
from ipr_extract.parse import read_document
from tests.parse.pages import check_invariants, texts

BEFORE = "样本市关于印发任务清单的通知\n各区人民政府：\n现将清单印发给你们，请抓好落实。\n"
AFTER = "\n二、工作要求\n各区要按月报送。\n"


def _tables(text: str) -> tuple[Document, list[Block]]:
    document = read_document((BEFORE + text + AFTER).encode(), "list.txt")
    check_invariants(document)
    return document, [block for block in document.blocks if block.kind is BlockKind.TABLE]


def _cells(document: Document, table: Block) -> list[tuple[int, int, int, int, str]]:
    return [
        (cell.row, cell.column, cell.row_span, cell.column_span, document.text[cell.start : cell.end])
        for cell in table.cells
    ]


def test_cells_parted_by_tabs() -> None:
    document, tables = _tables("序号\t任务\t责任单位\n一、教育\n1\t建校\t市教育局\n\n2\t扩招\t市教育局、各区")
    assert len(tables) == 1
    assert _cells(document, tables[0]) == [
        (0, 0, 1, 1, "序号"), (0, 1, 1, 1, "任务"), (0, 2, 1, 1, "责任单位"),
        (1, 0, 1, 3, "一、教育"),
        (2, 0, 1, 1, "1"), (2, 1, 1, 1, "建校"), (2, 2, 1, 1, "市教育局"),
        (3, 0, 1, 1, "2"), (3, 1, 1, 1, "扩招"), (3, 2, 1, 1, "市教育局、各区"),
    ]  # fmt: skip
    assert texts(document)[-2:] == ["二、工作要求", "各区要按月报送。"]


def test_cells_left_empty_at_a_row_s_start_go_on_from_above() -> None:
    document, tables = _tables("任务\t措施\t责任单位\n招商\t办会\t市商务局\n\t设奖\t\n引才\t建房\t市人社局")
    assert _cells(document, tables[0])[3:8] == [
        (1, 0, 2, 1, "招商"), (1, 1, 1, 1, "办会"), (1, 2, 1, 1, "市商务局"),
        (2, 1, 1, 1, "设奖"), (3, 0, 1, 1, "引才"),
    ]  # fmt: skip


def test_a_cell_a_line() -> None:
    rows = ["序号", "工作任务", "责任单位", "1", "建校。", "市教育局", "2", "扩招。", "市教育局", "注：按月报送。"]
    document, tables = _tables("\n".join(rows))
    assert [row[-1] for row in _cells(document, tables[0])] == rows[:-1]
    assert "注：按月报送。" in texts(document, BlockKind.PARAGRAPH)


@pytest.mark.parametrize(
    "text",
    [
        "| 序号 | 任务 | 责任单位 |\n|------|:---:|-----|\n| 1 | 建校 | 市教育局 |\n| 2 | 扩招 | 市教育局 |",
        "序号　　任务　　责任单位\n1　　建校　　市教育局\n2　　扩招　　市教育局",
        "序号  任务      责任单位\n1     建校      市教育局\n\n2     扩招      市教育局",
    ],
)
def test_cells_parted_by_signs_or_gaps(text: str) -> None:
    document, tables = _tables(text)
    assert [row[-1] for row in _cells(document, tables[0])] == [
        "序号", "任务", "责任单位", "1", "建校", "市教育局", "2", "扩招", "市教育局",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "首页 | 任务 | 单位 | 部门\n正文一行",
        "序号　任务　责任单位\n以下各项任务由责任单位按时完成。",
        "样本部\t样本总局\n样本局\t样本办",  # a signature
        "\t一、总体要求\n\t二、工作任务",  # indents
        "联系人：某某\t电话：000",  # one line
        "序号\n任务\n责任单位\n1\n建校。\n市教育局\n2\n扩招。\n3\n招师。\n市教育局",  # a cell is missing
        "序号\n以上任务，责任单位要按时完成。",
    ],
)
def test_what_is_no_table(text: str) -> None:
    assert not _tables(text)[1]


def test_traditional_heads() -> None:
    assert len(_tables("序號\t任務\t責任單位\n1\t建校\t市教育局")[1]) == 1


@given(
    st.lists(
        st.lists(
            st.sampled_from(["序号", "任务", "责任单位", "1", "2", "建校", "", "一、教育", "完成。"]),
            min_size=1,
            max_size=4,
        ),
        min_size=1,
        max_size=8,
    ),
    st.sampled_from(["\t", "\n", "　　", " "]),
)
def test_no_text_is_lost(rows: list[list[str]], between: str) -> None:
    text = "\n".join(between.join(row) for row in rows)
    document = read_document((BEFORE + text + AFTER).encode(), "list.txt")
    check_invariants(document)
    assert "".join(document.text.split()) == "".join((BEFORE + text + AFTER).split())
