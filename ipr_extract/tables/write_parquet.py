"""Tables as Parquet: typed by the schema, so that a table without rows is still the table."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from ipr_extract.tables.rows import Row
from ipr_extract.tables.schema import TABLES, ColumnType, Table

_TYPES: dict[ColumnType, pa.DataType] = {
    ColumnType.STRING: pa.string(),
    ColumnType.INTEGER: pa.int64(),
    ColumnType.NUMBER: pa.float64(),
    ColumnType.BOOLEAN: pa.bool_(),
    ColumnType.DATE: pa.date32(),
}
# Rows held in memory before a row group is written; by number, so that the bytes don't depend on the workers.
ROW_GROUP = 20_000


def arrow_schema(table: Table) -> pa.Schema:
    """The table's columns as Arrow fields, with their descriptions as metadata."""
    return pa.schema(
        [
            pa.field(column.name, _TYPES[column.type], column.nullable, {"description": column.description})
            for column in table.columns
        ],
        metadata={"description": table.description},
    )


class ParquetWriter:
    """Writes ``folder/TABLE.parquet`` for every table, those without rows included."""

    def __init__(self, folder: Path) -> None:
        self._schemas = {table.name: arrow_schema(table) for table in TABLES}
        self._waiting: dict[str, list[Row]] = {table.name: [] for table in TABLES}
        self._writers = {
            table.name: pq.ParquetWriter(
                folder / f"{table.name}.parquet", self._schemas[table.name], compression="zstd"
            )
            for table in TABLES
        }

    def write(self, table: Table, rows: Sequence[Row]) -> None:
        """Append rows to one table; they reach the file a row group at a time."""
        waiting = self._waiting[table.name]
        waiting.extend(rows)
        while len(waiting) >= ROW_GROUP:
            self._write_group(table, waiting[:ROW_GROUP])
            del waiting[:ROW_GROUP]

    def finish(self) -> tuple[str, ...]:
        """Write what waits and close the files."""
        for table in TABLES:
            if self._waiting[table.name]:
                self._write_group(table, self._waiting[table.name])
        self.close()
        return ()

    def close(self) -> None:
        """Close the files as they are."""
        for writer in self._writers.values():
            writer.close()

    def _write_group(self, table: Table, rows: Sequence[Row]) -> None:
        schema = self._schemas[table.name]
        columns = []
        for field, cells in zip(schema, zip(*rows, strict=True), strict=True):
            if pa.types.is_date(field.type):
                columns.append(pa.array(cells, pa.string()).cast(field.type))
            else:
                columns.append(pa.array(cells, field.type))
        self._writers[table.name].write_table(pa.Table.from_arrays(columns, schema=schema))
