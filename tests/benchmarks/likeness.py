"""What a set of documents is like: how long, how numbered, how dense with tasks. Ours and real ones, side by side.

`python -m tests.benchmarks.likeness FILE-OR-FOLDER…` prints the figures of a set of one's own.
"""

from __future__ import annotations

import argparse
import statistics
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import ipr_extract
from ipr_extract.errors import ReadError
from ipr_extract.model import BlockKind, Circular

# Figures for 10,000 characters, each document's own taken together: a long document counts for more.
_PER = 10_000
# A document with as many assignments for 10,000 characters divides work; others mention who does something.
_DENSE = 10


@dataclass(frozen=True, slots=True)
class Likeness:
    """Figures of a set. Characters are those of the texts, site furniture left out.

    ``characters`` is the median of a document; ``sections`` to ``indicators`` are for 10,000
    characters; ``with_assignments`` and ``dense`` are shares of the documents, 0 to 1: with any assignment,
    and with ten or more for 10,000 characters.
    """

    documents: int
    characters: float
    mean_characters: float
    sections: float
    tasks: float
    statements: float
    assignments: float
    references: float
    indicators: float
    with_assignments: float
    dense: float


# 46 real circulars of central and local organs, measured by this file's command; they are not shipped.
REAL = Likeness(
    documents=46, characters=3169, mean_characters=3965, sections=87.5, tasks=32.5, statements=15.6, assignments=35.5,
    references=1.5, indicators=1.3, with_assignments=0.261, dense=0.174,
)  # fmt: skip

_ROWS: tuple[tuple[str, Callable[[Likeness], str]], ...] = (
    ("documents", lambda one: f"{one.documents}"),
    ("characters of a document's text, median", lambda one: f"{one.characters:,.0f}"),
    ("the same, mean", lambda one: f"{one.mean_characters:,.0f}"),
    ("numbered units in 10,000 characters", lambda one: f"{one.sections:.1f}"),
    ("tasks in 10,000 characters", lambda one: f"{one.tasks:.1f}"),
    ("responsibility statements in 10,000 characters", lambda one: f"{one.statements:.1f}"),
    ("assignments in 10,000 characters", lambda one: f"{one.assignments:.1f}"),
    ("documents cited by number in 10,000 characters", lambda one: f"{one.references:.1f}"),
    ("figures to be reached in 10,000 characters", lambda one: f"{one.indicators:.1f}"),
    ("documents with any assignment", lambda one: f"{one.with_assignments:.0%}"),
    ("documents with ten or more in 10,000 characters", lambda one: f"{one.dense:.0%}"),
)


def likeness(circulars: Iterable[Circular]) -> Likeness:
    """The figures of a set; raises ``statistics.StatisticsError`` for an empty one."""
    lengths: list[int] = []
    counts: list[tuple[int, ...]] = []
    for circular in circulars:
        blocks = circular.document.blocks
        lengths.append(sum(block.end - block.start for block in blocks if block.kind is not BlockKind.FURNITURE))
        statements = {(a.statement.start, a.statement.end) for a in circular.assignments}
        numbered = [reference for reference in circular.references if reference.document_number]
        found = (circular.sections, circular.tasks, statements, circular.assignments, numbered, circular.indicators)
        counts.append(tuple(map(len, found)))
    densities = (sum(column) * _PER / sum(lengths) for column in zip(*counts, strict=True))
    median, mean = statistics.median(lengths), statistics.mean(lengths)
    shares = [count[3] * _PER / length for count, length in zip(counts, lengths, strict=True)]
    any_, dense = (sum(share >= least for share in shares) / len(shares) for least in (1e-9, _DENSE))
    return Likeness(len(lengths), median, mean, *densities, any_, dense)


def read(files: Iterable[Path]) -> Iterable[Circular]:
    """The circulars of the files that can be read."""
    for file in files:
        try:
            yield ipr_extract.extract(file)
        except ReadError as error:
            print(f"{file.name}: {error}", file=sys.stderr)


def as_markdown(sets: Mapping[str, Likeness]) -> list[str]:
    """The figures of sets side by side, as lines of a table."""
    lines = [f"| | {' | '.join(sets)} |", f"|---|{'---:|' * len(sets)}"]
    return lines + [f"| {name} | {' | '.join(map(figure, sets.values()))} |" for name, figure in _ROWS]


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; returns 0."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.likeness", description=__doc__)
    parser.add_argument("paths", type=Path, nargs="+")
    paths: list[Path] = parser.parse_args(arguments).paths
    files = [file for path in paths for file in (sorted(path.iterdir()) if path.is_dir() else [path])]
    found = likeness(read(file for file in files if file.is_file()))
    print("\n".join(as_markdown({"these": found})), found, sep="\n\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
