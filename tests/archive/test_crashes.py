"""Real processes: killed at any moment, or at work on one archive at once."""

from __future__ import annotations

import multiprocessing
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ipr_extract.archive import open_archive
from ipr_extract.archive.verify import verify
from tests.archive.conftest import Opener
from tests.archive.test_archive import fetch
from tests.conftest import ROOT

# Says how far it is behind each fetch, so that what was promised can be held to what is there.
WRITER = """
import random, sys
from ipr_extract.archive import open_archive
from ipr_extract.model.snapshot import Fetch
location, folder, seed = sys.argv[1], sys.argv[2], int(sys.argv[3])
draw = random.Random(seed)
with open_archive(location, folder=folder) as archive:
    print("open", flush=True)
    while True:
        url = f"https://site.example/{draw.randrange(40)}"
        body = f"{url} {draw.randrange(3)} ".encode() * draw.randrange(1, 3000)
        group = [(Fetch(url=url, retrieved_at="2026-01-02T03:04:05Z", source="site"), body)]
        group *= draw.choice((1, 1, 3))
        for snapshot in archive.record_all(group):
            print(snapshot.fetch_id, snapshot.sha256, flush=True)
"""


def start(location: str, folder: Path, seed: int) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", WRITER, location, str(folder), str(seed)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT)


def promised(output: bytes) -> dict[int, str]:
    """What a writer said was kept; the last line may be cut short."""
    lines = output.decode().split("\n")[:-1]
    return {int(number): digest for number, digest in (line.split() for line in lines if line != "open")}


def kill_and_check(location: str, folder: Path, kills: int) -> None:
    draw = random.Random(11)
    kept: dict[int, str] = {}
    for kill in range(kills):
        writer = start(location, folder, kill)
        assert writer.stdout is not None
        first = writer.stdout.readline()
        assert first == b"open\n"
        time.sleep(draw.uniform(0, 0.06))
        writer.send_signal(signal.SIGKILL)
        kept |= promised(writer.communicate()[0])
        with open_archive(location, folder=folder) as archive:
            found = verify(archive)
            assert found.sound, (kill, found)
            rows = {snapshot.fetch_id: snapshot.sha256 for snapshot in archive.history()}
            assert kept.items() <= rows.items(), "what was said to be kept is there"
    with open_archive(location, folder=folder) as archive:
        assert verify(archive).fetches > kills, "there was something to lose"
        assert archive.record(fetch(), b"goes on").version == 1


def test_a_writer_killed_at_any_moment_leaves_a_sound_archive(tmp_path: Path) -> None:
    kill_and_check(str(tmp_path / "archive"), tmp_path / "archive", 50)


def test_a_writer_to_postgresql_killed_at_any_moment_leaves_a_sound_archive(
    new_database: object, tmp_path: Path
) -> None:
    assert callable(new_database)
    kill_and_check(new_database(), tmp_path / "archive", 10)


def test_an_archive_is_begun_whole_or_not_at_all(tmp_path: Path) -> None:
    draw = random.Random(5)
    for kill in range(12):
        folder = tmp_path / str(kill)
        writer = start(str(folder), folder, kill)
        # From before the interpreter is up until after the archive is begun.
        time.sleep(draw.uniform(0.2, 0.7))
        writer.send_signal(signal.SIGKILL)
        writer.communicate()
        with open_archive(folder) as archive:
            archive.record(fetch(), b"one")
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
    context = multiprocessing.get_context("spawn")
    begun = time.time()
    processes = [context.Process(target=record_many, args=((location, folder), n, count)) for n in range(workers)]
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


def test_two_begin_the_same_archive_at_once(tmp_path: Path) -> None:
    writers = [start(str(tmp_path / "archive"), tmp_path / "archive", seed) for seed in range(3)]
    for writer in writers:
        assert writer.stdout is not None
        assert writer.stdout.readline() == b"open\n"
    for writer in writers:
        writer.kill()
        writer.communicate()
    with open_archive(tmp_path / "archive") as archive:
        assert verify(archive).sound


def test_one_archive_is_used_by_threads(opener: Opener) -> None:
    from concurrent.futures import ThreadPoolExecutor

    archive = opener()
    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(lambda n: archive.record(fetch(f"https://a.example/{n % 5}"), b"%d" % n), range(40)))
    assert len({snapshot.fetch_id for snapshot in done}) == 40
    assert verify(archive).sound
