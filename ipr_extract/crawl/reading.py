"""Listings read page by page: what is new in them, until what is known, and whether they changed meanwhile."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Awaitable, Callable, Mapping
from typing import Protocol

from ipr_extract.archive import Archive, Known, ListingState
from ipr_extract.archive import Item as Listed
from ipr_extract.archive.clock import utc
from ipr_extract.crawl.addresses import refusal
from ipr_extract.crawl.answers import GONE_STATUSES
from ipr_extract.crawl.clock import Clock
from ipr_extract.crawl.families import FAMILIES
from ipr_extract.crawl.fetching import Fetched, Fetcher
from ipr_extract.crawl.names import column_name
from ipr_extract.crawl.pages import Item, Listing, ListingError, Page
from ipr_extract.crawl.rounds import ColumnState, Mode, Round
from ipr_extract.model.snapshot import Fetch, Outcome, ResourceKind
from ipr_extract.sites import Column, FamilyName, Site

# A listing of one page can't change between its pages.
_PAGES_WORTH_CHECKING = 2


class Find(Protocol):
    """Keeps a finding of the run."""

    def __call__(self, code: str, message: str, severity: str = "warning", address: str = "") -> None:
        """Keep it."""


class ListingReader:
    """Reads the listings of a site; says which items are wanted, and which pages come next."""

    def __init__(
        self,
        site: Site,
        archive: Archive,
        fetcher: Fetcher,
        clock: Clock,
        run_id: str,
        items: Mapping[str, Listed],
        wanted: Callable[[Item, str], None],
        record: Callable[[Fetched], Awaitable[None]],
        find: Find,
    ) -> None:
        self._site = site
        self._archive = archive
        self._fetcher = fetcher
        self._clock = clock
        self._run_id = run_id
        self._items = items
        self._wanted = wanted
        self._record = record
        self._find = find
        self._states: dict[str, ColumnState] = {}
        self._seen: dict[str, set[str]] = {}
        self._visited: dict[str, set[str]] = {}
        self._left_out: set[str] = set()

    def begin(self, column: Column) -> list[str]:
        """The pages to read first: those that an earlier crawl didn't come to, or the first one."""
        state = ColumnState.unpack(self._archive.get_state(self._name(column)))
        if state.url != column.url:
            state = ColumnState(column.url)  # another listing under the same name
        self._states[column.name] = state
        self._seen[column.name], self._visited[column.name] = set(), set()
        if state.round is None:
            always = self._site.family_of(column) is FamilyName.WEB_ARCHIVE
            full = always or not state.complete or self._is_reread_due(state)
            state.round = Round(self._now(), full, [self._first(column)])
            self._save(column)
        return list(state.round.pending)

    async def read(self, column: Column, url: str) -> list[str]:
        """Read one page; returns the pages to read next."""
        round_ = self._round(column)
        self._visited[column.name].add(url)
        fetched = await self._fetcher.fetch(url, ResourceKind.LISTING, known=self._known(column, url))
        outcome = fetched.fetch.outcome
        if outcome is Outcome.UNCHANGED:
            await self._record(fetched)
            return self._close(column)
        if fetched.page is None:
            self._find("listing_not_read", f"{column.name}: {fetched.fetch.reason}", "error", url)
            await self._record(fetched)
            if fetched.fetch.status in GONE_STATUSES:
                self._begin_anew(column)
            return []
        listing, problem = self._listing(column, fetched.page)
        if problem is not None or not listing.items:
            blocked = self._fetcher.as_block(fetched)
            if blocked is not None or problem is not None:
                failed = blocked or Fetched(_failed(fetched.fetch, str(problem)))
                code = "listing_not_read" if blocked else "listing_unreadable"
                self._find(code, f"{column.name}: {failed.fetch.reason}", "error", url)
                await self._record(failed)
                if blocked is None:
                    self._begin_anew(column)
                return []
        listing = await self._within_the_site(column, listing)
        self._take(column, listing)
        following = self._following(column, round_, url, listing)
        # Last, so that a killed crawl reads the page again rather than believe that it is unchanged.
        await self._record(fetched)
        return following

    def _begin_anew(self, column: Column) -> None:
        """The next crawl begins with the first page: there is no going on with one that is gone, or no listing.

        What was listed since this round began has not been read to its end, so it is not yet what was known.
        """
        given_up = self._round(column)
        self._states[column.name].round = Round(given_up.started, given_up.full, [self._first(column)], anew=True)
        self._save(column)

    def _listing(self, column: Column, page: Page) -> tuple[Listing, ListingError | None]:
        try:
            return FAMILIES[self._site.family_of(column)].read(page, column), None
        except ListingError as error:
            return Listing(()), error

    def _name(self, column: Column) -> str:
        return column_name(self._site.name, column.name)

    def _first(self, column: Column) -> str:
        return FAMILIES[self._site.family_of(column)].first(column)

    def _round(self, column: Column) -> Round:
        round_ = self._states[column.name].round
        assert round_ is not None
        return round_

    def _save(self, column: Column) -> None:
        self._archive.put_state(self._name(column), self._states[column.name].packed())

    def _now(self) -> str:
        return utc(self._clock.now())

    def _is_reread_due(self, state: ColumnState) -> bool:
        if state.full_at is None:
            return True
        age = dt.datetime.fromisoformat(self._now()) - dt.datetime.fromisoformat(state.full_at)
        return age >= dt.timedelta(days=self._site.reread_days)

    def _known(self, column: Column, url: str) -> Known | None:
        """What makes it a conditional request: the first page, where "unchanged" means that nothing is to be done."""
        round_ = self._round(column)
        plain = round_.mode is Mode.READ and not (round_.full or round_.anew or round_.pages)
        asks = url == self._first(column) and (plain or round_.mode is Mode.CHECK)
        return self._archive.latest(url) if asks else None

    async def _within_the_site(self, column: Column, listing: Listing) -> Listing:
        """The listing without what may not be asked; each such entry is recorded once, a page behind it each time."""
        kept = []
        for item in listing.items:
            reason = refusal(item.fetch_url or item.url, self._site)
            if reason is None:
                kept.append(item)
            elif item.url not in self._left_out and self._archive.latest(item.url) is None:
                self._left_out.add(item.url)
                self._find("left_out", f"{column.name}: {reason}", "info", item.url)
                await self._record(Fetched(self._not_asked(item.url, reason)))
        following = []
        for url in listing.next:
            reason = refusal(url, self._site)
            if reason is None:
                following.append(url)
            else:
                self._round(column).cut = True
                self._find("left_out", f"{column.name}: the next page lies elsewhere: {reason}", address=url)
        return Listing(tuple(kept), tuple(following), listing.total)

    def _not_asked(self, url: str, reason: str) -> Fetch:
        return Fetch(
            url=url, retrieved_at=self._now(), outcome=Outcome.SKIPPED, source=self._site.name, reason=reason
        )  # fmt: skip

    def _take(self, column: Column, listing: Listing) -> None:
        """Write down what is listed, then ask for it."""
        self._archive.listings.see(self._site.name, [self._listed(item, column) for item in listing.items])
        for item in listing.items:
            self._wanted(item, column.name)

    def _listed(self, item: Item, column: Column) -> Listed:
        """The item as the archive keeps it."""
        date = item.date.isoformat() if item.date else None
        return Listed(item.url, item.title, item.number or "", date, column.name)

    def _following(self, column: Column, round_: Round, url: str, listing: Listing) -> list[str]:
        """The pages behind this one, as far as they are to be read; the round is over where there is none."""
        addresses = [item.url for item in listing.items]
        fresh = [a for a in dict.fromkeys(addresses) if a not in self._seen[column.name]]
        if round_.mode is Mode.CHECK and not self._after_check(column, round_, addresses):
            return self._close(column)
        if round_.pages == 0 and round_.mode is not Mode.TOP:
            round_.first = addresses
            if len(addresses) < column.at_least:
                what = f"{column.name}: {len(addresses)} entries, where {column.at_least} are expected"
                self._find("too_few_items", what, address=url)
        self._seen[column.name].update(fresh)
        round_.pages += 1
        round_.items += len(fresh)
        round_.total = listing.total if listing.total is not None else round_.total
        following = [page for page in listing.next if page not in self._visited[column.name]]
        if following and self._goes_on(column, round_, addresses, fresh, url):
            round_.pending = following
            self._save(column)
            return following
        return self._pass_ended(column, round_)

    def _goes_on(self, column: Column, round_: Round, addresses: list[str], fresh: list[str], url: str) -> bool:
        if round_.pages >= column.pages_at_most:
            self._find("listing_cut", f"{column.name}: more than {column.pages_at_most} pages", address=url)
            round_.cut = True
            return False
        if self._site.family_of(column) is FamilyName.WEB_ARCHIVE:
            return True  # an index's page may hold nothing that is wanted, and is no repetition by that
        if not addresses:
            return False
        if round_.mode is Mode.AGAIN:
            return round_.pages < round_.least
        if not fresh:
            what = f"{column.name}: a page repeats what the pages before it had"
            self._find("listing_endless", what, "info", url)
            return False
        if round_.mode is Mode.TOP:
            return all(address not in round_.first for address in addresses)
        return round_.full or not all(self._was_known(address, round_) for address in addresses)

    def _was_known(self, address: str, round_: Round) -> bool:
        item = self._items.get(address)
        return item is not None and item.first_seen < round_.started

    def _after_check(self, column: Column, round_: Round, addresses: list[str]) -> bool:
        """The first page was read again: whether the round goes on, and how."""
        mode = round_.after_check(addresses)
        if mode is None:
            return False
        round_.mode, round_.least, round_.pages = mode, max(round_.least, round_.pages), 0
        round_.again += mode is Mode.AGAIN
        self._visited[column.name] = {self._first(column)}
        return True

    def _pass_ended(self, column: Column, round_: Round) -> list[str]:
        """A listing of several pages may have changed while it was read: its first page says."""
        worth = max(round_.pages, round_.least) >= _PAGES_WORTH_CHECKING
        if not worth or round_.mode is Mode.TOP or self._site.family_of(column) is FamilyName.WEB_ARCHIVE:
            return self._close(column)
        round_.least = max(round_.least, round_.pages)
        round_.mode, round_.pending = Mode.CHECK, [self._first(column)]
        self._save(column)
        return list(round_.pending)

    def _close(self, column: Column) -> list[str]:
        state, round_ = self._states[column.name], self._round(column)
        complete = round_.full and not round_.cut
        if round_.pages or round_.mode is not Mode.READ:
            self._archive.listings.read(
                ListingState(
                    column.url, self._site.name, round_.items, max(round_.pages, round_.least), round_.total,
                    complete, {"column": column.name, "started": round_.started}, run_id=self._run_id,
                )
            )  # fmt: skip
        if round_.full:
            # One that was cut off by its limit is not read again and again to the same place.
            state.complete, state.full_at = True, round_.started
        state.round = None
        self._save(column)
        return []


def _failed(fetch: Fetch, reason: str) -> Fetch:
    return dataclasses.replace(fetch, outcome=Outcome.FAILED, reason=reason)
