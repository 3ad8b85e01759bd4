"""Agreement as the guidelines define it, written down a second time as plainly as can be: the scorer is held to it."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Any

from ipr_extract.judge.scoring import normal

Record = dict[str, Any]
Rows = list[dict[str, str]]


def place(path: str) -> str:
    """The path without the prefix of its part."""
    return path.split("/")[-1] if path.startswith("@") else path


def by_definition(
    gold: Record, row: dict[str, str], rows: dict[str, Rows]
) -> Iterator[tuple[str, list[Any], list[Any]]]:
    """What is asked and what is given of each field, sections apart: (field, gold's, found)."""
    for field in ("title", "document_number", "written_date"):
        if gold.get(field) is not None:
            yield field, [normal(gold[field])], [normal(row[field])] if row[field] else []
    for field in ("issuers", "addressees"):
        if gold[field] is not None:
            yield field, [normal(n) for n in gold[field]], [normal(r["name"]) for r in rows[field]]
    yield "assignments", *_assignments(gold["assignments"], rows["assignments"])
    if gold.get("deadlines") is not None:
        dated = [(place(d["path"]), d["date"]) for d in gold["deadlines"] if d["date"]]
        of_statements = [r for r in rows["deadlines"] if r["date"] and r["stated_in"] == "assignment"]
        yield "deadlines", dated, [(place(r["path"]), r["date"]) for r in of_statements]
    if gold.get("references") is not None:
        numbers = [normal(r["number"]) for r in gold["references"] if r["number"]]
        yield "references", numbers, [normal(r["document_number"]) for r in rows["references"] if r["document_number"]]


def _assignments(gold: list[Record], rows: Rows) -> tuple[list[Any], list[Any]]:
    def keys(marked: bool) -> list[Any]:
        chosen = [a for a in gold if bool(a.get("optional")) is marked]
        return [(place(a["path"]), normal(a["organisation"]), a["role"]) for a in chosen]

    asked, free = sorted(set(keys(False))), [key[:2] for key in keys(True)]
    stated = [r for r in rows if r["basis"] != "inherited"]
    given = sorted({(place(r["path"]), normal(r["organisation"]), r["role"]) for r in stated})
    return asked, [key for key in given if key in asked or key[:2] not in free]


def agreeing(asked: list[Any], given: list[Any]) -> int:
    """How many of each can be paired off, one by one."""
    left, pairs = list(given), 0
    for value in asked:
        if value in left:
            left.remove(value)
            pairs += 1
    return pairs


def agreeing_sections(gold: Record, rows: Rows) -> int:
    """Pairs of one path whose titles, reduced to letters and digits, are alike to 0.9, the likest first."""

    def bare(text: str) -> str:
        return "".join(sign for sign in normal(text) if sign.isalnum()).lower()

    left, pairs = list(rows), 0
    for section in gold["sections"]:
        same = [row for row in left if place(row["path"]) == place(section["path"])]
        alike = [SequenceMatcher(None, bare(section["title"]), bare(row["title"]), False).ratio() for row in same]
        if alike and max(alike) >= 0.9:
            left.remove(same[alike.index(max(alike))])
            pairs += 1
    return pairs
