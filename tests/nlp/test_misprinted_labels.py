"""Labels with a wrong sign: read where the numbers around leave room for them, and nowhere else."""

from __future__ import annotations

import pytest

from ipr_extract.nlp import understand
from ipr_extract.nlp.components import document_of


def _units(*lines: str) -> list[tuple[str, str, str]]:
    circular = understand(document_of("\n".join(lines)))
    assert all(circular.text[s.start :].startswith(s.label) for s in circular.sections)
    return [(section.path, section.label, section.title) for section in circular.sections]


def _labels(*lines: str) -> list[str]:
    return [label for _, label, _ in _units(*lines)]


@pytest.mark.parametrize(
    "printed",
    ["-、", "—、", "ー、", "一。", "一．"],
)
def test_the_first_of_a_list(printed: str) -> None:
    assert _units("通知", f"{printed}要求", "二、任务") == [("1", printed, "要求"), ("2", "二、", "任务")]


@pytest.mark.parametrize(
    ("printed", "path"),
    [("（ニ）", "1.2"), ("二）", "1.2"), ("（二、", "1.2"), ("（=）", "1.2")],
)
def test_one_in_brackets(printed: str, path: str) -> None:
    units = _units("通知", "一、要求", "（一）甲。", f"{printed}乙。", "（三）丙。")
    assert units[2] == (path, printed, "乙")


@pytest.mark.parametrize(("printed", "number"), [("l.", 1), ("I、", 1), ("lO.", 10), ("1O.", 10), ("1。", 1)])
def test_figures(printed: str, number: int) -> None:
    lines = [f"{n}.做好工作。" if n != number else f"{printed}做好工作。" for n in range(1, 12)]
    assert _labels("通知", *lines)[number - 1] == printed


@pytest.mark.parametrize(
    ("lines", "paths"),
    [
        (("I. Goals", "ll. Work", "III. End"), ["1", "2", "3"]),
        (("I. Goals", "i. One.", "il. Two.", "iii. Three."), ["1", "1.1", "1.2", "1.3"]),
        (("I. Goals", "(1) One", "(Z) Two", "(3) Three"), ["1", "1.1", "1.2", "1.3"]),
    ],
)
def test_english(lines: tuple[str, ...], paths: list[str]) -> None:
    assert [path for path, _, _ in _units("Circular on tasks", *lines)] == paths


def test_a_label_behind_its_heading_is_the_whole_line() -> None:
    assert _units("通知", "总体要求-、", "二、任务") == [("1", "总体要求-、", ""), ("2", "二、", "任务")]


def test_articles() -> None:
    assert _labels("办法", "第一条　甲。", "第ニ条　乙。", "第三条　丙。") == ["第一条", "第ニ条", "第三条"]


@pytest.mark.parametrize(
    "line",
    ["人、财、物统筹使用。", "-、说明", "统一、", "l.说明", "二）说明", "士、农、工、商。"],
)
def test_where_no_number_is_missing_nothing_is_a_label(line: str) -> None:
    assert _labels("通知", "一、要求", line, "二、任务", line, "三、保障") == ["一、", "二、", "三、"]


def test_the_first_of_a_group_whose_next_is_out_of_order() -> None:
    # Nothing but 1 can begin the group, though 2 doesn't follow.
    assert _labels("通知", "一、要求", "（—）甲。", "（三）乙。", "（二）丙。", "二、任务")[1] == "（—）"
    assert _labels("通知", "一、要求", "（一）甲。", "（二）乙。", "二、任务", "（—）丙。", "三、附则")[4] == "（—）"


def test_a_dash_in_the_middle_of_a_group_is_no_label() -> None:
    assert _labels("通知", "一、要求", "（一）甲。", "（—）乙。", "（二）丙。") == ["一、", "（一）", "（二）"]
