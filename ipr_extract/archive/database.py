"""The catalogue's database: SQLite in the archive's folder, or a PostgreSQL server; transactions that hold on both."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, overload

from sqlalchemy import Connection, Engine, Executable, Table, create_engine, event, insert, select, text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DBAPIError, NoSuchModuleError, SQLAlchemyError

from ipr_extract.archive.schema import META, METADATA, MIGRATIONS, VERSION
from ipr_extract.errors import ArchiveError, OptionalDependencyError

# How long a writer waits for another one, in seconds.
_PATIENCE = 60
_PAUSE = 0.01  # between two tries where SQLite doesn't wait by itself
# Any number, the same for all who migrate: PostgreSQL's lock for it.
_MIGRATION_LOCK = 7_203_119_402


class Database:
    """Transactions on the catalogue. Safe to share between threads; not across a fork."""

    def __init__(self, engine: Engine, name: str) -> None:
        self._engine = engine
        self._name = name
        self._writing = engine.execution_options(ipr_writes=True)
        self._keeping = engine.execution_options(ipr_writes=True, ipr_durable=True)
        self.is_postgresql = engine.dialect.name == "postgresql"
        self._upserts: dict[tuple[str, tuple[str, ...]], Executable] = {}

    @classmethod
    def in_file(cls, path: Path) -> Database:
        """The catalogue in an SQLite file."""
        # Not as text, in which a folder's ? or # would be the URL's.
        url = URL.create("sqlite", database=str(path))
        engine = create_engine(url, connect_args={"timeout": _PATIENCE})
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return cls(engine, str(path))

    @classmethod
    def at(cls, url: str) -> Database:
        """The catalogue on a PostgreSQL server, by its URL."""
        try:
            parsed = make_url(url)
            if parsed.get_backend_name() != "postgresql":
                raise ArchiveError(f"a catalogue is a folder or a postgresql:// URL, not {parsed.drivername}://")
            engine = create_engine(parsed.set(drivername="postgresql+psycopg"), pool_pre_ping=True)
        except ImportError as error:
            raise OptionalDependencyError("PostgreSQL needs the extra: pip install 'ipr_extract[postgres]'") from error
        except (SQLAlchemyError, NoSuchModuleError, ValueError) as error:
            raise ArchiveError(f"not a database's URL: {_first_line(error)}") from error
        return cls(engine, parsed.render_as_string(hide_password=True))

    def close(self) -> None:
        """Let go of all connections."""
        self._engine.dispose()

    @contextmanager
    def reading(self, *, whole: bool = False) -> Iterator[Connection]:
        """A transaction that only reads; with ``whole`` all its queries see one state, whoever writes meanwhile."""
        # SQLite gives one state anyhow.
        level = {"isolation_level": "REPEATABLE READ"} if whole and self.is_postgresql else {}
        with self._told(), self._engine.execution_options(**level).begin() as connection:
            yield connection

    @contextmanager
    def writing(self, *, durable: bool = False) -> Iterator[Connection]:
        """A transaction that writes: all of it is kept, or nothing.

        A ``durable`` one outlives a power cut as soon as it has ended; another one may be lost with the power.
        """
        with self._told(), (self._keeping if durable else self._writing).begin() as connection:
            yield connection

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            raise ArchiveError(f"{self._name}: the catalogue can't be used: {_first_line(error.orig)}") from error

    def upsert(
        self, connection: Connection, table: Table, values: Mapping[str, Any], changed: Iterable[str] = ()
    ) -> None:
        """Insert a row; where its key is there, set the columns ``changed`` of it (none: nothing happens)."""
        columns = tuple(changed)
        statement = self._upserts.get((table.name, columns))
        if statement is None:
            # Built once: making a statement costs several times what running it does.
            statement = self._upserts[table.name, columns] = self._upsert_statement(table, columns)
        connection.execute(statement, values)

    def _upsert_statement(self, table: Table, changed: tuple[str, ...]) -> Executable:
        key = [column.name for column in table.primary_key]
        statement = (postgresql if self.is_postgresql else sqlite).insert(table)
        upsert: Executable = statement.on_conflict_do_nothing(index_elements=key)
        if changed:
            new = {column: statement.excluded[column] for column in changed}
            upsert = statement.on_conflict_do_update(index_elements=key, set_=new)
        return upsert

    def prepare(self, archive_id: str) -> str:
        """Make or migrate the tables; returns the id that the catalogue has (``archive_id`` where it is new)."""
        with self.writing() as connection:
            if self.is_postgresql:
                connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _MIGRATION_LOCK})
            METADATA.tables["meta"].create(connection, checkfirst=True)
            known: dict[str, str] = {row.key: row.value for row in connection.execute(select(META))}
            if not known:
                METADATA.create_all(connection)
                known = {"schema_version": str(VERSION), "archive_id": archive_id}
                connection.execute(insert(META), [{"key": key, "value": value} for key, value in known.items()])
            self._migrate(connection, int(known["schema_version"]))
            return known["archive_id"]

    def _migrate(self, connection: Connection, version: int) -> None:
        if version > VERSION:
            raise ArchiveError(
                f"{self._name}: the catalogue is of version {version}, this program knows {VERSION}: use a newer one"
            )
        for number in range(version, VERSION):
            MIGRATIONS[number](connection)
            connection.execute(update(META).where(META.c.key == "schema_version").values(value=str(number + 1)))


def as_json(value: object) -> str:
    """JSON in one form: the same value gives the same text."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


@overload
def plain(text: str) -> str: ...
@overload
def plain(text: str | None) -> str | None: ...
def plain(text: str | None) -> str | None:
    """What every database takes: no NUL, and of a name that isn't UTF-8 what can be written."""
    return None if text is None else text.replace("\0", "").encode("utf-8", "replace").decode()


def _prepare_sqlite(connection: sqlite3.Connection, record: object) -> None:
    # Transactions are begun by _begin_sqlite, not by the driver's guess.
    connection.isolation_level = None
    for pragma in (f"busy_timeout={_PATIENCE * 1000}", "synchronous=NORMAL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")
    _use_wal(connection)


def _use_wal(connection: sqlite3.Connection) -> None:
    """Have the catalogue in WAL mode. Where another process is just beginning it, SQLite says so without waiting."""
    given_up = time.monotonic() + _PATIENCE
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > given_up:
                raise
        time.sleep(_PAUSE)


def _begin_sqlite(connection: Connection) -> None:
    # A writer says so at once: one that reads first and writes then can fail on another writer without any waiting.
    options = connection.get_execution_options()
    writes = options.get("ipr_writes")
    if writes:
        # With NORMAL the catalogue is whole after a power cut, but its last transactions may be gone.
        connection.exec_driver_sql(f"PRAGMA synchronous={'FULL' if options.get('ipr_durable') else 'NORMAL'}")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _first_line(error: BaseException | None) -> str:
    return str(error).strip().split("\n")[0]
