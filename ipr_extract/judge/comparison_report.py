"""A comparison as a person reads it, and as machines do; both are given out as documents are gone through."""

from __future__ import annotations

import itertools
import json
import operator
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from ipr_extract.judge.comparison import Difference, Summary
from ipr_extract.judge.matching import PLACES, Change, Kind
from ipr_extract.tables.read_files import TableRow

_SIGNS = {Kind.GAINED: "+", Kind.LOST: "-", Kind.CHANGED: "~", Kind.SHIFTED: ">"}
# The columns that say which row it is and what it says.
_SHOWN: Mapping[str, Sequence[str]] = {
    "documents": ("source", "title"),
    "issuers": ("name",),
    "addressees": ("name",),
    "sections": ("path", "label", "title"),
    "tasks": ("path", "text"),
    "assignments": ("path", "organisation", "role", "statement"),
    "deadlines": ("path", "text", "date"),
    "indicators": ("path", "name", "comparator", "value", "unit"),
    "references": ("title", "document_number", "relation"),
    "organisations": ("organisation_id", "name_zh"),
    "repairs": ("section_id", "kind", "printed", "read_as"),
    "findings": ("severity", "code", "message"),
}
_KEY_OF_CHANGED: Mapping[str, int] = {"assignments": 3, "tasks": 1, "deadlines": 2, "findings": 2, "documents": 1}
_LONGEST = 90
_AROUND = 12


def comparison_lines(differences: Iterable[Difference], summary: Summary, rows: int | None = None) -> Iterator[str]:
    """A heading for each document that differs, a line for each row (up to ``rows`` of them), the counts by table."""
    for difference in differences:
        renamed = f" (was {difference.renamed_from})" if difference.renamed_from is not None else ""
        counts = "; ".join(f"{table} {_short(kinds)}" for table, kinds in difference.counts.items())
        yield f"{difference.source or 'the whole run'}{renamed}: {counts}"
        # What only stands elsewhere comes last: it is read last, if at all.
        ordered = sorted(difference.changes, key=lambda change: change.kind is Kind.SHIFTED)
        yield from (f"  {change_line(change)}" for change in ordered[:rows])
        if rows and len(ordered) > rows:
            yield f"  … {len(ordered) - rows:,} more"
    yield from _summary_lines(summary)


def change_line(change: Change) -> str:
    """One row in a line: what it is, and what of it is different.

    A row that is gained or lost is shown with its words and place, one that has changed with the columns that differ.
    """
    row, head = change.row, f"{_SIGNS[change.kind]} {change.table}"
    columns = _SHOWN.get(change.table, tuple(row))
    if change.kind in (Kind.GAINED, Kind.LOST):
        return f"{head}: {_words(row, columns)}{_place(row)}"
    key = _words(row, columns[: _KEY_OF_CHANGED.get(change.table, 2)])
    assert change.before is not None and change.after is not None
    if change.kind is Kind.SHIFTED:
        return f"{head}: {key}: {_place(change.before).strip()} → {_place(change.after).strip()}"
    # That a changed row stands elsewhere says little beside what has changed, but for one of which nothing else has.
    differing = [name for name in change.columns if name not in PLACES] or list(change.columns)
    parts = [f"{name}: {_difference(change.before.get(name, ''), change.after.get(name, ''))}" for name in differing]
    return f"{head}: {key}: {'; '.join(parts)}"


def _words(row: TableRow, columns: Sequence[str]) -> str:
    return " | ".join(_shortened(row[name]) for name in columns if row.get(name))


def _place(row: TableRow) -> str:
    if row.get("start") and row.get("end"):
        return f" ({row['start']}–{row['end']})"
    return f" (place {row['position']})" if row.get("position") else ""


def _shortened(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 10]}…{line[-9:]}"


def _difference(before: str, after: str) -> str:
    """Two values with what they have in common cut short: ``…甲局、[乙局 → 丙局]负责``."""
    if len(before) + len(after) <= _LONGEST or not before or not after:
        return f"{_shortened(before) or 'nothing'} → {_shortened(after) or 'nothing'}"
    head = _common(before, after)
    tail = _common(before[head:][::-1], after[head:][::-1])
    old, new = before[head : len(before) - tail], after[head : len(after) - tail]
    common = before[max(0, head - _AROUND) : head], before[len(before) - tail :][:_AROUND]
    left, right = (" ".join(part.split()) for part in common)
    opening, closing = "…" if head > _AROUND else "", "…" if tail > _AROUND else ""
    return f"{opening}{left}[{_shortened(old) or 'nothing'} → {_shortened(new) or 'nothing'}]{right}{closing}"


def _common(one: str, other: str) -> int:
    """How many characters two texts have in common at their beginning."""
    return sum(1 for _ in itertools.takewhile(bool, map(operator.eq, one, other)))


def _short(kinds: Counter[Kind]) -> str:
    return " ".join(f"{_SIGNS[kind]}{kinds[kind]}" for kind in Kind if kinds[kind])


def _summary_lines(summary: Summary) -> Iterator[str]:
    if not summary.tables:
        yield f"The same: {summary.compared:,} documents, no row differs."
        return
    yield f"\n{'table':16}" + "".join(f"{kind.value:>10}" for kind in Kind)
    for table, kinds in summary.tables.items():
        yield f"{table:16}" + "".join(f"{kinds[kind]:>10,}" for kind in Kind)
    differing = sum(1 for source in summary.documents if source)
    yield f"\n{differing:,} of {summary.compared:,} documents differ (+ gained, - lost, ~ changed, > shifted)."


def comparison_json(differences: Iterable[Difference], summary: Summary) -> Iterator[str]:
    """The pieces of one JSON object: ``changes`` by row, counts by ``documents`` and ``tables``, and ``compared``."""
    yield '{"changes": ['
    separator = "\n"
    for difference in differences:
        for change in difference.changes:
            yield separator + json.dumps(_record(difference, change), ensure_ascii=False)
            separator = ",\n"
    counts = {
        "documents": {source: _named(kinds) for source, kinds in summary.documents.items()},
        "tables": {table: _named(kinds) for table, kinds in summary.tables.items()},
        "compared": summary.compared,
    }
    yield "\n],\n" + json.dumps(counts, ensure_ascii=False, indent=1)[1:] + "\n"


def _named(kinds: Counter[Kind]) -> dict[str, int]:
    return {kind.value: kinds[kind] for kind in Kind if kinds[kind]}


def _record(difference: Difference, change: Change) -> dict[str, Any]:
    return {
        "source": difference.source,
        "renamed_from": difference.renamed_from,
        "table": change.table,
        "kind": change.kind.value,
        "columns": list(change.columns),
        "before": change.before,
        "after": change.after,
    }
