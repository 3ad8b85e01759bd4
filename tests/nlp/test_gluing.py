"""Texts saved without their line breaks, and headings glued to the text before them."""

from __future__ import annotations

import pytest

from ipr_extract.model import Circular
from ipr_extract.nlp import understand
from ipr_extract.nlp.components import document_of

LINES = (
    "甲市人民政府办公室关于印发《甲市数据工作方案》的通知",
    "甲政办发〔2022〕43号",
    "各县、区人民政府，市直有关部门、单位：",
    "经市人民政府同意，现将方案印发给你们，请认真抓好落实。",
    "甲市人民政府办公室",
    "2022年4月14日",
    "甲市数据工作方案",
    "一、总体要求",
    "坚持统一、规范，第一、二、三产业协同，按照第（三）项执行，投入3.5亿元。",
    "二、重点任务",
    "（一）平台建设",
    "1.建设平台。对标先进地区，2025年建成3.0版。（6月底完成，牵头单位：市工信局）",
    "2.接入数据。（牵头单位：市公安局，配合单位：市财政局）",
    "（二）数据开放",
    "3.2023年启动开放试点。（市发改委负责）",
    "三、保障措施",
    "（一）加强领导。各部门要重视。",
)


def _facts(circular: Circular) -> dict[str, object]:
    header = circular.header
    return {
        "title": header.title.text if header.title else None,
        "number": header.document_number.text if header.document_number else None,
        "date": str(header.written_date),
        "issuers": [party.name for party in circular.issuers],
        "addressees": [party.name for party in circular.addressees],
        "sections": [(section.path, section.title) for section in circular.sections],
        "assignments": [(a.path, a.organisation, a.role.value) for a in circular.assignments],
        "deadlines": [(d.path, str(d.date)) for d in circular.deadlines],
    }


@pytest.mark.parametrize("separator", ["", " ", "　　"])
def test_a_flat_text_says_what_its_lines_say(separator: str) -> None:
    whole = understand(document_of("\n".join(LINES)))
    flat = understand(document_of(separator.join(LINES)))
    assert _facts(flat) == _facts(whole)
    assert [path for path, _ in _facts(whole)["sections"]] == [  # type: ignore[attr-defined]
        "1", "2", "2.1", "2.1.1", "2.1.2", "2.2", "2.2.3", "3", "3.1",
    ]  # fmt: skip


def test_a_number_above_the_title() -> None:
    facts = _facts(understand(document_of("".join((LINES[1], LINES[0], *LINES[2:])))))
    assert facts["title"] == LINES[0]
    assert facts["number"] == LINES[1]
    assert facts["addressees"] == ["各县、区人民政府", "市直有关部门、单位"]


def test_a_title_printed_twice() -> None:
    facts = _facts(understand(document_of("".join((LINES[0], *LINES)))))
    assert facts["title"] == LINES[0]


def test_a_label_missing_between_two_lines_is_looked_for_in_between() -> None:
    text = "一、要求\n落实到位。二、任务\n（一）甲。\n三、保障"
    assert [section.path for section in understand(document_of(text)).sections] == ["1", "2", "2.1", "3"]


def test_enumerations_inside_a_paragraph_stay_inside() -> None:
    text = "一、要求\n具备以下条件之一：（1）获得证书；（2）列入目录。一是加强领导，二是抓好落实。\n二、任务"
    assert [section.path for section in understand(document_of(text)).sections] == ["1", "2"]


def test_english_lines_run_together() -> None:
    text = (
        "Circular of the Ministry of Commerce on Fair TradeTo: Ministry of Finance and SAMR"
        "The following tasks are arranged for all departments, which shall report on each of them by the end of the year in 2020"
        "I. GoalsTrade becomes fairer.II. Work1. Publish guides. (Responsible: SAMR)2. Train staff. (Responsible: CNIPA)"
    )
    facts = _facts(understand(document_of(text)))
    assert facts["title"] == "Circular of the Ministry of Commerce on Fair Trade"
    assert facts["addressees"] == ["Ministry of Finance", "SAMR"]
    assert facts["assignments"] == [("2.1", "SAMR", "responsible"), ("2.2", "CNIPA", "responsible")]
