"""The role words as patterns, built from ``data/roles.toml``."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ipr_extract.data import alternatives, rules
from ipr_extract.model import Role


def _by_word(table: Mapping[str, list[str]]) -> dict[str, Role]:
    return {word: Role(role) for role, words in table.items() for word in words}


LABEL_ROLES = _by_word(rules("roles")["label_words"])
VERB_ROLES = _by_word(rules("roles")["verbs"])
ENGLISH_ROLES = _by_word(rules("roles")["english"])

_nouns = rules("roles")["label_nouns"]
_others = rules("roles")["other_labels"]
# 牵头单位：, 省级责任部门：, 牵头单位及负责人：. A role word, what kind of party, a colon; a figure may stand
# between (责任单位1：). The level before the role word (市级, 省级) says nothing about the role.
_LEVEL = "(?:(?:市县|市|省|区|县|国家|中央|地方)(?:级|直)?(?:层面)?|自治区)?"
_ROLE_LABEL = (
    rf"{_LEVEL}(?P<role>{alternatives(LABEL_ROLES)})"
    rf"(?:(?P<organisation>{alternatives(_nouns['organisation'])})|(?P<person>{alternatives(_nouns['person'])}))"
    r"(?:[及和与、/](?:责任人|负责人|领导|人员))?\d?"
)
# 牵头：甲局；配合：乙局 in a statement: some role words are labels without a noun.
_BARE_LABEL = rf"(?<![\u4e00-\u9fff])(?P<bare>{alternatives(_others['bare_labels'])})(?=：)"
LABEL = re.compile(
    rf"(?:{_ROLE_LABEL}|{_BARE_LABEL}|(?P<deadline>{alternatives(_others['deadline'])})|(?P<note>{alternatives(_others['note'])}))\s?(?:：|为：)"
)
# The head of a table's column: the same words without a colon, alone in the cell.
COLUMN = re.compile(rf"(?:{_ROLE_LABEL}|(?P<deadline>{alternatives(_others['deadline'])}))\Z")
# 甲局（牵头）、乙局: the role in a bracket behind the name.
ROLE_SUFFIX = re.compile(rf"（(?:为|总)?(?P<verb>{alternatives(VERB_ROLES)})(?:单位|部门|方)?）")

# 按职责分工, 按照各自职责, 依职责: how, said before the verb; it assigns even alone.
_SHARE = (
    r"(?:(?:按照?|依照?|依据|根据|在)(?:各自|有关|部门|本部门|法定)?的?(?:职责|职能|责任|分工|任务|权限|管理|工作|事权){1,5}"
    r"(?:分工|划分|权限|范围|要求|内)?(?:和(?:隶属关系|管理权限|权限|分工|要求))?)"
)
_MANNER = (
    r"(?:分别|共同|具体|统筹|统一|各自|分工|分头|联合|协同|继续|全面|归口|总体|按照?分工|总|主要|依法|直接|会商|按要求"
    r"|(?:结合|根据|立足)(?:自身|本地|本地区|本部门|各自|职责|实际){1,3}(?:情况)?|因地制宜|抓好|认真|积极|推动)"
)
# Some of these words are verbs too, so the search goes back over them: of many it would go over all, again and again.
_MANNERS = rf"{_MANNER}{{0,4}}"
VERB_PHRASE = re.compile(
    rf"(?:(?P<joint>会同)"
    rf"|(?P<manner>{_SHARE}?{_MANNERS}{_SHARE}?{_MANNERS})(?P<verb>{alternatives(VERB_ROLES)})"
    rf"|(?P<share>{_SHARE}))"
)
