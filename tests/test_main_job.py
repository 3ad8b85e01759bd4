"""The main job as its user has it: files in, files out, and every row proven from the files alone."""

from __future__ import annotations

import csv
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from ipr_extract.batch.report import RunReport
from ipr_extract.batch.runner import run_pipeline
from ipr_extract.config import Pipeline, pipeline_for
from tests.conftest import ROOT

csv.field_size_limit(10**9)

# Where a table's printed value stands; in a name the line breaks of the print are removed.
PRINTED = {
    "issuers": "name",
    "addressees": "name",
    "sections": "text",
    "tasks": "text",
    "assignments": "organisation",
    "deadlines": "text",
    "references": "text",
    "indicators": "value_text",
}


def run(pipeline: Pipeline, output: Path, workers: int, formats: str = "csv,sqlite") -> RunReport:
    settings = pipeline.model_dump() | {"workers": workers, "check": True}
    settings["output"] |= {"folder": output, "formats": formats.split(",")}
    return run_pipeline(Pipeline.checked(settings, "test"), show_progress=False)


def rows(output: Path, table: str) -> list[dict[str, str]]:
    with (output / "tables" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def bare(text: str) -> str:
    """Without white space: names are printed over line breaks, with spaces set between their characters."""
    return "".join(text.split())


def unproven(output: Path) -> Iterator[str]:
    """The rows whose printed value isn't what stands between their offsets."""
    texts = {path.stem: path.read_bytes().decode() for path in (output / "texts").iterdir()}
    for table, column in PRINTED.items():
        for row in rows(output, table):
            if not row["start"]:
                continue
            printed = texts[row["document_id"]][int(row["start"]) : int(row["end"])]
            exact = printed == row[column] if column.endswith("text") else bare(printed) == bare(row[column])
            if not exact or not printed:
                yield f"{table} {row['document_id']} {row['start']}: {row[column]!r} is {printed!r}"


def check_goals(output: Path) -> None:
    """No two indicators overlap; each stands in its statement; a sentence on validity is printed where it says."""
    texts = {path.stem: path.read_bytes().decode() for path in (output / "texts").iterdir()}
    last: dict[str, int] = {}
    for row in rows(output, "indicators"):
        assert int(row["start"]) >= last.get(row["document_id"], 0)
        last[row["document_id"]] = int(row["end"])
        assert row["value_text"] in row["statement"] and row["statement"] in texts[row["document_id"]]
    for row in rows(output, "documents"):
        if row["validity"]:
            printed = texts[row["document_id"]][int(row["validity_start"]) : int(row["validity_end"])]
            assert printed == row["validity"]
        else:
            assert not row["effective_date"] and not row["valid_until"]


def content(output: Path) -> dict[str, bytes]:
    paths = (path for path in output.rglob("*") if path.is_file() and path.name != "run.json")
    return {path.relative_to(output).as_posix(): path.read_bytes() for path in paths}


def check_run(pipeline: Pipeline, folder: Path) -> RunReport:
    """Run with one and with two processes; hold both to the same bytes and every row to its text."""
    report = run(pipeline, folder / "1", workers=1)
    run(pipeline, folder / "2", workers=2)
    assert content(folder / "1") == content(folder / "2")
    assert list(unproven(folder / "1")) == []
    check_goals(folder / "1")
    assert {row["document_id"] for row in rows(folder / "1", "documents")} == {
        path.stem for path in (folder / "1" / "texts").iterdir()
    }
    with closing(sqlite3.connect(folder / "1" / "tables" / "circulars.sqlite")) as database:
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
    return report


def test_the_shipped_pipeline(tmp_path: Path) -> None:
    report = check_run(Pipeline.load(ROOT / "pipelines" / "circulars.toml"), tmp_path)
    assert report.failures == ()
    assert report.incomplete == ()
    assert report.read == len([path for path in (ROOT / "corpus").iterdir() if path.name != "README.md"])
    assert min(report.tables[name] for name in ("sections", "tasks", "assignments", "indicators", "organisations")) > 0


@pytest.mark.parametrize("folder", ["circulars", "more"])
def test_real_circulars(tmp_path: Path, shared: Path, folder: str) -> None:
    report = check_run(pipeline_for([shared / "corpus" / folder]), tmp_path)
    found = len([path for path in (shared / "corpus" / folder).iterdir() if path.is_file()])
    assert report.read + len(report.failures) + len(report.duplicates) + len(report.skipped) == found
    assert all(failure.code not in ("crashed", "unreadable") for failure in report.failures)
    said = json.loads((tmp_path / "1" / "run.json").read_text(encoding="utf-8"))
    assert said["documents"]["read"] == report.read
