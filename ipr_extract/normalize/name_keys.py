"""Keys of organisations' names: what two prints of the same name have in common."""

from __future__ import annotations

import re
from collections.abc import Iterator

_IDEOGRAPH = re.compile("[\u3400-\u9fff]")
# Half width for full width; no spaces, no quotes (“双打”办 is 双打办); one form of bracket.
_SIGNS: dict[int, str | None] = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_SIGNS |= dict.fromkeys(map(ord, " \t\r\n\u00a0\u3000\u200b\ufeff“”‘’\"'＂＇「」『』《》〈〉·"))
_SIGNS |= dict.fromkeys(map(ord, "〔【[［"), "(") | dict.fromkeys(map(ord, "〕】]］"), ")")

_WORD = re.compile(r"[a-z0-9]+")
_SMALL_WORDS = frozenset({"a", "and", "at", "for", "in", "of", "on", "the", "to", "under", "with"})
_SPELLING = {
    "ageing": "aging", "centre": "center", "defence": "defense", "dept": "department", "ipr": "ip", "iprs": "ip",
    "labour": "labor", "organisation": "organization", "organisational": "organizational", "programme": "program",
}  # fmt: skip
_INTELLECTUAL_PROPERTY = re.compile(r"\bintellectual property(?: rights?)?\b")
_STATE_COUNCIL = "statecouncil"


def is_chinese(name: str) -> bool:
    """Whether the name holds a Chinese sign."""
    return _IDEOGRAPH.search(name) is not None


def fold_chinese(name: str) -> str:
    """The key of a Chinese name: half width, without spaces and quotes; traditional signs stay.

    >>> fold_chinese("“双打” 办（ 办公室 ）")
    '双打办(办公室)'
    """
    return name.translate(_SIGNS)


def _english_words(name: str) -> list[str]:
    text = name.lower().replace("’", "'").replace("'s", "s").replace("s'", "s")
    return [_SPELLING.get(word, word) for word in _WORD.findall(_INTELLECTUAL_PROPERTY.sub("ip", text))]


def fold_english(name: str) -> str:
    """The key of an English name: its words run together, without articles, prepositions and punctuation.

    Run together because print loses spaces (``implementationwork``); without the small words because translators
    choose them freely.

    >>> fold_english("Office of the Leading Group on IPR Implementationwork")
    'officeleadinggroupipimplementationwork'
    """
    return "".join(word for word in _english_words(name) if word not in _SMALL_WORDS)


def without_state_council(key: str) -> str:
    """An English key without ``of the State Council``, which translators add and leave out."""
    return key.replace(_STATE_COUNCIL, "")


def name_keys(name: str) -> Iterator[str]:
    """The keys under which a row's name is found, the full one first."""
    if is_chinese(name):
        yield fold_chinese(name)
        return
    words = [word for word in _english_words(name) if word not in _SMALL_WORDS]
    key = "".join(words)
    yield key
    yield "".join(
        _english_words(name)
    )  # MinistryofFinance: a small word that is glued to its neighbours can't be left out
    # Three words must be left: "General Office" or "Research Office" alone is anybody's.
    if _STATE_COUNCIL in key and len(words) >= 5:
        yield without_state_council(key)
