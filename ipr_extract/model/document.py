"""What was read: one text, built once, and the blocks it is made of.

Every offset in the project counts characters of ``Document.text``. Coordinates are PDF points
(1/72 inch) from the page's top left corner; pages count from 1.
"""

from __future__ import annotations

import bisect
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from ipr_extract.model.placements import Placement, Placements, Region


class Severity(StrEnum):
    """How much a finding matters: ``error`` means that something could not be read."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class BlockKind(StrEnum):
    """What a block is; ``furniture`` is the page's or the site's, not the circular's."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    TABLE = "table"
    NOTE = "note"
    FURNITURE = "furniture"


class Alignment(StrEnum):
    """How a block is set on its page, where the source says so."""

    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"


class MetadataField(StrEnum):
    """The fields that a site's own metadata (table or meta tags) can state."""

    TITLE = "title"
    DOCUMENT_NUMBER = "document_number"
    ISSUER = "issuer"
    WRITTEN_DATE = "written_date"
    PUBLISHED_DATE = "published_date"
    PUBLISHER = "publisher"
    INDEX_NUMBER = "index_number"
    SUBJECT = "subject"
    KEYWORDS = "keywords"
    URL = "url"


@dataclass(frozen=True, slots=True)
class Finding:
    """All that a person should look at: a code, a sentence, and where it applies."""

    code: str
    severity: Severity
    message: str
    start: int | None = None
    end: int | None = None


class Cell(NamedTuple):
    """One cell of a table; row and column count from 0, spans from 1.

    The cell's text is ``text[start:end]``; a line break inside the cell is a ``\\n`` there.
    """

    row: int
    column: int
    start: int
    end: int
    row_span: int = 1
    column_span: int = 1
    header: bool = False


class Block(NamedTuple):
    """A paragraph, heading, table, note or piece of furniture: ``text[start:end]`` and its place.

    A block has several regions where it crosses pages. ``element`` is the path of the element in
    HTML (``html/body/div[2]/p[3]``). ``cells`` are filled for tables only.
    """

    kind: BlockKind
    start: int
    end: int
    regions: tuple[Region, ...] = ()
    alignment: Alignment | None = None
    element: str | None = None
    cells: tuple[Cell, ...] = ()


@dataclass(frozen=True, slots=True)
class Metadatum:
    """What the site itself says of the document; without offsets where it isn't in the text."""

    field: MetadataField
    value: str
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """One source file or page, read.

    ``text`` is the blocks' texts joined by ``\\n``, in reading order. In a table's text the cells of
    a row are separated by ``\\t`` and the rows by ``\\n``. Furniture stays in the text, marked as such.
    ``placements`` are the printed lines and cells of a source that has pages, in the order of the text.
    """

    document_id: str
    source: str
    sha256: str
    media_type: str
    text: str
    blocks: tuple[Block, ...]
    parser: str
    pages: int | None = None
    url: str | None = None
    retrieved_at: str | None = None
    metadata: tuple[Metadatum, ...] = ()
    findings: tuple[Finding, ...] = ()
    placements: Placements = field(default_factory=Placements)
    _starts: tuple[int, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_starts", tuple(block.start for block in self.blocks))

    def block_at(self, offset: int) -> Block | None:
        """The block that holds ``offset``, or None between blocks."""
        index = bisect.bisect_right(self._starts, offset) - 1
        if index < 0:
            return None
        block = self.blocks[index]
        return block if block.start <= offset < max(block.end, block.start + 1) else None

    def page_at(self, offset: int | None) -> int | None:
        """The first page of the block that holds ``offset``; None where the source has no pages."""
        if offset is None:
            return None
        block = self.block_at(offset)
        return block.regions[0].page if block is not None and block.regions else None

    def boxes(self, start: int, end: int) -> tuple[Region, ...]:
        """Where ``text[start:end]`` is printed: a box for each line that it stands on; none without pages.

        A part of a line is measured by its share of the line's characters, which are of one width in Chinese print.
        """
        found = []
        for index in range(bisect.bisect_right(self.placements, start, key=_end), len(self.placements)):
            placed = self.placements[index]
            if placed.start >= end:
                break
            if placed.end > start:
                found.append(_part(placed, max(start, placed.start), min(end, placed.end)))
        return tuple(found)

    def stated(self, name: MetadataField) -> Metadatum | None:
        """What the site's metadata states for ``name``."""
        return next((m for m in self.metadata if m.field is name), None)


def _end(placed: Placement) -> int:
    return placed.end


def _part(placed: Placement, start: int, end: int) -> Region:
    """The box of the characters from ``start`` up to ``end`` of a line."""
    page, x0, top, x1, bottom = placed.region
    each = (x1 - x0) / max(placed.end - placed.start, 1)
    return Region(page, x0 + each * (start - placed.start), top, x0 + each * (end - placed.start), bottom)
