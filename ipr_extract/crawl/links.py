"""What a document's page names beside its text: attachments, its document number, its title."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import urlsplit

from ipr_extract.crawl.pages import Page, absolute, clean

# <a href="P020240507.pdf" …>附件1</a>, <a href='/module/download/downfile.jsp?filename=…&showname=…'>
# Attributes have bounds: without them a page of nothing but <a would be looked through once for each of these.
_LINK = re.compile(
    r"<a\b[^>]{0,2000}?\bhref\s*=\s*"
    r"(?:\"(?P<double>[^\"]{0,4000})\"|'(?P<single>[^']{0,4000})'|(?P<bare>[^\s>]{1,4000}))[^>]{0,2000}>"
    r"(?P<words>.{0,400}?)</a\s*>",
    re.IGNORECASE | re.DOTALL,
)
# What a file's address ends in, and the programs that send files.
_FILE = re.compile(
    r"\.(?:pdf|docx?|xlsx?|wps|et|ofd|zip|rar|rtf|csv|ceb|tif)(?=$|[?&#])|/(?:down|downfile|download)\.jsp\?",
    re.IGNORECASE,
)
# The same for a whole page: begun by a full stop, which is found quickly, and without a flag that would slow it down.
_HAS_FILE = re.compile(
    r"\.(?:[pP][dD][fF]|[dD][oO][cC]|[xX][lL][sS]|[wW][pP][sS]|[eE][tT][\"'?]|[oO][fF][dD]|[zZ][iI][pP]|[rR][aA][rR]"
    r"|[rR][tT][fF]|[cC][sS][vV]|[cC][eE][bB]|[tT][iI][fF]|[jJ][sS][pP]\?)"
)
# 〔2024〕14号 of 国发〔2024〕14号; the issuer's letters are looked for only where one of these stands
_SERIAL = re.compile(r"[〔\[（(【]\s*(?P<year>(?:19|20)\d\d)\s*[〕\]）)】]\s*(?:第\s*)?(?P<serial>\d{1,5})\s*号")
_ISSUER = re.compile(r"(?P<issuer>[\u4e00-\u9fa5]{1,14})\s*$")
_LONGEST_ISSUER = 20


class Attachment(NamedTuple):
    """A file that a page names, and the words that it is named with."""

    url: str
    label: str


def attachments(page: Page) -> Iterator[Attachment]:
    """The files that a page links to, each once, in order."""
    # Most pages have none, and are told by one look.
    if not _HAS_FILE.search(page.text):
        return
    seen = {page.url}
    for link in _LINK.finditer(page.text):
        target = link["double"] or link["single"] or link["bare"] or ""
        if not _FILE.search(target):
            continue
        url = absolute(page.url, target)
        if url is not None and url not in seen and urlsplit(url).path:
            seen.add(url)
            yield Attachment(url, clean(link["words"])[:200])


class Number(NamedTuple):
    """A document number in its parts: 国发, 2024, 14."""

    issuer: str
    year: int
    serial: int

    def __str__(self) -> str:
        return f"{self.issuer}〔{self.year}〕{self.serial}号"


def parse_number(text: str) -> Number | None:
    """The first document number in a text.

    >>> print(parse_number("国务院文件 国发[2024] 14号"))
    国发〔2024〕14号
    """
    return next((number for _, _, number in _numbers(text)), None)


def _numbers(text: str) -> Iterator[tuple[int, int, Number]]:
    """Where each document number begins and ends."""
    for found in _SERIAL.finditer(text):
        issuer = _ISSUER.search(text, max(0, found.start() - _LONGEST_ISSUER), found.start())
        if issuer is not None:
            number = Number(issuer["issuer"], int(found["year"]), int(found["serial"]))
            yield issuer.start(), found.end(), number


_FIELD = re.compile(r"(?:发文字号|文\s*号|发\s*文\s*号)\s*[:：]?(?:\s|<[^>]*>|&nbsp;)*(?P<number>[^<]{4,60})")
_MARKUP = re.compile(r"<[^>]*>")


def stated_number(page: Page) -> str | None:
    """The document number of a page: what stands behind its label, else one that is a line of its own.

    A number inside of a sentence is one that the document cites.
    """
    text = page.text
    field = _FIELD.search(text)
    if field is not None and (number := parse_number(field["number"])) is not None:
        return str(number)
    for start, end, number in _numbers(text):
        before = _MARKUP.sub("\n", text[max(0, start - 40) : start])
        after = _MARKUP.sub("\n", text[end : end + 20])
        if (not before or before[-1] in "\n>") and after.lstrip(" \r\u3000\xa0")[:1] in ("", "\n", "<"):
            return str(number)
    return None
