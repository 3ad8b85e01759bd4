"""The silence detector: what should have come and didn't. Pure functions over what the archive knows of a site."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterable, Iterator, Sequence

from ipr_extract.archive import Archive, Item, ListingState, RunFinding
from ipr_extract.crawl.links import parse_number
from ipr_extract.crawl.names import last_name
from ipr_extract.sites import Column, Site

# A column's own rhythm: the longest of its last gaps, and half as much again.
_GAPS, _LEAST_GAPS, _PATIENCE, _LEAST_DAYS = 20, 5, 1.5, 3
# A listing that has less than nine tenths of what it had.
_SHRUNK, _LEAST_SHRINK = 0.9, 2
# A field that four of five entries had and now one of five has; recent are so many.
_FILLED, _UNFILLED, _RECENT = 0.8, 0.2, 10
_LEAST_NUMBERS = 3


def silences(site: Site, archive: Archive, now: float) -> tuple[RunFinding, ...]:
    """All that is amiss with a site, without asking it anything; each finding's severity is ``warning``."""
    today = dt.datetime.fromtimestamp(now, dt.UTC)
    items = archive.listings.items(site.name)
    found: list[tuple[str, str, str]] = list(_not_crawled(site, archive.get_state(last_name(site.name)), today))
    held = archive.known_addresses(site.name)
    for column in site.columns:
        listed = [item for item in items if item.listing == column.name]
        told = [
            *overdue(column, listed, today.date()),
            *unfilled(listed),
            *without_number(column, [item for item in listed if item.address in held]),
            *shrunk(archive.listings.history(column.url)),
        ]
        found += [(code, f"{column.name}: {message}", column.url) for code, message in told]
    numbers = (item.document_number for item in items)
    found += [(code, message, "") for code, message in number_gaps(numbers, today.year - 1)]
    return tuple(
        RunFinding(code, message, "warning", site.name, address)
        for code, message, address in found
        if code not in site.ignore
    )


def _not_crawled(site: Site, last: object, now: dt.datetime) -> Iterator[tuple[str, str, str]]:
    if not isinstance(last, str):
        yield "not_crawled", "it was never crawled to the end", ""
    elif now - dt.datetime.fromisoformat(last) > 2 * site.interval:
        yield "not_crawled", f"last crawled to the end at {last}, though it is to be every {site.every}", ""


def overdue(column: Column, items: Sequence[Item], today: dt.date) -> Iterator[tuple[str, str]]:
    """A column without anything new for longer than its cadence, stated or learned from the dates of its entries."""
    dates = sorted({_day(item) for item in items})
    if not dates:
        yield "column_empty", "nothing was ever listed"
        return
    limit = column.cadence_days
    if limit is None:
        gaps = [(after - before).days for before, after in itertools.pairwise(dates)][-_GAPS:]
        if len(gaps) < _LEAST_GAPS:
            return
        limit = max(_PATIENCE * max(gaps), _LEAST_DAYS)
    silent = (today - dates[-1]).days
    if silent > limit:
        yield "column_overdue", f"nothing new since {dates[-1]} ({silent} days), where {limit:g} days would be usual"


def _day(item: Item) -> dt.date:
    """When it was published; no later than it was seen, or a slip in one date would be news for years."""
    seen = item.first_seen[:10]
    return dt.date.fromisoformat(min(item.published_date or seen, seen))


def number_gaps(numbers: Iterable[str], since: int = 0) -> Iterator[tuple[str, str]]:
    """Serials that are missing between others of an issuer and a year (``since`` that year): 14, 15, 17.

    Only of series that are nearly whole: an issuer that publishes some of its documents leaves gaps by habit.
    """
    series: dict[tuple[str, int], set[int]] = {}
    for text in numbers:
        number = parse_number(text)
        if number is not None and number.year >= since:
            series.setdefault((number.issuer, number.year), set()).add(number.serial)
    for (issuer, year), serials in sorted(series.items()):
        missing = [n for n in range(min(serials), max(serials)) if n not in serials]
        if missing and len(serials) >= _LEAST_NUMBERS and len(missing) <= len(serials) / 2:
            listed = ", ".join(map(str, missing[:10])) + (", …" if len(missing) > 10 else "")
            yield "number_gap", f"{issuer}〔{year}〕 {listed}号 not seen, between {min(serials)} and {max(serials)}"


def shrunk(history: Sequence[ListingState]) -> Iterator[tuple[str, str]]:
    """A listing that has clearly fewer entries than it had; ``history`` is the latest first."""
    counts = [(state.total if state.total is not None else state.items, state.checked_at) for state in history
              if state.total is not None or state.complete]  # fmt: skip
    if len(counts) < 2:
        return
    now, before = counts[0][0], counts[1][0]
    if now < before * _SHRUNK and before - now >= _LEAST_SHRINK:
        yield "listing_shrank", f"{now} entries, where there were {before} at {counts[1][1]}"


def unfilled(items: Sequence[Item]) -> Iterator[tuple[str, str]]:
    """A field that entries used to have and the latest lack: the site changed, and what is read of it has to follow."""
    ordered = sorted(items, key=lambda item: (item.first_seen, item.published_date or ""))
    before, recent = ordered[:-_RECENT], ordered[-_RECENT:]
    if len(before) < _RECENT:
        return
    for name in ("title", "published_date", "document_number"):
        had, have = (sum(bool(getattr(item, name)) for item in part) / len(part) for part in (before, recent))
        if had >= _FILLED and have <= _UNFILLED:
            yield "field_unfilled", f"{name}: {had:.0%} of the entries had one, {have:.0%} of the latest {_RECENT} do"


def without_number(column: Column, items: Sequence[Item]) -> Iterator[tuple[str, str]]:
    """Fewer documents with a document number than the column's settings expect."""
    if len(items) < _LEAST_NUMBERS:
        return
    share = sum(bool(item.document_number) for item in items) / len(items)
    if share < column.share_with_number:
        yield "few_numbers", f"{share:.0%} of the documents bear a number, {column.share_with_number:.0%} are expected"
