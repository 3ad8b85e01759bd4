"""Tables in plain text: cells parted by tabs, as pages and sheets are saved, by | or by wide gaps, or a cell a line."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
from itertools import islice, takewhile

from ipr_extract.data import alternatives, rules
from ipr_extract.model import BlockKind, Cell
from ipr_extract.parse.assembly import Draft

_LONGEST_HEAD = 24  # characters of a column's head
_LONGEST_HEADING = 60  # characters of a line over the whole width, between rows
_FEWEST_ROWS = 2
_MOST_LISTED = 10  # columns of a table with a cell a line
_ORDINAL_HEADS = ("序号", "序號", "编号", "編號")
_NUMBER = re.compile(r"\d{1,3}[.、]?\Z")
_FEWEST_RULED = 3  # columns
_GAP = re.compile(r"\s*\|\s*|\s{2,}|\u3000")
_RULE = re.compile(r"[\s|:+=—\-]+\Z")  # |---|---| below the head
# What may head the first column, by a sign of it that is found faster than the word.
_ORDINAL_SIGNS = {"序": ("序号", "序號", "序 号", "序\u3000号"), "编": ("编号",), "編": ("編號",)}
_SENTENCE_END = "。；！？.;"

Row = list[str]


@functools.cache
def _head_word() -> re.Pattern[str]:
    return re.compile(alternatives(rules("tables")["heads"]))


def may_hold_tables(text: str) -> bool:
    """Whether a text holds any sign of a table; most don't, and are looked at no further."""
    if "\t" in text or "|" in text:
        return True
    return any(sign in text and any(head in text for head in heads) for sign, heads in _ORDINAL_SIGNS.items())


def tables_apart(lines: Sequence[str]) -> Iterator[Draft | Sequence[str]]:
    """``lines`` in their order as tables and the runs of lines between them; one run where nothing is a table."""
    begin = position = 0
    while position < len(lines):
        line = lines[position]
        found = _listed(lines, position)
        if found is None and "\t" in line:
            found = _tabbed(lines, position)
        if found is None and _GAP.search(line):
            found = _ruled(lines, position)
        end, rows = found or (position, [])
        if not rows:
            position += 1
            continue
        if begin < position:
            yield lines[begin:position]
        yield _draft(rows)
        begin = position = end
    if begin < len(lines):
        yield lines[begin:]


def _cells(line: str) -> Row:
    return [cell.strip() for cell in line.split("\t")]


def _is_row(line: str) -> bool:
    return "\t" in line.strip()


def are_heads(cells: Sequence[str]) -> bool:
    """Whether cells are the heads of columns: short, and half of them hold a word that heads hold."""
    filled = [cell for cell in cells if cell]
    if len(filled) < 2 or any(len(cell) > _LONGEST_HEAD or cell[-1] in _SENTENCE_END for cell in filled[1:]):
        return False
    named = (_head_word().search(cell) or _head_word().search(re.sub(r"\s", "", cell)) for cell in filled)  # 序 号
    return 2 * sum(match is not None for match in named) >= len(filled)


def _tabbed(lines: Sequence[str], first: int) -> tuple[int, list[Row]] | None:
    """Where the table with tabs ends whose heads are ``lines[first]``, and its rows; None where none begins there."""
    if not _is_row(lines[first]) or not are_heads(_cells(lines[first])):
        return None
    rows = [_cells(lines[first])]
    end = first + 1
    for position in range(first + 1, len(lines)):
        line = lines[position]
        if _is_row(line) or (line[:1] == "\t" and line.strip()):
            rows.append(_cells(line))
        elif not line.strip():
            continue
        elif _between_rows(lines, position):
            rows.append([line.strip()])
        else:
            break
        end = position + 1
    return (end, rows) if len(rows) >= _FEWEST_ROWS else None


def _between_rows(lines: Sequence[str], position: int) -> bool:
    """Whether a line without tabs is a heading between two rows: 一、教育保障."""
    line = lines[position].strip()
    following = next((other for other in lines[position + 1 : position + 3] if other.strip()), "")
    return len(line) <= _LONGEST_HEADING and line[-1] not in _SENTENCE_END and _is_row(following)


def _ruled(lines: Sequence[str], first: int) -> tuple[int, list[Row]] | None:
    """The table whose cells are parted by | or by gaps; each row has as many as the head, since no blank shows."""
    heads = _parted(lines[first])
    if len(heads) < _FEWEST_RULED or not are_heads(heads):
        return None
    rows = [heads]
    end = first + 1
    for position in range(first + 1, len(lines)):
        line = lines[position]
        if line.strip() and not _RULE.match(line):
            row = _parted(line)
            if len(row) != len(heads):
                break
            rows.append(row)
            end = position + 1
    return (end, rows) if len(rows) > _FEWEST_ROWS else None


def _parted(line: str) -> Row:
    line = line.strip()
    if line.count("|") > 1:
        return [cell.strip() for cell in line.strip("|").split("|")]
    return [cell for cell in _GAP.split(line) if cell]


def _listed(lines: Sequence[str], first: int) -> tuple[int, list[Row]] | None:
    """The table with a cell a line that begins with 序号: heads, then as many lines a row, the first a number."""
    if lines[first].strip() not in _ORDINAL_HEADS:
        return None
    filled = ((at, lines[at].strip()) for at in range(first, len(lines)) if lines[at].strip())
    taken = list(islice(filled, _MOST_LISTED + 1))
    heads = list(
        takewhile(lambda text: not _NUMBER.match(text) and len(text) <= _LONGEST_HEAD, (text for _, text in taken))
    )
    width = len(heads)
    if not 3 <= width <= _MOST_LISTED or not are_heads(heads):
        return None
    rows = [heads]
    while True:
        # Lines are taken as they are needed: a text of nothing but such heads is not gone through from each of them.
        taken += islice(filled, max(width * (len(rows) + 1) + 1 - len(taken), 0))
        row = [text for _, text in taken[width * len(rows) : width * (len(rows) + 1)]]
        if len(row) < width:
            break
        number = _NUMBER.match(row[0])
        if number is None or int(re.sub(r"\D", "", row[0])) != len(rows):
            break
        rows.append(row)
        if str(len(rows)) in row[1:]:
            return None
    # The next row's number where it should not stand: cells are missing, and nothing says which.
    end = width * len(rows)
    if len(rows) < _FEWEST_ROWS + 1 or str(len(rows)) in (text for _, text in taken[end : end + width + 1]):
        return None
    return taken[end - 1][0] + 1, rows


def _draft(rows: Sequence[Row]) -> Draft:
    """One block of the rows. Cells left empty at a row's start are merged with those above, as sheets are saved."""
    width = max(map(len, rows))
    cells: list[Cell] = []
    pieces: list[str] = []
    above: dict[int, int] = {}  # for each column, the index of the cell that a blank one goes on
    at = 0
    for number, row in enumerate(rows):
        alone = len(row) == 1
        leading = len(list(takewhile(lambda cell: not cell, row)))
        for column, text in enumerate(row):
            if column < leading and column in above and number > 1:
                cells[above[column]] = _longer(cells[above[column]], number)
                continue
            if cells:
                pieces.append("\t" if cells[-1].row == number else "\n")
                at += 1
            cells.append(Cell(number, column, at, at + len(text), 1, width if alone else 1))
            above[column] = len(cells) - 1
            pieces.append(text)
            at += len(text)
        if alone:
            above = {}
    return Draft(BlockKind.TABLE, "".join(pieces), cells=tuple(cells))


def _longer(cell: Cell, row: int) -> Cell:
    return Cell(cell.row, cell.column, cell.start, cell.end, row - cell.row + 1, cell.column_span, cell.header)
