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
    r"\b(?:Circular|Notice|Notification|Opinions?|Decision|Measures|Regulations?|Plan|Program(?:me)?|Announcement|Reply|Guidelines?|Letter|Rules|Outline|Provisions|Scheme|Action|Order|Directive|Decree)\b"
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


# Who signs for an organ: Under Secretary to the Government.
_OFFICER = re.compile(
    r"(?:(?:Under|Deputy|Joint|Additional|Assistant|Permanent|Principal|Chief|Executive|Acting)[ -]?)*"
    r"(?:Secretary|Undersecretary|Director|Commissioner|Minister|Officer|Governor|Chairman|Chairperson|President)\b",
    re.IGNORECASE,
)


def english_organ(text: str) -> bool:
    """Whether a line is only an organ's English name, as in a signature."""
    return (
        _ENGLISH_ORGAN.search(text) is not None
        and text[0].isupper()
        and _OFFICER.match(text) is None
        and not text.endswith((".", ":", ";", ","))
        and len(text) < 200
        and not re.search(
            r"\b(?:is|are|was|were|shall|will|has|have|be|concerning|Circular|Notice|Opinions?|Plan|Program|Newsletter|Website)\b"
            r"|^(?:Attachments?|Annex|Appendix|Enclosure)\b|:|\s[-–|]\s",
            text,
        )
    )


_COUNTRY = re.compile(
    r"\s*(?:Government\s+of\s+(?:the\s+)?\w+(?:\s\w+){0,3}|(?:The\s+)?(?:Federal\s+|Democratic\s+|United\s+)*Republic\s+of\s+(?:the\s+)?\w+(?:\s\w+)?"
    r"|HM\s+Government|The\s+Government\s+of\s+.*|Commonwealth\s+of\s+\w+)\s*$",
    re.IGNORECASE,
)


def english_letterhead(text: str) -> bool:
    """Whether a line above a text is an office's name or its country's, in whatever letters: GOVERNMENT OF INDIA."""
    return _COUNTRY.match(text) is not None or english_organ(text.title() if text.isupper() else text)


def country_line(text: str) -> bool:
    """Whether a letterhead's line names only whose offices these are: Government of India.

    >>> country_line("Government of India"), country_line("Ministry of Finance")
    (True, False)
    """
    return _COUNTRY.match(text) is not None
