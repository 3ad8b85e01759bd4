"""Where print has several readings that are nearly as cheap: the one to believe, or none.

A reading is worth its risk only where it is no worse than print if another that is nearly as cheap should be the true
one. So of each two readings it is asked: if the second is true, are more numbers wrong by the first than by print?
Where that holds of the cheapest, a dearer one is believed of which it doesn't (it says less: that a unit stands in the
wrong place, that a number is missing). Where there is none, the numbers stay as they are printed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ipr_extract.model import unit_path
from ipr_extract.normalize.open_levels import ROOT, How, Unit, Verdict

# What readings are nearly as cheap: within the margin, or the wider one where the cheapest needs two slips or more. Of
# a reading that is dearer than anything likely, print itself is held to be nearly as cheap.
_MARGIN, MOST_CONCEDED = 0.15, 0.5
_TWO_SLIPS, _TOO_MUCH = 2.1, 1.375  # the second for each group that is read otherwise; of one it may be twice that
# A way to read labels: what it costs, and a verdict for each.
Way = tuple[float, tuple[Verdict, ...]]


def least_risky(
    units: Sequence[Unit], before: Callable[[], Sequence[Verdict]], start: int, ways: Sequence[Way]
) -> int | None:
    """The place of the way to believe of those (cheapest first) to read the labels from ``start`` on; None for none.

    ``before`` gives the verdicts on the labels before them, which are rarely asked for.
    """
    cost = ways[0][0]
    margin = _MARGIN if cost < _TWO_SLIPS else MOST_CONCEDED
    near = [at for at, way in enumerate(ways) if way[0] <= cost + margin]
    too_much = cost >= _TOO_MUCH * max(_groups(ways[0][1]), 2)
    if len(near) == 1 and not too_much:
        return 0
    length = max(len(ways[at][1]) for at in near)
    printed = [unit.printed for unit in units[start : start + length]]
    known: dict[int, str] = {}
    said = before()
    read = [_numbers(said, ways[at][1], known) for at in near]
    if too_much:
        read.append(printed)
    for at, numbers in zip(near, read, strict=False):
        if _says_less(numbers, read[0], printed) and not any(_worse(numbers, other, printed) for other in read):
            return at
    return None


def _groups(way: Sequence[Verdict]) -> int:
    """In how many groups of siblings a way reads a label otherwise than printed, or misses one."""
    plain = (How.PRINTED, How.SHIFTED)
    return len({(verdict.part, verdict.parent) for verdict in way if verdict.how not in plain or verdict.gaps})


def _says_less(read: Sequence[str], cheapest: Sequence[str], printed: Sequence[str]) -> bool:
    """Whether a reading changes no number otherwise than the cheapest one does."""
    return all(one in (best, print_) or not print_ for one, best, print_ in zip(read, cheapest, printed, strict=False))


def _worse(read: Sequence[str], true: Sequence[str], printed: Sequence[str]) -> bool:
    """Whether more numbers are wrong as read than as printed, if others are true."""
    balance = 0
    for one, right, print_ in zip(read, true, printed, strict=False):
        if print_:
            balance += (one != right) - (print_ != right)
    return balance > 0


def _numbers(before: Sequence[Verdict], way: Sequence[Verdict], known: dict[int, str]) -> list[str]:
    """The numbers of the labels of a way; ``known`` are those of the ones before it."""
    start = len(before)
    found: dict[int, str] = {}

    def verdict_of(index: int) -> Verdict:
        return before[index] if index < start else way[index - start]

    def of(index: int) -> str:
        own = known if index < start and index > ROOT else found
        if index in own:
            return own[index]
        if index < ROOT:
            at = -2 - index
            verdict = verdict_of(at)
            gap = verdict.inserted[1] if verdict.inserted is not None else None
            if gap is None:
                return "?"
            parent, ordinal = gap.parent, gap.ordinal
            own = known if at < start else found
        else:
            verdict = verdict_of(index)
            parent, ordinal = verdict.parent, verdict.ordinal
        path = unit_path(of(parent) if parent != ROOT else None, verdict.part + 1, ordinal)
        own[index] = path
        return path

    return [of(start + place) for place in range(len(way))]
