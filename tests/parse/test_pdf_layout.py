"""Pages to blocks: what is held of a long file while it is laid out."""

from __future__ import annotations

import tracemalloc

from ipr_extract.parse.page import Page
from ipr_extract.parse.pdf_layout import lay_out
from ipr_extract.parse.pdf_lines import Line
from ipr_extract.parse.pdf_pages import PdfFile
from tests.parse.pdf_specimens import printed


def page(number: int) -> Page:
    lines = tuple(
        Line(number, f"{number}、{row}、" + "样本" * 15, 90.0, 80.0 + 20 * row, 505.0, 92.0 + 20 * row,
             90.0 + 20 * row, 12.0, 12.0, True, False, None, 0, 0)
        for row in range(30)
    )  # fmt: skip
    return Page(number, 595.0, 842.0, lines, (), has_image=False, has_content=True)


def test_lines_are_let_go_of_once_they_are_placed() -> None:
    tracemalloc.start()
    items = lay_out([page(number) for number in range(1, 201)])
    next(items)
    begun, _ = tracemalloc.get_traced_memory()
    count = sum(1 for _ in items)
    ended, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count > 100
    assert ended < begun / 4
    assert most < 1.5 * begun


def test_numbers_that_pages_have_in_common_are_kept_once() -> None:
    with PdfFile(printed(["样本工作要有台账、有检查、有通报。"] * 120)) as file:
        first, second = file.read_page(1), file.read_page(2)
    assert first is not None
    assert second is not None
    one, other = first.pieces[3], second.pieces[3]
    assert one.text == other.text
    assert [a is b for a, b in zip(one[2:9], other[2:9], strict=True)] == [True] * 7
