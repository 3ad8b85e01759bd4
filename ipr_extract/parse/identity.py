"""Which document it is, known before a single character is read."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Self

from ipr_extract.model import Block, Document, Finding, Metadatum, Placements


@dataclass(frozen=True, slots=True)
class Identity:
    """Where the bytes came from and what they are; each parser copies it into its ``Document``.

    ``document_id`` is the first 16 hex digits of ``sha256``. ``source`` is a path relative to the
    input folder, or a URL; nothing is ever opened by it. ``retrieved_at`` is an ISO 8601 time.
    """

    document_id: str
    source: str
    sha256: str
    media_type: str
    url: str | None = None
    retrieved_at: str | None = None

    @classmethod
    def of(
        cls, data: bytes, source: str, media_type: str, *, url: str | None = None, retrieved_at: str | None = None
    ) -> Self:
        """The identity of ``data``: its hash decides, so the same bytes are the same document anywhere."""
        sha256 = hashlib.sha256(data).hexdigest()
        return cls(sha256[:16], source, sha256, media_type, url, retrieved_at)

    def document(
        self,
        parser: str,
        text: str,
        blocks: tuple[Block, ...],
        *,
        pages: int | None = None,
        metadata: tuple[Metadatum, ...] = (),
        placements: Placements | None = None,
        findings: tuple[Finding, ...] = (),
    ) -> Document:
        """The document that was read from these bytes."""
        return Document(
            document_id=self.document_id,
            source=self.source,
            sha256=self.sha256,
            media_type=self.media_type,
            text=text,
            blocks=blocks,
            parser=parser,
            pages=pages,
            url=self.url,
            retrieved_at=self.retrieved_at,
            metadata=metadata,
            findings=findings,
            placements=Placements() if placements is None else placements,
        )
