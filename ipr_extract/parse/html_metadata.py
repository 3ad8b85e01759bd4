"""What a site says of a circular round its text: tables and lists of labels, the date line, the title, meta tags.

What a reader sees becomes a block before the body (furniture, or a heading for the title), and the fields it
states point into it. Meta tags are seen by nobody, so what they state has no place in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from lxml import etree

from ipr_extract.model import Alignment, BlockKind, MetadataField, Metadatum
from ipr_extract.parse.assembly import Draft
from ipr_extract.parse.cleaning import clean
from ipr_extract.parse.furniture import mark_furniture
from ipr_extract.parse.html_blocks import Region, collapse
from ipr_extract.parse.html_style import KINDS
from ipr_extract.parse.metadata_labels import bare_label, fields_of, first_characters, labelled_value
from ipr_extract.parse.site_families import sites

_STRING = etree.XPath("string()")
_HEADINGS = ("h1", "h2", "h3")
_LABELLED = ("td", "th", "dt", "dd", "li", "p", "div", "span", "b", "strong", "label", "em", "font", *_HEADINGS)
_HOLDERS = frozenset(("td", "th", "dt", "dd", "li", "p", "div", "h1", "h2", "h3"))
_LONGEST_LINE = 300  # of labels and values; what is longer is no such line
_LONGEST_TITLE = 300
_HEAD_BLOCKS = 25  # how far into a body its own title may stand
_WHITE = re.compile(r"\s+")
_SITE_NAME = re.compile(r"\s*(?:[_|｜]|--|\s[-–—]\s).*$", re.DOTALL)  # "题目_某某局" and "Title - Example Office"


# A document's number on a line of its own: 甲府办〔2025〕1号.
_NUMBER = re.compile(
    r"[（(]?\s*[\u4e00-\u9fff]{2,14}\s?[〔\[（(【]\s?(?:19|20)\d\d\s?[〕\]）)】]\s?第?\s?\d{1,5}\s?[号號]\s*[）)]?"
)
_LISTED = re.compile(r"\s*(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[）)]|\d{1,2}[.、])")


class Lead(NamedTuple):
    """The blocks before the body, and the metadata that meta tags state."""

    drafts: list[Draft]
    metadata: tuple[Metadatum, ...]


def read_lead(root: etree._Element, region: Region, body: Sequence[Draft]) -> Lead:
    """What the page says before ``region``, whose blocks are ``body``; a title that ``body`` repeats is left out."""
    metadata = _meta_tags(root)
    title = next((m.value for m in metadata if m.field is MetadataField.TITLE), "")
    drafts: list[Draft] = []
    numbers: list[tuple[int, Draft]] = []
    heading: tuple[int, Draft, bool] | None = None
    seen: set[etree._Element] = set()
    stop = region.start if region.start is not None else region.root
    starts = first_characters()
    before = list(_elements_before(root, stop))
    for element in before:
        first = (element.text or "").lstrip()[:1]
        if (first and first == title[:1]) or element.tag in _HEADINGS:
            named = _heading(element, title)
            if named is not None and (named[1] or heading is None or not heading[2]):
                heading = (len(drafts), *named)
        if first in starts:
            drafts.extend(_stated_by(element, seen))
        number = _number_alone(element)
        if number and not _repeats(body, number):
            numbers.append((len(drafts), Draft(BlockKind.PARAGRAPH, number, element=_path(element))))
    labelled = any(stated.field is MetadataField.DOCUMENT_NUMBER for draft in drafts for stated in draft.stated)
    if len(numbers) == 1 and not labelled:
        drafts.insert(*numbers[0])
    if heading is None and (titled := _titled(before, seen)) is not None:
        heading = (len(drafts), titled, False)
    if heading is not None and heading[1].text and not _repeats(body, heading[1].text):
        drafts.insert(heading[0], heading[1])
    return Lead(drafts, metadata)


def _number_alone(element: etree._Element) -> str:
    """The document's number where ``element`` holds nothing else; one look at its last sign rules out most."""
    ends = (element.text or "").rstrip("）) \u3000\n\t")[-1:] in ("号", "號")
    text = _text(element) if ends and element.tag in _HOLDERS else ""
    return text if _NUMBER.fullmatch(text) else ""


def _elements_before(root: etree._Element, stop: etree._Element) -> Iterator[etree._Element]:
    """The elements that may hold a label or a title, up to ``stop``."""
    # lxml looks for no tag that isn't a name in XML, which a damaged page may have round its text.
    wanted = (*_LABELLED, stop.tag) if stop.tag in KINDS else ()
    for element in root.iter(*wanted):
        if element is stop:
            return
        if wanted or element.tag in _LABELLED:
            yield element


def _path(element: etree._Element) -> str:
    return element.getroottree().getpath(element).lstrip("/")


def _text(element: etree._Element) -> str:
    return collapse(str(_STRING(element)) if len(element) else element.text or "")


def _stated_by(element: etree._Element, seen: set[etree._Element]) -> Iterator[Draft]:
    """The lines of metadata that ``element`` begins: its own block's, or a label's block and the value's."""
    holder = element
    while holder.tag not in _HOLDERS and (above := holder.getparent()) is not None:
        holder = above
    if holder in seen:
        return
    seen.add(holder)
    text = _text(holder)
    if not text or len(text) > _LONGEST_LINE:
        return
    label = bare_label(text)
    if label is None:
        if stated := fields_of(text):
            yield Draft(BlockKind.FURNITURE, text, element=_path(holder), stated=stated)
        elif (draft := mark_furniture(Draft(BlockKind.PARAGRAPH, text))).kind is BlockKind.FURNITURE:
            yield draft._replace(element=_path(holder))
        return
    value = _text(following) if (following := holder.getnext()) is not None else ""
    if value and len(value) <= _LONGEST_LINE and bare_label(value) is None:
        yield labelled_value(label, value, _path(holder))


def _heading(element: etree._Element, title: str) -> tuple[Draft, bool] | None:
    """``element`` as the page's title, and whether the page's meta tags say that it is."""
    text = _text(element)
    if not text or len(text) > _LONGEST_TITLE or any(above.tag in ("nav", "a") for above in element.iterancestors()):
        return None
    bare, named = _WHITE.sub("", text), _WHITE.sub("", title)
    same = bool(named) and (bare == named or (len(bare) >= 8 and (named.startswith(bare) or bare.startswith(named))))
    if not same and (element.tag != "h1" or next(element.iterdescendants("a", "img"), None) is not None):
        return None
    return Draft(
        BlockKind.HEADING, text, Alignment.CENTER if _is_centred(element) else None, element=_path(element)
    ), same


def _titled(before: Iterable[etree._Element], seen: set[etree._Element]) -> Draft | None:
    """The last of the elements ``before`` the body that sites are known to print titles in."""
    found: etree._Element | None = None
    for element, least in sites().titles.among(before):
        if element not in seen and least <= len(_text(element)) <= _LONGEST_TITLE:
            found = element
    if found is None or next(found.iterdescendants("a"), None) is not None:
        return None
    return Draft(
        BlockKind.HEADING, _text(found), Alignment.CENTER if _is_centred(found) else None, element=_path(found)
    )


def _is_centred(element: etree._Element) -> bool:
    declared = f"{element.get('style') or ''} {element.get('align') or ''}".lower()
    return "center" in declared


def _repeats(body: Sequence[Draft], title: str) -> bool:
    """Whether the first blocks of ``body``, joined, hold ``title`` from the start of one to the end of one."""
    wanted = _WHITE.sub("", title)
    texts = [draft.text for draft in body[:_HEAD_BLOCKS]]
    for first, beginning in enumerate(texts):
        if beginning.lstrip()[:1] != wanted[:1]:
            continue
        joined = ""
        for text in texts[first:]:
            joined += _WHITE.sub("", text)
            if joined == wanted:
                return True
            if not wanted.startswith(joined):
                break
    return False


def without_list_above(body: Sequence[Draft], metadata: Sequence[Metadatum]) -> list[Draft]:
    """``body`` with what stands above the page's title as furniture, where that is a site's list: 一、机构职能."""
    title = _WHITE.sub("", next((m.value for m in metadata if m.field is MetadataField.TITLE), ""))
    for index, draft in enumerate(body[:_HEAD_BLOCKS]):
        if draft.cells or len(draft.text) > _LONGEST_TITLE or draft.text[-1:] in "。；：":
            break
        named = (
            draft.kind is BlockKind.HEADING and len(draft.text) >= 8 and title.startswith(_WHITE.sub("", draft.text))
        )
        if named and sum(_LISTED.match(above.text) is not None for above in body[:index]) > 1:
            return [*(above.furniture(above.stated) for above in body[:index]), *body[index:]]
    return list(body)


def _meta_tags(root: etree._Element) -> tuple[Metadatum, ...]:
    """The fields that the page's ``<meta>``, ``<link rel=canonical>`` and ``<title>`` state, best first."""
    contents: dict[str, str] = {}
    links: list[etree._Element] = []
    head = root.find("head")
    # A head holds them all, or the tags of a page that is missing one are looked for.
    tags = list(head.iter("meta", "link")) if head is not None else []
    for element in tags or root.iter("meta", "link"):
        if element.tag == "link":
            links.append(element)
            continue
        name = (element.get("name") or element.get("property") or "").strip().lower()
        value = clean(element.get("content") or "").strip()
        if name and value:
            contents.setdefault(name, value)
    found = [
        Metadatum(field, contents[name]) for field, names in sites().meta.items() for name in names if name in contents
    ]
    canonical = (e.get("href") for e in links if (e.get("rel") or "").lower() == "canonical")
    found.extend(Metadatum(MetadataField.URL, clean(address).strip()) for address in canonical if address)
    if not any(metadatum.field is MetadataField.TITLE for metadatum in found):
        named = root.find("head/title")
        if named is None:
            named = next(root.iter("title"), None)
        title = "" if named is None else _text(named)
        if name := _SITE_NAME.sub("", title):
            found.append(Metadatum(MetadataField.TITLE, name))
    return tuple(found)
