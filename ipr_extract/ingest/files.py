"""Folders of saved pages, and single files."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath

from ipr_extract.common_characters import likely_name
from ipr_extract.config import DEFAULT_EXCLUDE, IngestLimits
from ipr_extract.ingest.found import Fault, Found, Passed, Taken, with_page
from ipr_extract.ingest.kinds import HEAD, holds_others
from ipr_extract.ingest.saved_page import is_page, origin_of, page_of, pages_among, utc
from ipr_extract.model.snapshot import ARCHIVE_FILE, Fetch, ResourceKind

_LEADS = {errno.ELOOP: "a link that leads in a circle", errno.ENOENT: "a link that leads nowhere"}


def walk(folder: Path) -> Iterator[Path | Fault]:
    """All files below a folder, sorted. Links to folders are not followed, and no link out of it.

    An archive of this program's below it is left alone: its bytes have their addresses there.
    """
    root = folder.resolve()
    closed: list[OSError] = []
    for base, folders, names in os.walk(folder, onerror=closed.append):
        here = Path(base)
        if is_archive(here):
            yield archive_fault(printable(here.relative_to(folder)))
            folders.clear()
            continue
        folders.sort()
        linked = [name for name in folders if (here / name).is_symlink()]
        for path in sorted(here / name for name in (*names, *linked)):
            fault = _fault_of(path, root)
            if fault is not None:
                yield Fault(printable(path.relative_to(folder)), *fault)
            elif path.is_file():
                yield path
    for error in closed:
        yield Fault(printable(Path(str(error.filename))), "unreadable", f"can't be listed: {error.strerror}")


def _fault_of(path: Path, root: Path) -> tuple[str, str] | None:
    """Code and sentence for what is neither a file nor a link to something that is there, below ``root``."""
    try:
        path.stat()
    except OSError as error:
        return "broken_link", _LEADS.get(error.errno or 0, f"can't be looked at: {error.strerror}")
    if path.is_symlink() and not path.resolve().is_relative_to(root):
        return "link_out", "a link that leads out of the folder"
    # A link to a folder in here is none of what is lost: its files are met in their own place.
    return None if path.is_file() or path.is_dir() else NO_FILE


NO_FILE = ("no_file", "is neither a file nor a folder")


def of_folder(
    folder: Path, limits: IngestLimits, *, file_times: bool, opener: Callable[[Path, str], Iterator[Found]]
) -> Iterator[Found]:
    """The pages of a folder; ``opener`` takes the files that hold others (WARC, zip).

    A page's own files (``page_files/``) are kept with it, not as documents.
    """
    everything = list(walk(folder))
    paths = [found for found in everything if isinstance(found, Path)]
    yield from (found for found in everything if isinstance(found, Fault))
    root = name_of(folder)
    names = {path: f"{root}/{printable(path.relative_to(folder))}" for path in paths}
    pages = pages_among(names.values())
    origins: dict[str, str] = {}
    # Pages first: their files are kept under the addresses of their pages.
    for path, name in sorted(names.items(), key=lambda item: (not is_page(item[1]), item[1])):
        page = page_of(PurePosixPath(name), pages)
        if passed_over(path.relative_to(folder).as_posix()) and page is None:
            yield Passed(name)
            continue
        for found in of_file(path, name, limits, file_times=file_times, page=page, opener=opener):
            yield with_page(found, name, page, origins)


def of_file(
    path: Path,
    name: str,
    limits: IngestLimits,
    *,
    file_times: bool,
    opener: Callable[[Path, str], Iterator[Found]],
    page: str | None = None,
    url: str | None = None,
    retrieved_at: str | None = None,
) -> Iterator[Found]:
    """One file; what is known of it otherwise (``url``, ``retrieved_at``) goes before what it says itself."""
    try:
        state = path.stat()
        with path.open("rb") as file:
            head = file.read(HEAD)
            if page is None and holds_others(path, head):
                yield from opener(path, name)
                return
            if state.st_size > limits.max_file_bytes:
                yield too_large(name, state.st_size, limits)
                return
            body = head + file.read(limits.max_file_bytes + 1 - len(head))
    except OSError as error:
        yield Fault(name, "unreadable", f"can't be opened: {error.strerror or error}")
        return
    time = _time_of(state) if file_times else None
    yield from saved(name, body, "folder", file_times=file_times, page=page, url=url, retrieved_at=retrieved_at or time)


def _time_of(state: os.stat_result) -> str | None:
    try:
        return utc(datetime.fromtimestamp(state.st_mtime, UTC))
    except (OverflowError, ValueError, OSError):  # no year that anybody counts
        return None


def saved(
    name: str,
    body: bytes,
    via: str,
    *,
    file_times: bool,
    page: str | None = None,
    url: str | None = None,
    retrieved_at: str | None = None,
) -> Iterator[Found]:
    """A saved file as it is kept, under the URL that it says it is from.

    With ``file_times`` one of which no time is known is told of.
    """
    if not body:
        yield Fault(name, "empty", "is empty")
        return
    origin = origin_of(body)
    kind = ResourceKind.DOCUMENT if page is None else ResourceKind.ASSET
    fetch = Fetch(
        url=url or (origin.url if page is None else None), path=name,
        retrieved_at=origin.retrieved_at or retrieved_at, kind=kind, via=via,
    )  # fmt: skip
    if file_times and fetch.retrieved_at is None:
        yield Fault(name, "no_time", "its own time is no day of a calendar; it is kept without one", "warning")
    yield Taken(fetch, body)


def passed_over(relative: str) -> bool:
    """Whether a file is none of the circulars by its name: hidden, or notes and code beside them."""
    parts = relative.split("/")
    hidden = any(part.startswith(".") or part == "__MACOSX" for part in parts)
    return hidden or any(fnmatchcase(part, pattern) for pattern in DEFAULT_EXCLUDE for part in parts)


def too_large(name: str, size: int, limits: IngestLimits) -> Fault:
    """The fault of a file above the limit."""
    most = limits.max_file_bytes / 1e6
    return Fault(name, "too_large", f"has {size / 1e6:.1f} MB, more than the {most:.1f} MB that are taken")


def is_archive(folder: Path) -> bool:
    """Whether a folder is an archive of this program's."""
    return (folder / ARCHIVE_FILE).is_file()


def archive_fault(name: str) -> Fault:
    """The fault of a folder that is an archive of this program's."""
    return Fault(name, "is_archive", "is an archive itself: read it with ipr-extract run, copy it with archive export")


def name_of(path: Path) -> str:
    """What a file or folder is called by itself, also where it is given as ``.`` or by a link."""
    # Not Path.resolve, which raises for a link that leads in a circle.
    return printable(Path(os.path.realpath(path).rpartition(os.sep)[2]))


def printable(path: Path) -> str:
    """A path with ``/`` between its parts, in characters that can be written down; two paths never become one."""
    return "/".join(map(_printable, path.as_posix().split("/")))


def _printable(part: str) -> str:
    raw = os.fsencode(part)
    try:
        return raw.decode()
    except UnicodeDecodeError:  # GBK, where a Chinese Windows has packed it
        return likely_name(raw) or raw.decode("utf-8", "backslashreplace")
