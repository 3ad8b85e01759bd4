"""Names of many → their members as of a day; and what isn't known."""

from __future__ import annotations

import datetime as dt
import re

import pytest

import ipr_extract
from ipr_extract.data import organisations, places, registry
from ipr_extract.data.collectives import groups, provinces, read_spans, row_of_the_day, spans
from ipr_extract.errors import ConfigError
from ipr_extract.model import Assignment, Basis, Circular, Document, Header, Party, PartyKind, Role, Value
from ipr_extract.normalize import members
from ipr_extract.normalize.collectives import default_collectives, with_members
from ipr_extract.normalize.resolver import default_resolver

IDS = frozenset(row.organisation_id for row in organisations())


def ids(name: str, date: str | None = None, place: str | None = None) -> list[str]:
    return [member.organisation_id for member in members(name, date, place=place)]


@pytest.mark.parametrize(("date", "number"), [("1997-03-13", 30), ("1997-03-14", 31), ("2018-11-07", 31), (None, 31)])
def test_the_provinces_are_those_of_the_day(date: str | None, number: int) -> None:
    found = ids("各省、自治区、直辖市人民政府", date)
    assert len(found) == number
    assert found[0] == "110000-government"
    assert ("500000-government" in found) == (number == 31)
    assert not {"710000-government", "810000-government", "820000-government"} & set(found)


def test_hainan_was_no_province_before_1988() -> None:
    assert "460000" not in set(provinces(dt.date(1988, 4, 12)))
    assert "460000" in set(provinces(dt.date(1988, 4, 13)))


@pytest.mark.parametrize(
    ("name", "number", "some"),
    [
        ("各省、自治区、直辖市科技厅（局）", 31, {"110000-science_technology", "650000-science_technology"}),
        ("各省（区、市）市场监管局", 31, {"340000-market_regulation"}),
        ("各省、自治区、直辖市及计划单列市财政厅（局）", 36, {"440300-finance", "370200-finance"}),
        ("各省、自治区、直辖市、新疆生产建设兵团民政厅（局）", 32, {"xpcc-civil_affairs"}),
        (
            "各省、自治区、直辖市及计划单列市、新疆生产建设兵团农业农村（农牧）厅（局、委）",
            37,
            {"xpcc-agriculture_rural"},
        ),
        ("国家税务总局各省、自治区、直辖市和计划单列市税务局", 36, {"110000-tax", "210200-tax"}),
        ("各省、自治区、直辖市、新疆生产建设兵团人民政府", 32, {"xpcc"}),
        ("各银保监局", 36, {"110000-cbirc_branch", "440300-cbirc_branch"}),
        ("各证监局", 36, {"330200-csrc_branch"}),
        ("各通信管理局", 31, {"540000-communications_administration"}),
    ],
)
def test_departments_of_all_provinces(name: str, number: int, some: set[str]) -> None:
    found = ids(name, "2020-01-01")
    assert len(found) == len(set(found)) == number
    assert some <= set(found)


@pytest.mark.parametrize(
    ("name", "date", "number", "some"),
    [
        ("国务院各部委", "1999-01-01", 29, {"sdpc", "setc", "costind"}),
        ("国务院各部委", "2018-11-07", 26, {"mara", "mva", "pboc", "audit"}),
        ("国务院各部委", "2018-03-16", 25, {"moa", "nhfpc"}),
        ("各直属机构", "1999-01-01", 17, {"saic_1982", "ppa", "sda"}),
        ("各直属机构", "2002-01-01", 17, {"saic", "gapp", "aqsiq"}),
        ("国务院各直属机构", "2006-01-01", 18, {"saws", "sfda"}),
        ("国务院各直属机构", "2010-01-01", 16, {"gapp", "saws", "nbcp"}),
        ("国务院各直属机构", "2015-01-01", 16, {"sapprft", "cfda", "ggj"}),
        ("国务院各直属机构", "2018-11-07", 10, {"samr", "nhsa"}),
        ("国务院各直属机构", "2024-01-01", 14, {"nfra", "csrc", "cnipa", "xinfang"}),
        ("国务院部委管理的国家局", "2004-01-01", 10, {"safe", "spb"}),
        ("国务院部委管理的国家局", "2010-01-01", 16, {"sfda", "caac"}),
        ("国务院部委管理的国家局", "2019-01-01", 16, {"cnipa", "nmpa", "mine_safety_coal"}),
        ("国务院部委管理的国家局", "2024-01-01", 17, {"nda", "fire"}),
        ("国务院直属事业单位", "2005-01-01", 14, {"serc", "cbrc"}),
        ("国务院直属事业单位", "2019-01-01", 9, {"cmg", "cbirc"}),
        ("国务院直属事业单位", "2024-01-01", 7, {"cmg"}),
        ("国务院职业教育工作部际联席会议各成员单位", "2019-01-24", 9, {"moe", "lgop"}),
        ("国家知识产权强国建设工作部际联席会议成员单位", "2024-03-01", 29, {"cnipa", "cmc_equipment"}),
    ],
)
def test_groups_of_the_state_council_and_meetings(name: str, date: str, number: int, some: set[str]) -> None:
    found = ids(name, date)
    assert len(found) == len(set(found)) == number
    assert some <= set(found)


def test_every_member_of_a_group_is_a_row_valid_on_its_day() -> None:
    """On the first and the last day of each span, so that renamings within it are seen."""
    for span in spans():
        for on in (span.first, span.last or dt.date(2025, 1, 1)):
            for member in span.members:
                row = row_of_the_day(member, registry(), on)
                begun = row.valid_from is None or (row.valid_from - on).days <= 20
                assert begun, (span.group_id, on, member)
                assert row.valid_to is None or on <= row.valid_to, (span.group_id, on, member)


def test_every_span_is_of_a_group_or_of_a_meeting_that_there_is() -> None:
    known = {group.group_id for group in groups()} | IDS
    assert {span.group_id for span in spans()} <= known
    assert all(span.source for span in spans())


def test_collectives_of_a_place() -> None:
    assert len(ids("各市人民政府", place="340000")) == 16
    assert "431300-government" in ids("各市、自治州人民政府", place="430000")
    assert "433100-government" not in ids("各市人民政府", place="430000")
    assert "433100-government" in ids("各市、自治州人民政府", place="430000")
    assert ids("济南、青岛、烟台市政府") == ["370100-government", "370200-government", "370600-government"]
    assert ids("北京、天津、河北省（直辖市）人民政府") == [
        "110000-government",
        "120000-government",
        "130000-government",
    ]
    assert ids("沈阳、北京、济南军区", "1996-06-29") == ["mr_shenyang", "mr_beijing", "mr_jinan"]


@pytest.mark.parametrize(
    ("name", "date", "place", "message"),
    [
        ("财政部", None, None, "not a name of many"),
        ("有关部门", None, None, "not a name of many"),
        ("各市人民政府", None, None, "not a name of many"),
        ("各直属机构", "1990-01-01", None, "aren't in the data"),
        ("国务院知识产权战略实施工作部际联席会议成员单位", "2017-08-17", None, "aren't in the data"),
        ("各省、自治区、直辖市中小企业主管部门", "2020-01-01", None, "aren't in the data"),
        ("国务院各部门", "2020-01-01", None, "aren't in the data"),
        ("中央和国家机关各部委", "2020-01-01", None, "aren't in the data"),
        ("各人民团体", None, None, "aren't in the data"),
        ("国务院各部委", "last year", None, "not a date like"),
        ("国务院各部委", None, "999999", "no place has this code"),
    ],
)
def test_what_is_not_known_is_said(name: str, date: str | None, place: str | None, message: str) -> None:
    with pytest.raises(ConfigError, match=re.escape(message)):
        members(name, date, place=place)


def test_it_is_a_function_of_the_package() -> None:
    assert [member.name_zh for member in ipr_extract.members("国务院直属特设机构")] == ["国务院国有资产监督管理委员会"]


# --- a whole circular ------------------------------------------------------------------------------------------------


def circular(*addressees: tuple[str, PartyKind], assigned: tuple[str, ...] = ()) -> Circular:
    document = Document("0" * 16, "sample.txt", "0" * 64, "text/plain", "样本", (), "test")
    return Circular(
        document,
        "zh",
        Header(written_date=dt.date(2020, 6, 1)),
        issuers=(Party("安徽省人民政府", PartyKind.ORGANISATION, organisation_id="340000-government"),),
        addressees=tuple(Party(name, kind) for name, kind in addressees),
        assignments=tuple(
            Assignment("a", None, None, "1", name, Role.LEAD, Basis.STATED, False, Value(name, 0, 1), 0, 1)
            for name in assigned
        ),
    )


def expanded(made: Circular) -> Circular:
    return with_members(made, default_collectives(), default_resolver())


def test_a_circulars_collectives_have_their_members_once() -> None:
    many = PartyKind.COLLECTIVE
    made = expanded(circular(("各市人民政府", many), ("国务院各部委", many), assigned=("各市人民政府", "省财政厅")))
    assert [(m.collective, m.position, m.organisation_id) for m in made.members][:2] == [
        ("各市人民政府", 1, "340100-government"),
        ("各市人民政府", 2, "340200-government"),
    ]
    assert [m.collective for m in made.members].count("各市人民政府") == 16
    assert {m.on for m in made.members} == {dt.date(2020, 6, 1)}
    assert made.findings == ()


def test_departments_listed_behind_those_of_all_provinces_are_the_provinces_too() -> None:
    made = expanded(
        circular(
            ("各省、自治区、直辖市发展改革委", PartyKind.COLLECTIVE),
            ("科技厅（局）", PartyKind.ORGANISATION),
            ("样本主管机构", PartyKind.ORGANISATION),
        )
    )
    by_name = {name: [m for m in made.members if m.collective == name] for name in ("科技厅（局）", "样本主管机构")}
    assert len(by_name["科技厅（局）"]) == 31
    assert by_name["样本主管机构"] == []


def test_a_collective_whose_members_are_not_known_has_a_finding() -> None:
    made = expanded(circular(("各省、自治区、直辖市中小企业主管部门", PartyKind.COLLECTIVE)))
    assert made.members == ()
    assert [finding.code for finding in made.findings] == ["members_unknown"]
    unchanged = circular(("有关部门", PartyKind.COLLECTIVE))
    assert expanded(unchanged) is unchanged


# --- the file --------------------------------------------------------------------------------------------------------

SPAN = {"group": "sample", "from": dt.date(2018, 1, 1), "to": dt.date(2018, 12, 31), "members": ["mof"], "source": "s"}


@pytest.mark.parametrize(
    ("tables", "message"),
    [
        ([SPAN | {"members": ["nobody"]}], "no organisation"),
        ([SPAN | {"members": ["mof", "mof"]}], "stands twice"),
        ([SPAN | {"to": dt.date(2017, 1, 1)}], "ends before it begins"),
        ([SPAN, SPAN | {"from": dt.date(2018, 6, 1), "to": dt.date(2019, 1, 1)}], "another span holds"),
    ],
)
def test_a_broken_list_of_members_is_refused(tables: list[dict[str, object]], message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        read_spans({"span": tables}, IDS)


def test_the_places_of_the_data_have_codes() -> None:
    assert {"460000", "500000"} <= {place.code for place in places()}
