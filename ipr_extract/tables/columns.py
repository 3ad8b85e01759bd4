"""What a table is made of: columns with a type and a meaning, keys, and the ties to other tables."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property


class ColumnType(StrEnum):
    """What a column holds. A ``date`` is ISO 8601 text wherever a format has no dates of its own."""

    STRING = "string"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class Column:
    """One column. ``values`` lists every value that can occur, where there are few."""

    name: str
    description: str
    type: ColumnType = ColumnType.STRING
    nullable: bool = True
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """The columns that point to a row of another table, by that table's primary key."""

    columns: tuple[str, ...]
    table: str


@dataclass(frozen=True)
class Table:
    """One table: its columns in order, and how its rows are known and tied to others."""

    name: str
    description: str
    columns: tuple[Column, ...]
    primary_key: tuple[str, ...] = ()
    foreign_keys: tuple[ForeignKey, ...] = ()

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The columns' names, in order."""
        return tuple(column.name for column in self.columns)

    @cached_property
    def required(self) -> tuple[str, ...]:
        """The names of the columns that are never empty."""
        return tuple(column.name for column in self.columns if not column.nullable)

    @cached_property
    def choices(self) -> dict[str, frozenset[str | None]]:
        """What the columns with few values can hold, by their names; None where they can be empty."""
        return {column.name: frozenset((*column.values, None)) for column in self.columns if column.values}

    def positions(self, names: tuple[str, ...]) -> tuple[int, ...]:
        """Where the named columns stand in a row, from 0."""
        return tuple(self.names.index(name) for name in names)

    def of_type(self, kind: ColumnType) -> tuple[int, ...]:
        """Where the columns of one type stand in a row, from 0."""
        return tuple(i for i, column in enumerate(self.columns) if column.type is kind)
