"""Crawls of a site on 127.0.0.1, from the first request to the archive."""

from __future__ import annotations

import csv
import json
import threading
from collections.abc import Sequence
from pathlib import Path

import pytest
from lxml import etree

from ipr_extract import cli
from ipr_extract.archive import Archive, Item
from ipr_extract.model.snapshot import ResourceKind
from tests.crawl.conftest import Crawl, settings, started
from tests.crawl.server import Asked, LocalSite, Reply
from tests.crawl.specimens import Circular, cdx, hanweb_entry, hanweb_list, hanweb_records, rss

COLUMN = "/col/col75/index.html"
PROXY = "/module/web/jpage/dataproxy.jsp"


def address(circular: Circular) -> str:
    return f"/art/2024/5/7/art_75_{circular.number}.html"


def publish(local: LocalSite, circulars: Sequence[Circular], size: int = 2) -> None:
    """A Hanweb column with these circulars, the newest first, ``size`` on a page."""
    entries = [hanweb_entry(address(circular), circular) for circular in circulars]
    pages = -(-len(entries) // size)
    local.pages[COLUMN] = Reply.html(hanweb_list(entries[:size], len(entries), pages))

    def proxy(asked: Asked) -> Reply:
        begin = size * (int(asked.query["page"]) - 1)
        records = hanweb_records(entries[begin : begin + size], len(entries), pages)
        return Reply(records.encode(), headers={"Content-Type": "text/xml"})

    local.pages[PROXY] = proxy
    for circular in circulars:
        local.pages[address(circular)] = Reply.html(circular.page())
        for name in circular.attachments:
            local.pages[name] = Reply(b"%PDF-1.4 " + name.encode(), headers={"Content-Type": "application/pdf"})


def held(archive: Archive, kind: ResourceKind = ResourceKind.DOCUMENT) -> list[str]:
    return [str(snapshot.url) for snapshot in archive.documents(source="local", kinds=(kind,))]


def test_a_column_is_read_to_its_end_and_each_document_once(local: LocalSite, crawl: Crawl, archive: Archive) -> None:
    circulars = [Circular(n, attachments=(f"/files/{n}.pdf",) if n % 2 else ()) for n in range(7, 0, -1)]
    publish(local, circulars)
    site = settings(local, {"url": local.url(COLUMN)})
    result = crawl(site)
    assert result["status"] == "done"
    assert (result["tally"]["new"], result["tally"]["findings"]) == (11, [])
    assert held(archive) == sorted(local.url(address(circular)) for circular in circulars)
    assert held(archive, ResourceKind.ATTACHMENT) == [local.url(f"/files/{n}.pdf") for n in (1, 3, 5, 7)]
    assert len(local.paths("/art/")) == len(set(local.paths("/art/"))) == 7
    for snapshot in archive.documents(source="local"):
        assert snapshot.sha256 is not None
        sent = local.pages[str(snapshot.url).removeprefix(local.url(""))]
        assert isinstance(sent, Reply)
        assert archive.read(snapshot.sha256) == sent.body
    [link] = archive.links(parent=local.url(address(circulars[0])))
    assert (link.child, link.label) == (local.url("/files/7.pdf"), "附件：清单1")


def test_a_listing_is_read_only_until_what_is_known(local: LocalSite, crawl: Crawl, archive: Archive) -> None:
    publish(local, [Circular(n) for n in range(9, 0, -1)])
    site = settings(local, {"url": local.url(COLUMN)})
    crawl(site)
    local.log.clear()
    publish(local, [Circular(n) for n in range(10, 0, -1)])
    assert crawl(site, ahead=3600)["tally"]["new"] == 1
    assert local.paths() == [COLUMN, PROXY, COLUMN, address(Circular(10))]


def test_a_document_in_two_columns_is_fetched_once(local: LocalSite, crawl: Crawl, archive: Archive) -> None:
    publish(local, [Circular(n) for n in range(3, 0, -1)])
    local.pages["/feed"] = Reply(rss([(local.url(address(Circular(2))), Circular(2))]).encode())
    site = settings(local, {"url": local.url(COLUMN)}, {"url": local.url("/feed"), "family": "feed"})
    assert crawl(site)["tally"]["new"] == 3
    assert len(local.paths("/art/")) == 3


def test_a_counter_in_the_furniture_is_no_new_version_and_another_text_is(
    local: LocalSite, crawl: Crawl, archive: Archive
) -> None:
    publish(local, [Circular(1)])
    site = settings(local, {"url": local.url(COLUMN)}, revisit_days=5000)
    crawl(site, looks=True)
    local.pages[address(Circular(1))] = Reply.html(Circular(1).page(counter=7))
    assert crawl(site, looks=True, ahead=8 * 86400)["tally"]["unchanged"] == 1
    local.pages[address(Circular(1))] = Reply.html(Circular(1, text="另行通知。").page())
    assert crawl(site, looks=True, ahead=16 * 86400)["tally"]["changed"] == 1
    assert len(archive.versions(local.url(address(Circular(1))))) == 2


def test_news_are_a_table_and_a_feed(local: LocalSite, crawl: Crawl, archive: Archive, tmp_path: Path) -> None:
    publish(local, [Circular(n) for n in range(4, 0, -1)])
    site = settings(local, {"url": local.url(COLUMN)}, revisit_days=5000)
    crawl(site)
    folder = tmp_path / "archive" / "crawl" / "local"
    assert [row["status"] for row in rows(folder)] == ["new"] * 4
    publish(local, [Circular(5), *(Circular(n) for n in range(4, 0, -1))])
    local.pages[address(Circular(2))] = Reply.html(Circular(2, text="又及。").page())
    del local.pages[address(Circular(1))]
    result = crawl(site, ahead=8 * 86400)
    assert (result["tally"]["new"], result["tally"]["changed"], result["tally"]["gone"]) == (1, 1, 1)
    told = {row["address"].removeprefix(local.url("")): row for row in rows(folder)}
    assert {path: row["status"] for path, row in told.items()} == {
        address(Circular(5)): "new", address(Circular(2)): "changed", address(Circular(1)): "gone",
    }  # fmt: skip
    assert told[address(Circular(5))]["document_number"] == "试发〔2024〕5号"
    feed = etree.fromstring((folder / "feed.atom").read_bytes())
    entries = feed.findall("{*}entry")
    assert len(entries) == 6
    assert entries[0].findtext("{*}title") == Circular(5).name
    assert len({entry.findtext("{*}id") for entry in entries}) == 6


def test_what_a_whole_reading_no_longer_lists_is_gone(
    local: LocalSite, crawl: Crawl, archive: Archive, tmp_path: Path
) -> None:
    publish(local, [Circular(n) for n in range(6, 0, -1)])
    site = settings(local, {"url": local.url(COLUMN)}, reread_days=1, revisit_days=0)
    crawl(site)
    publish(local, [Circular(n) for n in (6, 5, 4, 2, 1)])
    crawl(site, ahead=2 * 86400)
    [row] = rows(tmp_path / "archive" / "crawl" / "local")
    assert (row["status"], row["address"]) == ("gone", local.url(address(Circular(3))))


def rows(folder: Path) -> list[dict[str, str]]:
    with (folder / "changes.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_twice_at_once_runs_once(local: LocalSite, tmp_path: Path) -> None:
    publish(local, [Circular(n) for n in range(8, 0, -1)])
    asked, go_on = threading.Event(), threading.Event()
    page = local.pages[address(Circular(8))]
    assert isinstance(page, Reply)

    def held_up(request: Asked) -> Reply:
        asked.set()
        go_on.wait(60)
        return page

    local.pages[address(Circular(8))] = held_up
    site = settings(local, {"url": local.url(COLUMN)})
    first = started(site, tmp_path)
    assert asked.wait(60)
    other = tmp_path / "other"
    other.mkdir()
    (other / "archive").symlink_to(tmp_path / "archive")
    second = started(site, other)
    second.join(60)
    go_on.set()
    first.join(60)
    assert json.loads((other / "result").read_text(encoding="utf-8"))["status"] == "busy"
    assert json.loads((tmp_path / "result").read_text(encoding="utf-8"))["tally"]["new"] == 8


def test_a_stopped_crawl_writes_down_what_it_has(local: LocalSite, tmp_path: Path, crawl: Crawl) -> None:
    publish(local, [Circular(n) for n in range(8, 0, -1)])
    asked, go_on = threading.Event(), threading.Event()
    page = local.pages[address(Circular(4))]
    assert isinstance(page, Reply)

    def held_up(request: Asked) -> Reply:
        asked.set()
        go_on.wait(60)
        return page

    local.pages[address(Circular(4))] = held_up
    site = settings(local, {"url": local.url(COLUMN)})
    process = started(site, tmp_path)
    assert asked.wait(60)
    process.terminate()
    process.join(60)
    go_on.set()
    result = json.loads((tmp_path / "result").read_text(encoding="utf-8"))
    assert (result["status"], result["tally"]["new"]) == ("stopped", 4)
    local.pages[address(Circular(4))] = page
    local.log.clear()
    assert crawl(site)["tally"]["new"] == 4
    assert len(local.paths("/art/")) == 4


def test_a_limit_of_requests_leaves_the_rest_for_the_next_run(local: LocalSite, crawl: Crawl, archive: Archive) -> None:
    publish(local, [Circular(n) for n in range(9, 0, -1)])
    site = settings(local, {"url": local.url(COLUMN)}, limits={"requests": 10})
    first = crawl(site)
    assert first["tally"]["left"] > 0
    assert "request_limit" in {found["code"] for found in first["tally"]["findings"]}
    new = first["tally"]["new"] + sum(crawl(site, ahead=60 * n)["tally"]["new"] for n in (1, 2))
    assert new == len(local.paths("/art/")) == 9


def test_addresses_from_a_spreadsheet_are_fetched_too(local: LocalSite, crawl: Crawl, archive: Archive) -> None:
    publish(local, [Circular(1)])
    local.pages["/old.html"] = Reply.html(Circular(9).page())
    wanted = [Item(local.url("/old.html"), listing="links.xlsx"), Item("http://10.0.0.1/x.html", listing="links.xlsx")]
    archive.listings.see("local", wanted)
    assert crawl(settings(local, {"url": local.url(COLUMN)}))["tally"]["new"] == 2
    assert held(archive) == sorted([local.url("/old.html"), local.url(address(Circular(1)))])


def test_copies_of_a_site_that_is_gone(local: LocalSite, crawl: Crawl, archive: Archive) -> None:
    old = [f"http://old.example/zcfg/t20160729_{n}.html" for n in range(1, 4)]
    copies = [(f"2017080100000{n}", url) for n, url in enumerate(old)]

    def index(asked: Asked) -> Reply:
        assert asked.query["filter"] == "statuscode:200"
        if "resumeKey" in asked.query:
            return Reply.json(cdx(copies[2:]))
        return Reply.json(cdx(copies[:2], "more"))

    local.pages["/cdx/search/cdx"] = index
    for stamp, url in copies:
        local.pages[f"/web/{stamp}id_/{url}"] = Reply.html(Circular(1, text=url).page())
    site = settings(local, {"url": local.url("/cdx/search/cdx?url=old.example/*")}, family="web-archive")
    assert crawl(site)["tally"]["new"] == 3
    assert held(archive) == old
    assert list(archive.history(old[0]))[-1].final_url == local.url(f"/web/{copies[0][0]}id_/{old[0]}")
    assert crawl(site, ahead=86400)["tally"]["new"] == 0


def test_one_command_crawls_reads_and_writes_tables(
    local: LocalSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    publish(local, [Circular(n) for n in range(5, 0, -1)])
    pipeline = tmp_path / "site.toml"
    pipeline.write_text(
        f"""
[site]
name = "local"
family = "hanweb"
archive = "kept"
attachments = false
[site.politeness]
seconds_between_requests = 0
allow_private = ["{local.host}"]
[[site.columns]]
name = "notices"
url = "{local.url(COLUMN)}"
[output]
folder = "out"
formats = ["csv"]
""",
        encoding="utf-8",
    )
    monkeypatch.setenv("IPR_EXTRACT_CONTACT", "tests@example.org")
    monkeypatch.setattr("sys.argv", ["ipr-extract", "run", str(pipeline)])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 0, capfd.readouterr()
    with (tmp_path / "out" / "tables" / "documents.csv").open(encoding="utf-8", newline="") as file:
        documents = list(csv.DictReader(file))
    assert [row["url"] for row in documents] == sorted(local.url(address(Circular(n))) for n in range(1, 6))
    assert {row["document_number"] for row in documents} == {f"试发〔2024〕{n}号" for n in range(1, 6)}
    assert all(row["retrieved_at"] for row in documents)
    assert "local: done; 5 new" in capfd.readouterr().out
    # Again, and nothing is due: the tables are written from what is held.
    local.log.clear()
    monkeypatch.setattr("sys.argv", ["ipr-extract", "crawl", str(pipeline), "--due"])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 0
    assert "local: not due" in capfd.readouterr().out
    assert local.log == []
