import pytest

from tests.parse.pages import BODY, FOOT, MENU, PARAGRAPHS, TITLE, page, paragraph, read, texts

ANNEX = tuple(paragraph(number) for number in range(21, 29))
ANNEX_BODY = "".join(f"<p>{text}</p>" for text in ANNEX)


@pytest.mark.parametrize(
    "container",
    [
        "<table><tr><td class='b12c' id='UCAP-CONTENT'>{}</td></tr></table>",
        "<div id='UCAP-CONTENT'><div class='trs_editor_view'>{}</div></div>",
        "<div class=TRS_Editor><style>p{{}}</style><div class=TRS_Editor>{}</div></div><div class=TRS_Editor></div>",
        "<div id='zoom'>{}</div>",
        "<div id=ivs_content>{}</div>",
        "<div class='Article_content'>{}</div>",
        "<div class='x article-content y'>{}</div>",
        "<div class='main-txt'>{}</div>",
        "<div class='Three_xilan_07'>{}</div>",
        "<div class='cont'>{}</div>",
        "<span class='cont'>{}</span>",
        "<span id='zoom'>{}</span>",
        "<div class=article><div class=cont>{}</div><div class=cont></div></div>",
        "<div><meta name='ContentStart'>{}<meta name='ContentEnd'></div>",
        "<div><div><meta name='ContentStart'/>{}</div><meta name='ContentEnd'/></div>",
        "<div class='some-name'>{}</div>",
        "<form runat=server><div><span><div>{}</div></span></div></form>",
        "<table width=100%><tr><td width=200>" + MENU + "</td><td>{}</td></tr></table>",
        "{}",
    ],
)
def test_the_text_and_nothing_of_the_site(container: str) -> None:
    assert texts(read(page(MENU + container.format(BODY) + FOOT))) == list(PARAGRAPHS)


@pytest.mark.parametrize(
    "body",
    [
        f"<div class=cont>{BODY}</div><div class=cont>{ANNEX_BODY}</div>",
        f"<div class=cont>{BODY}</div><div class=annex>{ANNEX_BODY}</div>",
        f"<div id=zoom>{BODY}</div><div id=zoom>{ANNEX_BODY}</div>",
        f"<div><div>{BODY}</div></div><div><div>{ANNEX_BODY}</div></div>",
        f"<div>{BODY}</div>{ANNEX_BODY}",
    ],
)
def test_a_text_in_two_parts_is_read_whole(body: str) -> None:
    assert texts(read(page(f"{MENU}<div class=main>{body}</div>{FOOT}"))) == [*PARAGRAPHS, *ANNEX]


def test_a_container_that_is_a_toolbar_is_not_believed() -> None:
    assert texts(read(page(f"<div id=zoom>大 中 小</div><div class=q>{BODY}</div>"))) == list(PARAGRAPHS)
    with_teaser = texts(read(page(f"<div class=article>图说，短文。</div><div class=q>{BODY}</div>")))
    assert with_teaser[-len(PARAGRAPHS) :] == list(PARAGRAPHS)


def test_title_and_signature_beside_an_unknown_container_are_kept() -> None:
    body = f"<p>{TITLE}</p><div>{BODY}</div><p>样本市档案局</p><p>2024年1月2日</p>"
    expected = [TITLE, *PARAGRAPHS, "样本市档案局", "2024年1月2日"]
    assert texts(read(page(f"<div>{MENU}</div><div>{body}</div>{FOOT}"))) == expected


def test_a_short_circular_in_a_page_of_links() -> None:
    short = ["各有关单位：", "现将方案印发给你们，请遵照执行。", "样本局"]
    markup = "".join(f"<p>{text}</p>" for text in short)
    assert texts(read(page(f"<div>{MENU * 3}</div><div class=z>{markup}</div>{FOOT}"))) == short


@pytest.mark.parametrize("tag", ["table", "tbody", "tr"])
def test_a_container_that_is_a_table_or_a_part_of_one(tag: str) -> None:
    rows = "".join(f"<tr><td>{number}</td><td>{paragraph(number)}</td></tr>" for number in range(1, 9))
    if tag == "tr":
        cells = "".join(f"<td>{paragraph(number)}</td>" for number in range(1, 9))
        rows = f"<tr id=zoom>{cells}</tr>"
    table = f"<table border=1 {'id=zoom' if tag == 'table' else ''}>"
    table += f"<tbody {'id=zoom' if tag == 'tbody' else ''}>{rows}</tbody></table>"
    document = read(page(f"<div><table></table>{MENU}{table}别处的文字{FOOT}</div>"))
    (block,) = document.blocks
    assert block.element == "html/body/div[1]/table[2]" or block.element == "html/body/div/table[2]"
    assert len(block.cells) == (8 if tag == "tr" else 16)
    assert "别处" not in document.text


def test_lists_of_links_with_their_dates_are_the_sites() -> None:
    items = "".join(
        f"<li><a href='/n{n}'>样本局第{n}次会议召开</a><span>2024-01-{n:02}</span></li>" for n in range(10, 30)
    )
    assert texts(read(page(f"{MENU}<div>{BODY}</div><div><ul>{items}</ul></div>"))) == list(PARAGRAPHS)


def test_teasers_beside_the_text_are_the_sites() -> None:
    news = "".join(
        f"<div><a href='/n{n}'>样本局召开第{n}次会议</a><p>会议作出部署。<a href='/n{n}'>详细</a></p></div>"
        for n in range(6)
    )
    text = "".join(f"<p>{paragraph(number)}</p>" for number in range(1, 40))
    document = read(page(f"{MENU}<div><div class=left>{text}</div><div class=side>{news}</div></div>{FOOT}"))
    assert texts(document) == [paragraph(number) for number in range(1, 40)]


def test_attachments_are_no_menu() -> None:
    links = "".join(f"<p><a href='/files?id={n}'>附件{n}：样本表{n}</a></p>" for n in range(1, 6))
    expected = [*PARAGRAPHS, *(f"附件{n}：样本表{n}" for n in range(1, 6))]
    assert texts(read(page(f"{MENU}<div>{BODY}<div>{links}</div></div>"))) == expected
    assert texts(read(page(f"{MENU}<div><div>{BODY}</div><div>{links}</div></div>"))) == expected
    assert texts(read(page(f"{MENU}<div id=zoom>{BODY}<div>{links}</div></div>"))) == expected


def test_links_inside_a_known_container_are_kept() -> None:
    links = "".join(f"<li><a href='/c{n}'>样本办法{n}</a></li>" for n in range(1, 6))
    expected = [*PARAGRAPHS, *(f"样本办法{n}" for n in range(1, 6))]
    assert texts(read(page(f"<div id=zoom>{BODY}<ul>{links}</ul></div>"))) == expected


def test_a_name_inside_another_is_not_the_name() -> None:
    side = "".join(f"<p>{paragraph(number)}</p>" for number in range(50, 53))
    assert (
        texts(read(page(f"<div class='contact zoom2'>{side}</div><div id=zoom>{BODY * 2}</div>"))) == [*PARAGRAPHS] * 2
    )


def test_a_fragment_that_starts_with_text() -> None:
    assert texts(read(f"{TITLE}<br>{BODY}")) == [TITLE, *PARAGRAPHS]


def test_english_prose() -> None:
    lines = [f"{n}. The Office registers the samples, and each department reports on them." for n in range(1, 9)]
    body = "".join(f"<p>{line}</p>" for line in lines)
    assert texts(read(page(f"{MENU}<div class=x>{body}</div><div>Copyright © Example Office</div>"))) == lines
    assert texts(read(page(f"{MENU}<div class=article>{body}</div>"))) == lines
