"""What one printed label may be, given the labels before it: every way to go on, and what each costs.

A `State` is the numbering that is open at one place of a document; ``steps`` gives the states that a label may lead to.
Only what would have to be true of print is priced: a label that goes on with what is open costs nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple

# What each misprint costs. A wrong number is one slip of a hand. A wrong style is a little likelier, since word processors
# choose it; so is a numeral that looks like the right one. Likelier still are units that stand in the wrong place (paste
# keeps their labels) and missing ones: whole items are cut from drafts, several at once for little more.
RELABEL, STYLE, MISREAD, MOVE = 1.0, 0.9, 0.85, 0.8
GAP, FURTHER_GAP = 0.8, 0.5
# A unit that is missing above one that is printed: a heading alone was lost, and its first unit counts from 1.
LOST_ABOVE = 1.1
# Numbers that run on, below a unit that was moved or behind one that is missing, went with it.
WITH_ITS_UNIT = 0.1
# A group does not often lose its first unit: what precedes it announces it.
FIRST_GAP = 0.82
# A sign that looks like another may print the right ordinal in a style of its own: ``l.`` and ``i.`` for ``1.``.
STYLE_MISREAD = 0.7
# Numbering that runs on where the same style starts anew elsewhere; and a part that begins without a break. Neither is
# wrong, but a document does it rarely.
INCONSISTENT, UNANNOUNCED, PART_OF_ONE = 0.45, 0.3, 0.9
AGAINST_HABIT, UNCERTAIN = 0.3, 0.05
# Units of an inner style and then of an outer one directly below the same unit.
MIXED = 0.3
# A style that one label of the document has: likely another style's, the more so where it does not begin with 1.
LONELY, LONELY_AND_LATE = 0.15, 0.4
# Nesting against the order of styles in the rest of the document.
AGAINST_ORDER = 0.6
LIKELY_DEBT = 0.4
_LONGEST_GAP, _DEAREST_GAP = 60, 2.0

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
    apart: int = 0  # the first ordinal of a group that went with a moved unit, its numbers those of another place

    @property
    def next(self) -> int:
        """The ordinal that goes on from here."""
        ordinal = self.read + 1
        while ordinal in self.early or ordinal in self.taken:
            ordinal += 1
        return ordinal


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
    """A document's own ways: its styles, which is outer to which, which run on across units (None: seen both or never)."""

    styles: tuple[str, ...]
    outer: Mapping[tuple[str, str], bool]
    runs_on: Mapping[str, bool | None]
    lonely: frozenset[str]
    alike: Mapping[tuple[str, int, int], bool]
    sign_alike: Mapping[tuple[str, int], tuple[tuple[str, int], ...]]


def gap_cost(count: int, first: float = GAP) -> float:
    """What it costs that ``count`` units in a row are missing. Many are lost at once, with the unit that held them."""
    return min(first + FURTHER_GAP * (count - 1), _DEAREST_GAP) if count else 0.0


def _closed(
    state: State, levels: tuple[Level, ...], customs: Customs
) -> tuple[tuple[Level, ...], float, tuple[Gap, ...]]:
    """``used`` after some levels were closed, and what their early units leave missing, where none can follow."""
    if not levels:
        return state.used, 0.0, ()
    used = {level.style: level for level in state.used}
    cost = 0.0
    gaps: tuple[Gap, ...] = ()
    for level in levels:
        if level.early and customs.runs_on.get(level.style) is False:
            more, level = _settled(level, _parent(state.stack, level))
            cost += gap_cost(len(more))
            gaps += more
        used[level.style] = _rejoined(used.get(level.style), level) if level.apart else level
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


def _settled(level: Level, parent: int) -> tuple[tuple[Gap, ...], Level]:
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
            more, _ = _settled(level, _parent(state.stack, level))
            cost += gap_cost(len(more))
            gaps += more
    return cost, gaps


def expected(state: State) -> float:
    """What is likely to be owed in the end for units that came early; used to rank hypotheses, never charged."""
    cost = 0.0
    for level in state.stack:
        if level.early and (max(level.early) - level.read) > len(level.early):
            cost += LIKELY_DEBT
    return cost


def steps(state: State, units: tuple[Unit, ...], index: int, customs: Customs, *, every: bool) -> Iterator[Step]:
    """The ways to take ``units[index]``; where not ``every``, only those that cost next to nothing."""
    unit = units[index]
    begins = index > 0 and (unit.part != units[index - 1].part or unit.broken)
    if begins and state.stack:
        yield from _part(state, unit, units[index - 1], index, customs, every=every)
    yield from _in_style(state, unit.style, unit.ordinal, index, customs, unit, every=every)
    if not every:
        return
    for style in customs.styles:
        if style == unit.style or _holds_its_level(style) or _holds_its_level(unit.style):
            continue
        for step in _in_style(state, style, unit.ordinal, index, customs, unit, every=False):
            if step.cost < INCONSISTENT:
                yield _restyled(step, STYLE)
        inner = {level.style for level in state.stack[1:]}
        if unit.broken and unit.ordinal == 1 and state.stack and style not in inner:
            yield _restyled(_fresh_part(state, style, index), STYLE)
    for style, ordinal in customs.sign_alike.get((unit.style, unit.ordinal), ()):
        if style in customs.styles:
            for step in _in_style(state, style, ordinal, index, customs, unit, every=False):
                yield _restyled(step, STYLE_MISREAD)


def _holds_its_level(style: str) -> bool:
    """Whether a style says by itself where its units stand: 1.2.3 is no slip of 1.3, nor does it run on."""
    return style in ("decimal_2", "decimal_3", "decimal_4")


def _restyled(step: Step, cost: float) -> Step:
    return Step(step.cost + cost, step.state, step.verdict._replace(how=How.STYLE))


def _fresh_part(state: State, style: str, index: int) -> Step:
    """Another part begins with the first unit of a style."""
    cost, gaps = finish(state)
    verdict = Verdict(How.PRINTED, style, 1, ROOT, state.part + 1, gaps)
    return Step(cost, State((Level(style, 1, 1, index),), (), state.part + 1), verdict)


def _part(state: State, unit: Unit, before: Unit, index: int, customs: Customs, *, every: bool) -> Iterator[Step]:
    """Another part begins: nothing stays open."""
    announced = unit.broken
    opens = unit.part != before.part
    part = state.part + 1
    cost, gaps = finish(state)
    if unit.ordinal == 1:
        if opens or (announced and state.stack[0].style == unit.style):
            price = 0.0 if announced else UNANNOUNCED if unit.goes_on else PART_OF_ONE
            fresh = _fresh_part(state, unit.style, index)
            yield fresh._replace(cost=fresh.cost + price)
    elif every and announced:
        verdict = Verdict(How.RELABELLED, unit.style, 1, ROOT, part, gaps)
        price = MISREAD if customs.alike.get((unit.style, unit.ordinal, 1)) else RELABEL
        yield Step(cost + price, State((Level(unit.style, 1, 1, index),), (), part), verdict)
        early = Level(unit.style, 0, 0, index, (), (unit.ordinal,), astray=True)
        yield Step(cost + MOVE, State((early,), (), part), verdict._replace(how=How.MOVED, ordinal=unit.ordinal))
        skipped = tuple(Gap(unit.style, n, ROOT) for n in range(1, min(unit.ordinal, _LONGEST_GAP)))
        verdict = Verdict(How.PRINTED, unit.style, unit.ordinal, ROOT, part, gaps + skipped)
        after = Level(unit.style, unit.ordinal, unit.ordinal, index, skipped)
        yield Step(cost + gap_cost(len(skipped), FIRST_GAP), State((after,), (), part), verdict)


def _in_style(
    state: State, style: str, ordinal: int, index: int, customs: Customs, unit: Unit, *, every: bool
) -> Iterator[Step]:
    """The label read in ``style``: it goes on with an open level, or opens one."""
    stack = state.stack
    for depth in range(len(stack) - 1, -1, -1):
        if stack[depth].style == style:
            yield from _continued(state, depth, ordinal, index, customs, unit, every=every)
            if every and ordinal == 1:
                yield from _below_a_missing_one(state, depth, style, index, customs)
            return
    depth, outer = len(stack), customs.outer
    while depth and outer[style, stack[depth - 1].style]:
        depth -= 1
    yield from _opened(state, depth, style, ordinal, index, customs, unit, every=every)
    if every and depth != len(stack):
        for step in _opened(state, len(stack), style, ordinal, index, customs, unit, every=False):
            yield Step(step.cost + AGAINST_ORDER, step.state, step.verdict)


def _continued(
    state: State, depth: int, ordinal: int, index: int, customs: Customs, unit: Unit, *, every: bool
) -> Iterator[Step]:
    stack, part = state.stack, state.part
    level = stack[depth]
    style, following = level.style, level.next
    base, parent = stack[:depth], stack[depth - 1].unit if depth else ROOT
    used, cost, owed = _closed(state, stack[depth + 1 :], customs)

    def step(extra: float, after: Level, how: How, read: int, gaps: tuple[Gap, ...] = ()) -> Step:
        verdict = Verdict(how, style, read, parent, part, owed + gaps)
        return Step(cost + extra, State((*base, after), used, part), verdict)

    if ordinal == following:
        yield step(0.0, level._replace(read=ordinal, printed=ordinal, unit=index, astray=False), How.PRINTED, ordinal)
        return
    if level.read > level.printed and ordinal == level.printed + 1:
        after = level._replace(read=following, printed=ordinal, unit=index, astray=False)
        yield step(0.0, after, How.SHIFTED, following)
    if unit.broken and ordinal == 1 and depth:  # an annex counts for itself, whatever its outermost style is
        after = Level(style, 1, 1, index)
        yield step(0.0, after, How.PRINTED, 1)
        return
    if not every:
        return
    if ordinal > following:
        skipped = tuple(Gap(style, n, parent) for n in range(following, ordinal) if n not in level.early + level.taken)
        if len(skipped) <= _LONGEST_GAP:
            after = Level(style, ordinal, ordinal, index, (*level.gaps, *skipped), level.early, level.taken)
            yield step(gap_cost(len(skipped)), after, How.PRINTED, ordinal, skipped)
        if ordinal not in level.early:
            early = tuple(sorted((*level.early, ordinal)))
            yield step(MOVE, level._replace(unit=index, early=early, astray=True), How.MOVED, ordinal)
    for gap in level.gaps:
        if gap.ordinal == ordinal:
            # It was priced as missing and is here instead; its units are below it, and the level goes on as before.
            rest = tuple(other for other in level.gaps if other is not gap)
            after = level._replace(unit=index, gaps=rest, astray=True)
            verdict = Verdict(How.MOVED, style, ordinal, gap.parent, part, owed, filled=gap)
            refund = GAP if not any(abs(other.ordinal - ordinal) == 1 for other in rest) else FURTHER_GAP
            yield Step(cost + MOVE - refund, State((*base, after), used, part), verdict)
    for price, printed in _prices(unit.style, ordinal, following, customs):
        after = level._replace(read=following, printed=printed, unit=index, astray=False)
        yield step(price, after, How.RELABELLED, following)


def _opened(
    state: State, depth: int, style: str, ordinal: int, index: int, customs: Customs, unit: Unit, *, every: bool
) -> Iterator[Step]:
    """The label opens a level below the first ``depth`` ones."""
    stack = state.stack
    base = stack[:depth]
    used, cost, owed = _closed(state, stack[depth:], customs)
    cost += MIXED if depth < len(stack) else 0.0
    if style in customs.lonely:
        cost += LONELY if ordinal == 1 else LONELY_AND_LATE
    opening = _Opening(style, base, used, state.part, index, cost, owed, customs.runs_on.get(style))
    yield from opening.rightly(ordinal, unit)
    if every:
        for following, kept, extra in opening.beginnings():
            prices = _prices(unit.style, ordinal, following, customs)
            yield from opening.wrongly(ordinal, following, kept, extra, prices)


def _prices(style: str, ordinal: int, following: int, customs: Customs) -> Iterator[tuple[float, int]]:
    """What it costs to read an ordinal as the one that follows, and the printed number that is counted on from."""
    # Only from a number that was printed before: a jump ahead is no habit, nor is a sign that was misread.
    yield RELABEL, min(ordinal, following)
    if customs.alike.get((style, ordinal, following)):
        yield MISREAD, following


class _Opening(NamedTuple):
    """A level that is opened at ``index``: what is above it, and what its style has used up before."""

    style: str
    base: tuple[Level, ...]
    used: tuple[Level, ...]
    part: int
    index: int
    cost: float
    owed: tuple[Gap, ...]
    habit: bool | None

    @property
    def parent(self) -> int:
        return self.base[-1].unit if self.base else ROOT

    @property
    def last(self) -> Level | None:
        return next((level for level in self.used if level.style == self.style), None)

    def step(self, extra: float, after: Level, how: How, read: int, gaps: tuple[Gap, ...] = ()) -> Step:
        verdict = Verdict(how, self.style, read, self.parent, self.part, self.owed + gaps)
        return Step(self.cost + extra, State((*self.base, after), self.used, self.part), verdict)

    def rightly(self, ordinal: int, unit: Unit) -> Iterator[Step]:
        """It begins with 1, or runs on from the last group of its style."""
        last, style, index = self.last, self.style, self.index
        if ordinal == 1:
            # Where the unit above is itself the first of its group, counting may begin again with it.
            above_is_first = bool(self.base) and self.base[-1].read == 1
            if last is None or self.habit is not True or unit.broken or above_is_first:
                left = _settled(last, self.parent)[0] if last is not None and last.early else ()
                yield self.step(gap_cost(len(left)), Level(style, 1, 1, index), How.PRINTED, 1, left)
        if last is not None and not _holds_its_level(style):
            kept = Level(style, last.next, ordinal, index, last.gaps, last.early, last.taken)
            if ordinal == last.next:
                price = INCONSISTENT if self.habit is False else 0.0 if self.habit else UNCERTAIN
                yield self.step(price, kept, How.PRINTED, ordinal)
            elif last.read > last.printed and ordinal == last.printed + 1 and self.habit is not False:
                yield self.step(0.0, kept, How.SHIFTED, last.next)

    def beginnings(self) -> Iterator[tuple[int, Level | None, float]]:
        """The ordinals that it should begin with, the level that it would run on from, and what that costs."""
        last, habit = self.last, self.habit
        if _holds_its_level(self.style):
            last = None
        if last is not None and habit is not False:
            yield last.next, last, 0.0
        if last is None or habit is not True:
            yield 1, None, UNCERTAIN if last is not None and habit is None else 0.0
        else:
            yield 1, None, AGAINST_HABIT

    def wrongly(
        self, ordinal: int, following: int, kept: Level | None, extra: float, prices: Iterator[tuple[float, int]]
    ) -> Iterator[Step]:
        """It should begin with ``following`` and begins with ``ordinal``."""
        if ordinal == following:
            return
        style, index = self.style, self.index
        gaps, early, taken = (kept.gaps, kept.early, kept.taken) if kept is not None else ((), (), ())
        if ordinal > following:
            skipped = tuple(Gap(style, n, self.parent) for n in range(following, ordinal) if n not in early + taken)
            if len(skipped) <= _LONGEST_GAP:
                after = Level(style, ordinal, ordinal, index, (*gaps, *skipped), early, taken)
                yield self.step(extra + gap_cost(len(skipped), FIRST_GAP), after, How.PRINTED, ordinal, skipped)
            if self.habit is not False and _lost_above(self.base):
                after = Level(style, ordinal, ordinal, index, gaps, early, taken)
                yield self.step(extra + WITH_ITS_UNIT, after, How.PRINTED, ordinal)
            ahead = tuple(sorted({*early, ordinal}))
            after = Level(style, following - 1, following - 1, index, gaps, ahead, taken, astray=True)
            yield self.step(extra + MOVE, after, How.MOVED, ordinal)
        if self.habit is not False and any(level.astray for level in self.base):
            after = Level(style, ordinal, ordinal, index, apart=ordinal)
            yield self.step(extra + WITH_ITS_UNIT, after, How.PRINTED, ordinal)
        for gap in gaps:
            if gap.ordinal == ordinal and kept is not None:
                rest = tuple(other for other in gaps if other is not gap)
                verdict = Verdict(How.MOVED, style, ordinal, gap.parent, self.part, self.owed, filled=gap)
                after = kept._replace(unit=index, gaps=rest, astray=True)
                yield Step(self.cost + MOVE - GAP, State((*self.base, after), self.used, self.part), verdict)
        for price, printed in prices:
            after = Level(style, following, printed, index, gaps, early, taken)
            yield self.step(extra + price, after, How.RELABELLED, following)


def _lost_above(base: tuple[Level, ...]) -> bool:
    return any(gap.ordinal == level.read - 1 for level in base for gap in level.gaps)


def _below_a_missing_one(state: State, depth: int, style: str, index: int, customs: Customs) -> Iterator[Step]:
    """A 1 in the middle of a group: the unit that would hold it may not be printed, at any level above."""
    stack, part = state.stack, state.part
    for above in range(depth):
        level = stack[above]
        used, cost, owed = _closed(state, stack[above + 1 :], customs)
        parent = stack[above - 1].unit if above else ROOT
        missing = Gap(level.style, level.next, parent)
        name = -2 - index
        after = level._replace(read=missing.ordinal, printed=missing.ordinal, unit=name)
        stacked = (*stack[:above], after, Level(style, 1, 1, index))
        verdict = Verdict(How.PRINTED, style, 1, name, part, owed, inserted=(name, missing))
        yield Step(cost + LOST_ABOVE, State(stacked, used, part), verdict)
