"""The table of members: written where it is asked for, the same for any number of processes."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from ipr_extract.batch.document import Options
from ipr_extract.batch.runner import run_pipeline
from ipr_extract.batch.workers import WorkerPool
from ipr_extract.config import Pipeline, pipeline_for

TEXT = """安徽省人民政府办公厅关于样本工作的通知
皖政办〔2021〕{number}号
各市人民政府，省财政厅：
一、加强领导。（省科技厅牵头，国务院有关部门配合）
安徽省人民政府办公厅
2021年3月{number}日
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    for number in range(1, 5):
        (tmp_path / "in" / f"{number}.txt").write_text(TEXT.format(number=number), encoding="utf-8")
    return tmp_path


def rows(output: Path, table: str) -> list[dict[str, str]]:
    with (output / "tables" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def run(folder: Path, workers: int, *, members: bool | None) -> Path:
    output = folder / f"{workers}-{members}"
    settings = pipeline_for(
        [folder / "in"], output=output, formats="csv,sqlite", workers=workers, check=True, members=members
    )
    assert run_pipeline(settings, show_progress=False).exit_code == 0
    return output


def test_members_are_rows_where_they_are_asked_for(folder: Path) -> None:
    assert rows(run(folder, 1, members=None), "members") == []
    output = run(folder, 1, members=True)
    found = rows(output, "members")
    assert len(found) == 4 * 16
    assert {row["name"] for row in found} == {"各市人民政府"}
    assert (found[0]["position"], found[0]["organisation_id"], found[0]["date"]) == (
        "1", "340100-government", "2021-03-01",
    )  # fmt: skip
    organisations = {row["organisation_id"]: row for row in rows(output, "organisations")}
    assert {row["organisation_id"] for row in found} <= set(organisations)
    assert organisations["340100-government"]["name_zh"] == "合肥市人民政府"
    report = json.loads((output / "run.json").read_text(encoding="utf-8"))
    assert report["tables"]["members"] == len(found)


def test_local_organs_and_members_are_the_same_for_any_number_of_processes(folder: Path) -> None:
    one, two = run(folder, 1, members=True), run(folder, 2, members=True)
    for table in ("organisations", "members", "assignments", "addressees", "findings"):
        name = f"{table}.csv"
        assert (one / "tables" / name).read_bytes() == (two / "tables" / name).read_bytes()
    ids = {row["organisation_id"] for row in rows(one, "assignments")}
    assert "340000-science_technology" in ids


def test_workers_that_begin_anew_are_told_of_members(folder: Path, tmp_path: Path) -> None:
    """Where processes aren't copies of this one, they make their stages themselves."""
    from ipr_extract.batch.inputs import collect
    from ipr_extract.config import Source

    texts = tmp_path / "texts"
    texts.mkdir()
    files = collect((Source(path=folder / "in"),), tmp_path / "nowhere").files[:1]
    pool = WorkerPool(1, None, texts, Options(members=True), fork=False)
    try:
        (outcome,) = pool.outcomes(files)
    finally:
        pool.close()
    assert len(outcome.rows["members"]) == 16


def test_a_pipeline_file_may_ask_for_members(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text('[[sources]]\npath = "in"\n[output]\nmembers = true\n', encoding="utf-8")
    assert Pipeline.load(path).output.members is True
    assert pipeline_for([path]).output.members is True
    assert pipeline_for([tmp_path]).output.members is False
