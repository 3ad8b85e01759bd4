"""English sentences that assign work, in texts written for the test."""

from __future__ import annotations

import pytest

from ipr_extract.model import Role
from ipr_extract.nlp.components import document_of
from ipr_extract.nlp.english_sentences import english_sentences
from ipr_extract.nlp.reading import read
from ipr_extract.nlp.understanding import understand

L, R, S = Role.LEAD, Role.RESPONSIBLE, Role.SUPPORT


def _found(text: str) -> list[tuple[str, Role]]:
    return [(text[e.start : e.end], e.role) for s in english_sentences(read(document_of(text))) for e in s.said.entries]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "(II) Unifying standards. The SAMR shall take the lead, in conjunction with the Ministry of Industry and Information Technology, in unifying standards.",
            [("SAMR", L), ("Ministry of Industry and Information Technology", S)],
        ),
        (
            "1. The Ministry of Finance and the STA are responsible for cutting taxes.",
            [("Ministry of Finance", R), ("STA", R)],
        ),
        (
            "1. The Ministry of Commerce, together with the Ministry of Finance and the STA, shall take the lead in drafting a guide.",
            [("Ministry of Commerce", L), ("Ministry of Finance", S), ("STA", S)],
        ),
        (
            "1. The Ministry of Commerce shall, in conjunction with the Ministry of Finance, be responsible for drafting a guide.",
            [("Ministry of Commerce", L), ("Ministry of Finance", S)],
        ),
        (
            "1. By the end of June 2020, the Ministry of Commerce shall take the lead in drafting a guide, with the participation of relevant departments.",
            [("Ministry of Commerce", L), ("relevant departments", S)],
        ),
        (
            "1. A guide shall be drafted. The work will be led by the Ministry of Justice, with the support of the STA.",
            [("Ministry of Justice", L), ("STA", S)],
        ),
    ],
)
def test_sentences_that_assign(text: str, expected: list[tuple[str, Role]]) -> None:
    assert _found(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "1. Departments at all levels shall be responsible for the quality of their work.",
        "1. Enterprises are responsible for their products.",
        "1. Local governments should take the lead in using genuine software.",
        "1. The persons responsible for the mark shall apply.",
        "1. A mechanism led by the government shall be improved.",
        "1. Publish a guide. (The Ministry of Justice is responsible for it)",  # a statement in brackets is read once
    ],
)
def test_descriptions_assign_nothing(text: str) -> None:
    assert _found(text) == []


def test_the_task_is_what_stands_before_the_sentence() -> None:
    text = "1. Cutting taxes. The Ministry of Finance and the STA are responsible for the implementation."
    circular = understand(document_of(text))
    assert [circular.text[task.start : task.end] for task in circular.tasks] == ["1. Cutting taxes."]
    assert circular.assignments[0].statement.text.startswith("The Ministry of Finance")
