"""RSS and Atom feeds."""

from __future__ import annotations

from lxml import etree

from ipr_extract.crawl.pages import Item, Listing, ListingError, Page, absolute, clean
from ipr_extract.dates import parse_date
from ipr_extract.sites import Column

_DATES = ("pubDate", "published", "date", "updated", "issued")


def read(page: Page, column: Column) -> Listing:
    """A feed; ``link rel="next"`` leads to older entries where there is one."""
    # Entities are a stranger's: none is expanded, nothing is loaded.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True, huge_tree=False)
    try:
        root = etree.fromstring(page.body, parser)
    except etree.XMLSyntaxError as error:
        raise ListingError(f"the feed isn't XML: {error}") from error
    if root is None or _name(root) not in ("rss", "feed", "RDF"):
        raise ListingError("neither RSS nor Atom")
    entries = [element for element in root.iter() if _name(element) in ("item", "entry")]
    items = (_item(page.url, entry) for entry in entries)
    links = (e for e in root.iter() if _name(e) == "link" and e.get("rel") == "next")
    following = [url for e in links if (url := absolute(page.url, e.get("href") or "")) is not None]
    return Listing(tuple(item for item in items if item is not None), tuple(following[:1]))


def _name(element: etree._Element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _item(base: str, entry: etree._Element) -> Item | None:
    link = title = ""
    stated: dict[str, str] = {}
    for element in entry:
        name = _name(element)
        if name == "link" and element.get("rel", "alternate") == "alternate":
            link = link or element.get("href") or (element.text or "")
        elif name == "title":
            title = clean("".join(map(str, element.itertext())))
        elif name in _DATES:
            stated.setdefault(name, element.text or "")
    url = absolute(base, link) if link else None
    if url is None:
        return None
    dates = (parse_date(stated[name]) for name in _DATES if name in stated)
    return Item(url, title, next((date for date in dates if date is not None), None))
