"""The tables of the shipped corpus and of real documents, held to what they were: who changes a rule sees what it does.

`corpus/` are the tables of the specimens, whole. Of the real documents in `../shared/corpus`, whose text is not part of
the project, `shared.csv` holds how many rows each has in each table, with a checksum. ``make golden`` writes both anew.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

import ipr_extract
from ipr_extract.judge.comparison import Summary, compare_runs
from ipr_extract.judge.comparison_report import comparison_lines
from ipr_extract.judge.documents import documents
from ipr_extract.judge.matching import comparable
from ipr_extract.tables.read_files import TableRow, run_tables
from ipr_extract.tables.schema import TABLES
from tests.conftest import ROOT, Stored

HERE = Path(__file__).parent
CORPUS, SUMS = HERE / "corpus", HERE / "shared.csv"
# The tables that the checksums are of. Git doesn't know the folder; with it a change is shown, not only named.
LAST = ROOT / "output" / "golden-shared"
_OUTSIDE = re.compile(r"ocr|tesseract|libreoffice")
COLUMNS = ("source", "table", "rows", "sha256")
_MORE = "look at every line; if all are meant: make golden"


def compared(before: Path, after: Path) -> tuple[bool, str]:
    """Whether two runs are the same, and what differs, in words."""
    summary = Summary()
    lines = list(comparison_lines(compare_runs(run_tables(before), run_tables(after), summary), summary))
    return not summary.tables, "\n".join(lines)


def test_tables_of_the_specimens(stored: Stored, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ipr_extract.run(ROOT / "corpus", tmp_path, formats=["csv"], workers=1)
    same, said = compared(CORPUS, tmp_path) if CORPUS.exists() or not stored.updates else (False, "nothing was there")
    if stored.updates:
        with capsys.disabled():
            print(f"\ntests/golden/corpus: {said}")
        for table in TABLES:
            stored.update(
                CORPUS / f"{table.name}.csv", (tmp_path / "tables" / f"{table.name}.csv").read_bytes().decode()
            )
    elif not same:
        pytest.fail(f"the tables of corpus/ differ from tests/golden/corpus; {_MORE}\n{said}", pytrace=False)


def sums(run: Path) -> Iterator[tuple[str, str, str, str]]:
    """For each document and table of a run: how many rows, and the checksum of what they say."""
    for document in documents(run_tables(run)):
        # What an OCR engine or LibreOffice makes of a file is theirs, and differs from version to version.
        if any(_OUTSIDE.search(row["parser"]) for row in document.tables.get("documents", ())):
            continue
        # Where LibreOffice isn't installed, what it would have read is one finding.
        if any(row["code"] == "office_missing" for row in document.tables.get("findings", ())):
            continue
        for table, rows in sorted(comparable(document.tables).items()):
            if rows:
                yield document.source, table, str(len(rows)), checksum(rows)


def checksum(rows: list[TableRow]) -> str:
    """The sha256 of rows. Empty cells are left out: a column that is added changes nothing where it is empty."""
    cells = [sorted((name, cell) for name, cell in row.items() if cell) for row in rows]
    return hashlib.sha256(json.dumps(cells, ensure_ascii=False).encode()).hexdigest()


def as_csv(rows: list[tuple[str, str, str, str]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerows([COLUMNS, *rows])
    return text.getvalue()


def test_tables_of_the_real_documents(
    stored: Stored, shared: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ipr_extract.run(shared / "corpus", tmp_path, formats=["csv"], workers=1)
    found = list(sums(tmp_path))
    known = read_sums()
    wrong = differences(known, {row[:2]: row[2:] for row in found})
    if stored.updates:
        with capsys.disabled():
            print("\n".join(["\ntests/golden/shared.csv:", *(wrong or ["the same"])]))
            if wrong and LAST.exists():
                print(compared(LAST, tmp_path)[1])
        stored.update(SUMS, as_csv(found))
        shutil.rmtree(LAST, ignore_errors=True)
        shutil.copytree(tmp_path / "tables", LAST)
        return
    assert len(found) > 200
    shown = [compared(LAST, tmp_path)[1]] if wrong and LAST.exists() else [
        "what differs is shown by ipr-extract compare, between runs over ../shared/corpus before and after the change"
    ]  # fmt: skip
    if wrong:
        pytest.fail("\n".join([f"the tables of real documents differ; {_MORE}", *wrong, *shown]), pytrace=False)


def read_sums() -> dict[tuple[str, str], tuple[str, str]]:
    if not SUMS.exists():
        return {}
    with SUMS.open(encoding="utf-8", newline="") as file:
        return {(row["source"], row["table"]): (row["rows"], row["sha256"]) for row in csv.DictReader(file)}


def differences(
    known: dict[tuple[str, str], tuple[str, str]], found: dict[tuple[str, str], tuple[str, str]]
) -> list[str]:
    """A line for each document and table that isn't what it was."""
    said = []
    for key in sorted(known.keys() | found.keys()):
        was, now = known.get(key, ("0", "")), found.get(key, ("0", ""))
        if was[0] != now[0]:
            said.append(f"{key[0]}: {key[1]}: {now[0]} rows, {was[0]} before")
        elif was != now:
            said.append(f"{key[0]}: {key[1]}: {now[0]} rows, as before, with other cells")
    return said


def test_a_change_is_named() -> None:
    rows: list[TableRow] = [{"path": "1", "title": "甲", "note": ""}]
    assert checksum(rows) == checksum([{"path": "1", "title": "甲"}]) != checksum([{"path": "1", "title": "乙"}])
    known = {("a", "tasks"): ("1", checksum(rows)), ("b", "tasks"): ("1", "x"), ("c", "tasks"): ("2", "y")}
    found = {("a", "tasks"): ("1", checksum(rows)), ("b", "tasks"): ("1", "z"), ("d", "tasks"): ("1", "y")}
    assert differences(known, found) == [
        "b: tasks: 1 rows, as before, with other cells",
        "c: tasks: 0 rows, 2 before",
        "d: tasks: 1 rows, 0 before",
    ]


def test_the_comparison_is_what_a_failure_shows(tmp_path: Path) -> None:
    shutil.copytree(CORPUS, tmp_path / "changed")
    table = tmp_path / "changed" / "assignments.csv"
    text = table.read_bytes().decode()
    table.write_bytes(text.replace(",support,", ",lead,", 1).encode())
    same, said = compared(CORPUS, tmp_path / "changed")
    assert not same
    assert "role: support → lead" in said and "assignments ~1" in said and "1 of 21 documents differ" in said


def test_golden_files_are_small() -> None:
    """They are there to be read: a diff of them is reviewed."""
    sizes = {path.name: path.stat().st_size for path in [*CORPUS.iterdir(), SUMS]}
    assert sum(sizes.values()) < 600_000, sizes
