"""Provincial and prefecture-level units, with their codes of GB/T 2260: ``places.csv`` as values."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from ipr_extract.data.rows import checked_rows, shipped_lines
from ipr_extract.errors import ConfigError

COLUMNS = ("code", "name", "short_name", "abbreviations", "kind", "parent_code")
KINDS = frozenset({
    "autonomous_prefecture", "autonomous_region", "league", "municipality", "prefecture", "prefecture_city", "province",
    "special_administrative_region", "sub_provincial_city",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """A unit of government: ``code`` has six digits, ``abbreviations`` one sign each (``冀``), ``parent_code`` None
    for a provincial unit."""

    code: str
    name: str
    short_name: str
    abbreviations: tuple[str, ...]
    kind: str
    parent_code: str | None


def read_places(lines: Iterable[str]) -> tuple[Place, ...]:
    """The rows of a list of places in CSV.

    Raises ``ConfigError`` for wrong columns, a code that isn't six digits or stands twice, an unknown kind, and a
    parent that has no row before its children.
    """
    places: dict[str, Place] = {}
    for where, row in checked_rows(lines, COLUMNS, "places.csv"):
        code, parent = row["code"], row["parent_code"] or None
        if len(code) != 6 or not code.isdecimal() or code in places:
            raise ConfigError(f"{where}: the code {code!r} isn't six digits or stands twice")
        if row["kind"] not in KINDS:
            raise ConfigError(f"{where}: unknown kind {row['kind']!r}; the kinds are in data/gazetteer.py")
        if parent is not None and parent not in places:
            raise ConfigError(f"{where}: the parent {parent!r} has no row before this one")
        abbreviations = tuple(filter(None, row["abbreviations"].split("|")))
        places[code] = Place(code, row["name"], row["short_name"], abbreviations, row["kind"], parent)
    return tuple(places.values())


@cache
def places() -> tuple[Place, ...]:
    """The places that are shipped, by code; read once."""
    return read_places(shipped_lines("places.csv"))
