from __future__ import annotations

import itertools
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import ipr_extract
from ipr_extract.errors import ReadError
from tests.handmade import SHORT_TEXT

ROOT = Path(__file__).parent.parent
HEAVY = (
    "bs4", "lxml", "numpy", "opencc", "pandas", "pdfplumber", "psycopg", "pyarrow", "pydantic", "pypdfium2", "rich",
    "scrapy", "spacy", "sqlalchemy", "warcio",
)  # fmt: skip


def loaded_by(code: str) -> set[str]:
    """The heavy libraries that a new Python has loaded after ``code``."""
    listing = f"{code}\nimport sys; print(*set({HEAVY!r}) & sys.modules.keys())"
    done = subprocess.run([sys.executable, "-c", listing], capture_output=True, text=True, check=True, cwd=ROOT)
    return set(done.stdout.split())


@pytest.mark.parametrize("code", ["import ipr_extract", "import ipr_extract.cli"])
def test_importing_loads_nothing_heavy(code: str) -> None:
    assert loaded_by(code) == set()


def test_reading_a_text_loads_no_library_of_the_tables() -> None:
    loaded = loaded_by(f"import ipr_extract; ipr_extract.extract({SHORT_TEXT!r})")
    assert not loaded & {"pandas", "pyarrow", "pdfplumber", "pypdfium2"}


def test_the_public_names_are_there() -> None:
    for name in ipr_extract.__all__:
        assert getattr(ipr_extract, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        ipr_extract.nothing  # type: ignore[attr-defined]  # noqa: B018


def test_extract_takes_a_path_its_name_bytes_and_text(tmp_path: Path) -> None:
    path = tmp_path / "circular.txt"
    path.write_text(SHORT_TEXT, encoding="utf-8")
    circulars = [ipr_extract.extract(source) for source in (path, str(path), path.read_bytes(), SHORT_TEXT)]
    assert len({circular.document.document_id for circular in circulars}) == 1
    assert [circular.document.source for circular in circulars] == ["circular.txt", "circular.txt", "bytes", "text"]
    assert circulars[0].assignments[0].organisation == "市样本局"


def test_a_page_that_claims_another_encoding_is_read_as_the_text_it_is() -> None:
    paragraphs = "".join(f"<p>{line}</p>\n" for line in SHORT_TEXT.splitlines())
    page = f'<html><head><meta charset="gb2312"></head><body>{paragraphs}</body></html>'
    assert "市样本局" in ipr_extract.extract(page).text


@pytest.mark.parametrize(("source", "code"), [("no-such-file.pdf", "not_found"), (Path("nowhere.txt"), "not_found")])
def test_a_file_that_is_not_there(source: str | Path, code: str) -> None:
    with pytest.raises(ReadError, match=str(source)) as caught:
        ipr_extract.extract(source)
    assert caught.value.code == code


def test_a_folder_is_no_circular(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="can't be opened") as caught:
        ipr_extract.extract(tmp_path)
    assert caught.value.code == "unreadable"


def test_a_batch_by_function(tmp_path: Path) -> None:
    path = tmp_path / "circular.txt"
    path.write_text(SHORT_TEXT, encoding="utf-8")
    report = ipr_extract.run(path, tmp_path / "out", formats=["csv"], progress=False)
    assert (report.read, report.exit_code, report.workers) == (1, 0, 1)
    assert (tmp_path / "out" / "tables" / "assignments.csv").exists()


def test_types_are_shipped() -> None:
    assert (ROOT / "ipr_extract" / "py.typed").exists()


def test_pinned_versions_have_hashes_and_no_addresses() -> None:
    pins = sorted(ROOT.glob("constraints*.txt"))
    assert pins
    for path in pins:
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"https?:|file:|//|--(index|extra|find|trusted)", text)
        for entry in re.split(r"\n(?=\w)", text.strip()):
            assert re.match(r"[\w.-]+==[\w.]+", entry), entry
            assert "--hash=sha256:" in entry, entry


def test_every_dependency_is_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    for names, file in (
        (project["dependencies"], "constraints.txt"),
        (list(itertools.chain(*project["optional-dependencies"].values())), "constraints-dev.txt"),
    ):
        pinned = set(re.findall(r"^([\w.-]+)==", (ROOT / file).read_text(encoding="utf-8"), re.MULTILINE))
        wanted = {re.split(r"[<>=!~\[; ]", name)[0].lower().replace("_", "-") for name in names}
        assert wanted <= pinned


def test_a_circular_makes_its_own_frames() -> None:
    circular = ipr_extract.extract(SHORT_TEXT)
    frames = circular.to_frames()
    assert frames.keys() == ipr_extract.to_frames(circular).keys()
    assert frames["assignments"].equals(ipr_extract.to_frames(circular)["assignments"])
