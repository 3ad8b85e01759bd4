"""Tables as CSV: UTF-8 without BOM, RFC 4180 (CRLF between records), one file a table."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TextIO

from ipr_extract.config import CsvFormulas
from ipr_extract.tables.rows import Cell, Row
from ipr_extract.tables.schema import TABLES, ColumnType, Table

# What a spreadsheet takes for a formula when it opens a CSV file (OWASP, "CSV Injection").
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


class CsvWriter:
    """Writes ``folder/TABLE.csv`` for every table, those without rows included."""

    def __init__(self, folder: Path, formulas: CsvFormulas = CsvFormulas.KEEP) -> None:
        self._escape = formulas is CsvFormulas.ESCAPE
        self._files: dict[str, TextIO] = {}
        self._writers = {}
        for table in TABLES:
            file = (folder / f"{table.name}.csv").open("w", encoding="utf-8", newline="")
            self._files[table.name] = file
            self._writers[table.name] = csv.writer(file, lineterminator="\r\n")
            self._writers[table.name].writerow(table.names)

    def write(self, table: Table, rows: Sequence[Row]) -> None:
        """Append rows to one table's file."""
        booleans = table.of_type(ColumnType.BOOLEAN)
        cells: Iterable[Sequence[Cell]] = (_with_words(row, booleans) for row in rows) if booleans else rows
        if self._escape:
            cells = ([_escaped(cell) for cell in row] for row in cells)
        self._writers[table.name].writerows(cells)

    def finish(self) -> tuple[str, ...]:
        """Close the files."""
        self.close()
        return ()

    def close(self) -> None:
        """Close the files as they are."""
        for file in self._files.values():
            file.close()


def _with_words(row: Row, booleans: tuple[int, ...]) -> list[Cell]:
    cells: list[Cell] = list(row)
    for i in booleans:
        cells[i] = "true" if cells[i] else "false"
    return cells


def _escaped(cell: Cell) -> Cell:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA_STARTS) else cell
