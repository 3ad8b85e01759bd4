"""Fonts that name other characters than they draw: told by neighbours, held to what is printed, read as scans."""

from __future__ import annotations

import importlib.util
import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from reportlab.pdfbase import ttfonts

from ipr_extract.model import Document, Finding, Severity
from ipr_extract.parse import ocr, read_document
from ipr_extract.parse.ocr import Recognition
from ipr_extract.parse.ocr_engines import Engines
from ipr_extract.parse.ocr_pictures import Recognised
from ipr_extract.parse.pdf_fonts import doubtful_lines, is_garbled
from ipr_extract.parse.pdf_pages import PdfFile
from tests.gold.printing import FONT_FILES, reportlab_pdf
from tests.parse.pdf_specimens import MARGIN, drawn, lines_at
from tests.specimens import Line as Printed

PROSE = (
    "各区人民政府要高度重视样本工作，加强组织领导，明确责任分工，按照时间",
    "节点推进各项任务落实，重要情况及时报告。市科技局负责统筹协调，市财政",
    "局负责资金保障，各有关部门按照职责分工做好配合，确保年底前完成任务。",
    "对工作不力的单位予以通报批评，对成效明显的单位给予表扬和支持，有关情",
    "况纳入年度考核。各单位要及时总结经验，形成可以推广的做法，报送市政府",
)
NAMES = tuple("赵钱孙李周吴郑王冯陈"[at:] + "慧芳秀英俊杰浩宇欣怡梓涵子轩雨桐诗涵"[at:] for at in range(4))
Picture = NDArray[np.uint8]


def swapped(characters: Sequence[str]) -> dict[str, str]:
    """Each Chinese character for another of them: each is common, and hardly any two neighbours are."""
    han = sorted({character for character in characters if "\u4e00" <= character <= "\u9fff"})
    others = han[:]
    random.Random(7).shuffle(others)
    return dict(zip(han, others, strict=True))


def wrong(lines: Sequence[str]) -> list[str]:
    swap = swapped("".join(PROSE))
    return ["".join(swap.get(character, character) for character in line) for line in lines]


class Eye:
    """Reads what it is told stands on every strip and page, and counts how often it is asked."""

    name = "eye"

    def __init__(self, lines: Sequence[str]) -> None:
        self._lines = lines
        self.strips = self.pages = 0

    def line(self, strip: Picture) -> str:
        self.strips += 1
        return "".join(self._lines)

    def recognise(self, picture: Picture) -> list[Recognised]:
        self.pages += 1
        return [Recognised(text, 200, 200 + 50 * at, 1400, 230 + 50 * at, 0.9) for at, text in enumerate(self._lines)]


def read(data: bytes, cache: Path, eye: Eye | None, monkeypatch: pytest.MonkeyPatch) -> Document:
    several = None if eye is None else Engines(eye.name, lambda: eye, 1)
    monkeypatch.setattr(ocr, "engines", lambda choice, threads: several)
    return read_document(data, "a.pdf", recognition=Recognition(cache=cache))


def about_fonts(document: Document) -> list[Finding]:
    return [finding for finding in document.findings if finding.code == "garbled_text"]


def test_prose_costs_no_look_at_the_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    eye = Eye(PROSE)
    document = read(drawn(lines_at(MARGIN, 80, PROSE)), tmp_path, eye, monkeypatch)
    assert document.parser == "pdf"
    assert (eye.strips, eye.pages) == (0, 0)
    assert not about_fonts(document)


def test_common_characters_that_make_no_words_are_read_as_they_are_printed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = drawn(lines_at(MARGIN, 80, wrong(PROSE)))
    assert not is_garbled("".join(wrong(PROSE)))
    document = read(data, tmp_path, Eye(PROSE), monkeypatch)
    assert document.text.replace("\n", "").startswith("各区人民政府要高度重视样本工作")
    (said,) = about_fonts(document)
    assert said.severity is Severity.INFO
    assert "page 1" in said.message


def test_lines_that_say_what_is_printed_are_kept_however_odd(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    eye = Eye(NAMES)
    document = read(drawn(lines_at(MARGIN, 80, NAMES)), tmp_path, eye, monkeypatch)
    assert eye.strips
    assert eye.pages == 0
    assert document.parser == "pdf"
    assert not about_fonts(document)


def test_a_font_of_a_few_lines_among_others_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    eye = Eye(PROSE)
    document = read(drawn(lines_at(MARGIN, 80, [*PROSE * 3, *wrong(PROSE[:4])])), tmp_path, eye, monkeypatch)
    assert eye.pages == 1
    assert about_fonts(document)


def test_letters_of_no_script_that_is_known_are_held_to_what_is_printed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    codes = ["".join(chr(0xC0 + ord(character) % 60) for character in line) for line in PROSE]
    document = read(drawn(lines_at(MARGIN, 80, codes)), tmp_path, Eye(PROSE), monkeypatch)
    assert document.text.startswith("各区人民政府要高度重视样本工作")


def test_without_an_engine_doubt_is_a_finding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    document = read(drawn(lines_at(MARGIN, 80, wrong(PROSE))), tmp_path, None, monkeypatch)
    (said,) = about_fonts(document)
    assert said.severity is Severity.WARNING
    assert "install an OCR engine" in said.message
    assert not about_fonts(read(drawn(lines_at(MARGIN, 80, PROSE)), tmp_path, None, monkeypatch))


def test_prose_in_traditional_characters_is_prose() -> None:
    lines = (
        "各區人民政府要高度重視樣本工作，加強組織領導，明確責任分工，按照時間",
        "節點推進各項任務落實，重要情況及時報告。",
    )
    with PdfFile(drawn(lines_at(MARGIN, 80, lines * 4))) as file:
        page = file.read_page(1)
    assert page is not None
    assert len(page.pieces) == 8
    assert not doubtful_lines(page.pieces)


@pytest.mark.skipif(importlib.util.find_spec("rapidocr") is None, reason="RapidOCR is not installed here")
@pytest.mark.skipif(not any(path.exists() for path in FONT_FILES), reason="there is no Chinese font here")
def test_a_map_to_other_common_characters_is_overruled_by_what_is_printed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = ttfonts.makeToUnicodeCMap

    def permuted(name: str, subset: Sequence[int]) -> str:
        swap = swapped("".join(PROSE))
        return str(made(name, [ord(swap.get(chr(code), chr(code))) for code in subset]))

    def named(data: bytes) -> str:
        return read_document(data, "a.pdf", recognition=Recognition("off")).text

    parts = [Printed(line) for line in PROSE]
    assert named(reportlab_pdf(parts)).startswith(PROSE[0][:20])
    monkeypatch.setattr(ttfonts, "makeToUnicodeCMap", permuted)
    data = reportlab_pdf(parts)
    assert not is_garbled(named(data))
    assert not named(data).startswith(PROSE[0][:4])
    document = read_document(data, "a.pdf", recognition=Recognition("rapidocr", tmp_path))
    assert document.text.startswith(PROSE[0][:20])
    assert about_fonts(document)[0].severity is Severity.INFO
