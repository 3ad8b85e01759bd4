"""Zip packages of documents (Word, OFD): members are read one by one, each within limits, XML without entities.

A package is a stranger's. A member's name is only ever compared, never used as a path; its size is counted while it is
inflated, whatever its header claims; XML that declares a document type is refused, so no entity is ever expanded.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
from types import TracebackType
from typing import Self

from lxml import etree

from ipr_extract.errors import ReadError
from ipr_extract.parse.limits import Limits
from ipr_extract.zip_members import UNSOUND, declares_type, is_locked

_MOST_MEMBERS = 10_000
_CHUNK = 1 << 20


class Package:
    """An open zip file; ``with Package(data, kind, limits) as package`` closes it.

    ``kind`` names the format in messages. All that is read of it counts towards ``limits.max_unpacked_bytes``.
    """

    def __init__(self, data: bytes, kind: str, limits: Limits) -> None:
        """Open ``data``; ``ReadError`` (``damaged``, ``too_large``) where it is no sound zip file."""
        self._kind = kind
        self._limits = limits
        self._unpacked = 0
        self._tags = 0
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except UNSOUND as error:
            raise self._damaged() from error
        names = self._zip.namelist()
        if len(names) > _MOST_MEMBERS:
            raise ReadError("too_large", f"The {kind} holds {len(names):,} members, more than {_MOST_MEMBERS:,}.")
        self._names = {_plain(name): name for name in reversed(names)}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._zip.close()

    @property
    def names(self) -> frozenset[str]:
        """The members' names, without a slash at their beginning."""
        return frozenset(self._names)

    def read(self, name: str) -> bytes | None:
        """The bytes of a member, None where there is none. ``ReadError``: ``damaged``, ``encrypted``, ``too_large``."""
        member = self._names.get(_plain(name))
        if member is None:
            return None
        if is_locked(self._zip.getinfo(member)):
            raise ReadError("encrypted", f"The {self._kind} needs a password; save it without one.")
        pieces = []
        try:
            with self._zip.open(member) as stream:
                while piece := stream.read(_CHUNK):
                    self._unpacked += len(piece)
                    if self._unpacked > self._limits.max_unpacked_bytes:
                        most = self._limits.max_unpacked_bytes / 1e6
                        message = f"The {self._kind} unpacks to more than {most:.0f} MB; split it or raise the limit."
                        raise ReadError("too_large", message)
                    pieces.append(piece)
        except UNSOUND as error:
            raise self._damaged() from error
        return b"".join(pieces)

    def xml(self, name: str, replace: tuple[bytes, bytes] = (b"", b"")) -> etree._Element | None:
        """The root element of an XML member, None where there is none; raises as ``read`` does.

        ``replace`` is a name of a namespace that another is to be read for.
        """
        data = self.read(name)
        if data is None:
            return None
        data = data.replace(*replace) if replace[0] else data
        if declares_type(data):
            raise ReadError("damaged", f"The {self._kind} declares a document type in its XML, which none does.")
        self._tags += data.count(b"<")
        if self._tags > self._limits.max_tags:
            message = f"The {self._kind} has more than {self._limits.max_tags:,} tags; split it or raise the limit."
            raise ReadError("too_large", message)
        parser = etree.XMLParser(
            resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False, remove_comments=True,
            remove_pis=True,
        )  # fmt: skip
        try:
            return etree.fromstring(data, parser)
        except etree.XMLSyntaxError as error:
            raise self._damaged() from error

    def _damaged(self) -> ReadError:
        return ReadError("damaged", f"The {self._kind} is damaged or cut short; fetch it again.")


def _plain(name: str) -> str:
    return name.replace("\\", "/").lstrip("/")


def resolved(base: str, target: str) -> str:
    """The member that ``target`` means, as written in the member ``base``: relative to its folder, or from the root.

    >>> resolved("Doc_0/Document.xml", "Pages/Page_0/Content.xml"), resolved("word/document.xml", "/word/styles.xml")
    ('Doc_0/Pages/Page_0/Content.xml', 'word/styles.xml')
    """
    target = target.replace("\\", "/")
    if target.startswith("/"):
        return target.lstrip("/")
    return posixpath.normpath(posixpath.join(posixpath.dirname(base), target)).removeprefix("../")
