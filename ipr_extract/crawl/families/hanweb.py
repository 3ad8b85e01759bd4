"""Hanweb (``jpage``): cnipa.gov.cn and many provinces. The items of a list are XML inside of a script.

The list page holds the first pages' records and the parameters of ``dataproxy.jsp``, which gives the others.
"""

from __future__ import annotations

import re
from urllib.parse import urlencode, urljoin, urlsplit

from ipr_extract.crawl.families.queries import query, whole, with_query
from ipr_extract.crawl.pages import Listing, ListingError, Page, fragment, items_of
from ipr_extract.sites import Column

PROXY = "/module/web/jpage/dataproxy.jsp"
# <record><![CDATA[<li><a href="/art/2024/5/7/art_75_1.html">…</a><span>2024-05-07</span></li>]]></record>
_RECORD = re.compile(r"<record>\s*(?:<!\[CDATA\[)?(?P<entry>.*?)(?:\]\]>)?\s*</record>", re.DOTALL | re.IGNORECASE)
_STORE = re.compile(r"<(?:datastore|recordset)\b", re.IGNORECASE)
# <totalpage>12</totalpage>, and in the script that pages: totalRecord:123
_TOTAL_PAGE = re.compile(r"<totalpage>\s*(?P<pages>\d+)", re.IGNORECASE)
_TOTAL_RECORD = re.compile(r"<totalrecord>\s*(?P<xml>\d+)|totalRecord['\"]?\s*[:=]\s*['\"]?(?P<js>\d+)", re.IGNORECASE)
# columnid:74, 'unitid':'669', &columnid=74, <input name="unitid" value="669">
_PARAMETER = re.compile(
    r"\b(?P<name>webid|columnid|unitid|webname|permissiontype|path|appid|sourceContentType)"
    r"(?:['\"]?\s*[:=]\s*|['\"]\s+value=)['\"]?(?P<value>[^'\"&,;}<>\s]+)"
)
_BOX = "ipr-extract-record"
_NEEDED = ("columnid", "unitid")
_ASKED = {"webid": "1", "permissiontype": "0"}


def read(page: Page, column: Column) -> Listing:
    """A list page or an answer of ``dataproxy.jsp``; an item's address is taken from its first link."""
    if not _STORE.search(page.text):
        raise ListingError("no records (<datastore>, <recordset>) in the page")
    records = "".join(f'<div class="{_BOX}">{found["entry"]}</div>' for found in _RECORD.finditer(page.text))
    items = tuple(items_of(page.url, fragment(records).find_class(_BOX))) if records else ()
    pages = _TOTAL_PAGE.search(page.text)
    last = whole(pages["pages"]) if pages else None
    found = _TOTAL_RECORD.search(page.text)
    total = whole(found["xml"] or found["js"]) if found else None
    following = _following(page, column, last)
    return Listing(items, (following,) if following and items else (), total)


def _following(page: Page, column: Column, last: int | None) -> str | None:
    """The address of the page behind this one; None at the end, or where its parameters are not known."""
    if urlsplit(page.url).path.endswith("dataproxy.jsp"):
        number = whole(query(page.url).get("page")) or 1
        return with_query(page.url, page=str(number + 1)) if last is None or number < last else None
    stated = parameters(page.text) | column.parameters
    if any(name not in stated for name in _NEEDED) or (last is not None and last < 2):
        return None
    # The list page holds page 1 of the proxy, often pages 2 and 3 as well; what is met twice is taken once.
    asked = {"page": "2"} | _ASKED | stated
    return urljoin(page.url, f"{PROXY}?{urlencode(asked)}")


def parameters(text: str) -> dict[str, str]:
    """The parameters of ``dataproxy.jsp`` that a list page states in its scripts and forms, the first of each."""
    stated: dict[str, str] = {}
    for found in _PARAMETER.finditer(text):
        stated.setdefault(found["name"], found["value"])
    return stated
