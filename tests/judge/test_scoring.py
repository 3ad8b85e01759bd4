"""The scorer: what it counts, and that it agrees with the one the project is judged by."""

from __future__ import annotations

import csv
import importlib.util
import random
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from ipr_extract.judge.annotation import Gold, GoldAssignment, GoldDeadline, GoldSection
from ipr_extract.judge.scoring import (
    COMMON_FIELDS,
    ROW_TABLES,
    Extracted,
    Tally,
    compare,
    normal,
    read_extracted,
    total,
)
from ipr_extract.tables.read_files import run_tables
from tests.gold.evaluate import ROOT, own_samples, shared_samples

JUDGE = ROOT.parent / "shared" / "gold" / "score.py"


def gold(**fields: object) -> Gold:
    empty: dict[str, object] = {
        "document": "one.txt", "language": "zh", "title": None, "document_number": None, "written_date": None,
        "issuers": (), "addressees": (), "sections": (), "assignments": (), "deadlines": (), "references": (),
    }  # fmt: skip
    return Gold(**(empty | fields))  # type: ignore[arg-type]


def found(**tables: list[dict[str, str]]) -> Extracted:
    return Extracted({"document_id": "1", "source": "one.txt"}, tables)


def test_values_are_compared_without_width_and_white_space() -> None:
    assert normal(" 国发[2019]３号\n") == normal("国发〔2019〕3号")
    assert normal("“双打”办") == normal('"双打"办')


def test_tally_counts_misses_and_extras() -> None:
    rows = [{"name": "国务院"}, {"name": "财政部"}]
    tally = compare(gold(issuers=("国务院", "商务部")), found(issuers=rows))["issuers"]
    assert (tally.hits, tally.missed, tally.extra) == (1, ("商务部",), ("财政部",))
    assert tally.f1 == pytest.approx(0.5)


def test_nothing_asked_and_nothing_found_is_right() -> None:
    assert Tally().f1 == 1.0
    assert total([compare(gold(), found())]) == {}


def test_title_of_a_section_may_differ_a_little() -> None:
    asked = gold(sections=(GoldSection("@2/1", "一、", "总体要求和主要目标与任务"), GoldSection("2", "二、", "保障")))
    rows = [{"path": "1", "title": "总体要求和主要目标与任务。"}, {"path": "2", "title": "其他"}]
    tally = compare(asked, found(sections=rows))["sections"]
    assert (tally.hits, tally.missed, tally.extra) == (1, (("2", "保障"),), (("2", "其他"),))


def test_optional_assignment_neither_gains_nor_loses() -> None:
    asked = gold(assignments=(GoldAssignment("1", "商务部", "lead"), GoldAssignment("1", "各地", "responsible", True)))
    one = {"path": "1", "organisation": "商务部", "role": "lead", "basis": "stated"}
    other = {"path": "1", "organisation": "各地", "role": "support", "basis": "stated"}
    inherited = {"path": "1.1", "organisation": "商务部", "role": "lead", "basis": "inherited"}
    assert compare(asked, found(assignments=[one]))["assignments"].f1 == 1.0
    assert compare(asked, found(assignments=[one, other, inherited]))["assignments"].f1 == 1.0


def test_only_dated_deadlines_of_statements_count() -> None:
    asked = gold(deadlines=(GoldDeadline("1", "2019年底前", "2019-12-31"), GoldDeadline("2", "持续推进", None)))
    rows = [
        {"path": "1", "date": "2019-12-31", "stated_in": "assignment"},
        {"path": "2", "date": "", "stated_in": "assignment"},
        {"path": "3", "date": "2020-12-31", "stated_in": "text"},
    ]
    assert compare(asked, found(deadlines=rows))["deadlines"] == Tally(hits=1)


def test_document_without_a_row_is_all_missed() -> None:
    tallies = compare(gold(title="通知", issuers=("国务院",)), None)
    assert tallies["title"].recall == tallies["issuers"].recall == 0.0


def noisy_rows(one: Gold, chance: random.Random) -> Iterator[tuple[str, dict[str, str]]]:
    """Rows as a bad extractor gives them: most as annotated, some lost, doubled or changed."""
    exact: list[tuple[str, dict[str, str]]] = []
    exact += [("issuers", {"name": name}) for name in one.issuers or ()]
    exact += [("addressees", {"name": name}) for name in one.addressees or ()]
    exact += [("sections", {"path": s.path, "title": s.title}) for s in one.sections]
    exact += [("assignments", {"path": a.path, "organisation": a.organisation, "role": a.role, "basis": "stated"})
              for a in one.assignments]  # fmt: skip
    exact += [("deadlines", {"path": d.path, "date": d.date or "", "stated_in": "assignment"})
              for d in one.deadlines or ()]  # fmt: skip
    exact += [("references", {"document_number": r.number or ""}) for r in one.references or ()]
    for table, row in exact:
        column = chance.choice(list(row))
        kind = chance.choices(["keep", "lose", "twice", "cut", "part"], [6, 1, 1, 2, 1])[0]
        value = {"cut": row[column][:-1], "part": f"@2/{row[column]}"}.get(kind, row[column])
        yield from [(table, {**row, column: value})] * {"lose": 0, "twice": 2}.get(kind, 1)


def write_tables(folder: Path, golds: list[Gold], chance: random.Random) -> None:
    rows: dict[str, list[dict[str, str]]] = {name: [] for name in (*ROW_TABLES, "documents")}
    for index, one in enumerate(golds):
        key = {"document_id": str(index)}
        if chance.random() < 0.9:
            single = {"title": one.title or "", "document_number": one.document_number or "无", "written_date": ""}
            rows["documents"].append({**key, "source": Path(one.document).name, **single})
        for name, row in noisy_rows(one, chance):
            rows[name].append({**key, **row})
    for name, given in rows.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as handle:
            columns = {column for row in given for column in row} | {"document_id", "source"}
            writer = csv.DictWriter(handle, sorted(columns))
            writer.writeheader()
            writer.writerows(given)


@pytest.fixture(scope="module")
def the_judge() -> ModuleType:
    if not JUDGE.exists():
        pytest.skip("../shared/gold/score.py is not here")
    spec = importlib.util.spec_from_file_location("judge", JUDGE)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("seed", range(8))
def test_agrees_with_the_judge(seed: int, tmp_path: Path, the_judge: ModuleType) -> None:
    samples = own_samples() + shared_samples()
    write_tables(tmp_path, [sample.gold for sample in samples], random.Random(seed))
    ours = read_extracted(run_tables(tmp_path))
    documents, tables = the_judge.read_tables(tmp_path)
    hits = 0
    for sample in samples:
        raw = the_judge.json.loads(gold_file(sample.gold.document).read_text(encoding="utf-8"))
        theirs = the_judge.compare(raw, documents.get(sample.name), tables)
        mine = compare(sample.gold, ours.get(sample.name, [None])[-1])
        counts = {
            name: (tally.hits, len(tally.missed), len(tally.extra))
            for name, tally in mine.items()
            if name in COMMON_FIELDS
        }
        assert counts == {name: (hit, len(missed), len(extra)) for name, (hit, missed, extra) in theirs.items()}
        hits += sum(tally.hits for tally in mine.values())
    assert hits > 300


def gold_file(document: str) -> Path:
    folders = (ROOT / "tests" / "gold" / "specimens", ROOT.parent / "shared" / "gold" / "dev")
    return next(path for folder in folders if (path := folder / f"{Path(document).stem}.json").exists())
