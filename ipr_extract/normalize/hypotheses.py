"""What one printed label may be, given the labels before it: every way to go on, and what each costs.

Only what would have to be true of print is priced: a label that goes on with what is open costs nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ipr_extract.normalize.lookalikes import look_alike, signs_alike
from ipr_extract.normalize.misprints import (
    AGAINST_HABIT,
    AGAINST_ORDER,
    BEFORE_A_GAP,
    BEFORE_A_MOVE,
    CARRIED_ON,
    FIRST_GAP,
    FURTHEST_MOVE,
    GAP,
    INCONSISTENT,
    LONELY,
    LONELY_AND_LATE,
    LONGEST_GAP,
    LOST_ABOVE,
    MISREAD,
    MIXED,
    MOVE,
    PART_OF_ONE,
    RELABEL,
    SAME_LABEL,
    STILL_MISSING,
    STYLE,
    STYLE_MISREAD,
    UNANNOUNCED,
    UNCERTAIN,
    UNRELATED,
    WITH_ITS_UNIT,
    gap_cost,
)
from ipr_extract.normalize.open_levels import (
    ROOT,
    Closed,
    Customs,
    Gap,
    How,
    Level,
    State,
    Step,
    Unit,
    Verdict,
    closed,
    finish,
    settled,
)
from ipr_extract.normalize.wrong_twice import late_cost, wrong_twice

_TWO = 2  # slips of the same label


def steps(state: State, units: tuple[Unit, ...], index: int, customs: Customs, *, slips: int) -> Iterator[Step]:
    """The ways to take ``units[index]`` with up to so many ``slips`` of its own; none: what costs next to nothing."""
    unit = units[index]
    begins = index > 0 and (unit.part != units[index - 1].part or unit.broken)
    if begins and state.stack:
        yield from _part(state, unit, units[index - 1], index, slips=slips)
    if not slips:
        yield from _in_style(state, unit.style, unit.ordinal, index, customs, unit, slips=0)
        return
    fits = False  # whether it goes on from what is open, as printed
    for step in _in_style(state, unit.style, unit.ordinal, index, customs, unit, slips=slips):
        fits = fits or step.cost <= UNANNOUNCED
        yield step
    for style in customs.styles:
        if style == unit.style or _holds_its_level(style) or _holds_its_level(unit.style):
            continue
        # Where the label fits nowhere as printed, its style may be a slip and a unit before it missing or itself moved.
        for step in _in_style(state, style, unit.ordinal, index, customs, unit, slips=0 if fits else slips):
            if step.verdict.how is How.MOVED:
                if step.cost < BEFORE_A_MOVE:
                    yield Step(step.cost + STYLE + SAME_LABEL, step.state, step.verdict)
            elif step.cost < INCONSISTENT or (step.cost < BEFORE_A_GAP and step.verdict.how is How.PRINTED):
                yield _restyled(step, STYLE)
        inner = {level.style for level in state.stack[1:]}
        if unit.broken and unit.ordinal == 1 and state.stack and style not in inner:
            yield _restyled(_fresh_part(state, style, index), STYLE)
    for style, ordinal in signs_alike(unit.style, unit.ordinal):
        if style in customs.styles:
            for step in _in_style(state, style, ordinal, index, customs, unit, slips=0):
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


def _part(state: State, unit: Unit, before: Unit, index: int, *, slips: int) -> Iterator[Step]:
    """Another part begins: nothing stays open."""
    announced, style, ordinal, part = unit.broken, unit.style, unit.ordinal, state.part + 1
    if ordinal == 1:
        if unit.part != before.part or (announced and state.stack[0].style == style):
            price = 0.0 if announced else UNANNOUNCED if unit.goes_on else PART_OF_ONE
            fresh = _fresh_part(state, style, index)
            yield fresh._replace(cost=fresh.cost + price)
        return
    if not slips or not announced:
        return
    cost, gaps = finish(state)

    def step(price: float, after: Level, how: How, read: int, more: tuple[Gap, ...] = ()) -> Step:
        return Step(cost + price, State((after,), (), part), Verdict(how, style, read, ROOT, part, gaps + more))

    price = MISREAD if look_alike(style, ordinal, 1) else RELABEL
    yield step(price, Level(style, 1, 1, index), How.RELABELLED, 1)
    yield step(MOVE, Level(style, 0, 0, index, early=(ordinal,), astray=True), How.MOVED, ordinal)
    skipped = tuple(Gap(style, n, ROOT) for n in range(1, min(ordinal, LONGEST_GAP)))
    after = Level(style, ordinal, ordinal, index, skipped)
    yield step(gap_cost(len(skipped), FIRST_GAP), after, How.PRINTED, ordinal, skipped)


def _in_style(
    state: State, style: str, ordinal: int, index: int, customs: Customs, unit: Unit, *, slips: int
) -> Iterator[Step]:
    """The label read in ``style``: it goes on with an open level, or opens one."""
    stack = state.stack
    for depth in range(len(stack) - 1, -1, -1):
        if stack[depth].style == style:
            yield from _continued(state, depth, ordinal, index, customs, unit, slips=slips)
            if slips and ordinal == 1 and style == unit.style:
                yield from _below_a_missing_one(state, depth, style, index, customs)
            return
    depth, outer = len(stack), customs.outer
    while depth and outer[style, stack[depth - 1].style]:
        depth -= 1
    yield from _opened(state, depth, style, ordinal, index, customs, unit, slips=slips)
    if slips and depth != len(stack) and style == unit.style:
        for step in _opened(state, len(stack), style, ordinal, index, customs, unit, slips=0):
            yield Step(step.cost + AGAINST_ORDER, step.state, step.verdict)


def _continued(
    state: State, depth: int, ordinal: int, index: int, customs: Customs, unit: Unit, *, slips: int
) -> Iterator[Step]:
    stack, part = state.stack, state.part
    level = stack[depth]
    style, following = level.style, level.next
    base, parent = stack[:depth], stack[depth - 1].unit if depth else ROOT
    used, cost, owed = closed(state, stack[depth + 1 :], customs)

    def step(extra: float, after: Level, how: How, read: int, gaps: tuple[Gap, ...] = ()) -> Step:
        verdict = Verdict(how, style, read, parent, part, owed + gaps)
        return Step(cost + extra, State((*base, after), used, part), verdict)

    if ordinal == following:
        yield step(0.0, level.counted(ordinal, index), How.PRINTED, ordinal)
        return
    if level.read > level.printed and ordinal == level.printed + 1:
        after = level._replace(read=following, printed=ordinal, unit=index, astray=False, shifted=True)
        yield step(_carried_on(level), after, How.SHIFTED, following)
    if unit.broken and ordinal == 1 and depth:  # an annex counts for itself, whatever its outermost style is
        after = Level(style, 1, 1, index)
        yield step(0.0, after, How.PRINTED, 1)
        return
    if not slips:
        return
    yield from _out_of_order(state, depth, ordinal, index, unit, (used, cost, owed), slips=slips)


def _carried_on(level: Level) -> float:
    """What it costs that the numbers go on from one that was read otherwise."""
    if level.shifted:
        return 0.0
    # Of a 1 that is no neighbour's number it explains why it is printed: they count from the beginning again.
    return RELABEL - UNRELATED if level.printed == 1 and level.read > 2 else CARRIED_ON


def _out_of_order(
    state: State, depth: int, ordinal: int, index: int, unit: Unit, so_far: Closed, *, slips: int
) -> Iterator[Step]:
    """The label is of the open level at ``depth`` and does not go on with it."""
    stack, part = state.stack, state.part
    level = stack[depth]
    style, following = level.style, level.next
    base, parent = stack[:depth], stack[depth - 1].unit if depth else ROOT
    used, cost, owed = so_far

    def step(extra: float, after: Level, verdict: Verdict) -> Step:
        return Step(cost + extra, State((*base, after), used, part), verdict)

    plain = Verdict(How.PRINTED, style, ordinal, parent, part, owed)
    if ordinal > following:
        known = level.early + level.taken
        if ordinal - following <= LONGEST_GAP + len(known):
            skipped = tuple(Gap(style, n, parent) for n in range(following, ordinal) if n not in known)
            after = Level(style, ordinal, ordinal, index, (*level.gaps, *skipped), level.early, level.taken)
            yield step(gap_cost(len(skipped)), after, plain._replace(gaps=owed + skipped))
    if style != unit.style and slips < _TWO:
        return
    if ordinal > following and ordinal not in level.early and ordinal - following <= FURTHEST_MOVE:
        early = tuple(sorted((*level.early, ordinal)))
        after = level._replace(unit=index, early=early, astray=True)
        yield step(MOVE, after, plain._replace(how=How.MOVED))
    for gap in level.gaps:
        if gap.ordinal == ordinal:
            # It was priced as missing and is here instead; its units are below it, and the level goes on as before.
            rest = tuple(other for other in level.gaps if other is not gap)
            after = level._replace(unit=index, gaps=rest, astray=True, passed=False)
            yield step(late_cost(level, gap), after, plain._replace(how=How.MOVED, parent=gap.parent, filled=gap))
    if style != unit.style:
        return  # two slips of the same label are enough
    # A number that was held to be missing just before is no slip for the next one.
    twice = STILL_MISSING if level.unit < ROOT and ordinal == level.read else 0.0
    for price, printed in _prices(unit.style, ordinal, following):
        after = level._replace(read=following, printed=printed, unit=index, astray=False, shifted=False)
        yield step(price + twice, after, plain._replace(how=How.RELABELLED, ordinal=following))
    if slips >= _TWO:
        yield from (step(*way) for way in wrong_twice(level, ordinal, index, plain))


def _opened(
    state: State, depth: int, style: str, ordinal: int, index: int, customs: Customs, unit: Unit, *, slips: int
) -> Iterator[Step]:
    """The label opens a level below the first ``depth`` ones."""
    stack = state.stack
    base = stack[:depth]
    used, cost, owed = closed(state, stack[depth:], customs)
    cost += MIXED if depth < len(stack) else 0.0
    if style in customs.lonely:
        cost += LONELY if ordinal == 1 else LONELY_AND_LATE
    opening = _Opening(style, base, used, state.part, index, cost, owed, customs.runs_on.get(style))
    yield from opening.rightly(ordinal, unit)
    if slips:
        for following, kept, extra in opening.beginnings():
            prices = _prices(unit.style, ordinal, following)
            yield from opening.wrongly(ordinal, following, kept, extra, prices)
        yield from opening.late(ordinal)


def _prices(style: str, ordinal: int, following: int) -> Iterator[tuple[float, int]]:
    """What it costs to read an ordinal as the one that follows, and the printed number that is counted on from."""
    # Only from a number that was printed before: a jump ahead is no habit, nor is a sign that was misread.
    neighbour = abs(ordinal - following) == 1
    yield RELABEL if neighbour else UNRELATED, min(ordinal, following)
    if look_alike(style, ordinal, following):
        yield MISREAD, following


class _Opening(NamedTuple):
    """A level that is opened by the label ``at``: what is above it, and what its style has used up before."""

    style: str
    base: tuple[Level, ...]
    used: tuple[Level, ...]
    part: int
    at: int
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
        last, style, index = self.last, self.style, self.at
        if ordinal == 1:
            # Where the unit above is itself the first of its group, counting may begin again with it.
            above_is_first = bool(self.base) and self.base[-1].read == 1
            if last is None or self.habit is not True or unit.broken or above_is_first:
                left = settled(last, self.parent)[0] if last is not None and last.early else ()
                yield self.step(gap_cost(len(left)), Level(style, 1, 1, index), How.PRINTED, 1, left)
        if last is not None and not _holds_its_level(style):
            kept = Level(style, last.next, ordinal, index, last.gaps, last.early, last.taken)
            if ordinal == last.next:
                price = INCONSISTENT if self.habit is False else 0.0 if self.habit else UNCERTAIN
                yield self.step(price, kept, How.PRINTED, ordinal)
            elif last.read > last.printed and ordinal == last.printed + 1 and self.habit is not False:
                yield self.step(_carried_on(last), kept._replace(shifted=True), How.SHIFTED, last.next)

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
        style, index = self.style, self.at
        gaps, early, taken = (kept.gaps, kept.early, kept.taken) if kept is not None else ((), (), ())
        if ordinal > following:
            known = early + taken
            if ordinal - following <= LONGEST_GAP + len(known):
                skipped = tuple(Gap(style, n, self.parent) for n in range(following, ordinal) if n not in known)
                after = Level(style, ordinal, ordinal, index, (*gaps, *skipped), early, taken)
                yield self.step(extra + gap_cost(len(skipped), FIRST_GAP), after, How.PRINTED, ordinal, skipped)
            if self.habit is not False and _lost_above(self.base):
                after = Level(style, ordinal, ordinal, index, gaps, early, taken)
                yield self.step(extra + WITH_ITS_UNIT, after, How.PRINTED, ordinal)
            if ordinal - following <= FURTHEST_MOVE:
                ahead = tuple(sorted({*early, ordinal}))
                after = Level(style, following - 1, following - 1, index, gaps, ahead, taken, astray=True)
                yield self.step(extra + MOVE, after, How.MOVED, ordinal)
        if self.habit is not False and any(level.astray for level in self.base):
            after = Level(style, ordinal, ordinal, index, apart=ordinal)
            yield self.step(extra + WITH_ITS_UNIT, after, How.PRINTED, ordinal)
        for price, printed in prices:
            after = Level(style, following, printed, index, gaps, early, taken)
            yield self.step(extra + price, after, How.RELABELLED, following)

    def late(self, ordinal: int) -> Iterator[Step]:
        """It begins with a unit that was missed in a group before."""
        last = self.last
        for gap in last.gaps if last is not None and self.habit is not False else ():
            if gap.ordinal == ordinal and last is not None:
                rest = tuple(other for other in last.gaps if other is not gap)
                verdict = Verdict(How.MOVED, self.style, ordinal, gap.parent, self.part, self.owed, filled=gap)
                after = last._replace(unit=self.at, gaps=rest, astray=True)
                yield Step(self.cost + MOVE - GAP, State((*self.base, after), self.used, self.part), verdict)


def _lost_above(base: tuple[Level, ...]) -> bool:
    return any(gap.ordinal == level.read - 1 for level in base for gap in level.gaps)


def _below_a_missing_one(state: State, depth: int, style: str, index: int, customs: Customs) -> Iterator[Step]:
    """A 1 in the middle of a group: the unit that would hold it may not be printed, at any level above."""
    stack, part = state.stack, state.part
    for above in range(depth):
        level = stack[above]
        used, cost, owed = closed(state, stack[above + 1 :], customs)
        parent = stack[above - 1].unit if above else ROOT
        missing = Gap(level.style, level.next, parent)
        name = -2 - index
        after = level._replace(read=missing.ordinal, printed=missing.ordinal, unit=name)
        stacked = (*stack[:above], after, Level(style, 1, 1, index))
        verdict = Verdict(How.PRINTED, style, 1, name, part, owed, inserted=(name, missing))
        yield Step(cost + LOST_ABOVE, State(stacked, used, part), verdict)
