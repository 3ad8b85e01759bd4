"""The characters of a document as a reader sees them: what is invisible goes, look-alikes become the real ones.

Every format's parser sends its text through ``clean`` before a single offset is counted. A character is
kept, dropped, or replaced by exactly one other.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

# Chromium and Word print these radicals (U+2E80–2EF3) where the character itself is meant. Unicode gives
# most of them no compatibility mapping, so the pairs that look alike in every font are listed.
_RADICALS = dict(
    zip(
        "⺟⺠⻁⻄⻅⻆⻋⻓⻔⻘⻙⻚⻛⻜⻢⻣⻤⻥⻦⻧⻨⻩⻪⻬⻮⻰⻳",
        "母民虎西见角车长门青韦页风飞马骨鬼鱼鸟卤麦黄黾齐齿龙龟",
        strict=True,
    )
)
# Inside a character class: what is set solid, without a space beside it, when Chinese text is wrapped.
WIDE = "\u2e80-\u9fff\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff“”‘’—…·"
_INVISIBLE = (
    *range(0x00, 0x09),
    *range(0x0E, 0x20),
    *range(0x7F, 0xA0),
    0xAD,  # soft hyphen
    *range(0x200B, 0x2010),  # zero-width space, joiners, direction marks
    *range(0x202A, 0x202F),  # direction embeddings
    *range(0x2060, 0x2065),  # word joiner and its kin
    *range(0xD800, 0xE000),  # halves of pairs, which no file can be written with
    0xFEFF,  # byte order mark in the middle of a text
)
_SPACES = (0x0B, 0x0C, 0x85, 0xA0, *range(0x2000, 0x200B), 0x2028, 0x2029, 0x202F, 0x205F)


def _replacements() -> dict[int, str | None]:
    table: dict[int, str | None] = dict.fromkeys(_INVISIBLE)
    table.update(dict.fromkeys(_SPACES, " "))
    table.update((ord(radical), character) for radical, character in _RADICALS.items())
    table.update((code, unicodedata.normalize("NFKC", chr(code))) for code in range(0x2F00, 0x2FD6))
    # Compatibility ideographs (U+F967 for 不) are one character in every normal form.
    compatible = ((code, unicodedata.normalize("NFC", chr(code))) for code in range(0xF900, 0xFADA))
    table.update((code, character) for code, character in compatible if ord(character) != code)
    return table


def _character_class(codes: Iterable[int]) -> str:
    """A class of runs (``a-c``), which compiles forty times faster than one of single characters."""
    runs: list[list[int]] = []
    for code in sorted(codes):
        if runs and code == runs[-1][1] + 1:
            runs[-1][1] = code
        else:
            runs.append([code, code])
    return "[" + "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last in runs) + "]"


_TABLE = _replacements()
# A class of every character that ``clean`` drops or replaces, for patterns that look for them and more at once.
ODD = _character_class(_TABLE)
# One scan finds the few texts that need any of it, such as "⽤户\u200b"; the table is used on those only.
_ODD = re.compile(ODD)


def clean(text: str) -> str:
    """``text`` without invisible characters, Kangxi radicals as characters, every space but U+3000 as U+0020.

    Tabs and line feeds stay; U+3000 stays, since titles are letter-spaced with it (``总　则``).
    """
    return text.translate(_TABLE) if _ODD.search(text) else text


_WIDE = re.compile(f"[{WIDE}]")


def has_wide_edge(character: str) -> bool:
    """Whether ``character`` is Chinese, Japanese or full-width: written without spaces beside it."""
    return _WIDE.match(character) is not None
