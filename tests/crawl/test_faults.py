"""What sites do wrong with a page: each fault on demand, and what the archive holds afterwards."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ipr_extract.archive import Archive
from ipr_extract.model.snapshot import Outcome, ResourceKind, RobotsDecision
from ipr_extract.sites import Site
from tests.crawl.conftest import Crawl, settings
from tests.crawl.listed import LIST, last, listed
from tests.crawl.server import Asked, LocalSite, Reply, bomb, in_turn
from tests.crawl.specimens import Circular, plain_list


def test_broken_off_then_whole(local: LocalSite, crawl: Crawl, archive: Archive) -> None:
    page = Reply.html(Circular(1).page())
    column = listed(local, "/a.html")
    local.pages["/a.html"] = in_turn(page.broken_off(), page)
    assert crawl(settings(local, column))["tally"]["new"] == 1
    fetched = last(archive, local.url("/a.html"))
    assert fetched.requests == 2
    assert archive.read(str(fetched.sha256)) == page.body


def test_broken_off_again_and_again_is_failed_and_tried_the_next_time(
    local: LocalSite, crawl: Crawl, archive: Archive
) -> None:
    page = Reply.html(Circular(1).page())
    column = listed(local, "/a.html")
    local.pages["/a.html"] = page.broken_off()
    assert crawl(settings(local, column))["tally"]["failed"] == 1
    assert archive.latest(local.url("/a.html")).versions == 0  # type: ignore[union-attr]
    local.pages["/a.html"] = page
    assert crawl(settings(local, column))["tally"]["new"] == 1


def test_500_then_fine(local: LocalSite, crawl: Crawl, archive: Archive) -> None:
    column = listed(local, "/a.html")
    local.pages["/a.html"] = in_turn(Reply(status=500), Reply(status=503), Reply.html(Circular(1).page()))
    result = crawl(settings(local, column))
    assert (result["tally"]["new"], result["tally"]["failed"]) == (1, 0)
    assert last(archive, local.url("/a.html")).requests == 3
    assert result["slept"] >= 2 + 4 - 0.1


def test_429_waits_as_long_as_it_is_told(local: LocalSite, crawl: Crawl, archive: Archive) -> None:
    column = listed(local, "/a.html", "/b.html")
    busy = Reply(status=429, headers={"Retry-After": "120"})
    local.pages["/a.html"] = in_turn(busy, Reply.html(Circular(1).page()))
    result = crawl(settings(local, column))
    assert (result["tally"]["new"], result["tally"]["blocked"]) == (2, 0)
    assert 118 <= result["slept"] <= 130


def test_a_host_that_asks_for_more_patience_than_a_run_has_is_left_alone(
    local: LocalSite, crawl: Crawl, archive: Archive
) -> None:
    column = listed(local, "/a.html", "/b.html")
    local.pages["/a.html"] = Reply(status=429, headers={"Retry-After": "7200"})
    site = settings(local, column)
    result = crawl(site)
    assert result["slept"] == 0
    assert last(archive, local.url("/a.html")).outcome is Outcome.BLOCKED
    assert last(archive, local.url("/b.html")).outcome is Outcome.SKIPPED
    local.log.clear()
    crawl(site)
    assert local.log == []  # it is remembered
    local.pages["/a.html"] = Reply.html(Circular(1).page())
    assert crawl(site, ahead=7300)["tally"]["new"] == 2


@pytest.mark.parametrize(
    "blocked",
    [
        Reply(status=403),
        Reply(status=412, body=b"<script>x()</script>"),
        Reply(status=521, body=b"<script>x()</script>"),
        Reply.html("<html><head><script>location='/x'</script></head><body></body></html>"),
        Reply.html("<html><head><title>404</title></head><body>您访问的页面不存在</body></html>"),
        Reply.html("<html><body><p>访问过于频繁，请输入验证码</p></body></html>"),
    ],
    ids=["403", "412", "521", "script", "not-found-with-200", "captcha"],
)
def test_a_block_is_recorded_and_never_a_document(
    blocked: Reply, local: LocalSite, crawl: Crawl, archive: Archive
) -> None:
    column = listed(local, "/a.html", "/b.html")
    local.pages["/a.html"] = blocked
    result = crawl(settings(local, column))
    assert (result["tally"]["new"], result["tally"]["blocked"]) == (1, 1)
    fetched = last(archive, local.url("/a.html"))
    assert (fetched.outcome, fetched.sha256, fetched.requests) == (Outcome.BLOCKED, None, 1)
    assert [s.url for s in archive.documents(source="local")] == [local.url("/b.html")]


def test_a_page_in_the_place_of_a_file_is_no_attachment(local: LocalSite, crawl: Crawl, archive: Archive) -> None:
    column = listed(local, "/a.html")
    local.pages["/a.html"] = Reply.html(Circular(1, attachments=("/x.pdf", "/y.pdf")).page())
    local.pages["/x.pdf"] = Reply.html(Circular(2, title="请登录").page())
    local.pages["/y.pdf"] = Reply(b"%PDF-1.4", headers={"Content-Type": "text/html"})
    result = crawl(settings(local, column))
    assert (result["tally"]["new"], result["tally"]["blocked"]) == (2, 1)
    assert last(archive, local.url("/x.pdf")).reason == "a page where a file was linked"


def test_a_host_that_blocks_again_and_again_is_left_alone(local: LocalSite, crawl: Crawl, archive: Archive) -> None:
    paths = [f"/{n}.html" for n in range(8)]
    column = listed(local, *paths)
    for path in paths:
        local.pages[path] = Reply(status=403)
    result = crawl(settings(local, column))
    assert local.paths() == [LIST, *paths[:3]]
    assert (result["tally"]["blocked"], result["tally"]["skipped"]) == (3, 5)


def test_gzip_unasked_deflate_and_gzip_without_a_word(local: LocalSite, crawl: Crawl, archive: Archive) -> None:
    page = Reply.html(Circular(1).page())
    column = listed(local, "/a.html", "/b.html")
    local.pages["/a.html"] = page.zipped()
    local.pages["/b.html"] = Reply(page.zipped().body, headers={"Content-Type": "text/html"})
    assert crawl(settings(local, column))["tally"]["new"] == 2
    for path in ("/a.html", "/b.html"):
        fetched = last(archive, local.url(path))
        assert archive.read(str(fetched.sha256)) == page.body
        assert fetched.header("Content-Encoding") is None


def test_a_bomb_costs_no_more_than_the_limit(local: LocalSite, crawl: Crawl, archive: Archive) -> None:
    column = listed(local, "/a.html", "/b.html")
    local.pages["/a.html"] = bomb(200)
    assert crawl(settings(local, column, limits={"megabytes": 2}))["tally"]["new"] == 1
    fetched = last(archive, local.url("/a.html"))
    assert (fetched.outcome, fetched.requests) == (Outcome.FAILED, 1)
    assert "unpacked" in fetched.reason


def test_too_large_as_sent(local: LocalSite, crawl: Crawl, archive: Archive) -> None:
    column = listed(local, "/a.html")
    local.pages["/a.html"] = Reply(b"x" * 300_000, headers={"Content-Type": "text/html"})
    crawl(settings(local, column, limits={"megabytes": 0.1}))
    assert "limit" in last(archive, local.url("/a.html")).reason


def test_slow_is_cut_off(local: LocalSite, crawl: Crawl, archive: Archive) -> None:
    column = listed(local, "/a.html")
    local.pages["/a.html"] = Reply(b"late", seconds=1.5)
    crawl(settings(local, column, limits={"seconds": 0.5}, politeness={"retries": 0}))
    assert last(archive, local.url("/a.html")).reason == "no whole answer in time"


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("http://169.254.169.254/latest/meta-data", "another host"),
        ("http://127.0.0.1:1/x", "a private address"),
        ("http://localhost:{port}/x", "another host"),
        ("file:///etc/passwd", "no address"),
        ("ftp://127.0.0.1/x", "no address"),
        ("http://www.elsewhere.example/x", "another host"),
        ("http://user:pw@127.0.0.1:{port}/b.html", "no address"),
    ],
)
def test_no_redirect_leads_away(target: str, said: str, local: LocalSite, crawl: Crawl, archive: Archive) -> None:
    column = listed(local, "/a.html")
    local.pages["/a.html"] = Reply(status=302, headers={"Location": target.format(port=local.port)})
    crawl(settings(local, column))
    fetched = last(archive, local.url("/a.html"))
    assert (fetched.outcome, fetched.sha256, fetched.requests) == (Outcome.SKIPPED, None, 1)
    assert said in fetched.reason


def test_a_name_that_stands_for_a_private_address_is_not_asked(
    local: LocalSite, crawl: Crawl, archive: Archive
) -> None:
    host = "www.shiban.example"
    values = {"name": "c", "url": f"http://{host}:{local.port}{LIST}"}
    site = Site.model_validate({"name": "local", "columns": [values], "politeness": {"retries": 3}})
    crawl(site, names={host: "127.0.0.1"})
    assert local.log == []
    assert last(archive, values["url"]).robots is RobotsDecision.UNREACHABLE
    [asked] = list(archive.history(f"http://{host}:{local.port}/robots.txt"))
    assert "stands for a private address (127.0.0.1)" in asked.reason
    assert asked.requests == 1


def test_redirects_within_the_site_are_followed_and_circles_left(
    local: LocalSite, crawl: Crawl, archive: Archive
) -> None:
    column = listed(local, "/a.html", "/b.html")
    local.pages["/a.html"] = Reply(status=301, headers={"Location": "/new/a.html"})
    local.pages["/new/a.html"] = Reply.html(Circular(1).page())
    local.pages["/b.html"] = Reply(status=302, headers={"Location": "/c.html"})
    local.pages["/c.html"] = Reply(status=302, headers={"Location": "/b.html"})
    crawl(settings(local, column))
    followed = last(archive, local.url("/a.html"))
    assert (followed.outcome, followed.final_url) == (Outcome.STORED, local.url("/new/a.html"))
    assert "circle" in last(archive, local.url("/b.html")).reason


def test_links_out_of_the_site_are_not_asked(local: LocalSite, crawl: Crawl, archive: Archive) -> None:
    column = listed(local, "/a.html")
    away = plain_list([("/a.html", Circular(1)), ("http://10.0.0.1/b.html", Circular(2))], "http://10.0.0.1/list")
    local.pages[LIST] = Reply.html(away)
    attached = Circular(1, attachments=("http://10.0.0.1/x.pdf", "/files/../../etc/passwd.pdf", "file:///x.pdf"))
    local.pages["/a.html"] = Reply.html(attached.page())
    result = crawl(settings(local, column))
    assert {found["code"] for found in result["tally"]["findings"]} == {"left_out"}
    assert local.paths() == [LIST, "/a.html", "/etc/passwd.pdf"]


def test_robots_txt_is_obeyed_and_the_decision_kept(local: LocalSite, crawl: Crawl, archive: Archive) -> None:
    column = listed(local, "/open/a.html", "/shut/b.html")
    rules = "User-agent: ipr-extract\nDisallow: /shut/\nCrawl-delay: 7\n\nUser-agent: *\nDisallow: /\n"
    local.pages["/robots.txt"] = Reply(rules.encode(), headers={"Content-Type": "text/plain"})
    result = crawl(settings(local, column))
    assert local.paths() == [LIST, "/open/a.html"]
    shut = last(archive, local.url("/shut/b.html"))
    assert (shut.outcome, shut.robots, shut.requests) == (Outcome.SKIPPED, RobotsDecision.DISALLOWED, 0)
    assert last(archive, local.url("/open/a.html")).robots is RobotsDecision.ALLOWED
    assert result["slept"] >= 7 - 0.5  # its delay is kept too
    assert len([asked for asked in local.log if asked.path == "/robots.txt"]) == 1
    [stored] = archive.documents(kinds=(ResourceKind.ROBOTS,))
    assert archive.read(str(stored.sha256)) == rules.encode()


@pytest.mark.parametrize("status", [500, 503, 429])
def test_robots_txt_that_cannot_be_had_allows_nothing(
    status: int, local: LocalSite, crawl: Crawl, archive: Archive
) -> None:
    column = listed(local, "/a.html")
    local.pages["/robots.txt"] = Reply(status=status)
    crawl(settings(local, column))
    assert local.paths() == []
    assert last(archive, local.url(LIST)).robots is RobotsDecision.UNREACHABLE
    del local.pages["/robots.txt"]
    assert crawl(settings(local, column), ahead=4000)["tally"]["new"] == 1


def test_unchanged_pages_cost_a_conditional_request(local: LocalSite, crawl: Crawl, archive: Archive) -> None:
    column = listed(local, "/a.html")
    body = Circular(1).page()

    def tagged(text: str) -> object:
        def answer(asked: Asked) -> Reply:
            if asked.headers.get("if-none-match") == '"1"':
                return Reply(status=304, headers={"ETag": '"1"'})
            return Reply.html(text, ETag='"1"')

        return answer

    local.pages["/a.html"] = tagged(body)  # type: ignore[assignment]
    listing = local.pages[LIST]
    assert isinstance(listing, Reply)
    local.pages[LIST] = tagged(listing.body.decode())  # type: ignore[assignment]
    site = settings(local, column, revisit_days=5000)
    crawl(site)
    result = crawl(site, ahead=8 * 86400)
    assert (result["tally"]["unchanged"], result["tally"]["new"]) == (1, 0)
    assert [s.status for s in archive.history(local.url("/a.html"))] == [200, 304]
    assert len(archive.versions(local.url("/a.html"))) == 1


def test_who_we_are_is_said_each_time(local: LocalSite, crawl: Crawl) -> None:
    crawl(settings(local, listed(local, "/a.html")))
    assert {asked.headers["user-agent"].partition("/")[0] for asked in local.log} == {"ipr-extract"}
    assert all("(+tests@example.org)" in asked.headers["user-agent"] for asked in local.log)
    assert not any("cookie" in asked.headers or "referer" in asked.headers for asked in local.log)


def test_one_rate_for_a_host(local: LocalSite, crawl: Crawl, archive: Archive) -> None:
    column = listed(local, *(f"/{n}.html" for n in range(6)))
    result = crawl(settings(local, column, politeness={"seconds_between_requests": 10}))
    assert result["slept"] >= 69  # eight requests, each waits for its turn
    [conduct] = archive.runs.conduct(result["run_id"])
    assert conduct.requests == 8
    assert conduct.shortest_gap is not None
    assert conduct.shortest_gap >= 9.5  # the seconds that pass by themselves are not quite even


def test_the_conduct_of_a_run_can_be_read(local: LocalSite, crawl: Crawl) -> None:
    column = listed(local, "/a.html", "/b.html")
    local.pages["/b.html"] = Reply(status=403)
    result = crawl(settings(local, column))
    text = Path(result["conduct"]).read_text(encoding="utf-8")
    assert "tests@example.org" in text
    assert "1 × 403" in text
    values = json.loads(Path(result["conduct"]).with_suffix(".json").read_text(encoding="utf-8"))
    [host] = values["hosts"]
    assert host["requests"] == len(local.log) == 4
    assert host["outcomes"]["blocked"] == 1
