"""Rows of a data file in CSV, checked for their columns."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from importlib import resources

from ipr_extract.errors import ConfigError


def checked_rows(lines: Iterable[str], columns: tuple[str, ...], file: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Each row as (``file, line 12``, {column: cell}); ``ConfigError`` for other columns or a row of another length."""
    reader = csv.DictReader(lines, strict=True)
    if tuple(reader.fieldnames or ()) != columns:
        raise ConfigError(f"{file}: the columns are {reader.fieldnames}, they must be {list(columns)}")
    for row in reader:
        where = f"{file}, line {reader.line_num}"
        if None in row or None in row.values():
            raise ConfigError(f"{where}: has other than {len(columns)} cells")
        yield where, row


def shipped_lines(file: str) -> list[str]:
    """The lines of a file of this folder."""
    return resources.files("ipr_extract.data").joinpath(file).read_text("utf-8").splitlines()
