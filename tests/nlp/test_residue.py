"""The residue: which text nothing has claimed, which cues are left over, and where they stand."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

import ipr_extract
from ipr_extract.model import BlockKind, Circular, Finding
from ipr_extract.nlp import understand, understanding
from ipr_extract.nlp.layout import Layout
from ipr_extract.nlp.reading import Reading
from ipr_extract.nlp.residue import with_residue
from ipr_extract.nlp.residue_cues import sentence_start
from ipr_extract.nlp.responsibility import Statement
from ipr_extract.parse import read_document
from tests.conftest import ROOT

SPECIMENS = sorted(path for path in (ROOT / "corpus").iterdir() if path.suffix != ".md")
HEAD = "关于做好样本工作的通知\n样府发〔2021〕7号\n各区人民政府、市直各单位：\n"
TAIL = "\n市样本局\n2021年3月1日"


def left(circular: Circular) -> list[str]:
    return [circular.text[f.start : f.end] for f in circular.findings if f.code == "residue_cue"]


def findings(circular: Circular) -> list[Finding]:
    return [finding for finding in circular.findings if finding.code == "residue_cue"]


@pytest.mark.parametrize(
    ("body", "cues"),
    [
        ("一、改善服务。（市样本局牵头，市图样局负责）", []),
        ("一、改善服务。责任单位：市样本局", []),
        ("一、改善服务。由市样本局会同市图样局负责落实。", []),
        ("一、改善服务。市样本局会同市图样局编制清单。", ["会同"]),
        ("一、改善服务。市样本局负责编制清单，市图样局负责公布。", ["负责", "负责"]),
        ("一、改善服务。各单位主要负责人要亲自抓。", []),
        ("一、改善服务。建立由分管领导牵头的机制。", []),
        ("一、明确责任单位。各责任单位要制定方案。", []),
        ("（一）改善服务（市样本局牵头，市图样局配合，9月底前完成）。", []),
        ("一、對各單位開展業務應當規劃。市樣本局會同市圖樣局編制清單。", ["會同"]),
    ],
)
def test_cues_of_responsibility(body: str, cues: list[str]) -> None:
    assert left(ipr_extract.extract(HEAD + body + TAIL)) == cues


def test_cues_stand_where_they_are_said_to() -> None:
    circular = ipr_extract.extract(HEAD + "一、改善服务。市样本局会同市图样局编制清单。" + TAIL)
    (finding,) = findings(circular)
    assert finding.severity.value == "info" and finding.start is not None
    assert circular.text[finding.start : finding.end] == "会同"
    assert finding.message.endswith("市样本局【会同】市图样局编制清单") and "responsibility" in finding.message
    assert circular.residue is not None and circular.residue.cues == 1


def test_title_header_and_furniture_hold_no_cues() -> None:
    text = "市样本局会同市图样局关于牵头单位的通知\n各区人民政府、各牵头单位：\n一、改善服务。公布清单。" + TAIL
    assert left(ipr_extract.extract(text)) == []
    document = read_document((HEAD + "一、改善服务。公布清单。" + TAIL + "\n本站由会同网负责").encode(), "a.txt")
    assert left(understand(document)) == ["会同", "负责"]
    menu = document.blocks[-1]._replace(kind=BlockKind.FURNITURE)
    assert left(understand(replace(document, blocks=(*document.blocks[:-1], menu)))) == []


def test_a_table_that_was_read_holds_no_cues_and_another_does() -> None:
    rows = "<tr><td>{}</td><td>{}</td></tr>"
    page = "<html><body><p>关于印发任务分工表的通知</p><p>各区人民政府：</p><p>一、分工如下。</p><table>{}</table></body></html>"
    known = rows.format("工作任务", "责任单位") + rows.format("公布清单", "市样本局")
    strange = rows.format("甲栏", "乙栏") + rows.format("公布清单", "市样本局负责编制")
    assert left(ipr_extract.extract(page.format(known).encode())) == []
    assert left(ipr_extract.extract(page.format(strange).encode())) == ["负责"]


@pytest.mark.parametrize(
    ("body", "least", "most"),
    [
        ("一、改善服务。公布清单，每月更新一次。\n二、加强监管。每月抽查，结果公开。", 0.0, 0.0),
        ("为做好工作，现通知如下。\n一、改善服务。公布清单，每月更新一次，方便群众查询。", 0.1, 0.3),
        ("现将有关事项说明如下。清单每月更新一次，方便群众查询。抽查结果全部公开。", 0.3, 0.9),
    ],
)
def test_share_is_what_stands_outside_of_units_and_header(body: str, least: float, most: float) -> None:
    circular = ipr_extract.extract(HEAD + body + TAIL)
    assert circular.residue is not None and least <= circular.residue.share <= most


def test_no_circular_has_no_residue() -> None:
    assert ipr_extract.extract(b"a note of nobody to nobody").residue is None


ENGLISH = (
    "Notice of the Specimen Bureau on the Division of Tasks\nTo all districts:\n"
    "I. Improve Services\n1. {}\nSpecimen Bureau\nMarch 1, 2021"
)


@pytest.mark.parametrize(
    ("sentence", "cues"),
    [
        ("Publish the list. (Responsible: Specimen Bureau)", []),
        ("The Specimen Bureau shall be responsible for the list.", ["be responsible"]),
        ("Open the hall by the end of June 2022.", []),
        ("The hall was opened by the end of June 2020.", ["by the end of June 2020"]),
        ("Answer at least 95% of the letters.", ["at least 95%"]),
        ("Answer letters in the end.", []),
    ],
)
def test_english_cues(sentence: str, cues: list[str]) -> None:
    assert left(ipr_extract.extract(ENGLISH.format(sentence))) == cues


def plain_share(reading: Reading, layout: Layout, said: Sequence[Statement], circular: Circular) -> float:
    """The definition, character by character."""
    claimed = [True] * len(reading.folded)
    for piece in (*reading.lines, *reading.tables):
        claimed[piece.start : piece.end] = [False] * (piece.end - piece.start)
    whole = claimed.count(False)
    spans = [(s.start, s.end) for s in (*circular.references, *circular.deadlines, *said)]
    # The end of a table's row belongs to the unit that the row is.
    spans += [(s.start, s.end + circular.text.startswith("\n", s.end)) for s in circular.sections]
    spans += [(i.start, i.end) for i in circular.indicators]
    header = {*layout.title, *layout.addressees, *layout.signature, layout.number, layout.date} - {None}
    spans += [
        (line.start, line.end) for n, line in enumerate(reading.lines) if n in header or line.start in layout.breaks
    ]
    for start, end in spans:
        claimed[start:end] = [True] * (end - start)
    return claimed.count(False) / whole if whole else 0.0


def looked_at(path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Circular, float | None]:
    """A document with its residue, and the share as it is defined."""
    shares: list[float] = []

    def noted(reading: Reading, layout: Layout, said: Sequence[Statement], circular: Circular) -> Circular:
        shares.append(plain_share(reading, layout, said, circular))
        return with_residue(reading, layout, said, circular)

    monkeypatch.setattr(understanding, "with_residue", noted)
    return ipr_extract.extract(path), shares[0] if shares else None


def hold(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    circular, share = looked_at(path, monkeypatch)
    if share is None:
        assert circular.residue is None
        return
    assert circular.residue is not None
    assert circular.residue.share == pytest.approx(share, abs=0.002)
    found = findings(circular)
    assert circular.residue.cues == len(found)
    starts = [finding.start for finding in found]
    assert starts == sorted(set(starts))
    for finding in found:
        assert finding.start is not None and finding.end is not None and finding.start < finding.end
        assert circular.text[finding.start : finding.end] in finding.message
        assert not any(a.statement.start <= finding.start < a.statement.end for a in circular.assignments)
        assert not any(d.start <= finding.start < d.end for d in circular.deadlines)
        assert not any(i.start <= finding.start < i.end for i in circular.indicators)


@pytest.mark.parametrize("path", SPECIMENS, ids=lambda path: path.name)
def test_residue_of_every_specimen(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hold(path, monkeypatch)


def test_residue_of_real_documents(shared: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read = 0
    for path in sorted((shared / "corpus").glob("*/*")):
        with contextlib.suppress(ipr_extract.ReadError):
            hold(path, monkeypatch)
            read += 1
    assert read > 30


def test_sentences_begin_behind_stops() -> None:
    text = "甲。乙；丙\n丁负责"
    assert [sentence_start(text, position) for position in (1, 3, 5, 8)] == [0, 2, 4, 6]
    assert sentence_start("甲" * 900, 850) == 550
