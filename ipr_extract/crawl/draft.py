"""A site's settings drafted from one page of it: the family recognised by its marks, and what is not sure said."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlsplit, urlunsplit

from lxml import html as lxml_html

from ipr_extract.crawl.families import FAMILIES, hanweb, jpaas, trs
from ipr_extract.crawl.families.queries import with_query
from ipr_extract.crawl.pages import Listing, ListingError, Page, absolute, clean
from ipr_extract.dates import parse_date
from ipr_extract.sites import Column, FamilyName, Selectors

_UNKNOWN = "https://site.invalid/"
# <!-- saved from url=(0042)https://www.example.org/col/col1/index.html -->, as browsers write it
_SAVED = re.compile(r"<!--\s*saved from url=\(\d+\)(?P<url>https?://[^\s>]+)")
_CANONICAL = re.compile(
    r"<link\b[^>]*\brel=[\"']canonical[\"'][^>]*\bhref=[\"'](?P<url>https?://[^\"']+)", re.IGNORECASE
)
_META_URL = re.compile(r"<meta\b[^>]*\bname=[\"']url[\"'][^>]*\bcontent=[\"'](?P<url>[^\"']+)", re.IGNORECASE)
_TITLE = re.compile(r"<title[^>]*>(?P<title>[^<]*)", re.IGNORECASE)
_SLUG = re.compile(r"[^a-z0-9]+")


@dataclass(slots=True)
class Draft:
    """A column as far as one page tells it. ``why`` are the marks it was recognised by, ``doubts`` what to look at."""

    family: FamilyName
    url: str
    why: list[str]
    doubts: list[str] = field(default_factory=list)
    selectors: dict[str, str] = field(default_factory=dict)
    parameters: dict[str, str] = field(default_factory=dict)
    match: str | None = None
    title: str = ""
    listing: Listing = field(default_factory=lambda: Listing(()))

    def column(self) -> Column:
        """The column that it drafts."""
        return Column(
            name="documents", url=self.url, family=self.family, selectors=Selectors(**self.selectors),
            parameters=self.parameters, match=self.match,
        )  # fmt: skip


def address_of(page_text: str) -> str | None:
    """Where a saved page says that it comes from."""
    for pattern in (_SAVED, _CANONICAL, _META_URL):
        found = pattern.search(page_text)
        if found is not None and found["url"].startswith(("http://", "https://")):
            return found["url"]
    return None


def draft(body: bytes, url: str | None) -> Draft:
    """Recognise a page, and draft the column that it is the listing of."""
    text = Page(url or _UNKNOWN, body).text
    address = url or address_of(text) or _UNKNOWN
    page = Page(address, body)
    found = next((made for look in _LOOKS if (made := look(page)) is not None), None) or _plain(page)
    titled = _TITLE.search(text)
    found.title = found.title or (clean(titled["title"]) if titled else "")
    if address == _UNKNOWN:
        found.doubts.append("the page doesn't say where it comes from: give --url, or put its address into the file")
    try:
        found.listing = FAMILIES[found.family].read(page, found.column())
    except ListingError as error:
        if found.url == address:
            found.doubts.append(f"the page can't be read as this family: {error}")
        else:
            found.doubts.append("the entries come from the interface named in url, which was not asked")
    _doubt(found)
    return found


def _doubt(found: Draft) -> None:
    items = found.listing.items
    if items and not any(item.date for item in items):
        found.doubts.append("no entry has a date: a column that falls silent will not be noticed by its dates")
    if items and not found.listing.next and found.family not in (FamilyName.FEED, FamilyName.GOVCN_FEED):
        found.doubts.append("no further page of the listing was found: is this all there is?")
    hosts = {urlsplit(item.fetch_url or item.url).hostname for item in items} - {urlsplit(found.url).hostname}
    if hosts:
        listed = ", ".join(sorted(str(host) for host in hosts))
        found.doubts.append(f"some entries lie on other hosts ({listed}): they are in hosts, strike those not wanted")
    found.doubts.append("cadence_days, at_least and share_with_number are guesses until you know the column")


def _hanweb(page: Page) -> Draft | None:
    if not re.search(r"<script[^>]*type=[\"']text/xml[\"']|<datastore>", page.text) or "<record" not in page.text:
        return None
    stated = hanweb.parameters(page.text)
    kept = {name: stated[name] for name in ("webid", "columnid", "unitid") if name in stated}
    made = Draft(FamilyName.HANWEB, page.url, ["the entries are XML inside of a script (<datastore>, <record>)"])
    if "columnid" in kept and "unitid" in kept:
        made.why.append(f"it names dataproxy.jsp's parameters: {kept}")
    else:
        made.doubts.append("columnid and unitid are not in the page: pages after the first can't be asked for")
        number = re.search(r"/col(?P<id>\d+)/", page.url)
        if number:
            made.parameters = {"columnid": number["id"]}
    return made


def _trs(page: Page) -> Draft | None:
    links = re.findall(r"href=[\"'][^\"']*/?t(?:19|20)\d{6}_\d+\.s?html?[\"']", page.text)
    if len(links) < 3:
        return None
    made = Draft(FamilyName.TRS, page.url, [f"{len(links)} links of the form tYYYYMMDD_ID.html"], match=trs.DOCUMENT)
    if "createPageHTML" in page.text:
        made.why.append("its pages are counted by createPageHTML")
    return made


def _govcn(page: Page) -> Draft | None:
    if urlsplit(page.url).path.endswith("/search-gov/data") or '"searchVO"' in page.text[:4000]:
        url = page.url
        return Draft(FamilyName.GOVCN_SEARCH, url, ["an answer of gov.cn's search (searchVO)"])
    if '"DOCRELPUBTIME"' in page.text[:4000]:
        return Draft(FamilyName.GOVCN_FEED, page.url, ["rows of TITLE, URL, DOCRELPUBTIME"])
    return None


def _gkmlpt(page: Page) -> Draft | None:
    if "/gkmlpt/api/all/" in page.url and '"articles"' in page.text[:4000]:
        return Draft(FamilyName.GKMLPT, page.url, ["an answer of /gkmlpt/api/all (articles)"])
    sid = re.search(r"\bSID\s*[:=]\s*['\"](?P<sid>\d+)", page.text)
    if "/gkmlpt" not in page.url and "gkmlpt" not in page.text[:20000]:
        return None
    if sid is None:
        return None
    category = urlsplit(page.url).fragment or "0"
    root = page.url.split("/gkmlpt")[0]
    made = Draft(FamilyName.GKMLPT, f"{root}/gkmlpt/api/all/{category}?sid={sid['sid']}", ["gkmlpt, SID in the page"])
    if category == "0":
        made.doubts.append("which category is meant is not known: 0 is all; the number behind # in the address is it")
    return made


def _jpaas(page: Page) -> Draft | None:
    if '"html"' in page.text[:4000] and jpaas.UNIT in page.url:
        return Draft(FamilyName.JPAAS, page.url, ["an answer of the interface that builds lists (data.html)"])
    names = ("webId", "tplSetId", "pageId", "tagId")
    stated = {}
    for name in names:
        found = re.search(rf"['\"]?{name}['\"]?\s*[:=]\s*['\"](?P<value>[^'\"]+)", page.text)
        if found:
            stated[name] = found["value"]
    if "webId" not in stated or "tplSetId" not in stated:
        return None
    parts = urlsplit(page.url)
    url = urlunsplit((parts.scheme, parts.netloc, jpaas.UNIT, "", ""))
    asked = {"parseType": "bulidstatic", "pageType": "column"} | stated
    made = Draft(FamilyName.JPAAS, with_query(url, **asked), ["webId and tplSetId of the interface that builds lists"])
    missing = [name for name in names if name not in stated]
    if missing:
        made.doubts.append(f"{', '.join(missing)} not found in the page: the interface needs them")
    return made


def _feed(page: Page) -> Draft | None:
    if re.match(rb"\s*(?:<\?xml[^>]*>)?\s*(?:<!--.*?-->\s*)*<(?:rss|feed|rdf:RDF)\b", page.body, re.DOTALL):
        return Draft(FamilyName.FEED, page.url, ["RSS or Atom"])
    return None


def _web_archive(page: Page) -> Draft | None:
    if "/cdx/search" not in page.url and '["timestamp","original"' not in page.text[:200].replace(" ", ""):
        return None
    made = Draft(FamilyName.WEB_ARCHIVE, page.url, ["rows of a CDX index (timestamp, original)"])
    if not any(name == "url" for name, _ in parse_qsl(urlsplit(page.url).query)):
        made.doubts.append("the index has to be asked for a site: add ?url=HOST/PATH/* to the address")
    made.doubts.append("match is empty: say which of the site's addresses are documents")
    return made


def _plain(page: Page) -> Draft:
    """Any listing: the kind of entry of which there are most with a link and a date."""
    made = Draft(FamilyName.LISTING, page.url, ["none of the known families' marks"])
    entries: Counter[str] = Counter()
    try:
        root = page.tree
    except ListingError:
        made.doubts.append("the page holds no HTML")
        return made
    for element in root.iter("li", "tr", "dd", "div"):
        links = element.findall(".//a[@href]")
        # An entry, not a box of entries: one link, or two where one is a picture.
        if 1 <= len(links) <= 2 and parse_date(element.text_content()) and len(clean(links[0].text_content())) >= 6:
            entries[_selector(element)] += 1
    if not entries:
        made.doubts.append("no entries with a link and a date were found: set selectors.item by hand")
        made.selectors = {"item": "li"}
        return made
    selector, count = entries.most_common(1)[0]
    made.selectors = {"item": selector}
    made.why.append(f"{count} entries with a link and a date fit {selector!r}")
    made.doubts.append("the selectors are guessed from one page")
    following = _next_selector(root)
    if following:
        made.selectors["next"] = following
    return made


def _selector(element: lxml_html.HtmlElement) -> str:
    """An element's kind: its own class, or its parent's, or nothing but the names."""
    own = _class(element)
    if own:
        return f"{element.tag}{own}"
    parent = element.getparent()
    while parent is not None and not _class(parent) and not parent.get("id"):
        parent = parent.getparent()
    if parent is None or parent.tag in ("body", "html"):
        return str(element.tag)
    name = _class(parent) or f"#{parent.get('id')}"
    return f"{parent.tag}{name} {element.tag}"


def _class(element: lxml_html.HtmlElement) -> str:
    names = (element.get("class") or "").split()
    plain = [name for name in names if re.fullmatch(r"[A-Za-z_][\w-]*", name)]
    return f".{plain[0]}" if plain else ""


def _next_selector(root: lxml_html.HtmlElement) -> str | None:
    for link in root.iter("a"):
        if clean(link.text_content()) in ("下一页", "下页", "后一页", ">", ">>", "Next") and absolute(
            _UNKNOWN, link.get("href") or ""
        ):
            name = _class(link)
            return f"a{name}" if name else None
    return None


# The surest marks first.
_LOOKS: tuple[Callable[[Page], Draft | None], ...] = (_web_archive, _govcn, _gkmlpt, _feed, _hanweb, _jpaas, _trs)


def as_toml(found: Draft, name: str) -> str:
    """The pipeline file that a draft makes, with its doubts as comments."""
    hosts = {urlsplit(found.url).hostname or ""}
    hosts |= {urlsplit(item.fetch_url or item.url).hostname or "" for item in found.listing.items}
    lines = [
        _comment(f"{found.title or name}: drafted from one page. Recognised by: {'; '.join(found.why)}."),
        *(_comment(f"NOT SURE: {doubt}.") for doubt in found.doubts),
        "",
        "[site]",
        f"name = {_quoted(name)}",
        f"title = {_quoted(found.title)}",
        f"family = {_quoted(found.family.value)}",
        'archive = "../archive"',
        f"hosts = [{', '.join(_quoted(host) for host in sorted(hosts - {''}))}]",
        'every = "1d"',
        "",
        "[site.politeness]",
        "seconds_between_requests = 5",
        "",
        "[[site.columns]]",
        'name = "documents"',
        f"url = {_quoted(found.url)}",
        f"at_least = {max(1, len(found.listing.items) // 2)}",
        *([f"match = {_quoted(found.match)}"] if found.match else []),
        *_table("selectors", found.selectors),
        *_table("parameters", found.parameters),
        "",
        "[output]",
        f'folder = "../output/{name}"',
    ]
    return "\n".join(lines) + "\n"


def _table(name: str, values: Mapping[str, str]) -> list[str]:
    if not values:
        return []
    return [f"{name} = {{ {', '.join(f'{key} = {_quoted(value)}' for key, value in values.items())} }}"]


def _comment(text: str) -> str:
    """A line of comment, which holds no signs that are none."""
    return "# " + "".join(sign for sign in " ".join(text.split()) if sign.isprintable())


def _quoted(text: str) -> str:
    """A TOML string."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c >= " " and c != "\x7f" else f"\\u{ord(c):04x}" for c in escaped) + '"'


def slug_of(url: str) -> str:
    """A name for a site from its host.

    >>> slug_of("https://www.cnipa.gov.cn/col/col75/index.html")
    'cnipa'
    """
    host = (urlsplit(url).hostname or "site").removeprefix("www.")
    for ending in (".gov.cn", ".org.cn", ".com", ".org", ".cn"):
        host = host.removesuffix(ending)
    return _SLUG.sub("-", host.lower()).strip("-")[:64] or "site"
