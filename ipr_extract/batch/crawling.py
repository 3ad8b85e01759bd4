"""Crawls beside the batch: each site in a process of its own, what it holds as files to read, what became of it."""

from __future__ import annotations

import base64
import contextlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from ipr_extract.errors import IprExtractError, OptionalDependencyError
from ipr_extract.sites import Site

CONTACT = "IPR_EXTRACT_CONTACT"
_CHILD = "ipr_extract.batch.crawl_child"
# Sites that are crawled at the same time. A host has one rate, whoever asks it.
_AT_ONCE = 4
FETCH_TROUBLE, SILENCE, FAILED = 3, 4, 1


@dataclass(frozen=True, slots=True)
class CrawlOutcome:
    """What became of one site. ``status``: ``done``, ``busy``, ``stopped``, ``failed``, ``not due``.

    ``counts`` are those of the crawl's tally, ``findings`` lists of severity, code, message and address.
    """

    site: str
    status: str
    message: str = ""
    counts: Mapping[str, int] | None = None
    findings: tuple[tuple[str, str, str, str], ...] = ()
    conduct: str | None = None

    @property
    def exit_code(self) -> int:
        """1 the crawl failed; 3 something could not be fetched; 4 something is silent or amiss; else 0."""
        if self.status in ("failed", "stopped"):
            return FAILED
        severities = {severity for severity, *_ in self.findings}
        if (self.counts and (self.counts["blocked"] or self.counts["failed"])) or "error" in severities:
            return FETCH_TROUBLE
        return SILENCE if "warning" in severities else 0


def exit_code(outcomes: Sequence[CrawlOutcome]) -> int:
    """Of several sites: the gravest, 1 before 3 before 4."""
    codes = {outcome.exit_code for outcome in outcomes}
    return next((code for code in (FAILED, FETCH_TROUBLE, SILENCE) if code in codes), 0)


def crawl_sites(sites: Sequence[Site], *, contact: str | None = None, only_due: bool = False) -> list[CrawlOutcome]:
    """Crawl sites, some at once, each in a process of its own; outcomes in their order.

    ``contact`` goes before what the environment and a site's settings say. Raises ``ConfigError`` before anything is
    asked where a site has none.
    """
    need_extra()
    from ipr_extract.crawl.process import user_agent

    contacts = [contact or os.environ.get(CONTACT) or site.politeness.contact for site in sites]
    for one in contacts:
        user_agent(one)
    due = [not only_due or _is_due(site) for site in sites]
    children: list[subprocess.Popen[str]] = []

    def crawl(site: Site, reached_by: str | None, wanted: bool) -> CrawlOutcome:
        if not wanted:
            return CrawlOutcome(site.name, "not due")
        values = {"do": "crawl", "site": site.model_dump(mode="json"), "contact": reached_by}
        return _outcome(site, _ask(values, children))

    # Left in this order: a pool waits for its children, so they have to be told first that they are to end.
    with ThreadPoolExecutor(_AT_ONCE) as pool, _ended(children):
        return list(pool.map(crawl, sites, contacts, due))


def fetch_page(url: str, contact: str | None, allow_private: Sequence[str] = ()) -> tuple[str, bytes]:
    """One page, as politely as in a crawl: where redirects led, and its bytes. Raises ``IprExtractError``."""
    need_extra()
    from ipr_extract.crawl.process import user_agent

    contact = contact or os.environ.get(CONTACT)
    user_agent(contact)
    children: list[subprocess.Popen[str]] = []
    with _ended(children):
        said = _ask({"do": "fetch", "url": url, "contact": contact, "allow_private": list(allow_private)}, children)
    if "body" not in said:
        raise IprExtractError(f"{url}: can't be had: {said.get('message', 'no answer')}")
    return said["url"], base64.b64decode(said["body"])


def silent(sites: Sequence[Site], now: float | None = None) -> list[CrawlOutcome]:
    """What is amiss with sites, from what the archive knows, without asking them anything."""
    need_extra()
    from ipr_extract.archive import open_archive
    from ipr_extract.crawl.silence import silences

    outcomes = []
    for site in sites:
        with open_archive(site.archive, create=False) as archive:
            found = silences(site, archive, time.time() if now is None else now)
        findings = tuple((f.severity, f.code, f.message, f.address) for f in found)
        outcomes.append(CrawlOutcome(site.name, "looked at", findings=findings))
    return outcomes


def _is_due(site: Site) -> bool:
    from ipr_extract.archive import open_archive
    from ipr_extract.crawl.process import is_due

    with open_archive(site.archive) as archive:
        return is_due(site, archive, time.time())


def _ask(values: dict[str, Any], children: list[subprocess.Popen[str]]) -> dict[str, Any]:
    """Have a child do something; what it says, or what it died of."""
    child = subprocess.Popen(
        [sys.executable, "-m", _CHILD], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        text=True, encoding="utf-8", errors="replace",
    )  # fmt: skip
    children.append(child)
    out, err = child.communicate(json.dumps(values))
    try:
        said: dict[str, Any] = json.loads(out.strip().rpartition("\n")[2])
    except ValueError:
        last = err.strip().rpartition("\n")[2]
        return {"status": "failed", "message": f"the crawl's process ended with {child.returncode}: {last}"}
    return said


@contextlib.contextmanager
def _ended(children: list[subprocess.Popen[str]]) -> Iterator[None]:
    """However the block is left, its children come to an end, in order: they write down what they have."""
    try:
        yield
    except BaseException:
        for child in children:
            if child.poll() is None:
                child.terminate()
        raise


def _outcome(site: Site, said: dict[str, Any]) -> CrawlOutcome:
    tally = said.get("tally") or {}
    findings = tuple((f["severity"], f["code"], f["message"], f["address"]) for f in tally.get("findings", []))
    counts = {name: value for name, value in tally.items() if isinstance(value, int)} or None
    return CrawlOutcome(
        site.name, said.get("status", "failed"), said.get("message", ""), counts, findings, said.get("conduct")
    )


def need_extra() -> None:
    """Say which extra is missing, in one line."""
    from importlib.util import find_spec

    if any(find_spec(name) is None for name in ("scrapy", "sqlalchemy")):
        raise OptionalDependencyError("crawls need the extra: pip install 'ipr_extract[crawl]'")
