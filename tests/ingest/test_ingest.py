"""Whatever somebody saved or packed comes into the archive; what is hostile or broken is one line, the rest goes on."""

from __future__ import annotations

import base64
import datetime as dt
import gzip
import hashlib
import io
import os
import struct
import zipfile
from pathlib import Path

import openpyxl
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
from tests.archive.test_transfer import fill
from tests.ingest.conftest import Ingest

PAGE = "<html><body><p>关于开展某项工作的通知</p><p>各有关单位：</p><p>{}</p></body></html>"
SAVED = "<!-- saved from url=(0033)https://site.example/art/7.html#top -->\n" + PAGE


def write(path: Path, data: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def codes(report: object) -> list[str]:
    return sorted(fault.code for fault in report.faults)  # type: ignore[attr-defined]


def addresses(archive: Archive) -> list[str]:
    return [document.address for document in archive.documents()]


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
    assert codes(take(tmp_path / "a.zip", max_total_bytes=10_000)) == ["too_large"]
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


def test_a_spreadsheet_of_links(take: Ingest, archive: Archive, tmp_path: Path) -> None:
    folder = tmp_path / "list"
    write(folder / "files" / "甲.html", PAGE.format("甲"))
    rows = [
        "政策清单,,,,",
        "标题,文号,发布日期,链接,文件名,下载时间",
        "甲通知,国发〔2024〕1号,2024年3月1日,https://site.example/1#a,files\\甲.html,2024/3/5 8:30",
        "乙通知,,,https://site.example/2,,",
        ",,,,,",
        "丙通知,,,https://site.example/3,none.html,",
        "丁通知,,,javascript:alert(1),,",
        "戊通知,,,https://site.example/5,../../etc/passwd,",
    ]
    write(folder / "list.csv", "\r\n".join(rows).encode("gb18030"))
    report = take(folder / "list.csv", source="省")
    assert codes(report) == ["bad_url", "climbing_name", "missing_file"]
    assert report.wanted == 4
    (document,) = archive.documents()
    assert (document.url, document.path, document.retrieved_at) == (
        "https://site.example/1", "list/files/甲.html", "2024-03-05T08:30:00Z",
    )  # fmt: skip
    wanted = archive.listings.wanted("省")
    assert [item.address[-1] for item in wanted] == ["2", "3", "5"]
    first = archive.listings.items("省")[0]
    assert (first.title, first.document_number, first.published_date) == ("甲通知", "国发〔2024〕1号", "2024-03-01")


def test_a_workbook_of_links(take: Ingest, archive: Archive, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Title", "Link", "Published"])
    sheet.append(["one", "https://site.example/1", dt.date(2024, 3, 1)])
    sheet.append(["two", "open", None])
    sheet.cell(3, 2).hyperlink = "https://site.example/2"
    book.save(tmp_path / "links.xlsx")
    report = take(tmp_path / "links.xlsx")
    assert report.faults == ()
    items = archive.listings.items("links")
    assert [(item.address, item.title, item.published_date) for item in items] == [
        ("https://site.example/1", "one", "2024-03-01"), ("https://site.example/2", "two", None),
    ]  # fmt: skip


def test_a_list_without_a_head(take: Ingest, archive: Archive, tmp_path: Path) -> None:
    write(tmp_path / "a.csv", "甲;https://site.example/1\n乙;https://site.example/2\n")
    assert take(tmp_path / "a.csv").wanted == 2
    assert codes(take(write(tmp_path / "b.csv", "a,b\n1,2\n"))) == ["no_links"]


def test_a_workbook_of_entities_is_refused(take: Ingest, tmp_path: Path) -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><worksheet>&b;</worksheet>'
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as book:
        book.writestr("xl/workbook.xml", "<workbook/>")
        book.writestr("xl/worksheets/sheet1.xml", bomb)
    assert codes(take(tmp_path / "a.xlsx")) == ["broken_sheet"]
    assert codes(take(write(tmp_path / "b.xlsx", b"PK\x03\x04 no"))) == ["broken_sheet"]


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
