"""From what a format's reader found, one after another, to the one text and the blocks that point into it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from ipr_extract.errors import ReadError
from ipr_extract.model import Alignment, Block, BlockKind, Cell, Document, Finding, MetadataField, Metadatum, Severity
from ipr_extract.parse.identity import Identity
from ipr_extract.parse.limits import Limits


@dataclass(frozen=True, slots=True)
class Stated:
    """A field of the site's metadata at ``text[start:end]`` of the draft that holds it."""

    field: MetadataField
    start: int
    end: int


class Draft(NamedTuple):
    """A block before its place in the text is known: offsets in ``cells`` and ``stated`` count from its own start.

    A named tuple, since a hundred a page are made, and a frozen dataclass takes three times as long to make.
    """

    kind: BlockKind
    text: str
    alignment: Alignment | None = None
    element: str | None = None
    cells: tuple[Cell, ...] = ()
    stated: tuple[Stated, ...] = ()

    def furniture(self, stated: tuple[Stated, ...] = ()) -> Draft:
        """The same text as the site's own, with what it states of the document."""
        return Draft(BlockKind.FURNITURE, self.text, self.alignment, self.element, (), stated)


def assemble(
    drafts: Iterable[Draft],
    identity: Identity,
    parser: str,
    limits: Limits,
    *,
    metadata: tuple[Metadatum, ...] = (),
    findings: tuple[Finding, ...] = (),
) -> Document:
    """The document of ``drafts`` in their order; ``metadata`` without offsets comes after what the text states.

    Raises ``ReadError("too_large")`` past ``limits.max_characters``.
    """
    text, blocks, stated = _placed(drafts, limits)
    return identity.document(parser, text, blocks, metadata=stated + metadata, findings=findings + _unreadable(text))


def _placed(drafts: Iterable[Draft], limits: Limits) -> tuple[str, tuple[Block, ...], tuple[Metadatum, ...]]:
    """The text, and the blocks and fields of ``drafts`` at their places in it."""
    blocks: list[Block] = []
    stated: list[Metadatum] = []
    texts: list[str] = []
    at = 0
    most = limits.max_characters
    for kind, piece, alignment, element, cells, fields in drafts:
        end = at + len(piece)
        if end > most:
            raise ReadError("too_large", f"The text has more than {most:,} characters; split it.")
        placed = tuple(_moved(cell, at) for cell in cells) if cells else ()
        blocks.append(Block(kind, at, end, (), alignment, element, placed))
        texts.append(piece)
        if fields:
            stated.extend(Metadatum(f.field, piece[f.start : f.end], at + f.start, at + f.end) for f in fields)
        at = end + 1
    return "\n".join(texts), tuple(blocks), tuple(stated)


def _moved(cell: Cell, by: int) -> Cell:
    return Cell(cell.row, cell.column, cell.start + by, cell.end + by, cell.row_span, cell.column_span, cell.header)


def _unreadable(text: str) -> tuple[Finding, ...]:
    """Where U+FFFD stands: a character was lost here, by this reading or by the site before it."""
    count = text.count("\ufffd")
    if not count:
        return ()
    at = text.index("\ufffd")
    message = f"{count} characters of the text are unreadable (U+FFFD); this is the first: compare with the source."
    return (Finding("unreadable_characters", Severity.WARNING, message, at, at + 1),)
