"""Ruled tables: the text of each cell of a grid, and tables that go on over the page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import NamedTuple

from ipr_extract.model import Region
from ipr_extract.parse.pdf_grids import Grid, GridCell
from ipr_extract.parse.pdf_joining import Joiner
from ipr_extract.parse.pdf_lines import Line, merge_rows
from ipr_extract.parse.pdf_margins import TOLERANCE

_NUMBER = re.compile(r"\d+[.、]?")
# Two tables have the same columns where these differ by no more, in points.
_SAME = 3.0
_MOST_HEADER_ROWS = 3
_LONGEST_HEADER = 20


class TableCell(NamedTuple):
    """A cell as in its grid, with its text: a line feed where a line was ended on purpose."""

    row: int
    column: int
    row_span: int
    column_span: int
    open_above: bool
    open_below: bool
    text: str
    regions: tuple[Region, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A table of at least two rows or columns: its cells in printed order, a region a page, its columns' edges."""

    page: int
    top: float
    cells: tuple[TableCell, ...]
    rows: int
    edges: tuple[float, ...]
    regions: tuple[Region, ...]

    @property
    def is_proper(self) -> bool:
        """Whether it has two rows and two columns with text: one row alone may only continue another table."""
        filled = [cell for cell in self.cells if cell.text]
        return len({cell.row for cell in filled}) > 1 and len({cell.column for cell in filled}) > 1

    def header_rows(self) -> int:
        """How many rows at the top are headings: a first row of short texts, with the rows that its cells span."""
        first = [cell for cell in self.cells if cell.row == 0]
        filled = [cell for cell in first if cell.text]
        short = all(len(cell.text) <= _LONGEST_HEADER and cell.text[-1] not in "。；;" for cell in filled)
        named = any(not _NUMBER.fullmatch(cell.text) for cell in filled)
        if not short or not named or len(filled) < 2 or len(filled) < len(first) - 1:
            return 0
        return min(max(cell.row_span for cell in first), self.rows - 1)


def read_table(page: int, grid: Grid, pieces: Iterable[Line], joiner: Joiner) -> Table:
    """The table of ``grid`` on ``page``, with ``pieces`` sorted into its cells."""
    inside: dict[int, list[Line]] = {}
    for piece in pieces:
        owner = grid.cell_at(piece)
        if owner is not None:
            inside.setdefault(owner, []).append(piece)
    lines = {owner: merge_rows(parts) for owner, parts in inside.items()}
    padding = _paddings(grid, lines)
    cells = tuple(
        TableCell(*cell[:6], _cell_text(cell, lines.get(index, []), padding, joiner), _around(page, lines.get(index)))
        for index, cell in enumerate(grid.cells)
    )
    xs, ys = grid.xs, grid.ys
    table = Table(page, ys[0], cells, grid.rows, xs, (Region(page, xs[0], ys[0], xs[-1], ys[-1]),))
    return _without_strips(table)


def _around(page: int, lines: Sequence[Line] | None) -> tuple[Region, ...]:
    """The box of a cell's text; none of an empty cell."""
    if not lines:
        return ()
    x0, top = min(line.x0 for line in lines), min(line.top for line in lines)
    return (Region(page, x0, top, max(line.x1 for line in lines), max(line.bottom for line in lines)),)


def _without_strips(table: Table) -> Table:
    """The table without empty strips at its top and bottom: the room between a cell's border and the table's own."""
    strips = {cell.row for cell in table.cells if not cell.text and cell.column_span == len(table.edges) - 1}
    last = table.rows - 1
    first = 1 if 0 in strips and table.rows > 1 else 0
    rows = last if last in strips and last > first else table.rows
    if first == 0 and rows == table.rows:
        return table
    kept = tuple(cell._replace(row=cell.row - first) for cell in table.cells if first <= cell.row < rows)
    return replace(table, cells=kept, rows=rows - first)


def _paddings(grid: Grid, lines: dict[int, list[Line]]) -> float:
    """The room between a cell's edge and its text, in points: the least that any cell leaves."""
    rooms = [line.x0 - grid.cells[owner].x0 for owner, held in lines.items() for line in held]
    return min(max(min(rooms, default=2.0), 0.0), 8.0)


def _cell_text(cell: GridCell, lines: Sequence[Line], padding: float, joiner: Joiner) -> str:
    written: list[str] = []
    for above, below in pairwise(lines):
        # Twice the room on the right is all the room of a centred line, and none of a full one with an indent.
        slack = min(cell.x1 - cell.x0 - 2 * padding - above.width, 2 * (cell.x1 - padding - above.x1))
        goes_on = slack < below.unit + TOLERANCE * above.size and below.baseline - above.baseline < 3 * above.size
        written.append(joiner.join(above, below, slack) if goes_on else above.text + "\n")
    written.extend(line.text for line in lines[-1:])
    return "".join(written).replace("\t", " ")


def continues(table: Table, following: Table) -> bool:
    """Whether ``following``, first on its page, has the columns of ``table``, last on the page before."""
    if following.page != table.regions[-1].page + 1 or len(table.edges) != len(following.edges):
        return False
    shift = following.edges[0] - table.edges[0]
    return all(abs(a + shift - b) <= _SAME for a, b in zip(table.edges, following.edges, strict=True))


def continued(table: Table, following: Table, joiner: Joiner) -> Table:
    """One table of both, without the header that is printed again, and with the cells that the page's end cut whole."""
    repeated = _repeated_rows(table, following)
    rest = [cell._replace(row=cell.row - repeated) for cell in following.cells if cell.row >= repeated]
    first = {cell.column: cell for cell in rest if cell.row == 0}
    last = {cell.column: cell for cell in table.cells if cell.row + cell.row_span == table.rows}
    cut = {
        column
        for column, cell in first.items()
        if column in last and last[column].column_span == cell.column_span and _goes_on(last[column], cell, repeated)
    }
    # Where every cell of the row goes on, it is the same row; else only cells that span several rows do.
    base = table.rows - 1 if cut == set(first) or _is_cut_row(table, rest) else table.rows
    if base < table.rows:
        cut = {column for column in first if column in last}
    cells = [
        _lengthened(cell, first[cell.column], base, joiner) if cell in last.values() and cell.column in cut else cell
        for cell in table.cells
    ]
    cells += [cell._replace(row=cell.row + base) for cell in rest if cell.row > 0 or cell.column not in cut]
    rows = base + following.rows - repeated
    return replace(table, cells=tuple(cells), rows=rows, regions=table.regions + following.regions)


def _goes_on(above: TableCell, below: TableCell, repeated: int) -> bool:
    """Whether two cells are one: no rule closes them at the page's end, or the second is a span without text.

    Below a header that is printed again, the second cell has the header's rule above it.
    """
    cut = above.open_below and (below.open_above or repeated > 0)
    return cut or (below.row_span > 1 and not below.text)


def _repeated_rows(table: Table, following: Table) -> int:
    """How many rows of the header stand at the top of ``following`` again."""
    count = 0
    for row in range(min(_MOST_HEADER_ROWS, table.rows, following.rows - 1)):
        mine = [(cell.column, cell.text) for cell in table.cells if cell.row == row]
        theirs = [(cell.column, cell.text) for cell in following.cells if cell.row == row]
        if mine != theirs or not any(text for _, text in mine):
            break
        count = row + 1
    return count


def _is_cut_row(table: Table, rest: Sequence[TableCell]) -> bool:
    """Whether the first row of ``rest`` is the end of the last row of ``table``: unnumbered, where all are numbered."""
    numbers = [cell for cell in table.cells if cell.column == 0 and cell.row >= table.header_rows()]
    numbered = bool(numbers) and all(_NUMBER.fullmatch(cell.text) and cell.row_span == 1 for cell in numbers)
    first = [cell for cell in rest if cell.row == 0]
    single = all(cell.row_span == 1 for cell in first)
    return numbered and single and bool(first) and not first[0].text and any(cell.text for cell in first)


def _lengthened(cell: TableCell, more: TableCell, base: int, joiner: Joiner) -> TableCell:
    """``cell`` with the text and the rows of its continuation, whose first row is number ``base``."""
    text = joiner.joined(cell.text, more.text) if cell.text and more.text else cell.text or more.text
    rows = base + more.row_span - cell.row
    both = cell.regions + more.regions
    return cell._replace(text=text, row_span=rows, open_below=more.open_below, regions=both)
