"""One input after another, of a seed; each is one that can be made again from the seed and its number."""

from __future__ import annotations

import faulthandler
import random
import time
import traceback
from collections.abc import Iterator
from dataclasses import dataclass

from tests.fuzz.targets import Target

# Seconds that one input may take. All are small: what takes longer grows faster than its input does.
MOST = 2.0
# A parser that doesn't come back ends the process, with the place where it hangs.
_HANGS = 60.0


@dataclass(frozen=True, slots=True)
class Fault:
    """An input that broke the law: ``said`` is how."""

    number: int
    data: bytes
    said: str


def input_of(target: Target, seed: int, number: int) -> bytes:
    """The input of that number."""
    return target.make(random.Random(f"{seed}/{number}"))


def faults(target: Target, seed: int, runs: int | None, seconds: float) -> Iterator[Fault | None]:
    """Hold ``runs`` inputs to the law, or as many as ``seconds`` are enough for; a fault, or None, for each."""
    begun = time.monotonic()
    number = 0
    while (runs is None or number < runs) and time.monotonic() - begun < seconds:
        data = input_of(target, seed, number)
        yield _fault(target, number, data)
        number += 1


def _fault(target: Target, number: int, data: bytes) -> Fault | None:
    faulthandler.dump_traceback_later(_HANGS, exit=True)
    began = time.process_time()
    try:
        target.hold(data)
    except Exception:
        return Fault(number, data, traceback.format_exc())
    finally:
        faulthandler.cancel_dump_traceback_later()
    took = time.process_time() - began
    return Fault(number, data, f"It took {took:.1f} seconds.") if took > MOST else None
