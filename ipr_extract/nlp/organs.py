"""What the name of an organ looks like, and what stands where one could and is none.

The nouns and levels are lines of ``data/organ_names.toml``; texts are folded (`reading.fold`).
"""

from __future__ import annotations

import functools
import re

from ipr_extract.data import alternatives, name_pattern, places, rules

_WORDS = rules("organ_names")
LEVELS = f"(?:{alternatives(_WORDS['levels'])})"
ZONES = f"(?:{alternatives(_WORDS['zones'])})"
_HEAD = re.compile(f"(?:{alternatives(_WORDS['heads'])})$")
_LONGEST_HEAD = max(map(len, _WORDS["heads"])) + 1
_STRONG_HEAD = re.compile(f"(?:{alternatives(_WORDS['strong_heads'])})$")
_BARE = re.compile(f"(?:{alternatives(_WORDS['bare'])})\\Z")
_BARE_ORGAN = re.compile(f"(?:{alternatives(_WORDS['bare_organs'])})\\Z")
SHARED_HEADS = frozenset(_WORDS["shared_heads"])
_COLLECTIVE = re.compile(rf"(?:各|全国各|全省各|全市各)?(?:{alternatives(_WORDS['collectives'])}|县（市、区）.*)\Z")

# A time or a pace, where a name would stand: 5月底取得明显成效并持续推进, 年底前完成, 长期坚持.
_TIME = re.compile(
    r"\d{4}年|\d{1,2}月|年底|年末|年内|年中|季度|半年|持续|长期|常态|近期|远期|按进度|按时序|适时|立即|即时|随时|分步|滚动|期间"
    r"|每[年月季]|逐年|全年|日前|底前|前完成|已完成|完成$|\d+(?:个)?工作日"
)
# Words that stand in clauses and in no organ's name: what holds them is a remark (技工院校内由…部门负责).
_CLAUSE = re.compile(
    r"(?<!目)的|应当|可以|需要|必须|不得|不超过|进行|开展|加强|(?<![综总])包括|以下|不含|除外|例如|即将|如果|按规定|根据|(?<!相互)之间"
    r"|由(?!省|市|县|区|自治)|(?<![机重主纪])要(?=[\u4e00-\u9fff])|通过|作为|负责(?!人)|等级|其中|(?<!地级)(?<!县级)(?<!厅级)以上|\d+%|见附|详见|简称|扫一扫|[+=?！]"
)
_LONGEST = 45  # characters; longer pieces are clauses


def ends_in_head(name: str) -> bool:
    """Whether a name ends in a noun that an organ's name ends in (a bracket behind it is passed over).

    >>> [ends_in_head(n) for n in ("财政部", "市交通委（市道运局）", "工业")]
    [True, True, False]
    """
    name = _without_bracket(name)
    return _HEAD.search(name, max(0, len(name) - _LONGEST_HEAD)) is not None


def _without_bracket(name: str) -> str:
    name = name.rstrip('"')
    if name.endswith("）") and "（" in name:
        return name[: name.rindex("（")]
    return name


def is_bare(name: str) -> bool:
    """Whether a noun names nobody alone: 单位 in 各有关部门和单位."""
    return _BARE.match(name) is not None


def is_bare_organ(name: str) -> bool:
    """Whether a noun is an organ that every place has: 政府 in 各县党委和政府."""
    return _BARE_ORGAN.match(name) is not None


def is_time(text: str) -> bool:
    """Whether a piece says when or how fast, not who."""
    return _TIME.search(text) is not None


def is_clause(text: str) -> bool:
    """Whether a piece holds words of a sentence, which no name holds."""
    return _CLAUSE.search(text) is not None


def is_strong(name: str) -> bool:
    """Whether a name is an organ's without any verb beside it."""
    return _STRONG_HEAD.search(name) is not None or name_pattern().fullmatch(name) is not None


@functools.lru_cache(maxsize=4096)  # the same departments come again and again
def plausible(name: str) -> bool:
    """Whether a piece of a list can be an organisation's name.

    >>> [plausible(n) for n in ("省大数据局", "各地", "5月底取得明显成效", "技工院校内由人力资源部门")]
    [True, True, False, False]
    """
    if _COLLECTIVE.match(name) or name_pattern().fullmatch(name):
        return True
    return (
        2 <= len(name) <= _LONGEST
        and "：" not in name
        and ends_in_head(name)
        and not is_clause(name)
        and not is_time(name)
    )


@functools.cache
def place_names(*, short: bool = False) -> frozenset[str]:
    """Names of provinces and prefectures, whole and short (山东省, 山东), or only the short ones."""
    names = (name for place in places() for name in ((place.short_name,) if short else (place.name, place.short_name)))
    return frozenset(name for name in names if len(name) > 1)
