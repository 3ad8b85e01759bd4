"""Tables that divide work, in the shapes that circulars print; every text here was written for the test."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ipr_extract.model import Basis, Block, BlockKind, Cell, Circular, Document, Role
from ipr_extract.nlp.understanding import understand

L, R, S = Role.LEAD, Role.RESPONSIBLE, Role.SUPPORT

# A cell is its text, or its text with the rows and columns that it spans.
Given = str | tuple[str, int, int]


def circular(*parts: str | list[list[Given]], title: str = "") -> Circular:
    """A circular of lines and tables in their order."""
    texts: list[str] = []
    blocks: list[Block] = []
    at = 0
    for part in (title, *parts) if title else parts:
        if isinstance(part, str):
            blocks.append(Block(BlockKind.PARAGRAPH, at, at + len(part)))
            texts.append(part)
        else:
            text, cells = _table(part, at)
            blocks.append(Block(BlockKind.TABLE, at, at + len(text), cells=cells))
            texts.append(text)
        at += len(texts[-1]) + 1
    return understand(Document("0" * 16, "a.html", "0" * 64, "text/html", "\n".join(texts), tuple(blocks), "test"))


def _table(rows: list[list[Given]], at: int) -> tuple[str, tuple[Cell, ...]]:
    busy: set[tuple[int, int]] = set()
    cells: list[Cell] = []
    text = ""
    for row, line in enumerate(rows):
        column = 0
        for number, one in enumerate(line):
            words, down, across = (one, 1, 1) if isinstance(one, str) else one
            while (row, column) in busy:
                column += 1
            text += "\t" if number else "\n" if row else ""
            start = at + len(text)
            text += words
            cells.append(Cell(row, column, start, at + len(text), down, across))
            busy |= {(r, c) for r in range(row, row + down) for c in range(column, column + across)}
    return text, tuple(cells)


def work(found: Circular) -> list[tuple[str, list[tuple[str, Role]]]]:
    """For each task with assignments its text and who does what."""
    said: dict[str, list[tuple[str, Role]]] = {}
    texts = {task.task_id: found.text[task.start : task.end] for task in found.tasks}
    for row in found.assignments:
        assert found.text[row.start : row.end] == row.organisation
        said.setdefault(texts[row.task_id], []).append((row.organisation, row.role))
    return list(said.items())


@pytest.mark.parametrize(
    ("head", "role"),
    [
        ("牵头单位", L), ("主办单位", L), ("牵头处室", L), ("市级牵头部门", L), ("牵头（责任）单位", L), ("牵头", L), ("主责部门", L),
        ("责任单位", R), ("责 任\n部 门", R), ("责任单位及责任人", R), ("承办科室", R), ("落实单位", R), ("单位", R), ("责任分工", R),
        ("配合单位", S), ("协办单位", S), ("参加部门", S), ("协同单位（排名不分先后）", S), ("配合", S),
    ],
)  # fmt: skip
def test_names_of_columns(head: str, role: Role) -> None:
    found = circular([["工作任务", head], ["建设平台", "市科技局"]])
    assert work(found) == [("建设平台", [("市科技局", role)])]


@pytest.mark.parametrize("head", ["责任领导", "责任人", "建设单位", "监督单位", "备注", "分管市领导"])
def test_columns_that_name_no_organisation(head: str) -> None:
    found = circular([["工作任务", "责任单位", head], ["建设平台", "市科技局", "市档案局"]])
    assert work(found) == [("建设平台", [("市科技局", R)])]


def test_a_merged_task_over_several_measures_and_merged_parties() -> None:
    found = circular(
        [
            ["重点任务", "具体措施", "牵头单位", "配合单位", "完成时限"],
            [("优化服务", 2, 1), "开设专窗", ("市政务局", 2, 1), "市税务局", ("2023年6月底", 2, 1)],
            ["推广网办", "市大数据局"],
            ["降低成本", "清理收费", "市财政局", "/", "9月底前"],
        ],
        title="关于印发2023年任务分工的通知",
    )
    assert work(found) == [
        ("开设专窗", [("市政务局", L), ("市税务局", S)]),
        ("推广网办", [("市政务局", L), ("市大数据局", S)]),
        ("清理收费", [("市财政局", L)]),
    ]
    # A merged deadline is that of each task it spans; a year that isn't printed is the document's.
    assert [(d.text, d.date) for d in found.deadlines] == [
        ("2023年6月底", dt.date(2023, 6, 30)),
        ("2023年6月底", dt.date(2023, 6, 30)),
        ("9月底前", dt.date(2023, 9, 30)),
    ]


def test_a_head_of_two_rows() -> None:
    found = circular(
        [
            [("序号", 2, 1), ("任务", 2, 1), ("责任分工", 1, 2), ("投资", 2, 1)],
            ["主办单位", "协办单位"],
            ["1", "余热回收", "市工信局", "市发改委\n市财政局", "300"],
        ]
    )
    assert work(found) == [("余热回收", [("市工信局", L), ("市发改委", S), ("市财政局", S)])]


def test_a_caption_and_headings_over_the_whole_width() -> None:
    found = circular(
        "一、总则",
        "附件",
        [
            [("责任分工表", 1, 4)],
            ["序号", "任务", "责任单位", "时限"],
            [("（一）节能", 1, 4)],
            ["1", "换锅炉", "市工信局", "6月底"],
            [("（二）减排", 1, 4)],
            ["2", "建管网", "市水务局", "7月底"],
            [("注：时限为最迟时间", 1, 4)],
        ],
    )
    assert [(s.path, s.title) for s in found.sections] == [
        ("1", "总则"), ("@2/1", "节能"), ("@2/1.1", "换锅炉"), ("@2/2", "减排"), ("@2/2.2", "建管网"),
    ]  # fmt: skip
    assert [(a.path, a.organisation) for a in found.assignments] == [("@2/1.1", "市工信局"), ("@2/2.2", "市水务局")]


def test_bare_numbers_in_a_column_number_the_rows() -> None:
    found = circular(
        "一、任务",
        [
            ["序号", "类别", "任务", "责任单位"],
            [("1", 2, 1), ("节能", 2, 1), "换锅炉。年内见效。", "市工信局"],
            ["验锅炉", "市水务局"],
            ["2", "减排", "建管网", "市水务局"],
        ],
    )
    assert [(s.path, s.label, s.title) for s in found.sections] == [
        ("1", "一、", "任务"), ("1.1", "1", "换锅炉"), ("1.2", "2", "建管网"),
    ]  # fmt: skip
    assert [(a.path, a.organisation) for a in found.assignments] == [
        ("1.1", "市工信局"), ("1.1", "市水务局"), ("1.2", "市水务局"),
    ]  # fmt: skip


def test_labelled_tasks_are_units() -> None:
    found = circular(
        [
            ["任务", "措施", "责任单位"],
            [("一、招商", 2, 1), "1.办会", "市商务局"],
            ["2.设奖", "市财政局"],
            ["二、引才", "1.建房；2.补贴", "市人社局"],
        ]
    )
    assert [(s.path, s.title) for s in found.sections] == [
        ("1", "招商"),
        ("1.1", "办会"),
        ("1.2", "设奖"),
        ("2", "引才"),
    ]
    assert [(a.path, a.organisation) for a in found.assignments] == [
        ("1.1", "市商务局"),
        ("1.2", "市财政局"),
        ("2", "市人社局"),
    ]


def test_the_head_again_and_a_table_that_goes_on_without_one() -> None:
    head: list[Given] = ["任务", "牵头单位", "配合单位"]
    found = circular(
        [head, ["甲事", "市甲局", "市乙局"], head, ["丙事", "市丙局", "—"]],
        "（续表）",
        [["丁事", "市丁局", "市戊局"]],
        "二、另一张表",
        [["己事", "市己局", "市庚局"]],
    )
    assert work(found) == [
        ("甲事", [("市甲局", L), ("市乙局", S)]),
        ("丙事", [("市丙局", L)]),
        ("丁事", [("市丁局", L), ("市戊局", S)]),
    ]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("市科技局（牵头）、市财政局", [("市科技局", L), ("市财政局", R)]),
        ("市科技局（牵头单位）\n市财政局（配合）", [("市科技局", L), ("市财政局", S)]),
        ("牵头单位：市科技局 配合单位：市财政局、市税务局", [("市科技局", L), ("市财政局", S), ("市税务局", S)]),
        ("牵头：市科技局；配合：市财政局", [("市科技局", L), ("市财政局", S)]),
        ("市科技局*、市财政局", [("市科技局", L), ("市财政局", R)]),
        ("市科技局牵头，市财政局配合", [("市科技局", L), ("市财政局", S)]),
        ("市文旅局（市文物局）、各县（市、区）人民政府", [("市文旅局（市文物局）", R), ("各县（市、区）人民政府", R)]),
        ("无", []),
    ],
)
def test_roles_inside_a_cell(cell: str, expected: list[tuple[str, Role]]) -> None:
    found = circular([["任务", "责任单位", "时限"], ["建设平台", cell, "年底"]])
    assert [pair for _, pairs in work(found) for pair in pairs] == expected


def test_the_first_leads_by_the_head_or_by_a_note_below() -> None:
    rows: list[list[Given]] = [["任务", "责任单位"], ["建设平台", "市科技局、市财政局"]]
    by_head = circular([["任务", "责任单位（列第一位的为牵头单位）"], rows[1]])
    by_note = circular(rows, "注：排在第一位的为牵头单位。")
    for found in (by_head, by_note):
        assert [(a.role, a.basis) for a in found.assignments] == [(L, Basis.DOCUMENT_RULE), (R, Basis.STATED)]
    assert [a.role for a in circular(rows).assignments] == [R, R]


def test_ditto() -> None:
    found = circular([["任务", "责任单位", "时限"], ["甲事", "市甲局", "6月底"], ["乙事", "同上", "年底"]])
    assert work(found) == [("甲事", [("市甲局", R)]), ("乙事", [("市甲局", R)])]


def test_cards() -> None:
    card = [
        ["任务名称", "建物流园"],
        ["牵头单位", "县经信局"],
        ["配合单位", "县商务局、县交通局"],
        ["完成时限", "2021年底"],
    ]
    other = [["任务名称", "修博物馆"], ["牵头单位", "县文旅局"], ["配合单位", "各乡镇"], ["完成时限", "2022年6月"]]
    expected = [
        ("建物流园", [("县经信局", L), ("县商务局", S), ("县交通局", S)]),
        ("修博物馆", [("县文旅局", L), ("各乡镇", S)]),
    ]
    one_below_the_other = circular([*card, *other])
    side_by_side = circular([[*left, right[1]] for left, right in zip(card, other, strict=True)])
    each = circular(card, "（二）又一项", other)
    for found in (one_below_the_other, side_by_side, each):
        assert sorted(work(found)) == sorted(expected)
        assert {d.date for d in found.deadlines} == {dt.date(2021, 12, 31), dt.date(2022, 6, 30)}


def test_a_card_with_two_heads_a_row() -> None:
    found = circular(
        [
            ["任务名称", ("建物流园", 1, 3)],
            ["牵头单位", "县经信局", "完成时限", "2021年底"],
            ["配合单位", "县商务局", "责任领导", "某某"],
        ]
    )
    assert work(found) == [("建物流园", [("县经信局", L), ("县商务局", S)])]
    assert [d.text for d in found.deadlines] == ["2021年底"]


def test_english_heads() -> None:
    found = circular(
        "Notice on the Division of Work in 2020",
        [
            ["No.", "Task", "Departments in charge", "Supporting agencies", "Time limit"],
            ["1", "Replace boilers.", "National Energy Administration", "Ministry of Finance; GAC", "October 2020"],
        ],
    )
    assert work(found) == [
        ("Replace boilers.", [("National Energy Administration", R), ("Ministry of Finance", S), ("GAC", S)])
    ]
    assert [d.date for d in found.deadlines] == [dt.date(2020, 10, 31)]


@pytest.mark.parametrize(
    "rows",
    [
        [["指标", "2015年", "2020年"], ["专利数量", "5", "12"]],
        [["姓名", "单位名称", "电话"], ["某某", "市科技局", "000"]],
        [["序号", "单位", "联系人", "电话"], ["1", "市科技局", "某某", "000"]],
        [["序号", "项目名称", "单位", "金额"], ["1", "某项目", "市农科院", "30"]],
        [["类别", "补贴标准"], ["拖拉机", "3000"]],
        [[("附表", 1, 2)]],
    ],
)
def test_tables_of_something_else(rows: list[list[Given]]) -> None:
    found = circular(rows)
    assert not found.assignments
    assert not found.sections


_WORDS = st.sampled_from(
    ["序号", "任务", "具体措施", "牵头单位", "责任单位", "配合单位", "完成时限", "责任领导", "单位", "1", "2", "", "/", "同上", "市科技局", "市财政局、各区",
     "市科技局*\n市财政局（配合）", "6月底", "（一）建平台", "一、招商", "牵头：市科技局；配合：各区", "注：列第一位的为牵头单位", "建设平台"]
)  # fmt: skip
_CELLS = st.tuples(_WORDS, st.integers(1, 3), st.integers(1, 3))


@settings(max_examples=200, deadline=None)
@given(st.lists(st.lists(st.one_of(_WORDS, _CELLS), min_size=1, max_size=5), min_size=1, max_size=6))
def test_any_grid_is_read_and_offsets_hold(rows: list[list[Given]]) -> None:
    found = circular("一、任务分工", rows, "二、要求")
    table = next(block for block in found.document.blocks if block.kind is BlockKind.TABLE)
    for row in found.assignments:
        assert found.text[row.start : row.end] == row.organisation
        assert found.text[row.statement.start or 0 : row.statement.end] == row.statement.text
        assert table.start <= row.start < row.end <= table.end
        assert row.organisation.strip() == row.organisation
    for deadline in found.deadlines:
        assert found.text[deadline.start : deadline.end] == deadline.text
    starts = [section.start for section in found.sections]
    assert starts == sorted(starts)
    assert {section.title for section in found.sections} >= {"任务分工", "要求"}


def test_a_rule_above_the_table_gives_the_others_their_role() -> None:
    found = circular(
        "一、任务",
        "（首位为牵头司局，其他为配合司局）",
        [["序号", "任务", "责任单位"], ["1", "办热线", "市科技局、市财政局"], ["2", "建平台", "市商务局"]],
    )
    assert [(a.path, a.organisation, a.role.value) for a in found.assignments] == [
        ("1.1", "市科技局", "lead"), ("1.1", "市财政局", "support"), ("1.2", "市商务局", "lead"),
    ]  # fmt: skip
