"""Signs of a table that the own grid can't see: shaded cells, thick or parted borders, tables inside form XObjects."""

from __future__ import annotations

import ctypes
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium_c  # type: ignore[import-untyped]

from ipr_extract.parse.pdf_frame import Frame
from ipr_extract.parse.pdf_grids import Grid
from ipr_extract.parse.pdf_lines import Line

# Four paths make the least table: a shaded box, or a frame, for each of its cells.
FEWEST_PATHS = 4
# Fewer segments than a ruled table of two rows and two columns has make a logo or a stamp's ring.
_FEWEST_SEGMENTS = 12
# A page with more is a drawing, and too long to read a second time.
_MOST_OBJECTS = 2_500
_MOST_SEGMENTS = 10_000
_MOST_CHARACTERS = 12_000
_DEEPEST_FORM = 4
# A border is thinner, in points; a cell is as thick at least as a line of small print.
_THICKEST_BORDER = 7.0
_LONGEST_PER_WIDTH = 5.0
# Word processors shade a text line by line: of those boxes, up to 0.6 stand by chance in rows and columns.
_SHARE_IN_LATTICE = 0.75
# Of the least table with columns, one cell may be empty: the number of a row that goes on from the page before.
_FEWEST_FILLED = 3


class _Box(NamedTuple):
    x0: float
    top: float
    x1: float
    bottom: float


class _Walk:
    """The path objects of a page, and what counting them on the way has come to."""

    def __init__(self, page: Any, frame: Frame) -> None:
        self._frame = frame
        self.objects = 0
        self.segments_in_forms = 0
        self.boxes: list[_Box] = []
        for index in range(pdfium_c.FPDFPage_CountObjects(page)):
            self._visit(pdfium_c.FPDFPage_GetObject(page, index), 0)

    @property
    def is_bounded(self) -> bool:
        """Whether everything was counted, and is little enough."""
        return self.objects <= _MOST_OBJECTS and self.segments_in_forms <= _MOST_SEGMENTS

    def _visit(self, item: Any, depth: int) -> None:
        self.objects += 1
        kind = pdfium_c.FPDFPageObj_GetType(item)
        if kind == pdfium_c.FPDF_PAGEOBJ_PATH and depth:
            # pdfium gives the bounds of what is in a form in the form's own space: counted, not measured.
            self.segments_in_forms += max(pdfium_c.FPDFPath_CountSegments(item), 0)
        elif kind == pdfium_c.FPDF_PAGEOBJ_PATH:
            self.boxes.extend(_painted(item, self._frame))
        elif kind == pdfium_c.FPDF_PAGEOBJ_FORM:
            if depth == _DEEPEST_FORM:
                self.objects = _MOST_OBJECTS + 1
                return
            for index in range(pdfium_c.FPDFFormObj_CountObjects(item)):
                if not self.is_bounded:
                    return
                self._visit(pdfium_c.FPDFFormObj_GetObject(item, index), depth + 1)


def _painted(item: Any, frame: Frame) -> Iterator[_Box]:
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium_c.FPDFPath_GetDrawMode(item, fill, stroke)
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    painted = fill.value or stroke.value
    if painted and pdfium_c.FPDFPageObj_GetBounds(item, left, bottom, right, top):
        box = _Box(*frame.box(left.value, bottom.value, right.value, top.value))
        if frame.shows(*box):
            yield box


def has_signs(page: Any, frame: Frame, grids: Sequence[Grid], pieces: Sequence[Line]) -> bool:
    """Whether a loaded page without a table of its own grid shows what a table might be drawn with.

    A page too large to be read a second time shows nothing.
    """
    if any(_has_columns(grid, pieces) for grid in grids) or sum(len(piece.text) for piece in pieces) > _MOST_CHARACTERS:
        return False
    walk = _Walk(page, frame)
    if not walk.is_bounded:
        return False
    return walk.segments_in_forms >= _FEWEST_SEGMENTS or _has_borders(walk.boxes) or _has_shaded(walk.boxes, pieces)


def _has_columns(grid: Grid, pieces: Iterable[Line]) -> bool:
    """Whether the own grid has found a table, or a part of one that goes on over pages."""
    if grid.columns < 2:
        return False
    held = {owner for owner in map(grid.cell_at, pieces) if owner is not None}
    return len({grid.cells[owner].column for owner in held}) > 1


def _has_borders(boxes: Iterable[_Box]) -> bool:
    """Whether three bars at least lie across and three stand: the borders of two rows and two columns."""
    across, down = set(), set()
    for x0, top, x1, bottom in boxes:
        width, height = x1 - x0, bottom - top
        if height <= _THICKEST_BORDER and width >= _LONGEST_PER_WIDTH * max(height, 1.0):
            across.add(round(top))
        elif width <= _THICKEST_BORDER and height >= 2 * max(width, 1.0):
            down.add(round(x0))
    return len(across) >= 3 and len(down) >= 3


def _has_shaded(boxes: Iterable[_Box], pieces: Sequence[Line]) -> bool:
    """Whether boxes with text stand in rows and in columns."""
    cells = {_Box(*map(round, box)) for box in boxes if min(box.x1 - box.x0, box.bottom - box.top) > _THICKEST_BORDER}
    if len(cells) < FEWEST_PATHS:
        return False
    middles = [((piece.x0 + piece.x1) / 2, (piece.top + piece.bottom) / 2) for piece in pieces]
    rows, columns = Counter((box.top, box.bottom) for box in cells), Counter((box.x0, box.x1) for box in cells)
    lattice = [box for box in cells if rows[box.top, box.bottom] > 1 and columns[box.x0, box.x1] > 1]
    if len(lattice) < _SHARE_IN_LATTICE * len(cells) or len({box.top for box in lattice}) < 2:
        return False
    if len({box.x0 for box in lattice}) < 2:
        return False
    held = sum(1 for box in lattice if any(box.x0 <= x <= box.x1 and box.top <= y <= box.bottom for x, y in middles))
    return held >= _FEWEST_FILLED
