"""Labels of numbered units: what is one, what only looks like one."""

from __future__ import annotations

import pytest

from ipr_extract.nlp.labels import Style, label_at, labels_within
from ipr_extract.nlp.reading import fold


@pytest.mark.parametrize(
    ("line", "style", "ordinal", "label"),
    [
        ("一、总体要求", Style.HAN, 1, "一、"),
        ("二 、重点任务", Style.HAN, 2, "二 、"),
        ("十二、其他", Style.HAN, 12, "十二、"),
        ("（二十一）支持", Style.HAN_BRACKET, 21, "（二十一）"),
        ("(三）支持", Style.HAN_BRACKET, 3, "(三）"),
        ("1.推动", Style.ARABIC, 1, "1."),
        ("187．推动", Style.ARABIC, 187, "187．"),
        ("3﹒推动", Style.ARABIC, 3, "3﹒"),
        ("5、推动", Style.ARABIC, 5, "5、"),
        ("4.2021年启动试点", Style.ARABIC, 4, "4."),
        ("1.5G网络覆盖", Style.ARABIC, 1, "1."),
        ("（7）推动", Style.ARABIC_BRACKET, 7, "（7）"),
        ("8）推动", Style.ARABIC_CLOSED, 8, "8）"),
        ("③推动", Style.CIRCLED, 3, "③"),
        ("第三章　监督", Style.CHAPTER, 3, "第三章"),
        ("第十二条　本办法", Style.ARTICLE, 12, "第十二条"),
        ("1.1　编制目的", Style.DECIMAL_2, 1, "1.1"),
        ("2.1.3　职责", Style.DECIMAL_3, 3, "2.1.3"),
        ("Ⅱ.内容", Style.ROMAN, 2, "Ⅱ."),
    ],
)
def test_chinese_labels(line: str, style: Style, ordinal: int, label: str) -> None:
    found = label_at(fold(line), 0)
    assert found is not None
    assert (found.style, found.ordinal, line[found.start : found.end]) == (style, ordinal, label)


@pytest.mark.parametrize(
    "line",
    [
        "2019年1月12日", "2019.1.12", "1.5亿元资金", "3.0版平台", "2.5%以上", "第三条规定的情形", "第一、二、三产业", "——坚持创新",
        "专栏 1　重点工程", "一是加强领导", "0.5分", "100个项目", "（试行）", "（以下简称办法）",
    ],
)  # fmt: skip
def test_what_is_no_label(line: str) -> None:
    assert label_at(fold(line), 0) is None


@pytest.mark.parametrize(
    ("line", "style", "ordinal"),
    [
        ("IV. Key Actions", Style.ROMAN, 4),
        ("iii. Promote", Style.ROMAN_SMALL, 3),
        ("(II) Promote", Style.ROMAN_BRACKET, 2),
        ("12. Promote", Style.ARABIC, 12),
        ("1.Promote", Style.ARABIC, 1),
        ("(3) Promote", Style.ARABIC_BRACKET, 3),
        ("Article 5 These measures", Style.ARTICLE, 5),
        ("Chapter II General", Style.CHAPTER, 2),
        ("A. Promote", Style.LETTER, 1),
        ("(b) promote", Style.LETTER_SMALL_BRACKET, 2),
        ("1.2 Promote", Style.DECIMAL_2, 2),
    ],
)
def test_english_labels(line: str, style: Style, ordinal: int) -> None:
    found = label_at(line, 0, chinese=False)
    assert found is not None
    assert (found.style, found.ordinal) == (style, ordinal)


@pytest.mark.parametrize("line", ["i.e. all", "1.5 percent", "2019 saw", "In 2019", "IIX. none", "It is"])
def test_what_is_no_english_label(line: str) -> None:
    assert label_at(line, 0, chinese=False) is None


def test_labels_inside_a_paragraph() -> None:
    text = "通知如下：一、总体要求坚持统一、规范。（一）目标。按照第（二）项执行。1.推动2.开展"
    found = [text[label.start : label.end] for label in labels_within(text, 0, len(text))]
    assert found[0] == "一、"
    assert "（一）" in found
    assert "（二）" not in found
    assert found[-2:] == ["1.", "2."]
