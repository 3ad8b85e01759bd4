"""What pages name beside their text, however odd they are."""

from __future__ import annotations

import time

import pytest

from ipr_extract.crawl.links import attachments, stated_number
from ipr_extract.crawl.pages import Page


@pytest.mark.parametrize(
    "text",
    [
        "<td>发文字号：" + "\u3000</td><td>" * 25 + "<",
        "〔2024〕" + " " * 60_000,
        "<i>x.pdf</i>" + "<a " * 25_000,
    ],
    ids=["label", "serial", "links"],
)
def test_no_page_is_looked_at_for_ever(text: str) -> None:
    page = Page("http://a.cn/", text.encode())
    began = time.monotonic()
    assert stated_number(page) is None
    assert list(attachments(page)) == []
    assert time.monotonic() - began < 5


def test_numbers_behind_full_width_spaces() -> None:
    page = Page("http://a.cn/", "<td>发文字号：</td><td>\u3000</td><td>&nbsp;试发〔2024〕 第 7号</td>".encode())
    assert stated_number(page) == "试发〔2024〕7号"
