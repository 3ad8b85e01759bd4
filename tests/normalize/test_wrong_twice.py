"""Labels that are wrong twice over, and units that have changed places."""

from __future__ import annotations

from ipr_extract.model import Circular
from ipr_extract.nlp import understand
from ipr_extract.nlp.components import document_of
from ipr_extract.normalize.court import judge
from ipr_extract.normalize.numbering import repair_numbering
from ipr_extract.normalize.open_levels import ROOT, Gap, How, Level, Unit, Verdict
from ipr_extract.normalize.wrong_twice import late_cost, wrong_twice


def _read(title: str, *labels: str) -> Circular:
    return repair_numbering(
        understand(document_of("\n".join([title, *(f"{label} Do what is due" for label in labels)])))
    )


def _cost(*ordinals: int) -> float:
    units = [Unit("arabic", n, 1, False, at, printed=str(n)) for at, n in enumerate(ordinals)]
    return round(sum(cluster.ways[0][0] for cluster in judge(units).clusters), 2)


def test_two_units_that_have_changed_places_are_less_than_two_that_were_moved() -> None:
    assert _cost(1, 5, 3, 4, 2, 6) == _cost(1, 4, 3, 2, 5) < _cost(3, 1, 2, 6, 4, 5)


def test_a_number_that_turns_up_late_costs_what_it_did_not_cost_as_missing() -> None:
    gap = Gap("arabic", 2, ROOT)
    assert late_cost(Level("arabic", 4, 4, 3, (gap,)), gap) == 0
    assert late_cost(Level("arabic", 4, 4, 3, (gap,), passed=True), gap) < 0


def test_a_wrong_number_may_stand_in_the_wrong_place() -> None:
    # 4, 2, 3 and now 2: it may be the 1 that is missing, misprinted.
    gap = Gap("han", 1, ROOT)
    plain = Verdict(How.PRINTED, "han", 2, ROOT, 0)
    found = [verdict for _, _, verdict in wrong_twice(Level("han", 4, 4, 2, (gap,), passed=True), 2, 3, plain)]
    assert any(verdict.how is How.MOVED and verdict.ordinal == 1 and verdict.filled == gap for verdict in found)


def test_what_may_be_wrong_twice_is_left_as_printed() -> None:
    # Either 2 may be the 1, and whichever is not stands where it should.
    circular = _read("Circular on work", "IV.", "II.", "III.", "II.", "V.")
    assert [section.number.partition("~")[0] for section in circular.sections] == ["4", "2", "3", "2", "5"]


def test_a_unit_that_was_moved_and_has_a_wrong_style_has_a_repair_for_each() -> None:
    labels = "I. II. i. ii. iii. III. i. ii. iii. iv. v. vi. vii. IV. iii. ii. I. iv."
    circular = _read("Circular on work", *labels.split())
    assert [section.number for section in circular.sections][-5:] == ["4", "4.3", "4.2", "4.1", "4.4"]
    kinds = [repair.kind.value for repair in circular.repairs if repair.printed == "I."]
    assert sorted(kinds) in (["misread", "moved"], ["moved", "style"])
