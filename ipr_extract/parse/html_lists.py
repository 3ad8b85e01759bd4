"""The numbers that a browser writes before the items of an ordered list: part of what a reader sees."""

from __future__ import annotations

import re

from lxml import etree

from ipr_extract.parse.html_style import Style

_CHINESE = "零一二三四五六七八九"
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"))
_ROMAN_SMALL = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
_STYLES = {
    "1": "decimal",
    "a": "lower-alpha",
    "A": "upper-alpha",
    "i": "lower-roman",
    "I": "upper-roman",
}
# An item that prints its own label, as pasted text does, has no use for the list's: "1．", "（一）", "二、", "(3)".
_OWN_LABEL = re.compile(
    r"[（(]?\s*(?:\d{1,3}|[一二三四五六七八九十百]{1,4}|[ivxIVX]{1,5}|[a-zA-Z])\s*[)）.．、﹒]"
    r"|第[一二三四五六七八九十百\d]+[章节条]|[①-⑳]"
)


class Numbering:
    """Counts the items of one ``<ol>``; ``style`` is what its ``style`` attribute declares."""

    def __init__(self, element: etree._Element, style: Style) -> None:
        self._style = style.numbering or _STYLES.get(element.get("type") or "1", "decimal")
        self._next = _integer(element.get("start"), 1)
        self._step = 1
        if element.get("reversed") is not None:
            self._step = -1
            self._next = _integer(element.get("start"), sum(child.tag == "li" for child in element))

    def label(self, item: etree._Element) -> str:
        """The label of ``item``, with the space after it; empty where the list shows none."""
        number = _integer(item.get("value"), self._next)
        self._next = number + self._step
        return _label(number, self._style)


def has_own_label(text: str) -> bool:
    """Whether an item's text starts with a label of its own."""
    return _OWN_LABEL.match(text) is not None


def _integer(text: str | None, default: int) -> int:
    return int(text) if text is not None and re.fullmatch(r"-?[0-9]{1,6}", text.strip()) else default


def _label(number: int, style: str) -> str:
    if "none" in style or any(name in style for name in ("disc", "circle", "square")):
        return ""
    if "roman" in style and 0 < number < 4000:
        label = _roman(number)
        return f"{label.upper() if 'upper' in style else label}. "
    if ("alpha" in style or "latin" in style) and number > 0:
        label = _letters(number)
        return f"{label.upper() if 'upper' in style else label}. "
    if ("cjk" in style or "chinese" in style) and 0 < number < 100:
        return f"{_chinese(number)}、"
    return f"{number}. "


def _roman(number: int) -> str:
    label = ""
    for value, letters in _ROMAN + _ROMAN_SMALL:
        label += letters * (number // value)
        number %= value
    return label


def _letters(number: int) -> str:
    label = ""
    while number:
        number, rest = divmod(number - 1, 26)
        label = chr(ord("a") + rest) + label
    return label


def _chinese(number: int) -> str:
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else f"{_CHINESE[tens]}十"
    return head + (_CHINESE[ones] if ones else "")
