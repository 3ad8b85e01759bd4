"""Dates and deadlines as circulars print them, Chinese and English.

Standard library only: every room above ``data`` may read dates, so this module imports no room.

``parse_date`` and ``find_dates`` read whole dates (year, month and day). ``last_day`` reads a deadline and gives
the last day that meets it. The rules that it follows where print leaves a choice:

- A unit of time (month, quarter, half, year) lasts until its last day: ``6月份``, ``6月底前`` → 30 June.
- ``前`` / ``before`` directly after a unit that is named without its end (``2020年前``, ``before June 2018``) excludes
  that unit; after a day (``9月10日前``) it includes the day, as the end of a term does in Chinese law.
- A year that isn't printed is the last one printed before it in the same text, else the document's.
- Several dates: one that only starts the work (``…启动``) is passed over while another is left; of the rest, the last
  that is said to complete something (``完成``, ``建成``, ``取得…成效``), else the first.
- ``…起`` names a beginning, never a deadline. Words without a date (``持续推进``, ``近期``) and those that leave the
  day open (``年初``, ``30日内``, ``月底前`` without a month) give None.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

# One character for one character, so that offsets in the folded text are offsets in print. Kangxi radicals (U+2F47 for
# 日) come from PDF text layers; ○ and ０ stand for 〇 in older signatures.
_FOLD = str.maketrans(
    "０１２３４５６７８９○零◯⽉⽇⼀⼆⼋⼗壹贰貳叁參肆伍陆陸柒捌玖拾號後內啟動開實現辦結規劃計時間　，－～／．（）",
    "0123456789〇〇〇月日一二八十一二二三三四五六六七八九十号后内启动开实现办结规划计时间 ,-~/.()",
)
_CN = "一二三四五六七八九"
_CN_NUMBER = rf"(?:[{_CN}]?十[{_CN}]?|[廿卅][{_CN}]?|[{_CN}])"
# 二〇一九, 二0一九 and 二OO四: the zero is typed in many ways.
# The spaces stand in brackets because the patterns that use these are verbose: 2 0 1 9 in letter-spaced signatures.
_CN_YEAR = rf"(?:一[ ]?九|二[ ]?[〇0OoОо])[ ]?[{_CN}〇0OoОо][ ]?[{_CN}〇0OoОо]"
_YEAR = r"(?<!\d)(?:1[ ]?9|2[ ]?0)[ ]?\d[ ]?\d"
_SMALL = rf"(?:(?<!\d)\d{{1,2}}|(?<![{_CN}十]){_CN_NUMBER})"
_MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_MONTH_NAME = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\b\.?"
)

_DATE = re.compile(
    rf"""
      # 2019年1月12日, 2018 年 11 月 7 日, 二〇〇六年九月七日, 2019年1月12号
      (?P<zh_year>{_YEAR}|{_CN_YEAR})\ ?年\ ?(?P<zh_month>{_SMALL})\ ?月\ ?(?P<zh_day>{_SMALL})\ ?[日号]
      # 2017-08-17, 2017/8/17, 2017.8.17: the same mark twice, so that 2017-8.17 is none
      # 31.03.2021, as offices in Europe and India print it
    | (?<![\d.])(?P<dot_day>\d{{1,2}})\.(?P<dot_month>\d{{1,2}})\.(?P<dot_year>(?:19|20)\d\d)(?!\.?\d)
    | (?<![\d.])(?P<num_year>(?:19|20)\d\d)(?P<mark>[-/.])\ ?(?P<num_month>\d{{1,2}})
      (?P=mark)\ ?(?P<num_day>\d{{1,2}})(?!\.?\d)
      # August 17, 2017 / Aug. 17th 2017
    | (?:\b|(?-i:(?<=[a-z])(?=[A-Z])))(?P<mdy_month>{_MONTH_NAME})
      \ *(?P<mdy_day>\d{{1,2}})(?:st|nd|rd|th)?\ ?,?\ *(?P<mdy_year>(?:19|20)\d\d)(?:\b|(?-i:(?=[A-Z][a-z])))
      # 17 August 2017 / the 17th of August, 2017
    | \b(?P<dmy_day>\d{{1,2}})(?:st|nd|rd|th)?\ (?:of\ )?(?P<dmy_month>{_MONTH_NAME}),?\ *(?P<dmy_year>(?:19|20)\d\d)\b
      # 9 09,2022 (month, day, year), as the office's English site prints "Updated:"
    | (?<!\d)(?P<site_month>\d{{1,2}})\ (?P<site_day>\d{{2}}),\ ?(?P<site_year>(?:19|20)\d\d)\b
    """,
    re.VERBOSE | re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class PrintedDate:
    """A whole date and where it is printed: ``text[start:end]``."""

    date: dt.date
    start: int
    end: int


def _number(text: str) -> int:
    """``12``, ``十二``, ``廿一``, or a year's digits ``二〇一九``, as a number."""
    text = text.replace(" ", "")
    if text.isdecimal() and text.isascii():
        return int(text)
    text = text.replace("廿", "二十").replace("卅", "三十")
    if "十" in text:
        tens, _, ones = text.partition("十")
        return (_CN.index(tens) + 1 if tens else 1) * 10 + (_CN.index(ones) + 1 if ones else 0)
    return int("".join(str(_CN.index(sign) + 1) if sign in _CN else sign if sign.isdecimal() else "0" for sign in text))


def _month_number(name: str) -> int:
    return next(number for number, full in enumerate(_MONTHS, 1) if full.startswith(name[:3].lower()))


def _date(year: int, month: int, day: int) -> dt.date | None:
    """The date, or None where the calendar has no such day: 31 June is a misprint, not a date."""
    if 1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]:
        return dt.date(year, month, day)
    return None


def find_dates(text: str) -> Iterator[PrintedDate]:
    """Every whole date in ``text``, in printed order; days that don't exist are passed over.

    Reads ``2019年1月12日``, ``二〇〇六年九月七日``, ``2017-08-17``, ``2017/8/17``, ``2017.8.17``, ``August 17, 2017``,
    ``17 August 2017`` and ``9 09,2022``, with full-width digits and spaces between the parts.
    """
    for match in _DATE.finditer(text.translate(_FOLD)):
        style = (match.lastgroup or "").partition("_")[0]
        printed = match[f"{style}_month"]
        month = _month_number(printed) if printed[0].isascii() and printed[0].isalpha() else _number(printed)
        date = _date(_number(match[f"{style}_year"]), month, _number(match[f"{style}_day"]))
        if date is not None:
            yield PrintedDate(date, match.start(), match.end())


def parse_date(text: str) -> dt.date | None:
    """The first whole date in ``text``, or None; a year or a month alone is no date."""
    return next((found.date for found in find_dates(text)), None)


# 年中 and 月中 are the middle only where the words end there: 2019年中央…, 2019年中小企业… go on.
_MIDDLE = r"中(?=前|以前|之前|$|[,。;、:)(])"
_ZH_UNIT = re.compile(
    rf"""
    (?P<anchor>
        # 2019年, 二〇一九年, 2019年度; 22年 only where a month or an end follows
        (?:(?P<year>{_YEAR}|{_CN_YEAR})|(?<!\d)(?P<short_year>\d\d)(?=年(?:底|末|\d{{1,2}}月)))\ ?年度?
        # 明年3月底前, 每年12月31日前
      | (?<!年)(?P<relative>[今本当同明次翌后每])年度?
        # 年底前, 年内: the document's year; 两年内 and 0403年底 are other things
      | (?<![\d{_CN}十两半几数])(?<!\d\ )(?P<this>年)(?=底|末|内|初|{_MIDDLE})
    )?
    \ ?
    (?:
        # 6月, 6月份, 1—6月, 六月底; 6月1—30日
        (?:{_SMALL}\ ?[-—–~至到]+\ ?)?(?P<month>{_SMALL})\ ?月份?\ ?
        (?: (?:{_SMALL}日?\ ?[-—–~至到]+\ ?)?(?P<day>{_SMALL})\ ?[日号]
          | (?P<third>[上中下]旬|中上旬|中下旬|初|底|末|内|{_MIDDLE}) )?
        # 一季度, 第三季度末, 前三季度, 一、二季度
      | (?:前|第)?(?:[一二三四1-4][、至到-])?第?(?P<quarter>[一二三四1-4])季度(?P<quarter_end>末|底|内)?
        # 2019年上半年
      | (?P<half>[上下前后])半年(?P<half_end>末|底|内)?
        # 2019年底, 年内
      | (?(anchor)年?(?P<rim>底|末|内|初|{_MIDDLE})|(?!))
    )?
    # 2020年前, but not 2020年前后 nor 2019年前三季度
    (?P<before>[以之]?前(?![后一二三四1-4半]))?
    """,
    re.VERBOSE,
)
# “十四五”末, “十三五”期间: the number of the plan before 五; without one of these ends it is only a plan's name.
_ZH_PLAN = re.compile(
    rf"(?<![{_CN}])(?P<plan>十[一二三四五六七八九]?|[八九])五[”\"」』]?(?:规划|计划|时期)?(?:期?末|期间|时期|期?内|收官|结束)"
)
# by the end of the 14th Five-Year Plan; during the “Thirteenth Five-Year” Plan
_EN_PLAN = re.compile(
    r"\b(?:end of|during|within|over|in)\s+(?:the\s+)?[“\"]?(?P<plan>\d{1,2}(?=th)|[a-z]+(?=th))th[ -]five[ -]years?\b"
    r"[”\"]?(?:\s+plan)?(?:\s+period)?",
    re.IGNORECASE,
)
_EN_PLANS = {"ten": 10, "eleven": 11, "twelf": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16}
# 2022.12 or 2022-06 in a table's cell: year and month, no day after it
_NUMERIC_UNIT = re.compile(r"(?<![\d.-])(?P<year>(?:19|20)\d\d)[-/.](?P<month>0?[1-9]|1[0-2])(?![\d./-]*\d)")
_EN_UNIT = re.compile(
    rf"""
    \b(?:(?P<lead>by|before|until|till|through|in|during|within|from|since|after|to|no\ later\ than|prior\ to)\ +)?
    (?P<end>(?:the\ )?(?:end|close)\ of\ (?:the\ )?)?
    (?:
        # by the end of June 2018, December 2018, by June 30; "may" alone is a verb, so _english_unit asks for more
        (?P<month>{_MONTH_NAME})(?:\ (?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b)?
        (?:,?\ (?:of\ )?(?P<year>(?:19|20)\d\d)\b)?
        # the first half of 2019, the third quarter, Q3 2020
      | (?:the\ )?(?:(?P<nth>first|second|third|fourth)\ (?P<part>half|quarter)|Q(?P<q>[1-4]))\b
        (?:\ (?:of\ )?(?:the\ )?(?P<part_year>(?:19|20)\d\d)\b)?
        # mid-2019, early 2020
      | (?P<rim>mid|early|late)[-\ ](?P<rim_year>(?:19|20)\d\d)\b
        # by the end of the year, by year-end, next year
      | (?P<word>this\ year|next\ year|year[-\ ]end|(?<=of\ )year|(?<=the\ )year)\b
      | (?P<bare>(?:19|20)\d\d)\b(?![-/.]\d)
    )
    """,
    re.VERBOSE | re.IGNORECASE,
)
_NTH = {"first": 1, "second": 2, "third": 3, "fourth": 4}
_RANGE = re.compile(r"[ ,]*(?:[-—–~]+|至|到|to|until|through)[ ]*", re.IGNORECASE)
_BEGINS = re.compile(r"[ ]*(?:起|始|开始|以来|[以之]后)")
_STARTS_WORK = re.compile(r"启动|开始|着手|开工|动工|\b(?:start|launch|beg[iau]n|commence)", re.IGNORECASE)
_ENDS_WORK = re.compile(
    r"完成|建成|实现|取得|办结|到位|结束|落实|\b(?:complet|finish|finali[sz]e|achiev|conclud)", re.IGNORECASE
)
# Which base a relative year counts from: the document's year, or the year printed before it (次年).
_YEARS_ON = {"今": 0, "本": 0, "当": 0, "同": 0, "每": 0, "明": 1, "次": 1, "翌": 1, "后": 2}
_FROM_DOCUMENT = "今本明后"


@dataclass(frozen=True, slots=True)
class _Unit:
    """A day, month, quarter, half or year as printed. ``year`` None: not printed; ``open``: its day is left open."""

    start: int
    end: int
    first_month: int
    last_month: int
    day: int | None = None
    year: int | None = None
    years_on: int = 0
    from_document: bool = False
    excluded: bool = False
    open: bool = False
    begins: bool = False
    lead: str = ""
    english: bool = False

    def last(self, year: int | None) -> dt.date | None:
        """The unit's last day in ``year``; where the unit is excluded (``2020年前``), the day before its first."""
        if year is None or self.open or not 1 <= self.first_month <= self.last_month <= 12:
            return None
        if self.excluded:
            return dt.date(year, self.first_month, 1) - dt.timedelta(days=1)
        return _date(year, self.last_month, self.day or calendar.monthrange(year, self.last_month)[1])


def _chinese_unit(match: re.Match[str]) -> _Unit | None:
    named = {name: value for name, value in match.groupdict().items() if value is not None}
    if not named or named.keys() == {"before"}:
        return None
    first, last, day, is_open = 1, 12, None, False
    ended = bool(named.keys() & {"quarter_end", "half_end", "day", "third", "rim"})
    if "month" in named:
        first = last = _number(named["month"])
        third = named.get("third", "")
        day = _number(named["day"]) if "day" in named else {"上旬": 10, "初": 10, "中": 15}.get(third)
        if third in ("中旬", "中上旬"):
            day = 20
    elif "quarter" in named:
        last = 3 * _number(named["quarter"])
        first = last - 2
    elif "half" in named:
        first, last = (1, 6) if named["half"] in "上前" else (7, 12)
    elif "rim" in named:
        is_open = named["rim"] == "初"
        last = 6 if named["rim"] == "中" else 12
    elif "this" in named:
        return None
    year = _number(named["year"]) if "year" in named else None
    if "short_year" in named:
        year = 2000 + int(named["short_year"])
    relative = named.get("relative", "")
    if relative == "每" and not named.keys() & {"month", "quarter", "half", "rim"}:
        return None  # 每年开展 recurs and names no day
    return _Unit(
        match.start(), match.end(), first, last, day, year, _YEARS_ON.get(relative, 0),
        from_document=bool(relative) and relative in _FROM_DOCUMENT,
        excluded="before" in named and not ended,
        open=is_open,
        begins=_BEGINS.match(match.string, match.end()) is not None,
    )  # fmt: skip


def _english_unit(match: re.Match[str]) -> _Unit | None:
    lead, ended = (match["lead"] or "").lower(), match["end"] is not None
    first, last, is_open, years_on = 1, 12, False, 0
    day = int(match["day"]) if match["day"] else None
    printed_year = match["year"] or match["part_year"] or match["rim_year"] or match["bare"]
    if match["month"]:
        if not (lead or ended or printed_year or day):
            return None
        first = last = _month_number(match["month"])
    elif match["part"] or match["q"]:
        length = 6 if match["part"] and match["part"].lower() == "half" else 3
        last = length * int(match["q"] or _NTH[match["nth"].lower()])
        first = last - length + 1
    elif match["rim"]:
        is_open = match["rim"].lower() == "early"
        last = 6 if match["rim"].lower() == "mid" else 12
    elif match["word"]:
        years_on = int(match["word"].lower() == "next year")
        ended = ended or match["word"].lower().startswith("year")
    elif not (lead or ended or match.end() == len(match.string.rstrip()) or _RANGE.match(match.string, match.end())):
        return None
    return _Unit(
        match.start(), match.end(), first, last, day, int(printed_year) if printed_year else None, years_on,
        from_document=match["word"] is not None,
        excluded=lead in ("before", "prior to") and not ended and day is None,
        open=is_open,
        begins=lead in ("from", "since", "after"),
        lead=lead,
        english=True,
    )  # fmt: skip


def _plan_units(text: str) -> Iterator[_Unit]:
    """The last year of a five-year plan: the tenth ended in 2005."""
    for match in _ZH_PLAN.finditer(text):
        yield _Unit(match.start(), match.end(), 1, 12, year=2005 + 5 * (_number(match["plan"]) - 10))
    for match in _EN_PLAN.finditer(text):
        number = int(match["plan"]) if match["plan"].isdecimal() else _EN_PLANS.get(match["plan"].lower())
        if number is not None:
            yield _Unit(match.start(), match.end(), 1, 12, year=2005 + 5 * (number - 10), english=True)


def _units(text: str) -> list[_Unit]:
    """The units of time in ``text`` in printed order; of two that overlap, the first to start, then the longer."""
    found = [
        _Unit(day.start, day.end, day.date.month, day.date.month, day.date.day, day.date.year,
              begins=_BEGINS.match(text, day.end) is not None, english=text[day.start : day.end].isascii())
        for day in find_dates(text)
    ]  # fmt: skip
    found += _plan_units(text)
    for match in _NUMERIC_UNIT.finditer(text):
        month = int(match["month"])
        found.append(_Unit(match.start(), match.end(), month, month, year=int(match["year"])))
    found += filter(None, map(_chinese_unit, _ZH_UNIT.finditer(text)))
    found += filter(None, map(_english_unit, _EN_UNIT.finditer(text)))
    kept: list[_Unit] = []
    for unit in sorted(found, key=lambda unit: (unit.start, -unit.end)):
        if not kept or unit.start >= kept[-1].end:
            kept.append(unit)
    return kept


@dataclass(frozen=True, slots=True)
class _Term:
    """A date that the text names as a term, and what its clause says of the work."""

    date: dt.date
    starts_work: bool
    ends_work: bool


def _terms(text: str, year: int | None) -> Iterator[_Term]:
    """Each term in ``text``: ranges are read to their end, beginnings (``…起``) are left out."""
    units = _units(text)
    printed_year, previous = year, None
    for index, unit in enumerate(units):
        base = year if unit.from_document else printed_year
        own_year = unit.year if unit.year is not None else None if base is None else base + unit.years_on
        date = unit.last(own_year)
        before = units[index - 1] if index else None
        after = units[index + 1] if index + 1 < len(units) else None
        if before and date and previous and unit.year is None and date < previous and _joined(text, before, unit):
            own_year = previous.year + 1  # 11月至3月 ends in the next year
            date = unit.last(own_year)
        printed_year = own_year if own_year is not None else printed_year
        previous = date
        if date is None or unit.begins or (after and _joined(text, unit, after)):
            continue
        # Chinese says after the date what is done by then, English before it.
        from_ = (before.end if before else 0) if unit.english else unit.end
        clause = text[from_ : unit.start if unit.english else after.start if after else len(text)]
        ends = _ENDS_WORK.search(clause) is not None
        yield _Term(date, not ends and _STARTS_WORK.search(clause) is not None, ends)


def _joined(text: str, first: _Unit, second: _Unit) -> bool:
    """Whether the two are the ends of one range: ``2021—2023年``, ``from 2021 to 2023``."""
    between = text[first.end : second.start]
    return _RANGE.fullmatch(between) is not None or (not between.strip() and second.lead in ("to", "until", "through"))


@lru_cache(maxsize=4096)
def last_day(text: str, year: int | None) -> dt.date | None:
    """The last day that meets a deadline, or None where the text names none.

    ``year`` is the document's, for deadlines that print none (``6月底前``); None where the document has no date. The
    rules for ``前``, ranges and several dates in one text stand at the top of this module.
    """
    terms = list(_terms(text.translate(_FOLD), year))
    terms = [term for term in terms if not term.starts_work] or terms
    completed = [term for term in terms if term.ends_work]
    if completed:
        return completed[-1].date
    return terms[0].date if terms else None
