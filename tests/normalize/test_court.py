"""The court's laws: a correct tree costs nothing, any labels give a tree, print is never altered."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ipr_extract.model import Circular, RepairKind
from ipr_extract.nlp import understand
from ipr_extract.nlp.components import document_of
from ipr_extract.normalize.caution import MOST_CONCEDED
from ipr_extract.normalize.court import customs_of, judge
from ipr_extract.normalize.lookalikes import numeral
from ipr_extract.normalize.numbering import repair_numbering, runs_on
from ipr_extract.normalize.open_levels import How, Unit

_NESTINGS = (
    ("han", "han_bracket", "arabic", "arabic_bracket"),
    ("chapter", "article", "han_bracket", "arabic"),
    ("han", "arabic", "arabic_bracket", "circled"),
    ("arabic", "arabic_bracket", "circled"),
)
_FORMS = {
    "han": "{}、", "han_bracket": "（{}）", "arabic": "{}.", "arabic_bracket": "（{}）", "chapter": "第{}章",
    "article": "第{}条", "circled": "{}",
}  # fmt: skip


def _label(style: str, ordinal: int) -> str:
    return chr(0x245F + min(ordinal, 20)) if style == "circled" else _FORMS[style].format(numeral(style, ordinal))


def _units(*labels: tuple[str, int]) -> list[Unit]:
    return [Unit(style, ordinal, 1, False, index) for index, (style, ordinal) in enumerate(labels)]


def _read(lines: list[str]) -> Circular:
    return repair_numbering(understand(document_of("\n".join(["关于做好工作的通知", *lines]))))


@st.composite
def _correct(draw: st.DrawFn) -> list[str]:
    """The lines of a correct document: some nesting of styles, of which inner ones may run on."""
    styles = draw(st.sampled_from(_NESTINGS))
    run_on = [False, *(draw(st.booleans()) for _ in styles[1:])]
    if "article" in styles:
        run_on[styles.index("article")] = True
    counts = [0] * len(styles)
    out: list[str] = []

    def group(depth: int) -> None:
        if not run_on[depth]:
            counts[depth] = 0
        for _ in range(draw(st.integers(2, 4))):
            counts[depth] = min(counts[depth] + 1, 20) if styles[depth] == "circled" else counts[depth] + 1
            out.append(f"{_label(styles[depth], counts[depth])}　做好有关事项。")
            if depth + 1 < len(styles) and draw(st.booleans()):
                group(depth + 1)

    if "circled" in styles:
        run_on[styles.index("circled")] = False
    group(0)
    return out


@settings(deadline=None)
@given(_correct())
def test_a_correct_document_is_left_alone(lines: list[str]) -> None:
    circular = _read(lines)
    assert len(circular.sections) == len(lines)
    # Where only two groups tell whether numbers run on, there is nothing to find either way.
    assert circular.repairs == ()
    assert [re.sub("~.*", "", section.path) for section in circular.sections] == [s.number for s in circular.sections]


# Whatever is no numbering takes the court some milliseconds a label, which no test is to be timed by.
_FEWER = settings(deadline=None, max_examples=50)
_ANY = st.lists(st.tuples(st.sampled_from(sorted(_FORMS)), st.integers(1, 12)), min_size=1, max_size=18)


@_FEWER
@given(_ANY)
def test_whatever_is_printed_gives_a_tree_and_stays_as_printed(labels: list[tuple[str, int]]) -> None:
    before = understand(document_of("\n".join(["通知", *(f"{_label(*label)}　有关事项。" for label in labels)])))
    after = repair_numbering(before)
    kept = [section._replace(number="", position=0) for section in after.sections]
    assert kept == [section._replace(number="", position=0) for section in before.sections]
    assert after.document is before.document
    ids = {section.section_id for section in after.sections}
    for repair in after.repairs:
        assert (repair.section_id is None) == (repair.kind is RepairKind.MISSING)
        assert repair.section_id is None or repair.section_id in ids
        # Below 0.5 where the cheaper reading was the riskier one.
        assert 0 < repair.confidence <= 1
        assert repair.runner_up_cost is None or repair.cost <= repair.runner_up_cost + MOST_CONCEDED + 1e-9
        assert repair.explanation.endswith(".") and repair.read_as
    for section in after.sections:
        assert re.fullmatch(r"(?:@\d+/)?\d+(?:\.\d+)*", re.sub(r"~\d+", "", section.number))


@_FEWER
@given(_ANY)
def test_every_unit_has_a_verdict_and_its_own_place(labels: list[tuple[str, int]]) -> None:
    units = _units(*labels)
    verdicts = judge(units).verdicts
    assert len(verdicts) == len(units)
    for index, verdict in enumerate(verdicts):
        assert verdict.parent < index
    places = Counter((v.part, v.parent, v.style, v.ordinal) for v in verdicts if v.how is not How.MOVED)
    assert set(places.values()) <= {1}


@_FEWER
@given(_ANY)
def test_the_same_labels_are_read_the_same(labels: list[tuple[str, int]]) -> None:
    assert judge(_units(*labels)) == judge(_units(*labels))


def test_a_text_full_of_figures_is_read_too() -> None:
    # No numbering at all, and far beyond what is numbered with signs of its own.
    labels = [(style, 1 + (index * 37) % 1500) for index in range(1200) for style in ("han", "arabic")]
    verdicts = judge(_units(*labels)).verdicts
    assert len(verdicts) == len(labels)


@_FEWER
@given(st.permutations(range(1, 8)))
def test_siblings_in_any_order_keep_their_numbers_or_are_counted_anew(printed: list[int]) -> None:
    verdicts = judge(_units(("han", 1), *(("han_bracket", n) for n in printed), ("han", 2))).verdicts
    read = [verdict.ordinal for verdict in verdicts[1:-1]]
    assert len(set(read)) == len(printed)


@pytest.mark.parametrize(
    ("labels", "style", "runs"),
    [
        ([("han", 1), ("han_bracket", 1), ("han_bracket", 2), ("han", 2), ("han_bracket", 3)], "han_bracket", True),
        ([("han", 1), ("han_bracket", 1), ("han_bracket", 2), ("han", 2), ("han_bracket", 1)], "han_bracket", False),
        ([("han", 1), ("han_bracket", 1), ("han_bracket", 2), ("han", 2)], "han_bracket", None),
        # Where one group runs on and one starts anew, one of them is a slip: which, is not for the habit to say.
        (
            [
                ("han", 1),
                ("han_bracket", 2),
                ("han_bracket", 3),
                ("han", 2),
                ("han_bracket", 1),
                ("han", 2),
                ("han_bracket", 2),
            ],
            "han_bracket",
            None,
        ),
    ],
)
def test_a_document_tells_whether_its_numbers_run_on(
    labels: list[tuple[str, int]], style: str, runs: bool | None
) -> None:
    assert customs_of(_units(*labels)).runs_on[style] is runs


def test_a_documents_own_nesting_overrules_the_usual_one() -> None:
    labels = [("han_bracket", 1), ("han", 1), ("han", 2), ("han_bracket", 2), ("han", 1), ("han", 2)]
    customs = customs_of(_units(*labels))
    assert customs.outer["han_bracket", "han"]
    assert not customs.outer["han", "han_bracket"]


def test_a_cluster_knows_what_it_beat() -> None:
    judgement = judge(_units(*(("arabic", n) for n in (1, 3, 4, 2))))
    (cluster,) = judgement.clusters
    (cost, _), *others = cluster.ways
    assert others and all(other >= cost for other, _ in others)


def test_runs_on_asks_for_one_habit() -> None:
    mixed = ["一、甲", "（一）子", "（二）丑", "二、乙", "（三）寅", "三、丙", "（一）卯"]
    assert not runs_on(understand(document_of("\n".join(mixed))).sections)
