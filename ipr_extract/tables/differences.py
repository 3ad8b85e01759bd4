"""What a Chinese circular and its English version say differently, from their rows and texts.

Names are compared as organisations, numbers by year and serial, figures by their value. What neither survives a
translation nor is resolved is laid beside its neighbour and believed to be the same; so a difference that is reported
is one of counted or resolved things.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ipr_extract.document_keys import year_and_serial
from ipr_extract.model import Basis, DifferenceKind, Organisation
from ipr_extract.tables.alignment import Aligned, Unit, align, align_units
from ipr_extract.tables.figures import Figure, find_figures
from ipr_extract.tables.rows import Cell, Row
from ipr_extract.tables.schema import ADDRESSEES, ASSIGNMENTS, DOCUMENTS, REFERENCES, SECTIONS

_ID, _DATE = DOCUMENTS.positions(("document_id", "written_date"))
_NAME, _NAME_ID, _NAME_START, _NAME_END = ADDRESSEES.positions(("name", "organisation_id", "start", "end"))
_SECTION, _PARENT, _PART, _NUMBER, _LABEL, _POSITION, _START, _END = SECTIONS.positions(
    ("section_id", "parent_id", "part", "number", "label", "position", "start", "end")
)
_WHO, _WHO_ID, _ROLE, _BASIS, _WHERE, _WHO_START, _WHO_END = ASSIGNMENTS.positions(
    ("organisation", "organisation_id", "role", "basis", "section_id", "start", "end")
)
_CITED, _CITED_START, _CITED_END = REFERENCES.positions(("document_number", "start", "end"))
_FIRST_LINE_ENDS = ("\n", "。")


@dataclass(frozen=True, slots=True)
class Details:
    """A document of a pair: its text, its rows, and the date that it states itself."""

    text: str
    rows: Mapping[str, Sequence[Row]]
    date: str | None
    chinese: bool

    @property
    def document_id(self) -> Cell:
        """The document's id."""
        return self.rows[DOCUMENTS.name][0][_ID]

    def of(self, table: str) -> Sequence[Row]:
        """The rows of a table, none where it has none."""
        return self.rows.get(table, ())

    def figures(self) -> frozenset[str]:
        """The figures of all units."""
        return frozenset(key for unit in self.units() for key in unit.figures)

    def units(self) -> list[Unit]:
        """The units with what survives translation."""
        by_section = defaultdict(set)
        for row in self.of(ASSIGNMENTS.name):
            if row[_WHO_ID] is not None and row[_BASIS] != Basis.INHERITED:
                by_section[row[_WHERE]].add(str(row[_WHO_ID]))
        return [self._unit(row, frozenset(by_section[row[_SECTION]])) for row in self.of(SECTIONS.name)]

    def _unit(self, row: Row, organisations: frozenset[str]) -> Unit:
        start, end = _int(row[_START]), _int(row[_END])
        body = start + len(str(row[_LABEL]))
        cited = [(_int(r[_CITED_START]), _int(r[_CITED_END])) for r in self.of(REFERENCES.name)]
        figures = (f.key for f in self.figures_between(body, end, cited))
        parent = None if row[_PARENT] is None else str(row[_PARENT])
        order = (_int(row[_PART]), _int(row[_POSITION]))
        ordinal = str(row[_NUMBER]).rpartition(".")[2]
        return Unit(
            str(row[_SECTION]), parent, order, ordinal, start, body, end, frozenset(figures), organisations
        )  # fmt: skip

    def figures_between(self, start: int, end: int, cited: Sequence[tuple[int, int]]) -> list[Figure]:
        """The figures of a stretch that aren't a citation's."""
        found = find_figures(self.text, start, end, chinese=self.chinese)
        return [f for f in found if not any(a <= f.start < b for a, b in cited)]


def _int(cell: Cell) -> int:
    assert isinstance(cell, int)
    return cell


@dataclass(frozen=True, slots=True)
class Place:
    """What one side prints, where, and in which unit; empty where it prints nothing."""

    printed: str | None = None
    start: int | None = None
    end: int | None = None
    section_id: str | None = None


NOWHERE = Place()


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two documents that are one circular. ``authority`` names organisations in messages."""

    zh: Details
    en: Details
    authority: Mapping[str, Organisation]

    def rows(self) -> Iterator[Row]:
        """The rows of ``pair_differences``: header first, then unit by unit, then citations."""
        yield from self._addressees()
        if self.zh.date and self.en.date and self.zh.date != self.en.date:
            yield self._row(
                DifferenceKind.DATE_DIFFERS, Place(self.zh.date), Place(self.en.date),
                f"The Chinese is dated {self.zh.date}, the English {self.en.date}.",
            )  # fmt: skip
        zh, en = self.zh.units(), self.en.units()
        # A text without numbers has lost its numbers, not its units.
        aligned = list(align_units(zh, en)) if zh and en else []
        yield from self._units(aligned)
        yield from self._figures([one for one in aligned if one.chinese is not None and one.english is not None])
        yield from self._assignments(aligned)
        yield from self._citations()

    def _row(self, kind: DifferenceKind, zh: Place, en: Place, message: str) -> Row:
        return (
            self.zh.document_id, self.en.document_id, kind.value, zh.section_id, en.section_id, zh.printed, en.printed,
            zh.start, zh.end, en.start, en.end, message,
        )  # fmt: skip

    def _called(self, name: str, organisation_id: Cell) -> str:
        known = self.authority.get(str(organisation_id)) if organisation_id is not None else None
        english = known.name_en if known is not None else ""
        return f"{name} ({english})" if english and english != name else name

    def _addressees(self) -> Iterator[Row]:
        zh, en = self.zh.of(ADDRESSEES.name), self.en.of(ADDRESSEES.name)
        if not zh or not en:
            return
        both = {row[_NAME_ID] for row in zh} & {row[_NAME_ID] for row in en} - {None}
        ours = [row for row in zh if row[_NAME_ID] not in both]
        theirs = [row for row in en if row[_NAME_ID] not in both]
        for one, other in align(ours, theirs, _may_be_one):
            if one is not None and other is None:
                name = self._called(str(one[_NAME]), one[_NAME_ID])
                message = f"The English leaves out the addressee {name}."
                yield self._row(DifferenceKind.ADDRESSEE_MISSING, _name_place(one, self.zh), NOWHERE, message)
            elif one is None and other is not None:
                message = f"The English has the addressee {other[_NAME]}, which the Chinese hasn't."
                yield self._row(DifferenceKind.ADDRESSEE_EXTRA, NOWHERE, _name_place(other, self.en), message)

    def _units(self, aligned: Sequence[Aligned]) -> Iterator[Row]:
        for one in aligned:
            if one.english is None and one.chinese is not None:
                place = _unit_place(self.zh, one.chinese)
                message = f"The English has no unit for {place.printed}"
                yield self._row(DifferenceKind.UNIT_MISSING, place, NOWHERE, _sentence(message))
            elif one.chinese is None and one.english is not None:
                place = _unit_place(self.en, one.english)
                message = f"The Chinese has no unit for {place.printed}"
                yield self._row(DifferenceKind.UNIT_EXTRA, NOWHERE, place, _sentence(message))

    def _figures(self, aligned: Sequence[Aligned]) -> Iterator[Row]:
        alone: list[tuple[Unit, Unit, list[Figure], list[Figure]]] = []
        for one in aligned:
            zh, en = one.chinese, one.english
            if zh is not None and en is not None and zh.figures != en.figures:
                alone.append((zh, en, self._only(self.zh, zh, en.figures), self._only(self.en, en, zh.figures)))
        # A figure that one unit lacks and another has too much has only moved.
        lacking = Counter(figure.key for *_, zh_only, _ in alone for figure in zh_only)
        spare = Counter(figure.key for *_, en_only in alone for figure in en_only)
        moved = {key for key in lacking if spare[key]}
        for zh, en, zh_only, en_only in alone:
            ours = [figure for figure in zh_only if figure.key not in moved]
            theirs = [figure for figure in en_only if figure.key not in moved]
            for at in range(max(len(ours), len(theirs))):
                left = _figure_place(self.zh, zh, ours[at]) if at < len(ours) else Place(section_id=zh.section_id)
                right = _figure_place(self.en, en, theirs[at]) if at < len(theirs) else Place(section_id=en.section_id)
                message = f"The Chinese prints {left.printed or 'no such figure'}, the English " + (
                    f"{right.printed}." if right.printed else "no such figure."
                )
                yield self._row(DifferenceKind.FIGURE_DIFFERS, left, right, message)

    def _only(self, details: Details, unit: Unit, others: frozenset[str]) -> list[Figure]:
        cited = [(_int(r[_CITED_START]), _int(r[_CITED_END])) for r in details.of(REFERENCES.name)]
        seen: dict[str, Figure] = {}
        for figure in details.figures_between(unit.body, unit.end, cited):
            if figure.key not in others:
                seen.setdefault(figure.key, figure)
        return list(seen.values())

    def _assignments(self, aligned: Sequence[Aligned]) -> Iterator[Row]:
        zh_rows, en_rows = _by_section(self.zh), _by_section(self.en)
        for one in aligned:
            if one.chinese is None or one.english is None:
                continue
            zh, en = zh_rows[one.chinese.section_id], en_rows[one.english.section_id]
            yield from self._named_alone(zh, en, self.zh, DifferenceKind.ASSIGNMENT_MISSING)
            yield from self._named_alone(en, zh, self.en, DifferenceKind.ASSIGNMENT_EXTRA)

    def _named_alone(
        self, rows: Sequence[Row], others: Sequence[Row], details: Details, kind: DifferenceKind
    ) -> Iterator[Row]:
        known = {row[_WHO_ID] for row in others}
        alone = [row for row in rows if row[_WHO_ID] is not None and row[_WHO_ID] not in known]
        # A name that couldn't be resolved may be any of them.
        doubtful = sum(row[_WHO_ID] is None for row in others) - sum(row[_WHO_ID] is None for row in rows)
        if len(alone) <= doubtful:
            return
        missing = kind is DifferenceKind.ASSIGNMENT_MISSING
        for row in alone:
            place = Place(*_slice(details, row[_WHO_START], row[_WHO_END]), str(row[_WHERE]))
            side, other = ("Chinese", "English") if missing else ("English", "Chinese")
            name = self._called(str(row[_WHO]), row[_WHO_ID])
            message = f"The {side} names {name} ({row[_ROLE]}), the {other} does not."
            yield self._row(kind, place if missing else NOWHERE, NOWHERE if missing else place, message)

    def _citations(self) -> Iterator[Row]:
        zh, en = _cited(self.zh), _cited(self.en)
        for serial, row in zh.items():
            if serial not in en:
                place = Place(*_slice(self.zh, row[_CITED_START], row[_CITED_END]))
                message = f"The English doesn't cite {row[_CITED]}."
                yield self._row(DifferenceKind.CITATION_MISSING, place, NOWHERE, message)
        for serial, row in en.items():
            if serial not in zh:
                place = Place(*_slice(self.en, row[_CITED_START], row[_CITED_END]))
                message = f"The Chinese doesn't cite {row[_CITED]}."
                yield self._row(DifferenceKind.CITATION_EXTRA, NOWHERE, place, message)


def _may_be_one(one: Row, other: Row) -> float | None:
    """Two addressees in their places: resolved to different organisations they aren't one."""
    resolved = (one[_NAME_ID] is not None) + (other[_NAME_ID] is not None)
    return None if resolved == 2 else 1.0 if resolved == 0 else 0.5


def _by_section(details: Details) -> defaultdict[Cell, list[Row]]:
    found: defaultdict[Cell, list[Row]] = defaultdict(list)
    for row in details.of(ASSIGNMENTS.name):
        if row[_BASIS] != Basis.INHERITED:
            found[row[_WHERE]].append(row)
    return found


def _cited(details: Details) -> dict[tuple[int, int], Row]:
    found: dict[tuple[int, int], Row] = {}
    for row in details.of(REFERENCES.name):
        serial = year_and_serial(str(row[_CITED])) if row[_CITED] else None
        if serial is not None:
            found.setdefault(serial, row)
    return found


def _slice(details: Details, start: Cell, end: Cell) -> tuple[str | None, int | None, int | None]:
    if start is None or end is None:
        return None, None, None
    return details.text[_int(start) : _int(end)], _int(start), _int(end)


def _name_place(row: Row, details: Details) -> Place:
    printed, start, end = _slice(details, row[_NAME_START], row[_NAME_END])
    return Place(printed or str(row[_NAME]), start, end)


def _figure_place(details: Details, unit: Unit, figure: Figure) -> Place:
    return Place(details.text[figure.start : figure.end], figure.start, figure.end, unit.section_id)


def _unit_place(details: Details, unit: Unit) -> Place:
    """A unit's first line or sentence."""
    ends = (details.text.find(sign, unit.start, unit.end) for sign in _FIRST_LINE_ENDS)
    end = min((at for at in ends if at >= 0), default=unit.end)
    return Place(details.text[unit.start : end], unit.start, end, unit.section_id)


def _sentence(message: str) -> str:
    return f"{message.rstrip(' .。')}."
