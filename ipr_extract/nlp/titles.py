"""How a title reads: the words that name its kind, letter-spaced print, English organs."""

from __future__ import annotations

import re

from ipr_extract.data import alternatives, rules

TITLES = rules("titles")
DOCUMENT_TYPES: tuple[str, ...] = (*TITLES["strong"], *TITLES["weak"])
# A title's last word, and what may follow it in brackets: …的通知, …办法（试行）, 《…方案》.
TITLE_END = re.compile(
    rf"(?P<type>{alternatives(DOCUMENT_TYPES)})\"?\s*"
    r"(?:（[^（）]*(?:（[^（）]*）[^（）]*)?）|〔[^〔〕]*〕)*\s*[》\"]?$"
)
ENGLISH_TYPE = re.compile(
    r"\b(?:Circular|Notice|Opinions?|Decision|Measures|Regulations?|Plan|Program(?:me)?|Announcement|Reply|Guidelines?|Letter|Rules|Outline|Provisions|Scheme|Action)\b"
)


_LETTER_SPACED = re.compile(r"(?:[\u4e00-\u9fff][ \u3000]){3,}[\u4e00-\u9fff]")


def unspaced(text: str) -> str:
    """Letter-spaced words closed up: 国 家 粮 食 应 急 预 案."""
    return _LETTER_SPACED.sub(lambda match: re.sub(r"\s", "", match[0]), text)


_SEAL_NOTE = re.compile("（[^（）]*章）")


def without_seal(names: str) -> str:
    """Signing names without the note of whose seal stands for theirs: （国家知识产权局代章）."""
    return _SEAL_NOTE.sub("", names)


_ENGLISH_ORGAN = re.compile(
    r"\b(?:Office|Ministry|Ministries|Commission|Administration|Department|Bureau|Council|Committee|Government|Court|Procuratorate|Authority|Agency|Bank|Federation|Association|Meeting)\b"
)


def english_organ(text: str) -> bool:
    """Whether a line is only an organ's English name, as in a signature."""
    return (
        _ENGLISH_ORGAN.search(text) is not None
        and text[0].isupper()
        and not text.endswith((".", ":", ";", ","))
        and len(text) < 200
        and not re.search(
            r"\b(?:is|are|was|were|shall|will|has|have|be|concerning|Circular|Notice|Opinions?|Plan|Program)\b", text
        )
    )
