import pytest

from ipr_extract.errors import ReadError
from ipr_extract.parse import Limits, read_document
from tests.parse.pages import BODY, FOOT, MENU, PARAGRAPHS, TITLE, check_invariants, page, read, texts


@pytest.mark.parametrize(
    ("encoding", "label"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "gb2312"),
        ("gb18030", "gb2312"),
        ("gb18030", "utf-8"),
        ("big5", "big5"),
        ("utf-16", "utf-8"),
        ("utf-16-le", "utf-16"),
    ],
)
def test_encodings(encoding: str, label: str) -> None:
    simplified = "关于印发样本方案的通知，请认真贯彻执行，並於年底前報告辦理情形。"
    text = "關於印發樣本計畫的通知，請認真辦理，並於年底前報告情形。" if encoding == "big5" else simplified
    markup = f"<html><head><meta charset={label}></head><body><div id=zoom><p>{text}</p></div></body></html>"
    assert texts(read(markup.encode(encoding))) == [text]


def test_an_xml_declaration_and_a_doctype_with_entities() -> None:
    markup = (
        f"<?xml version='1.0' encoding='gbk'?><html xmlns='http://www.w3.org/1999/xhtml'><body>{BODY}</body></html>"
    )
    assert texts(read(markup)) == list(PARAGRAPHS)
    laughs = (
        '<!DOCTYPE html [<!ENTITY a "笑"><!ENTITY b "&a;&a;">]>'
        + f"<html><body><div id=zoom>&b;{BODY}</div></body></html>"
    )
    assert "笑笑" not in read(laughs).text


def test_external_entities_are_not_read(tmp_path: object) -> None:
    markup = f'<!DOCTYPE html [<!ENTITY x SYSTEM "{__file__}">]><html><body><div id=zoom>&x;{BODY}</div></body></html>'
    assert "external_entities" not in read(markup).text


def test_lines_of_the_site_inside_the_text_are_furniture() -> None:
    before = "<p>来源：样本局网站　字号：大 中 小</p>"
    after = "<p>扫一扫在手机打开当前页</p><p>【打印】【关闭】</p><p>（责任编辑：甲乙）</p><p>分享到：微信 微博</p>"
    document = read(page(f"{MENU}<div id=zoom>{before}{BODY}{after}</div>{FOOT}"))
    check_invariants(document)
    assert texts(document) == list(PARAGRAPHS)


def test_a_fragment_of_nested_tables() -> None:
    markup = (
        f"<div class='wrap'><table><tbody><tr><td><table class='bd1'><tbody><tr><td><b>标　　题：</b></td>"
        f"<td colspan=3>{TITLE}</td></tr></tbody></table></td></tr></tbody></table><br><table><tbody><tr><td><br>"
        f"<table><tbody><tr><td class='b12c' id='UCAP-CONTENT'>"
        f"<p style='text-align: center'><span style='font-weight: bold'>{TITLE[:8]}</span></p> "
        f"<p style='text-align: center'><span style='font-weight: bold'>{TITLE[8:]}</span></p> "
        f"{BODY}</td></tr></tbody></table>"
        f"<div id='qr_container'>扫一扫在手机打开当前页</div></td></tr></tbody></table></div>"
    )
    document = read(markup)
    check_invariants(document)
    assert texts(document) == [TITLE[:8], TITLE[8:], *PARAGRAPHS]
    assert [(m.field.value, m.value) for m in document.metadata] == [("title", TITLE)]


@pytest.mark.parametrize(
    ("markup", "code"),
    [
        ("<html><head><script>var a=1</script></head><body><script>go()</script></body></html>", "script_only"),
        ("<html><body><noscript>请开启JavaScript</noscript><script>go()</script></body></html>", "script_only"),
        ("<html><frameset><frame src=a.html></frameset></html>", "no_text"),
        ("<html><body><p>&nbsp;</p><img src=a.png></body></html>", "no_text"),
        ("<html></html>", "no_text"),
        ("<html><body><h1>403 Forbidden</h1><hr>server</body></html>", "blocked_page"),
        ("<html><body><p>对不起，您访问的页面不存在。</p></body></html>", "blocked_page"),
        ("<html><body><div>请输入验证码</div><script>x</script></body></html>", "blocked_page"),
    ],
)
def test_pages_without_a_document(markup: str, code: str) -> None:
    with pytest.raises(ReadError) as caught:
        read(markup)
    assert caught.value.code == code
    assert "\n" not in str(caught.value)


def test_a_circular_about_blocked_pages_is_read() -> None:
    lines = [*PARAGRAPHS, "页面不存在的网站应当及时整改。"] * 2
    assert texts(read(page("".join(f"<p>{line}</p>" for line in lines)))) == lines


@pytest.mark.parametrize(
    "broken",
    [
        f"<html><body><!-- 菜单 <div>{BODY}</div></body></html>",
        f"<html><body><div title='x><p>菜单</p>{BODY}</body></html>",
        f"<html><head><title>标题<body>{BODY}</body></html>",
    ],
)
def test_markup_that_hides_its_text_from_a_browser_is_mended(broken: str) -> None:
    document = read(broken)
    assert "beautifulsoup" in document.parser
    assert all(text in document.text for text in PARAGRAPHS)


def test_only_broken_markup_is_mended() -> None:
    assert read(page(BODY)).parser == "html (lxml)"


@pytest.mark.parametrize(
    ("limits", "code"),
    [
        (Limits(max_markup_bytes=1000), "too_large"),
        (Limits(max_elements=20), "too_large"),
        (Limits(max_characters=100), "too_large"),
        (Limits(max_depth=3), "too_deep"),
    ],
)
def test_limits(limits: Limits, code: str) -> None:
    with pytest.raises(ReadError) as caught:
        read_document(page(f"<div><div id=zoom>{BODY * 3}</div></div>"), "x", limits=limits)
    assert caught.value.code == code


def test_an_element_of_too_many_attributes() -> None:
    attributes = " ".join(f"data-name-{number}=value" for number in range(6000))
    with pytest.raises(ReadError) as caught:
        read(page(f"<div {attributes}>{BODY}</div>"))
    assert caught.value.code == "too_large"


@pytest.mark.parametrize("tag", ["a\x01b", "x:y", "p<q"])
def test_a_tag_of_no_possible_name_round_the_text(tag: str) -> None:
    markup = f"<html><body><h1>{TITLE}</h1><{tag}><div class=cont>{BODY}</div><div class=cont>{BODY}</div></{tag}>"
    assert texts(read(markup))[1:] == [*PARAGRAPHS, *PARAGRAPHS]
