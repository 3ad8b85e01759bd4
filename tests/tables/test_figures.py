"""Figures that two languages print: the same key where they mean the same, nothing where they can't be compared."""

from __future__ import annotations

import pytest

from ipr_extract.tables.figures import find_figures


def _keys(text: str, *, chinese: bool) -> list[str]:
    found = list(find_figures(text, 0, len(text), chinese=chinese))
    assert all(text[figure.start : figure.end].strip() == text[figure.start : figure.end] for figure in found)
    return [figure.key for figure in found]


@pytest.mark.parametrize(
    ("chinese", "english"),
    [
        ("到2020年", "by 2020"),
        ("增长12.5%以上", "up by at least 12.5 per cent"),
        ("提高3个百分点", "3 percentage points higher"),
        ("达到１２００个", "1,200 in all"),
        ("超过3,000件", "more than 3000"),
        ("20万户", "200 thousand households"),
        ("1.5亿元", "150 million yuan"),
        ("2万亿元", "2 trillion yuan"),
        ("2018—2020年", "2018-2020"),
        ("（2014-2020年）", "(2014–2020)"),
        ("新冠COVID-19", "COVID-19"),
        ("建成5个中心", "build five centres"),
        ("6月30日前完成第12条", "by June 30, as in Article 12"),
        ("国发〔2016〕86号", "No. [2016]86"),
        ("第30次会议", "the 30th meeting"),
    ],
)
def test_both_languages_give_the_same_keys(chinese: str, english: str) -> None:
    assert _keys(chinese, chinese=True) == _keys(english, chinese=False)


def test_figures_that_differ_have_different_keys() -> None:
    assert _keys("达到95%", chinese=True) != _keys("reach 90%", chinese=False)
    assert _keys("达到95%", chinese=True) != _keys("reach 95", chinese=False)
