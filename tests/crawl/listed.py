"""A listing of one page on the local site, and what the archive holds of an address."""

from __future__ import annotations

from ipr_extract.archive import Archive
from ipr_extract.model.snapshot import Snapshot
from tests.crawl.server import LocalSite, Reply
from tests.crawl.specimens import Circular, plain_list

LIST = "/list.html"
ROWS = {"family": "listing", "selectors": {"item": ".row", "next": "a.next"}}


def listed(local: LocalSite, *paths: str) -> dict[str, object]:
    """One page that lists the paths; each is a circular of its own until a test says otherwise."""
    circulars = [Circular(number) for number in range(len(paths), 0, -1)]
    local.pages[LIST] = Reply.html(plain_list(list(zip(paths, circulars, strict=True))))
    for path, circular in zip(paths, circulars, strict=True):
        local.pages.setdefault(path, Reply.html(circular.page()))
    return {"url": local.url(LIST)} | ROWS


def last(archive: Archive, url: str) -> Snapshot:
    return list(archive.history(url))[-1]
