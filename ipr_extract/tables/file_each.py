"""What formats with a file for each table have in common."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

from ipr_extract.tables.schema import TABLES


class FileEach:
    """A file ``folder/TABLE.ENDING`` for every table, those without rows included."""

    def __init__(self, folder: Path, ending: str) -> None:
        self._files: dict[str, BinaryIO] = {
            table.name: (folder / f"{table.name}.{ending}").open("wb") for table in TABLES
        }

    def finish(self) -> tuple[str, ...]:
        """Close the files; there is nothing a reader has to know."""
        self.close()
        return ()

    def close(self) -> None:
        """Close the files as they are."""
        for file in self._files.values():
            file.close()
