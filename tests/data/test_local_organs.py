"""Local organs: what an id says, the row that follows from it, and what the loader refuses."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipr_extract.data import organisations, registry
from ipr_extract.data.local_organs import (
    KINDS,
    OTHER_KIND,
    LocalPlace,
    local_functions,
    local_organisation,
    places_by_code,
    read_local_functions,
    split_local_id,
)
from ipr_extract.errors import ConfigError
from ipr_extract.model import Organisation

CENTRAL = {row.organisation_id for row in organisations()}


def row(organisation_id: str) -> Organisation:
    found = local_organisation(organisation_id)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("organisation_id", "name", "short_name", "kind"),
    [
        ("340000-science_technology", "安徽省科学技术厅", "安徽省科技厅", "local_department"),
        ("340100-science_technology", "合肥市科学技术局", "合肥市科技局", "local_department"),
        ("110000-finance", "北京市财政局", "北京市财政局", "local_department"),
        ("150200.土默特右旗-education", "包头市土默特右旗教育局", "包头市土默特右旗教育局", "local_department"),
        ("340000-government", "安徽省人民政府", "安徽省政府", "local_government"),
        ("340000-party_committee", "中共安徽省委员会", "安徽省委", "local_party"),
        ("150000-party_committee", "中共内蒙古自治区委员会", "内蒙古自治区党委", "local_party"),
        ("150000-party_publicity", "中共内蒙古自治区委员会宣传部", "内蒙古自治区党委宣传部", "local_party"),
        ("340100-party_office", "中共合肥市委办公室", "合肥市委办", "local_party"),
        ("340000-tax", "国家税务总局安徽省税务局", "税务总局安徽省税务局", "central_branch"),
        ("370200-customs", "青岛海关", "青岛海关", "central_branch"),
        ("370000-csrc_branch", "中国证券监督管理委员会山东监管局", "中国证监会山东监管局", "central_branch"),
        ("xpcc-science_technology", "新疆生产建设兵团科学技术局", "新疆生产建设兵团科技局", "local_department"),
        ("340000-道路运输管理局", "安徽省道路运输管理局", "安徽省道路运输管理局", OTHER_KIND),
    ],
)
def test_the_row_follows_from_the_id(organisation_id: str, name: str, short_name: str, kind: str) -> None:
    made = row(organisation_id)
    assert (made.organisation_id, made.name_zh, made.short_name_zh, made.kind) == (
        organisation_id, name, short_name, kind,
    )  # fmt: skip
    assert (made.valid_from, made.valid_to, made.successor_ids) == (None, None, ())
    assert "not looked up" in made.source


@pytest.mark.parametrize(
    ("organisation_id", "place_code", "parent_id", "counterpart_id"),
    [
        ("340100-finance", "340100", "340100-government", "mof"),
        ("340100-government", "340100", "340000-government", "state_council"),
        ("340000-government", "340000", "state_council", "state_council"),
        ("340100.肥西县-government", "340100", "340100-government", "state_council"),
        ("340000-party_publicity", "340000", "340000-party_committee", "party_propaganda"),
        ("370000-csrc_branch", "370000", "csrc", "csrc"),
        ("150200.稀土高新区-zone_committee", "150200", "150200-government", None),
        ("xpcc-finance", None, "xpcc-government", "mof"),
        ("xpcc-government", None, "xpcc", "state_council"),
        ("340000-道路运输管理局", "340000", None, None),
        ("000000.湘阴县-education", None, "000000.湘阴县-government", "moe"),
        ("000000.湘阴县-government", None, None, "state_council"),
    ],
)
def test_what_a_local_organ_is_tied_to(
    organisation_id: str, place_code: str | None, parent_id: str | None, counterpart_id: str | None
) -> None:
    made = row(organisation_id)
    assert (made.place_code, made.parent_id, made.counterpart_id) == (place_code, parent_id, counterpart_id)


@pytest.mark.parametrize(
    "organisation_id",
    ["mof", "340000", "340000-", "340000-nothing_known", "999999-finance", "000000-finance", "34000-finance", "", "-"],
)
def test_what_is_no_local_organs_id(organisation_id: str) -> None:
    assert split_local_id(organisation_id) is None
    assert local_organisation(organisation_id) is None
    assert (organisation_id in registry()) == (organisation_id in CENTRAL)


@given(
    st.sampled_from(sorted(places_by_code())),
    st.sampled_from(["", "样本县", "样本高新区"]),
    st.sampled_from(sorted(local_functions())),
)
def test_ids_go_there_and_back_and_all_that_they_are_tied_to_is_there(code: str, area: str, function: str) -> None:
    place = LocalPlace(code, area)
    organisation_id = place.organ(function)
    assert split_local_id(organisation_id) == (place, function)
    assert organisation_id in registry()
    made = registry()[organisation_id]
    for tied in filter(None, (made.parent_id, made.counterpart_id)):
        assert tied in registry()
        assert registry()[tied].organisation_id == tied


def test_every_function_has_a_kind_and_a_counterpart_that_there_is() -> None:
    for function in local_functions().values():
        assert function.kind in KINDS
        assert function.counterpart_id is None or function.counterpart_id in CENTRAL
        # A counterpart is given under its latest name, where the function is of today.
        if function.counterpart_id and function.function not in {
            "development_planning", "economic_trade", "personnel", "labour", "land_resources", "environment_protection",
            "agriculture", "culture", "tourism", "health_family_planning", "health_bureau", "family_planning",
            "work_safety", "industry_commerce", "quality_supervision", "food_drug", "forestry", "legislative_affairs",
            "poverty", "rural_revitalisation", "ocean", "geomatics", "party_social_order_office", "cbirc_branch",
            "cbrc_branch", "circ_branch", "inspection_quarantine",
        }:  # fmt: skip
            assert registry()[function.counterpart_id].valid_to is None, function.function


HEADER = "function,province,city,aliases,kind,levels,counterpart_id"
SAMPLE = "samples,样本厅,样本局,样委,local_department,,mof"


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ([HEADER.replace("kind", "sort"), SAMPLE], "columns"),
        ([HEADER, SAMPLE, SAMPLE], "stands twice"),
        ([HEADER, SAMPLE.replace("samples", "Samples")], "isn't of small letters"),
        ([HEADER, SAMPLE.replace("样本厅", "")], "must not be empty"),
        ([HEADER, SAMPLE.replace("local_department", "club")], "unknown kind 'club'"),
        ([HEADER, SAMPLE.replace("local_department,", "local_department,village")], "level"),
        ([HEADER, SAMPLE, SAMPLE.replace("samples", "others")], "is the name of 'samples' too"),
    ],
)
def test_a_broken_list_of_functions_is_refused(lines: list[str], message: str) -> None:
    with pytest.raises(ConfigError, match=re.escape(message)):
        read_local_functions(lines)


def test_names_of_the_party_go_with_its_committee() -> None:
    names = local_functions()["party_publicity"].names
    assert {"宣传部", "委宣传部", "党委宣传部", "委员会宣传部"} <= set(names)


def test_the_registry_lists_central_rows_and_finds_local_ones() -> None:
    assert set(registry()) == CENTRAL
    assert len(registry()) == len(CENTRAL)
    assert registry()["mof"].name_zh == "财政部"
    with pytest.raises(KeyError):
        registry()["nobody"]
