from __future__ import annotations

import dataclasses
import hashlib
from pathlib import Path

import pytest

from ipr_extract.batch.document import Outcome, process
from ipr_extract.batch.inputs import InputFile
from ipr_extract.tables.schema import BY_NAME
from tests.batch import stages as small
from tests.batch.stages import STAGES

TEXT = "1. 开展登记（市样本局负责）\n".encode()


def outcome(folder: Path, content: bytes, name: str = "a.txt") -> Outcome:
    path = folder / name
    path.write_bytes(content)
    return process(InputFile(str(path), f"sub/{name}", len(content)), STAGES)


def test_a_document_gives_rows_and_its_text(tmp_path: Path) -> None:
    done = outcome(tmp_path, TEXT)
    assert done.failure is None
    assert done.text == TEXT
    assert len(done.seconds) == 4
    assert done.document_id == hashlib.sha256(TEXT).hexdigest()[:16]
    documents = BY_NAME["documents"].names
    assert dict(zip(documents, done.rows["documents"][0], strict=True))["document_type"] == "通知"


@pytest.mark.parametrize(
    ("content", "code", "said"),
    [
        (small.UNREADABLE, "unsupported", "These bytes are no format that is read."),
        (small.CRASH, "crashed", "RuntimeError: a parser that fails (stages.py:"),
        (small.BROKEN_ROWS + b"\n" + TEXT, "crashed", "TableError: tasks: the key"),
        (b"\xff\xfe", "crashed", "UnicodeDecodeError"),
        (b"1" * 10_001, "too_large", "more than the 0.0 MB that are read"),
    ],
)
def test_what_cannot_be_read_gives_a_finding_on_one_line(tmp_path: Path, content: bytes, code: str, said: str) -> None:
    done = outcome(tmp_path, content)
    assert done.failure is not None
    assert done.failure.code == code
    assert said in done.failure.message
    assert "\n" not in done.failure.message
    finding = dict(zip(BY_NAME["findings"].names, done.rows["findings"][0], strict=True))
    assert finding["code"] == code
    assert finding["severity"] == "error"
    assert finding["source"] == "sub/a.txt"
    assert str(finding["message"]).startswith("sub/a.txt: ")
    expected = None if code == "too_large" else hashlib.sha256(content).hexdigest()[:16]
    assert finding["document_id"] == expected


def test_the_whole_check_is_made_where_it_is_asked_for(tmp_path: Path) -> None:
    wrong = dataclasses.replace(STAGES, normalise=lambda circular: dataclasses.replace(circular, language="fr"))
    path = tmp_path / "a.txt"
    path.write_bytes(TEXT)
    file = InputFile(str(path), path.name, len(TEXT))
    assert process(file, wrong).failure is None
    failure = process(file, dataclasses.replace(wrong, whole_check=True)).failure
    assert failure is not None
    assert "TableError: documents: language can't be fr" in failure.message


def test_a_file_that_is_gone(tmp_path: Path) -> None:
    done = process(InputFile(str(tmp_path / "gone"), "gone", 1), STAGES)
    assert done.failure is not None
    assert done.failure.code == "unreadable"
    assert "No such file" in done.failure.message


def test_a_folder_that_stands_for_one_that_cannot_be_listed(tmp_path: Path) -> None:
    done = process(InputFile(str(tmp_path), "closed", 0), STAGES)
    assert done.failure is not None
    assert done.failure.code == "unreadable"


def test_ctrl_c_is_no_fault_of_a_document(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        outcome(tmp_path, small.INTERRUPT)
