from __future__ import annotations

from pathlib import Path

import pytest

import ipr_extract
from ipr_extract.batch.evidence import pictures
from ipr_extract.errors import ConfigError, ReadError
from ipr_extract.model import Circular
from ipr_extract.parse.pdf_pages import PdfFile
from ipr_extract.tables.evidence import evidence_rows, places
from ipr_extract.tables.rows import circular_rows
from tests.conftest import ROOT
from tests.gold.office import ofd_of

CORPUS = ROOT / "corpus"
PRINTED = sorted(CORPUS.glob("*.pdf"))


def evidence(circular: Circular) -> list[tuple[object, ...]]:
    return [tuple(row) for row in evidence_rows(circular.document, circular_rows(circular))]


@pytest.mark.parametrize("path", PRINTED, ids=lambda path: path.name)
def test_every_row_of_a_pdf_has_boxes_on_its_pages(path: Path) -> None:
    circular = ipr_extract.extract(path)
    document = circular.document
    with PdfFile(path.read_bytes()) as file:
        sizes = {number: file.read_page(number) for number in range(1, file.pages + 1)}
    rows = evidence(circular)
    assert {(table, key) for _, table, key, *_ in rows} == {(p.table, p.row) for p in places(circular_rows(circular))}
    for _, table, key, part, page, x0, top, x1, bottom, element in rows:
        assert page in sizes, (table, key)
        size = sizes[page]  # type: ignore[index]
        assert size is not None
        assert 0 <= x0 < x1 <= size.width + 1 and 0 <= top < bottom <= size.height + 1, (table, key, part)  # type: ignore[operator]
        assert element is None
    assert [placed.end for placed in document.placements] == sorted(placed.end for placed in document.placements)


@pytest.mark.parametrize("path", PRINTED, ids=lambda path: path.name)
def test_a_box_holds_the_characters_of_its_row(path: Path) -> None:
    circular = ipr_extract.extract(path)
    data = path.read_bytes()
    import pypdfium2

    with pypdfium2.PdfDocument(data) as pdf:
        for party in circular.addressees:
            boxes = circular.document.boxes(party.start or 0, party.end or 0)
            inside = ""
            for box in boxes:
                page = pdf[box.page - 1]
                height = page.get_height()
                inside += page.get_textpage().get_text_bounded(
                    box.x0 - 1, height - box.bottom - 1, box.x1 + 1, height - box.top + 1
                )
            assert party.name.replace(" ", "") in "".join(inside.split()), party.name


def test_an_ofd_file_has_the_boxes_of_the_pdf_that_it_was_made_of() -> None:
    pdf = ipr_extract.extract(PRINTED[1])
    ofd = ipr_extract.extract(ofd_of(PRINTED[1].read_bytes()))
    assert ofd.text == pdf.text
    for one, other in zip(pdf.document.placements, ofd.document.placements, strict=True):
        assert (one.start, one.end, one.region.page) == (other.start, other.end, other.region.page)
        assert one.region.x0 == pytest.approx(other.region.x0, abs=1)


def test_a_page_without_pages_has_elements() -> None:
    rows = evidence(ipr_extract.extract(CORPUS / "zh-01-state-council-plan.html"))
    assert rows
    assert all(row[4] is None and str(row[9]).startswith("html/body") for row in rows if row[1] == "sections")


def test_the_table_is_filled_where_it_is_asked_for(tmp_path: Path) -> None:
    for asked in (False, True):
        report = ipr_extract.run(PRINTED[:1], tmp_path / str(asked), formats=["csv"], evidence=asked)
        assert (report.tables["evidence"] > 0) is asked


def test_a_row_is_shown_on_its_page() -> None:
    found = pictures(CORPUS / "zh-06-responsibility-table.pdf", "a0001")
    assert list(found) == [1]
    assert found[1].startswith(b"\x89PNG")
    assert found[1] != pictures(CORPUS / "zh-06-responsibility-table.pdf", "addressees:1")[1]


def test_what_can_not_be_shown_says_why() -> None:
    with pytest.raises(ConfigError, match=r"no row of .* is called so"):
        pictures(CORPUS / "zh-06-responsibility-table.pdf", "a9999")
    with pytest.raises(ReadError, match="the row stands in html/body"):
        pictures(CORPUS / "zh-01-state-council-plan.html", "s0001")
