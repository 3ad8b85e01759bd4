"""Figures to be reached, in English sentences: ``By 2020, X will reach 12 per 10,000 people``.

A figure counts where its clause says how it is met (``reach``, ``increase … to``, ``no less than``) and its sentence
that it is intended: ``will``, ``shall``, ``to``, or a year from the document's own on. Past tenses report.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from ipr_extract.data import alternatives
from ipr_extract.model import Change, Header, Indicator, Value
from ipr_extract.nlp.places import Places, document_year
from ipr_extract.nlp.quantities import WORDS
from ipr_extract.nlp.reading import Line, Reading

_WORDS = WORDS["english"]
_LIMITS = {word: comparator for comparator, words in WORDS["english_comparisons"].items() for word in words}


def _any(words: Iterable[str]) -> str:
    return alternatives(words).replace(r"\ ", r"\s+")


_DURATIONS = frozenset(_WORDS["durations"])
_FIGURE = re.compile(
    rf"(?<![\w.,\-/(\[])(?P<number>\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?)(?![\d/\-–]|\.\d|th\b|st\b|nd\b|rd\b)"
    rf"(?P<unit>(?:\s?(?:{_any(_WORDS['multipliers'])}))?(?:\s?(?:{_any(_WORDS['units'])})(?![a-z]))?"
    rf"(?:\s(?:per|for\severy)\s[\d,]+\s\w+)?)",
    re.I,
)
_LIMIT = rf"(?:(?P<limit>{_any(_LIMITS)})\s+)?"
_RATE = r"(?:(?:at|with)\s+an?\s+(?:average\s+)?(?:annual\s+)?(?:average\s+)?(?:growth\s+)?rate\s+of\s+)?"
_FROM = (
    r"(?:\s+from\s+(?:\w+\s+)?(?P<base>\d[\d,.]*)(?:\s?(?:percent|%|[a-z]+))?(?:\s+per\s[\d,]+\s\w+)?"
    r"(?:\s+in\s+(?P<base_year>(?:19|20)\d\d))?)?"
)
# increase the share of X from 6.3 in 2015 to ‖12
_RAISED = re.compile(
    rf"\b(?:(?P<up>{_any(_WORDS['up'])})|(?P<down>{_any(_WORDS['down'])}))\s+(?P<name>(?!from\b|to\b|by\b)[^.;]+?){_FROM}\s+(?P<to>to|by)\s+{_LIMIT}\Z",
    re.I,
)
# X shall rise from 6.3 to ‖12; X will grow by about ‖7
_RISES = re.compile(
    rf"(?P<name>.+?)\s+(?:{_any(_WORDS['intent'])}|be|to|strive|not|further|\s)*\s*\b(?:(?P<up>{_any(_WORDS['up'])})|(?P<down>{_any(_WORDS['down'])}))"
    rf"(?:\s+[a-z]+ly)?{_FROM}\s+(?P<to>to\s+|by\s+)?{_RATE}{_LIMIT}\Z",
    re.I,
)
# X will reach ‖12; X shall be no less than ‖95; with a rate of at least ‖90; keep X within ‖3
_REACHES = re.compile(
    rf"(?P<name>.+?)\s+(?:(?:(?:{_any(_WORDS['intent'])})\s+)*(?P<level>{_any(_WORDS['level'])})(?:\s+at)?\s+(?:(?P<limit>{_any(_LIMITS)})\s+)?"
    rf"|(?:(?:(?:{_any(_WORDS['intent'])})\s+)+|(?:of|is|are)\s+)?(?:not\s+)?(?P<bound>{_any(_LIMITS)})\s+)\Z",
    re.I,
)
# Without one of these before a figure nothing is said of it; the patterns cost a hundred times more.
_CUES = frozenset(
    word.split()[0].lower()
    for words in (*(_WORDS[kind] for kind in ("up", "down", "level", "making")), _LIMITS)
    for word in words
)
_MADE = re.compile(rf"\b(?:{_any(_WORDS['making'])})\s+{_LIMIT}\Z", re.I)
_OBJECT = re.compile(
    r"\s+(?P<object>[A-Za-z][\w\s'’\-/]{2,60}?)(?=\s+(?:by|in|before|within|and|to|for|nationwide)\b|[,.;:)]|\Z)"
)
_BEFORE = re.compile(
    rf"(?:\s*(?:(?:by|before|in|until)\s+(?:the\s+end\s+of\s+)?(?:19|20)\d\d,?|(?:{_any(_WORDS['before'])})(?=\s)|[,:;])\s*)+",
    re.I,
)
_TARGET = re.compile(
    r"\b(?:by|before|until|in|up\s+to)\s+(?:the\s+(?:end|year)\s+(?:of\s+)?)?(?P<year>(?:19|20)\d\d)\b", re.I
)
# Characters before a figure that are looked at: more are no sentence, and would take long.
_LONGEST, _LONGEST_CLAUSE = 1_000, 300
_BASE_YEAR = re.compile(r"\b(?:compared\s+(?:with|to)|over|from|on)\s+(?P<year>(?:19|20)\d\d)\b", re.I)
_INTENT, _REPORT = (re.compile(rf"\b(?:{_any(_WORDS[kind])})\b", re.I) for kind in ("intent", "report"))
_ANNUAL = re.compile(r"\bannual(?:ly)?\b|\b(?:per|a|each|every)\s+year\b", re.I)
_BEHIND = re.compile(
    r"\s*(?:or\s+(?P<more>more|above|higher|over)|or\s+(?P<less>less|below|lower)|and\s+above)\b", re.I
)
_END = re.compile(r"[.;](?=\s|\Z)|\n")
_YEAR = re.compile(r"(?:19|20)\d\d\Z")
# Each province may recommend up to 8 parks: a right, no goal.
_ALLOWED = re.compile(r"\b(?:may|can|who|which)\b", re.I)
_NATURE = re.compile(rf"\((?:(?P<binding>{_any(_WORDS['binding'])})|(?P<expected>{_any(_WORDS['expected'])}))\b", re.I)


def english_indicators(reading: Reading, header: Header, places: Places) -> list[Indicator]:
    """The indicators in the sentences of an English text, in printed order."""
    found: list[Indicator] = []
    year = document_year(header)
    begin = max(value.end or 0 for value in (header.title, header.document_number, Value("", 0, 0)) if value)
    for match in _FIGURE.finditer(reading.folded, begin):
        if not match["unit"] and _YEAR.match(match["number"]):
            continue
        line = places.line_at(match.start())
        if line is None or (line.label is not None and match.start() < line.label.end):
            continue
        one = _Clause(reading, line, match, year, found[-1].end if found else 0).indicator(places)
        if one is not None:
            found.append(one)
    return found


class _Clause:
    """One figure with the sentence and the clause round it."""

    def __init__(self, reading: Reading, line: Line, match: re.Match[str], year: int | None, read_to: int) -> None:
        self.reading = reading
        self.match = match
        self.year = year
        folded = reading.folded
        begin = max(line.start if line.label is None else line.label.end, match.start() - _LONGEST)
        ends = [m.end() for m in _END.finditer(folded, begin, match.start())]
        stop = _END.search(folded, match.end(), min(line.end, match.end() + _LONGEST))
        self.start, self.end = reading.strip(
            ends[-1] if ends else begin, stop.start() if stop else min(line.end, match.end() + _LONGEST)
        )
        floor = max(self.start, read_to, match.start() - _LONGEST_CLAUSE)
        self.clause = max(
            floor, folded.rfind(", ", floor, match.start()) + 2 if ", " in folded[floor : match.start()] else floor
        )

    def indicator(self, places: Places) -> Indicator | None:
        """The indicator, or None where the figure is none."""
        folded, match = self.reading.folded, self.match
        before = match.start() - (folded[match.start() - 1 : match.start()] in ("$", "¥"))
        words = folded[self.clause : before].lower()
        if not any(cue in words for cue in _CUES):
            return None
        said = (
            _RAISED.search(folded, self.clause, before)
            or _RISES.match(folded, self.clause, before)
            or _REACHES.match(folded, self.clause, before)
        )
        if said is not None:
            name = said.span("name")
        else:
            said = _MADE.search(folded, self.clause, before)
            behind = _OBJECT.match(folded, match.end(), self.end) if said else None
            if behind is None:
                return None
            name = behind.span("object")
        target = self._target()
        if said is None or not self._intended(target) or _ALLOWED.search(folded, *name):
            return None
        return self._made(places, said, name, target)

    def _target(self) -> int | None:
        years = [int(m["year"]) for m in _TARGET.finditer(self.reading.folded, self.start, self.end)]
        return next((year for year in reversed(years) if self.year is None or year >= self.year), None)

    def _intended(self, target: int | None) -> bool:
        folded = self.reading.folded
        if _REPORT.search(folded, self.start, self.match.start()):
            return False
        return target is not None or _INTENT.search(folded, self.start, self.match.start()) is not None

    def _made(self, places: Places, said: re.Match[str], name: tuple[int, int], target: int | None) -> Indicator | None:
        folded, match = self.reading.folded, self.match
        words = said.groupdict()
        sign = folded[match.start() - 1] if folded[match.start() - 1] in "$¥" else ""
        unit = re.sub(r"\s+", " ", sign + match["unit"]).strip()
        verb = (words.get("up") or words.get("down") or words.get("level") or "").lower()
        if unit.lower() in _DURATIONS and verb not in _WORDS["durations_behind"]:
            return None
        lead = _BEFORE.match(folded, *name)
        begin, finish = self.reading.strip(lead.end() if lead else name[0], name[1], ",:")
        printed = re.sub(r"\s+", " ", self.reading.text[begin:finish])
        if not 3 <= len(printed) <= 120:
            return None
        behind = _BEHIND.match(folded, match.end(), self.end)
        limit = re.sub(r"\s+", " ", (words.get("limit") or words.get("bound") or "").lower())
        comparator = _LIMITS.get(limit, ">=" if behind and not behind["less"] else "<=" if behind else "=")
        change = self._change(words)
        base = words.get("base")
        base_year = words.get("base_year") or ((m := _BASE_YEAR.search(folded, self.start, self.end)) and m["year"])
        nature = _NATURE.search(folded, match.end(), min(self.end, match.end() + 30))
        section = places.section_at(match.start())
        start = next((said.start(group) for group in ("limit", "bound", "level") if words.get(group)), match.start())
        end = self.reading.strip(match.start(), behind.end() if behind else match.end())[1]
        return Indicator(
            section_id=section.section_id if section else None,
            path=section.path if section else "",
            name=printed,
            comparator=comparator,
            value=match["number"].replace(",", ""),
            unit=unit,
            baseline_value=base.rstrip(".,").replace(",", "") if base else None,
            baseline_year=int(base_year) if base_year else None,
            target_year=target,
            nature=nature.lastgroup if nature else None,
            start=start,
            end=end,
            change=change,
            upper=None,
            statement=Value(self.reading.text[self.start : self.end], self.start, self.end),
        )

    def _change(self, words: dict[str, str | None]) -> Change | None:
        if not (words.get("up") or words.get("down")) or (words.get("to") or "").strip().lower() == "to":
            return None
        annual = _ANNUAL.search(self.reading.folded, self.clause, min(self.end, self.match.end() + 24)) is not None
        if words.get("up"):
            return Change.ANNUAL_INCREASE if annual else Change.INCREASE
        return Change.ANNUAL_DECREASE if annual else Change.DECREASE
