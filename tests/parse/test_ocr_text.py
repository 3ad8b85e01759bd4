"""What engines misread by class, and what looks like it and is left."""

from __future__ import annotations

import pytest

from ipr_extract.parse.ocr_pictures import Recognised
from ipr_extract.parse.ocr_text import counted, mended
from ipr_extract.parse.page import Page
from ipr_extract.parse.pdf_lines import Line


def texts(*lines: str) -> list[str]:
    """The lines of a page, one below the other, as they are mended."""
    page = [Recognised(text, 100, 50 * at, 900, 50 * at + 30, 0.9) for at, text in enumerate(lines)]
    return [line.text for line in mended(page)]


@pytest.mark.parametrize(
    "printed", ["国办发〔2023】97号", "国办发[2023〕97号", "国办发【2023] 97号", "国办发2023）97号"]
)
def test_brackets_round_a_year_before_a_number(printed: str) -> None:
    assert texts(printed) == ["国办发〔2023〕97号"]


def test_a_number_that_a_line_ends_in() -> None:
    assert texts("备案服务的通知署办法函", "2023）141号广东分署")[1] == "〔2023〕141号广东分署"
    assert texts("备案服务的通知署办法函2023）14", "1号广东分署") == ["备案服务的通知署办法函〔2023〕14", "1号广东分署"]
    assert texts("的请示》（国知发保字〔", "2022）118号）收悉。") == ["的请示》（国知发保字〔", "2022〕118号）收悉。"]


def test_a_bracket_behind_a_stop_is_full_width() -> None:
    assert texts("雨水、污水各走各的管。(", "市水务局、市住建局负责)") == [
        "雨水、污水各走各的管。（",
        "市水务局、市住建局负责）",
    ]


def test_years_in_other_brackets_are_left() -> None:
    assert texts("行动计划（2023）已经印发", "见附件[2023]") == ["行动计划（2023）已经印发", "见附件[2023]"]


@pytest.mark.parametrize("read", ["2021一2025年", "2021-—2025年", "2021——2025年", "2021一—2025年"])
def test_dash_between_years(read: str) -> None:
    assert texts(f"发展规划（{read}）") == ["发展规划（2021—2025年）"]


def test_what_is_no_dash_between_years_is_left() -> None:
    lines = ("第3一5项", "2021-2025年", "2021年一季度")
    assert texts(*lines) == list(lines)


def test_straight_quotes_open_and_close_over_lines() -> None:
    assert texts('从“观、管、防"三方面') == ["从“观、管、防”三方面"]
    assert texts('建设"智慧监管平台""融资平', '台"“预警平台”。') == ["建设“智慧监管平台”“融资平", "台”“预警平台”。"]
    # One that was lost turns no others over, once a sentence has ended.
    assert texts("开展“清风行动。", '落实"一网通办"') == ["开展“清风行动。", "落实“一网通办”"]
    assert texts('a "Thirteenth" plan') == ['a "Thirteenth" plan']


def test_brackets_are_closed_as_they_were_opened() -> None:
    assert texts("法。〔责任单位：甲局、乙局（丙局）；", "完成时限：长期坚持）") == [
        "法。〔责任单位：甲局、乙局（丙局）；",
        "完成时限：长期坚持〕",
    ]
    # What was never opened is left, and so is what stands far below.
    assert texts("一）登记", "（二〕核查") == ["一）登记", "（二）核查"]
    far = ["〔甲局", *["样本"] * 5, "三）公布"]
    assert texts(*far) == far


def test_roman_labels_of_strokes_are_counted_over_pages() -> None:
    def page(number: int, *texts: str, recognised: bool = True) -> Page:
        pieces = tuple(
            Line(number, text, 90, 20 * at, 500, 20 * at + 12, 20 * at + 10, 12, 12, True, False, None, 0, 0)
            for at, text in enumerate(texts)
        )
        return Page(number, 595, 842, pieces, (), has_image=True, has_content=True, recognised=recognised)

    pages = [
        page(1, "I. Find", "(I) Count them.", "(III) Check them."),
        page(2, "(II) Show them.", "Prose", "II. Grow", "(I) Lend."),
    ]
    assert [piece.text for one in counted(pages) for piece in one.pieces] == [
        "I. Find", "(I) Count them.", "(II) Check them.", "(III) Show them.", "Prose", "II. Grow", "(I) Lend.",
    ]  # fmt: skip
    typed = [page(1, "(I) Count them.", "(III) Check them.", recognised=False)]
    assert list(counted(typed)) == typed


def test_roman_labels_are_of_roman_signs() -> None:
    assert texts("(l) Count them.", "(Il) Check them.") == ["(I) Count them.", "(II) Check them."]
    # Dots are counted well, and units may be printed in the wrong order.
    wrong_order = ("i. Trade it.", "iii. Train them.", "iv. Spread it.", "ii. Serve it.")
    assert texts(*wrong_order) == list(wrong_order)
    assert texts("ili. Promote it.", "iv. Go on.") == ["iii. Promote it.", "iv. Go on."]
    assert texts("Il. Main Tasks", "i. Deepen it.", "ii. Widen it.") == [
        "II. Main Tasks",
        "i. Deepen it.",
        "ii. Widen it.",
    ]


def test_one_before_roman_two_is_roman() -> None:
    lines = ("1. Warn Early", "1. Publish a digest.", "2. Send a notice.", "II. Answer Quickly", "1. Open a hotline.")
    assert texts(*lines) == ["I. Warn Early", *lines[1:]]
    assert texts(*lines[1:]) == list(lines[1:])


def test_dot_behind_a_number_between_its_neighbours() -> None:
    assert texts("73.加快建设", "74与自治区建立接口", "75.联通数据") == [
        "73.加快建设",
        "74.与自治区建立接口",
        "75.联通数据",
    ]
    lines = ("73.加快建设", "74与自治区建立接口", "76.联通数据")
    assert texts(*lines) == list(lines)
    for others in (("3与各区对接", "2.开展", "4.总结"), ("2.开展", "3月底前完成", "4.总结")):
        assert texts(*others) == list(others)


def test_year_of_an_english_number() -> None:
    assert texts("(CNIPA No.〔2022j41)") == ["(CNIPA No. [2022]41)"]
    assert texts("under the Plan (State Council No.[2016] 86)") == ["under the Plan (State Council No. [2016]86)"]


def test_a_line_that_changes_its_length_has_no_places_of_signs() -> None:
    signs = tuple((float(at), float(at + 1)) for at in range(10))
    (same,) = mended([Recognised("国办发[2023]7号", 0, 0, 10, 2, 0.9, signs)])
    assert same.signs == signs
    (longer,) = mended([Recognised("国办发2023]97号", 0, 0, 10, 2, 0.9, signs)])
    assert longer.signs == ()
