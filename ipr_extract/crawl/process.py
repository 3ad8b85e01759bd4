"""A crawl of one site in this process: the lease that keeps others away, the run, its record."""

from __future__ import annotations

import asyncio
import datetime as dt
import os
import secrets
import socket
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ipr_extract import __version__
from ipr_extract.archive import Archive, open_archive
from ipr_extract.crawl.clock import Clock, SystemClock
from ipr_extract.crawl.fetching import Fetcher, Transport
from ipr_extract.crawl.job import Job, Tally
from ipr_extract.crawl.recording import Digest
from ipr_extract.errors import ConfigError
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
    digest: Digest | None = None,
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
        status, tally = "failed", Tally()

        async def errand(transport: Transport) -> None:
            nonlocal tally
            job = Job(site, archive, Fetcher(site, archive, transport, clock, agent), clock, run_id, digest)
            tally = job.tally
            keeping = asyncio.ensure_future(_keep_lease(archive, site.name, owner))
            working = asyncio.ensure_future(job.run())
            try:
                await asyncio.wait([keeping, working], return_when=asyncio.FIRST_COMPLETED)
                if not working.done():
                    raise asyncio.CancelledError  # the lease is another's now
                working.result()
            finally:
                for task in (keeping, working):
                    task.cancel()
                await asyncio.gather(keeping, working, return_exceptions=True)

        try:
            status = "done" if run_errand(site, errand) else "stopped"
            if status == "done" and not tally.left:
                archive.put_state(last_name(site.name), _utc(clock.now()))
        finally:
            archive.runs.end(run_id, status)
            archive.leases.give_back(_lease(site.name), owner)
        return CrawlResult(site.name, status, run_id, tally)


def last_name(site: str) -> str:
    """Under which name the archive keeps when a site was last crawled to the end."""
    return f"crawl/{site}/last"


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


async def _keep_lease(archive: Archive, site: str, owner: str) -> None:
    """Renew the lease as long as the crawl goes on; comes back only where it was lost."""
    while True:
        await asyncio.sleep(_LEASE_SECONDS / 4)
        if not archive.leases.take(_lease(site), owner, _LEASE_SECONDS):
            return


def _lease(site: str) -> str:
    return f"crawl/{site}"


def _utc(seconds: float) -> str:
    return dt.datetime.fromtimestamp(int(seconds), dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
