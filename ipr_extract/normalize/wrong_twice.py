"""Two slips of one label: its number is wrong, and its unit stands in the wrong place or after one that is missing.

Such a reading is rarely the cheapest, but where it is near it shows that another one isn't safe.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator

from ipr_extract.normalize.lookalikes import look_alike
from ipr_extract.normalize.misprints import EXCHANGED, FURTHER_GAP, GAP, MISREAD, MOVE, RELABEL, SAME_LABEL, gap_cost
from ipr_extract.normalize.open_levels import Gap, How, Level, Verdict

# No number further on is looked for that one may look like.
_HIGHEST = 40


def late_cost(level: Level, gap: Gap) -> float:
    """What it costs that a number that was priced as missing turns out to stand late: a move in its stead."""
    beside = any(abs(other.ordinal - gap.ordinal) == 1 for other in level.gaps)
    # Where it stands in the place of one that came early, the two have changed places.
    exchanged = level.passed or level.read + 1 in level.early
    return MOVE - (FURTHER_GAP if beside else GAP) - (EXCHANGED if exchanged else 0.0)


def wrong_twice(level: Level, ordinal: int, index: int, plain: Verdict) -> Iterator[tuple[float, Level, Verdict]]:
    """The ways to read the label ``index`` so at an open level: what each costs, the level after it, the verdict.

    ``plain`` is the verdict on the label as printed.
    """
    style, following, known = level.style, level.next, level.early + level.taken
    for meant, price in _meant(style, ordinal):
        cost = price + SAME_LABEL
        if meant > following and meant not in known:
            skipped = tuple(Gap(style, n, plain.parent) for n in range(following, meant) if n not in known)
            after = Level(style, meant, min(meant, ordinal), index, (*level.gaps, *skipped), level.early, level.taken)
            verdict = plain._replace(how=How.RELABELLED, ordinal=meant, gaps=plain.gaps + skipped)
            yield cost + gap_cost(len(skipped)), after, verdict
            early = tuple(sorted((*level.early, meant)))
            after = level._replace(unit=index, early=early, astray=True)
            yield cost + MOVE, after, plain._replace(how=How.MOVED, ordinal=meant)
        for gap in level.gaps:
            if gap.ordinal == meant:
                rest = tuple(other for other in level.gaps if other is not gap)
                after = level._replace(unit=index, gaps=rest, astray=True, passed=False)
                verdict = plain._replace(how=How.MOVED, ordinal=meant, parent=gap.parent, filled=gap)
                yield cost + late_cost(level, gap), after, verdict


@functools.lru_cache(4096)
def _meant(style: str, ordinal: int) -> tuple[tuple[int, float], ...]:
    """The numbers that may be meant by one, the next one and those that look alike; and what that costs."""
    alike = {n: MISREAD for n in range(1, _HIGHEST) if n != ordinal and look_alike(style, ordinal, n)}
    return tuple({ordinal + 1: RELABEL, **alike}.items())
