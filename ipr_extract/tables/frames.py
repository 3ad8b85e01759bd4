"""Circulars as pandas data frames, typed by the schema."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from ipr_extract.model import Circular
from ipr_extract.tables.links import Links, Wanted, tied
from ipr_extract.tables.rows import (
    Cell,
    Row,
    authority,
    circular_rows,
    finding_row,
    organisation_rows,
    referred_organisations,
)
from ipr_extract.tables.schema import (
    BY_NAME,
    DOCUMENTS,
    FINDINGS,
    ISSUERS,
    ORGANISATIONS,
    REFERENCES,
    TABLES,
    WANTED,
    ColumnType,
    Table,
)

if TYPE_CHECKING:
    from pandas import DataFrame as DataFrame  # others name it by way of here

_DTYPES = {
    ColumnType.STRING: "string",
    ColumnType.INTEGER: "Int64",
    ColumnType.NUMBER: "Float64",
    ColumnType.BOOLEAN: "boolean",
    ColumnType.DATE: "datetime64[s]",
}


def to_frames(circulars: Circular | Iterable[Circular]) -> dict[str, DataFrame]:
    """All tables as data frames by their names, each with every column of its type, also where it has no rows.

    Empty cells are ``pandas.NA`` (``NaT`` for dates). Of circulars with the same ``document_id`` the first is taken.
    """
    if isinstance(circulars, Circular):
        circulars = (circulars,)
    rows: dict[str, list[Row]] = {name: [] for name in BY_NAME}
    seen: set[str] = set()
    for circular in circulars:
        if circular.document.document_id not in seen:
            seen.add(circular.document.document_id)
            for name, more in circular_rows(circular).items():
                rows[name].extend(more)
    _tie(rows)
    rows[ORGANISATIONS.name] = organisation_rows(referred_organisations(rows), authority())
    return {table.name: _frame(table, rows[table.name]) for table in TABLES}


def _tie(rows: dict[str, list[Row]]) -> None:
    """Tie the citations of all circulars to each other, as a run does when it has read its last document."""
    links = Links()
    wanted = Wanted()
    issuers, references = (_by_document(rows[name]) for name in (ISSUERS.name, REFERENCES.name))
    for document in rows[DOCUMENTS.name]:
        finding = links.add(document, issuers.get(document[0], ()), references.get(document[0], ()))
        if finding is not None:
            rows[FINDINGS.name].append(finding_row(str(document[1]), str(document[0]), finding))
    rows[REFERENCES.name] = list(tied(links, rows[REFERENCES.name], wanted))
    rows[WANTED.name] = list(wanted.rows())


def _by_document(rows: Iterable[Row]) -> dict[Cell, list[Row]]:
    found: dict[Cell, list[Row]] = {}
    for row in rows:
        found.setdefault(row[0], []).append(row)
    return found


def _frame(table: Table, rows: Sequence[Row]) -> DataFrame:
    import pandas

    frame = pandas.DataFrame(list(rows), columns=list(table.names), dtype="object")
    return frame.astype({column.name: _DTYPES[column.type] for column in table.columns})
