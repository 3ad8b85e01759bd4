"""Two runs held against each other: rows gained, lost, changed and shifted in every table, document by document."""

from __future__ import annotations

import itertools
from collections import Counter, deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from ipr_extract.judge.documents import DocumentRows, documents, sources
from ipr_extract.judge.matching import Change, Kind, changes, comparable
from ipr_extract.tables.read_files import RunTables
from ipr_extract.tables.schema import DOCUMENTS, TABLES

Counts = Mapping[str, Counter[Kind]]
"""How many rows became what, by table."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What differs of one document; ``source`` is '' for tables that belong to the run as a whole.

    ``counts`` count every row. Of a document that only one run has ``changes`` holds its own row alone: the
    others are gained or lost with it. ``renamed_from`` is its source in the earlier run, where only that is another.
    """

    source: str
    changes: tuple[Change, ...]
    counts: Counts
    renamed_from: str | None = None


@dataclass(slots=True)
class Summary:
    """The counts of a comparison, as far as its differences have been gone through."""

    tables: dict[str, Counter[Kind]] = field(default_factory=dict)
    documents: dict[str, Counter[Kind]] = field(default_factory=dict)
    compared: int = 0

    def add(self, difference: Difference) -> None:
        """Count one document's difference."""
        whole: Counter[Kind] = Counter()
        for table, counts in difference.counts.items():
            self.tables.setdefault(table, Counter()).update(counts)
            whole.update(counts)
        if whole:
            # Two folders read in one run may hold files of one path.
            self.documents.setdefault(difference.source, Counter()).update(whole)


def compare_runs(before: RunTables, after: RunTables, summary: Summary, *, shifts: bool = True) -> Iterator[Difference]:
    """What differs between two runs, a document at a time; ``summary`` counts along.

    Documents are the same where their ``source`` is, else where their bytes are (``document_id``). Without ``shifts``,
    rows of which only the place differs count as equal. Memory holds a document at a time where both runs have
    theirs in the same order. Raises ``ConfigError`` where tables can't be read.
    """
    for one, other in _pairs(before, after):
        summary.compared += 1
        difference = _difference(one, other, shifts)
        if difference.counts:
            summary.add(difference)
            yield difference
    whole = [
        change
        for table in TABLES
        if "document_id" not in table.names
        for change in changes(table.name, list(before.rows(table.name)), list(after.rows(table.name)), same_text=False)
    ]
    if whole:
        difference = Difference("", tuple(whole), _counts(whole))
        summary.add(difference)
        yield difference


_Waiting = dict[object, deque[DocumentRows]]


def _pairs(before: RunTables, after: RunTables) -> Iterator[tuple[DocumentRows | None, DocumentRows | None]]:
    """The documents of both runs two by two; None for the partner of one that only one run has."""
    known = (_Known(before), _Known(after))
    # Two folders read in one run may hold files of one path: those of a path are paired in their order.
    waiting: tuple[_Waiting, _Waiting] = ({}, {})
    streams = (documents(before), documents(after))
    going = True
    while going:
        going = False
        for side, stream in enumerate(streams):
            document = next(stream, None)
            if document is None:
                continue
            going = True
            key = known[1 - side].partner_of(document, known[side])
            if key is None:
                yield (document, None) if side == 0 else (None, document)
            elif waiting[1 - side].get(key):
                partner = waiting[1 - side][key].popleft()
                yield (document, partner) if side == 0 else (partner, document)
            else:
                waiting[side].setdefault(key, deque()).append(document)
    # Files that gave no document are known only when they are met.
    for document in itertools.chain(*waiting[0].values()):
        yield document, None
    for document in itertools.chain(*waiting[1].values()):
        yield None, document


class _Known:
    """The documents that a run has, by source and by bytes."""

    def __init__(self, run: RunTables) -> None:
        self.by_source = sources(run)
        self.by_id = {document_id: source for source, document_id in self.by_source.items()}

    def partner_of(self, document: DocumentRows, own: _Known) -> object:
        """What a document of the other run is looked for by, or None where this run hasn't it."""
        if document.document_id is None:
            return document.source, None
        if document.source in self.by_source:
            return document.source
        renamed = self.by_id.get(document.document_id)
        # A source that both runs have is its own partner's already.
        return document.document_id if renamed is not None and renamed not in own.by_source else None


def _difference(before: DocumentRows | None, after: DocumentRows | None, shifts: bool) -> Difference:
    if before is None or after is None:
        return _one_sided(before, after)
    old, new = comparable(before.tables), comparable(after.tables)
    same_text = before.document_id == after.document_id and _characters(before) == _characters(after)
    found = [
        change
        for table in dict.fromkeys((*old, *new))
        for change in changes(table, old.get(table, []), new.get(table, []), same_text=same_text)
        if shifts or change.kind is not Kind.SHIFTED
    ]
    renamed = before.source if before.source != after.source else None
    return Difference(after.source, tuple(found), _counts(found), renamed)


def _characters(document: DocumentRows) -> str:
    return "".join(row.get("characters", "") for row in document.tables.get(DOCUMENTS.name, ()))


def _one_sided(before: DocumentRows | None, after: DocumentRows | None) -> Difference:
    document = before or after
    assert document is not None
    kind = Kind.LOST if after is None else Kind.GAINED
    counts = {table: Counter({kind: len(rows)}) for table, rows in document.tables.items() if rows}
    shown = DOCUMENTS.name if document.document_id is not None else next(iter(counts), "")
    found = [
        Change(shown, kind, row if after is None else None, row if after is not None else None)
        for row in document.tables.get(shown, ())
    ]
    return Difference(document.source, tuple(found), counts)


def _counts(found: list[Change]) -> Counts:
    counts: dict[str, Counter[Kind]] = {}
    for change in found:
        counts.setdefault(change.table, Counter())[change.kind] += 1
    return counts
