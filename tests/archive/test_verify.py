from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import delete, update

from ipr_extract.archive import Archive, open_archive
from ipr_extract.archive.schema import RESOURCES, VERSIONS
from ipr_extract.archive.verify import verify
from ipr_extract.errors import ArchiveError
from tests.archive.test_archive import PAGE, fetch


def write(archive: Archive, name: str, data: bytes) -> None:
    path = archive.folder / "objects" / name
    path.parent.mkdir(exist_ok=True)
    path.unlink(missing_ok=True)
    path.write_bytes(data)


@pytest.fixture
def digest(archive: Archive) -> str:
    archive.record(fetch("https://other.example/"), b"other")
    return archive.record(fetch(), b"the page").sha256 or ""


def test_what_is_whole_is_sound(archive: Archive, digest: str) -> None:
    found = verify(archive)
    assert found.sound
    assert (found.objects, found.bytes, found.fetches) == (2, 13, 2)


@pytest.mark.parametrize("data", [b"the pagf", b"the pag", b"", b"the page and more"])
def test_a_changed_byte_is_found(archive: Archive, digest: str, data: bytes) -> None:
    write(archive, f"{digest[:2]}/{digest}", data)
    found = verify(archive)
    assert found.damaged == [digest]
    assert not found.sound
    with pytest.raises(ArchiveError, match="damaged"):
        archive.read(digest)
    archive.record(fetch(), b"the page")
    assert verify(archive).sound, "the same bytes came again"


def test_a_lost_file_is_found_and_comes_back_with_the_next_fetch(archive: Archive, digest: str) -> None:
    archive.path_of(digest).unlink()
    found = verify(archive)
    assert found.missing == [digest]
    assert not found.sound
    with pytest.raises(ArchiveError, match="can't be read"):
        archive.read(digest)
    archive.record(fetch(), b"the page")
    assert verify(archive).sound


def test_files_of_strangers_are_found(archive: Archive, digest: str) -> None:
    for name in ("notes.txt", "00/notes.txt", "00/" + "ab" * 32, "ab/" + "ab" * 32):
        write(archive, name, b"x")
    assert sorted(verify(archive).unknown) == sorted(
        f"objects/{name}" for name in ("notes.txt", "00/notes.txt", "00/" + "ab" * 32, "ab/" + "ab" * 32)
    )


def test_what_a_killed_writer_left_is_no_fault(archive: Archive, digest: str) -> None:
    name = archive.objects.write(b"no row was written for this")
    write(archive, "unfinished/x", b"half")
    found = verify(archive)
    assert found.sound
    assert found.unreferenced == [f"objects/{name[:2]}/{name}"]
    assert found.leftovers == ["objects/unfinished/x"]


def test_rows_that_contradict_each_other_are_found(archive: Archive, digest: str) -> None:
    archive.record(fetch(), b"two")
    archive.record(fetch(), b"three")
    with archive.database.writing() as connection:
        connection.execute(delete(VERSIONS).where(VERSIONS.c.address == PAGE, VERSIONS.c.version == 2))
    assert verify(archive).faults == [f"{PAGE}: its versions don't count from 1 without a gap"]
    with archive.database.writing() as connection:
        connection.execute(update(VERSIONS).where(VERSIONS.c.version == 3).values(sha256=digest))
        connection.execute(update(RESOURCES).where(RESOURCES.c.address == PAGE).values(versions=7))
        connection.execute(delete(RESOURCES).where(RESOURCES.c.address == "https://other.example/"))
    assert set(verify(archive).faults) == {
        f"{PAGE}: its versions don't count from 1 without a gap",
        f"{PAGE}: version 3 is not what its fetch says",
        f"{PAGE}: what is known of it doesn't fit its versions",
        "https://other.example/: was fetched and isn't known",
    }


def test_a_row_that_names_another_that_is_not_there_is_found(tmp_path: Path) -> None:
    with open_archive(tmp_path / "archive") as archive:
        archive.record(fetch(), b"one")
    with closing(sqlite3.connect(tmp_path / "archive" / "catalogue.sqlite")) as file, file:
        file.execute("DELETE FROM objects")
    with open_archive(tmp_path / "archive") as archive:
        assert "a row of fetches names a row of objects that isn't there" in verify(archive).faults
