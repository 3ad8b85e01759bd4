"""How far extracted tables agree with gold annotations: hits, misses and extras, field by field.

Values are compared after NFKC without white space, number brackets and quotation marks in one form, and without the
part prefix (`@2/`) of a path. `COMMON_FIELDS` are those of the guidelines; gold may mark indicators, deadlines in
running text and validity as well.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Container, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from pathlib import PurePosixPath

from ipr_extract.judge.annotation import Gold, GoldIndicator
from ipr_extract.tables.read_files import RunTables, TableRow

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

    document: TableRow
    tables: Mapping[str, Sequence[TableRow]] = field(default_factory=dict)


def read_extracted(run: RunTables, names: Container[str] | None = None) -> dict[str, list[Extracted]]:
    """The documents of a run by the last part of their ``source``, with their rows; of all, or those of ``names``.

    Documents of the same name (in several folders) stand in the run's order.
    """
    found: dict[str, list[Extracted]] = {}
    by_id: dict[str, dict[str, list[TableRow]]] = {}
    for row in run.rows("documents"):
        name = last_part(row["source"])
        if names is None or name in names:
            found.setdefault(name, []).append(Extracted(row, by_id.setdefault(row["document_id"], {})))
    for table in ROW_TABLES:
        for row in run.rows(table):
            if row["document_id"] in by_id:
                by_id[row["document_id"]].setdefault(table, []).append(row)
    return found


def last_part(source: str) -> str:
    """The name by which a gold file and a document of a run are one.

    >>> last_part("circulars/zh-01.html?print=1")
    'zh-01.html'
    """
    return PurePosixPath(source.split("?")[0]).name


def normal(value: str | None) -> str:
    """The form in which two values are compared."""
    return _INVISIBLE.sub("", unicodedata.normalize("NFKC", value or "")).translate(_ONE_FORM)


def letters(title: str) -> str:
    """What counts of a title: its letters and digits."""
    return _NOT_LETTERS.sub("", normal(title)).lower()


def bare_path(path: str | None) -> str:
    """A path without the prefix of its part."""
    return _PART_PREFIX.sub("", (path or "").strip())


def is_judged(row: TableRow) -> bool:
    """Whether a row is one that gold marks: no assignment by inheritance, no deadline in running text."""
    return row.get("basis", "stated") != "inherited" and row.get("stated_in", "assignment") == "assignment"


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
        ratios = [_likeness(letters(title), letters(other)) for other in titles]
        if ratios and max(ratios) >= SIMILAR:
            titles.pop(ratios.index(max(ratios)))
            hits += 1
        else:
            missed.append((path, title))
    extra = tuple((path, title) for path, titles in left.items() for title in titles)
    return Tally(hits, tuple(missed), extra)


def _assignments(gold: Gold, rows: Sequence[TableRow]) -> tuple[Tally, Tally]:
    wanted = {(bare_path(a.path), normal(a.organisation), a.role) for a in gold.assignments if not a.optional}
    waived = {(bare_path(a.path), normal(a.organisation)) for a in gold.assignments if a.optional}
    found = {(bare_path(row["path"]), normal(row["organisation"]), row["role"]) for row in rows if is_judged(row)}
    found = {row for row in found if row in wanted or row[:2] not in waived}
    # Sorted, so that errors are listed in the same order each time.
    asked, given = sorted(wanted), sorted(found)
    return _tally(asked, given), _tally((row[1:] for row in asked), (row[1:] for row in given))


_INDICATOR_COLUMNS = (
    "name", "comparator", "value", "unit", "target_year", "change", "baseline_value", "baseline_year", "nature",
)  # fmt: skip


def indicator_key(path: str, cells: Iterable[object]) -> tuple[str, ...]:
    """What is compared of an indicator: its place and ``cells``, those of the columns that are judged."""
    return bare_path(path), *map(_cell, cells)


def gold_indicator_key(one: GoldIndicator) -> tuple[str, ...]:
    """``indicator_key`` of a marked indicator."""
    return indicator_key(one.path, (getattr(one, name) for name in _INDICATOR_COLUMNS))


def row_indicator_key(row: TableRow) -> tuple[str, ...]:
    """``indicator_key`` of a row of the table."""
    return indicator_key(row["path"], (row.get(name) for name in _INDICATOR_COLUMNS))


def _cell(value: object) -> str:
    return "" if value is None else normal(str(value))


def _dated(rows: Sequence[TableRow], *, in_text: bool = False) -> list[tuple[str, str]]:
    """Place and date of the deadlines in statements, or of those in running text."""
    return [(bare_path(row["path"]), row["date"]) for row in rows if row.get("date") and is_judged(row) is not in_text]


def compare(gold: Gold, extracted: Extracted | None) -> dict[str, Tally]:
    """One tally a field that the gold states; a document without a row (None) is all missed."""
    row: TableRow = extracted.document if extracted is not None else {}
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
        ((bare_path(section.path), section.title) for section in gold.sections),
        ((bare_path(found["path"]), found["title"]) for found in tables.get("sections", ())),
    )
    result["assignments"], result["assignments_unlocated"] = _assignments(gold, tables.get("assignments", ()))
    if gold.deadlines is not None:
        dates = [(bare_path(deadline.path), deadline.date) for deadline in gold.deadlines if deadline.date]
        result["deadlines"] = _tally(dates, _dated(tables.get("deadlines", ())))
    if gold.references is not None:
        numbers = (normal(found.get("document_number")) for found in tables.get("references", ()))
        asked_numbers = [normal(reference.number) for reference in gold.references if reference.number]
        result["references"] = _tally(asked_numbers, filter(None, numbers))
    if gold.indicators is not None:
        rows = tables.get("indicators", ())
        result["indicators"] = _tally(map(gold_indicator_key, gold.indicators), map(row_indicator_key, rows))
    if gold.text_deadlines is not None:
        dates = [(bare_path(deadline.path), deadline.date) for deadline in gold.text_deadlines if deadline.date]
        result["text_deadlines"] = _tally(dates, _dated(tables.get("deadlines", ()), in_text=True))
    return result


def total(results: Iterable[Mapping[str, Tally]]) -> dict[str, Tally]:
    """The sum over documents, in the order of ``FIELDS``; fields that no document states are left out."""
    sums: dict[str, Tally] = {}
    for result in results:
        for name, tally in result.items():
            sums[name] = sums.get(name, Tally()) + tally
    return {name: sums[name] for name in FIELDS if name in sums and (sums[name].asked or sums[name].extra)}
