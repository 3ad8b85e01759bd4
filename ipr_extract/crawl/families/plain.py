"""Plain listings: entries, links and the link to the next page by CSS selectors."""

from __future__ import annotations

import re

from cssselect import SelectorError
from lxml import html as lxml_html

from ipr_extract.crawl.pages import Item, Listing, ListingError, Page, absolute, clean, items_of
from ipr_extract.dates import parse_date
from ipr_extract.sites import Column


def read(page: Page, column: Column) -> Listing:
    """A page of a listing."""
    return Listing(entries(page, column, column.match), _following(page, column))


def entries(page: Page, column: Column, match: str | None) -> tuple[Item, ...]:
    """The entries whose address fits ``match``, each address once; ``ListingError`` for a selector that is none."""
    fits = re.compile(match).search if match else None
    found: dict[str, Item] = {}
    selectors = column.selectors
    try:
        for element in page.tree.cssselect(selectors.item):
            for item in items_of(page.url, [element], selectors.link, selectors.date):
                if fits is None or fits(item.url):
                    found.setdefault(item.url, _with_stated(item, element, column))
    except SelectorError as error:
        raise ListingError(f"a selector of the column can't be used: {error}") from error
    return tuple(found.values())


def _with_stated(item: Item, element: lxml_html.HtmlElement, column: Column) -> Item:
    selectors = column.selectors
    if selectors.title:
        title = clean(" ".join(part.text_content() for part in element.cssselect(selectors.title)))
        item = item._replace(title=title or item.title)
    if selectors.number:
        item = item._replace(
            number=clean(" ".join(p.text_content() for p in element.cssselect(selectors.number))) or None
        )
    return item._replace(date=item.date or parse_date(item.title))


def _following(page: Page, column: Column) -> tuple[str, ...]:
    if column.selectors.next is None:
        return ()
    try:
        links = [link.get("href") for link in page.tree.cssselect(column.selectors.next)]
    except SelectorError as error:
        raise ListingError(f"the selector of the next page can't be used: {error}") from error
    urls = [url for link in links if link and (url := absolute(page.url, link)) is not None]
    return tuple(urls[:1])
