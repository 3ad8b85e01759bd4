"""pdfplumber as the second reader, for pages on which the own grid finds no table though there are signs of one.

It sees into form XObjects and takes the edges of shaded boxes and thick borders for rulings, some thirty times as
slowly. Only its cells are used: their text is pdfium's, as everywhere. It reads page by page, so a row that a page's
end cut is no more whole here than with the own grid: what joins the parts is ``pdf_tables.continued`` for both.
"""

from __future__ import annotations

import io
import logging
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from ipr_extract.parse.pdf_frame import Frame
from ipr_extract.parse.pdf_grids import Grid, GridCell, levels
from ipr_extract.parse.pdf_lines import Line

if TYPE_CHECKING:
    from pdfplumber.pdf import PDF

Box = tuple[float, float, float, float]

# How many pages of a document are read a second time.
MOST_PAGES = 20
# A page's streams (its own and those of the forms it names) as stored and as unpacked, in bytes: pdfminer reads
# about a megabyte in a second, and bounds nothing itself.
_MOST_PACKED = 100_000
_MOST_UNPACKED = 1_000_000
# Borders of two cells that stand this many points apart are one; lines of print are further apart.
_TOLERANCE = 7.0
_SETTINGS = {"snap_tolerance": _TOLERANCE, "join_tolerance": _TOLERANCE, "intersection_tolerance": _TOLERANCE}
_MOST_CELLS = 2_000
# pdfplumber looks at each crossing of two lines several times: 10,000 take it a second and a half.
_MOST_CROSSINGS = 4_000
# How far a word may stand out of its cell, in points.
_OUT = 2.0
# Words on both sides of a column's edge are further apart, in points; else the edge goes through a word.
_APART = 1.0
# A chart's boxes are mostly empty, a table's are not.
_FILLED = 0.5
# Both log what they repair: without a handler, Python would print that among the messages for the user.
for _name in ("pdfminer", "pdfplumber"):
    logging.getLogger(_name).addHandler(logging.NullHandler())


class TableUnreadError(Exception):
    """pdfplumber could not read a page."""


class SecondReader:
    """One document by pdfplumber, opened when the first page asks for it; ``close`` ends it."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._file: PDF | None = None
        self._left = MOST_PAGES

    def grids(self, number: int, frame: Frame) -> tuple[Grid, ...]:
        """The grids on page ``number`` (from 1), from top to bottom, sound or not.

        Raises:
            TableUnreadError: where pdfplumber fails, the page is too long, or ``MOST_PAGES`` pages were read already.
        """
        if self._left < 1:
            raise TableUnreadError(f"{MOST_PAGES} pages of the document were read a second time already")
        self._left -= 1
        try:
            found = list(self._tables(number, frame))
        except TableUnreadError:
            raise
        except Exception as error:
            # pdfminer raises whatever a damaged file makes of its assumptions, from KeyError to RecursionError.
            # Some messages print the file's own bytes: one line, and not much of it.
            raise TableUnreadError(" ".join(f"{type(error).__name__}: {error}".split())[:100]) from error
        grids = (grid_of(boxes) for boxes in found)
        return tuple(sorted((grid for grid in grids if grid is not None), key=lambda grid: grid.ys[0]))

    def close(self) -> None:
        """Let go of the document."""
        # Its own ``close`` looks for pages anew, and fails where it has failed before; each page is closed already.
        self._file = None

    def _tables(self, number: int, frame: Frame) -> Iterator[list[Box]]:
        """The boxes of the cells of each table, in points from the displayed page's top left corner."""
        import pdfplumber  # a second of imports, which few documents need

        if self._file is None:
            self._file = pdfplumber.open(io.BytesIO(self._data))
            self._file.rsrcmgr.get_font = _no_font  # type: ignore[assignment, method-assign]
        page = self._file.pages[number - 1]
        try:
            x0, top, x1, bottom = page.bbox
            size = abs(x1 - frame.width) + abs(bottom - frame.height)
            if page.cropbox != page.bbox or abs(x0) + abs(top) + size > 1.0:
                raise TableUnreadError("the page is cropped, and measured from another corner")
            if not _is_short(page.page_obj) or _crossings(page) > _MOST_CROSSINGS:
                raise TableUnreadError("the page's drawing is too long")
            for table in page.find_tables(_SETTINGS):
                yield [(x0, top, x1, bottom) for x0, top, x1, bottom in table.cells]
        finally:
            page.close()


class _NoFont:
    """A font without characters: a table's lines need none, and a stranger's fonts are slow and unbounded."""

    def is_multibyte(self) -> bool:
        """As ``PDFFont.is_multibyte``."""
        return False

    def is_vertical(self) -> bool:
        """As ``PDFFont.is_vertical``."""
        return False

    def decode(self, data: bytes) -> Sequence[int]:
        """As ``PDFFont.decode``: no codes."""
        return ()


def _no_font(objid: object, spec: object) -> _NoFont:
    return _NoFont()


def _is_short(page: Any) -> bool:
    """Whether the streams of a pdfminer page are within bounds."""
    streams = list(_streams(page))
    if sum(len(stream.rawdata or b"") for stream in streams) > _MOST_PACKED:
        return False
    # Packed once, nothing grows more than a thousandfold; packed twice, it may a millionfold.
    if any(sum(1 for codec, _ in stream.get_filters() if "ASCII" not in str(codec)) > 1 for stream in streams):
        return False
    return sum(len(stream.get_data()) for stream in streams) <= _MOST_UNPACKED


def _crossings(page: Any) -> int:
    """How many crossings the lines of a pdfplumber page may have, once those in one line are made one."""
    from pdfplumber.table import merge_edges

    edges = merge_edges(page.edges, *[_TOLERANCE] * 4)
    across = sum(1 for edge in edges if edge["orientation"] == "h")
    return across * (len(edges) - across)


def _streams(page: Any) -> Iterator[Any]:
    """The page's content streams, and those of all forms that can be drawn from it, each once."""
    from pdfminer.pdftypes import PDFStream, resolve1

    for content in page.contents:
        stream = resolve1(content)
        if isinstance(stream, PDFStream):
            yield stream
    pending, seen = [page.resources], set()
    while pending:
        named = resolve1((resolve1(pending.pop()) or {}).get("XObject")) or {}
        for form in map(resolve1, named.values()):
            if isinstance(form, PDFStream) and id(form) not in seen and "BBox" in form.attrs:
                seen.add(id(form))
                pending.append(form.attrs.get("Resources"))
                yield form


def grid_of(boxes: Sequence[Box]) -> Grid | None:
    """The grid that the cells of one table make; None unless they cover it, with two rows and two columns at least."""
    xs = levels([x for box in boxes for x in (box[0], box[2])])
    ys = levels([y for box in boxes for y in (box[1], box[3])])
    rows, columns = len(ys) - 1, len(xs) - 1
    if rows < 2 or columns < 2 or rows * columns > _MOST_CELLS:
        return None
    owners = [[-1] * columns for _ in range(rows)]
    cells: list[GridCell] = []
    for x0, top, x1, bottom in sorted(boxes, key=lambda box: (_nearest(ys, box[1]), box[0])):
        left, right, above, below = _nearest(xs, x0), _nearest(xs, x1), _nearest(ys, top), _nearest(ys, bottom)
        covered = [(row, column) for row in range(above, below) for column in range(left, right)]
        if not covered or any(owners[row][column] >= 0 for row, column in covered):
            return None
        for row, column in covered:
            owners[row][column] = len(cells)
        place = (above, left, below - above, right - left)
        cells.append(GridCell(*place, False, False, xs[left], ys[above], xs[right], ys[below]))
    if any(owner < 0 for row in owners for owner in row):
        return None
    return Grid(tuple(xs), tuple(ys), tuple(cells), tuple(tuple(row) for row in owners))


def _nearest(marks: Sequence[float], value: float) -> int:
    index = bisect_left(marks, value)
    near = range(max(index - 1, 0), min(index + 1, len(marks)))
    return min(near, key=lambda place: abs(marks[place] - value))


def is_sound(grid: Grid, parted: Sequence[Sequence[Line]]) -> bool:
    """Whether the words of the grid's region are all in cells, and most of its cells have some.

    ``parted`` are the parts of each of the page's pieces, cut at the columns of ``grid``.
    """
    filled: set[int] = set()
    for parts in parted:
        if any(right.x0 - left.x1 < _APART for left, right in pairwise(parts)):
            return False
        for part in parts:
            if not part.upright or part.x1 < grid.xs[0] or part.x0 > grid.xs[-1]:
                continue
            if not grid.ys[0] < (part.top + part.bottom) / 2 < grid.ys[-1]:
                continue
            owner = grid.cell_at(part)
            if owner is None or part.x0 < grid.cells[owner].x0 - _OUT or part.x1 > grid.cells[owner].x1 + _OUT:
                return False
            filled.add(owner)
    return len(filled) >= _FILLED * len(grid.cells)
