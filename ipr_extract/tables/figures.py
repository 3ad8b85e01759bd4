"""Figures as both languages print them: ``1.5亿`` and ``150 million`` are one key, ``10%`` and ``10 per cent`` too.

What can't be compared is left out: days of a month, numbers of articles and of documents, and whole numbers up to ten
without a unit, which English writes out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

_UNITS = {
    "百": 2, "千": 3, "万": 4, "亿": 8, "万亿": 12, "thousand": 3, "million": 6, "billion": 9, "trillion": 12,
}  # fmt: skip
_PERCENT = {"%", "％", "个百分点", "per cent", "percent", "percentage points", "percentage point"}
_CHINESE = re.compile(
    r"(?<![第\d.,，．A-Za-z〔\[【])(?<![A-Za-z]-)(?P<figure>\d+(?:[,，]\d{3})*(?:[.．]\d+)?)(?![\d〕）)\]】]?号|[〕\]】])"
    r"\s?(?P<unit>%|％|个百分点|万亿|亿|万|千|百)?(?![月日号\d])"
)
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_ENGLISH = re.compile(
    rf"(?:{_MONTHS})\s\d{{1,2}}\b(?!\d)|\b\d{{1,2}}(?:st|nd|rd|th)?\s(?:{_MONTHS})|\b(?:Article|No\.?|Section|Chapter)\s?[\[(]?\d+[\])]?\d*"
    r"|(?<![\w.,\[])(?<![A-Za-z]-)(?P<figure>\d+(?:,\d{3})*(?:\.\d+)?)(?![\w\]])"
    r"\s?(?P<unit>%|per\scent|percent(?:age\spoints?)?|thousand|million|billion|trillion)?"
)
_SMALL = Decimal(10)


class Figure(NamedTuple):
    """A figure: what is compared, and where it is printed."""

    key: str
    start: int
    end: int


def find_figures(text: str, start: int, end: int, *, chinese: bool) -> Iterator[Figure]:
    """The figures of ``text[start:end]`` that both languages print in figures.

    >>> [f.key for f in find_figures("到2020年达到1.5亿件，增长10%，共3项", 0, 24, chinese=True)]
    ['2020', '150000000', '10%']
    >>> [f.key for f in find_figures("By June 30, 2020, 150 million, up 10 per cent", 0, 45, chinese=False)]
    ['2020', '150000000', '10%']
    """
    for match in (_CHINESE if chinese else _ENGLISH).finditer(text, start, end):
        if match["figure"] is None:
            continue
        value = Decimal(match["figure"].replace(",", "").replace("，", "").replace("．", "."))
        unit = " ".join((match["unit"] or "").split())
        if unit in _PERCENT:
            key = f"{_plain(value)}%"
        elif unit:
            key = _plain(value.scaleb(_UNITS[unit]))
        elif value <= _SMALL and value == value.to_integral_value():
            continue
        else:
            key = _plain(value)
        yield Figure(key, match.start("figure"), match.end("unit") if unit else match.end("figure"))


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"
