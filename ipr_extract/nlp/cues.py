"""One look over the whole text for what indicators, deadlines and terms of validity can't do without.

Most pages have few of these signs, and a look costs some 40 µs a page of 7,000 characters, so nothing costlier is tried
before it. Two classes of characters side by side are what ``re`` scans fastest: alternatives take eight times as long.
Which pairs of the two classes mean something is looked up.
"""

from __future__ import annotations

import re
from itertools import product
from typing import NamedTuple


def _pairs(first: str, second: str) -> set[str]:
    return {a + b for a, b in product(first, second)}


_DIGITS = "0123456789"
# 达到12, 提高5, 建设50, 不低于百分之五, 超过一半, 翻两番; 92%以上, 80%的, 左右, 目标：.
_FIGURES = (
    _pairs("到至达于过破长高加升低降少缩短减约占超", f"{_DIGITS}百两二三")
    | _pairs("设育成建", _DIGITS)
    | _pairs("于过达占", "一")
    | _pairs("翻", "一二两三")
    | _pairs("%％", "以的左，。；")
    | {"以上", "以内", "左右", "标："}
)
# 到2020年, 年底前, 6月前, 年内, 月末.
_TIMES = _pairs("年月日底末", "前之") | _pairs("年月", "底末内") | {"到2", "至2"}
# 自印发之日起, 有效期, 试行期.
_TERMS = _pairs("日效行", "起期") - {"日期", "行起"}
_ALL = sorted(_FIGURES | _TIMES | _TERMS)
# The second is looked at and not taken: in 成以上 the pair 以上 follows on 成以, which is none.
_SIGNS = re.compile(f"[{''.join(sorted({p[0] for p in _ALL}))}](?=[{''.join(sorted({p[1] for p in _ALL}))}])")


class Cues(NamedTuple):
    """Where figures, times that end, and terms of validity may stand, in printed order."""

    figures: list[int]
    times: list[int]
    terms: list[int]


def find_cues(folded: str, *, chinese: bool = True) -> Cues:
    """The signs of a folded text; English has others, and none of these."""
    cues = Cues([], [], [])
    if not chinese:
        return cues
    for match in _SIGNS.finditer(folded):
        at = match.start()
        pair = folded[at : at + 2]
        if pair in _FIGURES:
            cues.figures.append(at)
        if pair in _TIMES:
            cues.times.append(at)
        elif pair in _TERMS:
            cues.terms.append(at)
    return cues
