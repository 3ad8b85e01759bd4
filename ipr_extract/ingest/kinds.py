"""What a file holds, by its first bytes and by the names in it: other files (zip, WARC), or one document."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import IO

from ipr_extract.ingest.warcs import is_warc
from ipr_extract.zip_members import UNSOUND

# So many bytes tell what a file is.
HEAD = 512
# Members that say of a zip file that it is one document of an office program.
_OFFICE = frozenset({"[Content_Types].xml", "OFD.xml", "content.xml", "META-INF/container.xml"})


def is_zip(head: bytes) -> bool:
    """Whether a file that begins so is a zip file."""
    return head.startswith((b"PK\x03\x04", b"PK\x05\x06"))


def holds_others(file: IO[bytes] | Path, head: bytes) -> bool:
    """Whether a file that begins with ``head`` holds other files: WARC, or zip and no office document."""
    return is_warc(head) or (is_zip(head) and not is_office(file))


def is_office(file: IO[bytes] | Path) -> bool:
    """Whether a zip file is one document; its list of members is read, nothing unpacked."""
    try:
        with zipfile.ZipFile(file) as package:
            return bool(set(package.namelist()) & _OFFICE)
    except UNSOUND:
        return False
