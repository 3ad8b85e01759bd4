"""``python -m tests.fuzz PARSER --seconds N``: look for inputs that break a parser, for as long as that."""

from __future__ import annotations

import argparse
import re
import sys
import warnings
from pathlib import Path

from tests.fuzz.running import faults
from tests.fuzz.targets import TARGETS


def main() -> int:
    """Print each kind of fault once, keep its input; 1 where there is any."""
    asked = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    asked.add_argument("parser", choices=[*TARGETS, "all"])
    asked.add_argument("--seconds", type=float, default=60.0, help="for each parser; by default 60")
    asked.add_argument("--seed", type=int, default=0, help="another seed, other inputs; by default 0")
    asked.add_argument("--keep", type=Path, help="a folder for the inputs that break it")
    options = asked.parse_args()
    warnings.simplefilter("error")
    broken = 0
    for name in TARGETS if options.parser == "all" else [options.parser]:
        runs, seen = 0, set[str]()
        for fault in faults(TARGETS[name], options.seed, None, options.seconds):
            runs += 1
            if fault is None:
                continue
            broken += 1
            place = re.sub(r"\d+", "0", "\n".join(fault.said.splitlines()[-4:]))
            if place in seen:
                continue
            seen.add(place)
            print(f"{name}, input {fault.number} of seed {options.seed}:\n{fault.said}", flush=True)
            if options.keep is not None:
                options.keep.mkdir(parents=True, exist_ok=True)
                (options.keep / f"{name}-{options.seed}-{fault.number}").write_bytes(fault.data)
        print(f"{name}: {runs} inputs, {len(seen)} kinds of faults", flush=True)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
