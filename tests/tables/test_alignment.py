"""Two lists side by side: all of both, each in its order, and what was left out is what stands alone."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ipr_extract.tables.alignment import align

letters = st.lists(st.sampled_from("abcdefgh"), max_size=8)


def _same(one: str, other: str) -> float | None:
    return 1.0 if one == other else 0.1


def _same_only(one: str, other: str) -> float | None:
    return 1.0 if one == other else None


@given(letters, letters)
def test_nothing_is_lost_and_the_order_stays(ones: list[str], others: list[str]) -> None:
    for alike in (_same, _same_only):
        laid = align(ones, others, alike)
        assert [one for one, _ in laid if one is not None] == ones
        assert [other for _, other in laid if other is not None] == others
        assert (None, None) not in laid
    assert all(one == other for one, other in laid if one is not None and other is not None)


@given(st.sets(st.integers(0, 30), min_size=1).map(sorted), st.data())
def test_what_is_left_out_stands_alone(whole: list[int], data: st.DataObject) -> None:
    left_out = data.draw(st.sets(st.sampled_from(whole)))
    shorter = [item for item in whole if item not in left_out]
    laid = align(whole, shorter, lambda one, other: float(one == other))
    assert [one for one, other in laid if other is None] == sorted(left_out)
    assert all(one == other for one, other in laid if other is not None)
