"""One polite fetch: allowed, in its turn, patient, and judged. Knows no library; what sends it comes as a parameter."""

from __future__ import annotations

import asyncio
import codecs
import dataclasses
import datetime as dt
import email.utils
from collections.abc import Awaitable, Callable
from typing import NamedTuple
from urllib.parse import urlsplit

from ipr_extract.archive import Archive, Known, RobotsFile
from ipr_extract.archive.clock import utc
from ipr_extract.crawl.addresses import refusal
from ipr_extract.crawl.answers import (
    ACCEPT_ENCODING,
    BLOCKED_STATUSES,
    PASSING_STATUSES,
    REDIRECTS,
    Answer,
    NoAnswerError,
    notice,
    unpacked,
)
from ipr_extract.crawl.clock import Clock
from ipr_extract.crawl.pages import Page, absolute, canonical
from ipr_extract.crawl.robots import Rules, is_fresh, rules_of
from ipr_extract.model.snapshot import Fetch, Headers, Outcome, ResourceKind, RobotsDecision
from ipr_extract.sites import Site

# Sends one request and gives the answer as sent; raises ``NoAnswerError``. It follows no redirect and tries once.
Transport = Callable[[str, Headers], Awaitable[Answer]]

# So many blocks in a row, and the host is left alone for the rest of the run and an hour.
_BLOCKS_IN_A_ROW = 3
_LEFT_ALONE = 3600.0
_LEAST_BACKOFF = 2.0
_LEAST_PATIENCE = 60.0  # for "too many requests" that doesn't say how long
_MOST_PATIENCE = 30 * 86_400.0  # a mistake in a header is no ban for ever
_LONGEST_INTERVAL = 3600.0  # the most that settings allow too
_TOO_MANY = 429
_NOT_MODIFIED = 304
_OK = 200
_TEXTUAL = ("text/html", "application/xhtml+xml", "text/plain")


class Fetched(NamedTuple):
    """What became of an address, ready for the archive; ``page`` where there are bytes that were asked for."""

    fetch: Fetch
    body: bytes | None = None
    page: Page | None = None


class _Asking:
    """What was sent for one address so far."""

    def __init__(self) -> None:
        self.requests = 0
        self.sent_at: float | None = None
        self.robots = RobotsDecision.NOT_ASKED


class Fetcher:
    """Asks the hosts of a site, each in its turn. One for a run; its tasks share it."""

    def __init__(self, site: Site, archive: Archive, transport: Transport, clock: Clock, user_agent: str) -> None:
        self.site = site
        self.requests = 0
        self._archive = archive
        self._transport = transport
        self._clock = clock
        self._user_agent = user_agent
        self._rules: dict[str, tuple[RobotsFile, Rules]] = {}
        self._asking_for_rules = asyncio.Lock()
        self._blocks: dict[str, int] = {}
        self._held_until: dict[str, float] = {}
        self._known_hosts: set[str] = set()
        self._closed: dict[str, str] = {}
        self._robots_fetched: list[Fetched] = []

    async def fetch(
        self, url: str, kind: ResourceKind, *, ask: str | None = None, known: Known | None = None
    ) -> Fetched:
        """Fetch ``url``, or the copy of it at ``ask``; ``known`` makes it a conditional request."""
        asking = _Asking()
        headers = self._headers(known)
        try:
            answer, final = await self._through_redirects(ask or url, headers, asking)
        except _RefusedError as refused:
            return self._without(url, kind, asking, refused.outcome, str(refused), refused.status, refused.url)
        except NoAnswerError as error:
            return self._without(url, kind, asking, Outcome.FAILED, str(error))
        return self._judged(url, kind, asking, answer, final, headers)

    def take_robots(self) -> list[Fetched]:
        """The fetches of robots.txt since this was asked last, to be recorded like all others."""
        taken, self._robots_fetched = self._robots_fetched, []
        return taken

    def _headers(self, known: Known | None) -> Headers:
        headers = [
            ("User-Agent", self._user_agent),
            ("Accept", "*/*"),
            ("Accept-Language", "zh-CN, zh;q=0.9, en;q=0.5"),
        ]
        headers.append(("Accept-Encoding", ACCEPT_ENCODING))
        if known is not None and known.versions and known.etag:
            headers.append(("If-None-Match", known.etag))
        if known is not None and known.versions and known.last_modified:
            headers.append(("If-Modified-Since", known.last_modified))
        return tuple(headers)

    async def _through_redirects(self, url: str, headers: Headers, asking: _Asking) -> tuple[Answer, str]:
        seen: set[str] = set()
        while True:
            reason = refusal(url, self.site)
            if reason is not None:
                raise _RefusedError(
                    Outcome.SKIPPED, f"leads to {reason}" if seen else reason, url=url if seen else None
                )
            seen.add(url)
            rules = await self._rules_for(url)
            asking.robots = rules.of(url)
            if asking.robots in (RobotsDecision.DISALLOWED, RobotsDecision.UNREACHABLE):
                said = "disallows it" if asking.robots is RobotsDecision.DISALLOWED else "can't be asked"
                raise _RefusedError(Outcome.SKIPPED, f"robots.txt {said}", url=url)
            answer = await self._patiently(url, headers, asking, rules.delay)
            if answer.status not in REDIRECTS:
                return answer, url
            target = absolute(url, _location(answer))
            if target is None:
                raise _RefusedError(Outcome.SKIPPED, "leads to no address that can be asked", answer.status, url)
            if target in seen or len(seen) > self.site.limits.redirects:
                why = "in a circle" if target in seen else f"on more than {self.site.limits.redirects} times"
                raise _RefusedError(Outcome.FAILED, f"leads {why}", answer.status, url)
            url = target

    async def _patiently(self, url: str, headers: Headers, asking: _Asking, delay: float) -> Answer:
        """Ask, and ask again where that may help, each time in the host's turn."""
        host = _host_of(url)
        interval = max(self.site.politeness.seconds_between_requests, delay)
        left, most = self.site.politeness.retries, self.site.politeness.wait_at_most_seconds
        pause = max(interval, _LEAST_BACKOFF)
        while True:
            await self._turn(host, interval)
            asking.requests += 1
            self.requests += 1
            asking.sent_at = self._clock.now() if asking.sent_at is None else asking.sent_at
            try:
                answer = unpacked(await self._transport(url, headers), self.site.limits.bytes)
            except NoAnswerError as error:
                if not error.passing or not left:
                    raise
                self._hold(host, pause, str(error))
            else:
                wait, passing = self._wait_asked(answer), answer.status in (*PASSING_STATUSES, _TOO_MANY)
                if wait is None and passing:
                    wait = max(pause, _LEAST_PATIENCE) if answer.status == _TOO_MANY else pause
                if wait is not None:
                    self._hold(host, wait, f"answered {answer.status}")
                if not passing or not left or (wait or 0) > most:
                    return answer
            left -= 1
            # Our own pauses are no patience that the host asked for: it isn't left alone because of them.
            pause = max(pause, min(2 * pause, most))

    def _wait_asked(self, answer: Answer) -> float | None:
        """The seconds of ``Retry-After``, which are numbers or a date; None where there are none."""
        stated = (answer.header("retry-after") or "").strip()
        if stated.isdecimal():
            return min(float(stated), _MOST_PATIENCE)
        try:
            at = email.utils.parsedate_to_datetime(stated)
            seconds = at.replace(tzinfo=at.tzinfo or dt.UTC).timestamp() - self._clock.now()
        except (ValueError, OverflowError):
            return None
        return min(max(0.0, seconds), _MOST_PATIENCE)

    async def _turn(self, host: str, interval: float) -> None:
        """Wait for the host's next free moment, shared by all processes; give up where it is too far away."""
        hosts, most = self._archive.hosts, self.site.politeness.wait_at_most_seconds
        if interval > _LONGEST_INTERVAL:
            self._closed[host] = f"robots.txt asks for {interval:g} seconds between two requests"
        while host not in self._closed:
            if interval == 0 and self._was_never_held(host):
                return  # one's own machine, and it never asked for patience
            if hosts.free_at(host) - self._clock.now() > max(most, interval):
                self._closed[host] = "the host asked for patience, or was left alone, for longer than a run waits"
                break
            wait = hosts.next_allowed(host, interval) - self._clock.now()
            if wait > 0:
                await self._clock.sleep(wait)
            # While this task waited another may have been told to wait longer, or was blocked.
            if host not in self._closed and self._held_until.get(host, 0.0) <= self._clock.now():
                return
        raise _RefusedError(Outcome.SKIPPED, self._closed[host])

    def _was_never_held(self, host: str) -> bool:
        """Whether nobody has to wait for a host; earlier runs and other processes are asked once."""
        if host not in self._known_hosts:
            self._known_hosts.add(host)
            if self._archive.hosts.free_at(host) > self._clock.now():
                self._blocks.setdefault(host, 0)
        return host not in self._blocks

    def _hold(self, host: str, seconds: float, reason: str) -> None:
        self._blocks.setdefault(host, 0)
        until = self._clock.now() + seconds
        self._held_until[host] = max(until, self._held_until.get(host, 0.0))
        self._archive.hosts.hold(host, until, reason)

    async def _rules_for(self, url: str) -> Rules:
        origin = f"{urlsplit(url).scheme}://{_host_of(url)}"
        if not self._are_believed(origin):
            # Tasks that ask the same host at once wait for one robots.txt.
            async with self._asking_for_rules:
                if not self._are_believed(origin):
                    file = self._archive.robots.get(origin)
                    if file is None or not is_fresh(file, self._clock.now()):
                        file = await self._robots(origin)
                        self._archive.robots.put(file)
                    self._rules[origin] = file, rules_of(file)
        return self._rules[origin][1]

    def _are_believed(self, origin: str) -> bool:
        """Whether a host's rules are at hand and young enough: a run may take days."""
        return origin in self._rules and is_fresh(self._rules[origin][0], self._clock.now())

    async def _robots(self, origin: str) -> RobotsFile:
        """robots.txt, over its redirects as far as they stay on the site's hosts."""
        asking, stated = _Asking(), f"{origin}/robots.txt"
        asking.robots = RobotsDecision.ALLOWED
        headers = self._headers(None)
        url = stated
        reason = f"leads on more than {self.site.limits.redirects} times"
        for _ in range(self.site.limits.redirects + 1):
            away = refusal(url, self.site)
            if away is not None:
                reason = f"leads to {away}"
                break
            try:
                answer = await self._patiently(url, headers, asking, 0)
            except NoAnswerError as error:
                reason = str(error)
                break
            except _RefusedError as refused:
                if asking.requests:
                    self._robots_fetched.append(self._without_robots(stated, asking, str(refused)))
                raise
            if answer.status not in REDIRECTS:
                self._robots_fetched.append(self._judged(stated, ResourceKind.ROBOTS, asking, answer, url, headers))
                text = answer.body.decode("utf-8", "replace")
                return RobotsFile(origin, utc(self._clock.now()), answer.status, text)
            url = absolute(url, _location(answer)) or ""
        self._robots_fetched.append(self._without_robots(stated, asking, reason))
        return RobotsFile(origin, utc(self._clock.now()), None, "")

    def _without_robots(self, url: str, asking: _Asking, reason: str) -> Fetched:
        return self._without(url, ResourceKind.ROBOTS, asking, Outcome.FAILED, reason)

    def _judged(
        self, url: str, kind: ResourceKind, asking: _Asking, answer: Answer, final: str, headers: Headers
    ) -> Fetched:
        status, page = answer.status, None
        outcome, reason = Outcome.FAILED, f"answered {status}"
        if status == _NOT_MODIFIED and any(name.startswith("If-") for name, _ in headers):
            outcome, reason = Outcome.UNCHANGED, ""
        elif status == _OK and not answer.body:
            reason = "an empty answer"
        elif status == _OK:
            page = Page(final, answer.body, answer.charset)
            said = self._notice(page, kind, answer)
            outcome, reason = (Outcome.STORED, "") if said is None else (Outcome.BLOCKED, said)
        elif status in BLOCKED_STATUSES:
            outcome = Outcome.BLOCKED
        self._count(_host_of(final), outcome, status)
        fetch = Fetch(
            url=url, retrieved_at=utc(self._clock.now()), outcome=outcome, source=self.site.name, kind=kind,
            status=status, media_type=answer.media_type, headers=answer.headers, request_headers=headers,
            final_url=final if final != url else None, robots=asking.robots, reason=reason,
            requests=asking.requests, sent_at=asking.sent_at,
        )  # fmt: skip
        stored = outcome is Outcome.STORED
        return Fetched(fetch, answer.body if stored else None, page if stored else None)

    def _notice(self, page: Page, kind: ResourceKind, answer: Answer) -> str | None:
        """Why an answer of 200 is no document; None where it is one. Only pages are asked this.

        A listing may be nothing but script and be read all the same: whoever can't read it asks ``as_block``.
        """
        if kind in (ResourceKind.ROBOTS, ResourceKind.LISTING):
            return None
        beginning = answer.body[:512].removeprefix(codecs.BOM_UTF8).lstrip().lower()
        is_page = beginning.startswith((b"<!doctype html", b"<html", b"<head", b"<script", b"<body"))
        if kind is ResourceKind.ATTACHMENT:
            # A log-in or an error in the place of a file would be read as a document.
            return (notice(page.text) or "a page where a file was linked") if is_page else None
        if not is_page and answer.media_type not in _TEXTUAL:
            return None
        return notice(page.text)

    def as_block(self, fetched: Fetched) -> Fetched | None:
        """A listing that could not be read, as the block that it is; None where it is something else."""
        reason = notice(fetched.page.text) if fetched.page is not None else None
        if reason is None or fetched.page is None:
            return None
        self._count(_host_of(fetched.page.url), Outcome.BLOCKED, _OK)
        return Fetched(dataclasses.replace(fetched.fetch, outcome=Outcome.BLOCKED, reason=reason))

    def _count(self, host: str, outcome: Outcome, status: int) -> None:
        """A host that blocks again and again is left alone."""
        if outcome is not Outcome.BLOCKED:
            if self._blocks.get(host):
                self._blocks[host] = 0
            return
        self._blocks[host] = self._blocks.get(host, 0) + 1
        interval = max(self.site.politeness.seconds_between_requests, _LEAST_BACKOFF)
        self._hold(host, interval * 2 ** self._blocks[host], f"blocked ({status})")
        if self._blocks[host] >= _BLOCKS_IN_A_ROW:
            self._hold(host, _LEFT_ALONE, f"blocked {self._blocks[host]} times in a row")
            self._closed[host] = f"the host blocked {self._blocks[host]} times in a row and is left alone"

    def _without(
        self, url: str, kind: ResourceKind, asking: _Asking, outcome: Outcome, reason: str,
        status: int | None = None, final: str | None = None,
    ) -> Fetched:  # fmt: skip
        return Fetched(
            Fetch(
                url=url, retrieved_at=utc(self._clock.now()), outcome=outcome, source=self.site.name, kind=kind,
                status=status, final_url=final if final != url else None, robots=asking.robots, reason=reason,
                requests=asking.requests, sent_at=asking.sent_at,
            )
        )  # fmt: skip


class _RefusedError(Exception):
    """An address is not asked, or not on: the outcome, why, the last status and where it led."""

    def __init__(self, outcome: Outcome, reason: str, status: int | None = None, url: str | None = None) -> None:
        super().__init__(reason)
        self.outcome = outcome
        self.status = status
        self.url = url


def _host_of(url: str) -> str:
    """Who is asked, by whom turns are taken: one name for a host however an address writes it."""
    return urlsplit(canonical(url)).netloc


def _location(answer: Answer) -> str:
    """Where an answer leads. Chinese in it is sent as UTF-8, though a header's letters are Latin ones."""
    stated = answer.header("location") or ""
    try:
        return stated.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return stated
