"""Tasks, assignments and deadlines of whole circulars; rules that a document states for itself; tables; references."""

from __future__ import annotations

import datetime as dt

import pytest

from ipr_extract.model import Basis, Block, BlockKind, Cell, Circular, Document, Relation, Role
from ipr_extract.nlp import understand
from ipr_extract.nlp.components import document_of


def _read(*lines: str) -> Circular:
    return understand(document_of("\n".join(lines)))


def _rows(circular: Circular) -> list[tuple[str, str, str, str]]:
    return [(a.path, a.organisation, a.role.value, a.basis.value) for a in circular.assignments]


def test_the_first_named_leads_from_here_on() -> None:
    circular = _read(
        "一、任务", "1.推进甲。（甲局、乙局负责，排在第一位的部门为牵头部门，下同）", "2.推进乙。（丙局、甲局负责）", "3.推进丙。（乙局负责）",
        "4.推进丁。（甲局、乙局牵头负责）",
    )  # fmt: skip
    assert _rows(circular) == [
        ("1.1", "甲局", "lead", "document_rule"), ("1.1", "乙局", "responsible", "stated"),
        ("1.2", "丙局", "lead", "document_rule"), ("1.2", "甲局", "responsible", "stated"),
        ("1.3", "乙局", "lead", "document_rule"),
        ("1.4", "甲局", "lead", "stated"), ("1.4", "乙局", "lead", "stated"),
    ]  # fmt: skip


def test_an_organ_added_to_every_later_task() -> None:
    circular = _read(
        "1.推进甲。（甲部及各地相关部门按职责分工负责，以下均需各地相关部门落实，不再列出）",
        "2.推进乙。（乙部负责）",
        "3.推进丙。",
    )
    assert ("2", "各地相关部门", "responsible", "document_rule") in _rows(circular)
    assert not [row for row in _rows(circular) if row[0] == "3"]


@pytest.mark.parametrize(
    ("last", "statement"),
    [
        ("（二）推进乙。", "（以上两项主办：甲局；协办：乙局）"),
        ("（二）推进乙。（上述任务由甲局牵头，乙局配合）", ""),
        ("（二）推进乙。（本节任务牵头单位：甲局；配合单位：乙局）", ""),
    ],
)
def test_a_statement_about_several_units_is_the_enclosing_ones(last: str, statement: str) -> None:
    circular = _read("一、任务", "（一）推进甲。", last, *filter(None, [statement]), "二、其他")
    assert {row[:3] for row in _rows(circular) if row[3] == "stated"} == {
        ("1", "甲局", "lead"), ("1", "乙局", "support"),
    }  # fmt: skip


def test_a_task_is_the_text_before_its_statement() -> None:
    circular = _read(
        "一、任务", "（一）标准建设。制定标准。（甲局负责）推广装备。（乙局负责）", "开展培训。（丙局负责）"
    )
    assert [circular.text[task.start : task.end] for task in circular.tasks] == [
        "（一）标准建设。制定标准", "推广装备", "开展培训",
    ]  # fmt: skip
    assert [task.path for task in circular.tasks] == ["1.1", "1.1", "1.1"]


def test_leaf_units_of_a_document_that_divides_work() -> None:
    circular = _read(
        "甲市重点任务分工方案", "为推进工作，制定本方案。", "一、任务", "1.推进甲。（甲局负责）", "2.推进乙。"
    )
    assert [(task.path, circular.text[task.start : task.end]) for task in circular.tasks] == [
        ("1.1", "1.推进甲"), ("1.2", "2.推进乙。"),
    ]  # fmt: skip


def test_a_statement_on_an_enclosing_unit_is_inherited() -> None:
    circular = _read(
        "甲市重点任务分工方案",
        "为推进工作，制定本方案。",
        "一、推进甲（甲局牵头）",
        "1.做一。（乙局负责）",
        "2.做二。",
        "二、其他",
    )
    rows = _rows(circular)
    assert ("1", "甲局", "lead", "stated") in rows
    assert ("1.1", "甲局", "lead", "inherited") in rows
    assert ("1.2", "甲局", "lead", "inherited") in rows
    assert not [row for row in rows if row[0] == "2"]


def test_deadlines_take_the_documents_year() -> None:
    circular = _read(
        "某局关于做好工作的通知", "某发〔2022〕7号", "各有关单位：", "请抓好落实，按时完成各项任务。",
        "一、推进甲。（5月底完成，牵头单位：甲局）", "二、推进乙。（持续推进，牵头单位：乙局）", "某局", "2022年4月14日",
    )  # fmt: skip
    assert [(d.path, d.text, d.date) for d in circular.deadlines] == [
        ("1", "5月底完成", dt.date(2022, 5, 31)), ("2", "持续推进", None),
    ]  # fmt: skip


def test_ids_count_in_printed_order() -> None:
    circular = _read("一、推进甲。（甲局、乙局负责）", "二、推进乙。（丙局负责）")
    assert [a.assignment_id[-5:] for a in circular.assignments] == ["a0001", "a0002", "a0003"]
    assert [t.task_id[-5:] for t in circular.tasks] == ["t0001", "t0002"]
    assert {a.task_id for a in circular.assignments} == {t.task_id for t in circular.tasks}


def _with_table(rows: list[list[str]], before: str = "一、任务分工") -> Circular:
    text, cells = before + "\n", []
    start = len(text)
    for row, columns in enumerate(rows):
        for column, cell in enumerate(columns):
            cells.append(Cell(row, column, len(text), len(text) + len(cell)))
            text += cell + ("\t" if column + 1 < len(columns) else "")
        text += "\n" if row + 1 < len(rows) else ""
    blocks = (
        Block(BlockKind.PARAGRAPH, 0, len(before)),
        Block(BlockKind.TABLE, start, len(text), cells=tuple(cells)),
    )
    return understand(Document("0" * 16, "a.html", "0" * 64, "text/html", text, blocks, "test"))


def test_a_responsibility_table() -> None:
    circular = _with_table(
        [
            ["序号", "重点任务", "牵头单位", "责任单位", "完成时限"],
            ["1", "建设平台", "省科技厅", "省教育厅、省财政厅", "2023年6月底"],
            ["2", "开展培训", "省人力资源社会保障厅", "—", "长期坚持"],
        ]
    )
    assert [(a.organisation, a.role) for a in circular.assignments] == [
        ("省科技厅", Role.LEAD), ("省教育厅", Role.RESPONSIBLE), ("省财政厅", Role.RESPONSIBLE), ("省人力资源社会保障厅", Role.LEAD),
    ]  # fmt: skip
    assert [circular.text[t.start : t.end] for t in circular.tasks] == ["建设平台", "开展培训"]
    assert [(d.text, d.date) for d in circular.deadlines] == [("2023年6月底", dt.date(2023, 6, 30)), ("长期坚持", None)]
    assert {a.path for a in circular.assignments} == {"1.1", "1.2"}


def test_columns_in_another_order_and_letter_spaced() -> None:
    circular = _with_table([["责 任 单 位", "工 作 任 务"], ["市交通局\n市公安局", "整治道路"]])
    assert [a.organisation for a in circular.assignments] == ["市交通局", "市公安局"]
    assert [circular.text[t.start : t.end] for t in circular.tasks] == ["整治道路"]


def test_a_table_of_something_else() -> None:
    assert not _with_table([["指标", "2015年", "2020年"], ["专利数量", "5", "12"]]).assignments


def test_references_once_each_without_the_own_number() -> None:
    circular = _read(
        "某局关于做好工作的通知", "某发〔2022〕7号", "各有关单位：",
        "根据《国务院关于试点的意见》（国发〔2021〕3号）和某发〔2022〕7号文件，以及《试点的意见》（国发[2021]3号），现转发如下。",
        "《管理条例》（国务院令第380号）同时实施，原某发〔2009〕1号文件废止。",
    )  # fmt: skip
    assert [(r.title, r.document_number, r.relation) for r in circular.references] == [
        ("国务院关于试点的意见", "国发〔2021〕3号", Relation.IMPLEMENTS),
        ("管理条例", "国务院令第380号", Relation.CITES),
        (None, "某发〔2009〕1号", Relation.REPEALS),
    ]  # fmt: skip


def test_document_rule_rows_point_at_the_rule() -> None:
    circular = _read("1.推进甲。（甲部及各地部门负责，以下均需各地部门落实，不再列出）", "2.推进乙。（乙部负责）")
    row = next(a for a in circular.assignments if a.basis is Basis.DOCUMENT_RULE)
    assert circular.text[row.start : row.end] == "各地部门"
    assert row.statement.text.endswith("不再列出）")
    assert row.path == "2"


@pytest.mark.parametrize(
    ("title", "year"),
    [
        ("关于印发2022年重点任务分工的通知", 2022),
        ("关于印发工作要点的通知", 2021),
        ("关于做好到2022年目标任务的通知", 2021),
    ],
)
def test_a_plan_issued_in_december_is_next_year_s(title: str, year: int) -> None:
    circular = _read(
        f"甲市人民政府{title}",
        "各区人民政府：",
        "现印发给你们。",
        "甲市人民政府",
        "2021年12月28日",
        "一、推进甲。（市科技局负责，6月底前完成）",
    )
    assert [deadline.date for deadline in circular.deadlines] == [dt.date(year, 6, 30)]


def test_labels_in_square_brackets_at_a_lines_beginning() -> None:
    circular = understand(
        document_of(
            "关于做好样本工作的通知\n2017年3月1日\n一、治理\n停用超年限设备。\n【责任单位】区住建局、区质监局\n【配合单位】各街道办事处\n【完成时限】2017年11月20日前"
        )
    )
    assert [(a.organisation, a.role) for a in circular.assignments] == [
        ("区住建局", Role.RESPONSIBLE), ("区质监局", Role.RESPONSIBLE), ("各街道办事处", Role.SUPPORT),
    ]  # fmt: skip
    assert [d.date for d in circular.deadlines] == [dt.date(2017, 11, 20)]


def test_a_time_in_a_sentence_that_assigns() -> None:
    circular = understand(
        document_of(
            "关于做好样本工作的通知\n2003年3月1日\n一、由市建委牵头，市财政局参加，于8月底以前完成。\n二、其他。"
        )
    )
    assert [(a.organisation, a.role) for a in circular.assignments] == [
        ("市建委", Role.LEAD),
        ("市财政局", Role.SUPPORT),
    ]
    assert [(d.text, d.date) for d in circular.deadlines] == [("8月底以前完成", dt.date(2003, 8, 31))]


def test_the_quoted_words_of_an_amendment_assign_nothing() -> None:
    circular = understand(
        document_of(
            "关于修改办法的通知\n一、第三条修改为：“三、本办法由市财政局负责解释。”\n二、其他由市财政局负责落实。"
        )
    )
    assert [(a.path, a.organisation) for a in circular.assignments] == [("2", "市财政局")]
