"""Responsibility statements in the forms that real circulars use; every text here was written for the test."""

from __future__ import annotations

import pytest

from ipr_extract.model import Role
from ipr_extract.nlp.components import document_of
from ipr_extract.nlp.organs import plausible
from ipr_extract.nlp.reading import fold, read
from ipr_extract.nlp.responsibility import Said, read_said
from ipr_extract.nlp.statements import bracket_statements, line_statements, prose_statements

L, R, S, G = Role.LEAD, Role.RESPONSIBLE, Role.SUPPORT, Role.GUIDE

# What stands inside the brackets → (name, role) in order.
FORMS: list[tuple[str, list[tuple[str, Role]]]] = [
    ("知识产权局负责", [("知识产权局", R)]),
    ("农业部、林业局按职责分别负责", [("农业部", R), ("林业局", R)]),
    ("农业农村部、国家林草局分别负责", [("农业农村部", R), ("国家林草局", R)]),
    (
        "工业和信息化部牵头，商务部、海关总署等按职责分工负责",
        [("工业和信息化部", L), ("商务部", R), ("海关总署", R)],
    ),
    ("国家发展改革委会同有关部门负责", [("国家发展改革委", L), ("有关部门", S)]),
    ("商务部指导，供销合作总社参与", [("商务部", G), ("供销合作总社", S)]),
    ("教育部牵头，科技部、财政部配合", [("教育部", L), ("科技部", S), ("财政部", S)]),
    ("教育部牵头、科技部配合", [("教育部", L), ("科技部", S)]),
    ("财政部、税务总局牵头负责", [("财政部", L), ("税务总局", L)]),
    ("财政部牵头会同税务总局、人民银行负责", [("财政部", L), ("税务总局", S), ("人民银行", S)]),
    ("财政部牵头，会同税务总局落实", [("财政部", L), ("税务总局", S)]),
    (
        "牵头单位：省科技厅，责任单位：省发展改革委、省工业和信息化厅",
        [("省科技厅", L), ("省发展改革委", R), ("省工业和信息化厅", R)],
    ),
    (
        "牵头单位：省科技厅；配合单位：省教育厅、省财政厅；完成时限：2023年6月底",
        [("省科技厅", L), ("省教育厅", S), ("省财政厅", S)],
    ),
    ("责任单位：省科技厅，省教育厅，省财政厅", [("省科技厅", R), ("省教育厅", R), ("省财政厅", R)]),
    ("负责部门：海关总署，适用范围：福建自贸试验区", [("海关总署", R)]),
    ("负责部门：人民银行等部门，适用范围：浙江自贸试验区", [("人民银行", R)]),
    ("5月底取得明显成效并持续推进，牵头考核单位：市审批服务局", [("市审批服务局", L)]),
    ("办公室牵头，各供电公司负责；完成时限：6月底前", [("办公室", L), ("各供电公司", R)]),
    ("市交通委（市道运局）牵头，市公安局配合", [("市交通委（市道运局）", L), ("市公安局", S)]),
    ("新闻出版广电总局（版权局）负责", [("新闻出版广电总局（版权局）", R)]),
    (
        "公安部、民政部、全国总工会等和各省级人民政府负责",
        [("公安部", R), ("民政部", R), ("全国总工会", R), ("各省级人民政府", R)],
    ),
    ("国务院相关部门及各地区按职责分工负责", [("国务院相关部门", R), ("各地区", R)]),
    ("各有关部门和单位负责", [("各有关部门和单位", R)]),
    ("海关总署、商务部等有关部门负责", [("海关总署", R), ("商务部", R), ("有关部门", R)]),
    ("海关总署、商务部等部门负责", [("海关总署", R), ("商务部", R)]),
    ("牵头单位：市住建局、审批服务局", [("市住建局", L), ("审批服务局", L)]),
    ("省十大新兴产业推进组工作专班牵头单位牵头", [("省十大新兴产业推进组工作专班牵头单位", L)]),
    (
        "文化和旅游部、粮食和储备局和财政部负责",
        [("文化和旅游部", R), ("粮食和储备局", R), ("财政部", R)],
    ),
    (
        "税务总局、财政部、海关总署负责，排在第一位的部门为牵头部门，下同",
        [("税务总局", L), ("财政部", R), ("海关总署", R)],
    ),
    ("国家能源局、水利部负责。列第一位者为牵头单位，下同", [("国家能源局", L), ("水利部", R)]),
    ("列第一位者为牵头单位，下同；省水利厅、省财政厅负责", [("省水利厅", L), ("省财政厅", R)]),
    ("参加单位：济南、青岛、烟台市政府", [("济南、青岛、烟台市政府", S)]),
    ("牵头单位：省商务厅，参加单位：济南市政府，省大数据局", [("省商务厅", L), ("济南市政府", S), ("省大数据局", S)]),
    ("国务院各部门分别负责，年内持续推进", [("国务院各部门", R)]),
    ("2020年底前由财政部负责", [("财政部", R)]),
    ("由财政部会同商务部负责", [("财政部", L), ("商务部", S)]),
    ("责任单位：各区政府、市科技局按职责分工负责", [("各区政府", R), ("市科技局", R)]),
    ("牵头领导：分管副市长；责任单位：市科技局", [("市科技局", R)]),
    ("省级责任单位：省科技厅；市级责任单位：各市科技局", [("省科技厅", R), ("各市科技局", R)]),
    (
        "省科技厅牵头，省直有关部门和各市、县人民政府配合",
        [("省科技厅", L), ("省直有关部门", S), ("各市、县人民政府", S)],
    ),
    ("市科技局、各区、县人民政府负责", [("市科技局", R), ("各区、县人民政府", R)]),
    ("主办单位：市科技局；协办单位：市财政局", [("市科技局", L), ("市财政局", S)]),
    ("市科技局主办，市财政局协办", [("市科技局", L), ("市财政局", S)]),
    ("市科技局按职责分工", [("市科技局", R)]),
    ("国网湖北省电力公司、省能源局负责", [("国网湖北省电力公司", R), ("省能源局", R)]),
    ("市科技局（牵头）、市财政局", [("市科技局", L), ("市财政局", R)]),
    ("责任单位：市科技局（牵头单位）、市财政局、各区政府（配合）", [("市科技局", L), ("市财政局", R), ("各区政府", S)]),
    ("牵头：商务部；配合：财政部、海关总署", [("商务部", L), ("财政部", S), ("海关总署", S)]),
    ("责任单位：市科技局、市财政局（排名第一的为牵头单位，下同）", [("市科技局", L), ("市财政局", R)]),
    ("省级层面责任单位：省科技厅；市县层面责任单位：各市、县人民政府", [("省科技厅", R), ("各市、县人民政府", R)]),
    ("牵头单位：市教育局 配合单位：市财政局、市人社局", [("市教育局", L), ("市财政局", S), ("市人社局", S)]),
]


def _entries(said: Said | None, text: str, at: int = 0) -> list[tuple[str, Role]]:
    return [] if said is None else [(text[at + e.start : at + e.end], e.role) for e in said.entries]


@pytest.mark.parametrize(("inside", "expected"), FORMS, ids=[form[0][:24] for form in FORMS])
def test_names_and_roles(inside: str, expected: list[tuple[str, Role]]) -> None:
    assert _entries(read_said(inside), inside) == expected


@pytest.mark.parametrize(("inside", "expected"), FORMS, ids=[form[0][:24] for form in FORMS])
def test_half_width_signs_and_offsets(inside: str, expected: list[tuple[str, Role]]) -> None:
    printed = inside.translate(str.maketrans("（），：；", "(),:;"))
    folded = fold(printed)
    found = [(printed[e.start : e.end], e.role) for e in getattr(read_said(folded), "entries", ())]
    assert found == [(name.translate(str.maketrans("（），：；", "(),:;")), role) for name, role in expected]


def _all(text: str) -> list[tuple[str, Role]]:
    reading = read(document_of(text))
    found = [
        *bracket_statements(reading),
        *line_statements(reading, reading.lines),
        *prose_statements(reading, reading.lines),
    ]
    return [pair for s in sorted(found, key=lambda s: s.start) for pair in _entries(s.said, text, s.at)]


@pytest.mark.parametrize(
    "text",
    [
        "开展职业技能评价（技工院校内由人力资源社会保障行政部门负责）。",
        "建立由政府负责人牵头的工作机制。",
        "鼓励服务商会同应用企业开展试点。",
        "同意建立由国务院领导同志牵头负责的联席会议制度。",
        "各省（区、市）科技厅（委、局）要认真落实。",
        "企业（以下简称服务单位）负责日常运行。",
        "中国（山东）自贸试验区要先行先试。",
        "由各成员单位有关司局负责同志担任联络员。",
        "经国务院同意，现印发给你们。",
        "按照“谁主管、谁负责”的原则推进。",
        "建设数字平台（含移动端），完善管理。",
        "加强队伍建设（不少于3人）。",
    ],
)
def test_remarks_assign_nothing(text: str) -> None:
    assert _all(text) == []


def test_bare_list_after_a_sentence() -> None:
    text = "推广应用新装备。（装备信息中心、各区、市教体局）"
    assert _all(text) == [("装备信息中心", R), ("各区、市教体局", R)]


def test_square_brackets() -> None:
    assert _all("推进试点建设。〔责任单位：市科技局、市财政局〕") == [("市科技局", R), ("市财政局", R)]
    assert _all("推进试点建设。【责任单位：市科技局】") == [("市科技局", R)]


def test_label_on_its_own_line() -> None:
    text = "（一）推进试点建设。\n牵头单位：市科技局\n配合单位：市财政局、市教育局"
    assert _all(text) == [("市科技局", L), ("市财政局", S), ("市教育局", S)]


def test_a_list_that_goes_on_in_the_next_line() -> None:
    text = "（一）推进试点建设。\n责任单位：市科技局、\n市财政局\n（二）开展培训。"
    assert _all(text) == [("市科技局", R), ("市财政局", R)]


def test_a_bare_list_with_a_rule() -> None:
    text = "推进试点建设。（市科技局、市财政局；列首位的为牵头单位，下同）"
    assert _all(text) == [("市科技局", L), ("市财政局", R)]


def test_several_statements_in_one_paragraph() -> None:
    text = "制定标准。（市场监管总局负责）推广装备。（工业和信息化部指导）开展培训（教育部、人力资源社会保障部负责）。"
    assert _all(text) == [("市场监管总局", R), ("工业和信息化部", G), ("教育部", R), ("人力资源社会保障部", R)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("具体方案由发展改革委会同农业部等部门负责落实。", [("发展改革委", L), ("农业部", S)]),
        ("日常工作由市科技局负责。", [("市科技局", R)]),
        ("试点工作由省财政厅牵头，其他部门参与。", [("省财政厅", L), ("其他部门", S)]),
        (
            "关于扩大开放的问题，由商务部会同财政部、海关总署提出落实意见。",
            [("商务部", L), ("财政部", S), ("海关总署", S)],
        ),
    ],
)
def test_sentences_that_assign(text: str, expected: list[tuple[str, Role]]) -> None:
    assert _all(text) == expected


@pytest.mark.parametrize(
    ("inside", "deadlines"),
    [
        ("5月底取得明显成效并持续推进，牵头考核单位：市审批服务局", ["5月底取得明显成效并持续推进"]),
        ("办公室牵头；完成时限：2023年6月底前", ["2023年6月底前"]),
        ("市科技局负责，6月底前完成，并长期坚持", ["6月底前完成，并长期坚持"]),
        ("国务院各部门分别负责，年内持续推进", ["年内持续推进"]),
        ("市科技局负责", []),
        ("责任领导：某某 责任单位：市林业局 完成时限：6月30日前", ["6月30日前"]),
    ],
)
def test_deadlines_inside(inside: str, deadlines: list[str]) -> None:
    said = read_said(inside)
    assert said is not None
    assert [inside[start:end] for start, end in said.deadlines] == deadlines


def test_a_rule_that_adds_an_organ() -> None:
    inside = "科技部、财政部及各地相关部门按职责分工负责，以下均需各地相关部门落实，不再列出"
    said = read_said(inside)
    assert said is not None
    assert [inside[e.start : e.end] for e in said.also] == ["各地相关部门"]
    assert _entries(said, inside) == [("科技部", R), ("财政部", R), ("各地相关部门", R)]


def test_a_rule_after_a_full_stop() -> None:
    inside = "生态环境部指导，试点城市政府负责落实。以下均需试点城市政府落实，不再列出"
    said = read_said(inside)
    assert said is not None
    assert _entries(said, inside) == [("生态环境部", G), ("试点城市政府", R)]


def test_from_here_on() -> None:
    inside = "市水务局、市财政局负责，列第一位者为牵头单位，下同"
    said = read_said(inside)
    assert said is not None
    assert said.first_leads
    assert said.from_here_on
    assert said.entries[0].by_rule


@pytest.mark.parametrize(
    ("name", "expected"), [("省大数据局", True), ("各地", True), ("持续优化", False), ("的", False)]
)
def test_plausible(name: str, expected: bool) -> None:
    assert plausible(name) is expected


@pytest.mark.parametrize(
    ("words", "entries"),
    [
        ("牵头单位：市教育局，市财政局、市人社局配合", "市教育局 lead,市财政局 support,市人社局 support"),
        ("牵头单位：市教育局，各县区按职责分工负责", "市教育局 lead,各县区 responsible"),
        ("责任单位：市教育局，市财政局按职责分工负责", "市教育局 responsible,市财政局 responsible"),
        ("牵头指导处室：市局标准处，各区监管局为实施单位，下同", "市局标准处 lead,各区监管局 responsible"),
        ("牵头单位：甲街道，支撑单位：区经委", "甲街道 lead,区经委 support"),
        ("市科协负责总体协调，市教育局负责具体落实", "市科协 responsible,市教育局 responsible"),
        ("药监局牵头，中医药局参与；医改领导小组秘书处负责统筹协调和督促落实", "药监局 lead,中医药局 support,医改领导小组秘书处 responsible"),
        ("民政部、共青团中央、全国工商联等按职责分工负责", "民政部 responsible,共青团中央 responsible,全国工商联 responsible"),
        ("省科技厅按职责分工负责，各地级以上市人民政府结合实际落实", "省科技厅 responsible,各地级以上市人民政府 responsible"),
        ("水利部等国务院相关部门及各地区按职责分工负责", "水利部 responsible,国务院相关部门 responsible,各地区 responsible"),
        ("责任单位：市住建局、市城管局（按职责分工）", "市住建局 responsible,市城管局 responsible"),
        ("主办：市住建局；协办：东城、西城、南关街道办事处", "市住建局 lead,东城、西城、南关街道办事处 support"),
        ("部门分工：省农业农村厅按职责分工负责，省妇联配合", "省农业农村厅 responsible,省妇联 support"),
        ("各省、自治区、直辖市人民政府负责，商务部加强指导", "各省、自治区、直辖市人民政府 responsible,商务部 guide"),
        ("列第一位者为牵头单位，其他有关单位按职责分工负责，下同", ""),
        ("市教育局、市财政局负责。列第一位的牵头，其余为配合单位，下同", "市教育局 lead,市财政局 support"),
    ],
)  # fmt: skip
def test_roles_that_signs_and_words_part(words: str, entries: str) -> None:
    said = read_said(words)
    found = ",".join(f"{words[e.start : e.end]} {e.role.value}" for e in (said.entries if said else ()))
    assert found == entries
