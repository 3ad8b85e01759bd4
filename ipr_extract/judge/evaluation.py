"""A run held to gold annotations: precision, recall and F1 by field and by document, and each mistake."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from ipr_extract.errors import ConfigError
from ipr_extract.judge.annotation import Gold, read_gold
from ipr_extract.judge.mistakes import Mistake, mistakes
from ipr_extract.judge.scoring import FIELDS, Tally, compare, last_part, read_extracted, total
from ipr_extract.tables.read_files import run_tables


@dataclass(frozen=True, slots=True)
class Evaluation:
    """How well a run has read the documents of a folder of gold files.

    ``documents`` are the tallies by the gold files' names without ``.json``; ``fields`` their sums. ``notes`` say what
    a reader of the figures has to know.
    """

    documents: Mapping[str, Mapping[str, Tally]]
    fields: Mapping[str, Tally]
    mistakes: tuple[Mistake, ...]
    notes: tuple[str, ...]

    def short_of(self, least: Mapping[str, float]) -> tuple[str, ...]:
        """The fields whose F1 is below what is asked; one that no document states has an F1 of 0."""
        reached = {field: self.fields[field].f1 if field in self.fields else 0.0 for field in least}
        return tuple(
            f"{field} {reached[field]:.3f} < {bound}" for field, bound in least.items() if reached[field] < bound
        )


def evaluate(gold_folder: Path, run_folder: Path, errors: int = 0) -> Evaluation:
    """Hold the tables of a run to the gold files of a folder; ``errors`` bounds those named a document, field and kind.

    A gold file and a document are one where the last parts of ``document`` and ``source`` are equal. Raises
    ``ConfigError`` where there are no gold files or no tables, or one of them is broken.
    """
    golds = read_golds(gold_folder)
    run = run_tables(run_folder)
    extracted = read_extracted(run, {last_part(gold.document) for gold in golds.values()})
    documents: dict[str, Mapping[str, Tally]] = {}
    wrong: list[Mistake] = []
    notes: list[str] = []
    for name, gold in golds.items():
        same = extracted.get(last_part(gold.document), [])
        found = same[-1] if same else None
        if len(same) != 1:
            notes.append(_note(name, gold, [one.document["source"] for one in same]))
        documents[name] = tallies = compare(gold, found)
        if errors:
            text = run.text(found.document["document_id"]) if found is not None else None
            wrong += mistakes(name, gold, found, tallies, text, errors)
    return Evaluation(documents, total(documents.values()), tuple(wrong), tuple(notes))


def least_values(bounds: Iterable[str]) -> dict[str, float]:
    """What ``FIELD=F1`` asks for; ``ConfigError`` for a field that isn't judged or a value that is none.

    >>> least_values(["assignments=0.95"])
    {'assignments': 0.95}
    """
    least: dict[str, float] = {}
    for bound in bounds:
        field, _, value = bound.partition("=")
        if field not in FIELDS:
            raise ConfigError(f"--min {bound}: no field {field!r}; there are {', '.join(FIELDS)}")
        try:
            least[field] = float(value)
        except ValueError:
            least[field] = math.nan
        if not 0 <= least[field] <= 1:
            raise ConfigError(f"--min {bound}: FIELD=F1 from 0 to 1 is wanted, such as {field}=0.95")
    return least


def read_golds(folder: Path) -> dict[str, Gold]:
    """The gold files of a folder by their names without ``.json``; ``ConfigError`` where there are none."""
    golds = {path.stem: read_gold(path) for path in sorted(folder.glob("*.json"))}
    if not golds:
        raise ConfigError(f"{folder}: no gold files (*.json) here")
    return golds


def _note(name: str, gold: Gold, sources: Sequence[str]) -> str:
    if not sources:
        return f"{name}: the run has no document {last_part(gold.document)}; everything counts as missed"
    return f"{name}: several documents of the run have this name ({', '.join(sources)}); the last is judged"


def evaluation_record(evaluation: Evaluation) -> dict[str, Any]:
    """The figures and mistakes for machines: ``fields``, ``documents`` (by field), ``errors``, ``notes``."""
    return {
        "fields": {field: _figures(tally) for field, tally in evaluation.fields.items()},
        "documents": {
            name: {field: _figures(tally) for field, tally in tallies.items()}
            for name, tallies in evaluation.documents.items()
        },
        "errors": [asdict(mistake) for mistake in evaluation.mistakes],
        "notes": list(evaluation.notes),
    }


def _figures(tally: Tally) -> dict[str, float]:
    return {"precision": tally.precision, "recall": tally.recall, "f1": tally.f1, "gold": tally.asked}


def evaluation_lines(evaluation: Evaluation) -> Iterator[str]:
    """The figures as tables: by field, then by document with the fields that are not without a fault."""
    yield f"{'field':24}{'gold':>6}{'precision':>11}{'recall':>9}{'f1':>8}"
    for field, tally in evaluation.fields.items():
        yield f"{field:24}{_numbers(tally)}"
    width = max((len(name) for name in evaluation.documents), default=0)
    yield f"\n{'document':{max(width, 22)}}  {'gold':>6}{'precision':>11}{'recall':>9}{'f1':>8}"
    for name, tallies in evaluation.documents.items():
        # The unlocated assignments are the assignments again.
        whole = sum((t for field, t in tallies.items() if field != "assignments_unlocated"), Tally())
        faulty = [f"{field} {tallies[field].f1:.3f}" for field in FIELDS if field in tallies and tallies[field].f1 < 1]
        yield f"{name:{max(width, 22)}}  {_numbers(whole)}{'   ' if faulty else ''}{', '.join(faulty)}"
    if evaluation.mistakes:
        yield ""
    yield from map(str, evaluation.mistakes)


def _numbers(tally: Tally) -> str:
    return f"{tally.asked:>6}{tally.precision:>11.3f}{tally.recall:>9.3f}{tally.f1:>8.3f}"
