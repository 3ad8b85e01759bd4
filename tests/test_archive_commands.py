from __future__ import annotations

import sys
from pathlib import Path

import pytest

from ipr_extract import cli
from ipr_extract.archive import open_archive

PAGE = "<html><body><p>关于开展某项工作的通知</p><p>各区人民政府：</p><p>一、{}月底前完成。</p></body></html>"


class Command:
    def __init__(self, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
        self._monkeypatch, self._capfd = monkeypatch, capfd

    def __call__(self, *arguments: object) -> tuple[int, str, str]:
        self._monkeypatch.setattr(sys, "argv", ["ipr-extract", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        said = self._capfd.readouterr()
        status = ended.value.code
        assert isinstance(status, int) or status is None
        return status or 0, said.out, said.err


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Command:
    return Command(monkeypatch, capfd)


@pytest.fixture
def kept(tmp_path: Path, command: Command) -> Path:
    """An archive with one page in two versions, and one wanted address."""
    sheet = tmp_path / "links.csv"
    for month in (6, 9):
        (tmp_path / "a.html").write_text(PAGE.format(month), encoding="utf-8")
        sheet.write_text("title,url,file\n甲,https://site.example/1,a.html\n乙,https://site.example/2,\n", "utf-8")
        status, out, _ = command("ingest", sheet, "--archive", tmp_path / "archive", "--source", "site")
        assert (status, out) == (0, f"{tmp_path / 'archive'}: 1 stored, 2 wanted\n")
    return tmp_path / "archive"


def test_list_and_show(kept: Path, command: Command) -> None:
    status, out, _ = command("archive", "list", kept)
    sha256, version, at, source, address = out.rstrip("\n").split("\t")
    assert (status, len(sha256), version, at, source, address) == (0, 64, "2", "-", "site", "https://site.example/1")
    assert len(command("archive", "list", kept, "--all")[1].splitlines()) == 2
    assert command("archive", "list", kept, "--wanted")[1] == "site\thttps://site.example/2\t乙\n"
    status, out, _ = command("archive", "show", kept, sha256[:12])
    assert out.splitlines()[0] == "https://site.example/1"
    assert len(out.splitlines()) == 3
    status, out, _ = command("archive", "show", kept, "https://site.example/1", "--changes")
    assert "~ 一、[-6-]{+9+}月底前完成。" in out
    assert command("archive", "show", kept, sha256, "--bytes")[1] == PAGE.format(9)
    assert command("archive", "show", kept, "https://site.example/1", "--bytes")[1] == PAGE.format(9)
    [earlier] = [line.split("\t")[0] for line in command("archive", "list", kept, "--all")[1].splitlines()[:1]]
    assert command("archive", "show", kept, earlier[:12], "--bytes")[1] == PAGE.format(6)
    assert command("archive", "show", kept, "https://none.example/")[0] == 2


def test_an_address_as_long_as_a_sha256(tmp_path: Path, command: Command) -> None:
    address = "https://site.example/" + "a" * 43
    assert len(address) == 64
    (tmp_path / "a.html").write_text(PAGE.format(6), encoding="utf-8")
    (tmp_path / "links.csv").write_text(f"url,file\n{address},a.html\n", encoding="utf-8")
    command("ingest", tmp_path / "links.csv", "--archive", tmp_path / "archive")
    assert command("archive", "show", tmp_path / "archive", address, "--bytes")[:2] == (0, PAGE.format(6))


def test_verify_says_what_is_wrong(kept: Path, command: Command) -> None:
    status, out, err = command("archive", "verify", kept)
    assert (status, out.splitlines()[-1], err) == (0, "sound", "")
    with open_archive(kept) as archive:
        first, second = [archive.path_of(document.sha256 or "") for document in archive.documents(every_version=True)]
    first.unlink()
    second.chmod(0o644)
    second.write_bytes(second.read_bytes()[:-1] + b"!")
    (kept / "objects" / "x").write_text("x")
    status, out, err = command("archive", "verify", kept)
    assert (status, out.splitlines()[-1]) == (3, "NOT SOUND")
    assert err.splitlines() == [f"damaged: {second.name}", f"missing: {first.name}", "unknown: objects/x"]


@pytest.mark.parametrize("name", ["copy.tar", "copy.wacz", "copy"])
def test_export_and_import(kept: Path, command: Command, tmp_path: Path, name: str) -> None:
    status, out, _ = command("archive", "export", kept, tmp_path / name)
    assert (status, out.partition(": ")[2].partition(",")[0]) == (0, "2 fetches")
    assert command("archive", "import", tmp_path / name, tmp_path / "back")[0] == 0
    assert command("archive", "list", tmp_path / "back", "--all") == command("archive", "list", kept, "--all")
    status, _, err = command("archive", "import", tmp_path / name, tmp_path / "back")
    assert (status, err.count("\n")) == (1, 1)


def test_faults_are_lines_and_a_status(tmp_path: Path, command: Command) -> None:
    (tmp_path / "a.zip").write_bytes(b"PK\x03\x04 no zip")
    (tmp_path / "a.html").write_text(PAGE.format(6), encoding="utf-8")
    status, out, err = command("ingest", tmp_path / "a.zip", tmp_path / "a.html", "--archive", tmp_path / "archive")
    assert (status, out) == (3, f"{tmp_path / 'archive'}: 1 stored\n")
    assert err.startswith("a.zip: broken_zip: ")
    assert command("ingest", tmp_path / "none", "--archive", tmp_path / "archive")[0] == 2


def test_commands_begin_no_archive_by_looking_for_one(tmp_path: Path, command: Command) -> None:
    for words in (["verify"], ["list"], ["show"], ["export"]):
        more = {"show": ["x"], "export": [tmp_path / "x.tar"]}.get(words[0], [])
        status, _, err = command("archive", *words, tmp_path / "none", *more)
        assert (status, err.count("\n")) == (1, 1)
    assert not (tmp_path / "none").exists()


def test_init_refuses_a_password(tmp_path: Path, command: Command) -> None:
    url = "postgresql://me:secret@host/x"
    status, _, err = command("archive", "init", tmp_path / "a", "--catalogue", url)
    assert (status, "secret" in err, (tmp_path / "a").exists()) == (1, False, False)
    assert command("archive", "init", tmp_path / "a")[0] == 0
    assert command("archive", "init", tmp_path / "a")[0] == 1


def test_help_names_examples(command: Command) -> None:
    for words in (["ingest"], ["archive", "verify"], ["archive", "export"], ["archive", "show"]):
        status, out, _ = command(*words, "--help")
        assert status == 0
        assert "Examples:" in out
