"""Crawls as the commands start them: exit statuses, what is printed, what is stopped."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from ipr_extract import cli
from ipr_extract.batch.crawling import CrawlOutcome, exit_code
from tests.conftest import ROOT
from tests.crawl.server import Asked, LocalSite, Reply
from tests.crawl.specimens import Circular, plain_list


@pytest.fixture
def local() -> Iterator[LocalSite]:
    with LocalSite().served() as site:
        yield site


def pipeline(local: LocalSite, folder: Path, column: str = "") -> Path:
    """A site of two documents, as a file."""
    local.pages["/list.html"] = Reply.html(plain_list([("/2.html", Circular(2)), ("/1.html", Circular(1))]))
    for number in (1, 2):
        local.pages[f"/{number}.html"] = Reply.html(Circular(number).page())
    file = folder / "site.toml"
    file.write_text(
        f"""
[site]
name = "local"
family = "listing"
archive = "kept"
[site.politeness]
contact = "tests@example.org"
seconds_between_requests = 0
allow_private = ["{local.host}"]
[[site.columns]]
name = "notices"
url = "{local.url("/list.html")}"
selectors = {{ item = ".row" }}
{column}
[output]
folder = "out"
""",
        encoding="utf-8",
    )
    return file


def ended(monkeypatch: pytest.MonkeyPatch, *words: str) -> object:
    """The exit status of a command."""
    monkeypatch.delenv("IPR_EXTRACT_CONTACT", raising=False)
    monkeypatch.setattr("sys.argv", ["ipr-extract", *words])
    with pytest.raises(SystemExit) as exit_:
        cli.main()
    return exit_.value.code or 0


def outcome(status: str = "done", severity: str | None = None, **counts: int) -> CrawlOutcome:
    findings = ((severity, "code", "", ""),) if severity else ()
    return CrawlOutcome("s", status, counts={"blocked": 0, "failed": 0} | counts, findings=findings)


@pytest.mark.parametrize(
    ("outcomes", "status"),
    [
        ([], 0),
        ([outcome(), outcome("busy"), outcome("not due")], 0),
        ([outcome(severity="info")], 0),
        ([outcome(severity="warning")], 4),
        ([outcome(severity="warning"), outcome(blocked=1)], 3),
        ([outcome(failed=1), outcome("failed")], 1),
        ([outcome(severity="error")], 3),
        ([outcome("stopped")], 1),
    ],
)
def test_the_gravest_status_is_given(outcomes: list[CrawlOutcome], status: int) -> None:
    assert exit_code(outcomes) == status


def test_well_then_silent(
    local: LocalSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = str(pipeline(local, tmp_path, "at_least = 2"))
    assert ended(monkeypatch, "crawl", file, "--quiet") == 0
    said = capsys.readouterr()
    assert (said.out, said.err) == ("", "")
    pipeline(local, tmp_path, "cadence_days = 3")
    assert ended(monkeypatch, "source", "check", file) == 4
    assert "column_overdue" in capsys.readouterr().err


def test_blocked_is_3_and_the_rest_is_read(
    local: LocalSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = str(pipeline(local, tmp_path))
    local.pages["/1.html"] = Reply(status=403)
    assert ended(monkeypatch, "run", file, "--formats", "csv") == 3
    assert "1 blocked" in capsys.readouterr().out
    assert (tmp_path / "out" / "tables" / "documents.csv").read_text(encoding="utf-8").count(local.host) >= 1
    local.log.clear()
    assert ended(monkeypatch, "run", file, "--formats", "csv", "--no-crawl") == 0
    assert local.log == []


def test_no_contact_no_crawl(local: LocalSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = pipeline(local, tmp_path)
    file.write_text(file.read_text(encoding="utf-8").replace('contact = "tests@example.org"', ""), encoding="utf-8")
    assert ended(monkeypatch, "crawl", str(file)) == 2
    assert local.log == []


def test_a_page_is_fetched_to_draft_from(
    local: LocalSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pipeline(local, tmp_path)
    asked = ["source", "add", local.url("/list.html"), "--contact", "tests@example.org"]
    assert ended(monkeypatch, *asked, "--allow-private", local.host) == 0
    said = capsys.readouterr()
    assert "It would collect 2 documents" in said.err
    assert 'item = "div.row"' in said.out
    assert ended(monkeypatch, *asked) == 1  # not a private address without leave
    assert "private address" in capsys.readouterr().err


def test_a_command_that_is_ended_ends_its_crawl(local: LocalSite, tmp_path: Path) -> None:
    file = pipeline(local, tmp_path)
    asked, go_on = threading.Event(), threading.Event()

    def held_up(request: Asked) -> Reply:
        asked.set()
        go_on.wait(60)
        return Reply(status=404)

    local.pages["/2.html"] = held_up
    command = [sys.executable, "-c", "from ipr_extract.cli import main; main()", "crawl", str(file)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        assert asked.wait(60)
        os.kill(process.pid, signal.SIGTERM)
        process.communicate(timeout=60)
        assert process.returncode == 130
    finally:
        go_on.set()
        process.kill()
    local.pages["/2.html"] = Reply.html(Circular(2).page())
    again = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)
    assert "2 new" in again.stdout, again
