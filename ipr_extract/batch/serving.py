"""A worker process's own side: it takes files off its pipe, reads them, and sends back what became of them."""

from __future__ import annotations

import gc
import signal
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from queue import SimpleQueue
from typing import Any

from ipr_extract.batch.bounds import hold_memory
from ipr_extract.batch.document import Options, Outcome, Stages, default_stages, process_and_write
from ipr_extract.batch.inputs import InputFile
from ipr_extract.batch.memory import peak_memory

# The two numbers that a worker shares: when it began its document (0: it is at none), and which of the chunk that is.
BEGUN, AT = 0, 1


@dataclass(frozen=True, slots=True)
class Done:
    """What a worker sends back: at the start without outcomes, then one for each chunk.

    ``error`` says why texts can't be written; the run ends with it.
    """

    outcomes: tuple[Outcome, ...]
    peak: int | None
    error: OSError | None = None


@dataclass(frozen=True, slots=True)
class Own:
    """What a worker works with: ``options`` of ``default_stages``, for where no ``stages`` are given.

    ``memory`` is the most that it may have in bytes, ``scratch`` the folder of its temporary files.
    """

    texts: Path
    stages: Stages | None
    options: Options
    memory: int | None
    scratch: str


def serve(connection: Connection, clock: Any, own: Own, copied: Sequence[Connection]) -> None:
    """A worker's life: take files, write their texts, send their outcomes, until the pipe is closed.

    ``clock`` is shared with the parent (``BEGUN``, ``AT``); ``copied`` are pipes that aren't the worker's own.
    """
    # The command makes an end asked for by the system a Ctrl-C; a worker just ends.
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    for other in copied:
        other.close()
    hold_memory(own.memory)
    tempfile.tempdir = own.scratch
    stages = own.stages or default_stages(own.options)
    # What is loaded stays; a collection that visits it takes time, and takes the memory that a copy shares with its
    # parent out of the share.
    gc.freeze()
    connection.send(Done((), peak_memory()))
    # Taken off the pipe at once by a thread: were both sides to wait with a full pipe, neither would go on.
    at_hand: SimpleQueue[tuple[InputFile, ...] | None] = SimpleQueue()
    threading.Thread(target=_receive, args=(connection, at_hand), daemon=True).start()
    while (files := at_hand.get()) is not None:
        try:
            outcomes = tuple(_timed(files, clock, stages, own.texts))
        except OSError as error:
            # A full disk is no document's fault.
            connection.send(Done((), peak_memory(), error))
            return
        connection.send(Done(outcomes, peak_memory()))


def _timed(files: Sequence[InputFile], clock: Any, stages: Stages, texts: Path) -> Iterator[Outcome]:
    """The outcomes of ``files``; the parent sees on the ``clock`` which is being read, and since when."""
    for at, file in enumerate(files):
        # The place first: a time that is seen is that of the place.
        clock[BEGUN], clock[AT] = 0.0, at
        clock[BEGUN] = time.monotonic()
        yield process_and_write(file, stages, texts)
    clock[BEGUN] = 0.0


def _receive(connection: Connection, at_hand: SimpleQueue[tuple[InputFile, ...] | None]) -> None:
    while True:
        try:
            at_hand.put(connection.recv())
        except (EOFError, OSError):
            # The parent has closed its end, or is gone.
            at_hand.put(None)
            return
