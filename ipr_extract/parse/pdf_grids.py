"""Grids: where rulings meet and enclose cells, with the cells that span several rows or columns."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from ipr_extract.parse.pdf_lines import Line
from ipr_extract.parse.rulings import Ruling

# Rulings this close are one: cells with borders of their own stand some 2 points apart.
_NEAR = 4.0
_MOST_CELLS = 20_000
_MOST_CROSSINGS = 250_000


class GridCell(NamedTuple):
    """One cell: its place, counted from 0, its spans, and its box in points from the page's top left.

    ``open_above`` and ``open_below``: the cell is at the grid's edge, and no rule closes it there, since a
    page's end cut it.
    """

    row: int
    column: int
    row_span: int
    column_span: int
    open_above: bool
    open_below: bool
    x0: float
    top: float
    x1: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Grid:
    """Cells between the verticals ``xs`` and the horizontals ``ys``; ``owners[row][column]`` indexes ``cells``."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    cells: tuple[GridCell, ...]
    owners: tuple[tuple[int, ...], ...]

    @property
    def rows(self) -> int:
        """How many rows."""
        return len(self.ys) - 1

    @property
    def columns(self) -> int:
        """How many columns."""
        return len(self.xs) - 1

    def overlaps(self, other: Grid) -> bool:
        """Whether the two take some of the same room."""
        across = self.xs[0] < other.xs[-1] and other.xs[0] < self.xs[-1]
        return across and self.ys[0] < other.ys[-1] and other.ys[0] < self.ys[-1]

    def cell_at(self, piece: Line) -> int | None:
        """The index of the cell that holds the middle of ``piece``, or None outside the grid.

        A cell that a page's end cut also holds a line that stands out of it there.
        """
        height, column = (piece.top + piece.bottom) / 2, bisect_right(self.xs, (piece.x0 + piece.x1) / 2) - 1
        if not 0 <= column < self.columns:
            return None
        row = bisect_right(self.ys, height) - 1
        if 0 <= row < self.rows:
            return self.owners[row][column]
        if row < 0:
            first = self.owners[0][column]
            return first if self.cells[first].open_above and piece.bottom > self.ys[0] else None
        last = self.owners[-1][column]
        return last if self.cells[last].open_below and piece.top < self.ys[-1] else None

    def edges_across(self, piece: Line) -> Iterator[float]:
        """The x of each vertical rule that goes through ``piece``."""
        row = bisect_right(self.ys, (piece.top + piece.bottom) / 2) - 1
        if not 0 <= row < self.rows or not piece.upright:
            return
        owners = (-1, *self.owners[row], -1)
        for column, x in enumerate(self.xs):
            if owners[column] != owners[column + 1] and piece.x0 + 1 < x < piece.x1 - 1:
                yield x


def find_grids(rulings: Sequence[Ruling], before: Sequence[float] = ()) -> tuple[Grid, ...]:
    """The grids that connected rulings make, from top to bottom; a frame around a text is a grid of one cell.

    ``before`` are the verticals of the last grid on the page before. A cell that goes on from there has no
    rule above it and perhaps none below: verticals in these places belong together without touching any.
    """
    across = _joined(ruling for ruling in rulings if ruling.horizontal)
    down = _joined(ruling for ruling in rulings if not ruling.horizontal)
    if not down or len(across) * len(down) > _MOST_CROSSINGS:
        return ()
    groups = _going_on(list(_connected(across, down)), before)
    grids = (_grid(group) for group in groups if len(group) > 2)
    return tuple(sorted((grid for grid in grids if grid is not None), key=lambda grid: grid.ys[0]))


def _going_on(groups: list[list[Ruling]], before: Sequence[float]) -> list[list[Ruling]]:
    """The groups; one of those at the top of the page that have the verticals ``before``, of a grid that goes on."""

    def expected(line: Ruling) -> bool:
        return not line.horizontal and any(abs(line.at - x) <= _NEAR for x in before)

    going_on = [group for group in groups if any(expected(line) for line in group)]
    top = min((line.start for group in going_on for line in group if not line.horizontal), default=0.0)
    going_on = [
        group
        for group in going_on
        if min(line.start for line in group if not line.horizontal) <= top + _NEAR
        and (group[0] == group[-1] or any(line.horizontal for line in group))
    ]
    found = [line for group in going_on for line in group if expected(line)]
    if len(before) < 3 or not all(any(abs(line.at - x) <= _NEAR for line in found) for x in before):
        return groups
    return [group for group in groups if group not in going_on] + [[line for group in going_on for line in group]]


def _joined(rulings: Iterable[Ruling]) -> list[Ruling]:
    """Rulings in one line that touch, made one: a border is often drawn cell by cell."""
    joined: list[Ruling] = []
    level: list[Ruling] = []
    for ruling in sorted(rulings, key=lambda ruling: ruling.at):
        if level and ruling.at - level[0].at > 1.0:
            joined += _chained(level)
            level = []
        level.append(ruling)
    return joined + _chained(level)


def _chained(level: list[Ruling]) -> list[Ruling]:
    chained: list[Ruling] = []
    for ruling in sorted(level, key=lambda ruling: ruling.start):
        if chained and ruling.start - chained[-1].end <= _NEAR:
            chained[-1] = chained[-1]._replace(end=max(chained[-1].end, ruling.end))
        else:
            chained.append(ruling)
    return chained


def _connected(across: list[Ruling], down: list[Ruling]) -> Iterator[list[Ruling]]:
    """Groups of rulings that cross or touch each other."""
    group = list(range(len(across) + len(down)))

    def root(index: int) -> int:
        while group[index] != index:
            group[index] = group[group[index]]
            index = group[index]
        return index

    for j, vertical in enumerate(down):
        for i, horizontal in enumerate(across):
            if (
                horizontal.start - _NEAR <= vertical.at <= horizontal.end + _NEAR
                and vertical.start - _NEAR <= horizontal.at <= vertical.end + _NEAR
            ):
                group[root(len(across) + j)] = root(i)
    members: dict[int, list[Ruling]] = {}
    for index, ruling in enumerate((*across, *down)):
        members.setdefault(root(index), []).append(ruling)
    yield from members.values()


def _grid(lines: list[Ruling]) -> Grid | None:
    across = [line for line in lines if line.horizontal]
    down = [line for line in lines if not line.horizontal]
    if len(across) < 2 and len(down) < 3:
        return None
    # A table's sides may be left open, and a page break leaves its last row open below: the outline closes it.
    xs = levels([line.at for line in down] + _outline(across))
    ys = levels([line.at for line in across] + _outline(down))
    rows, columns = len(ys) - 1, len(xs) - 1
    if rows < 1 or columns < 1 or rows * columns > _MOST_CELLS:
        return None
    walls = _walls(down, xs, ys)
    floors = _walls(across, ys, xs)
    owners, cells = _cells(xs, ys, walls, floors)
    return Grid(tuple(xs), tuple(ys), cells, owners)


def _outline(lines: list[Ruling]) -> list[float]:
    return [min(line.start for line in lines), max(line.end for line in lines)] if lines else []


def levels(values: list[float]) -> list[float]:
    """Positions, with those that are near each other made one at their middle."""
    levels: list[list[float]] = []
    for value in sorted(values):
        if levels and value - levels[-1][-1] <= _NEAR and value - levels[-1][0] <= 2 * _NEAR:
            levels[-1].append(value)
        else:
            levels.append([value])
    return [(level[0] + level[-1]) / 2 for level in levels]


def _walls(lines: list[Ruling], levels: list[float], fields: list[float]) -> set[tuple[int, int]]:
    """(level, field) for every field along a level that a ruling there covers."""
    walls = set()
    for line in lines:
        level = min(range(len(levels)), key=lambda index: abs(levels[index] - line.at))
        for field in range(len(fields) - 1):
            if line.start - 1 <= (fields[field] + fields[field + 1]) / 2 <= line.end + 1:
                walls.add((level, field))
    return walls


def _cells(
    xs: list[float], ys: list[float], walls: set[tuple[int, int]], floors: set[tuple[int, int]]
) -> tuple[tuple[tuple[int, ...], ...], tuple[GridCell, ...]]:
    """Fields between which nothing is ruled make one cell, as long as it stays a rectangle."""
    rows, columns = len(ys) - 1, len(xs) - 1
    owners = [[-1] * columns for _ in range(rows)]
    cells: list[GridCell] = []
    for row in range(rows):
        for column in range(columns):
            if owners[row][column] >= 0:
                continue
            right = column + 1
            while right < columns and (right, row) not in walls and owners[row][right] < 0:
                right += 1
            below = row + 1
            while below < rows and _opens(below, column, right, walls, floors):
                below += 1
            for covered in range(row, below):
                owners[covered][column:right] = [len(cells)] * (right - column)
            above_open = row == 0 and not any((0, field) in floors for field in range(column, right))
            below_open = below == rows and not any((rows, field) in floors for field in range(column, right))
            box = (xs[column], ys[row], xs[right], ys[below])
            cells.append(GridCell(row, column, below - row, right - column, above_open, below_open, *box))
    return tuple(tuple(row) for row in owners), tuple(cells)


def _opens(row: int, left: int, right: int, walls: set[tuple[int, int]], floors: set[tuple[int, int]]) -> bool:
    """Whether the fields of ``row`` continue the cell above them: no floor between, no wall inside."""
    floor = any((row, column) in floors for column in range(left, right))
    return not floor and not any((column, row) in walls for column in range(left + 1, right))
