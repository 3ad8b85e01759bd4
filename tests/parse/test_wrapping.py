import textwrap
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ipr_extract.parse.wrapping import at_indents, display_width, paragraphs

ENGLISH = (
    "The Office takes the lead in drafting the programme, and the departments concerned carry it out "
    "according to their duties. Each of them reports before the end of the year on what it has done."
)
CHINESE = (
    "样本工作由样本局牵头推进，有关部门按照职责分工，制定年度计划，落实各项措施，"
    "按季度报送进展情况，年底前完成总结评估，并将结果向社会公布"
)


def _cut(text: str, width: int) -> list[str]:
    """``text`` cut at ``width`` columns, as a program prints Chinese: no line starts with a closing mark."""
    lines = [""]
    for character in text:
        if display_width(lines[-1] + character) > width and character not in "，。、；：）":
            lines.append("")
        lines[-1] += character
    return lines


def _paragraphs(indent: str) -> list[str]:
    numerals = "一二三四五六"
    return [
        indent + text
        for number, numeral in enumerate(numerals, 1)
        for text in (f"{numeral}、样本标题", f"{number}.{CHINESE * 2}。", f"{CHINESE[: 20 + 7 * number]}。")
    ]


@pytest.mark.parametrize("blank_between", [False, True])
@pytest.mark.parametrize("indent", ["", "　　"])
@pytest.mark.parametrize("width", [40, 60, 76])
def test_chinese_cut_at_a_width(width: int, indent: str, blank_between: bool) -> None:
    whole = _paragraphs(indent)
    lines = [line for text in whole for line in [*_cut(text, width), *([""] if blank_between else [])]]
    assert len(lines) > len(whole)
    assert paragraphs(lines) == [text.strip() for text in whole]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (
            "第一章　总则　　第一条　为了规范工作。　　第二条　样本。",
            ["第一章　总则", "第一条　为了规范工作。", "第二条　样本。"],
        ),
        ("贯彻落实。　　二、主要任务　　（一）登记", ["贯彻落实。", "二、主要任务", "（一）登记"]),
        ("开展登记；　　做好保管。", ["开展登记；", "做好保管。"]),
        ("局长　　甲乙", ["局长　　甲乙"]),
        ("联系人：　　　　电话：　　", ["联系人：　　　　电话：　　"]),
        ("第一章　总则", ["第一章　总则"]),
    ],
)
def test_a_lost_line_break_leaves_an_indent(text: str, parts: list[str]) -> None:
    assert at_indents(text) == parts


def test_english_cut_at_a_width() -> None:
    whole = ["I. Main Tasks", *(f"({number}) {ENGLISH}" for number in range(1, 6)), ENGLISH]
    lines = [line for text in whole for line in textwrap.wrap(text, 72)]
    assert paragraphs(lines) == whole


def test_a_hyphen_at_the_end_of_a_line_keeps_its_word_together() -> None:
    lines = textwrap.wrap(" ".join(["The inter-departmental meeting decides, as a rule, on programmes"] * 12), 60)
    assert any(line.endswith("-") for line in lines)
    assert "inter-departmental" in " ".join(paragraphs(lines))
    assert "inter- departmental" not in " ".join(paragraphs(lines))


def test_labels_start_paragraphs_even_after_full_lines() -> None:
    lines = [line for text in (f"（{n}）{CHINESE * 2}" for n in "一二三四") for line in _cut(text, 60)]
    assert [text[:3] for text in paragraphs(lines)] == ["（一）", "（二）", "（三）", "（四）"]


@pytest.mark.parametrize(
    "lines",
    [
        ["样本省样本市样本区样本单位名称"] * 30,  # a list of names of one length
        [f"附件{n}：样本工作计划表的填写说明与要求" for n in range(1, 30)],
        [CHINESE[: 10 + n] for n in range(40)],  # lines of every length
        [CHINESE * 3] * 5,  # a paragraph a line
        ["样本标题", "第一段。", "第二段。"],
    ],
)
def test_lines_that_nobody_cut_stay_as_they_are(lines: list[str]) -> None:
    assert paragraphs(lines) == lines


@settings(deadline=None)
@given(st.lists(st.text(alphabet="样本工作，。、：（）a1 .-\u3000", max_size=60), max_size=60))
def test_nothing_is_lost_or_added_but_white_space(lines: list[str]) -> None:
    joined = paragraphs(lines)
    assert "".join("".join(joined).split()) == "".join("".join(lines).split())
    assert all(text == text.strip() and text for text in joined)


@settings(deadline=None)
@given(st.lists(st.text(alphabet="样本工作，。、：（）a1 .-", min_size=1, max_size=60), max_size=60))
def test_a_blank_line_ends_a_paragraph(lines: list[str]) -> None:
    bare = [line.strip() for line in lines if line.strip()]
    spaced = [line for text in bare for line in (text, "")]
    assert paragraphs(spaced) == bare
    assert len(paragraphs(bare)) <= len(bare) == len(list(pairwise([*bare, ""])))
