"""Spreadsheets of links, and the files beside them."""

from __future__ import annotations

from pathlib import Path

from ipr_extract.archive import Archive
from tests.ingest.conftest import Ingest
from tests.ingest.handling import PAGE, codes, write


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
