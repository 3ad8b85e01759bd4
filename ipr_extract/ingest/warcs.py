"""WARC files as what is to be kept."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import IO

from ipr_extract.archive.warc_read import WarcFault, read_warc
from ipr_extract.config import IngestLimits
from ipr_extract.ingest.found import Fault, Found, Taken

_FIRST_WORDS = (b"WARC/", b"filedesc://")


def is_warc(head: bytes) -> bool:
    """Whether a file that begins so is a WARC (or its forerunner ARC), packed or not."""
    if head.startswith(b"\x1f\x8b"):
        try:
            head = zlib.decompressobj(zlib.MAX_WBITS + 16).decompress(head, 64)
        except zlib.error:
            return False
    return head.startswith(_FIRST_WORDS)


def of_warc(file: IO[bytes], name: str, limits: IngestLimits) -> Iterator[Found]:
    """The fetches of a WARC file that can seek."""
    for found in read_warc(file, max_body=limits.max_file_bytes):
        if isinstance(found, WarcFault):
            yield Fault(f"{name} at byte {found.offset}", found.code, found.message)
        else:
            yield Taken(found.fetch, found.body, found.payload_digest, found.same_as)
