"""Deadlines in running text, the task that each is tied to, and times that are none."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ipr_extract.model import Circular, StatedIn
from ipr_extract.nlp import understand
from ipr_extract.nlp.components import document_of

HEAD = (
    "某市人民政府办公室关于印发重点任务分工方案的通知\n某政办发〔2017〕12号\n各区人民政府：\n现印发给你们。\n"
    "某市人民政府办公室\n2017年3月1日\n"
)


def _read(*lines: str) -> Circular:
    return understand(document_of(HEAD + "\n".join(lines)))


def _dates(sentence: str) -> list[tuple[str, str]]:
    found = _read(f"一、{sentence}").deadlines
    return [(one.text, str(one.date)) for one in found if one.stated_in is StatedIn.TEXT]


@pytest.mark.parametrize(
    ("sentence", "dates"),
    [
        ("2018年6月底前完成清查，9月底前接入平台。", [("2018年6月底前", "2018-06-30"), ("9月底前", "2018-09-30")]),
        ("力争年内印发细则。", [("年内", "2017-12-31")]),
        ("年底前建成三个样板间。", [("年底前", "2017-12-31")]),
        ("要于2017年10月31日前报送总结。", [("2017年10月31日前", "2017-10-31")]),
        ("请各区在2018年3月底之前拿出方案。", [("2018年3月底之前", "2018-03-31")]),
        ("今年11月底，完成全部改造。", [("今年11月底", "2017-11-30")]),
        ("每年12月20日前通报一次。", [("每年12月20日前", "2017-12-20")]),
        ("到2020年，全面建成便民服务体系。", [("2020年", "2020-12-31")]),
        ("2019年上半年底前完成评估。", [("2019年上半年底前", "2019-06-30")]),
    ],
)
def test_a_time_by_which_something_is_to_be_done(sentence: str, dates: list[tuple[str, str]]) -> None:
    assert _dates(sentence) == dates


@pytest.mark.parametrize(
    "sentence",
    [
        "到2020年，每百户开票数达到12张。",
        "到2020年，服务水平显著提升。",
        "到2020年，建成网点50个。",
        "2016年12月底前完成的任务不再列入。",
        "2018年1月1日前登记的小店可以参加。",
        "三年内见效，自通知之日起30日内公开。",
        "2018年前后还要调整。",
        "目前，2017年4月底前的数据已经入库。",
        "从2018年1月1日起实行新表。",
        "日前，甲局发布了首份清单。",
        "会前做好准备，6月份召开例会。",
    ],
)
def test_times_that_are_no_deadlines(sentence: str) -> None:
    assert _dates(sentence) == []


def test_a_deadline_is_tied_to_its_task_and_a_statements_own_stays_one() -> None:
    circular = _read(
        "一、任务", "1.编制清单。2018年6月底前编完清单。（甲局负责，2018年7月底前完成）", "2.公开清单。年底前上网。"
    )
    first, second = circular.tasks
    assert [(one.text, one.path, one.task_id, one.stated_in) for one in circular.deadlines] == [
        ("2018年6月底前", "1.1", first.task_id, StatedIn.TEXT),
        ("2018年7月底前完成", "1.1", first.task_id, StatedIn.ASSIGNMENT),
        ("年底前", "1.2", second.task_id, StatedIn.TEXT),
    ]
    assert all(circular.text[one.start : one.end] == one.text for one in circular.deadlines)


@pytest.mark.parametrize(
    ("sentence", "dates"),
    [
        ("All shops shall be registered by the end of June 2018.", ["2018-06-30"]),
        ("Submit the report before 31 December 2018.", ["2018-12-31"]),
        ("The list shall be issued no later than March 15, 2018.", ["2018-03-15"]),
        ("By 2020, the service system shall be established.", ["2020-12-31"]),
        ("By 2020, the number of shops will reach 500.", []),
        ("It was led by May and others in 2015.", []),
    ],
)
def test_english_deadlines(sentence: str, dates: list[str]) -> None:
    head = "Circular of the Sample Office on the Plan of Work\n\nTo: Ministry of Finance, Ministry of Commerce\n\nI. Work\n"
    circular = understand(document_of(f"{head}{sentence}\n\nSample Office\nMarch 1, 2017"))
    assert [str(one.date) for one in circular.deadlines if one.stated_in is StatedIn.TEXT] == dates


WORDS = st.lists(
    st.sampled_from([
        "2018年", "6月", "底前", "13月45日", "前", "完成", "，", "。", "年内", "到2020年", "建成", "每年", "12月31日前", "的", "已", "本办法",
        "自", "2019年2月30日", "印发之日起", "施行", "有效期", "三", "99", "年", "个月", "至", "2025年12月31日", "许可证", "\n", "起", "日", "十十",
    ]),
    min_size=1, max_size=30,
)  # fmt: skip


@settings(deadline=None)
@given(WORDS)
def test_rows_stand_where_they_say(words: list[str]) -> None:
    circular = _read(f"一、{''.join(words)}")
    for one in circular.deadlines:
        assert circular.text[one.start : one.end] == one.text
        assert one.stated_in is StatedIn.ASSIGNMENT or (one.date is not None and str(one.date) >= "2017-03-01")
    if circular.validity is not None:
        said = circular.text[circular.validity.start : circular.validity.end]
        assert said and said == said.strip()


@pytest.mark.parametrize(
    "piece",
    ["2018年底前", "达到12件和", "以上5%", "increase to 12 percent by 2020 shall reach ", "自印发之日起", "由6件"],
)
def test_a_text_without_an_end_is_read_in_time(piece: str) -> None:
    text = HEAD + "一、" + piece * (60_000 // len(piece))
    if piece.isascii():
        text = "Circular of the Office on Work\n\nTo: Ministry of Finance\n\nI. " + piece * (60_000 // len(piece))
    begun = time.process_time()
    understand(document_of(text))
    assert time.process_time() - begun < 5
