"""The words that give away what was not read: where they stand, and which of them assign nothing anyway.

All of them are data (``data/residue.toml``). A text is looked over once, for the signs alone; what a cue is in full,
and whether its surroundings explain it, is asked only of those that no rule has claimed.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from ipr_extract.data import alternatives, rules

# How far a cue may reach before and behind its sign: ‖2026年12‖月‖31日前‖.
_REACH = 16
# A sentence is looked at this far back; few are longer.


_LONGEST = 300


class Cue(NamedTuple):
    """One cue: ``folded[start:end]``, and its kind (``responsibility``, ``deadline``, ``indicator``)."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True, slots=True)
class Explained:
    """A class of uses that assign nothing; it holds where all of its conditions do."""

    reason: str
    before: tuple[str, ...]
    after: re.Pattern[str] | None
    within: re.Pattern[str] | None

    def holds(self, folded: str, start: int) -> bool:
        """Whether it explains the cue that begins at ``start``."""
        if self.before and not folded.endswith(self.before, max(0, start - _REACH), start):
            return False
        if self.after is not None and self.after.match(folded, start) is None:
            return False
        return self.within is None or self.within.search(folded[sentence_start(folded, start) : start]) is not None


@dataclass(frozen=True, slots=True)
class _Sign:
    kind: str
    pattern: re.Pattern[str] | None
    explained: tuple[Explained, ...]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The signs of one language as one pattern, and what each is a sign of."""

    search: re.Pattern[str]
    signs: Mapping[str, _Sign]

    def cue(self, folded: str, start: int, end: int) -> Cue | None:
        """The whole cue that the sign ``folded[start:end]`` belongs to, or None where it is another word."""
        sign = self.signs[folded[start:end]]
        if sign.pattern is None:
            return Cue(start, end, sign.kind)
        match = sign.pattern.match(folded, start)
        if match is not None:
            return Cue(start, match.end(), sign.kind)
        for match in sign.pattern.finditer(folded, max(0, start - _REACH), end + _REACH):
            if match.start() <= start and end <= match.end():
                return Cue(match.start(), match.end(), sign.kind)
        return None

    def explanation(self, folded: str, cue: Cue, sign: str) -> str | None:
        """Why a cue assigns nothing, or None where nothing says so."""
        for one in self.signs[sign].explained:
            if one.holds(folded, cue.start):
                return one.reason
        return None


def sentence_start(folded: str, position: int, longest: int = _LONGEST) -> int:
    """Where the sentence that holds ``position`` begins; no more than ``longest`` characters before it."""
    floor = max(0, position - longest)
    found = max(
        folded.rfind("。", floor, position), folded.rfind("；", floor, position), folded.rfind("\n", floor, position)
    )
    return found + 1 if found >= 0 else floor


@functools.cache
def vocabulary(language: str) -> Vocabulary:
    """The cues of a language: ``zh`` or ``en``."""
    signs = {
        sign: _Sign(entry["kind"], _pattern(entry.get("pattern")), tuple(_explained(sign, entry["kind"])))
        for entry in rules("residue")["cue"]
        if entry["language"] == language
        for sign in _forms(entry["signs"], language)
    }
    # Literals alone: `re` skips to the next character that one of them begins with.
    return Vocabulary(re.compile(alternatives(signs)), signs)


def _forms(signs: Sequence[str], language: str) -> Iterator[str]:
    """The signs; in English also at the beginning of a sentence or bracket."""
    for sign in signs:
        yield sign
        if language == "en":
            yield sign[0].upper() + sign[1:]


def _explained(sign: str, kind: str) -> Iterator[Explained]:
    for entry in rules("residue")["explained"]:
        of_kind = entry.get("kind", kind) == kind
        if of_kind and sign.lower() in entry.get("signs", [sign.lower()]):
            yield Explained(
                entry["reason"],
                tuple(entry.get("before", ())),
                _pattern(entry.get("after")),
                _pattern(entry.get("within")),
            )


def _pattern(source: Any) -> re.Pattern[str] | None:
    return None if source is None else re.compile(source)
