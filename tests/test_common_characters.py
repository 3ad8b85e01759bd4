from __future__ import annotations

import pytest

from ipr_extract.common_characters import likely_name, plausibility


def test_prose_is_plausible_and_what_is_misread_is_not() -> None:
    prose = "各有关部门要按照职责分工抓好落实。"
    assert plausibility(prose) > 0.8
    assert plausibility(prose.encode().decode("gb18030", "replace")) < 0.25
    assert plausibility("plain ASCII") == 0.0
    assert plausibility("\ufffd" * 4) == -3.0


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_names_in_either_encoding(encoding: str) -> None:
    assert likely_name("通知".encode(encoding)) == "通知"


def test_bytes_of_neither_encoding_are_no_name() -> None:
    assert likely_name(b"a\xff\xff") is None
