"""What the benchmark generates, and how it says what it found. The measuring itself is `make bench`."""

from __future__ import annotations

import datetime as dt
import json
import re
from dataclasses import asdict
from pathlib import Path

import pypdfium2
import pytest
from lxml import html as lxml_html

import ipr_extract
from tests.benchmarks.__main__ import Size, median, write_pages, write_reportlab
from tests.benchmarks.archives import measure_archive
from tests.benchmarks.crawls import measure_crawls
from tests.benchmarks.generate import (
    Statements,
    chinese_number,
    circular,
    flat_page,
    page,
    page_circular,
    statements_of,
)
from tests.benchmarks.likeness import REAL, likeness
from tests.benchmarks.likeness import as_markdown as likeness_table
from tests.benchmarks.likeness import main as likeness_main
from tests.benchmarks.measure import Measured, main
from tests.benchmarks.report import Bar, BenchReport
from tests.specimens import Grid, Line


def words(seed: int) -> str:
    return "\n".join(part.text for part in page_circular(seed).parts if isinstance(part, Line))


def test_pages_have_the_size_that_is_promised() -> None:
    pages = [page(seed) for seed in range(30)]
    assert 55_000 < sum(len(one.encode()) for one in pages) / 30 < 68_000
    assert 18_000 < sum(len(words(seed).encode()) for seed in range(30)) / 30 < 23_000
    (content,) = lxml_html.document_fromstring(pages[0]).xpath("//*[@id='UCAP-CONTENT']")
    assert "".join(content.text_content().split()) == "".join(words(0).split())


def test_same_seed_gives_the_same_circular() -> None:
    assert page(3) == page(3)
    assert len({page(seed) for seed in range(40)}) == 40


def test_circulars_are_numbered_and_say_who_does_what() -> None:
    text = words(2)
    assert re.findall(r"(?m)^([一二三]、)", text)[:3] == ["一、", "二、", "三、"]
    assert text.count("牵头") > 10
    assert re.search(r"完成时限：20\d\d年\d{1,2}月底前", text)


def test_the_set_is_like_the_real_circulars() -> None:
    pages = [page(seed).encode() for seed in range(20)]
    made = asdict(likeness(map(ipr_extract.extract, pages)))
    for name in ("sections", "statements", "assignments", "references", "with_assignments", "dense"):
        assert made[name] == pytest.approx(getattr(REAL, name), rel=0.25), name
    kinds = [statements_of(seed) for seed in range(20)]
    assert kinds[:10] == kinds[10:]
    assert set(kinds) == set(Statements)


def test_figures_of_a_set_stand_side_by_side(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.html").write_text(page(2), encoding="utf-8")
    (tmp_path / "b.bin").write_bytes(b"\x00\x01")
    assert likeness_main([str(tmp_path)]) == 0
    said = capsys.readouterr()
    assert "| documents | 1 |" in said.out
    assert "| documents with any assignment | 100% |" in said.out
    assert said.err.startswith("b.bin: ")
    table = likeness_table({"one": REAL, "two": REAL})
    assert table[0] == "| | one | two |"
    assert "| documents | 46 | 46 |" in table


def test_numbers_are_counted_in_chinese() -> None:
    assert [chinese_number(value) for value in (1, 10, 11, 20, 34)] == ["一", "十", "十一", "二十", "三十四"]


def test_pdfs_have_ten_pages_and_one_in_five_a_table(tmp_path: Path) -> None:
    folder = write_reportlab(tmp_path / "pdf", 5)
    pages = []
    for path in sorted(folder.iterdir()):
        with pypdfium2.PdfDocument(path) as document:
            pages.append(len(document))
    assert 9 <= sum(pages) / 5 <= 11
    assert any(isinstance(part, Grid) for part in circular(4, 1000, table_rows=3).parts)
    assert "WenQuanYi" in flat_page(circular(1, 500), "WenQuanYi Zen Hei")


def test_median_keeps_the_highest_memory() -> None:
    one = median([Measured(10, 0, 3.0, 90.0, 2.9), Measured(10, 0, 1.0, 80.0, 0.9), Measured(10, 0, 2.0, 70.0, 1.9)])
    assert (one.seconds, one.peak_mb, one.cpu_seconds) == (2.0, 90.0, 1.9)
    assert one.documents_per_second == pytest.approx(5.0)


def test_report_says_what_is_kept_and_what_is_missed(tmp_path: Path) -> None:
    bars = (Bar("fast", 9.0, "times", least=8), Bar("small", 600.0, "MB", most=500))
    measured = {
        "HTML, whole way": Measured(500, 0, 2.0, 120.0, 1.9),
        "PDF, whole way": Measured(5, 50, 1.0, 130.0, 0.9),
    }
    like = {"generated": REAL}
    report = BenchReport(dt.date(2026, 1, 2), {"HTML": "500 files"}, measured, bars, ("A note.",), 10.0, like)
    report.write(tmp_path)
    text = (tmp_path / "bench.md").read_text(encoding="utf-8")
    assert "| fast | 9.00 times | ≥ 8 | kept |" in text
    assert "| small | 600.00 MB | ≤ 500 | **missed** |" in text
    assert "| PDF, whole way | 5 | 50 | 1.00 | 5.0 | 50 | 130 | 0.90 |" in text
    assert "| assignments in 10,000 characters | 35.5 |" in text
    values = json.loads((tmp_path / "bench.json").read_text(encoding="utf-8"))
    assert [bar["reached"] for bar in values["bars"]] == [True, False]
    assert values["date"] == "2026-01-02"


def test_promised_amounts_are_the_default() -> None:
    assert Size().pages >= 500
    assert Size().reportlab >= 50
    assert Size().chromium >= 10


@pytest.mark.parametrize("kind", ["trafilatura", "pdfplumber"])
def test_peers_get_text(kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made = write_pages(tmp_path / "a", range(2)) if kind == "trafilatura" else write_reportlab(tmp_path / "a", 2)
    assert main([kind, str(made), "--limit", "1"]) == 0
    measured = Measured(**json.loads(capsys.readouterr().out))
    assert measured.documents == 1
    assert measured.seconds > 0


def test_an_archive_is_measured(tmp_path: Path) -> None:
    found = measure_archive(tmp_path, 1500)
    assert found.fetches == 1500
    assert 0 < found.start_seconds < 30
    assert found.one_by_one > 0 and found.grouped > 0


def test_crawls_are_measured(tmp_path: Path) -> None:
    found = measure_crawls(tmp_path, pages=20, rounds=1, known=1000)
    assert (found.pages, found.known) == (20, 1000)
    assert found.ours > 0
    assert found.scrapy > 0
    assert found.start > 0
    assert len(list((tmp_path / "scrapy0").iterdir())) == 20
