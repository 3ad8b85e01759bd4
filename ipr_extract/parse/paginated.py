"""Pages to the one text and its blocks, each with the boxes that it takes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from ipr_extract.errors import ReadError
from ipr_extract.model import Block, BlockKind, Cell, Finding, Placement, Placements, Severity
from ipr_extract.parse.limits import Limits
from ipr_extract.parse.page import Page
from ipr_extract.parse.pdf_layout import Item, lay_out
from ipr_extract.parse.pdf_paragraphs import Paragraph
from ipr_extract.parse.pdf_tables import Table

_NAMED = 5  # attachments


class Built(NamedTuple):
    """A text, its blocks, where each of its lines and cells is printed, and its pages with a piece each at most."""

    text: str
    blocks: tuple[Block, ...]
    placements: Placements
    outlines: tuple[Page, ...]


def build(pages: Sequence[Page], kind: str, limits: Limits) -> Built:
    """The text of ``pages`` in reading order and its blocks; ``kind`` names the format in messages.

    A caller that keeps no hold of ``pages`` has the lines of each let go of once they are written.
    Raises ``ReadError("too_large")`` where the tables have more cells than are read.
    """
    outlines = tuple(replace(page, pieces=page.pieces[:1], grids=()) for page in pages)
    items = lay_out(pages)
    del pages
    builder = _Builder(kind, limits)
    placements = Placements(builder.add(items))
    return Built(builder.text(), tuple(builder.blocks), placements, outlines)


class _Builder:
    """The document's one text, and the blocks that it is made of."""

    def __init__(self, kind: str, limits: Limits) -> None:
        self.blocks: list[Block] = []
        self._kind = kind
        self._limits = limits
        self._written: list[str] = []
        self._length = 0
        self._cells = 0

    def text(self) -> str:
        """Everything written so far."""
        return "".join(self._written)

    def add(self, items: Iterable[Item]) -> Iterator[Placement]:
        """Add ``items`` one by one, and give the place of each of their lines and cells.

        Raises:
            ReadError: ``too_large`` where the document has more cells in its tables than are read.
        """
        for item in items:
            yield from self._add_table(item) if isinstance(item, Table) else self._add_paragraph(item)

    def _add_paragraph(self, item: Paragraph) -> Iterator[Placement]:
        self._separate()
        start = self._length
        self._write(item.text)
        self.blocks.append(Block(item.kind, start, self._length, item.regions, item.alignment))
        for first, end, region in item.lines:
            yield Placement(first + start, end + start, region)

    def _add_table(self, table: Table) -> Iterator[Placement]:
        """Its rows in lines, its cells between tabs."""
        self._cells += len(table.cells)
        if self._cells > self._limits.max_table_cells:
            raise ReadError(
                "too_large",
                f"The {self._kind}'s tables have more than the {self._limits.max_table_cells:,} cells that are read; "
                "split it or raise the limit.",
            )
        self._separate()
        start = self._length
        header = table.header_rows()
        cells: list[Cell] = []
        for cell in sorted(table.cells):
            if cells:
                self._write("\t" if cell.row == cells[-1].row else "\n")
            begin = self._length
            self._write(cell.text)
            for region in cell.regions:
                yield Placement(begin, self._length, region)
            spans = (cell.row_span, cell.column_span)
            cells.append(Cell(cell.row, cell.column, begin, self._length, *spans, header=cell.row < header))
        self.blocks.append(Block(BlockKind.TABLE, start, self._length, table.regions, cells=tuple(cells)))

    def _separate(self) -> None:
        if self.blocks:
            self._write("\n")

    def _write(self, text: str) -> None:
        self._written.append(text)
        self._length += len(text)


def unread(count: int, names: Sequence[str]) -> Iterator[Finding]:
    """What is said of the files that a document carries, the first of which are called ``names``."""
    if count:
        message = f"The file carries {count} attachments that are not read: {', '.join(names[:_NAMED])}."
        yield Finding("attachment_unread", Severity.INFO, message)


def named_pages(numbers: Sequence[int]) -> str:
    """``page 3`` or ``pages 3, 5–8``."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    listed = ", ".join(str(first) if first == last else f"{first}–{last}" for first, last in runs)
    return f"page {listed}" if len(numbers) == 1 else f"pages {listed}"
