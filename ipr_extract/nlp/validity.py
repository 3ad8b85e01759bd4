"""From when until when a circular holds, as it says of itself: ``本办法自2020年1月1日起施行，有效期5年``.

A day that is named by the circular's own issue (``自印发之日起``) is its date of writing. A term of years ends on the
day before the day of the same name: five years from 1 January 2020 end on 31 December 2024. What holds for a licence or
a certificate (``许可证有效期为5年``) is not the circular's.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Sequence

from ipr_extract.data import alternatives, rules
from ipr_extract.dates import parse_date
from ipr_extract.model import Header, Validity
from ipr_extract.nlp.places import Places
from ipr_extract.nlp.quantities import decimal
from ipr_extract.nlp.reading import Reading

_WORDS = rules("deadlines")["validity"]
_DATE = r"(?:19|20)\d\d\s?年\s?\d{1,2}\s?月\s?\d{1,2}\s?日"
_HAN = "一二三四五六七八九十两"
# 自发布之日起施行, 自印发之日起30日后施行, 自2020年1月1日起执行, 从即日起实施
_BEGINS = re.compile(
    rf"[自从](?:(?P<date>{_DATE})|(?:即日)|(?:本\w{{0,8}})?(?:{alternatives(_WORDS['issued'])})之日)起\s?"
    rf"(?:满?(?P<later>\d{{1,3}}|[{_HAN}]{{1,3}})(?P<later_unit>日|天|个月)(?:后|之后)?起?)?，?(?:正式|开始)?"
    rf"(?:(?P<begin>{alternatives(_WORDS['begin'])})|(?=[^。；\n]{{0,6}}有效期|有效))"
)
# 有效期5年, 有效期为五年, 试行期两年, 有效期限3年; 有效期至2025年12月31日, 执行至2025年12月31日
_ENDS = re.compile(
    r"(?:有效期限?|试行期限?|施行期限?|实施期限?|执行期限?|有效期间)\s?(?:为|是|共)?\s?(?:"
    rf"(?:自\w{{0,8}}起)?(?P<term>\d{{1,2}}|[{_HAN}]{{1,3}})\s?(?P<unit>年|个月)"
    rf"|(?:自?(?P<from>{_DATE})起?)?\s?(?:[至到]|[-—–~]+)\s?(?P<until>{_DATE}))"
    rf"|(?:施行|实施|执行|试行|有效)至\s?(?P<until2>{_DATE})|有效期?(?P<term2>\d{{1,2}}|[{_HAN}]{{1,3}})年"
)
_FOREIGN = re.compile(alternatives(_WORDS["foreign"]))
_OWN = re.compile(alternatives(_WORDS["own"]))
_SENTENCE_END = re.compile("[。\n]")
_QUOTED = re.compile(r"《[^《》\n]*》[^，。；]{0,6}\Z")


def validity(reading: Reading, header: Header, places: Places, cues: Sequence[int]) -> Validity | None:
    """What the circular, or the plan that it issues, says of its own validity; None where it says nothing.

    Sentences that name what they speak of (本办法) go before those that don't; of equals the first counts, and a term
    that stands in another sentence is taken to it.
    """
    found: list[tuple[bool, int, int, re.Match[str] | None, re.Match[str] | None]] = []
    read_to = 0
    for cue in cues:
        line = places.line_at(cue) if cue >= read_to else None
        if line is None:
            continue
        begin = line.start if line.label is None else line.label.end
        start = max(begin, reading.folded.rfind("。", begin, cue) + 1)
        stop = _SENTENCE_END.search(reading.folded, cue, line.end)
        end = read_to = stop.start() if stop else line.end
        starts, ends = _own(reading.folded, start, end, _BEGINS), _own(reading.folded, start, end, _ENDS)
        if starts or ends:
            found.append(
                (_OWN.search(reading.folded, start, end) is not None, *reading.strip(start, end), starts, ends)
            )
    if not found:
        return None
    named = [one for one in found if one[0]] or found
    _, start, end, starts, ends = next((one for one in named if one[3] is not None), named[0])
    effective = _effective(starts, header.written_date)
    if effective is None and ends is not None and ends["from"]:
        effective = parse_date(ends["from"])  # 有效期自2020年1月1日至2022年12月31日
    return Validity(effective, _until(ends, effective or header.written_date), start, end)


def _own(folded: str, start: int, end: int, pattern: re.Pattern[str]) -> re.Match[str] | None:
    """A match whose clause speaks of the circular, not of a licence nor of a cited document."""
    for match in pattern.finditer(folded, start, end):
        clause = max(start, *(folded.rfind(sign, start, match.start()) + 1 for sign in "，；："))
        words = folded[clause : match.start()]
        if not _QUOTED.search(words) and (not _FOREIGN.search(words) or _OWN.search(words)):
            return match
    return None


def _effective(match: re.Match[str] | None, written: dt.date | None) -> dt.date | None:
    if match is None:
        return None
    if match["date"]:
        return parse_date(match["date"])
    if written is None or not match["later"]:
        return written
    count = int(decimal(match["later"]))
    return _months_on(written, count) if match["later_unit"] == "个月" else written + dt.timedelta(days=count)


def _until(match: re.Match[str] | None, effective: dt.date | None) -> dt.date | None:
    if match is None:
        return None
    until = match["until"] or match["until2"]
    if until:
        return parse_date(until)
    first = parse_date(match["from"]) if match["from"] else effective
    if first is None:
        return None
    count = int(decimal(match["term"] or match["term2"]))
    return _months_on(first, count * (1 if match["unit"] == "个月" else 12)) - dt.timedelta(days=1)


def _months_on(date: dt.date, months: int) -> dt.date:
    """The day of the same name some months on, or that month's last."""
    year, month = divmod(date.year * 12 + date.month - 1 + months, 12)
    return dt.date(year, month + 1, min(date.day, calendar.monthrange(year, month + 1)[1]))
