"""Tables read back from the files of a run: the same cells from every format."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

import ipr_extract
from ipr_extract.config import Format
from ipr_extract.errors import ConfigError
from ipr_extract.tables.files import file_names
from ipr_extract.tables.read_files import run_tables
from ipr_extract.tables.schema import TABLES
from tests.conftest import ROOT

FORMATS = ["csv", "parquet", "sqlite", "jsonl"]


@pytest.fixture(scope="module")
def run_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("run")
    ipr_extract.run(ROOT / "corpus", folder, formats=FORMATS, workers=1)
    return folder


def only(run_folder: Path, format_: str, target: Path) -> Path:
    """The run as it would be with one format."""
    (target / "tables").mkdir(parents=True)
    for name in file_names(Format(format_)):
        shutil.copy(run_folder / "tables" / name, target / "tables" / name)
    return target


@pytest.mark.parametrize("format_", FORMATS[1:])
def test_every_format_gives_the_same_rows(format_: str, run_folder: Path, tmp_path: Path) -> None:
    exact = run_tables(run_folder)
    other = run_tables(only(run_folder, format_, tmp_path))
    for table in TABLES:
        assert list(other.rows(table.name)) == list(exact.rows(table.name)), table.name
    assert sum(1 for _ in exact.rows("assignments")) > 50
    assert {row["open_list"] for row in other.rows("assignments")} == {"true", "false"}


def test_the_folder_of_tables_is_enough(run_folder: Path) -> None:
    run = run_tables(run_folder / "tables")
    (first, *_) = run.rows("sections")
    text = run.text(first["document_id"])
    assert text is not None and text[int(first["start"]) : int(first["end"])] == first["text"]
    assert run.text("../run") is None


def test_escaped_cells_are_read_as_they_were(tmp_path: Path) -> None:
    source = tmp_path / "in" / "a.txt"
    source.parent.mkdir()
    source.write_text(
        "关于做好样本工作的通知\n各区人民政府：\n一、=1+1 加强协作\n二、加强领导。（市样本局负责）", encoding="utf-8"
    )
    ipr_extract.run(source.parent, tmp_path / "out", formats=["csv"], csv_formulas="escape", workers=1)
    assert "'=1+1" in (tmp_path / "out" / "tables" / "sections.csv").read_text(encoding="utf-8")
    assert next(iter(run_tables(tmp_path / "out").rows("sections")))["title"].startswith("=1+1")


def test_a_folder_without_tables_and_a_broken_table_are_said(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no tables of a run here"):
        run_tables(tmp_path)
    (tmp_path / "documents.jsonl").write_text("{", encoding="utf-8")
    with pytest.raises(ConfigError, match="the table documents can't be read"):
        list(run_tables(tmp_path).rows("documents"))
    (tmp_path / "documents.jsonl").write_text(json.dumps({"document_id": "1", "source": None}), encoding="utf-8")
    (row,) = run_tables(tmp_path).rows("documents")
    assert (row["document_id"], {*row.values()}) == ("1", {"1", ""}), "columns that a file lacks are empty"
    assert list(run_tables(tmp_path).rows("sections")) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a,b\r\n1,2\r\n", "it has no column document_id, source"),
        ("document_id,source\r\n1,a,b\r\n", "a row has more cells than there are columns"),
    ],
)
def test_tables_of_something_else_are_said_to_be_none(text: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "documents.csv").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match=said):
        list(run_tables(tmp_path).rows("documents"))
