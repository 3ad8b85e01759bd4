"""Where other documents are cited: a title in 《》, a number, or a title with its number behind it.

Both are rare in a text: each is looked for by a sign that a search in C finds, and looked at closely only there.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from ipr_extract.data.rules import alternatives, rules
from ipr_extract.nlp.numbers import find_numbers
from ipr_extract.nlp.reading import Reading

# Behind a title's 》: 《某某办法》（试行）.
EDITION = "(?:（(?:试行|暂行|修订|修正|草案)[^（）]{0,8}）)?"
# A title, and titles in it: 《关于印发《某方案》的通知》.
_TITLE = re.compile(r"《(?P<title>(?:[^《》]|《[^《》]{1,80}》){2,200}?)》")
# What may stand between a title and its number: 《…》（…, 《…》文件（…
_TO_NUMBER = re.compile(rf"{EDITION}\s?(?:的?通知|精神|文件|要求)?\s?[（〔]?\s?")
_TO_NUMBER_LENGTH = 16
# An order's number behind the title of what it issued: 《…条例》（国务院令第380号）.
_ORDER = re.compile(r"》\s?（(?P<number>[\u4e00-\u9fff]{2,24}令\s?第?\s?\d{1,4}\s?号)")
# A title that isn't quoted, as the whole line before its number: 3. 国务院关于…的通知（国发〔1997〕3号）. Folded, the
# end of a table's cell is a space.
_BARE_LINE = re.compile(
    r"[\s\d（）.、]{0,8}(?:你[^关]{0,3}(?=关于))?(?P<title>[\u4e00-\u9fff\"][^《》，。；\n\t]{4,120}?)(?: |\s?（\s?)\Z"
)
# A word begins behind none, or in capitals every letter could begin one, and the search would never end.
_QUOTED_ENGLISH = re.compile(
    r"[\"](?P<title>[^\"]{4,200})[\"]\s?[(\[]\s?\Z"
    r"|(?P<plain>(?:(?<![\w\"'-])[A-Z\"][\w\"'-]*(?:\s(?:of|on|for|and|in|the|to|by)\b)*\s?){3,})\s?[(\[]\s?\Z"
)
_ENGLISH_TITLE = re.compile(r'"(?P<title>[A-Z][^"\n]{8,200})"')
_PRC_LAW = re.compile(r"Law\sof\sthe\sPeople's\sRepublic\sof\sChina(?P<on>\son(?:\s[A-Z][a-z]+|\sand|\sof|\sthe)+)?")
_NAME_BEFORE = re.compile(r"(?:[A-Z][\w-]*\s|(?:and|of|on|for|in)\s)*\Z")
_WINDOW = 260
_LONGEST_LINE = 140
# What may stand behind a title's kind: （试行）, （2021—2023年）, 2017年版.
_EDITION = re.compile(r"(?:[（〔〈][^（）〔〕〈〉]{1,24}[）〕〉]|\d{4}年?版?)*\Z")
_EDITION_ENDS = ("）", "〕", "〉", "年", "版", *"0123456789")
_LONGEST_BARE = 10


class Mention(NamedTuple):
    """One place where a document is cited: ``start`` to ``end`` covers title and number, each where there is one."""

    start: int
    end: int
    title: tuple[int, int] | None
    number: tuple[int, int] | None


def find_mentions(reading: Reading, numbers_from: int) -> list[Mention]:
    """All mentions in their order; numbers only from ``numbers_from`` on, where the header has ended."""
    if reading.chinese:
        return _chinese(reading.folded, numbers_from)
    return _english(reading.folded, numbers_from)


def _chinese(folded: str, numbers_from: int) -> list[Mention]:
    numbers: list[tuple[int, int]] = [*find_numbers(folded, numbers_from, len(folded))]
    if "《" not in folded:
        return [_numbered(folded, number) for number in numbers]
    titles = [match.span() for match in _TITLE.finditer(folded)]
    orders = [_ORDER.match(folded, end - 1) for _, end in titles if end > numbers_from]
    numbers += [order.span("number") for order in orders if order is not None]
    mentions: list[Mention] = []
    taken = set()
    starts = [start for start, _ in titles]
    for number in sorted({*numbers}):
        before = bisect.bisect(starts, number[0]) - 1
        title = titles[before] if before >= 0 else None
        if title is None or number[0] > title[1] + _TO_NUMBER_LENGTH or not _joined(folded, title[1], number[0]):
            if title is None or number[0] >= title[1]:
                mentions.append(_numbered(folded, number))
        elif title not in taken:
            taken.add(title)
            mentions.append(Mention(title[0], number[1], (title[0] + 1, title[1] - 1), number))
    mentions += [Mention(*t, (t[0] + 1, t[1] - 1), None) for t in titles if t not in taken]
    return sorted(mentions)


def _joined(folded: str, start: int, end: int) -> bool:
    return _TO_NUMBER.fullmatch(folded, start, end) is not None


def _numbered(folded: str, number: tuple[int, int]) -> Mention:
    """A number without a quoted title; in a line or a row of its own the title may stand before it."""
    line = folded.rfind("\n", 0, number[0]) + 1
    match = _BARE_LINE.match(folded, line, number[0]) if 6 < number[0] - line <= _LONGEST_LINE else None
    if match is None or not names_a_kind(match["title"], chinese=True):
        return Mention(*number, None, number)
    return Mention(match.start("title"), number[1], match.span("title"), number)


def _english(folded: str, numbers_from: int) -> list[Mention]:
    mentions: list[Mention] = []
    if "No" in folded or "NO" in folded or "[" in folded or "〔" in folded:
        for printed in find_numbers(folded, numbers_from, len(folded), chinese=False):
            window = max(0, printed.start - _WINDOW)
            quoted = _QUOTED_ENGLISH.search(folded[window : printed.start])
            number = (printed.start, printed.end)
            if quoted is None:
                mentions.append(Mention(*number, None, number))
            else:
                span = quoted.span("title" if quoted["title"] is not None else "plain")
                mentions.append(
                    Mention(window + quoted.start(), number[1], (window + span[0], window + span[1]), number)
                )
    taken = [(mention.start, mention.end) for mention in mentions]
    mentions += [
        Mention(*title, title, None)
        for title in _english_titles(folded)
        if not any(start < title[1] and title[0] < end for start, end in taken)
    ]
    return sorted(mentions)


def _english_titles(folded: str) -> Iterator[tuple[int, int]]:
    """Titles without a number: in quotes with a word for a kind of document, and laws of the People's Republic."""
    if '"' in folded:
        for match in _ENGLISH_TITLE.finditer(folded):
            if names_a_kind(match["title"], chinese=False):
                yield match.span("title")
    if "Law of the People" in folded:
        for match in _PRC_LAW.finditer(folded):
            name = _NAME_BEFORE.search(folded, max(0, match.start() - 120), match.start())
            yield (name.start() if name else match.start()), match.end()


@dataclass(frozen=True, slots=True)
class _Kinds:
    """What titles of documents end in; ``bare`` is one that says no more than that, ``words`` are English."""

    endings: tuple[str, ...]
    never: tuple[str, ...]
    bare: re.Pattern[str]
    words: re.Pattern[str]


@cache
def _kinds() -> _Kinds:
    titles, data = rules("titles"), rules("relations")["kinds"]
    endings = {*titles["strong"], *titles["weak"], *data["more"]}
    return _Kinds(
        tuple(endings),
        tuple(data["never"]),
        re.compile(rf"{data['bare']}(?:{alternatives(endings)})"),
        re.compile(rf"\b(?:{alternatives(data['english'])})\b"),
    )


def names_a_kind(title: str, *, chinese: bool) -> bool:
    """Whether a quoted title is a document's by its words, and not a form's, a newspaper's or a short name.

    >>> names_a_kind("某某暂行办法（试行）", chinese=True), names_a_kind("总体规划", chinese=True)
    (True, False)
    """
    kinds = _kinds()
    if not chinese:
        return kinds.words.search(title) is not None
    name = "".join(title.split())
    if name.endswith(_EDITION_ENDS):
        name = _EDITION.sub("", name)
    if not name.endswith(kinds.endings) or name.endswith(kinds.never):
        return False
    return len(name) > _LONGEST_BARE or kinds.bare.fullmatch(name) is None
