"""How one line's text goes on in the next: with a space, without, or without the hyphen at its end."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from ipr_extract.parse.pdf_lines import Line, is_wide

# ``imple-`` before ``mentation``: letters, a hyphen, and a small letter to go on with.
_BROKEN_LEFT = re.compile(r"(?P<stem>[A-Za-z]+)-$")
_BROKEN_RIGHT = re.compile(r"(?P<rest>[a-z]+)")
_WORD = re.compile(r"[A-Za-z]+(?:-[A-Za-z]+)*")
# First parts of compounds, which keep their hyphen at a line's end: ``cross-`` before ``border``.
_COMPOUNDING = re.compile(
    r"(?i:anti|co|cross|double|e|end|ex|first|five|follow|four|full|general|good|high|in|inter|large|law|life|long|low"
    r"|market|medium|mid|multi|new|non|off|on|one|open|part|policy|post|pre|public|quasi|re|real|rule|second|self|semi"
    r"|short|single|small|so|state|sub|ten|third|three|top|two|under|up|user|well|wide|world|year)"
)
# How many lines, from the first, tell the language.
_SAMPLE = 200
_LETTERS = re.compile(r"[A-Za-z]")
# In Chinese text a space stands only between what can end a word and what can begin one: ``Internet Plus``.
_WORDS_MEET = re.compile(r"[A-Za-z.)][A-Za-z(]|[,;:!?][A-Za-z\d(]")


class Joiner:
    """Joins lines in the way of one document: its language, and the words that it uses elsewhere."""

    def __init__(self, lines: Iterable[Line]) -> None:
        """Learn from all of the document's lines; words are looked up only where a hyphen needs it."""
        texts = [line.text for line in lines]
        self._lines = texts if any(text[-1:] == "-" for text in texts) else []
        sample = "".join(text[:8] for text in texts[:_SAMPLE])
        self.chinese = sum(1 for character in sample if character >= "\u2e80") >= 0.2 * len(sample)
        self._words: frozenset[str] | None = None

    def join(self, left: Line, right: Line, slack: float) -> str:
        """The text of ``left`` with what stands between it and ``right``; ``slack`` is the room left after ``left``.

        ``right``'s own text is not part of the answer.
        """
        return self.stem(left.text, right.text) + self._between(left, right, slack)

    def stem(self, left: str, right: str) -> str:
        """``left`` without a hyphen that stands there for the line's end only."""
        broken, rest = _BROKEN_LEFT.search(left), _BROKEN_RIGHT.match(right)
        if broken is None or rest is None:
            return left
        stem, tail = broken["stem"], rest["rest"]
        words = self._vocabulary()
        if f"{stem}-{tail}".lower() in words:
            return left
        if (stem + tail).lower() in words:
            return left[:-1]
        # ``IP-related``: a name, or both are words in their own right; ``mentation`` is none.
        compound = stem.isupper() or _COMPOUNDING.fullmatch(stem) is not None or tail in words
        return left if compound else left[:-1]

    def joined(self, left: str, right: str) -> str:
        """Two pieces of one text that a page's end parts."""
        bare = is_wide(left[-1]) or is_wide(right[0]) or self.chinese
        return self.stem(left, right) + ("" if bare or left.endswith("-") else " ") + right

    def _between(self, left: Line, right: Line, slack: float) -> str:
        end, start = left.text[-1], right.text[0]
        if is_wide(end) or is_wide(start) or (end == "-" and len(left.text) > 1 and left.text[-2].isalnum()):
            return ""
        if not self.chinese:
            return " "
        if not _WORDS_MEET.match(end + start):
            return ""
        # Broken between words, there is room for a letter more; a text that is broken anywhere has none.
        return " " if slack > 0.6 * left.size or not _LETTERS.match(end) else ""

    def _vocabulary(self) -> frozenset[str]:
        if self._words is None:
            self._words = frozenset(_words_within(self._lines))
        return self._words


def _words_within(texts: Iterable[str]) -> Iterable[str]:
    """The words of each line, small, without the first and last, which a line's end may have cut."""
    find: Callable[[str], list[str]] = _WORD.findall
    for text in texts:
        for word in find(text)[1:-1]:
            yield word.lower()
