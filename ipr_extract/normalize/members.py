"""The question that anybody may ask: who was meant by a name on a day."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from ipr_extract.data import registry
from ipr_extract.data.local_organs import LocalPlace, places_by_code
from ipr_extract.errors import ConfigError
from ipr_extract.normalize.collectives import default_collectives


@dataclass(frozen=True, slots=True)
class OrganisationMember:
    """A member of a collective: its id, its full Chinese name of the day, and where the membership comes from."""

    organisation_id: str
    name_zh: str
    source: str


def members(
    name: str, date: dt.date | str | None = None, *, place: str | None = None
) -> tuple[OrganisationMember, ...]:
    """Who is meant by ``name`` on ``date`` (a day, or ``2018-11-07``; None: today's).

    ``place`` is the code of GB/T 2260 of who speaks, for names that mean another place's organs each time
    (``各市人民政府``). Raises ``ConfigError`` for a name that is no collective, one whose members on that day aren't
    in the data, a date that is none, and a code that is no place's.

    >>> [member.organisation_id for member in members("国务院直属特设机构", "2018-11-07")]
    ['sasac']
    """
    if place is not None and place not in places_by_code():
        raise ConfigError(f"{place}: no place has this code")
    try:
        on = dt.date.fromisoformat(date) if isinstance(date, str) else date
    except ValueError as error:
        raise ConfigError(f"{date}: not a date like 2018-11-07") from error
    found = default_collectives().expand(name, on, LocalPlace(place) if place else None)
    if found is None:
        raise ConfigError(f"{name}: not a name of many that is known")
    if not found.members:
        raise ConfigError(f"{name}: its members on {on or 'this day'} aren't in the data")
    rows = registry()
    return tuple(OrganisationMember(key, rows[key].name_zh, source) for key, source in found.members)
