"""The authority list and the list of places that are shipped, and what their loaders refuse."""

from __future__ import annotations

import datetime as dt
import itertools
import re

import pytest

from ipr_extract.data import name_pattern, organisations, places, read_organisations, read_places
from ipr_extract.errors import ConfigError

HEADER = (
    "organisation_id,name_zh,short_name_zh,name_en,abbreviation,aliases,kind,valid_from,valid_to,successor_ids,source,"
    "parent_id"
)
OLD = (
    "old,旧样本部,旧样部,Ministry of Old Samples,MOS,样本旧部|Old Ministry,ministry,"
    "1998-03-10,2018-03-16,new,reform,new"
)
NEW = "new,新样本部,新样部,Ministry of New Samples,,,ministry,2018-03-17,,,reform,"
BY_ID = {row.organisation_id: row for row in organisations()}


def test_a_row_becomes_an_organisation() -> None:
    old, new = read_organisations([HEADER, OLD, NEW])
    assert (old.organisation_id, old.name_zh, old.short_name_zh, old.name_en) == (
        "old", "旧样本部", "旧样部", "Ministry of Old Samples",
    )  # fmt: skip
    assert (old.abbreviation, old.aliases, old.kind) == ("MOS", ("样本旧部", "Old Ministry"), "ministry")
    assert (old.valid_from, old.valid_to) == (dt.date(1998, 3, 10), dt.date(2018, 3, 16))
    assert (old.successor_ids, old.source, old.parent_id) == (("new",), "reform", "new")
    assert (new.aliases, new.valid_to, new.successor_ids, new.parent_id) == ((), None, (), None)
    assert (new.place_code, new.counterpart_id) == (None, None)


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ([HEADER.replace("kind", "sort"), NEW], "columns"),
        ([], "columns"),
        ([HEADER, NEW, NEW], "line 3: the id 'new' stands twice"),
        ([HEADER, OLD], "'new': no such row"),
        ([HEADER, NEW + "old"], "'old': no such row"),
        ([HEADER, NEW.replace("ministry", "club")], "unknown kind 'club'"),
        ([HEADER, NEW.replace("2018-03-17", "March 2018")], "'March 2018' is not a date"),
        ([HEADER, NEW.replace("2018-03-17,", "2018-03-17,2017-01-01")], "which is before it"),
        ([HEADER, NEW.replace("new,", ",", 1)], "must not be empty"),
        ([HEADER, NEW + ",one cell more"], "other than 12 cells"),
        ([HEADER, "new,新样本部"], "other than 12 cells"),
    ],
)
def test_a_broken_list_is_refused(lines: list[str], message: str) -> None:
    with pytest.raises(ConfigError, match=re.escape(message)):
        read_organisations(lines)


def test_the_list_covers_the_central_organs() -> None:
    kinds = {row.kind for row in organisations()}
    assert len(organisations()) >= 700
    assert kinds >= {
        "ministry", "commission", "direct_body", "office", "institution", "bureau", "party", "court", "procuratorate",
        "mass_organisation", "joint_meeting", "leading_group", "legislature", "military", "enterprise",
    }  # fmt: skip
    assert all(row.source and row.short_name_zh and row.name_en for row in organisations())


def test_no_row_has_an_empty_or_repeated_name() -> None:
    for row in organisations():
        aliases = [row.name_zh, row.name_en, *row.aliases]
        assert len(set(aliases)) == len(aliases), row.organisation_id
        assert all(alias == alias.strip() for alias in aliases), row.organisation_id


def test_a_successor_begins_when_its_predecessor_has_ended() -> None:
    """Succession goes forward in time; an organ that took over a part may have been there before."""
    for row in organisations():
        assert not row.successor_ids or row.valid_to, row.organisation_id
        for successor in map(BY_ID.__getitem__, row.successor_ids):
            assert row.valid_to is not None
            assert successor.valid_to is None or row.valid_to < successor.valid_to, row.organisation_id
            was_there = successor.valid_from is None or successor.valid_from <= row.valid_to
            assert was_there or (successor.valid_from - row.valid_to).days < 250, row.organisation_id  # type: ignore


def test_no_chain_of_successors_or_parents_comes_back_to_itself() -> None:
    def reached(organisation_id: str, seen: tuple[str, ...], of: str) -> None:
        assert organisation_id not in seen, (of, seen)
        row = BY_ID[organisation_id]
        ahead = row.successor_ids if of == "successor" else filter(None, [row.parent_id])
        for other in ahead:
            reached(other, (*seen, organisation_id), of)

    for row in organisations():
        reached(row.organisation_id, (), "successor")
        reached(row.organisation_id, (), "parent")


def test_no_two_rows_have_one_full_name_on_one_day() -> None:
    for one, other in itertools.combinations(organisations(), 2):
        if one.name_zh == other.name_zh:
            first, second = sorted((one, other), key=lambda row: row.valid_from or dt.date.min)
            assert first.valid_to is not None
            assert second.valid_from is not None
            assert first.valid_to < second.valid_from, one.name_zh


@pytest.mark.parametrize(
    ("day", "number"),
    [
        ("1998-06-01", 29),
        ("2005-01-01", 28),
        ("2010-01-01", 27),
        ("2015-01-01", 25),
        ("2019-01-01", 26),
        ("2024-01-01", 26),
    ],
)
def test_there_are_as_many_ministries_as_each_reform_left(day: str, number: int) -> None:
    """Each reform's plan says how many constituent departments there are, the General Office left out."""
    on = dt.date.fromisoformat(day)
    valid = [
        row
        for row in organisations()
        if row.kind in ("ministry", "commission")
        and (row.valid_from is None or row.valid_from <= on)
        and (row.valid_to is None or on <= row.valid_to)
    ]
    assert len(valid) == number


@pytest.mark.parametrize(
    ("former", "later", "first_day"),
    [
        ("sdpc", "ndrc", "2003-03-10"),
        ("mii", "miit", "2008-03-15"),
        ("mop", "mohrss", "2008-03-15"),
        ("molss", "mohrss", "2008-03-15"),
        ("moc_construction", "mohurd", "2008-03-15"),
        ("sda", "sfda", "2003-03-10"),
        ("setc", "ndrc", "2003-03-10"),
        ("moftec", "mofcom", "2003-03-10"),
        ("sfpc", "npfpc", "2003-03-10"),
        ("sec", "moe", "1998-03-10"),
        ("sstc", "most", "1998-03-10"),
        ("cpo", "sipo", "1998-03-29"),
        ("sepa", "mep", "2008-03-15"),
        ("moc_communications", "mot", "2008-03-15"),
        ("caac_general", "caac", "2008-03-15"),
        ("moh", "nhfpc", "2013-03-14"),
        ("npfpc", "nhfpc", "2013-03-14"),
        ("sfda", "cfda", "2013-03-14"),
        ("sarft", "sapprft", "2013-03-14"),
        ("sapprft", "nrta", "2018-03-17"),
        ("moc_culture", "mct", "2018-03-17"),
        ("cnta", "mct", "2018-03-17"),
        ("saws", "mem", "2018-03-17"),
        ("sgr", "grain", "2018-03-17"),
        ("cfda", "nmpa", "2018-03-17"),
        ("party_school_1977", "party_school", "2018-03-21"),
        ("cctv", "cmg", "2018-03-21"),
        ("mine_safety_coal", "mine_safety", "2020-10-09"),
        ("mor", "nra", "2013-03-14"),
        ("gapp", "sapprft", "2013-03-14"),
        ("moa", "mara", "2018-03-17"),
        ("mep", "mee", "2018-03-17"),
        ("mlr", "mnr", "2018-03-17"),
        ("nhfpc", "nhc", "2018-03-17"),
        ("aqsiq", "samr", "2018-03-17"),
        ("saic", "samr", "2018-03-17"),
        ("cfda", "samr", "2018-03-17"),
        ("cbrc", "cbirc", "2018-03-17"),
        ("circ", "cbirc", "2018-03-17"),
        ("sipo", "cnipa", "2018-08-28"),
        ("china_railway_corp", "china_railway", "2019-06-18"),
        ("lgop", "nrra", "2021-02-25"),
        ("cbirc", "nfra", "2023-03-10"),
    ],
)
def test_a_reform_ends_one_row_and_begins_the_next(former: str, later: str, first_day: str) -> None:
    day = dt.date.fromisoformat(first_day)
    assert later in BY_ID[former].successor_ids
    assert BY_ID[former].valid_to == day - dt.timedelta(days=1)
    assert BY_ID[later].valid_from == day


def test_the_pattern_finds_the_longest_name_at_each_place() -> None:
    text = (
        "国家知识产权战略实施工作部际联席会议办公室、国家发展改革委会同工业和信息化部，人民银行、"
        "推进“一带一路”建设工作领导小组"
    )
    assert [match[0] for match in name_pattern().finditer(text)] == [
        "国家知识产权战略实施工作部际联席会议办公室", "国家发展改革委", "工业和信息化部", "人民银行",
        "推进“一带一路”建设工作领导小组",
    ]  # fmt: skip


def test_the_pattern_matches_every_chinese_name_whole() -> None:
    pattern = name_pattern()
    for row in organisations():
        for name in (row.name_zh, row.short_name_zh, *row.aliases):
            if re.search("[\u4e00-\u9fff]", name):
                assert pattern.fullmatch(name), name
                assert pattern.fullmatch(name.replace("“", '"').replace("”", '"').replace("（", "(").replace("）", ")"))


def test_the_places_are_those_of_the_code() -> None:
    provinces = [place for place in places() if place.parent_code is None]
    prefectures = [place for place in places() if place.parent_code is not None]
    assert len(provinces) == 34
    assert len(prefectures) == 333
    assert all(place.code[:2] + "0000" == place.parent_code for place in prefectures)
    assert [place.kind for place in places()].count("sub_provincial_city") == 15
    assert all(place.abbreviations for place in provinces)
    assert all(place.name.startswith(place.short_name.removesuffix("州")) for place in places())
    signs = list(itertools.chain.from_iterable(place.abbreviations for place in provinces))
    assert len(set(signs)) == len(signs)


@pytest.mark.parametrize(
    ("code", "name", "short_name"),
    [
        ("110000", "北京市", "北京"),
        ("150000", "内蒙古自治区", "内蒙古"),
        ("150200", "包头市", "包头"),
        ("370200", "青岛市", "青岛"),
        ("440300", "深圳市", "深圳"),
        ("513200", "阿坝藏族羌族自治州", "阿坝"),
        ("810000", "香港特别行政区", "香港"),
    ],
)
def test_a_place_has_its_code(code: str, name: str, short_name: str) -> None:
    place = next(place for place in places() if place.code == code)
    assert (place.name, place.short_name) == (name, short_name)


PLACES = "code,name,short_name,abbreviations,kind,parent_code"


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (["code,name", "110000,北京市"], "columns"),
        ([PLACES, "1100,北京市,北京,京,municipality,"], "isn't six digits"),
        ([PLACES, "110000,北京市,北京,京,municipality,", "110000,北京市,北京,京,municipality,"], "stands twice"),
        ([PLACES, "110000,北京市,北京,京,village,"], "unknown kind 'village'"),
        ([PLACES, "130100,石家庄市,石家庄,,prefecture_city,130000"], "the parent '130000' has no row"),
    ],
)
def test_a_broken_list_of_places_is_refused(lines: list[str], message: str) -> None:
    with pytest.raises(ConfigError, match=re.escape(message)):
        read_places(lines)


@pytest.mark.parametrize(("bureau", "ministry"), [("nda", "ndrc"), ("nea", "ndrc"), ("nmpa", "samr"), ("safe", "pboc")])
def test_a_bureau_belongs_to_the_ministry_that_manages_it(bureau: str, ministry: str) -> None:
    assert BY_ID[bureau].parent_id == ministry


def test_an_office_belongs_to_its_body() -> None:
    for row in organisations():
        body = row.organisation_id.removesuffix("_office")
        if body != row.organisation_id and body in BY_ID:
            assert row.parent_id == body
