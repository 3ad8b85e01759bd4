"""`ipr-extract compare`: what differs between two runs, row by row."""

from __future__ import annotations

import csv
import json
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import ipr_extract
from ipr_extract.errors import ConfigError
from ipr_extract.judge.comparison import Difference, Summary, compare_runs
from ipr_extract.judge.comparison_report import change_line, comparison_lines
from ipr_extract.judge.matching import KEYS, Change, Kind, changes, keys_of
from ipr_extract.tables.read_files import run_tables
from ipr_extract.tables.schema import TABLES
from tests.conftest import ROOT
from tests.test_cli import Capture, call

BEFORE = """关于做好样本工作的通知
样府发〔2021〕7号
各区人民政府、市直各单位：
一、改善服务。公布清单。（市样本局牵头，市图样局配合）
二、加强监管。每月抽查。（市样本局负责）
三、做好宣传。办好展览。（市图样局负责，6月底前完成）
市样本局
2021年3月1日
"""


def run(folder: Path, **texts: str) -> Path:
    """A run over texts; its output folder."""
    source = folder / "in"
    source.mkdir(parents=True)
    for name, text in texts.items():
        (source / f"{name}.txt").write_text(text, encoding="utf-8")
    ipr_extract.run(source, folder / "out", formats=["csv"], workers=1)
    return folder / "out"


def differences(before: Path, after: Path, *, shifts: bool = True) -> tuple[list[Difference], Summary]:
    summary = Summary()
    return list(compare_runs(run_tables(before), run_tables(after), summary, shifts=shifts)), summary


def of_table(found: list[Difference], table: str) -> list[Change]:
    return [change for difference in found for change in difference.changes if change.table == table]


def test_a_run_is_the_same_as_itself(tmp_path: Path) -> None:
    for name, workers in (("one", 1), ("two", 2)):
        ipr_extract.run(ROOT / "corpus", tmp_path / name, formats=["csv"], workers=workers)
    found, summary = differences(tmp_path / "one", tmp_path / "two")
    assert found == [] and summary.tables == {} and summary.compared == 21
    assert list(comparison_lines(found, summary)) == ["The same: 21 documents, no row differs."]


def test_a_unit_more_is_one_unit_and_shifts_the_rest(tmp_path: Path) -> None:
    longer = BEFORE.replace("二、加强监管", "二、培训人员。办一期班。（市教样局负责）\n三、加强监管").replace(
        "三、做好", "四、做好"
    )
    found, summary = differences(run(tmp_path / "a", one=BEFORE), run(tmp_path / "b", one=longer))
    (document,) = found
    assert document.source == "one.txt"
    sections = Counter((change.kind, change.row["title"]) for change in of_table(found, "sections"))
    assert sections[Kind.GAINED, "培训人员"] == 1
    assert sections[Kind.CHANGED, "加强监管"] == sections[Kind.CHANGED, "做好宣传"] == 1
    changed = next(c for c in of_table(found, "sections") if c.row["title"] == "加强监管" and c.before)
    assert {"path", "number", "label"} <= set(changed.columns) and "position_read" not in changed.columns
    assert [c.row["organisation"] for c in of_table(found, "assignments") if c.kind is Kind.GAINED] == ["市教样局"]
    assert not [c for c in of_table(found, "issuers") if c.kind is not Kind.SHIFTED]
    assert summary.tables["issuers"] == Counter({Kind.SHIFTED: 1})


def test_shifts_are_shown_as_such_or_ignored(tmp_path: Path) -> None:
    a, b = (
        run(tmp_path / "a", one=BEFORE),
        run(tmp_path / "b", one="　　\n" + BEFORE.replace("改善服务", "大力改善服务")),
    )
    found, _ = differences(a, b)
    kinds = Counter(change.kind for change in of_table(found, "assignments"))
    assert kinds == Counter({Kind.SHIFTED: 2, Kind.CHANGED: 2})
    assert all(c.columns == ("task_id",) or "start" in c.columns for c in of_table(found, "assignments"))
    found, summary = differences(a, b, shifts=False)
    assert Kind.SHIFTED not in Counter(change.kind for change in of_table(found, "assignments"))
    assert "references" not in summary.tables and summary.tables["sections"] == Counter({Kind.CHANGED: 1})


def test_a_role_and_a_name_that_changed(tmp_path: Path) -> None:
    other = BEFORE.replace("市图样局配合", "市图样局指导").replace("（市图样局负责，6月", "（市教样局负责，9月")
    found, _ = differences(run(tmp_path / "a", one=BEFORE), run(tmp_path / "b", one=other), shifts=False)
    by_kind = {(change.kind, change.row["organisation"]): change for change in of_table(found, "assignments")}
    role = by_kind.pop((Kind.CHANGED, "市图样局"))
    assert role.columns == ("role", "statement")
    assert change_line(role).startswith("~ assignments: 1 | 市图样局 | guide: role: support → guide; statement: ")
    # Of the one beside it the statement has changed.
    assert by_kind.pop((Kind.CHANGED, "市样本局")).columns == ("statement",)
    assert set(by_kind) == {(Kind.GAINED, "市教样局"), (Kind.LOST, "市图样局")}
    gained = by_kind[Kind.GAINED, "市教样局"]
    assert change_line(gained).startswith("+ assignments: 3 | 市教样局 | responsible | （市教样局负责")
    assert "9月底前完成" in " ".join(map(change_line, of_table(found, "deadlines")))


def test_documents_that_one_run_has_and_renamed_ones(tmp_path: Path) -> None:
    a = run(
        tmp_path / "a",
        one=BEFORE,
        old=BEFORE.replace("样本", "旧样").replace("7号", "6号"),
        moved=BEFORE.replace("7号", "9号"),
    )
    b = run(
        tmp_path / "b",
        one=BEFORE,
        new=BEFORE.replace("样本", "新样").replace("7号", "5号"),
        renamed=BEFORE.replace("7号", "9号"),
    )
    found, summary = differences(a, b)
    by_source = {difference.source: difference for difference in found}
    assert set(by_source) == {"old.txt", "new.txt", "renamed.txt"}
    assert by_source["renamed.txt"].renamed_from == "moved.txt"
    assert [change.columns for change in by_source["renamed.txt"].changes] == [("source",)]
    (lost,) = by_source["old.txt"].changes
    assert lost.kind is Kind.LOST and by_source["old.txt"].counts["sections"] == Counter({Kind.LOST: 3})
    assert summary.tables["documents"] == Counter({Kind.GAINED: 1, Kind.LOST: 1, Kind.CHANGED: 1})
    assert summary.compared == 4


def test_files_that_gave_no_document(tmp_path: Path) -> None:
    a = run(tmp_path / "a", one=BEFORE, twin=BEFORE, void="")
    b = run(tmp_path / "b", one=BEFORE, twin=BEFORE, void=BEFORE.replace("7号", "8号"))
    found, summary = differences(a, b)
    assert {(d.source, tuple(d.counts)) for d in found if "documents" not in d.counts} == {("void.txt", ("findings",))}
    (lost,) = of_table(found, "findings")
    assert lost.kind is Kind.LOST and lost.row["code"] == "empty"
    assert differences(a, a)[0] == [] and summary.documents.keys() == {"void.txt"}


def test_tables_of_the_whole_run(tmp_path: Path) -> None:
    central = BEFORE.replace("市图样局", "财政部")
    found, summary = differences(run(tmp_path / "a", one=BEFORE), run(tmp_path / "b", one=central), shifts=False)
    (gained,) = [change for difference in found if not difference.source for change in difference.changes]
    assert gained.table == "organisations" and gained.kind is Kind.GAINED and gained.row["short_name_zh"] == "财政部"
    assert "the whole run: organisations +1" in list(comparison_lines(found, summary))


def test_documents_of_one_path_are_paired_in_their_order(tmp_path: Path) -> None:
    folder = run(tmp_path / "a", one=BEFORE, two=BEFORE.replace("7号", "8号"))
    for name in ("documents", "findings"):
        table = folder / "tables" / f"{name}.csv"
        table.write_bytes(table.read_bytes().replace(b"two.txt", b"one.txt"))
    found, summary = differences(folder, folder)
    assert found == [] and summary.compared == 2


def test_documents_of_one_path_are_counted_together() -> None:
    summary = Summary()
    for table in ("tasks", "sections"):
        summary.add(Difference("a.txt", (), {table: Counter({Kind.LOST: 2})}))
    assert summary.documents == {"a.txt": Counter({Kind.LOST: 4})}


def test_findings_of_an_earlier_version_without_their_source(tmp_path: Path) -> None:
    texts = {"a": BEFORE + "重点工作由相关方面另行负责落实。\n", "b": BEFORE.replace("7号", "8号")}
    before, after = run(tmp_path / "one", **texts), run(tmp_path / "two", **texts)
    path = before / "tables" / "findings.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = [{name: cell for name, cell in row.items() if name != "source"} for row in csv.DictReader(file)]
    assert rows
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    assert differences(before, after)[0] == []


def test_rows_out_of_order_are_said(tmp_path: Path) -> None:
    folder = run(tmp_path / "a", one=BEFORE, two=BEFORE.replace("7号", "8号"))
    documents = folder / "tables" / "documents.csv"
    head, *rows = documents.read_text(encoding="utf-8").splitlines(keepends=True)
    documents.write_text("".join([head, *reversed(rows)]), encoding="utf-8")
    with pytest.raises(ConfigError, match="don't stand in the order"):
        differences(folder, folder)


ROWS = st.lists(
    st.fixed_dictionaries({name: st.sampled_from("甲乙") for name in ("path", "title", "text", "start")}), max_size=7
)


@given(ROWS, ROWS, st.sampled_from([*KEYS]), st.booleans())
def test_every_row_is_accounted_for(
    before: list[dict[str, str]], after: list[dict[str, str]], table: str, same: bool
) -> None:
    kinds = Counter(change.kind for change in changes(table, before, after, same_text=same))
    back = Counter(change.kind for change in changes(table, after, before, same_text=same))
    assert len(before) - kinds[Kind.LOST] == len(after) - kinds[Kind.GAINED]
    assert (kinds[Kind.LOST], kinds[Kind.GAINED]) == (back[Kind.GAINED], back[Kind.LOST])
    one, other = (Counter(frozenset(row.items()) for row in rows) for rows in (before, after))
    equal = (one & other).total()
    assert len(before) - kinds[Kind.LOST] - kinds[Kind.CHANGED] - kinds[Kind.SHIFTED] == equal
    assert changes(table, before, list(before), same_text=same) == []
    for change in changes(table, before, after, same_text=same):
        assert change_line(change)


def test_every_table_has_its_keys() -> None:
    assert set(KEYS) <= {table.name for table in TABLES}
    for table in TABLES:
        assert keys_of(table.name), f"{table.name}: say in KEYS by what two rows are one"
        assert {column for columns in keys_of(table.name) for column in columns} <= set(table.names), table.name


def test_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    a, b = run(tmp_path / "a", one=BEFORE), run(tmp_path / "b", one=BEFORE.replace("每月抽查", "每季抽查"))
    assert call(monkeypatch, "compare", a, a) == 0
    assert "The same: 1 documents" in capsys.readouterr().out
    assert call(monkeypatch, "compare", a, b, "--ignore-shifts") == 1
    said = capsys.readouterr().out
    assert (
        "~ tasks: 2: text: 二、加强监管。每月抽查 → 二、加强监管。每季抽查" in said
        and "1 of 1 documents differ" in said
    )
    assert call(monkeypatch, "compare", a, b, "--rows", 0) == 1
    said = capsys.readouterr().out
    assert "one.txt: documents ~1; sections ~1" in said and "每季" not in said
    assert call(monkeypatch, "compare", a, b, "--json") == 1
    record = json.loads(capsys.readouterr().out)
    assert record["tables"]["tasks"]["changed"] == 1 and record["compared"] == 1
    (task,) = [change for change in record["changes"] if change["table"] == "tasks" and change["kind"] == "changed"]
    assert task["columns"] == ["text"] and "每月" in task["before"]["text"]
    assert call(monkeypatch, "compare", a, a, "--json") == 0
    assert json.loads(capsys.readouterr().out)["changes"] == []
    assert call(monkeypatch, "compare", a, tmp_path) == 2
    assert "no tables of a run here" in capsys.readouterr().err
