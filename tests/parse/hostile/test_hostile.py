"""Files that mean harm, taken through all stages by worker processes: each ends in a document or one clear finding.

The limits of the run are much below the default ones; what exceeds them is ended from outside. That is
right for a few of them, which say so, and a defect for all others.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from ipr_extract.batch.bounds import Bounds
from ipr_extract.batch.document import Options, Outcome
from ipr_extract.batch.inputs import InputFile
from ipr_extract.batch.workers import WorkerPool
from tests.parse.hostile.packages import OFDS, WORD
from tests.parse.hostile.pdfs import PDFS
from tests.parse.hostile.texts import PAGES, TEXTS

SECONDS = 20.0
MEMORY = 1_500_000_000
GOOD = "关于做好样本工作的通知\n各区人民政府：\n一、开展登记。（市样本局负责）\n某市人民政府\n2024年3月5日\n".encode()
SETS = {"pdf": PDFS, "docx": WORD, "ofd": OFDS, "txt": TEXTS, "html": PAGES}

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="not every system bounds a process's memory")


def outcomes_of(folder: Path, made: Mapping[str, tuple[Callable[[], bytes], frozenset[str]]]) -> dict[str, Outcome]:
    """Each file's outcome by its name; between any two of them stands a good one, which has to be read."""
    files = []
    for number, (name, (make, _)) in enumerate(made.items()):
        data = make()
        path, good = folder / f"{number:03}", folder / f"{number:03}-good"
        path.write_bytes(data)
        good.write_bytes(GOOD)
        files += [InputFile(str(path), name, len(data)), InputFile(str(good), f"{name}, good", len(GOOD))]
    texts = folder / "texts"
    texts.mkdir()
    pool = WorkerPool(1, None, texts, Options(ocr="off"), bounds=Bounds(SECONDS, MEMORY), fork=False)
    outcomes = list(pool.outcomes(files))
    assert [outcome.source for outcome in outcomes] == [file.source for file in files]
    assert pool.peak is None or pool.peak < MEMORY
    return {outcome.source: outcome for outcome in outcomes}


@pytest.mark.parametrize("kind", SETS)
def test_each_ends_in_a_document_or_one_finding(kind: str, tmp_path: Path) -> None:
    made = SETS[kind]
    outcomes = outcomes_of(tmp_path, made)
    wrong = {}
    for name, (_, allowed) in made.items():
        failure = outcomes[name].failure
        if (failure.code if failure else "read") not in allowed:
            wrong[name] = failure
        if failure is not None:
            assert "\n" not in failure.message
            assert len(outcomes[name].rows["findings"]) == 1
        assert outcomes[f"{name}, good"].failure is None
    assert wrong == {}
