"""Where a document is signed, and where another numbered part of it may begin."""

from __future__ import annotations

import re

from ipr_extract.dates import find_dates
from ipr_extract.model import Alignment
from ipr_extract.nlp.organs import ends_in_head
from ipr_extract.nlp.printed_lines import PrintedLines
from ipr_extract.nlp.titles import DOCUMENT_TYPES, TITLE_END, english_organ, without_seal

_TYPE_ENDS = frozenset(word[-1] for word in DOCUMENT_TYPES)
_MAY_END_IN_DATE = re.compile(r"[日号]|\d{4}|\d\D?$")
_ANNEX = re.compile(
    r"^(?:附\s?(?:件|表|录)\s*(?:\d{1,2}|[一二三四五六七八九十]{1,2})?\s*[：:.]?|(?:ANNEX|Annex|Appendix|APPENDIX|Attachment)\s*(?:\d{1,2}|[IVX]{1,4})?\s*[.:]?)\s*$"
)
_LONGEST_ANNEX = 40  # characters of a line that only names an annex, however it is spaced


class Foot(PrintedLines):
    """The signature of a text and its annexes."""

    def signature(self, body: int) -> tuple[range, int | None]:
        """The issuers' lines and the date's; the first that stand after the body's beginning."""
        for index in range(body, len(self.lines)):
            if self.lines[index].label is not None:
                continue
            text = self.texts[index].strip()
            # A date ends the line that it closes, but for a short note behind it.
            if len(text) > 400 or not _MAY_END_IN_DATE.search(text[-24:]):
                continue
            date = next(find_dates(text), None)
            if date is None or not self._closes(text, date.start, date.end):
                continue
            names = text[: date.start].strip()
            first = index
            while first > body and self._names_somebody(first - 1):
                first -= 1
            if names or first < index:
                return range(first, index + (1 if names else 0)), index
            return range(0), index
        return self._undated_signature(body), None

    def _closes(self, text: str, start: int, end: int) -> bool:
        """Whether a date ends its line, with nothing but names before it."""
        rest = text[end:].strip()
        if rest and not re.match(r"^(?:（[^（）]*）|印发?|签发)\s*$", rest):
            return False
        names = text[:start].strip()
        if not names:
            return True
        if any(sign in names for sign in "。；：，") or (names[-1] in "于自从至到以"):
            return False
        if not self.reading.chinese:
            return len(names.split()) < 25 and not re.search(
                r"\b(?:on|by|in|until|before|from|since|of|dated)\s*$", names
            )
        return all(ends_in_head(part) for part in without_seal(names).split()[-1:])

    def _names_somebody(self, index: int) -> bool:
        """Whether a line holds only issuers: 财政部　海关总署."""
        text = without_seal(self.texts[index]).strip()
        if not text and self.texts[index].strip():
            return True  # （国家知识产权局代章） alone goes with the name above it
        if not text or len(text) > 300 or any(sign in text for sign in "。；：，《") or self.label(index):
            return False
        if not self.reading.chinese:
            return english_organ(text)
        return ends_in_head(text.split()[-1]) and not TITLE_END.search(text)

    def _undated_signature(self, body: int) -> range:
        """An organ's name alone on a line after running text, where no date is printed."""
        for index in range(max(body, 1), len(self.lines)):
            if not self._names_somebody(index) or not self.prose(index - 1):
                continue
            line = self.lines[index]
            signed = (
                not self.reading.chinese
                or line.block.alignment is Alignment.RIGHT
                or len(self.texts[index].strip()) <= 30
            )
            last = index + 1 == len(self.lines) or not self.label(index + 1) or not self.reading.chinese
            if signed and last:
                return range(index, index + 1)
        return range(0)

    def breaks(self, title: range, body: int, signature: range, date: int | None) -> tuple[int, ...]:
        """Offsets where another numbered part may begin."""
        found = [
            self.lines[i].start
            for i in range(body, len(self.lines))
            if len(self.texts[i]) <= _LONGEST_ANNEX and _ANNEX.match(self.texts[i].strip())
        ]
        if signature:
            found.append(self.lines[signature.start].start)
        elif date is not None and date > body:
            found.append(self.lines[date].start)
        for index in range(max(body, 1), len(self.lines)):
            line = self.lines[index]
            if line.label is not None or line.end - line.start > 100 or index in signature or index == date:
                continue
            text = self.texts[index].strip()
            if not 3 < len(text) <= 80:
                continue
            if text.rstrip('》")）〕 ')[-1:] not in _TYPE_ENDS and text[-1] not in "）〕":
                continue
            if TITLE_END.search(text) and (line.block.alignment is Alignment.CENTER or self._issued(text)):
                found.append(line.start)
        return tuple(sorted(found))

    def _issued(self, text: str) -> bool:
        """Whether a line is the title of what the circular issues: its title quotes it."""
        if any(sign in text for sign in "。；，："):
            return False
        whole = re.sub(r"[\s《》\"]", "", "".join(self.texts[: min(len(self.texts), 12)]))
        bare = re.sub(r"[\s《》\"]", "", text)
        return len(bare) > 5 and bare in whole
