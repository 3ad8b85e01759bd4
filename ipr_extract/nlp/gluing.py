"""Lines that are glued together are cut where a label, a title's end or a signature says so.

Some sources come without line breaks, some with a heading at the end of the paragraph before. What
could be a label inside a paragraph is one only if it goes on with the numbering that is open there.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from ipr_extract.data import alternatives, rules
from ipr_extract.dates import find_dates
from ipr_extract.nlp.header import DOCUMENT_TYPES, english_organ
from ipr_extract.nlp.labels import Label, Style, label_at, labels_within
from ipr_extract.nlp.names import split_names
from ipr_extract.nlp.numbers import find_numbers
from ipr_extract.nlp.organs import ends_in_head, plausible
from ipr_extract.nlp.reading import Line, Reading

# Paragraphs of real circulars are rarely longer; longer ones are looked into.
_LONG = 1200
# A text of so few lines was saved without line breaks.
_FEW_LINES = 8
_HEADER = 900  # characters in which title, number and addressees stand
_ENDS = '。；：！？）〕"》.;:!?)'
# Characters that make a word of a numeral and 、: 统一、规范.
_WORD_BEFORE = "统唯之专万第单同划合如"


def unglued(reading: Reading) -> Reading:
    """The reading with its glued lines cut; the same where nothing is glued."""
    lines = reading.lines
    flat = _is_flat(reading)
    long = flat or any(line.end - line.start > _LONG for line in lines)
    chain = _Chain(reading) if long else None
    out: list[Line] = []
    for index, line in enumerate(lines):
        if chain is not None and line.end - line.start > (60 if flat else _LONG):
            cuts = sorted(set(_cuts(reading, line, chain, header=flat and index < 3)))
        elif index < 3 and line.label is None and "：" in reading.folded[line.start : line.end - 1]:
            cuts = sorted(set(_header_cuts(reading, line)))
        else:
            cuts = _chapter_cuts(reading, line, chain)
        out.extend(_pieces(reading, line, cuts))
    out = _missing(reading, out)
    return replace(reading, lines=tuple(out)) if len(out) != len(lines) else reading


def _is_flat(reading: Reading) -> bool:
    """Whether a text was saved without its line breaks: few lines, and several labels inside one of them."""
    lines = reading.lines
    if not lines or len(lines) > _FEW_LINES:
        return False
    longest = max(lines, key=lambda line: line.end - line.start)
    if longest.end - longest.start > _LONG:
        return True
    return len(labels_within(reading.folded, longest.start + 1, longest.end, chinese=reading.chinese)) >= 3


def _pieces(reading: Reading, line: Line, cuts: Sequence[int]) -> Iterator[Line]:
    if not cuts:
        yield line
        return
    bounds = [line.start, *(cut for cut in cuts if line.start < cut < line.end), line.end]
    for begin, finish in itertools.pairwise(bounds):
        start, end = reading.strip(begin, finish)
        if start < end:
            yield reading.line(start, end, line.block)


# Labels that look like nothing else, so that the first of them needs no sentence's end before it.
_DISTINCT = (Style.HAN, Style.ROMAN, Style.CHAPTER, Style.PART)


@dataclass(slots=True)
class _Chain:
    """The numbering that is open while the text is read; a label is accepted where it goes on with it."""

    reading: Reading
    stack: list[tuple[Style, int]] = field(default_factory=list)
    used: dict[Style, int] = field(default_factory=dict)
    last_end: int = 0
    may_restart: bool = False

    def accepts(self, label: Label, *, glued: bool) -> bool:
        """Whether the label goes on with what is open; if so it is open from here on."""
        if glued and not self._fits(label):
            return False
        if self.may_restart and label.ordinal == 1:
            # Behind a signature or an annex's name another part begins, whatever is open.
            self.stack.clear()
            self.used.clear()
        styles = [style for style, _ in self.stack]
        if label.style in styles:
            at = styles.index(label.style)
            if at == 0 and label.ordinal == 1:
                self.used.clear()
            del self.stack[at:]
        self.stack.append((label.style, label.ordinal))
        self.used[label.style] = label.ordinal
        self.last_end = label.end
        self.may_restart = False
        return True

    def _fits(self, label: Label) -> bool:
        before = self.reading.folded[max(0, label.start - 8) : label.start].rstrip()[-1:]
        strong = not before or before in _ENDS or self.may_restart
        after_heading = label.start - self.last_end < 45 and bool(self.stack)
        open_styles = dict(self.stack)
        if label.style in open_styles:
            step = label.ordinal - open_styles[label.style]
            if step == 1:
                return strong or before not in _WORD_BEFORE
            restarts = label.ordinal == 1 and label.style is self.stack[0][0]
            return (step == 2 and strong) or (restarts and self.may_restart)
        if label.style in (Style.ARABIC_BRACKET, Style.CIRCLED, Style.ARABIC_CLOSED) and before in "；：;:":
            return False
        if label.ordinal == 1:
            return strong or after_heading or (label.style in _DISTINCT and before not in _WORD_BEFORE)
        return self.used.get(label.style) == label.ordinal - 1 and (strong or after_heading)


def _cuts(reading: Reading, line: Line, chain: _Chain, *, header: bool) -> Iterator[int]:
    """Where one line that holds many is cut."""
    start = line.start
    if header:
        cuts = list(_header_cuts(reading, line))
        yield from cuts
        start, _ = reading.strip(max(cuts, default=start), line.end)
    signature = sorted({*_signature_cuts(reading, start, line.end), *_annex_cuts(reading, start, line.end)})
    yield from signature
    if not reading.chinese:
        yield from _sentence_seams(reading, start, line.end)
    first = label_at(reading.folded, start, chinese=reading.chinese)
    if first is not None:
        chain.accepts(first, glued=False)
    labels = labels_within(reading.folded, start + (1 if first else 0), line.end, chinese=reading.chinese)
    ends = list(signature)
    accepted: list[Label] = [first] if first is not None else []
    for label in labels:
        while ends and ends[0] <= label.start:
            chain.may_restart = True
            ends.pop(0)
        if label.start >= chain.last_end and chain.accepts(label, glued=True):
            yield label.start
            accepted.append(label)
    for label, stop in zip(accepted, [*(label.start for label in accepted[1:]), line.end], strict=False):
        yield from _heading_cut(reading, label, stop, outermost=label.style is accepted[0].style)


def _chapter_cuts(reading: Reading, line: Line, chain: _Chain | None) -> list[int]:
    """``第一章　总则　　第一条　…`` on one line; and the line's own label is open from here on."""
    label = line.label
    if label is None:
        return []
    if chain is not None:
        chain.accepts(label, glued=False)
    if label.style not in (Style.CHAPTER, Style.SECTION, Style.PART):
        return []
    inner = re.compile(r"(?<=\s)第[一二三四五六七八九十百\d]{1,5}[节条]").search(reading.folded, label.end, line.end)
    if inner is None:
        return []
    nested = label_at(reading.folded, inner.start())
    if nested is not None and chain is not None:
        chain.accepts(nested, glued=False)
    return [inner.start()]


# ------------------------------------------------------------------------------------------- headings


@functools.cache
def _headings(*, outermost: bool) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """How a heading ends by itself, and by how the text behind it begins."""
    words = rules("headings")
    endings = alternatives([*words["endings"], *(words["verbal_endings"] if outermost else ())])
    beginnings = alternatives(words["beginnings"])
    ending = re.compile(rf"[^，。；：\s]{{0,14}}?(?:{endings})(?![和与及的、，。；：）（])")
    beginning = re.compile(rf"[^，。；：]{{2,24}}?(?<![的以由对在为和与及、])(?=(?:{beginnings}))")
    return ending, beginning


# The styles whose units have headings that are no sentences.
_HEADED = (Style.HAN, Style.HAN_BRACKET, Style.CHAPTER, Style.ARABIC, Style.DECIMAL_1, Style.DECIMAL_2)


def _heading_cut(reading: Reading, label: Label, end: int, *, outermost: bool) -> Iterator[int]:
    """Where a heading that is no sentence ends and its text begins."""
    if not reading.chinese or label.style not in _HEADED:
        return
    folded = reading.folded
    stop = folded.find("。", label.end, end)
    stop = end if stop < 0 else stop
    spaced = re.compile(r"\s*[^，。；：\s]{2,40}(?=\s)").match(folded, label.end, stop)
    if spaced is not None:
        yield spaced.end()
        return
    for pattern in _headings(outermost=outermost) if label.style is not Style.ARABIC or outermost else ():
        match = pattern.match(folded, label.end, stop)
        if match is not None and match.end() < stop:
            yield match.end()
            return


# --------------------------------------------------------------------------------- header and signature

_TYPES = alternatives(DOCUMENT_TYPES)
_TYPE = re.compile(rf"(?:{_TYPES})(?:（[^（）]*）)?")


_ORDERED = re.compile(
    r"[\u4e00-\u9fff]{2,30}(?:公告|令|通告)\s?(?P<number>第\s?[\d一二三四五六七八九十百〇]{1,6}\s?号)"
)
# What a site prints between the title and the number.
_TITLE_BEFORE_SITE = re.compile(
    rf"(?:{_TYPES})(?:（[^（）]*）)?(?=\s*(?:来源|时间|发布|发表|索引|字号|浏览|阅读|当前位置|作者|信息|\d{{4}}-\d\d))"
)
# What collections put above a text: 【法宝引证码】 CLI.12.1 原文链接：https://….html
_ABOVE = re.compile(r"[^。，]{0,60}?https?：?:?//[\w./?=&%-]+?\.(?:html?|shtml|jsp|aspx?|pdf)\s*")
# A title without addressees goes over into the body: …行动方案（2021—2023）为深入贯彻….
_TITLE_BEFORE_BODY = re.compile(
    rf"[^。；：]{{6,120}}?(?:{_TYPES})\"?(?:（[^（）]*）)?(?=\s*(?:为[了深贯全进加推切落认做适促规]|根据|按照|依据|经[市省国县]|一、|第一[章条]|近年|当前|党的|目录|I\.))"
)


def _header_cuts(reading: Reading, line: Line) -> Iterator[int]:
    """Title | number | addressees | body, in a text that begins with all of them."""
    folded, start = reading.folded, line.start
    limit = min(line.end, start + _HEADER)
    above = _ABOVE.match(folded, start, limit)
    if above:
        yield above.end()
        start = above.end()
    again = _repeated(folded, start, limit)
    if again:
        yield again
        start = again
    if not reading.chinese:
        yield from _english_header_cuts(folded, start, limit)
        return
    stop = folded.find("。", start, limit)
    stop = limit if stop < 0 else stop
    ordered = _ORDERED.match(folded, start, stop)
    if ordered is not None:  # 国家知识产权局公告第44号
        yield ordered.start("number")
        yield ordered.end()
        start = ordered.end()
    number = next(find_numbers(folded, start, stop), None)
    if number is not None and _own_number(folded, start, number.start):
        yield number.start - (folded[number.start - 1] == "（")
        for site in _TITLE_BEFORE_SITE.finditer(folded, start, number.start):
            yield site.end()
        end = _last_number(folded, number.end, stop)
        yield end
        colon = folded.find("：", end, limit)
        if end < colon < stop:
            title_end = _title_end(folded, end, colon) if _TITLE_WORD.search(folded, end, colon) else end
            if title_end:
                yield title_end
                yield colon + 1
        return
    colon = folded.find("：", start, limit)
    if start < colon < stop and (split := _title_end(folded, start, colon)):
        yield split
        yield colon + 1
    elif (title := _TITLE_BEFORE_BODY.match(folded, start, stop)) is not None:
        yield title.end()


# What a title says and no list of addressees does.
_TITLE_WORD = re.compile("关于|印发|转发")


def _last_number(folded: str, end: int, stop: int) -> int:
    """The end of a number, or of the second one where two are joined: …31号、豫财社〔2022〕45号."""
    joined = re.compile("[、，]").match(folded, end, stop)
    second = next(find_numbers(folded, end, min(stop, end + 40)), None) if joined else None
    end = second.end if second is not None and second.start == end + 1 else end
    return end + (folded[end : end + 1] == "）")


def _own_number(folded: str, start: int, position: int) -> bool:
    """Whether a number behind the title is the document's own: not in a citation, 《…》（国发〔2021〕3号）."""
    before = folded[start:position].rstrip()
    if before.endswith("《") or "。" in before:
        return False
    return "》（" not in before[-3:] and (
        not before.endswith("（") or re.search(rf"(?:{_TYPES})\s*（$", before) is not None
    )


def _repeated(folded: str, start: int, limit: int) -> int:
    """Where a title that is printed twice begins again."""
    head = folded[start : start + 12]
    again = folded.find(head, start + 12, limit)
    if again > 0 and folded.startswith(folded[start:again].strip(), again):
        return again
    return 0


def _is_list(folded: str, start: int, end: int) -> bool:
    names = split_names(folded, start, end)
    return bool(names) and plausible(folded[names[-1].start : names[-1].end].strip('" '))


_ADDRESSED = ("各", "有关", "市", "省", "国务院")
_PERSON = re.compile("^[\u4e00-\u9fff、]{2,12}(?:代表|委员|同志)(?:等)?$")


def _title_end(folded: str, start: int, colon: int) -> int:
    """The end of the title that the addressees are glued to."""
    found = 0
    for match in _TYPE.finditer(folded, start + 6, colon):
        rest = folded[match.end() : colon].strip()
        if len(rest) > 2 and (
            rest.startswith(_ADDRESSED) or _PERSON.search(rest) or _is_list(folded, match.end(), colon)
        ):
            found = match.end()
            if rest.startswith("各"):
                break
    return found


def _english_header_cuts(folded: str, start: int, limit: int) -> Iterator[int]:
    """Title | number | addressees | body; the number in brackets behind a cited title is none of the document's own."""
    number = next(find_numbers(folded, start, min(limit, start + 500), chinese=False), None)
    if number is not None and folded[number.start - 1] not in "([" and folded[start : number.start].count(". ") == 0:
        yield number.start
        yield number.end
        start = number.end
    to = re.compile(r"(?<=[\w\")\]])\s*(?=To\s?:)").search(folded, start, limit)
    if to:
        yield to.end()
        body = _ENGLISH_BODY.search(folded, to.end() + 20, limit + 2000)
        if body:
            yield body.end()
    elif number is not None and 0 < (colon := folded.find(":", start, limit)) < folded.find(". ", start):
        yield colon + 1


_ANNEX = re.compile(r"(?<=[。；）\s])附\s?件\s?(?:\d{1,2}|[一二三四五六七八九十])?\s?[：:]?(?!精神)")
# Where two English lines were joined with nothing between: ``…CounterfeitingThe Program…``.
_SEAM = re.compile(
    r"(?<=[a-z\")])(?=[A-Z][a-z]+\s[a-z])|(?<=[a-z][.:\")])(?=[A-Z][a-z])"
    r"|(?<=[a-z])(?=(?:January|February|March|April|May|June|July|August|September|October|November|December)\s\d)"
)
# What begins the body of an English circular, behind addressees that end in no sign.
_OPENING = r"(?:The|In order|This|According|Pursuant|For the purpose|With a view|Upon|Based on|To implement|We)\s"
_ENGLISH_BODY = re.compile(rf"(?:(?<=[\w\")])\s+|(?<=[A-Za-z\")]))(?={_OPENING})")
# An organ alone between two sentences has signed: ``… implementation. Office of … Work In order to …``.
_ENGLISH_SIGNED = re.compile(
    rf"(?<=[.)])\s*(?P<organ>(?:General\s|State\s|National\s|China\s)?(?:Office|Ministry|Administration|Commission|Department|Bureau|Council)\b[^.;:,]{{6,150}}?)\s*(?={_OPENING})"
)


def _annex_cuts(reading: Reading, start: int, end: int) -> Iterator[int]:
    """Before and after 附件 that begins a line of its own: an annex may restart the numbering."""
    for match in _ANNEX.finditer(reading.folded, start, end):
        yield match.start()
        yield match.end()


def _sentence_seams(reading: Reading, start: int, end: int) -> Iterator[int]:
    for match in _SEAM.finditer(reading.folded, start, end):
        yield match.start()
    signed = _ENGLISH_SIGNED.search(reading.folded, start, end)
    if signed is not None:
        yield from signed.span("organ")


# A date that goes on in a sentence signs nothing.
_NOT_SIGNED = re.compile(
    r"\s*(?:起|前|至|到|，|。|、|；|印发|以|之|的|在|召开|第|国务院|发布|公布|修订|通过|中华|-|—|（星期)"
)
_ANNEX_LISTED = re.compile(rf"\s*附件：.*(?:{_TYPES})(?:（[^（）]*）)?")


def _signature_cuts(reading: Reading, start: int, end: int) -> Iterator[int]:
    """Around ``国务院2018年11月7日`` after a sentence, and after the note that may follow it."""
    folded = reading.folded
    for found in find_dates(folded[start:end]):
        begin, finish = start + found.start, start + found.end
        if _NOT_SIGNED.match(folded, finish, end):
            continue
        floor = max(folded.rfind(sign, start, begin) for sign in ("。；！）" if reading.chinese else ".;)"))
        if folded[floor:begin].strip() == "）":  # （国家知识产权局代章）
            floor = max(folded.rfind(sign, start, floor - 1) for sign in "。；！）")
        listed = _ANNEX_LISTED.match(folded, floor + 1, begin)
        if listed:  # 附件：…工作方案国家知识产权局办公室2022年5月9日
            floor = listed.end() - 1
        if not reading.chinese:  # …implemented.General Office of the State CouncilMarch 30, 2016
            seams = [seam.start() for seam in _SEAM.finditer(folded, floor + 1, begin - 1)]
            floor = seams[-1] - 1 if seams else floor
        names = folded[floor + 1 : begin].strip()
        if not names and folded[finish : finish + 1].isdigit():
            continue
        if any(sign in names for sign in "，：《》") or len(names) > 200 or floor < start:
            continue
        if names and not reading.chinese and not english_organ(names):
            continue
        if names and reading.chinese and not ends_in_head(re.sub("（[^（）]*章）", "", names).split()[-1]):
            continue
        yield floor + 1
        yield finish
        note = re.compile(r"\s*（(?:此件|本文|信息公开|联系人|主动公开)[^（）]*）").match(folded, finish, end)
        if note:
            yield note.end()
        return


# ------------------------------------------------------------------------------- what is missing in between


def _missing(reading: Reading, lines: list[Line]) -> list[Line]:
    """A label missing between two lines (…2., 4.) that stands after a sentence inside a paragraph is cut free."""
    labels = [line.label for line in lines]
    last: dict[Style, tuple[int, int]] = {}
    cuts: dict[int, list[int]] = {}
    for index, label in enumerate(labels):
        if label is None:
            continue
        previous = last.get(label.style)
        if previous is not None and label.ordinal - previous[1] == 2:
            found = _between(reading, lines, previous[0], index, label, previous[1] + 1)
            if found:
                cuts.setdefault(found[0], []).append(found[1])
        last[label.style] = (index, label.ordinal)
    if not cuts:
        return lines
    return [piece for index, line in enumerate(lines) for piece in _pieces(reading, line, cuts.get(index, []))]


def _between(
    reading: Reading, lines: list[Line], first: int, last: int, label: Label, ordinal: int
) -> tuple[int, int] | None:
    for index in range(first, last):
        line = lines[index]
        for inner in labels_within(reading.folded, line.start + 1, line.end, chinese=reading.chinese):
            before = reading.folded[max(0, inner.start - 8) : inner.start].rstrip()[-1:]
            if inner.style is label.style and inner.ordinal == ordinal and before in _ENDS:
                return index, inner.start
    return None
