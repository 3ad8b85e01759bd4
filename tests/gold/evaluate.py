"""Runs the program on annotated circulars and their variants, and prints how well each field is read.

    python -m tests.gold.evaluate [--gold DIR --corpus DIR] [--variants NAME ...] [--documents] [--errors N]
        [--keep DIR]

Without --gold it takes the project's own specimens, and `../shared/gold/dev` where that is there. Variants are the
names in `tests.gold.transform.VARIANTS`, and `scan`, which takes some two seconds a page; `+` chains them
(`traditional+flat`). A cell is a field's F1 in a variant.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ipr_extract.judge.scoring import FIELDS, Tally, compare, read_extracted, total
from ipr_extract.tables.read_files import run_tables
from tests.gold.transform import VARIANTS, Sample, chain, read_samples

ROOT = Path(__file__).parents[2]
SPECIMENS = (Path(__file__).with_name("specimens"), ROOT / "corpus")
SHARED = (ROOT.parent / "shared" / "gold" / "dev", ROOT.parent / "shared" / "corpus")
# 0: every document was read; 3: some were not, which shows in their fields.
_EXIT_CODES = (0, 3)


@dataclass(frozen=True, slots=True)
class Judged:
    """One sample of one variant, and its tallies by field."""

    variant: str
    sample: Sample
    tallies: Mapping[str, Tally]


def shared_samples() -> list[Sample]:
    """The annotated real circulars, or [] where `../shared` is absent."""
    gold, corpus = SHARED
    return read_samples(gold, corpus) if gold.is_dir() else []


def own_samples() -> list[Sample]:
    """The project's specimens with their gold."""
    return read_samples(*SPECIMENS)


def run_program(source: Path, output: Path) -> Path:
    """Run `ipr-extract run` on a folder in a process of its own; returns the folder of tables.

    Raises ``RuntimeError`` with what the program said where it ends otherwise than by 0 or 3, or without tables.
    """
    command = [sys.executable, "-c", "from ipr_extract.cli import main; main()", "run", str(source)]
    options = ["--output", str(output), "--formats", "csv", "--workers", "1"]
    result = subprocess.run([*command, *options], cwd=ROOT, capture_output=True, text=True, check=False)
    if result.returncode not in _EXIT_CODES or not (output / "tables" / "documents.csv").exists():
        raise RuntimeError(f"ipr-extract ended with {result.returncode}:\n{result.stdout}\n{result.stderr}")
    return output / "tables"


def judge(samples: Sequence[Sample], variants: Iterable[str], folder: Path) -> list[Judged]:
    """Write the variants of ``samples`` below ``folder``, extract each variant's tables, and compare them with gold."""
    judged: list[Judged] = []
    for name in variants:
        make = chain(name)
        # Two specimens may become the same text; the program rightly keeps one of two equal files.
        made = list({changed.data: changed for sample in samples if (changed := make(sample)) is not None}.values())
        if not made:
            continue
        source = folder / name
        source.mkdir(parents=True)
        for sample in made:
            (source / sample.name).write_bytes(sample.data)
        extracted = read_extracted(run_tables(run_program(source, folder / f"{name}.output")))
        judged.extend(
            Judged(name, sample, compare(sample.gold, extracted.get(sample.name, [None])[-1])) for sample in made
        )
    return judged


def by_variant(judged: Iterable[Judged]) -> dict[str, dict[str, Tally]]:
    """The sums over the documents of each variant."""
    groups: dict[str, list[Mapping[str, Tally]]] = {}
    for one in judged:
        groups.setdefault(one.variant, []).append(one.tallies)
    return {name: total(results) for name, results in groups.items()}


def table(judged: Sequence[Judged]) -> str:
    """Fields down, variants across; a dash where no document of the variant states the field."""
    sums = by_variant(judged)
    counts = {name: sum(one.variant == name for one in judged) for name in sums}
    widths = {name: max(len(name), 5) + 2 for name in sums}
    head = f"{'field':23}" + "".join(f"{name:>{widths[name]}}" for name in sums)
    rows = [head, f"{'documents':23}" + "".join(f"{counts[name]:>{widths[name]}}" for name in sums)]
    for field in FIELDS:
        cells = (f"{sums[name][field].f1:.3f}" if field in sums[name] else "–" for name in sums)
        rows.append(f"{field:23}" + "".join(f"{cell:>{widths[name]}}" for name, cell in zip(sums, cells, strict=True)))
    return "\n".join(rows)


def documents_table(judged: Sequence[Judged]) -> str:
    """A row for each variant and document, a column for each field; a dash where the document doesn't state it."""
    named = [(f"{one.variant}: {one.sample.name}", one.tallies) for one in judged]
    width = max(len(name) for name, _ in named) + 2
    fields = [field for field in FIELDS if any(field in tallies for _, tallies in named)]
    rows = [" " * width + "".join(f"{field:>{len(field) + 2}}" for field in fields)]
    for name, tallies in named:
        cells = ((field, f"{tallies[field].f1:.3f}" if field in tallies else "–") for field in fields)
        rows.append(f"{name:{width}}" + "".join(f"{cell:>{len(field) + 2}}" for field, cell in cells))
    return "\n".join(rows)


def errors(judged: Iterable[Judged], limit: int) -> list[str]:
    """Up to ``limit`` misses and as many extras for each variant, document and field, one a line."""
    said: list[str] = []
    for one in judged:
        for field, tally in one.tallies.items():
            place = f"{one.variant}: {one.sample.name}: {field}"
            said.extend(f"{place}: missed: {value}" for value in tally.missed[:limit])
            said.extend(f"{place}: extra: {value}" for value in tally.extra[:limit])
    return said


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line; returns 0."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gold", type=Path, help="folder of gold files")
    parser.add_argument("--corpus", type=Path, help="folder that their `document` is relative to")
    parser.add_argument("--variants", nargs="+", default=list(VARIANTS), metavar="NAME")
    parser.add_argument("--errors", type=int, default=0, metavar="N", help="show up to N errors a document and field")
    parser.add_argument("--documents", action="store_true", help="a row for each document too")
    parser.add_argument("--keep", type=Path, help="write variants and tables here, to look at")
    options = parser.parse_args(arguments)
    if (options.gold is None) != (options.corpus is None):
        parser.error("--gold and --corpus go together")
    sets = {"given": read_samples(options.gold, options.corpus)} if options.gold else {}
    sets = sets or {"specimens": own_samples(), "shared/gold/dev": shared_samples()}
    with tempfile.TemporaryDirectory() as name:
        for title, samples in sets.items():
            folder = (options.keep or Path(name)) / title.replace("/", "-")
            judged = judge(samples, options.variants, folder)
            print(f"{title}\n{table(judged)}\n" if judged else f"{title}: nothing there\n")
            if judged and options.documents:
                print(f"{documents_table(judged)}\n")
            print("\n".join(errors(judged, options.errors)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
