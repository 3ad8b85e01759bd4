"""What listings name, and what each listing looked like each time it was read."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Row, bindparam, or_, select

from ipr_extract.archive.clock import Clock, utc
from ipr_extract.archive.database import Database, as_json, plain
from ipr_extract.archive.schema import ITEMS, LISTINGS, RESOURCES

# Made once: making a statement costs several times what running it does.
_IS_LISTED = select(ITEMS.c.address).where(
    ITEMS.c.source == bindparam("source"), ITEMS.c.address == bindparam("address")
)


@dataclass(frozen=True, slots=True)
class Item:
    """An entry of a listing (or a row of a spreadsheet of links): an address, and what is said of it there.

    ``first_seen`` and ``last_seen`` are filled by the archive.
    """

    address: str
    title: str = ""
    document_number: str = ""
    published_date: str | None = None
    listing: str = ""
    first_seen: str = ""
    last_seen: str = ""


@dataclass(frozen=True, slots=True)
class ListingState:
    """A listing as it was read once: how many pages and items, how many it claims in all, whether read to its end.

    ``state`` is whatever the reader wants to know next time (validators, a cursor): plain JSON values.
    """

    address: str
    source: str
    items: int
    pages: int = 1
    total: int | None = None
    complete: bool = True
    state: dict[str, Any] = field(default_factory=dict)
    checked_at: str = ""
    run_id: str | None = None


class Listings:
    """Listings and their items."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def see(self, source: str, items: Iterable[Item], *, at: str | None = None) -> int:
        """Write down that items are listed now; returns how many of them were not known to the source.

        What isn't said of one now stays as it was said before.
        """
        now = at or utc(self._clock())
        new = 0
        with self._database.writing() as connection:
            for item in items:
                address = plain(item.address)
                key = {"source": source, "address": address}
                new += connection.execute(_IS_LISTED, key).first() is None
                said = {
                    "listing": plain(item.listing), "title": plain(item.title),
                    "document_number": plain(item.document_number), "published_date": plain(item.published_date),
                    "last_seen": now,
                }  # fmt: skip
                added = {"source": source, "address": address, "first_seen": now}
                self._database.upsert(connection, ITEMS, added | said, (name for name in said if said[name]))
        return new

    def sources(self) -> tuple[str, ...]:
        """The names of all sources that listed anything."""
        with self._database.reading() as connection:
            return tuple(connection.execute(select(ITEMS.c.source).distinct().order_by(ITEMS.c.source)).scalars())

    def items(self, source: str) -> tuple[Item, ...]:
        """All items ever listed for a source, by first sight and address."""
        asked = select(ITEMS).where(ITEMS.c.source == source).order_by(ITEMS.c.first_seen, ITEMS.c.address)
        with self._database.reading() as connection:
            return tuple(map(_item, connection.execute(asked)))

    def wanted(self, source: str) -> tuple[Item, ...]:
        """The items of a source whose bytes are not in the archive yet, by first sight and address."""
        asked = (
            select(ITEMS)
            .outerjoin(RESOURCES, RESOURCES.c.address == ITEMS.c.address)
            .where(ITEMS.c.source == source, or_(RESOURCES.c.address.is_(None), RESOURCES.c.versions == 0))
            .order_by(ITEMS.c.first_seen, ITEMS.c.address)
        )
        with self._database.reading() as connection:
            return tuple(map(_item, connection.execute(asked)))

    def read(self, state: ListingState) -> None:
        """Write down how a listing looked; earlier states stay."""
        values = {
            "address": state.address, "source": state.source, "run_id": state.run_id,
            "checked_at": state.checked_at or utc(self._clock()), "pages": state.pages, "items": state.items,
            "total": state.total, "complete": state.complete, "state": as_json(state.state),
        }  # fmt: skip
        with self._database.writing() as connection:
            connection.execute(LISTINGS.insert().values(values))

    def last(self, address: str) -> ListingState | None:
        """How a listing looked when it was last read."""
        return next(iter(self.history(address, limit=1)), None)

    def history(self, address: str, *, limit: int = 100) -> tuple[ListingState, ...]:
        """How a listing looked, the latest first."""
        asked = select(LISTINGS).where(LISTINGS.c.address == address).order_by(LISTINGS.c.listing_id.desc())
        with self._database.reading() as connection:
            return tuple(map(_state, connection.execute(asked.limit(limit))))


def _item(row: Row[Any]) -> Item:
    return Item(
        row.address, row.title, row.document_number, row.published_date, row.listing, row.first_seen, row.last_seen
    )


def _state(row: Row[Any]) -> ListingState:
    return ListingState(
        row.address, row.source, row.items, row.pages, row.total, row.complete, json.loads(row.state), row.checked_at,
        row.run_id,
    )  # fmt: skip
