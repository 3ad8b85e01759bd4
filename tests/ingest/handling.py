"""Files to take in, and what came of them."""

from __future__ import annotations

from pathlib import Path

from ipr_extract.archive import Archive
from ipr_extract.ingest import IngestReport

PAGE = "<html><body><p>关于开展某项工作的通知</p><p>各有关单位：</p><p>{}</p></body></html>"
SAVED = "<!-- saved from url=(0033)https://site.example/art/7.html#top -->\n" + PAGE


def write(path: Path, data: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def codes(report: IngestReport) -> list[str]:
    return sorted(fault.code for fault in report.faults)


def addresses(archive: Archive) -> list[str]:
    return [document.address for document in archive.documents()]
