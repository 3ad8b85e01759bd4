"""A child of ``crawling``: one crawl, or one page, in a process of its own, since a reactor can't be started twice.

Reads one JSON value on standard input; the last line on standard output is what became of it.
"""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import json
import sys
import tempfile
from typing import Any
from urllib.parse import urlsplit

from ipr_extract.errors import IprExtractError, ReadError
from ipr_extract.model import BlockKind
from ipr_extract.sites import Column, Politeness, Site


def content_digest(data: bytes) -> str | None:
    """The digest of a document's text without the page's furniture; None where it can't be read.

    Most sites write a counter or the day's date into their pages: such a page is no new version of the document.
    """
    from ipr_extract.parse import read_document

    try:
        document = read_document(data, "page")
    except ReadError:
        return None
    parts = (document.text[b.start : b.end] for b in document.blocks if b.kind is not BlockKind.FURNITURE)
    return hashlib.sha256("\n".join(parts).encode("utf-8", "replace")).hexdigest()


def _crawl(told: dict[str, Any]) -> dict[str, Any]:
    from ipr_extract.crawl.process import crawl_here

    site = Site.model_validate(told["site"])
    return dataclasses.asdict(crawl_here(site, site.archive, told["contact"], digest=content_digest))


def _fetch(told: dict[str, Any]) -> dict[str, Any]:
    from ipr_extract.crawl.process import fetch_here

    url = told["url"]
    site = Site(
        name="page",
        hosts=(urlsplit(url).hostname or "",),
        columns=(Column(name="page", url=url),),
        politeness=Politeness(allow_private=tuple(told["allow_private"])),
    )
    # What is only looked at is kept nowhere.
    with tempfile.TemporaryDirectory() as folder:
        final, body = fetch_here(site, folder, told["contact"], url)
    return {"url": final, "body": base64.b64encode(body).decode("ascii")}


def main() -> int:
    """Do what standard input says."""
    told = json.load(sys.stdin)
    try:
        said = _crawl(told) if told["do"] == "crawl" else _fetch(told)
    except (IprExtractError, ValueError) as error:
        said = {"status": "failed", "message": str(error)}
    print(json.dumps(said, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
