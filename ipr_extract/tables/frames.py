"""Circulars as pandas data frames, typed by the schema."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from ipr_extract.model import Circular
from ipr_extract.tables.rows import Row, authority, circular_rows, organisation_rows, referred_organisations
from ipr_extract.tables.schema import BY_NAME, ORGANISATIONS, TABLES, ColumnType, Table

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
    rows[ORGANISATIONS.name] = organisation_rows(referred_organisations(rows), authority())
    return {table.name: _frame(table, rows[table.name]) for table in TABLES}


def _frame(table: Table, rows: Sequence[Row]) -> DataFrame:
    import pandas

    frame = pandas.DataFrame(list(rows), columns=list(table.names), dtype="object")
    return frame.astype({column.name: _DTYPES[column.type] for column in table.columns})
