import pytest

from tests.parse.pages import inside


@pytest.mark.parametrize(
    ("attributes", "labels"),
    [
        ("", ["1. ", "2. ", "3. "]),
        ("type=1 start=9", ["9. ", "10. ", "11. "]),
        ("type=a", ["a. ", "b. ", "c. "]),
        ("type=A start=26", ["Z. ", "AA. ", "AB. "]),
        ("type=i start=3", ["iii. ", "iv. ", "v. "]),
        ("type=I start=39", ["XXXIX. ", "XL. ", "XLI. "]),
        ("style='list-style-type: cjk-ideographic' start=9", ["九、", "十、", "十一、"]),
        ("style='list-style: none'", ["", "", ""]),
        ("reversed", ["3. ", "2. ", "1. "]),
        ("start=x", ["1. ", "2. ", "3. "]),
    ],
)
def test_an_ordered_list_shows_its_numbers(attributes: str, labels: list[str]) -> None:
    items = "".join(f"<li>{word}</li>" for word in ("登记", "保管", "利用"))
    expected = [label + word for label, word in zip(labels, ("登记", "保管", "利用"), strict=True)]
    assert inside(f"<ol {attributes}>{items}</ol>") == expected


def test_an_items_own_value_and_its_paragraphs() -> None:
    assert inside("<ol><li value=5><p>登记</p><p>说明</p></li><li>保管</li></ol>") == ["5. 登记", "说明", "6. 保管"]


def test_an_item_with_a_label_of_its_own_gets_no_other() -> None:
    assert inside("<ol><li>1．登记</li><li>（二）保管</li><li>第三条　利用</li></ol>") == [
        "1．登记",
        "（二）保管",
        "第三条　利用",
    ]


def test_lists_in_lists_count_for_themselves() -> None:
    markup = "<ol><li>登记<ol type=a><li>收</li><li>发</li></ol></li><li>保管</li></ol><ul><li>利用</li></ul>"
    assert inside(markup) == ["1. 登记", "a. 收", "b. 发", "2. 保管", "利用"]


def test_an_empty_item_leaves_no_label_behind() -> None:
    assert inside("<ol><li> </li><li>保管</li></ol><p>说明</p>") == ["2. 保管", "说明"]
