"""What a circular says, marked by hand: the gold annotations as typed values.

A gold file is JSON (`shared/gold/GUIDELINES.md` defines it). Names and titles are copied as printed;
numbers, dates and paths are normalised.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class GoldSection:
    """One numbered unit: the path of printed ordinals, its label, and its title without the label."""

    path: str
    label: str
    title: str


@dataclass(frozen=True, slots=True)
class GoldAssignment:
    """Who does what in a unit; an optional one neither gains nor loses."""

    path: str
    organisation: str
    role: str
    optional: bool = False


@dataclass(frozen=True, slots=True)
class GoldDeadline:
    """By when; ``date`` is ISO, or None where no day is named."""

    path: str
    text: str
    date: str | None


@dataclass(frozen=True, slots=True)
class GoldReference:
    """A document cited by its number."""

    title: str | None
    number: str | None


@dataclass(frozen=True, slots=True)
class GoldIndicator:
    """A figure to be reached, as the table `indicators` states it; numbers are decimal strings, None is not stated."""

    path: str
    name: str
    comparator: str
    value: str
    unit: str
    target_year: int | None
    change: str | None = None
    baseline_value: str | None = None
    baseline_year: int | None = None
    nature: str | None = None


@dataclass(frozen=True, slots=True)
class Gold:
    """One annotated document. None means not stated (or, for a list, not marked)."""

    document: str
    language: str
    title: str | None
    document_number: str | None
    written_date: str | None
    issuers: tuple[str, ...] | None
    addressees: tuple[str, ...] | None
    sections: tuple[GoldSection, ...]
    assignments: tuple[GoldAssignment, ...]
    deadlines: tuple[GoldDeadline, ...] | None
    references: tuple[GoldReference, ...] | None
    indicators: tuple[GoldIndicator, ...] | None = None
    text_deadlines: tuple[GoldDeadline, ...] | None = None
    effective_date: str | None = None
    valid_until: str | None = None

    def printed(self, change: Callable[[str], str]) -> Gold:
        """The same annotation after ``change`` was applied to every text that is copied as printed."""
        maybe = _unless_none(change)
        every = _unless_none(lambda names: tuple(map(change, names)))
        deadlines = _unless_none(lambda rows: tuple(replace(row, text=change(row.text)) for row in rows))
        indicators = _unless_none(lambda rows: tuple(replace(row, name=change(row.name)) for row in rows))
        references = _unless_none(
            lambda rows: tuple(replace(row, title=maybe(row.title), number=maybe(row.number)) for row in rows)
        )
        return replace(
            self,
            title=maybe(self.title),
            document_number=maybe(self.document_number),
            issuers=every(self.issuers),
            addressees=every(self.addressees),
            sections=tuple(replace(row, label=change(row.label), title=change(row.title)) for row in self.sections),
            assignments=tuple(replace(row, organisation=change(row.organisation)) for row in self.assignments),
            deadlines=deadlines(self.deadlines),
            references=references(self.references),
            indicators=indicators(self.indicators),
            text_deadlines=deadlines(self.text_deadlines),
        )


def _unless_none(change: Callable[[T], T]) -> Callable[[T | None], T | None]:
    return lambda value: None if value is None else change(value)


def read_gold(path: Path) -> Gold:
    """Read one gold file; raises ``KeyError`` or ``TypeError`` where its shape is not the guidelines'."""
    data = json.loads(path.read_text(encoding="utf-8"))

    def names(field: str) -> tuple[str, ...] | None:
        return tuple(data[field]) if data.get(field) is not None else None

    def deadlines(field: str) -> tuple[GoldDeadline, ...] | None:
        return tuple(GoldDeadline(**row) for row in data[field]) if field in data else None

    return Gold(
        document=data["document"],
        language=data["language"],
        title=data.get("title"),
        document_number=data.get("document_number"),
        written_date=data.get("written_date"),
        issuers=names("issuers"),
        addressees=names("addressees"),
        sections=tuple(GoldSection(**row) for row in data["sections"]),
        assignments=tuple(GoldAssignment(**row) for row in data["assignments"]),
        deadlines=deadlines("deadlines"),
        references=tuple(GoldReference(**row) for row in data["references"]) if "references" in data else None,
        indicators=tuple(GoldIndicator(**row) for row in data["indicators"]) if "indicators" in data else None,
        text_deadlines=deadlines("text_deadlines"),
        effective_date=data.get("effective_date"),
        valid_until=data.get("valid_until"),
    )
