"""The report of a run: what was read, what was not and why, what was found, how long it took."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import json
import platform
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

from ipr_extract.batch.document import Failure
from ipr_extract.batch.inputs import Skipped
from ipr_extract.batch.tally import Duplicate
from ipr_extract.config import Pipeline

# The libraries whose versions can change what is in the tables.
_LIBRARIES = (
    "beautifulsoup4", "charset-normalizer", "lxml", "opencc", "pdfplumber", "pyarrow", "pypdfium2", "spacy",
    "xlsxwriter",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class RunReport:
    """One run's report. Times in seconds, memory in bytes.

    ``read + failed + skipped + duplicates`` (the last three by the length of their lists) is the number of files
    found. A zip archive or mail counts by the documents in it, not itself; ``containers`` is how many there were.
    ``incomplete`` are documents with rows of which something could not be read; they are among those read.
    ``stages`` sums the seconds of all workers by stage. ``top_organisations`` are the names with the most tasks,
    ``most_wanted`` the documents that are cited most and were not read, with the number of those that cite them.
    """

    output: Path
    version: str
    pipeline: Pipeline
    workers: int
    started: dt.datetime
    ended: dt.datetime
    read: int
    failures: tuple[Failure, ...]
    incomplete: tuple[Failure, ...]
    skipped: tuple[Skipped, ...]
    duplicates: tuple[Duplicate, ...]
    containers: int
    tables: Mapping[str, int]
    findings: Mapping[tuple[str, str], int]
    repairs: Mapping[str, int]
    top_organisations: tuple[tuple[str, int], ...]
    most_wanted: tuple[tuple[str, int], ...]
    stages: Mapping[str, float]
    peak_memory: Mapping[str, int | None]
    notes: tuple[str, ...]

    @property
    def exit_code(self) -> int:
        """0 where every document was read whole, 3 where one could not be."""
        return 3 if self.failures or self.incomplete else 0

    @property
    def seconds(self) -> float:
        """How long the run took."""
        return (self.ended - self.started).total_seconds()

    @property
    def documents_per_second(self) -> float:
        """Files gone through in a second."""
        return (self.read + len(self.failures) + len(self.duplicates)) / max(self.seconds, 1e-9)

    def as_json(self) -> str:
        """The text of ``run.json``."""
        values = {
            "version": self.version,
            "settings": self.pipeline.model_dump(mode="json"),
            "settings_sha256": settings_digest(self.pipeline),
            "python": platform.python_version(),
            "platform": platform.platform(),
            "libraries": _library_versions(),
            "started": self.started.isoformat(timespec="seconds"),
            "ended": self.ended.isoformat(timespec="seconds"),
            "seconds": round(self.seconds, 3),
            "documents_per_second": round(self.documents_per_second, 1),
            "workers": self.workers,
            "stage_seconds": {stage: round(seconds, 3) for stage, seconds in self.stages.items()},
            "peak_memory_bytes": dict(self.peak_memory),
            "documents": {
                "found": self.read + len(self.failures) + len(self.skipped) + len(self.duplicates),
                "read": self.read,
                "failed": len(self.failures),
                "skipped": len(self.skipped),
                "duplicates": len(self.duplicates),
                "incomplete": len(self.incomplete),
                "containers": self.containers,
            },
            "tables": dict(self.tables),
            "findings": [
                {"severity": severity, "code": code, "count": count}
                for (severity, code), count in sorted(self.findings.items())
            ],
            "repairs": dict(sorted(self.repairs.items())),
            "failures": _records(self.failures),
            "incomplete": _records(self.incomplete),
            "duplicates": _records(self.duplicates),
            "skipped": _records(self.skipped),
            "notes": list(self.notes),
        }
        return json.dumps(values, ensure_ascii=False, indent=1) + "\n"


def settings_digest(pipeline: Pipeline) -> str:
    """The sha256 of the settings that decide what is in the tables.

    Where the files lie or come from, how many processes read them, how long they may take and how closely rows are
    checked is left out: the same digest, version and files give the same tables.
    """
    deciding = pipeline.model_dump(
        mode="json",
        exclude={
            "workers": True, "check": True, "limits": True, "site": True,
            "sources": {"__all__": {"path", "archive"}}, "output": {"folder"},
        },
    )  # fmt: skip
    return hashlib.sha256(json.dumps(deciding, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _records(items: tuple[Failure, ...] | tuple[Skipped, ...] | tuple[Duplicate, ...]) -> list[dict[str, Any]]:
    return [dataclasses.asdict(item) for item in items]


def _library_versions() -> dict[str, str | None]:
    versions: dict[str, str | None] = {}
    for name in _LIBRARIES:
        try:
            versions[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            versions[name] = None
    return versions
