"""The header's values: title, number, kind and date, read where `layout` found them, else from the site's metadata."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from ipr_extract.dates import find_dates, parse_date
from ipr_extract.model import Header, MetadataField, Value
from ipr_extract.nlp.layout import Layout
from ipr_extract.nlp.memorandum import HEADING, number_in
from ipr_extract.nlp.numbers import NUMBER_LINE, find_numbers, written
from ipr_extract.nlp.reading import Line, Reading, fold, span_of
from ipr_extract.nlp.titles import ENGLISH_TYPE, TITLE_END, unspaced


def read_header(reading: Reading, lines: Sequence[Line], layout: Layout) -> Header:
    """The header's values: from print, else from the site's metadata."""
    document = reading.document
    title = _title(reading, lines, layout)
    published = document.stated(MetadataField.PUBLISHED_DATE)
    return Header(
        title=title,
        document_number=_number(reading, lines, layout),
        document_type=_type(title, reading),
        written_date=_written_date(reading, lines, layout),
        published_date=parse_date(published.value) if published else None,
        publisher=_stated(reading, MetadataField.PUBLISHER),
        index_number=_stated(reading, MetadataField.INDEX_NUMBER),
        subject=_stated(reading, MetadataField.SUBJECT),
    )


def _stated(reading: Reading, name: MetadataField) -> str | None:
    found = reading.document.stated(name)
    return found.value if found else None


def _squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


_LONGEST_BESIDE = 100  # characters beside a number in a header's line
_TITLE_LABEL = re.compile(r"\s*(?:Title|标\s*题|题\s*目|(?:文件|法规)?名\s*称|文件标题)\s*[:：]\s*[-–—]*\s*")


def _title(reading: Reading, lines: Sequence[Line], layout: Layout) -> Value | None:
    """The printed title; the metadata's where print has none or only a part of it (an order: 国务院令)."""
    stated = reading.document.stated(MetadataField.TITLE)
    if layout.title:
        start, end = span_of(lines, layout.title)
        named = _title_label(reading, start, end)
        start, end = _without_number(
            reading, *reading.strip(named.end() if named else start, end, "." if named else "")
        )
        start = _said_once(reading.folded, start, end)
        printed = _joined(reading, start, end)
        if stated is None or _agree(printed, stated.value):
            return Value(printed, start, end)
        if not reading.chinese and ENGLISH_TYPE.search(printed.title() if printed.isupper() else printed):
            return Value(printed, start, end)
        if TITLE_END.search(unspaced(reading.folded[start:end])) and not _squeezed(printed).endswith("令"):
            return Value(printed, start, end)
    if stated is not None and stated.value:
        return Value(stated.value, stated.start, stated.end)
    return None


def _title_label(reading: Reading, start: int, end: int) -> re.Match[str] | None:
    """What a collection or a memorandum prints before its title: ``Title:``, ``Subject:``."""
    label = _TITLE_LABEL.match(reading.folded, start, end)
    if label is not None or reading.chinese:
        return label
    heading = HEADING.match(reading.folded, start, end)
    return heading if heading is not None and heading["subject"] else None


def _said_once(folded: str, start: int, end: int) -> int:
    """Where a title begins that is glued to the same words before it."""
    half, rest = divmod(end - start, 2)
    twice = not rest and half > 6 and folded[start : start + half] == folded[start + half : end]
    return start + half if twice else start


def _agree(printed: str, stated: str) -> bool:
    return _squeezed(printed) in _squeezed(stated) or _squeezed(stated) in _squeezed(printed)


def _joined(reading: Reading, start: int, end: int) -> str:
    """A title's lines as one: nothing between Chinese lines, a space between English ones."""
    parts = [part.strip() for part in reading.text[start:end].split("\n")]
    return unspaced("".join(parts)) if reading.chinese else " ".join(parts)


def _without_number(reading: Reading, start: int, end: int) -> tuple[int, int]:
    """A title whose line ends in the document's number ends before it."""
    for found in find_numbers(reading.folded, start, end):
        if found.start > start + 8 and not reading.folded[found.end : end].strip("）〕 "):
            return reading.strip(start, found.start, "（〔")
    return start, end


def _number(reading: Reading, lines: Sequence[Line], layout: Layout) -> Value | None:
    stated = reading.document.stated(MetadataField.DOCUMENT_NUMBER)
    if layout.number is not None:
        line = lines[layout.number]
        start, end = reading.strip(line.start, line.end)
        if not reading.chinese:
            start, end = _english_number(reading.folded, start, end)
        if reading.folded[start] in "（(" and reading.folded[end - 1] in "）)":
            start, end = start + 1, end - 1
        number = written(reading.text[start:end], chinese=reading.chinese)
        if stated is None or not _squeezed(stated.value).endswith(_squeezed(number)):
            return Value(number, start, end)
    if stated is not None and stated.value:
        return Value(written(stated.value, chinese=reading.chinese), stated.start, stated.end)
    limit = lines[layout.body].start if layout.body < len(lines) else 0
    for found in find_numbers(reading.folded, 0, limit, chinese=reading.chinese):
        if not reading.chinese and _in_a_sentence(reading.folded, found.start, found.end):
            continue  # that of a document on which this one rests
        return Value(written(reading.text[found.start : found.end], chinese=reading.chinese), found.start, found.end)
    return None


def _in_a_sentence(folded: str, start: int, end: int) -> bool:
    """Whether much else stands in a number's line."""
    begin, stop = folded.rfind("\n", 0, start) + 1, folded.find("\n", end)
    return start - begin + (stop if stop >= 0 else len(folded)) - end > _LONGEST_BESIDE


def _english_number(folded: str, start: int, end: int) -> tuple[int, int]:
    """The number in its line: without the heading before it (Ref:) and the date beside it."""
    heading = HEADING.match(folded, start, end)
    start = heading.end() if heading else start
    found = None if NUMBER_LINE.match(folded[start:end]) else number_in(folded[start:end])
    return (start + found[0], start + found[1]) if found else (start, end)


def _type(title: Value | None, reading: Reading) -> str | None:
    """The kind of document, by the word that its title ends in (通知, 意见, …; ``circular`` in English)."""
    if title is None:
        return None
    match = TITLE_END.search(unspaced(fold(title.text.strip())))
    if match:
        return match["type"]
    english = re.search(
        r"\b(circular|notice|opinions?|decision|regulations?|measures|plan|program(?:me)?|announcement|reply|rules)\b",
        title.text,
        re.I,
    )
    return english[1].lower() if english else None


# What may stand before a letter's date: New Delhi, dated the; Date of issue:; 05/21.
_DATED = re.compile(
    r"(?:[A-Z][\w .]{2,40},\s*)?(?:Date[d]?|Issue date|Issued on|Date of issue)?\s*:?\s*(?:the\s+)?"
    r"|(?:[A-Z]\w*\s){1,3}\S{0,30}\d\S{0,30}\s+",
    re.IGNORECASE,
)


def _written_date(reading: Reading, lines: Sequence[Line], layout: Layout) -> dt.date | None:
    if layout.date is not None:
        line = lines[layout.date]
        return parse_date(reading.folded[line.start : line.end])
    stated = reading.document.stated(MetadataField.WRITTEN_DATE)
    if stated is not None and (date := parse_date(stated.value)):
        return date
    for index in range(min(layout.body, len(lines))):
        text = reading.folded[lines[index].start : lines[index].end]
        found = next(find_dates(text), None)
        if found is not None and (len(text.strip()) < 20 or _DATED.fullmatch(text, 0, found.start)):
            return found.date
    return None
