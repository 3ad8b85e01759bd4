"""The README and docs/ say what is so: what they show is printed, what they name is there, their Python runs."""

from __future__ import annotations

import importlib
import importlib.util
import re
import shlex
import shutil
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer

import ipr_extract
from ipr_extract import cli
from ipr_extract.batch.show import print_circular
from ipr_extract.config import IngestLimits, Output, Pipeline, Source
from tests.conftest import ROOT

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")), ROOT / "corpus" / "README.md"]
# <!-- shown: show corpus/a.txt --> and <!-- shown: assignments.csv -->, before what they give.
_SHOWN = re.compile(r"<!-- shown: (?P<what>[^\n]+?) -->\n```text\n(?P<text>.*?)\n```", re.DOTALL)
_BLOCK = re.compile(r"^(?P<indent> *)```(?P<language>\w+)\n(?P<code>.*?)^ *```", re.DOTALL | re.MULTILINE)
_LINK = re.compile(r"\]\((?!https?:)(?P<file>[^)#\s]*)(?:#(?P<place>[^)\s]+))?\)")
# `make run`, `make test`: in running text only between backquotes.
_MAKE = re.compile(r"(?:^|`)make (?P<target>[a-z]+)\b", re.MULTILINE)
_MODULE = re.compile(r"python -m (?P<module>tests\.[\w.]+)")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as a checkout is after `make run`, with the tables of a run before."""
    folder = tmp_path_factory.mktemp("checkout")
    shutil.copytree(ROOT / "corpus", folder / "corpus", ignore=shutil.ignore_patterns("fetched"))
    ipr_extract.run(ROOT / "pipelines" / "circulars.toml", folder / "output", progress=False)
    shutil.copy(folder / "output" / "tables" / "documents.csv", folder / "output" / "last-documents.csv")
    return folder


def blocks(page: Path, language: str) -> Iterator[str]:
    for block in _BLOCK.finditer(page.read_text(encoding="utf-8")):
        if block["language"] == language:
            yield re.sub(f"^{block['indent']}", "", block["code"], flags=re.MULTILINE)


def runs(shown: str) -> list[str]:
    """What is shown, cut where a line of `…` leaves something out."""
    return [part.strip("\n") for part in re.split(r"^ *…$", shown, flags=re.MULTILINE) if part.strip()]


SHOWN = [found.groupdict() for page in PAGES for found in _SHOWN.finditer(page.read_text(encoding="utf-8"))]


def test_the_readme_shows_results() -> None:
    assert {found["what"].split()[0] for found in SHOWN} == {"show", "assignments.csv", "pair_differences.csv"}


@pytest.mark.parametrize("found", SHOWN, ids=[found["what"] for found in SHOWN])
def test_what_is_shown_is_printed(found: dict[str, str], made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    what, *files = found["what"].split()
    if what == "show":
        print_circular(ipr_extract.extract(ROOT / files[0]))
        printed = capsys.readouterr().out
    else:
        printed = (made / "output" / "tables" / what).read_bytes().decode().replace("\r\n", "\n")
    at = 0
    for part in runs(found["text"]):
        assert part in printed, part
        assert printed.find(part, at) >= 0, f"out of order: {part}"
        at = printed.find(part, at) + len(part)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_python_runs(page: Path, made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Where the package is not installed its entry points are not there; its components are.
    importlib.import_module("ipr_extract.nlp.components")
    monkeypatch.chdir(made)
    for code in blocks(page, "python"):
        exec(compile(code, page.name, "exec"), {"__name__": "docs"})


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_what_is_named_is_there(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert {found["target"] for found in _MAKE.finditer(text)} <= targets
    for found in _MODULE.finditer(text):
        assert importlib.util.find_spec(found["module"]) is not None, found["module"]
    for found in _LINK.finditer(text):
        target = page.parent / found["file"] if found["file"] else page
        assert target.exists(), found[0]
        if found["place"]:
            assert found["place"] in anchors(target), found[0]


def anchors(page: Path) -> set[str]:
    """The headings of a page as links name them: ``## What is data`` is ``what-is-data``."""
    headings = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def descend(command: object, words: list[str]) -> typer.core.TyperCommand:
    """The command that words name, in groups of commands too (``archive verify``)."""
    while isinstance(command, typer.core.TyperGroup):
        command = command.commands[words.pop(0)]
    assert isinstance(command, typer.core.TyperCommand)
    return command


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_commands_have_the_options_that_are_named(page: Path) -> None:
    group = typer.main.get_command(cli.app)
    assert isinstance(group, typer.core.TyperGroup)
    for line in "\n".join(blocks(page, "sh")).splitlines():
        words = shlex.split(line, comments=True)
        if not words or Path(words[0]).name != "ipr-extract":
            continue
        command = descend(group, words[1:])
        options = {name for parameter in command.params for name in parameter.opts}
        assert {word for word in words[2:] if word.startswith("--")} <= options, line


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_pipelines_that_are_shown_can_be_used(page: Path) -> None:
    for code in blocks(page, "toml"):
        values = tomllib.loads(code)
        if "sources" in values:
            assert Pipeline.checked(values, page.name).sources


def test_every_setting_is_described() -> None:
    text = (ROOT / "docs" / "pipelines.md").read_text(encoding="utf-8")
    names = {name for model in (Pipeline, Source, Output, IngestLimits) for name in model.model_fields}
    assert {name for name in names if not re.search(rf"\b{name}\b", text)} == set()
