"""The paragraphs of a page's element, in the order and with the spacing that a browser shows them.

One pass without recursion, since old pages nest thousands of unclosed tags. The pass is the hot path of HTML:
what costs a microsecond here costs a day on a large archive.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from ipr_extract.errors import ReadError
from ipr_extract.model import Alignment, BlockKind
from ipr_extract.parse.assembly import Draft
from ipr_extract.parse.cleaning import ODD, WIDE, clean
from ipr_extract.parse.html_lists import Numbering, has_own_label
from ipr_extract.parse.html_style import ALIGNMENTS, KINDS, PLAIN, Kind, Style, parse_style
from ipr_extract.parse.html_tables import TableReader
from ipr_extract.parse.limits import Limits
from ipr_extract.parse.wrapping import at_indents, paragraphs

_SPACES = re.compile("[ \t\n\r\f]{2,}|[\t\n\r\f]")
# A browser shows a line end of the source as a space; between Chinese characters nobody means one: "知识\n产权".
_WRAPPED_CHINESE = re.compile(f"(?<=[{WIDE}])[ \t\r\f]*\n[ \t\n\r\f]*(?=[{WIDE}])")
# A space that the site's editor escaped twice ("&amp;nbsp;"), or cut ("&amp;sp;").
_BROKEN_SPACE = re.compile(r"&(?:[ne]?b?sp|emsp|ensp);")
# What any of the above or ``clean`` changes, but for two spaces; most paragraphs hold none of it, and one look tells.
# One class and nothing else: a pattern with a choice in it takes three times as long.
_UNEVEN = re.compile(rf"[\t\n\r\f&{ODD[1:]}")
_GAP = "\u3000\u3000"  # without it there is no indent inside a paragraph to look for
# Names of this module's own: an attribute of an enumeration takes as long to look up as all else about a kind.
_INLINE, _BLOCK, _HEADING, _BREAK = Kind.INLINE, Kind.BLOCK, Kind.HEADING, Kind.BREAK
_ITEM, _PREFORMATTED, _TABLE, _UNSEEN = Kind.ITEM, Kind.PREFORMATTED, Kind.TABLE, Kind.UNSEEN
_AS_HEADING, _AS_PARAGRAPH = BlockKind.HEADING, BlockKind.PARAGRAPH
_TABLE_PARTS = frozenset(("thead", "tbody", "tfoot", "tr"))


@dataclass(slots=True)
class Frame:
    """An element being read: its children still to come, and what they inherit."""

    element: etree._Element
    path: str
    children: Iterator[etree._Element]
    alignment: Alignment | None = None
    heading: bool = False
    preformatted: bool = False
    owner: Frame | None = None  # the block round an inline element; a block has none
    numbering: Numbering | None = None
    tables: int = 0
    counts: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Region:
    """What of a page is read: ``root``, or the part of it after ``start`` and before ``end``, without ``dropped``."""

    root: etree._Element
    start: etree._Element | None = None
    end: etree._Element | None = None
    dropped: frozenset[etree._Element] = frozenset()
    hidden: bool = False


def collapse(raw: str) -> str:
    """``raw`` with white space as a browser shows it; U+3000 and runs of no-break spaces keep their width."""
    text = raw.strip()
    if "  " not in text and _UNEVEN.search(text) is None:
        return text
    text = _SPACES.sub(" ", _WRAPPED_CHINESE.sub("", text))
    return clean(_BROKEN_SPACE.sub(" ", text)).strip()


def read_region(region: Region, limits: Limits) -> list[Draft]:
    """The blocks of ``region``. Raises ``ReadError("too_deep")`` or ``("too_large")`` past ``limits``."""
    reader = BlockReader(limits, region)
    table = region.root
    while table.tag in _TABLE_PARTS and (above := table.getparent()) is not None:
        table = above
    return reader.read_table(table) if table.tag == "table" else reader.read(_root_frame(region.root))


def _root_frame(root: etree._Element) -> Frame:
    """The frame of ``root`` with what it inherits from the elements round it."""
    frame = Frame(root, root.getroottree().getpath(root).lstrip("/"), iter(root))
    for element in reversed([root, *root.iterancestors()]):
        style = parse_style(element.get("style") or "")
        if element.tag == "table":
            frame.alignment = None  # a table starts afresh, or one centred on its page would centre its text
        else:
            frame.alignment = _alignment(element, element.tag, style) or frame.alignment
    return frame


def _alignment(element: etree._Element, tag: str, style: Style) -> Alignment | None:
    if style.alignment is not None:
        return style.alignment
    align = element.get("align")
    if align:
        return ALIGNMENTS.get(align.strip().lower())
    return Alignment.CENTER if tag == "center" else None


class BlockReader:
    """Reads one element after another into drafts; ``styles`` is shared by the readers of one page."""

    def __init__(
        self, limits: Limits, region: Region, styles: dict[str, Style] | None = None, cell: bool = False
    ) -> None:
        self._limits = limits
        self._region = region
        self._dropped = region.dropped
        self._styles = {} if styles is None else styles
        self._cell = cell
        self._deepest = limits.max_depth - sum(1 for _ in region.root.iterancestors())
        self._drafts: list[Draft] = []
        self._pieces: list[str] = []
        self._label = ""
        self._ended = False
        self._tables: TableReader | None = None

    def read(self, root: Frame) -> list[Draft]:
        """The blocks inside ``root``, whose own start and end are block boundaries."""
        self._drafts = []
        self._owner = root
        if root.element.text:
            self._add(root.element.text, root)
        return self._walk([root])

    def read_table(self, table: etree._Element) -> list[Draft]:
        """The blocks of ``table``, or its cells' if it only lays out a page; nothing of what is round it."""
        parent = table.getparent()
        outer = _root_frame(table if parent is None else parent)
        outer.counts["table"] = sum(1 for _ in table.itersiblings("table", preceding=True))
        self._drafts = []
        self._owner = outer
        inner = self._enter(table, outer)
        return self._walk([] if inner is None else [inner])

    def _walk(self, stack: list[Frame]) -> list[Draft]:
        while stack and not self._ended:
            frame = stack[-1]
            if len(stack) > self._deepest:
                most = f"{self._limits.max_depth:,}"
                raise ReadError("too_deep", f"The page nests its elements more than {most} deep; mend it first.")
            for child in frame.children:
                inner = self._enter(child, frame)
                if inner is not None:
                    stack.append(inner)
                    break
                if self._ended:
                    break
                # The white space between blocks would be a paragraph to begin and give up for each of them.
                if (tail := child.tail) and (self._pieces or not tail.isspace()):
                    self._add(tail, frame)
            else:
                stack.pop()
                if stack:
                    self._leave(frame, stack[-1])
        self._flush()
        return self._drafts

    def read_cell(self, element: etree._Element, path: str) -> list[Draft]:
        """The blocks inside one cell of a table."""
        style = parse_style(element.get("style") or "")
        frame = Frame(element, path, iter(element), _alignment(element, element.tag, style))
        unseen = element in self._region.dropped or (style.hidden and not self._region.hidden)
        return [] if unseen else self.read(frame)

    def _enter(self, child: etree._Element, frame: Frame) -> Frame | None:
        """Take in ``child``; its frame, if it has children that are still to be read."""
        tag = child.tag
        kind = KINDS.get(tag, _INLINE)
        number = frame.counts[tag] = frame.counts.get(tag, 0) + 1
        if kind is _UNSEEN:
            self._mark(child)
            return None
        style_text = child.get("style")
        style = PLAIN if not style_text else self._styles.get(style_text) or self._new_style(style_text)
        if style.hidden and not self._region.hidden:
            return None
        if style.block is not None and kind in (_INLINE, _BLOCK):
            kind = _BLOCK if style.block else _INLINE
        if kind is _INLINE:
            return self._enter_inline(child, frame, style, number)
        if self._pieces:
            self._flush()
        if kind is _BREAK or (self._dropped and child in self._dropped):
            return None
        if child.get("hidden") is not None and not self._region.hidden:
            return None
        return self._enter_block(child, frame, kind, style, f"{frame.path}/{tag}[{number}]")

    def _enter_inline(self, child: etree._Element, frame: Frame, style: Style, number: int) -> Frame | None:
        if len(child) == 0 and style.preformatted is None and not frame.preformatted:
            if text := child.text:
                self._pieces.append(text)
            return None
        inner = Frame(
            child,
            f"{frame.path}/{child.tag}[{number}]",
            iter(child),
            frame.alignment,
            frame.heading,
            frame.preformatted if style.preformatted is None else style.preformatted,
            frame.owner or frame,
            tables=frame.tables,
        )
        if child.text:
            self._add(child.text, inner)
        return inner

    def _enter_block(self, child: etree._Element, frame: Frame, kind: Kind, style: Style, path: str) -> Frame | None:
        tag = child.tag
        alignment = style.alignment or _alignment(child, tag, style) or frame.alignment
        preformatted = frame.preformatted if style.preformatted is None else style.preformatted
        heading = frame.heading or kind is _HEADING
        if (kind is _BLOCK or kind is _HEADING) and tag != "ol" and not preformatted and self._runs(child):
            self._end(heading, alignment, path)
            return None
        inner = Frame(child, path, iter(child), alignment, heading, preformatted, tables=frame.tables)
        if kind is not _BLOCK and self._enter_special(inner, frame, kind):
            return None
        self._owner = inner
        if tag == "ol":
            inner.numbering = Numbering(child, style)
        if child.text:
            self._add(child.text, inner)
        return inner

    def _runs(self, block: etree._Element) -> bool:
        """Take in the text of ``block`` where it holds only runs of text, as nearly every paragraph does.

        Otherwise False, with nothing taken in. It does what ``_walk`` would, without a frame and three calls a run.
        """
        pieces: list[str] = []
        if text := block.text:
            pieces.append(text)
        styles = self._styles
        for run in block:
            style_text = run.get("style")
            style = PLAIN if not style_text else styles.get(style_text) or self._new_style(style_text)
            if run.tag in KINDS or len(run) or not (style is PLAIN or style.is_run):
                return False
            if text := run.text:
                pieces.append(text)
            if text := run.tail:
                pieces.append(text)
        self._pieces = pieces
        return True

    def _enter_special(self, inner: Frame, frame: Frame, kind: Kind) -> bool:
        """What sets lists, tables and preformatted text apart; whether that was all there is to read."""
        if kind is _PREFORMATTED:
            self._preformatted(inner)
            return True
        if kind is _TABLE:
            inner.alignment = None
            inner.tables += 1
            return not self._cell and self._table(inner)
        if kind is _ITEM and frame.numbering is not None:
            self._label = frame.numbering.label(inner.element)
        return False

    def _leave(self, frame: Frame, outer: Frame) -> None:
        if frame.owner is None:
            if self._pieces:
                self._flush()
            if frame.element.tag == "li":
                self._label = ""
            self._owner = outer.owner or outer
        if tail := frame.element.tail:
            self._add(tail, outer)

    def _add(self, text: str, frame: Frame) -> None:
        """Add a run of text to the paragraph that is being built."""
        if frame.preformatted and "\n" in text:
            *lines, text = text.split("\n")
            for line in lines:
                self._pieces.append(line)
                self._flush()
        self._pieces.append(text)

    def _flush(self) -> None:
        """End the paragraph that is being built, if any is."""
        if self._pieces:
            owner = self._owner
            self._end(owner.heading, owner.alignment, owner.path)

    def _end(self, heading: bool, alignment: Alignment | None, path: str) -> None:
        """Make a block of the pieces of a paragraph, so far as they show anything."""
        pieces = self._pieces
        if pieces:
            self._block("".join(pieces) if len(pieces) > 1 else pieces[0], heading, alignment, path)
            pieces.clear()

    def _block(self, raw: str, heading: bool, alignment: Alignment | None, path: str) -> None:
        text = collapse(raw)
        if not text:
            return
        if self._label:
            text = text if has_own_label(text) else self._label + text
            self._label = ""
        kind = _AS_HEADING if heading else _AS_PARAGRAPH
        for line in at_indents(text) if _GAP in text else (text,):
            self._drafts.append(Draft(kind, line, alignment, path))

    def _preformatted(self, frame: Frame) -> None:
        """``<pre>`` keeps its lines, which may be cut at a fixed width."""
        source = "".join(map(str, frame.element.itertext()))
        for text in paragraphs([clean(line).rstrip() for line in source.split("\n")]):
            text = text.replace("\t", " ")
            self._drafts.append(Draft(BlockKind.PARAGRAPH, text, frame.alignment, frame.path))

    def _table(self, frame: Frame) -> bool:
        """Take in a table that holds data; False for one that only lays out its page, to be walked into."""
        if self._tables is None:
            inner = BlockReader(self._limits, self._region, self._styles, cell=True)
            self._tables = TableReader(self._limits, inner.read_cell)
        found = self._tables.read(frame.element, frame.path, frame.tables, bool(self._drafts))
        self._drafts.extend(found or ())
        return found is not None

    def _mark(self, child: etree._Element) -> None:
        """What stands before the start mark isn't the body's, nor what comes after the end mark."""
        if child is self._region.start:
            self._pieces.clear()
            self._drafts.clear()
        elif child is self._region.end:
            self._ended = True

    def _new_style(self, text: str) -> Style:
        style = self._styles[text] = parse_style(text)
        return style
