"""Where each row is printed: the boxes on its pages, or the element of its page that holds it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ipr_extract.model import Document, Region
from ipr_extract.tables.rows import Row, Rows
from ipr_extract.tables.schema import BY_NAME, EVIDENCE, TABLES, Table


class Place(NamedTuple):
    """One row of a table, and what of the text it is read from."""

    table: str
    row: str
    start: int
    end: int


def row_key(table: Table, row: Row, number: int) -> str:
    """What a row is known by in its document: its id or position, else its ``number`` in the table, from 1."""
    key = table.primary_key
    return str(row[table.names.index(key[-1])]) if len(key) == 2 else str(number)


def places(rows: Rows) -> Iterator[Place]:
    """The rows of one document that have offsets, in the order of the tables."""
    for table in TABLES:
        if "start" not in table.names or table in (BY_NAME["findings"], EVIDENCE):
            continue
        start, end = table.positions(("start", "end"))
        for number, row in enumerate(rows.get(table.name, ()), 1):
            if isinstance(row[start], int) and isinstance(row[end], int):
                yield Place(table.name, row_key(table, row, number), int(row[start] or 0), int(row[end] or 0))


def evidence_rows(document: Document, rows: Rows) -> list[Row]:
    """A row for each box of each row; one without a box, with the element, where the source has no pages."""
    found: list[Row] = []
    for place in places(rows):
        boxes: Sequence[Region | None] = document.boxes(place.start, place.end) or (None,)
        block = document.block_at(place.start)
        for part, box in enumerate(boxes, 1):
            sides = (None,) * 5 if box is None else (box.page, *(round(side, 2) for side in box[1:]))
            element = block.element if block else None
            found.append((document.document_id, place.table, place.row, part, *sides, element))
    return found
