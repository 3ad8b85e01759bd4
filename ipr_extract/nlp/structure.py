"""Lines and labels → the tree of sections, as printed.

Nesting follows the document's own styles: the first style met is the outermost, a new style met inside a unit
is one deeper, a style met again closes what was opened since. A document that restarts its outermost
numbering (a covering notice, then the plan; a second annex) has several parts.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from ipr_extract.model import BlockKind, Section, unit_path
from ipr_extract.nlp.labels import Label, Style
from ipr_extract.nlp.reading import Line, Reading, stripped

# The line that names a table of contents; its lines are printed again as headings.
_CONTENTS = re.compile(r"\s*(?:目\s*录|目\s*次|CONTENTS|Contents)\s*$")
# A full stop ends an English heading, but not after an abbreviation or inside a figure.
_ENGLISH_STOP = re.compile(r"(?<!\bNo)(?<!\bArt)(?<!\bU\.S)(?<!\be\.g)(?<!\bi\.e)\.(?=\s|$|[(（])")
_ANNEX_HEADS = ("附", "Annex", "ANNEX", "Appendix", "APPENDIX", "Attachment")
_TRAILING = "。；：，、.;:, "
_LONGEST_CONTENTS = 24  # characters of 目　　　录, letter-spaced


class LabelledLine(NamedTuple):
    """A line that starts with a label; the line reaches to the paragraph's end.

    ``title_from`` is where its title begins where other cells of a table's row stand between.
    """

    label: Label
    line: Line
    title_from: int | None = None


@dataclass(slots=True)
class _Part:
    """What is open in one part of the document while its labels are read in order."""

    stack: list[tuple[Style, int]] = field(default_factory=list)
    depths: set[tuple[Style, Style]] = field(default_factory=set)  # (outer, inner) as met


def labelled_lines(reading: Reading, lines: Sequence[Line]) -> list[LabelledLine]:
    """The lines that start with a label, without those of a table of contents."""
    found = [LabelledLine(line.label, line) for line in lines if line.label is not None]
    styles = {item.label.style for item in found}
    if Style.DECIMAL_1 in styles and Style.DECIMAL_2 not in styles:
        found = [item for item in found if item.label.style is not Style.DECIMAL_1]
    if styles & _FIGURES and any(_is_figure(item.label) for item in found):
        found = [item for index, item in enumerate(found) if not _stray(index, item.label, found)]
    if styles & _FIGURES:
        found = _without_annex_lists(reading, lines, found)
    return _without_contents(reading, lines, found)


# Figures that open a line are printed as these styles of labels are.
_FIGURES = frozenset((Style.ARABIC, Style.ARABIC_CLOSED))


def _is_figure(label: Label) -> bool:
    return label.ordinal > 20 and label.style in _FIGURES


def _stray(index: int, label: Label, found: Sequence[LabelledLine]) -> bool:
    """A figure that looks like a label: far beyond its style's other ordinals and its neighbours' (``120、`` alone)."""
    if not _is_figure(label) or any(
        abs(near.label.ordinal - label.ordinal) == 1 for near in found[max(index - 1, 0) : index + 2]
    ):
        return False
    labels = [item.label for item in found]
    return not any(other.style is label.style and 0 < abs(label.ordinal - other.ordinal) <= 9 for other in labels)


# 附件：1.实施方案, and 附件： alone; the other annexes are listed below it. Attachments: 1. Plan
_ANNEX_LIST = re.compile(
    r"\s*(?:附\s?件\s?|附\s?表?\s?|(?:Annex(?:es)?|Attachments?|Appendi(?:x|ces))\s*)[：:]\s*(?P<first>1\s?[.、])?"
)
_LONGEST_ANNEX = 80  # characters of an annex's title in the list
_ANNEX_WORDS = ("附", "Annex", "Attachment", "Appendi")


def _without_annex_lists(reading: Reading, lines: Sequence[Line], found: list[LabelledLine]) -> list[LabelledLine]:
    """Without the entries of lists of annexes, which are titles and no units."""
    left_out: set[int] = set()
    folded = reading.folded
    for word in _ANNEX_WORDS[:1] if reading.chinese else _ANNEX_WORDS[1:]:
        place = folded.find(word)
        while place >= 0:
            index = bisect.bisect_right(lines, place, key=_line_start) - 1
            if index >= 0:
                left_out.update(_annexes_listed(folded, lines, index))
            place = folded.find(word, place + 1)
    return [item for item in found if item.line.start not in left_out] if left_out else found


def _line_start(line: Line) -> int:
    return line.start


def _annexes_listed(folded: str, lines: Sequence[Line], index: int) -> list[int]:
    """Where the lines start that go on with the list of annexes in the line at ``index``, if it begins one."""
    line = lines[index]
    match = _ANNEX_LIST.match(folded, line.start, line.end)
    if match is None or (match["first"] is None and match.end() < line.end):
        return []
    first = 2 if match["first"] is not None else 1
    entries: list[int] = []
    for label, (start, end) in ((below.label, below[:2]) for below in lines[index + 1 :]):
        if label is None or label.style is not Style.ARABIC or label.ordinal != first + len(entries):
            break
        if end - start > _LONGEST_ANNEX or "。" in folded[start:end]:
            break
        entries.append(start)
    # 附件： alone may also stand over an annex whose units are short.
    after = index + 1 + len(entries)
    return entries if first == 2 or after == len(lines) or lines[after].label is None else []


def _without_contents(reading: Reading, lines: Sequence[Line], found: list[LabelledLine]) -> list[LabelledLine]:
    folded = reading.folded
    short = (line for line in lines if line.end - line.start <= _LONGEST_CONTENTS)
    start = next((line.start for line in short if _CONTENTS.match(folded, line.start, line.end)), None)
    if start is None:
        return found
    after = [item for item in found if item.line.start > start]

    def heading(item: LabelledLine) -> str:
        # Dots and page numbers fill a line of contents: ``一、总则………3``.
        return re.sub(r"[\s.…·]+\d*\s*$|\s", "", folded[item.line.start : item.line.end])

    first = heading(after[0]) if after else ""
    again = next((i for i, item in enumerate(after) if i and heading(item) == first), None)
    if again is None:
        return found
    left_out = {id(item) for item in after[:again]}
    return [item for item in found if id(item) not in left_out]


def sections(reading: Reading, labelled: Sequence[LabelledLine], breaks: Sequence[int]) -> tuple[Section, ...]:
    """The tree of sections in printed order.

    ``breaks`` are offsets where a section's own text stops though no label follows, and where another part may begin:
    a signature, an annex, the issued plan's title.
    """
    return _Builder(reading, labelled, sorted(set(breaks))).build()


class _Builder:
    def __init__(self, reading: Reading, labelled: Sequence[LabelledLine], breaks: list[int]) -> None:
        self.reading = reading
        self.labelled = labelled
        self.breaks = breaks
        self.part = _Part()

    def build(self) -> tuple[Section, ...]:
        """One unit for each label. It runs some sixty times a document, so what it needs is at hand as local names."""
        reading, text, place = self.reading, self.reading.text, self._place
        title = _title if reading.chinese else _english_title
        ids = f"{reading.document.document_id}-s"
        out: list[Section] = []
        open_: list[Section] = []
        printed: dict[str, int] = {}
        children: dict[str | int, int] = {}
        part = 1
        for index, ((label, line, from_), end) in enumerate(zip(self.labelled, self._own_ends(), strict=True)):
            style, ordinal, start, label_end = label
            if ordinal == 1 and out and self._begins_part(index):
                part += 1
                self.part = _Part()
                open_ = []
            depth = place(style, ordinal)
            if depth:
                parent = open_[depth - 1]
                above: str | None = parent.section_id
                path, key = f"{parent.path}.{ordinal}", parent.section_id
            else:
                above, path, key = None, unit_path(None, part, ordinal), ""
            if path in printed:
                printed[path] += 1
                path = f"{path}~{printed[path]}"
            else:
                printed[path] = 1
            position = children[key or part] = children.get(key or part, 0) + 1
            unit = Section(
                f"{ids}{index + 1:04d}", part, path, path, above, depth + 1, style._value_,
                text[start:label_end].rstrip(), ordinal,
                title(reading, from_ or label_end, line.end) or self._title_below(index, end),
                position, position, start, start + len(text[start:end].rstrip()),
            )  # fmt: skip
            out.append(unit)
            open_[depth:] = (unit,)
        return tuple(out)

    def _title_below(self, index: int, end: int) -> str:
        """The title of a unit whose label stands alone on its line: from the next line, as far as the unit goes."""
        line = self.labelled[index].line
        below = self.reading.folded.find("\n", line.end)
        if line.end != below or below + 1 >= end or line.block.kind is BlockKind.TABLE:
            return ""
        stop = self.reading.folded.find("\n", below + 1, end)
        title = _title if self.reading.chinese else _english_title
        return title(self.reading, below + 1, end if stop < 0 else stop)

    def _own_ends(self) -> list[int]:
        """Where the text of each unit ends: at the next label, or at a break before it."""
        # The last unit reaches to the end of what is no furniture.
        lines, tables = self.reading.lines[-1:], self.reading.tables[-1:]
        last = max([0, *(line.end for line in lines), *(table.end for table in tables)])
        starts = [item.label.start for item in self.labelled]
        ends = [*starts[1:], last][: len(starts)]
        if self.breaks:
            for index, item in enumerate(self.labelled):
                at = bisect.bisect_right(self.breaks, item.label.end)
                if at < len(self.breaks) and self.breaks[at] < ends[index]:
                    ends[index] = self.breaks[at]
        return ends

    def _begins_part(self, index: int) -> bool:
        """Whether the label at ``index``, a first one, opens another part rather than being printed wrongly."""
        label, part = self.labelled[index].label, self.part
        if not part.stack:
            return False
        outermost, last = part.stack[0]
        previous = self.labelled[index - 1].label
        between = [offset for offset in self.breaks if previous.end <= offset <= label.start]
        if between:
            # Behind the head of an annex no unit goes on that was open before it.
            annex = any(self.reading.folded.startswith(_ANNEX_HEADS, offset) for offset in between)
            return label.style is outermost or annex or not self._is_inner(label.style)
        if label.style is not outermost or last <= 1:
            return False
        rest = (self.labelled[later] for later in range(index + 1, len(self.labelled)))
        return next((item.label.ordinal for item in rest if item.label.style is outermost), 2) == 2

    def _is_inner(self, style: Style) -> bool:
        return any(style is open_style for open_style, _ in self.part.stack[1:])

    def _place(self, style: Style, ordinal: int) -> int:
        """Close what a label closes, open it, and give its depth (0 = outermost)."""
        stack = self.part.stack
        for depth, (open_style, _) in enumerate(stack):
            if open_style is style:
                stack[depth:] = ((style, ordinal),)
                return depth
        # A style that held the open one elsewhere in the part holds it here too.
        depths = self.part.depths
        while stack and (style, stack[-1][0]) in depths:
            stack.pop()
        depths.update((outer, style) for outer, _ in stack)
        stack.append((style, ordinal))
        return len(stack) - 1


def _title(reading: Reading, start: int, end: int) -> str:
    """From the label to the first full stop, or the whole line; no trailing punctuation."""
    folded = reading.folded
    stop = folded.find("。", start, end)
    return _bare(reading, start, end if stop < 0 else stop)


def _english_title(reading: Reading, start: int, end: int) -> str:
    match = _ENGLISH_STOP.search(reading.folded, start, end)
    return _bare(reading, start, match.start() if match else end)


def _bare(reading: Reading, start: int, end: int) -> str:
    """A title as printed, without the signs at its end and line breaks in it."""
    start, end = stripped(reading.folded, start, end, "", _TRAILING)
    title = reading.text[start:end]
    return title.replace("\n", "") if "\n" in title else title
