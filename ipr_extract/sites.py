"""Sites: what a crawl takes from where, how often and how politely, from the ``[site]`` of a pipeline file.

A site is data. Its pages are read by a family, code that many sites share; what is different from site to site
(addresses, columns, selectors) is said here.
"""

from __future__ import annotations

import datetime as dt
import ipaddress
import re
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

# The interval of a host that is not the machine's own; nobody needs to be asked more often than twice a second.
LEAST_SECONDS_BETWEEN_REQUESTS = 0.5


class FamilyName(StrEnum):
    """The kinds of listings that can be read."""

    GOVCN_SEARCH = "govcn-search"
    GOVCN_FEED = "govcn-feed"
    HANWEB = "hanweb"
    TRS = "trs"
    GKMLPT = "gkmlpt"
    JPAAS = "jpaas"
    LISTING = "listing"
    FEED = "feed"
    WEB_ARCHIVE = "web-archive"


class _Settings(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


def _web_address(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username is not None:
        raise ValueError("must be an http or https address without a user's name in it")
    return url


def _pattern(text: str) -> str:
    try:
        re.compile(text)
    except re.error as error:
        raise ValueError(f"isn't a pattern: {error}") from error
    return text


def _host(name: str) -> str:
    if not re.fullmatch(r"[a-z0-9.-]+|\[[0-9a-f:.]+\]", name):
        raise ValueError("must be a host's name in small letters, without scheme, port or path")
    return name


def _host_and_port(name: str) -> str:
    host, _, port = name.rpartition(":")
    if not port.isdecimal():
        raise ValueError("must be an address with its port, such as 127.0.0.1:8000")
    ipaddress.ip_address(host.strip("[]"))
    return name


_EVERY = re.compile(r"(?P<number>[1-9]\d{0,2})(?P<unit>[mhdw])")  # 6h, 1d, 2w
_SECONDS = {"m": 60, "h": 3600, "d": 86400, "w": 604800}


def _interval(text: str) -> str:
    if not _EVERY.fullmatch(text):
        raise ValueError("must be a number and a unit: 30m, 6h, 1d, 2w")
    return text


WebAddress = Annotated[str, AfterValidator(_web_address)]
Host = Annotated[str, AfterValidator(_host)]
# A name that becomes a part of file names and keys: ours, never the site's.
Slug = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")]


class Selectors(_Settings):
    """CSS selectors of a listing page: ``item`` one entry; the others are looked for inside of it.

    ``title`` is read from the link where it isn't given, ``date`` from the entry's text. ``next`` is the link to the
    next page, looked for in the whole page.
    """

    item: str = "li"
    link: str = "a[href]"
    title: str | None = None
    date: str | None = None
    number: str | None = None
    next: str | None = None


class Column(_Settings):
    """One listing of a site.

    ``match`` is a pattern that the addresses of its documents fit; others are no documents. ``cadence_days`` is the
    longest time between two new documents that surprises nobody; None learns it from the dates seen so far.
    ``at_least`` is how many entries its first page has when it is read well, ``share_with_number`` how many of its
    documents bear a document number, from 0 to 1.
    """

    name: Slug
    url: WebAddress
    family: FamilyName | None = None
    selectors: Selectors = Selectors()
    parameters: dict[str, str] = {}
    match: Annotated[str, AfterValidator(_pattern)] | None = None
    cadence_days: float | None = Field(default=None, gt=0)
    at_least: int = Field(default=1, ge=0)
    share_with_number: float = Field(default=0, ge=0, le=1)
    pages_at_most: int = Field(default=1000, ge=1)


class Politeness(_Settings):
    """How a host is asked. ``allow_private`` names addresses with ports that may be reached though they are private.

    ``contact`` (an address for mail or a page) is sent with each request; without one there is no crawl, but it can
    also come from the command line or the environment.
    """

    contact: str | None = Field(default=None, min_length=5)
    seconds_between_requests: float = Field(default=5, ge=0, le=3600)
    at_once: int = Field(default=1, ge=1, le=16)
    retries: int = Field(default=2, ge=0, le=10)
    # A host that asks for more patience than this is left alone until then; the run goes on without it.
    wait_at_most_seconds: float = Field(default=300, ge=0)
    allow_private: tuple[Annotated[str, AfterValidator(_host_and_port)], ...] = ()


class CrawlLimits(_Settings):
    """What a site may cost: a request's seconds, bytes (as sent and unpacked), hops; a run's requests."""

    seconds: float = Field(default=60, gt=0, le=3600)
    megabytes: float = Field(default=50, gt=0, le=2000)
    redirects: int = Field(default=5, ge=0, le=20)
    attachments: int = Field(default=30, ge=0, le=1000)
    requests: int = Field(default=20000, ge=1)

    @property
    def bytes(self) -> int:
        """The most bytes of one answer."""
        return int(self.megabytes * 1e6)


class Site(_Settings):
    """A source of circulars on the network. ``archive`` is where what is fetched is kept.

    ``hosts`` are all hosts that may be asked; without it those of the columns. ``every`` is how often it is looked
    at. Documents younger than ``revisit_days`` are asked for again, each at most once in ``revisit_every``, to see
    whether they changed; the whole of a listing is read again every ``reread_days``. ``ignore`` are codes of
    the silence detector that are no news at this site.
    """

    name: Slug
    title: str = ""
    family: FamilyName = FamilyName.LISTING
    archive: Path = Path("archive")
    hosts: tuple[Host, ...] = ()
    columns: tuple[Column, ...] = Field(min_length=1)
    every: Annotated[str, AfterValidator(_interval)] = "1d"
    revisit_days: float = Field(default=30, ge=0)
    revisit_every: Annotated[str, AfterValidator(_interval)] = "1w"
    reread_days: float = Field(default=90, gt=0)
    ignore: tuple[str, ...] = ()
    attachments: bool = True
    politeness: Politeness = Politeness()
    limits: CrawlLimits = CrawlLimits()

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        names = [column.name for column in self.columns]
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice is not None:
            raise ValueError(f"two columns are called {twice!r}")
        foreign = next((c.url for c in self.columns if not self.covers(urlsplit(c.url).hostname or "")), None)
        if foreign is not None:
            raise ValueError(f"{foreign} is on none of the site's hosts")
        if self.politeness.seconds_between_requests < LEAST_SECONDS_BETWEEN_REQUESTS and not self._is_own_machine():
            raise ValueError(
                f"seconds_between_requests below {LEAST_SECONDS_BETWEEN_REQUESTS} is for hosts in allow_private only"
            )
        return self

    def covers(self, host: str) -> bool:
        """Whether ``host`` belongs to the site."""
        return host in (self.hosts or {urlsplit(column.url).hostname for column in self.columns})

    def family_of(self, column: Column) -> FamilyName:
        """How a column's listing is read."""
        return column.family or self.family

    def column(self, name: str) -> Column:
        """The column of that name; ``KeyError`` where there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)

    @property
    def interval(self) -> dt.timedelta:
        """How often the site is looked at."""
        return as_interval(self.every)

    def _is_own_machine(self) -> bool:
        own = {name.rpartition(":")[0].strip("[]") for name in self.politeness.allow_private}
        hosts = set(self.hosts) or {urlsplit(column.url).hostname or "" for column in self.columns}
        return hosts <= own


def as_interval(text: str) -> dt.timedelta:
    """``6h`` as a span of time."""
    found = _EVERY.fullmatch(text)
    if found is None:
        raise ValueError(f"{text!r} isn't an interval")
    return dt.timedelta(seconds=int(found["number"]) * _SECONDS[found["unit"]])
