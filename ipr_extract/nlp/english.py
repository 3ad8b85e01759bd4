"""English lists of organisations and English responsibility statements.

``the Ministry of Industry and Information Technology, the Ministry of Finance and SAMR`` is three names: commas part
names, and an ``and`` does so only before words that an organ's name begins with.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ipr_extract.data import alternatives
from ipr_extract.model import Role
from ipr_extract.nlp.names import Name
from ipr_extract.nlp.reading import Reading, stripped
from ipr_extract.nlp.responsibility import Entry, Said, Statement, unique
from ipr_extract.nlp.roles import ENGLISH_ROLES

# What an organ's English name, or a collective, begins with.
_BEGINS = re.compile(
    r"(?:[Tt]he\s+|[Aa]ll\s+|[Oo]ther\s+|relevant\s+|local\s+|concerned\s+|each\s+)*"
    r"(?:Ministry|Ministries|State|National|China|Chinese|General|People|Peoples|people's|Central|Office|Offices|Department|Departments|Commission|Commissions|Bureau|Bureaus|"
    r"Administration|Academy|Supreme|Cyberspace|Organi[sz]ation|Publicity|United|All-China|Communist|Xinjiang|Provincial|Municipal|"
    r"governments?|departments?|ministries|commissions?|authorities|agencies|"
    r"units|institutions|branches|offices|bureaus|enterprises|companies|regions|localities|parties|entities|bodies|organi[sz]ations|members|various|provinces|provincial|municipal|competent|"
    r"[A-Z]{2,8}\b)"
)
# The nouns without which a piece names no organ.
_ORGAN = re.compile(
    r"\b(?:Ministry|Ministries|Commissions?|Administrations?|Offices?|Departments?|Bureaus?|Councils?|Committees?|Banks?|Courts?|Procuratorates?|Academ(?:y|ies)|Associations?|Federations?|Authorit(?:y|ies)|"
    r"Agenc(?:y|ies)|Corporations?|Group|Customs|Meeting|governments?|Governments?|departments?|ministries|commissions?|agencies|authorities|units|regions|localities|institutions|organs|bodies|"
    r"Publicity|Centers?|Centres?|Institutes?|Union|League|Working\s+Group|Leading\s+Group|Corps|Alliance|Society|Foundation|Company|Companies|Enterprises?|Universit(?:y|ies)|Laborator(?:y|ies)|Congress|Conference|Secretariat|Party|branches|Branches|enterprises|companies|members|SAMR|[A-Z]{3,8})\b"
)
# Places that go on with the name before them: departments of all provinces, autonomous regions and municipalities.
_PLACES = re.compile(
    r"(?:all\s+)?(?:autonomous\s+(?:regions|prefectures)|municipalit(?:y|ies)|provinces|cities|counties|prefectures|districts)\b(?!.*\b(?:departments?|offices?|governments?)\b)"
)
_AND = re.compile(r"\s+(?:and|as\s+well\s+as|&)\s+")
_ARTICLE = re.compile(r"(?:the|and|as\s+well\s+as|by|of\s+the)\s+", re.I)
_ET_CETERA = re.compile(r",?\s*(?:etc\.?|and\s+(?:so\s+on|others?))\s*$")


def split_english(folded: str, start: int, end: int) -> tuple[Name, ...]:
    """The names in an English list, without leading articles.

    >>> text = "Ministry of Culture and Tourism, Ministry of Finance and the State Post Bureau"
    >>> [text[n.start:n.end] for n in split_english(text, 0, len(text))]
    ['Ministry of Culture and Tourism', 'Ministry of Finance', 'State Post Bureau']
    """
    more = _ET_CETERA.search(folded, start, end)
    if more:
        end = more.start()
    names: list[Name] = []
    for begin, finish in _pieces(folded, start, end):
        begin, finish = _bare(folded, begin, finish)
        # Places go on with the name before, and so does what names no organ: …Supervision, Inspection and Quarantine.
        if (
            names
            and begin < finish
            and (_PLACES.match(folded, begin, finish) or not _ORGAN.search(folded, begin, finish))
        ):
            names[-1] = Name(names[-1].start, finish, more is not None)
        elif begin < finish:
            names.append(Name(begin, finish, more is not None))
    return tuple(names)


def _pieces(folded: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    begin, depth, position = start, 0, start
    while position < end:
        sign = folded[position]
        depth += (sign in "([") - (sign in ")]")
        cut = 0
        if depth == 0 and sign in ",;、":
            cut = 1
        elif depth == 0 and sign.isspace():
            match = _AND.match(folded, position, end)
            if match and _joins(folded, start, begin, position, match.end(), end):
                cut = match.end() - position
        if cut:
            yield begin, position
            begin = position = position + cut
        else:
            position += 1
    yield begin, end


def _joins(folded: str, start: int, begin: int, position: int, after: int, end: int) -> bool:
    """Whether an ``and`` between ``position`` and ``after`` joins two names, rather than standing inside one."""
    if folded[begin:position].lower().endswith("ministries"):  # all ministries and commissions
        return False
    if _ORGAN.search(folded, begin, position):
        return _begins_organ(folded, after, end)
    # What names no organ goes on with the name before it (…, Inspection and Quarantine and …).
    return _ORGAN.search(folded, start, begin) is not None and _BEGINS.match(folded, after, end) is not None


def _begins_organ(folded: str, start: int, end: int) -> bool:
    """Whether an organ's name, or a collective, begins at ``start``."""
    piece = re.split(r"[,;]|\sand\s", folded[start:end], maxsplit=1)[0]
    if _BEGINS.match(piece):
        return _ORGAN.search(folded, start, end) is not None
    return piece[:1].isupper() and _ORGAN.search(piece) is not None


def _bare(folded: str, start: int, end: int) -> tuple[int, int]:
    start, _ = stripped(folded, start, end, ".,:;")
    while article := _ARTICLE.match(folded, start, end):
        start = article.end()
    while end > start and (
        folded[end - 1].isspace()
        or folded[end - 1] in ",:;"
        or (folded[end - 1] == "." and not folded[:end].endswith("etc."))
    ):
        end -= 1
    return start, end


_BRACKET = re.compile(r"[(（\[](?P<inside>[^()（）\[\]]*(?:[(（][^()（）]*[)）][^()（）\[\]]*)*)[)）\]]")
_ROLE = re.compile(rf"\b(?P<role>{alternatives(ENGLISH_ROLES)})\b\s*(?:by\b|:|：)?\s*(?:the\s+)?", re.IGNORECASE)
# The verbs behind a list of names, up to the clause's end: … are individually responsible for their duties.
_VERB = re.compile(
    r"\s+(?:(?:shall|will|should|to|is|are|be|were)\s+)*(?:individually\s+|respectively\s+|jointly\s+|separately\s+|mainly\s+|all\s+)?"
    r"(?:(?P<lead>takes?\s+the\s+lead|taking\s+the\s+lead|leads?(?=\s*[;,.]|\s*$))"
    r"|(?P<responsible>responsible|in\s+charge|undertakes?|implements?)"
    r"|(?P<support>participates?|cooperates?|assists?|supports?)"
    r"|(?P<guide>provides?\s+guidance|guides?(?=\s*[;,.]|\s*$)))\b[^;,.]*(?=[;,.]|$)",
    re.IGNORECASE,
)
_DEADLINE = re.compile(
    r"\b(?:Deadline|Time\s+limit|Completion\s+(?:date|time)|Timeline|To\s+be\s+completed)\s*[:：]?\s*(?P<text>(?:by|before)?[^;.)]+)",
    re.I,
)
_TIME = re.compile(r"\b(?:by|before|within|until)\b.*\b(?:19|20)\d\d\b|\b(?:ongoing|continu\w+|long[- ]term)\b", re.I)


def english_statements(reading: Reading) -> Iterator[Statement]:
    """The responsibility statements of an English circular, in printed order."""
    folded = reading.folded
    for match in _BRACKET.finditer(folded):
        start, end = match.span("inside")
        if end - start < 4 or end - start > 1500:
            continue
        entries, deadlines = _read(folded, start, end)
        if entries:
            yield Statement(match.start(), match.end(), 0, Said(unique(entries), tuple(deadlines)))
    yield from _labelled_lines(reading)


_LABEL_LINE = re.compile(
    r"(?:Leading|Lead|Responsible|Responsibility|Supporting|Participating|Cooperating|Guiding|Coordinating)\s*(?:departments?|units?|agenc(?:y|ies)|organi[sz]ations?|entit(?:y|ies)|part(?:y|ies))?\s*(?:by)?\s*[:：]|Deadline\s*[:：]"
)


def _labelled_lines(reading: Reading) -> Iterator[Statement]:
    """``Responsible: …`` on a line of its own, without brackets."""
    for line in reading.lines:
        if not _LABEL_LINE.match(reading.folded, line.start, line.end):
            continue
        entries, deadlines = _read(reading.folded, line.start, line.end)
        if entries or deadlines:
            yield Statement(line.start, line.end, 0, Said(unique(entries), tuple(deadlines)))


def _read(folded: str, start: int, end: int) -> tuple[list[Entry], list[tuple[int, int]]]:
    deadlines = []
    for found in _DEADLINE.finditer(folded, start, end):
        deadlines.append(stripped(folded, *found.span("text"), ",:;", ",:;."))
        end = min(end, found.start())
    roles = [match for match in _ROLE.finditer(folded, start, end) if _opens(folded, match, start)]
    entries: list[Entry] = []
    if not roles:
        return _verb_last(folded, start, end) or _bare_names(folded, start, end), deadlines
    if roles[0].start() > start:
        entries.extend(_bare_names(folded, start, roles[0].start()))
    for index, match in enumerate(roles):
        finish = roles[index + 1].start() if index + 1 < len(roles) else end
        begin, finish, late = _without_time(folded, match.end(), finish)
        deadlines.extend(late)
        role = ENGLISH_ROLES[match["role"].lower()]
        tail = _VERB.search(folded, begin, finish)
        entries.extend(_entries(folded, begin, tail.start() if tail else finish, role))
    return entries, deadlines


# Role words that also stand inside sentences open a list only first of all, or with a colon or ``by`` behind them.
_COMMON = frozenset((
    "lead", "leading", "participate", "participates", "cooperate", "responsible", "responsibility", "support",
    "participation", "cooperation", "coordination", "guidance",
))  # fmt: skip


def _opens(folded: str, match: re.Match[str], start: int) -> bool:
    """Whether a role word stands before its names: at the start, after a sign, or closed by a colon."""
    before = folded[start : match.start()].rstrip()
    closed = match[0].rstrip().lower().endswith((":", "by"))
    placed = not before or before[-1] in ",;.:" or before.endswith((" and", " and jointly")) or closed
    return placed and (match["role"].lower() not in _COMMON or closed or ":" in match[0] or not before)


def _without_time(folded: str, start: int, end: int) -> tuple[int, int, list[tuple[int, int]]]:
    """A time behind the names (``; by the end of 2018``) is a deadline."""
    for sign in (";", ","):
        at = folded.rfind(sign, start, end)
        if at >= 0 and _TIME.search(folded, at, end) and not _ORGAN.search(folded, at, end):
            return start, at, [stripped(folded, at, end, ",:;", ",:;.")]
    return start, end, []


def _verb_last(folded: str, start: int, end: int) -> list[Entry]:
    """``SAMR and the Ministry of Commerce are individually responsible for their duties``."""
    entries: list[Entry] = []
    position = start
    for verb in _VERB.finditer(folded, start, end):
        entries.extend(_entries(folded, position, verb.start(), Role(verb.lastgroup or "")))
        position = verb.end()
    return entries


def _entries(folded: str, start: int, end: int, role: Role) -> list[Entry]:
    names = split_english(folded, start, end)
    return [Entry(n.start, n.end, role, n.open_list) for n in names if _names_organ(folded[n.start : n.end])]


def _names_organ(text: str) -> bool:
    return (
        _ORGAN.search(text) is not None
        and len(text) < 160
        and not re.search(r"\b(?:shall|should|which|hereinafter|referred|excluding|including)\b", text)
    )


def _bare_names(folded: str, start: int, end: int) -> list[Entry]:
    """A bare list of organs: every piece begins as an organ's name does."""
    names = split_english(folded, start, end)
    texts = [folded[n.start : n.end] for n in names]
    if not texts or not all(_names_organ(t) and _BEGINS.match(t) for t in texts):
        return []
    if not any(
        re.match(r"(?:Ministry|State|National|General|People|China|SAMR|[A-Z]{3,8}\b|Central|Supreme|Cyberspace)", t)
        for t in texts
    ):
        return []
    if len(texts) == 1 and (re.fullmatch(r"[A-Z]{2,8}", texts[0]) or len(texts[0].split()) < 3):
        return []
    if re.search(r"No\.|\d{4}", folded[start:end]):
        return []
    return [Entry(n.start, n.end, Role.RESPONSIBLE, n.open_list) for n in names]
