"""What a figure measures: the name before it, or the object behind it.

``到2020年，力争全省发明专利拥有量达到12件`` measures 全省发明专利拥有量, ``建设50所高水平学校`` 高水平学校.
"""

from __future__ import annotations

import re

from ipr_extract.data import alternatives
from ipr_extract.nlp.quantities import WORDS

_STRIP = WORDS["strip"]
MAKING = alternatives(WORDS["making"]["verbs"])
_TIME = (
    r"(?:\d{1,2}月(?:\d{1,2}[日号]|[底末份])?(?:[以之]?前)?|(?:力争|确保|争取)?(?:到|至|截至|于|在|自|从)?(?:\d{4}[-—–~至到])?\d{4}年?(?:[底末初中]|年底|年末|上半年|下半年)?(?:[以之]?前|时|内|起|期间)?"
    r"|\"?十[一二三四五六七八九]五\"?(?:规划|计划)?(?:期?末|期间|期内|时期)?|(?:到|至|在)?(?:今年|明年|本年度|全年|年底|年内|期末)[底末]?(?:[以之]?前)?"
    r"|(?:用|经过|力争)?[\d一二三四五两]{1,2}(?:[-—~至][\d一二三四五]{1,2})?年(?:左右)?(?:时间)?(?:内|后)?)"
)
_LEADS = re.compile(
    rf"(?:\s|{_TIME}(?:的)?|(?:{alternatives(_STRIP['before'])})(?![率度值量])"
    rf"|{'|'.join(_STRIP['before_patterns'])})+"
)
# What a figure is compared with: 比2015年, 由6.3件, 较上年.
_COMPARED = r"(?:比|较|由|从|以|在|与)(?:\d|上一?年|去年|同期|基期|\"?十.五|目前|现在|当前|现有)[^，。；：]{0,24}"
# Each piece is taken whole (?>): words that may be cut in many ways would be tried in all of them.
_TRAILS = re.compile(rf"(?>{_COMPARED}|{alternatives(_STRIP['after'])}|{'|'.join(_STRIP['after_patterns'])}|\s)+\Z")
_PREDICATE = re.compile(
    rf"(?:{alternatives(_STRIP['adverbs'])})*(?:{alternatives(_STRIP['predicates'])})\Z|(?:{alternatives(_STRIP['adverbs'])})+\Z"
)
_OPEN = "，；：。（"
_WORD = re.compile(r"[\u3400-\u9fffA-Za-z]{2}")
# The object of a verb, up to where another clause or figure begins.
_OBJECT = re.compile(
    r"的?(?P<object>[^，。；：\n\d]{2,50}?)(?=[，。；：\n]|\Z|(?:[、和与及并]|以及)[^，。；、\n]{0,6}?\d)"
)


def clause_start(folded: str, floor: int, position: int) -> int:
    """Where the clause that holds ``position`` begins; signs inside a bracket that is closed again don't cut."""
    at = position
    while True:
        cut = max(folded.rfind(sign, floor, at) for sign in _OPEN)
        if cut < 0:
            return floor
        closing = folded.rfind("）", cut, position)
        if closing < 0 or folded.count("（", cut + 1, closing) >= folded.count("）", cut + 1, closing + 1):
            return cut + 1
        opening = folded.rfind("（", floor, cut + 1)
        if opening < 0:
            return cut + 1
        at = opening


def bare_name(folded: str, start: int, end: int) -> tuple[int, int]:
    """A clause without times, adverbs and comparisons at its ends: what it is about; empty where nothing is left."""
    lead = _LEADS.match(folded, start, end)
    start = lead.end() if lead else start
    trail = _TRAILS.search(folded, start, end)
    end = trail.start() if trail else end
    while start < end and folded[end - 1] in " 　，、的":
        end -= 1
    return start, max(start, end)


def without_predicate(folded: str, start: int, end: int) -> tuple[int, int]:
    """A clause up to what it says of its subject: 贡献显著增强 is about 贡献."""
    start, end = bare_name(folded, start, end)
    found = _PREDICATE.search(folded, start, end)
    return (start, found.start()) if found else (start, end)


def is_name(folded: str, start: int, end: int) -> bool:
    """Whether there is a name: two letters at least, and not a whole sentence."""
    return 2 <= end - start <= 80 and _WORD.search(folded, start, end) is not None


def object_behind(folded: str, position: int, end: int) -> tuple[int, int] | None:
    """The object behind a figure: 建设50所‖高水平学校‖，."""
    found = _OBJECT.match(folded, position, end)
    return found.span("object") if found else None
