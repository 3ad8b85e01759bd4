"""What a circular says, marked by hand: the gold annotations as typed values.

A gold file is JSON; docs/judging.md says what it holds. Names and titles are copied as printed; numbers, dates and
paths are normalised.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from ipr_extract.errors import ConfigError

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
    """Read one gold file; raises ``ConfigError`` where its shape is not that of the guidelines."""
    try:
        return _gold(json.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise ConfigError(f"{path}: can't be opened: {error.strerror}") from error
    except KeyError as error:
        raise ConfigError(f"{path}: no gold file: {error} is missing") from error
    except (ValueError, TypeError, AttributeError) as error:
        raise ConfigError(f"{path}: no gold file: {error}") from error


def _gold(data: Any) -> Gold:
    def names(field: str) -> tuple[str, ...] | None:
        return _unless_none(lambda values: tuple(map(str, values)))(data.get(field))

    def rows(field: str, make: Callable[[Any], T]) -> tuple[T, ...] | None:
        return _unless_none(lambda values: tuple(map(make, values)))(data.get(field))

    def deadline(row: Any) -> GoldDeadline:
        return GoldDeadline(row["path"], row.get("text", ""), row.get("date"))

    return Gold(
        document=str(data["document"]),
        language=data.get("language", "zh"),
        title=data.get("title"),
        document_number=data.get("document_number"),
        written_date=data.get("written_date"),
        issuers=names("issuers"),
        addressees=names("addressees"),
        sections=tuple(GoldSection(row["path"], row.get("label", ""), row["title"]) for row in data["sections"]),
        assignments=tuple(
            GoldAssignment(row["path"], row["organisation"], row["role"], bool(row.get("optional", False)))
            for row in data["assignments"]
        ),
        deadlines=rows("deadlines", deadline),
        references=rows("references", lambda row: GoldReference(row.get("title"), row.get("number"))),
        indicators=rows("indicators", lambda row: GoldIndicator(**row)),
        text_deadlines=rows("text_deadlines", deadline),
        effective_date=data.get("effective_date"),
        valid_until=data.get("valid_until"),
    )
