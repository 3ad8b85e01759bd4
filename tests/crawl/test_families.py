"""Each family by itself: bytes in, items and the next pages out."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipr_extract.crawl.families import FAMILIES
from ipr_extract.crawl.families.queries import query
from ipr_extract.crawl.pages import Listing, ListingError, Page, canonical
from ipr_extract.sites import Column, FamilyName
from tests.crawl import specimens
from tests.crawl.specimens import Circular

SITE = "https://www.shiban.example"
CIRCULARS = [Circular(n) for n in (3, 2, 1)]
DAY = dt.date(2024, 5, 7)


def column(family: FamilyName, url: str, **changes: object) -> Column:
    return Column.model_validate({"name": "c", "url": url, "family": family} | changes)


def read(family: FamilyName, url: str, body: str | bytes, **changes: object) -> Listing:
    page = Page(url, body.encode() if isinstance(body, str) else body)
    return FAMILIES[family].read(page, column(family, changes.pop("column_url", url), **changes))  # type: ignore[arg-type]


def linked(pattern: str) -> list[tuple[str, Circular]]:
    return [(pattern.format(circular.number), circular) for circular in CIRCULARS]


def test_hanweb_reads_the_records_in_the_script_and_asks_dataproxy_for_more() -> None:
    entries = [specimens.hanweb_entry(a, c) for a, c in linked("/art/2024/5/7/art_75_{}.html")]
    listing = read(FamilyName.HANWEB, f"{SITE}/col/col75/index.html", specimens.hanweb_list(entries, 9, 3))
    assert [item.url for item in listing.items] == [f"{SITE}/art/2024/5/7/art_75_{n}.html" for n in (3, 2, 1)]
    assert listing.items[0][1:3] == ("关于做好第3项试办工作的通知", DAY)
    [following] = listing.next
    assert following.startswith(f"{SITE}/module/web/jpage/dataproxy.jsp?")
    asked = query(following)
    assert (asked["page"], asked["columnid"], asked["unitid"], asked["webid"]) == ("2", "75", "669", "1")
    assert listing.total == 9


def test_hanweb_pages_to_the_last_and_not_beyond() -> None:
    url = f"{SITE}/module/web/jpage/dataproxy.jsp?page={{}}&columnid=75&unitid=669"
    entries = [specimens.hanweb_entry(a, c) for a, c in linked("/art/2024/5/7/art_75_{}.html")]
    records = specimens.hanweb_records(entries, 9, 3)
    assert query(read(FamilyName.HANWEB, url.format(2), records).next[0])["page"] == "3"
    assert read(FamilyName.HANWEB, url.format(3), records).next == ()


def test_hanweb_takes_parameters_from_the_settings_where_the_page_has_none() -> None:
    page = f'<script type="text/xml">{specimens.hanweb_records(["<a href=/art/a.html>某项通知</a>"], 9, 3)}</script>'
    url = f"{SITE}/col/col75/index.html"
    assert read(FamilyName.HANWEB, url, page).next == ()
    given = {"columnid": "75", "unitid": "1"}
    assert query(read(FamilyName.HANWEB, url, page, parameters=given).next[0])["unitid"] == "1"


def test_trs_takes_documents_and_leaves_menus() -> None:
    page = specimens.trs_list(linked("./202405/t20240507_{}.html"), 0, 3)
    listing = read(FamilyName.TRS, f"{SITE}/zcfg/index.html", page)
    assert [item.url for item in listing.items] == [f"{SITE}/zcfg/202405/t20240507_{n}.html" for n in (3, 2, 1)]
    assert {item.date for item in listing.items} == {DAY}
    assert listing.next == (f"{SITE}/zcfg/index_1.html",)
    assert read(FamilyName.TRS, f"{SITE}/zcfg/index_2.html", specimens.trs_list(linked("{}"), 2, 3)).next == ()


def test_trs_pages_by_variables() -> None:
    page = "<a href='t20240507_1.html'>x</a><script>var countPage = 4; var currentPage = 1;</script>"
    assert read(FamilyName.TRS, f"{SITE}/a/list_1.shtml", page).next == (f"{SITE}/a/list_2.shtml",)


@pytest.mark.parametrize("kind", [None, "gongwen", "bumenfile"])
def test_govcn_search(kind: str | None) -> None:
    links = linked(SITE + "/zhengce/content/202405/content_{}.htm")
    url = f"{SITE}/search-gov/data?t=zhengcelibrary_gw&p=1&n=3"
    listing = read(FamilyName.GOVCN_SEARCH, url, specimens.govcn_answer(links, 1, 2, kind))
    assert listing.items[0] == (links[0][0], "关于做好第3项试办工作的通知", DAY, "试发〔2024〕3号", None)
    assert query(listing.next[0])["p"] == "2"
    assert read(FamilyName.GOVCN_SEARCH, listing.next[0], specimens.govcn_answer(links, 2, 2)).next == ()


def test_govcn_search_begins_with_the_newest_and_says_when_nothing_is_found() -> None:
    first = FAMILIES[FamilyName.GOVCN_SEARCH].first(
        column(FamilyName.GOVCN_SEARCH, f"{SITE}/search-gov/data?t=zhengcelibrary_bm&n=20")
    )
    assert {"t": "zhengcelibrary_bm", "n": "20", "p": "1", "sort": "pubtime"}.items() <= query(first).items()
    assert read(FamilyName.GOVCN_SEARCH, first, '{"code": 1001, "msg": "x"}') == Listing((), total=0)
    with pytest.raises(ListingError, match="code 500"):
        read(FamilyName.GOVCN_SEARCH, first, '{"code": 500}')


def test_govcn_feed() -> None:
    links = linked("/zhengce/content/202405/content_{}.htm")
    listing = read(FamilyName.GOVCN_FEED, f"{SITE}/zhengce/zuixin/X.json", specimens.govcn_feed(links))
    assert [(i.url, i.date) for i in listing.items] == [(SITE + a, DAY) for a, _ in links]


def test_gkmlpt() -> None:
    url = f"{SITE}/gkmlpt/api/all/5?page=1&sid=2"
    listing = read(FamilyName.GKMLPT, url, specimens.gkmlpt_answer(linked(SITE + "/post_{}.html"), 5))
    assert listing.items[2][:4] == (f"{SITE}/post_1.html", "关于做好第1项试办工作的通知", DAY, "试发〔2024〕1号")
    assert query(listing.next[0])["page"] == "2"
    assert read(FamilyName.GKMLPT, url, specimens.gkmlpt_answer(linked("/post_{}.html"), 3)).next == ()
    first = FAMILIES[FamilyName.GKMLPT].first(column(FamilyName.GKMLPT, f"{SITE}/gkmlpt/api/all/5?sid=2"))
    assert query(first) == {"page": "1", "sid": "2"}


def test_jpaas() -> None:
    address = f"{SITE}/api-gateway/jpaas-publish-server/front/page/build/unit?webId=1&pageId=2"
    first = FAMILIES[FamilyName.JPAAS].first(column(FamilyName.JPAAS, address))
    assert json.loads(query(first)["paramJson"]) == {"pageNo": 1, "pageSize": 15}
    listing = read(FamilyName.JPAAS, first, specimens.jpaas_answer(linked("/art/2024/5/7/art_{}.html"), 40))
    assert [item.date for item in listing.items] == [DAY] * 3
    assert json.loads(query(listing.next[0])["paramJson"]) == {"pageNo": 2, "pageSize": 15}
    assert read(FamilyName.JPAAS, first, '{"data": {"html": ""}}') == Listing(())


def test_plain_listing_by_selectors() -> None:
    page = specimens.plain_list(linked("view?id={}"), "list?p=2")
    chosen = {"item": ".row", "date": "i", "next": "a.next"}
    listing = read(FamilyName.LISTING, f"{SITE}/open/list?p=1", page, selectors=chosen, match=r"id=[23]$")
    assert [item.url for item in listing.items] == [f"{SITE}/open/view?id={n}" for n in (3, 2)]
    assert listing.next == (f"{SITE}/open/list?p=2",)
    with pytest.raises(ListingError, match="selector"):
        read(FamilyName.LISTING, SITE, page, selectors={"item": "div["})


@pytest.mark.parametrize("make", [specimens.rss, specimens.atom])
def test_feeds(make: object) -> None:
    listing = read(FamilyName.FEED, f"{SITE}/feed", make(linked("/a/{}.html")))  # type: ignore[operator]
    assert [(item.url, item.date) for item in listing.items] == [(f"{SITE}/a/{n}.html", DAY) for n in (3, 2, 1)]


def test_a_feed_leads_to_older_entries_and_expands_nothing() -> None:
    assert read(FamilyName.FEED, f"{SITE}/feed", specimens.atom(linked("/{}"), "/feed?p=2")).next == (
        f"{SITE}/feed?p=2",
    )
    evil = '<!DOCTYPE r [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    evil += "<rss><item><link>/a</link><title>&e;</title></item></rss>"
    [item] = read(FamilyName.FEED, f"{SITE}/feed", evil).items
    assert "root:" not in item.title


def test_web_archive_knows_a_document_by_the_address_that_it_had() -> None:
    index = f"{SITE}/cdx/search/cdx?url=old.example/zcfg/*"
    first = FAMILIES[FamilyName.WEB_ARCHIVE].first(column(FamilyName.WEB_ARCHIVE, index))
    assert {"output": "json", "filter": "statuscode:200", "collapse": "digest"}.items() <= query(first).items()
    old = "http://old.example/zcfg/t20160729_12.html"
    copies = [("20160801000000", old), ("20170801000000", old), ("20170801000000", "http://old.example/index.html")]
    listing = read(
        FamilyName.WEB_ARCHIVE, first, specimens.cdx(copies, "next key"), column_url=index, match=r"/t\d{8}_\d+\.html"
    )
    [item] = listing.items
    assert (item.url, item.fetch_url) == (old, f"{SITE}/web/20170801000000id_/{old}")
    assert item.date == dt.date(2016, 7, 29)
    assert query(listing.next[0])["resumeKey"] == "next key"
    assert read(FamilyName.WEB_ARCHIVE, first, specimens.cdx(copies)).next == ()
    assert read(FamilyName.WEB_ARCHIVE, first, "[]") == Listing(())


@pytest.mark.parametrize("family", [f for f in FamilyName if f not in (FamilyName.LISTING, FamilyName.TRS)])
@pytest.mark.parametrize("body", ["", "<html><body>维护中</body></html>", "[1,", "null", '{"a": 1}'])
def test_what_is_no_listing_is_said_to_be_none(family: FamilyName, body: str) -> None:
    with pytest.raises(ListingError):
        read(family, f"{SITE}/x", body)


@given(body=st.binary(max_size=300), family=st.sampled_from(list(FamilyName)))
def test_whatever_comes_nothing_but_a_listing_error(body: bytes, family: FamilyName) -> None:
    try:
        listing = read(family, f"{SITE}/x?p=1&paramJson=%5B", body)
    except ListingError:
        return
    assert all(item.url.startswith(("http://", "https://")) for item in listing.items)


@given(st.from_regex(r"https?://[a-z0-9.-]{1,20}\.cn(:\d{1,4})?(/[a-z0-9./?=&%#-]{0,30})?", fullmatch=True))
def test_canonical_addresses_are_their_own_canonical_form(url: str) -> None:
    try:
        once = canonical(url)
    except ValueError:
        return
    assert canonical(once) == once


@pytest.mark.parametrize(
    ("body", "charset"),
    [
        ("通知公告".encode(), "gb2312"),
        ("通知公告".encode("gb18030"), "gb2312"),
        ("通知公告".encode("gb18030"), "iso-nonsense"),
        ("通知公告".encode("gb18030"), None),
        (b'<meta charset="big5">' + "通知公告".encode("big5"), None),
    ],
)
def test_a_wrong_label_is_no_harm(body: bytes, charset: str | None) -> None:
    assert "通知公告" in Page(SITE, body, charset).text
