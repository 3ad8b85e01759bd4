"""Labels with a wrong sign: ``-、总体要求``, ``l.``, ``一。``, ``（二、``; and behind their heading: ``总体要求一、``.

Such a line says nothing by itself. It is a label only where its number is the one that is missing between the labels
before and after it, or is the 1 that a group below a heading begins without, so that text is never taken for a
unit because of how it begins.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from ipr_extract.data import rules
from ipr_extract.nlp.labels import Label, Style
from ipr_extract.nlp.reading import Line, Reading
from ipr_extract.numerals import han_number, roman_number

# A group whose first label was misprinted goes on with one of its first, even where two changed places.
_FEW = 9
_BRACKETED = frozenset((Style.HAN_BRACKET, Style.ARABIC_BRACKET, Style.ROMAN_BRACKET, Style.ROMAN_SMALL_BRACKET))
_HAN = "一二三四五六七八九十百零〇"


@functools.cache
def _printed_for(script: str) -> dict[str, str]:
    """Each sign that is printed for a numeral of a script → the numeral."""
    return {sign: numeral for signs, numeral in rules("numbering")["printed_for"][script].items() for sign in signs}


@functools.cache
def _patterns() -> tuple[tuple[re.Pattern[str], ...], re.Pattern[str], re.Pattern[str]]:
    """What is looked for in a whole Chinese text first, which is cheap; the misprinted labels, Chinese and English."""
    han, arabic, roman = ("".join(map(re.escape, _printed_for(script))) for script in ("han", "arabic", "roman"))
    # A line that begins with a sign that is no numeral, or with a numeral and a wrong bracket or stop behind it.
    odd = han + arabic
    gate = (
        rf"\n *(?:（?[{odd}][{_HAN}\d{odd}]{{0,2}}\s?[、.。）]"  # -、 （l） O1.
        rf"|[{_HAN}]{{1,3}}(?:[）。]|[{han}]\s?[、.。])|（[{_HAN}]{{1,3}}(?:[、.。]|[{han}])"  # 二） 一。 十-、 （二、
        rf"|（?\d{{1,2}}(?:。|[{arabic}]\d?[.、。）])|第[{_HAN}]{{0,3}}[{han}])"  # 1。 1O. （1l） 第ニ条
    )
    chinese = rf"""
        （\s?(?P<han_bracket>[{_HAN}{han}]{{1,4}})\s?[）、.]                # （-）加强 （二、加强
      | 第(?P<counted>[{_HAN}{han}]{{1,5}})(?P<unit>[章节条])             # 第ニ条
      | (?P<han_closed>[{_HAN}{han}]{{1,4}})）                            # 二）加强
      | (?P<han>[{_HAN}{han}]{{1,4}})\s?[、.。](?=\s*[\u4e00-\u9fff"《])      # -、总体要求 一。总体要求
      | （\s?(?P<arabic_bracket>[\d{arabic}]{{1,3}})\s?）                  # （l）加强
      | [\u4e00-\u9fff]{{2,12}}(?<![{_HAN}])(?P<han_last>[{_HAN}{han}]{{1,3}})、$   # 总体要求-、
      | (?P<arabic>[\d{arabic}]{{1,3}})\s?[.、。](?=\s*[\u4e00-\u9fff"《])   # l.加强 1。加强
    """
    # l. Goals, (1I) Work
    english = rf"[(](?P<bracketed>[IVXivx\d{roman}{arabic}]{{1,6}})[)](?=\s?[A-Z])"
    english += rf"|(?P<dotted>[IVXivx\d{roman}{arabic}]{{1,6}})\s?\.(?=\s+[A-Z\"])"
    gates = re.compile(gate), re.compile(rf"、\n(?<=[{_HAN}{han}]、\n)")  # the second: 总体要求-、
    return gates, re.compile(chinese, re.VERBOSE), re.compile(english)


def with_misprinted_labels(reading: Reading) -> Reading:
    """The reading with the labels of lines that have one with a wrong sign; the same where there is none."""
    gates, chinese, english = _patterns()
    if reading.chinese:
        text = f"\n{reading.folded}"  # the first line begins like any other
        if all(gate.search(text) is None for gate in gates):
            return reading
        found = [_chinese(chinese.match(reading.folded, line.start, line.end)) for line in reading.lines]
    else:
        found = [_english(english.match(reading.folded, line.start, line.end)) for line in reading.lines]
    options = [
        () if line.label is not None else tuple(labels) for line, labels in zip(reading.lines, found, strict=True)
    ]
    if not any(options):
        return reading
    return replace(reading, lines=tuple(_accepted(reading.lines, options)))


_UNITS = {"章": Style.CHAPTER, "节": Style.SECTION, "条": Style.ARTICLE}


def _chinese(match: re.Match[str] | None) -> Iterator[Label]:
    if match is None:
        return
    kind = match.lastgroup or ""
    if kind == "unit":
        style, script, letters = _UNITS[match["unit"]], "han", match["counted"]
    else:
        style = Style.HAN_BRACKET if kind == "han_closed" else Style.HAN if kind == "han_last" else Style(kind)
        script, letters = "han" if kind.startswith("han") else "arabic", match[kind]
    text = "".join(_printed_for(script).get(sign, sign) for sign in letters)
    readable = script == "arabic" or re.fullmatch(f"[{_HAN}]+", text) is not None
    ordinal = (int if script == "arabic" else han_number)(text) if readable else 0
    if ordinal:
        yield Label(style, ordinal, match.start(), match.end())


def _english(match: re.Match[str] | None) -> Iterator[Label]:
    """``l.`` may be I., i. or 1.: the numbers around tell which."""
    if match is None:
        return
    kind = match.lastgroup or ""
    letters, brackets = match[kind], "_bracket" if kind == "bracketed" else ""
    text = "".join(_printed_for("roman").get(sign, sign) for sign in letters)
    if re.fullmatch("[IVXivx]+", text) and (ordinal := roman_number(text)):
        # The letters that are no misprint say whether it is a capital.
        kept = [sign for sign, read in zip(letters, text, strict=True) if sign == read]
        for style, case in ((Style.ROMAN, str.isupper), (Style.ROMAN_SMALL, str.islower)):
            if all(map(case, kept)):
                yield Label(Style(style + brackets), ordinal, match.start(), match.end())
    figures = "".join(_printed_for("arabic").get(sign, sign) for sign in letters)
    if figures.isdigit() and int(figures):
        yield Label(Style(Style.ARABIC + brackets), int(figures), match.start(), match.end())


def _accepted(lines: Sequence[Line], options: Sequence[Sequence[Label]]) -> Iterator[Line]:
    """The lines, with a label where one of its options is the number that is missing there."""
    last: dict[Style, int] = {}  # in the order in which the styles were met
    above: Style | None = None
    for index, line in enumerate(lines):
        label = line.label
        for option in options[index]:
            following = _next(lines, options, index, option.style)
            before = last.get(option.style)
            if option.ordinal == 1:
                # A group that begins here has no other 1, whatever stands behind it.
                begins = _is_outer(above, option.style, last)
                fits = (following == 2 and before != 1) or (
                    begins and (option.style in _BRACKETED or (following is not None and 2 <= following <= _FEW))
                )
            else:
                fits = before == option.ordinal - 1 and following in (None, 1, option.ordinal + 1)
            if fits:
                label = option
                line = line._replace(label=option)
                break
        if label is not None:
            last[label.style] = label.ordinal
            above = label.style
        yield line


def _is_outer(above: Style | None, style: Style, met: Mapping[Style, int]) -> bool:
    """Whether a label of a style stands directly below one of an outer style, or before all others."""
    return above is None or (above is not style and (style not in met or [*met].index(above) < [*met].index(style)))


def _next(lines: Sequence[Line], options: Sequence[Sequence[Label]], index: int, style: Style) -> int | None:
    """The ordinal of the next label of a style, or of what may be one."""
    for at in range(index + 1, len(lines)):
        label = lines[at].label
        if label is not None and label.style is style:
            return label.ordinal
        for option in options[at]:
            if option.style is style:
                return option.ordinal
    return None
