"""A run reads an archive as it reads a folder."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

import ipr_extract
from ipr_extract.archive import open_archive
from ipr_extract.batch.content import content_of
from ipr_extract.config import Pipeline, Source, pipeline_for
from ipr_extract.errors import ConfigError
from ipr_extract.ingest import ingest
from ipr_extract.model.snapshot import Content, Fetch, ResourceKind
from tests.conftest import ROOT

PAGE = "<html><body><p>关于开展某项工作的通知</p><p>各区人民政府：</p><p>{}</p><p>访问次数：{}</p></body></html>"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An archive of two sources, one page in two versions, an attachment and a listing."""
    with open_archive(tmp_path / "archive") as archive:

        def keep(url: str, text: str, day: int, source: str = "site", **more: object) -> None:
            at = f"2026-01-{day:02}T00:00:00Z"
            archive.record(Fetch(url=url, retrieved_at=at, source=source, **more), text.encode())  # type: ignore[arg-type]

        keep("https://b.example/1", PAGE.format("一、甲。", 1), 1)
        keep("https://b.example/1", PAGE.format("一、乙。", 1), 2)
        keep("https://a.example/1", PAGE.format("一、丙。", 1), 3, source="other")
        keep("https://b.example/list", "<ul><li>list</li></ul>", 3, kind=ResourceKind.LISTING)
        keep("https://b.example/a.txt", "关于某事的通知\n各区人民政府：\n一、丁。", 4, kind=ResourceKind.ATTACHMENT)
    return tmp_path / "archive"


def documents(output: Path) -> list[tuple[str, str, str]]:
    with (output / "tables" / "documents.csv").open(encoding="utf-8", newline="") as table:
        return [(row["source"], row["url"], row["retrieved_at"]) for row in csv.DictReader(table)]


def test_each_document_once_with_its_address_and_time(folder: Path, tmp_path: Path) -> None:
    pipeline = tmp_path / "mine.toml"
    pipeline.write_text('[[sources]]\narchive = "archive"\n[output]\nfolder = "out"\nformats = ["csv"]\n')
    report = ipr_extract.run(pipeline, progress=False)
    assert report.read == 3
    urls = ["https://a.example/1", "https://b.example/1", "https://b.example/a.txt"]
    times = ["2026-01-03T00:00:00Z", "2026-01-02T00:00:00Z", "2026-01-04T00:00:00Z"]
    assert documents(tmp_path / "out") == list(zip(urls, urls, times, strict=True))


def test_a_folder_that_is_an_archive_is_read_as_one(folder: Path, tmp_path: Path) -> None:
    assert pipeline_for([folder]).sources == (Source(archive=folder),)
    assert ipr_extract.run(folder, tmp_path / "out", formats="csv", progress=False).read == 3


def test_the_same_tables_as_from_the_files(tmp_path: Path) -> None:
    with open_archive(tmp_path / "archive") as archive:
        ingest([ROOT / "corpus"], archive, program="test", content_of=content_of)
    ipr_extract.run(tmp_path / "archive", tmp_path / "kept", formats="csv", workers=2, progress=False)
    ipr_extract.run(ROOT / "corpus", tmp_path / "files", formats="csv", progress=False)
    for table in sorted((tmp_path / "files" / "tables").iterdir()):
        kept = (tmp_path / "kept" / "tables" / table.name).read_text(encoding="utf-8")
        named = kept.replace("corpus/", "")
        # A page without an address says none; everything else is the same to the byte.
        assert named == table.read_text(encoding="utf-8"), table.name


def test_sources_versions_and_patterns(folder: Path, tmp_path: Path) -> None:
    def read(**settings: object) -> list[str]:
        pipeline = Pipeline.checked({"sources": [{"archive": folder, **settings}]}, "test")
        from ipr_extract.batch.inputs import collect

        return [file.source for file in collect(pipeline.sources, tmp_path / "out").files]

    assert read(source="other") == ["https://a.example/1"]
    assert read(versions="all", source="site") == [
        "https://b.example/1#version-1", "https://b.example/1#version-2", "https://b.example/a.txt#version-1",
    ]  # fmt: skip
    assert read(include=["https://b.example/*"], exclude=["*.txt"]) == ["https://b.example/1"]


def test_damaged_bytes_are_a_finding(folder: Path, tmp_path: Path) -> None:
    with open_archive(folder) as archive:
        first = next(archive.documents())
        path = archive.path_of(first.sha256 or "")
    path.chmod(0o644)
    path.write_bytes(path.read_bytes().replace("丙".encode(), "戊".encode()))
    report = ipr_extract.run(folder, tmp_path / "out", formats="csv", progress=False)
    assert [(failure.source, failure.code) for failure in report.failures] == [("https://a.example/1", "damaged")]


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({}, "either a path or an archive"),
        ({"path": "a", "archive": "b"}, "either a path or an archive"),
        ({"path": "a", "source": "b"}, "said of an archive"),
        ({"path": "a", "versions": "all"}, "said of an archive"),
        ({"archive": "a", "versions": "some"}, "'latest' or 'all'"),
    ],
)
def test_settings_that_say_nothing(settings: dict[str, str], said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        Pipeline.checked({"sources": [settings]}, "test")


def test_an_archive_that_is_not_there(tmp_path: Path) -> None:
    pipeline = Pipeline.checked({"sources": [{"archive": tmp_path / "none"}]}, "test")
    from ipr_extract.batch.runner import run_pipeline

    with pytest.raises(ConfigError, match="no archive is there"):
        run_pipeline(pipeline, show_progress=False)
    assert not (tmp_path / "none").exists()


def test_content_is_the_text_without_furniture() -> None:
    one, two = (content_of(PAGE.format("一、甲。", visitors).encode()) for visitors in (1, 2))
    other = content_of(PAGE.format("一、乙。", 1).encode())
    assert one.digest is not None and one.digest != other.digest
    assert one.refusal is None
    assert two.digest == one.digest, "a counter is no text"


def test_only_pages_and_texts_are_looked_into() -> None:
    assert content_of("关于某事的通知\n一、甲。".encode()).digest is not None
    for data in ((ROOT / "corpus" / "zh-09-reply.pdf").read_bytes(), b"\x89PNG\r\n\x1a\n", b"{\\rtf1 a}", b""):
        assert content_of(data) == Content(), "scans and old Office files would take minutes"
