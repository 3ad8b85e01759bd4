"""What is new, changed and gone at a site: as rows, as a CSV file, as an Atom feed."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

from ipr_extract.archive import Archive, Item
from ipr_extract.crawl.answers import GONE_STATUSES
from ipr_extract.model.snapshot import Outcome
from ipr_extract.sites import Site

_IN_FEED = 100
# What XML can't hold.
_CONTROLS = {code: None for code in range(32) if code not in (9, 10, 13)} | {0xFFFE: None, 0xFFFF: None}


class Change(NamedTuple):
    """A document or attachment that is new, has another text, or is gone. ``at`` is when that was seen, UTC."""

    status: str
    at: str
    address: str
    title: str
    document_number: str
    published_date: str
    version: int
    sha256: str


def changes(site: Site, archive: Archive, since: str) -> list[Change]:
    """What is new, changed or gone since a time (UTC); by time and address."""
    items = {item.address: item for item in archive.listings.items(site.name)}
    found = []
    for snapshot in archive.documents(source=site.name, since=since, every_version=True):
        status = "new" if snapshot.version == 1 else "changed"
        at = snapshot.retrieved_at or snapshot.recorded_at
        found.append(_change(status, at, snapshot.address, items, snapshot.version or 1, snapshot.sha256 or ""))
    for known in archive.resources(site.name):
        says_gone = known.outcome is Outcome.FAILED and known.status in GONE_STATUSES and known.versions > 0
        if says_gone and known.checked_at >= since:
            found.append(_change("gone", known.checked_at, known.address, items, known.versions, known.sha256 or ""))
    told = {change.address for change in found if change.status == "gone"}
    for column in site.columns:
        for address, at in delisted(archive, column.url, column.name, items, since):
            known_now = archive.latest(address)
            if address not in told and known_now is not None and known_now.versions:
                found.append(_change("gone", at, address, items, known_now.versions, known_now.sha256 or ""))
    return sorted(found, key=lambda change: (change.at, change.address))


def delisted(
    archive: Archive, listing: str, column: str, items: dict[str, Item], since: str
) -> Iterator[tuple[str, str]]:
    """The addresses that a whole reading of a listing since a time was the first not to name, and when that was."""
    whole = [state for state in archive.listings.history(listing) if state.complete and "started" in state.state]
    began = [str(state.state["started"]) for state in whole]
    for reading, start, start_before in zip(whole, began, [*began[1:], ""], strict=False):
        if reading.checked_at >= since:
            for item in items.values():
                if item.listing == column and start_before <= item.last_seen < start:
                    yield item.address, reading.checked_at


def _change(status: str, at: str, address: str, items: dict[str, Item], version: int, sha256: str) -> Change:
    item = items.get(address, Item(address))
    return Change(
        status, at, address, item.title, item.document_number, item.published_date or "", version, sha256
    )  # fmt: skip


def as_csv(rows: Sequence[Change]) -> str:
    """The rows as CSV with a header, lines ended as RFC 4180 has it."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(Change._fields)
    writer.writerows(rows)
    return out.getvalue()


def as_atom(site: Site, rows: Sequence[Change], updated: str) -> str:
    """The latest new and changed documents as an Atom feed, the newest first."""
    latest = [row for row in reversed(rows) if row.status != "gone"][:_IN_FEED]
    entries = "".join(_entry(row) for row in latest)
    name = _plain(site.title or site.name)
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">\n'
        f"<title>{name}</title>\n<id>urn:ipr-extract:{site.name}</id>\n<updated>{updated}</updated>\n"
        f"<author><name>{name}</name></author>\n{entries}</feed>\n"
    )


def _entry(row: Change) -> str:
    words = " ".join(filter(None, (row.document_number, row.published_date, row.status)))
    return (
        f"<entry><title>{_plain(row.title or row.address)}</title><link href={quoteattr(row.address)}/>"
        f"<id>urn:sha256:{row.sha256}:{row.version}</id><updated>{row.at}</updated>"
        f"<summary>{_plain(words)}</summary></entry>\n"
    )


def _plain(text: str) -> str:
    return escape(text.translate(_CONTROLS))
