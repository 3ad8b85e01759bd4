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
# A number that counts up; SQLite counts only in columns of its own type INTEGER.
_COUNTER = BigInteger().with_variant(Integer, "sqlite")

META = Table("meta", METADATA, Column("key", Text, primary_key=True), Column("value", Text, nullable=False))

OBJECTS = Table(
    "objects", METADATA,
    Column("sha256", Text, primary_key=True),
    Column("size", BigInteger, nullable=False),
    Column("added_at", Text, nullable=False),
)  # fmt: skip

RUNS = Table(
    "runs", METADATA,
    Column("run_id", Text, primary_key=True),
    Column("command", Text, nullable=False),
    Column("program", Text, nullable=False),
    Column("user_agent", Text, nullable=False),
    Column("settings", Text, nullable=False),
    Column("started_at", Text, nullable=False),
    Column("ended_at", Text),
    Column("status", Text, nullable=False),
)  # fmt: skip

# Every fetch, for ever: rows are added and never changed.
FETCHES = Table(
    "fetches", METADATA,
    Column("fetch_id", _COUNTER, primary_key=True, autoincrement=True),
    Column("run_id", Text, ForeignKey("runs.run_id")),
    Column("address", Text, nullable=False),
    Column("url", Text),
    Column("path", Text),
    Column("final_url", Text),
    Column("host", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("via", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("status", Integer),
    Column("media_type", Text),
    Column("headers", Text, nullable=False),
    Column("request_headers", Text, nullable=False),
    Column("robots", Text, nullable=False),
    Column("requests", Integer, nullable=False),
    Column("sent_at", Double),
    Column("retrieved_at", Text),
    Column("recorded_at", Text, nullable=False),
    Column("sha256", Text, ForeignKey("objects.sha256")),
    Column("content_digest", Text),
    Column("version", Integer),
    Index("fetches_by_address", "address", "fetch_id"),
    Index("fetches_by_run", "run_id", "host"),
    Index("fetches_by_object", "sha256"),
)  # fmt: skip

# One row an address: what the next crawl asks before it fetches. All of it can be worked out from FETCHES.
RESOURCES = Table(
    "resources", METADATA,
    Column("address", Text, primary_key=True),
    Column("source", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("first_seen", Text, nullable=False),
    Column("checked_at", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("status", Integer),
    Column("failures", Integer, nullable=False),
    Column("etag", Text),
    Column("last_modified", Text),
    Column("retrieved_at", Text),
    Column("sha256", Text),
    Column("content_digest", Text),
    Column("versions", Integer, nullable=False),
    Column("current", Integer, nullable=False),
    Index("resources_by_source", "source", "address"),
)  # fmt: skip

VERSIONS = Table(
    "versions", METADATA,
    Column("address", Text, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("fetch_id", _COUNTER, ForeignKey("fetches.fetch_id"), nullable=False),
    Column("sha256", Text, ForeignKey("objects.sha256"), nullable=False),
    Column("content_digest", Text),
    Column("first_seen", Text, nullable=False),
    Column("last_seen", Text, nullable=False),
)  # fmt: skip

LINKS = Table(
    "links", METADATA,
    Column("parent", Text, primary_key=True),
    Column("child", Text, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("label", Text, nullable=False),
    Column("first_seen", Text, nullable=False),
    Column("last_seen", Text, nullable=False),
    Index("links_by_child", "child"),
)  # fmt: skip

# What listings (and spreadsheets of links) name: an item whose address has no bytes yet is wanted.
ITEMS = Table(
    "items", METADATA,
    Column("source", Text, primary_key=True),
    Column("address", Text, primary_key=True),
    Column("listing", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("document_number", Text, nullable=False),
    Column("published_date", Text),
    Column("first_seen", Text, nullable=False),
    Column("last_seen", Text, nullable=False),
)  # fmt: skip

LISTINGS = Table(
    "listings", METADATA,
    Column("listing_id", _COUNTER, primary_key=True, autoincrement=True),
    Column("address", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("run_id", Text, ForeignKey("runs.run_id")),
    Column("checked_at", Text, nullable=False),
    Column("pages", Integer, nullable=False),
    Column("items", Integer, nullable=False),
    Column("total", Integer),
    Column("complete", Boolean, nullable=False),
    Column("state", Text, nullable=False),
    Index("listings_by_address", "address", "listing_id"),
    Index("listings_by_source", "source", "listing_id"),
)  # fmt: skip

ROBOTS = Table(
    "robots", METADATA,
    Column("origin", Text, primary_key=True),
    Column("fetched_at", Text, nullable=False),
    Column("status", Integer),
    Column("body", Text, nullable=False),
)  # fmt: skip

HOSTS = Table(
    "hosts", METADATA,
    Column("host", Text, primary_key=True),
    Column("next_at", Double, nullable=False),
    Column("reason", Text, nullable=False),
)  # fmt: skip

LEASES = Table(
    "leases", METADATA,
    Column("name", Text, primary_key=True),
    Column("owner", Text, nullable=False),
    Column("expires_at", Double, nullable=False),
)  # fmt: skip

STATES = Table("states", METADATA, Column("name", Text, primary_key=True), Column("value", Text, nullable=False))

FINDINGS = Table(
    "findings", METADATA,
    Column("finding_id", _COUNTER, primary_key=True, autoincrement=True),
    Column("run_id", Text, ForeignKey("runs.run_id")),
    Column("found_at", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("severity", Text, nullable=False),
    Column("message", Text, nullable=False),
    Index("findings_by_run", "run_id"),
)  # fmt: skip

# From a version to the next: ``MIGRATIONS[1]`` makes a catalogue of version 1 one of version 2. Each is a function
# that runs inside the transaction that also writes the new number, so a migration is done or isn't.
MIGRATIONS: dict[int, Callable[[Connection], None]] = {}
