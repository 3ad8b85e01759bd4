"""A child of ``crawling``: one crawl, or one page, in a process of its own, since a reactor can't be started twice.

Reads one JSON value on standard input; the last line on standard output is what became of it.
"""

from __future__ import annotations

import base64
import dataclasses
import json
import sys
import tempfile
from typing import Any
from urllib.parse import urlsplit

from ipr_extract.batch.content import content_of
from ipr_extract.errors import IprExtractError
from ipr_extract.sites import Column, Politeness, Site


def _crawl(told: dict[str, Any]) -> dict[str, Any]:
    from ipr_extract.crawl.process import crawl_here

    site = Site.model_validate(told["site"])
    return dataclasses.asdict(crawl_here(site, site.archive, told["contact"], look=content_of))


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
