"""The words that decide how a circular stands to a document that it cites; the words are ``data/relations.toml``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from ipr_extract.data.rules import rules
from ipr_extract.model import Relation

# What a pattern's capitals stand for: a short stretch of the same clause, and an approval with the comma behind it.
_APPROVAL = r"已?经?[^，。；\n《]{0,30}?(?:同意|批准|通过|审定|研究)，"
_GAPS = {
    "zh": {"GAP": r"(?!的?要求|精神)[^，。；：\n《]{0,24}?", "APPROVAL": _APPROVAL},
    "en": {"GAP": r"[^.;\n]{0,80}?\b", "APPROVAL": ""},
}
# Changing or ending a document is said of this circular only where it isn't planned, or asked of others.
_DONE_HERE = frozenset({Relation.AMENDS, Relation.REPEALS})


class Governed(NamedTuple):
    """A relation and the words that say so, as folded; ``far`` where they stand behind a comma."""

    relation: Relation
    cue: str
    far: bool = False


@dataclass(frozen=True, slots=True)
class _Cues:
    """One side's patterns as one; each is a group, and no group has another in it."""

    pattern: re.Pattern[str]
    relations: tuple[Relation, ...]

    def governed(self, match: re.Match[str]) -> Governed:
        number = match.lastindex or 0
        words = match[number]
        return Governed(self.relations[number - 1], words.strip(" ，,"), "，" in words)


@dataclass(frozen=True, slots=True)
class RelationWords:
    """The cues of one language."""

    before: _Cues
    after: _Cues
    title: _Cues
    head: _Cues
    planned: re.Pattern[str]

    def behind(self, folded: str, at: int, end: int, clause: str) -> Governed | None:
        """What the words from ``at`` on say; ``clause`` is what stands before the citation."""
        match = self.after.pattern.match(folded, at, end)
        return self._done(self.after.governed(match), clause) if match is not None else None

    def before_it(self, clause: str) -> Governed | None:
        """What the nearest word of a clause that ends at the citation says."""
        return self._nearest(self.before, clause)

    def in_title(self, clause: str) -> Governed | None:
        """What the circular's own title says before the citation in it."""
        return self._nearest(self.title, clause)

    def above(self, line: str) -> Governed | None:
        """What the line above a list of citations says of all of them."""
        match = self.head.pattern.search(line)
        return self.head.governed(match) if match is not None else None

    def _nearest(self, cues: _Cues, clause: str) -> Governed | None:
        last = None
        for last in cues.pattern.finditer(clause):  # noqa: B007 - the last is what is asked for
            pass
        return self._done(cues.governed(last), clause) if last is not None else None

    def _done(self, found: Governed, clause: str) -> Governed | None:
        return None if found.relation in _DONE_HERE and self.planned.search(clause) else found


@cache
def relation_words(*, chinese: bool) -> RelationWords:
    """The cues for Chinese or for English, compiled when they are first asked for."""
    data, language = rules("relations"), "zh" if chinese else "en"
    cues = [cue for cue in data["cue"] if cue["language"] == language]

    def side(name: str, *, overlapping: bool) -> _Cues:
        return _compiled([cue for cue in cues if cue["side"] == name], _GAPS[language], overlapping=overlapping)

    return RelationWords(
        before=side("before", overlapping=True),
        after=side("after", overlapping=False),
        title=side("title", overlapping=True),
        head=side("head", overlapping=False),
        planned=re.compile(data["context"]["planned"]),
    )


def _compiled(cues: Iterable[Mapping[str, Any]], gaps: Mapping[str, str], *, overlapping: bool) -> _Cues:
    patterns, relations = [], []
    for cue in cues:
        pattern = cue["pattern"]
        for name, stretch in gaps.items():
            pattern = pattern.replace(name, stretch)
        patterns.append(f"({pattern})")
        relations.append(Relation(cue["relation"]))
    # A language without cues on a side has a pattern that matches nothing.
    together = "|".join(patterns) or r"(?!)"
    # Of words that reach into each other the one nearest to the citation counts, so all are looked at.
    return _Cues(re.compile(f"(?={together})" if overlapping else together), tuple(relations))
