"""The risk of a reading: which of several is believed, and when print is."""

from __future__ import annotations

from ipr_extract.normalize.caution import least_risky
from ipr_extract.normalize.open_levels import ROOT, Gap, How, Unit, Verdict

_PRINTED = (1, 2, 2, 4)
_UNITS = [Unit("arabic", n, 0, False, at, printed=str(n)) for at, n in enumerate(_PRINTED)]


def _way(*read: int) -> tuple[Verdict, ...]:
    return tuple(
        Verdict(How.PRINTED if n == printed else How.RELABELLED, "arabic", n, ROOT, 0)
        for n, printed in zip(read, _PRINTED, strict=True)
    )


def _believed(*ways: tuple[float, tuple[Verdict, ...]]) -> int | None:
    return least_risky(_UNITS, lambda: (), 0, ways)


def test_a_reading_without_a_rival_is_believed() -> None:
    assert _believed((0.85, _way(1, 2, 3, 4))) == 0
    assert _believed((0.85, _way(1, 2, 3, 4)), (1.7, _way(1, 3, 2, 4))) == 0


def test_no_reading_is_believed_where_another_is_nearly_as_cheap_and_denies_it() -> None:
    assert _believed((0.85, _way(1, 2, 3, 4)), (0.9, _way(1, 3, 2, 4))) is None


def test_the_dearer_a_reading_the_less_a_difference_tells() -> None:
    assert _believed((0.84, _way(1, 2, 3, 4)), (1.0, _way(1, 3, 2, 4))) == 0
    assert _believed((2.1, _way(1, 2, 3, 4)), (2.26, _way(1, 3, 2, 4))) is None


def test_ways_to_the_same_numbers_are_no_rivals() -> None:
    assert _believed((0.85, _way(1, 2, 3, 4)), (0.86, _way(1, 2, 3, 4))) == 0


def test_a_reading_that_costs_as_much_as_one_that_nobody_thought_of_is_not_believed() -> None:
    assert _believed((2.9, _way(1, 2, 3, 4))) is None
    assert _believed((1e6, _way(1, 2, 3, 4))) is None


def test_a_reading_that_changes_no_number_risks_nothing() -> None:
    missing = list(_way(*_PRINTED))
    missing[3] = missing[3]._replace(gaps=(Gap("arabic", 3, ROOT),))
    assert _believed((2.9, tuple(missing))) == 0
    assert _believed((1.0, _way(1, 2, 3, 4)), (1.02, tuple(missing))) == 1
