"""Scans: what is done to a picture before and after an engine reads it, and what an engine that is installed reads."""

from __future__ import annotations

import importlib.util
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from ipr_extract.errors import ReadError
from ipr_extract.model import BlockKind
from ipr_extract.parse import ocr_engines, read_document
from ipr_extract.parse.ocr import PageReader, Recognition, ahead
from ipr_extract.parse.ocr_engines import Engines, engines, tesseract_lines
from ipr_extract.parse.ocr_pictures import (
    Recognised,
    inked_gaps,
    inked_sides,
    levelled,
    red_share,
    ruled_lines,
    with_spaces,
    without_red,
)
from ipr_extract.parse.pdf_fonts import is_garbled
from tests.gold.printing import FONT_FILES, reportlab_pdf, scan_of
from tests.specimens import Grid, Line, Place

PARTS = (
    Line("某市科技局关于做好样本工作的通知", Place.CENTER),
    Line("各区人民政府：", Place.FLUSH),
    Line("一、总体安排"),
    Line(
        "全市分三个阶段推进样本工作，每个阶段都要有台账、有检查、有通报，做到件件有着落、事事有回音。（市科技局负责）"
    ),
    Grid((("序号", "任务", "责任单位"), ("1", "登记", "市财政局"), ("2", "核查", "市公安局"))),
    Line("某市科技局", Place.RIGHT),
    Line("2024年3月8日", Place.RIGHT),
)
RULE_LENGTH = 400
Picture = NDArray[np.uint8]


def blank(height: int = 300, width: int = 600) -> Picture:
    return np.full((height, width, 3), 255, dtype=np.uint8)


def drawn(draw: Callable[[ImageDraw.ImageDraw], None], height: int = 300, width: int = 600) -> Picture:
    image = Image.fromarray(blank(height, width))
    draw(ImageDraw.Draw(image))
    return np.asarray(image)


def test_a_slanting_page_is_laid_level() -> None:
    rows = drawn(lambda d: [d.rectangle((50, y, 950, y + 12), fill="black") for y in range(60, 1300, 60)], 1400, 1000)  # type: ignore[func-returns-value]
    slanting = np.asarray(Image.fromarray(rows).rotate(0.7, fillcolor=(255, 255, 255)))
    level = levelled(slanting)

    def thickness(picture: Picture) -> int:
        return int((picture[:, :, 0] < 128).any(axis=1).sum())

    assert thickness(level) < 0.75 * thickness(slanting)
    assert levelled(rows) is rows
    coloured = slanting.copy()
    coloured[-1, -1] = (255, 255, 254)
    assert np.array_equal(levelled(coloured)[:-20], level[:-20])


def test_red_goes_and_black_below_it_stays() -> None:
    def stamp(draw: ImageDraw.ImageDraw) -> None:
        draw.rectangle((100, 100, 200, 110), fill="black")
        draw.rectangle((150, 80, 250, 180), outline=(230, 30, 30), width=6)

    picture = drawn(stamp)
    assert red_share(picture) > 0.005
    ink = without_red(picture)[:, :, 0] < 128
    assert ink[105, 120]
    assert not ink[178, 200]


def test_rules_are_found_and_strokes_are_none() -> None:
    def table(draw: ImageDraw.ImageDraw) -> None:
        draw.line((50, 40, 50 + RULE_LENGTH, 40), fill=(120, 120, 120), width=2)
        draw.line((50, 40, 50, 240), fill="black", width=2)
        draw.rectangle((300, 100, 340, 104), fill="black")  # a stroke
        draw.rectangle((100, 200, 500, 260), fill="black")  # a bar

    rules = ruled_lines(drawn(table))
    lying = [rule for rule in rules if rule[0]]
    assert [(round(at), abs(end - start - RULE_LENGTH) < 5) for _, at, start, end in lying] == [(40, True)]
    assert [round(rule[1]) for rule in rules if not rule[0]] == [50]


def _line(top: float, text: str = "样本文字") -> Recognised:
    return Recognised(text, 50, top, 550, top + 20, 0.9)


def test_a_line_that_was_passed_over_is_looked_for_where_there_is_ink() -> None:
    lines = [_line(top) for top in (20, 60, 100, 180, 220, 260)]
    inked = drawn(lambda d: d.rectangle((60, 142, 500, 158), fill="black"))
    assert [(a < 140, b > 160) for a, b in inked_gaps(inked, lines)] == [(True, True)]
    assert inked_gaps(blank(), lines) == []


def test_words_written_together_are_parted_where_the_print_parts_them() -> None:
    letters = "ab"
    picture = drawn(lambda d: [d.rectangle((x, 100, x + 12, 130), fill="black") for x in (100, 114, 150, 164)])  # type: ignore[func-returns-value]
    signs = tuple((float(x), float(x + 12)) for x in (100, 114, 150, 164))
    line = Recognised(letters + letters, 100, 98, 177, 132, 0.9, signs)
    assert with_spaces(line, picture).text == "ab ab"
    assert with_spaces(line._replace(text="样本文字", signs=signs), picture).text == "样本 文字"
    assert with_spaces(line._replace(signs=()), picture).text == "abab"


class Counting:
    name = "counting"

    def __init__(self) -> None:
        self.calls = 0

    def line(self, strip: Picture) -> str:
        return "".join(line.text for line in self.recognise(strip))

    def recognise(self, picture: Picture) -> list[Recognised]:
        self.calls += 1
        return [_line(20, "甲局(乙局):丙"), _line(60, "Il.Tasks（a）")]


def test_a_picture_is_read_once_and_remembered(tmp_path: Path) -> None:
    engine = Counting()
    reader = PageReader(engine, tmp_path / "cache")
    first = reader.read(blank())
    assert [line.text for line in first.lines] == ["甲局（乙局）：丙", "II.Tasks(a)"]
    calls = engine.calls
    again = PageReader(engine, tmp_path / "cache").read(blank())
    assert [line.text for line in again.lines] == [line.text for line in first.lines]
    assert engine.calls == calls
    (file,) = (tmp_path / "cache").rglob("*.json")
    file.write_text("[[half", encoding="utf-8")
    assert reader.read(blank()).lines == first.lines


def test_a_cache_that_can_not_be_written_costs_no_result(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert PageReader(Counting(), tmp_path / "file").read(blank()).lines


def test_pages_are_read_ahead_and_given_in_order() -> None:
    taken: list[int] = []
    at_work = threading.Barrier(2, timeout=10)

    def items() -> Iterator[int]:
        for number in range(8):
            taken.append(number)
            yield number

    def slow_where_even(number: int) -> int:
        at_work.wait()  # two at once, or this would never end
        time.sleep(0.02 * (number % 2 == 0))
        return number * number

    made = ahead(slow_where_even, items(), 2)
    assert next(made) == 0
    assert len(taken) == 4
    assert list(made) == [number * number for number in range(1, 8)]
    assert list(ahead(str, items(), 1)) == list("01234567")


def test_an_engine_is_made_for_each_thread_up_to_the_most() -> None:
    made: list[Counting] = []

    def make() -> Counting:
        made.append(Counting())
        return made[-1]

    several = Engines("counting", make, 2)
    several.recognise(blank())
    several.recognise(blank())
    assert len(made) == 1  # one after the other needs no second
    with ThreadPoolExecutor(6) as pool:
        assert len(list(pool.map(several.recognise, [blank()] * 30))) == 30
    assert len(made) <= 2
    assert sum(engine.calls for engine in made) == 32


def test_each_engine_may_keep_all_cores_busy(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    class Fake(Counting):
        def __init__(self, threads: int) -> None:
            super().__init__()
            asked.append(threads)

    for name, value in (("RapidOcr", Fake), ("PACKAGES", ()), ("version", lambda: "0")):
        monkeypatch.setattr(ocr_engines, name, value)
    engines.cache_clear()
    several = engines("rapidocr", 4)
    engines.cache_clear()
    assert several is not None
    several.recognise(blank())
    assert (several.name, several.at_once, asked) == ("rapidocr 0", 2, [4])


def test_words_of_tesseract_become_lines() -> None:
    head = "\t".join(
        ["level", "page", "block", "par", "line", "word", "left", "top", "width", "height", "conf", "text"]
    )
    rows = [
        ("5", "1", "1", "1", "1", "1", "10", "20", "30", "10", "90", "知识"),
        ("5", "1", "1", "1", "1", "2", "42", "20", "30", "12", "80", "产权"),
        ("5", "1", "1", "1", "2", "1", "10", "40", "30", "10", "70", "led"),
        ("5", "1", "1", "1", "2", "2", "42", "40", "30", "10", "70", "by"),
    ]
    found = list(tesseract_lines("\n".join([head, *("\t".join(row) for row in rows)])))
    assert [(line.text, line.x0, line.x1, line.bottom) for line in found] == [
        ("知识产权", 10, 72, 32),
        ("led by", 10, 72, 50),
    ]
    assert found[0].confidence == pytest.approx(0.85)


def test_characters_that_can_not_be_true_are_known() -> None:
    real = (
        "各区人民政府要高度重视样本工作，加强组织领导，明确责任分工，按照时间节点推进各项任务落实，重要情况及时报告。"
        * 2
    )
    assert not is_garbled(real)
    assert is_garbled("".join(chr(0x5000 + 37 * ord(sign) % 0x3F00) for sign in real))
    assert not is_garbled("short")


def test_without_an_engine_a_scan_says_what_to_install() -> None:
    scan = scan_of(reportlab_pdf(PARTS), resolution=60)
    with pytest.raises(ReadError, match=r"install an OCR engine: pip install") as caught:
        read_document(scan, "a.pdf", recognition=Recognition("off"))
    assert caught.value.code == "scan"


ENGINES = ["rapidocr", "tesseract"]


@pytest.mark.skipif(not any(path.exists() for path in FONT_FILES), reason="there is no Chinese font to print with")
@pytest.mark.parametrize("engine", ENGINES)
def test_a_scan_is_read_as_the_page_it_is_of(engine: str, tmp_path: Path) -> None:
    if engine == "tesseract" and shutil.which("tesseract") is None:
        pytest.skip("Tesseract is not installed here")
    if engine == "rapidocr" and importlib.util.find_spec("rapidocr") is None:
        pytest.skip("RapidOCR is not installed here")
    scan = scan_of(reportlab_pdf(PARTS), slant=0.5)
    document = read_document(scan, "a.pdf", recognition=Recognition(engine, tmp_path))
    assert document.pages == 1
    assert document.parser.startswith("pdf + ")
    texts = {document.text[block.start : block.end].replace(" ", "") for block in document.blocks}
    assert {"各区人民政府：", "一、总体安排", "某市科技局", "2024年3月8日"} <= texts
    (region,) = document.blocks[0].regions
    assert 0 < region.x0 < region.x1 < 595
    if engine == "rapidocr":
        (table,) = [block for block in document.blocks if block.kind is BlockKind.TABLE]
        cells = [document.text[cell.start : cell.end] for cell in table.cells]
        assert cells == ["序号", "任务", "责任单位", "1", "登记", "市财政局", "2", "核查", "市公安局"]
        prose = next(text for text in texts if text.startswith("全市"))
        assert prose.endswith("（市科技局负责）")


def test_an_engine_that_is_asked_for_and_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    engines.cache_clear()
    with pytest.raises(ReadError, match="install Tesseract") as caught:
        Recognition("tesseract").reader()
    assert caught.value.code == "ocr_missing"


def test_a_label_and_a_stop_that_were_cut_off_are_found_by_their_ink() -> None:
    line = Recognised("样本文字", 150, 100, 400, 140, 0.9)
    label = drawn(lambda d: [d.rectangle((x, 110, x + 14, 128), fill="black") for x in (90, 110, 130)])  # type: ignore[func-returns-value]
    ((at, start, end),) = inked_sides(label, [line])
    assert (at, end) == (0, 400)
    assert 80 < start < 92
    stop = drawn(lambda d: d.ellipse((408, 125, 418, 135), fill="black"))
    ((_, start, end),) = inked_sides(stop, [line])
    assert start == 150
    assert 416 < end < 425
    # A rule that stands, another line, and what is far off are none of the line's.
    rule = drawn(lambda d: d.rectangle((410, 0, 414, 299), fill="black"))
    assert inked_sides(rule, [line]) == []
    assert inked_sides(label, [line, Recognised("（一）", 85, 100, 150, 140, 0.9)]) == []
    assert inked_sides(drawn(lambda d: d.rectangle((20, 110, 40, 128), fill="black")), [line]) == []


class Passing(Counting):
    """Passes over the label of a line, and reads it when it is asked for the whole line."""

    def recognise(self, picture: Picture) -> list[Recognised]:
        return [Recognised("样本文字", 150, 100, 400, 140, 0.9)] if (picture < 128).any() else []

    def line(self, strip: Picture) -> str:
        return "（二）样本文字。"


def test_what_was_cut_off_is_read_again(tmp_path: Path) -> None:
    picture = drawn(lambda d: [d.rectangle((x, 110, x + 14, 128), fill="black") for x in (90, 110, 130)])  # type: ignore[func-returns-value]
    (line,) = PageReader(Passing(), tmp_path).read(picture).lines
    assert line.text == "（二）样本文字。"
    assert line.x0 < 95


def test_one_space_parts_chinese_names_where_they_stand_further_apart() -> None:
    starts = [0, 40, 80, 132, 172, 212]
    picture = drawn(lambda d: [d.rectangle((x, 105, x + 35, 135), fill="black") for x in starts])  # type: ignore[func-returns-value]
    signs = tuple((float(x), float(x + 35)) for x in starts)
    assert with_spaces(Recognised("教育部科技部", 0, 100, 247, 140, 0.9, signs), picture).text == "教育部 科技部"
    # Slim characters leave as much room, and stand no further apart than others.
    slim = [0, 40, 86, 121, 160, 200]
    picture = drawn(lambda d: [d.rectangle((x, 105, x + (20 if x == 86 else 33), 135), fill="black") for x in slim])  # type: ignore[func-returns-value]
    signs = tuple((float(40 * at), float(40 * at + 35)) for at in range(6))
    assert with_spaces(Recognised("教育日科技部", 0, 100, 247, 140, 0.9, signs), picture).text == "教育日科技部"


def test_spaces_of_an_engine_inside_words_go() -> None:
    xs = [100, 116, 132, 170, 186, 202]
    picture = drawn(lambda d: [d.rectangle((x, 100, x + 12, 130), fill="black") for x in xs])  # type: ignore[func-returns-value]
    places = [(float(x), float(x + 12)) for x in xs]
    signs = (*places[:1], (112.0, 116.0), *places[1:])
    assert with_spaces(Recognised("a bcdef", 100, 98, 214, 132, 0.9, signs), picture).text == "abc def"
