"""What holds of the members of any zip file: how an unsound file shows, what a name says, what isn't opened.

``zipfile`` takes the file apart. How much may come out of it, what is asked of it and what a refusal is called is known
to each that reads one.
"""

from __future__ import annotations

import lzma
import re
import stat
import struct
import zipfile
import zlib

from ipr_extract.common_characters import likely_name, plausibility

# What ``zipfile`` says of files that aren't sound: places before the file's begin or beyond any, streams that no method
# gives, methods that nobody knows (``NotImplementedError``, a ``RuntimeError`` as is the want of a password), …
UNSOUND = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, KeyError, OSError, OverflowError,
    RuntimeError, ValueError,
)  # fmt: skip
_UTF8, _LOCKED = 0x800, 0x1
_HIGH = re.compile(rb"[\x80-\xff]")
_DOCTYPE = tuple("<!DOCTYPE".encode(encoding) for encoding in ("ascii", "utf-16-le", "utf-16-be"))


def is_locked(info: zipfile.ZipInfo) -> bool:
    """Whether the member needs a password."""
    return bool(info.flag_bits & _LOCKED)


def is_link(info: zipfile.ZipInfo) -> bool:
    """Whether the member is a symbolic link."""
    return stat.S_ISLNK(info.external_attr >> 16)


def declares_type(xml: bytes) -> bool:
    """Whether XML declares a document type, without which it has no entities of its own; no package's does."""
    return any(mark in xml for mark in _DOCTYPE)


def name_of(info: zipfile.ZipInfo) -> str:
    """The member's name. Chinese Windows writes GBK without a word; by the standard the same bytes are cp437."""
    name = info.filename
    if info.flag_bits & _UTF8 or name.isascii():
        return name
    try:
        raw = name.encode("cp437")
    except UnicodeEncodeError:  # it came from a field of its own, as UTF-8
        return name
    best = likely_name(raw)
    if best is None:
        return name
    if plausibility(best) > 0 or best.encode() == raw:
        return best
    # Rare characters, as of names of people: they are most of a name, and accents are few of its letters.
    stem = raw.rpartition(b".")[0] or raw
    return best if 2 * len(_HIGH.findall(stem)) > len(stem) else name
