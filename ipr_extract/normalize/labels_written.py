"""How labels are written: another ordinal in the style of a label, and signs that no label has."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence

from ipr_extract.data import rules
from ipr_extract.model import Section
from ipr_extract.normalize.lookalikes import numeral, script_of
from ipr_extract.numerals import SPELT

# Article 4, Chapter One: a word, and the ordinal behind it.
_WORD = re.compile(r"(?P<word>[A-Za-z]{4,}\s+)(?P<ordinal>\w+)")
_NUMERALS = re.compile(r"[一二三四五六七八九十百零〇]+|\d+(?=\D*$)|[IVXLivxlⅠ-Ⅻ]+|[A-Za-z]|[①-⑳⑴-⒇⒈-⒛]")
# A label to write others like, where the document has none of the style.
_SPECIMENS = {
    "part": "第一编", "chapter": "第一章", "section": "第一节", "article": "第一条", "han": "一、",
    "han_bracket": "（一）", "arabic": "1.", "arabic_bracket": "（1）", "arabic_closed": "1）", "circled": "①",
    "decimal_1": "1", "decimal_2": "1.1",
    "decimal_3": "1.1.1", "decimal_4": "1.1.1.1", "roman": "I.", "roman_small": "i.", "roman_bracket": "(I)",
    "roman_small_bracket": "(i)", "letter": "A.", "letter_small": "a.", "letter_bracket": "(A)",
    "letter_small_bracket": "(a)",
}  # fmt: skip


def written(label: str, style: str, ordinal: int) -> str:
    """A label with another ordinal, in the style and with the signs of ``label``.

    >>> written("（三）", "han_bracket", 4), written("2.1", "decimal_2", 3), written("iv.", "roman_small", 5)
    ('（四）', '2.3', 'v.')
    >>> written("Chapter One", "chapter", 2), written("Section II", "section", 3), written("Article 4.", "article", 5)
    ('Chapter Two', 'Section III', 'Article 5.')
    """
    if style == "circled":
        return chr(0x245F + ordinal) if ordinal <= 20 else str(ordinal)
    if word := _WORD.match(label):
        return word["word"] + _like(word["ordinal"], ordinal) + label[word.end() :]
    if label.endswith(".0"):
        return f"{ordinal}.0"
    return _NUMERALS.sub(numeral(style, ordinal), label, count=1)


def _like(printed: str, ordinal: int) -> str:
    """An ordinal in the way that another one is printed: 4, IV, Four."""
    if printed.isdigit():
        return str(ordinal)
    if printed.isupper() and set(printed) <= set("IVXL"):
        return numeral("roman", ordinal)
    spelt = next((word for word, number in SPELT.items() if number == ordinal), str(ordinal))
    return spelt.upper() if printed.isupper() else spelt.capitalize()


def specimen(style: str) -> str:
    """A label of a style, where the document has none to write others like."""
    return _SPECIMENS.get(style, "1.")


# All that sound labels of Chinese texts are written with; of English ones, letters besides.
_USUAL = frozenset(
    "0123456789一二三四五六七八九十百零〇第编編篇章节節条條部分（）()[]〔〕.．﹒、，,:： \u3000\t\xa0"
    + "".join(map(chr, [*range(0x2460, 0x249C), *range(0x2160, 0x216C), *range(0xFF10, 0xFF1A)]))
)


@functools.cache
def _signs() -> dict[str, re.Pattern[str]]:
    """By script, what no label of it has."""
    found = {script: "".join(signs) for script, signs in rules("numbering")["printed_for"].items()}
    patterns = {script: re.compile(f"[{re.escape(signs)}]") for script, signs in found.items()}
    # A label behind its heading (总体要求一、) is all of the line.
    patterns["han"] = re.compile(rf"[{re.escape(found['han'])}]|^(?![第一二三四五六七八九十百零〇])[\u4e00-\u9fff]")
    return patterns


def any_wrong_sign(sections: Sequence[Section]) -> bool:
    """Whether a label may have one: a look at all of them at once, which is cheap."""
    return not _USUAL.issuperset("".join([section.label for section in sections]))


def has_wrong_sign(section: Section) -> bool:
    """Whether a label has a sign that is no numeral of its style.

    Of letters and of signs like ①, every one is taken for what it is.
    """
    pattern = _signs().get(script_of(section.style))
    return pattern is not None and section.style != "circled" and pattern.search(section.label) is not None
