"""Addresses as pages print them, and the one form under which they are known."""

from __future__ import annotations

import pytest

from ipr_extract.crawl.families.queries import with_defaults, with_query
from ipr_extract.crawl.pages import absolute, canonical


@pytest.mark.parametrize(
    ("link", "address"),
    [
        ("?id=1&region=2", "http://a.cn/x?id=1&region=2"),
        ("?id=1&section=3&copy=1&notice=2", "http://a.cn/x?id=1&section=3&copy=1&notice=2"),
        ("?t=1&timestamp=3&para=2&lt=1", "http://a.cn/x?t=1&timestamp=3&para=2&lt=1"),
        ("/y?a=1&amp;b=2&#38;c=3&#x26;d=4", "http://a.cn/y?a=1&b=2&c=3&d=4"),
        ("javascript:go(1)", None),
    ],
)
def test_an_address_is_not_read_as_html(link: str, address: str | None) -> None:
    assert absolute("http://a.cn/x", link) == address


@pytest.mark.parametrize(
    ("url", "known"),
    [
        ("http://www.gov.cn//zhengce/1.htm", "http://www.gov.cn//zhengce/1.htm"),
        ("http://www.gov.cn//a/../b//1.htm#x", "http://www.gov.cn//b//1.htm"),
        ("http://WWW.gov.cn", "http://www.gov.cn/"),
        ("http://a.cn/b;c/d:e?f", "http://a.cn/b;c/d:e?f"),
    ],
)
def test_a_path_is_no_host(url: str, known: str) -> None:
    assert canonical(url) == known


def test_parameters_that_are_not_set_stay_as_they_are() -> None:
    url = "http://a.cn/s?column=%B9%AB%BF%AA&kind=1&kind=2&p=1&empty="
    assert with_query(url, p="2") == url.replace("p=1", "p=2")
    assert with_query(url, kind="3") == "http://a.cn/s?column=%B9%AB%BF%AA&kind=3&p=1&empty="
    assert with_defaults(url, {"p": "9", "n": "5"}, {"q": "公开"}) == url + "&n=5&q=%E5%85%AC%E5%BC%80"
    assert with_query("http://a.cn/s") == "http://a.cn/s"
