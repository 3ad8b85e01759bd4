import pytest

from ipr_extract.model import BlockKind, Cell, MetadataField
from ipr_extract.parse.assembly import Draft
from ipr_extract.parse.metadata_labels import claim_metadata, fields_of


@pytest.mark.parametrize(
    ("line", "fields"),
    [
        ("发文字号：样档发〔2024〕7号", {"document_number": "样档发〔2024〕7号"}),
        ("文　　号：样发[2024]7号　标　　题：样本通知", {"document_number": "样发[2024]7号", "title": "样本通知"}),
        ("文号：样发【2024】7号【打印】", {"document_number": "样发【2024】7号"}),
        (
            "发布时间：2024-01-05 10:30来源：样本局字号：[大 中 小]",
            {"published_date": "2024-01-05 10:30", "publisher": "样本局"},
        ),
        ("主 题 词:档案　方案　通知", {"keywords": "档案　方案　通知"}),
        ("索引号：", {}),
        ("标题", {}),
        ("名称预先核准", {}),
        ("生成日期：2024-01-05", {}),
        ("样本局发布日期：2024-01-05", {}),
        ("来源：样本库一，样本库二。", {}),
    ],
)
def test_what_a_line_states(line: str, fields: dict[str, str]) -> None:
    assert {stated.field.value: line[stated.start : stated.end] for stated in fields_of(line)} == fields


def _draft(text: str) -> Draft:
    return Draft(BlockKind.PARAGRAPH, text)


def test_one_label_is_not_enough_to_claim_a_line() -> None:
    body = [_draft("发布日期：2024-01-05"), _draft("样本通知")]
    assert claim_metadata(body) == body


def test_labels_after_the_text_has_begun_are_the_texts() -> None:
    body = [_draft("样本" * 100), _draft("发布日期：2024-01-05"), _draft("文号：1号")]
    assert claim_metadata(body) == body


def test_a_table_of_data_is_not_one_of_labels() -> None:
    text = "名称\t数量\n登记\t7\n文号\t8"
    cells = tuple(Cell(row, column, at, at + 2) for row, column, at in ((0, 0, 0), (0, 1, 3), (1, 0, 6), (2, 0, 11)))
    cells = (*cells[:3], Cell(1, 1, 9, 10), cells[3], Cell(2, 1, 14, 15))
    table = Draft(BlockKind.TABLE, text, cells=cells)
    assert claim_metadata([table]) == [table]


def test_a_table_of_labels_becomes_a_line_for_each_pair() -> None:
    text = "索引号：\t1\n文\n号：\t2号"
    spans = ((0, 0, 0, 4), (0, 1, 5, 6), (1, 0, 7, 11), (1, 1, 12, 14))
    table = Draft(BlockKind.TABLE, text, cells=tuple(Cell(*span) for span in spans))
    claimed = claim_metadata([table, _draft("样本通知")])
    assert [(draft.kind, draft.text) for draft in claimed] == [
        (BlockKind.FURNITURE, "索引号：1"),
        (BlockKind.FURNITURE, "文 号：2号"),
        (BlockKind.PARAGRAPH, "样本通知"),
    ]
    assert [stated.field for draft in claimed for stated in draft.stated] == [
        MetadataField.INDEX_NUMBER,
        MetadataField.DOCUMENT_NUMBER,
    ]
