"""Tables as one SQLite file with primary and foreign keys."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path

from ipr_extract.tables.checks import TableError
from ipr_extract.tables.rows import Row
from ipr_extract.tables.schema import BY_NAME, TABLES, Column, ColumnType, Table

FILE_NAME = "circulars.sqlite"

_TYPES = {
    ColumnType.STRING: "TEXT",
    ColumnType.INTEGER: "INTEGER",
    ColumnType.NUMBER: "REAL",
    ColumnType.BOOLEAN: "INTEGER",
    ColumnType.DATE: "TEXT",
}


class SqliteWriter:
    """Writes ``folder/circulars.sqlite``; dates are ISO 8601 text, booleans 0 and 1."""

    def __init__(self, folder: Path) -> None:
        self._connection = sqlite3.connect(folder / FILE_NAME, isolation_level=None)
        # The file is new and is thrown away unless the run ends well: a journal would protect nothing.
        self._connection.execute("PRAGMA journal_mode = OFF")
        self._connection.execute("PRAGMA synchronous = OFF")
        # Keys are checked at the end: organisations are written last, and all at once is faster.
        self._connection.execute("PRAGMA foreign_keys = OFF")
        self._connection.execute("BEGIN")
        for table in TABLES:
            self._connection.execute(create_table(table))
        self._inserts = {
            table.name: f"INSERT INTO {_quoted(table.name)} VALUES ({', '.join('?' * len(table.columns))})"
            for table in TABLES
        }

    def write(self, table: Table, rows: Sequence[Row]) -> None:
        """Append rows to one table."""
        self._connection.executemany(self._inserts[table.name], rows)

    def finish(self) -> tuple[str, ...]:
        """Index and check the foreign keys, and close; raises ``TableError`` where one points nowhere."""
        for table in TABLES:
            for statement in create_indexes(table):
                self._connection.execute(statement)
        self._connection.execute("COMMIT")
        self._connection.execute("PRAGMA foreign_keys = ON")
        broken = self._connection.execute("PRAGMA foreign_key_check").fetchone()
        self.close()
        if broken is not None:
            raise TableError(f"{broken[0]}: row {broken[1]} points to a row of {broken[2]} that isn't there")
        return ()

    def close(self) -> None:
        """Close the file as it is."""
        self._connection.close()


def create_table(table: Table) -> str:
    """The statement that makes the table with its keys."""
    parts = [_column(column) for column in table.columns]
    if table.primary_key:
        parts.append(f"PRIMARY KEY ({_names(table.primary_key)})")
    for key in table.foreign_keys:
        target = BY_NAME[key.table].primary_key
        parts.append(f"FOREIGN KEY ({_names(key.columns)}) REFERENCES {_quoted(key.table)} ({_names(target)})")
    return f"CREATE TABLE {_quoted(table.name)} (\n  " + ",\n  ".join(parts) + "\n)"


def create_indexes(table: Table) -> list[str]:
    """An index for each foreign key that the primary key doesn't begin with: what joins need."""
    return [
        f"CREATE INDEX {_quoted('_'.join((table.name, *key.columns)))} ON {_quoted(table.name)} ({_names(key.columns)})"
        for key in table.foreign_keys
        if table.primary_key[: len(key.columns)] != key.columns
    ]


def _column(column: Column) -> str:
    # No CHECK of the values: the types that rows are made of allow no others, and looking costs a third more.
    return f"{_quoted(column.name)} {_TYPES[column.type]}{'' if column.nullable else ' NOT NULL'}"


def _names(names: Sequence[str]) -> str:
    return ", ".join(map(_quoted, names))


def _quoted(name: str) -> str:
    # Table and column names come from the schema alone; ``references`` is a keyword and has to be quoted.
    return f'"{name}"'
