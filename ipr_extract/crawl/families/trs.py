"""TRS: documents at ``tYYYYMMDD_ID.html``, the pages of a list at ``index.html``, ``index_1.html``, …"""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

from ipr_extract.crawl.families.plain import entries
from ipr_extract.crawl.pages import Listing, Page
from ipr_extract.sites import Column

DOCUMENT = r"/t(?:19|20)\d{6}_\d+\.s?html?$"  # /zcfg/201607/t20160729_1283284.html
# createPageHTML(20, 0, "index", "html"): 20 pages, the first (0) is this one
_PAGER = re.compile(
    r"createPageHTML\w*\(\s*['\"]?(?P<pages>\d+)['\"]?\s*,\s*['\"]?(?P<current>\d+)['\"]?\s*,"
    r"\s*['\"](?P<stem>[\w-]+)['\"]\s*,\s*['\"](?P<suffix>s?html?)['\"]"
)
# var countPage = 20; var currentPage = 0;
_COUNT = re.compile(r"\bcountPage\s*=\s*['\"]?(?P<pages>\d+)")
_CURRENT = re.compile(r"\bcurrentPage\s*=\s*['\"]?(?P<current>\d+)")
_PAGE = re.compile(r"(?P<stem>[A-Za-z]\w*?)(?:_(?P<number>\d+))?\.(?P<suffix>s?html?)$")  # index_3.html


def read(page: Page, column: Column) -> Listing:
    """A page of a list."""
    return Listing(entries(page, column, column.match or DOCUMENT), _following(page))


def _following(page: Page) -> tuple[str, ...]:
    pager = _PAGER.search(page.text)
    if pager is not None:
        number, pages, stem, suffix = int(pager["current"]), int(pager["pages"]), pager["stem"], pager["suffix"]
    else:
        count, current = _COUNT.search(page.text), _CURRENT.search(page.text)
        if count is None:
            return ()
        name = _PAGE.search(urlsplit(page.url).path)
        stem, suffix = (name["stem"], name["suffix"]) if name else ("index", "html")
        number = int(current["current"]) if current else int((name and name["number"]) or 0)
        pages = int(count["pages"])
    return (urljoin(page.url, f"{stem}_{number + 1}.{suffix}"),) if number + 1 < pages else ()
