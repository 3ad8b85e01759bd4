"""Whether a figure in a sentence is to be reached or was reached, by when, and from what.

The last word of time or of intent before the figure decides: a year from the document's own on, or a word of goals
(``力争``), makes it a goal; an earlier year, or a word of reports (``截至``), a report. A year behind ``比`` or ``由`` is the
one that is counted from.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ipr_extract.data import alternatives
from ipr_extract.nlp.quantities import WORDS

_CUES = WORDS["cues"]
_FIRST_PLAN_END = 2005  # the tenth five-year plan ended then
_PLAN_DIGITS = "一二三四五六七八九"
# 到2020年, 2020年底前, 比2015年; “十四五”末. Of 2016—2020年 the last year counts.
_YEAR = (
    rf"(?P<before>{alternatives([*_CUES['target'], *_CUES['base']])})?\s?(?<!\d)(?:(?P<year>(?:19|20)\d\d)年"
    rf"|\"?十(?P<plan>[{_PLAN_DIGITS}])五\"?(?:规划|计划)?(?:时期)?(?P<plan_end>期?末|期间|期内|时期))"
)
_SIGNS = re.compile(rf"{_YEAR}|(?P<report>{alternatives(_CUES['report'])})|(?P<goal>{alternatives(_CUES['goal'])})")
# The year of a paragraph or of the unit above: only one that is said to be reached.
_TARGET = re.compile(
    rf"(?:{alternatives(_CUES['target'])})\s?(?:(?P<year>(?:19|20)\d\d)年|\"?十(?P<plan>[{_PLAN_DIGITS}])五\"?(?:规划|计划|时期)?(?:期?末))"
)
_DONE = re.compile(rf"已(?![有知])|{alternatives(word for word in _CUES['done'] if word not in '已了')}")
_BASE_WORDS = frozenset(_CUES["base"])


@dataclass(frozen=True, slots=True)
class Context:
    """What the words of a sentence before a figure say. ``goal`` None: they say nothing."""

    goal: bool | None = None
    target: int | None = None
    base: int | None = None
    base_at: int = 0
    current: bool = False


def _year_of(match: re.Match[str]) -> int:
    if match["year"]:
        return int(match["year"])
    return _FIRST_PLAN_END + 5 * (_PLAN_DIGITS.index(match["plan"]) + 1)


def context(folded: str, start: int, end: int, year: int | None) -> Context:
    """What stands between the beginning of a sentence and a figure; ``year`` is the document's."""
    goal: bool | None = None
    target: int | None = None
    base: int | None = None
    current = False
    reported, base_at = -1, 0
    for match in _SIGNS.finditer(folded, start, end):
        kind = match.lastgroup
        if kind == "report":
            goal, reported = False, match.end()
        elif kind == "goal":
            goal = True
            current = current or match[0] in _CURRENT
        else:
            found, before = _year_of(match), match["before"]
            if before in _BASE_WORDS and not (before in _LOOSE_BASE and _CLAUSE_ENDS.match(folded, match.end())):
                base, base_at = found, match.start()
            elif year is None:
                goal = True if before or match["plan"] else goal
                target = found
            else:
                goal = found > year or (found == year and reported != match.start())  # 截至2017年底, said in 2017
                target = found if goal else target
    return Context(goal, target, base, base_at, current)


# 在2020年底前 is a target, 在2015年基础上 a base; 今年 is the document's year.
_LOOSE_BASE = ("在", "以")
_CLAUSE_ENDS = re.compile("[底末]?[以之]?前|[底末]?[，,]")
_CURRENT = ("今年", "到年底", "年底前", "全年", "本年度")


def target_in(folded: str, start: int, end: int, year: int | None) -> int | None:
    """The last year in a text that something is to be reached by, from the document's own on."""
    found = [_year_of(match) for match in _TARGET.finditer(folded, start, end)]
    return next((one for one in reversed(found) if year is None or one >= year), None)


def is_done(folded: str, start: int, end: int) -> bool:
    """Whether a clause says that its figure was reached: 已达到12件."""
    return _DONE.search(folded, start, end) is not None
