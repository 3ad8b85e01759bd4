"""Tables of indicators: heads in any order, merged cells, totals in brackets, marks of footnotes; and tables of other kinds."""

from __future__ import annotations

import ipr_extract
from ipr_extract.model import Change, Circular, Indicator

PAGE = (
    '<html><head><meta charset="utf-8"><title>样本</title></head><body><div class="TRS_Editor">'
    "<p>某市人民政府关于印发小店发展规划的通知</p><p>某政发〔2016〕8号</p><p>各区人民政府：</p>"
    "<p>现印发给你们，请认真贯彻执行，抓好落实工作，确保完成各项目标任务。</p><p>某市人民政府</p><p>2016年5月6日</p>"
    "<p>一、主要目标</p><p>规划期内的指标见下表，各区按年分解，逐项落实。</p>{table}<p>注：〔〕内为五年累计数。</p>"
    "<p>二、保障措施</p><p>加强领导，落实责任，做好宣传工作，营造良好氛围，形成工作合力。</p></div></body></html>"
)


def _read(*rows: str) -> Circular:
    body = "".join(f"<tr>{row}</tr>" for row in rows)
    return ipr_extract.extract(PAGE.format(table=f"<table border=1>{body}</table>").encode())


def _cells(*texts: str, span: int = 1) -> str:
    first = f'<td colspan="{span}">{texts[0]}</td>'
    return first + "".join(f"<td>{text}</td>" for text in texts[1:])


def _said(one: Indicator) -> tuple[object, ...]:
    return (one.name, one.comparator, one.value, one.unit, one.change, one.baseline_value, one.baseline_year,
            one.target_year, one.nature)  # fmt: skip


def test_years_growth_and_nature() -> None:
    circular = _read(
        _cells("序号", "指标", "单位", "2015年", "2020年", "年均增速（%）", "属性"),
        _cells("1", "每百户开票数（张）", "张", "6.3", "12", "[13.8]", "预期性"),
        _cells("2", "网上办件率①", "%", "60", "≥85", "—", "约束性"),
        _cells("3", "用水强度", "立方米/万元", "45", "&lt;36", "-4.4", "约束性"),
    )
    assert [_said(one) for one in circular.indicators] == [
        ("每百户开票数", "=", "12", "张", None, "6.3", 2015, 2020, "expected"),
        ("每百户开票数", "=", "13.8", "%", Change.ANNUAL_INCREASE, None, 2015, 2020, "expected"),
        ("网上办件率", ">=", "85", "%", None, "60", 2015, 2020, "binding"),
        ("用水强度", "<", "36", "立方米/万元", None, "45", 2015, 2020, "binding"),
        ("用水强度", "=", "4.4", "%", Change.ANNUAL_DECREASE, None, 2015, 2020, "binding"),
    ]
    first = circular.indicators[0]
    assert (first.path, circular.text[first.start : first.end]) == ("1", "12")
    assert first.statement.text.startswith("1\t每百户开票数（张）\t张")
    assert circular.assignments == ()  # 单位 is no department here


def test_merged_cells_categories_and_totals() -> None:
    circular = _read(
        _cells("指标", "单位", "2015年", "2020年", "属性", span=2),
        '<td colspan="6">一、便利</td>',
        '<td rowspan="2">投诉减少</td><td>线上</td><td>%</td><td>—</td><td>[10]</td><td rowspan="2">约束性</td>',
        "<td>线下</td><td>%</td><td>—</td><td>〔15〕</td>",
        _cells("新增网点（累计）", "万个", "—", "1.2", "预期性", span=2),
    )
    assert [_said(one) for one in circular.indicators] == [
        ("投诉减少：线上", "=", "10", "%", Change.CUMULATIVE, None, None, 2020, "binding"),
        ("投诉减少：线下", "=", "15", "%", Change.CUMULATIVE, None, None, 2020, "binding"),
        ("新增网点", "=", "1.2", "万个", Change.CUMULATIVE, None, None, 2020, "expected"),
    ]


def test_two_rows_of_heads_and_units_behind_the_names() -> None:
    circular = _read(
        '<td rowspan="2">指标名称</td><td rowspan="2">指标属性</td><td colspan="2">指标值</td>',
        "<td>2015年完成</td><td>2020年目标</td>",
        _cells("1.研究投入强度（%）", "预期性", "2.1", "2.5以上"),
        _cells("2.小店数量（万家）", "预期性", "3", "5左右"),
    )
    assert [_said(one) for one in circular.indicators] == [
        ("研究投入强度", ">=", "2.5", "%", None, "2.1", 2015, 2020, "expected"),
        ("小店数量", "~", "5", "万家", None, "3", 2015, 2020, "expected"),
    ]


def test_several_years_to_reach_and_columns_in_another_order() -> None:
    circular = _read(
        _cells("属性", "2020年", "2018年", "2015年", "主要指标", "计量单位"),
        _cells("预期性", "90", "80", "70", "网点覆盖率", "%"),
    )
    assert [(one.value, one.target_year, one.baseline_value) for one in circular.indicators] == [
        ("90", 2020, "70"), ("80", 2018, "70"),
    ]  # fmt: skip


def test_what_a_table_of_responsibilities_says_of_figures_and_times() -> None:
    circular = _read(
        _cells("序号", "重点任务", "责任单位", "完成时限"),
        _cells("1", "2018年6月底前建成便民点20个，投诉办结率不低于98%。", "甲局", "2018年12月底前"),
        _cells("2", "编制清单。", "乙局", "长期坚持"),
    )
    assert [(one.name, one.comparator, one.value) for one in circular.indicators] == [
        ("便民点", "=", "20"), ("投诉办结率", ">=", "98"),
    ]  # fmt: skip
    first = circular.tasks[0].task_id
    assert [(one.text, one.task_id, one.stated_in.value) for one in circular.deadlines] == [
        ("2018年6月底前", first, "text"), ("2018年12月底前", first, "assignment"),
        ("长期坚持", circular.tasks[1].task_id, "assignment"),
    ]  # fmt: skip


def test_tables_of_other_kinds_have_none() -> None:
    for rows in (
        (_cells("指标", "指标性质", "指标说明"), _cells("手续办结率", "定量", "计算方法：办结数/总数×100%")),
        (_cells("姓名", "单位", "2015年"), _cells("甲", "乙局", "3")),
    ):
        assert _read(*rows).indicators == ()


def test_an_english_table() -> None:
    page = (
        "<html><head><title>Sample</title></head><body><div class='article'><h1>Circular of the Sample Office on the Plan</h1>"
        "<p>To: Ministry of Finance, Ministry of Commerce</p><p>I. Main Indicators</p>"
        "<p>The indicators of the plan are listed in the table below and are broken down by year.</p>"
        "<table border=1><tr><td>No.</td><td>Indicator</td><td>Unit</td><td>2015</td><td>2020</td><td>Nature</td></tr>"
        "<tr><td>1</td><td>Invoices per 100 shops</td><td>sheets</td><td>6.3</td><td>12</td><td>Expected</td></tr>"
        "<tr><td>2</td><td>Online cases (%)</td><td>%</td><td>60</td><td>&gt;85</td><td>Binding</td></tr></table>"
        "<p>Sample Office</p><p>March 1, 2016</p></div></body></html>"
    )
    assert [_said(one) for one in ipr_extract.extract(page.encode()).indicators] == [
        ("Invoices per 100 shops", "=", "12", "sheets", None, "6.3", 2015, 2020, "expected"),
        ("Online cases", ">", "85", "%", None, "60", 2015, 2020, "binding"),
    ]
