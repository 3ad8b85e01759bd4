"""Printed numbers, judged: what is moved, read otherwise or missing; nothing in a correct document."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipr_extract.model import Circular, RepairKind
from ipr_extract.nlp import understand
from ipr_extract.nlp.components import document_of
from ipr_extract.normalize.numbering import judge, repair_numbering


def _repaired(*lines: str) -> Circular:
    return repair_numbering(understand(document_of("\n".join(lines))))


@pytest.mark.parametrize(
    ("printed", "read", "moved"),
    [
        ([1, 3, 4, 2], (1, 3, 4, 2), {3}),
        ([2, 1, 3], (2, 1, 3), {0}),
        ([1, 2, 2, 4], (1, 2, 3, 4), set()),
        ([1, 3, 3, 4], (1, 2, 3, 4), set()),
        ([1, 2, 4, 5], (1, 2, 4, 5), set()),
        ([1, 2, 3, 10], (1, 2, 3, 4), set()),
        ([1, 1, 2, 3], (1, 2, 3, 4), set()),
        ([1, 2, 7, 4], (1, 2, 3, 4), set()),
    ],
)
def test_the_cheapest_story(printed: list[int], read: tuple[int, ...], moved: set[int]) -> None:
    story, _ = judge(printed)
    assert story.read == read
    assert story.moved == moved


@given(st.integers(1, 30), st.integers(1, 60))
def test_a_correct_run_costs_nothing(base: int, count: int) -> None:
    story, runner_up = judge(list(range(base, base + count)), base)
    assert story.cost == 0
    assert runner_up is None


@given(st.lists(st.integers(1, 40), min_size=1, max_size=30))
def test_every_item_gets_a_number_of_its_own(printed: list[int]) -> None:
    story, _ = judge(printed)
    assert len(story.read) == len(printed)
    assert len(set(story.read)) == len(printed)
    assert all(number >= story.base for number in story.read)


@given(st.permutations(range(1, 9)))
def test_a_permutation_is_read_whole(printed: list[int]) -> None:
    story, _ = judge(printed)
    assert sorted(story.read) == list(range(1, 9))


def test_the_circular_it_all_started_from() -> None:
    circular = _repaired("Circular on tasks", "I. Actions", "i. One.", "iii. Three.", "iv. Four.", "ii. Two.")
    (repair,) = circular.repairs
    assert repair.kind is RepairKind.MOVED
    assert (repair.position_from, repair.position_to) == (4, 2)
    assert repair.explanation == "ii. is printed last in I. Actions and read second."
    assert repair.runner_up is not None
    assert [(s.path, s.number, s.printed_position, s.position) for s in circular.sections[1:]] == [
        ("1.1", "1.1", 1, 1), ("1.3", "1.3", 2, 3), ("1.4", "1.4", 3, 4), ("1.2", "1.2", 4, 2),
    ]  # fmt: skip


def test_a_number_printed_twice_is_read_on() -> None:
    circular = _repaired("一、任务", "（一）甲。", "（二）乙。", "（二）丙。", "（四）丁。")
    (repair,) = circular.repairs
    assert repair.kind is RepairKind.DUPLICATE
    assert repair.explanation == "（二） is printed twice in 一、 任务; the second is read as （三）."
    assert [s.path for s in circular.sections] == ["1", "1.1", "1.2", "1.2~2", "1.4"]
    assert [s.number for s in circular.sections] == ["1", "1.1", "1.2", "1.3", "1.4"]


def test_a_gap_is_said() -> None:
    circular = _repaired("一、任务", "1.甲。", "2.乙。", "4.丁。")
    (repair,) = circular.repairs
    assert repair.kind is RepairKind.MISSING
    assert (repair.section_id, repair.read_as) == (None, "3.")
    assert [finding.code for finding in circular.findings] == ["numbering_gap"]


def test_items_that_run_on_are_correct() -> None:
    circular = _repaired(
        "一、甲", "（一）子", "1.丑", "2.寅", "二、乙", "（二）卯", "3.辰", "4.巳", "三、丙", "（三）午", "5.未"
    )
    assert circular.repairs == ()


def test_numbers_that_restart_are_correct() -> None:
    assert _repaired("一、甲", "（一）子", "（二）丑", "二、乙", "（一）寅", "（二）卯").repairs == ()


def test_children_of_a_repaired_unit_follow_it() -> None:
    circular = _repaired("一、甲", "一、乙", "（一）子", "三、丙")
    assert [(s.path, s.number) for s in circular.sections] == [("1", "1"), ("1~2", "2"), ("1~2.1", "2.1"), ("3", "3")]


def test_print_stays_as_it_is() -> None:
    before = understand(document_of("一、甲\n三、乙\n二、丙"))
    after = repair_numbering(before)
    assert [(s.path, s.label, s.title, s.start, s.end) for s in after.sections] == [
        (s.path, s.label, s.title, s.start, s.end) for s in before.sections
    ]
    assert after.document == before.document


@pytest.mark.parametrize(
    ("lines", "read_as"),
    [
        (("1）甲。", "2）乙。", "2）丙。", "4）丁。"), "3）"),
        (("①甲。", "②乙。", "②丙。", "④丁。"), "③"),
        (("第一条　甲。", "第二条　乙。", "第二条　丙。", "第四条　丁。"), "第三条"),
        (("Circular on work", "I. One", "II. Two", "II. Three", "IV. Four"), "III."),
        (("Circular on work", "a. one", "b. two", "b. three", "d. four"), "c."),
    ],
)
def test_labels_are_written_in_their_own_style(lines: tuple[str, ...], read_as: str) -> None:
    (repair,) = _repaired(*lines).repairs
    assert repair.read_as == read_as
