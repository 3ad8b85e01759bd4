"""From when until when a circular holds: its own words, not those on a licence or another document."""

from __future__ import annotations

import pytest

from ipr_extract.nlp import understand
from ipr_extract.nlp.components import document_of

HEAD = (
    "某市人民政府办公室关于印发小店服务办法的通知\n某政办发〔2017〕12号\n各区人民政府：\n现印发给你们。\n"
    "某市人民政府办公室\n2017年3月1日\n一、附则。"
)


@pytest.mark.parametrize(
    ("sentence", "begin", "end"),
    [
        ("本办法自2020年1月1日起施行，有效期5年", "2020-01-01", "2024-12-31"),
        ("本规定自发布之日起施行，试行期两年", "2017-03-01", "2019-02-28"),
        ("自印发之日起30日后施行，有效期至2025年12月31日", "2017-03-31", "2025-12-31"),
        ("本通知自2021年2月1日起执行，有效期为三年，原办法同时废止", "2021-02-01", "2024-01-31"),
        ("有效期自2020年1月1日至2022年12月31日", "2020-01-01", "2022-12-31"),
        ("本意见自公布之日起实施", "2017-03-01", "None"),
        ("本政策执行期限为2021年1月1日至2023年12月31日", "2021-01-01", "2023-12-31"),
        ("本办法自2020年5月1日起试行，试行期6个月", "2020-05-01", "2020-10-31"),
        ("本通知有效期3年", "None", "2020-02-29"),
        ("本细则自公布之日起三十日后施行", "2017-03-31", "None"),
    ],
)
def test_its_own_validity(sentence: str, begin: str, end: str) -> None:
    circular = understand(document_of(f"{HEAD}{sentence}。"))
    assert circular.validity is not None
    assert (str(circular.validity.effective_date), str(circular.validity.valid_until)) == (begin, end)
    assert circular.text[circular.validity.start : circular.validity.end] == sentence


@pytest.mark.parametrize(
    "sentence",
    [
        "许可证有效期为5年。",
        "营业执照自发放之日起有效期三年。",
        "《某某条例》自2019年1月1日起施行。",
        "商标权有效期十年。",
        "有效提升服务，日期另行通知。",
    ],
)
def test_the_validity_of_other_things(sentence: str) -> None:
    assert understand(document_of(HEAD + sentence)).validity is None


def test_what_names_itself_goes_first() -> None:
    circular = understand(document_of(f"{HEAD}自2018年1月1日起实施过渡安排。\n二、本办法自2019年1月1日起施行。"))
    assert circular.validity is not None
    assert str(circular.validity.effective_date) == "2019-01-01"
