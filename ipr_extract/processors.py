"""How many processors there are to share among the processes and threads of a run."""

from __future__ import annotations

import os


def usable_processors() -> int:
    """As many as this process may use, which a container or ``taskset`` makes fewer than there are; 1 at least."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on every system
        return os.cpu_count() or 1
