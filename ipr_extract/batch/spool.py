"""Rows that wait for the end of a run: a few in memory, the rest in a file of the folder that the run builds."""

from __future__ import annotations

import pickle
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, cast

from ipr_extract.tables.rows import Row

# Rows in memory; a row of references takes some 500 bytes.
HELD = 2_000


class RowSpool:
    """Rows in the order in which they were added. The file is this process's own and has no name to be read by."""

    def __init__(self, folder: Path, held: int = HELD) -> None:
        self._folder = folder
        self._limit = held
        self._held: list[Row] = []
        self._file: BinaryIO | None = None
        self._batches = 0

    def add(self, rows: Sequence[Row]) -> None:
        """Keep rows; raises ``OSError`` where the folder is full."""
        self._held.extend(rows)
        if len(self._held) >= self._limit:
            if self._file is None:
                self._file = cast(BinaryIO, tempfile.TemporaryFile(dir=self._folder))  # noqa: SIM115 - close() does
            pickle.dump(self._held, self._file, pickle.HIGHEST_PROTOCOL)
            self._batches += 1
            self._held = []

    def batches(self) -> Iterator[list[Row]]:
        """All rows in their order, as many at a time as are held in memory; to be asked for once."""
        if self._file is not None:
            self._file.seek(0)
            for _ in range(self._batches):
                yield pickle.load(self._file)
        yield self._held

    def close(self) -> None:
        """Give the file up."""
        if self._file is not None:
            self._file.close()
            self._file = None
