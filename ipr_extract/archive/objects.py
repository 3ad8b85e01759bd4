"""Bytes by their sha256: written once and whole, never changed.

An object is written in ``unfinished/``, made safe on the disk, and then given its name: whoever dies at whatever
moment, a name stands for whole bytes or isn't there.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import secrets
from collections.abc import Iterator, Sequence
from pathlib import Path

from ipr_extract.errors import ArchiveError

_NAME = re.compile(r"[0-9a-f]{64}")
_BLOCK = 1 << 20


class ObjectStore:
    """The folder ``objects/``: ``objects/ab/abcd…`` holds the bytes whose sha256 is ``abcd…``."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        # In one place, so that looking for what was left takes no look at all objects.
        self._unfinished = folder / "unfinished"

    def create(self) -> None:
        """Make the folder with all its 256 parts, so that writing an object mostly makes no folder."""
        self.folder.mkdir(parents=True, exist_ok=True)
        for number in range(256):
            (self.folder / f"{number:02x}").mkdir(exist_ok=True)
        self._unfinished.mkdir(exist_ok=True)
        sync(self.folder)

    def path(self, sha256: str) -> Path:
        """Where the bytes of that digest are, or would be."""
        if not _NAME.fullmatch(sha256):
            raise ArchiveError(f"not a sha256 in 64 small hex digits: {sha256!r}")
        return self.folder / sha256[:2] / sha256

    def has(self, sha256: str) -> bool:
        """Whether there are bytes of that name (not whether they are sound)."""
        return self.path(sha256).is_file()

    def write(self, data: bytes) -> str:
        """Keep ``data``; returns its sha256. Bytes that are there already are not written again."""
        return self.write_all([data])[0]

    def write_all(self, bodies: Sequence[bytes]) -> list[str]:
        """Keep several at once; returns their sha256s, when all of them are safe on the disk."""
        names = [hashlib.sha256(data).hexdigest() for data in bodies]
        new: dict[Path, Path] = {}
        try:
            for name, data in zip(names, bodies, strict=True):
                path = self.path(name)
                # What a broken disk or a stranger left there is no reason not to keep sound bytes.
                if path not in new and not _holds(path, data):
                    self._need(path.parent, self._unfinished)
                    new[path] = self._unfinished / secrets.token_hex(8)
                    _write_file(new[path], data)
            for path, beside in new.items():
                sync(beside)
                beside.replace(path)
        except BaseException:
            for beside in new.values():
                beside.unlink(missing_ok=True)
            raise
        for folder in {path.parent for path in new}:
            sync(folder)
        return names

    def _need(self, *folders: Path) -> None:
        """Make folders that aren't there: git, rsync and zip leave out empty ones, and so does a copy by them."""
        for folder in folders:
            if not folder.is_dir():
                folder.mkdir(parents=True, exist_ok=True)
                sync(self.folder)

    def read(self, sha256: str) -> bytes:
        """The bytes; ``ArchiveError`` where they are missing or are not those of the digest."""
        try:
            data = self.path(sha256).read_bytes()
        except OSError as error:
            raise ArchiveError(f"{sha256}: the archive's bytes can't be read: {error.strerror}") from error
        if hashlib.sha256(data).hexdigest() != sha256:
            raise ArchiveError(f"{sha256}: the archive's bytes are damaged; run ipr-extract archive verify")
        return data

    def digest(self, sha256: str) -> str:
        """The sha256 that the file of that name has now, read in pieces. Raises ``OSError``."""
        found = hashlib.sha256()
        with self.path(sha256).open("rb") as file:
            while block := file.read(_BLOCK):
                found.update(block)
        return found.hexdigest()

    def names(self) -> Iterator[str]:
        """The digests of all objects that are there, sorted."""
        for part in self._parts():
            yield from sorted(f.name for f in part.iterdir() if _is_object(f))

    def leftovers(self) -> Iterator[Path]:
        """What writers left that were killed, or are at just now."""
        yield from _entries(self._unfinished)

    def strangers(self) -> Iterator[Path]:
        """Files that no writer of this archive made."""
        parts = set(self._parts())
        for entry in _entries(self.folder):
            if entry in parts:
                yield from (file for file in _entries(entry) if not _is_object(file))
            elif entry != self._unfinished:
                yield entry

    def clean(self, older_than: float) -> int:
        """Remove what killed writers left before the Unix time ``older_than``; returns how many."""
        removed = 0
        for file in self.leftovers():
            with contextlib.suppress(OSError):
                if file.stat().st_mtime < older_than:
                    file.unlink()
                    removed += 1
        return removed

    def _parts(self) -> list[Path]:
        return [path for number in range(256) if (path := self.folder / f"{number:02x}").is_dir()]


def _entries(folder: Path) -> list[Path]:
    """What is in a folder, sorted; nothing is in one that isn't there."""
    return sorted(folder.iterdir()) if folder.is_dir() else []


def _is_object(file: Path) -> bool:
    return bool(_NAME.fullmatch(file.name)) and file.name[:2] == file.parent.name and file.is_file()


def _holds(path: Path, data: bytes) -> bool:
    """Whether a file is there and holds just these bytes."""
    try:
        return path.stat().st_size == len(data) and path.read_bytes() == data
    except OSError:
        return False


def _write_file(path: Path, data: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o444)
    with open(handle, "wb", buffering=0) as file:  # noqa: PTH123 - a handle, not a path
        left = memoryview(data)
        while left:
            left = left[file.write(left) :]


def sync(path: Path) -> None:
    """Make a file's bytes, or the names in a folder, safe on the disk."""
    if os.name != "posix" and path.is_dir():
        return  # Windows opens no folders; it makes names safe in its own time.
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
