from __future__ import annotations

import csv
import io
import json
import sqlite3
from contextlib import closing
from pathlib import Path

import openpyxl
import pandas
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipr_extract.config import CsvFormulas, Format
from ipr_extract.tables.checks import TableError
from ipr_extract.tables.files import TableFiles, file_names
from ipr_extract.tables.rows import Rows, circular_rows, organisation_rows
from ipr_extract.tables.schema import BY_NAME, TABLES
from ipr_extract.tables.write_csv import as_csv
from ipr_extract.tables.write_parquet import ParquetWriter, arrow_schema
from ipr_extract.tables.write_xlsx import MAX_CHARACTERS, XlsxWriter
from tests.handmade import AUTHORITY, LINES, circular

FORMULA = "=1+1 这一行像公式"


def all_rows() -> Rows:
    return circular_rows(circular()) | {"organisations": organisation_rows({"sample-office"}, AUTHORITY)}


def write(folder: Path, *formats: Format, rows: Rows | None = None, formulas: CsvFormulas = CsvFormulas.KEEP) -> None:
    files = TableFiles(folder, formats, formulas)
    files.write(all_rows() if rows is None else rows)
    assert files.finish() == ()


def with_cell(table: str, column: str, cell: str) -> Rows:
    rows = all_rows()
    at = BY_NAME[table].names.index(column)
    rows[table] = [(*row[:at], cell, *row[at + 1 :]) for row in rows[table]]
    return rows


def test_each_format_writes_the_files_it_names(tmp_path: Path) -> None:
    for format_ in Format:
        folder = tmp_path / format_
        folder.mkdir()
        write(folder, format_)
        assert {path.name for path in folder.iterdir()} == set(file_names(format_))


def test_csv_is_exact(tmp_path: Path) -> None:
    write(tmp_path, Format.CSV)
    data = (tmp_path / "sections.csv").read_bytes()
    assert data.startswith(b"document_id,section_id,part,")
    assert data.count(b"\r\n") == 3
    with (tmp_path / "assignments.csv").open(encoding="utf-8", newline="") as file:
        first, second = csv.DictReader(file)
    assert (first["open_list"], second["open_list"]) == ("false", "true")
    assert second["organisation_id"] == ""
    assert (first["organisation"], first["page"]) == ("市样本局", "1")


def test_csv_keeps_line_breaks_and_quotes_inside_a_cell(tmp_path: Path) -> None:
    text = '他说"好",\r\n然后\n走了'
    write(tmp_path, Format.CSV, rows=with_cell("tasks", "text", text))
    with (tmp_path / "tasks.csv").open(encoding="utf-8", newline="") as file:
        assert [row["text"] for row in csv.DictReader(file)] == [text]


@given(st.lists(st.text(alphabet='a,"\n\r ；=中\x00\u2028', max_size=6) | st.none(), max_size=5))
def test_csv_is_what_the_standard_library_writes(texts: list[str | None]) -> None:
    table = BY_NAME["tasks"]
    rows = [("d", "t", None, "1", text, 0, 1, None) for text in texts]
    expected = io.StringIO(newline="")
    csv.writer(expected, lineterminator="\r\n").writerows(rows)
    assert as_csv(table, rows) == expected.getvalue()


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_csv_formulas_are_kept_or_escaped_as_asked(tmp_path: Path, start: str) -> None:
    text = f"{start}SUM(A1)"
    for formulas, expected in ((CsvFormulas.KEEP, text), (CsvFormulas.ESCAPE, f"'{text}")):
        write(tmp_path, Format.CSV, rows=with_cell("tasks", "text", text), formulas=formulas)
        with (tmp_path / "tasks.csv").open(encoding="utf-8", newline="") as file:
            assert [row["text"] for row in csv.DictReader(file)] == [expected]


def test_csv_opens_with_pandas(tmp_path: Path) -> None:
    write(tmp_path, Format.CSV)
    for table in TABLES:
        frame = pandas.read_csv(tmp_path / f"{table.name}.csv")
        assert tuple(frame.columns) == table.names
    assert pandas.read_csv(tmp_path / "assignments.csv")["open_list"].tolist() == [False, True]


def test_jsonl_has_every_column_in_every_row(tmp_path: Path) -> None:
    write(tmp_path, Format.JSONL)
    rows = [json.loads(line) for line in (tmp_path / "assignments.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [tuple(row) for row in rows] == [BY_NAME["assignments"].names] * 2
    assert rows[1]["organisation"] == "市档案局"
    assert (rows[1]["open_list"], rows[1]["organisation_id"]) == (True, None)
    assert "市档案局" in (tmp_path / "assignments.jsonl").read_text(encoding="utf-8")


def test_parquet_is_typed(tmp_path: Path) -> None:
    write(tmp_path, Format.PARQUET)
    tasks = pq.read_table(tmp_path / "deadlines.parquet")
    assert tasks.schema.field("date").type == pa.date32()
    assert tasks.column("date").to_pylist()[0].isoformat() == "2024-12-31"
    assert pq.read_table(tmp_path / "assignments.parquet").column("open_list").to_pylist() == [False, True]


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_an_empty_parquet_table_keeps_its_schema(tmp_path: Path, table: object) -> None:
    write(tmp_path, Format.PARQUET, rows={})
    read = pq.read_table(tmp_path / f"{table.name}.parquet")  # type: ignore[attr-defined]
    assert read.schema.equals(arrow_schema(table))  # type: ignore[arg-type]
    assert read.num_rows == 0


def test_parquet_row_groups_do_not_depend_on_how_rows_arrive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ipr_extract.tables.write_parquet.ROW_GROUP", 4)
    table, row = BY_NAME["tasks"], all_rows()["tasks"][0]
    written = []
    for pieces in ((1,) * 10, (3, 7), (10,)):
        writer = ParquetWriter(tmp_path)
        for piece in pieces:
            writer.write(table, [row] * piece)
        writer.finish()
        written.append((tmp_path / "tasks.parquet").read_bytes())
    assert pq.ParquetFile(tmp_path / "tasks.parquet").num_row_groups == 3
    assert len(set(written)) == 1


def test_sqlite_has_keys_that_hold(tmp_path: Path) -> None:
    write(tmp_path, Format.SQLITE)
    with closing(sqlite3.connect(tmp_path / "circulars.sqlite")) as database:
        database.execute("PRAGMA foreign_keys = ON")
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        keys = {row[2] for row in database.execute('PRAGMA foreign_key_list("assignments")')}
        assert keys == {"documents", "tasks", "sections", "organisations"}
        with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"):
            database.execute("UPDATE tasks SET section_id = 's9'")
        who = database.execute(
            "SELECT o.name_zh, t.text FROM assignments a JOIN tasks t USING (document_id, task_id) "
            "JOIN organisations o USING (organisation_id)"
        ).fetchall()
        assert who == [("市样本局", LINES[4])]


def test_sqlite_with_a_key_that_points_nowhere_is_refused(tmp_path: Path) -> None:
    files = TableFiles(tmp_path, [Format.SQLITE])
    files.write(circular_rows(circular()))
    with pytest.raises(TableError, match="organisations"):
        files.finish()


def test_no_cell_of_a_workbook_is_a_formula(tmp_path: Path) -> None:
    write(tmp_path, Format.XLSX, rows=with_cell("tasks", "text", FORMULA))
    book = openpyxl.load_workbook(tmp_path / "circulars.xlsx")
    assert book.sheetnames == [table.name for table in TABLES]
    cell = book["tasks"]["E2"]
    assert (cell.value, cell.data_type) == (FORMULA, "s")
    date = book["deadlines"]["F2"]
    assert (date.is_date, str(date.value)) == (True, "2024-12-31 00:00:00")
    assert book["assignments"]["J3"].value is True


def test_a_workbook_goes_on_in_another_sheet_and_says_what_it_cut(tmp_path: Path) -> None:
    writer = XlsxWriter(tmp_path, max_rows=3)
    long = with_cell("tasks", "text", "长" * (MAX_CHARACTERS + 1))["tasks"]
    writer.write(BY_NAME["tasks"], long * 5)
    (note,) = writer.finish()
    assert note.startswith("circulars.xlsx: 5 texts longer than 32,767")
    book = openpyxl.load_workbook(tmp_path / "circulars.xlsx")
    assert [book[name].max_row for name in ("tasks", "tasks (2)", "tasks (3)")] == [3, 3, 2]
    assert len(book["tasks"]["E2"].value) == MAX_CHARACTERS


def test_the_same_rows_give_the_same_bytes(tmp_path: Path) -> None:
    folders = [tmp_path / "one", tmp_path / "two"]
    for folder in folders:
        folder.mkdir()
        write(folder, *Format)
    one, two = ({path.name: path.read_bytes() for path in folder.iterdir()} for folder in folders)
    assert one == two
