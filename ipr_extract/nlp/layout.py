"""Where title, number, addressees, body and signature stand among a document's lines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ipr_extract.data import alternatives
from ipr_extract.dates import find_dates
from ipr_extract.model import Alignment, BlockKind
from ipr_extract.nlp.english_names import ORGAN
from ipr_extract.nlp.foot import Foot
from ipr_extract.nlp.memorandum import (
    BARE_KIND,
    HEADING,
    KIND_OPENS,
    Heading,
    closing_addressees,
    memorandum,
    number_in,
    titled,
)
from ipr_extract.nlp.numbers import NUMBER_LINE
from ipr_extract.nlp.organs import ends_in_head, is_clause, is_strong
from ipr_extract.nlp.printed_lines import OPENS_BODY, PrintedLines
from ipr_extract.nlp.reading import Line, Reading
from ipr_extract.nlp.site_words import name_begins
from ipr_extract.nlp.titles import (
    ENGLISH_TYPE,
    TITLE_END,
    TITLES,
    english_letterhead,
    unspaced,
)

_LETTERHEAD = re.compile(rf"(?:{alternatives(TITLES['letterhead'])}|文\s件|（函）)\s*$")
_ABOVE = re.compile(rf"\s*(?:{'|'.join(TITLES['above'])})\s*$")
# 2021年，全市工作要…：, which no list of names begins with.
_YEAR_FIRST = re.compile(r"\s*(?:今年|(?:19|20)\d\d年)")
_SALUTATION = re.compile(r"(?:代表|委员|同志|先生|女士)(?:等)?\s*：$")
_ENGLISH_TO = re.compile(
    r"(?:To|TO|Attention|Attn)\s?[:：]\s*(?=\S)|(?:To|TO|Attention|Attn)\s+(?=[A-Z]|(?:the|all)\s)(?=[^.]*:\s*$)|(?:To|TO)\s?[:：]\s*$"
)
_ENGLISH_ADDRESSED = re.compile(
    r"(?:governments?|ministries|commissions?|departments?|agencies|institutions|organs|bureaus?|offices|administrations?|enterprises|companies|banks|universities|institutes|units|authorities|provinces|municipalities|cities|counties|regions|council|committees?|[A-Z][a-z]+)\s?:\s*$"
)
_ENGLISH_VERB = re.compile(r"\b(?:is|are|was|were|has|have|shall|will|should|must|may|to\s+(?!the\b)\w+)\b")
# What an issuer's name opens: 甲市人民政府关于…, and what says there what the circular does.
_TITLE_OPENS = re.compile(r"(?P<issuer>[\u4e00-\u9fff\s]{3,60}?)(?=关于|印发|转发|批转|公布|发布)")
_SAYS_WHAT = re.compile("关于|印发|转发|批转|公布|发布")
_HAN_ONLY = re.compile(r"[\u4e00-\u9fff\s]+\Z")
# A line of an English title that ends so goes on in the next: Circular … on / Serving Small Exporters.
_UNENDED = re.compile(r"\b(?:on|of|for|and|the|to|in|by|with|concerning|regarding)\s*$|,\s*$")
_RUNS_ON = re.compile(
    r"\s*(?:[a-z(\"]|(?:On|Of|For|During|Under|From|With|In|And|Through|ON|OF|FOR|DURING|UNDER|WITH|IN|AND)\b)"
)
_LONGEST_PREFACE = 12  # lines of a site's own words before the circular
# Characters of a title's line that was cut for its length, of the longest line of a text whose lines are so cut, and
# how many of its lines tell.
_FULL_LINE, _WIDEST_LINE, _WRAPPED_LINES = 70, 110, 40
_TITLE_BELOW = 6  # lines behind the addressees in which a letter's title may stand
_PUBLIC = re.compile(r"^\s*（(?:此件|本文|信息公开|联系人|主动公开|依申请|此文)[^（）]*）\s*$|^\s*抄送")


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the header's and the signature's lines are: indices into the lines, ends exclusive.

    ``title`` lines are joined into the title. ``signature`` holds the issuers' lines (which may hold the date
    as well); ``breaks`` are offsets where another part of the document may begin.
    """

    title: range
    number: int | None
    addressees: range
    body: int
    signature: range
    date: int | None
    breaks: tuple[int, ...]


def find_layout(reading: Reading, lines: Sequence[Line]) -> Layout:
    """The places of title, number, addressees, body and signature among ``lines``."""
    head = _Head(reading, lines)
    foot = Foot(reading, lines)
    addressees = head.addressees()
    body = head.body(addressees)
    number = head.number(addressees.start if addressees else body)
    title = head.title(number, addressees.start if addressees else body)
    if not reading.chinese:
        title = title or head.english_title_below(body)
        addressees = addressees or closing_addressees(head.texts, max(body, title.stop))
        body = max(body, title.stop)
    signature, date = foot.signature(max(body, title.stop))
    return Layout(title, number, addressees, body, signature, date, foot.breaks(title, body, signature, date))


class _Head(PrintedLines):
    """One pass over the lines for each question; lines are seen as folded text."""

    def __init__(self, reading: Reading, lines: Sequence[Line]) -> None:
        super().__init__(reading, lines)
        memo = None if reading.chinese else memorandum(self.texts, lines)
        self.fields = memo.fields if memo is not None and memo.is_one else {}
        self.head_stop = memo.stop if memo is not None and memo.is_one else 0
        self.first = self._behind_preface()

    def _behind_preface(self) -> int:
        """The first line of the circular, where a site's own words on it stand before: its title and its number."""
        for index in range(1, min(len(self.lines) - 1, _LONGEST_PREFACE)):
            if self.label(index):
                return 0
            if NUMBER_LINE.match(self.texts[index + 1].strip()) and self._titled(index):
                return index if any(self.prose(above) for above in range(index)) else 0
        return 0

    def _titled(self, index: int) -> bool:
        text = self.texts[index].strip()
        if not self.reading.chinese:
            return KIND_OPENS.match(text) is not None
        return self._opens_title(index) and TITLE_END.search(unspaced(text)) is not None

    def addressees(self) -> range:
        """The lines of the 主送机关; empty where the document addresses nobody."""
        if Heading.TO in self.fields:
            return self.fields[Heading.TO]
        for index in range(self.first, min(len(self.lines), self.first + 40)):
            text = self.texts[index].rstrip()
            if self.label(index) and not _ENGLISH_TO.match(text):
                break
            if self._addresses(text):
                first = index
                while first > 0 and self._lists_more(first - 1):
                    first -= 1
                return range(first, index + 1)
            if self.prose(index) and not _PUBLIC.match(text):
                break
        return range(0)

    def _lists_more(self, index: int) -> bool:
        """Whether a line above the one with the colon belongs to the same list."""
        text = self.texts[index].strip()
        if not self.reading.chinese:
            goes_on = self.texts[index + 1].lstrip()[:1].islower() or text.endswith(",")
            return goes_on and not (self._aside(index) or ENGLISH_TYPE.search(text) or text.endswith("."))
        if self._aside(index) or any(sign in text for sign in "。《》"):
            return False
        return text.endswith(("，", "、", "；")) or ("，" in text and TITLE_END.search(text) is None)

    def _addresses(self, text: str) -> bool:
        if not self.reading.chinese:
            if _ENGLISH_TO.match(text) or (_ENGLISH_ADDRESSED.search(text) and len(text) > 15):
                return True
            if text.endswith(":") and "," in text and ORGAN.search(text) and _ENGLISH_VERB.search(text) is None:
                return True
            # A comma may stand for the colon; a sentence that it parts has a verb.
            listed = (
                text.endswith(",")
                and KIND_OPENS.match(text) is None
                and _ENGLISH_ADDRESSED.search(f"{text[:-1]}:") is not None
            )
            return listed and text.count(",") > 1 and _ENGLISH_VERB.search(text) is None
        if not text.endswith("：") or "。" in text or OPENS_BODY.search(text) or len(text) > 600:
            return False
        if _SALUTATION.search(text):
            return True
        last = re.split("[、，；]", text[:-1])[-1].strip()
        if len(text) <= 2 or is_clause(last) or _YEAR_FIRST.match(text):
            return False
        return ends_in_head(last) or text.count("、") + text.count("，") > 1

    def body(self, addressees: range) -> int:
        """The first line of running text: after the addressees, else the first prose or labelled line."""
        if addressees:
            return max(addressees.stop, self.head_stop)
        for index in range(max(self.head_stop, self.first), len(self.lines)):
            if self.label(index) or self.prose(index):
                return index
        return len(self.lines)

    def number(self, before: int) -> int | None:
        """The line that is the document's number."""
        for index in range(self.first, min(max(before, self.head_stop), len(self.lines))):
            text = self.texts[index].strip()
            if NUMBER_LINE.match(text) or (not self.reading.chinese and number_in(text)):
                return index
        field = self.fields.get(Heading.NUMBER)
        return field.start if field else None

    def title(self, number: int | None, before: int) -> range:
        """The title's lines: those after a letterhead's number, else those before the number or the body."""
        after = range((number + 1) if number is not None else 0, before)
        ahead = range(self.first, number if number is not None else before)
        if not self.reading.chinese:
            if Heading.SUBJECT in self.fields:
                return self.fields[Heading.SUBJECT]
            found = self._english_title_in(after) if number is not None else range(0)
            return found or self._english_title_in(ahead) or self._first_usable(ahead) or self._first_usable(after)
        below, rest = self._titles_in(after) if number is not None else (range(0), range(0))
        above, other = self._titles_in(ahead)
        return below or above or rest or other or self._headed(ahead)

    def _headed(self, zone: range) -> range:
        """A line that the source itself sets as the text's heading, whatever it ends in: 2026年中央一号文件."""
        for index in zone:
            block = self.lines[index].block
            if block.kind is BlockKind.HEADING and block.alignment is Alignment.CENTER and not self.prose(index):
                return range(index, index + 1)
        return range(0)

    def _titles_in(self, zone: range) -> tuple[range, range]:
        """A whole title, and what may be one: it ends in a word that titles seldom end in, or in none."""
        run: list[int] = []
        # The last whole title before the number or the addressees is theirs; a site may print one above.
        whole = weak = incomplete = range(0)
        for index in [*zone, -1]:
            if index >= 0 and not self._aside(index):
                run.append(index)
                kind = TITLE_END.search(unspaced(self.texts[index]).strip())
                if kind is not None and self._closes_title(run, kind["type"]):
                    whole, run = self._own_lines(range(weak.start if weak else run[0], index + 1)), []
                    weak = range(0)
                elif kind is not None and not weak:
                    weak = range(run[0], index + 1)
            elif run:
                whole = whole or weak
                weak = range(0)
                incomplete = incomplete or range(run[0], run[-1] + 1)
                run = []
        return self._centred(whole), self._centred(weak or incomplete)

    def _own_lines(self, found: range) -> range:
        """Without a site's lines above the one that an issuer's name opens: 法律信息搜索网 / 甲市政府关于…的通知."""
        opening = [index for index in found if self._opens_title(index)]
        if not opening or opening[-1] == found.start:
            return found
        first = opening[-1]
        printed = self.texts[first].strip()
        above = range(found.start, first)
        while above and self._issuer_alone(above[-1]) and not self._same_issuer(above[-1], first):
            above = above[:-1]
        # A title may be cut inside its issuer's name: 全国…假冒伪劣商品 / 工作领导小组办公室关于….
        if not name_begins(printed, 0):
            while above and _HAN_ONLY.match(unspaced(self.texts[above[-1]])):
                above = above[:-1]
        # 国务院办公厅转发 / 教育部关于…的通知 is one title; what is printed again above it is the page's own.
        said = [text for index in above if "：" not in (text := self.texts[index].strip()) and _SAYS_WHAT.search(text)]
        if not all(text.startswith(printed) for text in said):
            return found
        return range(above.stop, found.stop) if above else found

    def _opens_title(self, index: int) -> bool:
        match = _TITLE_OPENS.match(unspaced(self.texts[index]).strip())
        return match is not None and ends_in_head(match["issuer"])

    def _same_issuer(self, index: int, opening: int) -> bool:
        """Whether a line only says again who the title's first words name: 河北省石家庄市人民政府."""
        match = _TITLE_OPENS.match(unspaced(self.texts[opening]).strip())
        return match is not None and unspaced(self.texts[index]).strip().endswith(match["issuer"].strip())

    def _issuer_alone(self, index: int) -> bool:
        text = unspaced(self.texts[index]).strip()
        return _HAN_ONLY.match(text) is not None and is_strong(text)

    def _closes_title(self, run: Sequence[int], kind: str) -> bool:
        """Whether a title may end with this line: …的通知, but not …公示制度 nor 关于印发《…方案》."""
        joined = "".join(self.texts[index] for index in run).strip()
        if joined.count("《") > joined.count("》"):
            return False
        quoted = joined.endswith("》") and re.search("关于|印发|转发|公布|发布", joined) is not None
        return kind not in TITLES["weak"] and not quoted

    def _english_title_in(self, zone: range) -> range:
        """The first line that names a kind of document and is no sentence, with what it runs on in."""
        usable = [index for index in zone if not self._aside(index)]
        first = titled(self.texts, usable)
        if first is None:
            return range(0)
        last, titles = first, set(usable)
        while last + 1 in titles and self._title_goes_on(last):
            last += 1
        return range(first, last + 1)

    def _title_goes_on(self, last: int) -> bool:
        """Whether an English title goes on in the next line: by its words, or since the line was cut for its length."""
        text, below = self.texts[last], self.texts[last + 1]
        wrapped = len(text) >= _FULL_LINE and max(map(len, self.texts[:_WRAPPED_LINES])) <= _WIDEST_LINE
        cut = wrapped and not english_letterhead(below.strip())
        return cut or _RUNS_ON.match(below) is not None or _UNENDED.search(text) is not None

    def _first_usable(self, zone: range) -> range:
        first = next((index for index in zone if not self._aside(index) and not self._english_aside(index)), None)
        return range(0) if first is None else range(first, first + 1)

    def english_title_below(self, body: int) -> range:
        """A title that stands behind the addressees and the salutation, above the text."""
        zone = range(body, min(body + _TITLE_BELOW, len(self.lines)))
        stop = next((index for index in zone if self.label(index) or self.prose(index)), zone.stop)
        return self._english_title_in(range(body, stop))

    def _centred(self, found: range) -> range:
        """Without a site's line above the title, where the title is centred and that line isn't."""
        if len(found) < 2:
            return found
        last = self.lines[found.stop - 1]
        if last.block.alignment is Alignment.CENTER:
            first = next(i for i in found if self.lines[i].block.alignment is Alignment.CENTER)
            return range(first, found.stop)
        return found

    def _aside(self, index: int) -> bool:
        """A line in the header that is no part of the title."""
        text = self.texts[index].strip()
        return (
            not text
            or self.prose(index)
            or bool(_LETTERHEAD.search(text) and not TITLE_END.search(text))
            or bool(_ABOVE.match(text))
            or bool(_PUBLIC.match(text))
            or self._is_date(text)
            or NUMBER_LINE.match(text) is not None
            or text.endswith("：")
            or (not self.reading.chinese and (HEADING.match(text) is not None or number_in(text) is not None))
        )

    def _english_aside(self, index: int) -> bool:
        """A line that heads a letter and is no title: an office's name, OFFICE MEMORANDUM, a note in brackets."""
        text = self.texts[index].strip()
        return english_letterhead(text) or BARE_KIND.match(text) is not None or (text[0] == "(" and text[-1] == ")")

    def _is_date(self, text: str) -> bool:
        found = next(find_dates(text), None)
        return found is not None and len(text.strip("（） ")) - (found.end - found.start) <= 2
