"""What each kind of misprint costs: the one scale on which the court weighs them. A slip of a hand is 1."""

from __future__ import annotations

import math

# A wrong number is one slip. A wrong style is a little likelier, since word processors choose it; so is a numeral that
# looks like the right one. Likelier still are units that stand in the wrong place (a paste keeps their labels) and
# missing ones: whole items are cut from drafts, several at once for little more.
RELABEL, STYLE, MISREAD, MOVE = 1.0, 0.84, 0.85, 0.8
# A number that has nothing to do with the right one: neither a neighbour's nor one that looks alike.
UNRELATED = 1.75
# What is added where the number that was held to be missing just before is read into the next label.
STILL_MISSING = 1.0
# Two units that have changed places are one slip, not two that have nothing to do with each other.
EXCHANGED = 0.4
# Below it, what a label of another style costs beside its style is at most one missing unit before it.
BEFORE_A_GAP = 0.9
# And beside that its unit was moved; what is added where two slips befell the same label.
BEFORE_A_MOVE, SAME_LABEL = 1.3, 0.15
GAP, FURTHER_GAP, DEAREST_GAP, LONGEST_GAP = 0.8, 0.5, 2.0, 60
# Figures that are taken for labels jump further than units are moved.
FURTHEST_MOVE = 200
# A group rarely loses its first unit without what announces it being changed too.
FIRST_GAP = 0.82
# A heading alone was lost: what was below it counts from 1 in the middle of the group before.
LOST_ABOVE = 1.3
# Numbers that run on went with the unit above them, which was moved or is missing: no slip of their own.
WITH_ITS_UNIT = 0.1
# The right ordinal in another style because one sign looks like another: ``l.`` and ``i.`` for ``1.``.
STYLE_MISREAD = 0.7

# What follows is no misprint, only rare; it decides between hypotheses that are else alike.
# Numbers that run on where those of the same style elsewhere start anew; a part that begins without a break; one that
# has one unit.
INCONSISTENT, UNANNOUNCED, PART_OF_ONE = 0.45, 0.3, 0.9
# A group that begins otherwise than the others of its style; one of a style whose habit isn't known.
AGAINST_HABIT, UNCERTAIN = 0.3, 0.05
# Units of an inner style and then of an outer one below the same unit; nesting against the rest of the document.
MIXED, AGAINST_ORDER = 0.3, 0.6
# A style that only one label has is likely a misprint of another, the more so where it does not begin with 1.
LONELY, LONELY_AND_LATE = 0.5, 0.9
# A number printed twice, after which all go on from the wrong one.
CARRIED_ON = 0.3
# Whoever says that a unit came early will have to show the ones before it; hypotheses are ranked with that in mind.
LIKELY_DEBT = 0.4


def gap_cost(count: int, first: float = GAP) -> float:
    """What it costs that ``count`` units in a row are missing. Many are lost at once, with the unit that held them.

    >>> gap_cost(0), gap_cost(1), gap_cost(2), gap_cost(20)
    (0.0, 0.8, 1.3, 2.0)
    """
    return min(first + FURTHER_GAP * (count - 1), DEAREST_GAP) if count else 0.0


def confidence(cost: float, runner_up: float | None) -> float:
    """How sure a reading is, by what the second-best one costs more: a logistic from 0.5 (no more) towards 1.

    Below 0.5 where the second-best costs less: it was the riskier one.

    >>> confidence(1.0, 1.0), confidence(0.8, 1.6), confidence(0.8, None)
    (0.5, 0.832, 0.881)
    """
    margin = 1.0 if runner_up is None else runner_up - cost
    return round(1 / (1 + math.exp(-2 * margin)), 3)
