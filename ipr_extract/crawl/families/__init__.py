"""Families: how the listings of many sites are read alike. One module each, pure functions from bytes to items."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from ipr_extract.crawl.families import feed, gkmlpt, govcn, hanweb, jpaas, plain, trs, web_archive
from ipr_extract.crawl.pages import Listing, Page
from ipr_extract.sites import Column, FamilyName


class Family(NamedTuple):
    """``first`` is the address that a column's listing begins at, ``read`` one page of it.

    ``read`` raises ``ListingError`` where the page isn't what the family sends.
    """

    first: Callable[[Column], str]
    read: Callable[[Page, Column], Listing]


def _as_it_stands(column: Column) -> str:
    return column.url


FAMILIES: Mapping[FamilyName, Family] = {
    FamilyName.GOVCN_SEARCH: Family(govcn.first_search, govcn.read_search),
    FamilyName.GOVCN_FEED: Family(_as_it_stands, govcn.read_feed),
    FamilyName.HANWEB: Family(_as_it_stands, hanweb.read),
    FamilyName.TRS: Family(_as_it_stands, trs.read),
    FamilyName.GKMLPT: Family(gkmlpt.first, gkmlpt.read),
    FamilyName.JPAAS: Family(jpaas.first, jpaas.read),
    FamilyName.LISTING: Family(_as_it_stands, plain.read),
    FamilyName.FEED: Family(_as_it_stands, feed.read),
    FamilyName.WEB_ARCHIVE: Family(web_archive.first, web_archive.read),
}
