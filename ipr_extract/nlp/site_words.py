"""What a site prints round a title, where a text without line breaks has glued it to the circular.

Menus, labels with values (来源：某某局 日期：2017-01-12), buttons (打印 关闭), sizes of letters (〔大 中 小〕).
"""

from __future__ import annotations

import functools
import re

from ipr_extract.data import name_pattern
from ipr_extract.nlp.numbers import find_numbers
from ipr_extract.nlp.organs import ends_in_head, place_names

# 首页 | 政务公开 | 公众互动某省人民政府关于…
_MENU = re.compile(r"\s*(?:[^\s|〉›»。，：]{2,10}\s?[|〉›»]\s?){2,}")
_LONGEST_ENTRY = 12  # characters of a menu's last entry, which no sign closes
_SIZES = r"[〔（]?(?:字[号体]：?)?\s?大\s?中\s?小\s?[〕）]?"
_LABEL = (
    r"[〔（]?\s?(?:信息来源|来源|发布(?:单位|机构|日期|时间)|发文(?:机关|单位)|日期|时间|成文日期|文\s?号|发文字号|字号|字体|浏览(?:次数|量)?"
    r"|阅读(?:次数|量)?|点击(?:次数|数|量)?|访问量|视力保护色|作者|责任编辑|编辑|索引号)\s?[：〕）]\s?"
)
_VALUE = (
    r"\d{4}[-年/.]\d{1,2}[-月/.]\d{1,2}日?(?:\s?\d{1,2}：\d{2}(?:：\d\d)?)?|\d+次?"
    r"|[^\s，。：]{2,16}?(?=\s|分享|打印|浏览|字[号体]|作者|责任编辑|日期|时间|发布)"
)
_SITE = re.compile(
    rf"\s*(?:{_LABEL}(?:{_SIZES}|{_VALUE})?|{_SIZES}|打印(?:本页)?|关闭(?:窗口)?|收藏|留言|分享(?:到)?\s?：?\s?(?:微信|微博|QQ|空间|好友|朋友圈)*|[|〉]|默认|超?大(?=[|\s超]))"
)
# What a site's own words end in, where an issuer's name stands right behind them: …信息搜索网西安市人民政府
_WORD = re.compile("网站|网|文件|公开|专栏|目录|动态|互动|服务|信息|政策|法规|_")
_SAYS = re.compile("关于|印发|转发|批转")
_LONGEST_ISSUERS = 160  # characters of the issuers before 关于
_HAN = re.compile("[\u4e00-\u9fff]+")
# 虹口区人民政府: a district's name has mostly two characters before its level.
_GOVERNED = tuple(re.compile(rf"[\u4e00-\u9fff]{{{size}}}[省市区县旗盟州](?:人民政府|政府|委)") for size in (2, 3))


@functools.cache
def _whole_places() -> frozenset[str]:
    return place_names() - place_names(short=True)


def menu_end(folded: str, start: int) -> int:
    """Where the title begins behind a menu: at the name of a place or an organ, or at 关于; 0 without a menu."""
    menu = _MENU.match(folded, start, start + 300)
    return (_name_at(folded, menu.end(), menu.end() + _LONGEST_ENTRY) or 0) if menu else 0


def past_site(folded: str, start: int, limit: int) -> int:
    """Behind what a site prints at ``start``."""
    while (site := _SITE.match(folded, start, limit)) is not None and site.end() > start:
        start = site.end()
    return start


def title_start(folded: str, start: int, stop: int) -> int:
    """Where the title begins behind what a site prints before it: at an issuer's name, or at 关于; else ``start``."""
    says = _SAYS.search(folded, start, stop)
    if says is None or next(find_numbers(folded, start, says.start()), None) is not None:
        return start
    floor = max(start, says.start() - _LONGEST_ISSUERS)
    sites = [site.end() for site in _SITE.finditer(folded, floor, says.start())]
    words = [word.end() for word in _WORD.finditer(folded, floor, says.start())]
    named = [end for end in words if _name_at(folded, end, end) == end]
    signs = [folded.rfind(sign, floor, says.start()) + 1 for sign in "：〉"]
    last = max([*sites, *named, *signs, _issuer_behind(folded, start, says.start())])
    if last <= start or "《" in folded[last : says.start()]:
        return start
    alone = _HAN.fullmatch(folded, last, says.start()) is not None and ends_in_head(folded[last : says.start()])
    found = _name_at(folded, last, says.start())
    return found if found is not None else last if alone else start


def name_begins(folded: str, position: int) -> bool:
    """Whether a place's or an organ's name begins at ``position``."""
    return _name_at(folded, position, position) is not None


def _issuer_behind(folded: str, start: int, says: int) -> int:
    """Where an issuer's name begins behind words that are no part of it (首页政府公报2021年第1期甲市政府); else 0."""
    if says - start > _LONGEST_ISSUERS or _name_at(folded, start, start) is not None:
        return 0
    for place in range(start + 2, says - 3):
        if (
            _name_at(folded, place, place) is not None
            and _HAN.fullmatch(folded, place, says)
            and ends_in_head(folded[place:says])
        ):
            return 0 if ends_in_head(folded[start:place]) else place
    return 0


def _name_at(folded: str, start: int, stop: int) -> int | None:
    """Where a place's or an organ's name begins, behind a few characters of a menu's last entry."""
    whole = _whole_places()
    places = range(start, min(start + _LONGEST_ENTRY, stop) + 1)
    if _GOVERNED[0].match(folded, start):
        return start
    for place in places:
        if any(folded[place : place + size] in whole for size in range(3, 10)):
            return place
        if name_pattern().match(folded, place) or folded.startswith(("关于", "印发", "中共"), place):
            return place
    return next((place for pattern in _GOVERNED for place in places if pattern.match(folded, place)), None)
