"""The archive's promises, held on SQLite and on PostgreSQL by the same tests."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, text

from ipr_extract.archive import Archive, Item, database, open_archive
from ipr_extract.archive.archive import begin_archive
from ipr_extract.archive.schema import META
from ipr_extract.errors import ArchiveError
from ipr_extract.model.snapshot import Fetch, Outcome, ResourceKind, RobotsDecision, Snapshot
from tests.archive.conftest import CLOCK_START, Opener, SteppingClock

PAGE = "https://site.example/art/1.html"


def fetch(url: str = PAGE, at: str = "2026-01-02T03:04:05Z", **more: object) -> Fetch:
    return Fetch(url=url, retrieved_at=at, **({"source": "site", "status": 200} | more))  # type: ignore[arg-type]


def test_what_is_recorded_is_read_back(archive: Archive) -> None:
    run_id = archive.runs.begin("crawl", program="ipr_extract 1", user_agent="ipr_extract (+mailto:a@b.example)")
    asked = fetch(
        headers=(("ETag", '"a"'), ("X-Name", "值 \u0001"), ("Set-Cookie", "1"), ("Set-Cookie", "2")),
        request_headers=(("User-Agent", "x"),), media_type="text/html; charset=gbk", final_url=PAGE + "?2",
        robots=RobotsDecision.ALLOWED, requests=2, sent_at=1.5, content_digest="d1",
    )  # fmt: skip
    snapshot = archive.record(asked, b"<p>page", run_id=run_id)
    assert snapshot.version == 1
    assert snapshot.outcome is Outcome.STORED
    assert snapshot.recorded_at == "2026-05-28T20:26:40Z"
    assert archive.read(snapshot.sha256 or "") == b"<p>page"
    (found,) = archive.history(PAGE)
    assert found == snapshot
    assert found.headers == asked.headers
    assert Fetch(**{name: getattr(found, name) for name in Fetch.__dataclass_fields__}) == asked


def test_the_same_bytes_are_no_new_version(archive: Archive) -> None:
    first = archive.record(fetch(), b"one")
    again = archive.record(fetch(at="2026-01-03T00:00:00Z"), b"one")
    assert (again.outcome, again.version) == (Outcome.UNCHANGED, 1)
    (version,) = archive.versions(PAGE)
    assert (version.first_seen, version.last_seen) == ("2026-01-02T03:04:05Z", "2026-01-03T00:00:00Z")
    assert version.sha256 == first.sha256


def test_other_bytes_are_a_new_version_and_so_are_the_old_ones_when_they_come_back(archive: Archive) -> None:
    bodies = [b"one", b"two", b"one"]
    assert [archive.record(fetch(), body).version for body in bodies] == [1, 2, 3]
    assert [archive.read(version.sha256) for version in archive.versions(PAGE)] == bodies
    (latest,) = archive.documents()
    assert (latest.version, archive.read(latest.sha256 or "")) == (3, b"one")
    assert [snapshot.version for snapshot in archive.documents(every_version=True)] == [1, 2, 3]


def test_a_page_that_changed_in_its_furniture_alone_is_no_new_version(archive: Archive) -> None:
    first = archive.record(fetch(content_digest="same"), b"text, visitor 1")
    again = archive.record(fetch(content_digest="same"), b"text, visitor 2")
    assert (again.outcome, again.version) == (Outcome.UNCHANGED, 1)
    assert again.sha256 != first.sha256
    assert archive.read(again.sha256 or "") == b"text, visitor 2", "what was fetched is kept"
    known = archive.latest(PAGE)
    assert known is not None and known.sha256 == again.sha256
    assert [document.sha256 for document in archive.documents()] == [first.sha256]
    assert archive.record(fetch(content_digest="other"), b"other text").version == 2


def test_the_next_request_can_be_conditional(archive: Archive) -> None:
    assert archive.latest(PAGE) is None
    assert not archive.is_known(PAGE)
    archive.record(fetch(headers=(("etag", '"1"'), ("Last-Modified", "Fri, 02 Jan 2026 00:00:00 GMT"))), b"one")
    unchanged = archive.record(
        fetch(outcome=Outcome.UNCHANGED, status=304, at="2026-01-04T00:00:00Z", headers=(("ETag", '"2"'),))
    )
    assert unchanged.version == 1
    known = archive.latest(PAGE)
    assert known is not None
    assert (known.etag, known.last_modified) == ('"2"', "Fri, 02 Jan 2026 00:00:00 GMT")
    assert (known.status, known.checked_at, known.retrieved_at) == (304, "2026-01-04T00:00:00Z", "2026-01-02T03:04:05Z")
    archive.record(fetch(), b"two")
    known = archive.latest(PAGE)
    assert known is not None and (known.etag, known.last_modified) == (None, None), "validators are of the bytes"
    assert archive.is_known(PAGE)


def test_a_block_is_recorded_and_changes_nothing_that_is_held(archive: Archive) -> None:
    first = archive.record(fetch(), b"one")
    for number in (1, 2):
        blocked = archive.record(fetch(outcome=Outcome.BLOCKED, status=412, reason="412"))
        assert (blocked.sha256, blocked.version) == (None, None)
        known = archive.latest(PAGE)
        assert known is not None
        assert (known.failures, known.outcome, known.sha256) == (number, Outcome.BLOCKED, first.sha256)
    assert [document.sha256 for document in archive.documents()] == [first.sha256]
    archive.record(fetch(), b"one")
    known = archive.latest(PAGE)
    assert known is not None and known.failures == 0


def test_an_address_that_was_only_ever_blocked_is_not_known(archive: Archive) -> None:
    archive.record(fetch(outcome=Outcome.FAILED, status=500))
    assert not archive.is_known(PAGE)
    assert archive.known_addresses() == frozenset()
    assert list(archive.documents()) == []


def test_what_is_older_is_a_version_and_not_the_current_one(archive: Archive) -> None:
    archive.record(fetch(at="2026-01-02T00:00:00Z", headers=(("ETag", '"new"'),)), b"of 2026")
    old = archive.record(fetch(at="2015-01-02T00:00:00Z", headers=(("ETag", '"old"'),), source="cdx"), b"of 2015")
    assert (old.outcome, old.version) == (Outcome.STORED, 2)
    again = archive.record(fetch(at="2014-01-02T00:00:00Z"), b"of 2015")
    assert (again.outcome, again.version) == (Outcome.UNCHANGED, 2)
    known = archive.latest(PAGE)
    assert known is not None
    assert (known.versions, known.current, known.etag, known.source) == (2, 1, '"new"', "site")
    assert (known.checked_at, known.retrieved_at) == ("2026-01-02T00:00:00Z", "2026-01-02T00:00:00Z")
    assert [archive.read(document.sha256 or "") for document in archive.documents()] == [b"of 2026"]
    assert [(v.first_seen[:4], v.last_seen[:4]) for v in archive.versions(PAGE)] == [("2026", "2026"), ("2014", "2015")]
    assert archive.record(fetch(at="2026-02-01T00:00:00Z"), b"of 2026").outcome is Outcome.UNCHANGED
    assert archive.record(fetch(at="2026-03-01T00:00:00Z"), b"of 2015").version == 3, "the site went back"


def test_older_bytes_are_current_where_there_are_no_others(archive: Archive) -> None:
    archive.record(fetch(at="2026-01-02T00:00:00Z", outcome=Outcome.BLOCKED, status=403))
    archive.record(fetch(at="2015-01-02T00:00:00Z"), b"of 2015")
    known = archive.latest(PAGE)
    assert known is not None
    assert (known.outcome, known.failures, known.current) == (Outcome.BLOCKED, 1, 1)
    assert [archive.read(document.sha256 or "") for document in archive.documents()] == [b"of 2015"]


@pytest.mark.parametrize("outcome", [Outcome.BLOCKED, Outcome.FAILED, Outcome.SKIPPED])
def test_a_refused_answer_is_never_stored(archive: Archive, outcome: Outcome) -> None:
    with pytest.raises(ValueError, match="comes with bytes"):
        archive.record(fetch(outcome=outcome), b"please wait")
    with pytest.raises(ValueError, match="comes without bytes"):
        archive.record(fetch())
    assert list(archive.history()) == []
    assert list(archive.objects.names()) == []


def test_documents_are_those_of_pipelines_by_address(archive: Archive) -> None:
    archive.record(fetch("https://b.example/", "2026-02-01T00:00:00Z", source="b"), b"b")
    archive.record(fetch("https://a.example/", kind=ResourceKind.LISTING), b"list")
    archive.record(fetch("https://a.example/f.pdf", kind=ResourceKind.ATTACHMENT), b"%PDF-")
    archive.record(fetch("https://a.example/1"), b"same")
    archive.record(fetch("https://a.example/2"), b"same")
    addresses = [document.address for document in archive.documents()]
    assert addresses == [
        "https://a.example/1", "https://a.example/2", "https://a.example/f.pdf", "https://b.example/",
    ]  # fmt: skip
    assert [document.address for document in archive.documents(source="b")] == ["https://b.example/"]
    assert [document.address for document in archive.documents(since="2026-01-15T00:00:00Z")] == ["https://b.example/"]


def test_documents_are_sorted_by_characters_on_every_database(archive: Archive) -> None:
    names = ["https://a.example/" + name for name in ("b", "B", "a-b", "ab", "é", "省", "_", "1")]
    for name in names:
        archive.record(fetch(name), name.encode())
    assert [document.address for document in archive.documents()] == sorted(names)


def test_many_documents_come_in_pages_each_once(archive: Archive) -> None:
    pairs: list[tuple[Fetch, bytes | None]] = [(fetch(f"https://a.example/{n}"), b"%d" % n) for n in range(2500)]
    archive.record_all(pairs)
    found = [document.address for document in archive.documents()]
    assert found == sorted(item.address for item, _ in pairs)
    assert len(list(archive.history())) == 2500
    assert archive.known_addresses("site") == set(found)


def test_files_without_a_url_go_by_their_path(archive: Archive) -> None:
    archive.record(Fetch(path="省/页.html", retrieved_at=None, via="folder"), b"page")
    (document,) = archive.documents()
    assert (document.url, document.path, document.retrieved_at, document.address) == (
        None, "省/页.html", None, "省/页.html",
    )  # fmt: skip


def test_what_a_database_refuses_is_left_out_of_names(archive: Archive) -> None:
    archive.record(
        Fetch(path="a\udce4\0.html", retrieved_at=None, reason="x\0", headers=(("k\0", "v\udcff"),)), b"page"
    )
    (document,) = archive.documents()
    assert document.path == "a?.html"
    assert document.headers == (("k", "v?"),)
    archive.link("a\0", "b\udc80", label="\0")
    assert [(link.parent, link.child, link.label) for link in archive.links()] == [("a", "b?", "")]
    archive.listings.see("s", [Item("https://a.example/\0", "标\0题\udc80")])
    assert [(item.address, item.title) for item in archive.listings.items("s")] == [("https://a.example/", "标题?")]


def test_links_are_found_from_both_ends(archive: Archive) -> None:
    archive.link(PAGE, PAGE + "/a.pdf", label="附件1")
    archive.link(PAGE, PAGE + "/a.pdf", label="附件一")
    archive.link("https://other.example/", PAGE + "/a.pdf", "mention")
    assert [(link.child, link.label) for link in archive.links(parent=PAGE)] == [(PAGE + "/a.pdf", "附件一")]
    assert [link.parent for link in archive.links(child=PAGE + "/a.pdf")] == ["https://other.example/", PAGE]


def test_states_are_kept(archive: Archive) -> None:
    archive.put_state("past", {"page": 3, "名": [None, 1.5]})
    archive.put_state("past", {"page": 4})
    assert archive.get_state("past") == {"page": 4}
    archive.put_state("past", None)
    assert archive.get_state("past") is None


def test_an_archive_is_there_when_opened_again(opener: Opener) -> None:
    first = opener()
    snapshot = first.record(fetch(), b"one")
    again = opener()
    assert again.archive_id == first.archive_id
    assert list(again.documents()) == [snapshot]


def test_a_catalogue_of_the_future_is_refused(opener: Opener) -> None:
    archive = opener()
    with archive.database.writing() as connection:
        connection.execute(META.update().where(META.c.key == "schema_version").values(value="99"))
    with pytest.raises(ArchiveError, match="of version 99, this program knows"):
        opener()


def test_an_older_catalogue_becomes_one_of_today(opener: Opener, monkeypatch: pytest.MonkeyPatch) -> None:
    snapshot = opener().record(fetch(), b"one")

    def fails(connection: Connection) -> None:
        connection.execute(text("ALTER TABLE fetches ADD COLUMN colour TEXT"))
        raise ArchiveError("no")

    def works(connection: Connection) -> None:
        connection.execute(text("ALTER TABLE fetches ADD COLUMN colour TEXT DEFAULT 'red' NOT NULL"))

    monkeypatch.setattr(database, "VERSION", 2)
    monkeypatch.setitem(database.MIGRATIONS, 1, fails)
    with pytest.raises(ArchiveError, match="no"):
        opener()
    monkeypatch.setitem(database.MIGRATIONS, 1, works)
    for _ in range(2):
        archive = opener()
        assert list(archive.history()) == [snapshot]
        with archive.database.reading() as connection:
            assert connection.execute(text("SELECT colour FROM fetches")).scalar() == "red"


def test_leftovers_of_killed_writers_go_when_they_are_old(opener: Opener) -> None:
    clock = SteppingClock()
    archive = opener(clock=clock)
    old = archive.folder / "objects" / "unfinished" / "x"
    old.write_bytes(b"half")
    clock.now = old.stat().st_mtime + 60
    opener(clock=clock)
    assert old.exists(), "its writer may still be at it"
    clock.now += 2 * 86_400
    opener(clock=clock)
    assert not old.exists()


def test_errors_say_what_and_where(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="no archive is there"):
        open_archive(tmp_path / "none", create=False)
    with pytest.raises(ArchiveError, match="needs a folder for the bytes"):
        open_archive("postgresql://localhost/x")
    with pytest.raises(ArchiveError, match=r"not mysql://"):
        open_archive("mysql://localhost/x", folder=tmp_path / "a")
    (tmp_path / "archive.toml").write_text("format = 9")
    with pytest.raises(ArchiveError, match="not an archive that this program knows"):
        open_archive(tmp_path)


def test_a_server_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError) as caught:
        open_archive(f"postgresql://user:secret@/x?host={tmp_path}", folder=tmp_path / "a")
    assert "secret" not in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_catalogue_of_another_archive_is_refused(opener: Opener, tmp_path: Path) -> None:
    one, two = opener("one"), opener("two")
    for archive in (one, two):
        archive.close()
    (tmp_path / "two" / "archive.toml").write_bytes((tmp_path / "one" / "archive.toml").read_bytes())
    with pytest.raises(ArchiveError, match="its catalogue is another archive's"):
        opener("two")


@pytest.mark.parametrize("at", ["2026-01-02", "2026-01-02T03:04:05+00:00", "2026-01-02 03:04:05Z"])
def test_times_are_utc_in_one_form(at: str) -> None:
    with pytest.raises(ValueError, match="not UTC"):
        fetch(at=at)


def test_an_archive_can_keep_its_catalogue_on_a_server(new_database: Callable[[], str], tmp_path: Path) -> None:
    url = new_database()
    begin_archive(tmp_path / "a", url)
    with open_archive(tmp_path / "a", create=False) as archive:
        assert archive.database.is_postgresql
        archive.record(fetch(), b"one")
    with open_archive(url, folder=tmp_path / "a") as again:
        assert again.is_known(PAGE)
    assert not (tmp_path / "a" / "catalogue.sqlite").exists()
    with pytest.raises(ArchiveError, match="is there already"):
        begin_archive(tmp_path / "a")


class Model:
    """What versions are, in the simplest words: the list of bodies, a body like the last one added to none."""

    def __init__(self) -> None:
        self.versions: list[bytes] = []
        self.last: tuple[bytes, str | None] | None = None

    def add(self, body: bytes, digest: str | None) -> int:
        same = self.last is not None and (self.last[0] == body or (digest is not None and digest == self.last[1]))
        if not same:
            self.versions.append(body)
        self.last = (body, digest)
        return len(self.versions)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    steps=st.lists(
        st.tuples(st.sampled_from("ab"), st.sampled_from([b"1", b"2", b"3"]), st.sampled_from([None, "x", "y"])),
        max_size=12,
    )
)
def test_versions_follow_the_bytes(archive: Archive, steps: list[tuple[str, bytes, str | None]]) -> None:
    prefix = f"https://{len(list(archive.history()))}.example/"
    models: dict[str, Model] = {}
    for name, body, digest in steps:
        snapshot = archive.record(fetch(prefix + name, content_digest=digest), body)
        assert snapshot.version == models.setdefault(name, Model()).add(body, digest)
    for name, model in models.items():
        assert [archive.read(version.sha256) for version in archive.versions(prefix + name)] == model.versions


def test_a_snapshot_needs_a_whole_digest() -> None:
    with pytest.raises(ValueError, match="not a sha256"):
        Snapshot(url=PAGE, retrieved_at=None, sha256="../../etc/passwd")


def test_the_clock_is_the_archives(archive: Archive) -> None:
    assert archive.clock() == CLOCK_START
