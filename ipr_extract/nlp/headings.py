"""Where a heading that is glued to its text ends, in a text without line breaks.

Nothing in print says it, so several signs are tried: a score behind it, a word that headings end in or that texts begin
with, words of the heading at the text's beginning, and headings of siblings, which are often of one length.
"""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Iterator, Sequence

from ipr_extract.data import alternatives, name_pattern, rules
from ipr_extract.nlp.labels import Label, Style
from ipr_extract.nlp.reading import Reading

Unit = tuple[Label, int]  # a label, and where the next one begins


# What a heading doesn't end in.
_JOINING = "的以由对在为和与及、"
_ACTS = re.compile("负责|牵头|会同|要|应|将|成立|统筹|组织")


@functools.cache
def _headings(*, outermost: bool) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """How a heading ends by itself, and by how the text behind it begins."""
    words = rules("headings")
    endings = alternatives([*words["endings"], *(words["verbal_endings"] if outermost else ())])
    beginnings = alternatives(words["beginnings"])
    ending = re.compile(rf"[^，。；：\s]{{0,14}}?(?:{endings})(?![和与及的、，。；：）（])")
    beginning = re.compile(rf"[^，。；：]{{2,24}}?(?<![{_JOINING}])(?=(?:{beginnings}))")
    return ending, beginning


@functools.cache
def _nouns() -> re.Pattern[str]:
    return re.compile(rf"(?:{alternatives(rules('headings')['nouns'])})(?![和与及的等、，。；：）（])")


# A heading of an assessment ends in its score: 强化市场监管（8分）.
_SCORED = re.compile(r"[^，。；：]{2,40}?（\d{1,3}分）")
_SPACED = re.compile(r"\s*[^，。；：\s]{2,40}(?=\s)")
_SHORTEST_TEXT = 6  # characters; what is shorter belongs to the heading: 加强重点领域|治理
_LONGEST = 30  # characters of a heading that ends in a noun
# The styles whose units have headings that are no sentences.
_HEADED = (Style.HAN, Style.HAN_BRACKET, Style.CHAPTER, Style.ARABIC, Style.DECIMAL_1, Style.DECIMAL_2)
_FEWEST = 4  # siblings whose headings may show one length
_LEAST_TEXT = 15  # characters of the sentence behind such a heading


def heading_cuts(reading: Reading, units: Sequence[Unit]) -> Iterator[int]:
    """Where headings end among the units of one line, in order of the signs."""
    if not reading.chinese or not units:
        return
    outermost = units[0][0].style
    siblings: dict[Style, list[tuple[Label, int, int]]] = {}
    for label, end in units:
        if label.style not in _HEADED:
            continue
        stop = reading.folded.find("。", label.end, end)
        stop = end if stop < 0 else stop
        cut = _by_words(reading.folded, label, stop, outermost=label.style is outermost)
        if cut:
            yield cut
        if label.style is not Style.ARABIC or label.style is outermost:
            siblings.setdefault(label.style, []).append((label, stop, cut))
    for level in siblings.values():
        yield from _by_siblings(reading.folded, level)


def _by_words(folded: str, label: Label, stop: int, *, outermost: bool) -> int:
    """Where the heading of one unit ends by its own words; 0 where they don't say it."""
    spaced = _SPACED.match(folded, label.end, stop) or _SCORED.match(folded, label.end, stop)
    if label.style is Style.ARABIC and not outermost:
        return spaced.end() if spaced else 0
    patterns = _headings(outermost=outermost)
    found = next((match.end() for pattern in patterns if (match := pattern.match(folded, label.end, stop))), 0)
    found = found or _before_organ(folded, label, stop)
    if found and _inside_name(folded, label.end, found, stop):
        found = 0
    if spaced is not None:
        # 组成人员|组　长：…: the first word of the text may be letter-spaced.
        return found if found == spaced.end() - 1 else spaced.end()
    if found:
        return found if stop - found >= _SHORTEST_TEXT else 0
    return _by_repetition(folded, label, stop)


def _before_organ(folded: str, label: Label, stop: int) -> int:
    """A text begins with who does it: 组织管理|国家卫生健康委负责…."""
    for name in name_pattern().finditer(folded, label.end + 2, min(stop, label.end + _LONGEST)):
        head = folded[label.end : name.start()]
        if any(sign in head for sign in "，；："):
            return 0
        if head[-1] not in _JOINING and _ACTS.match(folded, name.end(), stop):
            return name.start()
    return 0


def _inside_name(folded: str, start: int, cut: int, end: int) -> bool:
    """Whether a cut would part a known name: 新疆生产建设|兵团."""
    names = name_pattern().finditer(folded, start, min(end, cut + 20))
    return any(name.start() < cut < name.end() for name in names)


def _noun_ends(folded: str, label: Label, stop: int) -> Iterator[int]:
    """Where a heading could end in a noun before the first sign."""
    for noun in _nouns().finditer(folded, label.end + 2, min(stop, label.end + _LONGEST)):
        if any(sign in folded[label.end : noun.end()] for sign in "，；："):
            return
        yield noun.end()


def _by_repetition(folded: str, label: Label, stop: int) -> int:
    """A text begins with words of its heading: 全面推行执法公示制度|执法公示是…."""
    for end in _noun_ends(folded, label, stop):
        first = end + folded.startswith("对", end)
        words = folded[first : first + 4]
        if stop - end > _LEAST_TEXT and words in folded[label.end : end]:
            return end
    return 0


def _by_siblings(folded: str, level: Sequence[tuple[Label, int, int]]) -> Iterator[int]:
    """Headings of one level are often of one length, and end in nouns there; the others are cut near it.

    ``level`` are labels with the end of their first sentence and where their heading is known to end, else 0.
    """
    if len(level) < _FEWEST or all(cut for _, _, cut in level):
        return
    ends = [[cut] if cut else list(_noun_ends(folded, label, stop)) for label, stop, cut in level]
    lengths = Counter(end - label.end for (label, *_), found in zip(level, ends, strict=True) for end in found)
    length, count = max(lengths.items(), key=lambda one: (one[1], one[0]), default=(0, 0))
    long = sum(stop - label.end >= length + _LEAST_TEXT for label, stop, _ in level)
    if count < _FEWEST - 1 or 2 * count < len(level) or 5 * long < 4 * len(level):
        return
    for (label, stop, cut), found in zip(level, ends, strict=True):
        near = min(found, key=lambda end: abs(end - label.end - length), default=0)
        if near and not cut and abs(near - label.end - length) <= 3 and stop - near >= _LEAST_TEXT:
            yield near
