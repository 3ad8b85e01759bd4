"""What goes between a fetch and a family: a page's bytes as text, the items of a listing, the links of a page."""

from __future__ import annotations

import codecs
import datetime as dt
import html
import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import NamedTuple
from urllib.parse import urldefrag, urljoin, urlsplit, urlunsplit

from lxml import etree
from lxml import html as lxml_html

from ipr_extract.dates import parse_date
from ipr_extract.errors import IprExtractError


class ListingError(IprExtractError):
    """A listing that isn't what its family sends: an answer cut off, another format, a failure said in JSON."""


class Item(NamedTuple):
    """An entry of a listing: a document. ``fetch_url`` is where its bytes come from if not from ``url``."""

    url: str
    title: str = ""
    date: dt.date | None = None
    number: str | None = None
    fetch_url: str | None = None


class Listing(NamedTuple):
    """A page of a listing: its entries in order, the addresses of the pages behind it, and how many it says it has."""

    items: tuple[Item, ...]
    next: tuple[str, ...] = ()
    total: int | None = None


# charset=gb2312, <?xml … encoding="GBK"?>
_CHARSET = re.compile(rb"(?:charset|encoding)\s*=\s*[\"']?\s*(?P<label>[\w-]+)", re.IGNORECASE)


class Page:
    """The bytes of an answer and the address that they came from."""

    def __init__(self, url: str, body: bytes, charset: str | None = None) -> None:
        self.url = url
        self.body = body
        self._charset = charset

    @cached_property
    def text(self) -> str:
        """The text. Valid UTF-8 is UTF-8 whatever the label says, since labels are often wrong; else the label's."""
        try:
            return self.body.decode("utf-8-sig")
        except UnicodeDecodeError:
            pass
        found = _CHARSET.search(self.body, 0, 4096)
        for label in (self._charset, found and found["label"].decode("ascii", "replace"), "gb18030"):
            try:
                codec = "gb18030" if (label or "").lower() in ("gb2312", "gbk") else codecs.lookup(label or "").name
                return self.body.decode(codec)
            except (LookupError, UnicodeDecodeError):
                continue
        return self.body.decode("utf-8", "replace")

    @cached_property
    def tree(self) -> lxml_html.HtmlElement:
        """The page as HTML; ``ListingError`` where there is none."""
        return fragment(self.text)


def fragment(text: str) -> lxml_html.HtmlElement:
    """HTML that may be a part of a page; ``ListingError`` where it holds nothing."""
    try:
        # As bytes, since lxml refuses a str that declares an encoding.
        root = lxml_html.document_fromstring(
            text.encode("utf-8", "replace"), parser=lxml_html.HTMLParser(encoding="utf-8", no_network=True)
        )
    except (etree.ParserError, ValueError) as error:
        raise ListingError(f"no HTML: {error}") from error
    return root


def clean(text: str) -> str:
    """One line without the white space, entities and marks that listings put into titles.

    >>> clean(" 关于&nbsp;<em>知识产权</em>\\u3000的通知 ")
    '关于 知识产权 的通知'
    """
    return " ".join(html.unescape(re.sub(r"<[^>]*>", "", text)).split())


# &amp; and &#38;, but not the &region of ?id=1&region=2, of which HTML would make ®ion
_ENTITY = re.compile(r"&(?:#\d+|#[xX][0-9a-fA-F]+|[A-Za-z]\w*);")


def canonical(url: str) -> str:
    """The one form of an address under which it is known: no fragment, host in small letters, default port left out.

    >>> canonical("HTTP://Www.Example.org:80/a/./b.html?x=1#top")
    'http://www.example.org/a/b.html?x=1'
    >>> canonical("http://www.example.org//a/../b.html")
    'http://www.example.org//b.html'
    """
    parts = urlsplit(urldefrag(url.strip()).url)
    host = parts.hostname or ""
    if ":" in host:
        host = f"[{host}]"
    default = {"http": 80, "https": 443}.get(parts.scheme)
    netloc = host if parts.port in (None, default) else f"{host}:{parts.port}"
    # Behind /. a path that begins with two strokes is no host's name.
    path = urlsplit(urljoin(f"{parts.scheme}://{netloc}/", f"/.{parts.path or '/'}")).path
    return urlunsplit((parts.scheme, netloc, path, parts.query, ""))


def absolute(base: str, link: str) -> str | None:
    """A link as a canonical address; None where it is none that is fetched (``javascript:``, broken, a user's name)."""
    try:
        url = urljoin(base, _ENTITY.sub(lambda found: html.unescape(found[0]), link).strip())
        parts = urlsplit(url)
        return canonical(url) if parts.scheme in ("http", "https") and parts.hostname and not parts.username else None
    except ValueError:
        return None


def items_of(
    base: str, entries: Iterable[lxml_html.HtmlElement], link: str = "a[href]", date: str | None = None
) -> Iterator[Item]:
    """The first link of each entry, with the date that stands in it."""
    for entry in entries:
        links = [entry] if entry.tag == "a" and link == "a[href]" else entry.cssselect(link)
        if not links:
            continue
        url = absolute(base, links[0].get("href") or "")
        if url is None:
            continue
        dated = " ".join(found.text_content() for found in entry.cssselect(date)) if date else entry.text_content()
        title = clean(links[0].get("title") or links[0].text_content())
        # A date in the title (关于2024年5月1日…) is not the entry's: what stands outside the link goes first.
        outside = dated.replace(links[0].text_content(), " ") if date is None else dated
        yield Item(url, title, parse_date(outside) or date_in_address(url))


# /art/2024/5/7/art_75_1.html, /202405/t20240507_12.html, /2019-02/15/content_5.htm
_DATED = re.compile(
    r"/t(?P<ty>20\d\d|19\d\d)(?P<tm>\d\d)(?P<td>\d\d)_|/(?P<y>20\d\d|19\d\d)[/-](?P<m>\d{1,2})/(?P<d>\d{1,2})/"
)


def date_in_address(url: str) -> dt.date | None:
    """The date that some sites write into a document's address."""
    found = _DATED.search(url)
    if found is None:
        return None
    year, month, day = (int(part) for part in found.groups() if part is not None)
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def from_seconds(value: object) -> dt.date | None:
    """The day of a time in seconds or milliseconds since 1970, in China's time; None where it is no time."""
    try:
        seconds = float(str(value))
    except ValueError:
        return None
    if seconds > 1e11:
        seconds /= 1000
    if not 0 < seconds < 1e10:
        return None
    return dt.datetime.fromtimestamp(seconds, dt.timezone(dt.timedelta(hours=8))).date()
