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
from ipr_extract.parse.ocr_text import counted
from ipr_extract.parse.page import Page
from ipr_extract.parse.pdf_grids import Grid, find_grids
from ipr_extract.parse.pdf_lines import Line, is_wide
from ipr_extract.parse.rulings import Ruling

# A box of recognised text is a little higher than the em that it is set in.
_EM_OF_BOX = 0.9
_BASELINE = 0.36  # of an em below a box's middle, which is steadier than its foot
_NEAR = 0.6  # of a line's height, within which edges are the same
_FEW = 3
_UNSURE = 0.8  # a line's confidence, below which it is named
_UNIT = 1.4  # ems
# Sizes within these shares of each other are the same: as lines tell them, as boxes do, and by chance.
_SAME_SIZE, _SAME_BOX, _CHANCE = 0.18, 0.225, 0.08
# So many Chinese characters, or letters, tell a line's size; a mark in the corner of its square ends a line early.
_FEWEST_WIDE, _SHARE_WIDE, _FEWEST_LETTERS = 8, 0.7, 20
_LOOSE = 1.35  # times as high as a line's is the box of a few signs, by the most
_CORNER = frozenset("，。、；：！？）》”〕】")
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


def of_one_document(pages: Iterable[Page]) -> list[Page]:
    """``pages`` with what all of them tell of the recognised ones: labels are counted, text is of one size."""
    return _of_one_size(list(counted(pages)))


def _of_one_size(pages: Sequence[Page]) -> list[Page]:
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
    """Each line's em in pixels: as far apart as its characters stand, else by its box.

    Boxes vary with what stands in them, or a paragraph would end at each line: what is near a size that long lines
    tell is of that size.
    """
    boxes = [(line.bottom - line.top) * _EM_OF_BOX for line in lines]
    latin = _latin_ratio(lines, boxes)
    told = [_chinese_em(line, box) or _latin_em(line, latin) for line, box in zip(lines, boxes, strict=True)]
    kinds = _kinds([em for em in told if em is not None] or boxes)
    sizes = []
    for line, box, em in zip(lines, boxes, told, strict=True):
        measures = [em] if em is not None else [box, (line.x1 - line.x0) / max(len(line.text), 1) * (latin or 0.0)]
        if len(line.text) <= _FEW:
            measures.append(box / _LOOSE)
        near = [(abs(kind - measure) / kind, kind) for kind in kinds for measure in measures if measure]
        off, kind = min(near, default=(1.0, box))
        sizes.append(kind if off <= (_SAME_BOX if em is None else _SAME_SIZE) else em or box)
    return sizes


def _chinese_em(line: Recognised, box: float) -> float | None:
    """How far apart the characters of a Chinese line stand; None where too few do, or they are spread."""
    wide = sum(is_wide(character) for character in line.text)
    if wide < _FEWEST_WIDE or wide < _SHARE_WIDE * len(line.text):
        return None
    ems = wide + 0.5 * (len(line.text) - wide) - 0.5 * (line.text[-1] in _CORNER)
    em = (line.x1 - line.x0) / ems
    return em if 0.7 * box < em < 1.2 * box else None


def _latin_em(line: Recognised, ratio: float | None) -> float | None:
    """The em of a long line of letters, whose characters are of the same width on average; else None."""
    return (line.x1 - line.x0) / len(line.text) * ratio if ratio is not None and _is_latin(line) else None


def _latin_ratio(lines: Sequence[Recognised], boxes: Sequence[float]) -> float | None:
    """Ems a character in lines of letters; None where too few lines are long."""
    ratios = [
        box / ((line.x1 - line.x0) / len(line.text)) for line, box in zip(lines, boxes, strict=True) if _is_latin(line)
    ]
    return statistics.median(ratios) if len(ratios) >= _FEW else None


def _is_latin(line: Recognised) -> bool:
    return len(line.text) >= _FEWEST_LETTERS and line.x1 > line.x0 and not any(map(is_wide, line.text))


def _kinds(measured: Sequence[float]) -> list[float]:
    """The sizes that are printed, commonest first: those that differ by chance are one."""
    groups: list[list[float]] = []
    for size in sorted(measured):
        if groups and size - groups[-1][0] <= _CHANCE * size:
            groups[-1].append(size)
        else:
            groups.append([size])
    kinds: list[float] = []
    for group in sorted(groups, key=len, reverse=True):
        size = statistics.median(group)
        if all(abs(size - kind) > _SAME_SIZE * kind for kind in kinds):
            kinds.append(size)
    return kinds


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


def unsure(page: int, found: Found) -> list[tuple[int, str, float]]:
    """The lines that the engine is not sure of: the page, the text as it stands there, and the confidence."""
    return [(page, clean(line.text).strip(), line.confidence) for line in found.lines if line.confidence < _UNSURE]


def uncertain(lines: Iterable[tuple[int, str, float]], text: str, blocks: Sequence[Block]) -> Iterator[Finding]:
    """The lines of ``unsure``, each with its place."""
    for page, line, sure in lines:
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
