from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, select

from ipr_extract.archive import Archive, Item, ListingState, RobotsFile, RunFinding, open_archive, transfer
from ipr_extract.archive.database import Database
from ipr_extract.archive.schema import FETCHES, HOSTS, LEASES, METADATA
from ipr_extract.archive.transfer import export_archive, import_archive
from ipr_extract.archive.verify import verify
from ipr_extract.errors import ArchiveError
from ipr_extract.model.snapshot import Fetch, Outcome, ResourceKind, RobotsDecision
from tests.archive.conftest import Opener, SteppingClock
from tests.archive.test_archive import fetch
from tests.unsound_zips import UNSOUND

SUFFIXES = ["", ".tar", ".wacz"]


def fill(archive: Archive) -> None:
    """One of everything that a catalogue can hold."""
    run_id = archive.runs.begin("crawl", program="test", settings={"名": 1})
    headers = (("ETag", '"1"'), ("Content-Encoding", "gzip"))
    archive.record(fetch(headers=headers, requests=1, sent_at=1.25), b"one" * 99)
    archive.record(fetch(at="2026-01-05T00:00:00Z"), b"one" * 99, run_id=run_id)
    archive.record(fetch(at="2026-01-06T00:00:00Z", outcome=Outcome.UNCHANGED, status=304))
    archive.record(fetch(at="2026-01-07T00:00:00Z", content_digest="d"), b"two\r\n\0\xff")
    archive.record(fetch("https://site.example/b", outcome=Outcome.BLOCKED, status=412, reason="412"), run_id=run_id)
    archive.record(fetch("https://site.example/c", outcome=Outcome.SKIPPED, robots=RobotsDecision.DISALLOWED))
    archive.record(fetch("https://site.example/odd", status=404), b"kept all the same")
    archive.record(fetch("https://site.example/empty"), b"")
    archive.record(
        Fetch(path="省/页 1.html", retrieved_at=None, kind=ResourceKind.ATTACHMENT, via="folder"), "<p>页".encode()
    )
    archive.link("https://site.example/b", "https://site.example/c", label="附件")
    archive.listings.see("site", [Item("https://site.example/b", "标题", "国发〔2026〕1号", "2026-01-01")])
    archive.listings.read(ListingState("https://site.example/list", "site", 20, total=3, state={"cursor": [1, None]}))
    archive.robots.put(RobotsFile("https://site.example", "2026-01-01T00:00:00Z", 200, "User-agent: *\n"))
    archive.runs.add_finding(RunFinding("shrunk", "less than before", run_id=run_id))
    archive.put_state("past", {"page": 3})
    archive.runs.end(run_id)


def rows(archive: Archive) -> dict[str, list[Any]]:
    with archive.database.reading() as connection:
        return {
            table.name: [tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key))]
            for table in METADATA.sorted_tables
            if table not in (HOSTS, LEASES)
        }


def contents(archive: Archive) -> dict[str, bytes]:
    return {name: archive.read(name) for name in archive.objects.names()}


def in_file(path: Path) -> dict[str, bytes] | bytes:
    if path.is_dir():
        return {str(file.relative_to(path)): file.read_bytes() for file in sorted(path.rglob("*")) if file.is_file()}
    return path.read_bytes()


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_an_archive_comes_back_as_it_was(opener: Opener, tmp_path: Path, suffix: str) -> None:
    archive = opener()
    fill(archive)
    target = tmp_path / f"out{suffix}"
    done = export_archive(archive, target, software="test")
    assert (done.fetches, done.objects) == (9, 5)
    assert import_archive(target, tmp_path / "back") == done
    with open_archive(tmp_path / "back") as back:
        assert rows(back) == rows(archive)
        assert contents(back) == contents(archive)
        assert verify(back).sound
        export_archive(back, tmp_path / f"again{suffix}", software="test")
    assert in_file(tmp_path / f"again{suffix}") == in_file(target)


def test_an_import_counts_on(tmp_path: Path) -> None:
    with open_archive(tmp_path / "first") as first:
        fill(first)
        export_archive(first, tmp_path / "out.tar", software="test")
    import_archive(tmp_path / "out.tar", tmp_path / "back")
    with open_archive(tmp_path / "back") as back:
        assert back.record(fetch("https://site.example/new"), b"new").fetch_id == 10


def test_an_import_into_postgresql_counts_on(new_database: Any, tmp_path: Path) -> None:
    with open_archive(tmp_path / "first") as first:
        fill(first)
        before = rows(first)
        export_archive(first, tmp_path / "out.tar", software="test")
    url = new_database()
    import_archive(tmp_path / "out.tar", url, folder=tmp_path / "bytes")
    with open_archive(url, folder=tmp_path / "bytes") as back:
        assert rows(back) == before
        assert back.record(fetch("https://site.example/new"), b"new").fetch_id == 10
        back.listings.read(ListingState("https://site.example/list", "site", 20))


_fetches = st.tuples(
    st.sampled_from(["https://a.example/", "https://a.example/页?q=1", "https://b.example/x.pdf"]),
    st.one_of(st.binary(max_size=60), st.sampled_from([b"WARC/1.1\r\n", b"\x1f\x8b\x08\0", b"a\r\n\r\nWARC/1.1\r\n"])),
    st.sampled_from([None, "x"]),
    st.lists(st.tuples(st.sampled_from(["ETag", "Transfer-Encoding", "X"]), st.text(max_size=8)), max_size=2),
    st.sampled_from([200, 206, 404, None]),
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(_fetches, max_size=6), suffix=st.sampled_from(SUFFIXES))
def test_any_archive_comes_back(tmp_path: Path, steps: list[Any], suffix: str) -> None:
    folder = tmp_path / "any"
    folder.mkdir()
    with open_archive(folder / "a", clock=SteppingClock()) as archive:
        archive.record_all(
            [
                (fetch(url, content_digest=digest, headers=tuple(headers), status=status), body)
                for url, body, digest, headers, status in steps
            ]
        )
        export_archive(archive, folder / f"out{suffix}", software="test", warc_bytes=500)
        import_archive(folder / f"out{suffix}", folder / "b")
        with open_archive(folder / "b") as back:
            assert rows(back) == rows(archive)
            assert contents(back) == contents(archive)
    shutil.rmtree(folder)


def test_a_folder_is_a_bag_that_other_tools_check(tmp_path: Path) -> None:
    with open_archive(tmp_path / "a") as archive:
        fill(archive)
        export_archive(archive, tmp_path / "bag", software="test")
    bag = tmp_path / "bag"
    assert (bag / "bagit.txt").read_text().startswith("BagIt-Version: 1.0\n")
    manifest = dict(reversed(line.split("  ")) for line in (bag / "manifest-sha256.txt").read_text().splitlines())
    payload = [path for path in (bag / "data").rglob("*") if path.is_file()]
    assert {name: hashlib.sha256((bag / name).read_bytes()).hexdigest() for name in manifest} == manifest
    assert {path.relative_to(bag).as_posix() for path in payload} == set(manifest)
    oxum = f"{sum(path.stat().st_size for path in payload)}.{len(payload)}"
    assert f"Payload-Oxum: {oxum}" in (bag / "bag-info.txt").read_text()
    if shutil.which("sha256sum"):
        subprocess.run(["sha256sum", "--quiet", "-c", "manifest-sha256.txt"], cwd=bag, check=True)


def test_a_wacz_is_one(tmp_path: Path) -> None:
    with open_archive(tmp_path / "a") as archive:
        fill(archive)
        export_archive(archive, tmp_path / "a.wacz", software="test", warc_bytes=500)
    with zipfile.ZipFile(tmp_path / "a.wacz") as wacz:
        package = json.loads(wacz.read("datapackage.json"))
        for resource in package["resources"]:
            data = wacz.read(resource["path"])
            assert resource["hash"] == "sha256:" + hashlib.sha256(data).hexdigest()
            assert resource["bytes"] == len(data)
        listed = {resource["path"] for resource in package["resources"]}
        assert set(wacz.namelist()) - listed == {"datapackage.json", "datapackage-digest.json"}
        assert sum(name.startswith("archive/") for name in listed) > 1


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_damaged_export_is_refused(tmp_path: Path, suffix: str) -> None:
    with open_archive(tmp_path / "a") as archive:
        archive.record(fetch(), b"the bytes that are flipped")
        export_archive(archive, tmp_path / f"out{suffix}", software="test")
    path = tmp_path / f"out{suffix}"
    if suffix == "":
        path = next((path / "data" / "objects").rglob("*/*"))
    data = path.read_bytes()
    flipped = data.find(b"flipped")
    if flipped < 0:  # packed in a WARC inside the WACZ
        with zipfile.ZipFile(path) as wacz:
            flipped = next(i.header_offset for i in wacz.infolist() if i.filename.startswith("archive/")) + 700
    path.write_bytes(data[:flipped] + bytes([data[flipped] ^ 1]) + data[flipped + 1 :])
    with pytest.raises(ArchiveError, match="damaged"):
        import_archive(tmp_path / f"out{suffix}", tmp_path / "b")


@pytest.mark.parametrize("made", UNSOUND)
def test_an_unsound_zip_is_refused(made: Callable[[str, str], bytes], tmp_path: Path) -> None:
    (tmp_path / "a.wacz").write_bytes(made("catalogue/fetches.jsonl", "{}\n" * 50))
    with pytest.raises(ArchiveError, match=r"a\.wacz: .*damaged"):
        import_archive(tmp_path / "a.wacz", tmp_path / "b")


def test_an_import_that_was_stopped_is_begun_again(tmp_path: Path) -> None:
    with open_archive(tmp_path / "a") as archive:
        fill(archive)
        export_archive(archive, tmp_path / "out", software="test")
    lost = next((tmp_path / "out" / "data" / "objects").rglob("*/*"))
    aside = lost.rename(tmp_path / "aside")
    with pytest.raises(ArchiveError, match="1 files are missing"):
        import_archive(tmp_path / "out", tmp_path / "b")
    aside.rename(lost)
    import_archive(tmp_path / "out", tmp_path / "b")
    with pytest.raises(ArchiveError, match="an archive is there already"):
        import_archive(tmp_path / "out", tmp_path / "b")


def test_names_in_an_export_lead_nowhere(tmp_path: Path) -> None:
    with open_archive(tmp_path / "a") as archive:
        archive.record(fetch(), b"one")
        export_archive(archive, tmp_path / "out.tar", software="test")
    with tarfile.open(tmp_path / "out.tar", "a") as tar:
        for name in ("../../evil", "/tmp/evil", "data/objects/../evil", "data/catalogue/evil.jsonl"):
            tar.addfile(tarfile.TarInfo(name))
        link = tarfile.TarInfo("data/objects/aa/" + "aa" * 32)
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(link)
    import_archive(tmp_path / "out.tar", tmp_path / "b")
    assert not list(tmp_path.rglob("evil*"))
    with open_archive(tmp_path / "b") as back:
        assert verify(back).sound


def test_what_is_no_export_is_said(tmp_path: Path) -> None:
    (tmp_path / "text").write_text("no")
    (tmp_path / "empty").mkdir()
    for source, said in {"text": "no export of an archive", "none": "No such file", "empty": "no export"}.items():
        with pytest.raises(ArchiveError, match=said):
            import_archive(tmp_path / source, tmp_path / "b")
    assert not (tmp_path / "b").exists()


def test_an_export_writes_over_nothing(archive: Archive, tmp_path: Path) -> None:
    (tmp_path / "there.tar").touch()
    with pytest.raises(ArchiveError, match="is there already"):
        export_archive(archive, tmp_path / "there.tar", software="test")


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_catalogue_may_be_larger_than_any_document(
    suffix: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_archive(tmp_path / "first") as first:
        fill(first)
        export_archive(first, tmp_path / f"out{suffix}", software="test")
    monkeypatch.setattr("ipr_extract.archive.transfer._LARGEST", 400, raising=False)
    monkeypatch.setattr("ipr_extract.archive.transfer._LARGEST_OBJECT", 400, raising=False)
    assert import_archive(tmp_path / f"out{suffix}", tmp_path / "back").fetches == 9


def test_what_comes_while_it_is_written_is_not_in_a_wacz(
    archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(archive)
    is_late = FETCHES.c.outcome == Outcome.BLOCKED.value
    with archive.database.writing() as connection:
        late = dict(connection.execute(select(FETCHES).where(is_late)).one()._mapping)
        connection.execute(delete(FETCHES).where(is_late))
    dump = transfer._dump

    def dump_and_then(database: Database, folder: Path) -> dict[str, int]:
        dumped = dump(database, folder)
        # On a server a fetch with an earlier number may be seen later.
        with database.writing() as connection:
            connection.execute(insert(FETCHES), [late])
        return dumped

    monkeypatch.setattr(transfer, "_dump", dump_and_then)
    assert export_archive(archive, tmp_path / "out.wacz", software="test").fetches == 8
    assert import_archive(tmp_path / "out.wacz", tmp_path / "back").fetches == 8


def test_an_odd_address_keeps_nothing_from_being_exported(tmp_path: Path) -> None:
    with open_archive(tmp_path / "first") as first:
        first.record(fetch("http://[odd/a"), b"one")
        export_archive(first, tmp_path / "out.wacz", software="test")
    import_archive(tmp_path / "out.wacz", tmp_path / "back")
    with open_archive(tmp_path / "back") as back:
        assert [document.address for document in back.documents()] == ["http://[odd/a"]
