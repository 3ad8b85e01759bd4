"""`data/residue.toml`: every entry has its reason, and its examples show what it does."""

from __future__ import annotations

import re
from typing import Any

import pytest

from ipr_extract.data import rules
from ipr_extract.nlp.reading import fold
from ipr_extract.nlp.residue_cues import Cue, vocabulary

CUES: list[dict[str, Any]] = rules("residue")["cue"]
EXPLAINED: list[dict[str, Any]] = rules("residue")["explained"]


def cues(text: str, language: str = "zh") -> list[tuple[Cue, str, str | None]]:
    """The cues of a sentence: each with its sign and why it assigns nothing."""
    words = vocabulary(language)
    folded = fold(text, chinese=language == "zh")
    found = []
    for match in words.search.finditer(folded):
        cue = words.cue(folded, *match.span())
        if cue is not None:
            found.append((cue, match[0], words.explanation(folded, cue, match[0])))
    return found


@pytest.mark.parametrize("entry", CUES, ids=lambda entry: f"{entry['language']}-{entry['kind']}")
def test_cue_is_found_in_its_example(entry: dict[str, Any]) -> None:
    assert set(entry) <= {"language", "kind", "signs", "pattern", "example", "reason"} and entry["reason"]
    found = cues(entry["example"], entry["language"])
    assert entry["kind"] in {cue.kind for cue, _, why in found if why is None}
    assert len(set(entry["signs"])) == len(entry["signs"])


@pytest.mark.parametrize("entry", CUES, ids=lambda entry: f"{entry['language']}-{entry['kind']}")
def test_every_sign_can_be_part_of_a_cue(entry: dict[str, Any]) -> None:
    """A sign that no match of the pattern reaches over would be looked for in vain."""
    samples = {
        "zh": ["到2025年底前", "至2025年", "3月底前", "3月末前", "3月1日前", "3月前", "2025年末前",
               *(f"{word}12件" for word in ("不低于", "不少于", "达到", "提高到", "降低到", "控制在"))],
        "en": ["by the end of June", "no later than", "by 2025", "before 2025", "no less than 5", "at least 5",
               "not lower than 5", "more than 5", "reach 5", "exceed 5"],
    }  # fmt: skip
    if "pattern" in entry:
        whole = [match[0] for text in samples[entry["language"]] for match in re.finditer(entry["pattern"], text)]
        assert not [sign for sign in entry["signs"] if not any(sign in text for text in whole)]


@pytest.mark.parametrize("entry", EXPLAINED, ids=lambda entry: entry["example"])
def test_explained_entry_explains_its_example_and_no_more(entry: dict[str, Any]) -> None:
    assert set(entry) <= {"signs", "kind", "before", "after", "within", "reason", "example", "unlike"}
    assert entry["reason"] and set(entry) & {"before", "after", "within"}
    reasons = [why for _, _, why in cues(entry["example"])]
    assert entry["reason"] in reasons and None not in reasons
    for sentence in entry["unlike"]:
        found = [why for _, sign, why in cues(sentence) if sign in entry.get("signs", [sign])]
        assert None in found, sentence


def test_signs_of_explained_entries_are_signs() -> None:
    known = {sign for entry in CUES for sign in entry["signs"]}
    assert {sign for entry in EXPLAINED for sign in entry.get("signs", ())} <= known
