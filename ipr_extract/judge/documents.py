"""The documents of a run one after the other, each with its rows of every table, without holding the run in memory."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from ipr_extract.errors import ConfigError
from ipr_extract.tables.read_files import RunTables, TableRow
from ipr_extract.tables.schema import DOCUMENTS, FINDINGS, TABLES

_TABLES = tuple(
    table.name for table in TABLES if "document_id" in table.names and table.name not in (DOCUMENTS.name, FINDINGS.name)
)


@dataclass(frozen=True, slots=True)
class DocumentRows:
    """One document of a run: its rows by table, ``documents`` among them.

    A file that gave no document (not readable, or the same bytes as another) has rows of ``findings`` only and no
    ``document_id``.
    """

    source: str
    document_id: str | None
    tables: Mapping[str, list[TableRow]]


@dataclass(slots=True)
class _Cursor:
    """A table's rows, the next of which can be looked at before it is taken."""

    rows: Iterator[TableRow]
    next: TableRow | None = field(init=False)

    def __post_init__(self) -> None:
        self.next = next(self.rows, None)

    def take(self) -> TableRow:
        """The next row."""
        row = self.next
        assert row is not None
        self.next = next(self.rows, None)
        return row

    def of(self, document_id: str) -> list[TableRow]:
        """The rows of a document, if the next are its own."""
        taken = []
        while self.next is not None and self.next["document_id"] == document_id:
            taken.append(self.take())
        return taken


def sources(run: RunTables) -> dict[str, str]:
    """The ``document_id`` of every document of a run by its ``source``, in the run's order."""
    return {row["source"]: row["document_id"] for row in run.rows(DOCUMENTS.name)}


def documents(run: RunTables) -> Iterator[DocumentRows]:
    """Every document in the order of the run, then the files that gave none.

    Tables are read side by side, since all have their rows in the order of the documents; ``ConfigError`` where they
    haven't.
    """
    places = {row["document_id"]: place for place, row in enumerate(run.rows(DOCUMENTS.name))}
    cursors = {name: _Cursor(run.rows(name)) for name in _TABLES}
    findings = _Findings(_Cursor(run.rows(FINDINGS.name)), places)
    for place, row in enumerate(run.rows(DOCUMENTS.name)):
        document_id = row["document_id"]
        tables = {DOCUMENTS.name: [row], **{name: cursor.of(document_id) for name, cursor in cursors.items()}}
        tables[FINDINGS.name] = findings.of(row, place)
        yield DocumentRows(row["source"], document_id, tables)
    for name, cursor in cursors.items():
        if cursor.next is not None:
            raise ConfigError(f"{run.tables}: {name}: rows that don't stand in the order of the documents")
    for source, rows in findings.others().items():
        yield DocumentRows(source, None, {FINDINGS.name: rows})


class _Findings:
    """Findings stand in the order of the files, those of files that gave no document among them."""

    def __init__(self, cursor: _Cursor, places: Mapping[str, int]) -> None:
        self._cursor = cursor
        self._places = places
        self._others: dict[str, list[TableRow]] = {}

    def of(self, document: TableRow, place: int) -> list[TableRow]:
        own = []
        while (row := self._cursor.next) is not None and self._places.get(row["document_id"], -1) <= place:
            self._cursor.take()
            if row["source"] == document["source"] or self._is_of_old(row, document):
                own.append(row)
            else:
                self._others.setdefault(row["source"], []).append(row)
        return own

    @staticmethod
    def _is_of_old(row: TableRow, document: TableRow) -> bool:
        """Earlier versions wrote no source into findings."""
        return not row["source"] and row["document_id"] == document["document_id"]

    def others(self) -> Mapping[str, list[TableRow]]:
        while (row := self._cursor.next) is not None:
            self._cursor.take()
            self._others.setdefault(row["source"], []).append(row)
        return self._others
