"""How long the numbering of a document is judged: one that is correct, and one with misprints."""

from __future__ import annotations

import random
import time

from ipr_extract.model import Circular
from ipr_extract.nlp import understand
from ipr_extract.nlp.components import document_of
from ipr_extract.normalize.lookalikes import numeral
from ipr_extract.normalize.numbering import repair_numbering


def numbered(labels: int, slips: int, seed: int = 0) -> Circular:
    """A circular of so many units on three levels, of which ``slips`` bear a number of another unit."""
    rng = random.Random(seed)
    lines: list[str] = []
    for first in range(1, 100):
        lines.append(f"{numeral('han', first)}、")
        for second in range(1, 5):
            lines.append(f"（{numeral('han', second)}）")
            lines += [f"{third}." for third in range(1, 5)]
    lines = lines[:labels]
    for place in rng.sample(range(1, labels), slips):
        other = str(rng.randrange(2, 9))
        lines[place] = f"{other}." if lines[place][0].isdigit() else f"（{numeral('han', int(other))}）"
    text = "\n".join(["关于做好有关工作的通知", *(f"{label}　做好有关事项。" for label in lines)])
    return understand(document_of(text))


def judging_seconds(labels: int, slips: int, documents: int = 20, rounds: int = 5) -> float:
    """Seconds of the processor for one document's numbering: the mean of several, in the fastest of some rounds."""
    circulars = [numbered(labels, slips, seed) for seed in range(documents)]
    times = []
    for _ in range(rounds):
        begun = time.process_time()
        for circular in circulars:
            repair_numbering(circular)
        times.append((time.process_time() - begun) / documents)
    return min(times)


if __name__ == "__main__":
    print(f"200 labels, none wrong:  {judging_seconds(200, 0) * 1e3:7.3f} ms")
    print(f"60 labels, none wrong:   {judging_seconds(60, 0) * 1e3:7.3f} ms")
    for count in (1, 3, 10):
        print(f"200 labels, {count:2} wrong:    {judging_seconds(200, count) * 1e3:7.3f} ms")
