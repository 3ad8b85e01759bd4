"""The output folder: a run builds beside what is there and takes its place only when it has ended well."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Self

from ipr_extract.batch.interruption import not_interrupted
from ipr_extract.config import Format
from ipr_extract.errors import ConfigError
from ipr_extract.tables.files import file_names

TABLES, TEXTS, REPORT = "tables", "texts", "run.json"

_TEXT_NAME = re.compile(r"[0-9a-f]{16}\.txt")  # a document_id: a4b3d0d4ae7ed03e.txt
_OWN_TABLES = frozenset(name for format_ in Format for name in file_names(format_))


class OutputFolder:
    """``DIR/tables``, ``DIR/texts`` and ``DIR/run.json`` in the making.

    Everything is written below ``building``, inside DIR so that moving it is a rename. ``publish`` puts it in place
    and removes what an earlier run left of its own; files of other names are never touched. ``discard`` leaves
    DIR as it was; it is what becomes of a ``with`` block that is left by an exception, Ctrl-C too.
    """

    def __init__(self, folder: Path) -> None:
        """Make DIR where it isn't; ``ConfigError`` where that can't be done."""
        self.folder = folder
        self._made = not folder.exists()
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self.building = Path(tempfile.mkdtemp(prefix=".building-", dir=folder))
        except OSError as error:
            raise ConfigError(f"{folder}: can't be written to: {error.strerror}") from error
        self.texts = self.building / TEXTS
        self.tables.mkdir()
        self.texts.mkdir()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        if kind is not None:
            self.discard()

    @property
    def tables(self) -> Path:
        """Where the tables' files are to be written."""
        return self.building / TABLES

    def publish(self, report: str, document_ids: Collection[str]) -> None:
        """Put everything in its place; ``report`` becomes ``run.json``, the last file to appear.

        Of the texts those of ``document_ids`` are taken: a worker may have died right after it had written one.
        """
        (self.building / REPORT).write_text(report, encoding="utf-8", newline="\n")
        with not_interrupted():
            # Without a run.json, what is in DIR is not to be trusted: so it goes first and comes last.
            (self.folder / REPORT).unlink(missing_ok=True)
            made = {path.name for path in self.tables.iterdir()}
            self._replace(TABLES, made, lambda name: name in _OWN_TABLES)
            texts = {text_name(document_id) for document_id in document_ids}
            self._replace(TEXTS, texts, lambda name: _TEXT_NAME.fullmatch(name) is not None)
            (self.building / REPORT).replace(self.folder / REPORT)
            shutil.rmtree(self.building)

    def discard(self) -> None:
        """Remove what was built; DIR too where this run made it."""
        shutil.rmtree(self.building, ignore_errors=True)
        if self._made:
            with contextlib.suppress(OSError):  # not empty: somebody else has put something there
                self.folder.rmdir()

    def _replace(self, name: str, made: Collection[str], is_own: Callable[[str], bool]) -> None:
        new, old = self.building / name, self.folder / name
        old.mkdir(exist_ok=True)
        for left in os.listdir(old):  # noqa: PTH208 - names are enough
            if left not in made and is_own(left):
                (old / left).unlink()
        for file in made:
            os.replace(f"{new}/{file}", f"{old}/{file}")  # noqa: PTH105 - twice as fast, once a document


def text_name(document_id: str) -> str:
    """The name of the file of a document's text."""
    return f"{document_id}.txt"
