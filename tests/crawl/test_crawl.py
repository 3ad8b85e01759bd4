"""Crawls of a site on 127.0.0.1, from the first request to the archive."""

from __future__ import annotations

from collections.abc import Sequence

from ipr_extract.archive import Archive
from ipr_extract.model.snapshot import ResourceKind
from tests.crawl.conftest import Crawl, settings
from tests.crawl.server import Asked, LocalSite, Reply
from tests.crawl.specimens import Circular, hanweb_entry, hanweb_list, hanweb_records

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
