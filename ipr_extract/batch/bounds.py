"""What one document may cost: seconds, and the memory of the process that reads it."""

from __future__ import annotations

import os
import signal
import sys
from dataclasses import dataclass
from pathlib import Path

# A page of a scan takes some two seconds to recognise: long enough for one of a hundred pages.
SECONDS = 300.0
MEMORY = 4_000_000_000

_PROCESSES = Path("/proc")


@dataclass(frozen=True, slots=True)
class Bounds:
    """Bounds that worker processes hold a document to; None is no bound.

    ``seconds`` are held by the process that waits, which ends the worker: whatever it hangs in can't exceed them.
    ``memory`` (bytes of data, not of what is mapped from files) is held by the system, where it can.
    """

    seconds: float | None = SECONDS
    memory: int | None = MEMORY


def hold_memory(most: int | None) -> None:
    """Let this process, and what it starts, have no more than ``most`` bytes; does nothing where a system can't."""
    if most is None:
        return
    try:
        import resource
    except ImportError:  # Windows
        return
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    if hard != resource.RLIM_INFINITY:
        most = min(most, hard)
    resource.setrlimit(resource.RLIMIT_DATA, (most, hard))


def end_with_children(process: int) -> None:
    """Kill a process and those that it has started: an engine or LibreOffice that is at work for it.

    Only Linux tells which they are; elsewhere they go on until they have done what they were asked.
    """
    killed = [process, *_descendants(process)] if sys.platform == "linux" else [process]
    for one in killed:
        try:
            os.kill(one, getattr(signal, "SIGKILL", signal.SIGTERM))
        except OSError:  # it has ended in the meantime
            continue


def _descendants(process: int) -> list[int]:
    children: dict[int, list[int]] = {}
    for entry in _PROCESSES.iterdir():
        if not entry.name.isdecimal():
            continue
        try:
            status = (entry / "stat").read_text(errors="replace")
        except OSError:  # it has ended in the meantime
            continue
        # "4711 (name) S 4242 …": the parent is the second field behind the name, which may hold anything.
        parent = int(status.rpartition(")")[2].split()[1])
        children.setdefault(parent, []).append(int(entry.name))
    found = list(children.get(process, ()))
    for one in found:  # grows while it is gone through
        found.extend(children.get(one, ()))
    return found
