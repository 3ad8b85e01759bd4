"""Tables of data as one block with cells; tables that only lay out a page as the paragraphs inside them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from lxml import etree

from ipr_extract.errors import ReadError
from ipr_extract.parse.assembly import Draft
from ipr_extract.parse.grid import Found, Grid, holds_data, table_draft
from ipr_extract.parse.limits import Limits

_WIDEST_SPAN = 1000  # as browsers have it
_ROW_GROUPS = ("thead", "tbody", "tfoot")
_EXPECTED = frozenset((*_ROW_GROUPS, "colgroup", "col", "caption", "tr", "td", "th", "script", "style"))
# "border:solid windowtext 1.0pt", "border-bottom:0.75pt solid rgb(0,0,0)"; not "border:none", "border-top:0"
_RULED = re.compile(r"border(?:-\w+)?\s*:[^;]*\b(?:solid|double|dashed|dotted|inset|outset|ridge|groove)\b", re.I)
_RULED_CLASSES = re.compile(r"MsoTable(?!Layout)\w*|table-bordered|\bbordered\b")


class TableReader:
    """Reads the tables of one page; ``read_cell`` gives the paragraphs of a cell, given its element and path."""

    def __init__(self, limits: Limits, read_cell: Callable[[etree._Element, str], list[Draft]]) -> None:
        self._limits = limits
        self._read_cell = read_cell
        self._columns_left = limits.max_table_cells

    def read(self, table: etree._Element, path: str, depth: int, follows_text: bool) -> list[Draft] | None:
        """The blocks of ``table``; None where it has to be walked into, since other tables or blocks fill it.

        ``depth`` counts the tables round it and itself; ``follows_text`` says whether the circular has begun.
        """
        if depth > self._limits.max_table_depth or _is_wrapper(table) or _has_strays(table):
            return None
        grid = self._grid(table, path)
        if not holds_data(grid, follows_text):
            return [*self._captions(table, path), *(draft for cell in grid.cells for draft in cell.drafts)]
        return [*self._captions(table, path), table_draft(grid, path)]

    def _captions(self, table: etree._Element, path: str) -> Iterator[Draft]:
        for child in table.iterchildren("caption"):
            yield from self._read_cell(child, f"{path}/caption[1]")

    def _grid(self, table: etree._Element, path: str) -> Grid:
        cells: list[Found] = []
        ruled = _is_ruled(table)
        busy: list[int] = []  # for each column, the first row that no cell above reaches into
        row = -1
        for row, (element, row_path, head) in enumerate(_rows(table, path)):
            column = 0
            for child, cell_path in _numbered(element, row_path, ("td", "th")):
                while column < len(busy) and busy[column] > row:
                    column += 1
                across, down = _span(child.get("colspan")), _span(child.get("rowspan"))
                self._pay(across)
                busy.extend([0] * (column + across - len(busy)))
                busy[column : column + across] = [row + down] * across
                ruled = ruled or (len(cells) < 12 and _RULED.search(child.get("style") or "") is not None)
                drafts = self._read_cell(child, cell_path)
                cells.append(Found(row, column, down, across, head or child.tag == "th", drafts))
                column += across
        return Grid(cells, row + 1, ruled or any(cell.header for cell in cells))

    def _pay(self, columns: int) -> None:
        self._columns_left -= columns
        if self._columns_left < 0:
            message = f"The page's tables have more than {self._limits.max_table_cells:,} cells; split it."
            raise ReadError("too_large", message)


def _numbered(parent: etree._Element, path: str, tags: tuple[str, ...]) -> Iterator[tuple[etree._Element, str]]:
    """The children of ``parent`` that are ``tags``, each with its path."""
    counts = dict.fromkeys(tags, 0)
    for child in parent.iterchildren(*tags):
        counts[child.tag] += 1
        yield child, f"{path}/{child.tag}[{counts[child.tag]}]"


def _rows(table: etree._Element, path: str) -> Iterator[tuple[etree._Element, str, bool]]:
    """Each row, its path, and whether it is in the table's head."""
    for child, child_path in _numbered(table, path, ("tr", *_ROW_GROUPS)):
        if child.tag == "tr":
            yield child, child_path, False
        else:
            for row, row_path in _numbered(child, child_path, ("tr",)):
                yield row, row_path, child.tag == "thead"


def _span(text: str | None) -> int:
    """A ``colspan`` or ``rowspan``: 1 where it is missing, zero or no number."""
    if text is None or not re.fullmatch(r"[0-9]{1,9}", text.strip()):
        return 1
    return min(max(int(text), 1), _WIDEST_SPAN)


def _is_ruled(table: etree._Element) -> bool:
    """Whether the table itself asks for lines between its cells."""
    border = (table.get("border") or "0").strip()
    gaps_in_colour = table.get("bgcolor") is not None and (table.get("cellspacing") or "0").strip() not in ("", "0")
    return (
        border not in ("", "0", "0px")
        or table.get("rules") in ("all", "rows", "cols", "groups")
        or _RULED_CLASSES.search(table.get("class") or "") is not None
        or gaps_in_colour  # lines made of the gaps between white cells, before style sheets
    )


def _is_wrapper(table: etree._Element) -> bool:
    """Whether tables inside the table hold much of its text, as on pages laid out by nested tables."""
    nested = list(table.iterdescendants("table"))
    if not nested:
        return False
    if not _is_ruled(table) or len(nested) > 50:
        return True
    return 3 * sum(_length(inner) for inner in nested) > _length(table)


def _length(element: etree._Element) -> int:
    return sum(len(text.strip()) for text in element.itertext())


def _has_strays(table: etree._Element) -> bool:
    """Whether text stands in the table but outside its cells, where broken markup left it."""
    parents = [table, *table.iterchildren(*_ROW_GROUPS)]
    parents += [row for parent in parents for row in parent.iterchildren("tr")]
    for parent in parents:
        if parent.text and not parent.text.isspace():
            return True
        for child in parent:
            if child.tail and not child.tail.isspace():
                return True
            if child.tag not in _EXPECTED and _length(child):
                return True
    return False
