"""Tables as JSON Lines: UTF-8, one object a row with every column, ``null`` where a cell is empty."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

from ipr_extract.tables.rows import Row
from ipr_extract.tables.schema import TABLES, Table


class JsonlWriter:
    """Writes ``folder/TABLE.jsonl`` for every table, those without rows included."""

    def __init__(self, folder: Path) -> None:
        self._files: dict[str, TextIO] = {
            table.name: (folder / f"{table.name}.jsonl").open("w", encoding="utf-8", newline="\n") for table in TABLES
        }
        # One encoder for all rows: json.dumps builds a new one each time it is given an option.
        self._encode = json.JSONEncoder(ensure_ascii=False).encode

    def write(self, table: Table, rows: Sequence[Row]) -> None:
        """Append rows to one table's file."""
        names, encode = table.names, self._encode
        self._files[table.name].writelines(f"{encode(dict(zip(names, row, strict=True)))}\n" for row in rows)

    def finish(self) -> tuple[str, ...]:
        """Close the files."""
        self.close()
        return ()

    def close(self) -> None:
        """Close the files as they are."""
        for file in self._files.values():
            file.close()
