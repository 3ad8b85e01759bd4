"""English sentences that assign: ``The Ministry of X shall take the lead, together with the Ministry of Y, in …``.

Only sentences that begin with the names of organs, or say that a work is led by them, count. A described duty
(``departments shall strengthen supervision``) assigns nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ipr_extract.model import Role
from ipr_extract.nlp.acting import Entry
from ipr_extract.nlp.english_names import names_organ, split_english
from ipr_extract.nlp.labels import label_at
from ipr_extract.nlp.reading import Reading, stripped
from ipr_extract.nlp.responsibility import Said, Statement, unique

# The verb of such a sentence. Rare, so it is looked for first; what stands before it is read then.
_VERB = re.compile(
    r"\b(?:(?:shall|will|should|must|is\s+to|are\s+to)\s+)?"
    r"(?:(?P<lead>take(?:s)?\s+the\s+lead(?:ing\s+role)?|(?:(?<=shall\s)|(?<=will\s)|(?<=to\s))lead(?=\s+the\b))"
    r"|(?:(?:is|are|be)\s+)(?:jointly\s+|mainly\s+|individually\s+|respectively\s+|separately\s+)?(?P<responsible>responsible\s+for|in\s+charge\s+of)"
    r"|(?:(?:is|are|be)\s+)(?:jointly\s+)?(?P<passive>led\s+by|headed\s+by|spearheaded\s+by|(?P<duty>the\s+responsibility\s+of))\s+)"
)
# Without one of these no such verb stands in a text; a look costs a hundredth of the pattern's.
_CUES = ("the lead", "lead the", "responsible for", "in charge of", "led by", "headed by", "responsibility of")
_START = re.compile(r"(?:[.;:]\s+|\n)(?=\S)")
_SENTENCE_END = re.compile(r"(?<!\bNo)(?<!\bU\.S)[.;](?=\s|$|[A-Z])|\n")
# Before the names: By the end of June 2019, / In principle,
_LEAD_IN = re.compile(r"(?:(?:By|Before|In|At|For|During|Within)\b[^,;]{2,60},\s*)?")
# Others that are called on, behind the verb or between commas before it.
_WITH = re.compile(
    r",?\s*\b(?:in\s+conjunction\s+with|together\s+with|jointly\s+with|in\s+collaboration\s+with|in\s+cooperation\s+with|along\s+with"
    r"|with\s+(?:the\s+)?(?:participation|support|assistance|cooperation|coordination)\s+of|assisted\s+by|supported\s+by)\s+"
)
_SHALL = re.compile(r"\s+(?:shall|will|should|must),?\s*\Z")
# Who acts is named, not described: enterprises, local governments and all departments have duties everywhere.
_NAMED = re.compile(
    r"(?:[Tt]he\s+)?(?:Ministry|State|National|General|China|Chinese|People|Supreme|Central|Cyberspace|Publicity|Organi[sz]ation|Office|Department|Bureau|"
    r"Administration|Academy|Commission|Committee|All-China|United|Communist|[A-Z][a-z]+\s+(?:Provincial|Municipal|Administration|Commission|Customs)|[A-Z]{2,8})\b"
)
_NAMES_END = re.compile(
    r",?\s+(?:in\s+\w+ing|to\s+\w+|for\s+\w+ing|on\s+the|shall|will|which|who|and\s+(?:\w+\s+)?(?:implement|carry|organi[sz]e|formulate)\w*)\b"
)
_AND_OTHERS = re.compile(
    r",?\s+(?:and|while|with)\s+(?P<names>[^.;]{3,300}?)\s+(?:(?:shall|will|should)\s+)?(?:participat|cooperat|assist|support)(?:es?|ing|s)?\b"
)


def english_sentences(reading: Reading) -> Iterator[Statement]:
    """The sentences of an English circular that assign work, in printed order."""
    folded = reading.folded
    if not any(cue in folded for cue in _CUES):
        return
    read_to = 0
    for verb in _VERB.finditer(folded):
        if verb.start() < read_to or _bracketed(folded, verb.start()):
            continue
        begin = _beginning(reading, verb.start())
        stop = _SENTENCE_END.search(folded, verb.end())
        end = stop.start() if stop else len(folded)
        entries = _passive(folded, verb, end) if verb["passive"] else _active(folded, begin, verb, end)
        if entries:
            read_to = end
            start = verb.start() if verb["passive"] else begin
            yield Statement(start, end, 0, Said(unique(entries)), prose=True)


def _bracketed(folded: str, position: int) -> bool:
    line = folded.rfind("\n", 0, position) + 1
    return folded.count("(", line, position) > folded.count(")", line, position)


def _beginning(reading: Reading, position: int) -> int:
    """Where the sentence that holds ``position`` begins, behind a unit's label."""
    folded = reading.folded
    floor = max(folded.rfind("\n", 0, position) + 1, position - 600)
    begin = max([floor, *(match.end() for match in _START.finditer(folded, floor, position))])
    label = label_at(folded, begin, chinese=False)
    begin = label.end if label is not None else begin
    return stripped(folded, begin, position)[0]


def _active(folded: str, begin: int, verb: re.Match[str], end: int) -> list[Entry]:
    """``A, together with B, shall take the lead``; ``A and B are responsible for``."""
    lead_in = _LEAD_IN.match(folded, begin, verb.start())
    begin = lead_in.end() if lead_in else begin
    role = Role.LEAD if verb["lead"] else Role.RESPONSIBLE
    others = _WITH.search(folded, begin, verb.start())
    shall = _SHALL.search(folded, begin, others.start() if others else verb.start())
    stop = shall.start() if shall else others.start() if others else verb.start()
    entries = _proper(folded, begin, stop, role)
    if not entries:
        return []
    if others:
        # Who acts together with others leads them, as in 甲会同乙负责.
        leads = [entry._replace(role=Role.LEAD) for entry in entries]
        return leads + _proper(folded, others.end(), verb.start(), Role.SUPPORT)
    return entries + _called_on(folded, verb.end(), end)


def _passive(folded: str, verb: re.Match[str], end: int) -> list[Entry]:
    """``… shall be led by A, with the participation of B``; ``… shall be the responsibility of A``."""
    start, role = verb.end(), Role.RESPONSIBLE if verb["duty"] else Role.LEAD
    others = _WITH.search(folded, start, end)
    stop = _NAMES_END.search(folded, start, others.start() if others else end)
    entries = _proper(folded, start, stop.start() if stop else others.start() if others else end, role)
    return entries + (_called_on(folded, start, end) if entries else [])


def _called_on(folded: str, start: int, end: int) -> list[Entry]:
    """Those who take part, behind the verb: ``in conjunction with B``, ``and B shall cooperate``."""
    others = _WITH.search(folded, start, end)
    if others is not None:
        stop = _NAMES_END.search(folded, others.end(), end)
        return _proper(folded, others.end(), stop.start() if stop else end, Role.SUPPORT)
    more = _AND_OTHERS.search(folded, start, end)
    return _proper(folded, *more.span("names"), Role.SUPPORT) if more else []


def _proper(folded: str, start: int, end: int, role: Role) -> list[Entry]:
    """The names in a list that is nothing else; [] where a piece of it can be no organ's name.

    Those who support may be described (relevant departments), those who act may not.
    """
    names = split_english(folded, start, end)
    texts = [folded[name.start : name.end] for name in names]
    if not texts or not all(map(names_organ, texts)):
        return []
    if role is not Role.SUPPORT and not all(map(_NAMED.match, texts)):
        return []
    return [Entry(name.start, name.end, role, name.open_list) for name in names]
