"""Page numbers, running heads and feet, watermarks, footnotes."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from reportlab.pdfgen.canvas import Canvas

from ipr_extract.errors import ReadError
from ipr_extract.model import BlockKind
from tests.parse.pdf_specimens import HEIGHT, MARGIN, SONG, WIDTH, drawn, lines_at, printed, read, texts

SENTENCE = "把井盖、路灯、护栏逐一编号，发现缺损当日上报，三日内修复并拍照存档，由街道复核"
NUMERALS = "一二三四五六七八九"
BODY = [f"（{mine}）" + "，".join(f"第{other}类{SENTENCE}" for other in NUMERALS) + "。" for mine in NUMERALS]
FEET = ("— {} —", "-{}-", "{}", "第{}页", "第 {} 页 共 3 页", "Page {} of 3", "{}/3", "· {} ·")


def full_lines(count: int, page: int = 0) -> list[str]:
    """Lines that fill the measure, no two of them alike on a page, or in one place on two pages."""
    return [(SENTENCE * 3)[start : start + 37] for start in range(page, page + count)]


@pytest.mark.parametrize("foot", FEET)
def test_page_numbers(foot: str) -> None:
    document = read(printed(BODY, foot=foot))
    assert texts(document) == BODY
    assert len(texts(document, BlockKind.FURNITURE)) == document.pages


def test_running_head_with_a_number_that_changes() -> None:
    document = read(printed(BODY, head="市园林局公报"))
    assert texts(document) == BODY
    pages = document.pages or 0
    assert texts(document, BlockKind.FURNITURE) == [
        text for page in range(1, pages + 1) for text in ("市园林局公报", f"— {page} —")
    ]


def test_what_a_browser_prints_round_a_page() -> None:
    def draw(canvas: Canvas) -> None:
        lines_at(MARGIN, 100, ["各区绿化管理站：", "请按时报送。"])(canvas)
        canvas.setFont("Times-Roman", 8)
        canvas.drawString(24, HEIGHT - 20, "11/22/26, 6:40 PM")
        canvas.drawString(24, 20, "https://example.org/circulars/3.html")
        canvas.drawString(WIDTH - 40, 20, "1/1")

    document = read(drawn(draw))
    assert texts(document) == ["各区绿化管理站：", "请按时报送。"]
    assert len(texts(document, BlockKind.FURNITURE)) == 2


def test_pages_of_an_annex_are_numbered_anew() -> None:
    def page(number: int, lines: list[str]) -> Callable[[Canvas], None]:
        def draw(canvas: Canvas) -> None:
            lines_at(MARGIN, 80, lines)(canvas)
            canvas.drawCentredString(WIDTH / 2, 36, f"— {number} —")

        return draw

    document = read(
        drawn(
            page(1, [*full_lines(3), "附件：任务清单"]),
            page(2, [*full_lines(4, 1), "按时报送。"]),
            page(1, ["附件", "任务清单", "一、登记样本", "二、核查样本"]),
            page(2, ["三、公布样本", "四、归还样本"]),
        )
    )
    assert texts(document, BlockKind.FURNITURE) == ["— 1 —", "— 2 —", "— 1 —", "— 2 —"]
    paragraphs = texts(document)
    assert paragraphs[-6:] == ["附件", "任务清单", "一、登记样本", "二、核查样本", "三、公布样本", "四、归还样本"]


def test_number_at_the_end_of_the_text_is_text() -> None:
    lines = [f"{number}. {SENTENCE[:20]}" for number in range(1, 33)]
    document = read(drawn(lines_at(MARGIN, 80, [*lines, "2021"])))
    assert texts(document)[-1] == "2021"


def test_watermark_on_every_page_parts_no_paragraph() -> None:
    def page(number: int) -> Callable[[Canvas], None]:
        def draw(canvas: Canvas) -> None:
            lines_at(MARGIN, 80, full_lines(30, number))(canvas)
            canvas.setFont(SONG, 60)
            canvas.drawString(150, HEIGHT - 405, "内部资料")

        return draw

    document = read(drawn(*(page(number) for number in range(3))))
    assert texts(document, BlockKind.FURNITURE) == ["内部资料"] * 3
    assert texts(document) == ["".join(line for number in range(3) for line in full_lines(30, number))]


def test_footnote_stands_behind_the_paragraph_that_crosses_the_page() -> None:
    lines = full_lines(32)

    def first(canvas: Canvas) -> None:
        lines_at(MARGIN, 80, lines[:30])(canvas)
        canvas.setFont(SONG, 8)
        canvas.drawString(MARGIN, 60, "① 指建成区内的行道树。")

    document = read(drawn(first, lines_at(MARGIN, 80, [*lines[30:], "由街道复核。"])))
    assert texts(document) == ["".join(lines) + "由街道复核。"]
    assert texts(document, BlockKind.NOTE) == ["①指建成区内的行道树。"]


def letterhead(organs: list[str], below: list[str]) -> Callable[[Canvas], None]:
    """A page with a red head: organs one below the other, 文件 beside their middle, the number over a rule."""

    def draw(canvas: Canvas) -> None:
        canvas.setFillColor("red")
        canvas.setStrokeColor("red")
        for row, organ in enumerate(organs):
            canvas.setFont(SONG, 26)
            canvas.drawString(90, HEIGHT - 100 - 34 * row, organ)
        canvas.setFont(SONG, 34)
        canvas.drawString(430, HEIGHT - 104 - 17 * (len(organs) - 1), "文件")
        rule = HEIGHT - 130 - 34 * len(organs)
        canvas.line(MARGIN, rule, WIDTH - MARGIN, rule)
        canvas.setFillColor("black")
        canvas.setFont(SONG, 14)
        canvas.drawCentredString(WIDTH / 2, rule + 10, "样财发〔2024〕7号")
        lines_at(MARGIN, HEIGHT - rule + 50, below)(canvas)

    return draw


@pytest.mark.parametrize("count", [1, 2, 3])
def test_the_organs_of_a_red_head_stand_before_the_number(count: int) -> None:
    organs = ["样本市财政局", "样本市教育局", "样本市人力资源和社会保障局"][:count]
    below = ["各区财政局：", "请按时报送。"]
    read_lines = texts(read(drawn(letterhead(organs, below))))
    head = read_lines[: read_lines.index("样财发〔2024〕7号")]
    assert [line.removesuffix(" 文件") for line in head if line != "文件"] == organs
    assert "".join(head).count("文件") == 1
    assert read_lines[len(head) + 1 :] == below


def hidden(canvas: Canvas, *lines: str) -> None:
    """Text that is neither filled nor stroked."""
    text = canvas.beginText(MARGIN, 500)
    text.setTextRenderMode(3)
    for line in lines:
        text.textLine(line)
    canvas.drawText(text)


def test_invisible_text_is_left_out() -> None:
    def draw(canvas: Canvas) -> None:
        lines_at(MARGIN, 80, ["各区绿化管理站：", "请按时报送样本。"])(canvas)
        hidden(canvas, "看不见")

    assert texts(read(drawn(draw))) == ["各区绿化管理站：", "请按时报送样本。"]


def test_invisible_text_is_all_that_can_be_read_of_drawn_letters() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.rect(MARGIN, 400, 300, 200, fill=1)
        hidden(canvas, "各区绿化管理站：")

    assert texts(read(drawn(draw))) == ["各区绿化管理站："]


def white(canvas: Canvas, y: float, text: str) -> None:
    """Text in white, which is put back to black behind it."""
    canvas.setFillGray(1)
    canvas.drawString(MARGIN, y, text)
    canvas.setFillGray(0)


def test_white_text_on_white_paper_is_left_out() -> None:
    def draw(canvas: Canvas) -> None:
        lines_at(MARGIN, 80, ["各区绿化管理站：", "请按时报送样本。"])(canvas)
        white(canvas, 500, "看不见")

    assert texts(read(drawn(draw))) == ["各区绿化管理站：", "请按时报送样本。"]


def test_a_page_of_white_text_alone_has_no_text() -> None:
    def draw(canvas: Canvas) -> None:
        white(canvas, 500, "看不见")

    with pytest.raises(ReadError, match=r"no text layer|Nothing is printed"):
        read(drawn(draw))


@pytest.mark.parametrize("form", [False, True])
def test_white_text_on_a_dark_box_is_read(form: bool) -> None:
    def draw(canvas: Canvas) -> None:
        lines_at(MARGIN, 80, ["各区绿化管理站：", "请按时报送样本。"])(canvas)
        if form:
            canvas.beginForm("box")
        canvas.setFont(SONG, 12)
        canvas.setFillColorRGB(0.1, 0.2, 0.5)
        canvas.rect(MARGIN - 10, 490, 200, 30, fill=1)
        white(canvas, 500, "看得见")
        if form:
            canvas.endForm()
            canvas.doForm("box")

    assert texts(read(drawn(draw))) == ["各区绿化管理站：", "请按时报送样本。", "看得见"]


def test_white_characters_inside_a_line_are_left_out_where_others_end_one() -> None:
    def draw(canvas: Canvas) -> None:
        text = canvas.beginText(MARGIN, 700)
        text.textOut("各区绿化")
        text.setFillGray(0.99)
        text.textOut("看不见")
        text.setFillGray(0)
        text.textOut("管理站：")
        text.setFillGray(1)
        text.textOut("看不见")
        canvas.drawText(text)

    (line,) = texts(read(drawn(draw)))
    assert "看不见" not in line
    assert line.replace(" ", "") == "各区绿化管理站："


def test_white_text_of_a_page_set_on_its_side_is_left_out() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.rotate(90)
        canvas.translate(0, -WIDTH)
        for number, line in enumerate(full_lines(6)):
            canvas.drawString(MARGIN, 400 - 20 * number, line[:30])
        canvas.rect(MARGIN - 5, 195, 300, 20, fill=1)
        white(canvas, 200, "看得见")
        white(canvas, 150, "看不见")

    read_ = "".join(texts(read(drawn(draw))))
    assert "看得见" in read_
    assert "看不见" not in read_
