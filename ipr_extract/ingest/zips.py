"""Zip files of saved pages, and WACZ files: nothing is unpacked by its name, and no more than the limits allow."""

from __future__ import annotations

import calendar
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from ipr_extract.config import IngestLimits
from ipr_extract.ingest.files import HEAD, passed_over, saved, too_large, utc
from ipr_extract.ingest.found import Fault, Found, Passed, Taken
from ipr_extract.ingest.saved_page import PAGES, page_of
from ipr_extract.ingest.warcs import is_warc, of_warc
from ipr_extract.zip_members import UNSOUND, is_link, is_locked, name_of

_BLOCK = 1 << 20
# Members that say of a zip file that it is one document of an office program.
_OFFICE = frozenset({"[Content_Types].xml", "OFD.xml", "content.xml", "META-INF/container.xml"})
_WACZ = "datapackage.json"


class _TooMuchError(Exception):
    """A member that passes a limit; the text says which."""


@dataclass(slots=True)
class _Budget:
    """What may still come out of one zip file."""

    limits: IngestLimits
    left: int
    faults: list[Fault] = field(default_factory=list)

    def copy(self, member: zipfile.ZipExtFile, info: zipfile.ZipInfo, target: BinaryIO, most: int) -> int:
        """Copy a member; raises ``_TooMuchError``. What it claims of its size is not believed."""
        size = 0
        while block := member.read(_BLOCK):
            size += len(block)
            self.left -= len(block)
            if size > most:
                raise _TooMuchError(f"has more than the {most / 1e6:.1f} MB that are taken")
            if self.left < 0:
                raise _TooMuchError(
                    f"the file unpacks to more than the {self.limits.max_total_bytes / 1e6:.0f} MB allowed"
                )
            if size > _BLOCK and size > self.limits.max_ratio * max(info.compress_size, 1):
                raise _TooMuchError(f"unpacks to more than {self.limits.max_ratio} times its size, as only a bomb does")
            target.write(block)
        return size


def of_zip(path: Path, name: str, limits: IngestLimits, *, file_times: bool) -> Iterator[Found]:
    """The pages and WARC records in a zip or WACZ file."""
    try:
        with zipfile.ZipFile(path) as archive:
            infos = archive.infolist()
            members = {info.filename for info in infos}
            if members & _OFFICE:
                yield _document(path, name, limits, file_times=file_times)
            elif len(infos) > limits.max_members:
                yield Fault(name, "too_many", f"has {len(infos)} members, more than the {limits.max_members} allowed")
            else:
                yield from _members(archive, infos, name, limits, file_times=file_times)
    except UNSOUND as error:
        yield Fault(name, "broken_zip", f"can't be read as a zip file: {_line(error)}")


def _document(path: Path, name: str, limits: IngestLimits, *, file_times: bool) -> Found:
    state = path.stat()
    if state.st_size > limits.max_file_bytes:
        return too_large(name, state.st_size, limits)
    return saved(name, path.read_bytes(), "folder", retrieved_at=utc(state.st_mtime) if file_times else None)


def _members(
    archive: zipfile.ZipFile, infos: list[zipfile.ZipInfo], name: str, limits: IngestLimits, *, file_times: bool
) -> Iterator[Found]:
    """The members one after the other; one that can't be taken costs itself alone."""
    budget = _Budget(limits, limits.max_total_bytes)
    wacz = any(info.filename == _WACZ for info in infos)
    named = [(name_of(info), info) for info in infos if not info.is_dir()]
    pages = frozenset(member for member, _ in named if PurePosixPath(member).suffix.lower() in PAGES)
    origins: dict[str, str] = {}
    seen: set[str] = set()
    # Pages first, as in folders.
    for member, info in sorted(named, key=lambda item: (item[0] not in pages, item[0])):
        place = f"{name}/{member}"
        page = page_of(PurePosixPath(member), pages)
        reason = _refused(member, info, seen)
        seen.add(member)
        if reason is not None:
            yield Fault(place, *reason)
            continue
        if wacz and not member.startswith("archive/"):
            continue  # its own index and lists
        if page is None and passed_over(member):
            yield Passed(place)
            continue
        for found in _member(archive, info, place, budget, page, file_times=file_times):
            if isinstance(found, Taken):
                origins[member] = found.fetch.address
                if page is not None:
                    found = Taken(found.fetch, found.body, belongs_to=origins.get(page, f"{name}/{page}"))
            yield found
        if budget.left < 0:
            return


def _member(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, place: str, budget: _Budget, page: str | None, *, file_times: bool
) -> Iterator[Found]:
    limits = budget.limits
    try:
        with archive.open(info) as member, tempfile.SpooledTemporaryFile(max_size=8 * _BLOCK) as copy:
            head = archive.open(info).read(HEAD)
            records = page is None and is_warc(head)
            budget.copy(member, info, copy, limits.max_total_bytes if records else limits.max_file_bytes)  # type: ignore[arg-type]
            copy.seek(0)
            if records:
                with tempfile.TemporaryFile() as file:
                    shutil.copyfileobj(copy, file, _BLOCK)
                    yield from of_warc(file, place, limits)
                return
            if page is None and head.startswith(b"PK\x03\x04") and not _is_office(copy):  # type: ignore[arg-type]
                yield Fault(place, "nested_archive", "a zip file inside a zip file; unpack the outer one first")
                return
            copy.seek(0)
            time = utc(calendar.timegm((*info.date_time, 0, 0, 0))) if file_times else None
            yield saved(place, copy.read(), "zip", page=page, retrieved_at=time)
    except _TooMuchError as error:
        yield Fault(place, "too_large", str(error))
    except UNSOUND as error:
        yield Fault(place, "broken_member", f"can't be unpacked: {_line(error)}")


def _is_office(file: BinaryIO) -> bool:
    """Whether a member that is a zip file itself is a document; its list of members is read, nothing unpacked."""
    try:
        with zipfile.ZipFile(file) as inner:
            return bool(set(inner.namelist()) & _OFFICE)
    except UNSOUND:
        return False


def _refused(member: str, info: zipfile.ZipInfo, seen: set[str]) -> tuple[str, str] | None:
    """Code and sentence for a member that isn't even opened."""
    path = PurePosixPath(member.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or ":" in path.parts[0]:
        return "climbing_name", "its name leads out of the zip file"
    if is_link(info):
        return "link_out", "is a link, not a file"
    if is_locked(info):
        return "encrypted", "is locked with a password"
    if member in seen:
        return "duplicate_name", "the same name is there twice; the first one is taken"
    return None


def _line(error: BaseException) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__
