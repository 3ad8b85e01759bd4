"""Pages printed by Chromium, where it is installed: tags, tables cut at a page's end, what it prints round a page."""

from __future__ import annotations

import pytest

from ipr_extract.model import BlockKind
from tests.gold.printing import chromium, chromium_pdf
from tests.parse.pdf_specimens import read, texts

SENTENCE = "把井盖、路灯、护栏逐一编号，发现缺损当日上报，三日内修复并拍照存档，由街道复核"
PAGE = "<!DOCTYPE html><meta charset='utf-8'><style>@page {{ size: A4 }} {style}</style><body>{body}</body>"


def printed(style: str, body: str) -> bytes:
    program = chromium()
    if program is None:
        pytest.skip("no Chromium on this machine")
    (data,) = chromium_pdf([PAGE.format(style=style, body=body)], program)
    return data


def test_tags_tell_paragraphs_that_end_with_a_full_line() -> None:
    parts = [(SENTENCE * 2)[:59] + "。", (SENTENCE * 2)[3:62] + "。", "由街道复核。"]
    style = "body { width: 30em; margin: auto; font-size: 16px } p { margin: 0 }"
    assert texts(read(printed(style, "".join(f"<p>{part}</p>" for part in parts)))) == parts


def test_table_with_cells_that_go_on_over_the_page() -> None:
    rows = [(str(number), f"第{number}类{SENTENCE}。" * (number % 3 + 1)) for number in range(1, 31)]
    head = "<thead><tr><th>序号</th><th>任务</th><th>责任单位</th></tr></thead>"
    body = "".join(
        f"<tr><td>{number}</td><td>{task}</td>" + ("<td rowspan='6'>市园林局</td></tr>" if index % 6 == 0 else "</tr>")
        for index, (number, task) in enumerate(rows)
    )
    style = "table { border-collapse: collapse } td, th { border: 1px solid; padding: 3px }"
    document = read(printed(style, f"<table>{head}<tbody>{body}</tbody></table>"))
    (table,) = [block for block in document.blocks if block.kind is BlockKind.TABLE]
    found = {(cell.row, cell.column): document.text[cell.start : cell.end] for cell in table.cells}
    assert [(found[row, 0], found[row, 1]) for row in range(1, 31)] == rows
    spans = [(cell.row, cell.row_span) for cell in table.cells if cell.column == 2 and cell.row > 0]
    assert spans == [(row, 6) for row in range(1, 31, 6)]
    assert len(table.regions) > 1


def test_shrunken_page_keeps_its_lines() -> None:
    # Wider than the paper: Chromium shrinks the page, and pdfium ends lines in the middle.
    parts = [f"（{numeral}）2018年11月{SENTENCE * 3}。" for numeral in "一二三四五六七八九"]
    body = "<table width='1000'><tr><td>" + "".join(f"<p>{part}</p>" for part in parts) + "</td></tr></table>"
    assert texts(read(printed("p { text-indent: 2em }", body))) == parts
