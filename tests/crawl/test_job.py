"""A crawl without Scrapy: the same job, with answers from a table."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping

from ipr_extract.archive import Archive
from ipr_extract.crawl.answers import Answer
from ipr_extract.crawl.fetching import Fetcher
from ipr_extract.crawl.job import Job, Tally
from ipr_extract.crawl.recording import Look
from ipr_extract.model.snapshot import Content, Headers, Outcome
from ipr_extract.sites import Site
from tests.crawl.specimens import Circular, plain_list
from tests.crawl.test_fetching import HOST, Time

SITE = Site.model_validate(
    {"name": "local", "columns": [{"name": "c", "url": f"{HOST}/list.html", "selectors": {"item": ".row"}}]}
)


def crawled(
    archive: Archive, pages: Mapping[str, Answer | Callable[[], Answer]], look: Look | None = None, *,
    site: Site = SITE, ahead: float = 0,
) -> Tally:  # fmt: skip
    """Crawl a listing of the pages, some seconds ahead of the archive's time."""
    listing = plain_list([(path, Circular(number)) for number, path in enumerate(pages, 1)])
    time = Time()
    time.at = archive.clock() + ahead

    async def send(url: str, headers: Headers) -> Answer:
        path = url.removeprefix(HOST)
        if path == "/list.html":
            return Answer(url, 200, (("Content-Type", "text/html"),), listing.encode())
        answer = pages.get(path) or Answer(url, 404, (), b"")
        return answer if isinstance(answer, Answer) else answer()

    run_id = archive.runs.begin("crawl", program="test")
    job = Job(site, archive, Fetcher(site, archive, send, time, "x"), time, run_id, look)
    return asyncio.run(job.run())


def page(number: int) -> Answer:
    return Answer("", 200, (("Content-Type", "text/html; charset=utf-8"),), Circular(number).page().encode())


def test_a_page_on_which_the_program_fails_costs_itself(archive: Archive) -> None:
    def broken() -> Answer:
        raise ZeroDivisionError("a fault of ours")

    tally = crawled(archive, {"/1.html": page(1), "/2.html": broken, "/3.html": page(3)})
    assert tally.new == 2
    assert [(found.code, found.severity) for found in tally.findings] == [("crashed", "error")]
    assert crawled(archive, {"/1.html": page(1), "/2.html": page(2), "/3.html": page(3)}).new == 1


def test_a_document_that_cannot_be_looked_at_is_kept(archive: Archive) -> None:
    def look(data: bytes) -> Content:
        raise RecursionError

    assert crawled(archive, {"/1.html": page(1)}, look).new == 1


def test_a_notice_that_only_the_reader_tells_is_no_document(archive: Archive) -> None:
    def look(data: bytes) -> Content:
        return Content(refusal="a notice") if b"1" in data[:200] else Content("d")

    tally = crawled(archive, {"/1.html": page(1)}, look)
    assert (tally.new, tally.blocked) == (0, 1)
    [fetch] = archive.history(f"{HOST}/1.html")
    assert (fetch.outcome, fetch.sha256, fetch.reason) == (Outcome.BLOCKED, None, "a notice")


def test_chinese_in_a_redirect(archive: Archive) -> None:
    leads = "/通知.html".encode().decode("latin-1")
    pages = {"/1.html": Answer("", 302, (("Location", leads),), b""), "/通知.html": page(2)}
    assert crawled(archive, pages).new == 2
    [fetch] = archive.history(f"{HOST}/1.html")
    assert fetch.final_url == f"{HOST}/通知.html"


def test_what_lies_elsewhere_is_said_once_and_recorded(archive: Archive) -> None:
    away = "http://www.elsewhere.example/1.html"
    pages = {"/1.html": page(1), away: page(2)}
    assert [found.address for found in crawled(archive, pages).findings if found.code == "left_out"] == [away]
    [fetch] = archive.history(away)
    assert (fetch.outcome, fetch.requests, fetch.reason) == (
        Outcome.SKIPPED, 0, "another host: www.elsewhere.example",
    )  # fmt: skip
    assert [found for found in crawled(archive, pages).findings if found.code == "left_out"] == []
    assert len(list(archive.history(away))) == 1


def test_attachments_that_lie_elsewhere_are_said(archive: Archive) -> None:
    files = ("http://files.elsewhere.example/a.pdf", "http://files.elsewhere.example/b.pdf", "/c.pdf")
    body = Circular(1, attachments=files).page().encode()
    tally = crawled(archive, {"/1.html": Answer("", 200, (("Content-Type", "text/html"),), body)})
    assert [(found.code, found.severity, found.message) for found in tally.findings] == [
        ("left_out", "info", "attachments that may not be asked: 2 at another host: files.elsewhere.example"),
    ]


def test_what_failed_too_often_is_said(archive: Archive) -> None:
    pages = {"/1.html": Answer("", 404, (), b""), "/2.html": page(2)}
    told = [[found.address for found in crawled(archive, pages).findings] for _ in range(5)]
    assert told == [[], [], [], [f"{HOST}/1.html"], [f"{HOST}/1.html"]]
    assert len(list(archive.history(f"{HOST}/1.html"))) == 5, "as long as the listing names it"


def test_a_document_of_a_host_that_was_left_alone_is_looked_at_the_next_time(archive: Archive) -> None:
    site, day = SITE.model_copy(update={"revisit_days": 5000}), 86_400
    assert crawled(archive, {"/1.html": page(1)}, site=site).new == 1
    archive.hosts.hold("www.shiban.example", archive.clock() + 8 * day + 4000)
    assert crawled(archive, {"/1.html": page(1)}, site=site, ahead=8 * day).skipped == 2
    assert crawled(archive, {"/1.html": page(1)}, site=site, ahead=8 * day + 5000).unchanged == 1
    assert crawled(archive, {"/1.html": page(1)}, site=site, ahead=9 * day).unchanged == 0
