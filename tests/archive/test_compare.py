from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from ipr_extract.archive import Version
from ipr_extract.archive.compare import compare_texts, compare_versions


def version(number: int) -> Version:
    return Version("https://a.example/", number, f"{number}" * 64, None, f"202{number}-01-01T00:00:00Z", "", number)


def test_a_difference_is_readable() -> None:
    texts = {
        1: "关于某事的通知\n一、6月底前完成。\n二、由甲局负责。\n三、附则。",
        2: "关于某事的通知\n一、9月底前完成。\n三、附则。\n四、本通知自印发之日起施行。",
    }
    difference = compare_versions(version(1), version(2), lambda one: texts[one.version])
    assert list(difference.lines()) == [
        "version 1 (2021-01-01T00:00:00Z) → version 2 (2022-01-01T00:00:00Z)",
        "~ 一、[-6-]{+9+}月底前完成。",
        "- 二、由甲局负责。",
        "+ 四、本通知自印发之日起施行。",
    ]


def test_the_same_text_is_said_to_be_the_same() -> None:
    difference = compare_versions(version(1), version(2), lambda one: "a\nb")
    assert list(difference.lines())[1:] == ["  the same text"]


_lines = st.lists(st.text(alphabet="甲乙丙ab", max_size=5), max_size=6).map("\n".join)


@given(old=_lines, new=_lines)
def test_both_texts_are_in_the_difference(old: str, new: str) -> None:
    changes = compare_texts(old, new)
    assert bool(changes) == (old != new)
    for change in changes:
        if change.before and change.after:
            assert re.sub(r"\[-(.*?)-\]", "", re.sub(r"\{\+(.*?)\+\}", r"\1", change.marked)) == change.after
            assert re.sub(r"\{\+(.*?)\+\}", "", re.sub(r"\[-(.*?)-\]", r"\1", change.marked)) == change.before


def test_long_paragraphs_are_shown_whole() -> None:
    (change,) = compare_texts("a" * 15_000, "b" * 15_000)
    assert change.marked == f"[-{'a' * 15_000}-]{{+{'b' * 15_000}+}}"
