from __future__ import annotations

import os
from pathlib import Path

import pytest

from ipr_extract.batch.inputs import Inputs, SkipReason, collect
from ipr_extract.config import Source
from ipr_extract.errors import ConfigError


def fill(folder: Path, *names: str) -> Path:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name, encoding="utf-8")
    return folder


def found(*sources: Source | Path, output: Path = Path("nowhere")) -> Inputs:
    return collect([s if isinstance(s, Source) else Source(path=s) for s in sources], output)


def names(inputs: Inputs) -> list[str]:
    return [file.source for file in inputs.files]


def test_files_come_sorted_by_their_relative_path(tmp_path: Path) -> None:
    fill(tmp_path, "b.txt", "a/z.html", "a/b/c.pdf", "公文.txt", "a.txt")
    inputs = found(tmp_path)
    assert names(inputs) == ["a.txt", "a/b/c.pdf", "a/z.html", "b.txt", "公文.txt"]
    assert [file.size for file in inputs.files] == [len(name.encode()) for name in names(inputs)]
    assert inputs.skipped == ()


def test_what_is_passed_over_is_listed(tmp_path: Path) -> None:
    fill(tmp_path, "a.txt", ".hidden", ".git/config", "README.md", "sub/notes.json")
    inputs = found(tmp_path)
    assert names(inputs) == ["a.txt"]
    assert {(item.source, item.reason) for item in inputs.skipped} == {
        (".hidden", SkipReason.HIDDEN),
        (".git", SkipReason.HIDDEN),
        ("README.md", SkipReason.EXCLUDED),
        ("sub/notes.json", SkipReason.EXCLUDED),
    }


def test_a_file_given_by_name_is_read_whatever_it_is_called(tmp_path: Path) -> None:
    fill(tmp_path, "README.md", ".hidden")
    assert names(found(tmp_path / "README.md", tmp_path / ".hidden")) == ["README.md", ".hidden"]


@pytest.mark.parametrize(
    ("include", "exclude", "expected"),
    [
        (("*.txt",), (), ["a.txt", "sub/b.txt"]),
        (("*",), ("sub",), ["a.html", "a.txt"]),
        (("sub/*",), (), ["sub/b.txt"]),
        (("*",), ("sub/*.txt", "*.html"), ["a.txt"]),
    ],
)
def test_patterns(tmp_path: Path, include: tuple[str, ...], exclude: tuple[str, ...], expected: list[str]) -> None:
    fill(tmp_path, "a.txt", "a.html", "sub/b.txt")
    assert names(found(Source(path=tmp_path, include=include, exclude=exclude))) == expected


def test_links_do_not_lead_out_of_the_folder(tmp_path: Path) -> None:
    outside = fill(tmp_path / "outside", "secret.txt")
    inside = fill(tmp_path / "inside", "a.txt")
    (inside / "in.txt").symlink_to(inside / "a.txt")
    (inside / "out.txt").symlink_to(outside / "secret.txt")
    (inside / "folder").symlink_to(outside)
    (inside / "loop").symlink_to(inside)
    (inside / "gone.txt").symlink_to(inside / "nothing")
    inputs = found(inside)
    assert names(inputs) == ["a.txt", "in.txt"]
    assert {(item.source, item.reason) for item in inputs.skipped} == {
        ("out.txt", SkipReason.LINK),
        ("folder", SkipReason.LINK),
        ("loop", SkipReason.LINK),
        ("gone.txt", SkipReason.SPECIAL),
    }


def test_pipes_and_the_like_are_passed_over(tmp_path: Path) -> None:
    fill(tmp_path, "a.txt")
    os.mkfifo(tmp_path / "pipe")
    inputs = found(tmp_path)
    assert names(inputs) == ["a.txt"]
    assert [item.reason for item in inputs.skipped] == [SkipReason.SPECIAL]


def test_the_output_folder_is_no_input(tmp_path: Path) -> None:
    fill(tmp_path, "a.txt", "out/tables/documents.txt")
    inputs = found(tmp_path, output=tmp_path / "out")
    assert names(inputs) == ["a.txt"]


def test_the_same_path_in_two_folders_is_told_apart(tmp_path: Path) -> None:
    fill(tmp_path, "x/a.txt", "x/one.txt", "y/a.txt")
    assert names(found(tmp_path / "x", tmp_path / "y")) == ["x/a.txt", "one.txt", "y/a.txt"]


def test_a_name_that_is_not_utf8_can_be_opened_and_written(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode("公文".encode("gb18030") + b".txt")).write_bytes(b"x")
    (item,) = found(tmp_path).files
    assert item.source.encode("utf-8").decode("utf-8").endswith(".txt")
    assert Path(item.path).read_bytes() == b"x"


def test_a_path_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"gone: no such file or folder"):
        found(tmp_path / "gone")


def test_what_a_browser_saved_with_a_page_is_passed_over(tmp_path: Path) -> None:
    fill(tmp_path, "a.html", "a_files/seal.png", "b.htm", "b.files/x.png", "c.html")
    fill(tmp_path, "my_files/c.txt", "sub/c_files/d.txt")
    inputs = found(tmp_path)
    assert names(inputs) == ["a.html", "b.htm", "c.html", "my_files/c.txt", "sub/c_files/d.txt"]
    assert {(item.source, item.reason) for item in inputs.skipped} == {
        ("a_files", SkipReason.SAVED),
        ("b.files", SkipReason.SAVED),
    }
