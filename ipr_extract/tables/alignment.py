"""The units of a circular and of its translation, laid side by side: which stands for which, and which for none.

Where two lists of siblings are equally long they stand for each other in their order. Else one of them lacks some:
then the alignment is taken in which what survives translation (figures, organisations, units below, length) agrees
best.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True)
class Unit:
    """A numbered unit with what survives translation; ``text[start:end]`` is its own, ``body`` where its label ends."""

    section_id: str
    parent_id: str | None
    order: tuple[int, int]
    ordinal: str
    start: int
    body: int
    end: int
    figures: frozenset[str]
    organisations: frozenset[str]


@dataclass(frozen=True, slots=True)
class Aligned:
    """Two units that stand for each other, or one alone."""

    chinese: Unit | None
    english: Unit | None


def align_units(chinese: Sequence[Unit], english: Sequence[Unit]) -> Iterator[Aligned]:
    """All units, from the outermost down; below a unit that stands alone nothing is given."""
    below_zh, below_en = _below(chinese), _below(english)
    # An English text is longer than its Chinese, by how much is the translator's affair.
    longer = sum(u.end - u.body for u in english) / max(1, sum(u.end - u.body for u in chinese))

    def alike(zh: Unit, en: Unit) -> float:
        lengths = sorted(((zh.end - zh.body) * longer + 1, en.end - en.body + 1))
        return (
            0.6 * (zh.ordinal == en.ordinal)
            + _shared(zh.figures, en.figures)
            + _shared(zh.organisations, en.organisations)
            + 0.5 * (len(below_zh[zh.section_id]) == len(below_en[en.section_id]))
            + 0.5 * lengths[0] / lengths[1]
        )

    waiting: list[tuple[str | None, str | None]] = [(None, None)]
    while waiting:
        parent_zh, parent_en = waiting.pop()
        for zh, en in align(below_zh[parent_zh], below_en[parent_en], alike):
            yield Aligned(zh, en)
            if zh is not None and en is not None:
                waiting.append((zh.section_id, en.section_id))


def align(
    ones: Sequence[_Item], others: Sequence[_Item], alike: Callable[[_Item, _Item], float | None]
) -> list[tuple[_Item | None, _Item | None]]:
    """Two lists side by side, each in its order, so that what stands together is most alike in all.

    ``alike`` of two items is None where they can't stand together. Equally long lists stand together as they are
    unless ``alike`` forbids a couple.

    >>> align("abcd", "abd", lambda a, b: a == b)
    [('a', 'a'), ('b', 'b'), ('c', None), ('d', 'd')]
    """
    if len(ones) == len(others):
        together = list(zip(ones, others, strict=True))
        if all(alike(one, other) is not None for one, other in together):
            return [*together]
    rows, columns = len(ones), len(others)
    best = [[0.0] * (columns + 1) for _ in range(rows + 1)]
    couples: list[list[float | None]] = [[alike(one, other) for other in others] for one in ones]
    for i in range(rows - 1, -1, -1):
        for j in range(columns - 1, -1, -1):
            couple = couples[i][j]
            best[i][j] = max(best[i + 1][j], best[i][j + 1], -1.0 if couple is None else couple + best[i + 1][j + 1])
    laid: list[tuple[_Item | None, _Item | None]] = []
    i = j = 0
    while i < rows or j < columns:
        couple = couples[i][j] if i < rows and j < columns else None
        if couple is not None and best[i][j] == couple + best[i + 1][j + 1]:
            laid.append((ones[i], others[j]))
            i, j = i + 1, j + 1
        elif j == columns or (i < rows and best[i][j] == best[i + 1][j]):
            laid.append((ones[i], None))
            i += 1
        else:
            laid.append((None, others[j]))
            j += 1
    return laid


def _below(units: Sequence[Unit]) -> defaultdict[str | None, list[Unit]]:
    below: defaultdict[str | None, list[Unit]] = defaultdict(list)
    for unit in sorted(units, key=lambda u: u.order):
        below[unit.parent_id].append(unit)
    return below


def _shared(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other) if one or other else 0.0
