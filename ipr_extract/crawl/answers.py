"""An answer as it came: unpacked within limits, and told apart: a document, a notice that there is none, a block."""

from __future__ import annotations

import functools
import re
import zlib
from collections.abc import Callable, Iterator
from typing import NamedTuple

from ipr_extract.data.rules import alternatives, rules
from ipr_extract.errors import IprExtractError
from ipr_extract.model.snapshot import Headers

ACCEPT_ENCODING = "gzip, deflate"
# Answers that say that we are not wanted, or not now. 521 is what some firewalls send with a page of script.
BLOCKED_STATUSES = frozenset({401, 403, 405, 412, 418, 429, 451, 521})
# Answers that may be better in a moment.
PASSING_STATUSES = frozenset({408, 500, 502, 503, 504, 522, 524})
GONE_STATUSES = frozenset({404, 410})
REDIRECTS = frozenset({301, 302, 303, 307, 308})
_GZIP, _MEMBER = zlib.MAX_WBITS | 16, b"\x1f\x8b\x08"
_MEMBERS_AT_MOST = 1000


class NoAnswerError(IprExtractError):
    """No whole answer: not connected, broken off, too slow. ``passing`` says whether asking again may help."""

    def __init__(self, message: str, *, passing: bool = True) -> None:
        super().__init__(message)
        self.passing = passing


class Answer(NamedTuple):
    """What a host sent. ``body`` is as sent until ``unpacked``; ``address`` is the one that was connected to."""

    url: str
    status: int
    headers: Headers
    body: bytes
    address: str = ""

    def header(self, name: str) -> str | None:
        """The first header of that name, whatever its case."""
        return next((value for key, value in self.headers if key.lower() == name), None)

    @property
    def media_type(self) -> str | None:
        """What the site says that it is, without parameters."""
        stated = self.header("content-type")
        return stated.partition(";")[0].strip().lower() or None if stated else None

    @property
    def charset(self) -> str | None:
        """The encoding that the site says it has."""
        found = re.search(r"charset=[\"']?([\w-]+)", self.header("content-type") or "", re.IGNORECASE)
        return found[1] if found else None


def unpacked(answer: Answer, most: int) -> Answer:
    """The answer with its body decompressed; ``NoAnswerError`` where that would be more than ``most`` bytes.

    Its headers say that it was compressed under another name, so that nobody unpacks it twice. A body in gzip that
    no header announces, on a page, is unpacked too.
    """
    codings = [c.strip().lower() for c in (answer.header("content-encoding") or "").split(",") if c.strip()]
    codings = [coding for coding in codings if coding != "identity"]
    if not codings and answer.body.startswith(_MEMBER) and (answer.media_type or "").startswith("text/"):
        codings = ["gzip"]
    if not codings or not answer.body:
        return answer
    body = answer.body
    for coding in reversed(codings):
        body = _decompressed(body, coding, most)
    renamed = {"content-encoding": "X-Original-Content-Encoding", "content-length": "X-Original-Content-Length"}
    headers = tuple((renamed.get(key.lower(), key), value) for key, value in answer.headers)
    return answer._replace(body=body, headers=headers)


def _decompressed(body: bytes, coding: str, most: int) -> bytes:
    if coding in ("gzip", "x-gzip"):
        windows: tuple[int, ...] = (_GZIP,)
    elif coding == "deflate":
        # "deflate" is zlib by the standard and raw deflate by habit.
        windows = (zlib.MAX_WBITS, -zlib.MAX_WBITS)
    else:
        raise NoAnswerError(f"compressed as {coding!r}, which was not asked for", passing=False)
    error: Exception | None = None
    for window in windows:
        try:
            return _inflated(body, window, most)
        except zlib.error as problem:
            error = problem
    raise NoAnswerError(f"can't be unpacked: {error}")


def _inflated(body: bytes, window: int, most: int) -> bytes:
    """All members of a stream, of which gzip may have several; what else follows is nothing of it."""
    whole = b""
    for _ in range(_MEMBERS_AT_MOST):
        machine = zlib.decompressobj(window)
        whole += machine.decompress(body, most + 1 - len(whole))
        if len(whole) > most:
            raise NoAnswerError(f"more than {most} bytes when unpacked", passing=False)
        if not machine.eof:
            raise NoAnswerError("compressed and broken off")
        body = machine.unused_data
        if window != _GZIP or not body.startswith(_MEMBER):
            return whole
    raise NoAnswerError(f"more than {_MEMBERS_AT_MOST} members of gzip", passing=False)


_TITLE = re.compile(r"<title[^>]{0,2000}>(?P<title>[^<]*)", re.IGNORECASE)
# <title>404</title>, <title>404 Not Found</title>; not a circular's 关于404专项…
_CODE_TITLE = re.compile(r"^\s*(?:error\s*)?[45]\d\d\b(?!\s*号)", re.IGNORECASE)
# What isn't closed hides the rest, as in a browser; to look for its end again and again would take for ever.
_PIECE = re.compile(
    r"<(?P<hidden>script|style|noscript|title)\b[^>]*>.*?(?:</(?P=hidden)\s*>|\Z)|<!--.*?(?:-->|\Z)|<[^>]*>"
    r"|(?P<text>[^<]+)",
    re.DOTALL | re.IGNORECASE,
)
_PROSE = 12  # so many full stops are a document's, and are counted faster than the page is taken apart
_SCRIPT_ONLY = 30  # characters; a page that shows fewer and has script builds itself in a browser


def notice(text: str) -> str | None:
    """Why a page that came with 200 is no document: a block, "not found", only script. None where it is one."""
    blocked = _blocked()
    titled = _TITLE.search(text)
    title = titled["title"] if titled else ""
    if _CODE_TITLE.match(title) or (title and blocked.phrases(title)):
        return f"a notice with 200: {' '.join(title.split())[:80]}"
    if text.count("。") >= _PROSE:
        return None
    shown = _beginning(text, blocked.longest)
    if len(shown) >= blocked.longest:
        return None
    found = blocked.phrases(shown)
    if found:
        return f"a notice with 200: {found}"
    if len(shown) < _SCRIPT_ONLY and "<script" in text.lower():
        return "a page of script only"
    return None


def _beginning(text: str, enough: int) -> str:
    """What the page shows, up to about ``enough`` characters: most pages are judged by their first lines."""
    pieces: list[str] = []
    length = 0
    for piece in _texts(text):
        pieces.append(piece)
        length += len(piece)
        if length >= enough:
            break
    return " ".join(pieces)


def _texts(text: str) -> Iterator[str]:
    for found in _PIECE.finditer(text):
        piece = found["text"]
        if piece and (piece := piece.strip()):
            yield piece


class _Blocked(NamedTuple):
    longest: int
    phrases: Callable[[str], str | None]


@functools.cache
def _blocked() -> _Blocked:
    known = rules("site_families")["blocked"]
    pattern = re.compile(alternatives(known["phrases"]))

    def found(text: str) -> str | None:
        match = pattern.search(text)
        return match[0] if match else None

    return _Blocked(int(known["longest"]), found)
