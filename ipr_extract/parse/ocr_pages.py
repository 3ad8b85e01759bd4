"""Recognised lines as the pieces of a page, so that a scan is laid out as any other page is."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import replace

from ipr_extract.parse.cleaning import clean
from ipr_extract.parse.ocr import Recognised
from ipr_extract.parse.page import Page
from ipr_extract.parse.pdf_lines import Line, is_wide

# A box of recognised text is a little higher than the em that it is set in.
_EM_OF_BOX = 0.9
_BASELINE = 0.36  # of an em below a box's middle, which is steadier than its foot
_NEAR = 0.6  # of a line's height, within which edges are the same
_FEW = 3
# Sizes within this share of each other are the same: boxes vary with what stands in them.
_SAME_SIZE = 0.15


def recognised_page(page: Page, lines: Sequence[Recognised], scale: float) -> Page:
    """``page`` with recognised ``lines`` for its text; ``scale`` is points a pixel."""
    sizes = _sizes([(line.bottom - line.top) * scale * _EM_OF_BOX for line in lines])
    pieces = tuple(
        piece
        for line, size in zip(_in_line(lines), sizes, strict=True)
        if (piece := _piece(page.number, line, size, scale))
    )
    return replace(page, pieces=pieces, has_content=page.has_content or bool(pieces), recognised=True)


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


def _sizes(measured: Sequence[float]) -> list[float]:
    """Ems in points: those that differ by chance are made one, or a paragraph would end at each line."""
    body = statistics.median(measured) if measured else 0.0
    kinds: list[list[float]] = []
    for size in sorted(measured):
        if kinds and size - kinds[-1][0] <= _SAME_SIZE * size:
            kinds[-1].append(size)
        else:
            kinds.append([size])
    means = [statistics.median(kind) for kind in kinds]
    return [
        body if abs(size - body) <= 1.5 * _SAME_SIZE * body else min(means, key=lambda mean: abs(mean - size))
        for size in measured
    ]


def _in_line(lines: Sequence[Recognised]) -> list[Recognised]:
    """The lines with edges that differ by chance made one: the page's two margins, and its indent."""
    starts, ends = _edges([line.x0 for line in lines], lines), _edges([line.x1 for line in lines], lines)
    return [line._replace(x0=x0, x1=x1) for line, x0, x1 in zip(lines, starts, ends, strict=True)]


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
    unit = (x1 - x0) * widths[0] / sum(widths)
    return Line(
        page=number, text=text, x0=x0, top=top, x1=x1, bottom=bottom, baseline=(top + bottom) / 2 + _BASELINE * size,
        size=size, unit=unit, upright=True, hyphenated=text.endswith("-") and len(text) > 1 and text[-2].isalpha(),
        element=None, first=0, last=0,
    )  # fmt: skip


def confidences(lines: Iterable[Recognised]) -> list[tuple[str, float]]:
    """Each line's text as it stands on the page, and how sure the engine is of it."""
    return [(clean(line.text).strip(), line.confidence) for line in lines]
