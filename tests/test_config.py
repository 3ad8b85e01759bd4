from __future__ import annotations

from pathlib import Path

import pytest

from ipr_extract.config import CsvFormulas, Format, Pipeline, parse_formats, pipeline_for
from ipr_extract.errors import ConfigError

ROOT = Path(__file__).parent.parent


def toml(folder: Path, text: str) -> Path:
    path = folder / "pipeline.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_pipeline_file(tmp_path: Path) -> None:
    path = toml(
        tmp_path,
        'workers = 3\n[[sources]]\npath = "../in"\nexclude = ["*.bak"]\n[output]\nfolder = "out"\nformats = ["xlsx"]\n',
    )
    pipeline = Pipeline.load(path)
    assert pipeline.sources[0].path == tmp_path.parent / "in"
    assert pipeline.sources[0].exclude == ("*.bak",)
    assert pipeline.output.folder == tmp_path / "out"
    assert (pipeline.output.formats, pipeline.workers) == ((Format.XLSX,), 3)


def test_every_pipeline_that_is_shipped_can_be_used() -> None:
    shipped = sorted((ROOT / "pipelines").glob("*.toml"))
    assert shipped
    for path in shipped:
        assert Pipeline.load(path).all_sources


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("sources = [", "not valid TOML"),
        ("workers = 2", r"the file: says neither sources nor a site to read"),
        ('[[sources]]\npath = "a"\nexcept = []', r"sources\.0\.except: Extra inputs are not permitted"),
        ('[[sources]]\npath = "a"\n[output]\nformats = ["cvs"]', r"output\.formats\.0: Input should be 'csv'"),
        ('workers = 0\n[[sources]]\npath = "a"', r"workers: Input should be greater than or equal to 1"),
        ("workers = 0\ncheck = 3", r"\(and 1 more\)"),
    ],
)
def test_a_fault_is_one_line_with_file_and_key(tmp_path: Path, text: str, said: str) -> None:
    path = toml(tmp_path, text)
    with pytest.raises(ConfigError, match=said) as caught:
        Pipeline.load(path)
    assert str(caught.value).startswith(f"{path}: ")
    assert "\n" not in str(caught.value)


def test_what_is_given_goes_before_the_file(tmp_path: Path) -> None:
    path = toml(tmp_path, 'workers = 3\n[[sources]]\npath = "in"\n[output]\nfolder = "out"\n')
    pipeline = pipeline_for([path], output=tmp_path / "b", formats="jsonl, csv,csv", csv_formulas="escape", workers=1)
    assert pipeline.output.folder == tmp_path / "b"
    assert pipeline.output.formats == (Format.JSONL, Format.CSV)
    assert (pipeline.output.csv_formulas, pipeline.workers) == (CsvFormulas.ESCAPE, 1)
    assert pipeline_for([path]) == Pipeline.load(path)


def test_paths_alone() -> None:
    pipeline = pipeline_for([Path("a"), Path("b.pdf")])
    assert [source.path for source in pipeline.sources] == [Path("a"), Path("b.pdf")]
    assert pipeline.output.folder == Path("output")
    assert pipeline.output.formats == (Format.CSV, Format.SQLITE, Format.PARQUET)


@pytest.mark.parametrize(
    ("paths", "formats", "said"),
    [
        (["a.toml", "b"], None, "a pipeline file is given alone"),
        (["missing.toml"], None, r"missing\.toml: can't be opened"),
        (["a"], "csv,cvs", "unknown format 'cvs'; known are csv, parquet, sqlite, jsonl, xlsx"),
        (["a"], ",", "no format is named"),
    ],
)
def test_wrong_usage(paths: list[str], formats: str | None, said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        pipeline_for([Path(path) for path in paths], formats=formats)


def test_formats_from_a_list() -> None:
    assert parse_formats([Format.CSV, "xlsx"]) == (Format.CSV, Format.XLSX)


def test_limits_of_a_document(tmp_path: Path) -> None:
    path = toml(tmp_path, '[[sources]]\npath = "in"\n[limits]\nseconds = 30\nmemory_mb = 2000\n')
    limits = Pipeline.load(path).limits
    assert (limits.seconds, limits.memory_mb) == (30, 2000)
    given = pipeline_for([path], timeout=2.5).limits
    assert (given.seconds, given.memory_mb) == (2.5, 2000)
    with pytest.raises(ConfigError, match=r"limits\.seconds: Input should be greater than or equal to 0"):
        pipeline_for([path], timeout=-1)
