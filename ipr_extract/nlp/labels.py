"""The labels of numbered units: ``一、``, ``（一）``, ``1.``, ``第一条``, ``I.``, ``i.`` and their like.

Patterns are for folded text (`reading.fold`): brackets are ``（）``, dots are ``.``, white space is a space.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import NamedTuple

from ipr_extract.numerals import SPELT, circled_number, han_number, roman_number


class Style(StrEnum):
    """A way to write an ordinal; what nests in what is each document's own affair."""

    PART = "part"  # 第一编
    CHAPTER = "chapter"  # 第一章
    SECTION = "section"  # 第一节
    ARTICLE = "article"  # 第一条
    HAN = "han"  # 一、
    HAN_BRACKET = "han_bracket"  # （一）
    ARABIC = "arabic"  # 1. 1、
    ARABIC_BRACKET = "arabic_bracket"  # （1）
    ARABIC_CLOSED = "arabic_closed"  # 1）
    CIRCLED = "circled"  # ①
    DECIMAL_1 = "decimal_1"  # 1　总则, where 1.1 follows
    DECIMAL_2 = "decimal_2"  # 1.1
    DECIMAL_3 = "decimal_3"  # 1.1.1
    DECIMAL_4 = "decimal_4"  # 1.1.1.1
    ROMAN = "roman"  # I.
    ROMAN_SMALL = "roman_small"  # i.
    ROMAN_BRACKET = "roman_bracket"  # (I)
    ROMAN_SMALL_BRACKET = "roman_small_bracket"  # (i)
    LETTER = "letter"  # A.
    LETTER_SMALL = "letter_small"  # a.
    LETTER_BRACKET = "letter_bracket"  # (A)
    LETTER_SMALL_BRACKET = "letter_small_bracket"  # (a)

    # An enum's own hash is a Python function; styles are keys in the hottest loops.
    __hash__ = str.__hash__


class Label(NamedTuple):
    """A printed label and the ordinal it states."""

    style: Style
    ordinal: int
    start: int
    end: int


_HAN = "[一二三四五六七八九十百零〇]"
# Each alternative is one way of printing; the lookaheads keep figures and dates out:
# ``4.2021年启动`` is item 4, ``1.5亿元`` is a figure, ``2019.1.12`` a date, ``3.0版`` a version.
_CHINESE = re.compile(
    rf"""
      第\s?(?P<ordinal>{_HAN}{{1,5}}|\d{{1,3}})\s?(?P<unit>[编篇章节条]|部分)              # 第一章 第十二条
        (?![的款第至和]|规定|所列|所称|中的)
    | (?P<han>{_HAN}{{1,4}})\s?[、.，](?!{_HAN}[、，])                         # 一、 二 、
    | （\s?(?P<han_bracket>{_HAN}{{1,4}})\s?）[、.]?                          # （一）
    | (?P<decimal>[1-9]\d?(?:\.\d{{1,2}}){{1,3}})\.?(?=\s|[\u4e00-\u9fff])              # 1.1
        (?!\s?[亿万元倍个米吨年月分次户家级版折]|\s*%)
    | (?P<arabic>\d{{1,3}})\s?(?:[.、](?:(?!\d)|(?=\d{{4}}年)|(?=\d[A-Z]))|，(?!\d))              # 1. 1、 4.2021年
    | （\s?(?P<arabic_bracket>\d{{1,3}})\s?）                               # （1）
    | (?P<arabic_closed>\d{{1,3}})）                                        # 1）
    | (?P<circled>[①-⑳⑴-⒇⒈-⒛])                                          # ①
    | (?P<wide_roman>[Ⅰ-Ⅻ])\s?[、.。]                                      # Ⅰ.
    | (?P<decimal_1>\d{{1,2}})(?=\s\s?[\u4e00-\u9fff]{{2}})                   # 1　总则
    """,
    re.VERBOSE,
)
_UNITS = {"编": Style.PART, "篇": Style.PART, "部分": Style.PART, "章": Style.CHAPTER, "节": Style.SECTION,
          "条": Style.ARTICLE}  # fmt: skip
_DECIMALS = {2: Style.DECIMAL_2, 3: Style.DECIMAL_3, 4: Style.DECIMAL_4}

# English: a label wants white space or a capital behind it, so that ``i.e.`` and ``1.5`` are none.
_ENGLISH = re.compile(
    r"""
      (?P<word>P(?:art|ART)|C(?:hapter|HAPTER)|S(?:ection|ECTION)|A(?:rticle|RTICLE))\s
        (?P<ordinal>\d{1,3}(?!\d)|[IVXL]{1,6}\b                                     # Article 1, Chapter One
          |(?i:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)(?![a-z]))[.:]?
    | (?P<roman>[IVX]{1,6})\s?(?:[.](?=\s|[A-Z])|[,、](?=\s?[A-Z]))            # IV. IV,
    | (?P<roman_small>[ivx]{1,6})\s?[.](?=\s|[A-Z])                             # iii.
    | [(](?P<roman_bracket>[IVX]{1,6})[)]                                       # (IV)
    | [(](?P<roman_small_bracket>[ivx]{1,6})[)]                                 # (iii)
    | (?!\d+\.0\s)(?P<decimal>\d{1,2}(?:\.\d{1,2}){1,3})\.?(?=\s+[A-Z])          # 1.1
    | (?P<arabic>\d{1,3})\s?(?:[.、](?!\d)(?=\s|[A-Z"])|[.]0(?=\s+[A-Z]))             # 1. 1.0
    | [(](?P<arabic_bracket>\d{1,3})[)]                                         # (1)
    | (?P<arabic_closed>\d{1,3})[)](?=\s|[A-Z])                                  # 1)
    | (?P<letter>[A-H])[.](?=\s)(?!\sNo\b)                                                # A.
    | (?P<letter_small>[a-h])[.](?=\s)                                          # a.
    | [(](?P<letter_bracket>[A-H])[)]                                           # (A)
    | [(](?P<letter_small_bracket>[a-h])[)]                                     # (a)
    | (?P<circled>[①-⑳])                                                      # ①
    """,
    re.VERBOSE,
)
_WORDS = {"Part": Style.PART, "Chapter": Style.CHAPTER, "Section": Style.SECTION, "Article": Style.ARTICLE}


def _read_chinese(match: re.Match[str]) -> tuple[Style, int]:
    kind = match.lastgroup or ""
    text = match[kind]
    if kind == "unit":
        ordinal = match["ordinal"]
        return _UNITS[text], int(ordinal) if ordinal.isdigit() else han_number(ordinal)
    if kind in ("han", "han_bracket"):
        return Style(kind), han_number(text)
    if kind == "decimal":
        numbers = text.split(".")
        return _DECIMALS[len(numbers)], int(numbers[-1])
    if kind == "circled":
        return Style.CIRCLED, circled_number(text)
    if kind == "wide_roman":
        return Style.ROMAN, ord(text) - 0x215F
    return Style(kind), int(text)


def _read_english(match: re.Match[str]) -> tuple[Style, int]:
    kind = match.lastgroup or ""
    text = match[kind]
    if kind == "ordinal":
        spelt = SPELT.get(text.lower()) or (int(text) if text.isdigit() else roman_number(text))
        return _WORDS[match["word"].title()], spelt
    if kind.startswith("roman"):
        return Style(kind), roman_number(text)
    if kind == "decimal":
        numbers = text.split(".")
        return _DECIMALS[len(numbers)], int(numbers[-1])
    if kind.startswith("letter"):
        return Style(kind), ord(text.lower()) - 96
    if kind == "circled":
        return Style.CIRCLED, circled_number(text)
    return Style(kind), int(text)


# What each label that was met states: its text tells the style as well, and documents share a few hundred of them.
_READ_CHINESE: dict[str, tuple[Style, int]] = {}
_READ_ENGLISH: dict[str, tuple[Style, int]] = {}


def label_at(folded: str, position: int, *, chinese: bool = True) -> Label | None:
    """The label that stands at ``position``, or None.

    >>> label_at("（十二）优化流程", 0)
    Label(style=<Style.HAN_BRACKET: 'han_bracket'>, ordinal=12, start=0, end=4)
    """
    match = (_CHINESE if chinese else _ENGLISH).match(folded, position)
    if match is None:
        return None
    known = _READ_CHINESE if chinese else _READ_ENGLISH
    text = match[0]
    read = known.get(text)
    if read is None:
        read = known[text] = (_read_chinese if chinese else _read_english)(match)
    style, ordinal = read
    return Label(style, ordinal, position, position + len(text)) if ordinal else None


# Inside a paragraph a label may follow anything, but is never part of a numeral, of a citation (``第（三）项``,
# ``本条（二）``) or of a word that ends in a numeral (``统一、``): the sequence of the accepted labels decides that.
_INLINE_CHINESE = re.compile(
    rf"""
      (?<![第本上述前])(?<!本(?:公告|办法|决定|规定|通知|条例|方案|意见))第\s?{_HAN}{{1,5}}\s?[章节条](?![的款第至和、，])
    | (?<![第、一二三四五六七八九十百〇\d]){_HAN}{{1,3}}\s?、(?!{_HAN}、)
    | (?<=[。；：！）]){_HAN}{{1,3}}，
    | (?<![第及、至])（{_HAN}{{1,4}}）
    | (?<![第\d.年月、/A-Za-z\-—])[1-9]\d?(?:\.\d{{1,2}}){{1,2}}(?=\s?[\u4e00-\u9fff])
    | (?<![第\d.年月、/A-Za-z\-—])\d{{1,3}}[.、](?:(?![\d])|(?=\d{{4}}年)|(?=\d[A-Z]))
    | (?<![第条款项及、至；：，])（\d{{1,2}}）
    | (?<=[\u4e00-\u9fff。）〕；\s])(?<![第见如])[①-⑳]
    | (?<=[\u4e00-\u9fff。）])\d{{1,2}}(?=\s\s?[\u4e00-\u9fff]{{2}})
    | [Ⅰ-Ⅻ]\s?[、.。](?=[\u4e00-\u9fff])
    """,
    re.VERBOSE,
)
_WORD_LABEL = (
    r"(?:Part|Chapter|Section|Article|PART|CHAPTER|SECTION|ARTICLE)\s(?:\d{1,3}|[IVXL]{1,6}\b|One|Two|Three|Four|Five|Six|Seven|Eight"
    r"|Nine|Ten|Eleven|Twelve|ONE|TWO|THREE|FOUR|FIVE|SIX)(?=[.:\s]*[A-Z])"
)
_INLINE_ENGLISH = re.compile(
    rf"(?<=[A-Za-z.)\]\s]){_WORD_LABEL}|"
    r"(?<=[A-Za-z.;:)\]])[(][A-Ha-h][)]\s(?=[A-Za-z])|(?<=[.;:)])[a-h]\.\s(?=[A-Z])|(?<=[a-z.)])[IVX]{1,6},\s?(?=[A-Z])|"
    r"(?<![A-Z])[IVX]{1,6}\.\s|(?<=[.\s)])[ivx]{1,6}\.\s(?=[A-Z])|(?<![\w.\-–])\d{1,3}\.\s?(?=[A-Z])"
    r"|(?<=[A-Za-z])\d{1,2}\.\s(?=[A-Z])|(?<=[a-z)][.)])\d{1,2}\.\s(?=[A-Z])|(?<=(?:19|20)\d\d)\d{1,2}\.\s(?=[A-Z])"
    r"|[(](?:[IVX]{1,6}|\d{1,2})[)]\s(?=[A-Z])"
)


_GLUED_ROMAN = re.compile(r"(?<=[A-Za-z.)])(?P<roman>[ivx]{1,6})\.\s(?=[A-Z])")


def labels_within(folded: str, start: int, end: int, *, chinese: bool = True) -> list[Label]:
    """Everything in ``folded[start:end]`` that could be a label glued to the text before it."""
    pattern = _INLINE_CHINESE if chinese else _INLINE_ENGLISH
    places = [match.start() for match in pattern.finditer(folded, start, end)]
    if not chinese:
        # A small Roman numeral glued to a word (``Tasksi. Deepen``) may begin at any of its letters.
        for match in _GLUED_ROMAN.finditer(folded, start, end):
            places.extend(range(match.start("roman"), match.end("roman")))
    found = (label_at(folded, place, chinese=chinese) for place in sorted(set(places)))
    return [label for label in found if label is not None]
