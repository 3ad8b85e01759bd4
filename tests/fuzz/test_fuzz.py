"""Every parser, some hundred inputs of a fixed seed each; ``python -m tests.fuzz`` goes on from there."""

from __future__ import annotations

import random

import pytest

from ipr_extract.errors import ReadError
from tests.fuzz.mutation import mutated
from tests.fuzz.running import faults, input_of
from tests.fuzz.targets import TARGETS, Target

RUNS = {"text": 150, "html": 100, "pdf": 60, "docx": 150, "ofd": 80, "encoding": 150, "media": 300, "labels": 60,
        "numbering": 60, "statements": 80}  # fmt: skip


@pytest.mark.parametrize("name", TARGETS)
def test_whatever_comes_in_is_a_document_or_a_clear_refusal(name: str) -> None:
    found = list(faults(TARGETS[name], 1, RUNS[name], 30))
    assert len(found) >= RUNS[name] // 4
    assert [fault.said for fault in found if fault is not None] == []


def test_a_parser_that_breaks_is_found_out() -> None:
    def breaks(data: bytes) -> None:
        if b"7" in data:
            raise ValueError("seven")
        raise ReadError("damaged", "It is.") if b"8" in data else AssertionError("eight")

    def holds(data: bytes) -> None:
        assert len(data) > 0

    seven = Target(lambda chance: b"%d" % chance.randrange(70, 80), breaks)
    first, second = (list(faults(seven, 0, 20, 5)) for _ in range(2))
    assert all(fault is not None and "ValueError: seven" in fault.said for fault in first)
    assert first == second
    assert list(faults(Target(lambda chance: b"x", holds), 0, 5, 5)) == [None] * 5


@pytest.mark.parametrize("name", TARGETS)
def test_inputs_are_made_again_from_their_number(name: str) -> None:
    target = TARGETS[name]
    assert [input_of(target, 3, i) for i in range(5)] == [input_of(target, 3, i) for i in range(5)]
    assert len({input_of(target, 3, i) for i in range(20)}) > 10


def test_changes_change() -> None:
    chance = random.Random(0)
    data = bytes(range(256)) * 4
    assert sum(mutated(data, (b"word",), chance) != data for _ in range(50)) > 45
