"""Document numbers: ``国办发〔2018〕117号``, ``第44号``, ``(2021)国科科函字第99号``, ``State Council No. [2016]86``.

A number is printed with any of five kinds of brackets, sometimes with two that don't match; `written` gives one form.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_YEAR = r"[〔（〈]\s?(?:19|20)\d\d\s?[〕）〉]"
# 国办发, 发改办财金规, 陕科（农）函: the issuer's sign. It never holds a sign of punctuation but brackets.
_SIGN = r"[\u4e00-\u9fff]{1,16}(?:（[\u4e00-\u9fff]{1,4}）[\u4e00-\u9fff]{0,6})?"
_SERIAL = r" ?(?:第 ?)?\d{1,5} ?号"
_NUMBER = rf"{_SIGN} ?{_YEAR}{_SERIAL}(?:之[一二三四五六七八九])?"  # 国办发〔2018〕117号
_NUMBER_YEAR_FIRST = rf"{_YEAR}\s?[\u4e00-\u9fff]{{2,14}}第\s?\d{{1,5}}\s?号"  # （2021）国科科函字第99号
_ANY = rf"(?:{_NUMBER}|{_NUMBER_YEAR_FIRST})"
_LONGEST = 60  # characters from a sign's first to 号
_SERIAL_END = re.compile(rf"{_YEAR}{_SERIAL}")
_LONGEST_SIGN = 30
# The sign itself comes first in the pattern: a search for one character runs some ten times as fast.
_SERIAL_HAO = re.compile(r"号(?:(?<=[0-9]号)|(?<=[0-9] 号))")
_SEQUEL = re.compile("之[一二三四五六七八九]")
_BEFORE_YEAR = re.compile(rf"(?P<sign>{_SIGN})\Z")
_NO_SIGN = re.compile("[^\u4e00-\u9fff（）]")
_YEAR_FIRST = re.compile(rf"{_NUMBER_YEAR_FIRST}\Z")
# 第44号, 国令第706号, 第四一〇号, 2021年第14号
_ORDER = (
    r"(?:[\u4e00-\u9fff]{0,30}(?:令|公告|通告|公报|字)\s?)?(?:(?:19|20)\d\d\s?年\s?)?"
    r"第\s?(?:\d{1,5}|[一二三四五六七八九十百〇]{1,6})\s?号"
)
# Whose it is, behind the number: of the General Office of the State Council; , State Council
_OF_WHOM = (
    r"(?:(?:\sof\s|,\s)(?:the\s)?(?=[A-Z])(?:[A-Z][A-Za-z]{0,30}(?:\s(?:of|for|and)(?:\sthe)?)?\s)*"
    r"(?:Council|Ministry|Office|Administration|Commission|Bureau|Department|Customs|Bank|Government|[A-Z]{3,8}"
    r"|(?<=\sof\s)[A-Z][a-z]+|(?<=\sand\s)[A-Z][a-z]+)\b(?:\sof\s(?:the\s)?[A-Z][A-Za-z]*(?:\s[A-Z][A-Za-z]*)*)?)?"
)
# Words are bounded: in letters without spaces every capital would be the beginning of one that goes on to the end.
_ENGLISH = re.compile(
    # State Council No. [2016]86
    r"(?:[A-Z][A-Za-z]{0,30}\s){0,6}(?:No\.?|Nos\.?)\s?[\[(]?(?:19|20)\d\d[\])]?\s?(?:No\.?\s?)?\d{1,5}"
    r"|(?:[A-Z][A-Za-z]{0,30}\s){1,6}[\[(〔](?:19|20)\d\d[\])〕]\s?(?:No\.?\s?)?\d{1,5}"  # Guo Fa [2023] No. 23
    r"|(?:[A-Z][A-Za-z]{0,30}\s){0,6}No\.?\s?\d{1,5}\s?[\[(〔](?:19|20)\d\d[\])〕]"  # Letter No. 66 [2016]
    rf"{_OF_WHOM}"  # No. 21 [2016] of SIPO
    r"|[A-Z][a-z]{4,30}[\[(〔（](?:19|20)\d\d[\])〕）]\s?No\.?\s?\d{1,5}"  # Guobanfa（2019）No. 24
)
# What is numbered without a year in brackets: SIPO Order No. 56, Circular No. 5/2019, GAC Decree No. 233.
_KINDS = (
    r"(?:Circulars?|Notices?|Orders?|Decrees?|Announcements?|Notifications?|Memorand(?:um|a)|O\.\s?M\.|OM|Directives?|Letters?|"
    r"Resolutions?|Proclamations?|Instructions?|Bulletins?|Decisions?|Documents?|Act|Notes?|Advisor(?:y|ies)|Issuances?|Regulations?)"
)
_NOT_IN_SIGN = (
    r"(?!(?:See|Under|In|The|This|Pursuant|Per|By|And|On|With|As|From|Vide|Further|Also|Both|Refer|Reference|To|Of|At|Its|All"
    r"|Any)\b)"
)
_BEFORE_KIND = rf"(?:{_NOT_IN_SIGN}[A-Z][\w.&()/\-]{{0,30}}[ ](?:(?:of|for|and|the)[ ]){{0,2}}){{0,8}}"
_SERIAL_ENGLISH = r"(?=[A-Z/\-]{0,12}\d)[A-Z\d][\w()/.\-–]*(?<![.\-–(])"
_NUMBERED_KIND = re.compile(
    rf"{_BEFORE_KIND}(?i:{_KINDS})[ ](?:\([A-Z]\)[ ])?(?:No\.?|NO\.?|Nos\.?)[ ]?{_SERIAL_ENGLISH}"
    r"(?:[ ]of[ ](?:19|20)\d\d(?:/\d\d)?\b|,?[ ][sS](?:eries[ ]of|\.)[ ]?(?:19|20)\d\d\b)?"
    rf"{_OF_WHOM}|{_BEFORE_KIND}(?:Circular|Notice|Note|Memorandum)[ ]\d{{1,4}}/\d{{2,4}}\b"
)
# A sign in pinyin begins with its first syllable: …Domestic Trade Guo Ban Fa [2018] No. 93, TRADEGuo Han [2020] No. 1.
_SYLLABLE = (
    r"(?:[BPMFDTNLGKHJQXRZCSYW]|Zh|Ch|Sh)(?:a|o|e|i|u|ai|ei|ao|ou|an|en|ang|eng|ong|ia|ie|iao|iu|ian|in|iang|ing|iong"
    r"|ua|uo|uai|ui|uan|un|uang|ue)"
)
_PINYIN = re.compile(rf"(?<=[\sA-Za-z()\]\"])(?:{_SYLLABLE}\s){{2,6}}(?=[\[(〔])")
# … for Patent Commercialization CNIPA Letter No. 33 [2021]
_ABBREVIATED = re.compile(r"(?<=[a-z]\s)[A-Z]{3,8}\s(?:[A-Z][a-z]+\s){0,2}(?=No)")
_SEAM = re.compile(r"(?<=[a-z])(?=[A-Z][A-Za-z]{0,30}\s)(?!.*[a-z][A-Z][a-z]+\s)")
_WRITTEN = re.compile(r"〔\d{4}〕")
_YEAR_BRACKETS = re.compile(r"[〔（(\[【﹝［<〈]((?:19|20)\d\d)[〕）)\]】﹞］>〉]")
NUMBER_LINE = re.compile(
    rf"^（?{_ANY}(?:[、，\s]{_ANY})?）?$|^{_YEAR}{_SERIAL}$|^{_ORDER}$|^[\[(（]?(?:{_ENGLISH.pattern})[\])）]?$"
)
# Words before a sign that are the sentence's, not the number's: 根据国办发〔2018〕117号.
_BEFORE_SIGN = re.compile(
    r"^(?:函|.*(?:根据|按照|按|照|同时|依据|贯彻落实|贯彻|落实|印发|执行|见|即|和|与|及|以|文件|通知|意见|精神|关于|的(?:函|通知|意见|批复|复函|决定|公告)?|文|原|批复|答复|复函|的函|决定|公告|通告|通报|报告|请示|纲要|办法|规定|方案|规划|计划|要点|细则|办公室|办公厅|人民政府|委员会|领导小组|总局|打印|收藏|编号|文号|字号))(?=[\u4e00-\u9fff]{2,})"
)


class PrintedNumber(NamedTuple):
    """Where a document number is printed."""

    start: int
    end: int


def find_numbers(folded: str, start: int, end: int, *, chinese: bool = True) -> Iterator[PrintedNumber]:
    """Every document number in ``folded[start:end]``."""
    if not chinese:
        yield from _english_numbers(folded, start, end)
        return
    # 号 behind a figure is rare, so it is looked for first; the year in its brackets and the sign stand before it.
    for hao in _SERIAL_HAO.finditer(folded, start, end):
        place = hao.start()
        floor = max(start, place - _LONGEST)
        # Between the year's bracket and 号 no other opens.
        year = max(folded.rfind("〔", floor, place), folded.rfind("（", floor, place), folded.rfind("〈", floor, place))
        if year >= 0 and _SERIAL_END.fullmatch(folded, year, place + 1) is not None:
            behind = year - folded.startswith(" ", year - 1)
            before_year = _NO_SIGN.split(folded[max(start, year - _LONGEST_SIGN) : behind])[-1]
            floor = behind - len(before_year)
            sign = _BEFORE_YEAR.search(before_year)
            stop = _SEQUEL.match(folded, place + 1, end)
            finish = stop.end() if stop else place + 1
            if sign is not None:
                before = _BEFORE_SIGN.match(sign["sign"])
                yield PrintedNumber(floor + sign.start() + (before.end() if before else 0), finish)
        elif (first := _YEAR_FIRST.search(folded[floor : place + 1])) is not None:
            yield PrintedNumber(floor + first.start(), place + 1)


def _english_numbers(folded: str, start: int, end: int) -> Iterator[PrintedNumber]:
    found = []
    for match in _ENGLISH.finditer(folded, start, end):
        # A number glued to the title before it begins at the seam: …InvestmentGuo Fa [2023] No. 11.
        seam = _SEAM.search(match[0])
        begin = match.start() + (seam.start() if seam else 0)
        spelt = _PINYIN.search(folded, begin, match.end()) or _ABBREVIATED.search(folded, begin, match.end())
        found.append(PrintedNumber(spelt.start() if spelt else begin, match.end()))
    # What has its year in brackets is whole: the other pattern sees only Letter No. 66 of Letter No. 66 [2016].
    whole = frozenset(place for number in found for place in range(number.start, number.end))
    found += [
        PrintedNumber(*match.span())
        for match in _NUMBERED_KIND.finditer(folded, start, end)
        if whole.isdisjoint(range(*match.span()))
    ]
    yield from sorted(found)


def written(number: str, *, chinese: bool = True) -> str:
    """A number in its one written form: brackets 〔〕 round the year, no white space; English as printed.

    >>> written("国发[2019] 81 号"), written("〔2021)73号")
    ('国发〔2019〕81号', '〔2021〕73号')
    """
    if not chinese:
        return " ".join(number.split())
    number = "".join(number.split())
    return number if _WRITTEN.search(number) else _YEAR_BRACKETS.sub(r"〔\1〕", number)
