"""Tables of data as one block with cells; tables that only lay out a page as the paragraphs inside them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from lxml import etree

from ipr_extract.errors import ReadError
from ipr_extract.model import BlockKind, Cell
from ipr_extract.parse.assembly import Draft
from ipr_extract.parse.limits import Limits
from ipr_extract.parse.text_tables import are_heads

_WIDEST_SPAN = 1000  # as browsers have it
_ROW_GROUPS = ("thead", "tbody", "tfoot")
_EXPECTED = frozenset((*_ROW_GROUPS, "colgroup", "col", "caption", "tr", "td", "th", "script", "style"))
# "border:solid windowtext 1.0pt", "border-bottom:0.75pt solid rgb(0,0,0)"; not "border:none", "border-top:0"
_RULED = re.compile(r"border(?:-\w+)?\s*:[^;]*\b(?:solid|double|dashed|dotted|inset|outset|ridge|groove)\b", re.I)
_RULED_CLASSES = re.compile(r"MsoTable(?!Layout)\w*|table-bordered|\bbordered\b")
_DATE = re.compile(r"[〇○零一二三四五六七八九十\d]{4}\s*年.{1,8}日")  # 2020年1月2日, 二〇二〇年一月二日
_PROSE = 200  # characters of a cell that is a text of its own
_FEWEST_HEADS = 3  # named columns make a table of data without lines
_SHORT_ROWS = 3  # the most that a table laying out a title or a signature has


@dataclass(slots=True)
class _Found:
    """A cell as it stands in the source, with its place in the grid."""

    row: int
    column: int
    row_span: int
    column_span: int
    header: bool
    drafts: list[Draft]

    @property
    def text(self) -> str:
        return "\n".join(draft.text for draft in self.drafts)


@dataclass(frozen=True, slots=True)
class _Grid:
    cells: list[_Found]
    rows: int
    ruled: bool

    @property
    def filled(self) -> list[_Found]:
        return [cell for cell in self.cells if cell.drafts]


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
        if not _holds_data(grid, follows_text):
            return [*self._captions(table, path), *(draft for cell in grid.cells for draft in cell.drafts)]
        return [*self._captions(table, path), _table_draft(grid, path)]

    def _captions(self, table: etree._Element, path: str) -> Iterator[Draft]:
        for child in table.iterchildren("caption"):
            yield from self._read_cell(child, f"{path}/caption[1]")

    def _grid(self, table: etree._Element, path: str) -> _Grid:
        cells: list[_Found] = []
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
                cells.append(_Found(row, column, down, across, head or child.tag == "th", drafts))
                column += across
        return _Grid(cells, row + 1, ruled or any(cell.header for cell in cells))

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


def _holds_data(grid: _Grid, follows_text: bool) -> bool:
    """Whether the grid says something by its rows and columns, rather than only placing texts on the page."""
    filled = grid.filled
    rows = sorted({cell.row for cell in filled})
    if len({cell.column for cell in filled}) < 2:
        return False
    lengths = [len(cell.text) for cell in filled]
    longest, total = max(lengths), sum(lengths)
    if (longest > 400 and 5 * longest > 4 * total) or (longest > 1500 and 2 * longest > total):
        return False  # the page's text in one cell, menus or margins in the others
    if grid.ruled or _has_heads(filled):
        return True
    several = sum(first.row == second.row for first, second in pairwise(filled))
    if len(rows) < 2 or longest > _PROSE or max(len(cell.drafts) for cell in filled) > 3 or 2 * several < len(rows):
        return False
    # Without lines, a few rows above the text place a title, and a few with a date a signature.
    return len(rows) > _SHORT_ROWS or (follows_text and not any(_DATE.search(cell.text) for cell in filled))


def _has_heads(filled: list[_Found]) -> bool:
    """Whether one of the first two rows names columns, as tables of responsibilities without lines do."""
    rows = sorted({cell.row for cell in filled})
    for row in rows[: min(2, len(rows) - 1)]:
        texts = [cell.text.strip() for cell in filled if cell.row == row]
        if len(texts) >= _FEWEST_HEADS and not any("：" in text or ":" in text for text in texts) and are_heads(texts):
            return True
    return False


def _table_draft(grid: _Grid, path: str) -> Draft:
    """One block of the grid; rows without any text are left out, and spans shortened by them."""
    kept = sorted({cell.row for cell in grid.filled})
    width = max(cell.column + (cell.column_span if cell.column else 1) for cell in grid.cells)
    cells: list[Cell] = []
    pieces: list[str] = []
    at = 0
    for found in grid.cells:
        row = bisect_left(kept, found.row)
        if row == len(kept) or kept[row] != found.row:
            continue
        if cells:
            pieces.append("\t" if cells[-1].row == row else "\n")
            at += 1
        text = found.text
        down = bisect_left(kept, found.row + found.row_span) - row
        across = min(found.column_span, max(width - found.column, 1))
        cells.append(Cell(row, found.column, at, at + len(text), down, across, found.header))
        pieces.append(text)
        at += len(text)
    return Draft(BlockKind.TABLE, "".join(pieces), element=path, cells=tuple(cells))
