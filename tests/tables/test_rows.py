from __future__ import annotations

import dataclasses

import pytest

from ipr_extract.model import Circular, Finding, Severity
from ipr_extract.tables.checks import TableError, check_rows
from ipr_extract.tables.rows import Rows, circular_rows, finding_row, organisation_rows, referred_organisations
from ipr_extract.tables.schema import BY_NAME, TABLES
from tests.handmade import AUTHORITY, LINES, TEXT, circular, span

# The columns of the contract, in its order; columns may be added after them, and only there.
CONTRACT = {
    "documents": "document_id, source, sha256, media_type, language, title, document_number, document_type, "
    "written_date, published_date, publisher, index_number, subject, url, retrieved_at, pages, characters, parser",
    "issuers": "document_id, position, name, kind, organisation_id, start, end",
    "addressees": "document_id, position, name, kind, organisation_id, start, end",
    "sections": "document_id, section_id, part, path, number, parent_id, level, style, label, title, text, "
    "printed_position, position, start, end, page",
    "tasks": "document_id, task_id, section_id, path, text, start, end, page",
    "assignments": "document_id, assignment_id, task_id, section_id, path, organisation, organisation_id, role, "
    "basis, open_list, statement, start, end, page",
    "deadlines": "document_id, task_id, section_id, path, text, date, stated_in, start, end",
    "indicators": "document_id, section_id, path, name, comparator, value, unit, baseline_value, baseline_year, "
    "target_year, nature, start, end",
    "references": "document_id, title, document_number, relation, target_document_id, start, end",
    "organisations": "organisation_id, name_zh, short_name_zh, name_en, abbreviation, aliases, kind, valid_from, "
    "valid_to, successor_ids, source, place_code, parent_id, counterpart_id",
    "repairs": "document_id, section_id, kind, printed, read_as, position_from, position_to, confidence, "
    "runner_up, explanation",
    "findings": "document_id, severity, code, message, start, end, page",
    "members": "document_id, name, position, organisation_id, date, source",
    "evidence": "document_id, table_name, row_key, part, page, x0, top, x1, bottom, element",
    "wanted": "document_number, title, citations, relations, document_ids",
    "pairs": "document_id_zh, document_id_en, score, evidence",
    "pair_differences": "document_id_zh, document_id_en, kind, section_id_zh, section_id_en, printed_zh, printed_en, "
    "start_zh, end_zh, start_en, end_en, message",
}
# The tables that no document has rows of by itself.
OF_A_RUN = {"organisations", "wanted", "pairs", "pair_differences"}


def named(rows: Rows, table: str) -> list[dict[str, object]]:
    return [dict(zip(BY_NAME[table].names, row, strict=True)) for row in rows[table]]


def test_the_columns_are_those_of_the_contract_in_its_order() -> None:
    assert list(CONTRACT) == [table.name for table in TABLES]
    for table in TABLES:
        columns = CONTRACT[table.name].split(", ")
        assert list(table.names[: len(columns)]) == columns


def test_every_column_is_described_and_every_key_is_there() -> None:
    for table in TABLES:
        assert len(set(table.names)) == len(table.names)
        assert all(column.description.endswith(".") for column in table.columns)
        for key in table.foreign_keys:
            assert set(key.columns) <= set(table.names)
            assert len(key.columns) == len(BY_NAME[key.table].primary_key)


def test_rows_of_a_circular() -> None:
    rows, made = circular_rows(circular()), circular()
    document_id = made.document.document_id
    (document,) = named(rows, "documents")
    assert document["title"] == LINES[0]
    assert document["written_date"] == "2024-03-05"
    assert (document["pages"], document["characters"]) == (2, len(TEXT))
    assert rows["issuers"] == [(document_id, 1, "市样本局", "organisation", "sample-office", *span("市样本局", 130))]
    assert [row["position"] for row in named(rows, "addressees")] == [1, 2]
    assert named(rows, "sections")[1]["text"] == LINES[4]
    assert named(rows, "tasks")[0]["text"] == LINES[4]
    lead, support = named(rows, "assignments")
    assert (lead["role"], lead["basis"], lead["open_list"], lead["page"]) == ("lead", "stated", False, 1)
    assert support["open_list"] is True
    assert named(rows, "deadlines")[0]["date"] == "2024-12-31"
    assert named(rows, "references")[0]["text"] == "《样本规划》（样发〔2023〕1号"
    assert named(rows, "repairs")[0]["position_to"] == 1
    assert [(row["code"], row["page"]) for row in named(rows, "findings")] == [("no_outline", None), ("odd_line", 1)]
    assert {type(cell) for table in rows.values() for row in table for cell in row} <= {
        str, int, float, bool, type(None),
    }  # fmt: skip


@pytest.mark.parametrize("table", ["issuers", "addressees", "sections", "tasks", "deadlines", "references"])
def test_the_text_between_the_offsets_is_the_printed_value(table: str) -> None:
    for row in named(circular_rows(circular()), table):
        printed = TEXT[row["start"] : row["end"]]  # type: ignore[misc]
        assert printed == row.get("name", row.get("text"))


def test_a_finding_of_two_stages_is_one_row() -> None:
    found = Finding("odd_line", Severity.WARNING, "A line that fits nowhere.")
    document = dataclasses.replace(circular().document, findings=(found,))
    rows = circular_rows(Circular(document, "zh", circular().header, findings=(found,)))
    assert len(rows["findings"]) == 1


def test_a_finding_about_bytes_that_could_not_be_read() -> None:
    row = finding_row("a.bin", None, Finding("unsupported", Severity.ERROR, "a.bin: no format that is read."))
    assert dict(zip(BY_NAME["findings"].names, row, strict=True)) == {
        "document_id": None, "severity": "error", "code": "unsupported", "message": "a.bin: no format that is read.",
        "start": None, "end": None, "page": None, "source": "a.bin",
    }  # fmt: skip


def test_organisations_are_those_referred_to_and_their_successors() -> None:
    referred = referred_organisations(circular_rows(circular()))
    assert referred == {"sample-office"}
    rows = named({"organisations": organisation_rows(referred, AUTHORITY)}, "organisations")
    tied = ["sample-office", "sample-commission", "sample-government", "sample-ministry"]
    assert [row["organisation_id"] for row in rows] == tied
    assert (rows[0]["place_code"], rows[0]["parent_id"], rows[0]["counterpart_id"]) == ("340100", *tied[2:])
    assert rows[0]["aliases"] == "样本处|样本室"
    assert rows[0]["successor_ids"] == "sample-commission"
    assert (rows[1]["valid_from"], rows[1]["valid_to"]) == ("2026-01-01", None)


def test_an_organisation_that_is_not_in_the_authority_list_is_loud() -> None:
    with pytest.raises(KeyError, match="nobody"):
        organisation_rows({"nobody"}, AUTHORITY)


def test_good_rows_pass_the_checks() -> None:
    rows = circular_rows(circular())
    check_rows(rows, AUTHORITY, whole=True)
    assert set(rows) == set(BY_NAME) - OF_A_RUN


def _changed(table: str, **cells: object) -> Rows:
    rows = circular_rows(circular())
    names = BY_NAME[table].names
    row = list(rows[table][0])
    for name, cell in cells.items():
        row[names.index(name)] = cell  # type: ignore[call-overload]
    rows[table][0] = tuple(row)
    return rows


@pytest.mark.parametrize(
    ("table", "cells", "said"),
    [
        ("sections", {"section_id": "s2"}, "stands twice"),
        ("tasks", {"section_id": "s9"}, "isn't in sections"),
        ("tasks", {"document_id": "another"}, "of another document"),
        ("assignments", {"task_id": "t9"}, "isn't in tasks"),
        ("issuers", {"organisation_id": "nobody"}, "isn't in organisations"),
        ("sections", {"end": len(TEXT) + 1}, "don't lie in a text"),
        ("tasks", {"start": -1}, "don't lie in a text"),
        ("assignments", {"start": 5, "end": 4}, "don't lie in a text"),
        ("deadlines", {"start": None}, "don't lie in a text"),
    ],
)
def test_rows_that_break_keys_or_offsets_are_found(table: str, cells: dict[str, object], said: str) -> None:
    with pytest.raises(TableError, match=said):
        check_rows(_changed(table, **cells), AUTHORITY)


@pytest.mark.parametrize(
    ("table", "cells", "said"),
    [
        ("assignments", {"role": "boss"}, "role can't be boss"),
        ("assignments", {"statement": None}, "statement is empty"),
        ("documents", {"language": "fr"}, "language can't be fr"),
    ],
)
def test_cells_that_break_the_schema_are_found_by_the_whole_check(
    table: str, cells: dict[str, object], said: str
) -> None:
    changed = _changed(table, **cells)
    check_rows(changed, AUTHORITY)
    with pytest.raises(TableError, match=said):
        check_rows(changed, AUTHORITY, whole=True)


def test_a_row_without_offsets_is_no_fault() -> None:
    check_rows(_changed("issuers", start=None, end=None), AUTHORITY)


def test_a_row_with_a_cell_too_few_is_found() -> None:
    rows = circular_rows(circular())
    rows["tasks"][0] = rows["tasks"][0][:-1]
    with pytest.raises(TableError, match="8 columns"):
        check_rows(rows, AUTHORITY)
