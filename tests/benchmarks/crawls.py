"""How fast a crawl with its archive is next to Scrapy alone, and how soon a crawl begins that knows 100,000 documents.

`python -m tests.benchmarks.crawls [--pages N] [--rounds N] [--known N]`. The site is on 127.0.0.1, in a process of its
own; each crawl is a process, timed from its first to its last step, imports left out.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import multiprocessing
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
_LISTING = "/list.json"
_AT_ONCE = 16
LEAST_RATIO, MOST_START = 0.8, 2.0


@dataclass(frozen=True, slots=True)
class CrawlFigures:
    """Pages a second, medians of the rounds; ``ratio`` of each round's two; ``start`` in seconds."""

    pages: int
    ours: float
    scrapy: float
    ratio: float
    known: int
    start: float


def serve(pages: int, told: Connection) -> None:
    """A site of so many pages of 60 KB behind one listing; sends its port, then serves until it is ended."""
    from tests.benchmarks.generate import page

    bodies = [page(number).encode() for number in range(20)]

    class Site(asyncio.Protocol):
        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            self.transport: Any = transport
            self.waiting = b""

        def data_received(self, data: bytes) -> None:
            self.waiting += data
            while b"\r\n\r\n" in self.waiting:
                head, _, self.waiting = self.waiting.partition(b"\r\n\r\n")
                self.answer(head.split(b" ", 2)[1].decode())

        def answer(self, path: str) -> None:
            status, kind, body = "200 OK", "text/html; charset=utf-8", b""
            if path == _LISTING:
                kind = "application/json"
                body = json.dumps([{"TITLE": "某项通知", "URL": f"/{n}.html"} for n in range(pages)]).encode()
            elif path.endswith(".html"):
                number = int(path[1:-5])
                body = bodies[number % len(bodies)] + f"<!-- {number} -->".encode()
            else:
                status = "404 Not Found"
            self.transport.write(
                f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body
            )

    async def run() -> None:
        server = await asyncio.get_running_loop().create_server(Site, "127.0.0.1", 0)
        told.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(run())


def crawl_ours(port: int, folder: Path) -> float:
    """Crawl into an archive; returns seconds."""
    import scrapy.core.downloader.handlers.http11  # noqa: F401

    import ipr_extract.crawl.client  # noqa: F401
    from ipr_extract.crawl.process import crawl_here
    from ipr_extract.sites import Site

    site = Site.model_validate(
        {
            "name": "bench",
            "family": "govcn-feed",
            "columns": [{"name": "all", "url": f"http://127.0.0.1:{port}{_LISTING}"}],
            "limits": {"requests": 1_000_000},
            "politeness": {
                "allow_private": [f"127.0.0.1:{port}"], "seconds_between_requests": 0, "at_once": _AT_ONCE,
            },
        }
    )  # fmt: skip
    begun = time.perf_counter()
    result = crawl_here(site, folder, "bench@example.org")
    seconds = time.perf_counter() - begun
    if result.status != "done" or result.tally.failed or result.tally.blocked:
        raise RuntimeError(f"the crawl ended as {result}")
    return seconds


def crawl_scrapy(port: int, folder: Path) -> float:
    """Scrapy as it comes, writing each page to a file; returns seconds."""
    import scrapy
    import scrapy.core.downloader.handlers.http11
    from scrapy.crawler import CrawlerProcess

    class Pages(scrapy.Spider):
        name = "pages"
        start_urls = (f"http://127.0.0.1:{port}{_LISTING}",)

        def parse(self, response: Any) -> Any:
            for row in response.json():
                yield response.follow(row["URL"], self.keep)

        def keep(self, response: Any) -> None:
            (folder / response.url.rpartition("/")[2]).write_bytes(response.body)

    settings = {
        "CONCURRENT_REQUESTS": _AT_ONCE, "CONCURRENT_REQUESTS_PER_DOMAIN": _AT_ONCE, "ROBOTSTXT_OBEY": True,
        "LOG_ENABLED": False, "TELNETCONSOLE_ENABLED": False,
    }  # fmt: skip
    folder.mkdir()
    begun = time.perf_counter()
    process = CrawlerProcess(settings)
    process.crawl(Pages)
    process.start()
    return time.perf_counter() - begun


def start_with(known: int, folder: Path) -> float:
    """The seconds that a crawl takes to begin where so many documents are listed and held; median of three."""
    from ipr_extract.archive import Item, open_archive
    from ipr_extract.model.snapshot import Fetch

    def address(number: int) -> str:
        return f"https://site.example/art/{number}.html"

    with open_archive(folder) as archive:
        for first in range(0, known, 1000):
            numbers = range(first, min(first + 1000, known))
            archive.listings.see(
                "site",
                [Item(address(n), "某项通知", "", "2020-01-31", "all") for n in numbers],
                at="2020-01-31T08:00:00Z",
            )
            archive.record_all(
                [
                    (Fetch(url=address(n), retrieved_at="2020-01-31T08:00:00Z", source="site"), b"%d" % (n % 100))
                    for n in numbers
                ]
            )
    return statistics.median(_timed("begin", known, folder) for _ in range(3))


def begin(known: int, folder: Path) -> float:
    """Begin a crawl without a network; returns seconds, opening the archive included."""
    from ipr_extract.archive import open_archive
    from ipr_extract.crawl.clock import SystemClock
    from ipr_extract.crawl.fetching import Fetcher
    from ipr_extract.crawl.job import Job
    from ipr_extract.sites import Site

    site = Site.model_validate({"name": "site", "columns": [{"name": "all", "url": "https://site.example/"}]})

    async def started() -> None:
        job = Job(site, archive, Fetcher(site, archive, None, clock, ""), clock, "")  # type: ignore[arg-type]
        job._begin()
        if job._queue.qsize() != 1:
            raise RuntimeError(f"{job._queue.qsize()} steps wait, where one is expected: the listing")

    clock = SystemClock()
    begun = time.perf_counter()
    with open_archive(folder) as archive:
        asyncio.run(started())
    return time.perf_counter() - begun


def _timed(kind: str, number: int, folder: Path) -> float:
    """One measurement in a process of its own."""
    command = [sys.executable, "-m", "tests.benchmarks.crawls", "--one", kind, str(number), str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{kind}: {done.stderr.strip()}")
    return float(done.stdout.strip().rpartition("\n")[2])


def measure_crawls(folder: Path, pages: int = 2000, rounds: int = 3, known: int = 100_000) -> CrawlFigures:
    """Ours and Scrapy in turn, below ``folder``."""
    context = multiprocessing.get_context("spawn")
    ours, told = context.Pipe()
    site = context.Process(target=serve, args=(pages, told), daemon=True)
    site.start()
    try:
        port = ours.recv()
        pairs = [
            (pages / _timed("ours", port, folder / f"ours{n}"), pages / _timed("scrapy", port, folder / f"scrapy{n}"))
            for n in range(rounds)
        ]
    finally:
        site.terminate()
        site.join()
    return CrawlFigures(
        pages,
        statistics.median(our for our, _ in pairs),
        statistics.median(their for _, their in pairs),
        statistics.median(our / their for our, their in pairs),
        known,
        start_with(known, folder / "known"),
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line; returns 1 where a bar is missed."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.crawls", description=__doc__)
    parser.add_argument("--pages", type=int, default=2000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--known", type=int, default=100_000)
    parser.add_argument("--one", nargs=3, metavar=("KIND", "NUMBER", "FOLDER"), help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.one:
        kind, number, folder = options.one
        print({"ours": crawl_ours, "scrapy": crawl_scrapy, "begin": begin}[kind](int(number), Path(folder)))
        return 0
    with tempfile.TemporaryDirectory() as folder:
        found = measure_crawls(Path(folder), options.pages, options.rounds, options.known)
    told = f"crawl and archive {found.ours:.0f} pages/s, Scrapy alone {found.scrapy:.0f} pages/s"
    print(f"{told}: {found.ratio:.2f} times as fast")
    print(f"{found.known} documents known: a crawl begins in {found.start:.2f} s")
    return 0 if found.ratio >= LEAST_RATIO and found.start < MOST_START else 1


if __name__ == "__main__":
    sys.exit(main())
