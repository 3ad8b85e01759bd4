"""What sites print round a title that a text without line breaks has glued to it."""

from __future__ import annotations

import pytest

from ipr_extract.nlp import understand
from ipr_extract.nlp.components import document_of
from ipr_extract.nlp.site_words import menu_end, past_site, title_start

TITLE = "石家庄市人民政府办公厅关于做好样本工作的通知"


@pytest.mark.parametrize(
    "before",
    [
        "首页 〉 政务公开 〉 文件",
        "首页政府公报2021年第1期",
        "来源：某某局 日期：2017-01-12 17：08 字号：〔大 中 小〕",
        "字号：默认大超大|打印|收藏|留言",
        "法搜网--法律信息搜索网",
        "〔发文机关〕石家庄市人民政府办公厅〔发布日期〕2021-09-16",
        "类型：规划与计划",
    ],
)
def test_a_title_begins_behind_what_the_site_prints(before: str) -> None:
    text = f"{before}{TITLE}石政办发〔2021〕3号"
    assert text[title_start(text, 0, len(text)) :].startswith(TITLE)


@pytest.mark.parametrize(
    "title", ["国家知识产权局办公室关于样本的通知", TITLE, "关于样本的通知", "民政部　财政部关于样本的通知"]
)
def test_a_title_alone_begins_where_it_does(title: str) -> None:
    assert title_start(title, 0, len(title)) == 0


def test_a_district_is_told_by_its_government() -> None:
    text = "首页 〉 公开 〉 区府办文件虹口区人民政府办公室印发样本方案的通知"
    assert text[title_start(text, 0, len(text)) :].startswith("虹口区")


def test_behind_a_title() -> None:
    text = "发布日期：2014-08-18    浏览次数：412〔字号：大 中 小〕  打印  关闭各区人民政府："
    assert text[past_site(text, 0, len(text)) :] == "各区人民政府："
    assert past_site("各区人民政府：", 0, 7) == 0


def test_a_menu_of_links() -> None:
    text = "首页 | 政务公开 | 公众互动甘肃省人民政府关于样本的通知"
    assert text[menu_end(text, 0) :].startswith("甘肃省")
    assert menu_end(TITLE, 0) == 0


def test_a_page_in_one_line() -> None:
    circular = understand(
        document_of(
            "首页 > 政务公开 > 区府办文件石家庄市人民政府办公厅关于做好样本工作的通知文号：石政办发〔2021〕3号    发布日期：2021-08-18"
            "    浏览次数：412【字号：大 中 小】  打印  关闭各县人民政府、市政府各部门：为做好样本工作，现通知如下：一、提高认识。各部门要重视。"
            "二、抓好落实。各部门要按照样本工作的要求，把任务分解到岗位，把责任落实到人，把进度细化到月，把成效体现到样本上，定期报告。"
            "三、加强督查。年底前完成。石家庄市人民政府办公厅2021年8月17日"
        )
    )
    header = circular.header
    assert header.title is not None and header.title.text == TITLE
    assert header.document_number is not None and header.document_number.text == "石政办发〔2021〕3号"
    assert [party.name for party in circular.addressees] == ["各县人民政府", "市政府各部门"]
