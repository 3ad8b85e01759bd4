"""Tables that divide work: 序号 / 任务 / 责任单位 / 完成时限, in any order of columns.

The heads of the columns say which hold organisations, in which role, and which hold deadlines; each row below is one
task. A merged cell counts for every row it spans.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ipr_extract.data import alternatives
from ipr_extract.model import Block, Cell, Role
from ipr_extract.nlp.english import split_english
from ipr_extract.nlp.reading import Reading
from ipr_extract.nlp.responsibility import Entry, Said, Statement, labelled_entries, read_said, unique
from ipr_extract.nlp.roles import COLUMN, ENGLISH_ROLES, LABEL_ROLES

_HEADER_ROWS = 3
# The columns that say what is to be done; the longest cell of a row where none is named so.
_TASK = re.compile(r"任务|内容|事项|措施|工作|目标|项目|举措|政策|(?i:\btask|\bmeasure|\bcontent|\bwork\b)")
_ORDINAL = re.compile(r"序号|编号|^号$|(?i:^no\.?$)")
_ENGLISH_COLUMN = re.compile(
    rf"(?P<role>{alternatives(ENGLISH_ROLES)})(?:\s+(?:by|departments?|units?|agenc(?:y|ies)))?\s*\Z", re.I
)
_ENGLISH_DEADLINE = re.compile(r"(?:deadline|time\s*(?:limit|line)?|completion (?:date|time)|due(?: date)?)\s*\Z", re.I)
_BARE_COLUMN = re.compile(r"(?:单位|部门|部门（单位）|单位（部门）|部门和单位|部门及单位)\Z")
_NOTHING = re.compile(r"[\s/\\—\-－无]*\Z")


@dataclass(frozen=True, slots=True)
class _Columns:
    """What the head of a table says of its columns."""

    roles: Mapping[int, Role]
    deadlines: frozenset[int]
    task: int | None
    first_row: int


def table_statements(reading: Reading) -> Iterator[Statement]:
    """One statement for each row of each responsibility table, in printed order."""
    for table in reading.tables:
        columns = _columns(reading, table)
        if columns is not None:
            yield from _rows(reading, table, columns)


def _head(reading: Reading, cell: Cell) -> str:
    text = reading.folded[cell.start : cell.end]
    return re.sub(r"\s+", "" if reading.chinese else " ", text).strip("：: ")


def _columns(reading: Reading, table: Block) -> _Columns | None:
    roles: dict[int, Role] = {}
    deadlines: set[int] = set()
    tasks: list[int] = []
    last = -1
    measures = named = False  # in a table of indicators 单位 is what their values are counted in
    for cell in table.cells:
        if cell.row >= _HEADER_ROWS:
            break
        head = _head(reading, cell)
        if not head or len(head) > 40 or (last >= 0 and cell.row > last and not roles):
            continue
        spanned = range(cell.column, cell.column + cell.column_span)
        role, deadline = _meaning(head, chinese=reading.chinese)
        measures = measures or "指标" in head
        named = named or (role is not None and head != "单位")
        if role is not None:
            roles.update(dict.fromkeys(spanned, role))
        elif deadline:
            deadlines.update(spanned)
        elif _TASK.search(head) and not _ORDINAL.search(head) and cell.row <= max(last, 0):
            tasks.extend(spanned)
        else:
            continue
        last = max(last, cell.row + cell.row_span - 1)
    if not roles or (measures and not named):
        return None
    return _Columns(roles, frozenset(deadlines), tasks[-1] if tasks else None, last + 1)


def _meaning(head: str, *, chinese: bool) -> tuple[Role | None, bool]:
    """A column's role, and whether it holds deadlines."""
    if not chinese:
        match = _ENGLISH_COLUMN.match(head)
        return (ENGLISH_ROLES[match["role"].lower()] if match else None), _ENGLISH_DEADLINE.match(head) is not None
    match = COLUMN.match(head)
    if match is None:
        return (Role.RESPONSIBLE if _BARE_COLUMN.match(head) else None), False
    if match["role"] is not None and match["organisation"] is not None:
        return LABEL_ROLES[match["role"]], False
    return None, match["deadline"] is not None


def _rows(reading: Reading, table: Block, columns: _Columns) -> Iterator[Statement]:
    covering: dict[int, dict[int, Cell]] = {}
    for cell in table.cells:
        for row in range(cell.row, cell.row + cell.row_span):
            for column in range(cell.column, cell.column + cell.column_span):
                covering.setdefault(row, {})[column] = cell
    told: set[int] = set()
    for row in sorted(row for row in covering if row >= columns.first_row):
        cells = covering[row]
        entries = [
            entry
            for column, role in columns.roles.items()
            if column in cells
            for entry in _cell(reading, cells[column], role)
        ]
        deadlines = []
        for column in sorted(columns.deadlines):
            named = cells.get(column)
            if (
                named is not None
                and named.start not in told
                and not _NOTHING.match(reading.folded, named.start, named.end)
            ):
                told.add(named.start)
                deadlines.append(reading.strip(named.start, named.end))
        own = sorted({(cell.start, cell.end) for cell in cells.values() if cell.row == row})
        if not (entries or deadlines) or not own:
            continue
        task = _task(cells, columns)
        own_lead = any(entry.role is Role.LEAD for entry in entries)
        said = Said(unique(entries), tuple(deadlines), own_lead=own_lead)
        yield Statement(own[0][0], own[-1][1], 0, said, covers=reading.strip(task.start, task.end))


def _task(cells: Mapping[int, Cell], columns: _Columns) -> Cell:
    """The cell that says what is to be done."""
    if columns.task is not None and columns.task in cells:
        return cells[columns.task]
    others = [cell for column, cell in cells.items() if column not in columns.roles and column not in columns.deadlines]
    return max(others or list(cells.values()), key=lambda cell: cell.end - cell.start)


def _cell(reading: Reading, cell: Cell, role: Role) -> list[Entry]:
    """The organisations in a cell; what the cell itself says of roles comes before its column's head."""
    start, end = reading.strip(cell.start, cell.end)
    if _NOTHING.match(reading.folded, start, end):
        return []
    if not reading.chinese:
        return [Entry(n.start, n.end, role, n.open_list) for n in split_english(reading.folded, start, end)]
    said = read_said(reading.folded[start:end])
    if said is not None and said.entries:
        return [entry._replace(start=entry.start + start, end=entry.end + start) for entry in said.entries]
    return [
        entry
        for begin, finish in _lines(reading, start, end)
        for entry in labelled_entries(reading.folded, begin, finish, role)
    ]


def _lines(reading: Reading, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A cell's lines, each of which names somebody; one that ends in 、 goes on in the next."""
    begin = start
    for match in re.finditer(r"(?<![、，])\n", reading.folded[start:end]):
        yield begin, start + match.start()
        begin = start + match.end()
    yield begin, end
