"""Worker processes: documents go out in chunks and come back in their order, whatever happens to a worker.

A worker that dies (a crash in a C library, the kernel short of memory) costs nobody else's documents: its chunk is
taken through once more, document by document, and the one it dies on again is reported. Each worker has a pipe of its
own, so a dead or stuck one is known and can be ended without touching the others. When it began the document that it
is at stands in memory that it shares with this process: one that needs too long is killed, whatever it hangs in.
"""

from __future__ import annotations

import multiprocessing
import signal
import sys
import tempfile
import time
from collections import deque
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from multiprocessing.sharedctypes import RawArray
from pathlib import Path
from typing import Any

from ipr_extract.batch.bounds import Bounds, end_with_children
from ipr_extract.batch.containers import forget
from ipr_extract.batch.document import Options, Outcome, Stages, default_stages, failed, process_and_write
from ipr_extract.batch.inputs import InputFile
from ipr_extract.batch.interruption import not_interrupted
from ipr_extract.batch.serving import AT, BEGUN, Done, Own, serve
from ipr_extract.errors import IprExtractError

# A chunk is large enough that handing it over costs nothing beside it, small enough that the last ones end together.
CHUNK_DOCUMENTS = 16
CHUNK_BYTES = 4_000_000
# A worker has its next chunk at hand while it works on one.
_AT_HAND = 2
# How far the fastest worker may run ahead of the document to be written next: bounds what waits in memory.
_AHEAD = 8 * CHUNK_DOCUMENTS

# Where a file stands: in which container, by its place among all, and which one of it, or of all.
_Place = tuple[int | None, int]

# Seconds that a worker whose pipe has closed is given to end by itself.
_LAST_WORDS = 5.0


class WorkerError(IprExtractError):
    """Worker processes don't even start."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """Documents for one worker; ``first`` is the place of the first among all. ``again`` after a worker's death.

    Of those in a container ``first`` is the place in it, and ``inside`` the container's among all.
    """

    first: int
    files: tuple[InputFile, ...]
    again: bool = False
    inside: int | None = None

    def one_by_one(self) -> list[Chunk]:
        """The same documents for a second and last time, each a chunk of its own."""
        return [Chunk(self.first + i, (file,), again=True, inside=self.inside) for i, file in enumerate(self.files)]


@dataclass(slots=True)
class _Worker:
    process: BaseProcess
    connection: Connection
    clock: Any
    chunks: deque[Chunk] = field(default_factory=deque)
    ready: bool = False

    def end(self) -> None:
        # As long as it hasn't been waited for, its number is nobody else's.
        if self.chunks and self.process.is_alive() and self.process.pid is not None:
            end_with_children(self.process.pid)
        else:
            # Not asked to end: one that has just begun still takes that for the command's own Ctrl-C.
            self.process.kill()
        self.process.join()
        # Not before: one that is alive would find nobody there to send to, and say so.
        self.connection.close()

    def seconds_left(self, most: float) -> float:
        """Until the document that it is at has taken ``most`` seconds; less than 0 after that."""
        begun: float = self.clock[BEGUN]
        return begun + most - time.monotonic() if begun else most


def chunks(files: Sequence[InputFile], inside: int | None = None) -> Iterator[Chunk]:
    """Cut the files into chunks, by number and by size; ``inside`` the container at that place they lie."""
    first = size = 0
    for i, file in enumerate(files):
        if i > first and (i - first == CHUNK_DOCUMENTS or size + file.size > CHUNK_BYTES):
            yield Chunk(first, tuple(files[first:i]), inside=inside)
            first, size = i, 0
        size += file.size
    if first < len(files):
        yield Chunk(first, tuple(files[first:]), inside=inside)


@dataclass(slots=True)
class _Queue:
    """What is still to be handed out, and what has come back and waits for its turn.

    ``outer`` are the chunks of the files; ``inner`` those of the container at ``turn``, whose document ``part`` is the
    next to be written. Of containers further on nothing is handed out, so what waits in memory stays bounded.
    """

    outer: Iterator[Chunk]
    ahead: int
    inner: Iterator[Chunk] = field(default_factory=lambda: iter(()))
    again: deque[Chunk] = field(default_factory=deque)
    finished: dict[_Place, Outcome] = field(default_factory=dict)
    turn: int = 0
    part: int = 0
    _waiting: dict[bool, Chunk] = field(default_factory=dict)

    def next(self) -> Chunk | None:
        """The next chunk for a worker; None where enough is on its way."""
        if self.again:
            return self.again.popleft()
        return self._upcoming(inside=True) or self._upcoming(inside=False)

    def _upcoming(self, *, inside: bool) -> Chunk | None:
        chunk = self._waiting.pop(inside, None) or next(self.inner if inside else self.outer, None)
        if chunk is not None and chunk.first >= (self.part if inside else self.turn) + self.ahead:
            self._waiting[inside] = chunk
            return None
        return chunk


class InProcess:
    """One worker: this process, which writes the texts into ``texts``. ``peak`` is not known apart from the run's."""

    def __init__(self, stages: Stages, texts: Path) -> None:
        self.stages = stages
        self._texts = texts
        self.peak: int | None = None

    def outcomes(self, files: Sequence[InputFile]) -> Generator[Outcome]:
        """Each file's outcome, in the order of the files; a container's documents follow it."""
        for file in files:
            outcome = process_and_write(file, self.stages, self._texts)
            yield outcome
            for member in outcome.inside:
                yield process_and_write(member, self.stages, self._texts)

    def close(self) -> None:
        """There is no process to end, but a container may be open."""
        forget()


def may_fork() -> bool:
    """Whether a copy of this process would be whole: on Linux, as long as it has one thread.

    A copy has the one thread that makes it, and the locks of all others in whatever state they are (pyarrow's, those
    of a progress display). On macOS its own libraries begin threads that nobody sees.
    """
    threads = Path("/proc/self/task")
    return sys.platform == "linux" and threads.exists() and len(list(threads.iterdir())) == 1


class WorkerPool:
    """Several worker processes, begun at once; ``close`` ends them. ``peak`` is the largest worker's.

    Where ``fork`` is safe they are copies of this process, which has loaded the stages: they begin within
    milliseconds. Elsewhere each begins anew and loads them itself, ``stages`` or without them the package's own.
    ``fork`` is for tests; None looks by itself. The workers write the texts into ``texts``. ``bounds`` holds each
    document to its seconds and its memory.
    """

    def __init__(
        self,
        count: int,
        stages: Stages | None,
        texts: Path,
        options: Options | None = None,
        *,
        bounds: Bounds | None = None,
        fork: bool | None = None,
    ) -> None:
        self._texts = texts
        self._options = options or Options()
        self._bounds = bounds or Bounds()
        self._workers: list[_Worker] = []
        self.peak: int | None = None
        self.forks = may_fork() if fork is None else fork
        self._stages = stages or default_stages(self._options) if self.forks else stages
        # What a worker that is killed leaves half done goes with this folder.
        self._scratch = tempfile.TemporaryDirectory(prefix="ipr-extract-", ignore_cleanup_errors=True)
        try:
            for _ in range(count):
                self._workers.append(self._start(fork=self.forks))
        except BaseException:
            self.close()
            raise

    @property
    def stages(self) -> Stages:
        """What the workers do, for this process; loads it where only they have."""
        if self._stages is None:
            self._stages = default_stages(self._options)
        return self._stages

    def close(self) -> None:
        """End the workers, whatever they are doing."""
        for worker in self._workers:
            worker.end()
        self._workers = []
        forget()
        self._scratch.cleanup()

    def outcomes(self, files: Sequence[InputFile]) -> Generator[Outcome]:
        """Each file's outcome, in the order of the files; a container's documents follow it.

        Raises ``WorkerError`` where no worker can start. Can be asked for once: the workers end with it.
        """
        queue = _Queue(chunks(files), ahead=_AHEAD * len(self._workers))
        try:
            for turn in range(len(files)):
                queue.turn = turn
                outcome = self._outcome(queue, (None, turn))
                yield outcome
                queue.inner = chunks(outcome.inside, turn)
                for part in range(len(outcome.inside)):
                    queue.part = part
                    yield self._outcome(queue, (turn, part))
        finally:
            self.close()

    def _outcome(self, queue: _Queue, place: _Place) -> Outcome:
        """The outcome of the file at ``place``, once it is there; until then the workers are kept busy."""
        while place not in queue.finished:
            # One for each before a second for any, or of a few chunks the first worker would have them all.
            for most in range(1, _AT_HAND + 1):
                for worker in self._workers:
                    if len(worker.chunks) < most and (chunk := queue.next()) is not None:
                        self._send(worker, chunk)
            reporting = self._reporting()
            for worker in reporting:
                self._take(worker, queue)
            for worker, seconds in self._overdue(reporting):
                self._stop(worker, queue, seconds)
        return queue.finished.pop(place)

    def _start(self, *, fork: bool) -> _Worker:
        context = multiprocessing.get_context("fork") if fork else multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        # A copy has this process's ends of the pipes too; as long as it held them open, nobody could know that this
        # process has gone.
        copied = (ours, *(worker.connection for worker in self._workers)) if fork else ()
        clock = RawArray("d", 2)
        own = Own(self._texts, self._stages, self._options, self._bounds.memory, self._scratch.name)
        arguments = (theirs, clock, own, copied)
        worker = context.Process(target=serve, args=arguments, daemon=True)
        # Ctrl-C reaches every process of a terminal: the workers are deaf to it, and the parent ends them.
        with not_interrupted():
            worker.start()
        theirs.close()
        return _Worker(worker, ours, clock)

    def _reporting(self) -> list[_Worker]:
        most = self._bounds.seconds
        patience = None if most is None else max(0.0, min(worker.seconds_left(most) for worker in self._workers))
        ready = set(wait([worker.connection for worker in self._workers], patience))
        return [worker for worker in self._workers if worker.connection in ready]

    def _overdue(self, reporting: Sequence[_Worker]) -> list[tuple[_Worker, float]]:
        """The workers whose document has taken more than the seconds beside them.

        One that reports is not among them: it may be at another chunk than is thought.
        """
        most = self._bounds.seconds
        if most is None:
            return []
        quiet = (worker for worker in self._workers if worker not in reporting)
        return [(worker, most) for worker in quiet if worker.seconds_left(most) <= 0]

    def _stop(self, worker: _Worker, queue: _Queue, most: float) -> None:
        """Kill a worker; the document that it is at is done with, and the others are given to another worker."""
        worker.end()
        chunk, *others = worker.chunks
        guilty = None
        if worker.seconds_left(most) <= 0:  # else it has come to the next one at the last moment
            guilty = int(worker.clock[AT])
            message = (
                f"It needs more than the {most:g} seconds that a document has; "
                "raise the limit (--timeout), or look at what is wrong with it."
            )
            queue.finished[chunk.inside, chunk.first + guilty] = failed(chunk.files[guilty], "timeout", message)
        queue.again.extendleft(reversed(others))
        # Those before it were read, but what was made of them is lost with the worker.
        innocent = [
            Chunk(chunk.first + at, (file,), inside=chunk.inside) for at, file in enumerate(chunk.files) if at != guilty
        ]
        queue.again.extendleft(reversed(innocent))
        self._workers[self._workers.index(worker)] = self._start(fork=False)

    def _send(self, worker: _Worker, chunk: Chunk) -> None:
        worker.chunks.append(chunk)
        try:
            worker.connection.send(chunk.files)
        except OSError:
            # It has died; the end of its pipe says so to _take, which gives its chunks to another.
            return

    def _take(self, worker: _Worker, queue: _Queue) -> None:
        try:
            done: Done = worker.connection.recv()
        except (EOFError, OSError):
            self._replace(worker, queue)
            return
        if done.error is not None:
            raise done.error
        self.peak = max(filter(None, (self.peak, done.peak)), default=None)
        if worker.ready:
            chunk = worker.chunks.popleft()
            for index, outcome in enumerate(done.outcomes, start=chunk.first):
                queue.finished[chunk.inside, index] = outcome
        worker.ready = True

    def _replace(self, worker: _Worker, queue: _Queue) -> None:
        # It is on its way out: it may still be writing to standard error why.
        worker.process.join(_LAST_WORDS)
        worker.end()
        if not worker.ready:
            raise WorkerError(
                "worker processes can't start, for the reason above; a script that calls run() with several of them "
                "does so under `if __name__ == '__main__':`"
            )
        # It works on its chunks in order: the first one killed it, the others were not begun.
        queue.again.extendleft(reversed(list(worker.chunks)[1:]))
        if worker.chunks:
            guilty = worker.chunks[0]
            if guilty.again:
                place = (guilty.inside, guilty.first)
                queue.finished[place] = failed(guilty.files[0], "crashed", _ended(worker.process.exitcode))
            else:
                queue.again.extendleft(reversed(guilty.one_by_one()))
        # By now files are open and libraries have threads: never a copy.
        self._workers[self._workers.index(worker)] = self._start(fork=False)


def _ended(exitcode: int | None) -> str:
    if exitcode is not None and exitcode < 0:
        how = f"signal {-exitcode} ({signal.strsignal(-exitcode)}), perhaps for want of memory"
    else:
        how = f"code {exitcode}"
    return f"The process that read it ended twice, with {how}; the other documents were read by another."
