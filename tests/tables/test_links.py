"""Citations tied to the documents of the same run, and what is cited and not held."""

from __future__ import annotations

from collections.abc import Sequence

import ipr_extract
from ipr_extract.tables.frames import to_frames

HEAD = "各有关单位："
END = "甲部\n2021年3月4日"


def _notice(number: str, body: str, title: str = "甲部关于做好样本工作的通知") -> str:
    return f"{title}\n{number}\n{HEAD}\n{body}\n{END}\n"


def _tied(texts: Sequence[str]) -> list[tuple[str | None, int | None, str | None]]:
    """Of each citation: what is cited, which of the texts it means (from 0), and by what that was found."""
    circulars = [ipr_extract.extract(text.encode()) for text in texts]
    order = {circular.document.document_id: i for i, circular in enumerate(circulars)}
    rows = to_frames(circulars)["references"].astype(object).where(lambda frame: frame.notna(), None)
    return [
        (row.document_number or row.title, order.get(row.target_document_id), row.target_basis)
        for row in rows.itertuples()
    ]


PLAN = _notice("甲发〔2020〕1号", "现将《样本登记行动方案》印发给你们。", "甲部关于印发《样本登记行动方案》的通知")


def test_by_number_however_it_is_printed_and_in_whatever_order() -> None:
    citing = _notice("甲发〔2021〕9号", "根据《旧名》（甲发[2020] 1 号）要求，做好工作。")
    expected = [("甲发〔2020〕1号", 1, "number"), ("样本登记行动方案", None, None)]
    assert _tied([citing, PLAN]) == expected
    assert _tied([PLAN, citing]) == [expected[1], ("甲发〔2020〕1号", 0, "number")]


def test_by_title_and_by_the_title_of_what_is_issued() -> None:
    titled = "甲部关于加强样本管理的意见"
    held = _notice("甲发〔2020〕2号", "做好工作。", titled)
    citing = _notice("甲发〔2021〕9号", f"按照《{titled}》和《样本登记行动方案》要求，做好工作。")
    assert _tied([PLAN, held, citing])[1:] == [(titled, 1, "title"), ("样本登记行动方案", 0, "issued_title")]


def test_a_plan_is_found_by_the_notice_whose_title_issues_it_or_by_its_number_elsewhere() -> None:
    notice = _notice("甲发〔2020〕1号", "做好工作。", "甲部关于印发样本登记行动方案的通知")
    by_title = _notice("甲发〔2021〕9号", "落实《样本登记行动方案》。")
    assert _tied([by_title, notice]) == [("样本登记行动方案", 1, "issued_title")]
    by_number = _notice("甲发〔2021〕8号", "根据《甲部关于印发样本另类规划的通知》（甲发〔2019〕3号），做好工作。")
    unnumbered = _notice("甲发〔2021〕7号", "落实《样本另类规划》。")
    circulars = [ipr_extract.extract(text.encode()) for text in (by_number, unnumbered)]
    wanted = to_frames(circulars)["wanted"]
    assert list(zip(wanted.document_number, wanted.citations, strict=True)) == [("甲发〔2019〕3号", 2)]


def test_a_title_that_is_cited_with_two_numbers_has_none() -> None:
    texts = [
        _notice(f"甲发〔2021〕{i}号", f"根据《样本年度计划通知》（乙发〔{2018 + i}〕1号），做好工作。") for i in (1, 2)
    ]
    texts.append(_notice("甲发〔2021〕3号", "落实《样本年度计划通知》。"))
    circulars = [ipr_extract.extract(text.encode()) for text in texts]
    assert list(to_frames(circulars)["wanted"].citations) == [1, 1, 1]


def test_a_title_of_two_documents_is_tied_to_neither_and_one_of_two_copies_to_the_first() -> None:
    titled = "甲部关于加强样本管理的意见"
    one, other = (_notice(f"甲发〔202{i}〕2号", f"做好第{i}年工作。", titled) for i in range(2))
    copy = one + "\n（此件公开发布）\n"
    citing = _notice("甲发〔2021〕9号", f"按照《{titled}》要求，做好工作。")
    assert _tied([one, other, citing]) == [(titled, None, None)]
    assert _tied([one, copy, citing]) == [(titled, 0, "title")]
    findings = to_frames([ipr_extract.extract(text.encode()) for text in (one, copy)])["findings"]
    assert [code for code in findings.code if "organisation" not in code] == ["same_number"]


def test_a_document_is_not_tied_to_itself() -> None:
    titled = "甲部关于加强样本管理的意见"
    text = _notice("甲发〔2020〕2号", f"《{titled}》由甲部解释。", titled)
    assert _tied([text]) == []
    copy = text + "\n（此件公开发布）\n"
    assert _tied([text, copy]) == []


def test_a_number_is_not_tied_to_a_document_of_that_title_with_another_number() -> None:
    titled = "甲部关于加强样本管理的意见"
    held = _notice("甲发〔2020〕2号", "做好工作。", titled)
    citing = _notice("甲发〔2021〕9号", f"按照《{titled}》（甲发〔2017〕5号）要求，做好工作。")
    assert _tied([held, citing]) == [("甲发〔2017〕5号", None, None)]


def test_what_is_cited_and_not_held_is_ranked() -> None:
    law, order = "《样本登记法》", "《样本规定》（乙发〔2018〕3号）"
    texts = [
        PLAN,
        _notice("甲发〔2021〕1号", f"根据{law}和{order}，做好一年工作。"),
        _notice("甲发〔2021〕2号", f"根据{law}，做好两年工作。{order}同时废止。《样本规定》不再适用。"),
        _notice("甲发〔2021〕3号", "根据《样本规定》，做好三年工作，参照《样本甲类目录》。"),
    ]
    circulars = [ipr_extract.extract(text.encode()) for text in texts]
    ids = [circular.document.document_id for circular in circulars]
    wanted = to_frames(circulars)["wanted"].astype(object).where(lambda frame: frame.notna(), None)
    assert [tuple(row) for row in wanted.itertuples(index=False)] == [
        ("乙发〔2018〕3号", "样本规定", 3, "implements|repeals", "|".join(ids[1:])),
        (None, "样本登记法", 2, "implements", "|".join(ids[1:3])),
        (None, "样本甲类目录", 1, "cites", ids[3]),
    ]
