"""Mails (.eml) and pages saved in one file (.mht): their own text, and what is attached.

Of a text that is there twice, plain and with its layout, the one with layout is read: its tables are tables. Pictures
that the text only shows (a logo, a signature) are no documents.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator
from email.errors import MessageError
from email.header import decode_header
from email.message import Message
from email.parser import BytesParser
from email.policy import Compat32
from typing import NamedTuple

from ipr_extract.common_characters import likely_name
from ipr_extract.errors import ReadError
from ipr_extract.parse.containers import WITHIN, Entry
from ipr_extract.parse.limits import Limits
from ipr_extract.parse.media import MHTML

_BROKEN = (MessageError, LookupError, ValueError, TypeError, AttributeError, RecursionError, binascii.Error)
# What a page is made of besides its text; a mail's text may be a page.
_MAKINGS = re.compile(r"image/|audio/|video/|font/|text/css|\w+/(?:x-)?javascript|application/(?:x-)?font")
# Notes of servers and programs: what became of a mail, an entry for a calendar, a signature.
_NO_DOCUMENT = re.compile(r"message/|text/calendar|application/(?:x-)?(?:pkcs7|pgp)-signature")
_BODIES = ("text/html", "text/plain")  # the better one first
_NAMES = {"text/html": "text.html", "text/plain": "text.txt"}
_WEB = re.compile(r"https?://[!-~]+")
_ENCLOSING = re.compile(rb"^content-type:[ \t]*(?:multipart|message)/", re.IGNORECASE | re.MULTILINE)
# A mail of the most bytes that are read has 1.3 million lines.
_MOST_LINES, _FEW_ENCLOSING, _MOST_LOOKS = 4_000_000, 20, 20_000_000
_BREAKS = re.compile(r"[\r\n]+[ \t]*")


class _Policy(Compat32):
    """Header fields beyond ASCII as what they were meant as; by the standard they may not be there at all."""

    def header_fetch_parse(self, name: str, value: str) -> str:
        if value.isascii():
            return value
        raw = value.encode("ascii", "surrogateescape")
        return likely_name(raw) or raw.decode("ascii", "replace")


class _Leaf(NamedTuple):
    name: str
    part: Message
    body: bool = False


class MailContainer:
    """A mail that was read, with its parts in their order; those of a mail attached to it are in their place."""

    def __init__(self, data: bytes, media_type: str, limits: Limits) -> None:
        """Read ``data``; raises ``ReadError``: ``damaged``, ``too_large``."""
        _check_size(data, limits)
        self._limits = limits
        try:
            message = BytesParser(policy=_Policy()).parsebytes(data)
            saved = media_type == MHTML
            if saved:
                found = [leaf for leaf in self._leaves(message, "", 0) if leaf.body][:1]
            else:
                found = list(self._leaves(message, "", 0))
            self._leaves_found = [leaf for leaf in found if not leaf.body or _content(leaf.part).strip()]
            self.entries = [
                Entry(leaf.name, len(_content(leaf.part)), url=_address(message, leaf.part) if saved else None)
                for leaf in self._leaves_found
            ]
        except _BROKEN as error:
            raise _damaged() from error

    def read(self, index: int, most: int | None = None) -> bytes:
        """The bytes of a part, decoded from what it was sent as."""
        try:
            return _content(self._leaves_found[index].part)[:most]
        except _BROKEN as error:
            raise _damaged() from error

    def _leaves(self, part: Message, within: str, depth: int) -> Iterator[_Leaf]:
        """The documents in a part: texts of the mail itself, and attachments."""
        if depth > 10 * self._limits.max_nesting:
            raise _damaged()
        kind, inside = part.get_content_type(), _parts(part)
        if kind == "message/rfc822" and inside:
            # A mail that was sent on: its own text and attachments.
            name = _file_name(part) or "mail.eml"
            yield from self._leaves(inside[0], f"{within}{name}{WITHIN}", depth + 1)
        elif inside:
            for chosen, body in _chosen(kind, inside, part):
                for leaf in self._leaves(chosen, within, depth + 1):
                    yield leaf if body else leaf._replace(body=False)
        else:
            yield from _leaf(part, kind, within)


def _check_size(data: bytes, limits: Limits) -> None:
    """Refuse what would take the library minutes: it looks at each line once for each part that encloses it."""
    if data.count(b"\n--") > 2 * limits.max_members:
        raise ReadError("too_large", f"The mail has more than {limits.max_members:,} parts; split it.")
    lines, enclosing = data.count(b"\n"), len(_ENCLOSING.findall(data))
    if lines > _MOST_LINES or (enclosing > _FEW_ENCLOSING and lines * enclosing > _MOST_LOOKS):
        raise ReadError("too_large", "The mail has more lines, and parts within parts, than are read; split it.")


def _parts(part: Message) -> list[Message]:
    payload = part.get_payload()
    return [inner for inner in payload if isinstance(inner, Message)] if isinstance(payload, list) else []


def _chosen(kind: str, inside: list[Message], part: Message) -> Iterator[tuple[Message, bool]]:
    """The parts of a part that are looked into."""
    if kind == "multipart/alternative":
        # The richest comes last; one that is no text (a calendar's entry) says the same for a program.
        last = next((p for p in reversed(inside) if p.is_multipart()), None)
        best = next((p for wanted in _BODIES for p in inside if p.get_content_type() == wanted), None)
        rich = last if best is None or (last is not None and best.get_content_type() != "text/html") else best
        yield from ((p, True) for p in inside if p is (rich or inside[0]) or _is_attached(p))
    elif kind == "multipart/related":
        root = _root(inside, part)
        yield root, True
        yield from ((p, False) for p in inside if p is not root and not _MAKINGS.match(p.get_content_type()))
    else:
        yield from ((p, True) for p in inside)


def _root(inside: list[Message], part: Message) -> Message:
    start = part.get_param("start")
    named = next((p for p in inside if start and str(p.get("Content-ID", "")).strip() == str(start).strip()), None)
    return named or next((p for p in inside if p.get_content_type() in _BODIES or p.is_multipart()), inside[0])


def _leaf(part: Message, kind: str, within: str) -> Iterator[_Leaf]:
    """A part that holds no others, if it is a document."""
    name = _file_name(part)
    if kind in _BODIES and not _is_attached(part):
        yield _Leaf(within + _NAMES[kind], part, body=True)
    elif _MAKINGS.match(kind) and part.get("Content-ID") and not _is_attached(part):
        return
    elif not _NO_DOCUMENT.match(kind) or (name and kind == "text/calendar"):
        yield _Leaf(within + (name or f"attachment.{kind.rpartition('/')[2]}"), part)


def _is_attached(part: Message) -> bool:
    return part.get_content_disposition() == "attachment" or (
        part.get_content_maintype() == "text" and _file_name(part) is not None
    )


def _address(message: Message, page: Message) -> str | None:
    """Where a saved page is from, as its browser noted it."""
    noted = (message.get("Snapshot-Content-Location"), page.get("Content-Location"))
    return next((str(url).strip() for url in noted if url and _WEB.fullmatch(str(url).strip())), None)


def _content(part: Message) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _file_name(part: Message) -> str | None:
    """The name of an attached file, in whichever of the ways that mail programs write Chinese names."""
    raw = part.get_filename()
    if not raw:
        return None
    name = _BREAKS.sub("", str(raw))
    if "=?" in name:
        name = "".join(
            piece if isinstance(piece, str) else _text(piece, charset) for piece, charset in decode_header(name)
        )
    return name.strip() or None


def _text(raw: bytes, charset: str | None) -> str:
    """A piece of a header in the charset that it states, in which GB 2312 means its superset."""
    encoding = "gb18030" if str(charset).lower() in ("gb2312", "gbk") else str(charset)
    try:
        return raw.decode(encoding)
    except (LookupError, UnicodeDecodeError):
        return likely_name(raw) or raw.decode("ascii", "replace")


def _damaged() -> ReadError:
    return ReadError("damaged", "The mail is damaged or cut short; fetch it again.")
