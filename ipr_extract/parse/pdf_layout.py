"""Pages to blocks in reading order: paragraphs, tables, notes, and each page's furniture behind its text."""

from __future__ import annotations

import re
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import cast

from ipr_extract.model import BlockKind
from ipr_extract.parse.page import Page
from ipr_extract.parse.pdf_furniture import furniture
from ipr_extract.parse.pdf_grids import Grid
from ipr_extract.parse.pdf_joining import Joiner
from ipr_extract.parse.pdf_lines import Column, Line, columns
from ipr_extract.parse.pdf_margins import Margins, Style, measure_margins, measure_style
from ipr_extract.parse.pdf_paragraphs import Paragraph, Placed, mark, paragraphs
from ipr_extract.parse.pdf_tables import Table, continued, continues, read_table

Item = Paragraph | Table
# A footnote: smaller than the text, at the page's foot, after its mark: ``①``, ``[1]``, ``*``, ``注：``.
_NOTE_MARK = re.compile(r"[①-⑳*※]|[\[〔(（]\d{1,2}[\]〕)）]|\d{1,2}[\s、.]|注[：:]")
_NOTE_SIZE = 0.88
_ENOUGH_LINES = 8


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A page taken apart: columns and boxes of lines, tables, and what is set at an angle."""

    page: Page
    columns: tuple[Column, ...]
    tables: tuple[Table, ...]
    slanted: tuple[Line, ...]

    @property
    def lines(self) -> list[Line]:
        """All lines outside tables."""
        return [line for column in self.columns for line in column.lines]


def lay_out(pages: Sequence[Page]) -> Iterator[Item]:
    """The blocks of ``pages`` in reading order; a page's furniture comes after the block that its text ends in.

    All pages are measured first. Then each is let go of once its lines are placed, or a long file would be held twice.
    """
    joiner = Joiner(piece for page in pages for piece in page.pieces)
    sheets = deque(_sheets(pages, joiner))
    del pages
    numbers = [sheet.page.number for sheet in sheets]
    outside = furniture([(sheet.page.height, sheet.lines) for sheet in sheets])
    sheets = deque(_without(sheet, outside) for sheet in sheets)
    margins = _margins(sheets)
    style = measure_style((column, margins[column.name]) for sheet in sheets for column in sheet.columns)
    notes = {line for sheet in sheets for line in _notes(sheet, style)}
    foot = _feet(sheets, outside, notes, margins, style, joiner)
    flow = (item for sheet in _taken(sheets) for item in _flow(sheet, notes, margins, style))
    due = 0
    for item in _joined_tables(_blocks(flow, style, joiner), joiner):
        while due < len(numbers) and numbers[due] < item.regions[0].page:
            yield from foot[numbers[due]]
            due += 1
        yield item
    for number in numbers[due:]:
        yield from foot[number]


def _taken(sheets: deque[_Sheet]) -> Iterator[_Sheet]:
    """The sheets, none of which is held any longer once the next is asked for."""
    while sheets:
        yield sheets.popleft()


def _sheets(pages: Sequence[Page], joiner: Joiner) -> Iterator[_Sheet]:
    last: Table | None = None
    for page in pages:
        pieces = [piece for piece in page.pieces if piece.upright]
        slanted = tuple(piece for piece in page.pieces if not piece.upright)
        tables: list[Table] = []
        parts: list[Column] = []
        for number, grid in enumerate(page.grids):
            held = [piece for piece in pieces if grid.cell_at(piece) is not None]
            if not held:
                continue
            table = read_table(page.number, grid, held, joiner) if grid.columns > 1 else None
            if table is not None and (table.is_proper or (not tables and last is not None and continues(last, table))):
                tables.append(table)
            elif grid.columns == 1:
                parts.extend(_boxes(grid, held, f"{page.number}/{number}"))
            else:
                continue
            taken = set(held)
            pieces = [piece for piece in pieces if piece not in taken]
        main = columns(pieces) if pieces else []
        named = [Column(f"{page.number}/{column.name}", column.lines) for column in main]
        last = tables[-1] if tables else None
        yield _Sheet(page, (*named, *parts), tuple(tables), slanted)


def _boxes(grid: Grid, pieces: Sequence[Line], name: str) -> Iterator[Column]:
    """The text of each frame of a grid that is no table."""
    inside: dict[int, list[Line]] = defaultdict(list)
    for piece in pieces:
        inside[grid.cell_at(piece) or 0].append(piece)
    for owner, held in inside.items():
        cell = grid.cells[owner]
        for column in columns(held):
            edges = (None, None) if column.name else (cell.x0, cell.x1)
            yield Column(f"{name}.{owner}{column.name}", column.lines, *edges)


def _without(sheet: _Sheet, outside: set[Line]) -> _Sheet:
    if not outside:
        return sheet
    kept = (replace(c, lines=tuple(line for line in c.lines if line not in outside)) for c in sheet.columns)
    return _Sheet(sheet.page, tuple(c for c in kept if c.lines), sheet.tables, sheet.slanted)


def _margins(sheets: Iterable[_Sheet]) -> dict[str, Margins]:
    """The margins of every column by its name: the document's, or a page's own where it is set differently."""
    found: dict[str, Margins] = {}
    wholes: dict[int, list[tuple[_Sheet, Column]]] = defaultdict(list)
    for sheet in sheets:
        for column in sheet.columns:
            if column.name.endswith("/"):
                wholes[round(sheet.page.width)].append((sheet, column))
            else:
                start = min(line.x0 for line in column.lines) if column.start is None else column.start
                end = max(line.x1 for line in column.lines) if column.end is None else column.end
                found[column.name] = measure_margins(column.lines, start, end)
    for width, placed in wholes.items():
        shared = measure_margins([line for _, column in placed for line in column.lines], 0.0, width)
        for sheet, column in placed:
            lines = [line for part in sheet.columns if part.name == column.name for line in part.lines]
            own = measure_margins(lines, 0.0, sheet.page.width)
            # Scans lie as they lay on the glass, but a few lines show no margins.
            as_it_lay = sheet.page.recognised and len(lines) >= _ENOUGH_LINES
            found[column.name] = own if as_it_lay or own.differs(shared, lines) else shared
    halves = [margins for name, margins in found.items() if name.endswith("/left")]
    for placed in wholes.values() if halves else ():
        for _, column in placed:
            # The last page of a text in two columns may have no more than one.
            fitting = (half for half in halves if all(half.holds(line) for line in column.lines))
            found[column.name] = next(fitting, found[column.name])
    return found


def _notes(sheet: _Sheet, style: Style) -> list[Line]:
    """The footnotes of a page: small lines at its foot, from the first that has a mark."""
    small: list[Line] = []
    for line in reversed(sheet.lines):
        if line.size > _NOTE_SIZE * style.size or line.top < 0.5 * sheet.page.height:
            break
        small.append(line)
    small.reverse()
    marked = next((i for i, line in enumerate(small) if _NOTE_MARK.match(line.text)), len(small))
    return small[marked:]


def _feet(
    sheets: Iterable[_Sheet],
    outside: set[Line],
    notes: set[Line],
    margins: dict[str, Margins],
    style: Style,
    joiner: Joiner,
) -> dict[int, list[Paragraph]]:
    """What comes behind the text of each page: notes, then furniture in its printed order."""
    feet: dict[int, list[Paragraph]] = defaultdict(list)
    for sheet in sheets:
        noted = [
            Placed.of(line, margins[column.name], column.name, style)
            for column in sheet.columns
            for line in column.lines
            if line in notes
        ]
        feet[sheet.page.number] += paragraphs(noted, style, joiner, BlockKind.NOTE)
        if sheet.slanted:
            feet[sheet.page.number].append(mark(sheet.slanted, BlockKind.FURNITURE))
    for line in sorted(outside, key=lambda line: (line.page, line.top, line.x0)):
        feet[line.page].append(mark((line,), BlockKind.FURNITURE))
    return feet


def _flow(sheet: _Sheet, notes: set[Line], margins: dict[str, Margins], style: Style) -> Iterator[Placed | Table]:
    """The lines and tables of one page in reading order: boxes and tables where their top stands in the text."""
    main = [column for column in sheet.columns if "." not in column.name]
    inserts: list[tuple[float, Column | Table]] = [(table.top, table) for table in sheet.tables]
    for _, cells in groupby((c for c in sheet.columns if "." in c.name), key=lambda c: c.name.partition(".")[0]):
        framed = list(cells)
        top = min(line.top for column in framed for line in column.lines)
        inserts += [(top, column) for column in framed]
    inserts.sort(key=lambda insert: insert[0])

    def placed(column: Column) -> Iterator[Placed]:
        lines = (line for line in column.lines if line not in notes)
        return (Placed.of(line, margins[column.name], column.name, style) for line in lines)

    def inserted(insert: Column | Table) -> Iterator[Placed | Table]:
        return placed(insert) if isinstance(insert, Column) else iter((insert,))

    for column in main:
        for item in placed(column):
            while inserts and inserts[0][0] <= item.line.top:
                yield from inserted(inserts.pop(0)[1])
            yield item
    for _, insert in inserts:
        yield from inserted(insert)


def _blocks(flow: Iterable[Placed | Table], style: Style, joiner: Joiner) -> Iterator[Item]:
    """The lines between two tables as paragraphs; they are taken one by one, so that none is held for long."""
    for is_text, run in groupby(flow, key=lambda item: isinstance(item, Placed)):
        if is_text:
            yield from paragraphs(cast("Iterator[Placed]", run), style, joiner)
        else:
            yield from cast("Iterator[Table]", run)


def _joined_tables(items: Iterable[Item], joiner: Joiner) -> Iterator[Item]:
    """The items, with tables that go on over a page made one."""
    held: Table | None = None
    for item in items:
        if held is not None and isinstance(item, Table) and continues(held, item):
            held = continued(held, item, joiner)
            continue
        if held is not None:
            yield held
        held = item if isinstance(item, Table) else None
        if held is None:
            yield item
    if held is not None:
        yield held
