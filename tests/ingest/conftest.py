from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ipr_extract.archive import Archive, open_archive
from ipr_extract.batch.content import content_of
from ipr_extract.config import IngestLimits
from ipr_extract.ingest import IngestReport, ingest
from tests.archive.conftest import MEMORY, SteppingClock

Ingest = Callable[..., IngestReport]


@pytest.fixture
def tmp_path() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="ipr-", dir=MEMORY if os.access(MEMORY, os.W_OK) else None) as folder:
        yield Path(folder)


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with open_archive(tmp_path / "archive", clock=SteppingClock()) as opened:
        yield opened


@pytest.fixture
def take(archive: Archive) -> Ingest:
    """Takes paths into the archive, with limits by name."""

    def run(*paths: Path, file_times: bool = False, source: str | None = None, **limits: int) -> IngestReport:
        bounds = IngestLimits(**limits)
        return ingest(
            paths, archive, program="test", limits=bounds, file_times=file_times, source=source, content_of=content_of
        )

    return run
