"""Correct trees of annotated documents, corrupted: how many of the corruptions are repaired exactly."""

from __future__ import annotations

import pytest

from tests.normalize.corruptions import KINDS, corrupted_once, corrupted_together
from tests.normalize.trees import SHARED, SPECIMENS, Tree, judged, shapes, trees
from tests.normalize.trials import Tally, try_out

# How many of each kind and document; for others: `python -m tests.normalize.corruptions --count 30 --seed x`.
_COUNT = 4
_TREES = dict(trees((SPECIMENS,)))
_SHAPES = dict(shapes(24))
_SHARED_TREES = dict(trees((SHARED,))) if SHARED.is_dir() else {}


def _rate(found: dict[str, Tree], kind: str) -> Tally:
    tally = Tally()
    for name, tree in found.items():
        twice = kind == "pairs"
        for made in corrupted_together(name, tree, 2, _COUNT) if twice else corrupted_once(name, tree, kind, _COUNT):
            tally.add(try_out(made))
    return tally


def test_correct_trees_are_left_alone() -> None:
    assert len(_TREES) > 10
    for tree in (*_TREES.values(), *_SHARED_TREES.values()):
        circular = judged(tree)
        assert circular.repairs == ()
        assert [section.number for section in circular.sections] == [item.path for item in tree]


@pytest.mark.parametrize("kind", KINDS)
def test_single_corruptions_are_repaired_exactly(kind: str) -> None:
    tally = _rate(_TREES, kind)
    assert tally.decidable >= 5
    assert tally.rate >= 0.95, tally.row(kind)
    assert tally.worse == 0, tally.row(kind)
    # What print does not decide is counted apart, and must not be what decides the rate.
    assert tally.two_readings <= 0.15 * (tally.decidable + tally.two_readings), tally.row(kind)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.skipif(not SHARED.is_dir(), reason="the annotated documents of ../shared are not here")
def test_single_corruptions_of_real_documents_are_repaired_exactly(kind: str) -> None:
    tally = _rate(_SHARED_TREES, kind)
    assert tally.decidable >= 10
    assert tally.rate >= 0.95, tally.row(kind)
    assert tally.worse == 0, tally.row(kind)


def test_pairs_of_corruptions_are_mostly_repaired_exactly() -> None:
    tally = _rate({**_TREES, **_SHARED_TREES}, "pairs")
    assert tally.rate >= 0.85, tally.row("pairs")
    assert tally.worse == 0, tally.row("pairs")


@pytest.mark.parametrize("kind", [*KINDS, "pairs"])
def test_trees_of_other_shapes_and_styles_are_repaired_as_well(kind: str) -> None:
    tally = _rate(_SHAPES, kind)
    assert tally.decidable >= 10
    assert tally.rate >= (0.85 if kind == "pairs" else 0.95), tally.row(kind)
    # Of pairs, two slips on the same few labels can look like another one: one in a hundred is worse than print.
    assert tally.worse <= (1 if kind == "pairs" else 0), tally.row(kind)


def test_shapes_differ() -> None:
    assert len({tuple(item.label for item in tree) for tree in _SHAPES.values()}) == len(_SHAPES)


def test_the_last_of_a_group_leaves_no_trace_and_is_counted_apart() -> None:
    assert _rate(_TREES, "drop").no_trace > 0
