"""The names that a name nobody bears is most like: what a person would look at first."""

from __future__ import annotations

from collections import Counter
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
        self._names = list(dict.fromkeys(names))
        self._index: dict[str, list[int]] = {}
        self._sizes: list[int] = []
        for number, (name, _) in enumerate(self._names):
            pairs = _pairs(name)
            self._sizes.append(len(pairs))
            for pair in pairs:
                self._index.setdefault(pair, []).append(number)
        self.of = lru_cache(1_024)(self._of)
        """``of(name)``: what the likest names stand for, the likest first, at most three."""

    def _of(self, name: str) -> tuple[str, ...]:
        pairs = _pairs(name)
        least = _LEAST_ENGLISH if name.isascii() else _LEAST
        shared: Counter[int] = Counter()
        for pair in pairs:
            shared.update(self._index.get(pair, ()))
        scored = [(2 * count / (len(pairs) + self._sizes[number]), number) for number, count in shared.items()]
        # By the order of the names where two are as like.
        best = sorted((pair for pair in scored if pair[0] >= least), key=lambda pair: (-pair[0], pair[1]))
        return tuple(dict.fromkeys(self._names[number][1] for _, number in best))[:_MOST]


def _pairs(name: str) -> frozenset[str]:
    return frozenset(name[at : at + 2] for at in range(len(name) - 1)) or frozenset({name})
