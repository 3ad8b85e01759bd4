"""Real PDFs beside the checkout: facts about their shape, none of their sentences."""

from __future__ import annotations

import re
import shutil
import subprocess
from difflib import SequenceMatcher
from pathlib import Path

import pytest

from ipr_extract.errors import ReadError
from ipr_extract.model import Alignment, BlockKind
from ipr_extract.parse import read_document
from ipr_extract.parse.ocr import Recognition
from tests.parse.pdf_specimens import read, text_of, texts


def test_circular_with_letterhead_and_page_numbers(shared: Path) -> None:
    document = read((shared / "corpus/circulars/govdoc-397.pdf").read_bytes())
    assert texts(document, BlockKind.FURNITURE) == [f"— {page} —" for page in range(1, 6)]
    assert sum(1 for block in document.blocks if len(block.regions) == 2) == 4
    number = next(block for block in document.blocks if text_of(document, block).startswith("发改办财金规"))
    assert text_of(document, number) == "发改办财金规〔2019〕860号"
    assert number.alignment is Alignment.CENTER


def _bare(text: str) -> str:
    return re.sub(r"\s", "", text).replace("\xad", "-")


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="needs pdftotext, another engine, to compare with")
def test_text_and_order_are_those_that_another_engine_reads(shared: Path) -> None:
    """No clean text of the file is at hand: poppler's, without page numbers and white space, stands in for it."""
    path = shared / "corpus/circulars/govdoc-397.pdf"
    printed = subprocess.run(["pdftotext", path, "-"], capture_output=True, text=True, check=True).stdout
    lines = re.split(r"[\n\f]", printed)
    reference = _bare("".join(line for line in lines if not re.fullmatch(r"\s*—\s*\d+\s*—\s*", line)))
    document = read(path.read_bytes())
    text = _bare("".join(text_of(document, b) for b in document.blocks if b.kind is not BlockKind.FURNITURE))
    changes = SequenceMatcher(None, text, reference, autojunk=False).get_opcodes()
    distance = sum(max(b - a, d - c) for kind, a, b, c, d in changes if kind != "equal")
    assert 1 - distance / len(reference) >= 0.998
    for block in document.blocks:
        assert not re.search("[\u4e00-\u9fff] [\u4e00-\u9fff]", text_of(document, block).replace(" 文件", ""))


def test_plan_that_a_word_processor_printed(shared: Path) -> None:
    """No page of it has a table: on its images the annex is a list of three levels, indented and without rules.

    Its own heading counts the entries: 21 classes, 40 kinds, 91 items.
    """
    document = read((shared / "corpus/more/hainan-machinery-subsidy.pdf").read_bytes())
    lines = texts(document)
    assert len([text for text in lines if text[0] in "一二三四五六七" and text[1] == "、"]) == 7
    assert not any(block.kind is BlockKind.TABLE for block in document.blocks)
    annex = next(at for at, text in enumerate(lines) if re.match(r"（21\D{1,3}40\D{1,4}91\D", text))
    entries = [re.match(r"(\d+(?:\.\d+)*)\.? ?[^\d\s.]\S*\Z", text) for text in lines[annex + 1 :]]
    assert all(entries)
    numbers = [tuple(int(number) for number in entry[1].split(".")) for entry in entries if entry]
    assert [sum(len(number) == depth for number in numbers) for depth in (1, 2, 3)] == [21, 40, 91]
    assert numbers == sorted(numbers)


def test_scan(shared: Path, tmp_path: Path) -> None:
    data = (shared / "corpus/more/scanned-machinery-subsidy.pdf").read_bytes()
    with pytest.raises(ReadError) as refusal:
        read_document(data, "a.pdf", recognition=Recognition("off"))
    assert refusal.value.code == "scan"
    document = read_document(data, "a.pdf", recognition=Recognition("rapidocr", tmp_path))
    numbered = [text for text in texts(document) if text[1:2] == "、" and text[0] in "一二三"]
    assert [text[:6] for text in numbered] == ["一、总体要求", "二、主要任务", "三、保障措施"]
    # The stamp of the application, and the pages' numbers so far as the engine sees them, are no text.
    assert not [text for text in texts(document) if "扫描全能王" in text or text.strip("-—一1234567890") == ""]
