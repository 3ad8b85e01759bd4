"""Figures to be reached, in Chinese and English sentences: what is one, what it measures, by when, and what is none."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ipr_extract.model import Change, Circular, Indicator
from ipr_extract.nlp import understand
from ipr_extract.nlp.components import document_of
from ipr_extract.nlp.quantities import decimal, figure, find_figures

HEAD = "某市人民政府办公室关于印发{}的通知\n某政办发〔2017〕12号\n各区人民政府：\n现印发给你们。\n某市人民政府办公室\n2017年3月1日\n"


def _plan(*lines: str, title: str = "服务提升工作方案") -> Circular:
    return understand(document_of(HEAD.format(title) + "\n".join(("一、有关工作", *lines))))


def _english(*lines: str) -> Circular:
    head = "Circular of the Sample Office on the Plan of Work\n\nTo: Ministry of Finance, Ministry of Commerce\n\nI. Work\n"
    return understand(document_of(head + "\n".join(lines) + "\n\nSample Office\nMarch 1, 2017"))


def _said(one: Indicator) -> tuple[str, str, str, str]:
    return one.name, one.comparator, one.value, one.unit


@pytest.mark.parametrize(
    ("sentence", "name", "comparator", "value", "unit", "printed"),
    [
        ("到2020年，每百户小店的开票数达到36张。", "每百户小店的开票数", "=", "36", "张", "达到36张"),
        ("研究投入强度提高到3.1%以上。", "研究投入强度", ">=", "3.1", "%", "提高到3.1%以上"),
        ("力争软件销售额突破1.5万亿元。", "软件销售额", ">", "1.5", "万亿元", "突破1.5万亿元"),
        ("办事群众满意率不低于97%。", "办事群众满意率", ">=", "97", "%", "不低于97%"),
        ("用户投诉率控制在2‰以内。", "用户投诉率", "<=", "2", "‰", "控制在2‰以内"),
        ("物流费用占比控制在12%。", "物流费用占比", "<=", "12", "%", "控制在12%"),
        ("抽查比例不低于百分之三十五。", "抽查比例", ">=", "35", "%", "不低于百分之三十五"),
        ("到2020年，示范门店数量达到一千二百家。", "示范门店数量", "=", "1200", "家", "达到一千二百家"),
        ("网上办件量占总办件量的六成以上。", "网上办件量占总办件量", ">=", "6", "成", "占总办件量的六成以上"),
        ("到2020年，绿色包装使用率达到60%—70%。", "绿色包装使用率", "range", "60", "%", "达到60%—70%"),
        ("系统可用时间占全年的99.95%以上。", "系统可用时间占全年", ">=", "99.95", "%", "占全年的99.95%以上"),
        ("灌溉水有效利用系数提高到0.62。", "灌溉水有效利用系数", "=", "0.62", "", "提高到0.62"),
        ("到2020年，累计培训店主1,200人。", "累计培训店主", "=", "1200", "人", "1,200人"),
        ("合同平均审查时间压缩至9个工作日以内。", "合同平均审查时间", "<=", "9", "个工作日", "压缩至9个工作日以内"),
        ("到2020年，人均预期寿命达到80.5岁。", "人均预期寿命", "=", "80.5", "岁", "达到80.5岁"),
        ("群众对窗口服务的满意度提高到92分以上。", "群众对窗口服务的满意度", ">=", "92", "分", "提高到92分以上"),
        ("到2020年，用水强度下降到45立方米/万元以下。", "用水强度", "<=", "45", "立方米/万元", "下降到45立方米/万元以下"),
        ("专职审核人员不少于本单位人员总数的6%。", "专职审核人员：本单位人员总数", ">=", "6", "%", "不少于本单位人员总数的6%"),
    ],
)  # fmt: skip
def test_a_figure_to_be_reached(sentence: str, name: str, comparator: str, value: str, unit: str, printed: str) -> None:
    circular = _plan(sentence)
    (one,) = circular.indicators
    assert _said(one) == (name, comparator, value, unit)
    assert circular.text[one.start : one.end] == printed
    assert one.statement.text == sentence.rstrip("。")
    assert (one.path, one.section_id) == ("1", circular.sections[0].section_id)


def test_the_ends_of_a_range() -> None:
    (one,) = _plan("到2020年，绿色包装使用率达到60%—70%。").indicators
    assert (one.value, one.upper) == ("60", "70")


@pytest.mark.parametrize(
    ("sentence", "change"),
    [
        ("销售额年均增长8%左右。", Change.ANNUAL_INCREASE),
        ("到2020年，销售额比2016年增长30%。", Change.INCREASE),
        ("单位产值能耗下降12%以上。", Change.DECREASE),
        ("单位产值能耗每年下降3%以上。", Change.ANNUAL_DECREASE),
        ("到2020年，开票量翻一番。", Change.INCREASE),
        ("到2020年，开票量累计超过300万张。", Change.CUMULATIVE),
        ("压缩办理时间60%以上。", Change.DECREASE),
        ("财政投入年增长不低于8%。", Change.ANNUAL_INCREASE),
        ("到2020年，细颗粒物年均浓度下降12%。", Change.DECREASE),
        ("到2020年，销售额提高到30亿元。", None),
    ],
)
def test_a_level_or_a_change(sentence: str, change: Change | None) -> None:
    (one,) = _plan(sentence).indicators
    assert one.change == change


def test_where_a_figure_starts_from() -> None:
    found = _plan(
        "每百户开票数由2015年的6.3张提高到2020年的12张，网点覆盖率从85%提高到100%。",
        "与2016年相比，到2020年投诉量下降20%。",
        "以2014年为基期，2020年每件能耗下降18%。",
        "扩大招生规模，以2015年实招1445名为基数，至2019年达到2000名。",
    ).indicators
    assert [(one.name, one.value, one.baseline_value, one.baseline_year, one.target_year) for one in found] == [
        ("每百户开票数", "12", "6.3", 2015, 2020), ("网点覆盖率", "100", "85", None, 2020),
        ("投诉量", "20", None, 2016, 2020), ("每件能耗", "18", None, 2014, 2020), ("招生规模", "2000", "1445", 2015, 2019),
    ]  # fmt: skip


def test_the_year_to_reach_is_the_sentences_or_that_of_the_text_above() -> None:
    circular = _plan(
        "到2019年，甲类覆盖率达到60%。乙类覆盖率达到70%。",
        "丙类覆盖率达到80%。",
        "二、发展目标",
        "到2025年，主要目标是：",
        "1.丁类覆盖率达到50%。",
        "2.到2023年，戊类覆盖率达到40%；己类覆盖率今年达到20%。",
    )
    years = {one.name: one.target_year for one in circular.indicators}
    assert years == {
        "甲类覆盖率": 2019, "乙类覆盖率": 2019, "丙类覆盖率": None, "丁类覆盖率": 2025, "戊类覆盖率": 2023, "己类覆盖率": 2017,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("sentence", "rows"),
    [
        ("到2020年，甲覆盖率、乙覆盖率和丙覆盖率分别达到90%、95%和80%以上。",
         [("甲覆盖率", "=", "90", "%"), ("乙覆盖率", "=", "95", "%"), ("丙覆盖率", ">=", "80", "%")]),
        ("到2020年，建设50所实训学校和150个骨干专业，培育示范门店100家以上、样板车间20个。",
         [("实训学校", "=", "50", "所"), ("骨干专业", "=", "150", "个"), ("示范门店", ">=", "100", "家"), ("样板车间", "=", "20", "个")]),
        ("组织不少于12场有回放、有字幕的公开课。", [("有回放、有字幕的公开课", ">=", "12", "场")]),
        ("到2020年，80%以上的社区建成读书角。", [("社区建成读书角", ">=", "80", "%")]),
        ("服务业增加值年均增长7%，占比达到60%。", [("服务业增加值", "=", "7", "%"), ("服务业增加值：占比", "=", "60", "%")]),
        ("直播带货对消费的拉动显著增强，达到15%以上。", [("直播带货对消费的拉动", ">=", "15", "%")]),
        ("主要目标：开票量2000万张，网点5万个。", [("开票量", "=", "2000", "万张"), ("网点", "=", "5", "万个")]),
        ("每个县至少建设1个服务站。", [("服务站", ">=", "1", "个")]),
        ("2018年前建成5个样板间，2020年前再建成8个。", [("样板间", "=", "5", "个"), ("样板间", "=", "8", "个")]),
        ("三年内为10万家小店免费做一次消防检查，培育50家示范店。",
         [("小店免费做一次消防检查", "=", "10", "万家"), ("示范店", "=", "50", "家")]),
    ],
)  # fmt: skip
def test_several_figures_of_a_sentence(sentence: str, rows: list[tuple[str, str, str, str]]) -> None:
    assert [_said(one) for one in _plan(sentence).indicators] == rows


@pytest.mark.parametrize(
    ("sentence", "natures"),
    [
        ("到2020年，空气优良天数比率达到80%（约束性），公园数量达到60个（预期性）。", ["binding", "expected"]),
        ("到2020年，网点数达到60个，覆盖率达到95%（上述指标均为预期性指标）。", ["expected", "expected"]),
        ("到2020年，网点数达到60个（约束性），覆盖率达到95%。", ["binding", None]),
    ],
)
def test_binding_and_expected(sentence: str, natures: list[str | None]) -> None:
    assert [one.nature for one in _plan(sentence).indicators] == natures


@pytest.mark.parametrize(
    "sentence",
    [
        "2016年全市完成投资3亿元，增长12%。",
        "截至2016年底，有效商标达到1200件。",
        "截至2017年2月底，有效商标达到1200件。",
        "近三年来，全市开票量年均增长20%以上，网点突破500个。",
        "目前网点覆盖率已达到90%以上。",
        "去年以来办件量增长了30%以上。",
        "（一）便利开店（25分）。日常监测（60%）+实地调研（20%）。",
        "违反规定的，处5万元以下罚款。",
        "对通过认定的门店，给予不超过50万元的奖励。",
        "申请人年龄不超过60周岁，有3年以上工作经历。",
        "应当在收到申请后7个工作日内答复，最长不超过15个工作日。",
        "满意率达不到60%的，予以通报。",
        "每省推荐不超过8个。",
        "由两家以上单位联合申报。",
        "会议由80%以上的代表出席方可举行。",
        "依据《某办法》第12条和某政发〔2015〕38号文件办理。",
        "定价系数为3个档次。",
        "培育一批骨干门店。",
        "2018年、2019年、2020年分别完成30%、60%、100%。",
        "经费由市财政承担60%，区财政承担40%。",
        "第一批试点为5个区、20个街道。",
    ],
)
def test_what_is_no_indicator(sentence: str) -> None:
    assert _plan(sentence).indicators == ()


def test_rules_set_limits_and_plans_goals() -> None:
    sentence = "网点负责人持证比例达到50%以上。"
    rule = understand(document_of(f"某市小店管理办法\n第一章 总则\n第一条 {sentence}"))
    assert rule.header.document_type == "办法"
    assert rule.indicators == ()
    assert len(_plan(sentence).indicators) == 1


def test_half_width_signs() -> None:
    found = _plan("到2020年,甲类覆盖率达到90%,乙类覆盖率达到80%以上.").indicators
    assert [_said(one) for one in found] == [("甲类覆盖率", "=", "90", "%"), ("乙类覆盖率", ">=", "80", "%")]


@pytest.mark.parametrize(
    ("sentence", "row", "years", "printed"),
    [
        ("By 2020, the number of invoices per 100 shops will reach 36.",
         ("number of invoices per 100 shops", "=", "36", ""), (None, 2020), "reach 36"),
        ("Increase the share of online cases from 6.3 percent in 2015 to 12 percent by 2020.",
         ("share of online cases", "=", "12", "percent"), (2015, 2020), "12 percent"),
        ("Shop coverage shall rise from 6.3 in 2015 to 12 per 10,000 people by 2020.",
         ("Shop coverage", "=", "12", "per 10,000 people"), (2015, 2020), "12 per 10,000 people"),
        ("Public satisfaction shall be no less than 80 percent.",
         ("Public satisfaction", ">=", "80", "percent"), (None, None), "no less than 80 percent"),
        ("The complaint rate will be kept below 3 percent.",
         ("complaint rate", "<", "3", "percent"), (None, None), "below 3 percent"),
        ("Sales should exceed 1.5 trillion yuan.", ("Sales", ">", "1.5", "trillion yuan"), (None, None), "exceed 1.5 trillion yuan"),
        ("We will train 5,000 shopkeepers by 2019.", ("shopkeepers", "=", "5000", ""), (None, 2019), "5,000"),
        ("The average handling time will be shortened to 16 months.",
         ("average handling time", "=", "16", "months"), (None, None), "16 months"),
    ],
)  # fmt: skip
def test_english_figures(
    sentence: str, row: tuple[str, str, str, str], years: tuple[int | None, int | None], printed: str
) -> None:
    circular = _english(sentence)
    (one,) = circular.indicators
    assert _said(one) == row
    assert (one.baseline_year, one.target_year) == years
    assert circular.text[one.start : one.end] == printed


@pytest.mark.parametrize(
    "sentence",
    [
        "In 2015, 1,200 shops opened and sales reached 3 billion yuan.",
        "Applicants shall reply within 30 days.",
        "Each province may recommend up to 8 parks.",
        "The Circular (Sample No. [2016]86) of May 3, 2016 was issued to 31 provinces.",
    ],
)
def test_english_figures_that_are_none(sentence: str) -> None:
    assert _english(sentence).indicators == ()


def test_an_english_rate_of_growth() -> None:
    (one,) = _english("Sales will grow by about 7 percent annually.").indicators
    assert (one.name, one.comparator, one.change) == ("Sales", "~", Change.ANNUAL_INCREASE)


@given(st.integers(0, 9_999_999), st.integers(0, 999))
def test_numbers_become_decimal_strings(whole: int, part: int) -> None:
    assert decimal(f"{whole:,}") == str(whole)
    assert decimal(f"{whole}.{part:03d}") == f"{whole}.{part:03d}"


@given(
    st.integers(1, 9_999),
    st.sampled_from(["件", "万家", "亿元", "%", "个百分点"]),
    st.sampled_from(["", "以上", "左右", "以内"]),
)
def test_a_figure_is_its_words(number: int, unit: str, bound: str) -> None:
    words = f"拥有量达到{number}{unit}{bound}，"
    (match,) = find_figures(words)
    one = figure(words, match)
    assert words[one.start : one.end] == words[3:-1]
    assert (one.value, one.unit) == (str(number), unit)


WORDS = st.lists(
    st.sampled_from([
        "到2020年", "，", "。", "达到", "12", "%", "件", "以上", "和", "、", "分别", "提高到", "由", "6.3", "覆盖率", "网点", "（", "）",
        "约束性", "建设", "50", "所", "学校", "不低于", "百分之五", "翻一番", "二十", "家", "；", "比2015年", "增长", "年均", "目标", "截至", "的",
        "占", "：", "一半以上", "万", "亿元", "累计", "\n", "第", "条", "年", "左右", "1,200", "-", "60%—70%",
    ]),
    min_size=1, max_size=40,
)  # fmt: skip


@settings(deadline=None)
@given(WORDS)
def test_rows_never_overlap_and_stand_where_they_say(words: list[str]) -> None:
    circular = _plan("".join(words))
    read_to = 0
    for one in circular.indicators:
        assert read_to <= one.start < one.end
        read_to = one.end
        printed = circular.text[one.start : one.end]
        assert printed in one.statement.text
        assert circular.text[one.statement.start : one.statement.end] == one.statement.text
        assert one.name.strip() == one.name != ""
        assert re.fullmatch(r"\d+(?:\.\d+)?", one.value)


def test_a_target_in_a_document_without_a_year() -> None:
    circular = understand(document_of("关于做好样本工作的通知\n各区人民政府：\n到2025年，样本登记率达到90%以上。"))
    assert [(one.name, one.value, one.target_year) for one in circular.indicators] == [("样本登记率", "90", 2025)]


def test_comparisons_without_end_are_looked_at_once() -> None:
    begun = time.process_time()
    understand(document_of("到2025年，登记率" + "比2020年由2019年从2018年" * 40 + "达到90%以上。"))
    assert time.process_time() - begun < 5
