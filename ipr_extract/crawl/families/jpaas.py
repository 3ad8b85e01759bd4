"""jpaas (samr.gov.cn and other ministries): ``/api-gateway/jpaas-publish-server/front/page/build/unit``.

JSON that holds the list as HTML. The page's number stands in ``paramJson`` of the query.
"""

from __future__ import annotations

import json
import re

from ipr_extract.crawl.families.plain import entries
from ipr_extract.crawl.families.queries import answer, query, whole, with_defaults, with_query
from ipr_extract.crawl.pages import Listing, ListingError, Page
from ipr_extract.sites import Column

UNIT = "/api-gateway/jpaas-publish-server/front/page/build/unit"
_SIZE = 15
# count="128", count: '128', 'count':128 in the list's paging
_COUNT = re.compile(r"\bcount['\"]?\s*[:=]\s*['\"]?(?P<total>\d+)")


def first(column: Column) -> str:
    """The first page, with the column's parameters."""
    return with_defaults(column.url, {"paramJson": _asked(1, _SIZE)}, column.parameters)


def read(page: Page, column: Column) -> Listing:
    """``{"success": true, "data": {"html": "<ul>…</ul>"}}``."""
    said = answer(page)
    data = said.get("data") if isinstance(said, dict) else None
    markup = data.get("html") if isinstance(data, dict) else None
    if not isinstance(markup, str):
        raise ListingError("the answer holds no list (data.html)")
    if not markup.strip():
        return Listing(())
    items = entries(Page(page.url, markup.encode()), column, column.match)
    number, size = _page(page.url)
    counted = _COUNT.search(markup)
    total = whole(counted["total"]) if counted else None
    more = bool(items) and (total is None or number * size < total)
    return Listing(items, (with_query(page.url, paramJson=_asked(number + 1, size)),) if more else (), total)


def _asked(number: int, size: int) -> str:
    return json.dumps({"pageNo": number, "pageSize": size}, separators=(",", ":"))


def _page(url: str) -> tuple[int, int]:
    try:
        asked = json.loads(query(url).get("paramJson", "{}"))
        return int(asked.get("pageNo", 1)), int(asked.get("pageSize", _SIZE))
    except (ValueError, AttributeError, TypeError):
        return 1, _SIZE
