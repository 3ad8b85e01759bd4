"""Files of several documents: zip archives, mails, saved pages. What is in them is listed, then read one by one.

A container is a stranger's. Names are only ever shown; sizes are those that a member may have at most, and what they
add up to is bounded over the whole container, containers within it included.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from ipr_extract.errors import ReadError
from ipr_extract.parse.limits import Limits
from ipr_extract.parse.media import ZIP, container_type, may_contain

WITHIN = "!/"  # between a container's name and that of a document in it: mail.eml!/attachment.docx
_HEAD = 65_536
# What neither shows nor keeps a line whole: controls, marks of writing direction, lone surrogates.
_UNSHOWN = re.compile("[\0-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
_LONGEST_NAME = 500


class Entry(NamedTuple):
    """What a container says of a member: its name, its size in bytes, why it isn't opened, where it is from."""

    name: str
    size: int
    refusal: ReadError | None = None
    url: str | None = None


class Container(Protocol):
    """An open container."""

    @property
    def entries(self) -> Sequence[Entry]:
        """What is in it, in its own order."""

    def read(self, index: int, most: int | None = None) -> bytes:
        """The bytes of a member, its first ``most`` alone where asked for; raises ``ReadError``."""


class Member(NamedTuple):
    """A document in a container: the way to it (an index for each container on it), its name, its size in bytes.

    ``refusal`` is why it can't be read, ``url`` the address of a page that a browser saved.
    """

    trail: tuple[int, ...]
    name: str
    size: int
    refusal: ReadError | None = None
    url: str | None = None


def unpacked(data: bytes, limits: Limits | None = None) -> Container | None:
    """The container that ``data`` is; None where it is a document, or nothing that is read.

    Raises ``ReadError`` where it is one and can't be opened.
    """
    media_type = container_type(data)
    if media_type is None:
        return None
    limits = limits or Limits()
    if media_type == ZIP:
        from ipr_extract.parse.zipped import ZipContainer

        return ZipContainer(data)
    from ipr_extract.parse.mail import MailContainer

    return MailContainer(data, media_type, limits)


def members(container: Container, limits: Limits | None = None) -> list[Member]:
    """The documents in a container, those of containers within it in their place; names are told apart.

    What passes a limit is listed as refused. Raises ``ReadError("empty")`` for a container of nothing.
    """
    listing = _Listing(limits or Limits())
    found = list(_told_apart(listing.of(container, (), "")))
    if not found:
        raise ReadError("empty", "Nothing is in the file; fetch it again.")
    return found


def shown(name: str) -> str:
    """A member's name in one line, as tables can hold it. It is never used as a path."""
    return _UNSHOWN.sub("\ufffd", name.replace("\\", "/"))[:_LONGEST_NAME] or "without a name"


@dataclass(slots=True)
class _Listing:
    """What has been listed of one outermost container so far, held to its limits."""

    limits: Limits
    listed: int = 0
    size: int = 0
    full: bool = False

    def of(self, container: Container, trail: tuple[int, ...], within: str) -> Iterator[Member]:
        for index, entry in enumerate(container.entries):
            if self.full:
                return
            here, name = (*trail, index), within + shown(entry.name)
            refusal = entry.refusal or self._beyond(entry)
            if refusal is not None:
                yield Member(here, name, entry.size, refusal)
                continue
            try:
                inner = self._container_at(container, index, len(here))
            except ReadError as error:
                yield Member(here, name, entry.size, error)
                continue
            if inner is None:
                yield Member(here, name, entry.size, url=entry.url)
            elif not inner.entries:
                yield Member(here, name, entry.size, ReadError("empty", "Nothing is in the file; fetch it again."))
            else:
                yield from self.of(inner, here, name + WITHIN)

    def _beyond(self, entry: Entry) -> ReadError | None:
        """Why a member passes a limit; the first one that leaves no room for others ends the list."""
        limits = self.limits
        self.listed += 1
        if self.listed > limits.max_members:
            self.full = True
            message = f"It and what follows is left out: more than {limits.max_members:,} members are in the file."
            return ReadError("too_large", message)
        try:
            limits.check_bytes(entry.size)
        except ReadError as error:
            return error
        if self.size + entry.size > limits.max_unpacked_bytes:
            message = f"With it the file unpacks to more than {limits.max_unpacked_bytes / 1e6:.0f} MB; split the file."
            return ReadError("too_large", message)
        self.size += entry.size
        return None

    def _container_at(self, container: Container, index: int, depth: int) -> Container | None:
        if not may_contain(container.read(index, _HEAD)):
            return None
        inner = unpacked(container.read(index), self.limits)
        if inner is not None and depth >= self.limits.max_nesting:
            raise ReadError(
                "too_deep", f"It lies {depth} containers deep; unpack the outer ones and give it by itself."
            )
        return inner


def _told_apart(found: Iterator[Member]) -> Iterator[Member]:
    """Members of the same name are numbered: ``a.txt``, ``a.txt#2``."""
    seen: dict[str, int] = {}
    for member in found:
        count = seen[member.name] = seen.get(member.name, 0) + 1
        yield member if count == 1 else member._replace(name=f"{member.name}#{count}")
