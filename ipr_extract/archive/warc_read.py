"""WARC files of any maker, read record by record; a broken record costs itself and what can't be told from it."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import IO, Any
from urllib.parse import unquote, urlsplit

from warcio.archiveiterator import ArchiveIterator
from warcio.bufferedreaders import BufferedReader
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord

from ipr_extract.archive.warc_write import ORIGINAL
from ipr_extract.model.snapshot import Fetch, Headers, Outcome, ResourceKind, RobotsDecision

_BLOCKED = frozenset({401, 403, 412, 429, 521})
_ASSETS = re.compile(r"(?:image|font|audio|video)/|text/css|(?:application|text)/(?:x-)?javascript", re.IGNORECASE)
_DATE = re.compile(r"(?P<day>\d{4}-\d\d-\d\d)T(?P<time>\d\d:\d\d:\d\d)(?:\.\d+)?Z")
_ARC_DATE = re.compile(r"(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)")
# Where a record can begin: a gzip member (deflate, no odd flags), or a record's first line.
_BEGINNING = re.compile(rb"\x1f\x8b\x08[\x00-\x1f]|(?<=\r\n\r\n)WARC/[01]\.\d+\r\n")
_WINDOW = 1 << 20
_KEPT_RECORDS = ("response", "resource", "revisit", "metadata")


@dataclass(frozen=True, slots=True)
class WarcItem:
    """What a record says was fetched. ``body`` is None where none was kept (a 304, a refusal) or it stands elsewhere.

    ``same_as`` is the WARC's own digest of the payload that a revisit refers to, ``payload_digest`` of a response's.
    """

    fetch: Fetch
    body: bytes | None
    payload_digest: str | None = None
    same_as: str | None = None


@dataclass(frozen=True, slots=True)
class WarcFault:
    """A record that can't be used: one line that says why, and where it is (bytes from the file's beginning)."""

    message: str
    offset: int
    code: str = "broken_record"


@dataclass(slots=True)
class _Pending:
    """A record that its metadata record may follow."""

    item: WarcItem
    record_id: str
    fields: dict[str, str] = field(default_factory=dict)


class _Iterator(ArchiveIterator):  # type: ignore[misc]  # warcio has no types
    # warcio prints this where a record's length is wrong; here it is counted and becomes a fault.
    INC_RECORD = ""


def read_warc(file: IO[bytes], *, max_body: int) -> Iterator[WarcItem | WarcFault]:
    """Read a WARC (or ARC) file, packed or not; ``file`` can seek. Bodies above ``max_body`` bytes are faults.

    Never raises for what the file holds: after a broken record it goes on with the next that begins where a record
    can begin.
    """
    pending: _Pending | None = None
    for found in _records(file, max_body):
        if isinstance(found, _Pending):
            if found.fields and pending is not None and found.record_id == pending.record_id:
                yield _with_fields(pending.item, found.fields)
                pending = None
                continue
            if pending is not None:
                yield pending.item
            # A metadata record of this program's that stands alone is a fetch without bytes.
            pending = None
            if not found.fields:
                pending = found
            elif not found.record_id:
                yield _with_fields(found.item, found.fields)
        else:
            if pending is not None:
                yield pending.item
                pending = None
            yield found
    if pending is not None:
        yield pending.item


def payloads(file: IO[bytes]) -> Iterator[bytes]:
    """The bodies of a WARC file that this program wrote, as they are; ``ValueError`` where one is damaged."""
    try:
        for record in _Iterator(file, check_digests=True):
            if record.rec_type in ("response", "resource"):
                body = record.raw_stream.read()
                if record.digest_checker.passed is not True:
                    raise ValueError(record.rec_headers.get_header("WARC-Target-URI"))
                yield body
    except (ArchiveLoadFailed, EOFError, zlib.error) as error:
        raise ValueError(_line(error)) from error


def _records(file: IO[bytes], max_body: int) -> Iterator[_Pending | WarcFault]:
    start: int | None = 0
    while start is not None:
        file.seek(start)
        iterator = _Iterator(file, check_digests=True)
        at = start
        try:
            for record in iterator:
                at = max(at, iterator.offset)
                if record.rec_type is None or record.length is None:
                    # Without a length it would take all that follows for its own.
                    raise ValueError("a record without type or length")
                yield from _record(record, iterator.offset, max_body)
                if iterator.err_count:
                    iterator.err_count = 0
                    yield WarcFault("the record's length is wrong: other bytes follow it", at)
            return
        except (ArchiveLoadFailed, EOFError, zlib.error, ValueError, OSError, AttributeError, TypeError) as error:
            yield WarcFault(f"can't be read here: {_line(error)}", at)
        start = _next_beginning(file, at + 1)


def _next_beginning(file: IO[bytes], at: int) -> int | None:
    """Where a record may begin at or behind ``at``."""
    # The pattern looks back four bytes.
    base = max(0, at - 4)
    while True:
        file.seek(base)
        window = file.read(_WINDOW)
        found = _BEGINNING.search(window, at - base if at > base else 0)
        if found:
            return base + found.start()
        if len(window) < _WINDOW:
            return None
        base += _WINDOW - 64
        at = base


def _record(record: ArcWarcRecord, offset: int, max_body: int) -> Iterator[_Pending | WarcFault]:
    if record.rec_type not in _KEPT_RECORDS:
        return
    headers = record.rec_headers
    if record.rec_type == "metadata":
        yield from _metadata(record)
        return
    target = headers.get_header("WARC-Target-URI") or headers.get_header("uri") or ""
    try:
        body = _body(record, max_body)
    except (ArchiveLoadFailed, EOFError, zlib.error, ValueError, OSError) as error:
        yield WarcFault(f"{target or 'a record'}: its bytes can't be unpacked: {_line(error)}", offset)
        return
    fault = _fault(record, body, max_body)
    if fault:
        yield WarcFault(f"{target or 'a record'}: {fault}", offset, "too_large" if "MB" in fault else "broken_record")
        return
    item = _item(record, target, body)
    if item is None:
        yield WarcFault(f"{target or 'a record'}: has no address or time that can be used", offset)
    else:
        yield _Pending(item, headers.get_header("WARC-Record-ID") or "")


def _body(record: ArcWarcRecord, max_body: int) -> bytes:
    stream = record.content_stream()
    pieces: list[bytes] = []
    size = 0
    while size <= max_body and (piece := stream.read(min(65_536, max_body + 1 - size))):
        pieces.append(piece)
        size += len(piece)
    if size <= max_body:
        while record.raw_stream.read(65_536):
            pass  # the digest is checked when all has been read
    return b"".join(pieces)


def _fault(record: ArcWarcRecord, body: bytes, max_body: int) -> str | None:
    if len(body) > max_body:
        return f"has more than the {max_body / 1e6:.1f} MB that are kept"
    if record.rec_type == "revisit":
        return None
    if record.digest_checker is not None and record.digest_checker.passed is False:
        return "its bytes are not those of its digest"
    if getattr(record.raw_stream, "limit", 0):
        return "is cut short"
    encoding = record.http_headers and (record.http_headers.get_header("Content-Encoding") or "").strip().lower()
    if encoding and encoding != "identity" and encoding not in BufferedReader.get_supported_decompressors():
        return f"is packed as {encoding!r}, which can't be unpacked"
    return None


def _item(record: ArcWarcRecord, target: str, body: bytes) -> WarcItem | None:
    headers = record.rec_headers
    retrieved_at = _utc(headers.get_header("WARC-Date")) or _arc_time(headers.get_header("archive-date"))
    address = _address(target)
    if retrieved_at is None or address is None:
        return None
    status, answered = _http(record)
    media_type = record.content_type if record.rec_type == "resource" else _first(answered, "content-type")
    outcome, reason = _outcome(record.rec_type, status, answered)
    url, path = address
    fetch = Fetch(
        url=url, path=path, retrieved_at=retrieved_at, outcome=outcome, reason=reason, status=status,
        media_type=media_type, headers=answered, kind=_kind(url or "", media_type), via="warc",
    )  # fmt: skip
    digest = headers.get_header("WARC-Payload-Digest")
    if record.rec_type == "revisit":
        return WarcItem(fetch, None, same_as=digest)
    if outcome is Outcome.STORED and not body:
        return WarcItem(replace(fetch, outcome=Outcome.FAILED, reason="the answer was empty"), None)
    return WarcItem(fetch, body if outcome is Outcome.STORED else None, payload_digest=digest)


def _metadata(record: ArcWarcRecord) -> Iterator[_Pending]:
    """A metadata record that this program wrote; others are none of its business."""
    text = record.raw_stream.read(65_536).decode("utf-8", "replace")
    fields = dict(line.partition(": ")[::2] for line in text.splitlines() if ": " in line)
    address = _address(record.rec_headers.get_header("WARC-Target-URI") or "")
    if fields.get("software") != "ipr_extract" or address is None:
        return
    url, path = address
    item = WarcItem(Fetch(url=url, path=path, retrieved_at=None, outcome=Outcome.SKIPPED, via="warc"), None)
    yield _Pending(item, record.rec_headers.get_header("WARC-Concurrent-To") or "", fields)


def _with_fields(item: WarcItem, fields: dict[str, str]) -> WarcItem:
    changes: dict[str, Any] = {
        "source": fields.get("source", ""), "reason": fields.get("reason", ""), "final_url": fields.get("final-url"),
        "content_digest": fields.get("content-digest"), "media_type": fields.get("media-type") or item.fetch.media_type,
        "path": unquote(fields["path"]) if fields.get("path") else item.fetch.path,
        "retrieved_at": _utc(fields.get("retrieved-at")),
    }  # fmt: skip
    try:
        changes["kind"] = ResourceKind(fields.get("kind", ""))
        changes["robots"] = RobotsDecision(fields.get("robots", ""))
        changes["status"] = int(fields["status"]) if "status" in fields else item.fetch.status
        changes["requests"] = int(fields.get("requests", "0"))
        outcome = Outcome(fields.get("outcome", ""))
    except ValueError:
        return item
    # What came with bytes is judged anew by the archive that takes it; what came without stays what it was.
    if item.body is None and item.fetch.outcome is not Outcome.UNCHANGED:
        changes["outcome"] = Outcome.SKIPPED if outcome is Outcome.STORED else outcome
    return replace(item, fetch=replace(item.fetch, **changes))


def _outcome(record_type: str, status: int | None, headers: Headers) -> tuple[Outcome, str]:
    if record_type == "revisit":
        return Outcome.UNCHANGED, ""
    if status is None or 200 <= status < 300:
        return Outcome.STORED, ""
    if 300 <= status < 400:
        return Outcome.SKIPPED, f"{status}: leads to {_first(headers, 'location') or 'nowhere'}"
    if status in _BLOCKED:
        return Outcome.BLOCKED, f"the site answered {status}"
    return Outcome.FAILED, f"the site answered {status}"


def _http(record: ArcWarcRecord) -> tuple[int | None, Headers]:
    if record.http_headers is None:
        return None, ()
    code = record.http_headers.get_statuscode()
    headers = tuple(
        (name.removeprefix(ORIGINAL), value)
        for name, value in record.http_headers.headers
        # The length that this program put in stands beside the one that the site claimed.
        if not (
            name == "Content-Length"
            and any(n.lower() == f"{ORIGINAL}content-length".lower() for n, _ in record.http_headers.headers)
        )
    )
    return (int(code) if code and code.isdecimal() else None), headers


def _kind(url: str, media_type: str | None) -> ResourceKind:
    if urlsplit(url).path == "/robots.txt":
        return ResourceKind.ROBOTS
    return ResourceKind.ASSET if media_type and _ASSETS.match(media_type) else ResourceKind.DOCUMENT


def _address(target: str) -> tuple[str | None, str | None] | None:
    """URL and path; a target that is neither of the web nor a file (``dns:``, ``urn:``) is nothing to keep."""
    target = target.strip().strip("<>").partition("#")[0]
    if target.startswith("file:"):
        path = unquote(target.removeprefix("file:").lstrip("/"))
        return (None, path) if path else None
    return (target, None) if target.lower().startswith(("http://", "https://")) else None


def _utc(date: str | None) -> str | None:
    found = _DATE.fullmatch(date or "")
    return f"{found['day']}T{found['time']}Z" if found else None


def _arc_time(date: str | None) -> str | None:
    """``20240301080000``, as ARC files write it."""
    found = _ARC_DATE.fullmatch(date or "")
    return "{}-{}-{}T{}:{}:{}Z".format(*found.groups()) if found else None


def _first(headers: Headers, name: str) -> str | None:
    return next((value for key, value in headers if key.lower() == name), None)


def _line(error: BaseException) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__
