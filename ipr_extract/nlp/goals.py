"""Whether a figure in a sentence is to be reached or was reached, by when, and from what.

The last word of time or of intent before the figure decides: a year from the document's own on, or a word of goals
(``力争``), makes it a goal; an earlier year, or a word of reports (``截至``), a report. A year behind ``比`` or ``由``
is the one that is counted from.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from ipr_extract.data import alternatives
from ipr_extract.nlp.quantities import WORDS

_CUES = WORDS["cues"]
_FIRST_PLAN_END = 2005  # the tenth five-year plan ended then
_PLAN_DIGITS = "一二三四五六七八九"
# 到2020年, 2020年底前, 比2015年; “十四五”末. Of 2016—2020年 the last year counts.
_SIGNS = re.compile(
    rf"(?P<before>{alternatives([*_CUES['target'], *_CUES['base']])})?\s?(?<!\d)(?:(?P<year>(?:19|20)\d\d)年"
    rf"|\"?十(?P<plan>[{_PLAN_DIGITS}])五\"?(?:规划|计划)?(?:时期)?(?P<plan_end>期?末|期间|期内|时期))"
    rf"|(?P<report>{alternatives(_CUES['report'])})|(?P<goal>{alternatives(_CUES['goal'])})"
)
# The year of a paragraph or of the unit above counts only where it is said to be reached: 到2020年.
TARGET = re.compile(r"[到至](?P<year>(?:19|20)\d\d)年")
_DONE = re.compile(rf"已(?![有知])|{alternatives(word for word in _CUES['done'] if word not in '已了')}")
_BASE_WORDS = frozenset(_CUES["base"])
# 在2020年底前 is a target, 在2015年基础上 a base.
_LOOSE_BASE = frozenset("在以")
_TERM_BEHIND = re.compile("[底末]?[以之]?前|[底末]?[，,]")
# These mean the document's own year.
_CURRENT = frozenset(_CUES["current"])


class Event(NamedTuple):
    """A word of time or intent: where it stands, whether it makes goals, the year that it names or counts from.

    ``lasting``: the year to count from is that of all that follows (与2015年相比，…), not of its clause only.
    """

    at: int
    goal: bool | None
    target: int | None = None
    base: int | None = None
    lasting: bool = False


def events(sentence: str, year: int | None) -> list[Event]:
    """The words of time and intent in a sentence, in printed order; ``year`` is the document's."""
    found: list[Event] = []
    reported = -1
    for match in _SIGNS.finditer(sentence):
        at, kind = match.start(), match.lastgroup
        if kind == "report":
            reported = match.end()
            found.append(Event(at, False))
        elif kind == "goal":
            found.append(Event(at, True, year if match[0] in _CURRENT else None))
        else:
            found.append(_of_year(match, year, reported))
    return found


def _of_year(match: re.Match[str], year: int | None, reported: int) -> Event:
    at, before = match.start(), match["before"]
    named = int(match["year"]) if match["year"] else _plan_end(match["plan"])
    if before in _BASE_WORDS and not (before in _LOOSE_BASE and _TERM_BEHIND.match(match.string, match.end())):
        return Event(at, None, base=named, lasting=match.string.startswith(("相比", "为基"), match.end()))
    if year is None:
        return Event(at, True if before or match["plan"] else None, named)
    if named > year or (named == year and reported != at):  # 截至2017年底, said in 2017, reports
        return Event(at, True, named)
    return Event(at, False)


def _plan_end(number: str) -> int:
    """The last year of a five-year plan: the “十三五” ended in 2020."""
    return _FIRST_PLAN_END + 5 * (_PLAN_DIGITS.index(number) + 1)


class Context(NamedTuple):
    """What stands before a figure. ``goal`` None: nothing that decides."""

    goal: bool | None
    target: int | None
    base: int | None


def context(found: Sequence[Event], clause: int, end: int) -> Context:
    """What the events before ``end`` say of a figure whose clause begins at ``clause``."""
    goal: bool | None = None
    target = base = None
    for event in found:
        if event.at >= end:
            break
        goal = goal if event.goal is None else event.goal
        target = event.target or target
        base = event.base if event.base and (event.lasting or event.at >= clause) else base
    return Context(goal, target, base)


def is_done(sentence: str, start: int, end: int) -> bool:
    """Whether a clause says that its figure was reached: 已达到12件."""
    return _DONE.search(sentence, start, end) is not None
