"""Zip archives: members by their place in the list, never by name, since two may have the same."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import IO

from ipr_extract.errors import ReadError
from ipr_extract.parse.containers import Entry
from ipr_extract.zip_members import UNSOUND, is_link, is_locked, name_of

_CHUNK = 1 << 20


class ZipContainer:
    """An open zip archive."""

    def __init__(self, data: bytes) -> None:
        """Open ``data``; raises ``ReadError("damaged")``."""
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except UNSOUND as error:
            raise _damaged() from error
        self._infos = [info for info in self._zip.infolist() if not info.filename.endswith("/")]
        self.entries = [Entry(name_of(info), info.file_size, _refusal(info)) for info in self._infos]

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
        except UNSOUND as error:
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
    if is_locked(info):
        return ReadError("encrypted", "It needs a password; unpack the archive and give the files in it.")
    if is_link(info):
        return ReadError("unsupported", "It is a link, not a file.")
    return None


def _damaged() -> ReadError:
    return ReadError("damaged", "It is damaged or cut short in the archive; fetch it again.")
