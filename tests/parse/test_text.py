import pytest

from ipr_extract.errors import ReadError
from ipr_extract.model import BlockKind, MetadataField
from ipr_extract.parse import Limits, read_document
from tests.parse.pages import check_invariants, texts

DUMP = """    【法宝引证码】 CLI.12.1234567
原文链接：https://www.example.org/lar/0123.html
样本市档案局关于做好样本工作的通知
样档发〔2024〕7号
　　一、总体要求\r
　　开展登记。\r

样本市档案局
2024年1月2日
版权所有：样本市档案局 网站标识码：bm00000001 京ICP备00000000号-1
"""


def test_a_paragraph_a_line() -> None:
    document = read_document(DUMP.encode(), "dump.txt")
    check_invariants(document)
    assert texts(document) == [
        "样本市档案局关于做好样本工作的通知",
        "样档发〔2024〕7号",
        "一、总体要求",
        "开展登记。",
        "样本市档案局",
        "2024年1月2日",
    ]
    assert [text[:4] for text in texts(document, BlockKind.FURNITURE)] == ["【法宝引", "原文链接", "版权所有"]
    assert (document.parser, document.media_type, document.pages) == ("text", "text/plain", None)


def test_the_address_of_the_original_is_metadata() -> None:
    stated = read_document(DUMP.encode(), "dump.txt").stated(MetadataField.URL)
    assert stated is not None
    assert stated.value == "https://www.example.org/lar/0123.html"


def test_the_source_of_an_english_dump() -> None:
    document = read_document(b"I. Main Tasks\ni. Register.\n\n(Source: Example Office website)\n", "en.txt")
    stated = document.stated(MetadataField.PUBLISHER)
    assert stated is not None
    assert stated.value == "Example Office"
    assert texts(document) == ["I. Main Tasks", "i. Register."]


def test_the_sites_labels_above_a_text() -> None:
    lines = ["标题：样本通知", "发文字号：样档发〔2024〕7号", "发布日期：2024-01-05", "样本通知", "各区人民政府："]
    document = read_document("\n".join(lines).encode(), "labels.txt")
    assert texts(document, BlockKind.FURNITURE) == lines[:3]
    assert texts(document) == lines[3:]
    number = document.stated(MetadataField.DOCUMENT_NUMBER)
    assert number is not None
    assert (number.value, number.start) == ("样档发〔2024〕7号", 13)


def test_text_without_line_breaks_is_one_paragraph() -> None:
    text = "样本通知各区人民政府：一、总体要求。二、主要任务。" * 200
    assert texts(read_document(text.encode(), "one.txt")) == [text]


def test_other_line_ends_and_a_lost_one() -> None:
    text = "样本办法\x0c第一章　总则　　第一条　为了规范样本工作，制定本办法。\u2028第二条　本办法所称样本，是指样本。"
    assert texts(read_document(text.encode(), "law.txt")) == [
        "样本办法",
        "第一章　总则",
        "第一条　为了规范样本工作，制定本办法。",
        "第二条　本办法所称样本，是指样本。",
    ]


def test_a_line_cut_by_a_program_is_joined() -> None:
    first = "样本工作由样本局牵头推进，有关部门按照职责分工，制定年度计划，落实各项措施，按季度报送进展情况，年底完成。"
    lines = [text[at : at + 20] for text in [first] * 4 for at in range(0, len(text), 20)]
    assert texts(read_document("\n".join(lines).encode(), "cut.txt")) == [first] * 4


@pytest.mark.parametrize(
    ("data", "limits", "code"),
    [
        ("　\u200b\n".encode(), Limits(), "empty"),
        (b"a" * 2000, Limits(max_markup_bytes=1000), "too_large"),
        (b"a" * 2000, Limits(max_bytes=1000), "too_large"),
        (b"a" * 2000, Limits(max_characters=1000), "too_large"),
        (b"a\n" * 2000, Limits(max_elements=1000), "too_large"),
    ],
)
def test_what_is_refused(data: bytes, limits: Limits, code: str) -> None:
    with pytest.raises(ReadError) as caught:
        read_document(data, "x.txt", limits=limits)
    assert caught.value.code == code
    assert "\n" not in str(caught.value)
