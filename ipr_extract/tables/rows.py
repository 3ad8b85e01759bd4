"""A circular's rows, table by table: pure functions from values to tuples in the schema's order.

A cell is a string, an integer, a float, a boolean or None; dates are ISO 8601 strings, lists are joined
by ``|``.

An enumeration's string is taken as ``_value_``: ``value`` is a function of Python's in 3.11, and was half of the time
that a page's rows take.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence

from ipr_extract import data
from ipr_extract.model import Circular, Document, Finding, Organisation, Party, Validity
from ipr_extract.tables.schema import ORGANISATIONS, TABLES

Cell = str | int | float | bool | None
Row = tuple[Cell, ...]
Rows = dict[str, list[Row]]
"""Rows by the name of their table; tables without rows may be left out."""

LIST_SEPARATOR = "|"
# The tables that refer to organisations, and where in their rows.
_ORGANISATION_IDS = tuple(
    (table.name, table.names.index("organisation_id"))
    for table in TABLES
    if "organisation_id" in table.names and table is not ORGANISATIONS
)


def circular_rows(circular: Circular) -> Rows:
    """All rows of one circular, in the order in which its values stand.

    ``organisations`` isn't among them, and ``evidence`` is empty: it is made of these rows where it is asked for.
    """
    document_id = circular.document.document_id
    return {
        "documents": [_document_row(circular)],
        "issuers": _party_rows(document_id, circular.issuers),
        "addressees": _party_rows(document_id, circular.addressees),
        "sections": _section_rows(circular),
        "tasks": _task_rows(circular),
        "assignments": _assignment_rows(circular),
        "deadlines": _deadline_rows(circular),
        "indicators": _indicator_rows(circular),
        "references": _reference_rows(circular),
        "repairs": _repair_rows(circular),
        "findings": finding_rows(circular.document, (*circular.document.findings, *circular.findings)),
        "members": _member_rows(circular),
        "evidence": [],
    }


def organisation_rows(organisation_ids: Iterable[str], authority: Mapping[str, Organisation]) -> list[Row]:
    """The rows of the organisations that are referred to, and of those that they are tied to: what follows them, what
    they belong to, and the central organs of local ones' fields. First in the authority's order, then local ones by id.

    Raises ``KeyError`` for an id that the authority doesn't have.
    """
    wanted: dict[str, Organisation] = {}
    waiting = list(organisation_ids)
    while waiting:
        organisation_id = waiting.pop()
        if organisation_id not in wanted:
            row = wanted[organisation_id] = authority[organisation_id]
            waiting.extend(filter(None, (*row.successor_ids, row.parent_id, row.counterpart_id)))
    listed = [key for key in authority if key in wanted]
    return [_organisation_row(wanted[key]) for key in (*listed, *sorted(wanted.keys() - set(listed)))]


def authority() -> Mapping[str, Organisation]:
    """The authority by ``organisation_id``: the list in its own order, and local organs, whose rows follow from ids."""
    return data.registry()


def referred_organisations(rows: Mapping[str, Sequence[Row]]) -> set[str]:
    """The ids of the organisations that rows refer to."""
    found: set[Cell] = set()
    for name, at in _ORGANISATION_IDS:
        found.update([row[at] for row in rows.get(name, ())])
    found.discard(None)
    return {str(organisation_id) for organisation_id in found}


def finding_row(source: str, document_id: str | None, finding: Finding, page: int | None = None) -> Row:
    """One finding, also about a file that could not be read."""
    return (
        document_id, finding.severity._value_, finding.code, finding.message, finding.start, finding.end, page, source,
    )  # fmt: skip


def finding_rows(document: Document, findings: Sequence[Finding]) -> list[Row]:
    """Findings about one document; one that two stages report alike is one row."""
    return [
        finding_row(document.source, document.document_id, finding, document.page_at(finding.start))
        for finding in dict.fromkeys(findings)
    ]


def _pages_of(document: Document) -> Callable[[int], int | None]:
    # A source without pages is asked for none: looking for the block costs more than all else in a row.
    return document.page_at if document.pages is not None else lambda offset: None


def _iso(date: dt.date | None) -> str | None:
    return None if date is None else date.isoformat()


def _document_row(circular: Circular) -> Row:
    document, header = circular.document, circular.header
    return (
        document.document_id,
        document.source,
        document.sha256,
        document.media_type,
        circular.language,
        header.title.text if header.title else None,
        header.document_number.text if header.document_number else None,
        header.document_type,
        _iso(header.written_date),
        _iso(header.published_date),
        header.publisher,
        header.index_number,
        header.subject,
        document.url,
        document.retrieved_at,
        document.pages,
        len(document.text),
        document.parser,
        *(circular.residue or (None, None)),
        *_validity_cells(document, circular.validity),
    )


def _validity_cells(document: Document, validity: Validity | None) -> Row:
    if validity is None:
        return None, None, None, None, None
    printed = document.text[validity.start : validity.end]
    return _iso(validity.effective_date), _iso(validity.valid_until), printed, validity.start, validity.end


def _party_rows(document_id: str, parties: Sequence[Party]) -> list[Row]:
    return [
        (document_id, position, party.name, party.kind._value_, party.organisation_id, party.start, party.end)
        for position, party in enumerate(parties, start=1)
    ]


def _section_rows(circular: Circular) -> list[Row]:
    document = circular.document
    document_id, text, page_at = document.document_id, document.text, _pages_of(document)
    return [
        (
            document_id, s.section_id, s.part, s.path, s.number, s.parent_id, s.level, s.style, s.label, s.title,
            text[s.start : s.end], s.printed_position, s.position, s.start, s.end, page_at(s.start),
        )
        for s in circular.sections
    ]  # fmt: skip


def _task_rows(circular: Circular) -> list[Row]:
    document = circular.document
    document_id, text, page_at = document.document_id, document.text, _pages_of(document)
    return [
        (document_id, t.task_id, t.section_id, t.path, text[t.start : t.end], t.start, t.end, page_at(t.start))
        for t in circular.tasks
    ]


def _assignment_rows(circular: Circular) -> list[Row]:
    document_id, page_at = circular.document.document_id, _pages_of(circular.document)
    return [
        (
            document_id, a.assignment_id, a.task_id, a.section_id, a.path, a.organisation, a.organisation_id,
            a.role._value_, a.basis._value_, a.open_list, a.statement.text, a.start, a.end, page_at(a.start),
        )
        for a in circular.assignments
    ]  # fmt: skip


def _deadline_rows(circular: Circular) -> list[Row]:
    document_id = circular.document.document_id
    return [
        (document_id, d.task_id, d.section_id, d.path, d.text, _iso(d.date), d.stated_in._value_, d.start, d.end)
        for d in circular.deadlines
    ]


def _indicator_rows(circular: Circular) -> list[Row]:
    document = circular.document
    document_id, text, page_at = document.document_id, document.text, _pages_of(document)
    return [
        (
            document_id, i.section_id, i.path, i.name, i.comparator, i.value, i.unit, i.baseline_value,
            i.baseline_year, i.target_year, i.nature, i.start, i.end, None if i.change is None else i.change._value_,
            i.upper, text[i.start : i.end], i.statement.text, page_at(i.start),
        )
        for i in circular.indicators
    ]  # fmt: skip


def _reference_rows(circular: Circular) -> list[Row]:
    document_id, text = circular.document.document_id, circular.document.text
    return [
        (
            document_id, r.title, r.document_number, r.relation._value_, r.target_document_id, r.start, r.end,
            text[r.start : r.end], r.cue, r.mentions, None,
        )
        for r in circular.references
    ]  # fmt: skip


def _member_rows(circular: Circular) -> list[Row]:
    document_id = circular.document.document_id
    return [(document_id, m.collective, m.position, m.organisation_id, _iso(m.on), m.source) for m in circular.members]


def _repair_rows(circular: Circular) -> list[Row]:
    document_id = circular.document.document_id
    return [
        (
            document_id, r.section_id, r.kind._value_, r.printed, r.read_as, r.position_from, r.position_to,
            r.confidence, r.runner_up, r.explanation, r.cost, r.runner_up_cost,
        )
        for r in circular.repairs
    ]  # fmt: skip


def _organisation_row(o: Organisation) -> Row:
    return (
        o.organisation_id,
        o.name_zh,
        o.short_name_zh,
        o.name_en,
        o.abbreviation,
        LIST_SEPARATOR.join(o.aliases),
        o.kind,
        _iso(o.valid_from),
        _iso(o.valid_to),
        LIST_SEPARATOR.join(o.successor_ids),
        o.source,
        o.place_code,
        o.parent_id,
        o.counterpart_id,
    )
