"""Texts saved without their line breaks, and headings glued to the text before them."""

from __future__ import annotations

import re

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


FILLER = "要统筹推进各项工作，健全机制，压实责任，按时报送进展情况。"


def _titles(text: str) -> list[str]:
    return [section.title for section in understand(document_of(text)).sections]


def test_a_heading_ends_where_its_words_come_again() -> None:
    text = f"一、全面推行执法公示制度执法公示是基础，{FILLER}二、规范数据使用管理对数据使用的各方，{FILLER}三、其他。{FILLER}"
    assert _titles(text) == ["全面推行执法公示制度", "规范数据使用管理", "其他"]


def test_headings_of_one_length_show_where_they_end() -> None:
    heads = [
        "建立运行监督管理体系",
        "落实运营单位主体责任",
        "完善政务数据共享机制",
        "健全数据质量反馈制度",
        "培育良好发展生态",
    ]
    text = "".join(f"（{'一二三四五'[i]}）{head}运营单位按分级原则办理，{FILLER}" for i, head in enumerate(heads))
    assert _titles("一、任务。" + text) == ["任务", *heads]


def test_sentences_are_not_cut_at_nouns_inside_them() -> None:
    items = [
        "建设运行监测体系提升预警能力。",
        "推进质量评价工作走深走实。",
        "健全管理制度覆盖各类主体。",
        "加强平台建设服务中小企业。",
    ]
    text = "".join(f"（{'一二三四'[i]}）{item}{FILLER}" for i, item in enumerate(items))
    assert _titles("一、任务。" + text)[1:] == [item.rstrip("。") for item in items]


@pytest.mark.parametrize("separator", ["", " "])
def test_an_order_signed_by_an_officer(separator: str) -> None:
    lines = (
        "中华人民共和国甲部令", "2021年第14号", "《港口办法》已经2021年8月5日会议通过，现予公布，自2021年10月1日起施行。",
        "部长　某某某", "2021年8月11日", "港口办法", "第一章　总则", f"第一条　为规范使用，制定本办法。{FILLER}",
    )  # fmt: skip
    facts = _facts(understand(document_of(separator.join(lines))))
    assert (facts["title"], facts["number"], facts["date"]) == ("中华人民共和国甲部令", "2021年第14号", "2021-08-11")


def test_a_list_of_annexes_in_a_flat_text() -> None:
    text = "".join((*LINES[:4], "附件：1.工作方案2.任务清单", *LINES[4:6], "附件1工作方案", *LINES[7:]))
    facts = _facts(understand(document_of(text)))
    assert facts["issuers"] == ["甲市人民政府办公室"]
    assert [path for path, _ in facts["sections"]][:4] == ["1", "2", "2.1", "2.1.1"]  # type: ignore[attr-defined]


def test_items_that_end_without_a_sign() -> None:
    text = f"一、甲。{FILLER}1.乙事。责任单位：生态司牵头，规财司配合2.丙事。责任单位：生态司完成时限：4月底前二、丁。3.戊事。{FILLER}"
    circular = understand(document_of(text))
    assert [section.path for section in circular.sections] == ["1", "1.1", "1.2", "2", "2.3"]
    assert [(a.path, a.organisation, a.role.value) for a in circular.assignments] == [
        ("1.1", "生态司", "lead"), ("1.1", "规财司", "support"), ("1.2", "生态司", "responsible"),
    ]  # fmt: skip
    assert [deadline.text for deadline in circular.deadlines] == ["4月底前"]


def test_a_signature_of_letter_spaced_organs_in_one_line() -> None:
    text = "".join((*LINES[:4], "国家发展改革委财    政    部自 然 资 源 部商    务    部2022年4月14日", *LINES[6:]))
    names = [re.sub(r"\s", "", name) for name in _facts(understand(document_of(text)))["issuers"]]  # type: ignore[attr-defined]
    assert names == ["国家发展改革委", "财政部", "自然资源部", "商务部"]


@pytest.mark.parametrize("separator", ["", " "])
@pytest.mark.parametrize(
    ("title", "number"),
    [
        ("Circular of the State Council on Promoting Domestic Trade", "Guo Ban Fa [2018] No. 93"),
        ("Notice of the State Council on Issuing the Plan (2021-2023)", "Guo Ke Fa Ji [2021] No. 45"),
        ("REPLY OF THE STATE COUNCIL ON A PILOT ZONE FOR TRADE", "Guo Han [2020] No. 111"),
    ],
)
def test_numbers_in_pinyin_behind_english_titles(separator: str, title: str, number: str) -> None:
    body = "The circular is hereby issued. " + "All departments shall carry out their duties in a timely manner. " * 4
    addressed = "To: the Ministry of Commerce and the People's Government of Hainan Province"
    facts = _facts(understand(document_of(separator.join((title, number, addressed, body)))))
    assert (facts["title"], facts["number"]) == (title, number)
