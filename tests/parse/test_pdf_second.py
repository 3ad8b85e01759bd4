"""Tables that the own grid can't see and pdfplumber can; drawings that are no tables; what goes wrong on the way."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.lib import colors
from reportlab.pdfgen.canvas import Canvas

from ipr_extract.errors import ReadError
from ipr_extract.model import BlockKind, Document, Severity
from ipr_extract.parse import pdf_second
from ipr_extract.parse.pdf_second import Box, SecondReader, grid_of
from tests.parse.pdf_specimens import HEIGHT, MARGIN, SIZE, SONG, drawn, lines_at, printed, read, texts
from tests.parse.test_pdf_chromium import printed as printed_by_chromium
from tests.parse.test_pdf_tables import AFTER, BEFORE, HEAD, cells, expected, table, tables, tasks

ROWS = [HEAD, *tasks(3)]
Draw = Callable[[Canvas], None]


def in_form(draw: Draw, name: str = "form") -> Draw:
    """The same drawing inside a form XObject."""

    def drawing(canvas: Canvas) -> None:
        canvas.beginForm(name)
        canvas.setFont(SONG, SIZE)
        draw(canvas)
        canvas.endForm()
        canvas.doForm(name)

    return drawing


def ruled(canvas: Canvas) -> None:
    """A ruled table of ``ROWS`` in the middle of the page."""
    made = table(ROWS)
    made.wrapOn(canvas, 450, 700)
    made.drawOn(canvas, 60, 450)


def boxes(rows: Sequence[Sequence[str]], *, gap: float = 0.0, top: float = 120.0, fill: bool = True) -> Draw:
    """Cells of 100 by 30 points, ``gap`` apart, each a shaded or framed box around its text."""

    def draw(canvas: Canvas) -> None:
        for r, row in enumerate(rows):
            for c, text in enumerate(row):
                x, y = 60 + c * (100 + gap), HEIGHT - top - r * (30 + gap)
                canvas.setFillColor(colors.lightgrey)
                canvas.rect(x, y - 30, 100, 30, stroke=not fill, fill=fill)
                canvas.setFillColor(colors.black)
                canvas.drawString(x + 6, y - 20, text)

    return draw


def both(*draws: Draw) -> Draw:
    def drawing(canvas: Canvas) -> None:
        for draw in draws:
            draw(canvas)

    return drawing


def unread(document: Document) -> list[str]:
    """The findings on tables that could not be read."""
    found = [finding for finding in document.findings if finding.code == "table_unread"]
    assert all(finding.severity is Severity.WARNING for finding in found)
    return [finding.message for finding in found]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The pages that the second reader is asked for."""
    pages: list[int] = []
    grids = SecondReader.grids

    def noted(self: SecondReader, number: int, frame: object) -> object:
        pages.append(number)
        return grids(self, number, frame)  # type: ignore[arg-type]

    monkeypatch.setattr(SecondReader, "grids", noted)
    return pages


def test_table_inside_a_form(asked: list[int]) -> None:
    document = read(drawn(both(lines_at(60, 100, [BEFORE]), in_form(ruled), lines_at(60, 480, [AFTER]))))
    assert asked == [1]
    assert [block.kind.value for block in document.blocks] == ["paragraph", "table", "paragraph"]
    (block,) = tables(document)
    assert cells(document, block) == expected(ROWS)
    assert [cell.header for cell in block.cells] == [True] * 4 + [False] * 12
    assert document.text[block.start : block.end] == "\n".join("\t".join(row) for row in ROWS)
    assert texts(document) == [BEFORE, AFTER]


SHORT = [("任务", "单位", "时限"), ("补植", "园林局", "3月"), ("浇水", "水务局", "4月"), ("清运", "环卫处", "5月")]


@pytest.mark.parametrize("gap", [0.0, 2.0, 6.0])
@pytest.mark.parametrize("fill", [True, False], ids=["shaded", "framed"])
def test_cells_that_are_boxes(gap: float, fill: bool) -> None:
    document = read(drawn(both(lines_at(60, 90, [BEFORE]), boxes(SHORT, gap=gap, fill=fill))))
    (block,) = tables(document)
    assert cells(document, block) == expected(SHORT)
    assert texts(document) == [BEFORE]


def test_cells_over_columns_and_rows() -> None:
    def draw(canvas: Canvas) -> None:
        spans = [(0, 0, 2, 1, "任务"), (2, 0, 1, 1, "单位"), (0, 1, 1, 2, "春季"), (1, 1, 1, 1, "补植")]
        spans += [(2, 1, 1, 1, "园林局"), (1, 2, 1, 1, "浇水"), (2, 2, 1, 1, "水务局")]
        for column, row, wide, high, text in spans:
            x, top = 60 + 100 * column, 120 + 30 * row
            canvas.rect(x, HEIGHT - top - 30 * high, 100 * wide, 30 * high)
            canvas.drawString(x + 6, HEIGHT - top - 20, text)

    (block,) = tables(read(drawn(in_form(draw))))
    spans = {(cell.row, cell.column): (cell.row_span, cell.column_span) for cell in block.cells}
    assert spans == {(0, 0): (1, 2), (0, 2): (1, 1), (1, 0): (2, 1), (1, 1): (1, 1), (1, 2): (1, 1)} | {
        (2, 1): (1, 1),
        (2, 2): (1, 1),
    }


def test_row_that_a_page_end_cut_is_joined_by_its_number_alone() -> None:
    head, cut, rest = ("序号", "任务"), ("1", "补植行道树并"), ("", "设支撑")
    numbered = read(drawn(boxes([head, cut], top=700), boxes([rest, ("2", "浇水")])))
    (block,) = tables(numbered)
    assert cells(numbered, block) == expected([head, ("1", "补植行道树并设支撑"), ("2", "浇水")])
    # Without numbers nothing tells the end of a row from a row: pdfplumber, page by page, doesn't know either.
    named = read(drawn(boxes([head, ("甲", cut[1])], top=700), boxes([rest, ("乙", "浇水")])))
    assert cells(named, tables(named)[0]) == expected([head, ("甲", "补植行道树并"), rest, ("乙", "浇水")])


def bars(canvas: Canvas) -> None:
    """A bar chart with a grid of rules behind it, named and numbered."""
    for step in range(6):
        canvas.drawString(60, HEIGHT - 404 + 40 * step, str(step * 10))
        canvas.line(90, HEIGHT - 400 + 40 * step, 450, HEIGHT - 400 + 40 * step)
    for number, (name, height) in enumerate([("一季度", 70), ("二季度", 150), ("三季度", 180), ("四季度", 110)]):
        canvas.drawString(110 + 85 * number, HEIGHT - 420, name)
        canvas.rect(110 + 85 * number, HEIGHT - 400, 50, height, fill=1)


@pytest.mark.parametrize("draw", [bars, in_form(bars)], ids=["on the page", "in a form"])
def test_chart_stays_paragraphs(draw: Draw, asked: list[int]) -> None:
    document = read(drawn(both(lines_at(60, 100, [BEFORE]), draw)))
    assert asked == ([] if draw is bars else [1])
    assert tables(document) == []
    assert texts(document)[0] == BEFORE
    assert unread(document) == []
    assert all(name in document.text for name in ("一季度", "二季度", "三季度", "四季度"))


def test_words_across_a_column_are_no_cells() -> None:
    def draw(canvas: Canvas) -> None:
        for row in range(3):
            for column in range(3):
                canvas.rect(60 + 100 * column, HEIGHT - 200 + 30 * row, 100, 30)
            canvas.drawString(70, HEIGHT - 190 + 30 * row, "把井盖、路灯、护栏逐一编号，发现缺损当日上报")

    assert tables(read(drawn(in_form(draw)))) == []


def shaded_lines(canvas: Canvas) -> None:
    """Text as word processors shade it: boxes run by run, as wide as the run."""
    for row, runs in enumerate([(40, 90, 200), (150, 180), (70, 100, 160), (330,), (120, 40, 170), (90, 240)]):
        x = MARGIN
        for run in runs:
            canvas.setFillColor(colors.lightgrey)
            canvas.rect(x, HEIGHT - 104 - 20 * row, run, 16, stroke=0, fill=1)
            canvas.setFillColor(colors.black)
            canvas.drawString(x, HEIGHT - 100 - 20 * row, "补植" * (run // 30))
            x += run


def logo(canvas: Canvas) -> None:
    canvas.line(60, 700, 120, 760)
    canvas.line(60, 760, 120, 700)


@pytest.mark.parametrize(
    "data",
    [
        drawn(lines_at(60, 100, [BEFORE])),
        printed([BEFORE, table(ROWS), AFTER]),
        drawn(shaded_lines),
        drawn(both(in_form(logo), lines_at(60, 100, [BEFORE]))),
        drawn(in_form(lines_at(60, 100, [BEFORE, AFTER]))),
    ],
    ids=["text", "table of the own grid", "shaded lines", "logo in a form", "text in a form"],
)
def test_pages_without_signs_are_read_once(data: bytes, asked: list[int]) -> None:
    assert unread(read(data)) == []
    assert asked == []


def test_stream_that_pdfminer_cannot_unpack_is_a_finding() -> None:
    whole = drawn(both(in_form(ruled, "table"), in_form(logo, "broken")))
    table_form, logo_form, rest = whole.split(b"/FormType")
    document = read(b"/FormType".join((table_form, logo_form.replace(b"/FlateDecode", b"/BrokenCodec"), rest)))
    (message,) = unread(document)
    assert message.startswith("Page 1 ") and "BrokenCodec" in message
    assert tables(document) == []
    assert all(text in document.text for text in HEAD)


def test_damage_of_any_kind_is_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RecursionError("too deep")

    monkeypatch.setattr("pdfplumber.page.Page.find_tables", fail)
    (message,) = unread(read(drawn(in_form(ruled))))
    assert "RecursionError: too deep" in message


DRAWN = drawn(both(in_form(ruled), lines_at(60, 100, [BEFORE])))
PLACES = st.integers(0, len(DRAWN) - 1)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(PLACES, st.integers(0, 255)), min_size=1, max_size=6))
def test_damage_gives_a_document_or_a_refusal(changes: list[tuple[int, int]]) -> None:
    damaged = bytearray(DRAWN)
    for place, value in changes:
        damaged[place] = value
    try:
        document = read(bytes(damaged))
    except ReadError as refusal:
        assert refusal.code in {"damaged_pdf", "encrypted", "scan", "empty"}
    else:
        assert all("\n" not in message for message in unread(document))


def test_only_so_many_pages_are_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_second, "MOST_PAGES", 1)
    document = read(drawn(in_form(ruled, "one"), lines_at(60, 100, [BEFORE]), in_form(ruled, "two")))
    assert [block.regions[0].page for block in tables(document)] == [1]
    (message,) = unread(document)
    assert "Page 3" in message


def test_drawing_that_is_too_long_is_a_finding() -> None:
    def long(canvas: Canvas) -> None:
        canvas._code.append("q Q " * 300_000)
        ruled(canvas)

    (message,) = unread(read(drawn(in_form(long))))
    assert "too long" in message


def test_too_many_crossings_are_a_finding() -> None:
    def hatched(canvas: Canvas) -> None:
        for step in range(70):
            canvas.line(20, 20 + 8 * step, 580, 20 + 8 * step)
            canvas.line(20 + 8 * step, 20, 20 + 8 * step, 580)
        canvas.drawString(60, 700, BEFORE)

    document = read(drawn(in_form(hatched)))
    assert texts(document) == [BEFORE]
    (message,) = unread(document)
    assert "too long" in message


def test_stream_that_is_packed_twice_is_not_unpacked() -> None:
    one, logo_form, rest = drawn(both(in_form(ruled, "table"), in_form(logo, "twice"))).split(b"/FormType")
    twice = logo_form.replace(b"/ASCII85Decode", b"/FlateDecode  ")
    (message,) = unread(read(b"/FormType".join((one, twice, rest))))
    assert "too long" in message


def test_cropped_page_is_a_finding() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setCropBox((20, 20, 560, 800))
        in_form(ruled)(canvas)

    (message,) = unread(read(drawn(draw)))
    assert "cropped" in message


@pytest.mark.parametrize(
    "style",
    ["td { border: 5px solid }", "td { background: #dde }", "table { opacity: .9 } td { border: 1px solid }"],
    ids=["thick", "shaded", "transparent"],
)
def test_chromium_prints(style: str) -> None:
    body = "".join("<tr>" + "".join(f"<td>{text}</td>" for text in row) + "</tr>" for row in SHORT)
    rules = f"table {{ border-collapse: collapse }} {style}"
    document = read(printed_by_chromium(rules, f"<p>{BEFORE}</p><table>{body}</table>"))
    (block,) = [block for block in document.blocks if block.kind is BlockKind.TABLE]
    assert cells(document, block) == expected(SHORT)


QUARTERS: list[Box] = [(0, 0, 50, 20), (50, 0, 100, 20), (0, 20, 50, 40), (50, 20, 100, 40)]


@pytest.mark.parametrize(
    "found",
    [[], QUARTERS[:2], QUARTERS[::2], QUARTERS[:3], [*QUARTERS, (0, 0, 100, 20)], [(0, 0, 0, 0)] * 4],
    ids=["nothing", "one row", "one column", "a hole", "a cell upon others", "no room"],
)
def test_cells_that_make_no_grid(found: list[Box]) -> None:
    assert grid_of(QUARTERS) is not None
    assert grid_of(found) is None
