"""Every cue that is left over in an annotated document, and why it is no statement, deadline or indicator: one by one.

`residue.json` holds for each document the cues with their offsets and a reason. ``--update-golden`` takes out what is
left over no more and puts in what is new, without a reason: a person writes it. Of real documents it holds no sentence.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import ipr_extract
from tests.conftest import Stored
from tests.gold.evaluate import SHARED, SPECIMENS

REASONS = Path(__file__).with_name("residue.json")
SETS = {"specimens": SPECIMENS, "dev": SHARED}
Entry = dict[str, Any]


@cache
def documents(which: str) -> dict[str, Path]:
    """The annotated documents of a set by the names of their gold files; none where it isn't here."""
    gold, corpus = SETS[which]
    files = sorted(gold.glob("*.json"))
    return {file.stem: corpus / json.loads(file.read_text(encoding="utf-8"))["document"] for file in files}


def left_over(path: Path) -> tuple[list[Entry], dict[int, str]]:
    """The cues of a document without reasons, and the words around each."""
    circular = ipr_extract.extract(path)
    found = [finding for finding in circular.findings if finding.code == "residue_cue" and finding.start is not None]
    entries = [{"start": f.start, "cue": circular.text[f.start : f.end], "reason": ""} for f in found]
    return entries, {f.start: f.message for f in found if f.start is not None}


def with_reasons(found: list[Entry], before: list[Entry]) -> list[Entry]:
    """The cues with the reasons that were given before: by place, else by order among equal cues."""
    waiting = list(before)
    for same in (("start", "cue"), ("cue",)):
        for entry in found:
            known = next((one for one in waiting if all(one[name] == entry[name] for name in same)), None)
            if known is not None and not entry["reason"]:
                entry["reason"] = known["reason"]
                waiting.remove(known)
    return found


def as_text(sets: dict[str, dict[str, list[Entry]]]) -> str:
    """The file's text: a line for each cue."""
    parts = []
    for which, of_set in sets.items():
        names = []
        for name, entries in of_set.items():
            lines = ",\n".join(f"   {json.dumps(entry, ensure_ascii=False)}" for entry in entries)
            names.append(f'  "{name}": [\n{lines}\n  ]')
        parts.append(f' "{which}": {{\n' + ",\n".join(names) + "\n }")
    return "{\n" + ",\n".join(parts) + "\n}\n"


@pytest.mark.parametrize("which", SETS)
def test_every_cue_is_explained(which: str, stored: Stored) -> None:
    known = json.loads(REASONS.read_text(encoding="utf-8"))
    if not documents(which):
        pytest.skip("../shared/gold/dev is not here")
    read = {name: left_over(path) for name, path in documents(which).items()}
    found = {name: with_reasons(entries, known[which].get(name, [])) for name, (entries, _) in read.items()}
    given = {name: entries for name, entries in found.items() if entries}
    stored.update(REASONS, as_text(known | {which: given}))
    said = [
        f"{name}: {entry['start']}: no reason given: {read[name][1][entry['start']]}"
        for name, entries in given.items()
        for entry in entries
        if not entry["reason"]
    ]
    places = {(name, entry["start"], entry["cue"]) for name, entries in given.items() for entry in entries}
    kept = known[which] if not stored.updates else given
    listed = {(name, entry["start"], entry["cue"]) for name, entries in kept.items() for entry in entries}
    said += [f"{name}: {start}: {cue} is left over no more" for name, start, cue in sorted(listed - places)]
    said += [f"{name}: {start}: {cue} isn't listed there" for name, start, cue in sorted(places - listed)]
    if said:
        pytest.fail("\n".join(["look at these; make golden, then write the reasons:", *said]), pytrace=False)
