"""Whose place a circular speaks from: 省科技厅 in it is that province's."""

from __future__ import annotations

import re
from typing import NamedTuple

from ipr_extract.data.local_organs import LocalPlace
from ipr_extract.model import Circular

# 皖政办〔2021〕3号, 鲁科字〔2020〕1号: the sign of a province at the head of a document's number.
_NUMBER_SIGN = re.compile(r"(?P<sign>内蒙|[\u4e00-\u9fff])[\u4e00-\u9fff]{0,8}[〔(（\[【]\d{4}")


class Speaker(NamedTuple):
    """Who speaks: ``local`` for an organ of a place, even one whose place isn't known; ``place`` where it is."""

    local: bool = False
    place: LocalPlace | None = None


NOBODY_LOCAL = Speaker()


def number_sign(circular: Circular) -> str | None:
    """The sign that the document's number begins with: 皖."""
    number = circular.header.document_number
    match = _NUMBER_SIGN.match(number.text) if number else None
    return match["sign"] if match else None
