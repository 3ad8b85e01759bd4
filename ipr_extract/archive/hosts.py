"""What all processes and machines that share a catalogue agree on: a host's rate, its robots.txt, who does what."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, delete, select, update

from ipr_extract.archive.clock import Clock
from ipr_extract.archive.database import Database, plain
from ipr_extract.archive.schema import HOSTS, LEASES, ROBOTS


class Hosts:
    """One polite rate a host: whoever wants to ask it reserves a moment first, and asks at that moment."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def next_allowed(self, host: str, interval: float) -> float:
        """Reserve the next free moment of a host; returns it as a Unix time, now or later.

        The moment after it is free ``interval`` seconds later, for whoever reserves next.
        """
        with self._database.writing() as connection:
            next_at = self._locked(connection, host)
            at = max(self._clock(), next_at)
            connection.execute(update(HOSTS).where(HOSTS.c.host == host).values(next_at=at + interval))
            return at

    def hold(self, host: str, until: float, reason: str = "") -> None:
        """Nobody asks the host before the Unix time ``until`` (``Retry-After``, a block)."""
        with self._database.writing() as connection:
            if until > self._locked(connection, host):
                connection.execute(update(HOSTS).where(HOSTS.c.host == host).values(next_at=until, reason=reason))

    def free_at(self, host: str) -> float:
        """The next free moment of a host, without reserving it; 0 where nobody asked it yet."""
        with self._database.reading() as connection:
            return connection.execute(select(HOSTS.c.next_at).where(HOSTS.c.host == host)).scalar() or 0.0

    def _locked(self, connection: Connection, host: str) -> float:
        self._database.upsert(connection, HOSTS, {"host": host, "next_at": 0.0, "reason": ""})
        asked = select(HOSTS.c.next_at).where(HOSTS.c.host == host).with_for_update()
        return float(connection.execute(asked).scalar_one())


@dataclass(frozen=True, slots=True)
class RobotsFile:
    """A site's robots.txt as last fetched. ``status`` is None where the site could not be reached."""

    origin: str
    fetched_at: str
    status: int | None
    body: str


class Robots:
    """The robots.txt of each origin (``https://host``), kept for all crawls."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, origin: str) -> RobotsFile | None:
        """The last one fetched, of whatever age."""
        with self._database.reading() as connection:
            row = connection.execute(select(ROBOTS).where(ROBOTS.c.origin == origin)).first()
        return None if row is None else RobotsFile(row.origin, row.fetched_at, row.status, row.body)

    def put(self, file: RobotsFile) -> None:
        """Keep it instead of the one before. Record the fetch itself too, so that its bytes stay provable."""
        values = {"fetched_at": file.fetched_at, "status": file.status, "body": plain(file.body)}
        with self._database.writing() as connection:
            self._database.upsert(connection, ROBOTS, {"origin": file.origin} | values, values)


class Leases:
    """Who does what just now, so that the same crawl started twice runs once. A lease that isn't renewed ends."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def take(self, name: str, owner: str, seconds: float) -> bool:
        """Take or renew the lease; False where another owner holds it."""
        now = self._clock()
        with self._database.writing() as connection:
            values = {"owner": owner, "expires_at": now + seconds}
            self._database.upsert(connection, LEASES, {"name": name, "owner": "", "expires_at": 0.0})
            held = connection.execute(select(LEASES).where(LEASES.c.name == name).with_for_update()).one()
            if held.owner not in ("", owner) and held.expires_at > now:
                return False
            connection.execute(update(LEASES).where(LEASES.c.name == name).values(values))
            return True

    def holder(self, name: str) -> str | None:
        """Who took the lease last and did not give it back, expired or not."""
        with self._database.reading() as connection:
            return connection.execute(select(LEASES.c.owner).where(LEASES.c.name == name)).scalar() or None

    def give_back(self, name: str, owner: str) -> None:
        """End the lease, if it is still the owner's."""
        with self._database.writing() as connection:
            connection.execute(delete(LEASES).where(LEASES.c.name == name, LEASES.c.owner == owner))
