"""Small zip files that ``zipfile`` opens, and of which a member can't be read: one for each way of saying so."""

from __future__ import annotations

import io
import struct
import zipfile

import pytest

_ENTRY = b"PK\x01\x02"


def packed(name: str, content: str | bytes, method: int = zipfile.ZIP_STORED, extra: bytes = b"") -> bytearray:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        info = zipfile.ZipInfo(name)
        info.compress_type, info.extra = method, extra
        archive.writestr(info, content)
    return bytearray(stream.getvalue())


def broken_lzma(name: str, content: str) -> bytes:
    """``lzma.LZMAError``: a stream that begins as none does."""
    data = packed(name, content, zipfile.ZIP_LZMA)
    data[30 + len(name.encode()) + 4] = 0xFF
    return bytes(data)


def far_away(name: str, content: str) -> bytes:
    """``OverflowError``: a member at a place that no file has."""
    data = packed(name, content, extra=struct.pack("<HHQ", 1, 8, 1 << 63))
    struct.pack_into("<I", data, data.index(_ENTRY) + 42, 0xFFFFFFFF)
    return bytes(data)


def locked(name: str, content: str) -> bytes:
    """``RuntimeError``: a member that asks for a password."""
    data = packed(name, content)
    data[data.index(_ENTRY) + 8] |= 1
    return bytes(data)


def cut_stream(name: str, content: str) -> bytes:
    """``zlib.error``: a stream of another method."""
    data = packed(name, content, zipfile.ZIP_DEFLATED)
    data[30 + len(name.encode())] = 0xFF
    return bytes(data)


UNSOUND = [pytest.param(made, id=made.__name__) for made in (broken_lzma, far_away, locked, cut_stream)]
