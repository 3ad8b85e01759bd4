"""Where a glued text passes from title to number, addressees, body, signature and annex."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ipr_extract.data import alternatives
from ipr_extract.dates import find_dates
from ipr_extract.nlp.names import split_names
from ipr_extract.nlp.numbers import find_numbers
from ipr_extract.nlp.organs import ends_in_head, plausible
from ipr_extract.nlp.reading import Line, Reading
from ipr_extract.nlp.site_words import menu_end, past_site, title_start
from ipr_extract.nlp.titles import DOCUMENT_TYPES, english_organ, without_seal

_HEADER = 900  # characters in which title, number and addressees stand

_TYPES = alternatives(DOCUMENT_TYPES)
_TYPE = re.compile(rf"(?:{_TYPES})(?:（[^（）]*）)?")


_ORDERED = re.compile(
    r"[\u4e00-\u9fff][\u4e00-\u9fff\s]{1,60}?(?:公\s?告|令|通\s?告)\s?(?P<number>(?:(?:19|20)\d\d\s?年\s?)?第\s?[\d一二三四五六七八九十百〇]{1,6}\s?号)"
)
# What a site prints between the title and the number.
_TITLE_BEFORE_SITE = re.compile(
    rf"(?:{_TYPES})(?:（[^（）]*）)?(?=\s*(?:来源|时间|发布|发表|索引|字号|浏览|阅读|当前位置|作者|信息|文号|发文字号|成文|_|[〔（][发文成来]|\d{{4}}-\d\d))"
)
# What collections put above a text: 【法宝引证码】 CLI.12.1 原文链接：https://….html
_ABOVE = re.compile(r"[^。，]{0,60}?https?：?:?//[\w./?=&%-]+?\.(?:html?|shtml|jsp|aspx?|pdf)\s*")
# A title without addressees goes over into the body: …行动方案（2021—2023）为深入贯彻….
_TITLE_BEFORE_BODY = re.compile(
    rf"[^。；：]{{6,120}}?(?:{_TYPES})\"?(?:（[^（）]*）)?(?=\s*(?:全文|正文|为[了深贯全进加推切落认做适促规]|以习近平|深入|坚持|紧紧围绕|围绕|立足|聚焦|牢固|(?:19|20)\d\d年|今年|发布(?:时间|日期)：|根据|按照|依据|经[市省国县]|一、|第一[章条]|近年|当前|党的|目录|I\.))"
)


def header_cuts(reading: Reading, line: Line) -> Iterator[int]:
    """Title | number | addressees | body, in a text that begins with all of them."""
    folded, start = reading.folded, line.start
    limit = min(line.end, start + _HEADER)
    above = _ABOVE.match(folded, start, limit)
    if above:
        yield above.end()
        start = above.end()
    again = _repeated(folded, start, limit) or (menu_end(folded, start) if reading.chinese else 0)
    if again:
        yield again
        start = again
    if not reading.chinese:
        yield from _english_header_cuts(folded, start, limit)
        return
    stop = folded.find("。", start, limit)
    stop = limit if stop < 0 else stop
    begin = title_start(folded, start, stop)
    if begin > start:
        yield begin
        start = begin
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
        yield from _again(folded, line.start, number.start)
        end = _last_number(folded, number.end, stop)
        yield end
        behind = past_site(folded, end, limit)
        if behind > end:
            yield behind
            end = behind
        colon = folded.find("：", end, limit)
        if end < colon < stop:
            title_end = _title_end(folded, end, colon) if _TITLE_WORD.search(folded, end, colon) else end
            if title_end:
                yield title_end
                repeated = next(find_numbers(folded, title_end, colon), None)
                if repeated is not None and repeated.start == title_end:
                    yield repeated.end
                yield colon + 1
        return
    yield from _without_number(folded, line, start, stop, limit)


def _without_number(folded: str, line: Line, start: int, stop: int, limit: int) -> Iterator[int]:
    """Title | addressees | body, where no number stands between them."""
    for site in _TITLE_BEFORE_SITE.finditer(folded, start, stop):
        behind = past_site(folded, site.end(), limit)
        if behind > site.end():
            yield site.end()
            yield behind
            colon = folded.find("：", behind, limit)
            if behind < colon < stop:
                yield colon + 1
            return
    colon = folded.find("：", start, limit)
    if start < colon < stop and (split := _title_end(folded, start, colon)):
        yield from _again(folded, line.start, split)
        yield split
        yield colon + 1
    elif start < colon < stop and not _TITLE_WORD.search(folded, start, colon) and _is_list(folded, start, colon):
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


def _again(folded: str, start: int, end: int) -> Iterator[int]:
    """Where a title that ends at ``end`` begins, if a site's menu and the same title stand before it."""
    while end > start and folded[end - 1] in " \u3000（":
        end -= 1
    least = 14 if "\u4e00" <= folded[end - 1] <= "\u9fff" else 40  # a title may say a phrase twice
    earlier = folded.rfind(folded[end - least : end], start, end - least) if end - start > 2 * least else -1
    if earlier < 0:
        return
    begin = end - least
    while earlier > start and folded[earlier - 1] == folded[begin - 1]:
        earlier, begin = earlier - 1, begin - 1
    yield begin


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
    for site in _ENGLISH_SITE.finditer(folded, start, limit):
        yield site.start()
    title = _ENGLISH_TITLE.search(folded, start, limit)
    if title is not None:
        yield title.start()
        start = title.start()
        seam = _TITLE_SEAM.search(folded, title.end(), limit)
        if seam is not None:
            yield seam.start()
    number = next(find_numbers(folded, start, min(limit, start + 500), chinese=False), None)
    if number is not None and folded[number.start - 1] not in "([" and folded[start : number.start].count(". ") == 0:
        yield from _again(folded, start, number.start)
        yield number.start
        yield number.end
        start = number.end
    to = re.compile(r"(?<=[\w\")\]])\s*(?=To\s?:)").search(folded, start, limit)
    if to:
        if number is None:
            yield from _again(folded, start, to.start())
        yield to.end()
        body = _ENGLISH_BODY.search(folded, to.end() + 20, limit + 2000)
        if body:
            yield body.end()
    elif number is not None and 0 < (colon := folded.find(":", start, limit)) < folded.find(". ", start):
        yield colon + 1


# Where a title begins that other words are glued to, and where its end is glued: …Key AreasGuo Fa [2019] No. 1
_ENGLISH_TITLE = re.compile(
    r"(?:(?<![A-Za-z])|(?<=[a-z])|(?<=[A-Z]{3}))(?:Joint\s)?"
    r"(?:Circular|Notice|Notification|Opinions?|Decision|Announcement|Reply|Guidelines?|Directive)\s"
    r"(?:of|on|by|from|concerning|regarding|about|issued)\b"
)
_TITLE_SEAM = re.compile(
    r"(?<=[a-z)\]\d])(?=[A-Z][a-z])|(?<=[a-z\d)]\")(?=[A-Z][a-z])"
    r"|(?<=[a-z\"])(?=[(\[]?[A-Z][A-Za-z ]{1,40}[\[(〔](?:19|20)\d\d)"
)
# What a site prints behind the title: …an IPR PowerUpdated: 1 06,2022
_ENGLISH_SITE = re.compile(r"(?<=[a-z\")])(?=(?:Updated?|Source|Date|Published|Release date)\s?:)")
_ANNEX = re.compile(r"(?<=[。；）\s])附\s?件\s?(?:\d{1,2}|[一二三四五六七八九十])?\s?[：:]?(?!精神)")
# Where two English lines were joined with nothing between: ``…CounterfeitingThe Program…``.
_SEAM = re.compile(
    r"(?<=[a-z\")])(?=[A-Z][a-z]+\s[a-z])|(?<=[a-z][.:\")])(?=[A-Z][a-z])"
    r"|(?<=[a-z])(?=By (?:19|20)\d\d)|(?<=[a-z.)])(?=\(Source:)"
    r"|(?<=[a-z])(?=(?:January|February|March|April|May|June|July|August|September|October|November|December)\s\d)"
)
# What begins the body of an English circular, behind addressees that end in no sign.
_OPENING = r"(?:The|In order|This|According|Pursuant|For the purpose|With a view|Upon|Based on|To implement|We|Your)\s"
_ENGLISH_BODY = re.compile(rf"(?:(?<=[\w\")])\s+|(?<=[A-Za-z\")]))(?={_OPENING})")
# An organ alone between two sentences has signed: ``… implementation. Office of … Work In order to …``.
_ENGLISH_SIGNED = re.compile(
    rf"(?<=[.)])\s*(?P<organ>(?:General\s|State\s|National\s|China\s)?(?:Office|Ministry|Administration|Commission|Department|Bureau|Council)\b[^.;:,]{{6,150}}?)\s*(?={_OPENING})"
)


def annex_cuts(reading: Reading, start: int, end: int) -> Iterator[int]:
    """Before and after 附件 that begins a line of its own: an annex may restart the numbering."""
    for match in _ANNEX.finditer(reading.folded, start, end):
        yield match.start()
        yield match.end()


def sentence_seams(reading: Reading, start: int, end: int) -> Iterator[int]:
    """Between two English lines joined with nothing between, and around an organ that signs alone."""
    for match in _SEAM.finditer(reading.folded, start, end):
        yield match.start()
    signed = _ENGLISH_SIGNED.search(reading.folded, start, end)
    if signed is not None:
        yield from signed.span("organ")


# Who signs an order: 部长　某某某.
_OFFICER = re.compile(
    r"(?:(?:部|局|署|厅|省|市|县|区|州|行|院|会|校|检\s*察)\s*长|主\s*任|主\s*席|总\s*理)\s*[\u4e00-\u9fff·\s]{2,8}\Z"
)
# A date that goes on in a sentence signs nothing.
_NOT_SIGNED = re.compile(
    r"\s*(?:起|前|至|到|，|。|、|；|印发|以|之|的|在|召开|第|国务院|发布|公布|修订|通过|中华|-|—|（星期)"
)
_ANNEX_LISTED = re.compile(
    rf"\s*(?:此通知|特此[\u4e00-\u9fff]{{2,4}}|[^。；]{{0,40}}(?:电话|联系人|传真|邮箱)：[^。；：]{{0,60}})?附件：.*(?:{_TYPES}|名单|清单|名册|范围|[样式]图|样[表本式]|表(?!彰)|书(?!记|法)|目录|模板|提纲)(?:（[^（）]*）)?"
)
# Whom to ask, between the last sentence and the signature: 联系电话：… 电子邮箱：…@….com扶余市人民政府2017年7月12日
_NOTE = re.compile(r"\s*（(?:此件|本文|信息公开|联系人|主动公开)[^（）]*）")
_CONTACT = re.compile(r"[^。；]*(?:电话|邮箱|传真|邮编|联系人)：[^：]{0,40}?[\w.×*@-]*[A-Za-z\d×*](?=[\u4e00-\u9fff])")
# Characters before a date in which the last sentence ends: looked for from the beginning, each of many dates would cost
# the whole text.
_LONGEST_ENDING = 2_000


def signature_cuts(reading: Reading, start: int, end: int) -> Iterator[int]:
    """Around ``国务院2018年11月7日`` after a sentence, and after the note that may follow it."""
    folded = reading.folded
    for found in find_dates(folded[start:end]):
        begin, finish = start + found.start, start + found.end
        # Behind an officer's name the text that he orders begins: 部长　某某某2020年1月2日中华人民共和国….
        if _NOT_SIGNED.match(folded, finish, end) and not (
            folded.startswith("中华", finish) and _OFFICER.search(folded, max(start, begin - 20), begin)
        ):
            continue
        first = max(start, begin - _LONGEST_ENDING)
        floor = _last_of("。；！）" if reading.chinese else ".;)", folded, first, begin)
        if folded[floor:begin].strip() == "）":  # （国家知识产权局代章）
            floor = _last_of("。；！）", folded, first, floor - 1)
        listed = _ANNEX_LISTED.match(folded, floor + 1, begin)
        if listed:  # 附件：…工作方案国家知识产权局办公室2022年5月9日
            floor = listed.end() - 1
        contact = _CONTACT.match(folded, floor + 1, begin)
        if contact:
            floor = contact.end() - 1
        organs = [] if reading.chinese else _english_organs(folded, floor + 1, begin)
        if not reading.chinese:
            floor = organs[0] - 1 if organs else floor
        names = folded[floor + 1 : begin].strip()
        if not names and folded[finish : finish + 1].isdigit():
            continue
        if any(sign in names for sign in "，：《》") or len(names) > 400 or floor < start:
            continue
        if names and not reading.chinese and not organs:
            continue
        if (
            names
            and reading.chinese
            and not ends_in_head(without_seal(names).split()[-1])
            and not _OFFICER.match(names)
        ):
            continue
        yield from organs or [floor + 1]
        if _OFFICER.match(names):
            yield begin
        yield finish
        note = _NOTE.match(folded, finish, end)
        if note:
            yield note.end()
        return


def _last_of(signs: str, folded: str, start: int, end: int) -> int:
    """Where the last of these signs stands; before ``start`` where none does."""
    return max(start - 1, *(folded.rfind(sign, start, end) for sign in signs))


_ORGAN_SEAM = re.compile(r"(?<=[a-z\")])(?=[A-Z][a-z])")


def _english_organs(folded: str, start: int, end: int) -> list[int]:
    """Where the organs before a date begin: …carried out.Ministry of FinanceState Taxation AdministrationApril 4."""
    found: list[int] = []
    stop = end
    for begin in reversed([start, *(seam.start() for seam in _ORGAN_SEAM.finditer(folded, start + 1, end - 1))]):
        if not english_organ(folded[begin:stop].strip() or " "):
            break
        found.insert(0, begin)
        stop = begin
    return found
