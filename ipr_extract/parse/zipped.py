"""Zip archives: members by their place in the list, never by name, since two may have the same."""

from __future__ import annotations

import io
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO

from ipr_extract.errors import ReadError
from ipr_extract.parse.containers import Entry
from ipr_extract.parse.encoding import likely_name, plausibility
from ipr_extract.parse.limits import Limits

_UTF8, _ENCRYPTED = 0x800, 0x1
_CHUNK = 1 << 20
_BROKEN = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, ValueError, RuntimeError)
_HIGH = re.compile(rb"[\x80-\xff]")


class ZipContainer:
    """An open zip archive."""

    def __init__(self, data: bytes, limits: Limits) -> None:
        """Open ``data``; raises ``ReadError("damaged")``."""
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except _BROKEN as error:
            raise _damaged() from error
        self._infos = [info for info in self._zip.infolist() if not info.filename.endswith("/")]
        self.entries = [Entry(_name(info), info.file_size, _refusal(info)) for info in self._infos]

    def read(self, index: int, most: int | None = None) -> bytes:
        """The bytes of a member; never more than the size that the archive gives it."""
        info = self._infos[index]
        if (refusal := self.entries[index].refusal) is not None:
            raise refusal
        try:
            with self._zip.open(info) as stream:
                return b"".join(_pieces(stream, info.file_size)) if most is None else stream.read(most)
        except NotImplementedError as error:
            message = "It is packed in a way that isn't read here; unpack the archive and give the files in it."
            raise ReadError("unsupported", message) from error
        except _BROKEN as error:
            raise _damaged() from error


def _pieces(stream: IO[bytes], size: int) -> Iterator[bytes]:
    """What a member unpacks to, a piece at a time; a lie about its size is found out before it fills the memory."""
    read = 0
    while piece := stream.read(_CHUNK):
        read += len(piece)
        if read > size:
            raise _damaged()
        yield piece


def _refusal(info: zipfile.ZipInfo) -> ReadError | None:
    if info.flag_bits & _ENCRYPTED:
        return ReadError("encrypted", "It needs a password; unpack the archive and give the files in it.")
    if stat.S_ISLNK(info.external_attr >> 16):
        return ReadError("unsupported", "It is a link, not a file.")
    return None


def _name(info: zipfile.ZipInfo) -> str:
    """The member's name. Chinese Windows writes GBK without a word; by the standard the same bytes are cp437."""
    name = info.filename
    if info.flag_bits & _UTF8 or name.isascii():
        return name
    try:
        raw = name.encode("cp437")
    except UnicodeEncodeError:  # it came from a field of its own, as UTF-8
        return name
    best = likely_name(raw)
    if best is None:
        return name
    if plausibility(best) > 0 or best.encode() == raw:
        return best
    # Rare characters, as of names of people: they are most of a name, and accents are few of its letters.
    stem = raw.rpartition(b".")[0] or raw
    return best if 2 * len(_HIGH.findall(stem)) > len(stem) else name


def _damaged() -> ReadError:
    return ReadError("damaged", "It is damaged or cut short in the archive; fetch it again.")
