from __future__ import annotations

import pytest

from ipr_extract.errors import ReadError
from ipr_extract.model import Alignment, BlockKind, Document
from ipr_extract.parse import read_document
from ipr_extract.parse.limits import Limits
from tests.gold.office import docx, docx_of, packed, paragraph
from tests.specimens import Grid, Line, Place


def read(body: str, limits: Limits | None = None, **parts: str) -> Document:
    return read_document(docx(body, **parts), "a.docx", limits=limits)


def texts(document: Document) -> list[str]:
    return [document.text[block.start : block.end] for block in document.blocks]


def run(text: str) -> str:
    return f"<w:r><w:t>{text}</w:t></w:r>"


def test_paragraphs_with_their_alignment_and_place() -> None:
    document = read(paragraph("某局关于样本的通知", '<w:jc w:val="center"/>') + paragraph("各单位："))
    assert texts(document) == ["某局关于样本的通知", "各单位："]
    assert [block.alignment for block in document.blocks] == [Alignment.CENTER, None]
    assert [block.element for block in document.blocks] == ["body/p[1]", "body/p[2]"]
    assert document.parser == "docx"


def test_a_style_sets_its_paragraphs_and_those_based_on_it() -> None:
    styles = (
        '<w:style w:styleId="T"><w:pPr><w:jc w:val="center"/><w:outlineLvl w:val="0"/></w:pPr></w:style>'
        '<w:style w:styleId="S"><w:basedOn w:val="T"/></w:style>'
    )
    document = read(paragraph("样本方案", '<w:pStyle w:val="S"/>') + paragraph("正文。"), styles=styles)
    assert [(block.kind, block.alignment) for block in document.blocks] == [
        (BlockKind.HEADING, Alignment.CENTER),
        (BlockKind.PARAGRAPH, None),
    ]


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (f"<w:p><w:del>{run('旧')}</w:del><w:ins>{run('新')}</w:ins>{run('文')}</w:p>", "新文"),
        (f"<w:p><w:moveFrom>{run('旧')}</w:moveFrom><w:moveTo>{run('新')}</w:moveTo></w:p>", "新"),
        (f"<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>隐</w:t></w:r>{run('显')}</w:p>", "显"),
        ('<w:p><w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>显</w:t></w:r></w:p>', "显"),
        ("<w:p><w:r><w:t>甲</w:t><w:tab/><w:t>乙</w:t><w:noBreakHyphen/></w:r></w:p>", "甲 乙-"),
        (f"<w:p><w:r><w:instrText>PAGE</w:instrText></w:r>{run('三')}</w:p>", "三"),
        (f"<w:p><w:hyperlink>{run('链接')}</w:hyperlink><w:sdt><w:sdtContent>{run('内容')}</w:sdtContent></w:sdt></w:p>", "链接内容"),
        ('<w:p><w:r><w:sym w:font="Arial" w:char="2460"/></w:r></w:p>', "①"),
    ],
)  # fmt: skip
def test_what_is_printed_of_a_paragraph(body: str, text: str) -> None:
    assert texts(read(body)) == [text]


def test_a_soft_line_break_parts_two_lines() -> None:
    assert texts(read("<w:p><w:r><w:t>甲局</w:t><w:br/><w:t>2024年1月2日</w:t></w:r></w:p>")) == [
        "甲局",
        "2024年1月2日",
    ]


def test_text_boxes_follow_their_paragraph_and_are_read_once() -> None:
    mc = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    box = f"<w:txbxContent>{paragraph('某局文件')}</w:txbxContent>"
    body = (
        f"<w:p><w:r><mc:AlternateContent {mc}><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback>"
        f"</mc:AlternateContent></w:r>{run('正文')}</w:p>"
    )
    assert texts(read(body)) == ["正文", "某局文件"]


def test_footnotes_come_last_as_notes() -> None:
    footnotes = f'<w:footnote w:id="0" w:type="separator">{paragraph("线")}</w:footnote><w:footnote w:id="2">{paragraph("注")}</w:footnote>'
    document = read(paragraph("正文"), footnotes=footnotes)
    assert [(block.kind, text) for block, text in zip(document.blocks, texts(document), strict=True)] == [
        (BlockKind.PARAGRAPH, "正文"),
        (BlockKind.NOTE, "注"),
    ]


def _numbered(depth: int, list_id: str, text: str) -> str:
    return paragraph(text, f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{list_id}"/></w:numPr>')


NUMBERING = (
    '<w:abstractNum w:abstractNumId="0">'
    '<w:lvl w:ilvl="0"><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/></w:lvl>'
    '<w:lvl w:ilvl="1"><w:numFmt w:val="decimal"/><w:lvlText w:val="%1.%2"/><w:isLgl/></w:lvl>'
    '<w:lvl w:ilvl="2"><w:start w:val="3"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="(%3)"/></w:lvl>'
    "</w:abstractNum>"
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    '<w:num w:numId="2"><w:abstractNumId w:val="0"/></w:num>'
    '<w:num w:numId="3"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/>'
    "</w:lvlOverride></w:num>"
)


def test_automatic_numbers_are_written_out() -> None:
    lists = ((0, "1"), (1, "1"), (1, "1"), (2, "1"), (0, "1"), (1, "1"), (0, "2"), (0, "3"), (0, "3"))
    document = read("".join(_numbered(depth, list_id, "项") for depth, list_id in lists), numbering=NUMBERING)
    assert texts(document) == [
        "一、项",
        "1.1项",
        "1.2项",
        "(c)项",
        "二、项",
        "2.1项",
        "三、项",
        "一、项",
        "二、项",
    ]


def test_a_number_before_latin_letters_stands_apart() -> None:
    assert texts(read(_numbered(2, "1", "Deepen reform"), numbering=NUMBERING)) == ["(c) Deepen reform"]


def test_a_style_brings_its_list_and_a_paragraph_can_leave_it() -> None:
    styles = '<w:style w:styleId="H"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    bare = '<w:pStyle w:val="H"/><w:numPr><w:numId w:val="0"/></w:numPr>'
    body = paragraph("甲", '<w:pStyle w:val="H"/>') + paragraph("乙", bare)
    assert texts(read(body, styles=styles, numbering=NUMBERING)) == ["一、甲", "乙"]


def test_a_bullet_of_a_symbol_font_is_no_label() -> None:
    numbering = NUMBERING.replace("chineseCounting", "bullet").replace("%1、", "\uf0b7")
    assert texts(read(_numbered(0, "1", "项"), numbering=numbering)) == ["项"]


def test_tables_keep_merged_cells() -> None:
    def cell(text: str, properties: str = "") -> str:
        return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraph(text)}</w:tc>"

    rows = (
        cell("任务") + cell("责任单位", '<w:gridSpan w:val="2"/>'),
        cell("甲", '<w:vMerge w:val="restart"/>') + cell("乙局") + cell("丙局"),
        cell("", "<w:vMerge/>") + cell("丁局") + cell("戊局"),
    )
    borders = '<w:tblPr><w:tblBorders><w:insideH w:val="single"/></w:tblBorders></w:tblPr>'
    document = read(f"<w:tbl>{borders}{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>")
    (table,) = document.blocks
    assert table.kind is BlockKind.TABLE
    found = [(c.row, c.column, c.row_span, c.column_span, document.text[c.start : c.end]) for c in table.cells]
    assert found == [
        (0, 0, 1, 1, "任务"),
        (0, 1, 1, 2, "责任单位"),
        (1, 0, 2, 1, "甲"),
        (1, 1, 1, 1, "乙局"),
        (1, 2, 1, 1, "丙局"),
        (2, 1, 1, 1, "丁局"),
        (2, 2, 1, 1, "戊局"),
    ]


def test_typed_and_automatic_labels_give_the_same_text() -> None:
    parts = (
        Line("某局关于样本的通知", Place.CENTER), Line("一、总体要求"), Line("（一）甲。"), Line("（二）乙。"), Line("1.丙。"),
        Line("二、任务"), Line("（一）丁。"), Line("（三）不相接。"), Grid((("序号", "任务"), ("1", "甲"), ("2", "乙"))),
    )  # fmt: skip
    typed, automatic = (read_document(docx_of(parts, automatic=choice), "a.docx") for choice in (False, True))
    assert typed.text == automatic.text
    assert docx_of(parts) != docx_of(parts, automatic=True)


BOMB = "<w:p>" + run("样" * 100_000) + "</w:p>"


@pytest.mark.parametrize(
    ("data", "limits", "code"),
    [
        (docx(paragraph("")), Limits(), "empty"),
        (docx(paragraph("样"))[:-40], Limits(), "unsupported"),
        (docx("<w:p>"), Limits(), "damaged"),
        (docx(BOMB * 20), Limits(max_unpacked_bytes=1_000_000), "too_large"),
        (docx("<w:tbl><w:tr><w:tc>" * 40 + paragraph("样") + "</w:tc></w:tr></w:tbl>" * 40), Limits(), "too_deep"),
        (packed({"word/document.xml": '<!DOCTYPE a [<!ENTITY b "c">]><w:document/>'}), Limits(), "damaged"),
        (packed({"word/document.xml": "<a/>", "../../etc/evil": "x"}), Limits(), "empty"),
    ],
)
def test_what_can_not_be_read_says_why(data: bytes, limits: Limits, code: str) -> None:
    with pytest.raises(ReadError) as caught:
        read_document(data, "a.docx", limits=limits)
    assert caught.value.code == code
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("written", "start", "label"),
    [("lowerLetter", 999_999_999, "999999999"), ("upperRoman", 5_000, "5000"), ("chineseCounting", -3, "-3"),
     ("chineseCounting", 999, "九百九十九"), ("ideographDigital", -5, "-5")],
)  # fmt: skip
def test_numbers_that_no_list_comes_to_are_written_in_digits(written: str, start: int, label: str) -> None:
    level = (
        f'<w:lvl w:ilvl="0"><w:start w:val="{start}"/><w:numFmt w:val="{written}"/><w:lvlText w:val="%1、"/></w:lvl>'
    )
    numbering = (
        f'<w:abstractNum w:abstractNumId="0">{level}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    )
    listed = paragraph("样本", '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>')
    assert texts(read(listed, numbering=numbering)) == [f"{label}、样本"]


def test_tags_are_counted_before_they_are_read() -> None:
    with pytest.raises(ReadError, match="more than 100 tags") as caught:
        read(paragraph("样本") * 50, Limits(max_tags=100))
    assert caught.value.code == "too_large"
