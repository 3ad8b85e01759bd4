"""The names that a name nobody bears is most like: what a person would look at first."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

# Of the pairs of signs that two names have, the part that they must share. All English names share many.
_LEAST, _LEAST_ENGLISH = 0.6, 0.8
_MOST = 3


class Nearest:
    """Finds names by the pairs of signs that they share (Dice's coefficient); built when it is first asked.

    ``names`` are pairs of a name and what it stands for. Answers for the last 1,024 names are remembered.
    """

    def __init__(self, names: Iterable[tuple[str, str]]) -> None:
        self._names = [(_pairs(name), meant) for name, meant in dict.fromkeys(names)]
        self._index: dict[str, list[int]] = {}
        for number, (pairs, _) in enumerate(self._names):
            for pair in pairs:
                self._index.setdefault(pair, []).append(number)
        self.of = lru_cache(1_024)(self._of)
        """``of(name)``: what the likest names stand for, the likest first, at most three."""

    def _of(self, name: str) -> tuple[str, ...]:
        pairs = _pairs(name)
        least = _LEAST_ENGLISH if name.isascii() else _LEAST
        # A name that is like enough shares least / (2 - least) of the pairs, so it shares one of the others with one
        # more: the rarest will do, and 国家 and 委员 needn't be looked at.
        enough = len(pairs) - int(least / (2 - least) * len(pairs)) + 1
        lists = sorted((self._index.get(pair, []) for pair in pairs), key=len)[:enough]
        scored = []
        for number in {number for numbers in lists for number in numbers}:
            other = self._names[number][0]
            score = 2 * len(pairs & other) / (len(pairs) + len(other))
            if score >= least:
                scored.append((-score, number))
        # By the order of the names where two are as like.
        return tuple(dict.fromkeys(self._names[number][1] for _, number in sorted(scored)))[:_MOST]


def _pairs(name: str) -> frozenset[str]:
    return frozenset(name[at : at + 2] for at in range(len(name) - 1)) or frozenset({name})
