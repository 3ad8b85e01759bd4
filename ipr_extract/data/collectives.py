"""Who belongs to a group as of a day: ``collectives.toml`` as values."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from ipr_extract.data.authority import organisations
from ipr_extract.data.gazetteer import places
from ipr_extract.data.rules import rules
from ipr_extract.errors import ConfigError
from ipr_extract.model import Organisation


@dataclass(frozen=True, slots=True)
class Group:
    """A group by its names; ``kinds`` where all organs of some kinds belong to it, with the ``source`` of that."""

    group_id: str
    names: re.Pattern[str]
    kinds: frozenset[str]
    source: str


@dataclass(frozen=True, slots=True)
class Span:
    """The members of a group or meeting from its first to its last day; an open end holds on."""

    group_id: str
    first: dt.date
    last: dt.date | None
    members: tuple[str, ...]
    source: str

    def holds(self, on: dt.date) -> bool:
        """Whether the day lies in the span."""
        return self.first <= on and (self.last is None or on <= self.last)


def read_groups(tables: Mapping[str, Any]) -> tuple[Group, ...]:
    """The groups of a file."""
    return tuple(
        Group(
            table["id"],
            re.compile("|".join(f"(?:{name})" for name in table["names"])),
            frozenset(table.get("kinds", ())),
            table.get("source", ""),
        )
        for table in tables["group"]
    )


def read_spans(tables: Mapping[str, Any], organisation_ids: frozenset[str]) -> tuple[Span, ...]:
    """The spans of a file.

    Raises ``ConfigError`` for a member that isn't an organisation or stands twice, a span that ends before it begins,
    and two spans of a group that hold on one day.
    """
    spans: list[Span] = []
    for table in tables["span"]:
        span = Span(table["group"], table["from"], table.get("to"), tuple(table["members"]), table["source"])
        where = f"collectives.toml: {span.group_id} from {span.first}"
        unknown = {*span.members} - organisation_ids
        if unknown or len({*span.members}) != len(span.members):
            raise ConfigError(f"{where}: a member that is no organisation, or stands twice {sorted(unknown)}")
        if span.last is not None and span.last < span.first:
            raise ConfigError(f"{where}: ends before it begins")
        for other in spans:
            if other.group_id == span.group_id and (other.holds(span.first) or span.holds(other.first)):
                raise ConfigError(f"{where}: another span holds on the same day")
        spans.append(span)
    return tuple(spans)


@cache
def groups() -> tuple[Group, ...]:
    """The groups that are shipped; read once."""
    return read_groups(rules("collectives"))


@cache
def spans() -> tuple[Span, ...]:
    """The memberships that are shipped; read once."""
    return read_spans(rules("collectives"), frozenset(row.organisation_id for row in organisations()))


def provinces(on: dt.date) -> Iterator[str]:
    """The codes of the provinces that there were on a day."""
    tables = rules("collectives")
    since: Mapping[str, dt.date] = tables["provinces_since"]
    for place in places():
        is_one = place.kind in tables["provinces"]["kinds"] and place.code not in tables["provinces"]["without"]
        if is_one and on >= since.get(place.code, dt.date.min):
            yield place.code


def row_of_the_day(organisation_id: str, rows: Mapping[str, Organisation], on: dt.date) -> Organisation:
    """The row of an organ, or of what came before or after it under the same chain, that is valid on a day.

    The row itself where none of its successors is.
    """
    seen, waiting = set[str](), [organisation_id]
    while waiting:
        row = rows[waiting.pop(0)]
        if (row.valid_from is None or row.valid_from <= on) and (row.valid_to is None or on <= row.valid_to):
            return row
        seen.add(row.organisation_id)
        waiting.extend(key for key in row.successor_ids if key not in seen)
    return rows[organisation_id]
