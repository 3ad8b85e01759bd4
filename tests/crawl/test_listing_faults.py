"""What sites do wrong with their listings: pages without end, in circles, gone, or changed while they are read."""

from __future__ import annotations

from collections.abc import Callable

from ipr_extract.archive import Archive
from ipr_extract.model.snapshot import Outcome
from tests.crawl.conftest import Crawl, settings
from tests.crawl.listed import LIST, ROWS, last, listed
from tests.crawl.server import Asked, LocalSite, Reply
from tests.crawl.specimens import Circular, hanweb_list, plain_list


def test_endless_paging_ends(local: LocalSite, crawl: Crawl, archive: Archive) -> None:
    def page(asked: Asked) -> Reply:
        number = int(asked.query.get("p", "1"))
        return Reply.html(plain_list([("/a.html", Circular(1))], f"{LIST}?p={number + 1}"))

    column = listed(local, "/a.html")
    local.pages[LIST] = page
    result = crawl(settings(local, column))
    assert "listing_endless" in {found["code"] for found in result["tally"]["findings"]}
    assert local.paths("/list") == [LIST] * 3  # two pages, and the first again
    local.log.clear()
    crawl(settings(local, column), ahead=3600)
    assert local.paths("/list") == [LIST]  # that was its end, and all of it is known


def test_a_page_of_a_listing_that_is_gone_when_a_crawl_goes_on(
    local: LocalSite, crawl: Crawl, archive: Archive
) -> None:
    column = listed(local, "/a.html", "/b.html")
    local.pages[LIST] = Reply.html(plain_list([("/a.html", Circular(1))], "/two.html"))
    local.pages["/two.html"] = Reply(status=500)
    site = settings(local, column, politeness={"retries": 0})
    assert crawl(site)["tally"]["new"] == 1
    local.log.clear()
    local.pages["/two.html"] = Reply(status=404)
    crawl(site, ahead=60)  # goes on where it was, and learns that there is nothing
    assert local.paths() == ["/two.html"]
    local.pages[LIST] = Reply.html(plain_list([("/a.html", Circular(1)), ("/b.html", Circular(2))]))
    assert crawl(site, ahead=120)["tally"]["new"] == 1


def test_paging_that_invents_documents_ends_at_its_limit(local: LocalSite, crawl: Crawl, archive: Archive) -> None:
    def page(asked: Asked) -> Reply:
        number = int(asked.query.get("p", "1"))
        return Reply.html(plain_list([(f"/{number}.html", Circular(number))], f"{LIST}?p={number + 1}"))

    column = listed(local, "/a.html") | {"pages_at_most": 5}
    local.pages[LIST] = page
    result = crawl(settings(local, column))
    assert "listing_cut" in {found["code"] for found in result["tally"]["findings"]}
    assert len(local.paths("/list")) <= 6


def test_a_circle_of_listing_pages_ends(local: LocalSite, crawl: Crawl, archive: Archive) -> None:
    column = listed(local, "/a.html", "/b.html")
    local.pages[LIST] = Reply.html(plain_list([("/a.html", Circular(1))], "/two.html"))
    local.pages["/two.html"] = Reply.html(plain_list([("/b.html", Circular(2))], LIST))
    assert crawl(settings(local, column))["tally"]["new"] == 2
    assert local.paths("/list") + local.paths("/two") == [LIST, LIST, "/two.html"]


def test_a_listing_that_loses_an_entry_while_it_is_read_is_read_again(
    local: LocalSite, crawl: Crawl, archive: Archive
) -> None:
    entries = [(f"/{n}.html", Circular(n)) for n in range(6, 0, -1)]
    for path, circular in entries:
        local.pages[path] = Reply.html(circular.page())
    removed = False

    def page(asked: Asked) -> Reply:
        nonlocal removed
        number = int(asked.query.get("p", "1"))
        now = [entry for entry in entries if not (removed and entry[0] == "/6.html")]
        part = now[2 * number - 2 : 2 * number]
        removed = removed or number == 1  # 4 slips from the second page to the first behind our back
        return Reply.html(plain_list(part, f"{LIST}?p={number + 1}" if 2 * number < len(now) else None))

    local.pages[LIST] = page
    crawl(settings(local, {"url": local.url(LIST)} | ROWS))
    assert {s.url for s in archive.documents(source="local")} == {local.url(path) for path, _ in entries}


def test_an_entry_that_comes_while_the_listing_is_read_is_taken(
    local: LocalSite, crawl: Crawl, archive: Archive
) -> None:
    entries = [(f"/{n}.html", Circular(n)) for n in range(6, 0, -1)]
    for path, circular in entries:
        local.pages[path] = Reply.html(circular.page())
    asked_for: list[int] = []

    def page(asked: Asked) -> Reply:
        number = int(asked.query.get("p", "1"))
        now = entries if asked_for else entries[1:]
        asked_for.append(number)
        part = now[2 * number - 2 : 2 * number]
        return Reply.html(plain_list(part, f"{LIST}?p={number + 1}" if 2 * number < len(now) else None))

    local.pages[LIST] = page
    assert crawl(settings(local, {"url": local.url(LIST)} | ROWS))["tally"]["new"] == 6
    assert asked_for == [1, 2, 3, 1]  # the check finds it on top, and what is below it is known


def test_a_listing_of_script_only_is_a_block(local: LocalSite, crawl: Crawl, archive: Archive) -> None:
    local.pages[LIST] = Reply.html("<html><head><script>go()</script></head><body></body></html>")
    result = crawl(settings(local, {"url": local.url(LIST)}))
    assert last(archive, local.url(LIST)).outcome is Outcome.BLOCKED
    assert [found["code"] for found in result["tally"]["findings"] if found["severity"] == "error"] == [
        "listing_not_read"
    ]
    local.pages[LIST] = Reply.html(hanweb_list(["<li><a href='/a.html'>某项通知</a></li>"], 1, 1))
    local.pages["/a.html"] = Reply.html(Circular(1).page())
    assert crawl(settings(local, {"url": local.url(LIST)}), ahead=9999)["tally"]["new"] == 1


def test_what_stood_behind_a_page_that_could_not_be_read_is_read_the_next_time(
    local: LocalSite, crawl: Crawl, archive: Archive
) -> None:
    def tagged(text: str, tag: str) -> Callable[[Asked], Reply]:
        def answer(asked: Asked) -> Reply:
            same = asked.headers.get("if-none-match") == tag
            return Reply(status=304) if same else Reply.html(text, ETag=tag)

        return answer

    entries = {number: (f"/{number}.html", Circular(number)) for number in range(1, 5)}
    for path, circular in entries.values():
        local.pages[path] = Reply.html(circular.page())
    site = settings(local, {"url": local.url(LIST)} | ROWS, politeness={"retries": 0})
    local.pages[LIST] = tagged(plain_list([entries[1]]), '"1"')
    assert crawl(site)["tally"]["new"] == 1
    # Two pages are new, and the second is gone for a moment.
    local.pages[LIST] = tagged(plain_list([entries[4], entries[3]], "/two.html"), '"2"')
    assert crawl(site, ahead=60)["tally"]["new"] == 2
    local.pages["/two.html"] = Reply.html(plain_list([entries[2], entries[1]]))
    assert crawl(site, ahead=120)["tally"]["new"] == 1
    local.log.clear()
    crawl(site, ahead=180)
    assert local.paths() == [LIST], "all is known again"


def test_a_listing_that_goes_on_elsewhere_is_not_whole(local: LocalSite, crawl: Crawl, archive: Archive) -> None:
    column = listed(local, "/a.html")
    local.pages[LIST] = Reply.html(plain_list([("/a.html", Circular(1))], "http://www.elsewhere.example/two.html"))
    [found] = crawl(settings(local, column))["tally"]["findings"]
    assert (found["code"], found["severity"]) == ("left_out", "warning")
    assert found["message"] == "column0: the next page lies elsewhere: another host: www.elsewhere.example"
    state = archive.listings.last(local.url(LIST))
    assert state is not None and not state.complete
