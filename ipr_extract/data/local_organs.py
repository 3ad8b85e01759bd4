"""Local organs: an id says which, and the row follows from the id alone.

``340000-science_technology`` is the place's code of GB/T 2260 and a function of ``local_functions.csv``;
``150200.土默特右旗-education`` is an organ of a county or zone, which the list of places doesn't have: by its name,
within the smallest place that has a code, or within ``000000`` where nothing says which place that is. A function that
isn't in the file stands in the id as it is printed: ``340000-道路运输管理局``. There are tens of thousands of such
organs, so none has a row in a file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from ipr_extract.data.gazetteer import Place, places
from ipr_extract.data.rows import checked_rows, shipped_lines
from ipr_extract.errors import ConfigError
from ipr_extract.model import Organisation

COLUMNS = ("function", "province", "city", "aliases", "kind", "levels", "counterpart_id")
KINDS = frozenset({
    "central_branch", "local_consultative", "local_court", "local_department", "local_discipline", "local_government",
    "local_institution", "local_legislature", "local_mass_organisation", "local_military", "local_party",
    "local_procuratorate", "local_zone",
})  # fmt: skip
LEVELS = ("province", "prefecture", "area")
OTHER_KIND = "local_other"
"""The kind of an organ whose function isn't in the file."""
PLACE_SIGNS = "*~"
"""In a function's names ``*`` stands for the place's full name, ``~`` for its short one: ``~证监局`` is 山东证监局."""

XPCC = "xpcc"
"""The Xinjiang corps has departments like a province and no code: its own id stands for it."""

UNKNOWN = "000000"
"""Stands for the place around a county whose circular doesn't say it."""

_ID = re.compile(rf"(?P<code>[0-9]{{6}}|{XPCC})(?:\.(?P<area>[\u4e00-\u9fff]+))?-(?P<function>\w.*)")
_SLUG = re.compile(r"[a-z_]+")
_PARTY_HEADS = ("委", "党委", "委员会")


class LocalPlace(NamedTuple):
    """A place with organs of its own: a code, and the name of the county or zone in it, if that is meant."""

    code: str
    area: str = ""

    @property
    def level(self) -> str:
        """One of ``LEVELS``."""
        return "area" if self.area else "province" if self.code == XPCC or self.code.endswith("0000") else "prefecture"

    @property
    def place(self) -> Place | None:
        """The place that has the code; None for the corps."""
        return places_by_code().get(self.code)

    @property
    def above(self) -> LocalPlace | None:
        """The place around it, None for a province."""
        if self.area:
            return LocalPlace(self.code)
        parent = self.place.parent_code if self.place else None
        return LocalPlace(parent) if parent else None

    def organ(self, function: str) -> str:
        """The id of its organ of a function."""
        return f"{self.code}.{self.area}-{function}" if self.area else f"{self.code}-{function}"


@dataclass(frozen=True, slots=True)
class LocalFunction:
    """What a local organ does, by what it is called in provinces, in all other places, and otherwise.

    ``levels`` are those at which it exists (all where empty); ``counterpart_id`` is the central organ of the field
    under its latest name, or None.
    """

    function: str
    province: str
    city: str
    aliases: tuple[str, ...]
    kind: str
    levels: tuple[str, ...]
    counterpart_id: str | None

    @property
    def names(self) -> tuple[str, ...]:
        """All names that stand behind a place's: for organs of the Party also with 委, 党委 and 委员会 before them."""
        names = dict.fromkeys((self.province, self.city, *self.aliases))
        if self.kind == "local_party" and self.function != "party_committee":
            of_committee = [name.removeprefix("委") for name in names if not name.startswith(("党委", "委员会"))]
            names |= dict.fromkeys(head + name for name in of_committee for head in _PARTY_HEADS)
        return tuple(names)


def read_local_functions(lines: Iterable[str]) -> tuple[LocalFunction, ...]:
    """The rows of a list of functions in CSV.

    Raises ``ConfigError`` for wrong columns, an id that isn't of small letters or stands twice, an empty name, an
    unknown kind or level, and a name that two functions bear at one level.
    """
    functions: dict[str, LocalFunction] = {}
    bearers: dict[tuple[str, str], str] = {}
    for where, row in checked_rows(lines, COLUMNS, "local_functions.csv"):
        function = row["function"]
        if not _SLUG.fullmatch(function) or function in functions:
            raise ConfigError(f"{where}: the function {function!r} isn't of small letters or stands twice")
        if not row["province"] or not row["city"]:
            raise ConfigError(f"{where}: province and city must not be empty")
        aliases, levels = (tuple(filter(None, row[column].split("|"))) for column in ("aliases", "levels"))
        if row["kind"] not in KINDS or not set(levels) <= set(LEVELS):
            raise ConfigError(f"{where}: unknown kind {row['kind']!r} or level; both are in data/local_organs.py")
        counterpart = row["counterpart_id"] or None
        functions[function] = LocalFunction(
            function, row["province"], row["city"], aliases, row["kind"], levels, counterpart
        )
        for name in functions[function].names:
            for level in levels or LEVELS:
                other = bearers.setdefault((name, level), function)
                if other != function:
                    raise ConfigError(f"{where}: {name!r} is the name of {other!r} too")
    return tuple(functions.values())


@cache
def local_functions() -> dict[str, LocalFunction]:
    """The functions that are shipped, by their ids; read once."""
    return {f.function: f for f in read_local_functions(shipped_lines("local_functions.csv"))}


@cache
def _short_names_of_provinces() -> frozenset[str]:
    """吉林 is the province, never the city of that name in it."""
    return frozenset(place.short_name for place in places() if place.parent_code is None)


@cache
def places_by_code() -> dict[str, Place]:
    """The places that are shipped, by their codes."""
    return {place.code: place for place in places()}


def split_local_id(organisation_id: str) -> tuple[LocalPlace, str] | None:
    """The place and the function that an id says; None where it is no local organ's.

    >>> split_local_id("150200.土默特右旗-education")
    (LocalPlace(code='150200', area='土默特右旗'), 'education')
    """
    match = _ID.fullmatch(organisation_id)
    if match is None:
        return None
    code, area = match["code"], match["area"]
    if not (code == XPCC or code in places_by_code() or (code == UNKNOWN and area)):
        return None
    function = match["function"]
    if function.isascii() and function not in local_functions():
        return None
    return LocalPlace(match["code"], match["area"] or ""), function


def local_organisation(organisation_id: str) -> Organisation | None:
    """The row of a local organ, from its id alone; None where the id is no local organ's.

    The names are composed: the place's and what such organs are usually called there. Nobody has looked whether this
    very organ bore that name, or when: the row has no dates, and its source says so.
    """
    found = split_local_id(organisation_id)
    if found is None:
        return None
    where, name = found
    function = local_functions().get(name)
    full, short = _names(where, function) if function else (_place_name(where) + name, "")
    where_from = {XPCC: "Xinjiang Production and Construction Corps", UNKNOWN: "known by its name alone"}.get(
        where.code, f"GB/T 2260 code {where.code}"
    )
    how = "the usual name of such an organ" if function else "the name as printed in the documents"
    return Organisation(
        organisation_id=organisation_id,
        name_zh=full,
        short_name_zh=short or full,
        name_en="",
        abbreviation="",
        aliases=(),
        kind=function.kind if function else OTHER_KIND,
        valid_from=None,
        valid_to=None,
        successor_ids=(),
        source=f"Composed: the place ({where_from}) and {how}; not looked up",
        place_code=where.code if where.place else None,
        parent_id=_parent(where, function),
        counterpart_id=function.counterpart_id if function else None,
    )


def _place_name(where: LocalPlace, *, short: bool = False) -> str:
    place = where.place
    if where.code == UNKNOWN:
        return where.area
    if place is None:
        return ("兵团" if short else "新疆生产建设兵团") + where.area
    if short and not (where.level == "prefecture" and place.short_name in _short_names_of_provinces()):
        return place.short_name + where.area
    return place.name + where.area


def _names(where: LocalPlace, function: LocalFunction) -> tuple[str, str]:
    """The full and the short name of an organ whose function is known."""
    provincial = where.level == "province" and (where.place is None or where.place.kind != "municipality")
    name = function.province if provincial and where.code != XPCC else function.city
    short = next((alias for alias in function.aliases if _is_short(alias, name)), name)
    if function.kind == "local_party":
        return _party_names(where, name, short)
    return _filled(where, name), _filled(where, short)


def _is_short(alias: str, name: str) -> bool:
    """Whether ``alias`` is ``name`` with signs left out: 科技厅 is short for 科学技术厅, 发展改革委 for …改革委员会."""
    rest = iter(name)
    ends = alias[-1] == name[-1] or name[-1] + alias[-1] in ("会委", "会联", "会协", "室办")
    placed = all((sign in alias) == (sign in name) for sign in PLACE_SIGNS)
    return len(alias) < len(name) and ends and placed and all(sign in rest for sign in alias)


def _filled(where: LocalPlace, name: str) -> str:
    """A function's name with the place in it, or before it."""
    for sign in PLACE_SIGNS:
        if sign in name:
            return name.replace(sign, _place_name(where, short=sign == "~" and not where.area))
    return _place_name(where) + name


def _party_names(where: LocalPlace, name: str, short: str) -> tuple[str, str]:
    region = where.place is None or where.place.kind == "autonomous_region"
    place = _place_name(where)
    if name == "委员会":
        return f"中共{place}委员会", place + ("党委" if region and not where.area else "委")
    head, short_head = ("委员会", "党委") if region and not where.area else ("委", "委")
    return (
        f"中共{place}{head}{name.removeprefix('委')}",
        place + short_head + short.removeprefix("党委").removeprefix("委"),
    )


def _parent(where: LocalPlace, function: LocalFunction | None) -> str | None:
    kind = function.kind if function else OTHER_KIND
    above = where.above
    if kind == "central_branch":
        return function.counterpart_id if function else None
    if function and function.function in ("government", "party_committee"):
        top = "state_council" if function.function == "government" else "party"
        if where == (XPCC, ""):
            return XPCC
        if above is not None and above.code == UNKNOWN:
            return None
        return above.organ(function.function) if above else top
    if kind == "local_zone":
        return above.organ("government") if above and above.code != UNKNOWN else None
    if kind == "local_party":
        return where.organ("party_committee")
    return where.organ("government") if kind in ("local_department", "local_institution") else None
