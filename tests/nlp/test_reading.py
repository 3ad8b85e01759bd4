"""Folding: one form for each sign, the same length, every offset unchanged."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipr_extract.nlp.components import document_of
from ipr_extract.nlp.reading import fold, is_traditional, language_of, read


@pytest.mark.parametrize(
    ("printed", "folded"),
    [
        ("(财政部,海关总署负责)", "（财政部，海关总署负责）"),
        ("[2019]8号", "〔2019〕8号"),
        ("【2019】8号", "〔2019〕8号"),
        ("１．完成３，０００户", "1.完成3，000户"),
        ("3,000户", "3,000户"),
        ("推动创新.开展试点", "推动创新。开展试点"),
        ("（甲局负责）.2.开展", "（甲局负责）。2.开展"),
        ("1.推动", "1.推动"),
        ("“双打”办", '"双打"办'),
        (
            "國務院辦公廳關於開展業務機構產權規劃導則的實施個體應對",
            "国务院办公厅关于开展业务机构产权规划导则的实施个体应对",
        ),
    ],
)
def test_folded_forms(printed: str, folded: str) -> None:
    assert fold(printed) == folded


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\x00"), max_size=200))
def test_folding_keeps_every_offset(text: str) -> None:
    assert len(fold(text)) == len(text)
    assert len(fold(text, chinese=False)) == len(text)


def test_folding_twice_changes_nothing_more() -> None:
    text = "(一)推進知識產權運用,提高3,000家企業“質量”.牽頭單位:市場監管局"
    assert fold(fold(text)) == fold(text)


def test_a_name_in_traditional_characters_makes_no_traditional_text() -> None:
    assert not is_traditional("推动各项工作落实到位。" * 40 + "國")
    assert is_traditional("國務院關於開展業務的通知")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("国务院办公厅关于开展试点工作的通知", "zh"),
        ("Circular on the division of key tasks", "en"),
        ("推进APP和5G建设，支持IP保护。" * 10, "zh"),
        ("", "zh"),
        ("Opinions of the State Council on trade. " * 30 + "国务院关于贸易的意见。" * 30, "mul"),
    ],
)
def test_language(text: str, language: str) -> None:
    assert language_of(text) == language


def test_lines_start_at_their_first_character() -> None:
    text = "　　一、总体要求\n\n  （一）目标。\n"
    reading = read(document_of(text))
    assert [text[line.start : line.end] for line in reading.lines] == ["一、总体要求", "（一）目标。"]
    assert [line.label is not None for line in reading.lines] == [True, True]
