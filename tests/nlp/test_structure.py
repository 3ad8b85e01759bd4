"""The tree of sections as printed: nesting, paths, parts, titles."""

from __future__ import annotations

import pytest

from ipr_extract.model import Circular
from ipr_extract.nlp import understand
from ipr_extract.nlp.components import document_of


def _read(*lines: str) -> Circular:
    return understand(document_of("\n".join(lines)))


def _tree(*lines: str) -> list[tuple[str, str]]:
    return [(section.path, section.title) for section in _read(*lines).sections]


def test_nesting_follows_the_styles_as_met() -> None:
    assert _tree("一、要求", "（一）目标", "1.推动甲。", "（1）做好乙。", "2.推动丙。", "（二）原则", "二、任务") == [
        ("1", "要求"), ("1.1", "目标"), ("1.1.1", "推动甲"), ("1.1.1.1", "做好乙"), ("1.1.2", "推动丙"), ("1.2", "原则"), ("2", "任务"),
    ]  # fmt: skip


def test_items_that_run_on_keep_their_numbers() -> None:
    assert [path for path, _ in _tree("一、甲", "（一）子", "1.丑", "2.寅", "二、乙", "（二）卯", "3.辰")] == [
        "1", "1.1", "1.1.1", "1.1.2", "2", "2.2", "2.2.3",
    ]  # fmt: skip


def test_a_style_skipped_once_keeps_its_depth() -> None:
    lines = ("一、甲", "（一）子", "1.丑", "二、乙", "1.寅", "（一）卯", "1.辰")
    assert [path for path, _ in _tree(*lines)] == ["1", "1.1", "1.1.1", "2", "2.1", "2.1~2", "2.1~2.1"]


def test_printed_twice() -> None:
    assert [path for path, _ in _tree("一、甲", "（一）子", "（二）丑", "（二）寅", "（三）卯")] == [
        "1", "1.1", "1.2", "1.2~2", "1.3",
    ]  # fmt: skip


def test_a_plan_after_a_covering_notice_is_another_part() -> None:
    tree = _tree(
        "甲市人民政府关于印发工作方案的通知", "各县人民政府：", "现将有关事项通知如下：", "一、加强领导。", "二、抓好落实。",
        "甲市人民政府", "2021年5月6日", "工作方案", "一、目标", "（一）近期", "二、任务",
    )  # fmt: skip
    assert [path for path, _ in tree] == ["1", "2", "@2/1", "@2/1.1", "@2/2"]


def test_a_second_annex_is_another_part() -> None:
    tree = _tree("一、甲", "二、乙", "附件1", "一、丙", "二、丁", "附件2", "一、戊")
    assert [path for path, _ in tree] == ["1", "2", "@2/1", "@2/2", "@3/1"]


def test_an_annex_leaves_no_unit_open() -> None:
    tree = _tree("一、甲", "二、乙", "（一）丙", "（二）丁", "附件", "（一）戊", "（二）己")
    assert [path for path, _ in tree] == ["1", "2", "2.1", "2.2", "@2/1", "@2/2"]


def test_a_list_of_annexes_holds_no_units() -> None:
    signed = ("甲市人民政府", "2021年5月6日")
    for listed in (("附件：1.工作方案", "2.任务清单", "3.联系表"), ("附件：", "1.工作方案", "2.任务清单")):
        assert [path for path, _ in _tree("一、甲", "二、乙", *listed, *signed, "附件1", "工作方案", "一、丙")] == [
            "1", "2", "@2/1",
        ]  # fmt: skip
    assert [path for path, _ in _tree("一、甲", "附件：", "1.推动丙。", "2.做好丁。", "（1）戊。")] == [
        "1", "@2/1", "@2/2", "@2/2.1",
    ]  # fmt: skip


def test_one_number_twice_is_no_other_part() -> None:
    assert [path for path, _ in _tree("一、甲", "一、乙", "三、丙")] == ["1", "1~2", "3"]


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("一、总体要求", "总体要求"),
        ("（一）坚持创新。深入实施。", "坚持创新"),
        ("一、政务服务（25分）", "政务服务（25分）"),
        ("1.整行没有句号，到底为止；", "整行没有句号，到底为止"),
        ("第一条　为了规范管理，制定本办法。", "为了规范管理，制定本办法"),
    ],
)
def test_titles(line: str, title: str) -> None:
    assert _tree(line)[0][1] == title


def test_a_table_of_contents_is_no_section() -> None:
    tree = _tree("某预案", "目　录", "1　总则", "1.1　目的", "2　职责", "1　总则", "1.1　目的", "正文。", "2　职责")
    assert [path for path, _ in tree] == ["1", "1.1", "2"]


def test_articles_in_chapters() -> None:
    tree = _tree(
        "第一章　总则　　第一条 　为了规范，制定本办法。", "第二条　适用范围。", "第二章　管理　　第三条 　职责。"
    )
    assert [path for path, _ in tree] == ["1", "1.1", "1.2", "2", "2.3"]


def test_a_section_ends_where_the_signature_begins() -> None:
    circular = _read("一、甲", "落实到位。", "甲市人民政府", "2021年5月6日")
    section = circular.sections[-1]
    assert circular.text[section.start : section.end] == "一、甲\n落实到位。"


def test_english_out_of_order() -> None:
    lines = ("Circular on tasks", "I. Goals", "i. One.", "iii. Three.", "ii. Two.", "II. Work")
    assert [path for path, _ in _tree(*lines)] == ["1", "1.1", "1.3", "1.2", "2"]


def test_a_label_alone_on_its_line_has_the_title_below() -> None:
    assert _tree("Measures on Seeds", "Chapter One", "General Provisions", "Article 1", "Seeds are sown. They are watered.",
                 "Article 2", "(1)", "They grow;") == [
        ("1", "General Provisions"), ("1.1", "Seeds are sown"), ("1.2", ""), ("1.2.1", "They grow"),
    ]  # fmt: skip


def test_letters_in_brackets_and_roman_numerals_with_a_comma() -> None:
    assert _tree("Notice on Seeds", "I, Training", "(A) Expand the pool.", "(B) Send it out.", "II, Treatment", "(C) Pay.") == [
        ("1", "Training"), ("1.1", "Expand the pool"), ("1.2", "Send it out"), ("2", "Treatment"), ("2.3", "Pay"),
    ]  # fmt: skip
