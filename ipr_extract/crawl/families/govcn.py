"""gov.cn, the State Council's policy library: its search interface, and the rolling feed of new policies."""

from __future__ import annotations

from typing import Any

from ipr_extract.crawl.families.queries import answer, query, rows, text_of, whole, with_defaults, with_query
from ipr_extract.crawl.pages import Item, Listing, ListingError, Page, absolute, clean, from_seconds
from ipr_extract.dates import parse_date
from ipr_extract.sites import Column

_FOUND, _NOTHING_FOUND = 200, 1001
# Newest first: a listing is read only until what is known.
_SEARCH = {"q": "", "sort": "pubtime", "sortType": "1", "searchfield": "title:content:summary", "p": "1", "n": "50"}


def first_search(column: Column) -> str:
    """The address of the newest documents."""
    return with_defaults(column.url, _SEARCH, column.parameters)


def read_search(page: Page, column: Column) -> Listing:
    """An answer of ``search-gov/data``: rows in ``searchVO.listVO`` or, by kind, in ``searchVO.catMap.*.listVO``."""
    said = answer(page)
    code = whole(said.get("code")) if isinstance(said, dict) else None
    if code == _NOTHING_FOUND:
        return Listing((), total=0)
    found = said.get("searchVO") if isinstance(said, dict) else None
    if code != _FOUND or not isinstance(found, dict):
        raise ListingError(f"the search answered with code {code}, not with documents")
    items = tuple(item for row in _search_rows(found) if (item := _item(page.url, row)) is not None)
    number, pages = whole(query(page.url).get("p")) or 1, whole(found.get("totalpage"))
    more = bool(items) and (pages is None or number < pages)
    return Listing(items, (with_query(page.url, p=str(number + 1)),) if more else (), whole(found.get("totalCount")))


def _search_rows(found: dict[str, Any]) -> list[dict[str, Any]]:
    kinds = found.get("catMap")
    by_kind = (
        [kind.get("listVO") for kind in kinds.values() if isinstance(kind, dict)] if isinstance(kinds, dict) else []
    )
    return [row for part in (found.get("listVO"), *by_kind) for row in rows(part)]


def _item(base: str, row: dict[str, Any]) -> Item | None:
    url = absolute(base, text_of(row, "url"))
    if url is None:
        return None
    date = from_seconds(row.get("pubtime")) or parse_date(text_of(row, "pubtimeStr"))
    return Item(url, clean(text_of(row, "title")), date, clean(text_of(row, "pcode", "wenhao")) or None)


def read_feed(page: Page, column: Column) -> Listing:
    """``ZUIXINZHENGCE.json``: rows of ``TITLE, URL, DOCRELPUBTIME``. It has one page, the newest documents."""
    said = answer(page)
    if not isinstance(said, list):
        raise ListingError("the feed isn't a list of documents")
    items = []
    for row in rows(said):
        url = absolute(page.url, text_of(row, "URL"))
        if url is not None:
            items.append(Item(url, clean(text_of(row, "TITLE")), parse_date(text_of(row, "DOCRELPUBTIME"))))
    return Listing(tuple(items))
