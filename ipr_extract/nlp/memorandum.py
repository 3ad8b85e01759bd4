"""The head of an English memorandum or circular letter: lines that begin with To, From, Subject, Ref, Date.

Offices outside China print their circulars so. What stands behind the heading is its value, on the same line, on the
next, or over several lines.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from ipr_extract.dates import find_dates
from ipr_extract.nlp.numbers import find_numbers
from ipr_extract.nlp.reading import Line
from ipr_extract.nlp.titles import ENGLISH_TYPE


class Heading(StrEnum):
    """What a line of a memorandum's head states."""

    SUBJECT = "subject"
    TO = "to"
    SENDER = "sender"
    NUMBER = "number"
    DATE = "date"
    COPY = "copy"


# A hyphen inside a word is no sign: Re-issue of the Notice.
_SIGN = r"\s*(?:[:：]\s*[-–—]*|[.]?[-–—]{1,2}(?![a-z])|[.]\s?[:：])\s*"
# What stands before addressees, with a colon in a memorandum's head.
TO = r"(?:To|TO|Addressed\s+to|Attention|ATTENTION|Attn|Addressees?|Distribution|FOR|For)"
HEADING = re.compile(
    rf"\s*(?:(?P<subject>Subject(?:\s+matter)?|SUBJECT|Subj|SUBJ|Sub|SUB|Re|RE){_SIGN}"
    rf"|(?P<to>{TO})\s*[:：]\s*|(?P<listed>(?:To|TO)\s*,?)\s*$"
    rf"|(?P<sender>From|FROM|Issued\s+by|Issuing\s+(?:authority|office|agency|department)|Issuer)\s*[:：]\s*"
    rf"|(?P<number>(?:(?:Our|File|Circular|Memo(?:randum)?|Notice|Document)\s+)?(?:Ref(?:erence)?|[Nn]umber)\b[.]?(?:\s+(?:No|Number)[.]?)?){_SIGN}"
    rf"|(?P<date>(?:Date|DATE)(?:\s+(?:of\s+)?(?:issue|issued|circular))?|Issue\s+date|Issued\s+on){_SIGN}"
    rf"|(?P<copy>cc|CC|c\.c\.|Copy(?:\s+(?:forwarded\s+)?to)?|Copies\s+to|Enclosures?|Encl){_SIGN})"
)
_TO_ALONE = re.compile(r"\s*(?:To|TO)\s*[,:]?(?:\s*[-–—]+)?\s*$")
_SALUTATION = re.compile(r"\s*(?:Dear\b|(?:Sirs?|Madam|Sir\s?/\s?Madam)\s*[,/]|Greetings\b)")
# Kinds that stand alone over what they head, and are no title: OFFICE MEMORANDUM.
BARE_KIND = re.compile(
    r"\s*(?:(?:Office|Joint|Circular|General|Public|Treasury|Administrative|Department|Action|Information)\s+)*"
    r"(?:Memorandum(?:\s+Circular)?|Memo|Circular|Notice|Notification|Order|Instructions?|Note|Letter|Directive|Announcement|Bulletin)\s*$",
    re.IGNORECASE,
)
_UNENDED = re.compile(r"(?:[,;&–—-]|\b(?:on|of|for|and|the|to|in|by|with|concerning|regarding))\s*$", re.IGNORECASE)
_LONGEST_NAME = 140  # characters of an addressee
_ZONE = 40  # lines in which the head stands
_LONGEST_LIST = 40  # lines of addressees below a closing To


@dataclass(frozen=True, slots=True)
class Memorandum:
    """Where the fields' lines are: indices into the lines, ends exclusive; ``stop`` is behind the last of the head."""

    fields: dict[Heading, range]
    stop: int

    @property
    def is_one(self) -> bool:
        """Whether the head is a memorandum's: To or From alone stands in many texts."""
        return Heading.SUBJECT in self.fields or len(self.fields) > 1


def memorandum(texts: Sequence[str], lines: Sequence[Line]) -> Memorandum:
    """The fields in a text's first lines."""
    fields: dict[Heading, range] = {}
    stop = index = 0
    while index < min(len(texts), _ZONE):
        match = HEADING.match(texts[index])
        if match is None and (lines[index].label is not None or _ends_head(texts[index])):
            break
        if match is None:
            index += 1
            continue
        if match.lastgroup == "listed":
            last = index
            while _listed(texts, last + 1):
                last += 1
            fields.setdefault(Heading.TO, range(index + 1, last + 1))
            index = stop = last + 1
            continue
        last = index
        empty = match.end() >= len(texts[index].rstrip())
        while _goes_on(texts, lines, last, empty=empty, upper=texts[index][match.end() :].isupper()):
            last += 1
            empty = False
        fields.setdefault(Heading(match.lastgroup or ""), range(index, last + 1))
        index = stop = last + 1
    return Memorandum(fields, stop)


def _listed(texts: Sequence[str], index: int) -> bool:
    """Whether a line may go on with a list of addressees that stand a line each."""
    if index >= len(texts) or HEADING.match(texts[index]) or _ends_head(texts[index]) or BARE_KIND.match(texts[index]):
        return False
    return len(texts[index]) < _LONGEST_NAME and next(find_dates(texts[index]), None) is None


def _ends_head(text: str) -> bool:
    """Whether a line is the letter's beginning."""
    return _SALUTATION.match(text) is not None or (len(text) > 80 and text.rstrip().endswith("."))


def _goes_on(texts: Sequence[str], lines: Sequence[Line], last: int, *, empty: bool, upper: bool) -> bool:
    """Whether a field's value goes on in the line below ``last``."""
    below = last + 1
    if below >= len(texts) or HEADING.match(texts[below]) or _ends_head(texts[below]):
        return False
    if empty:
        return True
    if lines[below].label is not None:
        return False
    return _UNENDED.search(texts[last]) is not None or (upper and texts[below].isupper())


def closing_addressees(texts: Sequence[str], body: int) -> range:
    """The lines below a To that stands alone behind the signature."""
    for index in range(len(texts) - 1, max(body, 0), -1):
        if _TO_ALONE.match(texts[index]):
            last = index + 1
            while last < len(texts) and last - index <= _LONGEST_LIST and not HEADING.match(texts[last]):
                last += 1
            return range(index + 1, last)
    return range(0)


def number_in(text: str) -> tuple[int, int] | None:
    """Where a line of a head holds the document's number, with at most a date and a place beside it."""
    found = next(find_numbers(text, 0, len(text), chinese=False), None) or _file_number(text)
    if found is None:
        return None
    start, end = found
    rest = text[end:].strip(" ,.)]|")
    date = next(find_dates(rest), None)
    if date is not None:
        rest = rest[: date.start]
    before = text[:start].strip(" ([")
    return (start, end) if not before and len(rest) <= 30 and "." not in rest.rstrip(".") else None


# F. No. 12/34/2016-IPR-III, No. DIPP/1/2017, Action Note 05/21
_FILE_NUMBER = re.compile(
    r"\s*(?P<number>(?:(?:F|File|Ref|Circular|Notice)\.?\s*)?(?:No|NO)\s?[.:]\s?(?:[A-Z]{2,8}\s)?(?=[^\s]*\d)[A-Z0-9][\w()./–-]*(?:\s\([\w.]+\))?"
    r"|(?:[A-Z]\w*\s){0,4}(?:Note|Circular|Notice|Memorandum)\s(?:[A-Z]{2,8}\s)?(?=[\d/-]*\d[/-]\d)[\w/-]+|[A-Z]{2,8}\s\d{1,3}/\d{2,4})"
)


def _file_number(text: str) -> tuple[int, int] | None:
    match = _FILE_NUMBER.match(text)
    return match.span("number") if match else None


# A title that a kind of document opens: Notice of the General Office on…
KIND_OPENS = re.compile(
    r"\s*(?:Joint\s+)?(?:Circular|Notice|Notification|Opinions?|Decision|Announcement|Reply|Guidelines?|Letter|Measures|Directive)\s+"
    r"(?:of|on|by|from|concerning|regarding|about|to|for|issued)\b",
    re.IGNORECASE,
)


def titled(texts: Sequence[str], usable: Sequence[int]) -> int | None:
    """Which of the usable lines is a title: one that a kind of document opens, else that names one and more.

    Of one printed twice, once in capitals, it is the other.
    """
    kinds = [index for index in usable if not BARE_KIND.match(texts[index]) and _names_kind(texts[index])]
    first = next((index for index in kinds if KIND_OPENS.match(texts[index])), kinds[0] if kinds else None)
    if first is None or not texts[first].isupper():
        return first
    start = texts[first].strip().lower()[:60]
    again = (index for index in kinds if index > first and texts[index].strip().lower().startswith(start))
    return next(again, first)


def _names_kind(text: str) -> bool:
    return ENGLISH_TYPE.search(text) is not None or (text.isupper() and ENGLISH_TYPE.search(text.title()) is not None)
