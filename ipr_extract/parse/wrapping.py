"""Lines cut at a fixed width, as mail and text dumps of printed pages have them, joined back to paragraphs.

A line was cut by a program if the first word of the next line would not have fitted on it. Text is taken as
wrapped only if many lines end so, in the middle of a sentence, and nothing is wider: when unsure, a line is
a paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from ipr_extract.parse.cleaning import WIDE, has_wide_edge

_INDENT = "\u3000\u3000"
# "第一章　总则　　第一条　为了……。　　第二条", "……落实。　　二、主要任务　　（一）……"; not "局长　　甲乙".
_LOST_BREAK = re.compile(
    r"(?<=[。；！？])\u3000\u3000+(?=\S)"
    r"|(?<=\S)\u3000\u3000+(?=第[〇零一二三四五六七八九十百]+[编章节条]|[一二三四五六七八九十]{1,3}、|（[一二三四五六七八九十]{1,3}）)"
)
_WIDE_CHARACTER = re.compile(f"[{WIDE}]")
_HANGING = frozenset("，。、；：！？）》”’〕】")
_PAUSE = re.compile(r"[，。；：、].|[,.;:] ")
_CLOSED = re.compile(r"[。！？：；.!?:;][”’」』）)\"']*$")  # the line may be a paragraph's last, whatever its width
# A line so labelled starts a paragraph, even where the line above is full. "一、", "（二）", "3.", "(4)", "第五条",
# "①", "iv.", "Article 6", "附件", "To:", "- "; not "2.5" or "2020年", which a cut may put at the start of a line.
_LABEL = re.compile(
    r"""第\s*[〇零一二三四五六七八九十百千\d]+\s*[编章节条款]
    | [一二三四五六七八九十百]+\s*[、.．]
    | [（(]\s*(?:[一二三四五六七八九十百]+|\d{1,3}|[ivxIVX]+|[a-zA-Z])\s*[）)]
    | \d{1,3}\s*(?:[、．﹒)）]|\.(?!\d))
    | [①-⑳⑴-⒇❶-❿●○■□◆◇•·▪-]\s*\S | [—－]{1,2}\S
    | [ivxIVX]+[.、)] | [A-Z][.、)]\s | (?:Article|Section|Chapter|Annex|Appendix)\s+[\dIVX]
    | 附\s*[件录表注]|专栏|抄\s*送|To\s*:
    """,
    re.VERBOSE,
)
_FEWEST = 5  # full lines; fewer may end alike by chance
_NARROWEST, _WIDEST = 20, 200  # columns at which programs and people wrap


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    indent: int
    width: int


def at_indents(text: str) -> list[str]:
    """``text`` parted where it lost a line break but kept the indent of the paragraph behind it.

    Two U+3000 after the end of a sentence or before a label are such an indent; between other words, as in a
    list of names, they are the gap that was meant.
    """
    return _LOST_BREAK.split(text) if _INDENT in text else [text]


def display_width(text: str) -> int:
    """Columns of a fixed-width display: two for a Chinese or full-width character, one for any other."""
    return len(text) + len(_WIDE_CHARACTER.findall(text))


def paragraphs(lines: Sequence[str]) -> list[str]:
    """The paragraphs of ``lines`` (no line ends in them): stripped, none empty, wrapped lines joined.

    Chinese is joined without a space, other writing with one. A blank line always ends a paragraph.
    """
    edge = _right_edge(lines)
    if edge is None:
        return [text for line in lines if (text := line.strip())]
    measured = [_measure(line) for line in lines]
    indented = _marks_paragraphs_by_indent(measured, edge)
    joined: list[str] = []
    before: _Line | None = None
    for line in measured:
        if not line.text:
            before = None
            continue
        if before is not None and _continues(before, line, edge, indented):
            joined[-1] = _join(joined[-1], line.text)
        else:
            joined.append(line.text)
        before = line
    return joined


def _measure(line: str) -> _Line:
    bare = line.strip()
    indent = display_width(line[: len(line) - len(line.lstrip())].expandtabs(8)) if bare else 0
    return _Line(bare, indent, indent + display_width(bare))


def _right_edge(lines: Sequence[str]) -> int | None:
    """The column at which the lines were cut, or None where they were not."""
    # A paragraph a line gives lines far wider than any page: most documents are decided by this alone.
    longest = max(map(len, lines), default=0)
    if longest > _WIDEST or 2 * longest < _NARROWEST or len(lines) < _FEWEST:
        return None
    measured = [_measure(line) for line in lines]
    # A closing mark may hang out past the edge, so that no line starts with one.
    edge = max(line.width - 2 * (line.text[-1:] in _HANGING) for line in measured)
    if not _NARROWEST <= edge <= _WIDEST:
        return None
    pairs = [(a, b) for a, b in pairwise(measured) if a.text and b.text]
    full = [a for a, b in pairs if _is_full(a, b, edge)]
    flowing = sum(_PAUSE.search(line.text) is not None for line in full)
    open_ended = sum(not _CLOSED.search(line.text) for line in full)
    filled = sum(1 for line in measured if line.width > edge // 2)
    if len(full) < _FEWEST or 2 * len(full) <= filled:
        return None
    # Lists of equally long names have no pauses inside their lines.
    return edge if 4 * open_ended >= 3 * len(full) and 3 * flowing >= len(full) else None


def _is_full(line: _Line, following: _Line, edge: int) -> bool:
    """Whether the first word of ``following`` would not have fitted on ``line``."""
    word = _first_word(following.text)
    space = 0 if has_wide_edge(line.text[-1]) or has_wide_edge(word[0]) else 1
    return line.width + space + display_width(word) > edge


def _first_word(text: str) -> str:
    """What can't be parted from the line's first character: a word, or a character and the marks after it."""
    match = re.match(f"[{WIDE}](?:[，。、；：？！）》”’〕】…]*)|[^\\s{WIDE}]+", text)
    return match[0] if match else text[:1]


def _marks_paragraphs_by_indent(lines: Sequence[_Line], edge: int) -> bool:
    """Whether paragraphs start further in than their other lines do."""
    pairs = [(a, b) for a, b in pairwise(lines) if a.text and b.text]
    margin = min((line.indent for line in lines if line.text), default=0)
    after_short = [b.indent > margin for a, b in pairs if not _is_full(a, b, edge)]
    after_full = [b.indent > margin for a, b in pairs if _is_full(a, b, edge)]
    return sum(after_short) * 2 > len(after_short) and sum(after_full) * 2 < len(after_full)


def _continues(before: _Line, line: _Line, edge: int, indented: bool) -> bool:
    if not _is_full(before, line, edge) or _LABEL.match(line.text):
        return False
    if indented:
        return line.indent < max(before.indent, 1) or (line.indent == before.indent and not _CLOSED.search(before.text))
    return not _CLOSED.search(before.text)


def _join(left: str, right: str) -> str:
    if has_wide_edge(left[-1]) or has_wide_edge(right[0]) or (left[-1] == "-" and right[0].islower()):
        return left + right
    return f"{left} {right}"
