"""English lists of organisations → the names, as printed.

``the Ministry of Industry and Information Technology, the Ministry of Finance and SAMR`` is three names: commas part
names, and an ``and`` does so only before words that an organ's name begins with.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from ipr_extract.data import alternatives, organisations
from ipr_extract.nlp.names import Name
from ipr_extract.nlp.reading import stripped

# What an organ's English name, or a collective, begins with.
BEGINS = re.compile(
    r"(?:[Tt]he\s+|[Aa]ll\s+|[Oo]ther\s+|[Rr]elevant\s+|[Ll]ocal\s+|concerned\s+|[Ee]ach\s+)*"
    r"(?:Ministry|Ministries|State|National|China|Chinese|General|People|Peoples|people's|Central|Office|Offices|Department|Departments|Commission|Commissions|Bureau|Bureaus|"
    r"Administration|Academy|Supreme|Cyberspace|Organi[sz]ation|Publicity|United|All-China|Communist|Xinjiang|Provincial|Municipal|"
    r"governments?|departments?|ministries|commissions?|authorities|agencies|"
    r"units|institutions|branches|offices|bureaus|enterprises|companies|regions|localities|parties|entities|bodies|organi[sz]ations|members|various|provinces|provincial|municipal|competent|"
    r"[A-Z]{2,8}\b)"
)
# all member units, other competent departments
_ALL_OF_A_KIND = re.compile(
    r"(?:local|provincial|municipal|county|its|directly|member|competent|subordinate|concerned|related|functional"
    r"|participating|in-scope)\s"
)
_BARE_KIND = re.compile(r"(?:commissions|agencies|bureaus|offices)\b(?!\s*[,;]|\s+and\b)")
# health commissions of all provinces: whoever they are, they are many
_PLURAL = re.compile(
    r"[a-z]+(?:\s[a-z]+){0,2}\s(?:commissions|bureaus|administrations|departments|offices|units|agencies|authorities)\b"
)
# Levels without a noun, which the next piece has: All provincial, autonomous region and municipal People's Governments.
_LEVEL_ONLY = re.compile(
    r"(?:(?:[Aa]ll|[Tt]he|[Ee]ach|[Ee]very|relevant|local|various)\s+)*(?:provincial|autonomous[\s-]regions?(?:al)?|municipal|prefectural|county|city|district|township|central|state|national)(?:-?level)?\s*\Z",
    re.IGNORECASE,
)
# The nouns without which a piece names no organ.
ORGAN = re.compile(
    r"\b(?:Ministry|Ministries|Commissions?|Administrations?|Offices?|Departments?|Bureaus?|Councils?|Committees?|Banks?|Courts?|Procuratorates?|Academ(?:y|ies)|Associations?|Federations?|Authorit(?:y|ies)|"
    r"Agenc(?:y|ies)|Corporations?|Group|Customs|Meeting|governments?|Governments?|departments?|ministries|commissions?|agencies|authorities|units|regions|localities|institutions|organs|bodies|"
    r"houses|teams?|Teams?|Services?|Houses?|Boards?|Police|Branch|offices?|bureaus?|department|administration|universities|associations|councils|committees|banks|courts|schools|colleges|institutes|centers|centres|corporations|administrations|societies|organi[sz]ations|"
    r"Publicity|Centers?|Centres?|Institutes?|Union|League|Working\s+Group|Leading\s+Group|Corps|Alliance|Society|Foundation|Company|Companies|Enterprises?|Universit(?:y|ies)|Laborator(?:y|ies)|Congress|Conference|Secretariat|Party|branches|Branches|enterprises|companies|members|SAMR|[A-Z]{3,8})\b"
)
# Those to whom a circular may go beside organs: Heads of Schools, Chief Executives, All Secretaries.
_HOLDER = re.compile(
    r"\b(?:secretar(?:y|ies)|heads?|directors?|governors?|mayors?|(?:chief[ ])?(?:executives?|officers?)|commissioners?"
    r"|presidents?|principals?|supervisors?|chair(?:man|men|persons?)|managers?|registrars?|controllers?|ministers?|librarians?|others)\b",
    re.IGNORECASE,
)
# Of provinces, … and the Xinjiang Production and Construction Corps it is one more place; behind a comma a name.
_CORPS = re.compile(r"Xinjiang\s+Production\s+and\s+Construction\s+Corps\b[^,;]*\Z")
# Places that go on with the name before them: departments of all provinces, autonomous regions and municipalities.
_PLACES = re.compile(
    r"(?:all\s+|the\s+|other\s+)*(?:autonomous\s+(?:regions?|prefectures?)|municipalit(?:y|ies)|provinces?|cit(?:y|ies)|counties|prefectures|districts)\b"
    r"(?!.*\b(?:departments?|offices?|(?<!central\s)(?<!Central\s)[Gg]overnments?)\b)"
)
# With a space lost on either side of it: Ministry of Finance andthe Ministry of Commerce, Financeand the.
_AND = re.compile(r"\s+(?:and|AND|as\s+well\s+as|&)(?:\s+|(?=the\s))|(?<=[a-z])and\s+(?=the\s+[A-Z])")
# Inside a name: …Supervision and Administration Commission, Inspection and Quarantine.
_INSIDE = re.compile(r"(?:Supervision|Inspection|Quality|Prevention|Press|Certification|Industry|Assets)\Z")
_INSIDE_NEXT = re.compile(
    r"(?:Administration|Quarantine|Management|Control|Accreditation|Publication|Commerce)\b(?!\s+of\b)"
)
# Characters on either side of an ``and`` that are looked at: each of many would cost a whole long list.
_REACH = 200
_ARTICLE = re.compile(r"(?:the|and|as\s+well\s+as|by|of\s+the)\s+", re.I)
# and other such departments is 等部门, which names nobody; other relevant departments are named
_ET_CETERA = re.compile(
    r"(?:,|(?<!\s))\s*(?:etc\.?|and\s+(?:so\s+on|others?"
    r"|other\s+(?:such\s+)?(?:departments|units|agencies|ministries|bodies|organi[sz]ations|institutions)))\s*$"
)


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
    carried: int | None = None
    for begin, finish in _pieces(folded, start, end):
        listed = begin > start and folded[begin - 1] == ";"
        begin, finish = _bare(folded, begin, finish)
        if _LEVEL_ONLY.match(folded[begin:finish]) and ORGAN.search(folded, finish, min(end, finish + _REACH)):
            carried = begin if carried is None else carried
            continue
        begin, carried = (begin if carried is None else carried), None
        # Places go on with the name before, and so does what names no organ: …Supervision, Inspection and Quarantine.
        gap = folded[names[-1].end : begin] if names else ","
        corps = "," not in gap and _CORPS.match(folded, begin, finish) is not None
        held = holders and _HOLDER.search(folded, begin, finish) is not None
        named = not corps and (held or ORGAN.search(folded, begin, finish) is not None)
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
        elif depth == 0 and (sign == "a" or (sign.isspace() and not folded[position - 1].isspace())):
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
    start, begin, end = max(start, position - _REACH), max(begin, position - _REACH), min(end, after + _REACH)
    if folded[position:after].split()[:1] == ["as"]:
        return ORGAN.search(folded, begin, position) is not None and ORGAN.search(folded, after, end) is not None
    left = folded[begin:position].lower()
    if left.endswith("ministries") or (left.endswith("departments") and _BARE_KIND.match(folded, after, end)):
        return False  # all ministries and commissions; all departments and commissions of the government
    if _INSIDE.search(folded, begin, position) and _INSIDE_NEXT.match(folded, after, end):
        return False
    if ORGAN.search(folded[begin:position]):  # a slice, since a word may be glued to what stands before: bySAMR
        return _begins_organ(folded, after, end)
    # What names no organ goes on with the name before it (…, Inspection and Quarantine and …).
    return ORGAN.search(folded, start, begin) is not None and BEGINS.match(folded, after, end) is not None


def _begins_organ(folded: str, start: int, end: int) -> bool:
    """Whether an organ's name, or a collective, begins at ``start``."""
    piece = re.split(r"[,;]|\sand\s", folded[start:end], maxsplit=1)[0]
    if BEGINS.match(piece):
        return ORGAN.search(folded, start, end) is not None
    piece = re.sub(r"\A(?:(?:[Tt]he|[Aa]ll|[Oo]ther|[Rr]elevant)\s+)+", "", piece)
    return (
        _PLURAL.match(piece) is not None or piece[:1].isupper() or _ALL_OF_A_KIND.match(piece) is not None
    ) and ORGAN.search(piece) is not None


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


def names_organ(text: str) -> bool:
    """Whether a piece of an English list can be an organ's name."""
    return (
        ORGAN.search(text) is not None
        and len(text) < 160
        and not re.search(r"\b(?:shall|should|which|hereinafter|referred|excluding|including)\b", text)
    )
