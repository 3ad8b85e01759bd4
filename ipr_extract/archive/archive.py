"""An archive: bytes that never change, and the catalogue of how they came."""

from __future__ import annotations

import json
import os
import re
import tomllib
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

from sqlalchemy import delete, or_, select

from ipr_extract.archive import fetches
from ipr_extract.archive.clock import SYSTEM_CLOCK, Clock, utc
from ipr_extract.archive.database import Database, as_json, plain
from ipr_extract.archive.fetches import READ_BY_PIPELINES, Known, Version
from ipr_extract.archive.hosts import Hosts, Leases, Robots
from ipr_extract.archive.listings import Listings
from ipr_extract.archive.objects import ObjectStore, sync
from ipr_extract.archive.runs import Runs
from ipr_extract.archive.schema import FETCHES, LINKS, RESOURCES, STATES
from ipr_extract.errors import ArchiveError
from ipr_extract.model.snapshot import ARCHIVE_FILE, Fetch, Outcome, ResourceKind, Snapshot

_CATALOGUE = "catalogue.sqlite"
_OBJECTS = "objects"
# For whoever finds the folder without the program.
_README = """This folder is an archive: documents as they were fetched, and the record of how.

objects/ab/abcd...  the bytes of a document, named by their SHA-256 (64 hex digits). They are never changed.
                    To check one: sha256sum objects/ab/abcd... prints its own name.
catalogue.sqlite    an SQLite 3 database (unless archive.toml names a server): table fetches has a row for every
                    fetch (url, retrieved_at in UTC, status, headers, sha256), table versions the versions of each
                    address, table links which page names which file, table runs who asked when.
archive.toml        the archive's id.

Made by ipr_extract. "ipr-extract archive verify FOLDER" checks everything; "ipr-extract archive export FOLDER bag"
writes it as a BagIt bag, "... copy.wacz" as WARC records in a WACZ file.
"""
_HEX = re.compile(r"[0-9a-f]{8,64}")
# What a killed writer left is cleared away when no writer can still be at it.
_LEFTOVER_SECONDS = 86_400.0


@dataclass(frozen=True, slots=True)
class Link:
    """A page names another address: its attachment, its picture, its next page."""

    parent: str
    child: str
    kind: str
    label: str
    first_seen: str
    last_seen: str


class Archive:
    """An open archive. Safe to share between threads and to open in many processes; not to carry across a fork.

    ``hosts``, ``robots``, ``leases``, ``listings`` and ``runs`` are its parts for crawls.
    """

    def __init__(self, folder: Path, database: Database, archive_id: str, clock: Clock) -> None:
        self.folder = folder
        self.archive_id = archive_id
        self.database = database
        self.clock = clock
        self.objects = ObjectStore(folder / _OBJECTS)
        self.hosts = Hosts(database, clock)
        self.robots = Robots(database)
        self.leases = Leases(database, clock)
        self.listings = Listings(database, clock)
        self.runs = Runs(database, clock)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the catalogue."""
        self.database.close()

    def record(self, fetch: Fetch, body: bytes | None = None, *, run_id: str | None = None) -> Snapshot:
        """Keep a fetch: its bytes first, safe on the disk, then the row in one transaction.

        A process killed at any moment leaves either nothing of it in the catalogue or all. A ``STORED`` fetch whose
        bytes or ``content_digest`` are those of the address's last version comes back ``UNCHANGED``; its bytes are
        kept all the same, since they were fetched. Raises ``ValueError`` for a stored fetch without bytes and for a
        blocked, failed or skipped one with bytes, which are never stored.
        """
        return self.record_all([(fetch, body)], run_id=run_id)[0]

    def record_all(
        self, fetched: Sequence[tuple[Fetch, bytes | None]], *, run_id: str | None = None
    ) -> tuple[Snapshot, ...]:
        """The same for several fetches at once, in one transaction: all are kept or none.

        Much faster than one by one where the disk is slow to say that bytes are safe.
        """
        for fetch, body in fetched:
            if (fetch.outcome is Outcome.STORED) != (body is not None) and fetch.outcome is not Outcome.UNCHANGED:
                raise ValueError(f"a fetch that is {fetch.outcome} comes {'without' if body is None else 'with'} bytes")
        names = iter(self.objects.write_all([body for _, body in fetched if body is not None]))
        held = [(fetch, None if body is None else (next(names), len(body))) for fetch, body in fetched]
        return fetches.add_fetches(self.database, held, run_id, utc(self.clock()))

    def latest(self, address: str) -> Known | None:
        """What is known of an address, for a conditional request; None where it was never fetched."""
        with self.database.reading() as connection:
            return fetches.known(connection, address)

    def is_known(self, address: str) -> bool:
        """Whether bytes of the address are held."""
        asked = select(RESOURCES.c.versions).where(RESOURCES.c.address == address)
        with self.database.reading() as connection:
            return bool(connection.execute(asked).scalar())

    def known_addresses(self, source: str | None = None) -> frozenset[str]:
        """All addresses of which bytes are held, for a crawl that asks of thousands: one query."""
        asked = select(RESOURCES.c.address).where(RESOURCES.c.versions > 0)
        if source is not None:
            asked = asked.where(RESOURCES.c.source == source)
        with self.database.reading() as connection:
            return frozenset(connection.execute(asked).scalars())

    def resources(self, source: str | None = None) -> tuple[Known, ...]:
        """What is known of all addresses, or of those of a source; in no promised order."""
        with self.database.reading() as connection:
            return tuple(fetches.all_known(connection, source))

    def versions(self, address: str) -> tuple[Version, ...]:
        """The versions of an address, the oldest first."""
        with self.database.reading() as connection:
            return fetches.versions(connection, address)

    def history(self, address: str | None = None) -> Iterator[Snapshot]:
        """Every fetch of an address, or of all, in the order in which they were recorded."""
        return fetches.history(self.database, address)

    def documents(
        self,
        *,
        source: str | None = None,
        since: str | None = None,
        every_version: bool = False,
        kinds: tuple[ResourceKind, ...] = READ_BY_PIPELINES,
    ) -> Iterator[Snapshot]:
        """What a pipeline reads: of each address the fetch that its current version began with, by address.

        ``every_version`` gives the earlier ones too, oldest first. ``since`` (UTC) leaves out versions that were
        there before.
        """
        return fetches.documents(self.database, source=source, since=since, every_version=every_version, kinds=kinds)

    def meant_by(self, what: str) -> tuple[str, str | None] | None:
        """An address, or address and sha256 of the last bytes whose sha256 begins so; None where there are none."""
        begins = what if _HEX.fullmatch(what) else "-"
        asked = (
            select(FETCHES.c.address, FETCHES.c.sha256)
            .where(or_(FETCHES.c.address == what, FETCHES.c.sha256.like(f"{begins}%")))
            .order_by(FETCHES.c.fetch_id.desc())
            .limit(1)
        )
        with self.database.reading() as connection:
            row = connection.execute(asked).first()
        return None if row is None else (row.address, None if row.address == what else row.sha256)

    def read(self, sha256: str) -> bytes:
        """The bytes of that digest, checked against it; ``ArchiveError`` where they are missing or damaged."""
        return self.objects.read(sha256)

    def path_of(self, sha256: str) -> Path:
        """The file that holds the bytes of that digest. It is never to be written."""
        return self.objects.path(sha256)

    def link(self, parent: str, child: str, kind: str = "attachment", *, label: str = "") -> None:
        """Write down that the page ``parent`` names ``child`` (``label``: in which words)."""
        now = utc(self.clock())
        said = {"parent": plain(parent), "child": plain(child), "kind": kind, "label": plain(label)}
        values = said | {"first_seen": now, "last_seen": now}
        with self.database.writing() as connection:
            self.database.upsert(connection, LINKS, values, ("last_seen", "label"))

    def links(self, *, parent: str | None = None, child: str | None = None) -> tuple[Link, ...]:
        """The links from a page, to an address, or all; by parent and child."""
        asked = select(LINKS).order_by(LINKS.c.parent, LINKS.c.child, LINKS.c.kind)
        if parent is not None:
            asked = asked.where(LINKS.c.parent == parent)
        if child is not None:
            asked = asked.where(LINKS.c.child == child)
        with self.database.reading() as connection:
            return tuple(
                Link(r.parent, r.child, r.kind, r.label, r.first_seen, r.last_seen) for r in connection.execute(asked)
            )

    def get_state(self, name: str) -> Any:
        """What ``put_state`` kept under that name; None where nothing is."""
        with self.database.reading() as connection:
            value = connection.execute(select(STATES.c.value).where(STATES.c.name == name)).scalar()
        return None if value is None else json.loads(value)

    def put_state(self, name: str, value: Any) -> None:
        """Keep plain JSON values under a name, such as how far a collection of the past has come; None removes it."""
        with self.database.writing() as connection:
            if value is None:
                connection.execute(delete(STATES).where(STATES.c.name == name))
            else:
                packed = as_json(value)
                self.database.upsert(connection, STATES, {"name": name, "value": packed}, ("value",))


def open_archive(
    location: Path | str,
    *,
    folder: Path | None = None,
    create: bool = True,
    clock: Clock = SYSTEM_CLOCK,
    archive_id: str | None = None,
) -> Archive:
    """Open an archive, or begin one.

    ``location`` is a folder; its catalogue is in an SQLite file in it, or where its ``archive.toml`` says. Or it is
    the ``postgresql://`` URL of the catalogue, with ``folder`` for the bytes. ``create=False`` opens only what is
    there; ``archive_id`` is given to one that is begun, by default a new one. Raises ``ArchiveError``.
    """
    url = location if isinstance(location, str) and "://" in location else None
    if url is not None and folder is None:
        raise ArchiveError("a catalogue on a server needs a folder for the bytes too")
    root = folder if folder is not None and url is not None else Path(location)
    settings = _read_settings(root)
    if settings is None and not create:
        raise ArchiveError(f"{root}: no archive is there (a folder with {ARCHIVE_FILE})")
    if settings is None:
        settings = _begin(root, archive_id or uuid.uuid4().hex, None)
    catalogue = url or settings.get("catalogue")
    database = Database.at(catalogue) if catalogue else Database.in_file(root / _CATALOGUE)
    try:
        found = database.prepare(settings["id"])
        if found != settings["id"]:
            raise ArchiveError(f"{root}: its catalogue is another archive's ({found}, not {settings['id']})")
    except BaseException:
        database.close()
        raise
    archive = Archive(root, database, found, clock)
    archive.objects.clean(clock() - _LEFTOVER_SECONDS)
    return archive


def _read_settings(root: Path) -> dict[str, str] | None:
    file = root / ARCHIVE_FILE
    try:
        values = tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except OSError as error:
        raise ArchiveError(f"{file}: can't be opened: {error.strerror}") from error
    except ValueError as error:
        raise ArchiveError(f"{file}: not valid TOML: {error}") from error
    if values.get("format") != 1 or not isinstance(values.get("id"), str):
        raise ArchiveError(f"{file}: not an archive that this program knows (format = 1 and an id)")
    return values


def begin_archive(folder: Path, catalogue: str | None = None) -> None:
    """Begin an archive whose catalogue is in a database on a server, by its ``postgresql://`` URL.

    The URL is written into the archive's folder, so it may hold no password: that is for ``~/.pgpass`` or
    ``PGPASSWORD``. Raises ``ArchiveError`` where an archive is there already.
    """
    if catalogue is not None and urlsplit(catalogue).password:
        raise ArchiveError("the URL would be kept in a file: leave the password to ~/.pgpass or PGPASSWORD")
    if _read_settings(folder) is not None:
        raise ArchiveError(f"{folder}: an archive is there already")
    if catalogue is not None:
        Database.at(catalogue).close()
    _begin(folder, uuid.uuid4().hex, catalogue)


def _begin(root: Path, archive_id: str, catalogue: str | None) -> dict[str, str]:
    """Begin an archive; of two that begin the same one at once, both go on with what the first wrote."""
    try:
        ObjectStore(root / _OBJECTS).create()
        (root / "README.txt").write_text(_README, encoding="utf-8")
        beside = root / f"{uuid.uuid4().hex}.part"
        lines = ["# An archive of ipr_extract: docs/howto-archivist.md", "format = 1", f'id = "{archive_id}"']
        lines += [] if catalogue is None else [f"catalogue = {json.dumps(catalogue)}"]
        beside.write_text("\n".join(lines) + "\n", encoding="utf-8")
        sync(beside)  # without it there is no archive, whatever it holds
        try:
            # A hard link is made or refused in one step; a rename would take the place of the other one's.
            os.link(beside, root / ARCHIVE_FILE)
        except FileExistsError:
            pass
        except OSError:  # a disk without hard links, as memory sticks are
            if not (root / ARCHIVE_FILE).exists():
                beside.replace(root / ARCHIVE_FILE)
        finally:
            beside.unlink(missing_ok=True)
        sync(root)
    except OSError as error:
        raise ArchiveError(f"{error.filename or root}: no archive can be begun: {error.strerror}") from error
    settings = _read_settings(root)
    assert settings is not None
    return settings
