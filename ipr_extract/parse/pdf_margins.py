"""A document's typesetting, measured: margins, body size, leading, and what marks the start of a paragraph."""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from ipr_extract.parse.pdf_lines import Column, Line

# Marks that hang out of the right margin in well-set text, and would push the margin out with them.
_HANGING = frozenset("，。、；：！？,.;:!?）)》」』】〕”’\"'")
# What a paragraph ends with: a line that ends so may be short, and shows no margin.
_CLOSING = frozenset("。；：！？.;:!?")
# How much of a line's room, in ems, spacing between Chinese and Latin text may take up or give.
TOLERANCE = 0.35
# Baselines further apart than the leading by this many ems are a gap between paragraphs; mixed fonts stay below it.
GAP = 0.25
# Edges that differ by no more are in line, in points.
_IN_LINE = 2.0
# Edges that differ by no more are those of a ragged margin, in points.
_RAGGED = 12.0


@dataclass(frozen=True, slots=True)
class Margins:
    """Left and right edge of a column of text, in points."""

    left: float
    right: float

    @property
    def width(self) -> float:
        """Width of the column in points."""
        return self.right - self.left

    def slack(self, line: Line) -> float:
        """The room between the end of ``line`` and the right margin, in points."""
        return self.right - line.x1

    def holds(self, line: Line) -> bool:
        """Whether ``line`` lies between the margins; a mark may hang out of the right one."""
        return line.x0 >= self.left - _IN_LINE and line.x1 <= self.right + line.size

    def is_full(self, line: Line, following: Line) -> bool:
        """Whether the first unit of ``following`` had no room after ``line``, so that the line had to end there."""
        return self.slack(line) < following.unit + TOLERANCE * line.size

    def differs(self, shared: Margins, lines: Sequence[Line]) -> bool:
        """Whether these margins, measured on ``lines``, are another setting than the document's ``shared`` ones.

        A page that only has short lines shows no margins of its own: enough lines have to reach the right one.
        """
        em = median(line.size for line in lines)
        reaching = sum(1 for line in lines if abs(line.x1 - self.right) < em)
        moved = abs(self.left - shared.left) > 0.5 * em or abs(self.right - shared.right) > em
        return moved and reaching >= max(5, 0.4 * len(lines))


@dataclass(frozen=True, slots=True)
class Style:
    """How a document is set.

    ``size`` is the em of its body in points; ``leadings`` the distance of baselines inside a paragraph for each em
    that has shown one (rounded), ``leading`` the body's, ``indent`` that of a paragraph's first
    line, all in ems; ``indented`` and ``spaced`` whether paragraphs begin with an indent, or after more than a
    line's distance.
    """

    size: float
    leading: float
    leadings: dict[int, float]
    indent: float
    indented: bool
    spaced: bool


def measure_margins(lines: Sequence[Line], start: float, end: float) -> Margins:
    """The margins that ``lines`` share between ``start`` and ``end``, the edges of their page or box in points.

    Measured on the long lines. Margins are mostly of one width: where the outermost lines say so, that decides,
    and where too few lines reach the right margin to show it, or all lines are short, it is taken to be so.
    """
    if not lines:
        return Margins(start, end)
    widest = max(line.width for line in lines)
    long = [line for line in lines if line.width >= 0.7 * widest]
    unhung = [line for line in long if line.text[-1] not in _HANGING]
    ends = [line.x1 for line in (unhung if len(unhung) >= 3 else long)]
    outermost = Margins(min(line.x0 for line in lines), max(ends))
    beyond = (end - outermost.right) - (outermost.left - start)
    if abs(beyond) < 1.5 * long[0].size:
        # Chinese lines end up to a character before the margin.
        return Margins(outermost.left, outermost.right + (beyond if 0 < beyond < long[0].size else 0.0))
    left, right = _outermost([line.x0 for line in long]), -_outermost([-x for x in ends])
    reaching = sum(1 for line in long if right - line.x1 < 1.5 * line.size and line.text[-1] not in _CLOSING)
    if reaching < 3 or right - left < 0.5 * (end - start):
        right = max(right, end - (left - start))
    return Margins(left, right)


def _outermost(edges: Sequence[float]) -> float:
    """The least of ``edges``, unless it is a stray: one line that stands out where many others are in line."""
    ordered = sorted(edges)
    needed = max(2, round(0.03 * len(ordered)))
    supported = next(
        (low for low, high in zip(ordered, ordered[needed - 1 :], strict=False) if high - low <= _IN_LINE), ordered[0]
    )
    in_line = sum(1 for edge in ordered if abs(edge - supported) <= _RAGGED)
    return supported if in_line >= max(5, 0.15 * len(ordered)) else ordered[0]


def measure_style(columns: Iterable[tuple[Column, Margins]]) -> Style:
    """The typesetting of a document's columns, given their margins."""
    sizes = Counter[float]()
    within: dict[int, array[float]] = defaultdict(lambda: array("d"))
    starts: list[tuple[float, float]] = []
    for above, below, margins in _pairs(columns):
        sizes[round(above.size, 1)] += len(above.text)
        distance = (below.baseline - above.baseline) / below.size
        indent = (below.x0 - margins.left) / below.size
        if not margins.is_full(above, below):
            if margins.slack(below) > -1 and below.x0 - margins.left < 0.3 * margins.width:
                starts.append((distance, indent))
        elif abs(indent) < 0.5:
            within[round(below.size)].append(distance)
    size = sizes.most_common(1)[0][0] if sizes else 12.0
    leadings = {em: median(distances) for em, distances in within.items()}
    leading = leadings.get(round(size)) or min((distance for distance, _ in starts), default=1.5)
    indents = [indent for _, indent in starts if indent > 0.8]
    spaced = sum(1 for distance, _ in starts if distance > leading + GAP)
    indent = median(indents) if indents else 2.0
    return Style(size, leading, leadings, indent, 2 * len(indents) > len(starts), 2 * spaced > len(starts))


def _pairs(columns: Iterable[tuple[Column, Margins]]) -> Iterator[tuple[Line, Line, Margins]]:
    """Lines of one size, the second below the first, with the margins that they are set in."""
    for column, margins in columns:
        for above, below in pairwise(column.lines):
            if abs(above.size - below.size) < 0.1 * above.size and below.baseline > above.baseline:
                yield above, below, margins
