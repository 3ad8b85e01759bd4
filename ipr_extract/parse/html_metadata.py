"""What a site says of a circular round its text: tables and lists of labels, the date line, the title, meta tags.

What a reader sees becomes a block before the body (furniture, or a heading for the title), and the fields it
states point into it. Meta tags are seen by nobody, so what they state has no place in the text.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from lxml import etree

from ipr_extract.model import Alignment, BlockKind, MetadataField, Metadatum
from ipr_extract.parse.assembly import Draft, Stated
from ipr_extract.parse.cleaning import clean
from ipr_extract.parse.furniture import mark_furniture
from ipr_extract.parse.html_blocks import Region, collapse
from ipr_extract.parse.html_sites import sites

_STRING = etree.XPath("string()")
_HEADINGS = ("h1", "h2", "h3")
_LABELLED = ("td", "th", "dt", "dd", "li", "p", "div", "span", "b", "strong", "label", "em", "font", *_HEADINGS)
_HOLDERS = frozenset(("td", "th", "dt", "dd", "li", "p", "div", "h1", "h2", "h3"))
_LONGEST_LINE = 300  # of labels and values; what is longer is no such line
_LONGEST_TITLE = 300
_HEAD_BLOCKS = 25  # how far into a body its own table of metadata may stand
_BODY_STARTS = 160  # characters of a paragraph with which the circular's text has begun
_WHITE = re.compile(r"\s+")
_SITE_NAME = re.compile(r"\s*(?:[_|｜]|--|\s[-–—]\s).*$", re.DOTALL)  # "题目_某某局" and "Title - Example Office"
# "2020-01-02 10:30　【字体：大】", "某某局 | 浏览次数": where a value ends; 【2020】5号 and [2020]5号 are numbers.
_VALUE_END = re.compile(r"\s{2,}|\s+\[|\s*【(?!\d)|\s*[|｜]")
_SITES_OWN = frozenset(
    (
        MetadataField.INDEX_NUMBER,
        MetadataField.DOCUMENT_NUMBER,
        MetadataField.ISSUER,
        MetadataField.WRITTEN_DATE,
        MetadataField.PUBLISHED_DATE,
    )
)
_DATE_START = re.compile(r"\s*(?:\d{4}\s*[-/.年]\s*\d{1,2}\s*[-/.月]|Updated?:|Published:|Source:)")


class Lead(NamedTuple):
    """The blocks before the body, and the metadata that meta tags state."""

    drafts: list[Draft]
    metadata: tuple[Metadatum, ...]


@functools.cache
def _label_pattern() -> re.Pattern[str]:
    """A label at the start of a line or after a gap, its letters spaced or not: "索 引 号：", "标　　题"."""
    spaced = (r"\s*".join(map(re.escape, label)) for label in sorted(sites().labels, key=len, reverse=True))
    return re.compile(rf"(?P<label>{'|'.join(spaced)})\s*(?P<colon>[：:])?\s*")


@functools.cache
def _first_characters() -> frozenset[str]:
    return frozenset(label[0] for label in sites().labels)


def read_lead(root: etree._Element, region: Region, body: Sequence[Draft]) -> Lead:
    """What the page says before ``region``, whose blocks are ``body``; a title that ``body`` repeats is left out."""
    metadata = _meta_tags(root)
    title = next((m.value for m in metadata if m.field is MetadataField.TITLE), "")
    drafts: list[Draft] = []
    heading: tuple[int, Draft, bool] | None = None
    seen: set[etree._Element] = set()
    stop = region.start if region.start is not None else region.root
    for element in root.iter(*_LABELLED, stop.tag):
        if element is stop:
            break
        text = element.text
        if element.tag in _HEADINGS or (title and text and text.lstrip()[:1] == title[0]):
            named = _heading(element, title)
            if named is not None and (named[1] or heading is None or not heading[2]):
                heading = (len(drafts), *named)
        if text and (bare := text.lstrip()) and (bare[0] in _first_characters() or _DATE_START.match(bare)):
            drafts.extend(_stated_by(element, seen))
    if heading is None and (titled := _titled(root, stop, seen)) is not None:
        heading = (len(drafts), titled, False)
    if heading is not None and heading[1].text and not _repeats(body, heading[1].text):
        drafts.insert(heading[0], heading[1])
    return Lead(drafts, metadata)


def _path(element: etree._Element) -> str:
    return element.getroottree().getpath(element).lstrip("/")


def _text(element: etree._Element) -> str:
    return collapse(str(_STRING(element)))


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
    label = _label_pattern().fullmatch(text)
    if label is None:
        draft = mark_furniture(Draft(BlockKind.PARAGRAPH, text, element=_path(holder)))
        stated = _fields_of(text)
        if stated or draft.kind is BlockKind.FURNITURE:
            yield draft.furniture(stated or draft.stated)
        return
    value = _text(following) if (following := holder.getnext()) is not None else ""
    if value and len(value) <= _LONGEST_LINE and _label_pattern().fullmatch(value) is None:
        yield _pair(label, value, _path(holder))


def _pair(label: re.Match[str], value: str, path: str | None) -> Draft:
    """One block of a label, as printed, and its value."""
    printed = label[0].rstrip() if label["colon"] else f"{label[0].rstrip()} "
    field = sites().labels[_WHITE.sub("", label["label"])]
    at = len(printed)
    stated = () if field is None else (Stated(field, at, at + len(value)),)
    return Draft(BlockKind.FURNITURE, printed + value, element=path, stated=stated)


def _fields_of(line: str) -> tuple[Stated, ...]:
    """The fields that ``line`` states with a colon each: "发布时间：2020-01-02 来源：某某局 字号：大 中 小"."""
    if not _label_pattern().match(line) or line[-1] in "。；，":
        return ()
    labels = [match for match in _label_pattern().finditer(line) if match["colon"]]
    ends = [*(match.start() for match in labels[1:]), len(line)]
    stated = []
    for label, end in zip(labels, ends, strict=True):
        value = _VALUE_END.split(line[label.end() : end], maxsplit=1)[0].rstrip()
        field = sites().labels[_WHITE.sub("", label["label"])]
        if value and field is not None:
            stated.append(Stated(field, label.end(), label.end() + len(value)))
    return tuple(stated)


def claim_metadata(body: Sequence[Draft]) -> list[Draft]:
    """``body`` with the site's own table or lines of metadata at its head as furniture that states its fields."""
    head = 0
    while head < min(len(body), _HEAD_BLOCKS) and (body[head].cells or len(body[head].text) < _BODY_STARTS):
        head += 1
    claimed = list(_claimed(body[:head]))
    # A circular may print "名称：" or "来源：" itself, but no number of a file index or date of publication.
    fields = {stated.field for _, fields in claimed for stated in fields}
    if len(fields) < 2 or fields.isdisjoint(_SITES_OWN):
        return list(body)
    marked = (draft.furniture(fields) if fields or _is_labelled(draft) else draft for draft, fields in claimed)
    return [*marked, *body[head:]]


def _is_labelled(draft: Draft) -> bool:
    """Whether a line beside the site's metadata is more of it, of no field: "公开方式：主动公开"."""
    label = _label_pattern().match(draft.text)
    return label is not None and label["colon"] is not None and draft.text[-1] not in "。；，"


def _claimed(head: Sequence[Draft]) -> Iterator[tuple[Draft, tuple[Stated, ...]]]:
    """Each block of ``head``, or what it is as labels and values, with the fields it would state."""
    place = 0
    while place < len(head):
        draft = head[place]
        following = head[place + 1] if place + 1 < len(head) else None
        label = _label_pattern().fullmatch(draft.text)
        place += 1
        if draft.cells and (pairs := list(_pairs_of(draft))):
            yield from ((pair, pair.stated) for pair in pairs)
        elif label and following and not following.cells and not _label_pattern().fullmatch(following.text):
            pair = _pair(label, following.text, draft.element)
            yield pair, pair.stated
            place += 1
        else:
            yield draft, () if draft.cells else _fields_of(draft.text)


def _pairs_of(table: Draft) -> Iterator[Draft]:
    """The pairs of a table whose cells are labels and values by turns; none where too few are."""
    texts = [table.text[cell.start : cell.end] for cell in table.cells]
    labels = [_label_pattern().fullmatch(text) for text in texts]
    if 5 * sum(label is not None for label in labels) < 2 * sum(map(bool, texts)):
        return
    for label, value, following in zip(labels, texts[1:], labels[1:], strict=False):
        if label is not None and following is None and value:
            yield _pair(label, value.replace("\n", " "), table.element)


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


def _titled(root: etree._Element, stop: etree._Element, seen: set[etree._Element]) -> Draft | None:
    """The last element before ``stop`` that sites are known to print titles in."""
    found: etree._Element | None = None
    for element in root.iter(*_LABELLED, stop.tag):
        if element is stop:
            break
        least = sites().titles.least(element)
        if least is not None and element not in seen and least <= len(_text(element)) <= _LONGEST_TITLE:
            found = element
    if found is None or next(found.iterdescendants("a"), None) is not None:
        return None
    return Draft(
        BlockKind.HEADING, _text(found), Alignment.CENTER if _is_centred(found) else None, element=_path(found)
    )


def _is_centred(element: etree._Element) -> bool:
    declared = f"{element.get('style') or ''} {element.get('align') or ''}".lower()
    return "center" in declared


def _repeats(body: Iterable[Draft], title: str) -> bool:
    """Whether the first blocks of ``body``, joined, hold ``title`` from the start of one to the end of one."""
    wanted = _WHITE.sub("", title)
    texts = [_WHITE.sub("", draft.text) for draft in list(body)[:_HEAD_BLOCKS]]
    for first in range(len(texts)):
        joined = ""
        for text in texts[first:]:
            joined += text
            if joined == wanted:
                return True
            if not wanted.startswith(joined):
                break
    return False


def _meta_tags(root: etree._Element) -> tuple[Metadatum, ...]:
    """The fields that the page's ``<meta>``, ``<link rel=canonical>`` and ``<title>`` state, best first."""
    contents: dict[str, str] = {}
    for element in root.iter("meta"):
        name = (element.get("name") or element.get("property") or "").strip().lower()
        value = clean(element.get("content") or "").strip()
        if name and value:
            contents.setdefault(name, value)
    found = [
        Metadatum(field, contents[name]) for field, names in sites().meta.items() for name in names if name in contents
    ]
    canonical = (e.get("href") for e in root.iter("link") if (e.get("rel") or "").lower() == "canonical")
    found.extend(Metadatum(MetadataField.URL, clean(address).strip()) for address in canonical if address)
    if not any(metadatum.field is MetadataField.TITLE for metadatum in found):
        title = next((_text(element) for element in root.iter("title")), "")
        if name := _SITE_NAME.sub("", title):
            found.append(Metadatum(MetadataField.TITLE, name))
    return tuple(found)
