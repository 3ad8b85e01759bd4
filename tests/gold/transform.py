"""Annotated circulars as they come from elsewhere: without line breaks, half-width, traditional, printed to PDF.

A variant is a pure function from a sample (source bytes and gold) to the sample that another site, program or
hand would have made of it; None where it does not apply (a PDF has no text nodes) or would change nothing.
Variants are named in ``VARIANTS`` and can be chained: ``chain("traditional+flat")``.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from html import escape
from pathlib import Path, PurePosixPath
from typing import cast

import opencc
from lxml import html as lxml_html
from lxml.etree import _Element

from ipr_extract.judge.annotation import Gold, read_gold
from tests.gold.office import docx_of, ofd_of
from tests.gold.printing import SOURCES, chromium, chromium_pdf, read_parts, reportlab_pdf, scan_of
from tests.specimens import Grid, Line, Part, Place

Change = Callable[[str], str]
# Formats whose text can't be changed in place.
PRINTED = frozenset((".pdf", ".docx", ".ofd"))

# Labels that the head of a page claims: `<meta charset="gb2312">`, `content="text/html; charset=gbk"`.
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?(?P<name>[\w-]+)", re.IGNORECASE)
# Where the circular stands in the pages of gov.cn, cnipa and the TRS family; the first that is there is taken.
_CONTENT = (
    "//*[@id='UCAP-CONTENT']", "//*[@id='zoom']", "//*[contains(@class, 'TRS_Editor')]",
    "//div[contains(@class, 'article')]", "//body",
)  # fmt: skip
_BLOCKS = frozenset((
    "p", "div", "h1", "h2", "h3", "h4", "li", "tr", "td", "th", "table", "tbody", "br", "center", "section",
    "article", "body", "ul", "ol", "dl", "dt", "dd",
))  # fmt: skip
_SILENT = frozenset(("script", "style", "head", "noscript", "template"))

HALF_WIDTH = str.maketrans(
    "（），：；！？０１２３４５６７８９ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ",
    "(),:;!?0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
)


@dataclass(frozen=True, slots=True)
class Sample:
    """One annotated source; ``name`` is its file name, whose ending says what it is."""

    name: str
    data: bytes
    gold: Gold

    @property
    def suffix(self) -> str:
        """``.txt``, ``.html`` or ``.pdf``."""
        return PurePosixPath(self.name).suffix

    def renamed(self, suffix: str) -> str:
        """The file name with another ending."""
        return str(PurePosixPath(self.name).with_suffix(suffix))


Variant = Callable[[Sample], Sample | None]


def decode(data: bytes) -> str:
    """The text of a source: by its byte order mark, as UTF-8, by the label in its head, else as GB18030."""
    for mark, encoding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig")):
        if data.startswith(mark):
            return data.decode(encoding)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        label = _CHARSET.search(data[:2048])
        return data.decode("big5" if label and label["name"].lower() == b"big5" else "gb18030")


def _page(sample: Sample) -> _Element:
    return lxml_html.document_fromstring(decode(sample.data))


def _write_page(root: _Element, encoding: str = "utf-8", label: str = "utf-8") -> bytes:
    """The page as bytes; ``label`` replaces the encoding that its head claims, or is put there."""
    for meta in list(root.iter("meta")):
        if meta.get("charset") or (meta.get("http-equiv") or "").lower() == "content-type":
            cast("lxml_html.HtmlElement", meta).drop_tree()
    head = root.find("head")
    if head is None:
        head = root.makeelement("head")
        root.insert(0, head)
    head.insert(0, head.makeelement("meta", {"charset": label}))
    page: str = lxml_html.tostring(root, encoding="unicode", doctype="<!DOCTYPE html>")
    return page.encode(encoding)


def _content(root: _Element) -> _Element:
    return next(found[0] for path in _CONTENT if (found := cast("list[_Element]", root.xpath(path))))


def visible_lines(element: _Element) -> Iterator[str]:
    """The texts of an element's paragraphs, headings, cells and list items, in order, stripped and not empty."""
    buffer: list[str] = []

    def flush() -> Iterator[str]:
        if text := "".join(buffer).strip():
            yield re.sub(r"\s*\n\s*", "", text)
        buffer.clear()

    def walk(node: _Element) -> Iterator[str]:
        block = node.tag in _BLOCKS
        if block:
            yield from flush()
        if isinstance(node.tag, str) and node.tag not in _SILENT:
            buffer.append(node.text or "")
            for child in node:
                yield from walk(child)
                buffer.append(child.tail or "")
        if block:
            yield from flush()

    yield from walk(element)
    yield from flush()


def lines(sample: Sample, whole_page: bool = False) -> list[str]:
    """The sample's lines, stripped: a text's own, a page's content, or all that a page shows."""
    if sample.suffix == ".html":
        root = _page(sample)
        return list(visible_lines(next(root.iter("body")) if whole_page else _content(root)))
    return [line.strip() for line in decode(sample.data).splitlines() if line.strip()]


def _changed(before: Sample, after: Sample) -> Sample | None:
    return None if after.data == before.data else after


def joined(separator: str, whole_page: bool = False) -> Variant:
    """The text saved without any line break; paragraphs are joined by ``separator``.

    A page with a table is left out: where its cells ended, nobody can tell afterwards.
    """

    def variant(sample: Sample) -> Sample | None:
        if sample.suffix in PRINTED or (whole_page and sample.suffix != ".html"):
            return None
        if any(isinstance(part, Grid) for part in _parts(sample)):
            return None
        data = separator.join(lines(sample, whole_page)).encode()
        return _changed(sample, replace(sample, name=sample.renamed(".txt"), data=data))

    return variant


def _map_nodes(root: _Element, change: Change, attributes: bool) -> None:
    for node in root.iter():
        if isinstance(node.tag, str) and node.tag not in ("script", "style"):
            node.text = change(node.text) if node.text else node.text
        if node is not root and node.tail:
            node.tail = change(node.tail)
        content = node.get("content")
        if attributes and node.tag == "meta" and content and not node.get("http-equiv"):
            node.set("content", change(content))


def mapped(change: Change, attributes: bool = False, gold: bool = True) -> Variant:
    """Every text changed: a page's text nodes (and ``meta`` contents), a file's lines; and what the gold copies."""

    def variant(sample: Sample) -> Sample | None:
        if sample.suffix in PRINTED:
            return None
        if sample.suffix == ".html":
            root = _page(sample)
            before = _write_page(root)
            _map_nodes(root, change, attributes)
            data = _write_page(root)
            if data == before:
                return None
        else:
            text = decode(sample.data)
            data = change(text).encode()
            if change(text) == text:
                return None
        return replace(sample, data=data, gold=sample.gold.printed(change) if gold else sample.gold)

    return variant


@cache
def _to_traditional() -> opencc.OpenCC:
    return opencc.OpenCC("s2t")


def traditional(sample: Sample) -> Sample | None:
    """The text in traditional characters. A name is taken from the changed text where it stands there,
    since which character replaces another depends on the words round it (后, 里, 发).
    """
    converter: Change = _to_traditional().convert
    changed = mapped(converter, attributes=True, gold=False)(sample)
    if changed is None:
        return None
    before, after = ("".join("".join(lines(one)).split()) for one in (sample, changed))

    def as_printed(value: str) -> str:
        place = before.find("".join(value.split()))
        if place < 0 or len(before) != len(after):
            return converter(value)
        return after[place : place + len("".join(value.split()))]

    return replace(changed, gold=sample.gold.printed(as_printed))


def _strip_indents(text: str) -> str:
    # Two ideographic spaces (or as many spaces) indent a paragraph; one space may stand between two words.
    return re.sub(r"(?m)^(?:[\t\u3000\xa0]| {2,})+", "", text)


def encoded(encoding: str, label: str) -> Variant:
    """The same text in another encoding; ``label`` is what a page's head claims."""

    def variant(sample: Sample) -> Sample | None:
        try:
            if sample.suffix == ".html":
                return replace(sample, data=_write_page(_page(sample), encoding, label))
            if sample.suffix == ".txt":
                return _changed(sample, replace(sample, data=decode(sample.data).encode(encoding)))
        except UnicodeEncodeError:
            return None
        return None

    return variant


def crlf(sample: Sample) -> Sample | None:
    """Line ends as Windows writes them."""
    if sample.suffix in PRINTED:
        return None
    data = re.sub(rb"\r?\n", b"\r\n", sample.data)
    return _changed(sample, replace(sample, data=data))


def _parts(sample: Sample) -> tuple[Part, ...]:
    if sample.suffix == ".html":
        return read_parts(lxml_html.tostring(_content(_page(sample)), encoding="unicode"))
    return tuple(Line(line, Place.BODY) for line in lines(sample))


def _as_page(sample: Sample) -> str:
    if sample.suffix == ".html":
        return decode(sample.data)
    paragraphs = "\n".join(f'<p style="text-indent: 2em">{escape(line)}</p>' for line in lines(sample))
    return f'<!DOCTYPE html><html><head><meta charset="utf-8"></head><body>{paragraphs}</body></html>'


def printed_by_reportlab(sample: Sample) -> Sample | None:
    """The circular on A4 pages by reportlab: embedded font, page numbers, ruled tables; None where cells are merged."""
    if sample.suffix in PRINTED:
        return None
    parts = _parts(sample)
    if any(len({len(row) for row in part.rows}) > 1 for part in parts if isinstance(part, Grid)):
        return None  # merged cells, which this printer doesn't draw
    return replace(sample, name=sample.renamed(".pdf"), data=reportlab_pdf(parts))


def printed_by_chromium(sample: Sample) -> Sample | None:
    """The page (or the text as paragraphs) printed by Chromium; None where there is no Chromium."""
    program = chromium()
    if sample.suffix in PRINTED or program is None:
        return None
    # The claimed encoding would be wrong for the text as written out, so a mark says what it is.
    page = re.sub(r"charset\s*=\s*[\"']?[\w-]+", "charset=utf-8", _as_page(sample))
    (data,) = chromium_pdf([page], program)
    return replace(sample, name=sample.renamed(".pdf"), data=data)


def as_word(*, automatic: bool) -> Variant:
    """The circular as a Word file; ``automatic`` leaves its labels to Word's own numbering."""

    def variant(sample: Sample) -> Sample | None:
        if sample.suffix in PRINTED:
            return None
        data = docx_of(_parts(sample), automatic=automatic)
        return replace(sample, name=sample.renamed(".docx"), data=data)

    return variant


def as_ofd(sample: Sample) -> Sample | None:
    """The circular as an OFD file, its pages set as the library prints them."""
    if sample.suffix in (".docx", ".ofd"):
        return None
    data = sample.data if sample.suffix == ".pdf" else reportlab_pdf(_parts(sample))
    return replace(sample, name=sample.renamed(".ofd"), data=ofd_of(data))


VARIANTS: dict[str, Variant] = {
    "as_is": lambda sample: sample,
    "flat": joined(""),
    "flat_space": joined(" "),
    "flat_page": joined("", whole_page=True),
    "half_width": mapped(lambda text: text.translate(HALF_WIDTH)),
    "half_width_stops": mapped(lambda text: text.translate(HALF_WIDTH).replace("。", ".")),
    "half_width_lists": mapped(lambda text: text.translate(HALF_WIDTH).replace("、", ",")),
    "traditional": traditional,
    "pdf": printed_by_chromium,
    "pdf_reportlab": printed_by_reportlab,
    "word": as_word(automatic=False),
    "word_numbered": as_word(automatic=True),
    "ofd": as_ofd,
    "crlf": crlf,
    "no_indent": mapped(_strip_indents, gold=False),
    "utf16": encoded("utf-16", "utf-16"),
    "utf8_mark": encoded("utf-8-sig", "utf-8"),
    "gb18030": encoded("gb18030", "gb2312"),
}


# As glasses and feeders lay pages: degrees from level. Every third scan is grained, every other one is sealed.
_SLANTS = (0.4, 0.0, -0.6, 0.2, -0.3)


def scanned(sample: Sample) -> Sample | None:
    """The circular as a scan of 200 dots an inch: pictures of its pages, with no text.

    A checksum of the name decides how it lies, whether it is grained, and whether a seal stands on its last page.
    """
    source = SOURCES / f"{sample.name}.html"
    if sample.suffix == ".pdf":
        data = sample.data
    elif sample.suffix not in PRINTED:
        data = reportlab_pdf(_parts(sample))
    elif source.exists():
        data = reportlab_pdf(read_parts(source.read_text(encoding="utf-8")))
    else:
        return None
    kind = zlib.crc32(sample.name.encode())
    seal, noise = kind % 2 == 0, 12.0 if kind % 3 == 0 else 0.0
    data = scan_of(data, slant=_SLANTS[kind % len(_SLANTS)], resolution=200, noise=noise, seal=seal)
    return replace(sample, name=sample.renamed(".pdf"), data=data)


# To be asked for by name: recognising text takes seconds a page.
SLOW_VARIANTS: dict[str, Variant] = {"scan": scanned}


def chain(name: str) -> Variant:
    """The variants named in ``name``, joined by ``+``, one after the other; raises ``KeyError`` for an unknown one."""
    known = VARIANTS | SLOW_VARIANTS
    steps = [known[step] for step in name.split("+")]

    def variant(sample: Sample) -> Sample | None:
        current: Sample | None = sample
        for step in steps:
            current = step(current) if current is not None else None
        return current

    return variant


def read_samples(gold_folder: Path, corpus: Path) -> list[Sample]:
    """Every gold document in ``gold_folder`` with its source, which lies in ``corpus``."""
    samples: list[Sample] = []
    for path in sorted(gold_folder.glob("*.json")):
        gold = read_gold(path)
        source = corpus / gold.document
        samples.append(Sample(source.name, source.read_bytes(), gold))
    return samples
