"""What a browser wrote into a page that it saved: where the page is from, and when it was saved."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import PurePosixPath

# Browsers write their note at the top.
_HEAD = 4096
# <!-- saved from url=(0054)https://www.example.gov.cn/a.html --> : the figure counts the URL's characters.
_SAVED_FROM = re.compile(rb"<!--\s*saved from url=\(\d{4}\)(?P<url>https?://[^\s>]+?)\s*-->")
# <!-- Page saved with SingleFile  url: https://…  saved date: Sat Nov 28 2026 22:44:16 GMT+0800 (…) -->
_SINGLE_FILE = re.compile(
    rb"<!--\s*Page saved with SingleFile\s*\n\s*url:\s*(?P<url>https?://\S+)\s*\n"
    rb"\s*saved date:\s*\w{3} (?P<date>\w{3} \d{1,2} \d{4} \d\d:\d\d:\d\d) GMT(?P<zone>[+-]\d{4})"
)
# The folder that a browser puts a page's own files into: page.html, page_files/ (page.files/ of old ones).
_FOLDER = re.compile(r"(?P<stem>.+)(?:_files|\.files|_file)")
_ENDINGS = frozenset({".html", ".htm", ".shtml", ".xhtml", ".mht", ".mhtml"})


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a saved page is from, as far as it says so itself. ``retrieved_at`` is UTC."""

    url: str | None = None
    retrieved_at: str | None = None


def origin_of(data: bytes) -> Origin:
    """What the browser noted in the page."""
    head = data[:_HEAD]
    if found := _SINGLE_FILE.search(head):
        return Origin(_url(found["url"]), _time(found["date"].decode(), found["zone"].decode()))
    if found := _SAVED_FROM.search(head):
        return Origin(_url(found["url"]))
    return Origin()


def is_page(name: str) -> bool:
    """Whether a file is a page by its name."""
    return PurePosixPath(name).suffix.lower() in _ENDINGS


def pages_among(names: Iterable[str]) -> dict[str, str]:
    """The pages among files, by their names without the ending; of several the first by name."""
    pages: dict[str, str] = {}
    for name in sorted(filter(is_page, names)):
        pages.setdefault(name.rpartition(".")[0], name)
    return pages


def page_of(path: PurePosixPath, pages: Mapping[str, str]) -> str | None:
    """The page that a file was saved with: ``a/page.html`` for ``a/page_files/x.css``; None for a file on its own.

    ``pages`` are those at hand, as ``pages_among`` gives them.
    """
    for folder in path.parents:
        if found := _FOLDER.fullmatch(folder.name):
            page = pages.get(folder.with_name(found["stem"]).as_posix())
            if page is not None:
                return page
    return None


def utc(at: datetime) -> str | None:
    """A time as a snapshot's; None where it is outside of the years that are counted."""
    try:
        return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"
    except OverflowError:
        return None


def _url(found: bytes) -> str:
    return found.decode("utf-8", "replace").partition("#")[0]


def _time(date: str, zone: str) -> str | None:
    try:
        return utc(datetime.strptime(f"{date} {zone}", "%b %d %Y %H:%M:%S %z"))
    except ValueError:
        return None
