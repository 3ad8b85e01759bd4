"""What two prints of one document's number, or of its title, have in common.

``国办发[2018] 117 号`` and ``国办发〔2018〕117号`` are one number, and so is ``State Council No. [2016]86`` with
``国发〔2016〕86号``: which Chinese sign an English one stands for is data (``number_signs`` in ``relations.toml``).
"""

from __future__ import annotations

import re
from functools import cache

from ipr_extract.data.rules import rules

_YEAR_SERIAL = re.compile(
    # 〔2018〕117号, [2016]86, (2021)某字第99号
    r"[〔（(\[【]?(?P<year>(?:19|20)\d\d)[〕）)\]】]\D{0,24}?(?P<serial>\d{1,5})"
    r"|(?<!\d)(?P<first>\d{1,5})\s?[〔（(\[【](?P<after>(?:19|20)\d\d)[〕）)\]】]"  # No. 66 [2016]
)
_YEAR = re.compile(r"[〔（(\[【﹝［<〈]((?:19|20)\d\d)[〕）)\]】﹞］>〉]")
_PLAIN = re.compile(r"[\u4e00-\u9fff（）]+〔\d{4}〕\d+号")
_NOT_LETTERS = re.compile(r"[^a-z]+")
_ISSUING = re.compile(r"(?:印发|公布|发布|颁布)(?:实施)?(?P<issued>.{5,})的(?:通知|公告|通告|决定)\Z")
_BY_ITSELF = re.compile(r"第?\d+号?")  # 第44号: every organ has one
# One form of each sign, without white space, quotes and the brackets of titles.
_LEFT_OUT = re.compile("[\\s\u200b“”‘’\"'「」『』《》〈〉<>＜＞]")
_SIGNS = str.maketrans("():,;[]【】﹝﹞", "（）：，；〔〕〔〕〔〕")
_OTHER_FORMS = re.compile(r"[():,;\[\]【】﹝﹞A-Z]")


def number_key(number: str) -> str | None:
    """The key of a document number; None where it says nothing without its organ (``第44号``).

    >>> number_key("国办发[2018] 117 号"), number_key("State Council No. [2016]86"), number_key("第44号")
    ('国办发〔2018〕117号', '国发〔2016〕86号', None)
    """
    signs, simplified = _number_signs()
    plain = "".join(number.split()).replace("第", "")
    if _PLAIN.fullmatch(plain):
        return plain  # nearly all
    plain = _YEAR.sub(r"〔\1〕", plain.translate(simplified))
    if _BY_ITSELF.fullmatch(plain):
        return None
    if plain.endswith("号"):
        return plain.replace("(", "（").replace(")", "）")  # 陕科(农)函
    serial = year_and_serial(number)
    if serial is None:
        return plain.lower()
    sign = _NOT_LETTERS.sub("", number.lower().replace("nos.", "").replace("no.", ""))
    return f"{signs.get(sign, sign)}〔{serial[0]}〕{serial[1]}号"


def year_and_serial(number: str) -> tuple[int, int] | None:
    """Year and serial: what a number has in common with its translation.

    >>> year_and_serial("国发〔2016〕86号"), year_and_serial("Letter No. 66 [2016]")
    ((2016, 86), (2016, 66))
    """
    match = _YEAR_SERIAL.search(number)
    if match is None:
        return None
    return int(match["year"] or match["after"]), int(match["serial"] or match["first"])


def title_key(title: str) -> str:
    """The key of a title: one form of each sign, without white space and quotes, in small letters.

    >>> title_key("关于印发《某某办法(试行)》的 通知")
    '关于印发某某办法（试行）的通知'
    """
    plain = _LEFT_OUT.sub("", title)
    return plain.translate(_SIGNS).lower() if _OTHER_FORMS.search(plain) else plain


def issued_title(key: str) -> str | None:
    """The key of the title that a covering notice's own title says it issues; ``key`` is the notice's.

    >>> issued_title(title_key("某部关于印发《某某行动方案》的通知"))
    '某某行动方案'
    """
    match = _ISSUING.search(key)
    return match["issued"] if match is not None else None


@cache
def _number_signs() -> tuple[dict[str, str], dict[int, int]]:
    data = rules("relations")
    traditional = data["traditional"]
    return dict(data["number_signs"]), str.maketrans(traditional["printed"], traditional["read_as"])
