"""The numbering that is open at one place of a document, as one hypothesis about the labels before it has it.

A `State` is a value: two hypotheses that came to the same state differ in nothing that is still to come, so that only
the cheaper one is followed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, MutableMapping
from dataclasses import dataclass
from enum import IntEnum
from types import MappingProxyType
from typing import NamedTuple

from ipr_extract.model import unit_path
from ipr_extract.normalize.misprints import LIKELY_DEBT, RELABEL, UNRELATED, gap_cost

ROOT = -1


class How(IntEnum):
    """How a label was taken."""

    PRINTED = 0
    MOVED = 1
    RELABELLED = 2  # another number; which kind of slip it was is told by its surroundings
    SHIFTED = 3  # goes on from a number that was read otherwise
    STYLE = 4


class Unit(NamedTuple):
    """A printed label. ``broken``: a signature, an annex or a title stands before it. ``section`` is None where the
    label is printed inside a line, so that there is no unit of its own.
    """

    style: str
    ordinal: int
    part: int
    broken: bool
    section: int | None
    goes_on: bool = True  # of a part's first unit: whether a second one follows
    printed: str = ""  # its number if print is believed


class Gap(NamedTuple):
    """A number that is not printed where it belongs, and the unit it would stand in."""

    style: str
    ordinal: int
    parent: int


class Level(NamedTuple):
    """One open level: the last ordinal as read and as printed, the unit that bears it, what was skipped or came early.

    ``taken`` are ordinals further on whose group went with a unit that was moved.
    """

    style: str
    read: int
    printed: int
    unit: int
    gaps: tuple[Gap, ...] = ()
    early: tuple[int, ...] = ()
    taken: tuple[int, ...] = ()
    astray: bool = False  # whether the unit that is open here was moved
    shifted: bool = False  # whether its numbers go on from one that was read otherwise
    apart: int = 0  # the first ordinal of a group that went with a moved unit, its numbers those of another place
    passed: bool = False  # whether the last ordinal that was counted is that of a unit that came early

    @property
    def next(self) -> int:
        """The ordinal that goes on from here."""
        ordinal = self.read + 1
        while ordinal in self.early or ordinal in self.taken:
            ordinal += 1
        return ordinal

    def counted(self, ordinal: int, unit: int) -> Level:
        """The level with its next unit; what came early and is reached now is nothing to remember."""
        passed = ordinal + 1 in self.early
        while ordinal + 1 in self.early:
            ordinal += 1
        early = tuple(n for n in self.early if n > ordinal) if self.early else ()
        return Level(self.style, ordinal, ordinal, unit, self.gaps, early, self.taken, apart=self.apart, passed=passed)


class State(NamedTuple):
    """The numbering open at one place: levels from the outermost in, the last level of each style that was closed."""

    stack: tuple[Level, ...] = ()
    used: tuple[Level, ...] = ()
    part: int = 0


class Verdict(NamedTuple):
    """How one label is read. ``gaps`` are the numbers found missing at it, ``filled`` the one that it turns out to be,
    ``inserted`` a unit taken to be missing above it.
    """

    how: How
    style: str
    ordinal: int
    parent: int
    part: int
    gaps: tuple[Gap, ...] = ()
    filled: Gap | None = None
    inserted: tuple[int, Gap] | None = None


class Step(NamedTuple):
    """One way to take a label."""

    cost: float
    state: State
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Customs:
    """A document's own ways: its styles, which is outer to which, which run on across units (None: unknown)."""

    styles: tuple[str, ...]
    outer: Mapping[tuple[str, str], bool]
    runs_on: Mapping[str, bool | None]
    lonely: frozenset[str]


# What a style has used up after some levels were closed, what that costs, and what turned out to be missing in them.
Closed = tuple[tuple[Level, ...], float, tuple[Gap, ...]]


def closed(state: State, levels: tuple[Level, ...], customs: Customs) -> Closed:
    """``used`` after some levels were closed, and what their early units leave missing, where none can follow."""
    if not levels:
        return state.used, 0.0, ()
    used = {level.style: level for level in state.used}
    cost = 0.0
    gaps: tuple[Gap, ...] = ()
    for level in levels:
        if level.early and customs.runs_on.get(level.style) is not True:
            more, level = settled(level, _parent(state.stack, level))
            cost += gap_cost(len(more))
            gaps += more
        if level.apart:
            level = _rejoined(used.get(level.style), level)
        elif customs.runs_on.get(level.style) is False:
            level = Level(level.style, level.read, level.printed, ROOT)  # the next group has nothing to do with it
        used[level.style] = level
    return tuple(sorted(used.values())), cost, gaps


def _rejoined(last: Level | None, level: Level) -> Level:
    """What a style has used up, with the numbers of a group that stands elsewhere than its numbers."""
    numbers = range(level.apart, level.read + 1)
    if last is None:
        last = Level(level.style, 0, 0, ROOT)
    gaps = tuple(gap for gap in last.gaps if gap.ordinal not in numbers)
    taken = tuple(sorted({*last.taken, *(n for n in numbers if n > last.read)}))
    return last._replace(gaps=gaps, taken=taken)


def _parent(stack: tuple[Level, ...], level: Level) -> int:
    at = stack.index(level) if level in stack else 0
    return stack[at - 1].unit if at else ROOT


def settled(level: Level, parent: int) -> tuple[tuple[Gap, ...], Level]:
    """A level whose early units turned out to be its last: what is missing before them."""
    last = max(level.early)
    gaps = tuple(Gap(level.style, n, parent) for n in range(level.read + 1, last) if n not in level.early + level.taken)
    read = max(level.read, last)
    return gaps, level._replace(read=read, printed=max(level.printed, read), gaps=(*level.gaps, *gaps), early=())


def finish(state: State) -> tuple[float, tuple[Gap, ...]]:
    """What is still owed where a part ends."""
    cost = 0.0
    gaps: tuple[Gap, ...] = ()
    open_styles = {level.style for level in state.stack}
    for level in (*state.stack, *(level for level in state.used if level.style not in open_styles)):
        if level.early:
            more, _ = settled(level, _parent(state.stack, level))
            cost += gap_cost(len(more))
            gaps += more
    return cost, gaps


def expected(state: State) -> float:
    """What is likely to be owed in the end for units that came early, or given back where numbers count from 1 again.

    Used to rank hypotheses, never charged.
    """
    cost = 0.0
    for level in state.stack:
        if level.printed == 1 and level.read > 2 and not level.shifted:
            cost += RELABEL - UNRELATED
        if level.early and (max(level.early) - level.read) > len(level.early):
            cost += LIKELY_DEBT
    return cost


def numbers_of(
    verdicts: Iterable[Verdict],
    first: int,
    known: MutableMapping[int, str],
    printed: Mapping[int, str] = MappingProxyType({}),
) -> list[str]:
    """The numbers of the labels from ``first`` on, as ``verdicts`` read them.

    ``known`` has the numbers of those before and takes in these, and those of missing units above them; ``printed``
    are the numbers of labels that keep them.
    """
    out: list[str] = []
    for index, verdict in enumerate(verdicts, first):
        if verdict.inserted is not None:
            name, gap = verdict.inserted
            known[name] = _number(known, gap.parent, verdict.part, gap.ordinal)
        known[index] = printed.get(index) or _number(known, verdict.parent, verdict.part, verdict.ordinal)
        out.append(known[index])
    return out


def _number(known: Mapping[int, str], parent: int, part: int, ordinal: int) -> str:
    return unit_path(known[parent] if parent != ROOT else None, part + 1, ordinal)
