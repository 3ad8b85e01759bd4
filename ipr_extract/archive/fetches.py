"""Fetches written down and found again: which version of an address a body is, and what is known of it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import BindParameter, Connection, Row, Select, bindparam, case, func, insert, select, tuple_, update

from ipr_extract.archive.database import Database, as_json, plain
from ipr_extract.archive.schema import FETCHES, OBJECTS, RESOURCES, VERSIONS
from ipr_extract.model.snapshot import Fetch, Headers, Outcome, ResourceKind, RobotsDecision, Snapshot

_PAGE = 1000
# Statements are made once: making one costs several times what running it does.
_LOCK = select(func.pg_advisory_xact_lock(func.hashtextextended(bindparam("address"), 0)))
_RESOURCE = select(RESOURCES).where(RESOURCES.c.address == bindparam("address"))
_ADD_FETCH = insert(FETCHES).returning(FETCHES.c.fetch_id)
_ADD_VERSION = insert(VERSIONS)
_ADD_RESOURCE = insert(RESOURCES)
_NOTHING_KNOWN: dict[str, Any] = {column.name: None for column in RESOURCES.columns}
_SEEN: BindParameter[Any] = bindparam("seen")
_SEE_VERSION = (
    update(VERSIONS)
    .where(VERSIONS.c.address == bindparam("of"), VERSIONS.c.version == bindparam("number"))
    .values(
        first_seen=case((VERSIONS.c.first_seen > _SEEN, _SEEN), else_=VERSIONS.c.first_seen),
        last_seen=case((VERSIONS.c.last_seen < _SEEN, _SEEN), else_=VERSIONS.c.last_seen),
    )
)
_VERSIONS = select(VERSIONS).where(VERSIONS.c.address == bindparam("address")).order_by(VERSIONS.c.version)
READ_BY_PIPELINES = (ResourceKind.DOCUMENT, ResourceKind.ATTACHMENT)


@dataclass(frozen=True, slots=True)
class Known:
    """What the next crawl needs of an address, without reading its history.

    ``sha256``, ``etag``, ``last_modified`` and ``retrieved_at`` are those of the last answer that had bytes (a 304
    may renew the validators); ``outcome``, ``status`` and ``checked_at`` those of the last fetch of any kind;
    ``failures`` counts how many times in a row it was blocked or failed. ``versions`` counts the versions, 0 where no
    bytes are held; ``current`` is the one that was fetched last, which is not the highest where older ones were taken
    in later.
    """

    address: str
    source: str
    kind: ResourceKind
    outcome: Outcome
    status: int | None
    checked_at: str
    retrieved_at: str | None
    sha256: str | None
    content_digest: str | None
    etag: str | None
    last_modified: str | None
    failures: int
    versions: int
    current: int = 0


@dataclass(frozen=True, slots=True)
class Version:
    """One version of an address: the bytes it began with, when it was first and last seen."""

    address: str
    version: int
    sha256: str
    content_digest: str | None
    first_seen: str
    last_seen: str
    fetch_id: int


def add_fetches(
    database: Database, fetched: Sequence[tuple[Fetch, tuple[str, int] | None]], run_id: str | None, now: str
) -> tuple[Snapshot, ...]:
    """Write fetches down in one transaction, each with digest and size of its bytes, which are safe already."""
    with database.writing(durable=True) as connection:
        if database.is_postgresql:
            # Two writers of one address take turns, in one order; SQLite has one writer at a time anyhow.
            for address in sorted({plain(fetch.address) for fetch, _ in fetched}):
                connection.execute(_LOCK, {"address": address})
        return tuple(_add_fetch(database, connection, fetch, body, run_id, now) for fetch, body in fetched)


def _add_fetch(
    database: Database,
    connection: Connection,
    fetch: Fetch,
    body: tuple[str, int] | None,
    run_id: str | None,
    now: str,
) -> Snapshot:
    values = _fetch_values(fetch)
    address = values["address"]
    known = connection.execute(_RESOURCE, {"address": address}).first()
    outcome, version = _judge(connection, fetch, body, known)
    sha256, size = body if body is not None else (None, None)
    if sha256 is not None:
        database.upsert(connection, OBJECTS, {"sha256": sha256, "size": size, "added_at": now})
    values |= {
        "run_id": run_id, "outcome": outcome.value, "version": version, "sha256": sha256, "recorded_at": now,
    }  # fmt: skip
    values["fetch_id"] = int(connection.execute(_ADD_FETCH, values).scalar_one())
    seen = fetch.retrieved_at or now
    if outcome is Outcome.STORED and version is not None:
        connection.execute(_ADD_VERSION, values | {"first_seen": seen, "last_seen": seen})
    elif outcome is Outcome.UNCHANGED and version is not None:
        connection.execute(_SEE_VERSION, {"of": address, "number": version, "seen": seen})
    _update_resource(database, connection, values, fetch, known, seen)
    return snapshot_of(values | {"size": size})


def _judge(
    connection: Connection, fetch: Fetch, body: tuple[str, int] | None, known: Row[Any] | None
) -> tuple[Outcome, int | None]:
    """What a fetch is in the light of what is held: its outcome, and the version it has or makes."""
    current = known.current if known is not None and known.versions else None
    if fetch.outcome not in (Outcome.STORED, Outcome.UNCHANGED) or body is None:
        return fetch.outcome, current if fetch.outcome is Outcome.UNCHANGED else None
    if current is None or known is None:
        return Outcome.STORED, 1
    if not _is_older(fetch, known):
        same = _same(body[0], fetch.content_digest, known)
        return (Outcome.UNCHANGED, current) if same else (Outcome.STORED, known.versions + 1)
    # From before what is current: any version may be the one that was seen then.
    for version in connection.execute(_VERSIONS, {"address": known.address}):
        if _same(body[0], fetch.content_digest, version):
            return Outcome.UNCHANGED, version.version
    return Outcome.STORED, known.versions + 1


def _is_older(fetch: Fetch, known: Row[Any]) -> bool:
    """Whether a fetch is from before the bytes that are current; what has no time counts as new."""
    return None not in (fetch.retrieved_at, known.retrieved_at) and fetch.retrieved_at < known.retrieved_at


def _same(sha256: str, content_digest: str | None, held: Row[Any]) -> bool:
    return sha256 == held.sha256 or (content_digest is not None and content_digest == held.content_digest)


def _fetch_values(fetch: Fetch) -> dict[str, Any]:
    return {
        "address": plain(fetch.address), "url": plain(fetch.url), "path": plain(fetch.path),
        "final_url": plain(fetch.final_url), "host": plain(host_of(fetch.final_url or fetch.url)),
        "source": plain(fetch.source), "kind": fetch.kind.value, "via": fetch.via, "reason": plain(fetch.reason),
        "status": fetch.status, "media_type": plain(fetch.media_type), "headers": _packed(fetch.headers),
        "request_headers": _packed(fetch.request_headers), "robots": fetch.robots.value, "requests": fetch.requests,
        "sent_at": fetch.sent_at, "retrieved_at": fetch.retrieved_at, "content_digest": fetch.content_digest,
    }  # fmt: skip


def _update_resource(
    database: Database, connection: Connection, values: dict[str, Any], fetch: Fetch, known: Row[Any] | None, seen: str
) -> None:
    answered = values["outcome"] in (Outcome.STORED, Outcome.UNCHANGED)
    changed: dict[str, Any] = {}
    if known is None or seen >= known.checked_at:
        failed = values["outcome"] in (Outcome.BLOCKED, Outcome.FAILED)
        before = 0 if answered or known is None else known.failures
        changed = {name: values[name] for name in ("source", "kind", "outcome", "status")}
        changed |= {"checked_at": seen, "failures": before + failed}
    older = known is not None and bool(known.versions) and _is_older(fetch, known)
    if answered and not older:
        validators = {"etag": plain(fetch.header("ETag")), "last_modified": plain(fetch.header("Last-Modified"))}
        # A 304 need not repeat the validators; an answer with bytes replaces them.
        with_bytes = values["sha256"] is not None
        changed |= {name: value for name, value in validators.items() if with_bytes or value is not None}
        if with_bytes:
            # The bytes that the next answer is compared with are the last ones, furniture and all.
            changed |= {name: values[name] for name in ("sha256", "retrieved_at", "content_digest")}
            changed["current"] = values["version"]
    held = known.versions if known is not None else 0
    if values["outcome"] == Outcome.STORED:
        changed["versions"] = held + 1
    if known is None:
        new = {"address": values["address"], "first_seen": seen, "versions": 0, "current": 0}
        connection.execute(_ADD_RESOURCE, _NOTHING_KNOWN | new | changed)
    elif changed:
        database.upsert(connection, RESOURCES, dict(known._mapping) | changed, changed)


def known(connection: Connection, address: str) -> Known | None:
    """What is known of an address; None where it was never fetched."""
    row = connection.execute(_RESOURCE, {"address": address}).first()
    return None if row is None else _known(row)


def all_known(connection: Connection, source: str | None) -> Iterator[Known]:
    """All addresses, or those of a source."""
    asked = select(RESOURCES)
    if source is not None:
        asked = asked.where(RESOURCES.c.source == source)
    for row in connection.execute(asked):
        yield _known(row)


def _known(row: Row[Any]) -> Known:
    return Known(
        row.address, row.source, ResourceKind(row.kind), Outcome(row.outcome), row.status, row.checked_at,
        row.retrieved_at, row.sha256, row.content_digest, row.etag, row.last_modified, row.failures, row.versions,
        row.current,
    )  # fmt: skip


def versions(connection: Connection, address: str) -> tuple[Version, ...]:
    """The versions of an address, the oldest first."""
    rows = connection.execute(_VERSIONS, {"address": address})
    return tuple(
        Version(r.address, r.version, r.sha256, r.content_digest, r.first_seen, r.last_seen, r.fetch_id) for r in rows
    )


def history(database: Database, address: str | None = None, after: int = 0) -> Iterator[Snapshot]:
    """All fetches in the order of the catalogue, or those of an address; read in pages, so no transaction is held."""
    while True:
        asked = _snapshots().where(FETCHES.c.fetch_id > after).order_by(FETCHES.c.fetch_id).limit(_PAGE)
        if address is not None:
            asked = asked.where(FETCHES.c.address == address)
        with database.reading() as connection:
            rows = connection.execute(asked).all()
        for row in rows:
            yield snapshot_of(row._mapping)
        if len(rows) < _PAGE:
            return
        after = rows[-1].fetch_id


def documents(
    database: Database, *, source: str | None, since: str | None, every_version: bool, kinds: tuple[ResourceKind, ...]
) -> Iterator[Snapshot]:
    """The stored snapshots that a pipeline reads, by address; see ``Archive.documents``."""
    at = ("", 0)
    key = tuple_(VERSIONS.c.address, VERSIONS.c.version)
    while True:
        asked = (
            _snapshots()
            .join(VERSIONS, VERSIONS.c.fetch_id == FETCHES.c.fetch_id)
            .where(key > at, FETCHES.c.kind.in_([kind.value for kind in kinds]))
            .order_by(VERSIONS.c.address, VERSIONS.c.version)
            .limit(_PAGE)
        )
        if source is not None:
            asked = asked.where(FETCHES.c.source == source)
        if since is not None:
            asked = asked.where(VERSIONS.c.first_seen >= since)
        if not every_version:
            asked = asked.join(RESOURCES, RESOURCES.c.address == VERSIONS.c.address).where(
                RESOURCES.c.current == VERSIONS.c.version
            )
        with database.reading() as connection:
            rows = connection.execute(asked).all()
        for row in rows:
            yield snapshot_of(row._mapping)
        if len(rows) < _PAGE:
            return
        at = (rows[-1].address, rows[-1].version)


def _snapshots() -> Select[Any]:
    return select(FETCHES, OBJECTS.c.size).outerjoin(OBJECTS, OBJECTS.c.sha256 == FETCHES.c.sha256)


def snapshot_of(row: Any) -> Snapshot:
    """A row of ``FETCHES`` with the ``size`` of its object, by names."""
    return Snapshot(
        url=row["url"], path=row["path"], retrieved_at=row["retrieved_at"], outcome=Outcome(row["outcome"]),
        source=row["source"], kind=ResourceKind(row["kind"]), status=row["status"], media_type=row["media_type"],
        headers=_unpacked(row["headers"]), request_headers=_unpacked(row["request_headers"]),
        final_url=row["final_url"], robots=RobotsDecision(row["robots"]), reason=row["reason"],
        requests=row["requests"], sent_at=row["sent_at"], content_digest=row["content_digest"], via=row["via"],
        sha256=row["sha256"], size=row["size"], version=row["version"], run_id=row["run_id"],
        recorded_at=row["recorded_at"], fetch_id=row["fetch_id"],
    )  # fmt: skip


def host_of(url: str | None) -> str:
    """The host of a URL in small letters, with its port where it names one; empty where there is none."""
    try:
        parts = urlsplit(url or "")
        host = (parts.hostname or "").lower()
        return f"{host}:{parts.port}" if parts.port else host
    except ValueError:
        return ""


def _packed(headers: Headers) -> str:
    return as_json([[plain(key), plain(value)] for key, value in headers])


def _unpacked(headers: str) -> Headers:
    return tuple((key, value) for key, value in json.loads(headers))
