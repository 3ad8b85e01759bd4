"""gkmlpt, the register of open government that Guangdong's governments share: ``/gkmlpt/api/all/CATEGORY``, JSON."""

from __future__ import annotations

from ipr_extract.crawl.families.queries import answer, query, rows, text_of, whole, with_defaults, with_query
from ipr_extract.crawl.pages import Item, Listing, ListingError, Page, absolute, clean, from_seconds
from ipr_extract.dates import parse_date
from ipr_extract.sites import Column

_TIMES = ("first_publish_time", "display_publish_time", "date", "create_time")


def first(column: Column) -> str:
    """The first page of a category."""
    return with_defaults(column.url, {"page": "1"}, column.parameters)


def read(page: Page, column: Column) -> Listing:
    """``{"articles": [{"title", "url", "date", "document_number", …}], "total": 220}``."""
    said = answer(page)
    if not isinstance(said, dict) or not isinstance(said.get("articles"), list):
        raise ListingError("the answer holds no articles")
    items = []
    for row in rows(said["articles"]):
        url = absolute(page.url, text_of(row, "url", "post_url"))
        if url is not None:
            # Times are seconds since 1970, now and then a date as text.
            times = (from_seconds(row.get(name)) or parse_date(text_of(row, name)) for name in _TIMES)
            date = next((time for time in times if time is not None), None)
            number = clean(text_of(row, "document_number", "identifier")) or None
            items.append(Item(url, clean(text_of(row, "title")), date, number))
    page_number, total = whole(query(page.url).get("page")) or 1, whole(said.get("total"))
    # How many a page holds is the site's affair; one page too many is empty and ends it.
    more = bool(items) and (total is None or page_number * len(items) < total)
    return Listing(tuple(items), (with_query(page.url, page=str(page_number + 1)),) if more else (), total)
