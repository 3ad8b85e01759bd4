from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from ipr_extract.errors import ReadError
from ipr_extract.model import Alignment, Block, BlockKind, Document
from ipr_extract.parse import Limits, read_document
from ipr_extract.parse.html_blocks import collapse
from tests.parse.pages import BODY, PARAGRAPHS, inside, page, read, texts


def _blocks(markup: str) -> list[tuple[str, Block]]:
    document = read(f"<div id=zoom>{markup}</div>")
    return [(document.text[block.start : block.end], block) for block in document.blocks]


def _block(markup: str) -> Block:
    ((_, block),) = _blocks(markup)
    return block


_OPENINGS = (
    *("", "<span>", "<b>", "<a href=x>", "<span style='font-weight:bold'>", "<b style='font-weight:400'>"),
    *("<span style='display:none'>", "<i style='display:block'>", "<u style='white-space:pre'>", "<span hidden>"),
)
_WORDS = st.text("样本 a，　\n\xa0&", max_size=4)


def _run(opening: str, text: str) -> str:
    return f"{opening}{escape(text)}</{opening[1:].partition(' ')[0].strip('>')}>" if opening else escape(text)


@given(
    runs=st.lists(st.tuples(st.sampled_from(_OPENINGS), _WORDS), max_size=5),
    start=st.sampled_from(("<p>", "<p align=center>", "<h2>", "<p style='font-weight:bold;text-align:right'>")),
)
def test_a_paragraph_of_runs_is_what_it_is_with_a_nested_run(runs: list[tuple[str, str]], start: str) -> None:
    # The nested run shows nothing, but the paragraph is no longer read by the short way for runs alone.
    inner, end = "".join(_run(*run) for run in runs), f"</{start[1:3].strip(' >')}>"
    plain = _blocks(f"<p>样本</p>{start}{inner}{end}<p>工作</p>")
    assert plain == _blocks(f"<p>样本</p>{start}{inner}<span><i></i></span>{end}<p>工作</p>")


@pytest.mark.parametrize(
    ("raw", "seen"),
    [
        ("  样本\n  工作  ", "样本工作"),
        ("样本，\r\n工作", "样本，工作"),
        ("Main\n  Tasks", "Main Tasks"),
        ("样本 工作", "样本 工作"),
        ("样本局\n2024年", "样本局 2024年"),
        ("总　则", "总　则"),
        ("样\xa0\xa0\xa0本", "样   本"),
        ("样本局\xa0 \xa0 ", "样本局"),
        ("样本&sp;局&nbsp;长", "样本 局 长"),
        ("a&b", "a&b"),
        ("　　样本　", "样本"),
        ("⽤户\u200b端", "用户端"),
        (" \n\t ", ""),
    ],
)
def test_white_space_as_a_browser_shows_it(raw: str, seen: str) -> None:
    assert collapse(raw) == seen


@pytest.mark.parametrize(
    ("markup", "lines"),
    [
        ("<p>样本<b>工作</b>方案</p>", ["样本工作方案"]),
        ("<p>〔<span>2024</span>〕<span>7</span>号</p>", ["〔2024〕7号"]),
        ("样本<br>工作<br/><br>方案", ["样本", "工作", "方案"]),
        ("<p>样本</p>工作<p>方案</p>", ["样本", "工作", "方案"]),
        ("<div>样本<div>工作</div>方案</div>", ["样本", "工作", "方案"]),
        ("<p>样本<p>工作", ["样本", "工作"]),
        ("<p>样本<span style='display:block'>工作</span>方案</p>", ["样本", "工作", "方案"]),
        ("<div style='display:inline'>样本</div><div style='display:inline'>工作</div>", ["样本工作"]),
        ("<p>样本<!-- 注释 -->工作</p>", ["样本工作"]),
        ("<p>样本<script>var a</script><style>p{}</style>工作</p>", ["样本工作"]),
        ("<p>样本<span style='display:none'>暗</span>工作</p><p hidden>暗</p>", ["样本工作"]),
        ("<p>样本<input value=x><button>按</button><select><option>选</select>工作</p>", ["样本工作"]),
        ("<dl><dt>样本</dt><dd>工作</dd></dl>", ["样本", "工作"]),
        ("<p>样本<o:p></o:p></p><p><o:p>&nbsp;</o:p></p>", ["样本"]),
        ("<p>10<sup>2</sup>米</p>", ["102米"]),
        ("<p style='white-space:pre-wrap'>样本\n工作</p>", ["样本", "工作"]),
        ("<p><span style='white-space:pre-line'>样本\n工作</span>方案</p>", ["样本", "工作方案"]),
        ("<pre>样本\n  工作\n\n方案</pre>", ["样本", "工作", "方案"]),
        ("<blockquote>样本</blockquote><center>工作</center>", ["样本", "工作"]),
        ("<p>&#20013;&amp;&#x6587;&lt;1&gt;</p>", ["中&文<1>"]),
    ],
)
def test_paragraphs(markup: str, lines: list[str]) -> None:
    assert inside(markup) == lines


@pytest.mark.parametrize(
    ("markup", "alignment"),
    [
        ("<p>样本</p>", None),
        ("<p align=center>样本</p>", Alignment.CENTER),
        ("<p align=''>样本</p>", None),
        ("<p style='text-align:right' align=center>样本</p>", Alignment.RIGHT),
        ("<center><p>样本</p></center>", Alignment.CENTER),
        ("<div align=right><p>样本</p></div>", Alignment.RIGHT),
        ("<div align=right><p style='text-align:justify'>样本</p></div>", Alignment.LEFT),
        ("<div align=center><table><tr><td>样本</td></tr></table></div>", None),
        ("<table align=center><tr><td align=right>样本</td></tr></table>", Alignment.RIGHT),
    ],
)
def test_alignment(markup: str, alignment: Alignment | None) -> None:
    assert _block(markup).alignment is alignment


def test_alignment_comes_from_around_the_container() -> None:
    document = read("<div align=center><div id=zoom><p>样本</p></div></div>")
    assert document.blocks[0].alignment is Alignment.CENTER


def test_headings() -> None:
    found = [(text, block.kind) for text, block in _blocks("<h1>样本<br>方案</h1><h3>工作</h3><p>说明</p>")]
    assert found == [
        ("样本", BlockKind.HEADING),
        ("方案", BlockKind.HEADING),
        ("工作", BlockKind.HEADING),
        ("说明", BlockKind.PARAGRAPH),
    ]


def _element_text(document: Document, tree: etree._Element, block: Block) -> str:
    (element,) = tree.xpath(f"/{block.element}")
    return "".join(element.itertext())


def test_each_block_names_its_element() -> None:
    markup = page(
        "<div></div><div id=zoom><p>一</p><font><p>二<span>三</span></p></font><ul><li>四</li><li><b>五</b></li></ul>"
        "<table><tr><td>六</td></tr><tr><td><p>七</p></td></tr></table>"
        "<table border=1><tr><th>八</th><th>九</th></tr></table></div>"
    )
    document = read(markup)
    tree = etree.fromstring(markup, etree.HTMLParser(encoding="utf-8"))
    assert len(document.blocks) == 7
    for block in document.blocks:
        text = document.text[block.start : block.end]
        assert text.replace("\t", "") == _element_text(document, tree, block)


@pytest.mark.parametrize("tag", ["div", "font", "span", "b", "table><tr><td"])
def test_deep_nesting_is_read_whole_or_refused(tag: str) -> None:
    assert "".join(texts(read(f"<{tag}>层" * 600 + "底"))).count("层") == 600
    with pytest.raises(ReadError) as caught:
        read(f"<{tag}>层" * 10_000 + "底")
    assert caught.value.code == "too_deep"


def test_depth_is_a_limit() -> None:
    with pytest.raises(ReadError) as caught:
        read_document(("<div>" * 50 + "底").encode(), "x", limits=Limits(max_depth=20))
    assert caught.value.code == "too_deep"


def test_paragraphs_in_unclosed_tags() -> None:
    markup = "".join(f"<p><font size=3>{text}" for text in PARAGRAPHS * 40)
    assert texts(read(f"<html><body>{markup}")) == list(PARAGRAPHS) * 40


def test_hidden_text_is_read_where_nothing_else_is_there() -> None:
    assert texts(read(f"<html><body><div id=zoom style='display:none'>{BODY}</div></body></html>")) == list(PARAGRAPHS)
    assert texts(read(f"<html><body><div id=zoom><div hidden>{BODY}</div></div></body></html>")) == list(PARAGRAPHS)
