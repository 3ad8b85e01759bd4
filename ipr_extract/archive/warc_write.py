"""The archive as WARC/1.1 files, for other tools: what was asked, what was answered, and what was made of it.

A fetch with an HTTP answer becomes a ``request`` and a ``response`` record, a file taken in a ``resource``, the same
bytes again and a 304 a ``revisit``. Each fetch, also one that was blocked, failed or skipped, has a ``metadata``
record that holds the rest of what the catalogue says. The same archive gives the same files.
"""

from __future__ import annotations

import base64
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http import HTTPStatus
from io import BytesIO
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote, urlsplit

from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.utils import Digester
from warcio.warcwriter import WARCWriter

from ipr_extract.model.snapshot import Headers, Outcome, Snapshot

MAX_BYTES = 1_000_000_000
NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
SAME_PAYLOAD = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
# The bytes are kept as the page, without the packing that they travelled in; what said so keeps another name.
_TRAVEL = frozenset({"content-encoding", "transfer-encoding", "content-length"})
ORIGINAL = "X-Archive-Orig-"
_NAMESPACE = uuid.UUID("6f1b2a52-6a43-4f0e-9d0c-5d1a5f3d7f10")


@dataclass(frozen=True, slots=True)
class Written:
    """Where a record with bytes is: for an index. ``offset`` and ``length`` in bytes of the file."""

    file: str
    offset: int
    length: int
    snapshot: Snapshot
    record_type: str


class _Writer(WARCWriter):  # type: ignore[misc]  # warcio has no types
    def _create_digester(self) -> Digester:
        return Digester("sha256")


class WarcFiles:
    """Writes fetches into ``NAME-00001.warc.gz``, …; a new file is begun behind ``max_bytes``."""

    def __init__(self, folder: Path, name: str, *, archive_id: str, software: str, max_bytes: int = MAX_BYTES) -> None:
        self._folder = folder
        self._name = name
        self._id = archive_id
        self._software = software
        self._max_bytes = max_bytes
        self._file: BinaryIO | None = None
        # When the bytes of an address stood in a record first, and its number.
        self._first: dict[tuple[str, str], tuple[str, int]] = {}
        self.paths: list[Path] = []

    def close(self) -> None:
        """End the file at hand."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def write(self, snapshot: Snapshot, read: Callable[[str], bytes]) -> Written:
        """Write all records of a fetch into one file; ``read`` gives the bytes of a digest."""
        file = self._file_for(snapshot)
        writer = _Writer(file, gzip=True, warc_version="1.1")
        offset = file.tell()
        record_type, record = self._main_record(writer, snapshot, read)
        concurrent = None
        if record is not None:
            writer.write_record(record)
            concurrent = record.rec_headers.get_header("WARC-Record-ID")
        length = file.tell() - offset
        if snapshot.requests or snapshot.request_headers:
            writer.write_record(self._request(writer, snapshot, concurrent))
        fields = "".join(f"{name}: {' '.join(value.split())}\r\n" for name, value in metadata_fields(snapshot).items())
        writer.write_record(
            writer.create_warc_record(
                target_uri(snapshot), "metadata", payload=BytesIO(fields.encode()), length=len(fields.encode()),
                warc_headers_dict=self._headers(snapshot, "metadata", concurrent),
            )
        )  # fmt: skip
        return Written(self.paths[-1].name, offset, length, snapshot, record_type)

    def _file_for(self, snapshot: Snapshot) -> BinaryIO:
        if self._file is not None and self._file.tell() < self._max_bytes:
            return self._file
        self.close()
        path = self._folder / f"{self._name}-{len(self.paths) + 1:05}.warc.gz"
        self.paths.append(path)
        self._file = path.open("xb")
        writer = _Writer(self._file, gzip=True, warc_version="1.1")
        info = writer.create_warcinfo_record(
            path.name, {"software": self._software, "format": "WARC File Format 1.1", "archive": self._id}
        )
        info.rec_headers.replace_header("WARC-Record-ID", self._record_id(path.name))
        info.rec_headers.replace_header("WARC-Date", snapshot.recorded_at)
        writer.write_record(info)
        return self._file

    def _main_record(
        self, writer: _Writer, snapshot: Snapshot, read: Callable[[str], bytes]
    ) -> tuple[str, ArcWarcRecord | None]:
        """The record that stands for the answer; none where there were no bytes to keep."""
        uri = target_uri(snapshot)
        if snapshot.sha256 is None:
            if snapshot.outcome is Outcome.UNCHANGED and snapshot.status == HTTPStatus.NOT_MODIFIED:
                headers = self._headers(snapshot, "revisit") | {"WARC-Profile": NOT_MODIFIED}
                return "revisit", writer.create_warc_record(
                    uri, "revisit", warc_headers_dict=headers, http_headers=_answer(snapshot, 0)
                )
            return "metadata", None
        digest = _payload_digest(snapshot.sha256)
        own = _date(snapshot), snapshot.fetch_id
        date, number = first = self._first.setdefault((snapshot.address, snapshot.sha256), own)
        if first != own and snapshot.status is not None:
            headers = self._headers(snapshot, "revisit") | {
                "WARC-Profile": SAME_PAYLOAD, "WARC-Payload-Digest": digest, "WARC-Refers-To-Target-URI": uri,
                "WARC-Refers-To-Date": date, "WARC-Refers-To": self._record_id(f"{number}/response"),
            }  # fmt: skip
            record = writer.create_warc_record(
                uri, "revisit", warc_headers_dict=headers, http_headers=_answer(snapshot, snapshot.size or 0)
            )
            return "revisit", record
        body = read(snapshot.sha256)
        if snapshot.status is None:
            headers = self._headers(snapshot, "resource") | {"WARC-Payload-Digest": digest}
            media_type = snapshot.media_type or "application/octet-stream"
            return "resource", writer.create_warc_record(
                uri, "resource", payload=BytesIO(body), length=len(body), warc_content_type=media_type,
                warc_headers_dict=headers,
            )  # fmt: skip
        return "response", writer.create_warc_record(
            uri, "response", payload=BytesIO(body), length=len(body), http_headers=_answer(snapshot, len(body)),
            warc_headers_dict=self._headers(snapshot, "response") | {"WARC-Payload-Digest": digest},
        )  # fmt: skip

    def _request(self, writer: _Writer, snapshot: Snapshot, concurrent: str | None) -> ArcWarcRecord:
        parts = urlsplit(snapshot.url or "")
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        headers = list(snapshot.request_headers)
        if not any(name.lower() == "host" for name, _ in headers):
            headers.insert(0, ("Host", parts.netloc))
        return writer.create_warc_record(
            target_uri(snapshot), "request", warc_headers_dict=self._headers(snapshot, "request", concurrent),
            http_headers=StatusAndHeaders(f"GET {_ascii(target)} HTTP/1.1", headers, is_http_request=True),
        )  # fmt: skip

    def _headers(self, snapshot: Snapshot, record_type: str, concurrent: str | None = None) -> dict[str, str]:
        name = "response" if record_type in ("resource", "revisit") else record_type
        headers = {"WARC-Date": _date(snapshot), "WARC-Record-ID": self._record_id(f"{snapshot.fetch_id}/{name}")}
        return headers | ({"WARC-Concurrent-To": concurrent} if concurrent else {})

    def _record_id(self, name: str) -> str:
        return f"<urn:uuid:{uuid.uuid5(_NAMESPACE, f'{self._id}/{name}')}>"


def write_warcs(
    snapshots: Iterator[Snapshot],
    read: Callable[[str], bytes],
    files: WarcFiles,
) -> list[Written]:
    """Write all fetches; returns where the records with bytes are."""
    try:
        return [files.write(snapshot, read) for snapshot in snapshots]
    finally:
        files.close()


def metadata_fields(snapshot: Snapshot) -> dict[str, str]:
    """What a metadata record says: the catalogue's fields that WARC has no header for."""
    fields = {
        "software": "ipr_extract", "outcome": snapshot.outcome.value, "source": snapshot.source,
        "kind": snapshot.kind.value, "via": snapshot.via, "robots": snapshot.robots.value, "reason": snapshot.reason,
        "status": "" if snapshot.status is None else str(snapshot.status), "media-type": snapshot.media_type or "",
        "path": quote(snapshot.path or ""), "final-url": snapshot.final_url or "",
        "content-digest": snapshot.content_digest or "", "requests": str(snapshot.requests),
        "version": "" if snapshot.version is None else str(snapshot.version),
        "retrieved-at": snapshot.retrieved_at or "unknown", "recorded-at": snapshot.recorded_at,
    }  # fmt: skip
    return {name: value for name, value in fields.items() if value}


def target_uri(snapshot: Snapshot) -> str:
    """A URI for every fetch: a file that came without one goes by its path."""
    return _ascii(snapshot.url) if snapshot.url else "file:///" + quote(snapshot.path or "")


def _ascii(url: str) -> str:
    # Only what a URI can't hold is escaped: what is escaped already stays.
    return quote(url, safe="!#$%&'()*+,/:;=?@[]~")


def _date(snapshot: Snapshot) -> str:
    return snapshot.retrieved_at or snapshot.recorded_at


def _payload_digest(sha256: str) -> str:
    return "sha256:" + base64.b32encode(bytes.fromhex(sha256)).decode()


def _answer(snapshot: Snapshot, length: int) -> StatusAndHeaders:
    status = snapshot.status or 200
    try:
        line = f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        line = f"{status} "
    headers: Headers = tuple(
        (ORIGINAL + name if name.lower() in _TRAVEL else name, " ".join(value.split()))
        for name, value in snapshot.headers
    )
    if status != HTTPStatus.NOT_MODIFIED:
        headers = (*headers, ("Content-Length", str(length)))
    return StatusAndHeaders(line, list(headers), protocol="HTTP/1.1")
