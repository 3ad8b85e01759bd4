"""Printed lines: what stands on one baseline of a page, in reading order, column by column."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import NamedTuple

# A gap of this many ems keeps one space between Chinese characters (``财政部  商务部`` in a list of signatures);
# a narrower one is the typesetter's, as in ``860 号``.
WIDE_GAP = 0.8
# Between words of alphabetic text, a gap above this many ems is a space.
WORD_GAP = 0.15
# Text this many times larger than what it stands over is a watermark, on no line of the text.
_WATERMARK = 2.5
# Fewer lines side by side than this are a letterhead or signatures, not columns of prose.
_PROSE_LINES = 5


class Line(NamedTuple):
    """One printed line, or a part of one; points from the page's top left corner, downwards.

    ``size`` is the em of its first character, ``unit`` the width of the first piece that no line break may
    divide. ``upright`` is False for text set at an angle (watermarks). ``element`` names the paragraph of a
    tagged file. ``hyphenated``: the last character is a hyphen that the line break stands behind.
    ``first`` and ``last`` are the positions of its first and last character in the page's own text.
    """

    page: int
    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    baseline: float
    size: float
    unit: float
    upright: bool
    hyphenated: bool
    element: int | None
    first: int
    last: int

    @property
    def width(self) -> float:
        """Width in points."""
        return self.x1 - self.x0


@dataclass(frozen=True, slots=True)
class Column:
    """The lines that share margins, in reading order; ``name`` tells the columns of a page apart.

    ``start`` and ``end`` are the edges of the box that the lines stand in, in points, where one is drawn.
    """

    name: str
    lines: tuple[Line, ...]
    start: float | None = None
    end: float | None = None


def is_wide(character: str) -> bool:
    """Whether ``character`` is Chinese or full-width; ``“`` is not, since English uses it too."""
    return unicodedata.east_asian_width(character) in "WF"


def spacing(left: str, right: str, gap: float, size: float) -> str:
    """What stands between two pieces of one line that are ``gap`` points apart: a space or nothing."""
    if gap >= WIDE_GAP * size:
        return " "
    if is_wide(left) or is_wide(right):
        return ""
    return " " if gap > WORD_GAP * size else ""


def merge_rows(pieces: Iterable[Line]) -> list[Line]:
    """Pieces joined to lines by their baselines, from top to bottom; raised figures join their line."""
    rows: list[list[Line]] = []
    anchor: Line | None = None  # the largest piece of the row, which its baseline is measured by
    for piece in sorted(pieces, key=_vertical):
        if anchor is not None and _same_row(rows[-1], anchor, piece):
            rows[-1].append(piece)
            anchor = piece if piece.size > anchor.size else anchor
        else:
            rows.append([piece])
            anchor = piece
    return [row[0] if len(row) == 1 else _merged(row) for row in rows]


def _vertical(piece: Line) -> tuple[float, float]:
    return piece.baseline, piece.x0


def _same_row(row: list[Line], anchor: Line, piece: Line) -> bool:
    rise = abs(piece.baseline - anchor.baseline)
    smaller, larger = sorted((piece.size, anchor.size))
    if larger > _WATERMARK * smaller:
        return False
    if rise <= 0.3 * smaller:
        # Overprinted text shares a baseline too, but a line that starts anew inside another does not belong to it.
        return True
    if rise > 0.6 * larger or smaller > 0.8 * larger:
        return False
    # ``m²`` or a footnote's number: small, raised or lowered, and beside the text, never above it.
    apart = all(piece.x0 >= part.x1 - 0.5 or piece.x1 <= part.x0 + 0.5 for part in row)
    return apart and _touches(row, piece, larger)


def _touches(row: list[Line], piece: Line, size: float) -> bool:
    return any(abs(piece.x0 - part.x1) < size or abs(part.x0 - piece.x1) < size for part in row)


def _merged(row: list[Line]) -> Line:
    parts = sorted(row, key=lambda part: part.x0)
    kept = [parts[0]]
    for part in parts[1:]:
        if part.text == kept[-1].text and part.x0 - kept[-1].x0 < 0.25 * min(part.size, part.width):
            continue  # printed twice in one place, to look bold
        kept.append(part)
    text = kept[0].text
    for left, right in pairwise(kept):
        text += spacing(left.text[-1], right.text[0], right.x0 - left.x1, min(left.size, right.size)) + right.text
    longest = max(kept, key=lambda part: part.width)
    return longest._replace(
        text=text,
        x0=kept[0].x0,
        unit=kept[0].unit,
        top=min(part.top for part in kept),
        x1=max(part.x1 for part in kept),
        bottom=max(part.bottom for part in kept),
        hyphenated=kept[-1].hyphenated,
        first=min(part.first for part in kept),
        last=max(part.last for part in kept),
    )


def columns(pieces: Sequence[Line]) -> list[Column]:
    """The page's lines in reading order: columns of prose left to right, else one column, named ``""``.

    Two columns of prose have a gutter with several lines that fill their column on both sides. Lists of
    signatures and tables without rules have wide gaps too, and are read across, unless their cells have lines
    of different heights beside each other: then each cell is a column by itself.
    """
    beside = _beside(pieces)
    if beside.prose:
        parted = _prose_columns(pieces)
        if parted:
            return parted
    if beside.staggered:
        return list(_bands(pieces))
    return [Column("", tuple(merge_rows(pieces)))]


def _prose_columns(pieces: Sequence[Line]) -> list[Column]:
    for edge in _edges(pieces):
        right = [piece for piece in pieces if piece.x0 >= edge - 1]
        top, bottom = min(piece.top for piece in right), max(piece.bottom for piece in right)
        left = [piece for piece in pieces if piece.x0 < edge - 1 and piece.bottom > top and piece.top < bottom]
        crossed = any(piece.x1 > edge - 0.5 * piece.size for piece in left)
        if crossed or not (_is_prose(left) and _is_prose(right)):
            continue
        above = [piece for piece in pieces if piece.bottom <= top and piece.x0 < edge - 1]
        below = [piece for piece in pieces if piece.top >= bottom and piece.x0 < edge - 1]
        parts = (("", above), ("left", left), ("right", right), ("", below))
        return [Column(name, tuple(merge_rows(part))) for name, part in parts if part]
    return []


class _Beside(NamedTuple):
    prose: bool
    staggered: bool


def _beside(pieces: Sequence[Line]) -> _Beside:
    """Whether enough pieces stand beside each other for two columns, and whether any do at different heights."""
    beside, staggered = 0, False
    for above, below in pairwise(sorted(pieces, key=_vertical)):
        distance = below.baseline - above.baseline
        if distance < 0.75 * above.size:
            beside += 1
            staggered = staggered or not _same_row([above], above, below)
    return _Beside(beside >= _PROSE_LINES, staggered)


def _bands(pieces: Sequence[Line]) -> Iterator[Column]:
    """Lines from top to bottom; where some overlap in height, the cells that they stand in, left to right."""
    plain: list[Line] = []
    number = 0
    for band in _overlapping(sorted(pieces, key=_vertical)):
        cells = _cells(band) if len(band) > 2 or len(merge_rows(band)) > 1 else []
        if len(cells) < 2 or len(merge_rows(band)) < 2:
            plain += band
            continue
        if plain:
            yield Column("", tuple(merge_rows(plain)))
            plain = []
        for cell in cells:
            number += 1
            yield Column(f"cell{number}", tuple(merge_rows(cell)))
    if plain:
        yield Column("", tuple(merge_rows(plain)))


def _overlapping(pieces: Sequence[Line]) -> Iterator[list[Line]]:
    """Runs of pieces, each less than three quarters of an em below the one before."""
    band: list[Line] = []
    for piece in pieces:
        if band and piece.baseline - band[-1].baseline >= 0.75 * min(piece.size, band[-1].size):
            yield band
            band = []
        band.append(piece)
    if band:
        yield band


def _cells(band: Sequence[Line]) -> list[list[Line]]:
    """The pieces of a band by the gaps between them, left to right."""
    cells: list[list[Line]] = []
    reach = 0.0
    for piece in sorted(band, key=lambda piece: piece.x0):
        if cells and piece.x0 - reach < 0.5 * piece.size:
            cells[-1].append(piece)
        else:
            cells.append([piece])
        reach = max(reach, piece.x1)
    return cells


def _edges(pieces: Sequence[Line]) -> list[float]:
    """Where several pieces start at one x, from the right; the leftmost is the page's own margin."""
    tally = Counter(round(piece.x0) for piece in pieces)
    return sorted((float(x) for x, count in tally.items() if count >= _PROSE_LINES - 1), reverse=True)[:-1]


def _is_prose(pieces: Sequence[Line]) -> bool:
    if len(pieces) < _PROSE_LINES:
        return False
    width = max(piece.x1 for piece in pieces) - min(piece.x0 for piece in pieces)
    em = median(piece.size for piece in pieces)
    filled = sum(1 for piece in pieces if piece.width >= 0.75 * width)
    return width >= 8 * em and filled >= 0.5 * len(pieces)
