"""Real PDFs beside the checkout: facts about their shape, none of their sentences."""

from __future__ import annotations

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


def test_plan_that_a_word_processor_printed(shared: Path) -> None:
    document = read((shared / "corpus/more/hainan-machinery-subsidy.pdf").read_bytes())
    headings = [text for text in texts(document) if text[0] in "一二三四五六七" and text[1] == "、"]
    assert len(headings) == 7
    assert not any(block.kind is BlockKind.TABLE for block in document.blocks)


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
