"""A crawl in a process of its own, forked from one that has Scrapy imported: a reactor can't be started twice."""

from __future__ import annotations

import asyncio
import dataclasses
import json
import os
import socket
import time
import warnings
from collections.abc import Mapping
from pathlib import Path

from ipr_extract.batch.content import content_of
from ipr_extract.crawl.process import crawl_here
from ipr_extract.sites import Site


class SkippingClock:
    """The machine's time, and as much more as somebody wanted to wait; ``ahead`` of it from the start."""

    def __init__(self, ahead: float = 0) -> None:
        self.ahead = ahead
        self.slept = 0.0

    def now(self) -> float:
        return time.time() + self.ahead + self.slept

    async def sleep(self, seconds: float) -> None:
        self.slept += seconds
        await asyncio.sleep(0)


def run(
    site: str, archive: str, result: str, errors: str, *, looks: bool = False, ahead: float = 0,
    names: Mapping[str, str] | None = None,
) -> None:  # fmt: skip
    """Crawl; ``looks`` at documents' texts, as the command does; ``names`` of hosts stand for these addresses.

    What came of it goes to the file ``result`` as JSON, what is said on standard error to ``errors``.
    """
    if names is not None:
        socket.gethostbyname = names.__getitem__
    warnings.simplefilter("error")
    descriptor = os.open(errors, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(descriptor, 2)
    clock = SkippingClock(ahead)
    look = content_of if looks else None
    made = crawl_here(Site.model_validate_json(site), Path(archive), "tests@example.org", clock=clock, look=look)
    values = dataclasses.asdict(made) | {"slept": clock.slept}
    Path(result).write_text(json.dumps(values, ensure_ascii=False), encoding="utf-8")
