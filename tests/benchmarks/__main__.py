"""`python -m tests.benchmarks [--output DIR]`: how fast, next to what else one would use, and with how much memory.

Generates circulars (seeded), measures ours and the peers in turn, each in a process of its own, and writes
`bench.json` and `bench.md`. Ends with 1 where a promised bar is missed.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tests.benchmarks.archives import measure_archive
from tests.benchmarks.crawls import LEAST_RATIO, MOST_START, measure_crawls
from tests.benchmarks.generate import circular, flat_page, page
from tests.benchmarks.likeness import REAL, likeness, read
from tests.benchmarks.measure import Measured
from tests.benchmarks.numbering import judging_seconds
from tests.benchmarks.report import Bar, BenchReport
from tests.gold.printing import FONT_FILES, chromium, chromium_pdf, reportlab_pdf

ROOT = Path(__file__).parents[2]
TRUETYPE = "WenQuanYi Zen Hei"
# What makes about ten A4 pages at each printer's size of type.
_REPORTLAB_CHARACTERS, _CHROMIUM_CHARACTERS = 6400, 4600
_TABLE_EVERY, _TABLE_ROWS = 5, 20


@dataclass(frozen=True, slots=True)
class Size:
    """How much is generated and measured. The slow peers get samples; all figures are per document or page."""

    pages: int = 500
    # So many that the start of two workers (about a second) weighs as little as in a real batch, and no more than fit.
    many_seconds: float = 12
    many_pages: tuple[int, int] = (3000, 7500)
    reportlab: int = 50
    chromium: int = 10
    trafilatura_sample: int = 40
    pdfplumber_sample: int = 3
    rounds: int = 3
    many_rounds: int = 2
    likeness: int = 100
    archive_fetches: int = 100_000
    crawl_pages: int = 2000


def write_pages(folder: Path, numbers: Iterable[int]) -> Path:
    """HTML circulars, one file a seed."""
    folder.mkdir()
    for number in numbers:
        (folder / f"{number:05d}.html").write_text(page(number), encoding="utf-8")
    return folder


def write_reportlab(folder: Path, count: int) -> Path:
    """PDFs by reportlab; one in five ends with a ruled table of responsibilities."""
    folder.mkdir()
    for number in range(count):
        rows = _TABLE_ROWS if number % _TABLE_EVERY == _TABLE_EVERY - 1 else 0
        parts = circular(number, _REPORTLAB_CHARACTERS - 45 * rows, rows).parts
        (folder / f"{number:05d}.pdf").write_bytes(reportlab_pdf(parts))
    return folder


def write_chromium(folder: Path, count: int, program: str, font: str | None) -> Path:
    """PDFs by Chromium in ``font``, or in what it takes by itself (a CFF font becomes Type 3)."""
    folder.mkdir()
    made = [flat_page(circular(number, _CHROMIUM_CHARACTERS), font) for number in range(count)]
    for number, data in enumerate(chromium_pdf(made, program)):
        (folder / f"{number:05d}.pdf").write_bytes(data)
    return folder


def measure(kind: str, folder: Path, *options: str) -> Measured:
    """One measurement in a process of its own; raises ``RuntimeError`` with what it said where it fails."""
    command = [sys.executable, "-m", "tests.benchmarks.measure", kind, str(folder), *options]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if result.returncode != 0:
        raise RuntimeError(f"{kind} {folder.name}: {result.stderr.strip()}")
    return Measured(**json.loads(result.stdout))


def median(measured: Sequence[Measured]) -> Measured:
    """The one whose time is the median; with the highest memory of all."""
    middle = statistics.median_low([one.seconds for one in measured])
    one = next(one for one in measured if one.seconds == middle)
    return replace(one, peak_mb=max(other.peak_mb for other in measured))


@dataclass(frozen=True, slots=True)
class Contest:
    """Ours against a peer on one set: the peer reads its first ``sample`` files, ours all; ``least`` is the bar."""

    name: str
    folder: Path
    peer: str
    sample: int
    least: float

    def hold(self, rounds: int) -> tuple[dict[str, Measured], Bar]:
        """Both in turn, ``rounds`` times; their medians, and the ratio of pages (or documents) a second."""
        sample = ("--limit", str(self.sample))
        pairs = [(measure("whole_way", self.folder), measure(self.peer, self.folder, *sample)) for _ in range(rounds)]
        our, their = (median([pair[index] for pair in pairs]) for index in (0, 1))
        ratio = our.documents_per_second / their.documents_per_second
        if our.pages:
            ratio = our.pages_per_second / their.pages_per_second
        bar = Bar(f"{self.name}: whole way over {self.peer}'s text", ratio, "times", least=self.least)
        return {f"{self.name}, whole way": our, f"{self.name}, {self.peer}": their}, bar


def printed_by_chromium(size: Size, folder: Path) -> list[Contest]:
    """Contests on PDFs by Chromium, in a TrueType font and in its own choice; [] where there is no Chromium."""
    program = chromium()
    if program is None:
        return []
    fonts: dict[str, str | None] = {"PDF by Chromium, its own font": None}
    if any(path.exists() for path in FONT_FILES):
        fonts = {"PDF by Chromium, TrueType": TRUETYPE, **fonts}
    return [
        Contest(
            name, write_chromium(folder / name, size.chromium, program, font), "pdfplumber", size.pdfplumber_sample, 5
        )
        for name, font in fonts.items()
    ]


def growth(size: Size, folder: Path, speed: float) -> tuple[dict[str, Measured], list[Bar]]:
    """More documents, by one worker and by two: what the second is worth, and whether memory grows.

    ``speed`` (documents a second) says how many make ``size.many_seconds``.
    """
    least, most = size.many_pages
    count = min(max(round(speed * size.many_seconds), least), most)
    third = measure("whole_way", write_pages(folder / "third", range(count // 3)))
    many = write_pages(folder / "many", range(count))
    rounds = [
        (measure("whole_way", many), measure("whole_way", many, "--workers", "2")) for _ in range(size.many_rounds)
    ]
    one, two = (median([pair[index] for pair in rounds]) for index in (0, 1))
    found = {
        f"HTML, {third.documents} documents, one worker": third,
        f"HTML, {one.documents} documents, one worker": one,
        f"HTML, {two.documents} documents, two workers": two,
    }
    name = f"Memory: peak at {one.documents} documents over that at {third.documents}"
    return found, [
        Bar("HTML: two workers over one, their start included", one.seconds / two.seconds, "times", least=1.7),
        Bar(name, one.peak_mb / third.peak_mb, "times", most=1.1),
    ]


def bench(size: Size, folder: Path) -> BenchReport:
    """Generate below ``folder`` and measure everything."""
    begun = time.perf_counter()
    load = _load()
    pages = write_pages(folder / "html", range(size.pages))
    by_reportlab = write_reportlab(folder / "reportlab", size.reportlab)
    by_chromium = printed_by_chromium(size, folder)
    contests = [
        Contest("HTML", pages, "trafilatura", size.trafilatura_sample, 8),
        Contest("PDF by reportlab", by_reportlab, "pdfplumber", size.pdfplumber_sample, 10),
        *by_chromium,
    ]
    measurements: dict[str, Measured] = {}
    bars: list[Bar] = []
    for contest in contests:
        found, bar = contest.hold(size.rounds)
        measurements |= found
        bars.append(bar)
    found, more = growth(size, folder, measurements["HTML, whole way"].documents_per_second)
    measurements |= found
    peak = max(one.peak_mb for name, one in measurements.items() if name.endswith(("whole way", "worker", "workers")))
    archive = measure_archive(folder, size.archive_fetches)
    name = f"Archive of {archive.fetches} fetches: the next crawl's start"
    crawls = measure_crawls(folder, size.crawl_pages, size.rounds, size.archive_fetches)
    bars += [
        *more,
        Bar(name, archive.start_seconds, "s", most=2),
        Bar("Crawl and archive over Scrapy writing files", crawls.ratio, "times", least=LEAST_RATIO),
        Bar(f"Crawl with {crawls.known} documents listed and held: its start", crawls.start, "s", most=MOST_START),
        Bar("Peak memory of a process of ours", peak, "MB", most=500),
        Bar("Numbering judged: 200 labels, ten of them wrong", 1000 * judging_seconds(200, 10), "ms", most=20),
        Bar("Numbering judged: 60 labels, all correct", 1000 * judging_seconds(60, 0), "ms", most=0.05),
    ]
    inputs = {contest.name: _described(contest.folder) for contest in contests}
    notes = (
        *_notes(size, with_chromium=bool(by_chromium)),
        f"Archive: {archive.one_by_one:.0f} pages of 60 KB a second kept one by one, "
        f"{archive.grouped:.0f} in groups of 50, each safe on the disk.",
        f"Crawls of {crawls.pages} pages of 60 KB on 127.0.0.1: {crawls.ours:.0f} pages a second into an archive, "
        f"{crawls.scrapy:.0f} by Scrapy into files.",
        f"Load average before {load}, after {_load()}.",
    )
    like = {"generated HTML": likeness(read(sorted(pages.iterdir())[: size.likeness])), "real circulars": REAL}
    return BenchReport(dt.date.today(), inputs, measurements, tuple(bars), notes, time.perf_counter() - begun, like)


def _load() -> str:
    """What else the machine does: processes that are running or want to, as a mean of the last minute."""
    return f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "not known"


def _notes(size: Size, with_chromium: bool) -> tuple[str, ...]:
    notes = (
        f"The peers are slow: trafilatura read the first {size.trafilatura_sample} pages, pdfplumber the first "
        f"{size.pdfplumber_sample} PDFs of a set. Figures are per document and per page.",
        f"Medians of {size.rounds} rounds, ours and the peer in turn; for the large batch the better of "
        f"{size.many_rounds}. The memory is the highest of all rounds.",
        "Ours: files to CSV tables, all stages, one process. Peers: main text or page text alone, nothing understood.",
    )
    return notes if with_chromium else (*notes, "There is no Chromium here: PDFs printed by it were **not** measured.")


def _described(folder: Path) -> str:
    sizes = [path.stat().st_size for path in folder.iterdir()]
    return f"{len(sizes)} files of {statistics.mean(sizes) / 1024:.0f} KB on average"


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line; returns 0, or 1 where a bar is missed."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--output", type=Path, default=ROOT / "output")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as name:
        report = bench(Size(), Path(name))
    report.write(options.output)
    print(report.as_markdown())
    return 0 if all(bar.reached for bar in report.bars) else 1


if __name__ == "__main__":
    sys.exit(main())
