"""Recognised lines as the pieces of a page, so that a scan is laid out as any other page is."""

from __future__ import annotations

import re
import statistics
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from ipr_extract.model import Block, BlockKind, Finding, Severity
from ipr_extract.parse.cleaning import clean
from ipr_extract.parse.ocr import Found
from ipr_extract.parse.ocr_pictures import Recognised
from ipr_extract.parse.page import Page
from ipr_extract.parse.pdf_grids import Grid, find_grids
from ipr_extract.parse.pdf_lines import Line, is_wide
from ipr_extract.parse.rulings import Ruling

# A box of recognised text is a little higher than the em that it is set in.
_EM_OF_BOX = 0.9
_BASELINE = 0.36  # of an em below a box's middle, which is steadier than its foot
_NEAR = 0.6  # of a line's height, within which edges are the same
_FEW = 3
UNSURE = 0.8  # a line's confidence, below which it is named
_UNIT = 1.4  # ems
# Sizes within this share of each other are the same: boxes vary with what stands in them, characters' places less.
_SAME_SIZE, _SAME_PITCH = 0.15, 0.08
_FEWEST_WIDE = 8
_WORD = re.compile(r"[!-~‘’“”]{1,40}")  # what no line's end divides


def recognised_page(page: Page, found: Found, scale: float) -> Page:
    """``page`` with what was ``found`` on its picture; ``scale`` is points a pixel."""
    rulings = [Ruling(lies, at * scale, start * scale, end * scale) for lies, at, start, end in found.rules]
    grids = find_grids(rulings, ())
    lines = [part for line in found.lines for part in _cut(line, grids, scale)]
    sizes = [size * scale for size in _sizes(lines)]
    pieces = tuple(
        piece
        for line, size in zip(_in_line(lines, grids, scale), sizes, strict=True)
        if (piece := _piece(page.number, line, size, scale))
    )
    has_content = page.has_content or bool(pieces)
    return replace(page, pieces=pieces, grids=grids, has_content=has_content, recognised=True)


def _cut(line: Recognised, grids: Sequence[Grid], scale: float) -> Iterator[Recognised]:
    """The line, divided where a vertical rule goes through it."""
    height = (line.top + line.bottom) / 2 * scale
    edges = [x / scale for grid in grids if grid.ys[0] < height < grid.ys[-1] for x in grid.xs]
    if len(line.signs) != len(line.text) or not any(line.x0 < edge < line.x1 for edge in edges):
        yield line
        return
    fields = [sum(edge < (left + right) / 2 for edge in edges) for left, right in line.signs]
    first = 0
    for index in range(1, len(fields) + 1):
        if index == len(fields) or fields[index] != fields[first]:
            signs = line.signs[first:index]
            yield line._replace(text=line.text[first:index], x0=signs[0][0], x1=signs[-1][1], signs=signs)
            first = index


def of_one_size(pages: Sequence[Page]) -> list[Page]:
    """``pages`` with the text of the recognised ones in one size: boxes differ from scan to scan, print does not."""
    bodies = {page.number: _body(page) for page in pages if page.recognised and page.pieces}
    if not bodies:
        return list(pages)
    body = statistics.median(bodies.values())
    return [
        replace(page, pieces=tuple(p._replace(size=p.size * body / bodies[page.number]) for p in page.pieces))
        if page.number in bodies
        else page
        for page in pages
    ]


def _body(page: Page) -> float:
    return statistics.median(piece.size for piece in page.pieces)


def _sizes(lines: Sequence[Recognised]) -> list[float]:
    """Each line's em in pixels: as far apart as its Chinese characters stand, else by its box.

    Boxes vary with what stands in them, or a paragraph would end at each line: what is near a size that characters
    tell, or else near the page's own, is of that size.
    """
    boxes = [(line.bottom - line.top) * _EM_OF_BOX for line in lines]
    pitches = [_pitch(line, box) for line, box in zip(lines, boxes, strict=True)]
    kinds = _kinds([pitch for pitch in pitches if pitch is not None])
    if not kinds:
        body = statistics.median(boxes) if boxes else 0.0
        kinds = [body, *(kind for kind in _kinds(boxes) if abs(kind - body) > 1.5 * _SAME_SIZE * body)]
    sizes = []
    for box, pitch in zip(boxes, pitches, strict=True):
        nearest = min(kinds, key=lambda kind: abs(kind - (pitch or box)))
        sizes.append(nearest if abs(nearest - (pitch or box)) <= 1.5 * _SAME_SIZE * nearest else pitch or box)
    return sizes


def _pitch(line: Recognised, box: float) -> float | None:
    """How far apart the characters of a Chinese line stand; None where too few do, or they are spread."""
    wide = sum(is_wide(character) for character in line.text)
    if wide < _FEWEST_WIDE or wide < 0.7 * len(line.text):
        return None
    pitch = (line.x1 - line.x0) / (wide + 0.5 * (len(line.text) - wide))
    return pitch if 0.7 * box < pitch < 1.2 * box else None


def _kinds(measured: Sequence[float]) -> list[float]:
    """The sizes that are printed: those that differ by chance are one."""
    kinds: list[list[float]] = []
    for size in sorted(measured):
        if kinds and size - kinds[-1][0] <= _SAME_PITCH * size:
            kinds[-1].append(size)
        else:
            kinds.append([size])
    return [statistics.median(kind) for kind in kinds]


def _in_line(lines: Sequence[Recognised], grids: Sequence[Grid], scale: float) -> list[Recognised]:
    """The lines with edges that differ by chance made one: the page's two margins, and its indent; none in a grid."""

    def outside(line: Recognised) -> bool:
        height = (line.top + line.bottom) / 2 * scale
        return not any(grid.ys[0] < height < grid.ys[-1] for grid in grids)

    free = [line for line in lines if outside(line)]
    starts, ends = iter(_edges([line.x0 for line in free], free)), iter(_edges([line.x1 for line in free], free))
    return [line._replace(x0=next(starts), x1=next(ends)) if outside(line) else line for line in lines]


def _edges(xs: Sequence[float], lines: Sequence[Recognised]) -> list[float]:
    """``xs``, those within half a line's height of the middle of at least three others moved to it."""
    if not lines:
        return []
    near = _NEAR * statistics.median(line.bottom - line.top for line in lines)
    moved = []
    for x in xs:
        beside = [other for other in xs if abs(other - x) <= near]
        moved.append(statistics.median_high(beside) if len(beside) > _FEW else x)
    return moved


def _piece(number: int, line: Recognised, size: float, scale: float) -> Line | None:
    text = clean(line.text).strip()
    if not text or size <= 0:
        return None
    x0, x1, top, bottom = (value * scale for value in (line.x0, line.x1, line.top, line.bottom))
    widths = [1.0 if is_wide(character) else 0.5 for character in text]
    first = _WORD.match(text)
    unit = (x1 - x0) * sum(widths[: first.end() if first else 1]) / sum(widths)
    # Edges are a little off: a line that ends short of the margin by some more than its next character is full.
    unit = max(unit, _UNIT * size)
    return Line(
        page=number, text=text, x0=x0, top=top, x1=x1, bottom=bottom, baseline=(top + bottom) / 2 + _BASELINE * size,
        size=size, unit=unit, upright=True, hyphenated=text.endswith("-") and len(text) > 1 and text[-2].isalpha(),
        element=None, first=0, last=0,
    )  # fmt: skip


def confidences(lines: Iterable[Recognised]) -> list[tuple[str, float]]:
    """Each line's text as it stands on the page, and how sure the engine is of it."""
    return [(clean(line.text).strip(), line.confidence) for line in lines]


def uncertain(unsure: Iterable[tuple[int, str, float]], text: str, blocks: Sequence[Block]) -> Iterator[Finding]:
    """The lines (page, text, confidence) that an engine was not sure of, each with its place."""
    for page, line, sure in unsure:
        start, end = _place(text, blocks, page, line)
        message = f"Page {page}: recognised with a confidence of {sure:.2f} only: {line[:60]}"
        yield Finding("ocr_uncertain", Severity.WARNING, message, start, end)


def _place(text: str, blocks: Sequence[Block], page: int, line: str) -> tuple[int | None, int | None]:
    for block in blocks:
        if block.kind is not BlockKind.FURNITURE and any(region.page == page for region in block.regions):
            at = text.find(line, block.start, block.end)
            if at >= 0:
                return at, at + len(line)
    return None, None
