"""Lines that are glued together are cut where a label, a title's end or a signature says so.

Some sources come without line breaks, some with a heading at the end of the paragraph before. What
could be a label inside a paragraph is one only if it goes on with the numbering that is open there.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from ipr_extract.nlp.headings import heading_cuts
from ipr_extract.nlp.labels import Label, Style, label_at, labels_within
from ipr_extract.nlp.reading import Line, Reading
from ipr_extract.nlp.seams import annex_cuts, header_cuts, sentence_seams, signature_cuts

# Paragraphs of real circulars are rarely longer; longer ones are looked into.
_LONG = 1200
_SHORT = 150  # one of at most three lines that is longer holds more than a header's field
_FULL = 300  # characters a line, on the average of a text: no circular's paragraphs are so long
_ALONE = 80  # the only line of a text, where it is longer
# A text of so few lines was saved without line breaks.
_FEW_LINES = 8
_WHOLE_HEADER = 3  # cuts: title, number and addressees stand in one line, so what follows is glued to them too
_LEFT_OUT = 6  # items that may be left out between two parts
_LONGEST_LIST = 400  # characters of a list of annexes before the signature
_HEADING, _ENGLISH_HEADING = 45, 110  # characters between a heading's label and the first label below it
_ENDS = '。；：！？）〕"》.;:!?)'
# Characters that make a word of a numeral and 、: 统一、规范.
_WORD_BEFORE = "统唯之专万第单同划合如"


def unglued(reading: Reading) -> Reading:
    """The reading with its glued lines cut; the same where nothing is glued."""
    lines = reading.lines
    flat = _is_flat(reading)
    long = flat or any(line.end - line.start > _LONG for line in lines)
    chain = _Chain(reading) if long else None
    out: list[Line] = []
    for index, line in enumerate(lines):
        if chain is not None and line.end - line.start > ((20 if index < 2 else 60) if flat else _LONG):
            cuts = sorted(set(_cuts(reading, line, chain, header=flat and index < 3)))
        elif index < 3 and line.label is None and "：" in reading.folded[line.start : line.end - 1]:
            cuts = sorted(set(header_cuts(reading, line)))
            if len(cuts) >= _WHOLE_HEADER:
                chain = chain or _Chain(reading)
                cuts = sorted(set(_cuts(reading, line, chain, header=True)))
        elif chain is not None or (line.label is not None and line.label.style in _CHAPTERS):
            cuts = _chapter_cuts(reading, line, chain)
        else:
            cuts = []
        if cuts:
            out.extend(_pieces(reading, line, cuts))
        else:
            out.append(line)
    out = _missing(reading, out)
    return replace(reading, lines=tuple(out)) if len(out) != len(lines) else reading


def _is_flat(reading: Reading) -> bool:
    """Whether a text was saved without its line breaks: few lines, and several labels inside one of them."""
    lines = reading.lines
    if not lines:
        return False
    if len(lines) > _FEW_LINES:
        return lines[-1].end - lines[0].start > _FULL * len(lines) and _holds_labels(reading)
    longest = max(lines, key=lambda line: line.end - line.start)
    if longest.end - longest.start > (_LONG if len(lines) > 3 else _SHORT if len(lines) > 1 else _ALONE):
        return True
    return len(labels_within(reading.folded, longest.start + 1, longest.end, chinese=reading.chinese)) >= 3


def _holds_labels(reading: Reading) -> bool:
    """Whether more labels stand inside lines than at their beginnings, as where only some breaks are lost."""
    folded, chinese, lines = reading.folded, reading.chinese, reading.lines
    inside = sum(len(labels_within(folded, line.start + 1, line.end, chinese=chinese)) for line in lines)
    return inside > 2 * sum(line.label is not None for line in lines) + len(lines)


def _pieces(reading: Reading, line: Line, cuts: Sequence[int]) -> Iterator[Line]:
    bounds = [line.start, *(cut for cut in cuts if line.start < cut < line.end), line.end]
    for begin, finish in itertools.pairwise(bounds):
        start, end = reading.strip(begin, finish)
        if start < end:
            yield reading.line(start, end, line.block)


# Labels that look like nothing else, so that the first of them needs no sentence's end before it.
_DISTINCT = (Style.HAN, Style.ROMAN, Style.CHAPTER, Style.PART)


@dataclass(slots=True)
class _Chain:
    """The numbering that is open while the text is read; a label is accepted where it goes on with it."""

    reading: Reading
    stack: list[tuple[Style, int]] = field(default_factory=list)
    used: dict[Style, int] = field(default_factory=dict)
    skipped: dict[Style, int] = field(default_factory=dict)  # the ordinal left out among open siblings: i, iii, iv
    last_end: int = 0
    may_restart: bool = False

    def accepts(self, label: Label, *, glued: bool) -> bool:
        """Whether the label goes on with what is open; if so it is open from here on."""
        if glued and not self._fits(label):
            return False
        if self.may_restart and label.ordinal == 1:
            # Behind a signature or an annex's name another part begins, whatever is open.
            self.stack.clear()
            self.used.clear()
        styles = [style for style, _ in self.stack]
        if label.style in styles:
            at = styles.index(label.style)
            if at == 0 and label.ordinal == 1:
                self.used.clear()
            last = self.stack[at][1]
            if self.skipped.get(label.style) == label.ordinal < last:
                del self.skipped[label.style]
                label = label._replace(ordinal=last)  # printed late: the next goes on with what came before it
            elif label.ordinal == last + 2:
                self.skipped[label.style] = last + 1
            for style in styles[at + 1 :]:
                self.skipped.pop(style, None)
            del self.stack[at:]
        else:
            self.skipped.pop(label.style, None)
        self.stack.append((label.style, label.ordinal))
        self.used[label.style] = label.ordinal
        self.last_end = label.end
        self.may_restart = False
        return True

    def _fits(self, label: Label) -> bool:
        before = self.reading.folded[max(0, label.start - 8) : label.start].rstrip()[-1:]
        strong = not before or before in _ENDS or self.may_restart
        longest = _HEADING if self.reading.chinese else _ENGLISH_HEADING
        after_heading = label.start - self.last_end < longest and bool(self.stack)
        open_styles = dict(self.stack)
        if label.style in open_styles:
            step = label.ordinal - open_styles[label.style]
            if step == 1:
                return strong or label.style is not Style.HAN or before not in _WORD_BEFORE
            restarts = label.ordinal == 1 and label.style is self.stack[0][0]
            if (step == 2 and strong) or (restarts and self.may_restart):
                return True
            # Printed late, where its number was left out; or printed twice, which no text behind a sentence is.
            late = step < 0 and self.skipped.get(label.style) == label.ordinal
            twice = step == 0 and label.ordinal > 1 and label.style in (Style.HAN, Style.HAN_BRACKET)
            return (late and (strong or not self.reading.chinese)) or (twice and strong)
        if label.style in (Style.ARABIC_BRACKET, Style.CIRCLED, Style.ARABIC_CLOSED) and before in "；：;:":
            return False
        if label.ordinal == 1:
            return strong or after_heading or (label.style in _DISTINCT and before not in _WORD_BEFORE)
        step = label.ordinal - self.used.get(label.style, label.ordinal)
        if step == 1:
            return strong or after_heading
        # Items that run on through a document, some left out: 三、节约用水（八）控制用水总量 behind （五）.
        return 1 < step <= _LEFT_OUT and after_heading and label.style in (Style.HAN_BRACKET, Style.ARTICLE)


def _cuts(reading: Reading, line: Line, chain: _Chain, *, header: bool) -> Iterator[int]:
    """Where one line that holds many is cut."""
    start = line.start
    if header:
        cuts = list(header_cuts(reading, line))
        yield from cuts
        start, _ = reading.strip(max(cuts, default=start), line.end)
    signature = sorted({*signature_cuts(reading, start, line.end), *annex_cuts(reading, start, line.end)})
    yield from signature
    if not reading.chinese:
        yield from sentence_seams(reading, start, line.end)
    first = label_at(reading.folded, start, chinese=reading.chinese)
    if first is not None:
        chain.accepts(first, glued=False)
    labels = labels_within(reading.folded, start + (1 if first else 0), line.end, chinese=reading.chinese)
    ends = list(signature)
    listed = 0  # up to where the entries of a list of annexes stand, which are no units
    accepted: list[Label] = [first] if first is not None else []
    for label in labels:
        while ends and ends[0] <= label.start:
            chain.may_restart = True
            ends.pop(0)
        if ends and reading.folded.endswith("附件：", 0, label.start) and ends[0] - label.start < _LONGEST_LIST:
            listed = ends[0]
        if label.start >= max(chain.last_end, listed) and chain.accepts(label, glued=True):
            yield label.start
            accepted.append(label)
    units = list(zip(accepted, [*(label.start for label in accepted[1:]), line.end], strict=False))
    yield from heading_cuts(reading, units)


_CHAPTERS = frozenset((Style.CHAPTER, Style.SECTION, Style.PART))


def _chapter_cuts(reading: Reading, line: Line, chain: _Chain | None) -> list[int]:
    """``第一章　总则　　第一条　…`` on one line; and the line's own label is open from here on."""
    label = line.label
    if label is None:
        return []
    if chain is not None:
        chain.accepts(label, glued=False)
    if label.style not in _CHAPTERS:
        return []
    inner = re.compile(r"(?<=\s)第[一二三四五六七八九十百\d]{1,5}[节条]").search(reading.folded, label.end, line.end)
    if inner is None:
        return []
    nested = label_at(reading.folded, inner.start())
    if nested is not None and chain is not None:
        chain.accepts(nested, glued=False)
    return [inner.start()]


# ------------------------------------------------------------------------------- what is missing in between


def _missing(reading: Reading, lines: list[Line]) -> list[Line]:
    """A label missing between two lines (…2., 4.) that stands after a sentence inside a paragraph is cut free."""
    labels = [line.label for line in lines]
    last: dict[Style, tuple[int, int]] = {}
    cuts: dict[int, list[int]] = {}
    for index, label in enumerate(labels):
        if label is None:
            continue
        previous = last.get(label.style)
        if previous is not None and label.ordinal - previous[1] == 2:
            found = _between(reading, lines, previous[0], index, label, previous[1] + 1)
            if found:
                cuts.setdefault(found[0], []).append(found[1])
        last[label.style] = (index, label.ordinal)
    if not cuts:
        return lines
    whole = ((line,) if index not in cuts else _pieces(reading, line, cuts[index]) for index, line in enumerate(lines))
    return [piece for pieces in whole for piece in pieces]


def _between(
    reading: Reading, lines: list[Line], first: int, last: int, label: Label, ordinal: int
) -> tuple[int, int] | None:
    for index in range(first, last):
        line = lines[index]
        for inner in labels_within(reading.folded, line.start + 1, line.end, chinese=reading.chinese):
            before = reading.folded[max(0, inner.start - 8) : inner.start].rstrip()[-1:]
            if inner.style is label.style and inner.ordinal == ordinal and before in _ENDS:
                return index, inner.start
    return None
