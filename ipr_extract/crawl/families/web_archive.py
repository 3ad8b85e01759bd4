"""Sites that are gone, as a web archive holds them: a CDX index says which copies there are, and the replay gives them.

The document is known by the address that it had; its bytes come from ``REPLAY/TIMESTAMPid_/URL``, as they were sent.
"""

from __future__ import annotations

import datetime as dt
import re
from urllib.parse import urljoin

from ipr_extract.crawl.families.queries import answer, with_defaults, with_query
from ipr_extract.crawl.pages import Item, Listing, ListingError, Page, canonical, date_in_address
from ipr_extract.sites import Column

_ASKED = {
    "output": "json", "fl": "timestamp,original,mimetype,statuscode,digest", "filter": "statuscode:200",
    "collapse": "digest", "limit": "1000", "showResumeKey": "true",
}  # fmt: skip
_REPLAY = "replay"  # a parameter of ours: where copies are replayed, if not at /web/ of the index's host


def first(column: Column) -> str:
    """The first answer of the index: ``https://INDEX/cdx/search/cdx?url=sipo.gov.cn/zcfg/*``."""
    stated = {name: value for name, value in column.parameters.items() if name != _REPLAY}
    return with_defaults(column.url, _ASKED, stated)


def read(page: Page, column: Column) -> Listing:
    """``[["timestamp", "original", …], ["20160801…", "http://…", …], [], ["resume key"]]``.

    Of several copies of one address the last is taken: it is what the site held when it went.
    """
    said = answer(page)
    if not isinstance(said, list) or not all(isinstance(row, list) for row in said):
        raise ListingError("the index didn't answer with rows")
    if not said:
        return Listing(())
    names, *copies = said
    key = None
    if len(copies) >= 2 and not copies[-2] and len(copies[-1]) == 1:
        key, copies = str(copies[-1][0]), copies[:-2]
    if "timestamp" not in names or "original" not in names:
        raise ListingError("the index's rows have no timestamp or no original")
    replay = column.parameters.get(_REPLAY) or urljoin(column.url, "/web/")
    fits = re.compile(column.match).search if column.match else None
    items: dict[str, Item] = {}
    for row in copies:
        item = _item(dict(zip(names, row, strict=False)), replay)
        if item is not None and (fits is None or fits(item.url)):
            items[item.url] = item
    return Listing(tuple(items.values()), (with_query(page.url, resumeKey=key),) if key else ())


def _item(row: dict[str, object], replay: str) -> Item | None:
    stamp, original = str(row.get("timestamp", "")), str(row.get("original", ""))
    if not re.fullmatch(r"\d{14}", stamp) or not original.startswith(("http://", "https://")):
        return None
    try:
        seen = dt.datetime.strptime(stamp, "%Y%m%d%H%M%S").date()
        url = canonical(original)
    except ValueError:
        return None
    return Item(url, date=date_in_address(url) or seen, fetch_url=f"{replay}{stamp}id_/{original}")
