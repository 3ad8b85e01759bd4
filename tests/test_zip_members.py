from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pytest

from ipr_extract.zip_members import UNSOUND, declares_type, is_link, is_locked, name_of
from tests import unsound_zips


def only(data: bytes) -> zipfile.ZipInfo:
    (info,) = zipfile.ZipFile(io.BytesIO(data)).infolist()
    return info


def named(raw: bytes) -> str:
    """The name of a member that an old program gave in bytes of its own."""
    return name_of(only(bytes(unsound_zips.packed("x" * len(raw), "a")).replace(b"x" * len(raw), raw)))


@pytest.mark.parametrize(
    ("made", "error"),
    [(unsound_zips.broken_lzma, "LZMAError"), (unsound_zips.far_away, "OverflowError"),
     (unsound_zips.locked, "RuntimeError"), (unsound_zips.cut_stream, "error")],
)  # fmt: skip
def test_what_zipfile_says_of_unsound_files_is_known(made: Callable[[str, str], bytes], error: str) -> None:
    with zipfile.ZipFile(io.BytesIO(made("a.txt", "甲" * 50))) as archive, pytest.raises(UNSOUND) as caught:
        archive.read("a.txt")
    assert type(caught.value).__name__ == error


@pytest.mark.parametrize("name", ["关于做好样本工作的通知.txt", "通知", "附件2.docx", "喆赟"])
def test_names_of_chinese_windows(name: str) -> None:
    assert named(name.encode("gbk")) == name


@pytest.mark.parametrize("name", ["通知.html", "样本/甲.txt"])
def test_utf8_that_nobody_announces(name: str) -> None:
    assert named(name.encode()) == name


@pytest.mark.parametrize("name", ["Übersicht Größe.txt", "résumé.txt", "a.txt"])
def test_western_names_stay(name: str) -> None:
    assert named(name.encode("cp437")) == name


def test_a_name_that_says_it_is_utf8_is_believed() -> None:
    assert name_of(only(bytes(unsound_zips.packed("Ŧĥé.txt", "a")))) == "Ŧĥé.txt"


def test_locks_and_links() -> None:
    plain = only(bytes(unsound_zips.packed("a.txt", "a")))
    assert not is_locked(plain)
    assert not is_link(plain)
    assert is_locked(only(unsound_zips.locked("a.txt", "a")))
    plain.external_attr = 0o120777 << 16
    assert is_link(plain)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16-le", "utf-16-be", "utf-16"])
def test_a_declared_type_is_seen_in_every_encoding(encoding: str) -> None:
    assert declares_type("<a/><!DOCTYPE a [<!ENTITY b '甲'>]>".encode(encoding))
    assert not declares_type("<a>DOCTYPE</a>".encode(encoding))
