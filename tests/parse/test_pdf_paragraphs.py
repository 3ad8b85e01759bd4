"""Lines to paragraphs: what is told by where lines begin and end between their margins."""

from __future__ import annotations

import pytest

from ipr_extract.parse.pdf_joining import Joiner
from ipr_extract.parse.pdf_lines import Line
from ipr_extract.parse.pdf_margins import Margins, Style
from ipr_extract.parse.pdf_paragraphs import Placed, paragraphs

EM = 12.0
MARGINS = Margins(90.0, 510.0)
STYLE = Style(EM, 1.5, {12: 1.5}, 2.0, indented=True, spaced=False)


def line(text: str, row: int, x0: float, x1: float) -> Line:
    top = 100 + 18.0 * row
    return Line(1, text, x0, top, x1, top + EM, top + 10, EM, 40.0, True, False, None, 0, 0)


def joined(*lines: Line) -> list[str]:
    placed = [Placed.of(line, MARGINS, "1/", STYLE) for line in lines]
    return [paragraph.text for paragraph in paragraphs(placed, STYLE, Joiner(lines))]


@pytest.mark.parametrize("room", [0.0, 0.5, 0.85, 0.95, 1.5])
def test_a_title_whose_first_line_leaves_any_room_goes_on_in_the_middle(room: float) -> None:
    first = line("Notice on Dividing the Work of the Brand", 0, 90 + room * EM, 510 - room * EM)
    title = joined(first, line("Year", 1, 280, 320), line("To: all departments", 2, 90, 510))
    assert title == ["Notice on Dividing the Work of the Brand Year", "To: all departments"]
