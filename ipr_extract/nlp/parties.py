"""Issuers and addressees: who signs, and to whom it goes."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from ipr_extract.data import name_pattern
from ipr_extract.dates import find_dates
from ipr_extract.model import MetadataField, Party, PartyKind
from ipr_extract.nlp.english_names import split_english
from ipr_extract.nlp.layout import Layout
from ipr_extract.nlp.memorandum import BARE_KIND, HEADING, TO
from ipr_extract.nlp.names import Name, split_names
from ipr_extract.nlp.organs import ends_in_head
from ipr_extract.nlp.reading import Line, Reading, span_of, stripped
from ipr_extract.nlp.titles import country_line, english_letterhead

_COLLECTIVE = re.compile(
    r"^(?:各|有关|相关|所有|全体|其他|[省市区县州][直级]|(?:国务院|[省市]政府)各"
    r"|members\b|all\b|the people's governments|relevant\b)"
    r"|各(?:[省市县区部委地级]|有关|直属|成员|司局)|成员单位|有关(?:部门|单位|部委|省)|部门$|自治区、|governments of"
)
_PERSON = re.compile(r"(?:代表|委员|同志|先生|女士)(?:等)?$")
_SEAL = re.compile(r"（[^（）]*(?:代章|代拟|印章|章)）")
# The issuers at a title's head end before the word that says what the circular does.
_TITLE_ISSUERS = re.compile(
    r"^(?P<issuers>[^《》，。：]{2,160}?)\s*(?=关于|印发|转发|公布|发布|批转|对[^，。]{2,40}的(?:答复|批复|复函|函)|令$|公告$|通告$)"
)
_ENGLISH_ISSUER = re.compile(
    r"\b(?:[Rr]eleased|[Ii]ssued|[Pp]romulgated)\s+by\s+(?P<issuer>(?:the\s+)?[A-Z].{0,800}?)\s+(?=concerning|on\s+[A-Z]|regarding|about|for\b)"
    r"|^(?:Circular|Notice|Notification|Opinions?|Decision|Announcement|Reply|Letter|Guidelines?|Measures|Directive|Order)\s+(?:of|by|from)\s+"
    r"(?P<of>(?:the\s+)?[A-Z].{0,800}?)\s+(?=concerning|on\b|regarding|about|to\b|for\s+(?!Industry\s+and\s+Commerce|Market)|Concerning\b|Regarding\b|$)"
)
# After an organ's head noun another may begin; it does where the chunk goes on with what organs' names begin with.
_NEXT_ORGAN = re.compile(
    r"(?<=[厅局部委署行院社会处室府])(?=(?:中华|中国|国家|全国|中共|国务院|中央|最高|[\u4e00-\u9fff]{2,3}(?:省|市|自治区|县|区|州)))"
)
_UNIT_OF = re.compile(r"(?:办公厅|办公室|综合司|秘书局|政策法规司|[\u4e00-\u9fff]{2,5}司)")


# 国家税务总局河南省税务局, 中国人民银行武汉分行: a branch bears its head's name.
_BRANCH_OF = re.compile(
    r"[\u4e00-\u9fff]{2,8}?(?:税务局|调查总队|调查队|中心支行|营业管理部|分行|支行|监管局|监管分局|监察局|管理局|海关|储备局|特派员办事处)"
)


def addressees(reading: Reading, lines: Sequence[Line], layout: Layout) -> tuple[Party, ...]:
    """The addressees, as printed, in order."""
    if not layout.addressees:
        return ()
    start, end = reading.strip(*span_of(lines, layout.addressees), "：:")
    if not reading.chinese:
        names = _english_addressees(reading, lines, layout, start, end)
    else:
        names = _unbroken(reading.folded, start, end)
    return tuple(_party(reading, name) for name in names)


_ENGLISH_LEAD = re.compile(rf"{TO}\b\s?[:：]?\s*")

# What a line ends in that isn't the end of a name: the list goes on below.
_LISTED_ON = re.compile(r"(?:,|\band|&)\s*\Z", re.IGNORECASE)

_ARTICLE = re.compile(r"(?:[Tt]he|and)\s+")


def _english_addressees(
    reading: Reading, lines: Sequence[Line], layout: Layout, start: int, end: int
) -> tuple[Name, ...]:
    """The names of an English list; where each stands on a line of its own, a label before it is none of it."""
    folded = reading.folded
    lead = _ENGLISH_LEAD.match(folded, start, end)
    start = lead.end() if lead else start
    listed = [(max(lines[i].start, start), lines[i].end) for i in layout.addressees if lines[i].end > start]
    ends = [folded[:finish].rstrip()[-1:] for _, finish in listed[:-1]]
    if len(listed) > 2 and all(end in ",;" for end in ends):
        return tuple(_bare_name(folded, begin, finish) for begin, finish in listed)
    if len(listed) > 1 and not any(_LISTED_ON.search(folded, *span) for span in listed[:-1]):
        labels = [lines[i].label for i in layout.addressees if lines[i].end > start]
        begins = [label.end if label else begin for label, (begin, _) in zip(labels, listed, strict=True)]
        spans = [reading.strip(begin, finish, ".;:") for begin, (_, finish) in zip(begins, listed, strict=True)]
        return tuple(_bare_name(folded, begin, finish) for begin, finish in spans if begin < finish)
    return split_english(folded, start, end, holders=True)


def _bare_name(folded: str, start: int, end: int) -> Name:
    """A line's name without its article and the sign that ends it: The Head of the Civil Service,."""
    start, end = stripped(folded, start, end, "", ",;:.")
    article = _ARTICLE.match(folded, start, end)
    return Name(article.end() if article else start, end)


def _unbroken(folded: str, start: int, end: int) -> tuple[Name, ...]:
    """The names of a list that goes over several lines, which breaks inside a name don't part."""
    places = [offset for offset in range(start, end) if folded[offset] != "\n"]
    joined = folded[start:end].replace("\n", "")
    names = split_names(joined, 0, len(joined))
    return tuple(Name(places[name.start], places[name.end - 1] + 1, name.open_list) for name in names)


def _party(reading: Reading, name: Name) -> Party:
    folded = reading.folded[name.start : name.end]
    if _PERSON.search(folded):
        kind = PartyKind.PERSON
    elif _COLLECTIVE.search(folded):
        kind = PartyKind.COLLECTIVE
    else:
        kind = PartyKind.ORGANISATION
    text = reading.text[name.start : name.end].replace("\n", "" if reading.chinese else " ")
    return Party(text, kind, name.start, name.end)


def issuers(reading: Reading, lines: Sequence[Line], layout: Layout) -> tuple[Party, ...]:
    """The issuing organs: from the signature, else from the title, else from the metadata."""
    names: list[Name] = []
    for index in layout.signature:
        names.extend(_signed(reading, lines[index], lines, layout))
    if names and layout.title and reading.chinese:
        names[0] = _whole_name(reading, lines, layout, names[0])
    if not names and layout.title:
        names = list(_in_title(reading, lines, layout))
    if names:
        return tuple(_party(reading, name) for name in dict.fromkeys(names))
    stated = _stated(reading)
    if stated or reading.chinese:
        return stated
    return tuple(_party(reading, name) for name in _letterhead(reading, lines, layout))


_SUBORDINATE = re.compile(r"\s*(?:Department|Directorate|Division|Bureau|Office|Section|Branch|Unit)\b", re.IGNORECASE)


def _letterhead(reading: Reading, lines: Sequence[Line], layout: Layout) -> list[Name]:
    """The offices at an English letter's head. A department below its ministry is the one that writes."""
    above = min([layout.body, *(part.start for part in (layout.title, layout.addressees) if part)])
    names: list[Name] = []
    for line in lines[:above]:
        heading = HEADING.match(reading.folded, line.start, line.end)
        if heading is not None and heading["sender"]:
            stop = line.end if heading.end() < line.end else reading.folded.find("\n", line.end + 1)
            return list(split_english(reading.folded, *reading.strip(heading.end(), max(stop, line.end))))
        start, end = reading.strip(line.start, line.end)
        text = reading.folded[start:end]
        if not english_letterhead(text) or country_line(text) or BARE_KIND.match(text):
            continue
        below = names and _SUBORDINATE.match(text) and not _SUBORDINATE.match(reading.folded, names[-1].start)
        names[len(names) - bool(below) :] = [Name(start, end)]
    return names


def _whole_name(reading: Reading, lines: Sequence[Line], layout: Layout, name: Name) -> Name:
    """A long name that begins on the line above the signature's first, as the title tells."""
    above = layout.signature.start - 1
    if above < layout.body or name.start != reading.strip(lines[above + 1].start, lines[above + 1].end)[0]:
        return name
    start, end = reading.strip(lines[above].start, lines[above].end)
    title = _WHITE.sub("", reading.folded[slice(*span_of(lines, layout.title))])
    both = _WHITE.sub("", reading.folded[start:end] + reading.folded[name.start : name.end])
    return Name(start, name.end, name.open_list) if title.startswith(both) else name


_WHITE = re.compile(r"\s+")
# Where another organ begins in a signature of several without signs: …and Technology Ministry of Finance.
_ENGLISH_ORGAN = re.compile(
    r"(?<=[a-z])\s+(?=(?:Ministry\s+of|General\s+Administration|State\s+\w+\s+(?:Administration|Commission)|Supreme\s+People"
    r"|National\s+\w+\s+(?:Administration|Commission))\b)(?<!\bthe\s)(?<!\band\s)(?<!\bof\s)"
)


def _signed(reading: Reading, line: Line, lines: Sequence[Line], layout: Layout) -> list[Name]:
    folded = reading.folded
    start, end = line.start, line.end
    date = next(find_dates(folded[start:end]), None)
    if date is not None:
        end = start + date.start
    seal = _SEAL.search(folded, start, end)
    if seal:
        end = seal.start()
    start, end = reading.strip(start, end)
    if start >= end:
        return []
    if not reading.chinese:
        seams = [start, *(seam.start() for seam in _ENGLISH_ORGAN.finditer(folded, start + 1, end)), end]
        return [name for begin, finish in itertools.pairwise(seams) for name in split_english(folded, begin, finish)]
    title = ""
    if layout.title:
        title = folded[slice(*span_of(lines, layout.title))]
    return split_run(folded, start, end, title)


def split_run(folded: str, start: int, end: int, title: str = "") -> list[Name]:
    """Organs run together (``科学技术部财政部``), with the help of how the title spaces them."""
    spaced = {part for part in re.split(r"[\s、，]+", title) if part}
    names: list[Name] = []
    if len(_SPACED_LETTER.findall(folded, start, end)) > 1:
        return _letter_spaced(folded, start, end, title)
    for piece in re.finditer(r"[^\s、，；]+", folded[start:end]):
        begin, finish = start + piece.start(), start + piece.end()
        names.extend(_organs(folded, begin, finish, spaced))
    return _rejoined(folded, names)


# A letter with white space on both sides: 财 政 部.
_SPACED_LETTER = re.compile(r"(?<=\s)[\u4e00-\u9fff](?=\s)")


def _letter_spaced(folded: str, start: int, end: int, title: str) -> list[Name]:
    """Organs of which some are letter-spaced: what is left without white space is cut."""
    places = [place for place in range(start, end) if not folded[place].isspace()]
    whole = "".join(folded[place] for place in places)
    return [Name(places[name.start], places[name.end - 1] + 1) for name in split_run(whole, 0, len(whole), title)]


def _rejoined(folded: str, names: list[Name]) -> list[Name]:
    """Letter-spaced names (``国 务 院``) come back together: single characters are no names."""
    if names and all(
        name.end - name.start <= 2 and not name_pattern().fullmatch(folded, name.start, name.end) for name in names
    ):
        return [Name(names[0].start, names[-1].end)]
    out: list[Name] = []
    for name in names:
        if out and not ends_in_head(folded[out[-1].start : out[-1].end]):
            out[-1] = Name(out[-1].start, name.end)
        else:
            out.append(name)
    return out


def _organs(folded: str, start: int, end: int, spaced: set[str]) -> list[Name]:
    """The cheapest cut of a chunk into organs: known names first, then the title's spacing, then head nouns."""
    if folded[start:end] in spaced and _one_organ(folded[start:end]):
        return [Name(start, end)]
    cuts = {start, end}
    cuts.update(match.start() for match in _NEXT_ORGAN.finditer(folded, start, end))
    position = start
    while match := name_pattern().search(folded, position, end):
        position = match.start()
        tail = _UNIT_OF.match(folded, match.end(), end) or _BRANCH_OF.match(folded, match.end(), end)
        stop = tail.end() if tail else match.end()
        since = max(cut for cut in cuts if cut <= position)
        if position == since or (ends_in_head(folded[since:position]) and not _PLACE.match(folded, since, position)):
            cuts.update((position, stop) if _may_end(folded, stop, end) else (position,))
        if tail is not None:
            cuts.difference_update(range(match.start() + 1, stop))
        position = stop
    ordered = sorted(cuts)
    return [Name(a, b) for a, b in itertools.pairwise(ordered)]


# 四川省 of 四川省发展和改革委员会 is no organ.
_PLACE = re.compile(r"[\u4e00-\u9fff]{2,8}(?:[省市县区州盟旗]|自治区)\Z")


def _one_organ(text: str) -> bool:
    whole = name_pattern().match(text)
    return whole is None or whole.end() == len(text) or not ends_in_head(text[: whole.end()])


def _may_end(folded: str, position: int, end: int) -> bool:
    """Whether an organ may end here: what follows begins another (国务院 of 国务院国有资产… doesn't)."""
    return position == end or end - position >= 3


def _in_title(reading: Reading, lines: Sequence[Line], layout: Layout) -> list[Name]:
    start, end = span_of(lines, layout.title)
    if not reading.chinese:
        match = _ENGLISH_ISSUER.search(reading.folded[start:end].replace("\n", " "))
        if match is None:
            return []
        group = "issuer" if match["issuer"] else "of"
        return list(split_english(reading.folded, start + match.start(group), start + match.end(group)))
    match = _TITLE_ISSUERS.match(reading.folded[start:end].replace("\n", " "))
    if match is None or not ends_in_head(match["issuers"].strip()):
        return []
    return split_run(reading.folded, start, start + match.end("issuers"), match["issuers"])


def _stated(reading: Reading) -> tuple[Party, ...]:
    stated = reading.document.stated(MetadataField.ISSUER)
    if stated is None:
        # Who publishes has issued where the title begins with its name.
        publisher, title = (
            reading.document.stated(MetadataField.PUBLISHER),
            reading.document.stated(MetadataField.TITLE),
        )
        stated = publisher if publisher and title and title.value.startswith(publisher.value) else None
    if stated is None or not stated.value.strip():
        return ()
    if stated.start is None:
        parts = [part for part in re.split(r"[\s、，,;；]+", stated.value) if part]
        return tuple(Party(part, PartyKind.ORGANISATION) for part in parts)
    names = split_run(reading.folded, stated.start, stated.end or stated.start)
    return tuple(_party(reading, name) for name in names)
