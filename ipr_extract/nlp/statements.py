"""Where responsibility statements stand: in brackets, after labels, in sentences."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from ipr_extract.model import Role
from ipr_extract.nlp.names import Name, split_names
from ipr_extract.nlp.organs import is_strong, is_time, plausible
from ipr_extract.nlp.reading import Line, Reading
from ipr_extract.nlp.responsibility import FIRST_LEADS, Entry, Statement, by_verbs, read_statement, unique
from ipr_extract.nlp.roles import LABEL, VERB_PHRASE, VERB_ROLES

# Brackets with at most one pair inside: （市交通委（市道运局）牵头）.
_BRACKET = re.compile(r"（(?P<round>[^（）]*(?:（[^（）]*）[^（）]*)*)）|〔(?P<square>[^〔〕]*)〕")
# A bracket without any of these assigns nothing, unless it is a bare list of names.
_CUE = re.compile(
    "负责|牵头|配合|参与|参加|落实|主办|承办|协办|协助|协同|指导|会同|实施|推进|承担|办理|执行|支持|：|职责|完成|时限|主责|协作|督导"
)
# Single words that a bracket after a noun holds as an alternative or an explanation: 科技厅（局）, 省（市）.
_ALTERNATIVE = re.compile(r"^[\u4e00-\u9fff]{0,2}(?:[、，/][\u4e00-\u9fff]{1,2})*$")


def bracket_statements(reading: Reading) -> Iterator[Statement]:
    """The statements that stand in brackets, in printed order."""
    folded = reading.folded
    for match in _BRACKET.finditer(folded):
        start, end = match.span("round" if match["round"] is not None else "square")
        if end - start < 2 or end - start > 600:
            continue
        statement = read_statement(folded, start, end) if _CUE.search(folded, start, end) else None
        if statement is None or not statement.entries:
            bare = _bare_list(folded, match.start(), start, end)
            statement = replace(bare, deadlines=statement.deadlines) if bare and statement else bare or statement
        if statement is not None:
            yield replace(statement, start=match.start(), end=match.end())


def _bare_list(folded: str, opening: int, start: int, end: int) -> Statement | None:
    """``（甲局、乙局）`` after a sentence or at a line's end, naming nobody's role: all are responsible."""
    before = folded[opening - 1] if opening else "\n"
    after = folded[end + 1] if end + 1 < len(folded) else "\n"
    if before not in "。）！；\n" and after not in "。\n":
        return None
    if _ALTERNATIVE.match(folded, start, end) and end - start <= 5:
        return None
    late = _late(folded, start, end)
    names = split_names(folded, start, late[0] - 1 if late else end)
    texts = [folded[name.start : name.end] for name in names]
    if not names or not all(plausible(text) for text in texts):
        return None
    # After a sentence's end several organs in a bracket act; elsewhere they may explain a word before.
    strong = sum(is_strong(text) for text in texts)
    if strong * 2 < len(texts) and (len(texts) < 2 or before not in "。\n"):
        return None
    if len(texts) == 1 and before not in "。！；\n":
        return None
    entries = tuple(Entry(n.start, n.end, Role.RESPONSIBLE, n.open_list) for n in names)
    return Statement(start, end, entries, (late,) if late else ())


def _late(folded: str, start: int, end: int) -> tuple[int, int] | None:
    """A time behind a bare list: （生态环境部，2021年6月底前完成）."""
    for sign in re.finditer("[，；]", folded[start:end]):
        begin = start + sign.end()
        if LABEL.match(folded, begin, end) or is_time(re.split("[，；]", folded[begin:end], maxsplit=1)[0]):
            return begin, end
    return None


_LABEL_CUE = re.compile("(?:单位|部门|时限|时间|主体|机构|要求|处室|科室|期限|节点)\\s?(?:：|为：)")
_PROSE = re.compile(
    r"(?:(?<![自经来理事因])|(?<=[管办受处审代清整护]理))由(?!于|此|来|衷|头|中)(?=[^，。；：（\n]{2,80}?(?:负责|牵头|落实|会同))"
)
_PROSE_NO = re.compile(r"(?:负责|牵头|落实)(?:的|人|同志|制|部门|单位|者|、)")


_BY = re.compile("由")


def _holding(lines: Sequence[Line], offsets: Iterable[int]) -> Iterator[Line]:
    """The lines that hold any of the rising ``offsets``: few do, so the costly patterns see only those."""
    starts = [line.start for line in lines]
    last = -1
    for offset in offsets:
        index = bisect.bisect_right(starts, offset) - 1
        if index > last and offset < lines[index].end:
            last = index
            yield lines[index]


def line_statements(reading: Reading, lines: Sequence[Line]) -> Iterator[Statement]:
    """Labelled statements outside brackets: ``责任单位：甲局、乙局`` on a line or after a sentence."""
    folded = reading.folded
    for line in _holding(lines, (match.start() for match in _LABEL_CUE.finditer(folded))):
        position = line.start
        while (label := LABEL.search(folded, position, line.end)) is not None:
            position = label.end()
            before = folded[line.start : label.start()].rstrip()
            # 主办单位： on a line of its own stands in pages' footers.
            if label["role"] in ("主办", "承办", "协办"):
                continue
            if (before and before[-1] not in "。；！）") or _inside_bracket(before):
                continue
            stop = folded.find("。", label.end(), line.end)
            stop = line.end if stop < 0 else stop
            statement = read_statement(folded, label.start(), stop)
            if statement is not None:
                yield statement
            position = stop


def list_rule(reading: Reading, lines: Sequence[Line]) -> int | None:
    """Where the text itself says that a list's first name leads: 分解中，列第一位的责任单位为牵头单位。"""
    for line in _holding(lines, (match.start() for match in FIRST_LEADS.finditer(reading.folded))):
        rule = FIRST_LEADS.search(reading.folded, line.start, line.end)
        if rule is not None and not _inside_bracket(reading.folded[line.start : rule.start()]):
            return rule.start()
    return None


def _inside_bracket(before: str) -> bool:
    return before.count("（") > before.count("）") or before.count("〔") > before.count("〕")


def prose_statements(reading: Reading, lines: Sequence[Line]) -> Iterator[Statement]:
    """Sentences that assign: ``由甲局会同乙局负责落实``. Looser wordings assign nothing."""
    folded = reading.folded
    for line in _holding(lines, (match.start() for match in _BY.finditer(folded))):
        position = line.start
        while (match := _PROSE.search(folded, position, line.end)) is not None:
            position = match.end()
            if _inside_bracket(folded[line.start : match.start()]):
                continue
            stop = re.compile("[。；\n]").search(folded, match.end(), line.end)
            finish = stop.start() if stop else line.end
            entries = _sentence(folded, match.end(), finish)
            if entries:
                yield Statement(match.start(), finish, unique(entries), prose=True)
                position = finish


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
        return entries + by_verbs(folded, verb.end(), end, prose=True)
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


def _joined(folded: str, start: int, end: int) -> tuple[Name, ...]:
    """The names after 会同: as far as the list of plausible names goes."""
    stop = end
    for finish in range(start + 2, min(end, start + 200) + 1):
        if (
            finish == end
            or folded[finish] in "，。；"
            or VERB_PHRASE.match(folded, finish, end)
            or re.compile(
                "研究|制定|提出|组织|做好|开展|建立|编制|起草|完善|抓紧|按|对|加强|推动|进一步|尽快|共同|分别|统筹|指导|修订|出台|推进"
            ).match(folded, finish, end)
        ):
            names = split_names(folded, start, finish)
            if names and all(plausible(folded[n.start : n.end]) for n in names):
                return names
            stop = finish
            if finish == end or folded[finish] in "，。；":
                break
    del stop
    return ()
