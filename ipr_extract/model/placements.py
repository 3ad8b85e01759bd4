"""Where on their pages the parts of a text stand, kept in little room: a long file has a hundred thousand lines."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from typing import NamedTuple, overload


class Region(NamedTuple):
    """A box on a page, in points from the top left corner."""

    page: int
    x0: float
    top: float
    x1: float
    bottom: float


class Placement(NamedTuple):
    """Where on its page a part of the text stands: a printed line, or a cell of a table."""

    start: int
    end: int
    region: Region


class Placements(Sequence[Placement]):
    """Placements in a row, as numbers side by side: some fifty bytes each, where objects take three hundred."""

    __slots__ = ("_edges", "_places")

    def __init__(self, placements: Iterable[Placement] = ()) -> None:
        self._places = array("q")  # start, end, page
        self._edges = array("d")  # x0, top, x1, bottom
        for start, end, (page, *edges) in placements:
            self._places.extend((start, end, page))
            self._edges.extend(edges)

    def __len__(self) -> int:
        return len(self._places) // 3

    @overload
    def __getitem__(self, index: int) -> Placement: ...

    @overload
    def __getitem__(self, index: slice) -> tuple[Placement, ...]: ...

    def __getitem__(self, index: int | slice) -> Placement | tuple[Placement, ...]:
        if isinstance(index, slice):
            return tuple(self[at] for at in range(*index.indices(len(self))))
        at = range(len(self))[index]
        start, end, page = self._places[3 * at : 3 * at + 3]
        return Placement(start, end, Region(page, *self._edges[4 * at : 4 * at + 4]))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Placements):
            return NotImplemented
        return self._places == other._places and self._edges == other._edges

    def __hash__(self) -> int:
        return hash((self._places.tobytes(), self._edges.tobytes()))
