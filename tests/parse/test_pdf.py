"""Running text: lines to paragraphs, the order of reading, places on the page."""

from __future__ import annotations

import io

import pypdfium2  # type: ignore[import-untyped]
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY, TA_RIGHT
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph

from ipr_extract.model import Alignment, BlockKind
from tests.parse.pdf_specimens import (
    HEIGHT,
    MARGIN,
    SIZE,
    SONG,
    WIDTH,
    drawn,
    lines_at,
    printed,
    read,
    style,
    text_of,
    texts,
)

SENTENCE = "各街道按月登记巡查情况，把井盖、路灯、护栏逐一编号，发现缺损当日上报，三日内修复并拍照存档"
CIRCULAR = [
    "各区绿化管理站，市园林科学研究院：",
    "为做好行道树养护，现将有关事项通知如下。",
    "一、摸清底数",
    f"（一）逐株登记。{SENTENCE * 4}。",
    f"（二）分类建档。{SENTENCE * 9}。",
    "二、落实责任",
    f"{SENTENCE * 12}。",
    f"{SENTENCE * 2}；{SENTENCE * 20}。",
]
ENGLISH = [
    "To: parks departments of all districts",
    "Street trees are counted once a year. " * 9 + "Each tree gets a number.",
    "1. Keep a well-kept register of cross-district lines. " + "Wardens report damage within three days. " * 14,
    "2. Water the trees in dry weeks.",
]


def test_paragraphs_go_on_over_lines_and_pages() -> None:
    document = read(printed(CIRCULAR))
    assert texts(document) == CIRCULAR
    assert document.pages == 2


def test_paragraph_over_two_pages_has_a_region_on_each() -> None:
    document = read(printed(CIRCULAR))
    crossing = [block for block in document.blocks if len(block.regions) == 2]
    assert [[region.page for region in block.regions] for block in crossing] == [[1, 2]]
    for block in document.blocks:
        for region in block.regions:
            assert 0 <= region.x0 < region.x1 <= WIDTH
            assert 0 <= region.top < region.bottom <= HEIGHT


def test_page_numbers_come_behind_the_paragraph_that_crosses_the_page() -> None:
    document = read(printed(CIRCULAR))
    kinds = [block.kind for block in document.blocks]
    assert texts(document, BlockKind.FURNITURE) == ["— 1 —", "— 2 —"]
    crossing = next(number for number, block in enumerate(document.blocks) if len(block.regions) == 2)
    assert kinds[crossing + 1] is BlockKind.FURNITURE
    assert kinds[-1] is BlockKind.FURNITURE


def test_blocks_cover_the_text() -> None:
    document = read(printed(CIRCULAR))
    assert document.text == "\n".join(text_of(document, block) for block in document.blocks)


def test_paragraphs_without_indent_are_told_by_the_gap() -> None:
    assert texts(read(printed(CIRCULAR, style(indent=0, gap=9)))) == CIRCULAR


def test_paragraphs_without_indent_or_gap_are_told_by_their_last_line() -> None:
    assert texts(read(printed(CIRCULAR, style(indent=0)))) == CIRCULAR


@pytest.mark.parametrize("alignment", [0, TA_JUSTIFY])
@pytest.mark.parametrize(("indent", "gap"), [(0.0, 8.0), (1.5, 0.0)])
def test_english_words_keep_their_spaces(alignment: int, indent: float, gap: float) -> None:
    body = style(chinese=False, indent=indent, gap=gap, alignment=alignment)
    assert texts(read(printed(ENGLISH, body))) == [part.strip() for part in ENGLISH]


def test_two_columns_are_read_one_after_the_other() -> None:
    assert texts(read(printed(CIRCULAR, style(size=10.0), columns=2))) == CIRCULAR


HAN = "街道巡查登记修复存档井盖路灯护栏养护绿化浇灌补植"
PARAGRAPHS = st.lists(
    st.text(st.sampled_from(HAN), min_size=3, max_size=160).map(lambda text: text + "。"), min_size=1, max_size=12
)


@settings(max_examples=25, deadline=None)
@given(PARAGRAPHS)
def test_what_is_printed_is_read(parts: list[str]) -> None:
    # A paragraph of several lines shows the margins; without one, a full line can't be told from a short one.
    given_parts = [SENTENCE * 4 + "。", *parts]
    assert texts(read(printed(given_parts))) == given_parts


def test_centred_title_and_signature_at_the_right() -> None:
    parts = [
        Paragraph("关于加强行道树养护工作的通知", style(indent=0, size=18.0, alignment=TA_CENTER)),
        CIRCULAR[3],
        Paragraph("市园林局", style(indent=0, alignment=TA_RIGHT)),
        Paragraph("2021年3月12日", style(indent=0, alignment=TA_RIGHT)),
    ]
    document = read(printed(parts))
    assert [block.alignment for block in document.blocks[:4]] == [
        Alignment.CENTER,
        Alignment.LEFT,
        Alignment.RIGHT,
        Alignment.RIGHT,
    ]
    assert texts(document)[2:] == ["市园林局", "2021年3月12日"]


def test_centred_line_as_long_as_an_indented_one_is_told_by_its_place() -> None:
    # 33 characters of 12 points leave 2.3 ems on both sides.
    title = "市园林局市城市管理局关于加强行道树养护和路灯护栏巡查工作的通知附件二"
    parts = [Paragraph(title[:33], style(indent=0, alignment=TA_CENTER)), *CIRCULAR]
    document = read(printed(parts))
    assert document.blocks[0].alignment is Alignment.CENTER
    assert texts(document) == [title[:33], *CIRCULAR]


def test_centred_title_over_two_lines_is_one() -> None:
    title = "市园林局、市城市管理局、市财政局关于加强全市行道树养护和路灯护栏巡查工作的通知"
    parts = [Paragraph(title, style(indent=0, size=20.0, alignment=TA_CENTER)), *CIRCULAR]
    assert texts(read(printed(parts)))[0] == title


def piecewise(*pieces: tuple[float, str]) -> bytes:
    """A page with one line that is drawn in pieces, each at its own x."""

    def draw(canvas: Canvas) -> None:
        for x, text in pieces:
            canvas.drawString(x, HEIGHT - 100, text)

    return drawn(draw)


def test_typesetters_space_beside_chinese_is_none() -> None:
    # ``〔2019〕860 号`` with a quarter of an em before the last character.
    assert texts(read(piecewise((100, "园发〔2019〕860"), (100 + 4 * 12 + 7 * 6 + 3, "号")))) == ["园发〔2019〕860号"]


def test_letter_spaced_name_has_no_spaces() -> None:
    # Set letter by letter, and with spaces typed between letters that are spread as well.
    apart = [(100 + 24 * at, sign) for at, sign in enumerate("税务总局")]
    assert "".join(texts(read(piecewise(*apart)))).replace(" ", "") == "税务总局"

    def draw(canvas: Canvas) -> None:
        canvas.drawString(100, HEIGHT - 100, "税 务 总 局", charSpace=3)

    assert texts(read(drawn(draw))) == ["税务总局"]


def test_ligatures_are_the_letters_that_they_are_made_of() -> None:
    pdfmetrics.registerFont(TTFont("Vera", "Vera.ttf"))

    def draw(canvas: Canvas) -> None:
        canvas.setFont("Vera", 12)
        canvas.drawString(100, HEIGHT - 100, "The o\ufb01cers \ufb02ag it")

    assert texts(read(drawn(draw))) == ["The oficers flag it"]


def test_wide_gap_between_names_is_one_space() -> None:
    assert texts(read(piecewise((100, "市园林局"), (100 + 4 * 12 + 24, "市财政局")))) == ["市园林局 市财政局"]


def test_typed_space_between_names_is_kept() -> None:
    assert texts(read(piecewise((100, "市园林局 市财政局")))) == ["市园林局 市财政局"]


def test_line_in_pieces_is_read_from_left_to_right() -> None:
    assert texts(read(piecewise((148, "护工作"), (100, "行道树养")))) == ["行道树养护工作"]


def test_text_printed_twice_to_look_bold_is_read_once() -> None:
    assert texts(read(piecewise((100, "行道树"), (100.3, "行道树")))) == ["行道树"]


def test_raised_figure_stays_on_its_line() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(100, HEIGHT - 100, "绿地500m")
        canvas.setFont("Times-Roman", 7)
        canvas.drawString(100 + 12 * 2 + 6 * 3 + 10, HEIGHT - 95, "2")

    assert texts(read(drawn(draw))) == ["绿地500m2"]


def test_label_beside_two_lines_is_read_apart() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(100, HEIGHT - 100, "市园林局")
        canvas.drawString(100, HEIGHT - 116, "市财政局")
        canvas.drawString(170, HEIGHT - 108, "文件")

    assert texts(read(drawn(draw)))[-1] == "文件"


def test_hyphen_of_a_broken_word_goes_and_of_a_compound_stays() -> None:
    lines = [
        "The register of trees is kept for implementation of the plan; the imple-",
        "mentation starts in the spring and ends in the autumn, and all cross-",
        "district lines are kept by the district in which the line begins, as it was.",
    ]
    widest = max(stringWidth(line, SONG, SIZE) for line in lines)
    (text,) = texts(read(drawn(lines_at(MARGIN, 100, lines), size=(widest + 2 * MARGIN, HEIGHT))))
    assert "the implementation starts" in text
    assert "all cross-district lines" in text


def test_watermark_is_furniture() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.saveState()
        canvas.translate(200, 400)
        canvas.rotate(40)
        canvas.setFont("STSong-Light", 50)
        canvas.drawString(0, 0, "内部资料")
        canvas.restoreState()
        lines_at(MARGIN, 100, ["一、摸清底数", "二、落实责任"])(canvas)

    document = read(drawn(draw))
    assert texts(document) == ["一、摸清底数", "二、落实责任"]
    assert texts(document, BlockKind.FURNITURE) == ["内部资料"]


def test_page_displayed_on_its_side_is_measured_as_displayed() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setPageRotation(90)
        canvas.saveState()
        canvas.translate(0, 0)
        canvas.rotate(90)
        canvas.drawString(100, -150, "行道树养护")
        canvas.restoreState()

    document = read(drawn(draw))
    (region,) = document.blocks[0].regions
    assert texts(document) == ["行道树养护"]
    assert region.x1 - region.x0 == pytest.approx(60, abs=1)
    assert 5 < region.bottom - region.top < 25


def test_landscape_page_among_others_has_margins_of_its_own() -> None:
    size, target = 40, io.BytesIO()
    canvas = Canvas(target, invariant=True)
    prose = (SENTENCE + "，") * 6

    def page(width: float, height: float, text: str) -> None:
        canvas.setPageSize((width, height))
        canvas.setFont(SONG, SIZE)
        across = int((width - 2 * MARGIN) / SIZE)
        lines = ["　　" + text[: across - 2], *(text[at : at + across] for at in range(across - 2, len(text), across))]
        for number, line in enumerate(lines):
            canvas.drawString(MARGIN, height - 100 - 20 * number, line)
        canvas.drawCentredString(width / 2, size, "-3-")
        canvas.showPage()

    texts_of_pages = [f"{label}、{prose[at:]}完。" for at, label in enumerate("一二三")]
    for text, (width, height) in zip(texts_of_pages, ((WIDTH, HEIGHT), (HEIGHT, WIDTH), (WIDTH, HEIGHT)), strict=True):
        page(width, height, text)
    canvas.save()
    document = read(target.getvalue())
    assert [text.strip() for text in texts(document)] == texts_of_pages
    assert texts(document, BlockKind.FURNITURE) == ["-3-"] * 3


def test_page_set_on_its_side_is_turned() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.translate(WIDTH, 0)
        canvas.rotate(90)
        for number, line in enumerate(("一、摸清底数", "二、落实责任")):
            canvas.drawString(100, WIDTH - 100 - 20 * number, line)

    document = read(drawn(draw))
    assert texts(document) == ["一、摸清底数", "二、落实责任"]
    assert document.blocks[0].regions[0].x0 == pytest.approx(100, abs=1)


def test_text_outside_the_page_is_left_out() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(-300, HEIGHT - 100, "看不见的字")
        canvas.drawString(100, HEIGHT - 100, "行道树养护")

    assert texts(read(drawn(draw))) == ["行道树养护"]


def test_files_attached_to_a_file_are_named() -> None:
    names = ["1：任务分工表.xlsx", "b.docx", "c.txt", "d.txt", "e.txt", "f.txt"]
    assert attachments(names[:1]) == ["The file carries 1 attachments that are not read: 1：任务分工表.xlsx."]
    assert attachments(names) == [
        "The file carries 6 attachments that are not read: 1：任务分工表.xlsx, b.docx, c.txt, d.txt, e.txt."
    ]
    assert attachments([]) == []


def attachments(names: list[str]) -> list[str]:
    file = pypdfium2.PdfDocument(drawn(lambda canvas: canvas.drawString(100, HEIGHT - 100, "行道树养护")))
    for name in names:
        file.new_attachment(name).set_data(b"x")
    written = io.BytesIO()
    file.save(written)
    file.close()
    return [finding.message for finding in read(written.getvalue()).findings if finding.code == "attachment_unread"]
