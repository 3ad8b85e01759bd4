"""Printed numbers, judged: what is moved, read otherwise or missing; nothing in a correct document."""

from __future__ import annotations

import re

import pytest

from ipr_extract.model import Circular, RepairKind
from ipr_extract.nlp import understand
from ipr_extract.nlp.components import document_of
from ipr_extract.normalize.numbering import repair_numbering, runs_on


def _repaired(*lines: str) -> Circular:
    return repair_numbering(understand(document_of("\n".join(lines))))


def _numbers(circular: Circular) -> list[str]:
    return [section.number for section in circular.sections]


def _kinds(circular: Circular) -> list[str]:
    return [repair.kind.value for repair in circular.repairs]


@pytest.mark.parametrize(
    ("printed", "read", "kinds"),
    [
        ([1, 3, 4, 2], [1, 3, 4, 2], ["moved"]),
        ([2, 1, 3], [2, 1, 3], ["moved"]),
        ([1, 2, 5, 3, 4, 6], [1, 2, 5, 3, 4, 6], ["moved"]),
        ([1, 4, 3, 2, 5], [1, 4, 3, 2, 5], ["moved", "moved"]),
        ([1, 2, 2, 4], [1, 2, 3, 4], ["duplicate"]),
        ([1, 3, 3, 4], [1, 2, 3, 4], ["duplicate"]),
        ([1, 2, 2, 3, 4], [1, 2, 3, 4, 5], ["duplicate", "relabelled", "relabelled"]),
        ([1, 2, 4, 5], [1, 2, 4, 5], ["missing"]),
        ([1, 2, 3, 10], [1, 2, 3, 4], ["relabelled"]),
        ([1, 2, 7, 4], [1, 2, 3, 4], ["relabelled"]),
        ([1, 2, 8, 4], [1, 2, 3, 4], ["misread"]),
        ([1, 2, 3, 1, 2], [1, 2, 3, 4, 5], ["restart", "restart"]),
        ([1, 2, 3, 1, 2, 6], [1, 2, 3, 4, 5, 6], ["restart", "restart"]),
    ],
)
def test_the_cheapest_reading_of_a_group(printed: list[int], read: list[int], kinds: list[str]) -> None:
    circular = _repaired("一、总则", *(f"{number}.开展工作。" for number in printed), "二、附则")
    assert _numbers(circular) == ["1", *(f"1.{number}" for number in read), "2"]
    assert _kinds(circular) == kinds


def test_the_circular_it_all_started_from() -> None:
    circular = _repaired("Circular on tasks", "I. Actions", "i. One.", "iii. Three.", "iv. Four.", "ii. Two.")
    (repair,) = circular.repairs
    assert repair.kind is RepairKind.MOVED
    assert (repair.position_from, repair.position_to) == (4, 2)
    assert repair.explanation == "ii. is printed last in I. Actions and read second."
    assert repair.runner_up is not None
    assert repair.runner_up_cost is not None and repair.runner_up_cost > repair.cost
    assert [(s.path, s.number, s.printed_position, s.position) for s in circular.sections[1:]] == [
        ("1.1", "1.1", 1, 1), ("1.3", "1.3", 2, 3), ("1.4", "1.4", 3, 4), ("1.2", "1.2", 4, 2),
    ]  # fmt: skip


def test_a_number_printed_twice_is_read_on() -> None:
    circular = _repaired("一、任务", "（一）甲。", "（二）乙。", "（二）丙。", "（四）丁。")
    (repair,) = circular.repairs
    assert repair.kind is RepairKind.DUPLICATE
    assert repair.explanation == "（二） is printed twice in 一、 任务; the second is read as （三）."
    assert [s.path for s in circular.sections] == ["1", "1.1", "1.2", "1.2~2", "1.4"]
    assert _numbers(circular) == ["1", "1.1", "1.2", "1.3", "1.4"]


def test_a_gap_is_said() -> None:
    circular = _repaired("一、任务", "1.甲。", "2.乙。", "4.丁。")
    (repair,) = circular.repairs
    assert repair.kind is RepairKind.MISSING
    assert (repair.section_id, repair.read_as) == (None, "3.")
    assert repair.explanation == "3. is missing in 一、 任务: no unit with this number is printed after 2."
    assert [finding.code for finding in circular.findings] == ["numbering_gap"]


def test_a_unit_in_the_style_of_another_level_is_read_with_its_siblings() -> None:
    circular = _repaired("一、甲", "（一）子。", "（二）丑。", "三、寅。", "（四）卯。", "二、乙", "（一）辰。")
    (repair,) = circular.repairs
    assert (repair.kind, repair.printed, repair.read_as) == (RepairKind.STYLE, "三、", "（三）")
    assert _numbers(circular) == ["1", "1.1", "1.2", "1.3", "1.4", "2", "2.1"]
    assert [s.path for s in circular.sections] == ["1", "1.1", "1.2", "3", "3.4", "2", "2.1"]


def test_a_part_that_a_misprint_opens_is_none() -> None:
    # 一、 for 十一、 begins another part as printed; 十二、 shows that it does not.
    labels = "一二三四五六七八九十"
    circular = _repaired(*(f"{label}、甲" for label in labels), "一、乙", "十二、丙", "十三、丁")
    assert _numbers(circular) == [str(n) for n in range(1, 14)]
    assert _kinds(circular) == ["duplicate"]


def test_an_annex_whose_first_label_is_misprinted_is_a_part() -> None:
    circular = _repaired("一、甲", "（一）子。", "二、乙", "附件1", "十、丙", "（一）丑。", "二、丁")
    assert _numbers(circular) == ["1", "1.1", "2", "@2/1", "@2/1.1", "@2/2"]
    assert _kinds(circular) == ["misread"]


def test_a_heading_that_is_missing_above_its_units() -> None:
    circular = _repaired("一、甲", "（一）子", "1.丑。", "2.寅。", "3.卯。", "1.辰。", "2.巳。", "（三）午", "二、乙")
    assert _numbers(circular) == ["1", "1.1", "1.1.1", "1.1.2", "1.1.3", "1.2.1", "1.2.2", "1.3", "2"]
    assert [(repair.kind, repair.read_as) for repair in circular.repairs] == [(RepairKind.MISSING, "（二）")]


def test_numbers_that_run_on_go_with_the_unit_that_was_moved() -> None:
    lines = (
        "一、甲",
        "1.子。",
        "2.丑。",
        "三、丙",
        "5.寅。",
        "6.卯。",
        "二、乙",
        "3.辰。",
        "4.巳。",
        "四、丁",
        "7.午。",
    )
    circular = _repaired(*lines)
    assert _numbers(circular) == ["1", "1.1", "1.2", "3", "3.5", "3.6", "2", "2.3", "2.4", "4", "4.7"]
    assert _kinds(circular) == ["moved"]


def test_items_that_run_on_are_correct() -> None:
    circular = _repaired(
        "一、甲", "（一）子", "1.丑", "2.寅", "二、乙", "（二）卯", "3.辰", "4.巳", "三、丙", "（三）午", "5.未"
    )
    assert circular.repairs == ()


@pytest.mark.parametrize(
    "lines",
    [
        ("一、甲", "（一）子", "（二）丑", "二、乙", "（一）寅", "（二）卯"),
        # Items run on within a section and start anew with the next.
        ("一、甲", "（一）子", "1.丑", "2.寅", "（二）卯", "3.辰", "二、乙", "（一）巳", "1.午", "（二）未", "2.申"),
        # A style skipped once, and one that stands at two depths.
        ("一、甲", "（一）子", "1.丑", "2.寅", "二、乙", "1.卯", "2.辰", "三、丙", "（一）巳", "1.午"),
        # A covering notice, its plan, an annex.
        ("一、甲", "二、乙", "附件1", "一、丙", "（一）子", "二、丁", "附件2", "1.戊", "2.己"),
        # A list of annexes and notes, whose first number is printed inside a line.
        ("一、甲", "二、乙", "附件1.名单", "2.图表", "某市人民政府", "2020年1月2日", "附件2：",
         "注：1、单位为米；", "2、其他同上。"),
        ("第一章　总则", "第一条　甲。", "第二条　乙。", "第二章　管理", "第三条　丙。", "（一）子；",
         "（二）丑。", "第四条　丁。"),
    ],
)  # fmt: skip
def test_correct_print_is_left_alone(lines: tuple[str, ...]) -> None:
    circular = _repaired(*lines)
    assert circular.repairs == ()
    assert [re.sub("~.*", "", section.path) for section in circular.sections] == _numbers(circular)


def test_children_of_a_repaired_unit_follow_it() -> None:
    circular = _repaired("一、甲", "一、乙", "（一）子", "三、丙")
    assert [(s.path, s.number) for s in circular.sections] == [("1", "1"), ("1~2", "2"), ("1~2.1", "2.1"), ("3", "3")]


def test_print_stays_as_it_is() -> None:
    before = understand(document_of("一、甲\n三、乙\n二、丙"))
    after = repair_numbering(before)
    assert after.repairs
    assert [(s.path, s.label, s.title, s.start, s.end) for s in after.sections] == [
        (s.path, s.label, s.title, s.start, s.end) for s in before.sections
    ]
    assert after.document == before.document


def test_a_correct_document_is_known_at_once() -> None:
    sections = understand(document_of("一、甲\n（一）子\n（二）丑\n二、乙\n（一）寅")).sections
    assert runs_on(sections)
    assert not runs_on(sections[1:])


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


@pytest.mark.parametrize(
    ("lines", "printed", "read_as"),
    [
        (("-、要求", "二、任务"), "-、", "一、"),
        (("一、要求", "（一）甲。", "（ニ）乙。", "二、任务"), "（ニ）", "（二）"),
        (("一、要求", "l.甲。", "2.乙。"), "l.", "1."),
        (("要求-、", "二、任务"), "要求-、", "一、"),
        (("Circular on work", "I. One", "ll. Two", "III. Three"), "ll.", "II."),
        (("Circular on work", "I. One", "1. two", "ii. three", "iii. four", "II. Five", "i. six"), "1.", "i."),
    ],
)  # fmt: skip
def test_a_sign_that_is_no_numeral_is_said_to_be_misread(lines: tuple[str, ...], printed: str, read_as: str) -> None:
    misread = [repair for repair in _repaired(*lines).repairs if repair.kind is RepairKind.MISREAD]
    assert (printed, read_as) in [(repair.printed, repair.read_as) for repair in misread]


@pytest.mark.parametrize(
    ("lines", "explanation"),
    [
        (("一、甲", "（一）子。", "（二）丑。", "（二）寅。", "二、乙"),
         "（二） is printed twice in 一、 甲; the second is read as （三）."),
        (("Circular on work", "I. One", "II. Two", "II. Three", "IV. Four"),
         "II. is printed twice; the second is read as III."),
        (("一、甲", "1.子。", "2.丑。", "3.寅。", "1.卯。", "2.辰。"),
         "1. counts from the beginning again in 一、 甲; it is read on as 4."),
        (("一、甲", "（一）子。", "2.丑。", "（三）寅。", "二、乙", "（一）卯。"),
         "2. is printed in another style than the units beside it in 一、 甲; it is read as （二）."),
        (("-、甲", "二、乙"), "-、 is printed where 一、 stands in order; it is read as 一、."),
        (("一、甲", "二、乙", "四、丙", "五、丁"), "三、 is missing: no unit with this number is printed after 二、."),
    ],
)  # fmt: skip
def test_each_repair_says_why(lines: tuple[str, ...], explanation: str) -> None:
    assert explanation in [repair.explanation for repair in _repaired(*lines).repairs]


def test_where_several_readings_are_as_likely_the_numbers_stay_as_printed_and_a_finding_says_so() -> None:
    labels = ["一、", "（一）", "二、", "一、", "（一）", "（二）", "三、", "（一）", "（二）"]
    circular = _repaired("关于做好工作的通知", *(f"{label}做好有关事项" for label in labels))
    assert circular.repairs == ()
    assert [section.number for section in circular.sections] == [section.path for section in circular.sections]
    (finding,) = circular.findings
    assert finding.code == "numbering_undecided"
    assert finding.start is not None and circular.text[finding.start :].startswith("一、")


def test_an_unrelated_number_is_no_likelier_than_a_unit_in_the_wrong_place() -> None:
    circular = _repaired("一、总则", "3.开展工作。", "2.开展工作。", "二、附则")
    assert _numbers(circular) == ["1", "1.3", "1.2", "2"]
    assert "missing" in _kinds(circular)


def test_a_slip_is_seen_behind_another_one_in_between() -> None:
    labels = [
        "I.",
        "IV.",
        "i.",
        "ii.",
        "iii.",
        "iv.",
        "III.",
        "i.",
        "ii.",
        "iii.",
        "iv.",
        "V.",
        "vi.",
        "vii.",
        "II.",
        "i.",
        "ii.",
        "iii.",
    ]
    circular = _repaired("Circular on tasks", *(f"{label} Do what is due" for label in labels))
    assert [n for n in _numbers(circular) if "." not in n] == ["1", "4", "3", "2"]
    assert sorted(_kinds(circular)) == ["moved", "moved", "style"]
