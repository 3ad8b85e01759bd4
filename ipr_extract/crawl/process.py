"""A crawl of one site in this process: the lease that keeps others away, the run, its record."""

from __future__ import annotations

import asyncio
import dataclasses
import datetime as dt
import os
import secrets
import socket
from collections.abc import Coroutine
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ipr_extract import __version__
from ipr_extract.archive import Archive, open_archive
from ipr_extract.archive.clock import utc
from ipr_extract.crawl.clock import Clock, SystemClock
from ipr_extract.crawl.fetching import Fetched, Fetcher, Transport
from ipr_extract.crawl.job import Job, Tally
from ipr_extract.crawl.names import last_name, since_name
from ipr_extract.crawl.recording import Look
from ipr_extract.crawl.records import write_conduct, write_news
from ipr_extract.crawl.silence import silences
from ipr_extract.errors import ConfigError, IprExtractError
from ipr_extract.model.snapshot import ResourceKind
from ipr_extract.sites import Site

_LEASE_SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class CrawlResult:
    """What became of a crawl. ``status``: ``done``, ``busy`` (another process is at it), ``stopped``, ``failed``."""

    site: str
    status: str
    run_id: str | None = None
    tally: Tally = field(default_factory=Tally)
    message: str = ""
    conduct: str | None = None


def user_agent(contact: str | None) -> str:
    """How we present ourselves; ``ConfigError`` where nobody says whom to write to."""
    if contact is None or not ("@" in contact or contact.startswith(("http://", "https://"))):
        raise ConfigError(
            "a crawl says who is asking: give an address for mail or a page as --contact, as "
            "IPR_EXTRACT_CONTACT in the environment, or as contact in [site.politeness]"
        )
    if not contact.isascii() or not contact.isprintable():
        raise ConfigError("the contact is sent with each request and has to be plain ASCII")
    return f"ipr-extract/{__version__} (+{contact})"


def crawl_here(
    site: Site, archive_folder: Path | str, contact: str | None, *, clock: Clock | None = None,
    look: Look | None = None,
) -> CrawlResult:  # fmt: skip
    """Crawl a site; once a process (see ``run_errand``). Raises ``ConfigError`` and ``ArchiveError``."""
    from ipr_extract.crawl.client import run_errand

    clock = clock or SystemClock()
    agent = user_agent(contact)
    with open_archive(archive_folder, clock=clock.now) as archive:
        owner = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
        if not take_lease(archive, site.name, owner):
            return CrawlResult(site.name, "busy", message="another crawl of it is going on")
        run_id = archive.runs.begin(
            "crawl", program=f"ipr-extract {__version__}", user_agent=agent, settings=site.model_dump(mode="json")
        )
        since = _begin_news(site, archive, clock)
        status, tally = "failed", Tally()

        async def errand(transport: Transport) -> None:
            nonlocal tally
            job = Job(site, archive, Fetcher(site, archive, transport, clock, agent), clock, run_id, look)
            tally = job.tally
            await under_lease(archive, site.name, owner, job.run())

        try:
            status = "done" if run_errand(site, errand) else "stopped"
            if status == "done" and not tally.left:
                archive.put_state(last_name(site.name), utc(clock.now()))
                write_news(site, archive, since, clock.now())
                archive.put_state(since_name(site.name), None)
            if status == "done":
                _listen(site, archive, clock, run_id, tally)
        finally:
            archive.runs.end(run_id, status)
            conduct = write_conduct(site, archive, run_id)
            archive.leases.give_back(_lease(site.name), owner)
        return CrawlResult(site.name, status, run_id, tally, conduct=str(conduct))


def fetch_here(site: Site, folder: Path | str, contact: str | None, url: str) -> tuple[str, bytes]:
    """One page of a site: where redirects led, and its bytes; once a process. Raises ``IprExtractError``."""
    from ipr_extract.crawl.client import run_errand

    agent, clock = user_agent(contact), SystemClock()
    got: list[Fetched] = []
    with open_archive(folder) as archive:

        async def errand(transport: Transport) -> None:
            fetcher = Fetcher(site, archive, transport, clock, agent)
            got.append(await fetcher.fetch(url, ResourceKind.LISTING))

        run_errand(site, errand)
    fetched = got[0] if got else None
    if fetched is None or fetched.page is None or fetched.body is None:
        raise IprExtractError(fetched.fetch.reason if fetched else "stopped")
    return fetched.page.url, fetched.body


def _begin_news(site: Site, archive: Archive, clock: Clock) -> str:
    """Since when there is news: since the first crawl that began after the last one that came to its end."""
    since = archive.get_state(since_name(site.name))
    if not isinstance(since, str):
        since = utc(clock.now())
        archive.put_state(since_name(site.name), since)
    return since


def _listen(site: Site, archive: Archive, clock: Clock, run_id: str, tally: Tally) -> None:
    """Look for what should have come and didn't."""
    for silence in silences(site, archive, clock.now()):
        found = dataclasses.replace(silence, run_id=run_id)
        archive.runs.add_finding(found)
        tally.findings.append(found)


def is_due(site: Site, archive: Archive, now: float) -> bool:
    """Whether a site's interval is over since its last whole crawl. A tenth of it may be missing: cron isn't exact."""
    last: Any = archive.get_state(last_name(site.name))
    if not isinstance(last, str):
        return True
    age = dt.datetime.fromtimestamp(now, dt.UTC) - dt.datetime.fromisoformat(last)
    return age >= site.interval * 0.9


def take_lease(archive: Archive, site: str, owner: str) -> bool:
    """Take a site's lease. One that a process of this machine held and that was killed is taken over at once."""
    name, leases = _lease(site), archive.leases
    if leases.take(name, owner, _LEASE_SECONDS):
        return True
    holder = leases.holder(name)
    if holder is not None and not _is_dead(holder):
        return False
    if holder is not None:
        leases.give_back(name, holder)
    return leases.take(name, owner, _LEASE_SECONDS)


def _is_dead(owner: str) -> bool:
    """Whether an owner was a process of this machine that is no more."""
    host, _, rest = owner.partition(":")
    pid = rest.partition(":")[0]
    if host != socket.gethostname() or not pid.isdecimal() or os.name != "posix":
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False


async def under_lease(archive: Archive, site: str, owner: str, work: Coroutine[Any, Any, object]) -> None:
    """Do the work as long as the lease is the owner's; ends as if cancelled where it is another's."""
    keeping = asyncio.ensure_future(_keep_lease(archive, site, owner))
    working = asyncio.ensure_future(work)
    try:
        await asyncio.wait([keeping, working], return_when=asyncio.FIRST_COMPLETED)
        if not working.done():
            keeping.result()  # raises what kept it from being renewed
            raise asyncio.CancelledError
        working.result()
    finally:
        for task in (keeping, working):
            task.cancel()
        await asyncio.gather(keeping, working, return_exceptions=True)


async def _keep_lease(archive: Archive, site: str, owner: str) -> None:
    """Renew the lease as long as the crawl goes on; comes back only where it was lost."""
    while True:
        await asyncio.sleep(_LEASE_SECONDS / 4)
        if not archive.leases.take(_lease(site), owner, _LEASE_SECONDS):
            return


def _lease(site: str) -> str:
    return f"crawl/{site}"
