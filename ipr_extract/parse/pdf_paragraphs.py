"""Lines to paragraphs, over line ends and page ends."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, tee, zip_longest
from typing import NamedTuple

from ipr_extract.model import Alignment, BlockKind, Placement, Region
from ipr_extract.parse.pdf_joining import Joiner
from ipr_extract.parse.pdf_lines import Line
from ipr_extract.parse.pdf_margins import GAP, TOLERANCE, Margins, Style

# What a numbered unit, and so a new paragraph, begins with: ``一、``, ``（一）``, ``第三条``, ``1.``, ``①``, ``(a)``.
_LABEL = re.compile(
    r"(?:[一二三四五六七八九十百]+、|[（(][一二三四五六七八九十百\d]{1,4}[）)]|第[一二三四五六七八九十百\d]+[章节条]"
    r"|\d{1,3}[.．、](?!\d)|[①-⑳]|[IVXivx]{1,5}\.\s|[（(][a-z]{1,3}[）)]|附件|——)"
)
# What a paragraph ends with; a line that stops elsewhere goes on.
_CLOSED = re.compile(r"[。；：！？.;:!?）)][”’）)》]*$")
# Ems on either side that are too little to tell a line of the body's size that is centred from a full one.
_NO_ROOM = 0.9
# A line that is a document's number and nothing else: ``工信部联企业〔2022〕54号``.
_DOCUMENT_NUMBER = re.compile(r"[^，。；：《》（）]{2,20}[〔\[﹝【]\d{4}[〕\]﹞】]\s*\d+\s*号")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """The lines of one paragraph as one text, the boxes that they take, and how they are set.

    ``lines`` are where each line stands, counted from the paragraph's start.
    """

    kind: BlockKind
    text: str
    regions: tuple[Region, ...]
    alignment: Alignment | None
    lines: tuple[Placement, ...] = ()


class Placed(NamedTuple):
    """A line, the margins that it is set in, the name of its column, and how it is set between the margins.

    The name is unique in the document. ``indent`` is how far the line begins from the left margin, in ems.
    """

    line: Line
    margins: Margins
    column: str
    indent: float
    alignment: Alignment

    @classmethod
    def of(cls, line: Line, margins: Margins, column: str, style: Style) -> Placed:
        """``line`` in its place."""
        indent = (line.x0 - margins.left) / line.size
        return cls(line, margins, column, indent, _alignment(line, margins, style))

    def is_full(self, following: Line) -> bool:
        """Whether the line ends where it does for want of room for the first unit of ``following``."""
        if self.alignment is not Alignment.LEFT:
            return self.margins.width - self.line.width < following.unit + TOLERANCE * self.line.size
        return self.margins.is_full(self.line, following)


def _alignment(line: Line, margins: Margins, style: Style) -> Alignment:
    """Centred or set to the right, where there is room to tell."""
    before, after, em = line.x0 - margins.left, margins.right - line.x1, line.size
    near = min(before, after)
    # A title may leave little room; a line of the text that leaves little is no title.
    large = em > 1.05 * style.size
    if near > (0.3 if large else _NO_ROOM) * em:
        tolerance = max(0.3 * em, min(0.02 * margins.width, 0.25 * near))
        off_centre, off_indent = abs(before - after), abs(before - style.indent * em)
        # A paragraph's first line may be as far from both margins by chance: what fits better decides.
        indented = off_indent < 0.05 * em or off_indent < min(0.25 * em, off_centre)
        if off_centre < tolerance and (large or not indented):
            return Alignment.CENTER
    if before > 0.4 * margins.width or (after < em and before > 0.2 * margins.width):
        return Alignment.RIGHT
    return Alignment.LEFT


def paragraphs(
    lines: Iterable[Placed], style: Style, joiner: Joiner, kind: BlockKind = BlockKind.PARAGRAPH
) -> Iterator[Paragraph]:
    """The paragraphs of ``lines`` in reading order."""
    held: list[Placed] = []
    for placed, following in _ahead(lines):
        if held and _begins(held, placed, following, style):
            yield _paragraph(held, joiner, kind)
            held = []
        held.append(placed)
    if held:
        yield _paragraph(held, joiner, kind)


def _ahead(lines: Iterable[Placed]) -> Iterator[tuple[Placed, Placed | None]]:
    """Each line with the one after it."""
    here, after = tee(lines)
    next(after, None)
    yield from zip_longest(here, after)


def mark(lines: Sequence[Line], kind: BlockKind) -> Paragraph:
    """A block of lines that are no running text: a page number, or a watermark that is printed letter by letter."""
    joint = "" if all(len(line.text) < 2 for line in lines) else " "
    written = [line.text + joint for line in lines]
    text = "".join(written)[: -1 if joint else None]
    return Paragraph(kind, text, regions(lines), None, placements(written, lines))


def placements(written: Sequence[str], lines: Sequence[Line]) -> tuple[Placement, ...]:
    """Where each line stands; ``written`` is what each gave to the text, in their order."""
    found = []
    at = 0
    for text, line in zip(written, lines, strict=True):
        region = Region(line.page, line.x0, line.top, line.x1, line.bottom)
        found.append(Placement(at, at + len(text.rstrip()), region))
        at += len(text)
    return tuple(found)


def _begins(held: list[Placed], placed: Placed, following: Placed | None, style: Style) -> bool:
    """Whether ``placed`` begins a paragraph after the lines ``held``."""
    before = held[-1]
    line, above = placed.line, before.line
    if abs(line.size - above.size) > 0.12 * max(line.size, above.size):
        return True
    same_page = line.page == above.page
    same_column = placed.column == before.column
    if same_page and not same_column and not before.column.endswith("/left"):
        return True
    if not before.is_full(line) and not _overruns(held, placed, style):
        return True
    if same_page and same_column:
        if line.element is not None and above.element is not None:
            return line.element != above.element
        if _is_gap(held, placed, following, style):
            return True
    return _set_apart(held, placed, style)


def _overruns(held: list[Placed], placed: Placed, style: Style) -> bool:
    """Whether a line that is not quite full goes on: its paragraph began with an indent, and ``placed`` has none."""
    before = held[-1]
    room = before.margins.slack(before.line) - placed.line.unit
    begun = abs(held[0].indent - style.indent) < 0.3
    return style.indented and begun and abs(placed.indent) < 0.3 and room < 1.5 * before.line.size


def _distance(above: Placed, below: Placed) -> float:
    """From baseline to baseline, in ems."""
    return (below.line.baseline - above.line.baseline) / below.line.size


def _is_gap(held: list[Placed], placed: Placed, following: Placed | None, style: Style) -> bool:
    """Whether ``placed`` stands further below the lines ``held`` than a line of the same paragraph does."""
    distance = _distance(held[-1], placed)
    alone = len(held) < 2 or held[-2].line.page != held[-1].line.page
    leading = style.leadings.get(round(placed.line.size), style.leading)
    if not alone:
        leading = max(leading, _distance(held[-2], held[-1]))
    if distance <= leading + GAP:
        return False
    # A paragraph may have a leading of its own: then the next line is as far away again.
    if not alone or following is None or following.column != placed.column or not placed.is_full(following.line):
        return True
    return following.line.page != placed.line.page or abs(_distance(placed, following) - distance) > 0.1


def _set_apart(held: list[Placed], placed: Placed, style: Style) -> bool:
    """Whether indent, alignment or label make ``placed`` a beginning, the line above being full."""
    before = held[-1]
    first = held[0].indent
    if placed.alignment is Alignment.CENTER:
        # A title's first line may fill the measure; a paragraph that does begins with an indent, or goes on longer.
        title = (
            len(held) < (8 if style.indented else 3) and abs(first) <= _NO_ROOM and not _CLOSED.search(before.line.text)
        )
        return not (title or before.alignment is Alignment.CENTER)
    if placed.indent > 1.2 and not (len(held) > 1 and abs(before.indent - placed.indent) < 0.3):
        # A list's text hangs right of its label; what is indented as far as a beginning is one.
        hangs = placed.indent > first + 0.5 and len(held) == 1 and _LABEL.match(before.line.text)
        return not hangs
    if _DOCUMENT_NUMBER.fullmatch(placed.line.text):
        return True
    if style.indented or (style.spaced and placed.line.page == before.line.page):
        return False
    return bool(_LABEL.match(placed.line.text)) and bool(_CLOSED.search(before.line.text))


def _paragraph(held: list[Placed], joiner: Joiner, kind: BlockKind) -> Paragraph:
    written = []
    for before, after in pairwise(held):
        written.append(joiner.join(before.line, after.line, before.margins.slack(before.line)))
    written.append(held[-1].line.text)
    centred = held[-1].alignment is Alignment.CENTER
    alignment = Alignment.CENTER if centred else held[0].alignment
    lines = [placed.line for placed in held]
    return Paragraph(kind, "".join(written), regions(lines), alignment, placements(written, lines))


def regions(lines: Iterable[Line]) -> tuple[Region, ...]:
    """One box a page around ``lines``."""
    boxes: dict[int, Region] = {}
    for line in lines:
        box = boxes.get(line.page)
        if box is None:
            boxes[line.page] = Region(line.page, line.x0, line.top, line.x1, line.bottom)
        else:
            boxes[line.page] = Region(
                line.page,
                min(box.x0, line.x0),
                min(box.top, line.top),
                max(box.x1, line.x1),
                max(box.bottom, line.bottom),
            )
    return tuple(boxes.values())
