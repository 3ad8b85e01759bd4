"""What no rule has claimed of a document: a measure of what was missed where there is no gold to ask.

Two figures. The *share* of the text that stands in no numbered unit, header line, statement or citation says whether
the document's form was understood. The *cues* are words of responsibility, of time and of figures to be reached that
stand outside of every statement, deadline and indicator: each may be a row that is missing.
"""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Protocol

from ipr_extract.model import Circular, Finding, Residue, Severity
from ipr_extract.nlp.layout import Layout
from ipr_extract.nlp.reading import Reading, line_at
from ipr_extract.nlp.residue_cues import Cue, sentence_start, vocabulary
from ipr_extract.nlp.responsibility import Statement

_Span = tuple[int, int]


class _Printed(Protocol):
    """Anything that stands at a place of the text."""

    @property
    def start(self) -> int:
        """Its first character."""

    @property
    def end(self) -> int:
        """Where it ends."""


_AROUND = 24  # characters of the sentence that a finding shows on each side of a cue
_OUTSIDE = {
    "responsibility": "no responsibility statement",
    "deadline": "no deadline",
    "indicator": "no indicator",
}


def with_residue(reading: Reading, layout: Layout, said: Sequence[Statement], circular: Circular) -> Circular:
    """The circular with its residue, and a finding for each cue that is left over. ``said`` is in printed order."""
    left = tuple(left_over(reading, layout, said, circular))
    share = unclaimed_share(reading, layout, said, circular)
    return replace(circular, residue=Residue(share, len(left)), findings=(*circular.findings, *left))


def unclaimed_share(reading: Reading, layout: Layout, said: Sequence[Statement], circular: Circular) -> float:
    """The share of the text's characters, furniture and lists of metadata apart, that nothing has claimed.

    Claimed are numbered units (all of their text), the lines of the header and of the signature, headings of annexes
    and of what is issued, and outside of units what statements, deadlines, indicators and citations cover.
    """
    lines, tables = reading.lines, reading.tables
    whole = sum([line.end - line.start for line in lines]) + sum([table.end - table.start for table in tables])
    if not whole:
        return 0.0
    header = {*layout.title, *layout.addressees, *layout.signature, layout.number, layout.date}
    known = {lines[index].start for index in header if index is not None}.union(layout.breaks)
    rows: list[tuple[int, int]] | None = None
    free = 0
    for start, end in _gaps(circular, layout.breaks, len(reading.folded)):
        pieces: tuple[_Printed, ...] = (*_within(lines, start, end), *_within(tables, start, end))
        for piece in pieces:
            if piece.start in known:
                continue
            if rows is None:
                read: tuple[_Printed, ...] = (*said, *circular.references, *circular.deadlines, *circular.indicators)
                rows = _merged([(one.start, one.end) for one in read])
            free += piece.end - piece.start - _covered(rows, piece.start, piece.end)
    return round(free / whole, 3)


def _gaps(circular: Circular, breaks: Iterable[int], length: int) -> Iterator[_Span]:
    """What stands before, between and behind the units: a unit's text runs up to the next one or to a break."""
    sections = circular.sections
    if not sections:
        yield 0, length
        return
    yield 0, sections[0].start
    starts = [section.start for section in sections]
    reached = starts[0]
    for offset in sorted(breaks):
        if offset > reached:
            at = bisect.bisect_right(starts, offset)
            reached = starts[at] if at < len(starts) else length
            yield offset, reached
    if reached < length:
        yield max(reached, sections[-1].end), length


def _within(pieces: Sequence[_Printed], start: int, end: int) -> Sequence[_Printed]:
    """The lines or tables that begin in a span."""
    first = bisect.bisect_left(pieces, start, key=_start)
    return pieces[first : bisect.bisect_left(pieces, end, first, key=_start)]


def _start(piece: _Printed) -> int:
    return piece.start


def _merged(spans: list[_Span]) -> list[_Span]:
    """Spans in order, those that touch or overlap as one."""
    out: list[_Span] = []
    for start, end in sorted(spans):
        if out and start <= out[-1][1]:
            if end > out[-1][1]:
                out[-1] = (out[-1][0], end)
        else:
            out.append((start, end))
    return out


def _covered(spans: Sequence[_Span], start: int, end: int) -> int:
    """How many characters of a piece merged spans cover."""
    return sum(min(last, end) - max(first, start) for first, last in spans if first < end and last > start)


def left_over(reading: Reading, layout: Layout, said: Sequence[Statement], circular: Circular) -> Iterator[Finding]:
    """A finding for each cue that nothing has claimed and nothing explains, in printed order."""
    words = vocabulary("zh" if reading.chinese else "en")
    folded = reading.folded
    signs = words.search.finditer(folded)
    first = next(signs, None)
    if first is None:
        return
    claimed = _merged(_claims(reading, layout, said, circular))
    starts = [start for start, _ in claimed]
    targets = sorted([indicator.start for indicator in circular.indicators])
    lines: list[int] = []
    last = -1
    for match in (first, *signs):
        start, end = match.span()
        at = bisect.bisect_right(starts, start) - 1
        if start < last or (at >= 0 and start < claimed[at][1]):
            continue
        cue = words.cue(folded, start, end)
        if cue is None or cue.start < last or _touches(claimed, starts, cue):
            continue
        last = cue.end
        if cue.kind == "deadline" and _has_figure(folded, cue, targets):
            continue
        if words.explanation(folded, cue, match[0]) is not None:
            continue
        # A cue of a page's furniture or of a list of metadata is in no line.
        lines = lines or [line.start for line in reading.lines]
        line = line_at(reading.lines, lines, cue.start)
        if line is not None or any(table.start <= cue.start < table.end for table in reading.tables):
            yield _finding(reading, cue)


def _claims(reading: Reading, layout: Layout, said: Sequence[Statement], circular: Circular) -> list[_Span]:
    """What cues may stand in: statements, deadlines, indicators, whole tables that any of them were read from, and the
    header's lines."""
    spans = [(statement.start, statement.end) for statement in said]
    figures: tuple[_Printed, ...] = (*circular.deadlines, *circular.indicators)
    spans += [(figure.start, figure.end) for figure in figures]
    for table in reading.tables:
        if any(table.start <= start < table.end for start, _ in spans):
            spans.append((table.start, table.end))
    for index in (*layout.title, *layout.addressees, *layout.signature):
        spans.append((reading.lines[index].start, reading.lines[index].end))
    return spans


def _touches(spans: Sequence[_Span], starts: Sequence[int], cue: Cue) -> bool:
    """Whether a cue overlaps one of the merged spans: 达到12 is half of 达到12件."""
    at = bisect.bisect_left(starts, cue.end) - 1
    return at >= 0 and spans[at][1] > cue.start


def _has_figure(folded: str, cue: Cue, targets: Sequence[int]) -> bool:
    """Whether a time is that of a figure in its sentence: 到2025年，办结率达到95%."""
    at = bisect.bisect_left(targets, cue.end)
    if at < len(targets) and sentence_start(folded, targets[at]) <= cue.start:
        return True
    return at > 0 and targets[at - 1] >= sentence_start(folded, cue.start)


def _finding(reading: Reading, cue: Cue) -> Finding:
    text, start, end = reading.text, cue.start, cue.end
    before = text[sentence_start(reading.folded, start, _AROUND) : start]
    after = text[end : end + _AROUND].partition("\n")[0].partition("。")[0]
    words = f"{before}【{text[start:end]}】{after}".strip()
    return Finding("residue_cue", Severity.INFO, f"a cue of {cue.kind} in {_OUTSIDE[cue.kind]}: {words}", start, end)
