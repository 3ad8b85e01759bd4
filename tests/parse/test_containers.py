"""Zip archives and what lies in them, hostile ones included."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipr_extract.errors import ReadError
from ipr_extract.parse import Limits, read_document
from ipr_extract.parse.containers import Member, members, shown, unpacked
from ipr_extract.parse.media import MOST_ENTRIES
from tests.unsound_zips import UNSOUND, locked

Content = str | bytes


def zipped(*files: tuple[str, Content], packed: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", packed) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return buffer.getvalue()


def listed(data: bytes, limits: Limits | None = None) -> list[Member]:
    container = unpacked(data, limits)
    assert container is not None
    return members(container, limits)


def names(found: Sequence[Member]) -> list[str]:
    return [member.name for member in found]


def refusals(found: Sequence[Member]) -> dict[str, str]:
    return {member.name: member.refusal.code for member in found if member.refusal is not None}


def raw_named(data: bytes, before: str, after: bytes) -> bytes:
    """An archive with a member's name replaced by other bytes of the same length, as old programs write it."""
    old = before.encode("ascii")
    assert len(old) == len(after)
    return data.replace(old, after)


def test_members_come_in_the_order_of_the_archive() -> None:
    data = zipped(("b/z.txt", "乙"), ("empty/", ""), ("a.txt", "甲"), ("b/a.txt", "丙"))
    found = listed(data)
    assert names(found) == ["b/z.txt", "a.txt", "b/a.txt"]
    container = unpacked(data)
    assert container is not None
    assert [container.read(member.trail[0]).decode() for member in found] == ["乙", "甲", "丙"]
    assert container.read(1, 2) == "甲".encode()[:2]


def test_a_document_is_no_container() -> None:
    office = zipped(("[Content_Types].xml", "x"), ("word/document.xml", "x"))
    for data in (office, b"<html><p>a</p>", "关于样本的通知".encode(), b"PK\x03\x04cut", b"%PDF-1.4", b""):
        assert unpacked(data) is None


def test_reading_a_container_as_a_document_names_the_reason() -> None:
    with pytest.raises(ReadError) as caught:
        read_document(zipped(("a.txt", "a")), "a.zip")
    assert caught.value.code == "several_documents"


def test_containers_within_containers_stand_in_their_place() -> None:
    inner = zipped(("one.txt", "一"), ("two.txt", "二"))
    found = listed(zipped(("a.txt", "a"), ("in.zip", inner), ("z.txt", "z")))
    assert names(found) == ["a.txt", "in.zip!/one.txt", "in.zip!/two.txt", "z.txt"]
    assert [member.trail for member in found] == [(0,), (1, 0), (1, 1), (2,)]


def test_nesting_ends_somewhere() -> None:
    data = zipped(("a.txt", "a"))
    for _ in range(8):
        data = zipped(("in.zip", data), ("beside.txt", "b"))
    found = listed(data, Limits(max_nesting=3))
    assert refusals(found) == {"in.zip!/in.zip!/in.zip": "too_deep"}
    assert len(found) == 4


def test_a_bomb_is_refused_and_what_else_is_there_is_not() -> None:
    data = zipped(("a.txt", "a"), ("bomb.txt", bytes(3_000_000)), ("z.txt", "z"))
    assert len(data) < 10_000
    assert refusals(listed(data, Limits(max_unpacked_bytes=1_000_000))) == {"bomb.txt": "too_large"}
    assert refusals(listed(data, Limits(max_bytes=1_000_000))) == {"bomb.txt": "too_large"}


def test_the_room_is_shared_by_all_containers_within() -> None:
    inner = zipped(*((f"{i}.txt", bytes(400_000)) for i in range(3)))
    data = zipped(("one.zip", inner), ("two.zip", inner))
    found = listed(data, Limits(max_unpacked_bytes=1_700_000))
    assert list(refusals(found).values()) == ["too_large"] * 2
    assert len(found) == 6


def test_a_size_that_is_a_lie_gives_no_more_than_it_says() -> None:
    data = zipped(("bomb.txt", bytes(1_000_000)))
    true, false = struct.pack("<I", 1_000_000), struct.pack("<I", 10)
    container = unpacked(data.replace(true, false))
    assert container is not None
    with pytest.raises(ReadError) as caught:
        container.read(0)
    assert caught.value.code == "damaged"


def test_members_are_counted() -> None:
    data = zipped(*((f"{i}.txt", "a") for i in range(20)))
    found = listed(data, Limits(max_members=5))
    assert len(found) == 6
    assert refusals(found) == {"5.txt": "too_large"}


def test_a_list_of_very_many_members_is_not_even_read() -> None:
    data = zipped(("a.txt", "a"))
    start = data.index(b"PK\x01\x02")
    many = data[:start] + data[start : data.index(b"PK\x05\x06")] * (MOST_ENTRIES + 1)
    with pytest.raises(ReadError) as caught:
        read_document(many + data[data.index(b"PK\x05\x06") :], "many.zip")
    assert caught.value.code == "too_large"


def test_names_that_climb_are_only_shown() -> None:
    found = listed(zipped(("../../etc/a.txt", "a"), ("C:\\b.txt", "b"), ("/c.txt", "c"), ("d\n\u202egpj.txt", "d")))
    assert names(found) == ["../../etc/a.txt", "C:/b.txt", "/c.txt", "d\ufffd\ufffdgpj.txt"]
    assert refusals(found) == {}


def test_members_of_one_name_are_told_apart() -> None:
    with pytest.warns(UserWarning, match="Duplicate name"):
        data = zipped(("a.txt", "first"), ("a.txt", "second"))
    container = unpacked(data)
    assert container is not None
    found = members(container)
    assert names(found) == ["a.txt", "a.txt#2"]
    assert [container.read(member.trail[0]) for member in found] == [b"first", b"second"]


@pytest.mark.parametrize("name", ["关于做好样本工作的通知.txt", "通知", "附件2.docx", "喆赟"])
def test_names_of_chinese_windows_are_read(name: str) -> None:
    raw = name.encode("gbk")
    data = raw_named(zipped(("x" * len(raw), "a")), "x" * len(raw), raw)
    assert names(listed(data)) == [name]
    assert names(listed(zipped((name, "a")))) == [name]


@pytest.mark.parametrize("name", ["Übersicht Größe.txt", "résumé.txt"])
def test_western_names_stay(name: str) -> None:
    raw = name.encode("cp437")
    data = raw_named(zipped(("x" * len(raw), "a")), "x" * len(raw), raw)
    assert names(listed(data)) == [name]


def test_a_locked_member_and_a_link_are_refused() -> None:
    data = bytearray(zipped(("a.txt", "secret"), packed=zipfile.ZIP_STORED))
    data[6] |= 1  # the flag in the member's own header, and the one in the list
    data[data.index(b"PK\x01\x02") + 8] |= 1
    assert refusals(listed(bytes(data))) == {"a.txt": "encrypted"}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        link = zipfile.ZipInfo("link.txt")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    assert refusals(listed(buffer.getvalue())) == {"link.txt": "unsupported"}


def test_a_member_packed_in_an_unknown_way_is_refused() -> None:
    data = bytearray(zipped(("a.txt", "text"), packed=zipfile.ZIP_STORED))
    data[8] = 9  # deflate64
    data[data.index(b"PK\x01\x02") + 10] = 9
    assert refusals(listed(bytes(data))) == {"a.txt": "unsupported"}


@pytest.mark.parametrize("made", UNSOUND)
def test_an_unsound_member_is_refused(made: Callable[[str, str], bytes]) -> None:
    assert refusals(listed(made("a.txt", "甲" * 50))) == {"a.txt": "encrypted" if made is locked else "damaged"}
    with pytest.raises(ReadError, match="damaged"):  # read already to tell what the file is
        read_document(made("mimetype", "甲" * 50), "a.zip")


def test_nothing_inside() -> None:
    with pytest.raises(ReadError) as caught:
        listed(zipped(("folder/", "")))
    assert caught.value.code == "empty"
    assert refusals(listed(zipped(("in.zip", zipped()), ("a.txt", "a")))) == {"in.zip": "empty"}


@given(st.integers(0, 10_000), st.integers(0, 255), st.integers(0, 10_000))
def test_a_damaged_archive_is_listed_or_refused(at: int, value: int, end: int) -> None:
    whole = bytearray(zipped(("a.txt", "甲" * 50), ("in.zip", zipped(("b.txt", "乙"))), ("c.txt", "丙")))
    whole[at % len(whole)] = value
    data = bytes(whole[: len(whole) - end % 4])
    try:
        container = unpacked(data)
        for member in members(container) if container is not None else ():
            assert "\n" not in member.name
            if member.refusal is None and len(member.trail) == 1:
                assert container is not None
                container.read(member.trail[0])
    except ReadError:
        return


@given(st.text())
def test_a_shown_name_is_one_line_that_can_be_written(name: str) -> None:
    made = shown(name)
    assert made
    assert len(made.splitlines()) == 1
    made.encode()
