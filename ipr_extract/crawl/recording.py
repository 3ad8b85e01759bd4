"""What was fetched goes into the archive in batches, beside the crawl: a disk says slowly that bytes are safe."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Callable
from typing import NamedTuple

from ipr_extract.archive import Archive, Item
from ipr_extract.crawl.clock import Clock
from ipr_extract.crawl.fetching import Fetched
from ipr_extract.model.snapshot import Content, Fetch, Outcome, ResourceKind, Snapshot

# What a document's bytes hold, told by whoever reads documents: the digest of its text, or that it is none.
Look = Callable[[bytes], Content]

_BATCH = 32
_SECONDS = 1.0
_BACKLOG = 4 * _BATCH


class Entry(NamedTuple):
    """A fetch, and what it tells of others: the addresses that it links to (with words), what is now known of an item.

    These are written first: a document that counts as fetched has its links.
    """

    fetched: Fetched
    links: tuple[tuple[str, str], ...] = ()
    listed: Item | None = None


class Recorder:
    """Records fetches of one run. What a killed crawl had not recorded yet is fetched again by the next."""

    def __init__(
        self,
        archive: Archive,
        run_id: str,
        clock: Clock,
        recorded: Callable[[Snapshot], None],
        look: Look | None = None,
    ) -> None:
        self._archive = archive
        self._run_id = run_id
        self._clock = clock
        self._recorded = recorded
        self._look = look
        self._waiting: list[Entry] = []
        self._since = clock.now()
        self._writing = asyncio.Lock()
        self._task: asyncio.Task[None] | None = None

    async def add(self, entry: Entry) -> None:
        """Record it soon; waits only where the disk can't keep up."""
        self._waiting.append(entry)
        if len(self._waiting) >= _BACKLOG:
            await self.flush()
        elif self._is_due() and (self._task is None or self._task.done()):
            if self._task is not None:
                self._task.result()
            self._task = asyncio.ensure_future(self.flush())

    def _is_due(self) -> bool:
        return len(self._waiting) >= _BATCH or self._clock.now() - self._since >= _SECONDS

    async def flush(self) -> None:
        """Record all that is waiting, and come back when it is safe."""
        async with self._writing:
            batch, self._waiting = self._waiting, []
            self._since = self._clock.now()
            if batch:
                for snapshot in await asyncio.to_thread(self._write, batch):
                    self._recorded(snapshot)

    async def close(self) -> None:
        """Record the rest."""
        if self._task is not None:
            await self._task
        await self.flush()

    def close_at_once(self) -> None:
        """Record the rest without waiting for anybody: the crawl is being stopped."""
        batch, self._waiting = self._waiting, []
        if batch:
            for snapshot in self._write(batch):
                self._recorded(snapshot)

    def _write(self, batch: list[Entry]) -> tuple[Snapshot, ...]:
        for entry in batch:
            for child, label in entry.links:
                self._archive.link(entry.fetched.fetch.address, child, label=label)
        listed = [entry.listed for entry in batch if entry.listed is not None]
        if listed:
            self._archive.listings.see(batch[0].fetched.fetch.source, listed)
        pairs = [self._looked_at(entry.fetched.fetch, entry.fetched.body) for entry in batch]
        return self._archive.record_all(pairs, run_id=self._run_id)

    def _looked_at(self, fetch: Fetch, body: bytes | None) -> tuple[Fetch, bytes | None]:
        """With the digest of its text; without bytes where they are a notice that nothing else told from a document."""
        if self._look is None or body is None or fetch.kind is not ResourceKind.DOCUMENT:
            return fetch, body
        try:
            content = self._look(body)
        except Exception:  # what reads documents may fail on one; it is kept all the same
            return fetch, body
        if content.refusal is not None:
            return dataclasses.replace(fetch, outcome=Outcome.BLOCKED, reason=content.refusal), None
        return dataclasses.replace(fetch, content_digest=content.digest), body
