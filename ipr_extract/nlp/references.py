"""Other documents that a circular cites by number."""

from __future__ import annotations

import re

from ipr_extract.model import BlockKind, Header, Reference, Relation
from ipr_extract.nlp.numbers import PrintedNumber, find_numbers, written
from ipr_extract.nlp.reading import Reading

# A quoted title right before the bracket with the number: 《…通知》（国发〔2018〕41号.
_QUOTED = re.compile(
    r"《(?P<title>[^《》]{2,200}(?:《[^《》]{1,80}》[^《》]{0,80})?)》\s?(?:的?通知|精神|文件|要求)?\s?[（〔]?\s?$"
)
_QUOTED_ENGLISH = re.compile(
    r"[\"](?P<title>[^\"]{4,200})[\"]\s?[(\[]\s?$|(?P<plain>(?:[A-Z\"][\w\"'-]*[\"]?(?:\s(?:of|on|for|and|in|the|to|by)\b)*\s?){3,})\s?[(\[]\s?$"
)
# How the sentence before a citation stands to it.
_RELATIONS = (
    (Relation.REPEALS, re.compile("废止|停止执行|失效")),
    (Relation.AMENDS, re.compile("修改|修订|修正|调整")),
    (Relation.FORWARDS, re.compile("转发")),
    (Relation.ISSUES, re.compile("现(?:将|予以?)|印发给")),
    (Relation.IMPLEMENTS, re.compile("根据|按照|依据|贯彻|落实|为深入|implement|accordance|pursuant", re.I)),
)


def references(reading: Reading, header: Header) -> tuple[Reference, ...]:
    """Each cited document once, where its number is first printed; the document's own number is none."""
    own = header.document_number.text if header.document_number else None
    limit = header.document_number.end if header.document_number and header.document_number.end else 0
    seen = {_key(own)} if own else set()
    found: list[Reference] = []
    numbers = [*find_numbers(reading.folded, 0, len(reading.folded), chinese=reading.chinese), *_orders(reading)]
    for number in sorted(numbers, key=lambda printed: printed.start):
        block = reading.document.block_at(number.start)
        if number.start < limit or block is None or block.kind is BlockKind.FURNITURE:
            continue
        text = written(reading.text[number.start : number.end], chinese=reading.chinese)
        if _key(text) in seen:
            continue
        seen.add(_key(text))
        found.append(_reference(reading, text, number.start, number.end))
    return tuple(found)


# An order's number behind the title of what it issued: 《…条例》（国务院令第380号）.
_ORDER = re.compile(r"(?<=》)\s?（(?P<number>[\u4e00-\u9fff]{2,24}令\s?第?\s?\d{1,4}\s?号)")


def _orders(reading: Reading) -> list[PrintedNumber]:
    return [PrintedNumber(*match.span("number")) for match in _ORDER.finditer(reading.folded)]


def _key(number: str) -> str:
    return re.sub(r"\s|第", "", number)


def _reference(reading: Reading, number: str, start: int, end: int) -> Reference:
    folded = reading.folded
    window = max(0, start - 260)
    pattern = _QUOTED if reading.chinese else _QUOTED_ENGLISH
    quoted = pattern.search(folded[window:start])
    title = None
    begin = start
    if quoted is not None:
        group = "title" if quoted["title"] is not None else "plain"
        title = reading.text[window + quoted.start(group) : window + quoted.end(group)].replace("\n", "").strip()
        begin = window + quoted.start()
    sentence = max(folded.rfind("。", 0, begin), folded.rfind("\n", 0, begin)) + 1
    after = re.split("[，。；]", folded[end : end + 40], maxsplit=1)[0]
    relation = next((r for r, cue in _RELATIONS[:2] if cue.search(after)), None) or next(
        (r for r, cue in _RELATIONS if cue.search(folded, sentence, begin)), Relation.CITES
    )
    return Reference(title, number, relation, None, begin, end)
