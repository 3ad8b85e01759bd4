from typing import Any

import pytest
from lxml import etree

from ipr_extract.errors import ConfigError
from ipr_extract.model import MetadataField
from ipr_extract.parse.site_families import Selectors, read_sites, sites

DATA: dict[str, Any] = {
    "container": [{"selector": "#zoom", "share": 0.4}],
    "title": [{"selector": ".title", "shortest": 4}],
    "marks": [{"start": "ContentStart", "end": "ContentEnd"}],
    "labels": {"title": ["标题"], "none": ["字号"]},
    "meta": {"title": ["ArticleTitle"]},
    "blocked": {"longest": 400, "phrases": ["验证码"]},
}
TREE = etree.fromstring(
    "<body><div class='article x'><p id='ti'/><td class='b12c' id='UCAP'/></div><div class='content'/></body>"
)


def _selectors(*selectors: str) -> Selectors:
    return read_sites(DATA | {"container": [{"selector": s, "share": 0.5} for s in selectors]}).containers


@pytest.mark.parametrize(
    ("selector", "meant"),
    [
        ("#ti", ["p"]),
        ("p#ti", ["p"]),
        ("div#ti", []),
        (".article", ["div"]),
        (".article.x", ["div"]),
        (".article.y", []),
        (".cont", []),
        ("td", ["td"]),
        ("td.b12c#UCAP", []),
        ("td#UCAP.b12c", ["td"]),
        ("div .b12c", ["td"]),
        ("body div.article #ti", ["p"]),
        ("div.content #ti", []),
    ],
)
def test_selectors(selector: str, meant: list[str]) -> None:
    if selector == "td.b12c#UCAP":
        with pytest.raises(ConfigError, match=r"td\.b12c#UCAP"):
            _selectors(selector)
    else:
        selectors = _selectors(selector)
        assert [element.tag for element in TREE.iter() if selectors.least(element) is not None] == meant


def test_the_least_of_several_counts() -> None:
    data = DATA | {"container": [{"selector": "#ti", "share": 0.5}, {"selector": "p", "share": 0.2}]}
    assert read_sites(data).containers.least(TREE[0][0]) == 0.2


def test_labels_of_no_field() -> None:
    assert read_sites(DATA).labels == {"标题": MetadataField.TITLE, "字号": None}


@pytest.mark.parametrize(
    "change",
    [
        {"labels": {"author": ["作者"]}},
        {"container": [{"selector": "#zoom"}]},
        {"container": [{"selector": "div > p", "share": 1}]},
        {"meta": {"colour": ["x"]}},
    ],
)
def test_an_entry_that_cannot_be_used_is_an_error(change: dict[str, Any]) -> None:
    with pytest.raises(ConfigError, match=r"^site_families\.toml: "):
        read_sites(DATA | change)


def test_the_shipped_file_is_read() -> None:
    known = sites()
    assert known.labels["发文字号"] is MetadataField.DOCUMENT_NUMBER
    assert known.labels["成文日期"] is MetadataField.WRITTEN_DATE
    assert known.labels["发布日期"] is MetadataField.PUBLISHED_DATE
    assert ("ContentStart", "ContentEnd") in known.marks
