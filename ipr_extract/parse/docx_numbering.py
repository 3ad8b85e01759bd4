"""The numbers that Word writes before paragraphs by itself: part of what a reader sees, and nowhere in the text.

A paragraph names a list (``numId``) and a level (``ilvl``); the list's levels say how a number is written and what
stands round it (``（%1）``). Lists of one abstract definition count on together, unless one says that it starts anew.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from lxml import etree

from ipr_extract.numerals import han_written, roman_written

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DEEPEST = 9
_DIGITS = "〇一二三四五六七八九"
# The numbers that are written otherwise than in digits: no list of a circular comes further, and of a greater one
# nothing but letters would be left (999,999,999 in Roman numerals has a million).
_LEAST, _MOST = 1, 999
# The longest text round a level's numbers; Word itself takes no longer one.
_LONGEST = 255
_PLACE = re.compile(r"%(?P<level>[1-9])")
# Symbols of Word's own fonts stand in the private use area: a bullet, not a number.
_SYMBOL = re.compile("[\ue000-\uf8ff]")


def _letters(number: int) -> str:
    """1 → A, 26 → Z, 27 → AA, as Word counts."""
    times, place = divmod(number - 1, 26)
    return chr(65 + place) * (times + 1)


def _circled(number: int) -> str:
    return chr(0x245F + number) if 1 <= number <= 20 else str(number)


def _full_width(number: int) -> str:
    return str(number).translate({code: code + 0xFEE0 for code in range(0x30, 0x3A)})


def _han_digits(number: int) -> str:
    return "".join(_DIGITS[int(digit)] for digit in str(number))


# ``w:numFmt`` → how a number is written (ISO/IEC 29500-1, 17.18.59); what isn't here is written in digits.
_FORMATS: dict[str, Callable[[int], str]] = {
    "upperRoman": roman_written,
    "lowerRoman": lambda number: roman_written(number).lower(),
    "upperLetter": _letters,
    "lowerLetter": lambda number: _letters(number).lower(),
    "chineseCounting": han_written,
    "chineseCountingThousand": han_written,
    "chineseLegalSimplified": han_written,
    "ideographTraditional": han_written,
    "japaneseCounting": han_written,
    "taiwaneseCounting": han_written,
    "taiwaneseCountingThousand": han_written,
    "koreanCounting": han_written,
    "ideographDigital": _han_digits,
    "japaneseDigitalTenThousand": _han_digits,
    "taiwaneseDigital": _han_digits,
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "decimalEnclosedFullstop": lambda number: f"{number}.",
    "decimalEnclosedParen": lambda number: f"({number})",
    "decimalFullWidth": _full_width,
    "decimalFullWidth2": _full_width,
    "decimalZero": lambda number: f"{number:02d}",
    "none": lambda number: "",
}


def attribute(element: etree._Element | None, name: str, default: str = "") -> str:
    """The value of ``w:name``; ``default`` where there is no such element or attribute."""
    return default if element is None else element.get(f"{W}{name}", default)


def number(element: etree._Element | None, name: str = "val", default: int = 0) -> int:
    """The same as a whole number; ``default`` where it is none."""
    value = attribute(element, name)
    return int(value) if re.fullmatch(r"-?\d{1,9}", value) else default


@dataclass(frozen=True, slots=True)
class Level:
    """How one level of a list is counted and written; ``style`` is the paragraph style that it belongs to."""

    start: int
    written: str
    text: str
    legal: bool
    restarts_after: int | None
    style: str


@dataclass(slots=True)
class _Abstract:
    levels: dict[int, Level]
    counts: dict[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _List:
    """One use of an abstract definition, with levels and starts of its own."""

    abstract: _Abstract
    levels: dict[int, Level]
    starts: dict[int, int]


class Numbering:
    """Counts the numbered paragraphs of one document, in their order."""

    def __init__(self, root: etree._Element | None) -> None:
        abstracts: dict[str, _Abstract] = {}
        self._lists: dict[str, _List] = {}
        self._started: set[tuple[str, int]] = set()
        if root is None:
            return
        for element in root.iterchildren(f"{W}abstractNum"):
            abstracts[attribute(element, "abstractNumId")] = _Abstract(dict(_levels(element)))
        for element in root.iterchildren(f"{W}num"):
            abstract = abstracts.get(attribute(element.find(f"{W}abstractNumId"), "val"))
            if abstract is not None:
                self._lists[attribute(element, "numId")] = _list(element, abstract)

    def level_of_style(self, list_id: str, style: str) -> int:
        """The level of a list that a paragraph style is tied to; 0 where none is."""
        found = self._lists.get(list_id)
        levels = found.abstract.levels if found else {}
        return next((depth for depth, level in levels.items() if level.style == style), 0)

    def label(self, list_id: str, depth: int) -> str:
        """Count a paragraph of the list ``list_id`` at ``depth`` (from 0); the label that stands before it."""
        found = self._lists.get(list_id)
        level = found.levels.get(depth) if found else None
        if found is None or level is None:
            return ""
        counts = found.abstract.counts
        for inner in [key for key in counts if key > depth and _restarts(found.levels.get(key), depth)]:
            del counts[inner]
        if depth in found.starts and (list_id, depth) not in self._started:
            self._started.add((list_id, depth))
            counts[depth] = found.starts[depth]
        else:
            counts[depth] = counts[depth] + 1 if depth in counts else level.start
        return "" if level.written == "bullet" and _SYMBOL.search(level.text) else _written(found, level)


def _restarts(level: Level | None, depth: int) -> bool:
    """Whether a level starts anew after a paragraph at ``depth``: after any higher one, unless it says otherwise."""
    if level is None or level.restarts_after is None:
        return True
    return level.restarts_after > 0 and depth < level.restarts_after


def _written(found: _List, level: Level) -> str:
    def of(match: re.Match[str]) -> str:
        depth = int(match["level"]) - 1
        outer = found.levels.get(depth)
        if outer is None:
            return ""
        value = found.abstract.counts.setdefault(depth, outer.start)
        usual = level.legal or not _LEAST <= value <= _MOST
        return str(value) if usual else _FORMATS.get(outer.written, str)(value)

    return _PLACE.sub(of, level.text)


def _levels(element: etree._Element) -> Iterator[tuple[int, Level]]:
    for child in element.iterchildren(f"{W}lvl"):
        depth = number(child, "ilvl")
        if 0 <= depth < _DEEPEST:
            yield depth, _level(child)


def _level(element: etree._Element) -> Level:
    restart = element.find(f"{W}lvlRestart")
    legal = element.find(f"{W}isLgl")
    return Level(
        start=number(element.find(f"{W}start"), default=1),
        written=_format(element),
        text=attribute(element.find(f"{W}lvlText"), "val")[:_LONGEST],
        legal=legal is not None and attribute(legal, "val", "1") not in ("0", "false", "off"),
        restarts_after=None if restart is None else number(restart),
        style=attribute(element.find(f"{W}pStyle"), "val"),
    )


def _format(element: etree._Element) -> str:
    # Newer formats stand in <mc:AlternateContent>, with a fallback that older programs know.
    return attribute(next(element.iter(f"{W}numFmt"), None), "val", "decimal")


def _list(element: etree._Element, abstract: _Abstract) -> _List:
    levels, starts = dict(abstract.levels), {}
    for override in element.iterchildren(f"{W}lvlOverride"):
        depth = number(override, "ilvl")
        own = override.find(f"{W}lvl")
        if own is not None:
            levels[depth] = _level(own)
        start = override.find(f"{W}startOverride")
        if start is not None:
            starts[depth] = number(start, default=1)
    return _List(abstract, levels, starts)
