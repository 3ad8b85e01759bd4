"""Titles, numbers, dates, issuers and addressees in the arrangements that circulars print."""

from __future__ import annotations

import datetime as dt
import time

import pytest

from ipr_extract.model import Circular, PartyKind
from ipr_extract.nlp import understand
from ipr_extract.nlp.components import document_of

BODY = ("为做好有关工作，现将有关事项通知如下：", "一、提高认识。各部门要重视。", "二、抓好落实。年底前完成。")


def _read(*lines: str) -> Circular:
    return understand(document_of("\n".join(lines)))


def _title(circular: Circular) -> str | None:
    return circular.header.title.text if circular.header.title else None


def _number(circular: Circular) -> str | None:
    return circular.header.document_number.text if circular.header.document_number else None


def _names(circular: Circular) -> tuple[list[str], list[str]]:
    return [party.name for party in circular.issuers], [party.name for party in circular.addressees]


def test_the_usual_order() -> None:
    circular = _read(
        "甲省人民政府办公厅", "关于做好试点工作的通知", "甲政办发〔2021〕7号", "各市、县人民政府，省政府各部门、各直属机构：", *BODY,
        "甲省人民政府办公厅", "2021年3月4日",
    )  # fmt: skip
    assert _title(circular) == "甲省人民政府办公厅关于做好试点工作的通知"
    assert _number(circular) == "甲政办发〔2021〕7号"
    assert circular.header.written_date == dt.date(2021, 3, 4)
    assert _names(circular) == (["甲省人民政府办公厅"], ["各市、县人民政府", "省政府各部门", "各直属机构"])
    assert circular.header.document_type == "通知"


def test_a_letterhead_and_a_number_above_the_title() -> None:
    circular = _read(
        "甲省科学技术厅", "甲省财政厅文件", "甲科发〔2020〕5号", "关于印发管理办法的通知", "各有关单位：", *BODY,
        "甲省科学技术厅　　甲省财政厅", "二〇二〇年九月十日",
    )  # fmt: skip
    assert _title(circular) == "关于印发管理办法的通知"
    assert _number(circular) == "甲科发〔2020〕5号"
    assert _names(circular)[0] == ["甲省科学技术厅", "甲省财政厅"]
    assert circular.header.written_date == dt.date(2020, 9, 10)


@pytest.mark.parametrize(
    ("lines", "title", "number"),
    [
        (("甲部令", "2021年第14号", "《某办法》已经通过，现予公布。"), "甲部令", "2021年第14号"),
        (
            ("甲总局　乙部", "公　告", "2019年第39号", "关于完善某政策的公告", "为推进工作，现将有关事项公告如下："),
            "关于完善某政策的公告",
            "2019年第39号",
        ),
    ],
)
def test_numbers_with_the_year_before(lines: tuple[str, ...], title: str, number: str) -> None:
    circular = _read(*lines, *BODY[1:])
    assert (_title(circular), _number(circular)) == (title, number)


@pytest.mark.parametrize(
    "line",
    [
        "2021年，全市要坚持统筹推进，重点做好以下工作：",
        "今年，各地要加强协同，着力抓好下列任务：",
        "各地要按照以下安排，分工负责：",
    ],
)
def test_a_sentence_that_ends_in_a_colon_addresses_nobody(line: str) -> None:
    assert not _read("2021年甲市工作要点", line, *BODY[1:]).addressees


def test_printed_twice_with_a_registration_above() -> None:
    title = "乙市人民政府关于开展清查的通知"
    circular = _read("YYCR-2023-01005", title, title, "乙政发〔2023〕5号", "各县（市、区）人民政府：", *BODY)
    assert _title(circular) == title
    assert _number(circular) == "乙政发〔2023〕5号"


def test_a_title_whose_line_ends_in_a_weak_word() -> None:
    circular = _read(
        "国务院办公厅关于推行公示制度",
        "全过程记录制度的指导意见",
        "国办发〔2018〕118号",
        "各省、自治区、直辖市人民政府：",
        *BODY,
    )
    assert _title(circular) == "国务院办公厅关于推行公示制度全过程记录制度的指导意见"


def test_a_letter_spaced_title() -> None:
    circular = _read("国务院关于同意", "土 地 使 用 期 限 的 批 复", "国函〔2006〕132号", "广东省人民政府：", *BODY)
    assert _title(circular) == "国务院关于同意土地使用期限的批复"


def test_the_plan_alone() -> None:
    circular = _read("丙省服务业转型行动方案（2021—2023）", "为推进转型，制定本方案。", "一、目标", "推进转型。")
    assert _title(circular) == "丙省服务业转型行动方案（2021—2023）"
    assert _names(circular) == ([], [])
    assert circular.header.document_number is None


def test_organs_run_together_in_the_signature() -> None:
    circular = _read(
        "科学技术部 财政部 国家税务总局关于开展工作的通知", "国科发〔2019〕1号", "各省、自治区、直辖市科技厅（委、局）、财政厅（局）：", *BODY,
        "科学技术部财政部国家税务总局 2019年5月6日",
    )  # fmt: skip
    assert _names(circular)[0] == ["科学技术部", "财政部", "国家税务总局"]
    assert _names(circular)[1] == ["各省、自治区、直辖市科技厅（委、局）", "财政厅（局）"]


def test_signed_on_behalf() -> None:
    circular = _read(
        "关于印发分工方案的通知", "各成员单位：", *BODY,
        "国务院知识产权战略实施工作部际联席会议办公室", "（国家知识产权局代章）", "2017年8月17日",
    )  # fmt: skip
    assert _names(circular)[0] == ["国务院知识产权战略实施工作部际联席会议办公室"]
    assert circular.header.written_date == dt.date(2017, 8, 17)


def test_the_signature_before_the_issued_plan() -> None:
    circular = _read(
        "丁市人民政府关于印发工作计划的通知", "丁政发〔2022〕3号", "各区人民政府：", "现印发给你们，请认真落实。",
        "丁市人民政府", "2022年1月5日", "工作计划", "一、目标", "2025年6月7日前完成。", "戊局", "2021年12月1日",
    )  # fmt: skip
    assert circular.header.written_date == dt.date(2022, 1, 5)
    assert _names(circular)[0] == ["丁市人民政府"]


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("国发〔2019〕35号", "国发〔2019〕35号"),
        ("国发[2019]81号", "国发〔2019〕81号"),
        ("甲政发(2021)7号", "甲政发〔2021〕7号"),
        ("甲政发﹝2022﹞72号", "甲政发〔2022〕72号"),
        ("甲政发【2019】12号", "甲政发〔2019〕12号"),
        ("甲政发〔2021)73号", "甲政发〔2021〕73号"),
        ("（甲政办秘〔2021〕82号）", "甲政办秘〔2021〕82号"),
        ("甲规〔2019〕860 号", "甲规〔2019〕860号"),
        ("(2021)国科科函字第99号", "〔2021〕国科科函字第99号"),
        ("甲科(农)函〔2021〕322号", "甲科(农)函〔2021〕322号"),
        ("第44号", "第44号"),
    ],
)
def test_forms_of_numbers(line: str, number: str) -> None:
    assert _number(_read("某局关于做好工作的通知", line, "各有关单位：", *BODY)) == number


@pytest.mark.parametrize(
    ("line", "names"),
    [
        (
            "各省、自治区、直辖市人民政府，国务院各部委、各直属机构:",
            ["各省、自治区、直辖市人民政府", "国务院各部委", "各直属机构"],
        ),
        (
            "各旗、县、区人民政府，高新区管委会，市直有关部门、单位：",
            ["各旗、县、区人民政府", "高新区管委会", "市直有关部门、单位"],
        ),
        ("新闻出版广电总局（版权局）、“双打”办：", ["新闻出版广电总局（版权局）", "“双打”办"]),
        ("教育部：", ["教育部"]),
        ("工业和信息化部，文化和旅游部：", ["工业和信息化部", "文化和旅游部"]),
        ("各有关部门和单位：", ["各有关部门和单位"]),
    ],
)
def test_addressees(line: str, names: list[str]) -> None:
    circular = _read("某局关于做好工作的通知", "某发〔2021〕7号", line, *BODY)
    assert [party.name for party in circular.addressees] == names


def test_a_person_is_addressed() -> None:
    circular = _read(
        "某办公厅对第4626号提案的答复",
        "某函〔2006〕82号",
        "提案人委员：",
        "您的提案收悉。",
        "某办公厅",
        "2006年10月18日",
    )
    assert [party.kind for party in circular.addressees] == [PartyKind.PERSON]


def test_kinds_of_parties() -> None:
    circular = _read("某局关于做好工作的通知", "某发〔2021〕7号", "教育部，各有关单位：", *BODY)
    assert [party.kind for party in circular.addressees] == [PartyKind.ORGANISATION, PartyKind.COLLECTIVE]


def test_addressees_glued_to_the_title_in_a_flat_text() -> None:
    circular = _read(
        "甲市人民政府关于做好试点的通知各县人民政府：为做好工作，通知如下：一、提高认识。二、抓好落实。三、加强督查。甲市人民政府2020年1月2日"
    )
    assert _title(circular) == "甲市人民政府关于做好试点的通知"
    assert _names(circular) == (["甲市人民政府"], ["各县人民政府"])
    assert circular.header.written_date == dt.date(2020, 1, 2)
    assert [section.path for section in circular.sections] == ["1", "2", "3"]


def test_a_list_of_metadata_printed_above() -> None:
    circular = _read(
        "索 引 号：", "000014349/2019-00001", "发文机关：国务院", "成文日期：2019年01月12日", "标　　题：国务院关于发展的意见",
        "发文字号：国发〔2019〕3号", "主 题 词：", "国务院关于", "发展的意见", "国发〔2019〕3号", "各省、自治区、直辖市人民政府：", *BODY,
    )  # fmt: skip
    assert _title(circular) == "国务院关于发展的意见"
    assert circular.header.index_number == "000014349/2019-00001"
    assert _names(circular) == (["国务院"], ["各省、自治区、直辖市人民政府"])


def test_an_english_circular() -> None:
    circular = _read(
        "Circular of the Ministry of Commerce on Fair Trade", "To: Ministry of Finance, SAMR and the State Post Bureau",
        "The following tasks are arranged for the coming year, and all departments are asked to report on them in time.",
        "Ministry of Commerce", "I. Goals", "II. Work",
    )  # fmt: skip
    assert _title(circular) == "Circular of the Ministry of Commerce on Fair Trade"
    assert _names(circular) == (["Ministry of Commerce"], ["Ministry of Finance", "SAMR", "State Post Bureau"])


def test_many_brackets_behind_a_kind_of_document_are_looked_at_once() -> None:
    # A pattern that could part each bracket in two ways took twice as long for each more of them.
    begun = time.process_time()
    understand(document_of("关于做好样本工作的通知" + "（二）" * 60 + "等事项\n各区人民政府：\n一、登记。"))
    assert time.process_time() - begun < 5


@pytest.mark.parametrize(
    "above",
    [
        ("今天是2025年1月6日 星期一　登录　注册", "首页 > 政务公开 > 行政规范性文件 > 区府办文件"),
        ("状态: 有效",),
        ("归档时间:2018-11-21",),
        ("【字体：大 中 小】　【发布日期：2010-04-02】　【关闭】",),
        ("法搜网--中国法律信息搜索网",),
        ("石家庄市人民政府办公厅关于做好样本工作的通知_政府信息公开专栏",),
    ],
)
def test_a_sites_lines_above_the_title(above: tuple[str, ...]) -> None:
    title = "石家庄市人民政府办公厅关于做好样本工作的通知"
    assert _title(_read(*above, title, "石政办发〔2021〕7号", "各县人民政府：", *BODY)) == title


def test_issuers_on_lines_of_their_own_belong_to_the_title() -> None:
    lines = ("中共石家庄市委办公室", "石家庄市人民政府办公室印发《关于样本工作的实施意见》的通知")
    assert _title(_read("首页 > 公开", *lines, "石办发〔2017〕2号", "各县委：", *BODY)) == "".join(lines)


def test_a_circular_behind_a_sites_introduction() -> None:
    circular = _read(
        "近日，石家庄市人民政府办公厅印发通知，对全市样本工作作出部署，要求各地认真贯彻落实。全文如下。",
        "石家庄市人民政府办公厅关于做好样本工作的通知", "石政办发〔2021〕7号", "各县人民政府：", *BODY,
    )  # fmt: skip
    assert _title(circular) == "石家庄市人民政府办公厅关于做好样本工作的通知"
    assert _number(circular) == "石政办发〔2021〕7号"
    assert _names(circular)[1] == ["各县人民政府"]


def test_a_title_glued_to_itself_is_said_once() -> None:
    title = "石家庄市人民政府办公厅关于做好样本工作的通知"
    assert _title(_read(title * 2, "石政办发〔2021〕7号", "各县人民政府：", *BODY)) == title
