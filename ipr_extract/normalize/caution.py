"""Where print has several readings that are nearly as cheap: the one to believe, or none.

A reading is worth its risk only where it is no worse than print if another that is nearly as cheap should be the true
one. So of each two readings it is asked: if the second is true, are more numbers wrong by the first than by print?
Where that holds of the cheapest, a dearer one is believed of which it doesn't (it says less: that a unit stands in the
wrong place, that a number is missing). Where there is none, the numbers stay as they are printed.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Callable, Sequence

from ipr_extract.normalize.open_levels import How, Unit, Verdict, numbers_of

# What readings are nearly as cheap: within the margin, or the wider one where the cheapest needs two slips or more.
_MARGIN, MOST_CONCEDED = 0.15, 0.5
_TWO_SLIPS = 2.1
# For each group that is read otherwise, two at least: of a reading that is dearer, print itself is held to be near.
_TOO_MUCH = 1.375
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
    numbers_of(before(), 0, known)
    read = [numbers_of(ways[at][1], start, _Known({}, known)) for at in near]
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


class _Known(ChainMap[int, str]):
    """Numbers by label; a way that goes on as another one may stand below a unit that it doesn't have itself."""

    def __missing__(self, label: int) -> str:
        return "?"
