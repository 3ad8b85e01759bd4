"""Which Chinese circular and which English document are one: what both say of themselves, compared.

A translation has other words, so only what survives translation is compared: year and serial of the number, the date,
the issuers and addressees as organisations, the shape of the tree of units, the numbers that are cited, the figures.
Each signal has a weight and agrees from 0 to 1; one that a document doesn't state isn't compared. A pair has to be
the best for both of its documents, and no rival may come near it: a wrong pair would make a page of differences.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import NamedTuple, TypeVar

from ipr_extract.document_keys import title_key, year_and_serial
from ipr_extract.tables.rows import Cell, Row
from ipr_extract.tables.schema import ADDRESSEES, DOCUMENTS, ISSUERS, REFERENCES, SECTIONS

_ID, _SOURCE, _LANGUAGE, _TITLE, _NUMBER, _DATE = DOCUMENTS.positions(
    ("document_id", "source", "language", "title", "document_number", "written_date")
)
_ISSUER_ID = ISSUERS.names.index("organisation_id")
_ADDRESSEE_ID = ADDRESSEES.names.index("organisation_id")
_LEVEL = SECTIONS.names.index("level")
_CITED = REFERENCES.names.index("document_number")

# Weights: how much a signal that agrees says that two documents are one. Reasons beside them.
_NUMBER_WEIGHT = 4.0  # year and serial of one organ are one document's
_DATE_WEIGHT = 3.0  # few circulars of an archive bear one date
_ISSUERS_WEIGHT = 2.0  # one organ issues many
_ADDRESSEES_WEIGHT = 3.0  # a list of a dozen organs is rarely another circular's
_COUNT_WEIGHT = 1.0  # of addressees that aren't known to the authority list
_UNITS_WEIGHT, _UNITS_FOR_ALL = 3.0, 15  # the more units, the more their shape says
_CITED_WEIGHT = 1.5
_FIGURES_WEIGHT = 2.0
_FEWEST_UNITS, _FEWEST_FIGURES, _FEWEST_ADDRESSEES = 3, 3, 2

# A pair has at least this much that agrees, in so many signals, so great a share of what was compared, and is so much
# better than the next.
_LEAST_SUPPORT, _LEAST_SIGNALS, _LEAST_SCORE, _LEAST_LEAD = 5.0, 3, 0.7, 1.5
# Below this nothing is loaded to compare figures too.
_WORTH_A_LOOK = 3.0
# What more documents than these have in common singles none of them out.
_TOO_COMMON = 40

# Year and serial of a number as one: 201600086. Profiles are many, and a number takes a third of a tuple's room.
_Serial = int
_Compared = TypeVar("_Compared", str, _Serial)


class Profile(NamedTuple):
    """What is kept of a document until the end of a run: a few hundred bytes.

    ``position`` is its place in the run, ``title`` a hash that tells copies of one circular from others.
    """

    position: int
    document_id: str
    source: str
    chinese: bool
    title: int
    serial: _Serial | None
    date: str | None
    issuers: tuple[str, ...]
    addressees: tuple[str, ...]
    addressee_count: int
    levels: str
    cited: tuple[_Serial, ...]

    @property
    def circular(self) -> tuple[object, ...]:
        """What copies of one circular in one language have in common."""
        return self.chinese, self.title, self.serial, self.levels, self.addressees, self.addressee_count


@dataclass(frozen=True, slots=True)
class Signal:
    """One thing compared: how much it counts, how far it agrees (0 to 1), and that in words."""

    weight: float
    agrees: float
    words: str


@dataclass(frozen=True, slots=True)
class Pair:
    """A Chinese document and its English version, and what says so."""

    chinese: Profile
    english: Profile
    signals: tuple[Signal, ...]

    @property
    def support(self) -> float:
        """The weight of what agrees."""
        return sum(signal.weight * signal.agrees for signal in self.signals)

    @property
    def score(self) -> float:
        """The share of the weight compared that agrees."""
        whole = sum(signal.weight for signal in self.signals)
        return self.support / whole if whole else 0.0

    @property
    def strength(self) -> float:
        """What agrees less what doesn't: the measure between rivals."""
        return 2 * self.support - sum(signal.weight for signal in self.signals)

    @property
    def holds(self) -> bool:
        """Whether it is good enough by itself."""
        agreeing = sum(signal.agrees >= 0.5 for signal in self.signals)
        return self.support >= _LEAST_SUPPORT and agreeing >= _LEAST_SIGNALS and self.score >= _LEAST_SCORE


def profile(position: int, rows: Mapping[str, Sequence[Row]]) -> Profile:
    """What is kept of a document; ``rows`` are its own."""
    (document,) = rows[DOCUMENTS.name]
    return Profile(
        position,
        str(document[_ID]),
        str(document[_SOURCE]),
        document[_LANGUAGE] != "en",
        hash(title_key(str(document[_TITLE] or ""))),
        _serial(document[_NUMBER]),
        sys.intern(str(document[_DATE])) if document[_DATE] else None,
        _ids(rows.get(ISSUERS.name, ()), _ISSUER_ID),
        _ids(rows.get(ADDRESSEES.name, ()), _ADDRESSEE_ID),
        len(rows.get(ADDRESSEES.name, ())),
        "".join([str(row[_LEVEL]) for row in rows.get(SECTIONS.name, ())]),
        tuple(sorted({s for row in rows.get(REFERENCES.name, ()) if (s := _serial(row[_CITED])) is not None})),
    )


def _ids(rows: Iterable[Row], at: int) -> tuple[str, ...]:
    return tuple(sorted({sys.intern(str(row[at])) for row in rows if row[at] is not None}))


def _serial(number: Cell) -> _Serial | None:
    found = year_and_serial(str(number)) if number else None
    return found[0] * 100_000 + found[1] if found is not None else None


def find_pairs(profiles: Sequence[Profile], figures: Callable[[Profile, Profile], Signal | None]) -> list[Pair]:
    """The pairs without a rival, in the order of their Chinese documents.

    Of copies of one circular in one language the first stands for all. ``figures`` compares those of two documents;
    it is asked only about the few that agree in much else.
    """
    first: dict[tuple[object, ...], Profile] = {}
    for one in profiles:
        first.setdefault(one.circular, one)
    chinese = [one for one in first.values() if one.chinese]
    english = [one for one in first.values() if not one.chinese]
    if not chinese or not english:
        return []
    alike = _alike(chinese)
    candidates: list[Pair] = []
    for one in english:
        found = (Pair(other, one, _signals(other, one)) for other in _candidates(one, alike))
        for pair in found:
            if pair.support >= _WORTH_A_LOOK:
                more = figures(pair.chinese, pair.english)
                candidates.append(Pair(pair.chinese, one, (*pair.signals, more)) if more is not None else pair)
    return sorted(_without_rivals(candidates), key=lambda pair: pair.chinese.position)


def _traits(one: Profile) -> Iterator[tuple[str, object]]:
    """What singles a document out: candidates have one of these in common."""
    if one.serial is not None:
        yield "number", one.serial
    if one.date is not None:
        yield "date", one.date
    if len(one.levels) >= _FEWEST_UNITS:
        yield "units", one.levels
    if len(one.addressees) >= _FEWEST_ADDRESSEES:
        yield "addressees", one.addressees
    for serial in one.cited:
        yield "cited", serial
    for issuer in one.issuers:
        yield "issuer", issuer


def _alike(chinese: Iterable[Profile]) -> dict[tuple[str, object], list[Profile]]:
    alike: dict[tuple[str, object], list[Profile]] = defaultdict(list)
    for one in chinese:
        for trait in _traits(one):
            alike[trait].append(one)
    return alike


def _candidates(one: Profile, alike: Mapping[tuple[str, object], Sequence[Profile]]) -> list[Profile]:
    found: dict[int, Profile] = {}
    for trait in _traits(one):
        others = alike.get(trait, ())
        if len(others) <= _TOO_COMMON:
            found |= {other.position: other for other in others}
    return [found[position] for position in sorted(found)]


def _signals(zh: Profile, en: Profile) -> tuple[Signal, ...]:
    found = [*_statements(zh, en)]
    units = max(len(zh.levels), len(en.levels))
    if units >= _FEWEST_UNITS:
        likely = sum(signal.weight * signal.agrees for signal in found) >= _WORTH_A_LOOK
        alike = _shape_alike(zh.levels, en.levels, closely=likely)
        words = f"units: {len(zh.levels)} and {len(en.levels)}, shape alike by {alike:.2f}"
        weight = _UNITS_WEIGHT * min(1.0, units / _UNITS_FOR_ALL)
        found.append(Signal(weight, alike if alike >= 0.5 else 0.0, words))
    return tuple(found)


def _shape_alike(one: str, other: str, *, closely: bool) -> float:
    """How far two sequences of levels agree, 0 to 1.

    What they begin and end with alike is enough where one lacks units in one place. To look ``closely`` takes a
    thousand times as long and is for the few that agree in other things.
    """
    if closely:
        return SequenceMatcher(None, one, other, autojunk=False).ratio()
    head = _beginning_alike(one, other)
    tail = _beginning_alike(one[head:][::-1], other[head:][::-1])
    return 2 * (head + tail) / (len(one) + len(other))


def _beginning_alike(one: str, other: str) -> int:
    shorter = min(len(one), len(other))
    return next((i for i in range(shorter) if one[i] != other[i]), shorter)


def _statements(zh: Profile, en: Profile) -> Iterator[Signal]:
    if zh.serial and en.serial:
        same = zh.serial == en.serial
        yield Signal(_NUMBER_WEIGHT, same, f"number: {'same year and serial' if same else 'differs'}")
    if zh.date and en.date:
        same = zh.date == en.date
        yield Signal(_DATE_WEIGHT, same, f"date: {zh.date if same else 'differs'}")
    if zh.issuers and en.issuers:
        yield _shared("issuers", _ISSUERS_WEIGHT, zh.issuers, en.issuers)
    if len(zh.addressees) >= _FEWEST_ADDRESSEES and len(en.addressees) >= _FEWEST_ADDRESSEES:
        yield _shared("addressees", _ADDRESSEES_WEIGHT, zh.addressees, en.addressees)
    elif zh.addressee_count >= _FEWEST_ADDRESSEES and en.addressee_count >= _FEWEST_ADDRESSEES:
        fewer, more = sorted((zh.addressee_count, en.addressee_count))
        yield Signal(_COUNT_WEIGHT, fewer / more, f"addressees: {zh.addressee_count} and {en.addressee_count}")
    if zh.cited and en.cited:
        yield _shared("cited numbers", _CITED_WEIGHT, zh.cited, en.cited)


def _shared(name: str, weight: float, zh: Sequence[_Compared], en: Sequence[_Compared]) -> Signal:
    shared, whole = len({*zh} & {*en}), len({*zh} | {*en})
    return Signal(weight, shared / whole, f"{name}: {shared} of {whole} known ones in both")


def figures_signal(zh: frozenset[str], en: frozenset[str]) -> Signal | None:
    """How far the figures of two documents agree; None where there are too few to say."""
    if min(len(zh), len(en)) < _FEWEST_FIGURES:
        return None
    shared, whole = len(zh & en), len(zh | en)
    return Signal(_FIGURES_WEIGHT, shared / whole, f"figures: {shared} of {whole} in both")


def _without_rivals(candidates: Sequence[Pair]) -> Iterator[Pair]:
    by_document: dict[int, list[Pair]] = defaultdict(list)
    for pair in candidates:
        by_document[pair.chinese.position].append(pair)
        by_document[pair.english.position].append(pair)
    for pair in candidates:
        rivals = [*by_document[pair.chinese.position], *by_document[pair.english.position]]
        next_best = max((rival.strength for rival in rivals if rival is not pair), default=float("-inf"))
        if pair.holds and pair.strength >= next_best + _LEAST_LEAD:
            yield pair
