from __future__ import annotations

import json
import multiprocessing
from collections.abc import Callable, Iterator
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any

import pytest

from ipr_extract.archive import Archive, open_archive
from ipr_extract.sites import Site
from tests.crawl import child
from tests.crawl.server import LocalSite

Crawl = Callable[..., dict[str, Any]]

_PROCESSES = multiprocessing.get_context("forkserver")
_PROCESSES.set_forkserver_preload(["tests.crawl.preload"])


@pytest.fixture
def local() -> Iterator[LocalSite]:
    """A site of our own, being served."""
    with LocalSite().served() as site:
        yield site


def settings(local: LocalSite, *columns: dict[str, Any], **changes: Any) -> Site:
    """A site's settings for the local site, which they name as theirs."""
    values: dict[str, Any] = {
        "name": "local",
        "family": "hanweb",
        "columns": [{"name": f"column{i}"} | column for i, column in enumerate(columns)],
        "politeness": {"allow_private": [local.host], "seconds_between_requests": 0} | changes.pop("politeness", {}),
    }
    return Site.model_validate(values | changes)


def started(site: Site, folder: Path, **choices: Any) -> ForkServerProcess:
    """A crawl into ``folder/archive``, begun in a process of its own; ``choices`` are those of ``child.run``."""
    files = tuple(str(folder / name) for name in ("archive", "result", "errors"))
    process = _PROCESSES.Process(target=child.run, args=(site.model_dump_json(), *files), kwargs=choices)
    process.start()
    return process


@pytest.fixture
def crawl(tmp_path: Path) -> Crawl:
    """Crawls a site into ``tmp_path/archive`` in a process of its own, and gives what came of it."""

    def run(site: Site, **choices: Any) -> dict[str, Any]:
        process = started(site, tmp_path, **choices)
        process.join(120)
        said = (tmp_path / "errors").read_text(encoding="utf-8")
        assert process.exitcode == 0, said
        assert not said
        result: dict[str, Any] = json.loads((tmp_path / "result").read_text(encoding="utf-8"))
        return result

    return run


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    """The archive that ``crawl`` fills."""
    with open_archive(tmp_path / "archive") as opened:
        yield opened
