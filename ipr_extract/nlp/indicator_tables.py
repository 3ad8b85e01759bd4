"""Tables of indicators: 指标 / 单位 / 2015年 / 2020年 / 年均增速 / 属性, in any order of columns.

The heads say what each column holds. A row below them is one indicator: its target year's cell is the value, an
earlier year's the baseline. A column of growth gives a row of its own. A merged cell counts for every row it spans; a
row that holds one text only is a category.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from ipr_extract.data import alternatives
from ipr_extract.model import Block, Cell, Change, Indicator, Value
from ipr_extract.nlp.places import Places
from ipr_extract.nlp.quantities import FIGURE, WORDS, Figure, figure
from ipr_extract.nlp.reading import Reading

_WORDS = WORDS["table"]
_HEADER_ROWS = 3
_LONGEST_HEAD = 30
# A cell that says more than a figure and a few words round it is no value.
_LONGEST_VALUE, _MOST_WORDS = 24, 6


def _head_pattern(*kinds: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{alternatives(word for kind in kinds for word in _WORDS[kind])})\Z", re.I)


_NAME = _head_pattern("name", "english_name")
_ORDINAL, _CATEGORY, _UNIT, _NATURE = map(_head_pattern, ("ordinal", "category", "unit", "nature"))
_GROWTH = re.compile(rf"{alternatives([*_WORDS['growth'], *_WORDS['english_growth']])}", re.I)
_TOTAL = re.compile(alternatives(_WORDS["cumulative"]))
_BASELINE, _TARGET = (re.compile(alternatives(_WORDS[kind]), re.I) for kind in ("baseline", "target"))
_YEAR = re.compile(r"(?<!\d)(?P<year>(?:19|20)\d\d)(?!\d)")
# （件）, (%) or 〔累计〕 behind a name; 1. or （1） before it; ① or * behind it: signs of the table, not the name's.
_BRACKETS = re.compile(r"[（〔(](?P<inside>[^（）〔〕()]{1,16})[）〕)]")
_LABEL = re.compile(
    r"\s*(?:[（(]?\d{1,3}(?:[.、）)]|\s(?=\D))|[（(]?[一二三四五六七八九十]{1,3}[、）)]|[①-⑳]|——|—|\d{1,3}\Z)\s*(?!\d)"
)
_MARKS = re.compile(r"[①-⑳*＊▲△※#]+|〔\d{1,2}〕|\s+")
_ENGLISH = WORDS["english"]
_NATURE_WORDS = tuple(
    (kind, re.compile(alternatives([*WORDS["natures"][kind], short, *_ENGLISH[kind]]), re.I))
    for kind, short in (("binding", "约束"), ("expected", "预期"))
)
# ≥6, <5, 约30; 〔10〕 is a total, -2 a fall.
_SIGN = re.compile(
    r"\s*(?P<sign>[>＞〉≥≧<＜〈≤≦≈~～]=?|大于等于|小于等于|大于|小于|约|〔)?\s*(?P<minus>-(?=\d))?(?P<rest>.*)\Z", re.S
)
_SIGNS = {
    sign: comparator
    for comparator, signs in {
        ">": (">", "＞", "〉", "大于"), ">=": ("≥", "≧", ">=", "〉=", "大于等于"), "~": ("≈", "~", "～", "约"),
        "<": ("<", "＜", "〈", "小于"), "<=": ("≤", "≦", "<=", "〈=", "小于等于"),
    }.items()
    for sign in signs
}  # fmt: skip
# What may stand behind a cell's figure: closing brackets, marks of footnotes.
_CLOSING = re.compile(r"[〔〕〉（）\s①-⑳*]|累计")


@dataclass(slots=True)
class _Columns:
    """What the heads say: columns by what they hold, years by column."""

    names: list[int] = field(default_factory=list)
    unit: int | None = None
    nature: int | None = None
    growth: int | None = None
    total: int | None = None
    years: dict[int, int] = field(default_factory=dict)
    baselines: set[int] = field(default_factory=set)
    targets: set[int] = field(default_factory=set)
    first_row: int = 0


def table_indicators(reading: Reading, places: Places, year: int | None) -> Iterator[Indicator]:
    """The indicators of each table that is one of indicators, in printed order; ``year`` is the document's."""
    for table in reading.tables:
        columns = _columns(reading, table)
        if columns is not None:
            yield from _Table(reading, places, table, columns, year).rows()


def _columns(reading: Reading, table: Block) -> _Columns | None:
    columns = _Columns()
    for cell in table.cells:
        if cell.row >= _HEADER_ROWS or (columns.names and cell.row > columns.first_row):
            break
        head = re.sub(r"\s+", "" if reading.chinese else " ", reading.folded[cell.start : cell.end]).strip("：: ")
        if not head or len(head) > _LONGEST_HEAD or cell.column_span > 4:
            continue
        if _read_head(columns, head, cell):
            columns.first_row = max(columns.first_row, cell.row + cell.row_span - 1)
    columns.first_row += 1
    values = columns.years or columns.targets
    if not columns.names or not values or (not columns.years and columns.unit is None and columns.nature is None):
        return None
    return columns


def _read_head(columns: _Columns, head: str, cell: Cell) -> bool:
    """Notes what a head says of its columns; False where it says nothing."""
    at = cell.column
    bare = _BRACKETS.sub("", head)
    year = _YEAR.search(head)
    if _GROWTH.search(head):
        columns.growth = at
        if _TOTAL.search(head) and not _BRACKETS.search(head):
            columns.total = at
    elif year is not None:
        columns.years[at] = int(year["year"])
        if _BASELINE.search(head):
            columns.baselines.add(at)
        elif _TARGET.search(head):
            columns.targets.add(at)
    elif _NAME.match(bare) and (not columns.names or cell.row == 0):
        columns.names.extend(range(at, at + cell.column_span))
    elif _UNIT.match(bare):
        columns.unit = at
    elif _NATURE.match(bare):
        columns.nature = at
    elif _BASELINE.search(bare):
        columns.baselines.add(at)
    elif _TARGET.search(bare) and not _ORDINAL.match(bare) and len(bare) <= 8:
        columns.targets.add(at)
    else:
        return bool(_ORDINAL.match(bare) or _CATEGORY.match(bare))
    return True


class _Table:
    def __init__(self, reading: Reading, places: Places, table: Block, columns: _Columns, year: int | None) -> None:
        self.reading = reading
        self.folded = reading.folded
        self.table = table
        self.columns = columns
        self.year = year
        self.section = places.section_before(table.start)
        known = [one for one in columns.years.values() if year is None or one >= year]
        last = max(columns.years.values(), default=None)
        self.target_years = set(known) if year is not None and known else {last}

    def rows(self) -> Iterator[Indicator]:
        covering: dict[int, dict[int, Cell]] = {}
        for cell in self.table.cells:
            for row in range(cell.row, cell.row + cell.row_span):
                for column in range(cell.column, cell.column + cell.column_span):
                    covering.setdefault(row, {})[column] = cell
        for row in sorted(row for row in covering if row >= self.columns.first_row):
            yield from self._row(covering[row], row)

    def _text(self, cell: Cell | None) -> str:
        return self.folded[cell.start : cell.end].strip() if cell is not None else ""

    def _row(self, cells: Mapping[int, Cell], row: int) -> Iterator[Indicator]:
        columns = self.columns
        named = list(dict.fromkeys(cells[column] for column in columns.names if column in cells))
        parts = [(part, _BRACKETS.findall(self._text(cell))) for cell in named if (part := self._name_part(cell))]
        name = "：".join(dict.fromkeys(part for part, _ in parts))
        own = [cell for cell in dict.fromkeys(cells.values()) if cell.row == row]
        if not name or len(own) < 2:
            return
        inside = [text for _, texts in parts for text in texts]
        unit = self._unit(cells, inside)
        nature = self._nature(cells, inside)
        statement = self._statement(own)
        baseline = self._baseline(cells)
        for column, change, year in self._values(cells):
            cell = cells[column]
            one = self._value(cell)
            if one is None or cell.row != row:
                continue
            figure_, comparator, negative = one
            text = self._text(cell)
            if change is None and (any("累计" in t for t in inside) or "累计" in text or text.startswith("〔")):
                change = Change.CUMULATIVE
            if change is Change.ANNUAL_INCREASE and negative:
                change, negative = Change.ANNUAL_DECREASE, False
            growth_unit = change in (Change.ANNUAL_INCREASE, Change.ANNUAL_DECREASE)
            head_unit = self._head_unit(column) or ("%" if growth_unit else unit)
            yield Indicator(
                section_id=self.section.section_id if self.section else None,
                path=self.section.path if self.section else "",
                name=name,
                comparator=comparator,
                value=f"-{figure_.value}" if negative else figure_.value,
                unit=figure_.unit or head_unit,
                baseline_value=baseline[0] if baseline and not growth_unit else None,
                baseline_year=baseline[1] if baseline else None,
                target_year=year,
                nature=nature,
                start=self.reading.strip(cell.start, cell.end)[0],
                end=self.reading.strip(cell.start, cell.end)[1],
                change=change,
                upper=figure_.upper,
                statement=statement,
            )

    def _values(self, cells: Mapping[int, Cell]) -> Iterator[tuple[int, Change | None, int | None]]:
        """The columns that hold values to reach, in their order, with the kind of value and its year."""
        columns = self.columns
        last = max((year for year in self.target_years if year is not None), default=None)
        for column in sorted(cells):
            year = columns.years.get(column)
            if column == columns.growth:
                yield column, Change.ANNUAL_INCREASE, last
            elif column in columns.baselines:
                continue
            elif (year is not None and year in self.target_years) or (year is None and column in columns.targets):
                yield column, None, year or last

    def _name_part(self, cell: Cell) -> str:
        """A cell's name as printed, without label, unit and marks of footnotes."""
        start, end = self.reading.strip(cell.start, cell.end)
        label = _LABEL.match(self.folded, start, end)
        start = label.end() if label else start
        folded, printed = self.folded[start:end], self.reading.text[start:end]
        cut = [m.span() for m in _BRACKETS.finditer(folded) if self._of_table(m["inside"])]
        for begin, finish in reversed(cut):
            printed = printed[:begin] + printed[finish:]
        if self.reading.chinese:
            return _MARKS.sub("", printed).strip("：:、，,")
        return re.sub(r"\s+", " ", printed).strip(" :,")

    def _of_table(self, inside: str) -> bool:
        """Whether a bracket behind a name holds a unit, a nature or 累计."""
        words = inside.replace("单位：", "").strip()
        unit = FIGURE.fullmatch(f"1{words}")
        if unit is not None or "累计" in words or words in _PLAIN_UNITS or words.isdigit():
            return True
        return any(pattern.search(words) for _, pattern in _NATURE_WORDS)

    def _unit(self, cells: Mapping[int, Cell], inside: list[str]) -> str:
        """From the column of units, else the bracket behind the name."""
        if self.columns.unit is not None and self.columns.unit in cells:
            printed = self._text(cells[self.columns.unit])
            return "" if _NOTHING.match(printed) else re.sub(r"\s+", "", printed).replace("％", "%")
        for text in inside:
            words = text.replace("单位：", "").strip().replace("％", "%")
            if words in _PLAIN_UNITS or (FIGURE.fullmatch(f"1{words}") and not words.isdigit()):
                return words
        return ""

    def _head_unit(self, column: int) -> str:
        """（%） in a head of its own: 年均增速（%）."""
        for cell in self.table.cells:
            if cell.row >= self.columns.first_row:
                break
            if cell.column == column:
                for text in _BRACKETS.findall(self.folded[cell.start : cell.end]):
                    if text.strip() in ("%", "％"):
                        return "%"
        return ""

    def _nature(self, cells: Mapping[int, Cell], inside: list[str]) -> str | None:
        column = self.columns.nature
        words = [self._text(cells.get(column)) if column is not None else "", *inside]
        return next((kind for kind, pattern in _NATURE_WORDS if any(pattern.search(word) for word in words)), None)

    def _baseline(self, cells: Mapping[int, Cell]) -> tuple[str, int | None] | None:
        """The value of the last year before the targets, or of a column that is headed as the state of things."""
        columns = self.columns
        first = min((year for year in self.target_years if year is not None), default=None)
        earlier = [(year, column) for column, year in columns.years.items() if first is None or year < first]
        for year, column in sorted(earlier, reverse=True):
            one = self._value(cells[column]) if column in cells else None
            if one is not None:
                return one[0].value, year
        for column in sorted(columns.baselines):
            one = self._value(cells[column]) if column in cells else None
            if one is not None:
                return one[0].value, columns.years.get(column)
        return None

    def _value(self, cell: Cell) -> tuple[Figure, str, bool] | None:
        """A cell's figure, its comparator, and whether it is negative; None where it holds none or more than words."""
        start, end = self.reading.strip(cell.start, cell.end)
        sign = _SIGN.match(self.folded, start, end)
        if sign is None or end - start > _LONGEST_VALUE:
            return None
        rest = sign["rest"]
        match = FIGURE.search(rest)
        if match is None or (match["han"] is not None and not match["unit"]) or match.start() > _MOST_WORDS:
            return None
        if len(_CLOSING.sub("", rest[match.end() :])) > _MOST_WORDS:
            return None
        one = figure(rest, match, 0)
        comparator = _SIGNS.get(sign["sign"] or "", one.comparator) if one.comparator == "=" else one.comparator
        return one, comparator, sign["minus"] is not None

    def _statement(self, own: list[Cell]) -> Value:
        start, end = self.reading.strip(min(cell.start for cell in own), max(cell.end for cell in own))
        return Value(self.reading.text[start:end], start, end)


_NOTHING = re.compile(r"[\s/\\—\-－–无]*\Z")
_PLAIN_UNITS = frozenset(("%", "％", "‰", "-", "—", *WORDS["units"]["words"]))
