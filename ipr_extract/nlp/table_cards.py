"""Cards: tables in which the heads stand to the left of what they name, one task after another or side by side.

任务名称 | 建设物流园 // 牵头单位 | 县经信局 // 完成时限 | 年底前; also with two heads and two values in a row.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ipr_extract.model import Cell
from ipr_extract.nlp.table_heads import Kind, Meaning

Card = list[tuple[Meaning, Cell]]

_SHARE = 0.75  # of the heads stand before something that is no head
_FEWEST = 0.6  # of the cells in a column of heads are heads


def cards(rows: Sequence[Mapping[int, Cell]], heads: Mapping[tuple[int, int], Meaning]) -> list[Card]:
    """For each task the pairs of head and value; [] where the heads stand over their columns.

    ``heads`` holds the meaning of each cell that means anything as a head, by row and column.
    """
    if not any(head.kind is Kind.PARTIES for head in heads.values()):
        return []
    standing = {column for column in {column for _, column in heads} if _of_heads(rows, heads, column)}
    left = {place: head for place, head in heads.items() if place[1] in standing}
    if not any(head.kind is Kind.PARTIES for head in left.values()):
        return []
    # A task's words may end as a head does (做好重点工作); what names parties or a deadline is never a value.
    stops = {place: head for place, head in heads.items() if place in left or head.kind is not Kind.TASK}
    before = [(place, _values(rows, stops, *place)) for place in sorted(left)]
    if sum(bool(values) for _, values in before) < _SHARE * len(before):
        return []
    return _records(left, before)


def _of_heads(rows: Sequence[Mapping[int, Cell]], heads: Mapping[tuple[int, int], Meaning], column: int) -> bool:
    """Whether a column holds little but heads, in two rows at least."""
    own = {cell.row for row in rows if (cell := row.get(column)) is not None and cell.column == column}
    named = [row for row in own if (row, column) in heads]
    return len(named) >= 2 and len(named) >= _FEWEST * len(own)


def _values(
    rows: Sequence[Mapping[int, Cell]], heads: Mapping[tuple[int, int], Meaning], row: int, column: int
) -> list[Cell]:
    """The cells to the right of a head, up to the next head or the row's end."""
    out: list[Cell] = []
    cells = rows[row]
    at = column + cells[column].column_span
    while at in cells and (cells[at].row, cells[at].column) not in heads:
        if cells[at].start < cells[at].end or out:
            out.append(cells[at])
        at = cells[at].column + cells[at].column_span
    return out


def _records(
    heads: Mapping[tuple[int, int], Meaning],
    before: Sequence[tuple[tuple[int, int], list[Cell]]],
) -> list[Card]:
    """The heads with their values, a record a task: it ends where a head comes again."""
    out: list[Card] = []
    seen: set[tuple[Meaning, int]] = set()
    opened = 0
    for (row, column), values in before:
        head = heads[row, column]
        if (head, column) in seen and head.kind in (Kind.TASK, Kind.ORDINAL, Kind.PARTIES):
            seen, opened = set(), len(out)
        seen.add((head, column))
        # Several values side by side are one for each of several tasks.
        for index, value in enumerate(values):
            while len(out) <= opened + index:
                out.append([])
            out[opened + index].append((head, value))
    return [card for card in out if any(head.kind is Kind.PARTIES for head, _ in card)]
