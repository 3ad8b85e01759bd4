import pytest

from ipr_extract.errors import ReadError
from ipr_extract.model import Severity
from ipr_extract.parse.encoding import declared_charset, decode

SIMPLIFIED = "样本局关于印发《样本工作方案》的通知。\n各区人民政府：\n现将方案印发给你们，请认真贯彻执行。\n"
TRADITIONAL = "樣本局關於印發樣本工作計畫的通知，各縣市政府：請依照辦理，並通知有關單位。"
RARE = "由朱镕、李喆、王翀组成的工作组，负责落实工作。"  # in GBK, not in GB 2312


@pytest.mark.parametrize("label", [None, "utf-8", "gb2312", "gbk", "big5", "iso-8859-1", "no-such-label", "base64"])
@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32-le", "gb18030", "hz"]
)
def test_simplified_text_under_any_label(encoding: str, label: str | None) -> None:
    assert decode(SIMPLIFIED.encode(encoding), label).text == SIMPLIFIED


@pytest.mark.parametrize("label", [None, "utf-8", "gb2312", "big5", "big5-hkscs"])
@pytest.mark.parametrize("encoding", ["utf-8", "big5"])
def test_traditional_text_under_any_label(encoding: str, label: str | None) -> None:
    assert decode(TRADITIONAL.encode(encoding), label).text == TRADITIONAL


def test_gb2312_holds_characters_of_gbk() -> None:
    decoded = decode(RARE.encode("gbk"), "gb2312")
    assert (decoded.text, decoded.encoding, decoded.findings) == (RARE, "gb18030", ())


@pytest.mark.parametrize("word", ["联通", "通知", "贵州", "一", "龥"])
@pytest.mark.parametrize("encoding", ["gbk", "utf-8"])
def test_a_word_is_enough(word: str, encoding: str) -> None:
    assert decode(word.encode(encoding)).text == word


def test_western_text() -> None:
    text = "“Thirteenth” Programme – café"
    assert decode(text.encode("cp1252")).text == text
    assert decode(text.encode("cp1252"), "iso-8859-1").text == text


def test_a_wrong_label_is_noted_in_the_words_of_the_page() -> None:
    (finding,) = decode(SIMPLIFIED.encode("gb18030"), "utf-8").findings
    assert (finding.code, finding.severity) == ("encoding_mismatch", Severity.INFO)
    (finding,) = decode(SIMPLIFIED.encode(), "GB2312").findings
    assert "GB2312" in finding.message


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_bytes_that_fit_nothing_are_noted(encoding: str) -> None:
    data = (SIMPLIFIED * 20).encode(encoding)
    decoded = decode(data[:60] + b"\xff" + data[60:], encoding)
    assert "\ufffd" in decoded.text
    assert decoded.text.startswith(SIMPLIFIED[:10])
    assert [finding.code for finding in decoded.findings] == ["undecodable_bytes"]


def test_a_character_cut_at_the_end_is_noted() -> None:
    decoded = decode((SIMPLIFIED * 20).encode()[:-2])
    assert decoded.encoding == "utf-8"
    assert [finding.code for finding in decoded.findings] == ["undecodable_bytes"]


def test_line_ends_become_line_feeds() -> None:
    assert decode("一\r\n二\r三\n".encode()).text == "一\n二\n三\n"


@pytest.mark.parametrize("data", [b"", b" \r\n\t", b"\0\0\0"])
def test_nothing(data: bytes) -> None:
    with pytest.raises(ReadError) as caught:
        decode(data)
    assert caught.value.code == "empty"


def test_no_text_in_any_encoding() -> None:
    with pytest.raises(ReadError) as caught:
        decode(b"<html>" + bytes(range(256)) * 40)
    assert caught.value.code == "binary"


@pytest.mark.parametrize(
    ("head", "label"),
    [
        (b"<meta charset=GBK>", "gbk"),
        (b'<META http-equiv="Content-Type" content="text/html; charset=gb2312">', "gb2312"),
        (b"<?xml version='1.0' encoding='Big5'?><html>", "big5"),
        ("<meta charset='utf-16'>".encode("utf-16-le"), "utf-16"),
        (b"<p>charset=gbk</p>", None),
    ],
)
def test_the_label_that_a_page_gives_itself(head: bytes, label: str | None) -> None:
    assert declared_charset(head) == label
