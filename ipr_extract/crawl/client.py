"""Scrapy as what sends requests: connections, TLS, time and size limits, and names looked up under guard.

Of Scrapy's own manners none is used where ours have to hold over processes and be written down: robots.txt, turns,
retries and redirects are decided in ``fetching.py``, one request at a time.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from typing import Any, ClassVar
from urllib.parse import urlsplit

import scrapy
from scrapy.crawler import CrawlerProcess
from scrapy.exceptions import DownloadCancelledError, DownloadTimeoutError
from scrapy.http import Request, Response
from scrapy.resolver import CachingThreadedResolver
from twisted.internet.defer import Deferred
from twisted.internet.error import DNSLookupError

from ipr_extract.crawl.addresses import is_literal, is_public
from ipr_extract.crawl.answers import Answer, NoAnswerError
from ipr_extract.crawl.fetching import Transport
from ipr_extract.model.snapshot import Headers
from ipr_extract.sites import Site

_HTTP = "scrapy.core.downloader.handlers.http11.HTTP11DownloadHandler"


class PublicResolver(CachingThreadedResolver):
    """Looks names up and gives no address inside of a network: what is connected to is what was judged."""

    def getHostByName(self, name: str, timeout: Sequence[int] = ()) -> Deferred[str]:  # noqa: N802 - Twisted's name
        """The address of a host; fails for a name that stands for a private one."""
        if is_literal(name):
            # Numbers in an address were judged before it was asked (addresses.py), with its port.
            return super().getHostByName(name, timeout)
        return super().getHostByName(name, timeout).addCallback(self._public, name)

    # What stands between this and the request swallows the reason, so it is kept here for whoever asked.
    refused: ClassVar[dict[str, str]] = {}

    def _public(self, address: str, name: str) -> str:
        if is_public(address):
            return address
        self.refused[name] = f"{name} stands for a private address ({address})"
        raise DNSLookupError(self.refused[name])


def settings(site: Site) -> dict[str, Any]:
    """Scrapy's settings for a site."""
    return {
        "DOWNLOAD_VERIFY_CERTIFICATES": True,
        "DOWNLOAD_MAXSIZE": site.limits.bytes,
        "DOWNLOAD_WARNSIZE": 0,
        "DOWNLOAD_DELAY": 0,  # turns are given by the archive, over all processes
        "CONCURRENT_REQUESTS": site.politeness.at_once + 1,
        "CONCURRENT_REQUESTS_PER_DOMAIN": site.politeness.at_once + 1,
        # Each of these would do by itself, unseen, what is decided and recorded elsewhere; and takes time to import.
        "DOWNLOADER_MIDDLEWARES_BASE": {},
        "SPIDER_MIDDLEWARES_BASE": {},
        "EXTENSIONS_BASE": {},
        "DOWNLOAD_HANDLERS_BASE": {"http": _HTTP, "https": _HTTP},
        "TWISTED_DNS_RESOLVER": PublicResolver,
        "STATS_DUMP": False,
        "LOG_ENABLED": False,
        "LOG_INSTALL_ROOT_HANDLER": False,
    }


class _Errand(scrapy.Spider):
    """A spider whose only request is ours to run: the crawl is what ``start`` does."""

    name = "ipr-extract"
    errand: Callable[[Transport], Awaitable[None]]
    seconds: float

    async def start(self) -> AsyncIterator[Any]:
        await self.errand(self._send)
        # What Scrapy asks for are requests to schedule; there are none, so it closes when the errand is done.
        nothing: tuple[Any, ...] = ()
        for request in nothing:
            yield request

    async def _send(self, url: str, headers: Headers) -> Answer:
        request = Request(url, headers=list(headers), meta={"download_timeout": self.seconds}, dont_filter=True)
        try:
            response = await self.crawler.engine.download_async(request)
        except asyncio.CancelledError:
            raise
        except DownloadTimeoutError as error:
            raise NoAnswerError("no whole answer in time") from error
        except DownloadCancelledError as error:
            raise NoAnswerError("more bytes than the limit", passing=False) from error
        except Exception as error:
            said = " ".join(str(error).split()) or type(error).__name__
            refused = PublicResolver.refused.get(urlsplit(url).hostname or "")
            final = refused is not None or "certificate" in said.lower()
            raise NoAnswerError(refused or said[:300], passing=not final) from error
        return Answer(response.url, response.status, _headers(response), response.body, str(response.ip_address or ""))


def _headers(response: Response) -> Headers:
    return tuple(
        (name.decode("latin-1"), value.decode("latin-1"))
        for name, values in response.headers.items()
        for value in values
    )


def run_errand(site: Site, errand: Callable[[Transport], Awaitable[None]]) -> bool:
    """Run an errand with Scrapy's downloader; once a process, since a reactor can't be started twice.

    SIGINT and SIGTERM cancel it. Returns whether it came to its end; what it raises is raised here.
    """
    ended: list[BaseException | None] = []

    async def watched(transport: Transport) -> None:
        try:
            await errand(transport)
        except BaseException as error:
            ended.append(error)
            raise
        ended.append(None)

    process = CrawlerProcess(settings(site))
    # After Scrapy has set its loggers up: what it has to say is raised and recorded by us.
    for name in ("scrapy", "twisted"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    process.crawl(_Errand, errand=watched, seconds=site.limits.seconds)
    process.start()
    if not ended or isinstance(ended[0], asyncio.CancelledError):
        return False
    if ended[0] is not None:
        raise ended[0]
    return True
