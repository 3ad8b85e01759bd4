"""A crawl that is killed at any moment loses nothing and doubles nothing. `pytest --kills 200` for more of them."""

from __future__ import annotations

import random
import shutil
import time
from pathlib import Path

import pytest

from ipr_extract.archive import open_archive
from ipr_extract.archive.verify import verify
from ipr_extract.model.snapshot import Outcome
from tests.crawl.conftest import settings, started
from tests.crawl.server import LocalSite
from tests.crawl.specimens import Circular
from tests.crawl.test_crawl import COLUMN, address, publish

_CIRCULARS = [Circular(n, attachments=(f"/files/{n}.pdf", f"/files/{n}.docx")[: n % 3]) for n in range(12, 0, -1)]
# So often at most before a crawl may come to its end: some are killed again as soon as they go on.
_KILLS_A_LIFE = 8


def test_killed_at_random_moments(local: LocalSite, tmp_path: Path, pytestconfig: pytest.Config) -> None:
    publish(local, _CIRCULARS, size=3)
    site = settings(local, {"url": local.url(COLUMN)}, politeness={"at_once": 2})
    chance = random.Random(4)
    begun = time.monotonic()
    _to_the_end(site, tmp_path / "whole")
    whole = time.monotonic() - begun
    kills = life = 0
    while kills < pytestconfig.getoption("--kills"):
        life += 1
        folder = tmp_path / str(life)
        folder.mkdir()
        for _ in range(chance.randint(1, _KILLS_A_LIFE)):
            process = started(site, folder)
            process.join(chance.uniform(0, whole))
            if process.is_alive():
                process.kill()
                kills += 1
            process.join()
        _to_the_end(site, folder)
        _is_sound(local, folder / "archive")
        shutil.rmtree(folder)


def _to_the_end(site: object, folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    process = started(site, folder)  # type: ignore[arg-type]
    process.join(60)
    assert process.exitcode == 0, (folder / "errors").read_text(encoding="utf-8")
    assert '"status": "done"' in (folder / "result").read_text(encoding="utf-8")


def _is_sound(local: LocalSite, folder: Path) -> None:
    expected = {local.url(address(c)) for c in _CIRCULARS} | {local.url(a) for c in _CIRCULARS for a in c.attachments}
    with open_archive(folder, create=False) as archive:
        held = list(archive.documents(source="local", every_version=True))
        assert sorted(str(snapshot.url) for snapshot in held) == sorted(expected)
        for snapshot in held:
            sent = local.pages[str(snapshot.url).removeprefix(local.url(""))]
            assert archive.read(str(snapshot.sha256)) == sent.body  # type: ignore[union-attr]
        stored = [s.address for s in archive.history() if s.outcome is Outcome.STORED and s.address in expected]
        assert sorted(stored) == sorted(expected)
        assert {(link.parent, link.child) for link in archive.links()} == {
            (local.url(address(c)), local.url(a)) for c in _CIRCULARS for a in c.attachments
        }
        assert verify(archive).sound
