"""robots.txt as RFC 9309 has it: what the site's rules say of an address, and how long they are believed."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from protego import Protego

from ipr_extract.archive import RobotsFile
from ipr_extract.model.snapshot import RobotsDecision

PRODUCT = "ipr-extract"  # our name in robots.txt
_MOST_BYTES = 512_000  # a parser must read at least 500 KiB, and may stop there
_BELIEVED = dt.timedelta(hours=24)
_UNREACHABLE_BELIEVED = dt.timedelta(minutes=10)
# Refusals and overloads: no rules were said, so nothing is allowed. Stricter than the RFC, which lets 4xx pass.
_NOT_SAID = frozenset({408, 412, 421, 429})


class Rules(NamedTuple):
    """A host's rules. ``delay`` is the seconds between requests that they ask for."""

    decision: RobotsDecision | None
    parsed: Protego | None
    delay: float = 0.0

    def of(self, url: str) -> RobotsDecision:
        """What they say of an address."""
        if self.parsed is None:
            return self.decision or RobotsDecision.UNREACHABLE
        return RobotsDecision.ALLOWED if self.parsed.can_fetch(url, PRODUCT) else RobotsDecision.DISALLOWED


def rules_of(file: RobotsFile) -> Rules:
    """The rules of a robots.txt as it was fetched."""
    status = file.status
    if status is None or status >= 500 or status in _NOT_SAID or 300 <= status < 400:
        return Rules(RobotsDecision.UNREACHABLE, None)
    if status >= 400:
        return Rules(RobotsDecision.NO_RULES, None)
    # Behind a byte order mark the first line would be none that a parser knows, and its group's rules nobody's.
    body = file.body.removeprefix("\ufeff")
    parsed = Protego.parse(body.encode()[:_MOST_BYTES].decode("utf-8", "ignore"))
    rate = parsed.request_rate(PRODUCT)
    asked = [parsed.crawl_delay(PRODUCT), rate.seconds / rate.requests if rate and rate.requests else None]
    return Rules(None, parsed, max((float(delay) for delay in asked if delay is not None), default=0.0))


def is_fresh(file: RobotsFile, now: float) -> bool:
    """Whether a robots.txt needs no new fetch: for a day, and for minutes where it could not be had."""
    fetched = dt.datetime.fromisoformat(file.fetched_at)
    reached = rules_of(file).decision is not RobotsDecision.UNREACHABLE
    age = dt.datetime.fromtimestamp(now, dt.UTC) - fetched
    return dt.timedelta(0) <= age < (_BELIEVED if reached else _UNREACHABLE_BELIEVED)
