"""A site's list of metadata printed above a circular: 索引号, 发文机关, 成文日期, 标题, 发文字号, …

A parser that sees the page's markup states these itself. Printed to PDF or saved as text they
are lines like any other, or one run without breaks; then they are found here by their labels.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import replace

from ipr_extract.data import rules
from ipr_extract.dates import find_dates
from ipr_extract.model import MetadataField, Metadatum
from ipr_extract.nlp.reading import Line, Reading
from ipr_extract.nlp.site_words import past_site

# Which label states which field is data, shared with the parsers; None states nothing that is kept.
_LABELS: dict[str, MetadataField | None] = {
    label: None if name == "none" else MetadataField(name)
    for name, labels in rules("site_families")["labels"].items()
    for label in labels
}
# Labels are letter-spaced to one width: 索 引 号：, 标　　题：.
_LABEL = re.compile(
    "(?P<label>" + "|".join(r"\s{0,3}".join(label) for label in sorted(_LABELS, key=len, reverse=True)) + r")\s?："
)
_ZONE = 2_500  # characters from the first line in which the list stands
_DATES = (MetadataField.PUBLISHED_DATE, MetadataField.WRITTEN_DATE)
_LONGEST_VALUE = 120  # characters between two labels of a list
_FEWEST = 3  # fewer labels are part of a text, not a list


def without_metadata(reading: Reading) -> Reading:
    """The reading with a printed list of metadata taken out of its lines and stated in its document."""
    if not reading.chinese or not reading.lines or len(reading.document.metadata) >= _FEWEST:
        return reading
    first = reading.lines[0].start
    labels = _together(list(_LABEL.finditer(reading.folded, first, first + _ZONE)))
    if len({re.sub(r"\s", "", label["label"]) for label in labels}) < _FEWEST:
        return reading
    found = _values(reading, labels)
    end = past_site(reading.folded, _list_end(reading, labels, found), first + _ZONE)
    stated = tuple(datum for datum in found if datum.end is not None and datum.end <= end)
    lines = tuple(kept for line in reading.lines for kept in _outside(reading, line, labels[0].start(), end))
    return replace(
        reading, document=replace(reading.document, metadata=(*reading.document.metadata, *stated)), lines=lines
    )


def _together(labels: list[re.Match[str]]) -> list[re.Match[str]]:
    """The labels of one list: others may stand in a page's foot."""
    for index, (one, following) in enumerate(itertools.pairwise(labels), 1):
        value = one.string[one.end() : following.start()]
        if len(value) > _LONGEST_VALUE or "。" in value or value.strip().count("\n") > 1:
            return labels[:index] if index >= _FEWEST else _together(labels[index:])
    return labels


def _values(reading: Reading, labels: list[re.Match[str]]) -> list[Metadatum]:
    """What stands between two labels is the first one's value."""
    out = []
    for index, label in enumerate(labels):
        finish = labels[index + 1].start() if index + 1 < len(labels) else _last_value_end(reading, label)
        start, end = reading.strip(label.end(), finish)
        # A value ends with its line; one that has none on its label's line stands on the next.
        stop = reading.text.find("\n", start, end)
        end = stop if stop >= 0 else end
        field = _LABELS[re.sub(r"\s", "", label["label"])]
        if field in _DATES and (date := next(find_dates(reading.text[start:end]), None)) is not None:
            end = start + date.end  # in a text without line breaks the title may follow
        if field is not None and start < end:
            out.append(Metadatum(field, reading.text[start:end], start, end))
    return out


def _last_value_end(reading: Reading, label: re.Match[str]) -> int:
    stop = reading.text.find("\n", label.end())
    stop = len(reading.text) if stop < 0 else stop
    return min(stop, label.end() + 60)


def _list_end(reading: Reading, labels: list[re.Match[str]], found: list[Metadatum]) -> int:
    """The list ends where its title is printed again as the circular's own, else with its last line."""
    title = next((datum.value for datum in found if datum.field is MetadataField.TITLE), "")
    squeezed = re.sub(r"\s", "", title)
    if squeezed:
        pattern = r"\s*".join(map(re.escape, squeezed))
        again = re.compile(pattern).search(reading.text, labels[-1].end())
        if again is not None:
            return again.start()
    if found and found[-1].start is not None and found[-1].start >= labels[-1].end():
        return found[-1].end or labels[-1].end()
    return labels[-1].end()


def _outside(reading: Reading, line: Line, start: int, end: int) -> Iterator[Line]:
    """The parts of a line that the list leaves; in a text without line breaks the title may stand before it."""
    if line.end <= start or line.start >= end:
        yield line
        return
    for begin, finish in ((line.start, start), (end, line.end)):
        begin, finish = reading.strip(begin, finish)
        if begin < finish:
            yield reading.line(begin, finish, line.block)
