"""Answers as they come: unpacked within limits, and told apart."""

from __future__ import annotations

import contextlib
import gzip
import time
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipr_extract.crawl.answers import Answer, NoAnswerError, notice, unpacked
from tests.crawl.specimens import Circular


def packed(body: bytes, coding: str) -> Answer:
    return Answer("http://a", 200, (("Content-Encoding", coding), ("Content-Type", "text/html")), body)


@given(st.binary(max_size=500))
def test_unpacked_is_what_was_packed(data: bytes) -> None:
    raw = zlib.compressobj(wbits=-15)
    for body, coding in (
        (gzip.compress(data), "gzip"),
        (zlib.compress(data), "deflate"),
        (raw.compress(data) + raw.flush(), "deflate"),
        (zlib.compress(gzip.compress(data)), "gzip, deflate"),
    ):
        assert unpacked(packed(body, coding), 10_000).body == data


@given(st.binary(max_size=60), st.sampled_from(["gzip", "deflate", "br", "gzip, gzip"]))
def test_whatever_is_sent_unpacks_or_is_no_answer(body: bytes, coding: str) -> None:
    with contextlib.suppress(NoAnswerError):
        assert len(unpacked(packed(body, coding), 1000).body) <= 1000


def test_a_bomb_is_no_answer() -> None:
    with pytest.raises(NoAnswerError, match="unpacked"):
        unpacked(packed(gzip.compress(bytes(1_000_001)), "gzip"), 1_000_000)


def test_notices_and_documents(shared: Path) -> None:
    pages = [*(shared / "corpus").glob("*/*.html")]
    assert pages
    assert not [page.name for page in pages if notice(page.read_text(encoding="utf-8", errors="replace"))]


def test_a_circular_about_blocks_is_no_block() -> None:
    assert (
        notice(Circular(1, title="关于404专项行动的通知", text="对访问过于频繁的，应当进行安全验证。" * 20).page())
        is None
    )
    assert notice("<title>404 Not Found</title><p>" + "菜单" * 400) is not None


def test_gzip_of_several_members_is_whole() -> None:
    parts = gzip.compress(b"one ") + gzip.compress(b"two ") + gzip.compress(b"three")
    assert unpacked(packed(parts, "gzip"), 100).body == b"one two three"
    assert unpacked(packed(parts + b"\0\0 and more", "gzip"), 100).body == b"one two three"
    with pytest.raises(NoAnswerError, match="broken off"):
        unpacked(packed(parts[:-9], "gzip"), 100)
    with pytest.raises(NoAnswerError, match="more than 12 bytes"):
        unpacked(packed(parts, "gzip"), 12)
    with pytest.raises(NoAnswerError, match="members"):
        unpacked(packed(gzip.compress(b"") * 2000, "gzip"), 100)


def test_what_is_never_closed_hides_the_rest_and_is_looked_through_once() -> None:
    began = time.monotonic()
    assert notice("<p>通知</p>" + "<script>" * 30_000 + "。") == "a page of script only"
    assert time.monotonic() - began < 5
    assert notice("<p>" + "关于做好工作的通知" * 9 + "</p><!-- never closed") is None
