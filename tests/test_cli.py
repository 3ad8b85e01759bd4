from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ipr_extract import cli
from tests.handmade import SHORT_TEXT


@pytest.fixture
def circular(tmp_path: Path) -> Path:
    path = tmp_path / "in" / "circular.txt"
    path.parent.mkdir()
    path.write_text(SHORT_TEXT, encoding="utf-8")
    return path


def call(monkeypatch: pytest.MonkeyPatch, *arguments: object) -> int | str | None:
    """The command in this process; returns its exit status."""
    monkeypatch.setattr(sys, "argv", ["ipr-extract", *map(str, arguments)])
    before = signal.getsignal(signal.SIGTERM)
    try:
        with pytest.raises(SystemExit) as ended:
            cli.main()
    finally:
        signal.signal(signal.SIGTERM, before)
    return ended.value.code


Capture = pytest.CaptureFixture[str]


def test_a_run_that_reads_everything(
    circular: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    arguments = ("--output", tmp_path / "out", "--formats", "csv", "--check")
    assert call(monkeypatch, "run", circular.parent, *arguments) == 0
    said = capsys.readouterr()
    assert "市样本局" in said.out
    assert str(tmp_path / "out" / "tables") in said.out
    assert "\x1b" not in said.out
    assert said.err == ""
    assert (tmp_path / "out" / "tables" / "assignments.csv").exists()


def test_a_run_that_cannot_read_something_names_it(
    circular: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    (circular.parent / "empty.html").write_bytes(b"")
    (circular.parent / "README.md").write_text("notes", encoding="utf-8")
    assert call(monkeypatch, "run", circular.parent, "--output", tmp_path / "out") == 3
    said = capsys.readouterr()
    (line,) = said.err.splitlines()
    assert line.startswith("empty.html: empty: ")
    assert "README.md" in said.out
    report = json.loads((tmp_path / "out" / "run.json").read_text(encoding="utf-8"))
    assert report["documents"]["failed"] == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["run", "nowhere"], "nowhere: no such file or folder"),
        (["run", "nowhere.toml"], "nowhere.toml: can't be opened"),
        (["run"], "pipelines/circulars.toml isn't in this folder"),
        (["run", ".", "--formats", "cvs"], "unknown format 'cvs'"),
        (["run", ".", "--workers", "0"], "greater than or equal to 1"),
        (["run", ".", "--nothing"], "No such option: --nothing"),
        (["run", "."], "no files to read"),
        (["show", "nowhere"], "nowhere: no such file"),
        (["expand", "财政部"], "财政部: not a name of many"),
        (["expand", "国务院各部委", "--date", "soon"], "soon: not a date"),
        (["expand", "各市人民政府", "--place", "1"], "1: no place has this code"),
        (["sing"], "No such command 'sing'"),
    ],
)
def test_wrong_usage_is_one_line_and_status_2(
    arguments: list[str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.chdir(tmp_path)
    assert call(monkeypatch, *arguments) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("ipr-extract: ")
    assert said in line


def test_show_for_people(circular: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    assert call(monkeypatch, "show", circular) in (0, None)
    out = capsys.readouterr().out
    assert out.splitlines()[0] == "关于做好样本工作的通知"
    assert "各区人民政府" in out
    assert "responsible: 市样本局" in out


def test_show_for_machines(circular: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    assert call(monkeypatch, "show", circular, "--json") in (0, None)
    record = json.loads(capsys.readouterr().out)
    assert record["document"]["text"].startswith("关于做好")
    assert record["assignments"][0]["organisation"] == "市样本局"


def test_show_of_what_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    (tmp_path / "a.txt").write_bytes(b"")
    assert call(monkeypatch, "show", tmp_path / "a.txt") == 3
    assert capsys.readouterr().err.startswith("ipr-extract: empty: ")


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["--version"], 0, "ipr-extract 0."),
        (["--help"], 0, "Usage"),
        ([], 2, "Usage"),
        (["run", "--help"], 0, "Examples"),
    ],
)
def test_help_and_version(
    arguments: list[str], status: int, said: str, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    assert call(monkeypatch, *arguments) in (status, status or None)
    assert said in capsys.readouterr().out


def test_chinese_comes_out_whole_in_any_locale(circular: Path) -> None:
    locale = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": "ascii"}
    code = "from ipr_extract.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code, "show", str(circular)], capture_output=True, env=os.environ | locale, check=True
    )
    assert "关于做好样本工作的通知" in done.stdout.decode("utf-8")


def test_an_end_asked_for_by_the_system_leaves_nothing(tmp_path: Path) -> None:
    """The command is stopped while it reads from a pipe that nobody ends."""
    source, out = tmp_path / "pipe.txt", tmp_path / "out"
    os.mkfifo(source)
    pipe = os.open(source, os.O_RDWR)
    code = "from ipr_extract.cli import main; main()"
    command = [sys.executable, "-c", code, "run", str(source), "--output", str(out), "--formats", "csv"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        while process.poll() is None and not list(out.glob(".building-*/tables/findings.csv")):
            time.sleep(0.01)
        process.terminate()
        _, said = process.communicate(timeout=30)
    os.close(pipe)
    assert process.returncode == 130
    assert said == "ipr-extract: stopped; nothing was written\n"
    assert not out.exists()


def test_expand_prints_who_is_meant(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    assert call(monkeypatch, "expand", "国务院直属特设机构", "--date", "2018-11-07") in (0, None)
    head, line = capsys.readouterr().out.splitlines()
    assert head == "organisation_id,name_zh,source"
    assert line.startswith("sasac,国务院国有资产监督管理委员会,")
    assert call(monkeypatch, "expand", "各市人民政府", "--place", "340000") in (0, None)
    assert len(capsys.readouterr().out.splitlines()) == 17
