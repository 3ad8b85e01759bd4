"""What a crawl leaves beside the archive's bytes: its conduct, the news, the feed. Names are ours, never the site's."""

from __future__ import annotations

import json
from pathlib import Path

from ipr_extract.archive import Archive
from ipr_extract.archive.clock import utc
from ipr_extract.crawl.conduct import as_text, record
from ipr_extract.crawl.news import as_atom, as_csv, changes
from ipr_extract.sites import Site

_FEED_SECONDS = 365 * 86_400.0


def folder_of(site: Site, archive: Archive) -> Path:
    """``ARCHIVE/crawl/SITE``."""
    return archive.folder / "crawl" / site.name


def write_conduct(site: Site, archive: Archive, run_id: str) -> Path:
    """Write the conduct of a run as JSON and as text; returns the text's file."""
    values = record(site, archive, run_id)
    folder = folder_of(site, archive) / "conduct"
    folder.mkdir(parents=True, exist_ok=True)
    name = f"{values['started'].replace(':', '').replace('-', '')}-{run_id[:8]}"
    _write(folder / f"{name}.json", json.dumps(values, ensure_ascii=False, indent=1) + "\n")
    _write(folder / f"{name}.txt", as_text(values))
    return folder / f"{name}.txt"


def write_news(site: Site, archive: Archive, since: str, now: float) -> Path:
    """Write ``changes.csv`` (since a time) and ``feed.atom`` (the latest of a year); returns the table's file."""
    folder = folder_of(site, archive)
    folder.mkdir(parents=True, exist_ok=True)
    year_ago = utc(now - _FEED_SECONDS)
    rows = changes(site, archive, min(since, year_ago))
    year = [row for row in rows if row.at >= year_ago]
    _write(folder / "changes.csv", as_csv([row for row in rows if row.at >= since]))
    # Without the time of writing, so that a feed without news has the same bytes.
    updated = max((row.at for row in year), default="1970-01-01T00:00:00Z")
    _write(folder / "feed.atom", as_atom(site, year, updated))
    return folder / "changes.csv"


def _write(file: Path, text: str) -> None:
    """Whole or not at all."""
    beside = file.with_name(f".{file.name}.part")
    beside.write_text(text, encoding="utf-8", newline="")
    beside.replace(file)
