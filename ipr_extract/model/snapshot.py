"""What was fetched: when, from where, with which answer, and which bytes are kept of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

# The file that makes a folder an archive.
ARCHIVE_FILE = "archive.toml"
Headers = tuple[tuple[str, str], ...]
# Seconds and a Z: such times sort as text, in any database.
_UTC = re.compile(r"\d{4}-[01]\d-[0-3]\dT[0-2]\d:[0-5]\d:[0-6]\dZ")
_SHA256 = re.compile(r"[0-9a-f]{64}")


class Outcome(StrEnum):
    """What became of a fetch.

    ``stored``: bytes that are new at this address. ``unchanged``: the site said so (304), the bytes are those of the
    last version, or the circular's text in them is. ``blocked``: an answer that is no document (403, 412, 429, 521, a
    page of script only, "not found" sent with 200). ``failed``: no whole answer, or an error of the server's.
    ``skipped``: nothing was asked (robots.txt, a limit, another host).
    """

    STORED = "stored"
    UNCHANGED = "unchanged"
    BLOCKED = "blocked"
    FAILED = "failed"
    SKIPPED = "skipped"


class ResourceKind(StrEnum):
    """What an address is for. Of these, ``document`` and ``attachment`` are read by pipelines."""

    DOCUMENT = "document"
    ATTACHMENT = "attachment"
    LISTING = "listing"
    ROBOTS = "robots"
    ASSET = "asset"


class RobotsDecision(StrEnum):
    """What robots.txt (RFC 9309) said of an address when it was fetched.

    ``no_rules``: there is none (404 and the like), so everything is allowed; ``unreachable``: it could not be asked,
    so nothing is; ``not_asked``: nothing was fetched from a site, as with files taken in.
    """

    ALLOWED = "allowed"
    DISALLOWED = "disallowed"
    NO_RULES = "no_rules"
    UNREACHABLE = "unreachable"
    NOT_ASKED = "not_asked"


@dataclass(frozen=True, slots=True)
class Content:
    """What bytes hold, for one who keeps them without reading them.

    ``digest`` is that of the document's text without the page's furniture, None where it can't be read; ``refusal``
    says why they are no document at all (a firewall's notice, a page of script only).
    """

    digest: str | None = None
    refusal: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetch:
    """One fetch, or one file taken in, as its maker knows it; the bytes go beside it.

    ``url`` is the address asked for, without fragment; ``path`` names a file that was taken in (relative, ``/``
    between its parts). One of them is set; a page that was saved from a known URL has both. ``final_url`` is where
    redirects led. ``media_type`` and ``headers`` are claims of the site's. ``retrieved_at`` is UTC
    (``2026-01-31T08:00:00Z``), None where nobody knows. ``reason`` is one line: why blocked, failed or skipped.
    ``requests`` counts what was sent to the host for it, redirects and retries included; ``sent_at`` is the Unix time
    of the first. ``content_digest`` is a digest of the circular's text: a page whose bytes changed and whose digest
    did not is no new version. ``via`` says which way it came in (``crawl``, ``warc``, ``folder``, …).
    """

    url: str | None = None
    path: str | None = None
    retrieved_at: str | None
    outcome: Outcome = Outcome.STORED
    source: str = ""
    kind: ResourceKind = ResourceKind.DOCUMENT
    status: int | None = None
    media_type: str | None = None
    headers: Headers = ()
    request_headers: Headers = ()
    final_url: str | None = None
    robots: RobotsDecision = RobotsDecision.NOT_ASKED
    reason: str = ""
    requests: int = 0
    sent_at: float | None = None
    content_digest: str | None = None
    via: str = "crawl"

    def __post_init__(self) -> None:
        if not (self.url or self.path):
            raise ValueError("a fetch needs a url or a path")
        if self.retrieved_at is not None and not _UTC.fullmatch(self.retrieved_at):
            raise ValueError(f"retrieved_at is not UTC like 2026-01-31T08:00:00Z: {self.retrieved_at!r}")

    @property
    def address(self) -> str:
        """What the catalogue knows it by: the URL, else the path."""
        return self.url or self.path or ""

    def header(self, name: str) -> str | None:
        """The first header of that name, whatever its case."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot(Fetch):
    """A fetch as the archive holds it.

    ``sha256`` and ``size`` are those of its bytes; of a fetch without bytes (304, blocked, failed, skipped) they are
    None. ``version`` counts the versions of its address from 1; an unchanged fetch has that of the last one.
    ``recorded_at`` is when it was written down, and ``fetch_id`` its number in this catalogue.
    """

    sha256: str | None = None
    size: int | None = None
    version: int | None = None
    run_id: str | None = None
    recorded_at: str = ""
    fetch_id: int = 0

    def __post_init__(self) -> None:
        Fetch.__post_init__(self)
        if self.sha256 is not None and not _SHA256.fullmatch(self.sha256):
            raise ValueError(f"not a sha256 in 64 small hex digits: {self.sha256!r}")
