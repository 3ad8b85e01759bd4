"""What a robots.txt says, and how long it is believed."""

from __future__ import annotations

import datetime as dt

import pytest

from ipr_extract.archive import RobotsFile
from ipr_extract.crawl.robots import is_fresh, rules_of
from ipr_extract.model.snapshot import RobotsDecision


def robots(body: str, status: int | None = 200) -> RobotsFile:
    return RobotsFile("http://a.cn", "2026-01-01T00:00:00Z", status, body)


@pytest.mark.parametrize(
    ("body", "path", "decision"),
    [
        ("", "/x", RobotsDecision.ALLOWED),
        ("User-agent: *\nDisallow: /", "/x", RobotsDecision.DISALLOWED),
        ("User-agent: *\nDisallow: /\nAllow: /art/", "/art/1", RobotsDecision.ALLOWED),
        ("User-agent: *\nDisallow: /*.pdf$", "/a.pdf", RobotsDecision.DISALLOWED),
        ("User-agent: *\nDisallow: /*.pdf$", "/a.pdf?x", RobotsDecision.ALLOWED),
        ("User-agent: IPR-Extract\nDisallow: /\n\nUser-agent: *\nAllow: /", "/x", RobotsDecision.DISALLOWED),
        ("User-agent: other\nDisallow: /", "/x", RobotsDecision.ALLOWED),
        ("<html>not found</html>", "/x", RobotsDecision.ALLOWED),
        ("\ufeffUser-agent: *\nDisallow: /", "/x", RobotsDecision.DISALLOWED),
    ],
)
def test_what_robots_txt_says(body: str, path: str, decision: RobotsDecision) -> None:
    assert rules_of(robots(body)).of("http://a.cn" + path) is decision


@pytest.mark.parametrize(
    ("status", "decision"),
    [
        (404, RobotsDecision.NO_RULES), (403, RobotsDecision.NO_RULES), (410, RobotsDecision.NO_RULES),
        (429, RobotsDecision.UNREACHABLE), (500, RobotsDecision.UNREACHABLE), (None, RobotsDecision.UNREACHABLE),
    ],
)  # fmt: skip
def test_what_no_robots_txt_says(status: int | None, decision: RobotsDecision) -> None:
    assert rules_of(robots("User-agent: *\nDisallow: /", status)).of("http://a.cn/x") is decision


def test_how_long_robots_txt_is_believed() -> None:
    at = dt.datetime(2026, 1, 1, tzinfo=dt.UTC).timestamp()
    assert is_fresh(robots(""), at + 86_000)
    assert not is_fresh(robots(""), at + 87_000)
    assert is_fresh(robots("", 500), at + 500)
    assert not is_fresh(robots("", 500), at + 700)
    assert rules_of(robots("User-agent: *\nCrawl-delay: 3\nRequest-rate: 1/20")).delay == 20
