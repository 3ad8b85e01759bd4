"""One crawl of a site: listings read until what is known, documents and attachments fetched, each once.

Whatever moment it is killed at, nothing is lost: what a listing names is written down before the page counts as
read, and links to attachments before the document counts as fetched. Started again, it goes on.
"""

from __future__ import annotations

import asyncio
import dataclasses
import datetime as dt
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from functools import partial

from ipr_extract.archive import Archive, Known, RunFinding
from ipr_extract.archive import Item as Listed
from ipr_extract.archive.clock import utc
from ipr_extract.crawl.addresses import refusal
from ipr_extract.crawl.answers import GONE_STATUSES
from ipr_extract.crawl.clock import Clock
from ipr_extract.crawl.fetching import Fetched, Fetcher
from ipr_extract.crawl.links import attachments, stated_number
from ipr_extract.crawl.names import open_name
from ipr_extract.crawl.pages import Item, Page
from ipr_extract.crawl.reading import ListingReader
from ipr_extract.crawl.recording import Entry, Look, Recorder
from ipr_extract.errors import ArchiveError
from ipr_extract.model.snapshot import Fetch, Outcome, ResourceKind, Snapshot
from ipr_extract.sites import Column, FamilyName, Site, as_interval

# An address that fails so often in a row is asked only where a listing names it again; one that is gone sooner.
_FAILURES_AT_MOST, _GONE_AT_MOST = 8, 3
_LISTING, _DOCUMENT, _ATTACHMENT = range(3)

_Step = Callable[[], Awaitable[None]]


@dataclass(slots=True)
class Tally:
    """What a crawl did, by outcome. ``gone`` are documents that the site no longer has."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    gone: int = 0
    blocked: int = 0
    failed: int = 0
    skipped: int = 0
    requests: int = 0
    left: int = 0
    findings: list[RunFinding] = field(default_factory=list)

    def add(self, snapshot: Snapshot) -> None:
        """Count a fetch of a document or an attachment; listings and robots.txt count by their failures only."""
        counted = snapshot.kind in (ResourceKind.DOCUMENT, ResourceKind.ATTACHMENT)
        match snapshot.outcome:
            case Outcome.STORED if counted:
                self.new += snapshot.version == 1
                self.changed += snapshot.version != 1
            case Outcome.UNCHANGED if counted:
                self.unchanged += 1
            case Outcome.BLOCKED:
                self.blocked += 1
            case Outcome.FAILED if snapshot.kind is not ResourceKind.ROBOTS:
                self.failed += 1
            case Outcome.SKIPPED:
                self.skipped += 1


class Job:
    """A crawl of a site into an archive, as a run that has begun."""

    def __init__(
        self, site: Site, archive: Archive, fetcher: Fetcher, clock: Clock, run_id: str, look: Look | None = None
    ) -> None:
        self.site = site
        self.tally = Tally()
        self._archive = archive
        self._fetcher = fetcher
        self._clock = clock
        self._run_id = run_id
        self._recorder = Recorder(archive, run_id, clock, self.tally.add, look)
        self._queue: asyncio.PriorityQueue[tuple[int, int, _Step]] = asyncio.PriorityQueue()
        self._queued: set[str] = set()
        self._number = 0
        self._held: frozenset[str] = frozenset()
        self._failed_attachments: list[tuple[str, str]] = []

    async def run(self) -> Tally:
        """Crawl until nothing is left to do, or a limit is reached."""
        try:
            self._begin()
            await self._work_off()
            await self._recorder.close()
            self._end()
        finally:
            self._recorder.close_at_once()
            self.tally.requests = self._fetcher.requests
        return self.tally

    def _begin(self) -> None:
        archive, site = self._archive, self.site
        self._held = archive.known_addresses(site.name)
        before = archive.get_state(open_name(self.site.name))
        archive.put_state(open_name(self.site.name), {"open": True})
        items = {item.address: item for item in archive.listings.items(site.name)}
        reader = ListingReader(
            site, archive, self._fetcher, self._clock, self._run_id, items, self._wanted, self._record, self._find
        )  # fmt: skip
        for column in site.columns:
            for url in reader.begin(column):
                self._put_listing(reader, column, url)
        self._queue_wanted(items.values())
        self._queue_attachments(before)
        self._queue_revisits(items.values())

    def _end(self) -> None:
        left = [[parent, child] for parent, child in self._failed_attachments]
        self._archive.put_state(open_name(self.site.name), {"open": self.tally.left > 0, "attachments": left})

    def _find(self, code: str, message: str, severity: str = "warning", address: str = "") -> None:
        found = RunFinding(code, message, severity, self.site.name, address, self._run_id)
        self._archive.runs.add_finding(found)
        self.tally.findings.append(found)

    # What is to be done

    def _put(self, order: int, step: _Step) -> None:
        self._number += 1
        self._queue.put_nowait((order, self._number, step))

    def _put_listing(self, reader: ListingReader, column: Column, url: str) -> None:
        async def step() -> None:
            for following in await reader.read(column, url):
                self._put_listing(reader, column, following)

        self._put(_LISTING, step)

    def _wanted(self, item: Item, column: str) -> None:
        """An item of a listing: fetched if it isn't held."""
        if item.url not in self._held and item.url not in self._queued:
            self._queued.add(item.url)
            self._put(_DOCUMENT, partial(self._document, item, column))

    def _queue_wanted(self, items: Iterable[Listed]) -> None:
        """What earlier crawls saw listed and didn't get, and addresses that were taken in from spreadsheets.

        Copies in web archives wait for their index to be read.
        """
        copies = self._columns_of_copies()
        given_up: list[str] = []
        for item in items:
            if item.listing in copies or item.address in self._held:
                continue
            if self._is_worth_asking(item.address):
                date = dt.date.fromisoformat(item.published_date) if item.published_date else None
                self._wanted(Item(item.address, item.title, date, item.document_number or None), item.listing)
            elif _is_given_up(self._archive.latest(item.address)):
                given_up.append(item.address)
        if given_up:
            what = f"{len(given_up)} addresses, such as this one, failed so often that they wait to be listed again"
            self._find("given_up", what, "info", given_up[0])

    def _columns_of_copies(self) -> set[str]:
        """The columns whose documents are fetched from a web archive's copies, not from their own addresses."""
        site = self.site
        return {c.name for c in site.columns if site.family_of(c) is FamilyName.WEB_ARCHIVE}

    def _is_worth_asking(self, address: str) -> bool:
        known = self._archive.latest(address)
        if known is None:
            return True
        if known.outcome is Outcome.SKIPPED and known.status is not None and known.checked_at >= self._due():
            return False  # it leads to where we don't go
        return not _is_given_up(known)

    def _queue_attachments(self, before: object) -> None:
        """Attachments of documents that a crawl before this one held and did not fetch them for."""
        if not self.site.attachments or not isinstance(before, dict):
            return
        pairs = [(str(parent), str(child)) for parent, child in before.get("attachments", [])]
        if before.get("open"):
            # It was killed: which attachments it still wanted is told by the links of what it held.
            links = (link for link in self._archive.links() if link.kind == "attachment")
            pairs += [(link.parent, link.child) for link in links if link.parent in self._held]
        for parent, child in pairs:
            if child not in self._held and self._is_worth_asking(child):
                self._put_attachment(parent, child)

    def _put_attachment(self, parent: str, child: str) -> None:
        if child not in self._held and child not in self._queued:
            self._queued.add(child)
            self._put(_ATTACHMENT, partial(self._attachment, parent, child))

    def _queue_revisits(self, items: Iterable[Listed]) -> None:
        """Young documents are looked at again now and then: some change."""
        oldest = utc(self._clock.now() - 86_400 * self.site.revisit_days)[:10]
        due, copies = self._due(), self._columns_of_copies()
        for item in items:
            if item.listing in copies or (item.published_date or item.first_seen) < oldest:
                continue
            known = self._archive.latest(item.address) if item.address in self._held else None
            # One that nobody was asked for (a host left alone) wasn't looked at.
            is_due = known is not None and (known.checked_at < due or _was_not_asked(known))
            if known is not None and is_due and item.address not in self._queued:
                self._queued.add(item.address)
                self._put(_DOCUMENT, partial(self._revisit, item, known))

    def _due(self) -> str:
        """An address that was looked at before this is looked at again."""
        return utc(self._clock.now() - as_interval(self.site.revisit_every).total_seconds())

    async def _work_off(self) -> None:
        workers = [asyncio.ensure_future(self._work()) for _ in range(self.site.politeness.at_once)]
        ready = asyncio.ensure_future(self._queue.join())
        try:
            await asyncio.wait([ready, *workers], return_when=asyncio.FIRST_COMPLETED)
            for worker in workers:
                if worker.done():
                    worker.result()  # raises what the worker died of
        finally:
            for task in (ready, *workers):
                task.cancel()
            await asyncio.gather(ready, *workers, return_exceptions=True)
        if self.tally.left:
            self._find(
                "request_limit", f"{self.tally.left} addresses were left for the next run: the limit of requests a run"
            )  # fmt: skip

    async def _work(self) -> None:
        while True:
            _, _, step = await self._queue.get()
            if self._fetcher.requests >= self.site.limits.requests:
                self.tally.left += 1
            else:
                await self._safely(step)
                for robots in self._fetcher.take_robots():
                    await self._record(robots)
            self._queue.task_done()

    async def _safely(self, step: _Step) -> None:
        """One page on which the program fails is a finding, and the crawl goes on; without an archive it can't."""
        try:
            await step()
        except (ArchiveError, OSError):
            raise
        except Exception as error:
            self._find("crashed", f"the program failed on a page: {type(error).__name__}: {error}", "error")

    # Documents and attachments

    async def _document(self, item: Item, column: str) -> None:
        fetched = await self._fetcher.fetch(item.url, ResourceKind.DOCUMENT, ask=item.fetch_url)
        date = item.date.isoformat() if item.date else None
        await self._keep_document(fetched, Listed(item.url, item.title, item.number or "", date, column))

    async def _revisit(self, item: Listed, known: Known) -> None:
        fetched = await self._fetcher.fetch(item.address, ResourceKind.DOCUMENT, known=known)
        if fetched.fetch.status in GONE_STATUSES:
            self.tally.gone += 1
            self._find("gone", f"the site answers {fetched.fetch.status} now", "info", item.address)
        await self._keep_document(fetched, item)

    async def _keep_document(self, fetched: Fetched, listed: Listed) -> None:
        page = fetched.page
        if page is None or not (fetched.fetch.media_type or "text/html").startswith(("text/", "application/xhtml")):
            await self._record(fetched)
            return
        number = "" if listed.document_number else stated_number(page)
        known = dataclasses.replace(listed, document_number=number) if number else None
        links = self._links(page, listed.address) if self.site.attachments else ()
        await self._record(fetched, links, known)
        for child, _ in links:
            self._put_attachment(listed.address, child)

    def _links(self, page: Page, parent: str) -> tuple[tuple[str, str], ...]:
        most = self.site.limits.attachments
        found: list[tuple[str, str]] = []
        left_out: dict[str, int] = {}
        for url, label in attachments(page):
            reason = refusal(url, self.site)
            if reason is None:
                found.append((url, label))
            else:
                left_out[reason] = left_out.get(reason, 0) + 1
        if left_out:
            said = "; ".join(f"{count} at {reason}" for reason, count in left_out.items())
            self._find("left_out", f"attachments that may not be asked: {said}", "info", parent)
        if len(found) > most:
            self._find("too_many_attachments", f"{len(found)} attachments, of which {most} are taken", address=parent)
        return tuple(found[:most])

    async def _attachment(self, parent: str, child: str) -> None:
        fetched = await self._fetcher.fetch(child, ResourceKind.ATTACHMENT)
        if fetched.fetch.outcome not in (Outcome.STORED, Outcome.UNCHANGED):
            self._failed_attachments.append((parent, child))
        await self._record(fetched)

    async def _record(
        self, fetched: Fetched, links: tuple[tuple[str, str], ...] = (), listed: Listed | None = None
    ) -> None:
        if self._is_old_news(fetched.fetch):
            self.tally.skipped += 1
        else:
            await self._recorder.add(Entry(fetched, links, listed))

    def _is_old_news(self, fetch: Fetch) -> bool:
        """An address that is not asked for the same reason as last time needs no second row."""
        if fetch.outcome is not Outcome.SKIPPED or fetch.requests:
            return False
        known = self._archive.latest(fetch.address)
        return known is not None and known.outcome is Outcome.SKIPPED


def _was_not_asked(known: Known) -> bool:
    return known.outcome is Outcome.SKIPPED and known.status is None


def _is_given_up(known: Known | None) -> bool:
    """Whether an address failed so often in a row that it is not asked unless it is listed again."""
    if known is None:
        return False
    return known.failures >= (_GONE_AT_MOST if known.status in GONE_STATUSES else _FAILURES_AT_MOST)
