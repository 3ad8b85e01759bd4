"""What a benchmark found, with the bars it was held to: as JSON for machines, as Markdown for the documentation."""

from __future__ import annotations

import datetime as dt
import json
import platform
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from importlib import metadata
from pathlib import Path

from ipr_extract.processors import usable_processors
from tests.benchmarks.likeness import Likeness
from tests.benchmarks.likeness import as_markdown as likeness_table
from tests.benchmarks.measure import Measured

_LIBRARIES = ("ipr_extract", "lxml", "pypdfium2", "spacy", "trafilatura", "pdfplumber", "reportlab")


@dataclass(frozen=True, slots=True)
class Bar:
    """One thing that was promised: ``value`` must be at least ``least``, or at most ``most``."""

    name: str
    value: float
    unit: str
    least: float | None = None
    most: float | None = None

    @property
    def reached(self) -> bool:
        """Whether the promise is kept."""
        return (self.least is None or self.value >= self.least) and (self.most is None or self.value <= self.most)

    @property
    def asked(self) -> str:
        """The promise in words."""
        return f"≥ {self.least:g}" if self.least is not None else f"≤ {self.most:g}"


@dataclass(frozen=True, slots=True)
class BenchReport:
    """One run of the benchmark."""

    date: dt.date
    inputs: Mapping[str, str]
    measurements: Mapping[str, Measured]
    bars: tuple[Bar, ...]
    notes: tuple[str, ...]
    seconds: float
    likeness: Mapping[str, Likeness] = field(default_factory=dict)

    def as_json(self) -> str:
        """Everything, for machines."""
        values = {
            "date": self.date.isoformat(),
            "seconds": round(self.seconds, 1),
            "machine": machine(),
            "versions": versions(),
            "inputs": dict(self.inputs),
            "measurements": {name: asdict(one) for name, one in self.measurements.items()},
            "bars": [{**asdict(bar), "reached": bar.reached} for bar in self.bars],
            "likeness": {name: asdict(one) for name, one in self.likeness.items()},
            "notes": list(self.notes),
        }
        return json.dumps(values, ensure_ascii=False, indent=1) + "\n"

    def as_markdown(self) -> str:
        """The same as tables that fit in the documentation."""
        lines = [
            f"Measured on {self.date.isoformat()}: {', '.join(machine().values())}.",
            f"Versions: {', '.join(f'{name} {version}' for name, version in versions().items())}.",
            "", "| what | measured | promised | |", "|---|---:|---:|---|",
            *(f"| {bar.name} | {bar.value:.2f} {bar.unit} | {bar.asked} | {'kept' if bar.reached else '**missed**'} |"
              for bar in self.bars),
            "", "| measurement | documents | pages | seconds | documents/s | pages/s | peak MB | CPU seconds |",
            "|---|---:|---:|---:|---:|---:|---:|---:|",
            *(_row(name, one) for name, one in self.measurements.items()),
            *(["", *likeness_table(self.likeness)] if self.likeness else []),
            "", *(f"- {name}: {text}" for name, text in self.inputs.items()), *(f"- {note}" for note in self.notes), "",
        ]  # fmt: skip
        return "\n".join(lines)

    def write(self, folder: Path) -> None:
        """Write `bench.json` and `bench.md` into ``folder``."""
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "bench.json").write_text(self.as_json(), encoding="utf-8")
        (folder / "bench.md").write_text(self.as_markdown(), encoding="utf-8")


def _row(name: str, one: Measured) -> str:
    pages = (str(one.pages), f"{one.pages_per_second:.0f}") if one.pages else ("", "")
    speed = f"{one.documents_per_second:.1f}"
    cells = (pages[0], f"{one.seconds:.2f}", speed, pages[1], f"{one.peak_mb:.0f}", f"{one.cpu_seconds:.2f}")
    return f"| {name} | {one.documents} | {' | '.join(cells)} |"


def machine() -> dict[str, str]:
    """What it ran on, as far as it matters for the figures."""
    return {
        "processor": _processor(),
        "cores": f"{usable_processors()} cores",
        "system": f"{platform.system()} {platform.machine()}",
        "python": f"Python {platform.python_version()}",
    }


def _processor() -> str:
    information = Path("/proc/cpuinfo")
    if information.exists():
        for line in information.read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or "processor not named"


def versions() -> dict[str, str]:
    """The versions that can change a figure."""
    found: dict[str, str] = {}
    for name in _LIBRARIES:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            found[name] = "from the checkout"
    return found
