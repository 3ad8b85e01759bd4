"""Figures to be reached, in the sentences of a Chinese text: ``到2020年，每万人口发明专利拥有量达到12件``.

A sentence is read only where `cues` found a sign of a figure in it; `goal_sentences` reads it.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Sequence

from ipr_extract.data import alternatives
from ipr_extract.model import Header, Indicator, Section, Value
from ipr_extract.nlp.goal_sentences import Around, Goal, goals
from ipr_extract.nlp.goals import TARGET
from ipr_extract.nlp.places import Places, document_year
from ipr_extract.nlp.quantities import WORDS
from ipr_extract.nlp.reading import Line, Reading, fold

_END = re.compile("[。；！\n]")
_LONGEST = 2_000  # characters of a sentence; what is longer is none, and would take long to look through
_END_OVER_BREAKS = re.compile("[。；！]")
_PLANS = re.compile(alternatives(WORDS["rules"]["plans"]))
_RULE_DOCUMENTS = frozenset(WORDS["rules"]["documents"])
_GOAL_TITLES = re.compile("目标|指标")


def sentence_indicators(reading: Reading, header: Header, places: Places, cues: Sequence[int]) -> list[Indicator]:
    """The indicators in the sentences of a Chinese text; ``cues`` are where figures may stand."""
    return _Sentences(reading, header, places, cues).read()


class _Sentences:
    def __init__(self, reading: Reading, header: Header, places: Places, cues: Sequence[int]) -> None:
        self.reading = reading
        self.folded = reading.folded
        self.places = places
        self.cues = cues
        title = header.title
        self.year = document_year(header)
        self.wrapped = reading.document.pages is not None  # a PDF breaks the lines of its cells anywhere
        self.by_rule = header.document_type in _RULE_DOCUMENTS
        named = fold(title.text) if title is not None else ""
        self.plans = _PLANS.search(named) is not None
        self.begin = max((value.end or 0) for value in (title, header.document_number, _NOWHERE) if value)
        targets = [match for cue in cues if (match := TARGET.match(self.folded, cue))]
        years = [(match.start(), int(match["year"])) for match in targets]
        self.targets = [(start, year) for start, year in years if self.year is None or year >= self.year]
        self.target_starts = [start for start, _ in self.targets]

    def read(self) -> list[Indicator]:
        found: list[Indicator] = []
        read_to = self.begin
        for cue in self.cues:
            line = self.places.line_at(cue) if cue >= read_to else None
            if line is None:
                continue
            start, read_to = self._sentence(line, cue)
            target = self._year_between(line.start, start)
            section = self.places.section_at(start)
            if target is None and self.targets and section is not None:
                target = self._above(section, start)
            stated = self._goals(start, read_to, Around(self.year, target, self.by_rule, self.plans))
            if stated:
                found += self._rows(start, read_to, stated, section)
        return found

    def _sentence(self, line: Line, cue: int) -> tuple[int, int]:
        """The bounds of the sentence that holds ``cue``. A line break ends one, but for those of a PDF's cells."""
        folded = self.folded
        stop = (_END_OVER_BREAKS if self.wrapped else _END).search(folded, cue, line.end)
        start = line.start if line.label is None else line.label.end
        for sign in "。；！" if self.wrapped else "。；！\n":
            start = max(start, folded.rfind(sign, start, cue) + 1)
        return start, stop.start() if stop else line.end

    def _goals(self, start: int, end: int, around: Around) -> Sequence[Goal]:
        """The goals of a sentence; where its lines are broken they are read as one, and offsets count the breaks."""
        if end - start > _LONGEST:
            return ()
        words = self.folded[start:end]
        if "\n" not in words:
            return goals(words, around)
        kept = [at for at, sign in enumerate(words) if sign != "\n"]
        return [
            goal._replace(
                start=kept[goal.start],
                end=kept[goal.end - 1] + 1,
                names=tuple((kept[first], kept[last - 1] + 1) for first, last in goal.names),
            )
            for goal in goals(words.replace("\n", ""), around)
        ]

    def _year_between(self, start: int, end: int) -> int | None:
        """The last year that a stretch of text says is to be reached."""
        at = bisect.bisect_left(self.target_starts, end) - 1
        return self.targets[at][1] if at >= 0 and self.targets[at][0] >= start else None

    def _above(self, section: Section, start: int) -> int | None:
        """The year of the unit, or of one around it, that speaks of goals or opens with a colon."""
        for unit in (section, *self.places.around(section)):
            end = min(unit.end, start)
            year = self._year_between(unit.start, end)
            if year is not None and (
                _GOAL_TITLES.search(unit.title) or self.folded[unit.start : end].rstrip()[-1:] == "："
            ):
                return year
        return None

    def _rows(self, start: int, end: int, stated: Sequence[Goal], section: Section | None) -> list[Indicator]:
        text = self.reading.text
        begin, finish = self.reading.strip(start, end)
        statement = Value(text[begin:finish], begin, finish)
        section_id, path = (section.section_id, section.path) if section else (None, "")
        return [
            Indicator(
                section_id, path, "：".join([text[start + a : start + b] for a, b in goal.names]).replace("\n", ""),
                *goal[1:8], start + goal.start, start + goal.end, goal.change, goal.upper, statement,
            )
            for goal in stated
        ]  # fmt: skip


_NOWHERE = Value("", 0, 0)
