"""The folders of an archive: what a copy leaves out, odd names, what is safe on the disk."""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path

import pytest

from ipr_extract.archive import Archive, objects, open_archive
from ipr_extract.archive.transfer import export_archive
from ipr_extract.archive.verify import verify
from tests.archive.test_archive import fetch


def without_empty_folders(folder: Path) -> None:
    """What git, rsync and zip make of a folder."""
    for base, _, _ in os.walk(folder, topdown=False):
        if not any(Path(base).iterdir()):
            Path(base).rmdir()


@pytest.mark.parametrize("held", [0, 1])
def test_an_archive_whose_empty_folders_were_lost_opens_and_works(held: int, tmp_path: Path) -> None:
    with open_archive(tmp_path / "whole") as archive:
        for number in range(held):
            archive.record(fetch(f"https://site.example/{number}"), b"%d" % number)
    shutil.copytree(tmp_path / "whole", tmp_path / "copy")
    without_empty_folders(tmp_path / "copy")
    assert not (tmp_path / "copy" / "objects" / "unfinished").exists()
    with open_archive(tmp_path / "copy") as copy:
        assert verify(copy).sound
        for number in range(held, 5):
            copy.record(fetch(f"https://site.example/{number}"), b"%d" % number)
        export_archive(copy, tmp_path / "out.tar", software="test")
        found = verify(copy)
        assert (found.sound, found.objects, found.leftovers) == (True, 5, [])


def test_a_folder_made_anew_is_safe_on_the_disk(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[Path] = []
    monkeypatch.setattr(objects, "sync", synced.append)
    without_empty_folders(archive.objects.folder)
    name = archive.objects.write(b"one")
    assert synced.index(archive.objects.folder) < synced.index(archive.path_of(name).parent)
    synced.clear()
    archive.objects.write(b"one")
    assert synced == [], "what is there is not written again"


@pytest.mark.parametrize("name", ["what?x=1", "a#b", "100%25", "省 份"])
def test_the_catalogue_lies_in_its_folder_whatever_that_is_called(name: str, tmp_path: Path) -> None:
    with open_archive(tmp_path / name) as archive:
        archive.record(fetch(), b"one")
    assert (tmp_path / name / "catalogue.sqlite").is_file()
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_what_makes_it_an_archive_is_safe_on_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[bytes] = []

    def sync(path: Path) -> None:
        synced.append(path.read_bytes() if path.is_file() else path.name.encode())

    monkeypatch.setattr("ipr_extract.archive.archive.sync", sync, raising=False)
    open_archive(tmp_path / "archive").close()
    assert synced == [(tmp_path / "archive" / "archive.toml").read_bytes(), b"archive"]


def test_an_archive_on_a_disk_without_hard_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def link(source: Path, target: Path) -> None:
        raise PermissionError(errno.EPERM, "Operation not permitted", str(source))

    monkeypatch.setattr(os, "link", link)
    with open_archive(tmp_path / "stick") as archive:
        archive.record(fetch(), b"one")
    with open_archive(tmp_path / "stick", create=False) as again:
        assert (again.archive_id, again.is_known(fetch().address)) == (archive.archive_id, True)
    assert [path.name for path in (tmp_path / "stick").glob("*.part")] == []
