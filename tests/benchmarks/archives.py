"""How long an archive of many fetches makes the next crawl wait, and how fast it takes pages in.

`python -m tests.benchmarks.archives [--fetches N]` prints it.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ipr_extract.archive import Archive, open_archive
from ipr_extract.model.snapshot import Fetch

ROOT = Path(__file__).parents[2]
_GROUP = 1000
# What a crawl does first: what is known, and what is known of the first addresses that a listing names.
_START = """
import sys, time
begun = time.perf_counter()
from ipr_extract.archive import open_archive
with open_archive(sys.argv[1]) as archive:
    known = archive.known_addresses("site")
    for number in range(100):
        assert archive.latest(f"https://site.example/art/{number}.html") is not None
    assert len(known) == int(sys.argv[2])
print(time.perf_counter() - begun)
"""


@dataclass(frozen=True, slots=True)
class ArchiveFigures:
    """Seconds from nothing to knowing what is known (imports included), and pages a second that are kept."""

    fetches: int
    start_seconds: float
    one_by_one: float
    grouped: float


def measure_archive(folder: Path, fetches: int = 100_000) -> ArchiveFigures:
    """Fill an archive and measure it; ``fetches`` addresses with a fetch each, and 2,000 pages of 60 KB kept."""
    with open_archive(folder / "many") as archive:
        fill(archive, fetches)
    command = [sys.executable, "-c", _START, str(folder / "many"), str(fetches)]
    runs = [subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout for _ in range(3)]
    page = b"<p>" + b"page" * 15_000
    with open_archive(folder / "pages") as archive:
        begun = time.perf_counter()
        for number in range(500):
            archive.record(_fetch(number), b"%d" % number + page)
        one_by_one = 500 / (time.perf_counter() - begun)
        begun = time.perf_counter()
        for first in range(1000, 2500, 50):
            archive.record_all([(_fetch(number), b"%d" % number + page) for number in range(first, first + 50)])
        grouped = 1500 / (time.perf_counter() - begun)
    return ArchiveFigures(fetches, sorted(map(float, runs))[1], one_by_one, grouped)


def fill(archive: Archive, fetches: int) -> None:
    """Fetches of as many addresses. Their bytes are few: it is the catalogue that is measured."""
    for first in range(0, fetches, _GROUP):
        numbers = range(first, min(first + _GROUP, fetches))
        archive.record_all([(_fetch(number), b"%d" % (number % 500)) for number in numbers])


def _fetch(number: int) -> Fetch:
    headers = (("ETag", f'"{number:x}"'), ("Last-Modified", "Thu, 01 Jan 2026 00:00:00 GMT"), ("Server", "nginx"))
    return Fetch(
        url=f"https://site.example/art/{number}.html", retrieved_at="2026-01-31T08:00:00Z", source="site", status=200,
        media_type="text/html; charset=utf-8", headers=headers, requests=1, sent_at=float(number),
    )  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line; returns 1 where the next crawl's start takes 2 seconds or more."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.archives", description=__doc__)
    parser.add_argument("--fetches", type=int, default=100_000)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        found = measure_archive(Path(folder), options.fetches)
    print(f"{found.fetches} fetches: the next crawl's start takes {found.start_seconds:.2f} s")
    print(f"kept: {found.one_by_one:.0f} pages/s one by one, {found.grouped:.0f} pages/s in groups of 50")
    return 0 if found.start_seconds < 2 else 1


if __name__ == "__main__":
    sys.exit(main())
