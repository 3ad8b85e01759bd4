"""Whether the characters that a PDF's fonts name can be those that are printed.

A font may name characters by a map of its own, and nothing holds it to what it draws. Wrong ones show by their
neighbours: of real prose a quarter at least are common pairs. Where hardly any is, a few lines are drawn and read.
"""

from __future__ import annotations

import functools
import operator
import re
from collections.abc import Callable, Iterable, Sequence
from difflib import SequenceMatcher

from ipr_extract.data import rules
from ipr_extract.parse.encoding import plausibility
from ipr_extract.parse.pdf_lines import Line

# Of real Chinese prose nearly half are common characters and marks; of a font's wrong ones, a few hundredths.
_PLAUSIBLE = 0.2
_ENOUGH = 60  # characters, below which rarity says nothing
_CHINESE = re.compile("[\u3400-\u9fff]")
_CHINESE_RUN = re.compile("[\u3400-\u9fff]{2,}")
# Of a line with as many neighbours, one in sixteen at least is a common pair; a list of names may have fewer.
_NEIGHBOURS, _SHARE = 12, 1 / 16
# As many such lines make a page doubtful, or fewer that are half of it; or all of a page, that has short lines.
_LINES = 3
_NEIGHBOURS_OF_PAGE, _SHARE_OF_PAGE = 100, 1 / 25
# A line of prose mostly has as many common pairs among its first characters, which is all that is looked at then.
_FIRST, _FEW_KNOWN = 16, 2
# What these documents are printed in, and what the country's other scripts are; a fifth of other letters is no text.
_EXPECTED = re.compile(
    "[ -~‐-‧←-⏿①-⟿\u3000-鿿\uf900-\ufaff︰-﹏\uff00-\uffef\u0600-\u06ff\u0f00-\u0fff\u1800-\u18af\ua000-\ua4cf가-힣]+"
)
_UNEXPECTED = 1 / 5
_COMPARED = 3  # lines that are drawn and read
_ALIKE = 0.5  # of a line's characters: an engine misreads one in twenty, a wrong map all
_WORDS = re.compile(r"[^\W_]+")


def is_garbled(text: str) -> bool:
    """Whether a text that claims to be Chinese has hardly a common character: fonts with a wrong or no map."""
    bare = "".join(text.split())
    if len(bare) < _ENOUGH or len(_CHINESE.findall(bare)) * 2 < len(bare):
        return False
    return plausibility(bare) < _PLAUSIBLE


def doubtful_lines(pieces: Sequence[Line]) -> list[Line]:
    """Lines to hold to what is printed, if the page needs it.

    That is where hardly any neighbours in a Chinese text are common, or where the letters are of no known script.
    """
    odd = [piece for piece in pieces if piece.upright and _is_odd(piece.text, _NEIGHBOURS, _SHARE)]
    text = _joined(pieces)
    if len(odd) >= _LINES or (odd and 2 * _neighbours(_joined(odd)) > _neighbours(text)):
        return longest(odd)
    if _is_odd(text, _NEIGHBOURS_OF_PAGE, _SHARE_OF_PAGE) or _is_strange(text):
        return longest(pieces)
    return []


def longest(pieces: Iterable[Line]) -> list[Line]:
    """The lines that tell most when they are held to what is printed."""
    return sorted((piece for piece in pieces if piece.upright), key=lambda piece: -len(piece.text))[:_COMPARED]


def agrees(lines: Iterable[Line], printed: Callable[[Line], str]) -> bool:
    """Whether the text of ``lines`` is what an engine reads where they are ``printed``."""
    alike = total = 0
    for line in lines:
        named, read = ("".join(_WORDS.findall(text)) for text in (line.text, printed(line)))
        alike += sum(block.size for block in SequenceMatcher(None, named, read, autojunk=False).get_matching_blocks())
        total += len(named)
    return alike >= _ALIKE * total


def _joined(pieces: Iterable[Line]) -> str:
    return "\n".join([piece.text for piece in pieces])


def _is_strange(text: str) -> bool:
    bare = "".join(text.split())
    return len(bare) >= _ENOUGH and len(_EXPECTED.sub("", bare)) > _UNEXPECTED * len(bare)


def _is_odd(text: str, least: int, share: float) -> bool:
    if len(text) <= least or _known(text[:_FIRST]) >= _FEW_KNOWN:
        return False
    neighbours = _neighbours(text)
    return neighbours >= least and _known(text) < share * neighbours


def _known(text: str) -> int:
    """How many neighbours are common pairs."""
    return sum(map(_pairs().__contains__, map(operator.concat, text, text[1:])))


def _neighbours(text: str) -> int:
    """How many pairs of neighbours are Chinese."""
    return sum(len(run) - 1 for run in _CHINESE_RUN.findall(text))


@functools.cache
def _pairs() -> frozenset[str]:
    found = rules("common_pairs")["pairs"]
    return frozenset(f"{found['simplified']} {found['traditional']}".split())
