"""Archives to test with, on SQLite and on a PostgreSQL server that is started here."""

from __future__ import annotations

import atexit
import itertools
import logging
import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ipr_extract.archive import Archive, open_archive
from ipr_extract.archive.clock import Clock

CLOCK_START = 1_780_000_000.0


# Archives wait until the disk says that bytes are safe. In memory that takes no time; what is tested is the same.
MEMORY = Path("/dev/shm")


@pytest.fixture
def tmp_path() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="ipr-", dir=MEMORY if os.access(MEMORY, os.W_OK) else None) as folder:
        yield Path(folder)


class SteppingClock:
    """A clock that stands still until it is moved."""

    def __init__(self, now: float = CLOCK_START) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """The URL of a PostgreSQL server that lives as long as the tests, without a database's name."""
    # A socket's path may be 107 characters long: pytest's own folders are deeper than that with some workers.
    with tempfile.TemporaryDirectory(prefix="ipr-", dir=MEMORY if os.access(MEMORY, os.W_OK) else None) as folder:
        before = os.environ.get("XDG_RUNTIME_DIR")
        # pgserver looks for a private folder as soon as it is imported, and warns where it makes one up.
        os.environ["XDG_RUNTIME_DIR"] = folder
        try:
            pgserver = pytest.importorskip("pgserver")
        finally:
            if before is None:
                del os.environ["XDG_RUNTIME_DIR"]
            else:
                os.environ["XDG_RUNTIME_DIR"] = before
        logging.getLogger("pgserver").setLevel(logging.ERROR)
        Path(folder).chmod(0o755)  # a server that root starts runs as another user
        server = pgserver.get_server(Path(folder) / "data", cleanup_mode="stop")
        try:
            # Nothing here has to outlive the machine.
            for setting in ("fsync", "synchronous_commit", "full_page_writes"):
                server.psql(f"ALTER SYSTEM SET {setting} = off;")
            server.psql("SELECT pg_reload_conf();")
            yield server.get_uri("{}")
        finally:
            server.cleanup()
            # It would do so again at the very end, and make its folder anew for that.
            atexit.unregister(server._cleanup)


_numbers = itertools.count()


@pytest.fixture
def new_database(postgresql_server: str) -> Callable[[], str]:
    """Makes an empty database; gives its URL."""
    import psycopg

    def make() -> str:
        name = f"archive_{os.getpid()}_{next(_numbers)}"
        with psycopg.connect(postgresql_server.format("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        return postgresql_server.format(name)

    return make


Opener = Callable[..., Archive]


@pytest.fixture(params=["sqlite", "postgresql"])
def opener(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Opener]:
    """Opens archives: the same name gives the same archive again."""
    opened: list[Archive] = []
    urls: dict[str, str] = {}

    def open_one(name: str = "archive", clock: Clock | None = None) -> Archive:
        clock = clock or SteppingClock()
        if request.param == "sqlite":
            archive = open_archive(tmp_path / name, clock=clock)
        else:
            if name not in urls:
                urls[name] = request.getfixturevalue("new_database")()
            archive = open_archive(urls[name], folder=tmp_path / name, clock=clock)
        opened.append(archive)
        return archive

    yield open_one
    for archive in opened:
        archive.close()


@pytest.fixture
def archive(opener: Opener) -> Archive:
    return opener()
