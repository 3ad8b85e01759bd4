"""What holds whatever comes in: no crash, no text lost, offsets that point where they say."""

import contextlib

from hypothesis import example, given, settings
from hypothesis import strategies as st

from ipr_extract.errors import ReadError
from ipr_extract.parse import read_document
from tests.parse.pages import BODY, FOOT, MENU, check_invariants, page, read

CHINESE = st.text(
    alphabet="样本工作方案通知登记保管利用统筹推进，。；、：（）“”〔〕0123456789一二三", min_size=1, max_size=80
)
ENGLISH = st.lists(
    st.sampled_from(["the", "Office", "registers", "samples,", "(1)", "and", "reports."]), min_size=1, max_size=20
)
LINES = st.lists(st.one_of(CHINESE, ENGLISH.map(" ".join)), min_size=1, max_size=12)
TAGS = st.sampled_from(
    ["p", "div", "li", "td", "h2", "b", "span", "font", "table", "tr", "ol", "pre", "center", "br", "a", "dd"]
)
PIECES = st.recursive(
    st.one_of(
        CHINESE, st.sampled_from(["&nbsp;", "\n", "　", "<br>", "<p>", "</table>", "<!--", "-->", "<td", "&#0;", "]]>"])
    ),
    lambda inner: st.tuples(TAGS, st.lists(inner, max_size=4)).map(lambda t: f"<{t[0]}>{''.join(t[1])}</{t[0]}>"),
    max_leaves=30,
)
SPECIMEN = page(
    f"{MENU}<div id=zoom><h1>样本</h1>{BODY}<table border=1><tr><td>甲</td><th>乙</th></tr></table></div>{FOOT}"
)


def _bare(text: str) -> str:
    return "".join(text.split())


@settings(deadline=None)
@given(
    LINES,
    st.sampled_from(
        ["<p>{}</p>", "<div><span>{}</span></div>", "{}<br>", "<li>{}</li>", "<table><tr><td>{}</td></tr></table>"]
    ),
)
def test_no_paragraph_of_a_page_is_lost(lines: list[str], wrapper: str) -> None:
    body = "".join(wrapper.format(line) for line in lines)
    for markup in (f"<div id=zoom>{body}</div>", page(f"{MENU}<div class=z>{body}</div>{FOOT}").decode()):
        document = read(markup)
        check_invariants(document)
        assert all(_bare(line) in _bare(document.text) for line in lines)


@settings(deadline=None)
@given(LINES)
def test_no_line_of_a_text_is_lost(lines: list[str]) -> None:
    document = read_document("\n".join(lines).encode(), "x.txt")
    check_invariants(document)
    assert _bare(document.text) == _bare("".join(lines))


@settings(deadline=None)
@given(st.lists(st.lists(CHINESE, min_size=3, max_size=3), min_size=2, max_size=6))
def test_the_cells_of_a_table_are_its_cells(rows: list[list[str]]) -> None:
    markup = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    document = read(f"<div id=zoom><p>正文，说明。</p><table border=1>{markup}</table></div>")
    check_invariants(document)
    cells = [document.text[c.start : c.end] for block in document.blocks for c in block.cells]
    assert [_bare(cell) for cell in cells] == [_bare(cell) for row in rows for cell in row]


@given(PIECES)
@settings(max_examples=300, deadline=None)
def test_any_markup_gives_a_document_or_a_reason(markup: str) -> None:
    with contextlib.suppress(ReadError):
        check_invariants(read(f"<html>{markup}"))
    with contextlib.suppress(ReadError):
        check_invariants(read(f"<div id=zoom>{markup}</div>"))


@given(st.binary(max_size=400))
@example(b"<\x00")
@example(b"<p>\xff\xfe")
@settings(max_examples=300, deadline=None)
def test_any_bytes_give_a_document_or_a_reason(data: bytes) -> None:
    for given_bytes in (data, b"<html><p>" + data):
        if data[:1024].find(b"%PDF-") < 0:
            with contextlib.suppress(ReadError):
                check_invariants(read_document(given_bytes, "x"))


@given(
    st.lists(st.tuples(st.integers(0, len(SPECIMEN) - 1), st.integers(0, 255)), max_size=30),
    st.integers(0, len(SPECIMEN)),
)
@settings(max_examples=300, deadline=None)
def test_a_damaged_page_gives_a_document_or_a_reason(changes: list[tuple[int, int]], cut: int) -> None:
    damaged = bytearray(SPECIMEN)
    for place, value in changes:
        damaged[place] = value
    for data in (bytes(damaged), bytes(damaged[:cut])):
        with contextlib.suppress(ReadError):
            check_invariants(read_document(data, "x"))
