"""Time and waiting, as a parameter: tests give one that doesn't wait."""

from __future__ import annotations

import asyncio
import time
from typing import Protocol


class Clock(Protocol):
    """Unix time in seconds, and a way to wait."""

    def now(self) -> float:
        """The time."""

    async def sleep(self, seconds: float) -> None:
        """Come back after so many seconds."""


class SystemClock:
    """The machine's clock."""

    def now(self) -> float:
        """The time."""
        return time.time()

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await asyncio.sleep(seconds)
