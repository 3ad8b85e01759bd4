"""Where responsibility statements stand: in brackets, after labels, in sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ipr_extract.data import alternatives
from ipr_extract.model import Role
from ipr_extract.nlp.acting import Entry, by_verbs, past_object
from ipr_extract.nlp.names import Name, split_names
from ipr_extract.nlp.organs import is_strong, is_time, plausible
from ipr_extract.nlp.reading import Line, Reading, line_at
from ipr_extract.nlp.responsibility import (
    FIRST_LEADS,
    FROM_HERE_ON,
    Said,
    Statement,
    first_leads,
    read_said,
    unique,
)
from ipr_extract.nlp.roles import LABEL, LABEL_ROLES, VERB_PHRASE, VERB_ROLES

# Brackets with at most one pair inside: （市交通委（市道运局）牵头）.
_BRACKET = re.compile(r"（(?P<round>[^（）]*(?:（[^（）]*）[^（）]*)*)）|〔(?P<square>[^〔〕]*)〕")
_LONGEST = 600  # characters of a statement; longer brackets are text
# A bracket without any of these assigns nothing, unless it is a bare list of names.
_CUE = re.compile(f"会同|：|职责|完成|时限|{alternatives(VERB_ROLES)}|{alternatives(LABEL_ROLES)}")
# Single words that a bracket after a noun holds as an alternative or an explanation: 科技厅（局）, 省（市）.
_ALTERNATIVE = re.compile(r"^[\u4e00-\u9fff]{0,2}(?:[、，/][\u4e00-\u9fff]{1,2})*$")


def bracket_statements(reading: Reading) -> Iterator[Statement]:
    """The statements that stand in brackets, in printed order."""
    folded = reading.folded
    for match in _brackets(folded):
        start, end = match.span(match.lastgroup or 0)
        if end - start < 2 or end - start > _LONGEST:
            continue
        words = folded[start:end]
        said = _said(words)
        if said is None or not said.entries:
            before = folded[match.start() - 1] if match.start() else "\n"
            if before == "。" and "由" in words:
                said = _said(_BY_PART.sub(lambda part: " " * len(part[0]), words)) or said
            after = folded[match.end() : match.end() + 1] or "\n"
            said = _bare_list(words, before, after, said)
        if said is not None:
            yield Statement(match.start(), match.end(), start, said)


def _brackets(folded: str) -> Iterator[re.Match[str]]:
    """The outermost pairs of brackets, in order. The rare signs are looked for first, and the pattern tried there."""
    opened, squared = folded.find("（"), folded.find("〔")
    while opened >= 0 or squared >= 0:
        at = min(place for place in (opened, squared) if place >= 0)
        match = _BRACKET.match(folded, at)
        if match is not None:
            yield match
        at = match.end() if match is not None else at + 1
        if 0 <= opened < at:
            opened = folded.find("（", at)
        if 0 <= squared < at:
            squared = folded.find("〔", at)


# （著作权法修改由版权局负责；遗传资源立法由农业部牵头）: which part of the work, before who does it.
_BY_PART = re.compile(r"(?:^|(?<=；))[^，；、由]{2,24}由")


def _said(words: str) -> Said | None:
    return read_said(words) if _CUE.search(words) else None


def _bare_list(words: str, before: str, after: str, said: Said | None) -> Said | None:
    """``（甲局、乙局）`` after a sentence or at a line's end, naming nobody's role: all are responsible."""
    if before not in "。）！；\n" and after not in "。\n":
        return said
    if FIRST_LEADS.match(words) or "：" in words.split("；")[0] or (len(words) <= 5 and _ALTERNATIVE.match(words)):
        return said
    rule = next((sign.start() for sign in _SIGN.finditer(words) if FIRST_LEADS.match(words, sign.end())), len(words))
    late = _late(words[:rule])
    names = split_names(words, 0, late[0] - 1 if late else rule)
    texts = [words[name.start : name.end] for name in names]
    if not names or not all(plausible(text) for text in texts):
        return said
    # After a sentence's end several organs in a bracket act; elsewhere they may explain a word before.
    strong = sum(is_strong(text) for text in texts)
    if strong * 2 < len(texts) and (len(texts) < 2 or before not in "。\n"):
        return said
    if len(texts) == 1 and before not in "。！；\n":
        return said
    entries = [Entry(name.start, name.end, Role.RESPONSIBLE, name.open_list) for name in names]
    deadlines = said.deadlines if said else (late,) if late else ()
    if rule == len(words):
        return Said(tuple(entries), deadlines)
    return Said(tuple(first_leads(entries)), deadlines, True, FROM_HERE_ON.search(words, rule) is not None)


_SIGN = re.compile("[，；。]")


def _late(words: str) -> tuple[int, int] | None:
    """A time behind a bare list: （生态环境部，2021年6月底前完成）."""
    for sign in _SIGN.finditer(words):
        if sign[0] == "。":
            continue
        if LABEL.match(words, sign.end()) or is_time(re.split("[，；]", words[sign.end() :], maxsplit=1)[0]):
            return sign.end(), len(words)
    return None


# What stands before a label's colon: 责任单位：, 完成时限：, 牵头单位为：.
_LABEL_ENDS = frozenset("位门限间体构求室期点为导人志工")
_LONGEST_LABEL = 18
_LABEL_END = re.compile(rf"(?:{LABEL.pattern})\Z")
_PROSE = re.compile(
    r"(?:(?<![自经来理事因])|(?<=[管办受处审代清整护治]理))由(?!于|此|来|衷|头|中(?![央国共华医科]))(?=[^，。；：（\n]{2,80}?(?:负责|牵头|落实|会同))"
)
_PROSE_NO = re.compile(r"(?:负责|牵头|落实)(?:的|人|同志|制|部门|单位|者|、)")


def _places(folded: str, sign: str) -> Iterator[int]:
    """Where one sign stands; the costly patterns are tried only there."""
    position = folded.find(sign)
    while position >= 0:
        yield position
        position = folded.find(sign, position + 1)


def line_statements(reading: Reading, lines: Sequence[Line]) -> Iterator[Statement]:
    """Labelled statements outside brackets: ``责任单位：甲局、乙局`` on a line or after a sentence."""
    folded = reading.folded
    starts: list[int] = []
    of_sites = False
    read_to = 0
    for colon in _places(folded, "："):
        if folded[colon - 1] not in _LABEL_ENDS:
            continue
        starts = starts or [line.start for line in lines]
        line = line_at(lines, starts, colon)
        if line is None or colon < read_to or _bracketed(folded, line.start, colon):
            continue
        label = _LABEL_END.search(folded, max(line.start, colon - _LONGEST_LABEL), colon + 1)
        if label is None:
            continue
        before = folded[line.start : label.start()].rstrip()
        if before and before[-1] not in "。；！）":
            continue
        stop = folded.find("。", label.end(), line.end)
        read_to = _list_end(folded, lines, starts, line) if stop < 0 else stop
        said = read_said(folded[label.start() : read_to])
        if said is None:
            continue
        if label["role"] in _OF_SITES:
            last = not before and line.start >= lines[-min(_FOOT, len(lines))].start and not of_sites
            if last or _footer(folded[label.start() : read_to], said):
                continue
            of_sites = True
        yield Statement(label.start(), read_to, label.start(), said)


def _list_end(folded: str, lines: Sequence[Line], starts: Sequence[int], line: Line) -> int:
    """The end of a line, or of the last one below it that a list goes on in: 责任单位：甲局、 / 乙局."""
    while folded[line.end - 1] in "、，":
        below = line_at(lines, starts, line.end + 1)
        if (
            below is None
            or below.label is not None
            or below.end - below.start > _LONGEST
            or "：" in folded[below.start : below.end]
        ):
            break
        line = below
    return line.end


# 主办单位： also stands in the footers of pages, before what is no organ's name.
_OF_SITES = ("主办", "承办", "协办")
_FOOT = 4  # lines at a text's end, where such a label names who runs the site if no task had one


def _footer(words: str, said: Said) -> bool:
    return not all(plausible(words[entry.start : entry.end]) for entry in said.entries)


# What every rule about a list's first name says beside who leads.
_FIRST = re.compile("第一位|第1位|第一个|第一名|首位|首个|最前")
_LEADING = ("牵头", "主办", "主责")


def list_rule(reading: Reading, lines: Sequence[Line]) -> int | None:
    """Where the text itself says that a list's first name leads: 分解中，列第一位的责任单位为牵头单位。"""
    folded = reading.folded
    if not any(word in folded for word in _LEADING):
        return None
    starts = [line.start for line in lines]
    read_to = 0
    for first in _FIRST.finditer(folded):
        line = line_at(lines, starts, first.start()) if first.start() >= read_to else None
        if line is None:
            continue
        read_to = line.end  # each line is looked through once, however often it says so
        rule = FIRST_LEADS.search(folded, line.start, line.end)
        if rule and not _bracketed(folded, line.start, rule.start()):
            return rule.start()
    return None


def _bracketed(folded: str, start: int, position: int) -> bool:
    """Whether a bracket that opens after ``start`` is still open at ``position``."""
    return any(
        folded.count(opening, start, position) > folded.count(closing, start, position)
        for opening, closing in ("（）", "〔〕")
    )


def prose_statements(reading: Reading, lines: Sequence[Line]) -> Iterator[Statement]:
    """Sentences that assign: ``由甲局会同乙局负责落实``. Looser wordings assign nothing."""
    folded = reading.folded
    starts: list[int] = []
    read_to = 0
    for place in _places(folded, "由"):
        if place < read_to or not _PROSE.match(folded, place):
            continue
        starts = starts or [line.start for line in lines]
        line = line_at(lines, starts, place)
        if line is None or not _PROSE.match(folded, place, line.end):
            continue
        if _bracketed(folded, line.start, place) or _amends(folded, line.start, place):
            continue
        stop = _SENTENCE_END.search(folded, place, line.end)
        finish = stop.start() if stop else line.end
        entries = _sentence(folded, place + 1, finish)
        if entries:
            read_to = finish
            late = tuple(_times(folded, entries[-1].end, finish))
            yield Statement(place, finish, 0, Said(unique(entries), late), prose=True)


_AMENDED = re.compile("(?:修改|修订|改|增加|调整|表述)[为成：]|增加一[条款项]")


def _amends(folded: str, start: int, position: int) -> bool:
    """Whether a place stands in the quoted words of another document: 第三条修改为："…由甲局负责…"."""
    return folded.count('"', start, position) % 2 == 1 and _AMENDED.search(folded, start, position) is not None


_SENTENCE_END = re.compile("[。；\n]")


# ，于8月底以前完成: by when, behind who.
_BY_WHEN = re.compile(
    r"，(?:[于在并应须]{1,2})?(?P<time>[^，；。]{2,24}?(?:以?前|底|内)(?:全部|基本)?(?:完成|办结|到位|落实|结束))(?=[，；。]|\Z)"
)


def _times(folded: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for found in _BY_WHEN.finditer(folded, start, end):
        if is_time(found["time"]):
            yield found.span("time")


def _sentence(folded: str, start: int, end: int) -> list[Entry]:
    """Who acts in a sentence that begins behind 由: 甲局牵头，乙局参加; 甲局会同乙局负责落实."""
    verb = next((m for m in VERB_PHRASE.finditer(folded, start, end) if _prose_verb(folded, m)), None)
    if verb is None or "，" in folded[start : verb.start()]:
        return []
    names = split_names(folded, start, verb.start())
    if not names or not all(plausible(folded[n.start : n.end]) for n in names):
        return []
    role = Role.LEAD if verb["joint"] is not None else VERB_ROLES[verb["verb"]]
    entries = [Entry(n.start, n.end, role, n.open_list) for n in names]
    if verb["joint"] is None:
        return entries + by_verbs(folded, past_object(folded, verb.end(), end), end, prose=True)
    if not re.search("负责|牵头|落实", folded[verb.end() : end]):
        return []
    others = _joined(folded, verb.end(), end)
    entries += [Entry(n.start, n.end, Role.SUPPORT, n.open_list) for n in others]
    comma = folded.find("，", others[-1].end if others else verb.end(), end)
    return entries + (by_verbs(folded, comma, end, prose=True) if comma >= 0 else [])


def _prose_verb(folded: str, match: re.Match[str]) -> bool:
    if match["joint"] is not None:
        return True
    verb = match["verb"]
    if verb is None or not any(word in verb for word in ("负责", "牵头", "落实")):
        return False
    return _PROSE_NO.match(folded, match.end() - 2) is None


# What is done with those called on, which ends the list of their names.
_WORK = re.compile(
    "研究|制定|提出|组织|做好|开展|建立|编制|起草|完善|抓紧|按|对|加强|推动|进一步|尽快|共同|分别|统筹|指导|修订|出台|推进"
)


def _joined(folded: str, start: int, end: int) -> tuple[Name, ...]:
    """The names after 会同: as far as the list of plausible names goes."""
    for finish in range(start + 2, min(end, start + 200) + 1):
        ends = finish == end or folded[finish] in "，。；"
        if ends or VERB_PHRASE.match(folded, finish, end) or _WORK.match(folded, finish, end):
            names = split_names(folded, start, finish)
            if names and all(plausible(folded[n.start : n.end]) for n in names):
                return names
            if ends:
                break
    return ()
