"""English lists of organisations and English responsibility statements.

``the Ministry of Industry and Information Technology, the Ministry of Finance and SAMR`` is three names: commas part
names, and an ``and`` does so only before words that an organ's name begins with.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from ipr_extract.data import alternatives, organisations, rules
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
    r"offices|bureaus|universities|associations|councils|committees|banks|courts|schools|colleges|institutes|centers|centres|corporations|administrations|societies|organi[sz]ations|"
    r"Publicity|Centers?|Centres?|Institutes?|Union|League|Working\s+Group|Leading\s+Group|Corps|Alliance|Society|Foundation|Company|Companies|Enterprises?|Universit(?:y|ies)|Laborator(?:y|ies)|Congress|Conference|Secretariat|Party|branches|Branches|enterprises|companies|members|SAMR|[A-Z]{3,8})\b"
)
# Those to whom a circular may go beside organs: Heads of Schools, Chief Executives, All Secretaries.
_HOLDER = re.compile(
    r"\b(?:secretar(?:y|ies)|heads?|directors?|governors?|mayors?|(?:chief[ ])?(?:executives?|officers?)|commissioners?"
    r"|presidents?|principals?|supervisors?|chair(?:man|men|persons?)|managers?|registrars?|controllers?|ministers?|librarians?|others)\b",
    re.IGNORECASE,
)
# Places that go on with the name before them: departments of all provinces, autonomous regions and municipalities.
_PLACES = re.compile(
    r"(?:all\s+)?(?:autonomous\s+(?:regions|prefectures)|municipalit(?:y|ies)|provinces|cities|counties|prefectures|districts)\b(?!.*\b(?:departments?|offices?|governments?)\b)"
)
# With a space lost on either side of it: Ministry of Finance andthe Ministry of Commerce, Financeand the.
_AND = re.compile(r"\s+(?:and|AND|as\s+well\s+as|&)(?:\s+|(?=the\s))|(?<=[a-z])and\s+(?=the\s+[A-Z])")
# Inside a name: …Supervision and Administration Commission, Inspection and Quarantine.
_INSIDE = re.compile(r"(?:Supervision|Inspection|Quality|Prevention|Press|Certification|Industry|Assets)\Z")
_INSIDE_NEXT = re.compile(
    r"(?:Administration|Quarantine|Management|Control|Accreditation|Publication|Commerce)\b(?!\s+of\b)"
)
_ARTICLE = re.compile(r"(?:the|and|as\s+well\s+as|by|of\s+the)\s+", re.I)
_ET_CETERA = re.compile(r",?\s*(?:etc\.?|and\s+(?:so\s+on|others?))\s*$")


@functools.cache
def _known() -> re.Pattern[str]:
    """The English names of the authority list in which an ``and`` or a comma stands."""
    names = {name for one in organisations() for name in (one.name_en, *one.aliases) if " and " in name or ", " in name}
    names |= {name.removesuffix(" of the State Council") for name in names}
    return re.compile(alternatives(names).replace("\\ ", r"\s+"))


def split_english(folded: str, start: int, end: int, *, holders: bool = False) -> tuple[Name, ...]:
    """The names in an English list, without leading articles; ``holders`` of offices are among them.

    >>> text = "Ministry of Culture and Tourism, Ministry of Finance and the State Post Bureau"
    >>> [text[n.start:n.end] for n in split_english(text, 0, len(text))]
    ['Ministry of Culture and Tourism', 'Ministry of Finance', 'State Post Bureau']
    """
    more = _ET_CETERA.search(folded, start, end)
    if more:
        end = more.start()
    names: list[Name] = []
    for begin, finish in _pieces(folded, start, end):
        listed = begin > start and folded[begin - 1] == ";"
        begin, finish = _bare(folded, begin, finish)
        # Places go on with the name before, and so does what names no organ: …Supervision, Inspection and Quarantine.
        named = _ORGAN.search(folded, begin, finish) or (holders and _HOLDER.search(folded, begin, finish))
        if names and begin < finish and not listed and (_PLACES.match(folded, begin, finish) or not named):
            names[-1] = Name(names[-1].start, finish, more is not None)
        elif begin < finish:
            names.append(Name(begin, finish, more is not None))
    return tuple(names)


def _pieces(folded: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    begin, depth, position = start, 0, start
    known: set[int] = set()
    if folded.find(" and ", start, end) >= 0:
        known.update(at for m in _known().finditer(folded, start, end) for at in range(m.start() + 1, m.end()))
    while position < end:
        sign = folded[position]
        depth += (sign in "([") - (sign in ")]")
        cut = 0
        if position in known:
            pass
        elif depth == 0 and sign in ",;、":
            cut = 1
        elif depth == 0 and (sign.isspace() or sign == "a"):
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
    if _INSIDE.search(folded, begin, position) and _INSIDE_NEXT.match(folded, after, end):
        return False
    if _ORGAN.search(folded[begin:position]):  # a slice, since a word may be glued to what stands before: bySAMR
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
# Where a word begins, or where a line began that was glued to the one before: …TechnologySupporting agencies:
_WORD_BEGINS = r"(?:\b|(?-i:(?<=[a-z])(?=[A-Z])))"
_ROLE = re.compile(
    rf"{_WORD_BEGINS}(?P<role>{alternatives(ENGLISH_ROLES)})(?:\b|(?-i:(?=[A-Z])))\s*(?:by\b|:|：)?\s*(?:the\s+)?",
    re.IGNORECASE,
)
_NOUNS = "|".join(rules("roles")["columns"]["english_nouns"])
# The verbs behind a list of names, up to the clause's end: … are individually responsible for their duties.
_VERB = re.compile(
    r"\s+(?:(?:shall|will|should|to|is|are|be|were)\s+)*(?:individually\s+|respectively\s+|jointly\s+|separately\s+|mainly\s+|all\s+)?"
    rf"(?:(?P<lead>takes?\s+the\s+lead|taking\s+the\s+lead|as\s+the\s+lead(?:ing)?(?:\s+(?:{_NOUNS}))?|leads?(?=\s*[;,.]|\s*$))"
    r"|(?P<responsible>responsible|in\s+charge|undertakes?|implements?)"
    rf"|(?P<support>participat(?:es?|ing)|cooperat(?:es?|ing)|assist(?:s|ing)?|supports?|as\s+(?:participants?|(?:participating|supporting)\s+(?:{_NOUNS})))"
    r"|(?P<guide>provides?\s+guidance|guides?(?=\s*[;,.]|\s*$)))\b[^;,.]*(?=[;,.]|$)",
    re.IGNORECASE,
)
# MOF (lead), MOC: the role in a bracket behind the name.
_SUFFIX = re.compile(
    r"\s*\((?P<role>lead(?:ing)?(?:\s+\w+)?|in\s+charge|support(?:ing)?|participat(?:e|es|ing))\)\s*\Z", re.I
)
# How they act, behind the names: in accordance with their respective duties.
_MANNER = re.compile(
    r",?\s*\b(?:in\s+accordance\s+with|according\s+to|in\s+line\s+with|as\s+per|based\s+on|within|under|by)\s+(?:the\s+|their\s+|its\s+)*"
    r"(?:respective|own|division|functions?|duties|responsibilit(?:y|ies)|mandates?|remits?)\b[^;:]*|,?\s+respectively(?=\s*(?:[;,.]|\Z))",
    re.I,
)
_DEADLINE = re.compile(
    rf"{_WORD_BEGINS}(?:Deadline|Time\s+(?:limit|frame)|Completion\s+(?:date|time)|Timeline|Due(?:\s+date)?|Target\s+date|(?:To\s+be\s+)?completed|Completion)\s*"
    r"(?::|：|(?=\b(?:by|before|within)\b))\s*(?P<text>(?:by|before)?[^;.)]+)"
    r"|\bTo\s+be\s+completed\s+(?P<within>[^;.)]+)",
    re.I,
)
# Looked for before the costlier patterns that begin anywhere.
_DEADLINE_CUE = re.compile("[Dd]eadline|[Tt]ime|[Cc]ompl|[Dd]ue|[Tt]arget|DEADLINE")
_MANNER_CUE = re.compile("respective|duties|division|function|mandate|remit|responsibilit|own")
_WHEN = (
    r"(?:19|20)\d\d\b|(?:the\s+)?(?:end|close|middle|first|second|third|fourth|next|this)\b|year|"
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december)\b|\d+\s+(?:working\s+)?(?:days|months)"
)
_TIME = re.compile(
    rf"\b(?:by|before|within|until|no\s+later\s+than|prior\s+to)\b.*?\b(?:{_WHEN})"
    rf"|\b(?:ongoing|continu\w+|long[- ]term)\b|^[;,\s]*(?:(?:end\s+of|in)\s+)?(?:{_WHEN})[^A-Z]*\d{{4}}\s*\Z",
    re.I,
)


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


# Lead agency: …; Supporting agencies: … on a line of its own or behind a sentence.
_LABEL_LINE = re.compile(
    rf"(?:Leading|Lead|Led|Responsible|Responsibility|Supporting|Support|Participating|Participants|Cooperating|Guiding|Coordinating|Undertaking|Implementing)"
    rf"\s*(?:{_NOUNS})?\s*(?:in\s+charge)?\s*(?:by)?\s*[:：]|(?i:{_NOUNS})\s+(?:in\s+charge|responsible)\s*[:：]|(?:Deadline|Time\s+limit|Completion\s+date|Timeline)\s*[:：]"
)


# The word before a label's colon; other colons are passed over by it.
_LABEL_WORD = re.compile(
    rf"(?:{_NOUNS}|by|lead|leading|led|responsib\w+|support(?:ing)?|participa\w+|cooperating|guiding|coordinating|undertaking"
    r"|implementing|charge|deadline|limit|date|timeline)\s*\Z",
    re.IGNORECASE,
)
_LONGEST_LABEL = 60


def _labelled_lines(reading: Reading) -> Iterator[Statement]:
    """``Responsible: …`` on a line of its own or behind a sentence, without brackets."""
    folded = reading.folded
    for line in reading.lines:
        colon = folded.find(":", line.start, line.end)
        while colon >= 0:
            label = _label_before(folded, line.start, colon)
            if label is not None:
                entries, deadlines = _read(folded, label, line.end)
                if entries or deadlines:
                    yield Statement(label, line.end, 0, Said(unique(entries), tuple(deadlines)))
                break
            colon = folded.find(":", colon + 1, line.end)


def _label_before(folded: str, start: int, colon: int) -> int | None:
    """Where the label begins that ends in this colon: at the line's start or behind a sentence."""
    word = folded[max(start, colon - 16) : colon].rstrip().rpartition(" ")[2]
    if _LABEL_WORD.match(word) is None:
        return None
    label = _LABEL_LINE.search(folded, max(start, colon - _LONGEST_LABEL), colon + 1)
    if label is None or label.end() != colon + 1:
        return None
    before = folded[start : label.start()].rstrip()
    if before and (before[-1] not in ".;)" or before.count("(") > before.count(")")):
        return None
    return label.start()


def _read(folded: str, start: int, end: int) -> tuple[list[Entry], list[tuple[int, int]]]:
    deadlines = []
    for found in _DEADLINE.finditer(folded, start, end) if _DEADLINE_CUE.search(folded, start, end) else ():
        deadlines.append(stripped(folded, *found.span("text" if found["text"] else "within"), ",:;", ",:;."))
        end = min(end, found.start())
    roles = [match for match in _ROLE.finditer(folded, start, end) if _opens(folded, match, start)]
    entries: list[Entry] = []
    if not roles:
        start, end, late = _without_time(folded, start, end)
        entries = _verb_last(folded, start, end) or _bare_names(folded, start, end)
        return entries, [*deadlines, *(late if entries else [])]
    if roles[0].start() > start:
        entries.extend(_bare_names(folded, start, roles[0].start()))
    for index, match in enumerate(roles):
        finish = roles[index + 1].start() if index + 1 < len(roles) else end
        begin, finish, late = _without_time(folded, match.end(), finish)
        deadlines.extend(late)
        entries.extend(_after_role(folded, begin, finish, ENGLISH_ROLES[match["role"].lower()]))
    return entries, deadlines


def _after_role(folded: str, start: int, end: int, role: Role) -> list[Entry]:
    """The names after a role word; those before a verb further on have its role: Led by A; B and C participate."""
    verb = _VERB.search(folded, start, end)
    if verb is None:
        return _entries(folded, start, end, role)
    sign = max(folded.rfind(";", start, verb.start()), -1)
    if sign < 0:
        sign = folded.find(",", start, verb.start())
    if sign < 0 or verb.lastgroup == role.value:
        return _entries(folded, start, verb.start(), role)
    return [*_entries(folded, start, sign, role), *_verb_last(folded, sign + 1, end)]


# Role words that also stand inside sentences open a list only first of all, or with a colon or ``by`` behind them.
_COMMON = frozenset((
    "lead", "leading", "supporting", "participating", "cooperating", "assisting",
    "participate", "participates", "cooperate", "responsible", "responsibility", "support",
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
    manner = _MANNER.search(folded, start, end) if _MANNER_CUE.search(folded, start, end) else None
    names = split_english(folded, start, manner.start() if manner else end)
    entries = [Entry(n.start, n.end, role, n.open_list) for n in names if names_organ(folded[n.start : n.end])]
    return [_own_role(folded, entry) for entry in entries]


def _own_role(folded: str, entry: Entry) -> Entry:
    """The entry without a role in a bracket behind its name, and with that role."""
    suffix = _SUFFIX.search(folded, entry.start, entry.end)
    if suffix is None or suffix.start() == entry.start:
        return entry
    word = suffix["role"].lower()
    role = Role.LEAD if word.startswith("lead") else Role.RESPONSIBLE if word.startswith("in") else Role.SUPPORT
    return entry._replace(end=suffix.start(), role=role)


def names_organ(text: str) -> bool:
    """Whether a piece of an English list can be an organ's name."""
    return (
        _ORGAN.search(text) is not None
        and len(text) < 160
        and not re.search(r"\b(?:shall|should|which|hereinafter|referred|excluding|including)\b", text)
    )


def _bare_names(folded: str, start: int, end: int) -> list[Entry]:
    """A bare list of organs: every piece begins as an organ's name does."""
    manner = _MANNER.search(folded, start, end) if _MANNER_CUE.search(folded, start, end) else None
    end = manner.start() if manner else end
    names = split_english(folded, start, end)
    texts = [folded[n.start : n.end] for n in names]
    if not texts or not all(names_organ(t) and _BEGINS.match(t) for t in texts):
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
    return [_own_role(folded, Entry(n.start, n.end, Role.RESPONSIBLE, n.open_list)) for n in names]
