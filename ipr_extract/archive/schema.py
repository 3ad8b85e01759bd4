"""The catalogue's tables, the same on SQLite and PostgreSQL, and how an older catalogue becomes one of today."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    Double,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
)

VERSION = 1
METADATA = MetaData()
# Text is sorted by its characters' numbers, on every database and whatever its language.
_TEXT = Text().with_variant(Text(collation="C"), "postgresql")
# A number that counts up; SQLite counts only in columns of its own type INTEGER.
_COUNTER = BigInteger().with_variant(Integer, "sqlite")

META = Table("meta", METADATA, Column("key", _TEXT, primary_key=True), Column("value", _TEXT, nullable=False))

OBJECTS = Table(
    "objects", METADATA,
    Column("sha256", _TEXT, primary_key=True),
    Column("size", BigInteger, nullable=False),
    Column("added_at", _TEXT, nullable=False),
)  # fmt: skip

RUNS = Table(
    "runs", METADATA,
    Column("run_id", _TEXT, primary_key=True),
    Column("command", _TEXT, nullable=False),
    Column("program", _TEXT, nullable=False),
    Column("user_agent", _TEXT, nullable=False),
    Column("settings", _TEXT, nullable=False),
    Column("started_at", _TEXT, nullable=False),
    Column("ended_at", _TEXT),
    Column("status", _TEXT, nullable=False),
)  # fmt: skip

# Every fetch, for ever: rows are added and never changed.
FETCHES = Table(
    "fetches", METADATA,
    Column("fetch_id", _COUNTER, primary_key=True, autoincrement=True),
    Column("run_id", _TEXT, ForeignKey("runs.run_id")),
    Column("address", _TEXT, nullable=False),
    Column("url", _TEXT),
    Column("path", _TEXT),
    Column("final_url", _TEXT),
    Column("host", _TEXT, nullable=False),
    Column("source", _TEXT, nullable=False),
    Column("kind", _TEXT, nullable=False),
    Column("via", _TEXT, nullable=False),
    Column("outcome", _TEXT, nullable=False),
    Column("reason", _TEXT, nullable=False),
    Column("status", Integer),
    Column("media_type", _TEXT),
    Column("headers", _TEXT, nullable=False),
    Column("request_headers", _TEXT, nullable=False),
    Column("robots", _TEXT, nullable=False),
    Column("requests", Integer, nullable=False),
    Column("sent_at", Double),
    Column("retrieved_at", _TEXT),
    Column("recorded_at", _TEXT, nullable=False),
    Column("sha256", _TEXT, ForeignKey("objects.sha256")),
    Column("content_digest", _TEXT),
    Column("version", Integer),
    Index("fetches_by_address", "address", "fetch_id"),
    Index("fetches_by_run", "run_id", "host"),
    Index("fetches_by_object", "sha256"),
)  # fmt: skip

# One row an address: what the next crawl asks before it fetches. All of it can be worked out from FETCHES.
RESOURCES = Table(
    "resources", METADATA,
    Column("address", _TEXT, primary_key=True),
    Column("source", _TEXT, nullable=False),
    Column("kind", _TEXT, nullable=False),
    Column("first_seen", _TEXT, nullable=False),
    Column("checked_at", _TEXT, nullable=False),
    Column("outcome", _TEXT, nullable=False),
    Column("status", Integer),
    Column("failures", Integer, nullable=False),
    Column("etag", _TEXT),
    Column("last_modified", _TEXT),
    Column("retrieved_at", _TEXT),
    Column("sha256", _TEXT),
    Column("content_digest", _TEXT),
    Column("versions", Integer, nullable=False),
    Column("current", Integer, nullable=False),
    Index("resources_by_source", "source", "address"),
)  # fmt: skip

VERSIONS = Table(
    "versions", METADATA,
    Column("address", _TEXT, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("fetch_id", _COUNTER, ForeignKey("fetches.fetch_id"), nullable=False),
    Column("sha256", _TEXT, ForeignKey("objects.sha256"), nullable=False),
    Column("content_digest", _TEXT),
    Column("first_seen", _TEXT, nullable=False),
    Column("last_seen", _TEXT, nullable=False),
)  # fmt: skip

LINKS = Table(
    "links", METADATA,
    Column("parent", _TEXT, primary_key=True),
    Column("child", _TEXT, primary_key=True),
    Column("kind", _TEXT, primary_key=True),
    Column("label", _TEXT, nullable=False),
    Column("first_seen", _TEXT, nullable=False),
    Column("last_seen", _TEXT, nullable=False),
    Index("links_by_child", "child"),
)  # fmt: skip

# What listings (and spreadsheets of links) name: an item whose address has no bytes yet is wanted.
ITEMS = Table(
    "items", METADATA,
    Column("source", _TEXT, primary_key=True),
    Column("address", _TEXT, primary_key=True),
    Column("listing", _TEXT, nullable=False),
    Column("title", _TEXT, nullable=False),
    Column("document_number", _TEXT, nullable=False),
    Column("published_date", _TEXT),
    Column("first_seen", _TEXT, nullable=False),
    Column("last_seen", _TEXT, nullable=False),
)  # fmt: skip

LISTINGS = Table(
    "listings", METADATA,
    Column("listing_id", _COUNTER, primary_key=True, autoincrement=True),
    Column("address", _TEXT, nullable=False),
    Column("source", _TEXT, nullable=False),
    Column("run_id", _TEXT, ForeignKey("runs.run_id")),
    Column("checked_at", _TEXT, nullable=False),
    Column("pages", Integer, nullable=False),
    Column("items", Integer, nullable=False),
    Column("total", Integer),
    Column("complete", Boolean, nullable=False),
    Column("state", _TEXT, nullable=False),
    Index("listings_by_address", "address", "listing_id"),
    Index("listings_by_source", "source", "listing_id"),
)  # fmt: skip

ROBOTS = Table(
    "robots", METADATA,
    Column("origin", _TEXT, primary_key=True),
    Column("fetched_at", _TEXT, nullable=False),
    Column("status", Integer),
    Column("body", _TEXT, nullable=False),
)  # fmt: skip

HOSTS = Table(
    "hosts", METADATA,
    Column("host", _TEXT, primary_key=True),
    Column("next_at", Double, nullable=False),
    Column("reason", _TEXT, nullable=False),
)  # fmt: skip

LEASES = Table(
    "leases", METADATA,
    Column("name", _TEXT, primary_key=True),
    Column("owner", _TEXT, nullable=False),
    Column("expires_at", Double, nullable=False),
)  # fmt: skip

STATES = Table("states", METADATA, Column("name", _TEXT, primary_key=True), Column("value", _TEXT, nullable=False))

FINDINGS = Table(
    "findings", METADATA,
    Column("finding_id", _COUNTER, primary_key=True, autoincrement=True),
    Column("run_id", _TEXT, ForeignKey("runs.run_id")),
    Column("found_at", _TEXT, nullable=False),
    Column("source", _TEXT, nullable=False),
    Column("address", _TEXT, nullable=False),
    Column("code", _TEXT, nullable=False),
    Column("severity", _TEXT, nullable=False),
    Column("message", _TEXT, nullable=False),
    Index("findings_by_run", "run_id"),
)  # fmt: skip

# From a version to the next: ``MIGRATIONS[1]`` makes a catalogue of version 1 one of version 2. Each is a function
# that runs inside the transaction that also writes the new number, so a migration is done or isn't.
MIGRATIONS: dict[int, Callable[[Connection], None]] = {}
