"""Placements in a row: the same as a tuple of them, in a sixth of the room."""

from __future__ import annotations

import tracemalloc

import pytest

from ipr_extract.model import Placement, Placements, Region

GIVEN = tuple(
    Placement(10 * n, 10 * n + 8, Region(n // 30 + 1, 90.25, 0.1 * n, 505.5, 0.1 * n + 12)) for n in range(90)
)


def test_they_are_what_was_given() -> None:
    kept = Placements(iter(GIVEN))
    assert tuple(kept) == GIVEN
    assert (len(kept), kept[-1], kept[3:6]) == (90, GIVEN[-1], GIVEN[3:6])
    assert GIVEN[7] in kept
    with pytest.raises(IndexError):
        kept[90]


def test_equal_ones_are_equal() -> None:
    assert Placements(GIVEN) == Placements(GIVEN)
    assert hash(Placements(GIVEN)) == hash(Placements(GIVEN))
    assert Placements(GIVEN) != Placements(GIVEN[:-1])
    assert Placements() != ()


def test_they_take_little_room() -> None:
    tracemalloc.start()
    kept = Placements(Placement(n, n + 1, Region(n, 0.5 * n, 1.5 * n, 2.5 * n, 3.5 * n)) for n in range(10_000))
    size, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(kept) == 10_000
    assert size < 70 * 10_000
