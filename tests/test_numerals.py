"""Ordinals in Chinese and Roman, read and written."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ipr_extract.numerals import circled_number, han_number, han_written, roman_number, roman_written


@given(st.integers(1, 999))
def test_chinese_round_trip(number: int) -> None:
    assert han_number(han_written(number)) == number


@given(st.integers(1, 89))
def test_roman_round_trip(number: int) -> None:
    assert roman_number(roman_written(number)) == number
    assert roman_number(roman_written(number).lower()) == number


def test_other_ways_of_writing() -> None:
    assert [han_number(text) for text in ("一〇", "一百零三", "二十", "十")] == [10, 103, 20, 10]
    assert [circled_number(sign) for sign in "①⑳⑴⒈"] == [1, 20, 1, 1]
    assert roman_number("IIX") == 0
