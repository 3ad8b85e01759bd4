"""What engines misread by class, read as it is printed: marks, brackets, quotes, dashes and labels of one page.

Only signs that can't be otherwise where they stand are changed; a character that may be right is left.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from ipr_extract.parse.ocr_pictures import Recognised
from ipr_extract.parse.page import Page
from ipr_extract.parse.pdf_lines import Line

# Engines write half-width marks where Chinese print has full-width ones.
_MARKS = str.maketrans(",:;!?()", "，：；！？（）")
_HALF_WIDTH = str.maketrans("，：；！？（）．。", ",:;!?()..")
_CHINESE = re.compile("[\u3400-\u9fff]")
_NARROW = re.compile(r"(?<=[\u3400-\u9fff，。、；：）》”])[,:;!?()]|[,:;!?()](?=[\u3400-\u9fff（《“])")
# ``2023】97号``, ``[2023〕97号``, ``（2023]97号``: a year between brackets of two kinds, or with one of them lost.
_NUMBER = re.compile(
    r"(?:(?<=[发函字办规政知通公商法])|^)\s?[\[〔【（({]?(\d{4})[\]〕】）)}]\s?(?=\d{1,5}\s?号|\d{0,5}$)"
)
# Brackets that engines take for one another, and after how many lines none is waited for.
_CLOSING, _FARTHEST = {"（": "）", "〔": "〕", "【": "】"}, 4
# ``2021一2023``, ``2021-—2023``: a long dash, as the character for one, or in two pieces.
_DASH = re.compile(r"(?<=\d)(?:年)?(?:[一—–-]*一[一—–-]*|[—–-]{2,})(?=\d{4})")
# ``(l)``, ``(ll)``, ``Il.``, ``Ill.``, ``ili.`` before a heading are Roman numerals; ``1.`` may be what it looks like.
_ROMAN = re.compile(r"^(?P<open>\(?\s?)(?P<digits>[Il|]{1,4}|[il]{2,3}|[Il1|]{2,3})(?=\s?\)|\s?\.\s?[A-Z])")
_CITED = re.compile(r"(?<=\bNo\.)\s?[\[〔(](\d{4})[\]〕)j]\s?(?=\d)")
# Numerals of strokes alone, of which one is easily lost or seen twice: ``(II)``, ``III.``; dots of ``iii.`` are not.
_STROKES = re.compile(r"(?P<open>\(?)(?P<strokes>I{1,4})(?P<close>\)|\.)(?=\s?[A-Z])")
_LABEL = re.compile(r"(?P<number>\d{1,3})\s?(?P<dot>[.．、])?(?=\s?[\u3400-\u9fffA-Z“《])")
_COUNTED = re.compile(r"\s?[年月日号时个项家人件次条万亿元%％]")  # what a number is of, and so no label
_NEXT_ROMAN = re.compile(r"II\s?\.\s?[A-Z]")
_FIRST_ROMAN = re.compile(r"[I]\s?\.\s?[A-Z]")


def mended(lines: Sequence[Recognised]) -> list[Recognised]:
    """The lines of a page, from top to bottom, with what is misread in them put right."""
    texts = _quoted(list(_closed(_opened([_marked(line.text) for line in lines]))))
    found = [_written(line, text) for line, text in zip(lines, texts, strict=True)]
    return list(_numbered(_first_roman(found)))


def _written(line: Recognised, text: str) -> Recognised:
    """The line with another text; where that is of another length, its characters' places are no longer known."""
    if text == line.text:
        return line
    return line._replace(text=text, signs=line.signs if len(text) == len(line.text) else ())


def _marked(text: str) -> str:
    """Full-width marks beside Chinese characters, half-width ones where there are none."""
    if not _CHINESE.search(text):
        return _CITED.sub(r" [\1]", _ROMAN.sub(_as_roman, text.translate(_HALF_WIDTH)))
    text = _NARROW.sub(lambda match: match[0].translate(_MARKS), text)
    return _DASH.sub(_as_dash, _NUMBER.sub(r"〔\1〕", text))


def _opened(texts: Iterable[str]) -> Iterator[str]:
    """The texts without the bracket before a year that the line above has ended in: ``国办发〔``, ``2023〕97号``."""
    before = ""
    for text in texts:
        yield text[1:] if before.rstrip().endswith("〔") and text.startswith("〔") else text
        before = text


def _closed(texts: Iterable[str]) -> Iterator[str]:
    """The texts with brackets closed as they were opened, not far above: ``〔责任单位：甲局）`` ends in ``〕``."""
    opened: list[tuple[int, str]] = []
    for row, text in enumerate(texts):
        signs = list(text)
        for at, sign in enumerate(signs):
            if sign in _CLOSING:
                opened.append((row, _CLOSING[sign]))
            elif sign in _CLOSING.values() and opened:
                begun, due = opened.pop()
                signs[at] = due if row - begun <= _FARTHEST else sign
        yield "".join(signs)


def _as_roman(match: re.Match[str]) -> str:
    digits = match["digits"]
    sign = "i" if set(digits) <= {"i", "l"} and "i" in digits else "I"
    return match["open"] + sign * len(digits)


def _as_dash(match: re.Match[str]) -> str:
    return match[0].rstrip("一—–-") + "—"


def _quoted(texts: Sequence[str]) -> Iterator[str]:
    """The texts with straight quotes beside Chinese as they were printed: the first opens, the second closes."""
    inside = False
    for text in texts:
        if not _CHINESE.search(text):
            inside = False
            yield text
            continue
        signs = []
        for sign in text:
            if sign in '“”"':
                # An opening one is believed where nothing is open; any other is what is due.
                sign = "”" if inside else "“"
                inside = not inside
            signs.append(sign)
        if text.endswith(("。", "；", "：")) and inside:
            inside = False
        yield "".join(signs)


def _first_roman(lines: Sequence[Recognised]) -> list[Recognised]:
    """``1. Warn Early`` is ``I.`` where ``II.`` follows on the page, no ``I.`` is there, and its next label is no 2."""
    second = next((at for at, line in enumerate(lines) if _NEXT_ROMAN.match(line.text)), None)
    if second is None or any(_FIRST_ROMAN.match(line.text) for line in lines[:second]):
        return list(lines)
    labels = [
        (at, int(m["number"])) for at, line in enumerate(lines[:second]) if (m := _LABEL.match(line.text)) and m["dot"]
    ]
    for (at, number), (_, following) in pairwise([*labels, (second, 0)]):
        if number == 1 and following != 2:
            changed = list(lines)
            changed[at] = lines[at]._replace(text="I" + lines[at].text[1:])
            return changed
    return list(lines)


def counted(pages: Iterable[Page]) -> Iterator[Page]:
    """The pages of a document with Roman numerals of two strokes or three as their places count them.

    After ``(I)`` comes ``(II)``. A numeral with nothing of its style before it is left, and what comes after III has
    other signs. Only what was recognised is changed.
    """
    last: dict[str, int] = {}
    for page in pages:
        pieces = tuple(_count(line, last) for line in page.pieces)
        yield replace(page, pieces=pieces) if page.recognised and pieces != page.pieces else page


def _count(line: Line, last: dict[str, int]) -> Line:
    """The line with its numeral as it is due after the ``last`` of its style, which it takes the place of."""
    label = _STROKES.match(line.text)
    if label is None:
        return line
    style, count = label["close"], len(label["strokes"])
    due = last.get(style, 0) + 1
    if count > 1 and 1 < due <= 3:
        count = due
    count = min(count, 3)
    last[style] = count
    return line._replace(text=f"{label['open']}{'I' * count}{label['close']}{line.text[label.end() :]}")


def _numbered(lines: Sequence[Recognised]) -> Iterator[Recognised]:
    """The lines with the dot that was passed over behind a label between the labels before and after it."""
    labels = [_LABEL.match(line.text) for line in lines]
    dotted = [(at, int(label["number"])) for at, label in enumerate(labels) if label and label["dot"]]
    between = {before + 1: (first, last) for (first, before), (last, after) in pairwise(dotted) if after == before + 2}
    for at, (line, label) in enumerate(zip(lines, labels, strict=True)):
        first, last = between.get(int(label["number"]), (at, at)) if label and not label["dot"] else (at, at)
        if label and first < at < last and not _COUNTED.match(line.text, label.end()):
            end = label.end("number")
            yield _written(line, f"{line.text[:end]}.{line.text[end:].lstrip()}")
        else:
            yield line
