"""A row shown on the page that it came from."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from ipr_extract.batch.document import default_stages
from ipr_extract.batch.library import document_bytes, extract
from ipr_extract.errors import ConfigError, ReadError
from ipr_extract.model import Region


def pictures(file: Path, row: str) -> dict[int, bytes]:
    """The pages that a row is printed on, by their numbers: each as PNG with the row's text marked.

    ``row`` is an id (``…-a0001``, or its end ``a0001``) or a table and a row's number in it (``addressees:2``).
    Raises ``ConfigError`` for a row that isn't there, ``ReadError`` (``no_picture``) where the source has no pages.
    """
    from ipr_extract.parse.pictures import marked_page
    from ipr_extract.tables.evidence import places
    from ipr_extract.tables.rows import circular_rows

    circular = extract(file)
    table, _, number = row.rpartition(":")
    found = [
        place
        for place in places(circular_rows(circular))
        if (place.table == table and place.row == number) or f"-{place.row}".endswith(f"-{row}")
    ]
    if not found:
        raise ConfigError(f"{row}: no row of {file} is called so; name an id (a0001) or a table's row (addressees:2)")
    boxes: dict[int, list[Region]] = defaultdict(list)
    for box in circular.document.boxes(found[0].start, found[0].end):
        boxes[box.page].append(box)
    if not boxes:
        block = circular.document.block_at(found[0].start)
        where = f"; the row stands in {block.element}" if block and block.element else ""
        raise ReadError("no_picture", f"{file} has no pages to be shown{where}.")
    data, _ = document_bytes(file, default_stages())
    return {page: marked_page(data, page, boxes[page]) for page in sorted(boxes)}
