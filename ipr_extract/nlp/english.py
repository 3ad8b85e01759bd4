"""English responsibility statements: in brackets, and after labels.

``(Led by the Ministry of Commerce; SAMR participates; by the end of 2018)``, ``Responsible: …``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ipr_extract.data import alternatives, rules
from ipr_extract.model import Role
from ipr_extract.nlp.acting import Entry
from ipr_extract.nlp.english_names import BEGINS, ORGAN, names_organ, split_english
from ipr_extract.nlp.names import Name
from ipr_extract.nlp.reading import Reading, stripped
from ipr_extract.nlp.responsibility import Said, Statement, first_leads, unique
from ipr_extract.nlp.roles import ENGLISH_ROLES

_BRACKET = re.compile(r"[(（\[](?P<inside>[^()（）\[\]]*(?:[(（][^()（）]*[)）][^()（）\[\]]*)*)[)）\]]")
# Where a word begins, or where a line began that was glued to the one before: …TechnologySupporting agencies:
_WORD_BEGINS = r"(?:\b|(?-i:(?<=[a-z])(?=[A-Z])))"
_ROLE_WORDS = alternatives(ENGLISH_ROLES).replace("\\ ", r"\s+")  # a role may go over a line's end
_ROLE = re.compile(
    rf"{_WORD_BEGINS}(?P<role>{_ROLE_WORDS})(?:\b|(?-i:(?=[A-Z])))(?!\s+by\s+(?:the\s+)?(?:division|dut)|(?<=\bby)\s+(?:the\s+)?(?:division|dut))\s*(?:by\b|:|：)?\s*(?:the\s+)?",
    re.IGNORECASE,
)
_NOUNS = "|".join(rules("roles")["columns"]["english_nouns"])
# The verbs behind a list of names, up to the clause's end: … are individually responsible for their duties.
_VERB = re.compile(
    r"(?<!\s)\s+(?:(?:shall|will|should|to|is|are|be|were)\s+)*(?:individually\s+|respectively\s+|jointly\s+|separately\s+|mainly\s+|all\s+)?"
    rf"(?:(?P<lead>takes?\s+the\s+lead|taking\s+the\s+lead|as\s+the\s+lead(?:ing)?(?:\s+(?:{_NOUNS}))?|leads?(?=\s*[;,.]|\s*$))"
    r"|(?P<responsible>responsible|in\s+charge|undertakes?|implements?|(?:takes?|assumes?|performs?|fulfil(?:l?s)?|bears?)\s+(?:on\s+)?(?:their|its|the)?\s*"
    r"(?:(?:assigned|respective|corresponding|own|relevant)\s+)*(?:responsibilit(?:y|ies)|duties|functions|tasks))"
    rf"|(?P<support>participat(?:es?|ing)|provid(?:es?|ing)\s+(?:support|assistance|cooperation)|cooperat(?:es?|ing)|assist(?:s|ing)?|supports?|as\s+(?:participants?|(?:participating|supporting)\s+(?:{_NOUNS})))"
    r"|(?P<guide>provides?\s+guidance|guides?(?=\s*[;,.]|\s*$)))\b[^;,.]*(?=[;,.]|$)",
    re.IGNORECASE,
)
# MOF (lead), MOC: the role in a bracket behind the name.
_SUFFIX = re.compile(
    r"\s*\((?P<role>lead(?:ing)?(?:\s+\w+)?|in\s+charge|support(?:ing)?|participat(?:e|es|ing))\)\s*\Z", re.I
)
# How they act, behind the names: in accordance with their respective duties.
_MANNER = re.compile(
    r"(?:,\s*|(?<!\s)\s+|)\b(?:in\s+accordance\s+with|according\s+to|in\s+line\s+with|as\s+per|based\s+on|within|under|by)\s+(?:the\s+|their\s+|its\s+)*"
    r"(?:respective|own|division|functions?|duties|responsibilit(?:y|ies)|mandates?|remits?)\b[^;:]*|(?:,|(?<!\s))\s+respectively(?=\s*(?:[;,.]|\Z))",
    re.I,
)
_DEADLINE = re.compile(
    rf"{_WORD_BEGINS}(?:Deadline|Time\s+(?:limit|frame|requirements?)|Completion\s+(?:date|time)|Timeline|Due(?:\s+date)?|Target\s+date|(?:To\s+be\s+)?completed|Completion)\s*"
    r"(?::|：|(?=\b(?:by|before|within)\b))\s*(?P<text>(?:by|before)?[^;.)]+)"
    r"|\bTo\s+be\s+completed\s+(?P<within>[^;.)]+)",
    re.I,
)
_FOR_NAMED = re.compile(r"(?<!\s)\s+for\s+(?:the\s+)?\"")
# The unit listed first is the lead unit, the same below.
_FIRST_LEADS = re.compile(
    r"(?:(?:unit|department|agency|organi[sz]ation|body|one|name)s?\s+(?:that\s+(?:is|are)\s+)?(?:listed|ranked|named|placed|mentioned)"
    r"\s+(?:in\s+the\s+)?first"
    r"|first[- ]listed(?=\s+is\b)"
    r"|first[- ](?:(?:listed|named|mentioned|ranked)[- ]?\s*)?(?:unit|department|agency|organi[sz]ation|body))"
    r"[^.;)]{0,60}?\blead\w*",
    re.IGNORECASE,
)
_FROM_HERE_ON = re.compile(
    r"\b(?:the\s+)?same\s+(?:below|hereinafter|hereafter|applies|for\s+the\s+(?:following|rest))|hereinafter\s+the\s+same",
    re.IGNORECASE,
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
        rule = _FIRST_LEADS.search(folded, start, end)
        stop = max(start, *(folded.rfind(sign, start, rule.start()) for sign in ".;,")) if rule else end
        entries, deadlines = _read(folded, start, stop)
        if entries and rule:
            later = _FROM_HERE_ON.search(folded, rule.start(), end) is not None
            yield Statement(
                match.start(), match.end(), 0, Said(unique([*first_leads(entries)]), tuple(deadlines), True, later)
            )
        elif entries:
            yield Statement(match.start(), match.end(), 0, Said(unique(entries), tuple(deadlines)))
    yield from _labelled_lines(reading)


def english_list_rule(reading: Reading) -> int | None:
    """Where the text itself, outside brackets, says that a list's first name leads."""
    rule = _FIRST_LEADS.search(reading.folded) if "first" in reading.folded else None
    if rule is None or any(match.start() < rule.start() < match.end() for match in _BRACKET.finditer(reading.folded)):
        return None
    return rule.start()


# Lead agency: …; Supporting agencies: … on a line of its own or behind a sentence.
_LABEL_LINE = re.compile(
    rf"(?:Leading|Lead|Led|Responsible|Responsibility|Supporting|Support|Participating|Participants|Cooperating|Guiding|Coordinating|Undertaking|Implementing)"
    rf"\s*(?:{_NOUNS})?\s*(?:in\s+charge)?\s*(?:by)?\s*[:：]|(?i:{_NOUNS})\s+(?:in\s+charge|responsible)\s*[:：]|(?:Deadline|Time\s+(?:limit|requirements?)|Completion\s+date|Timeline)\s*[:：]"
)


# The word before a label's colon; other colons are passed over by it.
_LABEL_WORD = re.compile(
    rf"(?:{_NOUNS}|by|lead|leading|led|responsib\w+|support(?:ing)?|participa\w+|cooperating|guiding|coordinating|undertaking"
    r"|implementing|charge|deadline|requirements?|limit|date|timeline)\s*\Z",
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
        before = roles[0].start()
        entries.extend(_verb_last(folded, start, before) or _bare_names(folded, start, before, among_roles=True))
    for index, match in enumerate(roles):
        finish = roles[index + 1].start() if index + 1 < len(roles) else end
        begin, finish, late = _without_time(folded, match.end(), finish)
        deadlines.extend(late)
        role = ENGLISH_ROLES[_spaced(match["role"])]
        named = _after_role(folded, begin, finish, role)
        entries.extend(named or (_offices(folded, begin, finish, role) if ":" in match[0] else []))
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


# (Responsible: City Engineer, Municipal Engineer): what a colon stands before are names, whatever they end in. An
# ``and`` always parts two of them here: inside as well, there would be two ways at each.
_OFFICES = re.compile(
    r"\s*(?:[A-Z][\w.'/-]*(?:\s+(?:of|the|for|[A-Z][\w.'/-]*)){0,6}(?:\s*[,;]\s*|\s+and\s+(?:the\s+)?|\s*\Z))+\Z"
)


def _offices(folded: str, start: int, end: int, role: Role) -> list[Entry]:
    if _OFFICES.match(folded[start:end]) is None or re.search(r"\d", folded[start:end]):
        return []
    parts = re.finditer(r"[^,;]+", folded[start:end])
    spans = [stripped(folded, start + part.start(), start + part.end(), ".", ".") for part in parts]
    return [Entry(first, last, role) for first, last in spans if first < last]


# Role words that also stand inside sentences open a list only first of all, or with a colon or ``by`` behind them.
_COMMON = frozenset((
    "action", "lead", "leading", "supporting", "participating", "cooperating", "assisting",
    "participate", "participates", "cooperate", "responsible", "responsibility", "support",
    "participation", "cooperation", "coordination", "guidance",
))  # fmt: skip


def _spaced(role: str) -> str:
    return " ".join(role.lower().split())


def _opens(folded: str, match: re.Match[str], start: int) -> bool:
    """Whether a role word stands before its names: at the start, after a sign, or closed by a colon."""
    before = folded[start : match.start()].rstrip()
    closed = match[0].rstrip().lower().endswith((":", "by"))
    word = _spaced(match["role"])
    placed = not before or before[-1] in ",;.:" or before.endswith((" and", " and jointly")) or closed
    return placed and (word not in _COMMON or closed or ":" in match[0] or not before)


# ; by the end of 2018 / , to be completed before December 31, 2022 / , ongoing
_TIME_BEHIND = re.compile(
    r"[;,]\s*(?:and\s+)?(?:(?:to\s+be\s+|and\s+)?(?:completed|finished|submitted|issued|reported|launched|achieved|carried\s+out)\s+)?"
    r"(?=(?:by|before|within|until|no\s+later\s+than|prior\s+to|in|throughout|ongoing"
    r"|continu\w+|long[- ]term|end\s+of|(?:19|20)\d\d)\b)",
    re.IGNORECASE,
)
_LONGEST_TIME = 400  # characters behind such a sign that are looked at


def _without_time(folded: str, start: int, end: int) -> tuple[int, int, list[tuple[int, int]]]:
    """A time behind the names (``; by the end of 2018``) is a deadline."""
    for sign in _TIME_BEHIND.finditer(folded, start, end):
        limit = min(end, sign.end() + _LONGEST_TIME)
        if _TIME.search(folded, sign.end(), limit) and not ORGAN.search(folded, sign.end(), limit):
            return start, sign.start(), [stripped(folded, sign.end(), end, ",:;", ",:;.")]
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
    ends = [_purpose(folded, name) for name in names]
    entries = [
        Entry(n.start, last, role, n.open_list)
        for n, last in zip(names, ends, strict=True)
        if names_organ(folded[n.start : last])
    ]
    return [_own_role(folded, entry) for entry in entries]


def _purpose(folded: str, name: Name) -> int:
    """Where a name ends before what it leads by name: Ministry of Commerce for "Clean Sweep"."""
    named = _FOR_NAMED.search(folded, name.start, name.end)
    return named.start() if named else name.end


def _own_role(folded: str, entry: Entry) -> Entry:
    """The entry without a role in a bracket behind its name, and with that role."""
    suffix = _SUFFIX.search(folded, entry.start, entry.end)
    if suffix is None or suffix.start() == entry.start:
        return entry
    word = suffix["role"].lower()
    role = Role.LEAD if word.startswith("lead") else Role.RESPONSIBLE if word.startswith("in") else Role.SUPPORT
    return entry._replace(end=suffix.start(), role=role)


def _bare_names(folded: str, start: int, end: int, *, among_roles: bool = False) -> list[Entry]:
    """A bare list of organs: every piece begins as an organ's name does; one is a central organ unless roles follow."""
    manner = _MANNER.search(folded, start, end) if _MANNER_CUE.search(folded, start, end) else None
    end = manner.start() if manner else end
    names = split_english(folded, start, end)
    texts = [folded[n.start : n.end] for n in names]
    if not texts or not all(names_organ(t) and BEGINS.match(t) for t in texts):
        return []
    if not among_roles and not any(
        re.match(r"(?:Ministry|State|National|General|People|China|SAMR|[A-Z]{3,8}\b|Central|Supreme|Cyberspace)", t)
        for t in texts
    ):
        return []
    if len(texts) == 1 and (re.fullmatch(r"[A-Z]{2,8}", texts[0]) or len(texts[0].split()) < 3):
        return []
    if re.search(r"No\.|\d{4}", folded[start:end]):
        return []
    return [_own_role(folded, Entry(n.start, n.end, Role.RESPONSIBLE, n.open_list)) for n in names]
