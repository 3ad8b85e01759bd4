"""The files of a run: rows go in as documents are read, every format at once, memory flat."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Protocol

from ipr_extract.config import CsvFormulas, Format
from ipr_extract.tables.rows import Row, Rows
from ipr_extract.tables.schema import BY_NAME, TABLES, Table
from ipr_extract.tables.write_csv import CsvWriter
from ipr_extract.tables.write_jsonl import JsonlWriter


class Writer(Protocol):
    """Writes all tables in one format."""

    def write(self, table: Table, rows: list[Row]) -> None:
        """Append rows to one table."""

    def finish(self) -> tuple[str, ...]:
        """Write what still waits and close; returns what a reader of the files has to know."""

    def close(self) -> None:
        """Give the files up as they are."""


# Libraries are loaded for the formats that are asked for, and no others: pyarrow alone costs half a second.
def _parquet(folder: Path, _: CsvFormulas) -> Writer:
    from ipr_extract.tables.write_parquet import ParquetWriter

    return ParquetWriter(folder)


def _sqlite(folder: Path, _: CsvFormulas) -> Writer:
    from ipr_extract.tables.write_sqlite import SqliteWriter

    return SqliteWriter(folder)


def _xlsx(folder: Path, _: CsvFormulas) -> Writer:
    from ipr_extract.tables.write_xlsx import XlsxWriter

    return XlsxWriter(folder)


_WRITERS: Mapping[Format, Callable[[Path, CsvFormulas], Writer]] = {
    Format.CSV: CsvWriter,
    Format.PARQUET: _parquet,
    Format.SQLITE: _sqlite,
    Format.JSONL: lambda folder, _: JsonlWriter(folder),
    Format.XLSX: _xlsx,
}
# Formats that hold all tables in one file.
_ONE_FILE = {Format.SQLITE, Format.XLSX}
# Rows that gather before a format is handed them: a call for each document and table would cost more than the rows.
# More than these would leave the processor's cache before they are written.
_BATCH = 400


def file_names(format_: Format) -> tuple[str, ...]:
    """The names of the files that a format writes."""
    if format_ in _ONE_FILE:
        return (f"circulars.{format_}",)
    return tuple(f"{table.name}.{format_}" for table in TABLES)


class TableFiles:
    """All tables in all formats asked for, in one folder."""

    def __init__(self, folder: Path, formats: Iterable[Format], csv_formulas: CsvFormulas = CsvFormulas.KEEP) -> None:
        self.counts = dict.fromkeys(BY_NAME, 0)
        self._writers: list[Writer] = []
        self._waiting: Rows = {name: [] for name in BY_NAME}
        try:
            for format_ in dict.fromkeys(formats):
                self._writers.append(_WRITERS[format_](folder, csv_formulas))
        except BaseException:
            self.close()
            raise

    def write(self, rows: Rows) -> None:
        """Append a document's rows, by the name of their table."""
        for name, table_rows in rows.items():
            waiting = self._waiting[name]
            waiting.extend(table_rows)
            self.counts[name] += len(table_rows)
            if len(waiting) >= _BATCH:
                self._flush(name)

    def finish(self) -> tuple[str, ...]:
        """Write what waits and close; returns what a reader of the files has to know."""
        for name in self._waiting:
            self._flush(name)
        return tuple(note for writer in self._writers for note in writer.finish())

    def close(self) -> None:
        """Give the files up as they are."""
        for writer in self._writers:
            writer.close()

    def _flush(self, name: str) -> None:
        rows = self._waiting[name]
        for writer in self._writers:
            writer.write(BY_NAME[name], rows)
        self._waiting[name] = []
