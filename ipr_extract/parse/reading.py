"""The way into this room: bytes of any kind to a ``Document``, or one clear reason why not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipr_extract.errors import ReadError
from ipr_extract.model import Document
from ipr_extract.parse.identity import Identity
from ipr_extract.parse.limits import Limits
from ipr_extract.parse.media import CONTAINERS, DOC, DOCX, HTML, ODT, OFD, PDF, PICTURES, RTF, sniff

if TYPE_CHECKING:
    from ipr_extract.parse.ocr import Recognition


def read_document(
    data: bytes,
    source: str,
    *,
    url: str | None = None,
    retrieved_at: str | None = None,
    limits: Limits | None = None,
    recognition: Recognition | None = None,
) -> Document:
    """Read ``data``, whatever its name says it is.

    ``source`` is a path relative to the input folder, or a URL; it names the document and is never opened.
    ``recognition`` says what reads scans, by default any engine that is installed.
    Raises ``ReadError``, and nothing else, for what can't be read; ``several_documents`` for a container, whose
    documents ``containers.members`` lists.
    """
    limits = limits or Limits()
    limits.check_bytes(len(data))
    identity = Identity.of(data, source, sniff(data), url=url, retrieved_at=retrieved_at)
    # Each reader is imported when it is first needed: a run over text files needs no PDF engine.
    if identity.media_type == PDF:
        from ipr_extract.parse.pdf import parse_pdf

        return parse_pdf(data, identity, limits, recognition)
    if identity.media_type == HTML:
        from ipr_extract.parse.html import parse_html

        return parse_html(data, identity, limits)
    if identity.media_type == DOCX:
        from ipr_extract.parse.docx import parse_docx

        return parse_docx(data, identity, limits)
    if identity.media_type in (DOC, RTF, ODT):
        from ipr_extract.parse.office import parse_office

        return parse_office(data, identity, limits)
    if identity.media_type == OFD:
        from ipr_extract.parse.ofd import parse_ofd

        return parse_ofd(data, identity, limits)
    if identity.media_type in PICTURES:
        from ipr_extract.parse.images import parse_image

        return parse_image(data, identity, limits, recognition)
    if identity.media_type in CONTAINERS:
        raise ReadError("several_documents", "This is an archive or a mail; the documents in it are read one by one.")
    from ipr_extract.parse.text import parse_text

    return parse_text(data, identity, limits)
