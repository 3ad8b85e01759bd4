"""A crawl goes on as long as its lease is its own."""

from __future__ import annotations

import asyncio
import contextlib

import pytest

from ipr_extract.archive import Archive
from ipr_extract.crawl import process
from ipr_extract.crawl.process import under_lease
from ipr_extract.errors import ArchiveError


def test_a_lease_that_can_not_be_renewed_is_said(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    def take(name: str, owner: str, seconds: float) -> bool:
        raise ArchiveError("the disk is full")

    monkeypatch.setattr(process, "_LEASE_SECONDS", 0.01)
    monkeypatch.setattr(archive.leases, "take", take)
    with pytest.raises(ArchiveError, match="the disk is full"):
        asyncio.run(under_lease(archive, "site", "me", asyncio.sleep(30)))


def test_a_lease_that_another_took_ends_the_crawl(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "_LEASE_SECONDS", 0.01)
    monkeypatch.setattr(archive.leases, "take", lambda name, owner, seconds: False)
    with contextlib.suppress(asyncio.CancelledError):
        asyncio.run(under_lease(archive, "site", "me", asyncio.sleep(30)))
        pytest.fail("it went on")


def test_what_the_crawl_dies_of_is_raised(archive: Archive) -> None:
    async def work() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        asyncio.run(under_lease(archive, "site", "me", work()))
