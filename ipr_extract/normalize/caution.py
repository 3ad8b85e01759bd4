"""Where print has several readings that are nearly as cheap: the one to believe, or none.

A reading is worth its risk only where it is hardly ever worse than print. What may be true are the readings that are
nearly as cheap, each the likelier the less it costs; and something that none of them says, the likelier the more even
the cheapest one costs, of which all that can be said is that it does not bear out what was changed. The risk of a
reading is the share of what may be true by which more numbers are wrong as read than as printed. The cheapest reading
whose risk is small is believed (a dearer one only where it says less: that a unit stands in the wrong place, that a
number is missing). Where there is none, the numbers stay as they are printed.
"""

from __future__ import annotations

import math
from collections import ChainMap
from collections.abc import Callable, Sequence

from ipr_extract.normalize.open_levels import How, Unit, Verdict, numbers_of

# Readings that are dearer than the cheapest one by more than this are not what is true.
MOST_CONCEDED = 0.5
# How much less likely a dearer reading is. Prices are estimates: it goes by the share of what the cheapest one costs.
_LESS_LIKELY, _LEAST = 13.0, 0.5
_MOST_RISKED = 0.15  # the share of what may be true by which a reading may be worse than print
# What a reading would cost that nobody thought of: three slips in a row, more where several groups are in question; and
# how sharply it is told from those that cost less.
_UNTHOUGHT_OF, _FURTHER_GROUP, _SHARPNESS = 2.7, 0.5, 5.0
_CERTAIN = 9.0  # as good as sure, as a logarithm
# Below this, nothing unthought of weighs enough to matter.
_BEYOND_DOUBT = _UNTHOUGHT_OF + math.log(_MOST_RISKED) / _SHARPNESS
# A way to read labels: what it costs, and a verdict for each.
Way = tuple[float, tuple[Verdict, ...]]


def least_risky(
    units: Sequence[Unit], before: Callable[[], Sequence[Verdict]], start: int, ways: Sequence[Way]
) -> int | None:
    """The place of the way to believe of those (cheapest first) to read the labels from ``start`` on; None for none.

    ``before`` gives the verdicts on the labels before them, which are rarely asked for.
    """
    cost = ways[0][0]
    near = [way for way in ways if way[0] <= cost + MOST_CONCEDED]
    if len(near) == 1 and cost < _BEYOND_DOUBT:
        return 0
    length = max(len(way[1]) for way in near)
    printed = [unit.printed for unit in units[start : start + length]]
    known: dict[int, str] = {}
    numbers_of(before(), 0, known)
    read = [numbers_of(way[1], start, _Known({}, known)) for way in near]
    scale = _LESS_LIKELY / max(cost, _LEAST)
    likely: dict[tuple[str, ...], float] = {}  # of ways to the same numbers the cheapest counts
    for way, numbers in zip(near, read, strict=True):
        likely.setdefault(tuple(numbers), math.exp(scale * (cost - way[0])))
    unthought_of = _UNTHOUGHT_OF + _FURTHER_GROUP * (max(_groups(ways[0][1]), 1) - 1)
    unknown = math.exp(min(_SHARPNESS * (cost - unthought_of), _CERTAIN))
    most = _MOST_RISKED * (sum(likely.values()) + unknown)
    for at, numbers in enumerate(read):
        if not _says_less(numbers, read[0], printed):
            continue
        risk = unknown if _worse(numbers, printed, printed) else 0.0
        risk += sum(share for other, share in likely.items() if _worse(numbers, other, printed))
        if risk <= most:
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
