"""What a run has missed or has too much of, each with its words and its place in the document's text."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ipr_extract.judge.annotation import Gold
from ipr_extract.judge.scoring import (
    Extracted,
    Tally,
    bare_path,
    gold_indicator_key,
    is_judged,
    normal,
    row_indicator_key,
)
from ipr_extract.tables.read_files import TableRow

# Characters shown on each side of a value.
_AROUND = 20
# The same assignments without their paths: what is wrong there is wrong in `assignments` too.
_REPEATED = "assignments_unlocated"
_IN_DOCUMENTS = ("title", "document_number", "written_date", "effective_date", "valid_until")
# The tables of the fields that aren't called as theirs.
_TABLES = {"text_deadlines": "deadlines"}


@dataclass(frozen=True, slots=True)
class Mistake:
    """One value that is missed (in the gold and not in the tables) or extra (the other way round).

    ``path`` is '' where the field has none. ``start`` and ``end`` are where the value stands: of an extra one where its
    row says so, of a missed one where its words are first found, in its unit if that was found; None where they aren't.
    ``context`` is the text around it, the value in 【】, or why there is none.
    """

    document: str
    field: str
    kind: str
    path: str
    value: str
    start: int | None = None
    end: int | None = None
    context: str = ""

    def __str__(self) -> str:
        place = self.context if self.start is None else f"{self.start}–{self.end}: {self.context}"
        return (
            f"{self.document}: {self.field}: {self.kind}: {' '.join(filter(None, (self.path, self.value)))} ({place})"
        )


def mistakes(
    name: str, gold: Gold, extracted: Extracted | None, tallies: Mapping[str, Tally], text: str | None, limit: int
) -> Iterator[Mistake]:
    """Up to ``limit`` missed and as many extra values of each field of one document."""
    wrong = {field: t for field, t in tallies.items() if field != _REPEATED and (t.missed or t.extra)}
    if not wrong or not limit:
        return
    printed = _Printed(text or "", extracted.tables.get("sections", ()) if extracted is not None else ())
    for field, tally in wrong.items():
        asked, given = _asked(gold, field), _given(extracted, field)
        for kind, keys, known in (("missed", tally.missed, asked), ("extra", tally.extra, given)):
            for key in keys[:limit]:
                # Of equal keys each mistake takes a row of its own.
                row = known[key].pop(0) if known.get(key) else {"value": str(key)}
                yield printed.mistake(name, field, kind, row)


def _asked(gold: Gold, field: str) -> dict[object, list[TableRow]]:
    """The gold's values of a field by what is compared of them."""
    if field in _IN_DOCUMENTS:
        value = getattr(gold, field)
        return {normal(value): [{"value": value}]}
    rows: list[tuple[object, TableRow]] = []
    if field in ("issuers", "addressees"):
        rows = [(normal(name), {"value": name}) for name in getattr(gold, field) or ()]
    elif field == "sections":
        rows = [((bare_path(s.path), s.title), {"path": s.path, "value": s.title}) for s in gold.sections]
    elif field == "assignments":
        rows = [
            ((bare_path(a.path), normal(a.organisation), a.role),
             {"path": a.path, "value": a.organisation, "as": a.role})
            for a in gold.assignments
        ]  # fmt: skip
    elif field in ("deadlines", "text_deadlines"):
        rows = [
            ((bare_path(d.path), d.date), {"path": d.path, "value": d.text, "as": d.date or ""})
            for d in getattr(gold, field) or ()
        ]
    elif field == "indicators":
        rows = [
            (
                gold_indicator_key(one),
                {"path": one.path, "value": one.name, "as": f"{one.comparator}{one.value}{one.unit}"},
            )
            for one in gold.indicators or ()
        ]
    elif field == "references":
        rows = [(normal(r.number), {"value": r.number or ""}) for r in gold.references or ()]
    return _by_key(rows)


def _given(extracted: Extracted | None, field: str) -> dict[object, list[TableRow]]:
    """The tables' values of a field by what is compared of them."""
    if extracted is None:
        return {}
    if field in _IN_DOCUMENTS:
        value = extracted.document.get(field, "")
        return {normal(value): [{"value": value}]}
    rows: list[tuple[object, TableRow]] = []
    for row in extracted.tables.get(_TABLES.get(field, field), ()):
        if is_judged(row) is (field == "text_deadlines"):
            continue
        place = {name: row.get(name, "") for name in ("path", "start", "end")}
        path = bare_path(row.get("path"))
        if field in ("issuers", "addressees"):
            rows.append((normal(row["name"]), {**place, "value": row["name"]}))
        elif field == "sections":
            rows.append(((path, row["title"]), {**place, "value": row["title"]}))
        elif field == "assignments":
            key = (path, normal(row["organisation"]), row["role"])
            rows.append((key, {**place, "value": row["organisation"], "as": row["role"]}))
        elif field == "indicators":
            said = f"{row['comparator']}{row['value']}{row['unit']}"
            rows.append((row_indicator_key(row), {**place, "value": row["name"], "as": said}))
        elif field in ("deadlines", "text_deadlines"):
            rows.append(((path, row["date"]), {**place, "value": row.get("text", ""), "as": row["date"]}))
        elif field == "references":
            rows.append((normal(row["document_number"]), {**place, "value": row["document_number"]}))
    return _by_key(rows)


def _by_key(rows: Sequence[tuple[object, TableRow]]) -> dict[object, list[TableRow]]:
    found: dict[object, list[TableRow]] = {}
    for key, row in rows:
        found.setdefault(key, []).append(row)
    return found


class _Printed:
    """A document's text, in which values are found whatever their width, line breaks and white space."""

    def __init__(self, text: str, sections: Sequence[TableRow]) -> None:
        self.text = text
        self.units = {
            bare_path(row["path"]): (int(row["start"]), int(row["end"]))
            for row in sections
            if row.get("start") and row.get("end")
        }
        kept = [(sign, at) for at, character in enumerate(text) for sign in normal(character)]
        self.signs = "".join(sign for sign, _ in kept)
        self.places = [at for _, at in kept]

    def mistake(self, name: str, field: str, kind: str, row: TableRow) -> Mistake:
        path, value = row.get("path", ""), " ".join(row["value"].split())
        if row.get("start") and row.get("end"):
            place: tuple[int, int] | None = (int(row["start"]), int(row["end"]))
        else:
            place = self._find(value, self.units.get(bare_path(path)))
        said = f"{value} [{row['as']}]" if row.get("as") else value
        if not self.text:
            start, end = place or (None, None)
            return Mistake(name, field, kind, path, said, start, end, "no text to look in")
        if place is None:
            return Mistake(name, field, kind, path, said, context="not found in the text")
        return Mistake(name, field, kind, path, said, *place, self._around(*place))

    def _find(self, value: str, unit: tuple[int, int] | None) -> tuple[int, int] | None:
        wanted = normal(unicodedata.normalize("NFKC", value))
        if not wanted:
            return None
        at = self.signs.find(wanted)
        if unit is not None:
            inside = next((n for n in self._all(wanted) if unit[0] <= self.places[n] < unit[1]), None)
            at = at if inside is None else inside
        return None if at < 0 else (self.places[at], self.places[at + len(wanted) - 1] + 1)

    def _all(self, wanted: str) -> Iterator[int]:
        at = self.signs.find(wanted)
        while at >= 0:
            yield at
            at = self.signs.find(wanted, at + 1)

    def _around(self, start: int, end: int) -> str:
        value = self.text[start:end]
        shown = value if len(value) <= 3 * _AROUND else f"{value[: 2 * _AROUND]}…{value[-_AROUND:]}"
        before, after = self.text[max(0, start - _AROUND) : start], self.text[end : end + _AROUND]
        return f"{before}【{shown}】{after}".replace("\n", "⏎").replace("\t", "⇥").replace("\r", "")
