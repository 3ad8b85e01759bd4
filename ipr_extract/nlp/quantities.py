"""Figures as Chinese circulars print them: a number, what counts it, and the words that compare.

``提高到2.5%以上`` is 2.5, counted in ``%``, to be met by at least that much. Patterns read folded text. Numbers become
decimal strings; ``万`` and ``亿`` stay in the unit, as does all that is printed behind the number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from ipr_extract.data import alternatives, rules
from ipr_extract.model import Change

WORDS = rules("indicators")
_MOVES, _UNITS = WORDS["moves"], WORDS["units"]
_LIMITS = {word: comparator for comparator, words in WORDS["limits"].items() for word in words}
_BOUNDS = {word: comparator for comparator, words in WORDS["bounds"].items() for word in words}
_IMPLIED = {word: comparator for comparator, words in WORDS["implied"].items() for word in words}
LIMIT = alternatives(_LIMITS)
_DURATIONS = frozenset(_UNITS["durations"])

_NUMBER = r"(?:(?!0\d)\d{1,3}(?:,\d{3})+(?:\.\d+)?|(?!0\d)\d+(?:\.\d+)?)"
_HAN = "一二三四五六七八九十百千两〇零"
_COUNTS = alternatives(_UNITS["words"])
_COUNTED = rf"[十百千]*[万亿]*(?:{_COUNTS})"
# 12件, 3.5万亿元, 60%—70%, 12件/万人, 百分之八十, 三成, 翻一番, 二十家. Not the rest of 第12件, 2-12件 or 1.12件.
FIGURE = re.compile(
    rf"""(?<![\d.,第〔×{_HAN}])(?:
        百分之(?P<hundredths>[{_HAN}]+(?:点[{_HAN}]+)?|\d+)
      | 翻(?P<doubled>[一二两三])(?P<doublings>番)
      | (?P<tenths>[一二三四五六七八九])(?P<tenth>成)(?=以上|左右|以下|以内|[，。；])
      | (?P<half>一半)(?=以上|左右|[，。；])
      | (?:(?P<number>{_NUMBER})(?:[%％]?\s?[-—–~～至到]{{1,2}}(?P<upper>{_NUMBER}))?
          |(?P<han>[{_HAN}]+))
        \s?(?P<more>[多余])?
        (?P<unit>{alternatives(_UNITS["shares"])}
          |{_COUNTED}(?:/[\d十百千万亿]*(?:{_COUNTS})?)?|[十百千]*[万亿]+)?
    )(?P<bound>{alternatives(_BOUNDS)})?""",
    re.VERBOSE,
)
# What stands before a figure, up to it: 年均增长, 提高到, 不低于, 控制在不超过, 提高到2020年的, 不少于本单位人员总数的.
_BEFORE = re.compile(
    rf"""(?:(?:(?P<up>{alternatives(_MOVES["up"])})|(?P<down>{alternatives(_MOVES["down"])}))(?P<to>[到至]|幅度?达到?)?
        |(?P<level>{alternatives(_MOVES["level"])}))?
    (?P<done>了)?(?P<limit>{alternatives(_LIMITS)})?
    (?:(?P<year>(?:19|20)\d\d)年[底末]?的?
      |(?P<whole>(?<=[占于过])[^，。；：、\d（）]{{2,18}}的))?\s?\Z""",
    re.VERBOSE,
)
# Most words before a figure are short; one that holds a year or a whole (占总数的) ends in these.
_SHORT, _LONG = 12, 26
_LONG_ENDS = frozenset("的年底末 ")
# What any of them ends in: behind other characters there is none.
_ENDS = _LONG_ENDS | {word[-1] for words in (*_MOVES.values(), _LIMITS) for word in words} | set("到至达了")
# Where a figure may begin; the costly pattern is tried only there.
_BEGINS = re.compile(rf"[\d百翻{_HAN}]+")


def find_figures(sentence: str) -> Iterator[re.Match[str]]:
    """The ``FIGURE`` matches of a sentence, in printed order."""
    end = 0
    for begin in _BEGINS.finditer(sentence):
        if begin.start() >= end:
            match = FIGURE.match(sentence, begin.start())
            if match is not None:
                end = match.end()
                yield match


class Figure(NamedTuple):
    """One figure. ``text[start:end]`` has the words of comparison that touch it; its number begins at ``number``.

    ``verb`` stands before it, ``limited`` by a word such as 不低于 or 以上; ``done``: 增长了. ``whole``: it is a share
    of what stands between (``占总数的60%``).
    """

    start: int
    number: int
    end: int
    value: str
    upper: str | None
    unit: str
    comparator: str
    change: Change | None
    verb: str
    limited: bool
    done: bool
    year: int | None
    whole: bool

    @property
    def duration(self) -> bool:
        """Whether it counts days, hours or months."""
        return self.unit in _DURATIONS


def decimal(printed: str) -> str:
    """A printed number as a decimal string.

    >>> [decimal(t) for t in ("3,500", "2.50", "十二", "八十点五", "两千", "一千零五")]
    ['3500', '2.50', '12', '80.5', '2000', '1005']
    """
    if printed[0].isascii():
        return printed.replace(",", "")
    whole, _, rest = printed.partition("点")
    fraction = "".join(str(_digit(sign)) for sign in rest)
    return f"{_han(whole)}.{fraction}" if fraction else str(_han(whole))


_DIGITS = {sign: value for value, sign in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2}
_POWERS = {"十": 10, "百": 100, "千": 1000}


def _digit(sign: str) -> int:
    return _DIGITS[sign]


def _han(text: str) -> int:
    if _POWERS.keys().isdisjoint(text):
        return int("".join(str(_digit(sign)) for sign in text))  # 二〇: digit by digit
    total = digit = 0
    for sign in text:
        if sign in _POWERS:
            total, digit = total + _POWERS[sign] * (digit or 1), 0
        else:
            digit = _digit(sign)
    return total + digit


def figure(text: str, match: re.Match[str], floor: int = 0) -> Figure:
    """The figure of a ``FIGURE`` match, with the words before it that begin at ``floor`` or later."""
    number = match.start()
    before = None
    if number > floor and text[number - 1] in _ENDS:
        longest = _LONG if text[number - 1] in _LONG_ENDS else _SHORT
        before = _BEFORE.search(text, max(floor, number - longest), number)
    up, down, to, level, done, limit, year, whole = (
        before.group("up", "down", "to", "level", "done", "limit", "year", "whole") if before else (None,) * 8
    )
    if year and not (up or down or level or limit):
        before = year = None  # 比2015年翻一番: the year isn't the figure's
    verb = up or down or level or ""
    value, unit = _value(match)
    bound, upper = match["bound"], match["upper"]
    if limit:
        comparator = _LIMITS[limit]
    elif bound:
        comparator = _BOUNDS[bound]
    else:
        comparator = ">" if match["more"] else _IMPLIED.get(verb, "=")
    move = "level" if level or (verb and to) else "up" if up or match["doubled"] else "down" if down else ""
    change = Change.INCREASE if move == "up" else Change.DECREASE if move == "down" else None
    return Figure(
        before.start() if before else number, number, match.end(), value, decimal(upper) if upper else None, unit,
        "range" if upper and comparator in ("=", "~") else comparator, change, verb, bool(limit or bound),
        done is not None, int(year) if year else None, whole is not None,
    )  # fmt: skip


def _value(match: re.Match[str]) -> tuple[str, str]:
    """The number, and what counts it: 百分之五 is 5 counted in %, 一半 is 50 %."""
    if match["number"]:
        return decimal(match["number"]), (match["unit"] or "").replace("％", "%")
    if match["hundredths"]:
        return decimal(match["hundredths"]), "%"
    if match["han"]:
        return decimal(match["han"]), match["unit"] or ""
    if match["half"]:
        return "50", "%"
    return decimal(match["doubled"] or match["tenths"]), match["doublings"] or match["tenth"]
