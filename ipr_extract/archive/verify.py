"""Every byte held to its digest, and every row of the catalogue to what it says of the others."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from sqlalchemy import Connection, func, select, text

from ipr_extract.archive.archive import Archive
from ipr_extract.archive.schema import FETCHES, OBJECTS, RESOURCES, VERSIONS


@dataclass(slots=True)
class Verified:
    """What was checked and found.

    ``damaged``: bytes that are not those of their digest or size. ``missing``: bytes that the catalogue has and the
    folder hasn't. ``unknown``: files that no writer of this archive made. ``faults``: rows of the catalogue that
    contradict each other. Harmless are ``unreferenced`` (whole bytes whose writer was killed before it wrote the row;
    the next fetch of them takes them up) and ``leftovers`` (what a killed writer had not finished; cleared away when
    it is a day old).
    """

    objects: int = 0
    bytes: int = 0
    fetches: int = 0
    damaged: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    unreferenced: list[str] = field(default_factory=list)
    leftovers: list[str] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        """Whether all is as it should be."""
        return not (self.damaged or self.missing or self.unknown or self.faults)


def verify(archive: Archive, *, step: Callable[[], None] = lambda: None) -> Verified:
    """Check everything; changes nothing. ``step`` is called for each object. Others may write meanwhile."""
    found = Verified()
    # First what is there, then what the catalogue says: bytes are always there before their row.
    with archive.database.reading() as connection:
        expected = {row.sha256: row.size for row in connection.execute(select(OBJECTS))}
        found.fetches = connection.execute(select(func.count()).select_from(FETCHES)).scalar_one()
        found.faults = [*_faults_of_file(connection), *_faults_of_rows(connection)]
    for sha256, size in sorted(expected.items()):
        _check(archive, sha256, size, found)
        step()
    for sha256 in archive.objects.names():
        if sha256 not in expected:
            whole = _digest(archive, sha256) == sha256
            (found.unreferenced if whole else found.unknown).append(f"objects/{sha256[:2]}/{sha256}")
    found.unknown += [path.relative_to(archive.folder).as_posix() for path in archive.objects.strangers()]
    found.leftovers = [path.relative_to(archive.folder).as_posix() for path in archive.objects.leftovers()]
    return found


def _check(archive: Archive, sha256: str, size: int, found: Verified) -> None:
    found.objects += 1
    path = archive.objects.path(sha256)
    if not path.is_file():
        found.missing.append(sha256)
        return
    now = path.stat().st_size
    found.bytes += now
    if now != size or _digest(archive, sha256) != sha256:
        found.damaged.append(sha256)


def _digest(archive: Archive, sha256: str) -> str | None:
    try:
        return archive.objects.digest(sha256)
    except OSError:
        return None


def _faults_of_file(connection: Connection) -> Iterator[str]:
    """What SQLite finds wrong with its own file; a server looks after its own."""
    if connection.dialect.name != "sqlite":
        return
    for said in connection.execute(text("PRAGMA integrity_check")).scalars():
        if said != "ok":
            yield f"the catalogue's file: {said}"
    for row in connection.execute(text("PRAGMA foreign_key_check")):
        yield f"a row of {row.table} names a row of {row.parent} that isn't there"


def _faults_of_rows(connection: Connection) -> Iterator[str]:
    counted = func.count()
    per_address = (
        select(VERSIONS.c.address, counted.label("held"), func.max(VERSIONS.c.version).label("highest"))
        .group_by(VERSIONS.c.address)
        .subquery()
    )
    gaps = select(per_address.c.address).where(per_address.c.held != per_address.c.highest)
    for address in connection.execute(gaps).scalars():
        yield f"{address}: its versions don't count from 1 without a gap"
    other = (
        select(VERSIONS.c.address, VERSIONS.c.version)
        .outerjoin(FETCHES, FETCHES.c.fetch_id == VERSIONS.c.fetch_id)
        .where(
            FETCHES.c.fetch_id.is_(None)
            | (FETCHES.c.sha256 != VERSIONS.c.sha256)
            | (FETCHES.c.address != VERSIONS.c.address)
            | (FETCHES.c.version != VERSIONS.c.version)
        )
    )
    for row in connection.execute(other):
        yield f"{row.address}: version {row.version} is not what its fetch says"
    behind = (
        select(RESOURCES.c.address)
        .outerjoin(per_address, per_address.c.address == RESOURCES.c.address)
        .where(
            (func.coalesce(per_address.c.highest, 0) != RESOURCES.c.versions)
            | (RESOURCES.c.current > RESOURCES.c.versions)
            | ((RESOURCES.c.current == 0) & (RESOURCES.c.versions > 0))
        )
    )
    for address in connection.execute(behind).scalars():
        yield f"{address}: what is known of it doesn't fit its versions"
    lost = (
        select(FETCHES.c.address)
        .distinct()
        .outerjoin(RESOURCES, RESOURCES.c.address == FETCHES.c.address)
        .where(RESOURCES.c.address.is_(None))
    )
    for address in connection.execute(lost).scalars():
        yield f"{address}: was fetched and isn't known"
