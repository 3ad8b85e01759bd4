"""A document's text as the rules read it: one form for each sign, every offset unchanged.

The same circular comes in simplified or traditional characters, with full or half width signs, with any
of five kinds of brackets round the year. Rules are written once, for one form; so the text is folded
character by character (never inserting or removing one) and ``folded[start:end]`` is read while
``text[start:end]`` is reported.
"""

from __future__ import annotations

import bisect
import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from ipr_extract.model import Block, BlockKind, Document
from ipr_extract.nlp.labels import Label, label_at

# Signs with several forms → the form that the rules know. One character for one.
_SIGNS = {
    "(": "（", ")": "）", "﹙": "（", "﹚": "）", "❨": "（", "❩": "）",
    "[": "〔", "]": "〕", "【": "〔", "】": "〕", "﹝": "〔", "﹞": "〕", "［": "〔", "］": "〕",
    ":": "：", "﹕": "：", "︰": "：", "∶": "：", ";": "；", "﹔": "；", "?": "？", "!": "！",
    "．": ".", "﹒": ".", "｡": "。", "､": "、", "﹑": "、", "﹐": "，",
    "“": '"', "”": '"', "„": '"', "‟": '"', "＂": '"', "「": '"', "」": '"', "『": '"', "』": '"',
    "‘": "'", "’": "'", "<": "〈", ">": "〉", "\xa0": " ", "\u3000": " ", "\t": " ", "／": "/",
    "○": "〇", "Ｏ": "O", "﹣": "-", "－": "-", "‐": "-", "‑": "-",
}  # fmt: skip
_WIDE = {code: chr(code - 0xFEE0) for code in [*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B)]}

# A comma that is not inside a figure: ``甲局,乙局`` but not ``3,000``.
_COMMA = re.compile(r",(?:(?<!\d,)|(?!\d{3}))")
# A full stop set in half width after Chinese: ``推动协同创新.推动`` and ``（甲局负责）.2.推动`` but not ``1.推动``; and
# between a word like 5G and Chinese, but not behind a Roman label: ``推广5G.加快``, ``iv.加快``.
_STOP = re.compile(
    r"\.(?:(?<=[\u3400-\u9fff）〕》\"]\.)(?![.\w]*[A-Za-z@])|(?<=[0-9A-Z][A-HJ-UWYZ]\.)(?=[\u3400-\u9fff]))"
)

# 【责任单位】甲局 at a line's beginning is 责任单位：甲局.
_BRACKETED_LABEL = re.compile(
    "^〔([\u4e00-\u9fff]{2,6}(?:单位|部门|时限|时间|期限|要求|处室|科室))〕(?=[^\\n：])", re.MULTILINE
)
_ROUND = re.compile("〔([\u3400-\u9fff、]{1,8})〕")

# Characters that stand in almost every traditional text and in no simplified one.
_TRADITIONAL = "國務關於業發會機構與實個們這責單門導產應對進開動規劃當體"
_TRADITIONAL_FOUND = re.compile(f"[{_TRADITIONAL}]")
# All that folding changes: one scan tells what of it a text holds, which is little.
_FOLDED = re.compile(f"[{re.escape(''.join(_SIGNS))},.０-９Ａ-Ｚａ-ｚ{_TRADITIONAL}]")
_CJK = re.compile("[\u3400-\u9fff]+")
_LATIN = re.compile("[A-Za-z]+")


@functools.cache
def _simplified() -> dict[int, str]:
    """Traditional → simplified for each single character, from OpenCC's tables."""
    import opencc

    characters = "".join(map(chr, range(0x4E00, 0x9FA6)))
    folded = opencc.OpenCC("t2s").convert(" ".join(characters)).split(" ")
    return {ord(a): b for a, b in zip(characters, folded, strict=True) if a != b and len(b) == 1}


def is_traditional(text: str) -> bool:
    """Whether a text is set in traditional characters; a few stray ones in names don't make it so."""
    return len(_TRADITIONAL_FOUND.findall(text, 0, 4_000)) * 100 > min(len(text), 4_000)


def fold(text: str, *, chinese: bool = True) -> str:
    """``text`` in the one form that the rules know; the same length.

    >>> fold("(财政部,海关总署负责)")
    '（财政部，海关总署负责）'
    """
    if not chinese:
        for old in "“”„‟＂’‘\xa0\u3000\t":
            if old in text:
                text = text.replace(old, '"' if old in "“”„‟＂" else "'" if old in "’‘" else " ")
        return text
    found = set(_FOLDED.findall(text))
    if not found:
        return text
    for sign in found:
        if sign in _SIGNS:
            text = text.replace(sign, _SIGNS[sign])
    if any(ord(sign) in _WIDE for sign in found):
        text = text.translate(_WIDE)
    if "," in found:
        text = _COMMA.sub("，", text)
    if "〔" in text:
        text = _BRACKETED_LABEL.sub(r" \1：", text)
        # 各市［州］人民政府: round brackets, as elsewhere; a year's and a statement's stay
        text = _ROUND.sub(r"（\1）", text)
    # Other forms of the full stop have become one by now.
    if "." in text:
        text = _STOP.sub("。", text)
    if not found.isdisjoint(_TRADITIONAL) and is_traditional(text):
        text = text.translate(_simplified())
    return text


_WHITE = "".join(character for character in map(chr, range(0x3001)) if character.isspace())


def stripped(folded: str, start: int, end: int, before: str = "", after: str = "") -> tuple[int, int]:
    """The bounds without white space at either end, without signs of ``before`` and, at the end, of ``after``."""
    piece = folded[start:end]
    rest = piece.lstrip(_WHITE + before) if before else piece.lstrip()
    start += len(piece) - len(rest)
    return start, start + len(rest.rstrip(_WHITE + after) if after else rest.rstrip())


_TABLE, _FURNITURE = BlockKind.TABLE, BlockKind.FURNITURE


class Line(NamedTuple):
    """A line that means something by itself: a paragraph, or what was glued into one.

    ``label`` is the numbered unit's label that the line starts with.
    """

    start: int
    end: int
    block: Block
    label: Label | None = None


def span_of(lines: Sequence[Line], which: range) -> tuple[int, int]:
    """From the first of some lines to the end of the last."""
    return lines[which.start].start, lines[which.stop - 1].end


def line_at(lines: Sequence[Line], starts: Sequence[int], offset: int) -> Line | None:
    """The line that holds ``offset``, if any; ``starts`` are those of ``lines``."""
    index = bisect.bisect_right(starts, offset) - 1
    return lines[index] if index >= 0 and offset < lines[index].end else None


@dataclass(frozen=True, slots=True)
class Reading:
    """A document with its folded text, its language and its tables apart from its lines."""

    document: Document
    folded: str
    language: str
    lines: tuple[Line, ...]
    tables: tuple[Block, ...]

    @property
    def text(self) -> str:
        """The text as printed."""
        return self.document.text

    @property
    def chinese(self) -> bool:
        """Whether the rules for Chinese apply; a text in both languages is read as Chinese."""
        return self.language != "en"

    def line(self, start: int, end: int, block: Block) -> Line:
        """A line of this text, with its label read."""
        return Line(start, end, block, label_at(self.folded, start, chinese=self.chinese))

    def strip(self, start: int, end: int, extra: str = "") -> tuple[int, int]:
        """The bounds without white space (and ``extra`` signs) at either end."""
        return stripped(self.folded, start, end, extra, extra)


def language_of(text: str) -> str:
    """``zh``, ``en`` or ``mul`` by the letters of the text.

    A Chinese text with Latin names in it is Chinese; ``mul`` wants a fifth of the letters in each script
    (one Chinese character weighs as much as three Latin letters).
    """
    sample = text[:4_000]
    # Three bytes of UTF-8 for a Chinese character, one for a Latin letter: lengths tell the shares without a scan.
    encoded = len(sample.encode("utf-8", "surrogatepass"))
    chinese = (encoded - len(sample)) / 2 * 3
    latin = len(sample) - (encoded - len(sample)) / 2
    if not sample.strip():
        return "zh"
    share = chinese / (chinese + latin)
    return "en" if share < 0.2 else "mul" if share < 0.7 and latin > 500 else "zh"


def read(document: Document) -> Reading:
    """The document as the rules read it: blocks become lines, tables stand apart, furniture is left out."""
    language = language_of(document.text)
    chinese = language != "en"
    folded = fold(document.text, chinese=chinese)
    lines: list[Line] = []
    tables: list[Block] = []
    for block in document.blocks:
        if block.kind is _TABLE:
            tables.append(block)
        elif block.kind is not _FURNITURE:
            lines.append(Line(block.start, block.end, block, label_at(folded, block.start, chinese=chinese)))
    return Reading(document, folded, language, tuple(lines), tuple(tables))
