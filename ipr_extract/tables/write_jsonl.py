"""Tables as JSON Lines: UTF-8, one object a row with every column, ``null`` where a cell is empty."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from ipr_extract.tables.file_each import FileEach
from ipr_extract.tables.rows import Row
from ipr_extract.tables.schema import Table


class JsonlWriter(FileEach):
    """Writes ``folder/TABLE.jsonl`` for every table, those without rows included."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, "jsonl")
        # One encoder for all rows: json.dumps builds a new one each time it is given an option.
        self._encode = json.JSONEncoder(ensure_ascii=False).encode

    def write(self, table: Table, rows: Sequence[Row]) -> None:
        """Append rows to one table's file."""
        names, encode = table.names, self._encode
        lines = (f"{encode(dict(zip(names, row, strict=True)))}\n" for row in rows)
        self._files[table.name].write("".join(lines).encode())
