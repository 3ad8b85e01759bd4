"""What is written when all documents have been read: in every format, counted, and in the order of the documents."""

from __future__ import annotations

import csv
import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pandas
import pytest

import ipr_extract
from ipr_extract.batch import spool
from ipr_extract.config import Format
from ipr_extract.tables.schema import TABLES

NOTICE = """甲部关于样本{number}的通知
样发〔2020〕{number}号
各有关单位：
根据《样本条例》和样发〔2020〕{cited}号文件，做好样本{number}。
甲部
2020年1月2日
"""


def _run(folder: Path, count: int = 6) -> tuple[Path, ipr_extract.RunReport]:
    inputs = folder / "in"
    inputs.mkdir()
    for number in range(1, count + 1):
        (inputs / f"{number:02}.txt").write_text(
            NOTICE.format(number=number, cited=number % count + 1), encoding="utf-8"
        )
    (inputs / "copy.txt").write_text(NOTICE.format(number=1, cited=2) + "\n（此件公开发布）\n", encoding="utf-8")
    (inputs / "scan.gif").write_bytes(b"GIF89a")
    report = ipr_extract.run(inputs, folder / "out", formats=list(Format), progress=False)
    return folder / "out" / "tables", report


def _rows(tables: Path, name: str) -> list[dict[str, str]]:
    with (tables / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_format_holds_the_same_and_the_report_counts_it(tmp_path: Path) -> None:
    tables, report = _run(tmp_path)
    said = json.loads((tmp_path / "out" / "run.json").read_text(encoding="utf-8"))
    with closing(sqlite3.connect(tables / "circulars.sqlite")) as database:
        for table in TABLES:
            count = len(_rows(tables, table.name))
            assert said["tables"][table.name] == report.tables[table.name] == count, table.name
            assert database.execute(f'SELECT count(*) FROM "{table.name}"').fetchone() == (count,)
            assert len(pandas.read_parquet(tables / f"{table.name}.parquet")) == count
            assert len((tables / f"{table.name}.jsonl").read_bytes().splitlines()) == count
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
    assert sum(item["count"] for item in said["findings"]) == report.tables["findings"]
    assert report.most_wanted == (("样本条例", 7),)


def test_citations_are_tied_forwards_and_backwards_and_copies_are_named(tmp_path: Path) -> None:
    tables, _ = _run(tmp_path)
    source = {row["document_id"]: row["source"] for row in _rows(tables, "documents")}
    tied = [
        (source[row["document_id"]], source[row["target_document_id"]], row["target_basis"])
        for row in _rows(tables, "references")
        if row["target_document_id"]
    ]
    assert tied == [(f"{i:02}.txt", f"{i % 6 + 1:02}.txt", "number") for i in range(1, 7)] + [
        ("copy.txt", "02.txt", "number")
    ]
    assert [(row["source"], row["code"]) for row in _rows(tables, "findings") if row["code"] == "same_number"] == [
        ("copy.txt", "same_number")
    ]


def test_rows_that_waited_in_a_file_are_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("memory", "file"):
        (tmp_path / name).mkdir()
    in_memory, _ = _run(tmp_path / "memory")
    monkeypatch.setattr(spool.RowSpool.__init__, "__defaults__", (1,))
    in_file, _ = _run(tmp_path / "file")
    for path in in_memory.iterdir():
        assert path.read_bytes() == (in_file / path.name).read_bytes(), path.name
    assert {path.name for path in in_file.parent.iterdir()} == {"tables", "texts", "run.json"}
