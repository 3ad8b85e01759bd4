"""Tables that divide work: 序号 / 任务 / 责任单位 / 完成时限, in any order of columns, and cards of one task each.

The heads of the columns (`table_heads`) say which hold organisations, in which role, and which hold deadlines; each row
below is one task. A merged cell counts for every row it spans. In a card the heads stand to the left of what they name.
What a row or a cell says of roles itself comes before its column's head.
"""

from __future__ import annotations

import bisect
import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ipr_extract.model import Block, Cell, Role
from ipr_extract.nlp.acting import Entry
from ipr_extract.nlp.english_names import split_english
from ipr_extract.nlp.labels import Label, Style, label_at, labels_within
from ipr_extract.nlp.organs import plausible
from ipr_extract.nlp.reading import Line, Reading
from ipr_extract.nlp.responsibility import (
    FIRST_LEADS,
    OTHERS_SUPPORT,
    Said,
    Statement,
    first_leads,
    labelled_entries,
    read_said,
    unique,
)
from ipr_extract.nlp.structure import LabelledLine
from ipr_extract.nlp.table_cards import cards
from ipr_extract.nlp.table_heads import Kind, Meaning, meaning

_HEADER_ROWS = 5  # the rows, besides captions, among which a table's head begins
_LINE_END = re.compile(r"(?<![、，；：])\n")  # a cell's line names somebody; one that ends in 、 goes on in the next
_BARE_NUMBER = re.compile(r"\s*(?P<ordinal>[1-9]\d{0,2})\s*\Z")
_NOTHING = re.compile(r"[\s/\\—\-－–无]*\Z")
_SAME = re.compile(r"\s*(?:同上|[〃″\"])\s*\Z")
_CONTINUED = re.compile(r"\s*（?续表?[\d一二三四五六七八九十]*）?\s*\Z")
_NOTE = re.compile(r"\s*(?:注|备注|说明|附注)\s*\d?\s*[：.、]")
# 市科技局*、市财政局; and the rule that explains it: 注：带*的为牵头单位.
_MARK = re.compile(r"^[*★▲※△●]+|[*★▲※△●]+$")
_MARK_RULE = re.compile(r"[*★▲※△●][^*★▲※△●。；\n]{0,14}(?:牵头|主办|主责)")

Row = Mapping[int, Cell]  # the cells that cover a row, by column


@dataclass(frozen=True, slots=True)
class Divided:
    """What the responsibility tables of a document hold.

    ``units`` are the numbered units whose labels stand in them: rows over the whole width, and tasks with a label.
    ``spans`` are the rows that were read, so that nothing in them is read again.
    """

    statements: tuple[Statement, ...] = ()
    units: tuple[LabelledLine, ...] = ()
    spans: tuple[tuple[int, int], ...] = ()


_NONE = Divided()


def divided_work(reading: Reading) -> Divided:
    """The statements and units of each responsibility table, in printed order."""
    if not reading.tables:
        return _NONE
    statements: list[Statement] = []
    units: list[LabelledLine] = []
    spans: list[tuple[int, int]] = []
    before: _Grid | None = None
    for table in reading.tables:
        grid = _Grid(reading, table, before)
        if grid.columns or grid.cards:
            statements += grid.statements()
            units += grid.units()
            spans += grid.spans
            before = grid
        else:
            before = None
    return Divided(tuple(statements), tuple(units), tuple(spans))


class _Grid:
    """One table: its head, and what its rows say. ``before`` is the responsibility table that it may go on from."""

    def __init__(self, reading: Reading, table: Block, before: _Grid | None) -> None:
        self.reading = reading
        self.table = table
        self.rows: list[dict[int, Cell]] = []
        for cell in table.cells:
            while len(self.rows) < cell.row + cell.row_span:
                self.rows.append({})
            for row in range(cell.row, cell.row + cell.row_span):
                self.rows[row].update(dict.fromkeys(range(cell.column, cell.column + cell.column_span), cell))
        self.width = max((column + 1 for row in self.rows for column in row), default=0)
        self.heads: dict[tuple[int, int], Meaning] = {}
        for cell in table.cells:
            found = self._meaning(cell)
            if found is not None:
                self.heads[cell.row, cell.column] = found
        self.spans: list[tuple[int, int]] = []
        self.cards = cards(self.rows, self.heads)
        self.first_row, self.columns = (0, {}) if self.cards else self._columns()
        if not self.columns and before is not None and before.columns and self._goes_on(before):
            self.columns = before.columns

    def _text(self, cell: Cell) -> str:
        return self.reading.folded[cell.start : cell.end]

    def _meaning(self, cell: Cell) -> Meaning | None:
        if cell.end - cell.start > 80:
            return None
        return meaning(self._text(cell), chinese=self.reading.chinese)

    # ------------------------------------------------------------------------------------------------- the head

    def _whole(self, row: Row) -> Cell | None:
        """The one cell of a row that spans the table or stands alone in it: a caption, a heading, a note."""
        filled = {(cell.start, cell.end): cell for cell in row.values() if self._text(cell).strip()}
        if len(filled) != 1 or self.width < 3:
            return None
        (cell,) = filled.values()
        return cell if cell.row_span == 1 else None

    def _columns(self) -> tuple[int, dict[int, Meaning]]:
        """The first row below the head, and what its columns mean; no columns where no head names parties."""
        top = next((number for number, row in enumerate(self.rows) if self._whole(row) is None), len(self.rows))
        for number in range(top, min(top + _HEADER_ROWS, len(self.rows))):
            parties = [head for (row, _), head in self.heads.items() if row == number and head.kind is Kind.PARTIES]
            if not parties:
                continue
            last = self._head_end(top if number - top < 3 else number, number)
            columns: dict[int, Meaning] = {}
            for cell in self.table.cells:
                head = self.heads.get((cell.row, cell.column))
                if head is not None and top <= cell.row <= last:
                    columns.update(dict.fromkeys(range(cell.column, cell.column + cell.column_span), head))
            heads = columns.values()
            bare = all(head.bare for head in heads if head.kind is Kind.PARTIES)
            # In a table of indicators 单位 is what their values are counted in.
            counted = any("指标" in self._text(cell) for cell in self.table.cells if top <= cell.row <= last)
            if bare and (counted or not any(head.work or head.kind is Kind.DEADLINE for head in heads)):
                return 0, {}
            return last + 1, columns
        return 0, {}

    def _head_end(self, top: int, number: int) -> int:
        """The last row of the head that begins at ``top`` and names parties in row ``number``."""
        over = [cell for cell in self.table.cells if top <= cell.row <= number]
        last = max(
            [number, *(c.row + c.row_span - 1 for c in over if (c.row, c.column) in self.heads and c.row_span <= 3)]
        )
        # 责任分工 over 主办单位 and 协办单位: a row that stands only below cells that span several columns.
        wide = {column for c in over if c.column_span > 1 for column in range(c.column, c.column + c.column_span)}
        below = [cell for cell in self.table.cells if cell.row == last + 1]
        if below and len(below) < self.width and all(c.column in wide and len(self._text(c)) <= 20 for c in below):
            last += 1
        return min(last, len(self.rows) - 1)

    def _goes_on(self, before: _Grid) -> bool:
        """Whether the table goes on from the one before: as wide, and nothing but 续表 between them."""
        if self.width != before.width:
            return False
        lines = self.reading.lines
        first = bisect.bisect_left(lines, before.table.end, key=lambda line: line.start)
        between = itertools.takewhile(lambda line: line.start < self.table.start, itertools.islice(lines, first, None))
        return all(_CONTINUED.match(self.reading.folded, line.start, line.end) for line in between)

    def _again(self, row: Row) -> bool:
        """Whether the head is printed again inside the table."""
        cells = {cell.start: cell for cell in row.values()}.values()
        heads = [self.heads.get((cell.row, cell.column)) for cell in cells]
        return any(h and h.kind is Kind.PARTIES for h in heads) and sum(h is not None for h in heads) * 2 > len(heads)

    # ------------------------------------------------------------------------------------------------- the rows

    def statements(self) -> Iterator[Statement]:
        """A statement for each row, or for each card."""
        if self.cards:
            for card in self.cards:
                yield from self._statement(card)
            return
        rule = self._rule()
        columns = self.columns
        for number in range(self.first_row, len(self.rows)):
            row = self.rows[number]
            if self._whole(row) is not None:
                continue
            if self._again(row):
                columns = {
                    column: head
                    for column, cell in row.items()
                    if (head := self.heads.get((cell.row, cell.column))) is not None
                }
                continue
            pairs = [(head, row[column]) for column, head in columns.items() if column in row]
            others = [cell for column, cell in row.items() if column not in columns]
            yield from self._statement(pairs, others, number, rule=rule)

    def _statement(
        self,
        pairs: Sequence[tuple[Meaning, Cell]],
        others: Sequence[Cell] = (),
        number: int | None = None,
        *,
        rule: str = "",
    ) -> Iterator[Statement]:
        """What the cells of one task say; ``others`` are those of columns without a meaning."""
        pairs = list({(head, cell.start): (head, cell) for head, cell in pairs}.values())
        entries: list[Entry] = []
        deadlines: list[tuple[int, int]] = []
        for head, cell in pairs:
            if head.kind is Kind.PARTIES:
                found, times = self._parties(self._said_above(cell, number), head)
                support = OTHERS_SUPPORT.search(rule) is not None
                entries += first_leads(found, others_support=support) if rule or head.first_leads else found
                deadlines += times
            elif head.kind is Kind.DEADLINE and not _NOTHING.match(self.reading.folded, cell.start, cell.end):
                cell = self._said_above(cell, number)
                deadlines.append(self.reading.strip(cell.start, cell.end))
        own = sorted(
            (cell.start, cell.end)
            for cell in [*(cell for _, cell in pairs), *others]
            if number is None or cell.row == number
        )
        if not (entries or deadlines) or not own:
            return
        task = self._task(pairs, others)
        said = Said(unique(entries), tuple(deadlines), own_lead=any(entry.role is Role.LEAD for entry in entries))
        span = own[0][0], max(end for _, end in own)
        self.spans.append(span)
        yield Statement(*span, 0, said, covers=self.reading.strip(task.start, task.end))

    def _said_above(self, cell: Cell, number: int | None) -> Cell:
        """The cell that 同上 stands for, else the cell itself."""
        while number and _SAME.match(self.reading.folded, cell.start, cell.end):
            number -= 1
            above = self.rows[number].get(cell.column)
            if above is None or number < self.first_row:
                break
            cell = above
        return cell

    def _task(self, pairs: Sequence[tuple[Meaning, Cell]], others: Sequence[Cell]) -> Cell:
        """The cell that says what is to be done: that of the closest head, else the longest."""
        named = [
            (head.rank, cell)
            for head, cell in pairs
            if head.kind is Kind.TASK and not _NOTHING.match(self.reading.folded, cell.start, cell.end)
        ]
        if named:
            closest = max(rank for rank, _ in named)
            return [cell for rank, cell in named if rank == closest][-1]
        rest = others or [cell for _, cell in pairs]
        return max(rest, key=lambda cell: cell.end - cell.start)

    def _rule(self) -> str:
        """The note over, in or below the table that says that the first name of a list leads; "" without one."""
        folded, lines = self.reading.folded, self.reading.lines
        first = bisect.bisect_left(lines, self.table.end, key=lambda line: line.start)
        below = [line for line in lines[first : first + 3] if _NOTE.match(folded, line.start, line.end)]
        inside = [(cell.start, cell.end) for row in self.rows if (cell := self._whole(row)) is not None]
        notes = [*inside, *((line.start, line.end) for line in (*lines[max(first - 2, 0) : first], *below))]
        return next((folded[start:end] for start, end in notes if FIRST_LEADS.search(folded, start, end)), "")

    # ------------------------------------------------------------------------------------------------- cells

    def _parties(self, cell: Cell, head: Meaning) -> tuple[list[Entry], list[tuple[int, int]]]:
        """The organisations in a cell, and the times that stand among them."""
        folded, role = self.reading.folded, head.role or Role.RESPONSIBLE
        start, end = self.reading.strip(cell.start, cell.end)
        if _NOTHING.match(folded, start, end):
            return [], []
        if not self.reading.chinese:
            names = [name for part in _lines(folded, start, end) for name in split_english(folded, *part)]
            return [Entry(n.start, n.end, role, n.open_list) for n in names], []
        said = read_said(_LINE_END.sub("；", folded[start:end]))
        if said is not None and said.entries:
            found = [entry._replace(start=entry.start + start, end=entry.end + start) for entry in said.entries]
            times = [(first + start, last + start) for first, last in said.deadlines]
        else:
            lines = _lines(folded, start, end)
            found = [entry for begin, finish in lines for entry in labelled_entries(folded, begin, finish, role)]
            times = []
        if head.persons:
            found = [entry for entry in found if plausible(folded[entry.start : entry.end])]
        return self._unmarked(found), times

    def _unmarked(self, entries: list[Entry]) -> list[Entry]:
        """Without the mark of the lead (市科技局*): one of several is marked, or a note explains the mark."""
        folded = self.reading.folded
        marks = [_MARK.search(folded[entry.start : entry.end]) for entry in entries]
        if not any(marks):
            return entries
        one = sum(mark is not None for mark in marks) == 1 < len(entries)
        lead = one or _MARK_RULE.search(folded) is not None
        out = []
        for entry, mark in zip(entries, marks, strict=True):
            if mark is not None:
                start, end = (
                    (entry.start + mark.end(), entry.end)
                    if not mark.start()
                    else (entry.start, entry.start + mark.start())
                )
                entry = entry._replace(start=start, end=end)
                if lead and entry.role is Role.RESPONSIBLE:
                    entry = entry._replace(role=Role.LEAD, by_rule=True)
            out.append(entry)
        return out

    # ------------------------------------------------------------------------------------------------- units

    def units(self) -> Iterator[LabelledLine]:
        """The units whose labels stand in the table: headings over the whole width, and labelled or numbered tasks."""
        captions = (cell for row in self.rows if (cell := self._whole(row)) is not None)
        headings = [unit for cell in captions for unit in self._unit(cell)]
        cells = {cell.start: cell for cell in self._task_cells()}
        tasks = [unit for cell in cells.values() for unit in self._unit(cell)] or list(self._numbered_rows())
        yield from sorted([*headings, *tasks], key=lambda unit: unit.label.start)

    def _task_cells(self) -> Iterator[Cell]:
        for card in self.cards:
            yield from (cell for head, cell in card if head.kind is Kind.TASK)
        tasks = [column for column, head in self.columns.items() if head.kind is Kind.TASK]
        for row in self._task_rows():
            yield from (row[column] for column in tasks if column in row)

    def _task_rows(self) -> Iterator[Row]:
        """The rows below the head that are neither captions nor the head printed again."""
        for row in self.rows[self.first_row :]:
            if self._whole(row) is None and not self._again(row):
                yield row

    def _numbered_rows(self) -> Iterator[LabelledLine]:
        """The rows that a column of bare numbers numbers: 序号 1, 2, 3. One number may be merged over several."""
        ordinals = [column for column, head in self.columns.items() if head.kind is Kind.ORDINAL]
        seen: set[int] = set()
        for row in self._task_rows() if ordinals else ():
            cell = row.get(ordinals[0])
            match = _BARE_NUMBER.match(self.reading.folded, cell.start, cell.end) if cell is not None else None
            if match is None or match.start("ordinal") in seen:
                continue
            seen.add(match.start("ordinal"))
            label = Label(Style.ARABIC, int(match["ordinal"]), *match.span("ordinal"))
            pairs = [(head, row[column]) for column, head in self.columns.items() if column in row]
            task = self._task(pairs, [one for column, one in row.items() if column not in self.columns])
            start, end = self.reading.strip(task.start, task.end)
            first = _LINE_END.search(self.reading.folded, start, end)
            yield LabelledLine(label, Line(label.start, first.start() if first else end, self.table, label), start)

    def _unit(self, cell: Cell) -> Iterator[LabelledLine]:
        folded, chinese = self.reading.folded, self.reading.chinese
        start, end = self.reading.strip(cell.start, cell.end)
        label = label_at(folded, start, chinese=chinese)
        if label is None:
            return
        # 1.…；2.… in one cell is a list inside a task, whose numbers begin again in the next.
        if any(other.style is label.style for other in labels_within(folded, label.end, end, chinese=chinese)):
            return
        first = _LINE_END.search(folded, label.end, end)
        yield LabelledLine(label, Line(start, first.start() if first else end, self.table, label))


def _lines(folded: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A cell's lines."""
    begin = start
    for match in _LINE_END.finditer(folded, start, end):
        yield begin, match.start()
        begin = match.end()
    yield begin, end
