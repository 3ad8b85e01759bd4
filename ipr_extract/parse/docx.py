"""Word files (.docx): the paragraphs and tables as a reader sees them, with the numbers that Word writes by itself.

Tracked changes are read as accepted; headers, footers, comments and hidden text are left out; text boxes follow the
paragraph that they are anchored in; footnotes come last, as notes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from ipr_extract.errors import ReadError
from ipr_extract.model import BlockKind, Document, Finding, Severity
from ipr_extract.parse.assembly import Draft, assemble
from ipr_extract.parse.cleaning import clean
from ipr_extract.parse.docx_numbering import Numbering, W, attribute, number
from ipr_extract.parse.docx_styles import Styles
from ipr_extract.parse.furniture import mark_furniture
from ipr_extract.parse.grid import Found, Grid, holds_data, table_draft
from ipr_extract.parse.identity import Identity
from ipr_extract.parse.limits import Limits
from ipr_extract.parse.metadata_labels import claim_metadata
from ipr_extract.parse.package import Package, resolved
from ipr_extract.parse.wrapping import at_indents

PARSER = "docx"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_MAIN = "/officeDocument"
# ISO/IEC 29500 Strict, which Word writes when asked to, names the same elements by other addresses.
_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_TRANSITIONAL = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
# What tracked changes took away, what is nobody's text, and field codes ("PAGE \\* MERGEFORMAT").
_GONE = frozenset(
    f"{W}{name}"
    for name in ("del", "moveFrom", "delText", "instrText", "delInstrText", "pPr", "rPr", "rt", "commentReference")
)
_SIGNS = {f"{W}tab": " ", f"{W}noBreakHyphen": "-", f"{W}br": "\n", f"{W}cr": "\n", f"{W}ptab": " "}
_BOX = f"{W}txbxContent"
_PARAGRAPH, _TABLE, _CONTENT = f"{W}p", f"{W}tbl", f"{W}sdtContent"
_OFF = ("0", "false", "off", "none")
_SPACES = re.compile("[ \t]+")
_LATIN_END = re.compile(r"[0-9A-Za-z.)]\Z")
_LATIN_START = re.compile("[0-9A-Za-z(]")


def parse_docx(data: bytes, identity: Identity, limits: Limits) -> Document:
    """The document of a Word file; a block's ``element`` is its place in the body (``body/p[12]``, ``body/tbl[1]``).

    Raises ``ReadError``: ``too_large``, ``too_deep``, ``damaged``, ``encrypted``, ``empty``.
    """
    limits.check_bytes(len(data))
    with Package(data, "Word file", limits) as package:
        main = _main_part(package)
        body = _part(package, main)
        if body is None:
            raise ReadError("damaged", "The Word file has no document in it; fetch it again.")
        numbering = Numbering(_part(package, resolved(main, "numbering.xml")))
        reader = _Reader(Styles(_part(package, resolved(main, "styles.xml")), numbering), numbering, limits)
        drafts = [mark_furniture(draft) for draft in claim_metadata(reader.read(body))]
        drafts += reader.notes(_part(package, resolved(main, "footnotes.xml")))
    if not drafts:
        raise ReadError("empty", "The Word file holds no text, perhaps pictures alone; print it to PDF.")
    return assemble(drafts, identity, PARSER, limits, findings=tuple(reader.findings))


def _main_part(package: Package) -> str:
    """The member that holds the text, as the package's own list of relationships names it."""
    relationships = package.xml("_rels/.rels")
    for relationship in () if relationships is None else relationships.iter(_RELATIONSHIP):
        if (relationship.get("Type") or "").endswith(_MAIN):
            return resolved("", relationship.get("Target") or "")
    return "word/document.xml"


def _part(package: Package, name: str) -> etree._Element | None:
    return package.xml(name, replace=(_STRICT, _TRANSITIONAL))


@dataclass(slots=True)
class _Text:
    """A paragraph's text in the making: its pieces, and the text boxes that are anchored in it."""

    pieces: list[str] = field(default_factory=list)
    boxes: list[etree._Element] = field(default_factory=list)


class _Reader:
    """Reads blocks in order; lists are counted on the way, so each paragraph is to be read once."""

    def __init__(self, styles: Styles, numbering: Numbering, limits: Limits) -> None:
        self._styles = styles
        self._numbering = numbering
        self._limits = limits
        self._cells = 0
        self.findings: list[Finding] = []

    def read(self, document: etree._Element) -> list[Draft]:
        """The blocks of a main part's body."""
        body = document.find(f"{W}body")
        return [] if body is None else list(self._blocks(body, "body", 0))

    def notes(self, footnotes: etree._Element | None) -> Iterator[Draft]:
        """The footnotes as blocks of their own; separators are no notes."""
        for note in () if footnotes is None else footnotes.iterchildren(f"{W}footnote"):
            if attribute(note, "type", "normal") != "normal":
                continue
            place = f"footnotes/footnote[{attribute(note, 'id')}]"
            for draft in self._blocks(note, place, 0):
                yield draft._replace(kind=BlockKind.NOTE, cells=())

    def _blocks(self, parent: etree._Element, path: str, depth: int) -> Iterator[Draft]:
        """The paragraphs and tables inside ``parent``, those in content controls and inserted ones too."""
        if depth > self._limits.max_table_depth:
            raise ReadError("too_deep", f"The Word file nests more than {self._limits.max_table_depth} deep.")
        counts: dict[str, int] = {}
        for child in _content(parent):
            name = "p" if child.tag == _PARAGRAPH else "tbl"
            counts[name] = counts.get(name, 0) + 1
            place = f"{path}/{name}[{counts[name]}]"
            if child.tag == _PARAGRAPH:
                yield from self._paragraph(child, place, depth)
            else:
                yield from self._table(child, place, depth)

    def _paragraph(self, element: etree._Element, path: str, depth: int) -> Iterator[Draft]:
        properties = element.find(f"{W}pPr")
        setting = self._styles.of(properties)
        text = _Text()
        self._runs(element, text)
        raw = "".join(text.pieces)
        # Word counts an empty paragraph of a list as well, but shows its number; nobody means one.
        if raw.strip() and setting.list_id not in (None, "0"):
            raw = _labelled(self._numbering.label(setting.list_id or "", setting.depth or 0), raw.lstrip())
        kind = BlockKind.HEADING if setting.is_heading else BlockKind.PARAGRAPH
        for line in raw.split("\n"):
            for part in at_indents(_SPACES.sub(" ", clean(line)).strip()):
                if part:
                    yield Draft(kind, part, setting.alignment, path)
        for number_of_box, box in enumerate(text.boxes, 1):
            yield from self._blocks(box, f"{path}/txbxContent[{number_of_box}]", depth + 1)

    def _runs(self, element: etree._Element, text: _Text) -> None:
        """Take in what is printed of ``element``, in order, without recursion into what was deleted or is hidden."""
        waiting = [iter(element)]
        while waiting:
            child = next(waiting[-1], None)
            if child is None:
                waiting.pop()
            elif child.tag in (f"{W}t", _MATH_TEXT):
                text.pieces.append(child.text or "")
            elif child.tag in _SIGNS:
                text.pieces.append(_SIGNS[child.tag])
            elif child.tag == f"{W}sym":
                text.pieces.append(self._symbol(child))
            elif child.tag == _BOX:
                text.boxes.append(child)
            elif child.tag == f"{_MC}AlternateContent":
                # The same twice, for newer and older programs: the newer one, unless it says nothing.
                choice = next((part for part in child if part.tag == f"{_MC}Choice" and _says(part)), None)
                waiting.append(iter(child if choice is None else choice))
            elif child.tag not in _GONE and not (child.tag == f"{W}r" and _is_hidden(child)):
                waiting.append(iter(child))

    def _symbol(self, element: etree._Element) -> str:
        """A character that is named by its code in a font: in a symbol font it has none that could be written."""
        code = attribute(element, "char")
        value = int(code, 16) if re.fullmatch("[0-9A-Fa-f]{1,6}", code) else 0
        if 0x20 <= value < 0xE000 or 0xF900 <= value < 0x110000:
            return chr(value)
        if not any(finding.code == "symbol_left_out" for finding in self.findings):
            message = (
                f"A sign of the font {attribute(element, 'font') or 'for symbols'} has no character; it is left out."
            )
            self.findings.append(Finding("symbol_left_out", Severity.INFO, message))
        return ""

    def _table(self, table: etree._Element, path: str, depth: int) -> Iterator[Draft]:
        grid = self._grid(table, path, depth)
        if not grid.filled:
            return
        if holds_data(grid, follows_text=True):
            yield table_draft(grid, path)
        else:
            yield from (draft for cell in grid.cells for draft in cell.drafts)

    def _grid(self, table: etree._Element, path: str, depth: int) -> Grid:
        cells: list[Found] = []
        above: dict[int, Found] = {}  # for each column, the cell that may go on below
        row = -1
        for row, element in enumerate(_rows(table)):
            properties = element.find(f"{W}trPr")
            header = properties is not None and properties.find(f"{W}tblHeader") is not None
            column = max(number(properties.find(f"{W}gridBefore")), 0) if properties is not None else 0
            self._pay(column)
            for place, cell in enumerate(_cells(element), 1):
                about = cell.find(f"{W}tcPr")
                span = max(number(about.find(f"{W}gridSpan"), default=1) if about is not None else 1, 1)
                merged = about.find(f"{W}vMerge") if about is not None else None
                self._pay(span)
                if merged is not None and attribute(merged, "val", "continue") == "continue" and column in above:
                    above[column].row_span = row - above[column].row + 1
                else:
                    drafts = list(self._blocks(cell, f"{path}/tr[{row + 1}]/tc[{place}]", depth + 1))
                    found = Found(row, column, 1, span, header, drafts)
                    cells.append(found)
                    above[column] = found
                column += span
        return Grid(cells, row + 1, _is_ruled(table))

    def _pay(self, columns: int) -> None:
        self._cells += columns
        if self._cells > self._limits.max_table_cells:
            message = f"The Word file's tables have more than {self._limits.max_table_cells:,} cells; split it."
            raise ReadError("too_large", message)


def _content(parent: etree._Element) -> Iterator[etree._Element]:
    """The paragraphs and tables of ``parent``, looked for in what only wraps them and in no other table."""
    waiting = [iter(parent)]
    while waiting:
        child = next(waiting[-1], None)
        if child is None:
            waiting.pop()
        elif child.tag in (_PARAGRAPH, _TABLE):
            yield child
        elif child.tag not in _GONE:
            waiting.append(iter(child))


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    for row in _wrapped(table, f"{W}tr"):
        properties = row.find(f"{W}trPr")
        if properties is None or properties.find(f"{W}del") is None:
            yield row


def _cells(row: etree._Element) -> Iterator[etree._Element]:
    return _wrapped(row, f"{W}tc")


def _wrapped(parent: etree._Element, tag: str) -> Iterator[etree._Element]:
    """The children of ``parent`` with ``tag``, also those that a content control stands round."""
    for child in parent:
        if child.tag == tag:
            yield child
        elif child.tag in (f"{W}sdt", _CONTENT, f"{W}ins", f"{W}customXml"):
            yield from _wrapped(child, tag)


def _is_hidden(run: etree._Element) -> bool:
    hidden = run.find(f"{W}rPr/{W}vanish")
    return hidden is not None and attribute(hidden, "val", "1") not in _OFF


def _says(element: etree._Element) -> bool:
    return next(element.iter(f"{W}t"), None) is not None


def _is_ruled(table: etree._Element) -> bool:
    """Whether lines are drawn in the table: by itself, by a cell, or by a table style other than the plain one."""
    style = attribute(table.find(f"{W}tblPr/{W}tblStyle"), "val")
    if style and style not in ("TableNormal", "a1"):
        return True
    edges = (f"{W}top", f"{W}left", f"{W}bottom", f"{W}right", f"{W}insideH", f"{W}insideV", f"{W}start", f"{W}end")
    return any(
        attribute(edge, "val", "none") not in ("none", "nil")
        for borders in table.iter(f"{W}tblBorders", f"{W}tcBorders")
        for edge in borders.iterchildren(*edges)
    )


def _labelled(label: str, text: str) -> str:
    """``text`` behind its label; a space where letters would run together, as in ``1. Deepen``."""
    apart = _LATIN_END.search(label) is not None and _LATIN_START.match(text) is not None
    return f"{label} {text}" if apart else label + text
