"""Zip and WACZ files: what is hostile or broken in them costs itself alone."""

from __future__ import annotations

import io
import os
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from ipr_extract.archive import Archive, open_archive
from ipr_extract.archive.transfer import export_archive
from ipr_extract.archive.verify import verify
from ipr_extract.model.snapshot import Outcome
from tests.archive.test_transfer import fill
from tests.ingest.conftest import Ingest
from tests.ingest.handling import PAGE, SAVED, addresses, codes, write
from tests.unsound_zips import UNSOUND, broken_lzma, cut_stream, far_away, locked, packed


def test_a_zip_of_saved_pages(take: Ingest, archive: Archive, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "pages.zip", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("a/art.html", SAVED.format("乙"))
        packed.writestr("a/art_files/style.css", "p {}")
        packed.writestr("b/页.html", PAGE.format("甲"))
        packed.writestr("__MACOSX/b/._x.html", b"\0")
        packed.writestr("c/form.docx", office())
    report = take(tmp_path / "pages.zip")
    assert (report.faults, report.passed) == ((), 1)
    assert addresses(archive) == ["https://site.example/art/7.html", "pages.zip/b/页.html", "pages.zip/c/form.docx"]
    assert [link.child for link in archive.links()] == ["pages.zip/a/art_files/style.css"]


def office() -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as document:
        document.writestr("[Content_Types].xml", "<Types/>")
        document.writestr("word/document.xml", "<w/>")
    return data.getvalue()


def test_names_of_a_zip_from_chinese_windows(take: Ingest, archive: Archive, tmp_path: Path) -> None:
    info = zipfile.ZipInfo("XXXX.html")
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as packed:
        packed.writestr(info, PAGE.format("甲"))
    write(tmp_path / "a.zip", data.getvalue().replace(b"XXXX", "通知".encode("gbk")))
    take(tmp_path / "a.zip")
    assert addresses(archive) == ["a.zip/通知.html"]


def test_hostile_zips_cost_themselves_alone(take: Ingest, archive: Archive, tmp_path: Path) -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as packed:
        packed.writestr("x.html", "x")
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("../../evil.html", "evil")
        packed.writestr("/etc/evil.html", "evil")
        packed.writestr("C:\\evil.html", "evil")
        packed.writestr("bomb.html", b"0" * 8_000_000)
        packed.writestr("huge.html", os.urandom(3_000_000))
        packed.writestr("nested.zip", inner.getvalue())
        packed.writestr("empty.html", "")
        link = zipfile.ZipInfo("link.html")
        link.external_attr = 0o120777 << 16
        packed.writestr(link, "/etc/passwd")
        packed.writestr("good.html", PAGE.format("甲"))
        with pytest.warns(UserWarning, match="Duplicate name"):
            packed.writestr("good.html", PAGE.format("乙"))
    report = take(tmp_path / "a.zip", max_file_bytes=2_500_000)
    assert codes(report) == sorted(
        ["climbing_name"] * 3 + ["too_large"] * 2 + ["nested_archive", "empty", "link_out", "duplicate_name"]
    )
    assert addresses(archive) == ["a.zip/good.html"]
    assert not list(tmp_path.rglob("evil*"))
    assert all("\n" not in fault.message for fault in report.faults)
    assert len(archive.runs.findings(report.run_id)) == len(report.faults)


def test_a_zip_that_unpacks_to_too_much_is_left(take: Ingest, archive: Archive, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as packed:
        for number in range(10):
            packed.writestr(f"{number}.html", PAGE.format("甲" * 1000) + str(number))
    assert codes(take(tmp_path / "a.zip", max_total_bytes=10_000)) == ["too_large"] * 2, (
        "it, and how many more there are"
    )
    assert codes(take(tmp_path / "a.zip", max_members=9)) == ["too_many"]


def test_a_member_that_lies_about_its_size(take: Ingest, archive: Archive, tmp_path: Path) -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("a.html", b"0" * 5_000_000)
    claims = data.getvalue().replace(struct.pack("<I", 5_000_000), struct.pack("<I", 100))
    write(tmp_path / "a.zip", claims)
    report = take(tmp_path / "a.zip", max_file_bytes=1_000_000)
    assert len(report.faults) == 1 or archive.read(next(archive.objects.names())) == b"0" * 100
    assert sum(document.size or 0 for document in archive.documents()) <= 100


def test_a_locked_and_a_broken_zip(take: Ingest, archive: Archive, tmp_path: Path) -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as packed:
        packed.writestr("a.html", PAGE.format("甲"))
        packed.writestr("b.html", PAGE.format("乙"))
    whole = data.getvalue()
    locked = bytearray(whole)
    locked[whole.index(b"PK\x01\x02") + 8] |= 1
    write(tmp_path / "locked.zip", bytes(locked))
    write(tmp_path / "cut.zip", whole[:-30])
    flipped = bytearray(whole)
    flipped[whole.index("甲".encode())] ^= 1
    write(tmp_path / "flipped.zip", bytes(flipped))
    report = take(tmp_path / "locked.zip", tmp_path / "cut.zip", tmp_path / "flipped.zip")
    assert codes(report) == ["broken_member", "broken_zip", "encrypted"]
    assert addresses(archive) == ["flipped.zip/b.html", "locked.zip/b.html"]


def test_an_archive_of_another_comes_in_as_wacz(take: Ingest, archive: Archive, tmp_path: Path) -> None:
    with open_archive(tmp_path / "other") as other:
        fill(other)
        before = {(d.address, d.retrieved_at, d.sha256, d.source) for d in other.documents()}
        export_archive(other, tmp_path / "other.wacz", software="test", warc_bytes=600)
    report = take(tmp_path / "other.wacz")
    assert report.faults == ()
    after = {(d.address, d.retrieved_at, d.sha256, d.source) for d in archive.documents()}
    # What the site answered with 404, and an empty page, is kept there and not taken for a document here.
    left = {"https://site.example/odd", "https://site.example/empty"}
    assert after == {(a, at, sha, source or "other") for a, at, sha, source in before if a not in left}
    outcomes = [snapshot.outcome for snapshot in archive.history("https://site.example/c")]
    assert outcomes == [Outcome.SKIPPED]
    assert verify(archive).sound


@pytest.mark.parametrize("made", UNSOUND)
def test_an_unsound_member_is_one_line(
    made: Callable[[str, str], bytes], take: Ingest, archive: Archive, tmp_path: Path
) -> None:
    report = take(write(tmp_path / "a.zip", made("a.html", PAGE * 9)), write(tmp_path / "b.html", PAGE.format("乙")))
    assert codes(report) == ["encrypted" if made is locked else "broken_member"]
    assert addresses(archive) == ["b.html"]


@pytest.mark.parametrize("made", [broken_lzma, far_away, cut_stream])
def test_an_unsound_zip_in_a_zip_is_one_line(
    made: Callable[[str, str], bytes], take: Ingest, archive: Archive, tmp_path: Path
) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as outer:
        outer.writestr("in.zip", made("a.html", PAGE * 9))
        outer.writestr("b.html", PAGE.format("乙"))
    assert codes(take(tmp_path / "a.zip")) == ["nested_archive"]
    assert addresses(archive) == ["a.zip/b.html"]


@pytest.mark.parametrize("name", ["Größe.html", "résumé.html"])
def test_western_names_stay(name: str, take: Ingest, archive: Archive, tmp_path: Path) -> None:
    raw = name.encode("cp437")
    data = bytes(packed("x" * len(raw), PAGE)).replace(b"x" * len(raw), raw)
    take(write(tmp_path / "a.zip", data))
    assert addresses(archive) == [f"a.zip/{name}"]


def test_members_without_a_name_are_one_line_each(take: Ingest, archive: Archive, tmp_path: Path) -> None:
    names = ["", "/", "//", ".", "\\", "folder/", "good.html"]
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as packed:
        packed.writestr("empty-folder/", "")
        for name in names:
            packed.writestr(zipfile.ZipInfo(name), PAGE.format(name))
        packed.writestr(zipfile.ZipInfo("///"), "")
    report = take(tmp_path / "a.zip", write(tmp_path / "b.html", PAGE.format("乙")))
    assert codes(report) == ["no_name"] * 7
    assert addresses(archive) == ["a.zip/good.html", "b.html"]


@pytest.mark.parametrize(
    ("stamp", "kept"),
    [
        (b"\0\0\0\0", None), (b"\0\0\x21\0", "1980-01-01T00:00:00Z"), (b"\0\0\x20\0", None),
        (b"\x1e\0\x65\x58", "2024-03-05T00:00:59Z"), (b"\xff\xff\x65\x58", None),
    ],
    ids=["zero", "begin", "day-0", "62-seconds", "no-time"],
)  # fmt: skip
def test_a_member_without_a_day_is_kept(
    stamp: bytes, kept: str | None, take: Ingest, archive: Archive, tmp_path: Path
) -> None:
    data = packed("a.html", PAGE.format("甲"))
    data[10:14] = stamp
    at = data.index(b"PK\x01\x02") + 12
    data[at : at + 4] = stamp
    report = take(write(tmp_path / "a.zip", bytes(data)), file_times=True)
    assert [(fault.code, fault.severity) for fault in report.faults] == ([] if kept else [("no_time", "warning")])
    (document,) = archive.documents()
    assert (document.address, document.retrieved_at) == ("a.zip/a.html", kept)


def test_a_colon_is_no_drive(take: Ingest, archive: Archive, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as packed:
        packed.writestr("通知:甲.html", PAGE.format("甲"))
    assert codes(take(tmp_path / "a.zip")) == []


def test_what_is_left_of_a_zip_that_is_too_large_is_counted(take: Ingest, archive: Archive, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as packed:
        for name in ("a.html", "b.html", "c.html", "d.html"):
            packed.writestr(name, PAGE.format(name) + " " * 9000)
    report = take(tmp_path / "a.zip", max_total_bytes=10_000)
    assert [(fault.place, fault.code) for fault in report.faults] == [
        ("a.zip/b.html", "too_large"), ("a.zip", "too_large"),
    ]  # fmt: skip
    assert report.faults[1].message == "2 more of its members were not looked at"


def test_a_zip_with_a_data_package_is_no_wacz(take: Ingest, archive: Archive, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as packed:
        packed.writestr("datapackage.json", "{}")
        packed.writestr("pages/a.html", PAGE.format("甲"))
    report = take(tmp_path / "a.zip")
    assert (codes(report), report.passed, addresses(archive)) == ([], 1, ["a.zip/pages/a.html"])
