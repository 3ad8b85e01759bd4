"""Real processes: killed at any moment, or at work on one archive at once."""

from __future__ import annotations

import multiprocessing
import random
import signal
import sqlite3
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest

from ipr_extract.archive import open_archive
from ipr_extract.archive.database import Database
from ipr_extract.archive.verify import verify
from tests.archive.conftest import Opener
from tests.archive.test_archive import fetch

# Children that know the libraries already: a kill takes a moment, not a start of the interpreter.
CHILDREN = multiprocessing.get_context("forkserver")
CHILDREN.set_forkserver_preload(["ipr_extract.archive", "tests.archive.test_archive"])


def write_for_ever(location: str, folder: Path, seed: int, said: Path) -> None:
    """Record fetch after fetch, and say behind each one that it is kept."""
    draw = random.Random(seed)
    with said.open("a", buffering=1) as out, open_archive(location, folder=folder) as archive:
        out.write("open\n")
        while True:
            url = f"https://site.example/{draw.randrange(40)}"
            body = f"{url} {draw.randrange(3)} ".encode() * draw.randrange(1, 3000)
            for snapshot in archive.record_all([(fetch(url), body)] * draw.choice((1, 1, 3))):
                out.write(f"{snapshot.fetch_id} {snapshot.sha256}\n")


def lines_of(said: Path) -> list[str]:
    """What a writer said; the last line may be cut short."""
    return said.read_text().split("\n")[:-1] if said.exists() else []


def start(location: str, folder: Path, seed: int, said: Path, until: str | None = "open") -> BaseProcess:
    """Start a writer, and wait until it has opened the archive."""
    process = CHILDREN.Process(target=write_for_ever, args=(location, folder, seed, said))
    process.start()
    deadline = time.monotonic() + 60
    while until and until not in lines_of(said):
        assert process.is_alive() and time.monotonic() < deadline
        time.sleep(0.001)
    return process


def kill(process: BaseProcess) -> None:
    process.kill()
    process.join()
    assert process.exitcode == -signal.SIGKILL


def kill_and_check(location: str, folder: Path, kills: int, longest: float) -> None:
    draw = random.Random(11)
    for number in range(kills):
        said = folder.with_name(f"said-{number}")
        writer = start(location, folder, number, said)
        time.sleep(draw.uniform(0, longest))
        kill(writer)
        kept = dict(line.split() for line in lines_of(said) if line != "open")
        with open_archive(location, folder=folder) as archive:
            found = verify(archive)
            assert found.sound, (number, found)
            rows = {str(snapshot.fetch_id): snapshot.sha256 for snapshot in archive.history()}
            assert kept.items() <= rows.items(), "what was said to be kept is there"
    with open_archive(location, folder=folder) as archive:
        assert verify(archive).fetches > kills, "there was something to lose"
        assert archive.record(fetch(), b"goes on").version == 1


def test_a_writer_killed_at_any_moment_leaves_a_sound_archive(tmp_path: Path) -> None:
    kill_and_check(str(tmp_path / "archive"), tmp_path / "archive", 60, 0.06)


def test_a_writer_to_postgresql_killed_at_any_moment_leaves_a_sound_archive(
    new_database: Callable[[], str], tmp_path: Path
) -> None:
    kill_and_check(new_database(), tmp_path / "archive", 10, 0.4)


def test_an_archive_is_begun_whole_or_not_at_all(tmp_path: Path) -> None:
    draw = random.Random(5)
    for number in range(20):
        folder = tmp_path / str(number)
        writer = start(str(folder), folder, number, tmp_path / f"said-{number}", until=None)
        time.sleep(draw.uniform(0.0, 0.12))
        kill(writer)
        with open_archive(folder) as archive:
            assert archive.record(fetch(), b"one").version == 1
            assert verify(archive).sound


def record_many(opened: tuple[str, Path], worker: int, count: int) -> None:
    with open_archive(opened[0], folder=opened[1]) as archive:
        for number in range(count):
            archive.record(fetch(f"https://site.example/{number % 7}", source=str(worker)), b"%d" % (number // 7))
            archive.record(fetch(f"https://{worker}.example/{number}"), b"same bytes for all")
            archive.hosts.next_allowed("site.example", 1.0)


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_processes_record_at_once(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    folder = tmp_path / "archive"
    location = str(folder) if kind == "sqlite" else request.getfixturevalue("new_database")()
    workers, count = 3, 35
    begun = time.time()
    processes = [CHILDREN.Process(target=record_many, args=((location, folder), n, count)) for n in range(workers)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(120)
        assert process.exitcode == 0
    with open_archive(location, folder=folder) as archive:
        found = verify(archive)
        assert found.sound, found
        assert found.fetches == 2 * workers * count
        for number in range(7):
            versions = archive.versions(f"https://site.example/{number}")
            assert [version.version for version in versions] == list(range(1, len(versions) + 1))
            assert {archive.read(version.sha256) for version in versions} == {b"%d" % n for n in range(count // 7)}
        assert len(archive.known_addresses()) == 7 + workers * count
        # One rate for all of them: each moment was given once.
        assert archive.hosts.free_at("site.example") >= begun + workers * count - 1


def test_several_begin_the_same_archive_at_once(tmp_path: Path) -> None:
    folder = tmp_path / "archive"
    saids = [tmp_path / f"said-{number}" for number in range(4)]
    writers = [start(str(folder), folder, seed, said, until=None) for seed, said in enumerate(saids)]
    deadline = time.monotonic() + 60
    while not all(lines_of(said) for said in saids):
        assert all(writer.is_alive() for writer in writers) and time.monotonic() < deadline
        time.sleep(0.01)
    for writer in writers:
        kill(writer)
    with open_archive(folder) as archive:
        assert verify(archive).sound


def test_a_catalogue_that_another_process_begins_is_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "catalogue.sqlite"
    with closing(sqlite3.connect(path, isolation_level=None, check_same_thread=False)) as other:
        other.execute("BEGIN IMMEDIATE")
        timer = threading.Timer(0.3, other.rollback)
        timer.start()
        database = Database.in_file(path)
        assert database.prepare("an-id") == "an-id"
        database.close()
        timer.join()


def test_one_archive_is_used_by_threads(opener: Opener) -> None:
    archive = opener()
    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(lambda n: archive.record(fetch(f"https://a.example/{n % 5}"), b"%d" % n), range(40)))
    assert len({snapshot.fetch_id for snapshot in done}) == 40
    assert verify(archive).sound
