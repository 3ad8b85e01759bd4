"""What is told as gone, and how often."""

from __future__ import annotations

from ipr_extract.archive import Archive, Item, ListingState
from ipr_extract.crawl.news import changes
from ipr_extract.sites import Site
from tests.archive.test_archive import fetch

LIST = "https://site.example/list"
SITE = Site.model_validate({"name": "site", "columns": [{"name": "c", "url": LIST}]})


def read(archive: Archive, day: int, *names: str) -> None:
    """A whole reading of the listing on a day, which names these."""
    at = f"2026-01-{day:02}T00:00:00Z"
    archive.listings.see("site", [Item(f"https://site.example/{name}", name, listing="c") for name in names], at=at)
    archive.listings.read(ListingState(LIST, "site", len(names), state={"started": at}, checked_at=at))


def test_what_a_listing_no_longer_names_is_told_once(archive: Archive) -> None:
    for name in "abc":
        archive.record(fetch(f"https://site.example/{name}"), name.encode())
    read(archive, 3, "a", "b", "c")
    read(archive, 10, "a", "b")
    read(archive, 17, "a")

    def gone(since: int) -> list[tuple[str, str]]:
        found = changes(SITE, archive, f"2026-01-{since:02}T00:00:00Z")
        return [(change.title, change.at[8:10]) for change in found if change.status == "gone"]

    assert gone(4) == [("c", "10"), ("b", "17")]
    assert gone(11) == [("b", "17")]
    read(archive, 24, "a")
    assert gone(18) == []
