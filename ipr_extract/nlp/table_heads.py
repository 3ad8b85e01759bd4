"""What a cell says that names a column or a row of a responsibility table: 牵头单位, 完成时限, Lead department."""

from __future__ import annotations

import functools
import re
from enum import Enum
from typing import NamedTuple

from ipr_extract.data import alternatives, rules
from ipr_extract.model import Role
from ipr_extract.nlp.responsibility import FIRST_LEADS
from ipr_extract.nlp.roles import COLUMN, ENGLISH_ROLES, LABEL_ROLES

_WORDS = rules("roles")["columns"]
_LONGEST = 40  # characters; what is longer is no head
_LONGEST_ENGLISH = 60
_ROLES = {word: Role(role) for role in ("lead", "responsible", "support") for word in _WORDS[role]}
_BARE = frozenset(_WORDS["bare"])
_WORK = re.compile(rf"(?:{alternatives(_WORDS['work'])})")
_DEADLINES = frozenset(_WORDS["deadline"])
_ORDINALS = frozenset(_WORDS["ordinal"])
_PERSONS = frozenset(_WORDS["person"])
_BRACKETS = re.compile(r"（[^（）]*）")
# 责任单位及责任人: persons stand among the names.
_WITH_PERSONS = re.compile(r"[及和与、/](?:责任人|负责人|领导|人员)\Z")
_TASK = re.compile(rf"(?:{'|'.join(_WORDS['task'])})")
# A head is short and names a thing: 工作任务, 具体措施, 2023年重点任务; 任务完成情况, 项目投资 name something else.
_TASK_END = re.compile(
    rf"(?:{alternatives(_WORDS['task'])})(?:名称|清单|内容|要求|事项|安排|点|及内容|和措施|及目标|及措施)?\Z"
)
_NOUNS = "|".join(_WORDS["english_nouns"])
# Lead department; Responsible agencies; Led by; Participating units.
_ENGLISH_ROLE = re.compile(
    rf"(?P<role>{alternatives(ENGLISH_ROLES)})(?:\s+(?:by|{_NOUNS}|(?:{_NOUNS})\s*\([^()]*\)))?\s*\Z", re.I
)
# Departments in charge; Units responsible; Department.
_ENGLISH_NOUN = re.compile(rf"(?:{_NOUNS})(?:\s+(?:in\s+charge|responsible|concerned))?\s*\Z", re.I)
_ENGLISH_TASK = re.compile(rf"\b(?:{'|'.join(_WORDS['english_task'])})s?\b", re.I)
_ENGLISH_DEADLINES = frozenset(_WORDS["english_deadline"])
_ENGLISH_ORDINALS = frozenset(_WORDS["english_ordinal"])


class Kind(Enum):
    """What the cells of a column hold."""

    PARTIES = "parties"
    DEADLINE = "deadline"
    TASK = "task"
    ORDINAL = "ordinal"
    PERSON = "person"


class Meaning(NamedTuple):
    """What a head says.

    ``role`` is set for parties; ``rank`` says how closely a task's column says what a row is about;
    ``first_leads``: the first name of each cell leads; ``persons``: persons' names stand among the parties;
    ``bare``: 单位, which says nothing of work; ``work``: 任务, which does.
    """

    kind: Kind
    role: Role | None = None
    rank: int = 0
    first_leads: bool = False
    persons: bool = False
    bare: bool = False
    work: bool = False


@functools.lru_cache(maxsize=2048)  # tables of one office have the same heads
def meaning(head: str, *, chinese: bool = True) -> Meaning | None:
    """What a cell's folded text means as a head; None where it is no head that matters.

    >>> meaning("牵头单位").role, meaning("责任单位（列第一位的牵头）").first_leads, meaning("投资额")
    (<Role.LEAD: 'lead'>, True, None)
    """
    return _chinese(re.sub(r"\s+", "", head)) if chinese else _english(" ".join(head.split()))


def _chinese(head: str) -> Meaning | None:
    head = head.strip("：")
    if not head or len(head) > _LONGEST:
        return None
    words = _BRACKETS.sub("", head)
    first_leads = len(words) < len(head) and FIRST_LEADS.search(head) is not None
    role = _ROLES.get(head) or _ROLES.get(words)
    match = COLUMN.match(head) or COLUMN.match(words)
    if match is not None and match["organisation"] is not None:
        role = LABEL_ROLES[match["role"]]
    if role is not None:
        return Meaning(Kind.PARTIES, role, 0, first_leads, _WITH_PERSONS.search(words) is not None)
    if words in _BARE:
        return Meaning(Kind.PARTIES, Role.RESPONSIBLE, 0, first_leads, bare=True)
    if (match is not None and match["deadline"] is not None) or words in _DEADLINES:
        return Meaning(Kind.DEADLINE)
    if words in _ORDINALS:
        return Meaning(Kind.ORDINAL)
    if match is not None or words in _PERSONS:
        return Meaning(Kind.PERSON)
    if len(words) <= 14 and _TASK_END.search(words):
        rank = max(_WORDS["task"].index(word) for word in _TASK.findall(words))
        return Meaning(Kind.TASK, rank=rank, work=_WORK.search(words) is not None)
    return None


def _english(head: str) -> Meaning | None:
    head = head.strip(": ")
    if not head or len(head) > _LONGEST_ENGLISH:
        return None
    match = _ENGLISH_ROLE.match(head)
    if match is not None:
        return Meaning(Kind.PARTIES, ENGLISH_ROLES[match["role"].lower()])
    if _ENGLISH_NOUN.match(head):
        return Meaning(Kind.PARTIES, Role.RESPONSIBLE)
    if head.lower() in _ENGLISH_DEADLINES:
        return Meaning(Kind.DEADLINE)
    if head.lower() in _ENGLISH_ORDINALS:
        return Meaning(Kind.ORDINAL)
    found = _ENGLISH_TASK.findall(head)
    if found and len(head.split()) <= 4:
        ranks = [next(i for i, word in enumerate(_WORDS["english_task"]) if word in one.lower()) for one in found]
        return Meaning(Kind.TASK, rank=max(ranks))
    return None
