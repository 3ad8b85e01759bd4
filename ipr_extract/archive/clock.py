"""The time, as a parameter: a clock is a function that gives a Unix time in seconds."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], float]
SYSTEM_CLOCK: Clock = time.time


def utc(seconds: float) -> str:
    """A Unix time as ``2026-01-31T08:00:00Z``; parts of seconds are cut off."""
    return datetime.fromtimestamp(int(seconds), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
