"""Labels and values that sites print round a circular: "发文字号：", "发 布 日 期：2020-01-02 来源：某某局".

The labels are data (``data/site_families.toml``). What a label states points at its value in the block's text.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence

from ipr_extract.model import BlockKind, MetadataField
from ipr_extract.parse.assembly import Draft, Stated
from ipr_extract.parse.site_families import sites

_HEAD_BLOCKS = 25  # how far into a text the site's metadata may stand
_BODY_STARTS = 160  # characters of a paragraph with which the circular's text has begun
_LONGEST_LABEL = 60  # characters of a label, however its letters are spaced
_WHITE = re.compile(r"\s+")
# "2020-01-02 10:30　【字体：大】", "某某局 | 浏览次数": where a value ends; 【2020】5号 and [2020]5号 are numbers.
_VALUE_END = re.compile(r"\s{2,}|\s+\[|\s*【(?!\d)|\s*[|｜]")
_SITES_OWN = frozenset(
    (
        MetadataField.INDEX_NUMBER,
        MetadataField.DOCUMENT_NUMBER,
        MetadataField.ISSUER,
        MetadataField.WRITTEN_DATE,
        MetadataField.PUBLISHED_DATE,
    )
)


@functools.cache
def label_pattern() -> re.Pattern[str]:
    """A label that starts a line or stands after a gap, its letters spaced or not: "索 引 号：", "【文号】"."""
    spaced = (r"\s*".join(map(re.escape, label)) for label in sorted(sites().labels, key=len, reverse=True))
    return re.compile(rf"【?\s*(?P<label>{'|'.join(spaced)})\s*】?\s*(?P<colon>[：:])?\s*")


@functools.cache
def first_characters() -> frozenset[str]:
    """What a line of labels starts with; or one with a date, Updated, Published or Source, which are furniture."""
    return _label_starts() | frozenset("0123456789UPS")


@functools.cache
def _label_starts() -> frozenset[str]:
    return frozenset(label[0] for label in sites().labels) | {"【"}


def bare_label(text: str) -> re.Match[str] | None:
    """The match of a ``text`` that is a label and nothing else; one look at its first character rules out most."""
    return _whole_label(text) if text[:1] in _label_starts() and len(text) <= _LONGEST_LABEL else None


@functools.lru_cache(maxsize=1024)  # every page of a site prints the same labels
def _whole_label(text: str) -> re.Match[str] | None:
    return label_pattern().fullmatch(text)


def labelled_value(label: re.Match[str], value: str, path: str | None) -> Draft:
    """One block of a label, as printed, and its value."""
    printed = label[0].rstrip() if label["colon"] else f"{label[0].rstrip()} "
    field = sites().labels[_WHITE.sub("", label["label"])]
    at = len(printed)
    stated = () if field is None else (Stated(field, at, at + len(value)),)
    return Draft(BlockKind.FURNITURE, printed + value, element=path, stated=stated)


def fields_of(line: str) -> tuple[Stated, ...]:
    """The fields that ``line`` states with a colon each: "发布时间：2020-01-02 来源：某某局 字号：大 中 小"."""
    if line[:1] not in _label_starts() or line[-1] in "。；，" or not (first := label_pattern().match(line)):
        return ()
    # Looking for more labels costs ten times what finding the first one did; each would bring a colon.
    single = first["colon"] and line.count("：") + line.count(":") == 1
    labels = [first] if single else [match for match in label_pattern().finditer(line) if match["colon"]]
    ends = [*(match.start() for match in labels), len(line)][1:]
    stated = []
    for label, end in zip(labels, ends, strict=True):
        value = _VALUE_END.split(line[label.end() : end], maxsplit=1)[0].rstrip()
        field = sites().labels[_WHITE.sub("", label["label"])]
        if value and field is not None:
            stated.append(Stated(field, label.end(), label.end() + len(value)))
    return tuple(stated)


def claim_metadata(body: Sequence[Draft]) -> list[Draft]:
    """``body`` with the site's own table or lines of metadata at its head as furniture that states its fields."""
    head = 0
    while head < min(len(body), _HEAD_BLOCKS) and (body[head].cells or len(body[head].text) < _BODY_STARTS):
        head += 1
    claimed = list(_claimed(body[:head]))
    # A circular may print "名称：" or "来源：" itself, but no number of a file index or date of publication.
    fields = {stated.field for _, fields in claimed for stated in fields}
    if len(fields) < 2 or fields.isdisjoint(_SITES_OWN):
        return list(body)
    marked = (draft.furniture(fields) if fields or _is_labelled(draft) else draft for draft, fields in claimed)
    return [*marked, *body[head:]]


def _is_labelled(draft: Draft) -> bool:
    """Whether a line beside the site's metadata is more of it, of no field: "公开方式：主动公开"."""
    label = None if draft.cells else label_pattern().match(draft.text)
    return label is not None and label["colon"] is not None and draft.text[-1] not in "。；，"


def _claimed(head: Sequence[Draft]) -> Iterator[tuple[Draft, tuple[Stated, ...]]]:
    """Each block of ``head``, or what it is as labels and values, with the fields it would state.

    Where labels have their values on their own lines, one that stands alone has none: 主 题 词：.
    """
    beside = False
    place = 0
    while place < len(head):
        draft = head[place]
        following = head[place + 1] if place + 1 < len(head) else None
        label = bare_label(draft.text)
        place += 1
        if draft.cells and (pairs := list(_pairs_of(draft))):
            yield from ((pair, pair.stated) for pair in pairs)
        elif label and following and not beside and not following.cells and not bare_label(following.text):
            pair = labelled_value(label, following.text, draft.element)
            yield pair, pair.stated
            place += 1
        else:
            fields = () if draft.cells else fields_of(draft.text)
            beside = beside or bool(fields)
            yield draft, fields


def _pairs_of(table: Draft) -> Iterator[Draft]:
    """The pairs of a table whose cells are labels and values by turns; none where too few are."""
    texts = [table.text[cell.start : cell.end].replace("\n", " ") for cell in table.cells]
    labels = [bare_label(text) for text in texts]
    if 5 * sum(label is not None for label in labels) < 2 * sum(map(bool, texts)):
        return
    for label, value, following in zip(labels, texts[1:], labels[1:], strict=False):
        if label is not None and following is None and value:
            yield labelled_value(label, value, table.element)
