"""A page of a format that places its text: PDF, OFD, a scan whose text was recognised."""

from __future__ import annotations

from dataclasses import dataclass

from ipr_extract.parse.pdf_grids import Grid
from ipr_extract.parse.pdf_lines import Line


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its number from 1, its size in points as displayed, the pieces of its lines, its ruled grids.

    ``has_content`` tells a page without text from an empty one; ``unread`` why a table may be missing, if one may;
    ``recognised``: its text was read from its picture, so that it lies as it lay on the glass. ``turns``: by how many
    quarter turns clockwise it is read, from how it is displayed.
    """

    number: int
    width: float
    height: float
    pieces: tuple[Line, ...]
    grids: tuple[Grid, ...]
    has_image: bool
    has_content: bool
    unread: str | None = None
    recognised: bool = False
    turns: int = 0
