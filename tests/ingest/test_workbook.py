"""Workbooks of links, as programs write them and as strangers bend them."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from ipr_extract.archive import Archive
from ipr_extract.ingest.workbook import rows_of
from tests.ingest.conftest import Ingest
from tests.ingest.handling import codes, write
from tests.unsound_zips import UNSOUND


def test_a_workbook_of_links(take: Ingest, archive: Archive, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Title", "Link", "Published"])
    sheet.append(["one", "https://site.example/1", dt.date(2024, 3, 1)])
    sheet.append(["two", "open", None])
    sheet.cell(3, 2).hyperlink = "https://site.example/2"
    book.save(tmp_path / "links.xlsx")
    report = take(tmp_path / "links.xlsx")
    assert report.faults == ()
    items = archive.listings.items("links")
    assert [(item.address, item.title, item.published_date) for item in items] == [
        ("https://site.example/1", "one", "2024-03-01"), ("https://site.example/2", "two", None),
    ]  # fmt: skip


def test_a_workbook_of_entities_is_refused(take: Ingest, tmp_path: Path) -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><worksheet>&b;</worksheet>'
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as book:
        book.writestr("xl/workbook.xml", "<workbook/>")
        book.writestr("xl/worksheets/sheet1.xml", bomb)
    assert codes(take(tmp_path / "a.xlsx")) == ["broken_sheet"]
    assert codes(take(write(tmp_path / "b.xlsx", b"PK\x03\x04 no"))) == ["broken_sheet"]


SHEET = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{}</worksheet>'


@pytest.mark.parametrize("made", UNSOUND)
def test_an_unsound_workbook_is_refused(made: Callable[[str, str], bytes], take: Ingest, tmp_path: Path) -> None:
    book = io.BytesIO(made("xl/worksheets/sheet1.xml", SHEET * 9))
    with zipfile.ZipFile(book, "a") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    assert codes(take(write(tmp_path / "a.xlsx", book.getvalue()))) == ["broken_sheet"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("before", ["", "<!--" + "x" * 20_000 + "-->"], ids=["first", "late"])
def test_entities_are_found_in_every_encoding(encoding: str, before: str, tmp_path: Path) -> None:
    cell = "<sheetData><row><c t='inlineStr'><is><t>&a;</t></is></c></row></sheetData>"
    declared = f"<?xml version='1.0' encoding='{encoding}'?>{before}"
    text = declared + "<!DOCTYPE worksheet [<!ENTITY a 'https://site.example/1'>]>" + SHEET.format(cell)
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as book:
        book.writestr("xl/workbook.xml", "<workbook/>")
        book.writestr("xl/worksheets/sheet1.xml", text.encode(encoding))
    with pytest.raises(ValueError, match="document type"):
        list(rows_of(tmp_path / "a.xlsx"))


def workbook(path: Path, rows: str) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/workbook.xml", "<workbook/>")
        book.writestr("xl/worksheets/sheet1.xml", SHEET.format(f"<sheetData>{rows}</sheetData>"))
    return path


def cell(place: str, text: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


def test_rows_are_named_as_the_sheet_counts_them(take: Ingest, tmp_path: Path) -> None:
    rows = f'<row r="1">{cell("A1", "url")}</row><row r="7">{cell("A7", "no address")}</row>'
    report = take(workbook(tmp_path / "a.xlsx", rows))
    assert [fault.place for fault in report.faults] == ["a.xlsx, row 7"]


def test_cells_far_to_the_right_fill_no_memory(take: Ingest, tmp_path: Path) -> None:
    rows = "".join(f"<row>{cell(f'XFD{number}', 'x')}</row>" for number in range(1, 3000))
    assert codes(take(workbook(tmp_path / "a.xlsx", rows))) == ["too_large"]


def test_a_long_workbook_is_too_large_and_not_broken(
    take: Ingest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = "".join(f"<row>{cell(f'A{n}', f'https://site.example/{n}')}</row>" for n in range(1, 6))
    path = workbook(tmp_path / "a.xlsx", rows)
    assert codes(take(path, max_rows=4)) == ["too_many"]
    monkeypatch.setattr("ipr_extract.ingest.workbook._MOST", 100)
    assert codes(take(path)) == ["too_large"]
