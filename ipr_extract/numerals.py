"""Ordinals as circulars print them: Chinese (十二), Roman (xii), circled (⑫); read and written."""

from __future__ import annotations

_HAN = "零一二三四五六七八九"
_DIGITS = {character: value for value, character in enumerate(_HAN)} | {"〇": 0}
_ROMAN = ((50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50}


def han_number(text: str) -> int:
    """The value of a Chinese ordinal up to 999.

    >>> [han_number(t) for t in ("十", "十二", "二十一", "一百零三", "一〇")]
    [10, 12, 21, 103, 10]
    """
    if "十" not in text and "百" not in text:
        return int("".join(str(_DIGITS[character]) for character in text))
    total = digit = 0
    for character in text:
        if character == "百":
            total, digit = total + 100 * max(digit, 1), 0
        elif character == "十":
            total, digit = total + 10 * max(digit, 1), 0
        else:
            digit = _DIGITS[character]
    return total + digit


def han_written(number: int) -> str:
    """An ordinal from 1 to 999 in Chinese.

    >>> [han_written(n) for n in (3, 10, 12, 21, 103, 110)]
    ['三', '十', '十二', '二十一', '一百零三', '一百一十']
    """
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    out = f"{_HAN[hundreds]}百" if hundreds else ""
    if tens:
        out += ("" if tens == 1 and not hundreds else _HAN[tens]) + "十"
    elif hundreds and ones:
        out += "零"
    return out + (_HAN[ones] if ones else "")


def roman_number(text: str) -> int:
    """The value of a Roman numeral below 90; 0 where the letters make none (``IIX``).

    >>> [roman_number(t) for t in ("iv", "VII", "XIX", "IIX")]
    [4, 7, 19, 0]
    """
    values = [_ROMAN_VALUES[character] for character in text.upper()]
    total = sum(-a if a < b else a for a, b in zip(values, [*values[1:], 0], strict=True))
    return total if roman_written(total) == text.upper() else 0


def roman_written(number: int) -> str:
    """A number below 90 in Roman capitals.

    >>> [roman_written(n) for n in (4, 9, 14, 48)]
    ['IV', 'IX', 'XIV', 'XLVIII']
    """
    out = ""
    for value, sign in _ROMAN:
        count, number = divmod(max(number, 0), value)
        out += sign * count
    return out


def circled_number(character: str) -> int:
    """The value of ①, ⑴ or ⒈ (1 to 20)."""
    code = ord(character)
    return next(code - first + 1 for first in (0x2488, 0x2474, 0x2460) if code >= first)


# Ordinals that English labels spell out: Chapter One.
SPELT = {
    word: number
    for number, word in enumerate(
        ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"), 1
    )
}
