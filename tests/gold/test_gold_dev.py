"""The annotated real circulars in `../shared/gold/dev`: every field at 0.99 and more."""

from __future__ import annotations

import pytest

from ipr_extract.judge.scoring import COMMON_FIELDS, total
from tests.gold.evaluate import SHARED, Judged, errors, judge, shared_samples

MINIMUM = 0.99

pytestmark = pytest.mark.skipif(not SHARED[0].is_dir(), reason="../shared/gold/dev is not here")


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> list[Judged]:
    return judge(shared_samples(), ["as_is"], tmp_path_factory.mktemp("dev"))


@pytest.mark.parametrize("field", COMMON_FIELDS)
def test_field_is_read(field: str, judged: list[Judged]) -> None:
    tally = total(one.tallies for one in judged)[field]
    wrong = [line for line in errors(judged, limit=10) if f": {field}: " in line]
    assert tally.f1 >= MINIMUM, "\n".join([f"{field}: {tally.f1:.3f}", *wrong])


def test_the_first_circular_is_read_without_a_fault(judged: list[Judged]) -> None:
    (first,) = (one for one in judged if one.sample.name == "000_a4b3d0d4ae7ed03e.txt")
    assert first.tallies["addressees"].hits == 14
    assert first.tallies["sections"].hits == 18
    assert not (wrong := errors([first], limit=20)), "\n".join(wrong)
