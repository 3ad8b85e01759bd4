"""A table's cells on a grid, whatever format they were read from, and the one block that they become."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from itertools import pairwise

from ipr_extract.model import BlockKind, Cell
from ipr_extract.parse.assembly import Draft
from ipr_extract.parse.text_tables import are_heads

_DATE = re.compile(r"[〇○零一二三四五六七八九十\d]{4}\s*年.{1,8}日")  # 2020年1月2日, 二〇二〇年一月二日
_PROSE = 200  # characters of a cell that is a text of its own
_FEWEST_HEADS = 3  # named columns make a table of data without lines
_SHORT_ROWS = 3  # the most that a table laying out a title or a signature has


@dataclass(slots=True)
class Found:
    """A cell as it stands in the source, with its place in the grid."""

    row: int
    column: int
    row_span: int
    column_span: int
    header: bool
    drafts: list[Draft]

    @property
    def text(self) -> str:
        """The paragraphs in it, each a line."""
        return "\n".join(draft.text for draft in self.drafts)


@dataclass(frozen=True, slots=True)
class Grid:
    """The cells of a table, row by row; ``ruled`` where lines are drawn between them."""

    cells: list[Found]
    rows: int
    ruled: bool

    @property
    def filled(self) -> list[Found]:
        """The cells that hold any text."""
        return [cell for cell in self.cells if cell.drafts]


def holds_data(grid: Grid, follows_text: bool) -> bool:
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


def _has_heads(filled: list[Found]) -> bool:
    """Whether one of the first two rows names columns, as tables of responsibilities without lines do."""
    rows = sorted({cell.row for cell in filled})
    for row in rows[: min(2, len(rows) - 1)]:
        texts = [cell.text.strip() for cell in filled if cell.row == row]
        if len(texts) >= _FEWEST_HEADS and not any("：" in text or ":" in text for text in texts) and are_heads(texts):
            return True
    return False


def table_draft(grid: Grid, path: str) -> Draft:
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
