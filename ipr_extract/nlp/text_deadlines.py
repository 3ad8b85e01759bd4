"""Deadlines in running text: ``2018年6月底前完成``, ``力争年内``, ``by the end of June 2018``.

A time that ends in 前 or 内 says by when by itself. One that doesn't (``6月底``) counts where its clause says that
something is done by then, a bare year (``到2020年``) only where it says so in words of finished work and without a
figure: what is to reach a figure by a year is an indicator. Times that have passed, and conditions
(``3月1日前登记的``), are none.
"""

from __future__ import annotations

import bisect
import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence

from ipr_extract.data import alternatives, rules
from ipr_extract.dates import last_day
from ipr_extract.model import Deadline, Header, StatedIn, Task
from ipr_extract.nlp.places import Places, document_year
from ipr_extract.nlp.reading import Line, Reading

_WORDS = rules("deadlines")
_YEAR = r"(?:(?:19|20)\d\d年|[今明本当每次]年)"
# 2018年6月底前, 6月30日前, 年底前, 2019年上半年, 二季度末; 年内, but not 两年内.
_TIME = re.compile(
    rf"""(?<![\d.〔])
    (?: {_YEAR}度?\s?
        (?:(?:\d{{1,2}}月份?(?:\d{{1,2}}[日号]|[上中下]旬|[底末])?|第?[一二三四]季度|[上下]半年)[底末内]?|年?[底末内])?
      | (?<!年)\d{{1,2}}月(?:\d{{1,2}}[日号]|[上中下]旬|[底末])?
      | (?<![\d一二三四五六七八九十两几数多百半每周])年[底末内]
    )(?P<before>[之以]?前(?![后期款述三二一]))?""",
    re.VERBOSE,
)
_DONE, _FIRM = (re.compile(alternatives(_WORDS["done"][kind])) for kind in ("verbs", "firm"))
_PAST = re.compile(
    rf"\s?(?:{alternatives(_WORDS['past']['words'])}|(?:{alternatives(_WORDS['past']['conditions'])})[^，。；]{{0,8}}的)"
)
_CLAUSE_END = re.compile(r"[，。；：！\n]")
_LONGEST = 300  # characters on either side of a time that are looked at
_DIGIT = re.compile(r"\d")
_BARE_YEAR = re.compile(r"(?:19|20)\d\d年")
_PRINTED_YEAR = re.compile(r"(?:19|20)\d\d(?=年)")
_MONTH = r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_ENGLISH = re.compile(
    r"\b(?:[Bb]y|[Bb]efore|[Nn]o\s+later\s+than|[Nn]ot\s+later\s+than|[Pp]rior\s+to|[Uu]ntil)\s+"
    rf"(?P<time>the\s+end\s+of\s+{_MONTH}(?!,?\s+(?:19|20)\d\d)|(?:the\s+end\s+of\s+)?(?:"
    rf"(?:the\s+)?\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH},?\s+(?:19|20)\d\d"
    rf"|{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?\b(?:,?\s+(?:19|20)\d\d)?|{_MONTH},?\s+(?:19|20)\d\d"
    r"|(?:the\s+)?(?:first|second|third|fourth)\s+(?:quarter|half)(?:\s+of\s+(?:19|20)\d\d)?"
    r"|this\s+year|the\s+year|(?:19|20)\d\d))\b"
)
_ENGLISH_DONE = re.compile(rf"\b(?:{alternatives(_WORDS['done']['english'])})\b", re.I)


def text_deadlines(
    reading: Reading,
    header: Header,
    places: Places,
    tasks: Sequence[Task],
    stated: Sequence[tuple[int, int]],
    cues: Sequence[int],
) -> list[Deadline]:
    """The deadlines in running text, in printed order; ``stated`` are the spans of statements, which have their own."""
    if reading.chinese and not cues:
        return []
    year = document_year(header)
    known = sorted(stated)
    starts = [start for start, _ in known]

    def is_stated(offset: int) -> bool:
        at = bisect.bisect_right(starts, offset) - 1
        return at >= 0 and offset < known[at][1]

    left = [cue for cue in cues if not is_stated(cue)]
    spans = _chinese(reading, places, left) if reading.chinese else _english(reading, places)
    found: list[Deadline] = []
    for start, end, base in spans:
        if is_stated(start):
            continue
        words = reading.folded[start:end]
        date = last_day(words, base or year)
        written = header.written_date
        if date is not None and written is not None and date < written and words.startswith("每年"):
            date = last_day(words, written.year + 1)  # the first such day from then on
        if date is None or (written is not None and date < written):
            continue
        found.append(_deadline(reading, places, tasks, start, end, date))
    return found


def _deadline(reading: Reading, places: Places, tasks: Sequence[Task], start: int, end: int, date: dt.date) -> Deadline:
    section = places.section_at(start)
    holding = [task for task in tasks if task.start <= start < task.end]
    task = min(holding, key=lambda task: task.end - task.start) if holding else None
    return Deadline(
        task_id=task.task_id if task else None,
        section_id=section.section_id if section else None,
        path=section.path if section else "",
        text=reading.text[start:end],
        date=date,
        stated_in=StatedIn.TEXT,
        start=start,
        end=end,
    )


def _chinese(reading: Reading, places: Places, cues: Iterable[int]) -> Iterator[tuple[int, int, int | None]]:
    """Where deadlines stand, with the year that the sentence printed before."""
    folded = reading.folded
    read_to = 0
    for cue in cues:
        line = places.line_at(cue) if cue >= read_to else None
        if line is None:
            continue
        begin = max(line.start, cue - _LONGEST)
        floor = max(begin, *(folded.rfind(sign, begin, cue) + 1 for sign in "。；！"))
        clause = max(floor, *(folded.rfind(sign, floor, cue) + 1 for sign in "，："))
        for match in _TIME.finditer(folded, clause, min(line.end, cue + 12)):
            if match.end() <= cue or not _says_by_when(folded, match, line):
                continue
            read_to = match.end()
            years = _PRINTED_YEAR.findall(folded, floor, match.start())
            yield match.start(), match.end(), int(years[-1]) if years else None


def _says_by_when(folded: str, match: re.Match[str], line: Line) -> bool:
    # 到2020年，建成体系: what is done by then stands in the next clause.
    begin = match.end() + (folded[match.end() : match.end() + 1] == "，")
    limit = min(line.end, begin + _LONGEST)
    stop = _CLAUSE_END.search(folded, begin, limit)
    end = stop.start() if stop else limit
    if _PAST.match(folded, match.end(), end) or folded[end - 1] == "的":
        return False
    if match["before"] or match[0].endswith("内"):
        return True
    if _BARE_YEAR.fullmatch(match[0]):
        return (
            folded[match.start() - 1 : match.start()] in ("到", "至")
            and not _DIGIT.search(folded, match.end(), end)
            and _FIRM.search(folded, match.end(), end) is not None
        )
    return match[0][-1] in "底末" and _DONE.search(folded, match.end(), end) is not None


def _english(reading: Reading, places: Places) -> Iterator[tuple[int, int, int | None]]:
    folded = reading.folded
    for match in _ENGLISH.finditer(folded):
        line = places.line_at(match.start())
        if line is None:
            continue
        begin, limit = max(line.start, match.start() - _LONGEST), min(line.end, match.end() + _LONGEST)
        start = max(begin, folded.rfind(". ", begin, match.start()) + 1)
        stop = folded.find(". ", match.end(), limit)
        end = stop if stop >= 0 else limit
        if match["time"].isdecimal():
            numbers = re.findall(r"\d[\d.,]*", folded[start : match.start()] + folded[match.end() : end])
            if numbers or not _ENGLISH_DONE.search(folded, start, end):
                continue
        yield match.start(), match.end(), None
