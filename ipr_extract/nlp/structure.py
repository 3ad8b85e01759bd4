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

from ipr_extract.model import Section, unit_path
from ipr_extract.nlp.labels import Label, Style
from ipr_extract.nlp.reading import Line, Reading

# The line that names a table of contents; its lines are printed again as headings.
_CONTENTS = re.compile(r"\s*(?:目\s*录|目\s*次|CONTENTS|Contents)\s*$")
# A full stop ends an English heading, but not after an abbreviation or inside a figure.
_ENGLISH_STOP = re.compile(r"(?<!\bNo)(?<!\bArt)(?<!\bU\.S)(?<!\be\.g)(?<!\bi\.e)\.(?=\s|$)")
_ANNEX_HEADS = ("附", "Annex", "ANNEX", "Appendix", "APPENDIX", "Attachment")
_TRAILING = "。；：，、.;:, "


@dataclass(frozen=True, slots=True)
class LabelledLine:
    """A line that starts with a label; the line reaches to the paragraph's end."""

    label: Label
    line: Line


@dataclass(slots=True)
class _Part:
    """What is open in one part of the document while its labels are read in order."""

    number: int
    stack: list[tuple[Style, int]] = field(default_factory=list)
    depths: set[tuple[Style, Style]] = field(default_factory=set)  # (outer, inner) as met


def labelled_lines(reading: Reading, lines: Sequence[Line]) -> list[LabelledLine]:
    """The lines that start with a label, without those of a table of contents."""
    found = [LabelledLine(line.label, line) for line in lines if line.label is not None]
    if not any(item.label.style is Style.DECIMAL_2 for item in found):
        found = [item for item in found if item.label.style is not Style.DECIMAL_1]
    found = [item for item in found if not _stray(item, found)]
    if "附" in reading.folded or not reading.chinese:
        found = _without_annex_list(reading, lines, found)
    return _without_contents(reading, lines, found)


def _stray(item: LabelledLine, found: Sequence[LabelledLine]) -> bool:
    """A figure that looks like a label: far beyond its style's other ordinals (``120、`` alone)."""
    label = item.label
    if label.style not in (Style.ARABIC, Style.ARABIC_CLOSED) or label.ordinal <= 20:
        return False
    return not any(other.label.style is label.style and 0 < label.ordinal - other.label.ordinal <= 3 for other in found)


# 附件：1.实施方案, and 附件： alone; the other annexes are listed below it. Attachments: 1. Plan
_ANNEX_LIST = re.compile(
    r"\s*(?:附\s?件\s?|附\s?表?\s?|(?:Annex(?:es)?|Attachments?|Appendi(?:x|ces))\s*)[：:]\s*(?P<first>1\s?[.、])?"
)
_LONGEST_ANNEX = 80  # characters of an annex's title in the list


def _without_annex_list(reading: Reading, lines: Sequence[Line], found: list[LabelledLine]) -> list[LabelledLine]:
    """Without the entries of a list of annexes, which are titles and no units."""
    left_out: set[int] = set()
    for index, line in enumerate(lines):
        match = _ANNEX_LIST.match(reading.folded, line.start, line.end)
        if match is None or (match["first"] is None and match.end() < line.end):
            continue
        listed = 1 if match["first"] is not None else 0
        entries: list[int] = []
        for below in lines[index + 1 :]:
            label = below.label
            if (
                label is None
                or label.style is not Style.ARABIC
                or label.ordinal != listed + 1
                or below.end - below.start > _LONGEST_ANNEX
                or "。" in reading.folded[below.start : below.end]
            ):
                break
            entries.append(below.start)
            listed += 1
        # 附件： alone may also stand over an annex whose units are short.
        after = index + 1 + len(entries)
        if match["first"] is not None or after == len(lines) or lines[after].label is None:
            left_out.update(entries)
    return [item for item in found if item.line.start not in left_out] if left_out else found


def _without_contents(reading: Reading, lines: Sequence[Line], found: list[LabelledLine]) -> list[LabelledLine]:
    start = next((line.start for line in lines if _CONTENTS.match(reading.folded, line.start, line.end)), None)
    if start is None:
        return found
    after = [item for item in found if item.line.start > start]

    def heading(item: LabelledLine) -> str:
        # Dots and page numbers fill a line of contents: ``一、总则………3``.
        return re.sub(r"[\s.…·]+\d*\s*$|\s", "", reading.folded[item.line.start : item.line.end])

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
        self.part = _Part(1)
        self.paths: dict[str, int] = {}
        self.open: list[Section] = []
        self.children: dict[str, int] = {}
        # The last unit reaches to the end of what is no furniture.
        self.last = max([0, *(line.end for line in reading.lines[-1:]), *(table.end for table in reading.tables[-1:])])

    def build(self) -> tuple[Section, ...]:
        out: list[Section] = []
        for index, item in enumerate(self.labelled):
            if out and self._begins_part(index):
                self.part = _Part(self.part.number + 1)
                self.open = []
            depth = self._place(item.label)
            out.append(self._section(index, item, depth))
            self.open = [*self.open[:depth], out[-1]]
        return tuple(out)

    def _begins_part(self, index: int) -> bool:
        """Whether the label at ``index`` opens another part rather than being printed wrongly."""
        label, part = self.labelled[index].label, self.part
        if label.ordinal != 1 or not part.stack:
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

    def _place(self, label: Label) -> int:
        """Close what the label closes, open it, and give its depth (0 = outermost)."""
        stack, depths = self.part.stack, self.part.depths
        styles = [style for style, _ in stack]
        if label.style in styles:
            del stack[styles.index(label.style) :]
        else:
            # A style that held the open one elsewhere in the part holds it here too.
            while stack and (label.style, stack[-1][0]) in depths:
                stack.pop()
            depths.update((outer, label.style) for outer, _ in stack)
        stack.append((label.style, label.ordinal))
        return len(stack) - 1

    def _section(self, index: int, item: LabelledLine, depth: int) -> Section:
        label = item.label
        parent = self.open[depth - 1] if depth else None
        printed = unit_path(parent.path if parent else None, self.part.number, label.ordinal)
        count = self.paths[printed] = self.paths.get(printed, 0) + 1
        path = printed if count == 1 else f"{printed}~{count}"
        key = parent.section_id if parent else f"part {self.part.number}"
        position = self.children[key] = self.children.get(key, 0) + 1
        start, end = self.reading.strip(label.start, self._own_end(index))
        return Section(
            f"{self.reading.document.document_id}-s{index + 1:04d}",
            self.part.number,
            path,
            path,
            parent.section_id if parent else None,
            depth + 1,
            label.style.value,
            self.reading.text[label.start : label.end].strip(),
            label.ordinal,
            _title(self.reading, label, item.line.end),
            position,
            position,
            start,
            end,
        )

    def _own_end(self, index: int) -> int:
        start = self.labelled[index].label.end
        following = self.labelled[index + 1].label.start if index + 1 < len(self.labelled) else self.last
        at = bisect.bisect_right(self.breaks, start)
        return min(following, self.breaks[at]) if at < len(self.breaks) else following


def _title(reading: Reading, label: Label, end: int) -> str:
    """From the label to the first full stop, or the whole line; no trailing punctuation."""
    folded = reading.folded
    if reading.chinese:
        stop = folded.find("。", label.end, end)
    else:
        match = _ENGLISH_STOP.search(folded, label.end, end)
        stop = match.start() if match else -1
    start, end = reading.strip(label.end, end if stop < 0 else stop)
    _, end = reading.strip(start, end, _TRAILING)
    return reading.text[start:end].replace("\n", "")
