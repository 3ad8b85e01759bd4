from __future__ import annotations

import csv
import datetime as dt
import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from ipr_extract.batch import runner
from ipr_extract.batch.inputs import InputFile
from ipr_extract.batch.report import RunReport, settings_digest
from ipr_extract.batch.runner import run_pipeline
from ipr_extract.batch.summary import print_faults
from ipr_extract.config import Format, Pipeline, pipeline_for
from ipr_extract.errors import ConfigError
from ipr_extract.tables.schema import TABLES
from tests.batch import stages as small
from tests.batch.stages import STAGES


def circular(i: int) -> bytes:
    return f"1. 开展登记{i}（市样本局负责）\n2. 公布结果{i}（样本委{i}负责）\n".encode()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "in"
    made.mkdir()
    for i in range(5):
        (made / f"{i}.txt").write_bytes(circular(i))
    return made


def pipeline(folder: Path, **given: object) -> Pipeline:
    settings = {"output": folder.parent / "out", "workers": 1} | given
    return pipeline_for([folder], **settings)  # type: ignore[arg-type]


def run(folder: Path, **given: object) -> RunReport:
    return run_pipeline(pipeline(folder, **given), stages=STAGES, show_progress=False)


def rows(folder: Path, table: str) -> list[dict[str, str]]:
    with (folder / "tables" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def content(folder: Path) -> dict[str, bytes]:
    """Every file below a folder but ``run.json``, the only one with times in it."""
    paths = (path for path in folder.rglob("*") if path.is_file() and path.name != "run.json")
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def test_a_run_writes_tables_texts_and_a_report(folder: Path, tmp_path: Path) -> None:
    report = run(folder, formats="csv,sqlite")
    out = tmp_path / "out"
    assert report.exit_code == 0
    assert [row["source"] for row in rows(out, "documents")] == [f"{i}.txt" for i in range(5)]
    assert len(rows(out, "assignments")) == report.tables["assignments"] == 10
    for row in rows(out, "tasks"):
        text = (out / "texts" / f"{row['document_id']}.txt").read_bytes().decode()
        assert text[int(row["start"]) : int(row["end"])] == row["text"]
    assert {path.name for path in out.iterdir()} == {"tables", "texts", "run.json"}
    assert report.top_organisations[0] == ("市样本局", 5)
    with closing(sqlite3.connect(out / "tables" / "circulars.sqlite")) as database:
        assert database.execute("SELECT count(*) FROM assignments").fetchone() == (10,)


def test_the_report_says_what_happened(folder: Path, tmp_path: Path) -> None:
    (folder / "bad.txt").write_bytes(small.UNREADABLE)
    (folder / "copy.txt").write_bytes(circular(1))
    (folder / "part.txt").write_bytes(small.PARTIAL)
    (folder / "README.md").write_bytes(b"notes")
    times = iter(dt.datetime(2026, 1, 1, 0, 0, second, tzinfo=dt.UTC) for second in (0, 10))
    report = run_pipeline(pipeline(folder), stages=STAGES, show_progress=False, clock=lambda: next(times))
    said = json.loads((tmp_path / "out" / "run.json").read_text(encoding="utf-8"))
    assert report.exit_code == 3
    assert said["documents"] == {
        "found": 9, "read": 6, "failed": 1, "skipped": 1, "duplicates": 1, "incomplete": 1, "containers": 0,
    }  # fmt: skip
    assert said["failures"] == [
        {"source": "bad.txt", "code": "unsupported", "message": "These bytes are no format that is read."}
    ]
    assert said["incomplete"][0]["source"] == "part.txt"
    assert said["duplicates"] == [{"source": "copy.txt", "of": "1.txt"}]
    assert said["skipped"] == [{"source": "README.md", "reason": "the pipeline's patterns leave it out"}]
    assert (said["seconds"], said["documents_per_second"]) == (10.0, 0.8)
    assert (said["started"], said["ended"]) == ("2026-01-01T00:00:00+00:00", "2026-01-01T00:00:10+00:00")
    assert set(said["stage_seconds"]) == {"read", "understand", "normalise", "rows", "texts", "write"}
    assert set(said["tables"]) == {table.name for table in TABLES}
    assert said["settings_sha256"] == settings_digest(report.pipeline)
    assert said["libraries"]["lxml"]
    codes = {row["code"]: row["source"] for row in rows(tmp_path / "out", "findings")}
    assert codes == {"unsupported": "bad.txt", "duplicate_document": "copy.txt", "page_unreadable": "part.txt"}


def test_each_document_with_a_fault_is_one_line(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "bad.txt").write_bytes(small.UNREADABLE)
    (folder / "part.txt").write_bytes(small.PARTIAL)
    print_faults(run(folder))
    assert capsys.readouterr().err.splitlines() == [
        "bad.txt: unsupported: These bytes are no format that is read.",
        "part.txt: page_unreadable: read in part only: Page 2 can't be read.",
    ]


@pytest.mark.parametrize("workers", [2, 3])
def test_any_number_of_workers_gives_the_same_bytes(folder: Path, tmp_path: Path, workers: int) -> None:
    for i in range(40):
        (folder / f"more-{i:02}.txt").write_bytes(circular(i))
    (folder / "bad.txt").write_bytes(small.CRASH)
    for number in (1, workers):
        run(folder, output=tmp_path / str(number), workers=number, formats=list(Format))
    one = content(tmp_path / "1")
    assert one == content(tmp_path / str(workers))
    assert len(one) == 3 * len(TABLES) + 2 + 40


def test_no_document_is_lost_when_workers_die(folder: Path) -> None:
    (folder / "2-death.txt").write_bytes(small.DEATH)
    (folder / "bad.txt").write_bytes(small.UNREADABLE)
    (folder / "copy.txt").write_bytes(circular(4))
    (folder / ".hidden").write_bytes(b"")
    report = run(folder, workers=2)
    counted = report.read + len(report.failures) + len(report.skipped) + len(report.duplicates)
    assert counted == len(list(folder.iterdir()))
    assert [failure.source for failure in report.failures] == ["2-death.txt", "bad.txt"]


def test_of_equal_bytes_the_first_that_is_read_keeps_its_rows(folder: Path, tmp_path: Path) -> None:
    (folder / "9.txt").write_bytes(circular(0))
    run(folder)
    assert [row["source"] for row in rows(tmp_path / "out", "documents")] == [f"{i}.txt" for i in range(5)]
    (finding,) = rows(tmp_path / "out", "findings")
    assert (finding["code"], finding["source"]) == ("duplicate_document", "9.txt")
    assert "0.txt" in finding["message"]


def test_equal_bytes_that_cannot_be_read_are_two_failures(folder: Path) -> None:
    for name in ("x.bin", "y.bin"):
        (folder / name).write_bytes(small.UNREADABLE)
    report = run(folder)
    assert [failure.source for failure in report.failures] == ["x.bin", "y.bin"]
    assert report.duplicates == ()


def test_a_second_run_takes_the_place_of_the_first_and_of_nothing_else(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    run(folder, formats="csv,jsonl")
    for foreign in ("notes.txt", "tables/mine.csv", "texts/notes.txt"):
        (out / foreign).write_text("mine", encoding="utf-8")
    (folder / "0.txt").unlink()
    run(folder, formats="csv")
    assert len(rows(out, "documents")) == 4
    assert not list(out.glob("tables/*.jsonl"))
    texts = {path.stem for path in (out / "texts").iterdir()}
    assert texts == {row["document_id"] for row in rows(out, "documents")} | {"notes"}
    for foreign in ("notes.txt", "tables/mine.csv", "texts/notes.txt"):
        assert (out / foreign).read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("existed", [True, False])
def test_ctrl_c_leaves_things_as_they_were(folder: Path, tmp_path: Path, existed: bool) -> None:
    out = tmp_path / "out"
    if existed:
        run(folder)
    before = content(out)
    (folder / "3-stop.txt").write_bytes(small.INTERRUPT)
    with pytest.raises(KeyboardInterrupt):
        run(folder)
    assert content(out) == before
    assert out.exists() == existed
    assert not existed or {path.name for path in out.iterdir()} == {"tables", "texts", "run.json"}


def test_a_batch_of_which_nothing_can_be_read_has_tables_too(folder: Path, tmp_path: Path) -> None:
    for path in folder.iterdir():
        path.write_bytes(small.UNREADABLE)
    report = run(folder, formats=list(Format))
    assert (report.exit_code, report.read, len(report.failures)) == (3, 0, 5)
    assert rows(tmp_path / "out", "documents") == []
    assert len(rows(tmp_path / "out", "findings")) == 5


def test_nothing_to_read_is_said(tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    with pytest.raises(ConfigError, match=r"empty: no files to read$"):
        run(empty)
    (empty / "README.md").write_text("notes", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"no files to read; 1 passed over, such as README\.md"):
        run(empty)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("inside", ["", "tables", "texts"])
def test_the_output_cannot_be_the_input(folder: Path, inside: str) -> None:
    (folder / inside).mkdir(exist_ok=True)
    with pytest.raises(ConfigError, match="is where the run writes to"):
        run(folder / inside, output=folder)


def test_an_output_that_cannot_be_written_is_said(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(ConfigError, match="can't be written to"):
        run(folder, output=tmp_path / "file")


def test_the_digest_is_of_what_decides_the_tables(folder: Path, tmp_path: Path) -> None:
    here = settings_digest(pipeline(folder))
    assert here == settings_digest(pipeline(tmp_path / "elsewhere", workers=7, output=tmp_path / "other"))
    assert here == settings_digest(pipeline(folder, check=True))
    assert here != settings_digest(pipeline(folder, formats="csv"))


@pytest.mark.parametrize(
    ("timeout", "apart", "ended"), [(None, False, False), (None, True, True), (0, True, False), (30, False, True)]
)
def test_one_worker_is_a_process_of_its_own_where_limits_are_to_hold(
    folder: Path, timeout: float | None, apart: bool, ended: bool
) -> None:
    (folder / "3a.txt").write_bytes(small.DEATH_ONCE + str(folder.parent / "mark").encode())
    (folder.parent / "mark").touch()
    settings = pipeline(folder, timeout=timeout)
    report = run_pipeline(settings, stages=STAGES, show_progress=False, apart=apart)
    assert report.read == 6
    assert (report.peak_memory["worker"] is not None) == ended


def test_a_stuck_document_is_a_finding_and_the_run_goes_on(folder: Path, tmp_path: Path) -> None:
    (folder / "2a.txt").write_bytes(small.STUCK)
    report = run(folder, timeout=1)
    assert (report.exit_code, report.read) == (3, 5)
    assert [(failure.source, failure.code) for failure in report.failures] == [("2a.txt", "timeout")]
    assert [row["code"] for row in rows(tmp_path / "out", "findings") if row["document_id"] == ""] == ["timeout"]


@pytest.mark.parametrize(("workers", "documents", "threads"), [(1, 1, 8), (4, 3, 8), (4, 40, 2), (16, 999, 1)])
def test_a_worker_has_its_share_of_the_cores(
    monkeypatch: pytest.MonkeyPatch, workers: int, documents: int, threads: int
) -> None:
    monkeypatch.setattr(runner, "usable_processors", lambda: 8)
    files = [InputFile(f"{number}.pdf", f"{number}.pdf", 1000) for number in range(documents)]
    assert runner._fitting_threads(workers, documents, files) == threads
