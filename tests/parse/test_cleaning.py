import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ipr_extract.parse.cleaning import clean, has_wide_edge


@pytest.mark.parametrize(
    ("printed", "seen"),
    [
        ("使⽤⼈", "使用人"),
        ("⻓期", "长期"),
        ("\uf967", "不"),
        ("零\u200b宽\ufeff字\xad符", "零宽字符"),
        ("a\xa0b\u2003c", "a b c"),
        ("总　则", "总　则"),
        ("一\t二\n三", "一\t二\n三"),
        ("x\x00y\x07z", "xyz"),
    ],
)
def test_what_a_reader_sees(printed: str, seen: str) -> None:
    assert clean(printed) == seen


@settings(deadline=None)
@given(st.text())
def test_each_character_is_kept_dropped_or_replaced_by_one(text: str) -> None:
    assert clean(text) == "".join(clean(character) for character in text)
    assert all(len(clean(character)) <= 1 for character in text)
    assert clean(clean(text)) == clean(text)


def test_every_kangxi_radical_becomes_its_character() -> None:
    radicals = "".join(map(chr, range(0x2F00, 0x2FD6)))
    assert clean(radicals) == unicodedata.normalize("NFKC", radicals)


@pytest.mark.parametrize(
    ("character", "wide"), [("中", True), ("，", True), ("”", True), ("Ａ", True), ("a", False), ("5", False)]
)
def test_wide_edges(character: str, wide: bool) -> None:
    assert has_wide_edge(character) is wide
