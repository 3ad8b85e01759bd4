from __future__ import annotations

import pytest

from ipr_extract.errors import ReadError
from ipr_extract.model import BlockKind, Document
from ipr_extract.parse import read_document
from ipr_extract.parse.limits import Limits
from ipr_extract.parse.ofd_pages import Box, Matrix
from tests.gold.office import ofd, ofd_of, packed
from tests.gold.printing import reportlab_pdf
from tests.specimens import Grid, Line, Place


def words(text: str, x: float = 30, y: float = 40, extra: str = "", code: str = "") -> str:
    return (
        f'<ofd:TextObject ID="1" Font="1" Size="5" Boundary="{x} {y} 150 6" {extra}>'
        f'<ofd:TextCode X="0" Y="5" {code}>{text}</ofd:TextCode></ofd:TextObject>'
    )


def read(*pages: str, limits: Limits | None = None, extra: str = "") -> Document:
    return read_document(ofd(pages, extra=extra), "a.ofd", limits=limits)


def texts(document: Document) -> list[str]:
    return [document.text[block.start : block.end] for block in document.blocks]


def test_text_objects_become_lines_with_their_boxes_in_points() -> None:
    document = read(words("某局关于样本的通知", 70), words("各单位：", 30, 60))
    assert texts(document) == ["某局关于样本的通知", "各单位："]
    (region,) = document.blocks[0].regions
    assert region.page == 1
    assert region.x0 == pytest.approx(70 * 72 / 25.4)
    assert region.x1 == pytest.approx((70 + 9 * 5) * 72 / 25.4)
    assert region.bottom == pytest.approx((45 + 0.12 * 5) * 72 / 25.4)
    assert (document.pages, document.parser) == (2, "ofd")


def test_one_object_for_each_character_is_one_line() -> None:
    assert texts(read("".join(words(sign, 30 + 5 * at) for at, sign in enumerate("样本文字")))) == ["样本文字"]


def test_letter_spaced_words_are_closed_up_and_wide_gaps_kept() -> None:
    assert texts(read(words("税 务 总 局", code='DeltaX="5 1 5 1 5 1"'))) == ["税务总局"]
    assert texts(read(words("甲局乙局", code='DeltaX="g 1 5 12 5"'))) == ["甲局 乙局"]


@pytest.mark.parametrize("hidden", ['Visible="false"', 'CTM="0 1 -1 0 0 0"'])
def test_what_is_not_seen_or_set_at_an_angle_is_no_text_of_the_document(hidden: str) -> None:
    document = read(words("正文在这里。") + words("水印", 60, 90, hidden))
    kept = [t for t, b in zip(texts(document), document.blocks, strict=True) if b.kind is not BlockKind.FURNITURE]
    assert kept == ["正文在这里。"]


def test_a_template_is_printed_below_its_pages() -> None:
    page = '<ofd:Page xmlns:ofd="http://www.ofdspec.org/2016"><ofd:Content><ofd:Layer>{}</ofd:Layer></ofd:Content></ofd:Page>'
    document = (
        '<ofd:Document xmlns:ofd="http://www.ofdspec.org/2016"><ofd:CommonData>'
        '<ofd:TemplatePage ID="9" BaseLoc="Tpls/T.xml"/></ofd:CommonData>'
        '<ofd:Pages><ofd:Page ID="1" BaseLoc="P.xml"/></ofd:Pages></ofd:Document>'
    )
    members = {
        "OFD.xml": '<ofd:OFD xmlns:ofd="http://www.ofdspec.org/2016"><ofd:DocBody><ofd:DocRoot>/Doc/D.xml'
        "</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        "Doc/D.xml": document,
        "Doc/Tpls/T.xml": page.format(words("某局文件", 80, 20)),
        "Doc/P.xml": page.format(words("正文。", 30, 60)).replace(
            "<ofd:Content>", '<ofd:Template TemplateID="9"/><ofd:Content>'
        ),
    }
    assert texts(read_document(packed(members), "a.ofd")) == ["某局文件", "正文。"]


def test_a_ruled_table_has_cells_and_attachments_are_named() -> None:
    parts = (Line("样本任务分工表", Place.CENTER), Grid((("任务", "责任单位"), ("甲", "乙局"), ("丙", "丁局"))))
    document = read_document(ofd_of(reportlab_pdf(parts)), "a.ofd")
    (table,) = [block for block in document.blocks if block.kind is BlockKind.TABLE]
    assert [document.text[c.start : c.end] for c in table.cells] == ["任务", "责任单位", "甲", "乙局", "丙", "丁局"]


def test_the_same_circular_as_pdf_and_ofd_is_the_same_text() -> None:
    parts = [Line("某局关于样本的通知", Place.CENTER), Line("各单位：", Place.FLUSH)]
    parts += [
        Line(f"第{n}段的文字比一行长得多，所以排版时要折行，读的时候要接回一段里去，再往下看。") for n in range(40)
    ]
    pdf = reportlab_pdf(parts)
    assert read_document(ofd_of(pdf), "a.ofd").text == read_document(pdf, "a.pdf").text


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (ofd([""]), "empty"),
        (ofd(['<ofd:ImageObject ID="1" Boundary="0 0 210 297"/>']), "scan"),
        (ofd([]), "empty"),
        (packed({"OFD.xml": "<a"}), "damaged"),
        (packed({"OFD.xml": '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'}), "damaged"),
        (ofd(["<ofd:PageBlock>" * 30 + words("深") + "</ofd:PageBlock>" * 30]), "too_deep"),
        (ofd([words("样", code='DeltaX="g 999999 1"')] * 3), None),
    ],
)
def test_what_can_not_be_read_says_why(data: bytes, code: str | None) -> None:
    if code is None:
        assert read_document(data, "a.ofd").text
        return
    with pytest.raises(ReadError) as caught:
        read_document(data, "a.ofd")
    assert caught.value.code == code


def test_too_many_pages_are_refused() -> None:
    with pytest.raises(ReadError, match="more than the 2 pages"):
        read(*[words("页")] * 3, limits=Limits(max_pages=2))


def test_matrices_and_boxes() -> None:
    assert Matrix(2, 0, 0, 3, 1, 1).then(Matrix(e=10)).point(1, 1) == (13, 4)
    assert Box.read("0 0 210") is None
    assert Box.read("0 0 210 -1") is None
    assert Box.read("0 0 1e400 2") is None
