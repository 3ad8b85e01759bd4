"""Spreadsheets of links, and the files beside them."""

from __future__ import annotations

from pathlib import Path

import pytest

from ipr_extract.archive import Archive
from tests.ingest.conftest import Ingest
from tests.ingest.handling import PAGE, addresses, codes, write


def test_a_spreadsheet_of_links(take: Ingest, archive: Archive, tmp_path: Path) -> None:
    folder = tmp_path / "list"
    write(folder / "files" / "甲.html", PAGE.format("甲"))
    rows = [
        "政策清单,,,,",
        "标题,文号,发布日期,链接,文件名,下载时间",
        "甲通知,国发〔2024〕1号,2024年3月1日,https://site.example/1#a,files\\甲.html,2024/3/5 8:30",
        "乙通知,,,https://site.example/2,,",
        ",,,,,",
        "丙通知,,,https://site.example/3,none.html,",
        "丁通知,,,javascript:alert(1),,",
        "戊通知,,,https://site.example/5,../../etc/passwd,",
    ]
    write(folder / "list.csv", "\r\n".join(rows).encode("gb18030"))
    report = take(folder / "list.csv", source="省")
    assert codes(report) == ["bad_url", "climbing_name", "missing_file"]
    assert report.wanted == 4
    (document,) = archive.documents()
    assert (document.url, document.path, document.retrieved_at) == (
        "https://site.example/1", "list/files/甲.html", "2024-03-05T08:30:00Z",
    )  # fmt: skip
    wanted = archive.listings.wanted("省")
    assert [item.address[-1] for item in wanted] == ["2", "3", "5"]
    first = archive.listings.items("省")[0]
    assert (first.title, first.document_number, first.published_date) == ("甲通知", "国发〔2024〕1号", "2024-03-01")


def test_a_list_without_a_head(take: Ingest, archive: Archive, tmp_path: Path) -> None:
    write(tmp_path / "a.csv", "甲;https://site.example/1\n乙;https://site.example/2\n")
    assert take(tmp_path / "a.csv").wanted == 2
    assert codes(take(write(tmp_path / "b.csv", "a,b\n1,2\n"))) == ["no_links"]


def test_a_long_list_is_too_long_and_not_broken(take: Ingest, archive: Archive, tmp_path: Path) -> None:
    lines = "".join(f"https://site.example/{number}\n" for number in range(6))
    rows = write(tmp_path / "rows.csv", "url\n" + lines)
    assert codes(take(rows, max_rows=6)) == ["too_many"]
    assert codes(take(rows, max_rows=7)) == []
    assert codes(take(rows, max_file_bytes=100)) == ["too_large"]
    assert len(archive.listings.items("rows")) == 6


def test_cells_of_several_lines_and_of_a_whole_text(take: Ingest, archive: Archive, tmp_path: Path) -> None:
    text = "各有关单位：\n" + "为做好工作，" * 50_000
    title = "关于甲的\u2028通知"
    rows = f'title,url,content\n{title},https://site.example/1,"{text}"\n"乙的\r\n通知",https://site.example/2,x\n'
    assert codes(take(write(tmp_path / "a.csv", rows))) == []
    assert [item.title for item in archive.listings.items("a")] == ["关于甲的 通知", "乙的 通知"]


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("2024-02-31", None),
        ("soon", None),
        ("2024-03-05T08:30:00+08:00", "2024-03-05T00:30:00Z"),
        ("2024-03-05 20:30:00 -0500", "2024-03-06T01:30:00Z"),
        ("2024-3-5 24:00", "2024-03-05T00:00:00Z"),
    ],
)
def test_times_of_files(said: str, kept: str | None, take: Ingest, archive: Archive, tmp_path: Path) -> None:
    write(tmp_path / "a.html", PAGE.format("甲"))
    report = take(write(tmp_path / "a.csv", f"url,file,saved,date\nhttps://site.example/1,a.html,{said},{said}\n"))
    assert codes(report) == ([] if kept else ["no_time"])
    assert report.whole
    (document,) = archive.documents()
    assert document.retrieved_at == kept
    [item] = archive.listings.items("a")
    assert item.published_date == (None if kept is None else "2024-03-05")


def test_names_that_no_file_can_have_cost_their_rows_alone(take: Ingest, archive: Archive, tmp_path: Path) -> None:
    (tmp_path / "circle").symlink_to("circle")
    write(tmp_path / "good.html", PAGE.format("甲"))
    files = ["x" * 300, "a\0b", "circle", "good.html"]
    rows = "".join(f"https://site.example/{number},{name}\n" for number, name in enumerate(files))
    report = take(write(tmp_path / "a.csv", "url,file\n" + rows))
    assert codes(report) == ["missing_file"] * 3
    assert addresses(archive) == ["https://site.example/3"]
