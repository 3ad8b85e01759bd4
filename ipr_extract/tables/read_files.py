"""The tables of a run, read back from its folder row by row: every cell as the CSV file writes it.

Of the formats that a run has written the first of CSV, Parquet, SQLite and JSON Lines is read; they hold the same.
Columns that a file has and the schema doesn't know are no fault, and those that it lacks are empty, so that runs of
other versions can be read; of which document a row is has to be there.
"""

from __future__ import annotations

import contextlib
import csv
import json
import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ipr_extract.errors import ConfigError
from ipr_extract.tables.columns import DOCUMENT_ID
from ipr_extract.tables.schema import BY_NAME, DOCUMENTS, ColumnType
from ipr_extract.tables.write_csv import FORMULA_STARTS
from ipr_extract.tables.write_sqlite import FILE_NAME

TableRow = Mapping[str, str]
"""One row by the names of its columns; an empty cell is ''."""

_Reader = Callable[[Path, str], Iterator[dict[str, str]]]
# A document's text can be one cell: the standard library's limit is for forms that people fill in.
_LONGEST_CELL = 2**31 - 1
_ESCAPED = tuple(f"'{sign}" for sign in FORMULA_STARTS)
_TEXT_NAME = re.compile("[0-9a-f]+")


@dataclass(frozen=True, slots=True)
class RunTables:
    """The tables of one run. ``texts`` is the folder of the documents' texts, which may be absent."""

    tables: Path
    texts: Path
    _read: _Reader
    _escaped: bool = False

    def rows(self, table: str) -> Iterator[TableRow]:
        """A table's rows in the order of the file; none where the run has no such table. Raises ``ConfigError``."""
        lacking: dict[str, str] | None = None
        try:
            for row in self._read(self.tables, table):
                if lacking is None:
                    lacking = _lacking(table, row)
                row |= lacking
                yield _unescaped(row) if self._escaped else row
        except (OSError, ValueError, csv.Error, sqlite3.Error) as error:
            # pyarrow's errors are ValueErrors and OSErrors too.
            raise ConfigError(f"{self.tables}: the table {table} can't be read: {error}") from error

    def text(self, document_id: str) -> str | None:
        """A document's text, which ``start`` and ``end`` count in; None where the run's folder doesn't hold it."""
        path = self.texts / f"{document_id}.txt"
        if _TEXT_NAME.fullmatch(document_id) is None or not path.is_file():
            return None
        return path.read_bytes().decode("utf-8", "replace")


def run_tables(folder: Path) -> RunTables:
    """The tables in the output folder of a run, or in its folder ``tables``; ``ConfigError`` where there are none."""
    tables = folder if _reader(folder) is not None else folder / "tables"
    reader = _reader(tables)
    if reader is None:
        raise ConfigError(f"{folder}: no tables of a run here (documents.csv, .parquet or .jsonl, or {FILE_NAME})")
    return RunTables(tables, tables.parent / "texts", reader, reader is _csv_rows and _is_escaped(tables.parent))


def _reader(tables: Path) -> _Reader | None:
    readers = ((".csv", _csv_rows), (".parquet", _parquet_rows), (FILE_NAME, _sqlite_rows), (".jsonl", _jsonl_rows))
    for ending, reader in readers:
        if (tables / (ending if ending == FILE_NAME else f"{DOCUMENTS.name}{ending}")).is_file():
            return reader
    return None


def _is_escaped(folder: Path) -> bool:
    """Whether a run put ' before cells that begin like formulas (``--csv-safe``): its report says so."""
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
        report: Any = json.loads((folder / "run.json").read_text(encoding="utf-8"))
        return bool(report["settings"]["output"]["csv_formulas"] == "escape")
    return False


def _lacking(table: str, row: Mapping[str, str]) -> dict[str, str]:
    """The columns that a file lacks, empty; ``ValueError`` where one says of which document its rows are."""
    known = BY_NAME.get(table)
    if known is None:
        return {}
    lacking = [name for name in known.names if name not in row]
    needed = (DOCUMENT_ID.name, "source") if known is DOCUMENTS else (DOCUMENT_ID.name,)
    missing = [name for name in lacking if name in needed]
    if missing:
        raise ValueError(f"it has no column {', '.join(missing)}")
    return dict.fromkeys(lacking, "")


def _unescaped(row: dict[str, str]) -> dict[str, str]:
    return {name: cell[1:] if cell.startswith(_ESCAPED) else cell for name, cell in row.items()}


def _csv_rows(tables: Path, table: str) -> Iterator[dict[str, str]]:
    path = tables / f"{table}.csv"
    if not path.exists():
        return
    csv.field_size_limit(_LONGEST_CELL)
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file, restval=""):
            if None in row:
                raise ValueError("a row has more cells than there are columns")
            yield row


def _parquet_rows(tables: Path, table: str) -> Iterator[dict[str, str]]:
    import pyarrow.parquet as pq

    path = tables / f"{table}.parquet"
    if path.exists():
        with pq.ParquetFile(path) as file:
            for batch in file.iter_batches(batch_size=2_000):
                yield from _printed(table, batch.to_pylist())


def _sqlite_rows(tables: Path, table: str) -> Iterator[dict[str, str]]:
    with contextlib.closing(sqlite3.connect(f"{(tables / FILE_NAME).absolute().as_uri()}?mode=ro", uri=True)) as file:
        if file.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (table,)).fetchone():
            # The name is one that the file itself holds; rowid is the order in which rows were written.
            found = file.execute(f'SELECT * FROM "{table}" ORDER BY rowid')
            names = [column[0] for column in found.description]
            yield from _printed(table, (dict(zip(names, cells, strict=True)) for cells in found))


def _jsonl_rows(tables: Path, table: str) -> Iterator[dict[str, str]]:
    path = tables / f"{table}.jsonl"
    if path.exists():
        with path.open(encoding="utf-8") as file:
            yield from _printed(table, map(json.loads, file))


def _printed(table: str, rows: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, str]]:
    """Rows of typed cells as the CSV file has them: dates ISO 8601, booleans as words, None as nothing."""
    columns = BY_NAME[table].columns if table in BY_NAME else ()
    booleans = {column.name for column in columns if column.type is ColumnType.BOOLEAN}
    for row in rows:
        yield {
            name: "" if cell is None else ("true" if cell else "false") if name in booleans else str(cell)
            for name, cell in row.items()
        }
