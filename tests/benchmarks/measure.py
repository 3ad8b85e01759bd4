"""One measurement in a process of its own: `python -m tests.benchmarks.measure KIND FOLDER [--limit N] [--workers N]`.

Prints one line of JSON: how many documents and pages, how many seconds, how much memory at most. Libraries are
imported and used once before the clock starts, for ours and the peers alike; files are read while it runs.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Measured:
    """``seconds`` for all ``documents``, of ``pages`` pages (0: they have none); ``peak_mb`` of the largest process.

    ``cpu_seconds`` are those of all processes together: on a machine that does nothing else they come close to
    ``seconds`` times the workers, and far less on one that does.
    """

    documents: int
    pages: int
    seconds: float
    peak_mb: float
    cpu_seconds: float

    @property
    def documents_per_second(self) -> float:
        """Documents a second."""
        return self.documents / self.seconds

    @property
    def pages_per_second(self) -> float:
        """Pages a second; 0 for documents without pages."""
        return self.pages / self.seconds


def _peak_mb() -> float:
    from ipr_extract.batch.memory import peak_memory

    return (peak_memory() or 0) / 2**20


def _cpu_seconds() -> float:
    return sum(os.times()[:4])


def _pages(files: Sequence[Path]) -> int:
    import pypdfium2

    pages = 0
    for file in files:
        if file.suffix == ".pdf":
            with pypdfium2.PdfDocument(file) as document:
                pages += len(document)
    return pages


def whole_way(files: Sequence[Path], workers: int) -> Measured:
    """Bytes to tables: reading, understanding, normalising, writing tables as CSV. Raises where one was not read."""
    import ipr_extract

    ipr_extract.extract(files[0].read_bytes())
    # Left where it is, for whoever made the folder: for minutes after thousands of files are removed ext4 looks over
    # all their places for each new one, which would be counted against the next measurement.
    output = tempfile.mkdtemp(dir=files[0].parent.parent)
    cpu = _cpu_seconds()
    report = ipr_extract.run(files[0].parent, output, formats="csv", workers=workers, progress=False)
    cpu = _cpu_seconds() - cpu
    if report.failures or report.duplicates or report.read != len(files):
        raise RuntimeError(f"{len(files) - report.read} of {len(files)} were not read: {report.failures[:3]}")
    peak = max(value or 0 for value in report.peak_memory.values()) / 2**20
    return Measured(len(files), _pages(files), report.seconds, peak, cpu)


def _each(files: Sequence[Path], read: Callable[[Path], int]) -> Measured:
    """Time ``read`` (returns how many characters it got) on each file; raises where a file gave no text."""
    read(files[0])
    begun, cpu = time.perf_counter(), _cpu_seconds()
    lengths = [read(file) for file in files]
    seconds, cpu = time.perf_counter() - begun, _cpu_seconds() - cpu
    if not all(lengths):
        raise RuntimeError(f"no text from {files[lengths.index(0)].name}")
    return Measured(len(files), _pages(files), seconds, _peak_mb(), cpu)


def trafilatura_text(files: Sequence[Path], workers: int) -> Measured:
    """Main text by trafilatura with its default settings."""
    import trafilatura

    return _each(files, lambda file: len(trafilatura.extract(file.read_bytes()) or ""))


def pdfplumber_text(files: Sequence[Path], workers: int) -> Measured:
    """The text of every page by pdfplumber with its default settings."""
    import pdfplumber

    def read(file: Path) -> int:
        length = 0
        with pdfplumber.open(file) as document:
            for page in document.pages:
                length += len(page.extract_text())
                page.close()
        return length

    return _each(files, read)


KINDS: dict[str, Callable[[Sequence[Path], int], Measured]] = {
    "whole_way": whole_way,
    "trafilatura": trafilatura_text,
    "pdfplumber": pdfplumber_text,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; returns 0."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kind", choices=list(KINDS))
    parser.add_argument("folder", type=Path)
    parser.add_argument("--limit", type=int, default=None, help="only the first N files")
    parser.add_argument("--workers", type=int, default=1)
    options = parser.parse_args(arguments)
    files = sorted(options.folder.iterdir())[: options.limit]
    print(json.dumps(asdict(KINDS[options.kind](files, options.workers))))
    return 0


if __name__ == "__main__":
    sys.exit(main())
