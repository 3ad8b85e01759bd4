import pytest

from ipr_extract.model import BlockKind, Document, MetadataField
from ipr_extract.parse import read_document
from tests.parse.pages import BODY, MENU, PARAGRAPHS, TITLE, check_invariants, page, read, texts

EXPECTED = {
    MetadataField.INDEX_NUMBER: "000000001/2024-00007",
    MetadataField.SUBJECT: "综合、档案\\其他",
    MetadataField.ISSUER: "样本市档案局",
    MetadataField.WRITTEN_DATE: "2024年01月02日",
    MetadataField.TITLE: TITLE,
    MetadataField.DOCUMENT_NUMBER: "样档发〔2024〕7号",
    MetadataField.PUBLISHED_DATE: "2024年01月05日",
    MetadataField.KEYWORDS: "档案　方案　通知",
}
LABELS = (
    "索 引 号：",
    "主题分类：",
    "发文机关：",
    "成文日期：",
    "标　　题：",
    "发文字号：",
    "发布日期：",
    "主 题 词：",
)
PAIRS = list(zip(LABELS, EXPECTED.values(), strict=True))


def _found(document: Document) -> dict[MetadataField, str]:
    check_invariants(document)
    assert all(m.start is not None for m in document.metadata)
    return {m.field: m.value for m in document.metadata}


def _rows(pairs: list[tuple[str, str]], cell: str = "<td><b>{}</b></td><td>{}</td>") -> str:
    cells = [cell.format(*pair) for pair in pairs]
    return "".join(f"<tr>{cells[i]}{cells[i + 1]}</tr>" for i in range(0, len(cells), 2))


@pytest.mark.parametrize(
    "block",
    [
        f"<table class=bd1>{_rows(PAIRS)}</table>",
        f"<table border=1>{_rows(PAIRS, '<th>{}</th><td><span>{}</span></td>')}</table>",
        f"<table>{_rows([(label[:-1], value) for label, value in PAIRS])}</table>",
        "<ul>" + "".join(f"<li><b>{label}</b>{value}</li>" for label, value in PAIRS) + "</ul>",
        "<ul>" + "".join(f"<li><span>{label}</span><span>{value}</span></li>" for label, value in PAIRS) + "</ul>",
        "<dl>" + "".join(f"<dt>{label}</dt><dd>{value}</dd>" for label, value in PAIRS) + "</dl>",
        "".join(f"<div><div>{label}</div><div>{value}</div></div>" for label, value in PAIRS),
        "".join(f"<p>{label}{value}</p>" for label, value in PAIRS),
    ],
)
@pytest.mark.parametrize("around", ["{}<div id=zoom>{}</div>", "<div id=zoom>{}{}</div>", "<div>{}<div>{}</div></div>"])
def test_labels_and_values_in_any_form(block: str, around: str) -> None:
    document = read(page(MENU + around.format(block, BODY)))
    assert _found(document) == EXPECTED
    assert texts(document) == list(PARAGRAPHS)


def test_labels_of_no_field_go_with_the_others() -> None:
    lines = ["索引号：1", "公开方式：主动公开", "发布日期：2024-01-05", "有效性：有效"]
    document = read(page("<div id=zoom>" + "".join(f"<p>{line}</p>" for line in lines) + BODY + "</div>"))
    assert texts(document, BlockKind.FURNITURE) == lines
    assert _found(document) == {MetadataField.INDEX_NUMBER: "1", MetadataField.PUBLISHED_DATE: "2024-01-05"}


def test_an_empty_value_states_nothing() -> None:
    document = read(
        page(
            "<table class=bd1>"
            + _rows([("索引号：", "1"), ("文号：", ""), ("标题：", ""), ("主题词：", "")])
            + f"</table><div id=zoom>{BODY}</div>"
        )
    )
    assert _found(document) == {MetadataField.INDEX_NUMBER: "1"}


@pytest.mark.parametrize(
    "line",
    [
        "<div>发布时间：2024-01-05 10:30　来源：样本局网站　【字体：大 中 小】</div>",
        "<div><span>发布时间：2024-01-05 10:30</span><span>来源：样本局网站</span><span>字号：[大 中 小]</span></div>",
        "<div class=pages-date>2024-01-05 10:30 <span class=font>来源：样本局网站</span></div>",
        "<div><span>发布时间：</span>2024-01-05 10:30 | 来源：样本局网站 | 浏览次数：7</div>",
    ],
)
@pytest.mark.parametrize("around", ["{}<div id=zoom>{}</div>", "<div id=zoom>{}{}</div>"])
def test_the_line_of_date_and_source(line: str, around: str) -> None:
    document = read(page(around.format(line, BODY)))
    found = _found(document)
    assert found[MetadataField.PUBLISHED_DATE].startswith("2024-01-05")
    assert found[MetadataField.PUBLISHER] == "样本局网站"
    assert MetadataField.WRITTEN_DATE not in found
    assert texts(document) == list(PARAGRAPHS)


def test_labels_of_the_circular_itself_are_left_to_it() -> None:
    lines = ["样本会议通知", "时间：2024年1月2日", "来源：样本库一，样本库二。", "标题：自拟", *PARAGRAPHS]
    body = "".join(f"<p>{line}</p>" for line in lines)
    document = read(page(f"<div id=zoom>{body}</div>"))
    assert texts(document) == lines
    assert document.metadata == ()


def test_meta_tags() -> None:
    tags = {
        "ArticleTitle": TITLE,
        "PUBDATE": "2024-01-05 10:30:00",
        "ContentSource": "样本处",
        "SiteName": "样本局",
        "keywords": "档案;方案",
        "Url": "https://www.example.org/art/1.html",
        "Author": "无",
    }
    head = "".join(f'<meta name="{name}" content=" {value}">' for name, value in tags.items())
    document = read(
        page(f"<div id=zoom>{BODY}</div>", f"{head}<title>别的题目_样本局</title><link rel=canonical href='/c'>")
    )
    assert [(m.field, m.value, m.start, m.end) for m in document.metadata] == [
        (MetadataField.TITLE, TITLE, None, None),
        (MetadataField.PUBLISHED_DATE, "2024-01-05 10:30:00", None, None),
        (MetadataField.PUBLISHER, "样本处", None, None),
        (MetadataField.PUBLISHER, "样本局", None, None),
        (MetadataField.KEYWORDS, "档案;方案", None, None),
        (MetadataField.URL, "https://www.example.org/art/1.html", None, None),
        (MetadataField.URL, "/c", None, None),
    ]


@pytest.mark.parametrize("title", [f"{TITLE}_通知公告_样本局", f"{TITLE} - 样本局", f"{TITLE}|样本局", f" {TITLE} "])
def test_the_title_of_the_page_without_the_sites_name(title: str) -> None:
    document = read(page(f"<div id=zoom>{BODY}</div>", f"<title>{title}</title>"))
    assert [(m.field, m.value) for m in document.metadata] == [(MetadataField.TITLE, TITLE)]


@pytest.mark.parametrize(
    ("before", "head"),
    [
        (f"<h1>{TITLE}</h1>", ""),
        (f"<h1>样本市人民政府</h1><h1 align=center>{TITLE}</h1>", ""),
        (f"<h1><a href='/'>样本市人民政府门户网站</a></h1><div class='index_title'>{TITLE}</div>", ""),
        (f"<div class=x7>{TITLE}</div><div>别的话</div>", f"<title>{TITLE}_样本局</title>"),
        (f"<h1>样本专题栏目</h1><h2>{TITLE}</h2>", f"<meta name=ArticleTitle content='{TITLE}'>"),
        (f"<div class=title>通知公告</div><div class='title big'>{TITLE}</div>", ""),
    ],
)
def test_a_title_above_the_text_is_kept_as_its_heading(before: str, head: str) -> None:
    document = read(page(f"{MENU}<div>{before}</div><div id=zoom>{BODY}</div>", head))
    assert texts(document, BlockKind.HEADING) == [TITLE]
    assert texts(document) == [TITLE, *PARAGRAPHS]


@pytest.mark.parametrize("lines", [[TITLE], [TITLE[:9], TITLE[9:]], ["样本市档案局文件", TITLE[:9], f" {TITLE[9:]}"]])
def test_a_title_that_the_text_repeats_is_not(lines: list[str]) -> None:
    own = "".join(f"<p align=center>{line}</p>" for line in lines)
    document = read(page(f"<h1>{TITLE}</h1><div id=zoom>{own}{BODY}</div>"))
    assert texts(document) == [*(line.strip() for line in lines), *PARAGRAPHS]


def test_labels_in_brackets() -> None:
    pairs = [("【标 题】", TITLE), ("【文 号】", "样档发〔2024〕7号"), ("【发布日期】", "2024-01-05")]
    block = "<dl>" + "".join(f"<dt>{label}</dt><dd>{value}</dd>" for label, value in pairs) + "</dl>"
    found = _found(read(page(f"<div>{block}<div>{BODY}</div></div>")))
    assert found[MetadataField.DOCUMENT_NUMBER] == "样档发〔2024〕7号"
    assert found[MetadataField.PUBLISHED_DATE] == "2024-01-05"


def test_a_number_beside_the_text_is_read() -> None:
    lines = "<p class=title>样本市档案局关于样本的通知</p><p class=fwh>样档发〔2024〕7号</p><p>分享：<i>微信</i></p>"
    assert "样档发〔2024〕7号" in texts(read(page(f"<div class=xl>{lines}<div id=zoom>{BODY}</div></div>")))


def test_a_number_that_the_text_repeats_is_read_once() -> None:
    body = f"<p>样档发〔2024〕7号</p>{BODY}"
    document = read(page(f"<p class=fwh>样档发〔2024〕7号</p><div id=zoom>{body}</div>"))
    assert texts(document).count("样档发〔2024〕7号") == 1


def test_a_numbered_list_of_the_site_above_the_title_is_none_of_the_text() -> None:
    listed = "<h3>公开目录</h3><ul><li>一、机构职能</li><li>二、政策文件</li></ul>"
    document = read(page(f"<div>{listed}<h1>{TITLE}</h1>{BODY}</div>", f"<title>{TITLE}</title>"))
    assert texts(document)[0] == TITLE
    assert [document.text[b.start : b.end] for b in document.blocks if b.kind is BlockKind.FURNITURE][:3] == [
        "公开目录", "一、机构职能", "二、政策文件",
    ]  # fmt: skip


def test_a_label_without_a_value_takes_no_line_of_the_text() -> None:
    text = "索 引 号：000000001/2024-00007\n发布日期：2024年01月05日\n主 题 词：\n\n样本市档案局关于样本工作的\n通知\n样档发〔2024〕7号\n各县："
    document = read_document(text.encode(), "sample.txt")
    assert "样本市档案局关于样本工作的" in texts(document)
