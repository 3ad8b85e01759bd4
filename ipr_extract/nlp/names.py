"""Lists of organisations → the smallest complete names, as printed.

``各省、自治区、直辖市人民政府`` is one name (its parts share one head noun), ``国务院各部委、各直属机构`` is two;
``工业和信息化部`` is one though it holds 和, ``科技部和财政部`` is two.
"""

from __future__ import annotations

import functools
import re
from typing import NamedTuple

from ipr_extract.data import name_pattern
from ipr_extract.nlp.organs import LEVELS, SHARED_HEADS, ZONES, ends_in_head, is_bare, is_bare_organ, place_names
from ipr_extract.nlp.reading import stripped


class Name(NamedTuple):
    """A name in a list: ``text[start:end]``; ``open_list`` where the list goes on (等) after it."""

    start: int
    end: int
    open_list: bool = False


_PLACE_ONLY = re.compile(
    rf"^(?:(?:国家税务总局|国家统计局|中国人民银行|人民银行|[\u4e00-\u9fff]{{2,7}}(?:省|自治区|市)(?=各))?(?:各|有关|相关|全省|全市|全国)?(?:有关|相关|试点|产煤|产粮|主产|沿海|沿江|沿边|边境|受灾)?{LEVELS}"
    rf"(?:（[^）]*）)?(?:级)?|新疆生产建设兵团|(?:各|有关|相关)?{LEVELS}(?:（[^（）]*）)?[和及与]{LEVELS}(?:（[^（）]*）)?)$"
)
_PLACE_START = re.compile(
    rf"^(?:(?:各|有关|相关)?{LEVELS}(?:（[^（）]*）)?(?:级)?(?:(?:以及|[和及与]){LEVELS}(?:（[^（）]*）)?)*|新疆生产建设兵团)(?=[\u4e00-\u9fff“\"])"
)
_GOVERNMENT = re.compile(r"^(?:党委|人民政府|政府|人大|政协|委员会|党政|行政公署|行署)")
_ZONE_OFFICE = re.compile(r"^(?:管委会|管理委员会|党工委)")
# Words that join two names; 和 and 与 stand inside many names too and are tried by `_joins`.
_SEPARATOR = re.compile(r"[、，；;,]|[^\S\n]+|以及|(?:等)?[和及与同](?!其他)")
_LIST_END = re.compile(
    r"(?<!高)(?:等)+(?:\d{1,2}|[一二三四五六七八九十]+)?(?:个)?(?P<rest>(?:(?:国务院|中央|省政府|市政府|省|市|县|区)?各?(?:有关|相关|其他|省级|市级|省直|市直)?(?:职能|成员)?(?:部门|单位|部委|机构|方面|厅局|企业|公司|地区|城市|院校|高校|组织|省份|省市)(?:和单位|、单位|和地方|及地方)?)?)$"
)
_OPEN_KEPT = re.compile(r"^(?:国务院|中央|省政府|市政府|省|市|县|区)?各?(?:有关|相关|其他|成员|职能)")


# 省委和省级国家机关各部门: the departments of both.
_STATE_ORGANS = re.compile(r"(?:[省市县区州]级?)?国家机关")


def _cut(folded: str, start: int, end: int) -> list[tuple[int, int, str]]:
    """The pieces between separators outside brackets and quotes; with the separator that follows each."""
    pieces: list[tuple[int, int, str]] = []
    depth, quoted, begin, position = 0, False, start, start
    protected = [(m.start(), m.end()) for m in name_pattern().finditer(folded, start, end)]
    while position < end:
        sign = folded[position]
        if sign == '"':
            quoted = not quoted
        depth += (sign in "（〔") - (sign in "）〕")
        if depth <= 0 and not quoted:
            match = _SEPARATOR.match(folded, position, end)
            if match and not any(a < position and match.end() < b for a, b in protected):
                word = match[0]
                if word.strip() in ("、", "，", "；") or not word.strip() or _joins(folded, begin, match, end):
                    pieces.append((begin, position, word))
                    begin = position = match.end()
                    continue
        position += 1
    pieces.append((begin, end, ""))
    return pieces


def _joins(folded: str, begin: int, match: re.Match[str], end: int) -> bool:
    """Whether 和/及/与 joins two names here, rather than standing inside one (工业和信息化部)."""
    left = folded[begin : match.start()]
    right = re.split(r"[、，；\s]", folded[match.end() : end], maxsplit=1)[0]
    if match[0].startswith("等"):
        return True
    if re.search(r"[省市区县州]直$", left):
        return False
    if left.endswith("委") and _STATE_ORGANS.match(right):
        return False
    if re.search(rf"{ZONES}$", left) and re.match(rf"各?{LEVELS}", right):
        return False
    if not ends_in_head(left) or (_PLACE_ONLY.match(left) and not _PLACE_ONLY.match(right)):
        return False
    if _PLACE_ONLY.match(left) and _PLACE_ONLY.match(right):
        return False
    if is_bare(right) or is_bare(left) or is_bare_organ(right):
        return False
    return ends_in_head(right) or right == "" or _runs_on(right)


def split_names(folded: str, start: int, end: int) -> tuple[Name, ...]:
    """The names in ``folded[start:end]``, in order.

    >>> text = "各省、自治区、直辖市人民政府，国务院各部委、各直属机构"
    >>> [text[n.start:n.end] for n in split_names(text, 0, len(text))]
    ['各省、自治区、直辖市人民政府', '国务院各部委', '各直属机构']
    """
    return tuple(Name(n.start + start, n.end + start, n.open_list) for n in _names_of(folded[start:end]))


@functools.lru_cache(maxsize=2048)  # a circular names the same departments again and again
def _names_of(folded: str) -> tuple[Name, ...]:
    start, end = 0, len(folded)
    names: list[Name] = []
    carried: int | None = None
    pieces = [p for p in (_trim(folded, *piece) for piece in _cut(folded, start, end)) if p[0] < p[1]]
    # Where a text has lost its 、 (half-width lists), a comma does their work.
    joining = ("、", "及", "和", "与", "以及") if "、" in folded else ("，", "及", "和", "与", "以及")
    for index, (begin, finish, separator) in enumerate(pieces):
        text = folded[begin:finish]
        if (
            names
            and carried is None
            and (is_bare(text) or (len(text) == 1 and text in "委办厅局室处科"))
            and pieces[index - 1][2] in joining
        ):
            names[-1] = Name(names[-1].start, finish)
            continue
        if separator.strip() in joining and _shares(
            text, _next(folded, pieces, index), comma=separator.strip() == "，"
        ):
            carried = begin if carried is None else carried
            continue
        if carried is not None and re.match(r"[\u4e00-\u9fff]{2,8}等(?:部门|单位)$", text):
            names.append(Name(carried, finish, open_list=True))  # 公安、城管执法等部门: the noun is shared, so 等 stays
        else:
            names.extend(_close(folded, begin if carried is None else carried, finish))
        carried = None
    return tuple(names)


_ZONE_END = re.compile(f"{ZONES}$")
_RUN_ON_ZONE = re.compile(rf"^[\u4e00-\u9fff]{{2,10}}?{ZONES}$")
_RUN_ON_PLACE = re.compile(r"^(?!各|省|市|有关|相关|全)[\u4e00-\u9fff]{1,7}[市县区旗州盟省]$")
# 韩城市市场监管局: a place by name, then what is there.
_NAMED_PLACE = re.compile(
    rf"^(?!各|省|市|有关|相关|全)[\u4e00-\u9fff]{{1,7}}?(?:[市县区旗州盟省]|{ZONES})(?=[\"\u4e00-\u9fff]{{2}})"
)
_CITIES = re.compile(r"各(?:设区|地级)?(?:市|市州|州市|地市|盟市)\Z")
_NAMED_ZONE = re.compile(rf"^(?!各|省|市)[\u4e00-\u9fff]{{1,8}}?(?:实验区|{ZONES})(?!管)[\"\u4e00-\u9fff]")
_ZONE_AND_ALL = re.compile(rf"^[\u4e00-\u9fff]{{2,10}}?{ZONES}[及和与]各")
_ZONE_GOVERNED = re.compile(
    rf"^[\u4e00-\u9fff]{{0,14}}?(?:{ZONES}|基地|片区|组团|产业园|工业园)(?:党工委)?(?:管委会|管理委员会)$"
)
_ALL_GOVERNED = re.compile(rf"^各{LEVELS}(?:（[^）]*）)?(?:人民政府|政府)$")
_GOVERNED = re.compile(rf"^[\u4e00-\u9fff]{{2,8}}?{LEVELS}(?:（[^）]*）)?(?:人民政府|政府|党委|管委会)")
_OF_A_FIELD = re.compile(r"^[\u4e00-\u9fff]{2,6}等?(?:部门|单位)$")


def _runs_on(text: str) -> bool:
    """Whether a piece is a place by name, which alone or in a run may share the noun of what follows."""
    return text in place_names() or _RUN_ON_ZONE.match(text) is not None or _RUN_ON_PLACE.match(text) is not None


def _next(folded: str, pieces: list[tuple[int, int, str]], index: int) -> str:
    """The piece after ``index``; of a run of places (天府新区、东部新区、高新区管委会) the one that ends it."""
    at = index + 1
    text = folded[pieces[index][0] : pieces[index][1]]
    if _runs_on(text) or _PLACE_ONLY.match(text):
        while (
            at + 1 < len(pieces) and pieces[at][2] in ("、", "，") and _runs_on(folded[pieces[at][0] : pieces[at][1]])
        ):
            if pieces[at][2] != pieces[index][2]:
                break
            at += 1
    return folded[pieces[at][0] : pieces[at][1]] if at < len(pieces) else ""


def _trim(folded: str, start: int, end: int, separator: str) -> tuple[int, int, str]:
    return *stripped(folded, start, end, "：。、，", "：。、，"), separator


def _shares(text: str, following: str, *, comma: bool) -> bool:
    """Whether ``text`` has no head noun of its own and shares that of what follows."""
    if not following or name_pattern().fullmatch(text):
        return False
    return (
        _half_names(text, following)
        or _levels(text, following)
        or _short_names(text, following)
        or _places(text, following)
        or (not ends_in_head(text) and len(text) <= (3 if comma else 6) and _fields(text, following))
    )


def _half_names(text: str, following: str) -> bool:
    """中央、省驻市有关单位; 县委、县政府各有关部门."""
    return text in SHARED_HEADS or (text.endswith("委") and re.match(r"[省市县区旗州]?政府各", following) is not None)


def _levels(text: str, following: str) -> bool:
    """各省、自治区、直辖市人民政府; 各区、市教体局; 各设区市、平潭综合实验区科技局."""
    if not _PLACE_ONLY.match(text):
        return False
    if _PLACE_ONLY.match(following):
        return True
    place = _PLACE_START.match(following)
    if place is not None and (
        following.startswith("直", place.end()) or (place[0].endswith("级") > text.endswith("级"))
    ):
        return False  # 各镇街、区直各部门; 各县、市级有关部门
    if place is None:
        # 各设区市、韩城市科技局: a place by name beside those of its level.
        named = _NAMED_PLACE.match(following) if _CITIES.match(text) else None
        return named is not None or _NAMED_ZONE.match(following) is not None
    head = following[place.end() :]
    if _ZONE_OFFICE.match(head):
        return _ZONE_END.search(text) is not None
    return bool(_GOVERNMENT.match(head)) or _tier(text) <= _tier(place[0])


def _short_names(text: str, following: str) -> bool:
    """沈阳、北京、广州军区; 济南、青岛、烟台市政府."""
    if text not in place_names(short=True):
        return False
    named = next((size for size in range(9, 1, -1) if following[:size] in place_names()), 0)
    return 0 < named < len(following)


def _places(text: str, following: str) -> bool:
    """麻阳县、靖州县人民政府; 天府新区、高新区管委会; 杨凌示范区、韩城市市场监管局; 东部新区、高新区及各县主管部门."""
    zone = _ZONE_END.search(text) is not None and len(text) < 12
    if zone and (_ZONE_AND_ALL.match(following) or _ZONE_GOVERNED.match(following)):
        return True
    if _RUN_ON_PLACE.match(text) and _ALL_GOVERNED.match(following):
        return True  # 濉溪县、各区人民政府
    named = _NAMED_PLACE.match(following)
    return named is not None and _runs_on(text) and not _ZONE_OFFICE.match(following[named.end() :])


def _fields(text: str, following: str) -> bool:
    """公安、城管部门; and bare places before a government that the gazetteer doesn't know."""
    if _OF_A_FIELD.match(following) and not is_bare(following):
        return "各" not in following and not following.startswith(("有关", "相关", "其他"))
    return _GOVERNED.match(following) is not None or (len(following) <= 6 and not ends_in_head(following))


# A list of levels doesn't climb from one tier to a higher one: 各县、省水利厅 is two names, 各区、市教体局 one.
_TIERS = (
    ("省", "自治区", "直辖市", "兵团"),
    ("市", "州", "盟", "地区", "县", "区", "旗"),
    ("乡", "镇", "街道", "苏木"),
)


def _tier(place: str) -> int:
    place = re.sub("省(?:直管|管|辖)", "", place)  # 省直管县 is a county
    return next((tier for tier, levels in enumerate(_TIERS) if any(level in place for level in levels)), len(_TIERS))


def _close(folded: str, start: int, end: int) -> list[Name]:
    """One name, with 等 and what it stands for cut off; ``等有关部门`` is a name of its own."""
    match = _LIST_END.search(folded, start, end)
    if match is None or match.start() == start:
        return [Name(start, end)]
    names = [Name(start, match.start(), open_list=True)]
    if _OPEN_KEPT.match(match["rest"]):
        names.append(Name(match.start("rest"), match.end("rest"), open_list=True))
    return names
