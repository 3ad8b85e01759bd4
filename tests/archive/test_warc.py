from __future__ import annotations

import base64
import gzip
import io
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator

from ipr_extract.archive import Archive
from ipr_extract.archive.warc_read import WarcFault, WarcItem, read_warc
from ipr_extract.archive.warc_write import WarcFiles, write_warcs
from ipr_extract.model.snapshot import Outcome, Snapshot
from tests.archive.test_archive import PAGE
from tests.archive.test_transfer import fill


def written(archive: Archive, folder: Path, max_bytes: int = 1_000_000) -> list[Path]:
    folder.mkdir()
    files = WarcFiles(folder, "w", archive_id=archive.archive_id, software="test", max_bytes=max_bytes)
    write_warcs(archive.history(), archive.read, files)
    return files.paths


def test_another_tool_reads_it(archive: Archive, tmp_path: Path) -> None:
    fill(archive)
    (path,) = written(archive, tmp_path / "w")
    records = []
    with path.open("rb") as file:
        for record in ArchiveIterator(file, check_digests="raise"):
            body = record.content_stream().read()
            records.append((record.rec_type, record.rec_headers.get_header("WARC-Target-URI"), body))
            assert record.rec_headers.protocol == "WARC/1.1"
            if record.rec_type in ("response", "resource"):
                assert record.digest_checker.passed is True
    kinds = [kind for kind, _, _ in records]
    assert {kind: kinds.count(kind) for kind in set(kinds)} == {
        "warcinfo": 1, "response": 4, "resource": 1, "revisit": 2, "request": 1, "metadata": 9,
    }  # fmt: skip
    assert ("response", PAGE, b"one" * 99) in records
    assert ("resource", "file:///%E7%9C%81/%E9%A1%B5%201.html", "<p>页".encode()) in records


def test_what_was_packed_to_travel_keeps_its_headers_under_another_name(archive: Archive, tmp_path: Path) -> None:
    fill(archive)
    (path,) = written(archive, tmp_path / "w")
    with path.open("rb") as file:
        record = next(record for record in ArchiveIterator(file) if record.rec_type == "response")
        headers = dict(record.http_headers.headers)
    assert headers == {"ETag": '"1"', "X-Archive-Orig-Content-Encoding": "gzip", "Content-Length": "297"}
    with path.open("rb") as file:
        first = next(iter(read_warc(file, max_body=1000)))
    assert isinstance(first, WarcItem)
    assert ("Content-Encoding", "gzip") in first.fetch.headers


def test_files_turn_over_and_are_the_same_each_time(archive: Archive, tmp_path: Path) -> None:
    fill(archive)
    paths = written(archive, tmp_path / "a", max_bytes=1500)
    assert len(paths) > 2
    assert [path.name for path in paths[:2]] == ["w-00001.warc.gz", "w-00002.warc.gz"]
    again = written(archive, tmp_path / "b", max_bytes=1500)
    assert [path.read_bytes() for path in paths] == [path.read_bytes() for path in again]
    for path in paths:
        with path.open("rb") as file:
            assert next(iter(ArchiveIterator(file))).rec_type == "warcinfo", "each file says what it is"


def test_it_is_read_back(archive: Archive, tmp_path: Path) -> None:
    fill(archive)
    (path,) = written(archive, tmp_path / "w")
    with path.open("rb") as file:
        items = list(read_warc(file, max_body=1000))
    pairs = list(zip(archive.history(), items, strict=True))
    for snapshot, item in pairs:
        assert isinstance(item, WarcItem), item
        found = item.fetch
        same = ("address", "retrieved_at", "source", "kind", "robots", "reason", "status", "content_digest", "path")
        assert [getattr(found, name) for name in same] == [getattr(snapshot, name) for name in same]
        if item.body is not None:
            assert item.body == archive.read(snapshot.sha256 or "")
    refused = [(s.outcome, i.fetch.outcome) for s, i in pairs if isinstance(i, WarcItem) and s.sha256 is None]
    assert all(before is after for before, after in refused)


def member(record: bytes) -> bytes:
    return gzip.compress(record)


def warc_record(url: str, body: bytes, digest: str | None = None, length: int | None = None) -> bytes:
    lines = [
        "WARC/1.0", "WARC-Type: resource", f"WARC-Target-URI: {url}", "WARC-Date: 2024-01-01T00:00:00Z",
        "WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-000000000000>", "Content-Type: text/html",
        f"Content-Length: {len(body) if length is None else length}",
    ]  # fmt: skip
    lines += [f"WARC-Payload-Digest: {digest}"] if digest else []
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body + b"\r\n\r\n"


@pytest.mark.parametrize("pack", [member, bytes], ids=["gzip", "plain"])
@pytest.mark.parametrize(
    "broken",
    [
        warc_record("https://a.example/x", b"body", digest="sha1:" + base64.b32encode(b"0" * 20).decode()),
        warc_record("https://a.example/x", b"body", length=2),
        warc_record("https://a.example/x", b"x" * 5000),
        warc_record("https://a.example/x", b"body").replace(b"2024-01-01T", b"last year "),
        b"WARC/1.0\r\nno headers\r\n\r\n",
        b"something else\r\n\r\n",
    ],
    ids=["digest", "short length", "large", "date", "headers", "nothing"],
)
def test_a_broken_record_costs_itself(pack: object, broken: bytes, capfd: pytest.CaptureFixture[str]) -> None:
    assert callable(pack)
    first, last = warc_record("https://a.example/1", b"first"), warc_record("https://a.example/2", b"last")
    items = list(read_warc(io.BytesIO(pack(first) + pack(broken) + pack(last)), max_body=4000))
    bodies = [item.body for item in items if isinstance(item, WarcItem)]
    assert bodies[0] == b"first"
    assert bodies[-1] == b"last"
    assert [item for item in items if isinstance(item, WarcFault)], "it is said"
    assert capfd.readouterr().err.strip() == "", "and said in one place"


def test_a_file_cut_short_gives_what_is_whole() -> None:
    whole = member(warc_record("https://a.example/1", b"first")) + member(
        warc_record("https://a.example/2", bytes(range(256)) * 40)
    )
    items = list(read_warc(io.BytesIO(whole[:-60]), max_body=1_000_000))
    assert [item.body for item in items if isinstance(item, WarcItem)] == [b"first"]
    assert isinstance(items[-1], WarcFault)


def test_a_bomb_in_a_record_is_not_unpacked() -> None:
    bomb = gzip.compress(b"0" * 50_000_000)
    head = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n"
    record = warc_record("https://a.example/1", head + bomb).replace(b"resource", b"response")
    record = record.replace(b"text/html", b"application/http; msgtype=response")
    (fault,) = read_warc(io.BytesIO(record), max_body=1_000_000)
    assert isinstance(fault, WarcFault)
    assert fault.code == "too_large"


@settings(max_examples=150, deadline=None)
@given(data=st.binary(max_size=300), pack=st.booleans())
def test_any_bytes_are_read_to_their_end(data: bytes, pack: bool) -> None:
    whole = warc_record("https://a.example/1", b"first") + data
    list(read_warc(io.BytesIO(member(whole) if pack else whole), max_body=4000))


def test_a_fetch_that_was_refused_has_no_body_to_write(archive: Archive, tmp_path: Path) -> None:
    snapshot = Snapshot(url=PAGE, retrieved_at="2026-01-01T00:00:00Z", outcome=Outcome.BLOCKED, status=521)
    (tmp_path / "w").mkdir()
    files = WarcFiles(tmp_path / "w", "w", archive_id="a" * 32, software="test")
    done = write_warcs(iter([snapshot]), archive.read, files)
    assert [(record.record_type, record.length) for record in done] == [("metadata", 0)]


def test_the_command_of_another_tool_checks_it(archive: Archive, tmp_path: Path) -> None:
    fill(archive)
    paths = written(archive, tmp_path / "w")
    command = [sys.executable, "-m", "warcio.cli", "check", *map(str, paths)]
    assert subprocess.run(command, check=False, capture_output=True).returncode == 0


def test_an_arc_file() -> None:
    def record(head: bytes, body: bytes) -> bytes:
        return head + b" %d\n" % len(body) + body + b"\n"

    answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>page"
    version = b"1 0 InternetArchive\nURL IP-address Archive-date Content-type Archive-length\n"
    data = record(b"filedesc://a.arc 0.0.0.0 20160301080000 text/plain", version)
    data += record(b"http://site.example/1 1.2.3.4 20160301080900 text/html", answer)
    data += record(b"http://site.example/2 1.2.3.4 2016030108 text/html", answer)
    found = list(read_warc(io.BytesIO(data), max_body=1000))
    assert [type(one) for one in found] == [WarcItem, WarcFault]
    (item, _) = found
    assert isinstance(item, WarcItem)
    assert (item.fetch.url, item.fetch.retrieved_at, item.fetch.status, item.body) == (
        "http://site.example/1", "2016-03-01T08:09:00Z", 200, b"<p>page",
    )  # fmt: skip
