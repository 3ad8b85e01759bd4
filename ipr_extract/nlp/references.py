"""Other documents that a circular cites, each once, and how it stands to them.

The relation is each citation's own. Citations that one word governs (``根据《甲》、《乙》和《丙》``) are a group. Of a
group the words right behind it count first (``同时废止``), then the nearest word before it in its clause, then, where
nothing stands before, what follows behind a comma (``，现印发给你们``). A citation that is a line of its own has the
relation of the line above its list.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from ipr_extract.data.rules import rules
from ipr_extract.model import BlockKind, Header, Reference, Relation
from ipr_extract.nlp.citations import EDITION, Mention, find_mentions, names_a_kind
from ipr_extract.nlp.numbers import written
from ipr_extract.nlp.reading import Reading
from ipr_extract.nlp.relations import Governed, RelationWords, relation_words

# Of a document's citations the most telling gives the relation: what a circular ends it also names.
_TELLING = (
    Relation.REPEALS, Relation.AMENDS, Relation.ISSUES, Relation.FORWARDS, Relation.IMPLEMENTS, Relation.CITES,
)  # fmt: skip
_RANK = {relation: rank for rank, relation in enumerate(_TELLING)}
_BOUNDARY = {True: re.compile("[，。；：！？\n]"), False: re.compile(r"\.\s|;\s|\n")}
_ENDS = frozenset("，。；：\n")
_CLAUSE = {True: 90, False: 160}  # characters before a citation in which a word can govern it
_BEHIND = {True: 80, False: 140}
# A line of a list: its label, or its cells, and the citation.
_LABEL_ONLY = re.compile(r"[\s\d一二三四五六七八九十（）().、．\-—①-⑳附件：]*\Z")
_NOTHING_MORE = re.compile(r"[\s）)〕。；，.;]*(?:（[^（）\n]{1,40}）)?[。；;]?\s*")
_START = operator.attrgetter("start")
_QUOTES = re.compile("[\\s\"'《》〈〉]")
# What stands between the colon of an enumeration and one of its citations: other citations, labels, signs.
_CITATIONS = re.compile(r"《[^《》]*》|（[^（）]*）|[\u4e00-\u9fff]{1,12}〔\d{4}〕\d{1,5}号")
_ENUMERATED = re.compile(r"[\s\d一二三四五六七八九十（）().、，；．和及①-⑳]*")
_HEAD_LINES, _HEAD_LENGTH = 3, 60


@dataclass(slots=True)
class _Cited:
    """A mention with what was found out about it so far; ``number`` is in its written form.

    ``own`` is the document itself, which is no reference but stands in lists of them.
    """

    mention: Mention
    own: bool
    key: str
    title_key: str | None
    number: str | None
    tail: int
    alias: str | None
    governed: Governed | None = None


def references(reading: Reading, header: Header) -> tuple[Reference, ...]:
    """Each cited document once, with a number where one is printed; the document itself is none of them."""
    number = header.document_number
    mentions = find_mentions(reading, number.end if number and number.end else 0)
    if not mentions:
        return ()
    cited = _looked_at(reading, header, mentions)
    _govern(reading, header, cited)
    return tuple(sorted([_reference(reading, one) for one in _merged(cited)], key=_START))


@cache
def _tail(*, chinese: bool) -> re.Pattern[str]:
    """What belongs to a citation behind it: the bracket's end, and the short name that it is given."""
    alias = rules("relations")["context"]["alias"]
    if not chinese:
        return re.compile(r"[)\]]?(?P<alias>(?!))?")
    second = alias.replace("<alias>", "<other>")
    return re.compile(rf"{EDITION}\s?(?:，\s?{alias}[^（）]{{0,10}})?[）〕]?(?:\s?（{second}[^（）]{{0,10}}）)?")


def _looked_at(reading: Reading, header: Header, mentions: Sequence[Mention]) -> list[_Cited]:
    """The mentions outside of furniture, with the short names that are given to what they cite."""
    folded, chinese = reading.folded, reading.chinese
    own_number = _number_key(header.document_number.text) if header.document_number else None
    own_title = _title_key(header.title.text) if header.title else None
    cited: list[_Cited] = []
    titles = [None if m.title is None else _title_key(folded[slice(*m.title)]) for m in mentions]
    # Titles that are known to be documents', whatever they end in.
    known = {title for title, m in zip(titles, mentions, strict=True) if m.number is not None}
    for title, mention in zip(titles, mentions, strict=True):
        block = reading.document.block_at(mention.start)
        if block is None or block.kind is BlockKind.FURNITURE or (cited and mention.start < cited[-1].tail):
            continue
        number = None
        if mention.number is not None:
            number = written(reading.text[slice(*mention.number)], chinese=chinese)
            key = _number_key(number)
            own = key == own_number
            if own and folded.startswith("\n", mention.start - 1):
                continue  # its own line, above the text
        else:
            assert title is not None and mention.title is not None
            key = title
            own = key == own_title
            if not (own or key in known or not chinese or names_a_kind(folded[slice(*mention.title)], chinese=True)):
                continue
        tail = _tail(chinese=chinese).match(folded, mention.end)
        alias = (tail["alias"] or (tail["other"] if chinese else None)) if tail else None
        if alias:
            known.add(_title_key(alias))
        cited.append(_Cited(mention, own, key, title, number, tail.end() if tail else mention.end, alias))
    return cited


def _govern(reading: Reading, header: Header, cited: Sequence[_Cited]) -> None:
    """Find for each citation the words that govern it."""
    words = relation_words(chinese=reading.chinese)
    groups = _groups(reading, cited)
    earlier: Governed | None = None
    for number, (group, by_comma) in enumerate(groups):
        last = groups[number - 1][0][-1].tail if number else 0
        following = groups[number + 1][0][0].mention.start if number + 1 < len(groups) else len(reading.folded)
        governed = _governing(reading, header, words, group, last, following)
        implementing = earlier if earlier is not None and earlier.relation is Relation.IMPLEMENTS else None
        if by_comma and implementing is not None and (governed is None or governed.far):
            governed = implementing  # 根据《甲》，《乙》要求，现印发……
        elif by_comma and governed is not None and earlier is None:
            for one in groups[number - 1][0]:  # 《甲》，《乙》同时废止
                one.governed = governed
        for one in group:
            one.governed = governed
        earlier = governed
    if None in [one.governed for one in cited]:
        _govern_lists(reading, header, words, cited)


def _groups(reading: Reading, cited: Sequence[_Cited]) -> list[tuple[list[_Cited], bool]]:
    """Citations that one word governs together; with each group whether only a comma parts it from the one before."""
    between = _between()
    groups: list[tuple[list[_Cited], bool]] = []
    for one in cited:
        by_comma = False
        if groups:
            gap = reading.folded[groups[-1][0][-1].tail : one.mention.start]
            if len(gap) <= 24 and "\n" not in gap:
                if between.fullmatch(gap):
                    groups[-1][0].append(one)
                    continue
                by_comma = between.fullmatch(gap.replace("，", "")) is not None
        groups.append(([one], by_comma))
    return groups


@cache
def _between() -> re.Pattern[str]:
    return re.compile(rules("relations")["context"]["between"])


def _governing(
    reading: Reading, header: Header, words: RelationWords, group: Sequence[_Cited], last: int, following: int
) -> Governed | None:
    start, tail = group[0].mention.start, group[-1].tail
    folded, chinese = reading.folded, reading.chinese
    title = header.title
    if title is not None and title.start is not None and title.end is not None and title.start <= start < title.end:
        return words.in_title(folded[title.start : start].replace("\n", ""))
    clause = _BOUNDARY[chinese].split(folded[max(last, start - _CLAUSE[chinese]) : start])[-1]
    before = words.before_it(clause)
    if before is not None and folded[tail : tail + 1] in _ENDS:
        return before  # nothing more in the same clause
    behind = words.behind(folded, tail, min(following, tail + _BEHIND[chinese]), clause)
    if behind is not None and not behind.far:
        return behind
    return before or behind


def _govern_lists(reading: Reading, header: Header, words: RelationWords, cited: Sequence[_Cited]) -> None:
    """Give what stands in a list, or in a table's rows, the relation of the words above it, or before its colon."""
    folded = reading.folded
    head: Governed | None = None
    listed_to = -1
    for one in cited:
        if one.governed is not None:
            continue
        start = folded.rfind("\n", 0, one.mention.start) + 1
        end = folded.find("\n", one.mention.end)
        end = len(folded) if end < 0 else end
        if not _alone(reading, one, start, end):
            one.governed = _before_colon(folded, start, one.mention.start, words)
            continue
        if start != listed_to + 1:
            head = _head(folded, start, words) or _title_says(header, words)
        listed_to = end
        one.governed = head


def _alone(reading: Reading, one: _Cited, start: int, end: int) -> bool:
    """Whether a line holds a label and the citation; a table's row may say more of it."""
    if not _LABEL_ONLY.match(reading.folded, start, one.mention.start):
        return False
    if _NOTHING_MORE.fullmatch(reading.folded, one.tail, end):
        return True
    block = reading.document.block_at(start)
    return block is not None and block.kind is BlockKind.TABLE


def _before_colon(folded: str, start: int, at: int, words: RelationWords) -> Governed | None:
    """What opens an enumeration in one line: 以下文件予以废止：1.《甲》；2.《乙》."""
    colon = folded.rfind("：", start, at)
    if colon < 0 or not _ENUMERATED.fullmatch(_CITATIONS.sub("", folded[colon + 1 : at])):
        return None
    return words.above(_BOUNDARY[True].split(folded[max(start, colon - _HEAD_LENGTH) : colon])[-1] + "：")


def _head(folded: str, start: int, words: RelationWords) -> Governed | None:
    """What the nearest line above says, as long as the lines above are short or open a list."""
    for _ in range(_HEAD_LINES):
        if start <= 0:
            return None
        above = folded.rfind("\n", 0, start - 1) + 1
        line = folded[above : start - 1].strip()
        if len(line) > _HEAD_LENGTH and not line.endswith(("：", ":")):
            return None
        found = words.above(line)
        if found is not None:
            return found
        start = above
    return None


def _title_says(header: Header, words: RelationWords) -> Governed | None:
    found = words.above(header.title.text) if header.title else None
    return found if found is not None and found.relation is Relation.REPEALS else None


def _merged(cited: Sequence[_Cited]) -> list[list[_Cited]]:
    """The citations of each document together: by number, by a title that has one elsewhere, by a short name."""
    same: dict[str, str] = {}
    for one in cited:
        if one.title_key is not None and one.number is not None:
            same.setdefault(one.title_key, one.key)
    found: dict[str, list[_Cited]] = {}
    for one in cited:
        if one.own:
            continue
        key = same.get(one.key, one.key)
        if one.alias:
            same[_title_key(one.alias)] = key
        found.setdefault(key, []).append(one)
    return list(found.values())


def _reference(reading: Reading, mentions: Sequence[_Cited]) -> Reference:
    one = titled = mentions[0]
    governed = one.governed
    if len(mentions) > 1:
        one = next((m for m in mentions if m.mention.number is not None), one)
        titled = one if one.mention.title is not None else next((m for m in mentions if m.mention.title), one)
        governed = min((m.governed for m in mentions if m.governed), key=lambda g: _RANK[g.relation], default=None)
    title, number, text = titled.mention.title, one.number, reading.text
    name = text[slice(*title)].replace("\n", "").strip() if title is not None else None
    if number is None and name is not None and (governed is None or governed.relation is Relation.IMPLEMENTS):
        # What stands in this document under its own title is issued with it, whatever its units say of it.
        governed = Governed(Relation.ISSUES, "") if f"\n{name}\n" in text else governed
    return Reference(
        title=name,
        document_number=number,
        relation=governed.relation if governed is not None else Relation.CITES,
        target_document_id=None,
        start=one.mention.start,
        end=one.mention.end,
        cue=(governed.cue or None) if governed is not None else None,
        mentions=len(mentions),
    )


# Folded text has one form of each sign, so its keys are made with less than those of ``document_keys``.
def _number_key(number: str) -> str:
    return "".join(number.split()).replace("第", "")


def _title_key(title: str) -> str:
    return _QUOTES.sub("", title)
