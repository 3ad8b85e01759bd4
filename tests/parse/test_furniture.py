import re
import tomllib
from importlib import resources
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipr_extract.model import BlockKind, MetadataField
from ipr_extract.parse.assembly import Draft
from ipr_extract.parse.furniture import mark_furniture, match_furniture

LINES: list[dict[str, Any]] = tomllib.loads(
    (resources.files("ipr_extract.data") / "furniture.toml").read_text("utf-8")
)["line"]


@pytest.mark.parametrize("line", LINES, ids=[line["name"] for line in LINES])
def test_each_pattern_matches_its_example_and_not_what_looks_like_it(line: dict[str, Any]) -> None:
    assert match_furniture(line["example"]) is not None
    assert line["reason"]
    for other in line.get("unlike", []):
        assert match_furniture(other) is None


@pytest.mark.parametrize("line", LINES, ids=[line["name"] for line in LINES])
def test_the_groups_of_each_pattern_are_metadata_fields(line: dict[str, Any]) -> None:
    match = match_furniture(line["example"])
    assert match is not None
    assert set(match.groupdict()) <= {field.value for field in MetadataField}


@given(st.sampled_from(LINES).flatmap(lambda line: st.from_regex(line["pattern"], fullmatch=True)))
def test_no_line_is_ruled_out_that_a_pattern_matches(line: str) -> None:
    line = line.strip()
    matching = [entry for entry in LINES if re.fullmatch(entry["pattern"], line)]
    if matching and len(line) <= 400 and line[-1] not in "。；，、：;,":
        match = match_furniture(line)
        assert match is not None
        assert match.re.pattern == matching[0]["pattern"]


@pytest.mark.parametrize(
    "line",
    [
        "样本市档案局",
        "2024年1月2日",
        "附件：样本工作计划表",
        "（此件公开发布）",
        "一、总体要求",
        "时间：2024年1月2日上午9时",
        "地址：样本市样本路1号　邮编：000000",
        "联系人：样本处",
        "牵头单位：样本局，责任单位：档案局",
        "主办单位：样本局",
        "数据来源：样本局年报",
        "抄送：市委办公室",
        "第三章　监督管理",
        "-12",
        "2020—2022",
    ],
)
def test_a_circulars_own_lines_are_none(line: str) -> None:
    assert match_furniture(line) is None


def test_what_a_line_states_keeps_its_place() -> None:
    draft = mark_furniture(Draft(BlockKind.PARAGRAPH, "2024-01-02 10:30　来源：样本局网站　字号：大 中 小"))
    assert draft.kind is BlockKind.FURNITURE
    found = {stated.field: draft.text[stated.start : stated.end] for stated in draft.stated}
    assert found == {MetadataField.PUBLISHED_DATE: "2024-01-02", MetadataField.PUBLISHER: "样本局网站"}
