"""Whatever somebody saved or packed comes into the archive; what is hostile or broken is one line, the rest goes on."""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import os
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from ipr_extract.archive import Archive, open_archive
from ipr_extract.archive.transfer import export_archive
from ipr_extract.archive.verify import verify
from ipr_extract.config import IngestLimits
from ipr_extract.errors import ConfigError
from ipr_extract.model.snapshot import Outcome
from tests.archive.test_archive import fetch
from tests.ingest.conftest import Ingest
from tests.ingest.handling import PAGE, SAVED, addresses, codes, write


def test_a_folder_of_saved_pages(take: Ingest, archive: Archive, tmp_path: Path) -> None:
    folder = tmp_path / "saved"
    write(folder / "省" / "页.html", PAGE.format("甲"))
    write(folder / "art.html", SAVED.format("乙"))
    write(folder / "art_files" / "style.css", "p {}")
    write(folder / "art_files" / "deep" / "logo.png", b"\x89PNG")
    write(folder / "old.htm", PAGE.format("丙"))
    write(folder / "old.files" / "frame.htm", PAGE.format("框"))
    write(folder / "lonely_files" / "kept.html", PAGE.format("丁"))
    write(folder / "README.md", "notes")
    write(folder / ".hidden", "x")
    report = take(folder)
    assert (report.faults, report.passed) == ((), 2)
    assert addresses(archive) == [
        "https://site.example/art/7.html", "saved/lonely_files/kept.html", "saved/old.htm", "saved/省/页.html",
    ]  # fmt: skip
    links = {(link.parent, link.child, link.kind) for link in archive.links()}
    assert links == {
        ("https://site.example/art/7.html", "saved/art_files/style.css", "asset"),
        ("https://site.example/art/7.html", "saved/art_files/deep/logo.png", "asset"),
        ("saved/old.htm", "saved/old.files/frame.htm", "asset"),
    }
    assert {s.retrieved_at for s in archive.history()} == {None}, "a file's time is not believed unasked"


def test_files_times_are_taken_when_it_is_said(take: Ingest, archive: Archive, tmp_path: Path) -> None:
    page = write(tmp_path / "saved" / "a.html", PAGE.format("甲"))
    os.utime(page, (1_700_000_000, 1_700_000_000))
    take(tmp_path / "saved", file_times=True)
    (document,) = archive.documents()
    assert document.retrieved_at == "2023-11-14T22:13:20Z"


def test_a_page_says_itself_when_it_was_saved(take: Ingest, archive: Archive, tmp_path: Path) -> None:
    said = "url: https://site.example/b#x \n saved date: Fri Mar 01 2024 07:30:00 GMT+0800 (中国标准时间)"
    write(tmp_path / "a.html", f"<html><!--\n Page saved with SingleFile \n {said}\n-->" + PAGE.format("甲"))
    take(tmp_path / "a.html")
    (document,) = archive.documents()
    assert (document.url, document.path, document.retrieved_at) == (
        "https://site.example/b", "a.html", "2024-02-29T23:30:00Z",
    )  # fmt: skip


def test_taking_in_again_changes_nothing(take: Ingest, archive: Archive, tmp_path: Path) -> None:
    write(tmp_path / "saved" / "a.html", PAGE.format("甲"))
    assert take(tmp_path / "saved").outcomes == {Outcome.STORED: 1}
    before = list(archive.documents())
    assert take(tmp_path / "saved").outcomes == {Outcome.UNCHANGED: 1}
    assert list(archive.documents()) == before


def test_a_notice_instead_of_a_page_is_not_stored(take: Ingest, archive: Archive, tmp_path: Path) -> None:
    script = "<html><head><script>" + "var a=1;" * 200 + "</script></head><body></body></html>"
    write(tmp_path / "saved" / "a.html", script)
    report = take(tmp_path / "saved")
    assert report.outcomes == {Outcome.BLOCKED: 1}
    assert addresses(archive) == []
    assert list(archive.objects.names()) == []


def test_archives_links_and_nothing_at_all(take: Ingest, archive: Archive, tmp_path: Path) -> None:
    folder = tmp_path / "saved"
    write(tmp_path / "outside.html", "secret")
    folder.mkdir()
    (folder / "a.html").symlink_to(tmp_path / "outside.html")
    assert codes(take(folder)) == ["link_out"]
    assert codes(take(archive.folder)) == ["is_archive"]
    assert codes(take(tmp_path / "none")) == ["not_found"]
    assert codes(take(write(tmp_path / "big.html", "x" * 2000), max_file_bytes=1000)) == ["too_large"]
    assert addresses(archive) == []


def test_a_warc_of_another_tool(take: Ingest, archive: Archive, tmp_path: Path) -> None:
    page = PAGE.format("甲").encode()
    with (tmp_path / "a.warc.gz").open("wb") as file:
        records = Records(WARCWriter(file, gzip=True))
        records.response("https://site.example/1", gzip.compress(page), ("Content-Encoding", "gzip"))
        records.response("https://site.example/logo", b"\x89PNG", ("Content-Type", "image/png"))
        records.response("https://site.example/robots.txt", b"User-agent: *")
        records.response("https://site.example/gone", b"no", status="404 Not Found")
        records.response("https://site.example/wall", b"no", status="412 Precondition Failed")
        records.response("https://site.example/moved", b"x", ("Location", "/1"), status="302 Found")
        records.response("dns:site.example", b"1.2.3.4")
        records.revisit("https://site.example/copy", gzip.compress(page))
        records.revisit("https://site.example/lost", b"nowhere")
        records.response("https://site.example/br", b"????", ("Content-Encoding", "br2"))
    report = take(tmp_path / "a.warc.gz")
    kinds = {(s.address.rpartition("/")[2], s.outcome.value, s.kind.value) for s in archive.history()}
    assert kinds == {
        ("1", "stored", "document"), ("logo", "stored", "asset"), ("robots.txt", "stored", "robots"),
        ("gone", "failed", "document"), ("wall", "blocked", "document"), ("moved", "skipped", "document"),
        ("copy", "stored", "document"),
    }  # fmt: skip
    assert codes(report) == ["broken_record", "broken_record", "nothing_to_revisit"]
    assert [archive.read(document.sha256 or "") for document in archive.documents()] == [page, page]
    (first, *_) = archive.history()
    assert (first.retrieved_at, first.status, first.source) == ("2024-03-01T08:00:00Z", 200, "a.warc")


class Records:
    """Records as a tool writes them that knows nothing of this program."""

    def __init__(self, writer: WARCWriter) -> None:
        self.writer = writer

    def response(self, url: str, body: bytes, *headers: tuple[str, str], status: str = "200 OK") -> None:
        answer = StatusAndHeaders(status, list(headers), protocol="HTTP/1.1")
        self.writer.write_record(
            self.writer.create_warc_record(
                url, "response", payload=io.BytesIO(body), length=len(body), http_headers=answer,
                warc_headers_dict={"WARC-Date": "2024-03-01T08:00:00.123456Z"},
            )
        )  # fmt: skip

    def revisit(self, url: str, body: bytes) -> None:
        digest = "sha1:" + base64.b32encode(hashlib.sha1(body).digest()).decode()
        self.writer.write_record(
            self.writer.create_revisit_record(
                url, digest, "https://site.example/1", "2024-03-01T08:00:00Z",
                http_headers=StatusAndHeaders("200 OK", [], protocol="HTTP/1.1"),
                warc_headers_dict={"WARC-Date": "2024-03-02T08:00:00Z"},
            )
        )  # fmt: skip


def test_limits_come_from_a_file(tmp_path: Path) -> None:
    path = write(tmp_path / "a.toml", "[ingest]\nmax_ratio = 5\n")
    assert IngestLimits.load(path).max_ratio == 5
    with pytest.raises(ConfigError, match=r"ingest\.max_ratio: Input should be greater than 0"):
        IngestLimits.load(write(path, "[ingest]\nmax_ratio = 0\n"))
    with pytest.raises(ConfigError, match="not valid TOML"):
        IngestLimits.load(write(path, "[ingest"))
    with pytest.raises(ConfigError, match="can't be opened"):
        IngestLimits.load(tmp_path / "none")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_damage_stops_what_comes_after(take: Ingest, archive: Archive, tmp_path: Path, data: st.DataObject) -> None:
    folder = tmp_path / "packed"
    if not folder.exists():
        with open_archive(tmp_path / "other") as other:
            for number in range(4):
                other.record(fetch(f"https://site.example/{number}", requests=1), PAGE.format(number).encode())
            export_archive(other, tmp_path / "a.wacz", software="test")
        with zipfile.ZipFile(tmp_path / "a.wacz") as wacz:
            write(folder / "a.warc.gz", wacz.read("archive/fetches-00001.warc.gz"))
        with zipfile.ZipFile(folder / "b.zip", "w", zipfile.ZIP_DEFLATED) as packed:
            packed.writestr("a.html", PAGE.format("甲"))
    name = data.draw(st.sampled_from(["a.warc.gz", "b.zip"]))
    whole = (folder / name).read_bytes()
    broken = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(broken) - 1))
        broken[at] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(broken)))
    path = write(tmp_path / f"broken-{name}", bytes(broken if data.draw(st.booleans()) else broken[:cut]))
    last = write(tmp_path / "last.html", PAGE.format("末"))
    report = take(path, last)
    assert "last.html" in addresses(archive)
    assert all("\n" not in fault.message for fault in report.faults)
    assert verify(archive).sound
