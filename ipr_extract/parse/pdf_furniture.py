"""Page numbers, running heads and feet: what is printed on a page and belongs to no paragraph."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from statistics import median

from ipr_extract.parse.pdf_lines import Line

# The bands at a page's top and bottom in which furniture stands, as shares of its height.
_BAND = 0.12
# A page's number, which is told by its form, may stand further in: on the copy of a smaller page.
_NUMBER_BAND = 0.16
# ``— 3 —``, ``-3-``, ``3``, ``· 3 ·``; ``第3页``, ``第 3 页 共 10 页``; ``Page 3 of 10``; ``3/10``; ``iv``.
_PAGE_NUMBER = re.compile(
    r"[-–—―－·•~～_|\s]*(?:\d{1,4}|[ivxlc]{1,6})[-–—―－·•~～_|\s]*"
    r"|第\s*[\d一二三四五六七八九十百]+\s*页[\s,，/／]*(?:[（(]?共\s*[\d一二三四五六七八九十百]+\s*页[）)]?)?"
    r"|[Pp](?:age|\.)\s*\d+(?:\s*(?:of|/)\s*\d+)?"
    r"|\d{1,4}\s*[/／]\s*\d{1,4}"
)
# The same between dashes, as they are recognised on scans: ``一2—``, ``-—``.
_DASHED = re.compile(r"[-–—―－·一\s]+\d{1,4}[-–—―－·一\s]+|[-–—―－]{1,4}")
# What a browser prints at the top and the bottom: ``11/22/26, 6:40 PM`` and the title, the address and ``1/8``.
_BROWSER = re.compile(
    r"\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4},? \d{1,2}:\d{2}(?: [AP]M)?(?: .*)?|(?:https?|file|about):\S*(?: .*)? \d+/\d+"
)
_DIGITS = re.compile(r"\d+")
# What an application for scanning writes on each page, its sign read as a letter; it makes no page of text.
_STAMP = re.compile(
    r"(?:\S{1,2}\s*)?扫描全能王\s*创建|(?:由\s*)?夸克扫描王.{0,8}|Scanned (?:by|with) [A-Z]\w*(?: \w+)?"
)
# How far a running head may move from page to page, in points.
_STEADY = 6.0
# A watermark stands in one place on most pages; of two pages, none is told from a text that is repeated.
_FEWEST_MARKED = 3
_SHARE_MARKED = 0.6
_LARGE = 1.4


def furniture(pages: Sequence[tuple[float, Sequence[Line]]]) -> set[Line]:
    """The lines that are furniture; ``pages`` are their heights in points and their lines, top to bottom."""
    found: set[Line] = set()
    banded: dict[str, list[Line]] = defaultdict(list)
    for height, lines in pages:
        edge = [line for line in lines if line.bottom < _BAND * height or line.top > (1 - _BAND) * height]
        found.update(
            line
            for line in lines
            if line.top > (1 - _NUMBER_BAND) * height and _DASHED.fullmatch(line.text) and _stands_alone(line, lines)
        )
        edge.sort(key=lambda line: line.top)
        for line in _outermost(edge):
            banded[_DIGITS.sub("0", line.text)].append(line)
            number = _PAGE_NUMBER.fullmatch(line.text) and _stands_alone(line, lines)
            browser = len(edge) > 1 and _BROWSER.fullmatch(line.text)
            if number or browser or _STAMP.fullmatch(line.text):
                found.add(line)
    for repeated in banded.values():
        found.update(_running(repeated, len(pages)))
    if len(pages) >= _FEWEST_MARKED:
        found.update(_watermarks([line for _, lines in pages for line in lines], len(pages)))
    return found


def _watermarks(lines: Sequence[Line], pages: int) -> list[Line]:
    """Large lines of one text in one place, wherever it is, on most pages."""

    def place(line: Line) -> tuple[str, int, int]:
        return line.text, round(line.x0 / _STEADY), round(line.top / _STEADY)

    body = median(line.size for line in lines) if lines else 0.0
    large = [line for line in lines if line.size > _LARGE * body]
    times = Counter(place(line) for line in large)
    return [line for line in large if times[place(line)] >= _SHARE_MARKED * pages]


def _outermost(edge: Sequence[Line]) -> Sequence[Line]:
    return edge if len(edge) <= 6 else [*edge[:3], *edge[-3:]]


def _stands_alone(line: Line, lines: Sequence[Line]) -> bool:
    """Whether nothing stands as near above and below ``line`` as the lines of a text do."""
    return not any(
        other is not line and abs(other.baseline - line.baseline) < 1.2 * max(line.size, other.size) for other in lines
    )


def _running(repeated: Sequence[Line], pages: int) -> list[Line]:
    """The lines of one text that stand at one height on at least two pages, and on every third in a long file."""
    heights: dict[int, set[int]] = defaultdict(set)
    for line in repeated:
        level = round(line.top / _STEADY)
        for near in (level - 1, level, level + 1):
            heights[near].add(line.page)
    needed = max(2, pages // 3)
    return [line for line in repeated if len(heights[round(line.top / _STEADY)]) >= needed]
