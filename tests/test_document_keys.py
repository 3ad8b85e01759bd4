from __future__ import annotations

import doctest

import pytest

from ipr_extract import document_keys
from ipr_extract.document_keys import number_key, title_key, year_and_serial


def test_examples() -> None:
    assert doctest.testmod(document_keys).failed == 0


@pytest.mark.parametrize(
    "prints",
    [
        (
            "国办发〔2018〕117号",
            "国办发[2018]117号",
            "国办发（2018） 117 号",
            "国办发【2018】第117号",
            "國辦發〔2018〕117號",
        ),
        ("样科（农）函〔2021〕322号", "样科(农)函[2021]322 号"),
        ("国发〔2016〕86号", "State Council No. [2016]86", "Guo Fa [2016] No. 86", "GF (2016) No. 86"),
    ],
)
def test_prints_of_one_number_have_one_key(prints: tuple[str, ...]) -> None:
    assert len({number_key(number) for number in prints}) == 1


def test_numbers_that_differ_have_different_keys() -> None:
    numbers = [
        "国发〔2016〕86号",
        "国发〔2016〕87号",
        "国发〔2017〕86号",
        "国办发〔2016〕86号",
        "国令第706号",
        "CNIPA No. [2016]86",
    ]
    assert len({number_key(number) for number in numbers}) == len(numbers)
    assert number_key("第44号") is None


@pytest.mark.parametrize(
    ("number", "found"),
    [
        ("(2021)国科科函字第99号", (2021, 99)),
        ("Letter No. 66 [2016]", (2016, 66)),
        ("No. 21 [2016] of SIPO", (2016, 21)),
        ("国务院令第380号", None),
    ],
)
def test_year_and_serial_survive_translation(number: str, found: tuple[int, int] | None) -> None:
    assert year_and_serial(number) == found


def test_titles_are_one_whatever_signs_they_are_set_with() -> None:
    assert title_key("关于印发《某某办法（试行）》的通知") == title_key("关于印发〈某某办法(试行)〉 的通知")
    assert title_key("“十四五”规划") == title_key("十四五规划")
    assert title_key("某某办法") != title_key("某某办法（试行）")
