"""Polite fetches by themselves: what sends them and the time are parameters, so no network and no waiting."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from ipr_extract.archive import open_archive
from ipr_extract.crawl.answers import Answer, NoAnswerError
from ipr_extract.crawl.fetching import Fetcher
from ipr_extract.model.snapshot import Headers, Outcome, ResourceKind, RobotsDecision
from ipr_extract.sites import Site
from tests.crawl.specimens import Circular

HOST = "http://www.shiban.example"
PAGE = Circular(1).page().encode()
HTML: Headers = (("Content-Type", "text/html"),)


class Time:
    """Time that passes only where somebody waits."""

    def __init__(self) -> None:
        self.at = 1_750_000_000.0

    def now(self) -> float:
        return self.at

    async def sleep(self, seconds: float) -> None:
        until = self.at + seconds
        await asyncio.sleep(0)  # others wait at the same time
        self.at = max(self.at, until)


def site(**politeness: float) -> Site:
    columns = [{"name": "c", "url": f"{HOST}/"}]
    return Site.model_validate({"name": "shiban", "columns": columns, "politeness": politeness})


class Sender:
    """Answers by a list, and notes when it was asked what."""

    def __init__(self, time: Time, *answers: Answer | NoAnswerError) -> None:
        self.time = time
        self.answers: Iterator[Answer | NoAnswerError] = itertools.chain(answers, itertools.repeat(page()))
        self.sent: list[tuple[float, str]] = []
        self.robots = Answer("", 404, (), b"")
        self.robots_sent: list[str] = []

    async def __call__(self, url: str, headers: Headers) -> Answer:
        if url.endswith("/robots.txt"):
            self.robots_sent.append(url)
            return self.robots._replace(url=url)
        self.sent.append((self.time.at, url))
        answer = next(self.answers)
        if isinstance(answer, NoAnswerError):
            raise answer
        return answer._replace(url=url)


def page(status: int = 200, **headers: str) -> Answer:
    named = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return Answer("", status, (*HTML, *named), PAGE if status == 200 else b"")


@contextmanager
def fetching(folder: Path, sender: Callable[[Time], Sender], **politeness: float) -> Iterator[tuple[Fetcher, Sender]]:
    time = Time()
    sends = sender(time)
    with open_archive(folder, clock=time.now) as archive:
        yield Fetcher(site(**politeness), archive, sends, time, "ipr-extract/0 (+t@example.org)"), sends


def test_one_rate_over_all_processes(tmp_path: Path) -> None:
    time = Time()
    sends = Sender(time)
    with open_archive(tmp_path, clock=time.now) as one, open_archive(tmp_path, clock=time.now) as other:
        fetchers = [Fetcher(site(seconds_between_requests=5), archive, sends, time, "x") for archive in (one, other)]
        for number in range(6):
            asyncio.run(fetchers[number % 2].fetch(f"{HOST}/{number}", ResourceKind.DOCUMENT))
    gaps = [after - before for (before, _), (after, _) in itertools.pairwise(sends.sent)]
    assert len(gaps) == 5
    assert min(gaps) >= 5 - 1e-6


def test_retry_after_holds_for_all_processes(tmp_path: Path) -> None:
    time = Time()
    sends = Sender(time, page(429, Retry_After="200"))
    with open_archive(tmp_path, clock=time.now) as one, open_archive(tmp_path, clock=time.now) as other:
        first = Fetcher(site(retries=0), one, sends, time, "x")
        assert asyncio.run(first.fetch(f"{HOST}/1", ResourceKind.DOCUMENT)).fetch.outcome is Outcome.BLOCKED
        second = Fetcher(site(), other, sends, time, "x")
        assert asyncio.run(second.fetch(f"{HOST}/2", ResourceKind.DOCUMENT)).fetch.outcome is Outcome.STORED
    assert sends.sent[1][0] - sends.sent[0][0] >= 200 - 1e-6


def test_retry_after_as_a_date(tmp_path: Path) -> None:
    # 1,750,000,000 is 15:06:40 of that day; robots.txt took the first turn.
    late = page(503, Retry_After="Sun, 15 Jun 2025 15:08:40 GMT")
    with fetching(tmp_path, lambda time: Sender(time, late)) as (fetcher, sender):
        fetched = asyncio.run(fetcher.fetch(f"{HOST}/1", ResourceKind.DOCUMENT))
    assert fetched.fetch.outcome is Outcome.STORED
    assert fetched.fetch.requests == 2
    assert sender.sent[1][0] >= 1_750_000_120


def test_pauses_grow(tmp_path: Path) -> None:
    broken = NoAnswerError("broken off")
    with fetching(
        tmp_path, lambda time: Sender(time, broken, broken, broken), retries=3, seconds_between_requests=1
    ) as (fetcher, sender):
        assert asyncio.run(fetcher.fetch(f"{HOST}/1", ResourceKind.DOCUMENT)).fetch.outcome is Outcome.STORED
    gaps = [round(after - before, 3) for (before, _), (after, _) in itertools.pairwise(sender.sent)]
    assert gaps == [2, 4, 8]


def test_what_asking_again_does_not_mend_is_asked_once(tmp_path: Path) -> None:
    final = NoAnswerError("more bytes than the limit", passing=False)
    with fetching(tmp_path, lambda time: Sender(time, final)) as (fetcher, sender):
        fetched = asyncio.run(fetcher.fetch(f"{HOST}/1", ResourceKind.DOCUMENT))
    assert (fetched.fetch.outcome, fetched.fetch.requests, len(sender.sent)) == (Outcome.FAILED, 1, 1)


def test_retry_after_is_kept_whatever_is_refused(tmp_path: Path) -> None:
    with fetching(tmp_path, lambda time: Sender(time, page(403, Retry_After="90"))) as (fetcher, sender):
        for number in (1, 2):
            asyncio.run(fetcher.fetch(f"{HOST}/{number}", ResourceKind.DOCUMENT))
    (first, _), (second, _) = sender.sent
    assert second - first >= 90 - 1e-6


def test_retry_after_of_centuries_is_a_month(tmp_path: Path) -> None:
    for stated in ("9" * 30, "Sat, 01 Jan 9999 00:00:00 GMT"):
        with fetching(tmp_path / stated[:3], lambda time, s=stated: Sender(time, page(503, Retry_After=s))) as (
            fetcher, sender,
        ):  # fmt: skip
            asyncio.run(fetcher.fetch(f"{HOST}/1", ResourceKind.DOCUMENT))
            sender.time.at += 31 * 86_400
            later = Fetcher(site(), fetcher._archive, sender, sender.time, "x")
            assert asyncio.run(later.fetch(f"{HOST}/1", ResourceKind.DOCUMENT)).fetch.outcome is Outcome.STORED


def test_whoever_waits_for_a_turn_keeps_what_another_is_told_meanwhile(tmp_path: Path) -> None:
    async def several(fetcher: Fetcher) -> None:
        await asyncio.gather(*(fetcher.fetch(f"{HOST}/{n}", ResourceKind.DOCUMENT) for n in range(3)))

    with fetching(tmp_path, lambda time: Sender(time, page(429, Retry_After="200"))) as (fetcher, sender):
        asyncio.run(several(fetcher))
    gaps = [after - before for (before, _), (after, _) in itertools.pairwise(sender.sent)]
    assert len(gaps) == 3
    assert gaps[0] >= 200 - 1e-6


def test_one_host_however_it_is_written(tmp_path: Path) -> None:
    with fetching(tmp_path, Sender, seconds_between_requests=5) as (fetcher, sender):
        for url in (f"{HOST}/1", "http://WWW.Shiban.example:80/2", f"{HOST}/3"):
            asyncio.run(fetcher.fetch(url, ResourceKind.DOCUMENT))
    gaps = [after - before for (before, _), (after, _) in itertools.pairwise(sender.sent)]
    assert min(gaps) >= 5 - 1e-6
    assert sender.robots_sent == [f"{HOST}/robots.txt"]


def test_robots_txt_is_asked_again_after_a_day_of_one_run(tmp_path: Path) -> None:
    with fetching(tmp_path, Sender) as (fetcher, sender):
        assert asyncio.run(fetcher.fetch(f"{HOST}/1", ResourceKind.DOCUMENT)).fetch.outcome is Outcome.STORED
        sender.robots = Answer("", 200, (), b"User-agent: *\nDisallow: /")
        assert asyncio.run(fetcher.fetch(f"{HOST}/2", ResourceKind.DOCUMENT)).fetch.outcome is Outcome.STORED
        sender.time.at += 90_000
        assert asyncio.run(fetcher.fetch(f"{HOST}/3", ResourceKind.DOCUMENT)).fetch.outcome is Outcome.SKIPPED


def test_robots_txt_that_was_long_not_to_be_had_is_not_asked_again_at_once(tmp_path: Path) -> None:
    with fetching(tmp_path, Sender, retries=3) as (fetcher, sender):
        sender.robots = page(503, Retry_After="290")
        for number in range(3):
            fetched = asyncio.run(fetcher.fetch(f"{HOST}/{number}", ResourceKind.DOCUMENT)).fetch
            assert (fetched.outcome, fetched.robots) == (Outcome.SKIPPED, RobotsDecision.UNREACHABLE)
    assert len(sender.robots_sent) == 4


def test_robots_txt_that_leads_away_is_recorded(tmp_path: Path) -> None:
    with fetching(tmp_path, Sender) as (fetcher, sender):
        sender.robots = Answer("", 302, (("Location", "http://login.example/"),), b"")
        asyncio.run(fetcher.fetch(f"{HOST}/1", ResourceKind.DOCUMENT))
        [asked] = fetcher.take_robots()
    assert (asked.fetch.outcome, asked.fetch.requests) == (Outcome.FAILED, 1)
    assert asked.fetch.reason == "leads to another host: login.example"


def test_a_host_that_is_left_alone_is_not_said_to_have_no_rules(tmp_path: Path) -> None:
    with fetching(tmp_path, Sender) as (fetcher, sender):
        fetcher._archive.hosts.hold("www.shiban.example", sender.time.at + 4000, "Retry-After")
        fetched = asyncio.run(fetcher.fetch(f"{HOST}/1", ResourceKind.DOCUMENT)).fetch
        assert (fetched.outcome, "patience" in fetched.reason) == (Outcome.SKIPPED, True)
        assert fetcher.take_robots() == []
        assert fetcher._archive.robots.get(HOST) is None
        assert sender.robots_sent == []


def test_a_delay_of_years_is_not_waited_for(tmp_path: Path) -> None:
    with fetching(tmp_path, Sender) as (fetcher, sender):
        sender.robots = Answer("", 200, (), b"User-agent: *\nCrawl-delay: 1000000000")
        begun = sender.time.at
        for number in range(3):
            fetched = asyncio.run(fetcher.fetch(f"{HOST}/{number}", ResourceKind.DOCUMENT)).fetch
            assert fetched.outcome is Outcome.SKIPPED
            assert fetched.reason == "robots.txt asks for 1e+09 seconds between two requests"
        assert sender.time.at - begun < 10
        assert fetcher._archive.hosts.free_at("www.shiban.example") - begun < 10


def test_our_own_pauses_close_no_host(tmp_path: Path) -> None:
    broken = [NoAnswerError("broken off")] * 9
    with fetching(tmp_path, lambda time: Sender(time, *broken), retries=9) as (fetcher, sender):
        assert asyncio.run(fetcher.fetch(f"{HOST}/1", ResourceKind.DOCUMENT)).fetch.outcome is Outcome.STORED
    gaps = [after - before for (before, _), (after, _) in itertools.pairwise(sender.sent)]
    assert max(gaps) <= 300 + 1e-6


def test_a_log_in_behind_a_byte_order_mark_is_no_file(tmp_path: Path) -> None:
    body = b"\xef\xbb\xbf\n<!DOCTYPE html><html><body>log in</body></html>"
    answer = Answer("", 200, (("Content-Type", "application/pdf"),), body)
    with fetching(tmp_path, lambda time: Sender(time, answer)) as (fetcher, _):
        fetched = asyncio.run(fetcher.fetch(f"{HOST}/a.pdf", ResourceKind.ATTACHMENT))
    assert (fetched.fetch.outcome, fetched.body) == (Outcome.BLOCKED, None)


def test_unchanged_is_no_answer_where_nobody_asked_whether_it_is(tmp_path: Path) -> None:
    with fetching(tmp_path, lambda time: Sender(time, page(304))) as (fetcher, _):
        fetched = asyncio.run(fetcher.fetch(f"{HOST}/1", ResourceKind.DOCUMENT))
    assert (fetched.fetch.outcome, fetched.fetch.reason) == (Outcome.FAILED, "answered 304")


@given(st.lists(st.sampled_from([200, 204, 301, 302, 304, 403, 404, 412, 429, 500, 503, 521]), max_size=12))
def test_whatever_is_answered_only_a_whole_page_has_bytes(statuses: list[int]) -> None:
    time = Time()
    sends = Sender(time, *(page(status, Location="/other") for status in statuses))
    fetcher = Fetcher(site(), _NoArchive(time), sends, time, "x")  # type: ignore[arg-type]

    async def several() -> None:
        for number in range(4):
            fetched = await fetcher.fetch(f"{HOST}/{number}", ResourceKind.DOCUMENT)
            assert (fetched.body is not None) == (fetched.fetch.outcome is Outcome.STORED)
            assert fetched.fetch.requests <= (1 + 2) * (1 + 5)

    asyncio.run(several())
    gaps = [after - before for (before, _), (after, _) in itertools.pairwise(sends.sent)]
    assert all(gap >= 5 - 1e-6 for gap in gaps)


class _NoArchive:
    """The parts of an archive that a fetch asks, in memory."""

    def __init__(self, time: Time) -> None:
        self.time = time
        self.free: dict[str, float] = {}
        self.hosts = self.robots = self

    def get(self, origin: str) -> None:
        return None

    def put(self, file: object) -> None:
        pass

    def free_at(self, host: str) -> float:
        return self.free.get(host, 0.0)

    def next_allowed(self, host: str, interval: float) -> float:
        at = max(self.time.at, self.free_at(host))
        self.free[host] = at + interval
        return at

    def hold(self, host: str, until: float, reason: str = "") -> None:
        self.free[host] = max(self.free_at(host), until)
