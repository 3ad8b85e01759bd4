"""Who acts by the verbs behind the names: ``甲局牵头，乙局会同丙局负责``."""

from __future__ import annotations

import re
from typing import NamedTuple

from ipr_extract.data import name_pattern
from ipr_extract.model import Role
from ipr_extract.nlp.names import Name, split_names
from ipr_extract.nlp.organs import ends_in_head, is_clause, plausible
from ipr_extract.nlp.roles import VERB_PHRASE, VERB_ROLES

AFTER_VERB = re.compile(r"\s*(?:\Z|[，；。、）〕：\s]|等(?:工作|事项)?(?=[，；。）]|\Z)|(?:会同|协同))")


class Entry(NamedTuple):
    """One name and its role; ``by_rule`` where a rule of the document gives the role."""

    start: int
    end: int
    role: Role
    open_list: bool = False
    by_rule: bool = False


def by_verbs(folded: str, start: int, end: int, *, label: Role | None = None, prose: bool = False) -> list[Entry]:
    """``甲局牵头，乙局会同丙局负责`` → names with roles; nothing where a piece can't be a name.

    ``label`` is the role of a label before them: a list whose roles are not said is left to it, and so is what a comma
    parts from a list with a verb of its own (牵头单位：甲局，乙局、丙局配合). ``prose``: a sentence goes on with other
    things than names, so what was read before them holds.
    """
    entries: list[Entry] = []
    position, joint = start, False
    for match in VERB_PHRASE.finditer(folded, start, end):
        if match.start() < position or not _acts(folded, match, position, end):
            continue
        names = _names(folded, position, match.start())
        if names is None or (prose and not all(_acts_itself(folded[n.start : n.end]) for n in names)):
            return entries if prose else []
        role = _role(match, joint)
        if label is not None and not entries:
            own = folded.rfind("，", position, match.start()) if match["joint"] is None else -1
            if own < 0 and role is Role.RESPONSIBLE and not _others_act(folded, match.end(), end):
                return []
            if own >= 0 and role is not label:
                entries.extend(Entry(n.start, n.end, label, n.open_list) for n in names if n.end <= own)
                names = [n for n in names if n.start > own]
            elif own >= 0:
                role = label
        entries.extend(Entry(n.start, n.end, role, n.open_list) for n in names)
        joint = match["joint"] is not None
        position = past_object(folded, match.end(), end)
    if position == start or prose:
        return entries
    rest = _names(folded, position, end)
    if rest and (joint or all(plausible(folded[n.start : n.end]) for n in rest)):
        role = Role.SUPPORT if joint else Role.RESPONSIBLE
        entries.extend(Entry(n.start, n.end, role, n.open_list) for n in rest)
    return entries


def _others_act(folded: str, start: int, end: int) -> bool:
    """Whether others follow with a role of their own: 甲局按职责分工负责，乙局配合."""
    verbs = (match["verb"] for match in VERB_PHRASE.finditer(folded, start, end))
    return any(verb is not None and VERB_ROLES[verb] is not Role.RESPONSIBLE for verb in verbs)


def _acts_itself(text: str) -> bool:
    """Whether a piece of a sentence is a name, with no other sentence's 由 in it: 管理办法由市商务局."""
    return plausible(text) and "由" not in text


def _role(match: re.Match[str], joint: bool) -> Role:
    """甲会同乙负责: the one who calls on others leads, those called on support."""
    if match["joint"] is not None:
        return Role.SUPPORT if joint else Role.LEAD
    if joint:
        return Role.SUPPORT
    return VERB_ROLES[match["verb"]] if match["verb"] is not None else Role.RESPONSIBLE


_LONGEST_LIST = 600  # characters of names before a role word; of more, each of many such words would look through all


def _acts(folded: str, match: re.Match[str], position: int, end: int) -> bool:
    """Whether a role word is a verb here, not a part of a name (工作专班牵头单位) or of another word (负责人)."""
    if AFTER_VERB.match(folded, match.end(), end):
        return True
    before = folded[max(position, match.start() - _LONGEST_LIST) : match.start()].strip("，、； ")
    if match["verb"] is not None and past_object(folded, match.end(), end) > match.end():
        return bool(before) and ends_in_head(before)
    if match["joint"] is not None:
        return not before or ends_in_head(re.split("等", before)[0]) or ends_in_head(before)
    return bool(before) and ends_in_head(before) and name_pattern().match(folded, match.end(), end) is not None


# A verb with what it is about: 各级总工会负责监督. Never 负责人, 负责制.
_WITH_OBJECT = re.compile(
    r"(?:负责|牵头|配合|参与|参加|指导|落实)(?![人的制同者单部机主组])(?P<object>[\u4e00-\u9fff]{2,20}?)(?=[、，；。]|\Z)"
)


def past_object(folded: str, verb_end: int, end: int) -> int:
    """Behind what a verb that ends at ``verb_end`` is about, where that isn't a name: 负责统筹协调和督促落实，."""
    about = _WITH_OBJECT.match(folded, verb_end - 2, end)
    if about is None or ends_in_head(about["object"]) or name_pattern().match(about["object"]):
        return verb_end
    return about.end()


# Words before the first name: 由甲局, 分别由甲局, 并由.
_BEFORE_NAMES = re.compile(
    r"\s*[，、；。]?\s*(?:(?:[^，；、]{0,6}[\d年月][^，；、]{0,8}[前内底末起]|[^，；、]{2,20}(?:工作|事项|部分|任务|内容|项目|措施|方面)(?=由))?(?:并|均|统一|分别|主要|具体|拟|建议|请)?由|并|请|以及|会同|其中)?"
)


def _names(folded: str, start: int, end: int) -> list[Name] | None:
    """The names between two role words; None where something there can be no name."""
    lead = _BEFORE_NAMES.match(folded, start, end)
    start = lead.end() if lead else start
    names = list(split_names(folded, start, end))
    texts = [folded[name.start : name.end] for name in names]
    if any(is_clause(text) and not name_pattern().fullmatch(text) for text in texts):
        return None
    if texts and (sum(plausible(text) for text in texts) * 2 < len(texts)):
        return None
    return names
