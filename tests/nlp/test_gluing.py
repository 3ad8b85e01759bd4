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


ENGLISH = (
    "Notice of the Ministry of Commerce on Issuing the Work Plan for Trade in Data",
    "Shang Fa [2021] No. 7",
    "Departments of commerce of all provinces:",
    "The Work Plan is hereby issued to you. Please carry it out.",
    "1. Improving the legal basis and the international standing of trade in data",
    "(1) Draft the standards of the sector. (Responsible: Ministry of Finance)",
    "(2) Take part in rules for IPR",
    "2. Supporting measures",
    "(3) Strengthen training. (Responsible: CNIPA)",
    "Ministry of Commerce",
    "National Development and Reform Commission",
    "July 25, 2021",
)


def test_a_flat_english_text_says_what_its_lines_say() -> None:
    whole = _facts(understand(document_of("\n".join(ENGLISH))))
    flat = _facts(understand(document_of("".join(ENGLISH))))
    assert flat == whole
    assert flat["title"] == ENGLISH[0]
    assert flat["addressees"] == ["Departments of commerce of all provinces"]
    assert flat["date"] == "2021-07-25"
    assert flat["issuers"] == ["Ministry of Commerce", "National Development and Reform Commission"]
    assert [path for path, _ in flat["sections"]] == ["1", "1.1", "1.2", "2", "2.3"]  # type: ignore[attr-defined]


def test_a_short_text_on_one_line_is_flat() -> None:
    lines = (
        "乙省人民政府关于宣布一批文件失效的决定",
        "乙政〔2018〕20号",
        "各市、县人民政府，省政府各部门、各直属机构：",
        "为落实依法行政的要求，省政府对历年文件进行了清理，现就有关事项决定如下：",
        "一、对适用期已过、任务已完成的文件宣布失效，目录附后，由省司法厅负责解释。",
        "二、宣布失效的文件自本决定印发之日起停止执行，不再作为行政管理的依据。",
        "附件：宣布失效的文件目录",
        "乙省人民政府",
        "2018年2月23日",
    )
    flat = _facts(understand(document_of("".join(lines))))
    assert flat == _facts(understand(document_of("\n".join(lines))))
    assert (flat["date"], flat["issuers"]) == ("2018-02-23", ["乙省人民政府"])


def test_whom_to_ask_is_no_part_of_the_signature() -> None:
    lines = (*LINES[:4], *LINES[7:], "联系电话：0000-123××××", "电子邮箱：data@example.gov.cn", *LINES[4:6])
    flat = _facts(understand(document_of("".join(lines))))
    assert (flat["date"], flat["issuers"]) == ("2022-04-14", ["甲市人民政府办公室"])


def test_this_decisions_article_is_no_label() -> None:
    text = "".join(
        (*LINES[:4], "一、公布名单。二、本公告第一条自发布之日起施行，第二条自2020年2月1日起施行。", *LINES[4:6])
    )
    assert [path for path, _ in _facts(understand(document_of(text)))["sections"]] == ["1", "2"]  # type: ignore[attr-defined]


def test_an_organs_name_before_its_number() -> None:
    text = "".join(("甲市人民政府办公室", LINES[1], LINES[0], *LINES[2:]))
    assert _facts(understand(document_of(text)))["number"] == LINES[1]


def test_a_menu_and_the_title_twice() -> None:
    menu = f"首页政务公开互动当前位置：首页 > 通知{LINES[0]}发布时间：2022-04-20 16:20　字体：[大 中 小]"
    facts = _facts(understand(document_of(menu + "".join(LINES))))
    assert facts == _facts(understand(document_of("\n".join(LINES))))


def test_an_english_title_that_says_a_phrase_twice_is_whole() -> None:
    title = "Notice on Improving the Environment for Foreign Investment and on Attracting More Foreign Investment"
    facts = _facts(understand(document_of("".join((title, *ENGLISH[1:])))))
    assert facts["title"] == title


def test_half_width_commas_behind_labels() -> None:
    text = (
        "".join(LINES[:7])
        + "现就有关事项通知如下:一,总体要求(一)坚持统一,规范。二,重点任务(一)建设平台。(牵头单位:市工信局)"
    )
    assert [path for path, _ in _facts(understand(document_of(text)))["sections"]] == ["1", "1.1", "2", "2.1"]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("text", "paths"),
    [
        (
            "一、甲。（一）乙。（三）丙。（四）丁。（二）戊。（五）己。二、庚。（一）辛。",
            ["1", "1.1", "1.3", "1.4", "1.2", "1.5", "2", "2.1"],
        ),
        ("一、甲。（一）乙。（二）丙。（二）丁。（三）戊。二、己。", ["1", "1.1", "1.2", "1.2~2", "1.3", "2"]),
        ("一、甲。（一）乙。（三）丙，见第（二）项。二、丁。", ["1", "1.1", "1.3", "2"]),
    ],
)
def test_units_printed_late_or_twice(text: str, paths: list[str]) -> None:
    filled = text.replace("。", "，要统筹推进各项工作并按时报送进展情况和有关数据。")
    assert [section.path for section in understand(document_of(filled)).sections] == paths


def test_a_heading_ends_behind_its_score() -> None:
    filled = "加强日常检查，按季通报情况。" * 6
    text = f"一、评分。（一）强化重点领域监管（8分）{filled}（二）提升服务效能（12分）{filled}"
    titles = [section.title for section in understand(document_of(text)).sections]
    assert titles == ["评分", "强化重点领域监管（8分）", "提升服务效能（12分）"]


@pytest.mark.parametrize("menu", ["首页 | 政务公开 | 互动交流", "首页>政策>正文"])
def test_a_menu_glued_to_the_title(menu: str) -> None:
    title = "山东省人民政府关于推进数据开放的通知"
    text = menu + title + "鲁政发〔2022〕3号" + "各市、县人民政府：" + "".join(LINES[3:4]) * 3 + "".join(LINES[7:])
    assert _facts(understand(document_of(text)))["title"] == title
