"""Folders as they lie about: links in circles and to nowhere, names of another encoding, times that are none."""

from __future__ import annotations

import io
import os
import zipfile
from pathlib import Path

import pytest

from ipr_extract.archive import Archive, open_archive
from tests.archive.test_archive import fetch
from tests.ingest.conftest import Ingest
from tests.ingest.handling import PAGE, addresses, codes, write


def test_links_that_can_not_be_followed_are_one_line_each(take: Ingest, archive: Archive, tmp_path: Path) -> None:
    folder = tmp_path / "saved"
    write(folder / "good.html", PAGE.format("甲"))
    (folder / "self.html").symlink_to("self.html")
    (folder / "one").symlink_to("two")
    (folder / "two").symlink_to("one")
    (folder / "gone.html").symlink_to("nothing.html")
    (folder / "above").symlink_to(folder, target_is_directory=True)
    report = take(folder)
    assert codes(report) == ["broken_link"] * 4
    said = {fault.place: fault.message for fault in report.faults}
    assert said["self.html"] == "a link that leads in a circle"
    assert said["gone.html"] == "a link that leads nowhere"
    assert addresses(archive) == ["saved/good.html"]


def test_a_path_that_leads_in_a_circle_does_not_stop_the_next(take: Ingest, archive: Archive, tmp_path: Path) -> None:
    (tmp_path / "circle").symlink_to("circle")
    assert codes(take(tmp_path / "circle", write(tmp_path / "good.html", PAGE.format("甲")))) == ["not_found"]
    assert addresses(archive) == ["good.html"]


def test_a_linked_folder_is_said_not_to_be_followed(take: Ingest, archive: Archive, tmp_path: Path) -> None:
    write(tmp_path / "disk" / "a.html", PAGE.format("甲"))
    write(tmp_path / "saved" / "b.html", PAGE.format("乙"))
    (tmp_path / "saved" / "2023").symlink_to(tmp_path / "disk", target_is_directory=True)
    report = take(tmp_path / "saved")
    assert [(fault.code, fault.place) for fault in report.faults] == [("link_out", "2023")]
    assert addresses(archive) == ["saved/b.html"]


def test_what_is_no_file_is_not_waited_for(take: Ingest, archive: Archive, tmp_path: Path) -> None:
    folder = tmp_path / "saved"
    write(folder / "a.html", PAGE.format("甲"))
    os.mkfifo(folder / "pipe")
    os.mkfifo(tmp_path / "pipe")
    assert codes(take(folder, tmp_path / "pipe")) == ["no_file", "no_file"]
    assert addresses(archive) == ["saved/a.html"]


def test_an_archive_within_a_folder_is_left_alone(take: Ingest, archive: Archive, tmp_path: Path) -> None:
    with open_archive(tmp_path / "saved" / "kept") as other:
        other.record(fetch(), PAGE.format("甲").encode())
    write(tmp_path / "saved" / "b.html", PAGE.format("乙"))
    assert codes(take(tmp_path / "saved")) == ["is_archive"]
    assert addresses(archive) == ["saved/b.html"]


def test_names_of_a_chinese_windows_stay_apart(take: Ingest, archive: Archive, tmp_path: Path) -> None:
    folder = tmp_path / "saved"
    folder.mkdir()
    for name in ("公告", "办法"):
        (folder / os.fsdecode(f"{name}.html".encode("gbk"))).write_text(PAGE.format(name), encoding="utf-8")
    take(folder)
    assert addresses(archive) == ["saved/公告.html", "saved/办法.html"]
    packed = tmp_path / os.fsdecode("公开.html".encode("gbk"))
    packed.write_text(PAGE.format("公开"), encoding="utf-8")
    take(packed)
    assert [item.source for item in archive.documents() if item.address == "公开.html"] == ["公开"]


@pytest.mark.parametrize("seconds", [1e12, -1e11], ids=["30000", "before-1"])
def test_a_file_of_no_year_is_kept_without_a_time(
    seconds: float, take: Ingest, archive: Archive, tmp_path: Path
) -> None:
    page = write(tmp_path / "saved" / "a.html", PAGE.format("甲"))
    os.utime(page, (seconds, seconds))
    report = take(tmp_path / "saved", file_times=True)
    assert [(fault.code, fault.severity) for fault in report.faults] == [("no_time", "warning")]
    assert report.whole
    [finding] = archive.runs.findings(report.run_id)
    assert finding.severity == "warning"
    (document,) = archive.documents()
    assert document.retrieved_at is None


@pytest.mark.parametrize("year", ["0024", "0001", "9999"])
def test_a_page_that_says_an_odd_year_is_kept(year: str, take: Ingest, archive: Archive, tmp_path: Path) -> None:
    zone = "-0800" if year == "9999" else "+0800"
    day = "Dec 31" if year == "9999" else "Jan 01"
    said = f"url: https://site.example/b\n saved date: Mon {day} {year} 23:30:00 GMT{zone} (x)"
    said = said.replace("23:30", "07:30") if year != "9999" else said
    write(tmp_path / "a.html", f"<html><!--\n Page saved with SingleFile \n {said}\n-->" + PAGE.format("甲"))
    assert codes(take(tmp_path / "a.html")) == []
    assert addresses(archive) == ["https://site.example/b"]


def test_of_two_pages_of_one_name_the_first_has_the_files(take: Ingest, archive: Archive, tmp_path: Path) -> None:
    folder = tmp_path / "saved"
    write(folder / "A.HTM", PAGE.format("甲"))
    write(folder / "A_files" / "x.png", b"\x89PNG")
    write(folder / "b.html", PAGE.format("乙"))
    write(folder / "b.htm", PAGE.format("丙"))
    write(folder / "b_files" / "x.png", b"\x89PNG2")
    take(folder)
    assert {(link.parent, link.child) for link in archive.links()} == {
        ("saved/A.HTM", "saved/A_files/x.png"),
        ("saved/b.htm", "saved/b_files/x.png"),
    }


def test_an_office_document_with_an_address(take: Ingest, archive: Archive, tmp_path: Path) -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as document:
        document.writestr("[Content_Types].xml", "<Types/>")
    write(tmp_path / "list" / "甲.docx", data.getvalue())
    write(tmp_path / "list" / "list.csv", "url,file,saved\nhttps://site.example/1.docx,甲.docx,2024-03-05\n")
    assert codes(take(tmp_path / "list" / "list.csv")) == []
    (document_,) = archive.documents()
    assert (document_.url, document_.path, document_.retrieved_at) == (
        "https://site.example/1.docx", "list/甲.docx", "2024-03-05T00:00:00Z",
    )  # fmt: skip
