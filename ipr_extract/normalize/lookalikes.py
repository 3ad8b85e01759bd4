"""Numerals that are taken for each other: 二 and 三, ``l.`` and ``1.``, by a table of signs that look alike."""

from __future__ import annotations

import functools
from itertools import combinations

from ipr_extract.data import rules
from ipr_extract.numerals import han_written, roman_written

# The highest ordinals that are written in signs of their own.
_MOST = {"han": 999, "roman": 89, "letter": 26}
_HAN = frozenset(("part", "chapter", "section", "article", "han", "han_bracket"))


@functools.cache
def _pairs(script: str) -> frozenset[tuple[str, str]]:
    groups = rules("numbering")["alike"].get(script, ())
    found = {pair for group in groups for pair in combinations(group, 2)}
    return frozenset({*found, *((b, a) for a, b in found)})


def script_of(style: str) -> str:
    """The signs that a style writes its ordinals with: ``han``, ``arabic``, ``roman`` or ``letter``."""
    if style in _HAN:
        return "han"
    return style.partition("_")[0] if style.startswith(("roman", "letter")) else "arabic"


def numeral(style: str, ordinal: int) -> str:
    """An ordinal in the signs of a style.

    >>> numeral("han_bracket", 12), numeral("roman_small", 4), numeral("letter", 2)
    ('十二', 'iv', 'B')
    """
    script = script_of(style)
    if ordinal > _MOST.get(script, ordinal):
        return str(ordinal)
    if script == "han":
        return han_written(ordinal)
    if script == "letter":
        letter = chr(64 + ordinal)
    elif script == "roman":
        letter = roman_written(ordinal)
    else:
        return str(ordinal)
    return letter.lower() if "small" in style else letter


@functools.lru_cache(4096)
def look_alike(style: str, printed: int, meant: int) -> bool:
    """Whether one numeral is easily taken for the other: a sign like another, or one of several strokes lost.

    >>> look_alike("han", 2, 3), look_alike("han_bracket", 3, 4), look_alike("roman_small", 2, 3)
    (True, False, True)
    """
    a, b = numeral(style, printed), numeral(style, meant)
    if len(a) == len(b):
        different = [(x, y) for x, y in zip(a, b, strict=True) if x != y]
        return len(different) == 1 and different[0] in _pairs(script_of(style))
    if script_of(style) != "roman" or abs(len(a) - len(b)) != 1:
        return False
    shorter, longer = sorted((a, b), key=len)
    return shorter + longer[-1] == longer and longer[-2:-1] == longer[-1]


@functools.lru_cache(4096)
def signs_alike(style: str, ordinal: int) -> tuple[tuple[str, int], ...]:
    """The labels of other styles that are printed with signs that look the same: ``i.`` is 1., ``ii.`` is 11.

    >>> signs_alike("roman_small", 1)
    (('arabic', 1),)
    """
    script = script_of(style)
    brackets = "_bracket" if style.endswith("_bracket") else ""
    found: list[tuple[str, int]] = []
    if script == "roman" and (ordinals := {1: 1, 2: 11, 3: 111}.get(ordinal)):
        found.append((f"arabic{brackets}", ordinals))
    if style in ("arabic", "arabic_bracket") and (meant := {1: 1, 11: 2, 111: 3}.get(ordinal)):
        found.extend((f"roman{small}{brackets}", meant) for small in ("_small", ""))
    if script == "letter" and style.startswith("letter_small") and ordinal == 12:
        found.append((f"arabic{brackets}", 1))
    return tuple(found)
