from __future__ import annotations

import subprocess
import sys
import threading
import time
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest

from ipr_extract.batch.bounds import Bounds
from ipr_extract.batch.document import Outcome, Stages
from ipr_extract.batch.inputs import InputFile
from ipr_extract.batch.workers import (
    CHUNK_BYTES,
    CHUNK_DOCUMENTS,
    InProcess,
    WorkerError,
    WorkerPool,
    chunks,
    may_fork,
)
from tests.batch import stages as small
from tests.batch.stages import STAGES
from tests.conftest import ROOT


def files(folder: Path, *contents: bytes) -> list[InputFile]:
    made = []
    for i, content in enumerate(contents):
        path = folder / f"{i:03}.txt"
        path.write_bytes(content)
        made.append(InputFile(str(path), path.name, len(content)))
    return made


def texts_of(folder: Path) -> Path:
    made = folder / "texts"
    made.mkdir(exist_ok=True)
    return made


def circulars(number: int) -> list[bytes]:
    return [f"1. 开展登记{i}（市样本局负责）\n".encode() for i in range(number)]


def without_times(outcomes: list[Outcome]) -> list[tuple[object, ...]]:
    return [(o.source, o.document_id, o.rows, o.text, o.failure) for o in outcomes]


def test_chunks_hold_every_file_once_and_are_bounded() -> None:
    sizes = [CHUNK_BYTES * 2, *[10] * 40, CHUNK_BYTES // 2, CHUNK_BYTES // 2, 1]
    given = [InputFile(str(i), str(i), size) for i, size in enumerate(sizes)]
    cut = list(chunks(given))
    assert [file for chunk in cut for file in chunk.files] == given
    assert [chunk.first for chunk in cut] == [int(chunk.files[0].source) for chunk in cut]
    assert all(len(chunk.files) <= CHUNK_DOCUMENTS for chunk in cut)
    assert all(len(chunk.files) == 1 or sum(f.size for f in chunk.files) <= CHUNK_BYTES for chunk in cut)
    assert list(chunks([])) == []


def test_outcomes_come_in_order_and_alike_from_one_process_and_from_three(tmp_path: Path) -> None:
    given = files(tmp_path, *circulars(50), small.UNREADABLE, small.CRASH)
    one = list(InProcess(STAGES, texts_of(tmp_path)).outcomes(given))
    pool = WorkerPool(3, STAGES, texts_of(tmp_path), fork=False)
    three = list(pool.outcomes(given))
    assert [outcome.source for outcome in three] == [file.source for file in given]
    assert without_times(three) == without_times(one)
    texts = {path.stem: path.read_bytes() for path in texts_of(tmp_path).iterdir()}
    assert sorted(texts.values()) == sorted(circulars(50))
    assert set(texts) == {outcome.document_id for outcome in one if outcome.failure is None}
    assert pool.peak is None or pool.peak > 1_000_000


FORKED = """
import os, signal, sys
from pathlib import Path
from ipr_extract.batch.workers import WorkerPool, may_fork
from tests.batch import stages as small
from tests.batch.test_workers import circulars, files, texts_of, without_times
from ipr_extract.batch.workers import InProcess

def stop(number, frame):
    raise KeyboardInterrupt

assert may_fork()
signal.signal(signal.SIGTERM, stop)  # as the command does; a worker that is ended says nothing
folder = Path(sys.argv[1])
texts = texts_of(folder)
given = files(folder, *circulars(60), small.CRASH)
pool = WorkerPool(2, small.STAGES, texts)
assert pool.forks
assert without_times(list(pool.outcomes(given))) == without_times(list(InProcess(small.STAGES, texts).outcomes(given)))
dying = files(folder, *circulars(20), small.DEATH, *circulars(20))
outcomes = list(WorkerPool(2, small.STAGES, texts).outcomes(dying))
assert [i for i, outcome in enumerate(outcomes) if outcome.failure] == [20]
orphans = WorkerPool(2, small.STAGES, texts)
outcomes = orphans.outcomes(files(folder, *circulars(3)))
next(outcomes)
print(*(worker.process.pid for worker in orphans._workers), flush=True)
os._exit(0)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="processes are copied on Linux only")
def test_copies_of_a_process_work_like_new_ones_and_end_with_it(tmp_path: Path) -> None:
    # In a process of its own: one that runs tests has threads, and isn't copied.
    command = [sys.executable, "-W", "error", "-c", FORKED, str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
    orphans = [int(word) for word in done.stdout.split()]
    assert len(orphans) == 2
    for pid in orphans:
        for _ in range(500):
            if not _is_alive(pid):
                break
            time.sleep(0.01)
        assert not _is_alive(pid)


def _is_alive(pid: int) -> bool:
    status = Path(f"/proc/{pid}/stat")
    try:
        return status.read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_a_process_with_threads_is_not_copied() -> None:
    done = threading.Event()
    thread = threading.Thread(target=done.wait)
    thread.start()
    try:
        assert not may_fork()
    finally:
        done.set()
        thread.join()


def test_a_worker_that_dies_takes_no_other_document_with_it(tmp_path: Path) -> None:
    contents = circulars(40)
    contents[3:3] = [small.DEATH]
    contents[30:30] = [small.DEATH + b" again"]
    outcomes = list(WorkerPool(2, STAGES, texts_of(tmp_path)).outcomes(files(tmp_path, *contents)))
    assert len(outcomes) == 42
    dead = [i for i, outcome in enumerate(outcomes) if outcome.failure is not None]
    assert dead == [3, 30]
    failure = outcomes[3].failure
    assert failure is not None
    assert failure.code == "crashed"
    assert "signal 9" in failure.message


def test_a_document_that_a_worker_died_on_once_is_read(tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    outcomes = list(
        WorkerPool(1, STAGES, texts_of(tmp_path)).outcomes(files(tmp_path, small.DEATH_ONCE + str(mark).encode()))
    )
    assert mark.exists()
    assert [outcome.failure for outcome in outcomes] == [None]


def failures(outcomes: list[Outcome]) -> dict[int, str]:
    return {i: outcome.failure.code for i, outcome in enumerate(outcomes) if outcome.failure is not None}


@pytest.mark.parametrize("count", [1, 2])
def test_a_document_that_never_ends_is_given_up_and_no_other_with_it(tmp_path: Path, count: int) -> None:
    contents = circulars(40)
    contents[3:3] = [small.STUCK]
    contents[30:30] = [small.STUCK + b" again"]
    pool = WorkerPool(count, STAGES, texts_of(tmp_path), bounds=Bounds(seconds=1.0))
    begun = time.monotonic()
    outcomes = list(pool.outcomes(files(tmp_path, *contents)))
    assert time.monotonic() - begun < 30
    assert [outcome.source for outcome in outcomes] == [f"{i:03}.txt" for i in range(42)]
    assert failures(outcomes) == {3: "timeout", 30: "timeout"}
    failure = outcomes[3].failure
    assert failure is not None
    assert "more than the 1 seconds" in failure.message


def test_many_documents_that_take_long_together_are_within_the_limit_of_each(tmp_path: Path) -> None:
    pool = WorkerPool(1, STAGES, texts_of(tmp_path), bounds=Bounds(seconds=0.4))
    assert failures(list(pool.outcomes(files(tmp_path, *[small.SLOW + b"%d" % i for i in range(12)])))) == {}


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux says who has started a process")
def test_what_a_document_has_started_ends_with_it(tmp_path: Path) -> None:
    mark = tmp_path / "child"
    pool = WorkerPool(1, STAGES, texts_of(tmp_path), bounds=Bounds(seconds=1.0))
    outcomes = list(pool.outcomes(files(tmp_path, small.PARENT + str(mark).encode(), *circulars(2))))
    assert failures(outcomes) == {0: "timeout"}
    for _ in range(500):
        if not _is_alive(int(mark.read_text())):
            break
        time.sleep(0.01)
    assert not _is_alive(int(mark.read_text()))


@pytest.mark.skipif(sys.platform != "linux", reason="not every system bounds a process's memory")
def test_a_document_that_takes_too_much_memory_is_given_up(tmp_path: Path) -> None:
    pool = WorkerPool(1, STAGES, texts_of(tmp_path), bounds=Bounds(memory=1_500_000_000))
    assert failures(list(pool.outcomes(files(tmp_path, small.GREEDY, *circulars(3))))) == {0: "out_of_memory"}


def _fails_to_load() -> Stages:
    raise RuntimeError("no stages here")


class _Unloadable:
    """What a worker can't unpickle: it dies before it is ready, as one whose imports fail."""

    def __reduce__(self) -> tuple[object, ...]:
        return (_fails_to_load, ())


def test_workers_that_cannot_start_end_the_run(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    pool = WorkerPool(1, _Unloadable(), tmp_path, fork=False)  # type: ignore[arg-type]
    with pytest.raises(WorkerError, match="__main__"):
        list(pool.outcomes(files(tmp_path, *circulars(1))))
    assert "no stages here" in capfd.readouterr().err


def test_a_text_that_cannot_be_written_ends_the_run(tmp_path: Path) -> None:
    given = files(tmp_path, *circulars(3))
    for pool in (InProcess(STAGES, tmp_path / "gone"), WorkerPool(2, STAGES, tmp_path / "gone")):
        with pytest.raises(FileNotFoundError):
            list(pool.outcomes(given))


def test_leaving_early_ends_the_workers(tmp_path: Path) -> None:
    pool = WorkerPool(2, STAGES, texts_of(tmp_path))
    outcomes = pool.outcomes(files(tmp_path, *circulars(40)))
    assert next(outcomes).failure is None
    workers = list(pool._workers)
    outcomes.close()
    assert [worker.process.is_alive() for worker in workers] == [False, False]


def test_a_worker_that_is_ended_before_it_is_ready_says_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    kill = BaseProcess.kill

    def late(process: BaseProcess) -> None:
        process.join(2)
        kill(process)

    monkeypatch.setattr(BaseProcess, "kill", late)
    WorkerPool(1, STAGES, texts_of(tmp_path), fork=False).close()
    assert capfd.readouterr().err == ""


def test_two_chunks_are_for_two_workers(tmp_path: Path) -> None:
    given = files(tmp_path, *[small.WHO] * (CHUNK_DOCUMENTS + 1))
    found = list(WorkerPool(2, STAGES, texts_of(tmp_path)).outcomes(given))
    assert len({outcome.failure.message for outcome in found if outcome.failure}) == 2
