"""Folders of saved pages, and single files."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath

from ipr_extract.config import DEFAULT_EXCLUDE, IngestLimits
from ipr_extract.ingest.found import Fault, Found, Passed, Taken
from ipr_extract.ingest.saved_page import PAGES, origin_of, page_of
from ipr_extract.model.snapshot import ARCHIVE_FILE, Fetch, ResourceKind

HEAD = 512


def walk(folder: Path) -> Iterator[Path | Fault]:
    """All files below a folder, sorted; links are not followed out of it."""
    root = folder.resolve()
    closed: list[OSError] = []
    for base, folders, names in os.walk(folder, onerror=closed.append):
        folders.sort()
        for name in sorted(names):
            path = Path(base) / name
            if path.is_symlink() and not path.resolve().is_relative_to(root):
                yield Fault(printable(path.relative_to(folder)), "link_out", "a link that leads out of the folder")
            elif path.is_file():
                yield path
    for error in closed:
        yield Fault(printable(Path(str(error.filename))), "unreadable", f"can't be listed: {error.strerror}")


def of_folder(
    folder: Path, limits: IngestLimits, *, file_times: bool, opener: Callable[[Path, str], Iterator[Found]]
) -> Iterator[Found]:
    """The pages of a folder; ``opener`` takes the files that hold others (WARC, zip).

    A page's own files (``page_files/``) are kept with it, not as documents.
    """
    everything = list(walk(folder))
    paths = [found for found in everything if isinstance(found, Path)]
    yield from (found for found in everything if isinstance(found, Fault))
    names = {path: f"{folder.resolve().name}/{printable(path.relative_to(folder))}" for path in paths}
    pages = frozenset(name for name in names.values() if PurePosixPath(name).suffix.lower() in PAGES)
    origins: dict[str, str] = {}
    # Pages first: their files are kept under the addresses of their pages.
    for path, name in sorted(names.items(), key=lambda item: (item[1] not in pages, item[1])):
        page = page_of(PurePosixPath(name), pages)
        if passed_over(path.relative_to(folder).as_posix()) and page is None:
            yield Passed(name)
            continue
        for found in of_file(path, name, limits, file_times=file_times, page=page, opener=opener):
            if isinstance(found, Taken):
                origins[name] = found.fetch.address
                if page is not None:
                    found = Taken(found.fetch, found.body, belongs_to=origins.get(page, page))
            yield found


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
            if page is None and holds_others(head):
                yield from opener(path, name)
                return
            if state.st_size > limits.max_file_bytes:
                yield too_large(name, state.st_size, limits)
                return
            body = head + file.read(limits.max_file_bytes + 1 - len(head))
    except OSError as error:
        yield Fault(name, "unreadable", f"can't be opened: {error.strerror or error}")
        return
    time = utc(state.st_mtime) if file_times else None
    yield saved(name, body, "folder", page=page, url=url, retrieved_at=retrieved_at or time)


def saved(
    name: str,
    body: bytes,
    via: str,
    *,
    page: str | None = None,
    url: str | None = None,
    retrieved_at: str | None = None,
) -> Found:
    """A saved file as it is kept, under the URL that it says it is from."""
    if not body:
        return Fault(name, "empty", "is empty")
    origin = origin_of(body)
    kind = ResourceKind.DOCUMENT if page is None else ResourceKind.ASSET
    fetch = Fetch(
        url=url or (origin.url if page is None else None), path=name,
        retrieved_at=origin.retrieved_at or retrieved_at, kind=kind, via=via,
    )  # fmt: skip
    return Taken(fetch, body)


def holds_others(head: bytes) -> bool:
    """Whether a file that begins so may hold other files: zip, WARC."""
    from ipr_extract.ingest.warcs import is_warc

    return head.startswith((b"PK\x03\x04", b"PK\x05\x06")) or is_warc(head)


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


def printable(path: Path) -> str:
    """A path with ``/`` between its parts, in characters that can be written down."""
    return os.fsencode(path.as_posix()).decode("utf-8", "replace")


def utc(seconds: float) -> str:
    """A file's time as a snapshot's."""
    return datetime.fromtimestamp(int(seconds), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
