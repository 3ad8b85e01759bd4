"""Names → rows: by the date, by the form of the name, by who speaks; and what must stay nobody's name."""

from __future__ import annotations

import csv
import dataclasses
import datetime as dt
import itertools
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipr_extract.data import organisations
from ipr_extract.model import (
    Organisation,
)
from ipr_extract.normalize.name_keys import fold_chinese, fold_english
from ipr_extract.normalize.resolver import Resolver, default_resolver

GOLD = Path(__file__).resolve().parents[3] / "shared" / "gold" / "dev"
RESOLVER = default_resolver()
CENTRAL = {row.organisation_id for row in organisations()}


def resolved(name: str, on: str | None = "2019-06-01", language: str = "zh", issuer: str | None = None) -> str | None:
    day = dt.date.fromisoformat(on) if on else None
    return RESOLVER.resolve(name, on=day, language=language, issuer=issuer).organisation_id


@pytest.mark.parametrize(
    ("name", "on", "expected"),
    [
        ("国家知识产权局", "2018-08-27", "sipo"),
        ("国家知识产权局", "2018-08-28", "cnipa"),
        ("知识产权局", "2006-01-01", "sipo"),
        ("国家药监局", "2001-01-01", "sda"),
        ("国家药监局", "2010-01-01", "sfda"),
        ("国家药监局", "2020-01-01", "nmpa"),
        ("广电总局", "2005-01-01", "sarft"),
        ("广电总局", "2015-01-01", "sapprft"),
        ("广电总局", "2020-01-01", "nrta"),
        ("中央网信办", "2016-01-01", "central_cyber_lg_office"),
        ("中央网信办", "2019-01-01", "cac"),
        ("国家计委", "1997-01-01", "spc_planning"),
        ("国家计委", "2000-01-01", "sdpc"),
        ("民航局", "2020-01-01", "caac"),
        ("卫生部", "2013-03-13", "moh"),
        ("国家卫生计生委", "2013-03-14", "nhfpc"),
        ("卫计委", "2018-03-16", "nhfpc"),
        ("国家卫生健康委", "2018-03-17", "nhc"),
        ("文化部", "2018-03-16", "moc_culture"),
        ("文旅部", "2018-03-17", "mct"),
        ("农业部", "2017-01-01", "moa"),
        ("农业农村部", "2019-01-01", "mara"),
        ("国土资源部", "2017-01-01", "mlr"),
        ("自然资源部", "2019-01-01", "mnr"),
        ("新闻出版总署", "2012-01-01", "gapp"),
        ("新闻出版广电总局", "2017-01-01", "sapprft"),
        ("国家新闻出版署", "1999-01-01", "ppa"),
        ("国家新闻出版署", "2019-01-01", "nppa"),
        ("质检总局", "2017-01-01", "aqsiq"),
        ("市场监管总局", "2018-04-01", "samr"),
        ("保监会", "2017-01-01", "circ"),
        ("银监会", "2017-01-01", "cbrc"),
        ("银保监会", "2020-01-01", "cbirc"),
        ("金融监管总局", "2023-06-01", "nfra"),
        ("国务院扶贫办", "2020-01-01", "lgop"),
        ("国家乡村振兴局", "2022-01-01", "nrra"),
        ("国家数据局", "2024-01-01", "nda"),
        ("科技部", "2024-01-01", "most"),
        ("国家科委", "1997-01-01", "sstc"),
        ("国家矿山安监局", "2021-01-01", "mine_safety"),
        ("中央社会工作部", "2024-01-01", "party_social_work"),
        ("国家知识产权强国建设工作部际联席会议办公室", "2024-06-01", "ip_power_office"),
    ],
)
def test_the_row_valid_on_the_day_wins(name: str, on: str, expected: str) -> None:
    resolution = RESOLVER.resolve(name, on=dt.date.fromisoformat(on), language="zh")
    assert resolution.organisation_id == expected
    assert resolution.confidence == 1.0
    assert resolution.candidates[0] == expected


@pytest.mark.parametrize(
    ("name", "on", "expected"),
    [
        ("质检总局", "2018-08-01", "aqsiq"),
        ("银保监会", "2023-05-01", "cbirc"),
        ("文化部", "2018-04-02", "moc_culture"),
        ("国家数据局", "2022-12-01", "nda"),
    ],
)
def test_a_name_of_another_time_resolves_with_less_confidence(name: str, on: str, expected: str) -> None:
    resolution = RESOLVER.resolve(name, on=dt.date.fromisoformat(on), language="zh")
    assert resolution.organisation_id == expected
    assert resolution.confidence == 0.8


def test_without_a_date_the_latest_row_is_taken_and_that_is_said() -> None:
    undated = RESOLVER.resolve("国家知识产权局", on=None, language="zh")
    assert undated.organisation_id == "cnipa"
    assert undated.candidates == ("cnipa", "sipo")
    only_one = RESOLVER.resolve("海关总署", on=None, language="zh")
    assert undated.confidence < only_one.confidence < 1


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("国家发展和改革委员会", "ndrc"),
        ("国家发展改革委", "ndrc"),
        ("发展改革委", "ndrc"),
        ("发改委", "ndrc"),
        ("國家發展和改革委員會", "ndrc"),
        ("国家 发展　改革委", "ndrc"),
        ("“双打”办", "anti_counterfeit_office"),
        ("\"双打\"办", "anti_counterfeit_office"),
        ("中华人民共和国财政部", "mof"),
        ("国家财政部", "mof"),
        ("国务院发展改革委", "ndrc"),
        ("卫生健康委", "nhc"),
        ("国家卫生健康委", "nhc"),
        ("国家卫生健康委员会", "nhc"),
        ("中国银保监会", "cbirc"),
        ("人民银行", "pboc"),
        ("市场监管总局（国家标准委）", "samr"),
        ("新闻出版广电总局(版权局)", "sapprft"),
        ("国家发展改革委办公厅", "ndrc"),
        ("国家能源局综合司", "nea"),
        ("国家知识产权局办公室", "cnipa"),
        ("国务院办公厅", "state_council_general_office"),
        ("中共中央办公厅", "party_general_office"),
        ("中央军委办公厅", "cmc_general_office"),
    ],
)  # fmt: skip
def test_forms_of_a_chinese_name(name: str, expected: str) -> None:
    assert resolved(name) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("National Development & Reform Commission", "ndrc"),
        ("the National Development and Reform Commission (NDRC)", "ndrc"),
        ("NDRC", "ndrc"),
        ("Ministry of Commerce of the People's Republic of China", "mofcom"),
        ("Ministry of Commerce, P.R. China", "mofcom"),
        ("MinistryofFinance", "mof"),
        ("Ministry of  Labour and Social Security", "molss"),
        ("Ministry of National Defence", "mod"),
        ("All China Women’s Federation", "acwf"),
        ("Legislative Affairs Office", "sclao"),
        ("Legislative Affairs Office of the State Council", "sclao"),
        ("The State Council of the People's Republic of China", "state_council"),
        ("General Office of the State Council", "state_council_general_office"),
        ("General Office of the Ministry of Education", "moe"),
        ("Supreme People’s Court", "spc"),
        ("State Intellectual Property Office", "sipo"),
        ("SAFE", "safe"),
    ],
)
def test_forms_of_an_english_name(name: str, expected: str) -> None:
    assert resolved(name, on=None, language="en") == expected


def test_an_office_is_not_its_meeting() -> None:
    assert resolved("国务院知识产权战略实施工作部际联席会议", "2017-08-17") == "ip_strategy_meeting"
    assert resolved("国务院知识产权战略实施工作部际联席会议办公室", "2017-08-17") == "ip_strategy_office"
    assert resolved("国家知识产权战略实施工作部际联席会议办公室", "2015-01-01") == "ip_strategy_office_2008"
    assert resolved("国务院安委会办公室") == "work_safety_office"
    assert resolved("国务院安委会") == "work_safety"


def test_both_prints_of_the_joint_meetings_office_are_one() -> None:
    prints = [
        "Office of Inter-ministerial Joint Meeting of State Council on IP Strategic Implementation Work",
        "Office of Inter-Ministerial Joint Meeting of State Council on IPR Strategic Implementation Work",
        "Office of the Inter-ministerial Joint Meeting of the State Council on IP Strategic Implementationwork",
    ]
    assert {resolved(name, on=None, language="en") for name in prints} == {"ip_strategy_office"}


@pytest.mark.parametrize(
    "name",
    [
        "省科技厅", "市公安局", "各省、自治区、直辖市人民政府", "有关部门", "国务院有关部门", "国务院各部委",
        "各银保监局", "市场监管局", "省大数据局", "某某县财政局", "财政部税政司", "商务部等部门",
        "办公厅", "办公室", "国家", "",
    ],
)  # fmt: skip
def test_what_is_no_organ_without_a_place_stays_nobody(name: str) -> None:
    resolution = RESOLVER.resolve(name, on=None, language="zh")
    assert (resolution.organisation_id, resolution.candidates, resolution.confidence) == (None, (), 0.0)


@pytest.mark.parametrize(
    "name",
    ["members of the inter-ministerial joint meeting of State Council on IP strategic implementationwork",
     "relevant departments", "General Office", "Most", "Safe", "Ministry of Finance and others", "China"],
)  # fmt: skip
def test_what_is_no_organ_in_english_stays_nobody(name: str) -> None:
    assert resolved(name, on=None, language="en") is None


@pytest.mark.parametrize(
    "issuer", ["样本省人民政府", "包头市人民政府办公室", "中共某某县委", "国家税务总局北京市税务局"]
)
def test_a_shared_name_is_the_local_speakers(issuer: str) -> None:
    for name in ("发展改革委", "知识产权局", "国资委", "总工会", "气象局"):
        assert resolved(name, issuer=issuer) not in CENTRAL
        assert resolved(name, issuer="国务院办公厅") in CENTRAL
    for name in ("国家发展改革委", "财政部", "市场监管总局", "证监会", "海关总署"):
        assert resolved(name, issuer=issuer) is not None


def test_no_name_means_two_rows_on_one_day() -> None:
    bearers: dict[str, set[Organisation]] = {}
    for row in organisations():
        for name in (row.name_zh, row.short_name_zh, row.name_en, row.abbreviation, *row.aliases):
            bearers.setdefault(fold_chinese(name), set()).add(row)
            bearers.setdefault("en " + fold_english(name), set()).add(row)
    del bearers[""], bearers["en "]
    for key, rows in bearers.items():
        for one, other in itertools.combinations(rows, 2):
            first, second = sorted((one, other), key=lambda row: row.valid_from or dt.date.min)
            assert first.valid_to is not None, key
            assert second.valid_from is None or first.valid_to < second.valid_from, key


def test_every_name_resolves_to_its_own_row_in_its_time() -> None:
    for row in organisations():
        day = row.valid_to or row.valid_from or dt.date(2017, 6, 1)
        for name in (row.name_zh, row.short_name_zh, row.name_en, *row.aliases):
            resolution = RESOLVER.resolve(name, on=day, language="mul")
            assert (resolution.organisation_id, resolution.confidence) == (row.organisation_id, 1.0), name


def test_a_name_of_two_rows_at_once_names_candidates_only() -> None:
    first = dataclasses.replace(organisations()[0], organisation_id="first", aliases=("样本会",))
    second = dataclasses.replace(first, organisation_id="second")
    resolution = Resolver([first, second]).resolve("样本会", on=dt.date(2020, 1, 1), language="zh")
    assert (resolution.organisation_id, resolution.candidates) == (None, ("first", "second"))


@given(st.text(max_size=30), st.sampled_from(["zh", "en", "mul"]))
def test_any_text_gets_an_answer(name: str, language: str) -> None:
    resolution = RESOLVER.resolve(name, on=dt.date(2020, 1, 1), language=language, issuer=name)
    assert (resolution.organisation_id is None) == (resolution.confidence == 0.0)
    assert resolution.organisation_id is None or resolution.organisation_id in resolution.candidates


# --- the gold circulars --------------------------------------------------------------------------------------------


def gold(name: str) -> dict[str, object]:
    path = GOLD / f"{name}.json"
    if not path.exists():
        pytest.skip("the shared gold annotations are not beside this checkout")
    content: dict[str, object] = json.loads(path.read_text(encoding="utf-8"))
    return content


def test_the_addressees_of_the_circular_it_all_began_with() -> None:
    addressees = gold("000_a4b3d0d4ae7ed03e")["addressees"]
    assert isinstance(addressees, list)
    found = {name: resolved(name, on=None, language="en") for name in addressees}
    assert [name for name, organisation in found.items() if organisation is None] == [addressees[3]]
    assert len(set(found.values())) == len(addressees)


@pytest.mark.parametrize("name", ["govcn-5342665", "govcn-5359620", "govcn-5361158", "miit-2022-54"])
def test_the_central_organs_of_the_gold_circulars(name: str) -> None:
    annotation = gold(name)
    day, rows = annotation["written_date"], annotation["assignments"]
    assert isinstance(day, str)
    assert isinstance(rows, list)
    unresolved = {row["organisation"] for row in rows if resolved(row["organisation"], on=day) is None}
    assert unresolved <= {
        "各有关省（市）人民政府", "试点城市政府", "试点城市", "有关部门", "国务院有关部门",
        "各省、自治区、直辖市人民政府", "各地相关部门", "各有关部门",
    }  # fmt: skip


# Of the list of institutions that lies beside the project, what isn't a central organ: groups, media, places, schools.
NO_CENTRAL = {
    "国务院组成部门", "国务院直属特设机构", "国务院直属机构", "国务院部委管理的国家局", "国务院直属事业单位",
    "其他重要机构", "司法机关", "省级行政区", "重要地级市", "媒体", "科技日报", "凤凰网", "观察者网", "晚点LatePost",
    "36氪", "清华大学人工智能国际治理研究院",
}  # fmt: skip


def test_all_central_bodies_of_2023_are_known() -> None:
    path = GOLD.parents[1] / "data" / "institutions_central_2023.csv"
    if not path.exists():
        pytest.skip("the shared list of institutions is not beside this checkout")
    with path.open(encoding="utf-8", newline="") as file:
        names = [name for row in csv.DictReader(file) for name in row["name_cn"].split(" / ")]
    assert len(names) > 120
    missed = {
        name for name in names if RESOLVER.resolve(name, on=dt.date(2024, 1, 1), language="zh").organisation_id is None
    }
    assert missed == NO_CENTRAL & set(names)
