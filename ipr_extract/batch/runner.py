"""A pipeline from its files to its tables: the one place where the stages of a run meet."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from ipr_extract import __version__
from ipr_extract.batch.afterwards import Afterwards
from ipr_extract.batch.bounds import MEMORY, SECONDS, Bounds
from ipr_extract.batch.document import Options, Outcome, Stages, default_stages
from ipr_extract.batch.folder import TABLES, TEXTS, OutputFolder
from ipr_extract.batch.inputs import InputFile, Inputs, collect
from ipr_extract.batch.memory import peak_memory
from ipr_extract.batch.pairing import Pairing
from ipr_extract.batch.progress import progress
from ipr_extract.batch.report import RunReport
from ipr_extract.batch.tally import Tally
from ipr_extract.batch.workers import CHUNK_DOCUMENTS, InProcess, WorkerPool, chunks
from ipr_extract.config import Pipeline
from ipr_extract.errors import ConfigError
from ipr_extract.model import Finding, Severity
from ipr_extract.processors import usable_processors
from ipr_extract.tables.files import TableFiles
from ipr_extract.tables.rows import Rows, authority, finding_row, organisation_rows
from ipr_extract.tables.schema import ORGANISATIONS

# Below this many documents a worker process costs more to start than it saves.
_DOCUMENTS_A_WORKER = 50
_TOP = 10
_PACKED, _PACKED_DOCUMENT = (".zip", ".eml"), 20_000  # bytes


def run_pipeline(
    pipeline: Pipeline,
    *,
    stages: Stages | None = None,
    show_progress: bool | None = None,
    apart: bool = False,
    clock: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC),
) -> RunReport:
    """Read a pipeline's documents and write its tables; the tables appear when the run has ended well, or not at all.

    ``stages`` default to the package's own. ``apart`` reads documents in a process of their own, even where that is
    one only, so that limits of time and memory hold. Raises ``ConfigError`` where there is nothing to read or the
    output can't be written, ``WorkerError`` where no worker can start.
    """
    started = clock()
    inputs = _inputs(pipeline)
    documents = _expected_documents(inputs.files)
    workers = pipeline.workers or _fitting_workers(documents)
    threads = _fitting_threads(workers, documents, inputs.files)
    with (
        OutputFolder(pipeline.output.folder) as folder,
        # The workers begin before the files are opened and their libraries loaded: both go on at once.
        contextlib.closing(_pool(workers, threads, documents, stages, pipeline, folder.texts, apart)) as pool,
    ):
        tally, built = _build(pipeline, inputs, pool, folder, show_progress)
        report = RunReport(
            output=pipeline.output.folder,
            version=__version__,
            pipeline=pipeline,
            workers=workers,
            started=started,
            ended=clock(),
            read=tally.read,
            failures=tuple(tally.failures),
            incomplete=tuple(tally.incomplete),
            skipped=(*inputs.skipped, *tally.skipped),
            containers=tally.containers,
            duplicates=tuple(tally.duplicates),
            tables=built.counts,
            findings=tally.findings,
            repairs=tally.repairs,
            top_organisations=_top_organisations(tally.tasks),
            stages=tally.seconds,
            peak_memory={"parent": peak_memory(), "worker": pool.peak},
            most_wanted=built.most_wanted,
            notes=built.notes,
        )
        folder.publish(report.as_json(), tally.document_ids)
    return report


def _pool(
    workers: int, threads: int, documents: int, stages: Stages | None, pipeline: Pipeline, texts: Path, apart: bool
) -> InProcess | WorkerPool:
    output = pipeline.output
    options = Options(pipeline.check, output.members, output.evidence, pipeline.ocr.value, threads)
    if stages is not None:
        stages = dataclasses.replace(stages, whole_check=pipeline.check, evidence=pipeline.output.evidence)
    limits = pipeline.limits
    apart = limits.seconds != 0 if limits.seconds is not None else apart
    if workers == 1 and not apart:
        return InProcess(stages or default_stages(options), texts)
    seconds = SECONDS if limits.seconds is None else limits.seconds or None
    memory = MEMORY if limits.memory_mb is None else limits.memory_mb * 1_000_000 or None
    return WorkerPool(min(workers, documents), stages, texts, options, bounds=Bounds(seconds, memory))


def _inputs(pipeline: Pipeline) -> Inputs:
    output = pipeline.output.folder.resolve()
    sources = pipeline.all_sources
    for source in sources:
        path = source.place.resolve()
        if path == output or any(path.is_relative_to(output / own) for own in (TABLES, TEXTS)):
            raise ConfigError(f"{source.place}: is where the run writes to; name another output folder")
    inputs = collect(sources, output)
    if not inputs.files:
        where = ", ".join(str(source.place) for source in sources)
        passed = f"; {len(inputs.skipped)} passed over, such as {inputs.skipped[0].source}" if inputs.skipped else ""
        raise ConfigError(f"{where}: no files to read{passed}")
    return inputs


def _expected_documents(files: Sequence[InputFile]) -> int:
    """About how many documents the files hold; names are believed here, as it only decides on the processes."""
    packed = sum(file.size // _PACKED_DOCUMENT for file in files if file.source.lower().endswith(_PACKED))
    return len(files) + packed


def _fitting_workers(documents: int) -> int:
    return max(1, min(usable_processors(), documents // _DOCUMENTS_A_WORKER))


def _fitting_threads(workers: int, documents: int, files: Sequence[InputFile]) -> int:
    """How many cores each worker may keep busy. A few documents are one chunk, and all but one worker idle."""
    at_work = min(workers, max(sum(1 for _ in chunks(files)), documents // CHUNK_DOCUMENTS))
    return max(1, usable_processors() // max(at_work, 1))


@dataclasses.dataclass(frozen=True, slots=True)
class _Built:
    """What was written: the tables' numbers of rows, what is cited most and not held, notes on the files."""

    counts: Mapping[str, int]
    most_wanted: tuple[tuple[str, int], ...]
    notes: tuple[str, ...]


def _build(
    pipeline: Pipeline,
    inputs: Inputs,
    pool: InProcess | WorkerPool,
    folder: OutputFolder,
    show_progress: bool | None,
) -> tuple[Tally, _Built]:
    """Read and write everything."""
    tally = Tally()
    writing = 0.0
    order: list[InputFile] = []
    with (
        contextlib.closing(TableFiles(folder.tables, pipeline.output.formats, pipeline.output.csv_formulas)) as files,
        contextlib.closing(Afterwards(folder.building, Pairing(order, lambda: pool.stages))) as afterwards,
        contextlib.closing(pool.outcomes(inputs.files)) as outcomes,
        progress(len(inputs.files), show_progress) as advance,
    ):
        for position, (file, outcome) in enumerate(_with_files(inputs.files, outcomes)):
            begun = time.perf_counter()
            order.append(file)
            if outcome.is_container:
                tally.add_container(outcome)
            else:
                files.write(_counted(position, outcome, tally, afterwards))
            writing += time.perf_counter() - begun
            advance(len(outcome.inside))
        begun = time.perf_counter()
        for rows in afterwards.rows():
            files.write(rows)
        files.write({ORGANISATIONS.name: organisation_rows(tally.organisation_ids, authority())})
        notes = files.finish()
        tally.seconds["write"] = writing + time.perf_counter() - begun
        return tally, _Built(files.counts, afterwards.most_wanted, notes)


def _with_files(files: Sequence[InputFile], outcomes: Iterator[Outcome]) -> Iterator[tuple[InputFile, Outcome]]:
    """Each outcome with its file: those in a container follow it."""
    for file in files:
        outcome = next(outcomes)
        yield file, outcome
        yield from zip(outcome.inside, outcomes, strict=False)


def _counted(position: int, outcome: Outcome, tally: Tally, afterwards: Afterwards) -> Rows:
    """The rows to write for a file: its own, or that it is there twice."""
    of = tally.earlier(outcome)
    if of is not None:
        finding = Finding(
            "duplicate_document",
            Severity.WARNING,
            f"{outcome.source}: has the same bytes as {of}, whose rows stand for both.",
        )
        rows: Rows = {"findings": [finding_row(outcome.source, outcome.document_id, finding)]}
        tally.add_duplicate(outcome, of)
        tally.add_findings(rows)
        return rows
    rows = afterwards.take(position, outcome)
    tally.add(outcome, rows)
    return rows


def _top_organisations(tasks: Counter[str]) -> tuple[tuple[str, int], ...]:
    known = authority()
    # By name where they have the same number, so that the same run says the same.
    top = sorted(tasks.items(), key=lambda item: (-item[1], item[0]))[:_TOP]
    return tuple((known[key].name_zh if key in known else key, number) for key, number in top)
