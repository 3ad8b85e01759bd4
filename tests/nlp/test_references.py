"""Cited documents: each once, and each with the relation that the words round it state, not those of its neighbour."""

from __future__ import annotations

import pytest

from ipr_extract.data.rules import rules
from ipr_extract.model import Circular, Relation
from ipr_extract.nlp import understand
from ipr_extract.nlp.citations import names_a_kind
from ipr_extract.nlp.relations import relation_words
from ipr_extract.parse import read_document

NOTICE = ("某局关于做好工作的通知", "某发〔2022〕7号", "各有关单位：")


def _read(*lines: str) -> Circular:
    return understand(read_document("\n".join(lines).encode(), "test.txt"))


def _cited(*lines: str, head: tuple[str, ...] = NOTICE) -> list[tuple[str | None, str]]:
    """Number, or title where there is none, and relation of each cited document."""
    circular = _read(*head, *lines)
    for reference in circular.references:
        printed = circular.text[reference.start : reference.end]
        assert reference.document_number is None or "号" in printed or "No" in printed
        assert reference.document_number or (reference.title or "") in printed
    return [(r.document_number or r.title, r.relation.value) for r in circular.references]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("现将《样本管理办法》印发给你们，请遵照执行。", [("样本管理办法", "issues")]),
        ("经市政府同意，将《样本管理办法》（试行）印发给你们。", [("样本管理办法", "issues")]),
        ("《样本工作方案》（以下简称《方案》）已经市政府同意，现印发给你们，请按《方案》执行。", [("样本工作方案", "issues")]),
        ("甲部《关于样本工作的意见》已经国务院同意，现转发给你们。", [("关于样本工作的意见", "forwards")]),
        ("现转发《乙部关于样本工作的通知》（乙发〔2020〕3号），请执行。", [("乙发〔2020〕3号", "forwards")]),
        ("根据《甲办法》（甲发〔2019〕1号）、《样本条例》和乙发〔2020〕2号文件要求，制定本通知。",
         [("甲发〔2019〕1号", "implements"), ("样本条例", "implements"), ("乙发〔2020〕2号", "implements")]),
        ("根据《样本管理条例》，现印发《样本管理细则》。", [("样本管理条例", "implements"), ("样本管理细则", "issues")]),
        ("按照《样本总体规划纲要》要求制定《样本年度计划》。", [("样本总体规划纲要", "implements"), ("样本年度计划", "cites")]),
        ("贯彻落实《样本规划》（甲发〔2019〕1号），《样本旧办法》（甲发〔2009〕1号）同时废止。",
         [("甲发〔2019〕1号", "implements"), ("甲发〔2009〕1号", "repeals")]),
        ("《样本旧办法》（甲发〔2009〕1号），《样本旧规定》（甲发〔2008〕1号）同时废止。",
         [("甲发〔2009〕1号", "repeals"), ("甲发〔2008〕1号", "repeals")]),
        ("《样本旧办法》自本办法施行之日起停止执行。", [("样本旧办法", "repeals")]),
        ("将《样本管理办法》（甲发〔2009〕1号）第三条修改为：“应当登记”。", [("甲发〔2009〕1号", "amends")]),
        ("现对《样本管理办法》作如下修改。", [("样本管理办法", "amends")]),
        ("推动修订《样本管理办法》，研究废止《样本旧规定》。", [("样本管理办法", "cites"), ("样本旧规定", "cites")]),
        ("违反《样本管理办法》的，依法处理。", [("样本管理办法", "cites")]),
        ("（根据2005年3月1日《关于修改〈样本条例〉的决定》第一次修订）", [("关于修改〈样本条例〉的决定", "cites")]),
        ("以下文件予以废止：1.《样本甲办法》（甲发〔2010〕1号）；2.《样本乙类规定》；3.甲发〔2012〕3号。",
         [("甲发〔2010〕1号", "repeals"), ("样本乙类规定", "repeals"), ("甲发〔2012〕3号", "repeals")]),
        ("对《样本管理办法》进行修订，形成了《样本新办法》，现印发给你们。", [("样本管理办法", "amends"), ("样本新办法", "issues")]),
        ("具体按甲发〔2018〕12号文件执行。", [("甲发〔2018〕12号", "implements")]),
        ("《样本旧办法》（甲发〔2018〕12号）第二条停止执行。", [("甲发〔2018〕12号", "amends")]),
        ("现将国务院办公厅《关于样本工作的通知》（国办发〔2010〕1号）转发给你们。", [("国办发〔2010〕1号", "forwards")]),
        ("请填写《样本申请表》，并阅读《样本日报》。", []),
        ("国务院印发《样本发展规划》后，成效明显。", [("样本发展规划", "cites")]),
    ],
)  # fmt: skip
def test_the_relation_is_each_citations_own(text: str, found: list[tuple[str, str]]) -> None:
    assert _cited(text) == found


def test_two_sentences_about_one_document_give_its_most_telling_relation() -> None:
    circular = _read(
        *NOTICE, "按照《样本办法一》（甲发〔2009〕1号）登记的继续有效。", "《样本办法一》同时废止。"
    )  # fmt: skip
    (reference,) = circular.references
    assert (reference.document_number, reference.relation, reference.mentions) == (
        "甲发〔2009〕1号",
        Relation.REPEALS,
        2,
    )
    assert reference.cue == "同时废止"
    assert circular.text[reference.start : reference.end] == "《样本办法一》（甲发〔2009〕1号"


def test_a_title_says_what_it_issues() -> None:
    head = ("某局关于印发《样本管理办法》的通知", "某发〔2022〕7号", "各有关单位：")
    assert _cited("请认真执行。", head=head) == [("样本管理办法", "issues")]


@pytest.mark.parametrize(
    "head",
    [("附件", "废止的规范性文件目录"), ("下列文件自本通知印发之日起停止执行：",)],
    ids=["annex", "sentence"],
)  # fmt: skip
def test_a_list_has_the_relation_of_the_line_above_it(head: tuple[str, ...]) -> None:
    rows = ["1.《样本办法一》（甲发〔2009〕1号）", "2. 甲部关于样本工作的通知（甲发〔2010〕2号）", "3.《样本三号规定》"]
    circular = _read(*NOTICE, "根据《样本条例》，清理如下。", "某局", "2022年4月14日", *head, *rows)
    found = [(r.title, r.document_number, r.relation.value) for r in circular.references]
    assert found == [
        ("样本条例", None, "implements"),
        ("样本办法一", "甲发〔2009〕1号", "repeals"),
        ("甲部关于样本工作的通知", "甲发〔2010〕2号", "repeals"),
        ("样本三号规定", None, "repeals"),
    ]


def test_a_table_of_repealed_documents() -> None:
    rows = "".join(
        f"<tr><td>{i}</td><td>甲部关于第{i}类样本的通知</td><td>甲发〔200{i}〕{i}号</td></tr>" for i in (1, 2, 3)
    )
    head = "<tr><td>序号</td><td>文件名称</td><td>文号</td></tr>"
    page = f"<html><body><p>{'</p><p>'.join(NOTICE)}</p><p>废止的文件目录</p><table>{head}{rows}</table></body></html>"
    circular = understand(read_document(page.encode(), "test.html"))
    assert [(r.title, r.document_number, r.relation) for r in circular.references] == [
        (f"甲部关于第{i}类样本的通知", f"甲发〔200{i}〕{i}号", Relation.REPEALS) for i in (1, 2, 3)
    ]


def test_what_stands_in_the_document_itself_is_issued_by_it() -> None:
    circular = _read(
        *NOTICE, "请按《样本整治工作方案》组织实施。", "某局", "2022年4月14日", "样本整治工作方案", "一、目标", "做好。"
    )
    assert [(r.title, r.relation, r.target_document_id) for r in circular.references] == [
        ("样本整治工作方案", Relation.ISSUES, None)
    ]


ENGLISH = ("Circular of the Sample Office on the Division of Tasks", "To: Ministry of Civil Affairs")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("To implement the “Sample Plan of Registration” (State Council No. [2016]86), tasks are divided.",
         [("State Council No. [2016]86", "implements")]),
        ("The Measures for Sample Registration (Guo Fa [2010] No. 3) shall be repealed simultaneously.",
         [("Guo Fa [2010] No. 3", "repeals")]),
        ("In accordance with the Patent Law of the People's Republic of China, the “Sample Opinions on Filing” are hereby issued.",
         [("Patent Law of the People's Republic of China", "implements"), ("Sample Opinions on Filing", "issues")]),
        ("The office “listens to everybody” every year.", []),
    ],
)  # fmt: skip
def test_english_relations(text: str, found: list[tuple[str, str]]) -> None:
    assert _cited(text, head=ENGLISH) == found


@pytest.mark.parametrize("cue", rules("relations")["cue"], ids=lambda cue: f"{cue['side']}-{cue['relation']}")
def test_every_cue_has_an_example_that_it_is_found_in(cue: dict[str, str]) -> None:
    words = relation_words(chinese=cue["language"] == "zh")
    example = cue["example"]
    for at in range(len(example) + 1):
        found = {
            "before": words.before_it(example[:at]),
            "title": words.in_title(example[:at]),
            "after": words.behind(example, at, len(example), ""),
            "head": words.above(example),
        }[cue["side"]]
        if found is not None and found.relation == cue["relation"]:
            return
    pytest.fail(f"{cue['pattern']} finds nothing in {example}")


@pytest.mark.parametrize(
    ("title", "is_one"),
    [
        ("中华人民共和国专利法", True), ("样本办法（试行）", True), ("样本纲要（2021—2035年）", True), ("样本目录2017年版", True),
        ("决定", False), ("总体规划", False), ("样本申请表", False), ("某某日报", False), ("工作任务书", False),
    ],
)  # fmt: skip
def test_titles_of_documents_end_in_their_kind(title: str, is_one: bool) -> None:
    assert names_a_kind(title, chinese=True) is is_one
