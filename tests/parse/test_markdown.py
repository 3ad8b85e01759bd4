"""Markdown, and texts that only look a little like it."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipr_extract import extract
from ipr_extract.errors import ReadError
from ipr_extract.model import BlockKind, Document
from ipr_extract.parse import read_document
from ipr_extract.parse.markdown import is_markdown, without_marks

TITLE = "某市人民政府办公厅关于印发样本工作方案的通知"


def read(text: str) -> Document:
    return read_document(text.encode(), "a.md")


def blocks(text: str) -> list[tuple[BlockKind, str]]:
    document = read(text)
    return [(block.kind, document.text[block.start : block.end]) for block in document.blocks]


def texts(text: str) -> list[str]:
    return [shown for _, shown in blocks(text)]


def test_headings_are_headings_and_the_first_is_the_title() -> None:
    text = f"# {TITLE}\n\n各区人民政府：\n\n## 一、主要任务 ##\n\n开展登记。（市科技局负责）\n"
    assert blocks(text) == [
        (BlockKind.HEADING, TITLE),
        (BlockKind.PARAGRAPH, "各区人民政府："),
        (BlockKind.HEADING, "一、主要任务"),
        (BlockKind.PARAGRAPH, "开展登记。（市科技局负责）"),
    ]
    document = read(text)
    assert (document.media_type, document.parser) == ("text/markdown", "markdown")
    circular = extract(text)
    assert circular.header.title is not None
    assert circular.header.title.text == TITLE
    (assignment,) = circular.assignments
    assert circular.document.text[assignment.start : assignment.end] == "市科技局"


def test_a_line_under_a_heading_makes_it_one() -> None:
    assert blocks("样本工作方案\n======\n\n**一** **二** **三**\n\n主要任务\n---\n正文。")[0::2] == [
        (BlockKind.HEADING, "样本工作方案"),
        (BlockKind.HEADING, "主要任务"),
    ]


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("**牵头单位：**市科技局", "牵头单位：市科技局"),
        ("*约束性*指标，增长*20%*", "约束性指标，增长20%"),
        ("面积为3*4*5米", "面积为3*4*5米"),
        ("__重点__、_一般_、file_name_of_it", "重点、一般、file_name_of_it"),
        ("见[《办法》](https://example.org/a_(b))第三条", "见《办法》第三条"),
        ("见[《办法》](https://example.org/a_b \"办法\")第三条", "见《办法》第三条"),
        ("![印章](seal.png)", "印章"),
        ("网址<https://example.org/a_b_c>。", "网址https://example.org/a_b_c。"),
        (r"\*注：\# 不是标题，\_下划线\_", "*注：# 不是标题，_下划线_"),
        ("字段`a*b*_c_`", "字段a*b*_c_"),
        ("~~删去~~保留", "删去保留"),
        ("某政办发[2024]5号", "某政办发[2024]5号"),
        ("[2024](5)", "2024"),
        ("增长 ** 20 ** 个点", "增长 ** 20 ** 个点"),
    ],
)  # fmt: skip
def test_marks_within_a_line(line: str, shown: str) -> None:
    assert without_marks(line) == shown


def test_links_by_name() -> None:
    text = "# 一\n\n# 二\n\n见[办法][1]和[通知][]，另见[附件][9]。\n\n[1]: https://example.org/a\n[通知]: https://example.org/b '某'\n"
    assert texts(text) == ["一", "二", "见办法和通知，另见[附件][9]。"]


def test_lists() -> None:
    text = (
        "# 任务\n\n## 清单\n\n- 开展登记\n* 开展核查\n+ [x] 公布结果\n\n1. 甲\n1. 乙\n   1. 丙\n   1. 丁\n1. 戊\n\n"
        "另起一段。\n\n1. 己\n\n3) 庚\n"
    )
    assert texts(text)[2:] == [
        "开展登记", "开展核查", "公布结果", "1. 甲", "2. 乙", "1. 丙", "2. 丁", "3. 戊", "另起一段。", "1. 己", "3) 庚",
    ]  # fmt: skip


def test_numbers_that_differ_stay_as_written() -> None:
    assert texts("# 一\n\n# 二\n\n1. 甲\n2. 乙\n2. 丙\n4. 丁\n")[2:] == ["1. 甲", "2. 乙", "2. 丙", "4. 丁"]


def test_a_table_is_a_table() -> None:
    text = "| 序号 | 任务 | 责任单位 |\n|:--|:-:|--:|\n| 1 | 登记 \\| 核查 | 市科技局<br>市公安局 |\n| 2 | **通报** |\n\n以上。"
    document = read(text)
    (table,) = [block for block in document.blocks if block.kind is BlockKind.TABLE]
    cells = {(cell.row, cell.column): document.text[cell.start : cell.end] for cell in table.cells}
    assert cells == {
        (0, 0): "序号", (0, 1): "任务", (0, 2): "责任单位", (1, 0): "1", (1, 1): "登记 | 核查", (1, 2): "市科技局\n市公安局",
        (2, 0): "2", (2, 1): "通报", (2, 2): "",
    }  # fmt: skip
    assert [cell.header for cell in table.cells] == [True] * 3 + [False] * 6
    assert {a.organisation for a in extract(text).assignments} >= {"市科技局", "市公安局"}


def test_what_is_above_a_text_is_no_part_of_it() -> None:
    text = f"---\ntitle: 样本\ndate: 2024-03-08\n---\n# {TITLE}\n\n**一** **二** **三**\n\n---\n\n末段。\n"
    assert blocks(text) == [
        (BlockKind.FURNITURE, "title: 样本"),
        (BlockKind.FURNITURE, "date: 2024-03-08"),
        (BlockKind.HEADING, TITLE),
        (BlockKind.PARAGRAPH, "一 二 三"),
        (BlockKind.PARAGRAPH, "末段。"),
    ]


def test_quotations_and_code() -> None:
    text = "# 一\n\n# 二\n\n> 引用 > 某文\n> > 再引\n\n```\n# 不是标题\n**照录**\n```\n正文\n"
    assert texts(text)[2:] == ["引用 > 某文", "再引", "# 不是标题", "**照录**", "正文"]


@pytest.mark.parametrize(
    "text",
    [
        "关于样本的通知\n# 一、总体要求\n正文。\n",
        "关于样本的通知\n*注：本表不含下属单位。\n**注：同上。\n",
        "序号 | 任务\n1 | 登记\n",
        "面积3*4*5，参见[2024](5)号。\n#1楼、#2楼\n",
        "------\n关于样本的通知\n------\n正文。\n",
        "- 开展登记\n- 开展核查\n1. 甲\n1. 乙\n",
        "a || b\n-|-\n",
    ],
)
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert not is_markdown(text)
    document = read(text)
    assert document.parser == "text"
    assert document.text.split() == text.split()


@given(st.lists(st.sampled_from(["# 一", "## 二 ", "*", "**", "甲", "[", "](", ")", "`", "|", "---", "\n", "\n\n", "- ", "1. ", "\\", "_", ">", "~~~", " "])))  # fmt: skip
def test_every_block_is_in_the_text_and_marks_end(pieces: list[str]) -> None:
    try:
        document = read("# 一\n\n# 二\n\n" + "".join(pieces))
    except ReadError:
        return
    assert document.parser == "markdown"
    assert "\0" not in document.text
    at = 0
    for block in document.blocks:
        assert at <= block.start <= block.end <= len(document.text)
        at = block.end


@pytest.mark.parametrize(
    "piece", ["**a ", "`a ", "[a](", "_a ", "| ", "# a   #", "<https://a", "\\*", "- ", "``a`", "~~a ", "> "]
)
def test_hostile_texts_take_no_time(piece: str) -> None:
    begun = time.perf_counter()
    read("# 一\n\n# 二\n\n" + piece * 20_000 + "\n" + (piece + "\n") * 5_000)
    assert time.perf_counter() - begun < 10
