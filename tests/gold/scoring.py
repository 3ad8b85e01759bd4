"""How far extracted tables agree with gold annotations: hits, misses and extras, field by field.

The comparison of `COMMON_FIELDS` is the one that `shared/gold/score.py` defines (`test_scoring.py` holds the two
equal); the specimens mark indicators, deadlines in running text and validity as well. Values are compared after NFKC
without white space, number brackets and quotation marks in one form, and without the part prefix (`@2/`) of a path.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from pathlib import Path

from tests.gold.annotation import Gold, GoldIndicator

COMMON_FIELDS = (
    "title", "document_number", "written_date", "issuers", "addressees", "sections", "assignments",
    "assignments_unlocated", "deadlines", "references",
)  # fmt: skip
FIELDS = (*COMMON_FIELDS, "indicators", "text_deadlines", "effective_date", "valid_until")
ROW_TABLES = ("issuers", "addressees", "sections", "assignments", "deadlines", "references", "indicators")
SIMILAR = 0.9
# White space, zero-width spaces and a byte order mark are no difference: `国 务\u200b院` is `国务院`.
_INVISIBLE = re.compile(r"[\s\u200b\ufeff]+")
# The second numbered part of a document: `@2/1.3`.
_PART_PREFIX = re.compile(r"^@\d+/")
# For titles only letters and digits count: `总体要求。` is `总体要求`.
_NOT_LETTERS = re.compile(r"[\W_]+")
_ONE_FORM = str.maketrans("[]【】﹝﹞“”‘’", "〔〕〔〕〔〕\"\"''")

Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Tally:
    """How many values agree, which are missed, and which are too many."""

    hits: int = 0
    missed: tuple[object, ...] = ()
    extra: tuple[object, ...] = ()

    @property
    def asked(self) -> int:
        """How many values the gold holds."""
        return self.hits + len(self.missed)

    @property
    def precision(self) -> float:
        """The share of what was found that is right; 1.0 where nothing was found."""
        found = self.hits + len(self.extra)
        return self.hits / found if found else 1.0

    @property
    def recall(self) -> float:
        """The share of what was asked that was found; 1.0 where nothing was asked."""
        return self.hits / self.asked if self.asked else 1.0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.hits + other.hits, self.missed + other.missed, self.extra + other.extra)


@dataclass(frozen=True, slots=True)
class Extracted:
    """The rows of one document: its row of `documents`, and its rows of the other tables."""

    document: Row
    tables: Mapping[str, Sequence[Row]] = field(default_factory=dict)


def read_extracted(folder: Path) -> dict[str, Extracted]:
    """The tables in ``folder`` (CSV) by document; keys are the documents' ``source``."""
    grouped: dict[str, dict[str, list[Row]]] = {}
    for name in ROW_TABLES:
        for row in _read_csv(folder / f"{name}.csv"):
            grouped.setdefault(row["document_id"], {}).setdefault(name, []).append(row)
    documents = _read_csv(folder / "documents.csv")
    return {row["source"]: Extracted(row, grouped.get(row["document_id"], {})) for row in documents}


def _read_csv(path: Path) -> list[Row]:
    if not path.exists():
        return []
    csv.field_size_limit(2**31 - 1)
    with path.open(encoding="utf-8-sig", newline="") as handle:
        return list(csv.DictReader(handle))


def normal(value: str | None) -> str:
    """The form in which two values are compared."""
    return _INVISIBLE.sub("", unicodedata.normalize("NFKC", value or "")).translate(_ONE_FORM)


def _letters(title: str) -> str:
    return _NOT_LETTERS.sub("", normal(title)).lower()


def _place(path: str | None) -> str:
    return _PART_PREFIX.sub("", (path or "").strip())


def _tally(asked: Iterable[Hashable], given: Iterable[Hashable]) -> Tally:
    wanted, found = Counter(asked), Counter(given)
    return Tally((wanted & found).total(), tuple((wanted - found).elements()), tuple((found - wanted).elements()))


def _likeness(one: str, other: str) -> float:
    return 1.0 if one == other else SequenceMatcher(None, one, other, autojunk=False).ratio()


def _tally_sections(asked: Iterable[tuple[str, str]], given: Iterable[tuple[str, str]]) -> Tally:
    """Sections agree when path and title do; of several with one path the most alike title is taken."""
    left: dict[str, list[str]] = {}
    for path, title in given:
        left.setdefault(path, []).append(title)
    hits, missed = 0, []
    for path, title in asked:
        titles = left.get(path, [])
        ratios = [_likeness(_letters(title), _letters(other)) for other in titles]
        if ratios and max(ratios) >= SIMILAR:
            titles.pop(ratios.index(max(ratios)))
            hits += 1
        else:
            missed.append((path, title))
    extra = tuple((path, title) for path, titles in left.items() for title in titles)
    return Tally(hits, tuple(missed), extra)


def _assignments(gold: Gold, rows: Sequence[Row]) -> tuple[Tally, Tally]:
    asked = {(_place(a.path), normal(a.organisation), a.role) for a in gold.assignments if not a.optional}
    waived = {(_place(a.path), normal(a.organisation)) for a in gold.assignments if a.optional}
    stated = (row for row in rows if row.get("basis", "stated") != "inherited")
    found = {(_place(row["path"]), normal(row["organisation"]), row["role"]) for row in stated}
    given = {row for row in found if row in asked or row[:2] not in waived}
    return _tally(asked, given), _tally((row[1:] for row in asked), (row[1:] for row in given))


_INDICATOR_COLUMNS = (
    "name", "comparator", "value", "unit", "target_year", "change", "baseline_value", "baseline_year", "nature",
)  # fmt: skip


def _indicators(asked: Iterable[GoldIndicator], rows: Iterable[Row]) -> Tally:
    return _tally(
        ((_place(one.path), *(_cell(getattr(one, name)) for name in _INDICATOR_COLUMNS)) for one in asked),
        ((_place(row["path"]), *(_cell(row.get(name)) for name in _INDICATOR_COLUMNS)) for row in rows),
    )


def _cell(value: object) -> str:
    return "" if value is None else normal(str(value))


def _dated(rows: Sequence[Row], stated_in: str = "assignment") -> list[tuple[str, str]]:
    stated = (row for row in rows if row.get("stated_in", "assignment") == stated_in)
    return [(_place(row["path"]), row["date"]) for row in stated if row.get("date")]


def compare(gold: Gold, extracted: Extracted | None) -> dict[str, Tally]:
    """One tally a field that the gold states; a document without a row (None) is all missed."""
    row: Row = extracted.document if extracted is not None else {}
    tables = extracted.tables if extracted is not None else {}
    result: dict[str, Tally] = {}
    single = {
        "title": gold.title,
        "document_number": gold.document_number,
        "written_date": gold.written_date,
        "effective_date": gold.effective_date,
        "valid_until": gold.valid_until,
    }
    for name, asked in single.items():
        if asked is not None:
            result[name] = _tally([normal(asked)], filter(None, [normal(row.get(name))]))
    for name, names in {"issuers": gold.issuers, "addressees": gold.addressees}.items():
        if names is not None:
            result[name] = _tally(map(normal, names), (normal(found["name"]) for found in tables.get(name, ())))
    result["sections"] = _tally_sections(
        ((_place(section.path), section.title) for section in gold.sections),
        ((_place(found["path"]), found["title"]) for found in tables.get("sections", ())),
    )
    result["assignments"], result["assignments_unlocated"] = _assignments(gold, tables.get("assignments", ()))
    if gold.deadlines is not None:
        dates = [(_place(deadline.path), deadline.date) for deadline in gold.deadlines if deadline.date]
        result["deadlines"] = _tally(dates, _dated(tables.get("deadlines", ())))
    if gold.references is not None:
        numbers = (normal(found.get("document_number")) for found in tables.get("references", ()))
        asked_numbers = [normal(reference.number) for reference in gold.references if reference.number]
        result["references"] = _tally(asked_numbers, filter(None, numbers))
    if gold.indicators is not None:
        result["indicators"] = _indicators(gold.indicators, tables.get("indicators", ()))
    if gold.text_deadlines is not None:
        dates = [(_place(deadline.path), deadline.date) for deadline in gold.text_deadlines if deadline.date]
        result["text_deadlines"] = _tally(dates, _dated(tables.get("deadlines", ()), "text"))
    return result


def total(results: Iterable[Mapping[str, Tally]]) -> dict[str, Tally]:
    """The sum over documents, in the order of ``FIELDS``; fields that no document states are left out."""
    sums: dict[str, Tally] = {}
    for result in results:
        for name, tally in result.items():
            sums[name] = sums.get(name, Tally()) + tally
    return {name: sums[name] for name in FIELDS if name in sums and (sums[name].asked or sums[name].extra)}
