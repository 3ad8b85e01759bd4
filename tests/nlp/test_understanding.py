"""Whatever the text, understanding it ends in a circular whose offsets are true."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from ipr_extract.model import Circular
from ipr_extract.nlp import understand
from ipr_extract.nlp.components import document_of
from ipr_extract.normalize import normalise

# Pieces that circulars are made of, in any order: what is read as what depends on their neighbours.
_PIECES = (
    "一、总体要求", "（一）", "二、", "1.", "2．", "（2）", "①", "第三条　", "4.2021年", "国发〔2019〕3号", "（国发[2018]4号）", "《意见》", "（财政部负责）",
    "（牵头单位：省科技厅，", "责任单位：", "甲局、乙局", "由商务部会同财政部负责", "6月底前完成", "，下同", "列第一位者为牵头单位", "附件1", "附件：",
    "国务院办公厅", "2019年1月12日", "关于做好工作的通知", "各省、自治区、直辖市人民政府：", "：", "。", "；", "，", "、", "）", "（", "〔", "〕", "\n", "\n\n", " ",
    "　", "To: ", "I. Goals", "ii. Work.", "(Responsible: SAMR)", "Circular on work", "等有关部门", "等和", "国務院關於", "号", "由", "\u200b", "\U00020000",
    "以下均需各地落实，不再列出", "（此件公开发布）", "目录", "1.1　目的", "序号", "第一位", "a", "0", "完成时限：", "发文机关：", "成文日期：", "标题：", "索引号：",
)  # fmt: skip
TEXTS = st.one_of(
    st.lists(st.sampled_from(_PIECES), max_size=60).map("".join),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r"), max_size=300),
)


def _spans(circular: Circular) -> list[tuple[int, int, str]]:
    """(start, end, value) of everything that is printed somewhere."""
    text = circular.text
    spans = [(s.start, s.end, text[s.start : s.end]) for s in (*circular.sections, *circular.tasks)]
    spans += [(a.start, a.end, a.organisation) for a in circular.assignments]
    spans += [(d.start, d.end, d.text) for d in circular.deadlines]
    spans += [
        (p.start, p.end, p.name)
        for p in (*circular.issuers, *circular.addressees)
        if p.start is not None and p.end is not None
    ]
    return spans


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_offsets_are_true(text: str) -> None:
    circular = normalise(understand(document_of(text)))
    for start, end, value in _spans(circular):
        assert 0 <= start < end <= len(text)
        assert text[start:end].replace("\n", "") == value.replace("\n", "")
    ids = [section.section_id for section in circular.sections]
    assert len(set(ids)) == len(ids)
    assert {a.task_id for a in circular.assignments} <= {task.task_id for task in circular.tasks}
    assert {section.parent_id for section in circular.sections} <= {None, *ids}


@settings(max_examples=100)
@given(TEXTS)
def test_the_same_text_is_understood_the_same_way(text: str) -> None:
    assert understand(document_of(text)) == understand(document_of(text))


def test_an_empty_text() -> None:
    circular = understand(document_of(""))
    assert circular.sections == ()
    assert circular.header.title is None


def test_long_hostile_texts_end() -> None:
    """Patterns that backtrack would hang here: unclosed brackets, endless lists, labels without end."""
    for piece in (
        "（",
        "（甲",
        "（（甲）",
        "一、",
        "（一）",
        "由甲局",
        "责任单位：甲、",
        "《",
        "甲局、",
        "国发〔2019〕",
        "a. ",
        "I. ",
        "2019年",
        "号",
    ):
        text = piece * 3000
        assert understand(document_of(text)).text == text


def test_a_text_without_a_circular_says_so() -> None:
    for text in (
        "那天下午，他走进院子，看见老槐树下坐着一个人。\n风吹过来，叶子沙沙地响。",
        "milk\neggs\nbread for the weekend",
    ):
        assert [finding.code for finding in understand(document_of(text)).findings] == ["no_circular"]
    assert understand(document_of("某局关于做好工作的通知\n请抓好落实。")).findings == ()
