"""What crawls share through the catalogue: a host's rate, robots.txt, leases, listings, runs and their conduct."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ipr_extract.archive import Archive, HostConduct, Item, ListingState, RobotsFile, RunFinding
from ipr_extract.model.snapshot import Outcome, RobotsDecision
from tests.archive.conftest import CLOCK_START, Opener, SteppingClock
from tests.archive.test_archive import fetch


def test_a_host_has_one_rate_for_all(opener: Opener) -> None:
    clock = SteppingClock()
    one, two = opener(clock=clock), opener(clock=clock)
    moments = [archive.hosts.next_allowed("a.example", 2.0) - CLOCK_START for archive in (one, two, one)]
    assert moments == [0, 2, 4]
    assert two.hosts.next_allowed("b.example", 2.0) == CLOCK_START, "hosts don't wait for each other"
    clock.now += 60
    assert two.hosts.next_allowed("a.example", 2.0) == clock.now, "time that was not used is not saved up"


def test_retry_after_holds_for_all(opener: Opener) -> None:
    clock = SteppingClock()
    one, two = opener(clock=clock), opener(clock=clock)
    one.hosts.hold("a.example", clock.now + 120, "429")
    one.hosts.hold("a.example", clock.now + 60, "a shorter one changes nothing")
    assert two.hosts.free_at("a.example") == clock.now + 120
    assert [two.hosts.next_allowed("a.example", 5) - clock.now for _ in range(2)] == [120, 125]


# An archive is made once for all examples, so each takes a host of its own.
_names = (f"{number}.example" for number in itertools.count())


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.tuples(st.floats(0, 10), st.floats(0.1, 5)), min_size=2, max_size=8))
def test_moments_are_never_closer_than_asked(opener: Opener, steps: list[tuple[float, float]]) -> None:
    clock = SteppingClock()
    archive = opener(clock=clock)
    host = next(_names)
    last: tuple[float, float] | None = None
    for wait, interval in steps:
        clock.now += wait
        at = archive.hosts.next_allowed(host, interval)
        assert at >= clock.now
        assert last is None or at >= last[0] + last[1] - 1e-3
        last = (at, interval)


def test_a_lease_is_one_owners(opener: Opener) -> None:
    clock = SteppingClock()
    archive = opener(clock=clock)
    assert archive.leases.take("crawl site", "one", 30)
    assert archive.leases.take("crawl site", "one", 30), "renewed"
    assert not archive.leases.take("crawl site", "two", 30)
    archive.leases.give_back("crawl site", "two")
    assert not archive.leases.take("crawl site", "two", 30)
    clock.now += 31
    assert archive.leases.take("crawl site", "two", 30), "its owner is gone"
    archive.leases.give_back("crawl site", "two")
    assert archive.leases.take("crawl site", "three", 30)


def test_robots_files_are_kept(archive: Archive) -> None:
    assert archive.robots.get("https://a.example") is None
    file = RobotsFile("https://a.example", "2026-01-01T00:00:00Z", None, "")
    archive.robots.put(file)
    archive.robots.put(RobotsFile("https://a.example", "2026-01-02T00:00:00Z", 200, "User-agent: *\nDisallow: /\n"))
    found = archive.robots.get("https://a.example")
    assert found is not None and (found.status, found.body[:10]) == (200, "User-agent")


def test_listed_items_are_wanted_until_their_bytes_are_held(opener: Opener) -> None:
    clock = SteppingClock()
    archive = opener(clock=clock)
    items = [Item("https://a.example/2", "乙", "2号", "2026-01-01"), Item("https://a.example/1", "甲")]
    assert archive.listings.see("site", items) == 2
    clock.now += 86_400
    assert archive.listings.see("site", [Item("https://a.example/2", "乙（修订）"), Item("https://a.example/3")]) == 1
    found = archive.listings.items("site")
    assert [(item.address, item.title) for item in found] == [
        ("https://a.example/1", "甲"), ("https://a.example/2", "乙（修订）"), ("https://a.example/3", ""),
    ]  # fmt: skip
    assert found[1].first_seen < found[1].last_seen
    archive.record(fetch("https://a.example/1"), b"one")
    archive.record(fetch("https://a.example/3", outcome=Outcome.BLOCKED, status=403))
    assert [item.address for item in archive.listings.wanted("site")] == ["https://a.example/2", "https://a.example/3"]
    assert archive.listings.wanted("other") == ()


def test_what_a_listing_does_not_say_stays_as_it_was_said(archive: Archive) -> None:
    said = Item("https://a.example/1", "甲", "1号", "2026-01-01", "list")
    archive.listings.see("site", [said])
    archive.listings.see("site", [Item("https://a.example/1", listing="list")])
    [found] = archive.listings.items("site")
    assert (found.title, found.document_number, found.published_date) == ("甲", "1号", "2026-01-01")


def test_listings_remember_how_they_looked(archive: Archive) -> None:
    for items in (20, 18):
        archive.listings.read(ListingState("https://a.example/list", "site", items, total=100, state={"cursor": [1]}))
    last = archive.listings.last("https://a.example/list")
    assert last is not None and (last.items, last.total, last.complete, last.state) == (18, 100, True, {"cursor": [1]})
    assert [state.items for state in archive.listings.history("https://a.example/list")] == [18, 20]
    assert archive.listings.last("https://other.example/") is None


def test_a_run_keeps_its_conduct(archive: Archive) -> None:
    run_id = archive.runs.begin("crawl site", program="ipr_extract 1", user_agent="me", settings={"rate": 2})
    for number, sent_at in enumerate((10.0, 12.0, 15.5)):
        asked = fetch(f"https://a.example/{number}", requests=1 + (number == 2), sent_at=sent_at)
        archive.record(asked, b"12345", run_id=run_id)
    archive.record(fetch("https://a.example/x", outcome=Outcome.BLOCKED, status=412, requests=1), run_id=run_id)
    archive.record(
        fetch("https://b.example/", outcome=Outcome.SKIPPED, status=None, robots=RobotsDecision.DISALLOWED),
        run_id=run_id,
    )
    archive.record(fetch("https://a.example/elsewhere", requests=9), b"another run's")
    a, b = archive.runs.conduct(run_id)
    assert a == HostConduct(
        "a.example", 4, 5, 15, {Outcome.STORED: 3, Outcome.BLOCKED: 1}, 0, {412: 1}, 10.0, 15.5, 2.0
    )
    assert a.requests_a_minute == pytest.approx(60 * 5 / 5.5)
    assert (b.host, b.requests, b.disallowed, b.requests_a_minute) == ("b.example", 0, 1, None)
    archive.runs.end(run_id, "stopped")
    (run,) = archive.runs.all()
    assert run == archive.runs.get(run_id)
    assert (run.status, run.settings, run.ended_at) == ("stopped", {"rate": 2}, "2026-05-28T20:26:40Z")
    assert archive.runs.get("other") is None


def test_findings_stay_with_their_run(archive: Archive) -> None:
    run_id = archive.runs.begin("crawl", program="test")
    archive.runs.add_finding(RunFinding("shrunk", "two\nlines\0", "error", "site", "https://a.example/", run_id))
    archive.runs.add_finding(RunFinding("gap", "14, 16"))
    (finding,) = archive.runs.findings(run_id)
    assert (finding.code, finding.message, finding.severity) == ("shrunk", "two lines", "error")
    assert [finding.code for finding in archive.runs.findings()] == ["shrunk", "gap"]
