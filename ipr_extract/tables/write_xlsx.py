"""Tables as one workbook, a sheet a table, for people; no cell of it is ever a formula."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from pathlib import Path

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from ipr_extract.tables.rows import Row
from ipr_extract.tables.schema import TABLES, ColumnType, Table

FILE_NAME = "circulars.xlsx"

# What a sheet and a cell can hold: limits of the format.
MAX_ROWS = 1_048_576
MAX_CHARACTERS = 32_767
_WIDTHS = {"text": 60, "statement": 40, "title": 40, "message": 60, "explanation": 60, "name": 30, "organisation": 30}
# The workbook's date of making would make each run's bytes different.
_CREATED = dt.datetime(2000, 1, 1)

_WriteCell = Callable[[Worksheet, int, int, object], object]


class XlsxWriter:
    """Writes ``folder/circulars.xlsx``, row after row in constant memory.

    A table of more than 1,048,575 rows goes on in a sheet ``TABLE (2)``. A text longer than 32,767
    characters, which no cell can hold, is cut, and ``finish`` says how many were.
    """

    def __init__(self, folder: Path, max_rows: int = MAX_ROWS) -> None:
        self._book = xlsxwriter.Workbook(
            folder / FILE_NAME, {"constant_memory": True, "tmpdir": str(folder), "default_date_format": "yyyy-mm-dd"}
        )
        self._book.set_properties({"created": _CREATED})
        self._bold = self._book.add_format({"bold": True})
        self._max_rows = max_rows
        self._cut = 0
        self._sheets = {table.name: self._new_sheet(table, 1) for table in TABLES}
        self._next = {table.name: (1, 1) for table in TABLES}
        self._columns = {table.name: [self._cell_writer(c.type) for c in table.columns] for table in TABLES}

    def write(self, table: Table, rows: Sequence[Row]) -> None:
        """Append rows to one table's sheet."""
        sheet, writers = self._sheets[table.name], self._columns[table.name]
        number, at = self._next[table.name]
        for row in rows:
            if at == self._max_rows:
                number, at = number + 1, 1
                sheet = self._sheets[table.name] = self._new_sheet(table, number)
            for column, (cell, write) in enumerate(zip(row, writers, strict=True)):
                if cell is not None:
                    write(sheet, at, column, cell)
            at += 1
        self._next[table.name] = (number, at)

    def finish(self) -> tuple[str, ...]:
        """Put the workbook together; returns what a reader of it has to know."""
        self.close()
        if not self._cut:
            return ()
        return (f"{FILE_NAME}: {self._cut} texts longer than {MAX_CHARACTERS:,} characters were cut, as no cell can "
                "hold them; the other formats hold them whole",)  # fmt: skip

    def close(self) -> None:
        """Put together what there is."""
        if not self._book.fileclosed:
            self._book.close()

    def _new_sheet(self, table: Table, number: int) -> Worksheet:
        sheet = self._book.add_worksheet(table.name if number == 1 else f"{table.name} ({number})")
        sheet.freeze_panes(1, 0)
        for column, name in enumerate(table.names):
            sheet.set_column(column, column, _WIDTHS.get(name, 16))
            sheet.write_string(0, column, name, self._bold)
        return sheet

    def _cell_writer(self, kind: ColumnType) -> _WriteCell:
        writers: dict[ColumnType, _WriteCell] = {
            ColumnType.STRING: self._write_string,
            ColumnType.DATE: _write_date,
            ColumnType.BOOLEAN: Worksheet.write_boolean,
            ColumnType.INTEGER: Worksheet.write_number,
            ColumnType.NUMBER: Worksheet.write_number,
        }
        return writers[kind]

    def _write_string(self, sheet: Worksheet, row: int, column: int, cell: object) -> None:
        text = str(cell)
        if len(text) > MAX_CHARACTERS:
            self._cut += 1
            text = text[:MAX_CHARACTERS]
        # write_string, never write: a text that begins with = stays a text.
        sheet.write_string(row, column, text)


def _write_date(sheet: Worksheet, row: int, column: int, cell: object) -> None:
    date = dt.date.fromisoformat(str(cell))
    # A workbook's calendar begins in 1900; an earlier day stays text.
    if date.year < 1900:
        sheet.write_string(row, column, str(cell))
    else:
        sheet.write_datetime(row, column, date)
