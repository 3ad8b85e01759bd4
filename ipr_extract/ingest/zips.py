"""Zip files of saved pages, and WACZ files: nothing is unpacked by its name, and no more than the limits allow."""

from __future__ import annotations

import re
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import IO

from ipr_extract.config import IngestLimits
from ipr_extract.ingest.files import passed_over, saved
from ipr_extract.ingest.found import Fault, Found, Passed, with_page
from ipr_extract.ingest.kinds import HEAD, is_office, is_zip
from ipr_extract.ingest.saved_page import is_page, page_of, pages_among, utc
from ipr_extract.ingest.warcs import is_warc, of_warc
from ipr_extract.zip_members import UNSOUND, is_link, is_locked, name_of

_BLOCK = 1 << 20
# What makes a zip file WACZ: the list of what is in it, and the folder of its WARC files.
_WACZ, _WACZ_WARCS = "datapackage.json", "archive/"
_DRIVE = re.compile(r"[A-Za-z]:")


class _TooMuchError(Exception):
    """A member that passes a limit; the text says which."""


@dataclass(slots=True)
class _Budget:
    """What may still come out of one zip file."""

    limits: IngestLimits
    left: int

    def copy(self, member: IO[bytes], info: zipfile.ZipInfo, target: IO[bytes], most: int) -> None:
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


def of_zip(path: Path, name: str, limits: IngestLimits, *, file_times: bool) -> Iterator[Found]:
    """The pages and WARC records in a zip or WACZ file."""
    try:
        with zipfile.ZipFile(path) as archive:
            infos = archive.infolist()
            if len(infos) > limits.max_members:
                yield Fault(name, "too_many", f"has {len(infos)} members, more than the {limits.max_members} allowed")
            else:
                yield from _members(archive, infos, name, limits, file_times=file_times)
    except UNSOUND as error:
        yield Fault(name, "broken_zip", f"can't be read as a zip file: {_line(error)}")


def _members(
    archive: zipfile.ZipFile, infos: list[zipfile.ZipInfo], name: str, limits: IngestLimits, *, file_times: bool
) -> Iterator[Found]:
    """The members one after the other; one that can't be taken costs itself alone."""
    budget = _Budget(limits, limits.max_total_bytes)
    names = {info.filename for info in infos}
    wacz = _WACZ in names and any(member.startswith(_WACZ_WARCS) for member in names)
    named = [(name_of(info), info) for info in infos if not _is_folder(info)]
    pages = pages_among(member for member, _ in named)
    origins: dict[str, str] = {}
    seen: set[str] = set()
    # Pages first, as in folders.
    named.sort(key=lambda item: (not is_page(item[0]), item[0]))
    for number, (member, info) in enumerate(named, 1):
        place = f"{name}/{member}"
        page = page_of(PurePosixPath(member), pages)
        reason = _refused(member, info, seen)
        seen.add(member)
        if reason is not None:
            yield Fault(place, *reason)
            continue
        if wacz and not member.startswith(_WACZ_WARCS):
            continue  # its own index and lists
        if page is None and passed_over(member):
            yield Passed(place)
            continue
        for found in _member(archive, info, place, budget, page, file_times=file_times):
            yield with_page(found, place, None if page is None else f"{name}/{page}", origins)
        if budget.left < 0:
            if number < len(named):
                yield Fault(name, "too_large", f"{len(named) - number} more of its members were not looked at")
            return


def _member(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, place: str, budget: _Budget, page: str | None, *, file_times: bool
) -> Iterator[Found]:
    limits = budget.limits
    try:
        with archive.open(info) as member, tempfile.SpooledTemporaryFile(max_size=8 * _BLOCK) as copy:
            head = member.read(HEAD)
            member.seek(0)
            records = page is None and is_warc(head)
            budget.copy(member, info, copy, limits.max_total_bytes if records else limits.max_file_bytes)
            copy.seek(0)
            if records:
                yield from of_warc(copy, place, limits)
                return
            if page is None and is_zip(head) and not is_office(copy):
                yield Fault(place, "nested_archive", "a zip file inside a zip file; unpack the outer one first")
                return
            copy.seek(0)
            time = _time_of(info) if file_times else None
            yield from saved(place, copy.read(), "zip", file_times=file_times, page=page, retrieved_at=time)
    except _TooMuchError as error:
        yield Fault(place, "too_large", str(error))
    except UNSOUND as error:
        yield Fault(place, "broken_member", f"can't be unpacked: {_line(error)}")


def _is_folder(info: zipfile.ZipInfo) -> bool:
    """Whether a member is nothing but a folder; not ``ZipInfo.is_dir``, which fails on an empty name."""
    return info.filename.endswith("/") and not info.file_size and bool(info.filename.strip("/"))


def _time_of(info: zipfile.ZipInfo) -> str | None:
    """A member's own time; None for one that is none, such as the zeros that some programs write."""
    year, month, day, hour, minute, second = info.date_time
    try:
        # Two bits of the second can say more than a minute has.
        return utc(datetime(year, month, day, hour, minute, min(second, 59), tzinfo=UTC))
    except ValueError:
        return None


def _refused(member: str, info: zipfile.ZipInfo, seen: set[str]) -> tuple[str, str] | None:
    """Code and sentence for a member that isn't even opened."""
    path = PurePosixPath(member.replace("\\", "/"))
    if not path.name or member.endswith("/"):
        return "no_name", "has no file's name"
    if path.is_absolute() or ".." in path.parts or _DRIVE.match(member):
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
