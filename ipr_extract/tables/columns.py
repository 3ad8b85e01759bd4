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

    def positions(self, names: tuple[str, ...]) -> tuple[int, ...]:
        """Where the named columns stand in a row, from 0."""
        return tuple(self.names.index(name) for name in names)


def key(name: str, description: str) -> Column:
    """A column of strings that is never empty."""
    return Column(name, description, nullable=False)


def integer(name: str, description: str, *, nullable: bool = True) -> Column:
    """A column of whole numbers."""
    return Column(name, description, ColumnType.INTEGER, nullable)


def date(name: str, description: str) -> Column:
    """A column of days."""
    return Column(name, description, ColumnType.DATE)


def choice(name: str, description: str, values: type[StrEnum], *, nullable: bool = False) -> Column:
    """A column whose values are those of an enumeration."""
    return Column(name, description, nullable=nullable, values=tuple(member.value for member in values))


DOCUMENT_ID = key("document_id", "The first 16 hex digits of the sha256 of the source's bytes.")
SECTION_ID = Column("section_id", "The numbered unit it stands in; empty outside of any.")
PATH = Column(
    "path",
    "Printed ordinals of the unit and those around it, joined by dots, outermost first; `@2/` before those of the "
    "second numbered part, `~2` after a second sibling with the same number.",
)
ORGANISATION_ID = Column(
    "organisation_id", "The organisation in `organisations`; empty where the name couldn't be resolved."
)
START = integer("start", "Where it begins, in characters of the document's text (`texts/DOCUMENT_ID.txt`), from 0.")
END = integer("end", "Where it ends: `text[start:end]` is the value as printed.")
PAGE = integer("page", "The page it begins on, from 1; empty where the source has no pages.")

TO_DOCUMENT = ForeignKey(("document_id",), "documents")
TO_SECTION = ForeignKey(("document_id", "section_id"), "sections")
TO_TASK = ForeignKey(("document_id", "task_id"), "tasks")
TO_ORGANISATION = ForeignKey(("organisation_id",), "organisations")
