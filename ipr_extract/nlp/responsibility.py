"""Responsibility statements: who leads, who is responsible, who supports, who guides, by when.

A statement stands in a bracket (``（甲局牵头，乙局、丙局按职责分工负责）``), after a label
(``责任单位：…``), or in a sentence (``由甲局会同乙局负责``). Reading one gives its names with their roles, the rules
that it states for the whole document, and the deadlines inside it. `statements` finds where they stand.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from ipr_extract.model import Role
from ipr_extract.nlp.acting import AFTER_VERB, Entry, by_verbs
from ipr_extract.nlp.names import split_names
from ipr_extract.nlp.organs import is_clause, is_time, plausible
from ipr_extract.nlp.reading import stripped
from ipr_extract.nlp.roles import LABEL, LABEL_ROLES, ROLE_SUFFIX, VERB_PHRASE, VERB_ROLES


@dataclass(frozen=True, slots=True)
class Said:
    """What a statement says; offsets count from where its words begin.

    ``first_leads``: the first name of a list leads, and ``others_support``; ``from_here_on``: in later lists too.
    ``also`` are names that it adds to every later task. ``own_lead``: it names its leads itself.
    """

    entries: tuple[Entry, ...]
    deadlines: tuple[tuple[int, int], ...] = ()
    first_leads: bool = False
    from_here_on: bool = False
    also: tuple[Entry, ...] = ()
    own_lead: bool = False
    others_support: bool = False


class Statement(NamedTuple):
    """One responsibility statement: ``text[start:end]`` is all of it, brackets included; its words begin at ``at``.

    ``covers`` is the task's text where that doesn't stand before the statement (a table's row). ``prose``: it is a
    sentence, to which rules for lists don't apply.
    """

    start: int
    end: int
    at: int
    said: Said
    covers: tuple[int, int] | None = None
    prose: bool = False


# 以上三项由甲局牵头, （本节任务牵头单位：甲局）: about the units above, so of the one that encloses them.
SEVERAL = re.compile(
    r"\s*[（〔]?(?:(?:以上|上述)(?:各|第?[一二三四五六七八九十两\d、和至—-]{1,9})?(?:项|条|款|点|任务|工作|内容|措施|事项)"
    r"|本(?:节|章|部分)(?:各项|所列)?(?:任务|工作|内容|措施|事项)?[，：]?(?=由|主办|牵头|责任|负责|协办|配合))"
)
# 列第一位者为牵头单位，下同 / 排在第一位的部门为牵头部门 / 排名第一的单位牵头 / 首位为牵头单位
FIRST_LEADS = re.compile(
    r"(?:(?:排|列|位)?(?:名|序|列)?(?:在|于)?(?:第[一1](?:位|名|个)?|首位|最前面?|最前)|首个)[^，；。：]{0,12}?(?:为|是|作为|即为|系)?(?:总)?(?:牵头|主办|主责)"
)
# What such a rule says of the others: 其他部门按职责分工负责, 其余为配合单位.
_OTHERS = re.compile("其(?:他|余|它)(?=[^，；。]{0,14}(?:负责|配合|协办|参与|协同|责任))")
OTHERS_SUPPORT = re.compile("其(?:他|余|它)[^，；。]{0,14}(?:配合|协办|参与|协同|支持)")
FROM_HERE_ON = re.compile("下同|以下(?:均|同|皆|类推)|以下同此|后同")
# 以下均需各地相关部门落实，不再列出
_ALSO = re.compile(
    r"(?:以下(?:各项|任务|工作|措施|事项)*|(?:具体|各项|上述)?(?:任务|工作|措施)(?=均涉及))(?:均|都|还|也)?(?:需要?|须|应|由|请|涉及)?"
    r"(?P<names>[^，；。]{2,40}?)(?:负责|按职责|分别|共同|贯彻|抓好|配合|参与)*(?:落实|负责|实施|配合|参与|承担|$)"
)
# What stands before a label in such a statement: （以上三项主办：甲局.
_ABOUT = re.compile(rf"(?:{SEVERAL.pattern})(?=[^，；。：]{{0,8}}：)")
_NOT_LISTED = re.compile("不再(?:一一|逐一|逐项)?(?:列出|列明|单列|列|标注|重复|[做作]?分工)|不(?:再)?另列")


@dataclass(slots=True)
class _Draft:
    """What has been read of a statement so far."""

    entries: list[Entry]
    deadlines: list[tuple[int, int]]
    also: list[Entry]
    first_leads: bool = False
    from_here_on: bool = False
    labelled: bool = False


@functools.lru_cache(maxsize=2048)  # a circular names the same departments again and again
def read_said(words: str) -> Said | None:
    """What the words of a statement (folded, without brackets) say, or None where they are none."""
    draft = _Draft([], [], [])
    if about := _ABOUT.match(words):
        words = " " * about.end() + words[about.end() :]
    words = _without_rules(words, draft)
    for begin, finish in _runs(words, 0, len(words), draft):
        _read_run(words, begin, finish, draft)
    others = draft.first_leads and OTHERS_SUPPORT.search(words) is not None
    if draft.first_leads:
        draft.entries[:] = first_leads(draft.entries, others_support=others)
    entries = unique(draft.entries)
    if not entries and not draft.also and not (draft.deadlines and draft.labelled):
        return None
    own_lead = any(entry.role is Role.LEAD and not entry.by_rule for entry in entries)
    deadlines = _merged(words, draft.deadlines)
    return Said(entries, deadlines, draft.first_leads, draft.from_here_on, tuple(draft.also), own_lead, others)


_BRACKET = re.compile(r"（[^（）]*）")
_MANNER_ALONE = re.compile(r"（\s*(?:按照?|依据?)?(?:各自)?(?:职责|职能|责任)(?:分工)?(?:负责|落实)?\s*）")


def _without_rules(words: str, draft: _Draft) -> str:
    """The words with blanks for a rule in brackets, which the draft takes: 甲局、乙局（列第一位的牵头，下同）.

    What says only how they act is blank too: 甲局、乙局（按职责分工）.
    """
    if "（" in words:
        for bracket in _BRACKET.finditer(words):
            rule = FIRST_LEADS.search(bracket[0])
            if rule:
                draft.first_leads = True
                draft.from_here_on |= FROM_HERE_ON.search(bracket[0]) is not None
            if rule or _MANNER_ALONE.match(bracket[0]):
                words = words[: bracket.start()] + " " * len(bracket[0]) + words[bracket.end() :]
    return words


def unique(entries: list[Entry]) -> tuple[Entry, ...]:
    """The entries without repetition, in order."""
    return tuple(dict.fromkeys(entries))


def _merged(folded: str, spans: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Neighbouring times are one deadline: 6月底前完成，并长期坚持."""
    out: list[tuple[int, int]] = []
    for span in sorted(spans):
        if out and folded[out[-1][1] : span[0]].strip("， ") == "":
            out[-1] = (out[-1][0], span[1])
        else:
            out.append(span)
    return tuple(out)


def _segments(folded: str, start: int, end: int) -> Iterator[tuple[int, int, str]]:
    """The pieces between ，；。 outside brackets, each with the sign that ends it.

    Another begins with a label of a time or a note that no sign stands before: 责任单位：甲局 完成时限：年底.
    """
    depth, begin = 0, start
    labels = _inner_labels(folded, start, end) if folded.count("：", start, end) > 1 else ()
    for position in range(start, end):
        if position in labels and position > begin:
            yield begin, position, ""
            begin = position
        sign = folded[position]
        depth += (sign in "（〔") - (sign in "）〕")
        if depth <= 0 and sign in "，；。\n":
            yield begin, position, sign
            begin = position + 1
    yield begin, end, ""


def _inner_labels(folded: str, start: int, end: int) -> frozenset[int]:
    """Where labels of times and notes begin."""
    labels = LABEL.finditer(folded, start, end)
    return frozenset(label.start() for label in labels if label["deadline"] is not None or label["note"] is not None)


def _runs(folded: str, start: int, end: int, draft: _Draft) -> list[tuple[int, int]]:
    """The stretches that hold names and roles; rules, deadlines and notes are taken out on the way."""
    runs: list[tuple[int, int]] = []
    open_run: int | None = None
    skipping = False  # inside a note: to the next ； or label
    last = start
    for begin, finish, sign in _segments(folded, start, end):
        label = LABEL.match(folded, stripped(folded, begin, finish, "、")[0], finish)
        if label is not None:
            skipping = label["note"] is not None
        special = skipping or _take(folded, begin, finish, label, draft)
        if special and open_run is not None:
            runs.append((open_run, last))
            open_run = None
        elif not special and open_run is None and folded[begin:finish].strip():
            open_run = begin
        last = finish
        skipping = skipping and sign not in "；。"
    if open_run is not None:
        runs.append((open_run, last))
    return runs


def _take(folded: str, begin: int, finish: int, label: re.Match[str] | None, draft: _Draft) -> bool:
    """Whether the piece is a rule, a deadline or empty; what it says goes to the draft."""
    begin, finish = stripped(folded, begin, finish, "、", "、")
    piece = folded[begin:finish]
    if not piece:
        return False
    if label is not None and label["deadline"] is not None:
        stated = stripped(folded, label.end(), finish, "、", "、")
        if stated[0] < stated[1]:
            draft.deadlines.append(stated)
            draft.labelled = True
        return True
    if FIRST_LEADS.search(piece):
        draft.first_leads = True
        draft.from_here_on |= FROM_HERE_ON.search(piece) is not None
        return True
    if draft.first_leads and _OTHERS.match(piece):
        return True
    if FROM_HERE_ON.fullmatch(piece):
        draft.from_here_on = True
        return True
    also = _ALSO.match(piece)
    if also is not None:
        names = split_names(folded, begin + also.start("names"), begin + also.end("names"))
        if all(plausible(folded[name.start : name.end]) for name in names):
            draft.also.extend(Entry(name.start, name.end, Role.RESPONSIBLE) for name in names)
        return True
    if _NOT_LISTED.match(piece):
        return True
    if label is None and is_time(piece) and not _has_party(piece):
        draft.deadlines.append((begin, finish))
        return True
    return False


def _has_party(piece: str) -> bool:
    verb = next((m for m in VERB_PHRASE.finditer(piece) if AFTER_VERB.match(piece, m.end())), None)
    if verb is None:
        return plausible(piece.split("、")[0])
    return verb.start() > 0 and plausible(re.split("[、由]", piece[: verb.start()])[-1])


def _read_run(folded: str, start: int, end: int, draft: _Draft) -> None:
    labels = list(LABEL.finditer(folded, start, end))
    if not labels:
        draft.entries.extend(_by_suffix(folded, start, end, Role.RESPONSIBLE) or by_verbs(folded, start, end))
        return
    draft.labelled = True
    if labels[0].start() > start:
        draft.entries.extend(by_verbs(folded, start, labels[0].start()))
    for index, label in enumerate(labels):
        finish = labels[index + 1].start() if index + 1 < len(labels) else end
        word = label["bare"] or (label["role"] if label["organisation"] is not None else None)
        if word is None:
            continue
        role = LABEL_ROLES[word]
        stated = _by_suffix(folded, label.end(), finish, role) or by_verbs(folded, label.end(), finish, label=role)
        draft.entries.extend(stated or labelled_entries(folded, label.end(), finish, role))


def _by_suffix(folded: str, start: int, end: int, role: Role) -> list[Entry]:
    """``甲局（牵头）、乙局``: what stands in the bracket behind a name is its role, the others have ``role``."""
    if "）" not in folded[start:end] or ROLE_SUFFIX.search(folded, start, end) is None:
        return []
    return [_own_role(folded, entry) for entry in labelled_entries(folded, start, end, role)]


def _own_role(folded: str, entry: Entry) -> Entry:
    """The entry without a role in a bracket behind its name, and with that role."""
    suffix = ROLE_SUFFIX.search(folded, entry.start, entry.end)
    if suffix is None or suffix.end() != entry.end or suffix.start() == entry.start:
        return entry
    return entry._replace(end=suffix.start(), role=VERB_ROLES[suffix["verb"]])


def labelled_entries(folded: str, start: int, end: int, role: Role) -> list[Entry]:
    """The names after a label, or in a table's column; it vouches for them, so only times and clauses are kept out."""
    out = []
    for name in split_names(folded, *_before_share(folded, start, end)):
        text = folded[name.start : name.end]
        if 2 <= len(text) <= 60 and (plausible(text) or not (is_time(text) or is_clause(text))):
            out.append(Entry(name.start, name.end, role, name.open_list))
    return out


def _before_share(folded: str, start: int, end: int) -> tuple[int, int]:
    """Without 按职责分工负责 behind the names: 责任单位：甲局、乙局按职责分工负责."""
    for match in VERB_PHRASE.finditer(folded, start, end):
        if (
            match["joint"] is None
            and AFTER_VERB.match(folded, match.end(), end)
            and not folded[match.end() : end].strip("。， ")
        ):
            return start, match.start()
    return start, end


def first_leads(entries: Iterable[Entry], *, others_support: bool = False) -> list[Entry]:
    """The entries with the first one as lead, by a rule of the document; unchanged where a lead is stated."""
    out = list(entries)
    if out and not any(entry.role is Role.LEAD for entry in out) and out[0].role is Role.RESPONSIBLE:
        out[0] = out[0]._replace(role=Role.LEAD, by_rule=True)
        if others_support:
            rest = (e._replace(role=Role.SUPPORT, by_rule=True) if e.role is Role.RESPONSIBLE else e for e in out[1:])
            out[1:] = rest
    return out
