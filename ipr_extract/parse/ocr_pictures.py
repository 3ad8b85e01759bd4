"""Pictures of pages before and after an engine reads them: laid level, red taken away, rules and gaps found by ink."""

from __future__ import annotations

import re
import statistics
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Picture = NDArray[np.uint8]
    Ink = NDArray[np.bool_]

RESOLUTION = 200  # dots an inch: more takes longer and reads no better
_INK = 128  # of 255: darker is print
_FAINT = 190  # a thin rule, which a scan makes grey
_INKED = 0.01  # of a strip, from which on there is print on it
_EDGE = 6  # pixels beyond a strip, or the print at its edge would be cut
# How far before and behind a line, in its heights, ink may belong to it; how much of it there is at least, how near.
_BEFORE, _BEHIND, _NEAR = 3.0, 1.2, 0.8
_LEAST_BEFORE, _LEAST_BEHIND = 0.4, 0.12
_RULE_SHARE = 0.9  # of a line's height, from which on ink that stands is a rule
# How far from level a page lies on the glass: pixels across, degrees to either side, in steps of; roughly, then finely.
_SEARCH = ((700, 2.0, 0.2), (1600, 0.2, 0.05))
_LEAST_TURN = 0.04
# A rule is longer than a character's stroke, and thinner than a bar; in pixels at 200 dots an inch.
_SHORTEST_RULE, _THICKEST_RULE = 100, 10
_MOST_RULES = 3_000
# Blank columns of this share of a line's height part words; between Chinese characters more is needed.
_WORD_GAP, _NAME_GAP = 0.16, 0.42
# Chinese names that one space parts: some room, and characters that stand further apart than the line's others.
_CHINESE_GAP, _CHINESE_STEP = 0.28, 0.17
# Slim letters leave more room before and behind them than the others, in fonts of one width or nearly so.
_SLIM_BEFORE, _SLIM_AFTER, _BEARING = frozenset("iIl1|"), frozenset("iIl1.,:;'|"), 0.05
_TYPED = 0.75  # of that, where an engine parts words too
_BEHIND_WORDS = frozenset(".,;:)")
_LETTERS, _HANS = "letters", "hans"
_LATIN = re.compile(r"[0-9A-Za-z,.;:()&'\"-]")
_HAN = re.compile("[\u3400-\u9fff]")


class Recognised(NamedTuple):
    """One line of text on a picture: its box in pixels from the top left, and the engine's confidence, 0 to 1.

    ``signs`` are the left and right edges of each character, where the engine tells them.
    """

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    confidence: float
    signs: tuple[tuple[float, float], ...] = ()


def levelled(picture: Picture) -> Picture:
    """The picture turned so that its lines are level: the turn by which its rows of print stand out most."""
    import numpy as np
    from PIL import Image

    whole = Image.fromarray(picture)
    turn = 0.0
    for across, most, step in _SEARCH:
        grey = whole.convert("L").resize((across, max(round(across * picture.shape[0] / picture.shape[1]), 1)))
        turns = [turn + step * index for index in range(-round(most / step), round(most / step) + 1)]
        contrasts = [_contrast(np.asarray(grey.rotate(degrees, fillcolor=255))) for degrees in turns]
        # As it lies, unless another turn is better by more than chance.
        here = contrasts[len(contrasts) // 2]
        turn = turns[int(np.argmax(contrasts))] if max(contrasts) > 1.02 * here else turn
    if abs(turn) < _LEAST_TURN:
        return picture
    if (picture == picture[:, :, :1]).all():  # without colours one turn does for all three
        grey = Image.fromarray(picture[:, :, 0]).rotate(turn, resample=Image.Resampling.BICUBIC, fillcolor=255)
        return np.repeat(np.asarray(grey)[:, :, np.newaxis], 3, axis=2)
    return np.asarray(whole.rotate(turn, resample=Image.Resampling.BICUBIC, fillcolor=(255, 255, 255)))


def _contrast(grey: NDArray[np.uint8]) -> float:
    """How sharply rows of print are set off from the white between them."""
    rows = (grey < _INK).sum(axis=1).astype(float)
    return float(((rows[1:] - rows[:-1]) ** 2).sum())


def red_share(picture: Picture) -> float:
    """The share of pixels that are printed in red."""
    red, green, blue = (picture[:, :, channel].astype("int16") for channel in range(3))
    return float(((red > 120) & (red - green > 60) & (red - blue > 60)).mean())


def without_red(picture: Picture) -> Picture:
    """The picture seen through red glass: red seals and lines are gone, and what they were stamped on is left."""
    import numpy as np

    return np.repeat(picture[:, :, :1], 3, axis=2)


def inked_gaps(picture: Picture, lines: Sequence[Recognised]) -> list[tuple[int, int]]:
    """Strips of about a line's height between two lines, with ink on them: engines pass over a line now and then."""
    ordered = sorted(lines, key=lambda line: line.top)
    steps = [below.top - above.top for above, below in pairwise(ordered) if below.top - above.top > 4]
    if len(steps) < 4:
        return []
    step = statistics.median(steps)
    found = []
    for above, below in pairwise(ordered):
        top, bottom = int(above.bottom), int(below.top)
        if 0.8 * step < bottom - top < 3 * step and (picture[top:bottom, :, 0] < _INK).mean() > _INKED:
            found.append((max(top - _EDGE, 0), bottom + _EDGE))
    return found


def inked_sides(picture: Picture, lines: Sequence[Recognised]) -> list[tuple[int, float, float]]:
    """Lines with ink before or behind them that is close and in no line: the line's place, its start and its end.

    Engines cut a label off now and then, or the mark at a line's end. A rule is no such ink.
    """
    found = []
    for at, line in enumerate(lines):
        height = line.bottom - line.top
        beside = [other for other in lines if other is not line and other.top < line.bottom and line.top < other.bottom]
        left = max([line.x0 - _BEFORE * height, *(other.x1 for other in beside if other.x0 < line.x0)])
        right = min([line.x1 + _BEHIND * height, *(other.x0 for other in beside if other.x1 > line.x1)])
        start = line.x0 - _reach(_ink(picture, line, left, line.x0 - 2)[::-1], height, _LEAST_BEFORE)
        end = line.x1 + _reach(_ink(picture, line, line.x1 + 2, right), height, _LEAST_BEHIND)
        if (start, end) != (line.x0, line.x1):
            found.append((at, start, end))
    return found


def _ink(picture: Picture, line: Recognised, start: float, end: float) -> Ink:
    """Which columns of the line's height have ink between two places, rules that stand left out."""
    import numpy as np

    room = (line.bottom - line.top) * 0.15
    dark: Ink = (
        picture[int(line.top + room) : int(line.bottom - room) + 1, max(int(start), 0) : max(int(end), 0), 0] < _INK
    )
    inked: Ink = np.zeros(dark.shape[1], dtype=np.bool_)
    if dark.size:
        inked = dark.any(axis=0) & (dark.mean(axis=0) < _RULE_SHARE)
    return inked


def _reach(ink: Ink, height: float, least: float) -> float:
    """How far the ink goes from a line's edge; 0 where it is too little, too far off, or goes on further."""
    import numpy as np

    columns = np.flatnonzero(ink)
    if len(columns) < least * height or columns[0] > _NEAR * height or columns[-1] >= len(ink) - _LEAST_BEHIND * height:
        return 0.0
    return float(columns[-1] + 3)


def ruled_lines(picture: Picture) -> list[tuple[bool, float, float, float]]:
    """The ruled lines of a level picture: whether it lies, its height (or x), its start and end, in pixels."""
    ink = picture[:, :, 0] < _FAINT
    found = [(True, *rule) for rule in _rules(_closed(ink))] + [(False, *rule) for rule in _rules(_closed(ink.T))]
    return found if len(found) <= _MOST_RULES else []


def _closed(ink: Ink) -> Ink:
    """The ink with short gaps along its rows closed, and each row with its neighbours': a thin rule is broken up."""
    closed = ink.copy()
    closed[:, 1:] |= ink[:, :-1]
    closed[:, :-1] |= ink[:, 1:]
    broad = closed.copy()
    broad[1:] |= closed[:-1]
    broad[:-1] |= closed[1:]
    return broad


def _rules(ink: Ink) -> Iterator[tuple[float, float, float]]:
    """Long runs of ink in a row, those in neighbouring rows together; none that is thicker than a rule."""
    open_: list[tuple[int, int, int, int]] = []  # first row, last row, start, end
    for row, start, end in _runs(ink):
        for index, (first, last, left, right) in enumerate(open_):
            if row - last <= 2 and start < right and left < end:
                open_[index] = (first, row, min(left, start), max(right, end))
                break
        else:
            open_.append((row, row, start, end))
        for first, last, left, right in [rule for rule in open_ if row - rule[1] > 2]:
            open_.remove((first, last, left, right))
            if last - first < _THICKEST_RULE:
                yield (first + last) / 2, left, right
    yield from ((float(f + last) / 2, left, right) for f, last, left, right in open_ if last - f < _THICKEST_RULE)


def _runs(ink: Ink) -> Iterator[tuple[int, int, int]]:
    import numpy as np

    padded = np.zeros((ink.shape[0], ink.shape[1] + 2), dtype=np.int8)
    padded[:, 1:-1] = ink
    changes = np.diff(padded.ravel())
    starts, ends = np.flatnonzero(changes == 1), np.flatnonzero(changes == -1)
    long = np.flatnonzero(ends - starts >= _SHORTEST_RULE)
    width = padded.shape[1]
    for start, end in zip(starts[long].tolist(), ends[long].tolist(), strict=True):
        yield start // width, start % width, start % width + end - start


def with_spaces(line: Recognised, picture: Picture) -> Recognised:
    """The line with spaces where the print leaves them, and there alone.

    Engines for Chinese write some English words together, part some in the middle, and leave no room between names.
    Where signs stand is known roughly: the room beside a sign may be that of its neighbour.
    """
    import numpy as np

    if len(line.signs) != len(line.text) or len(line.text) < 2:
        return line
    typed = {at for at, sign in enumerate(line.text) if sign == " "}
    places = [at for at in range(len(line.text)) if at not in typed]
    text, signs = "".join(line.text[at] for at in places), [line.signs[at] for at in places]
    top, bottom = max(int(line.top), 0), int(line.bottom)
    height = max(bottom - top, 1)
    left = max(int(line.x0), 0)
    blank: Ink = np.logical_not((picture[top:bottom, left : int(line.x1) + 1, 0] < _INK).max(axis=0))
    bare = line._replace(text=text, signs=tuple(signs))
    gaps = [_gap(bare, blank, at, left, height, height // 3) for at in range(1, len(text))]
    least = _word_gap([gap for gap, kind in gaps if kind == _LETTERS])
    steps = [(right[0] + right[1] - before[0] - before[1]) / (2 * height) for before, right in pairwise(signs)]
    pitch = statistics.median([step for step, (_, kind) in zip(steps, gaps, strict=True) if kind == _HANS] or [1.0])
    written, edges = [text[0]], [signs[0]]
    spaced = [False, *(after - before > 1 for before, after in pairwise(places)), False]
    for at, (gap, kind) in enumerate(gaps, 1):
        typed_here = spaced[at]
        if kind == _LETTERS and typed_here:
            parted = _gap(bare, blank, at, left, height, height)[0] >= _TYPED * _WORD_GAP
        elif kind == _LETTERS:
            within = spaced[at - 1] or spaced[at + 1] or (text[at - 1] + text[at]).isdigit()
            parted = gap >= least and text[at] not in _BEHIND_WORDS and not within
        elif kind == _HANS:
            wide = gap >= _CHINESE_GAP and steps[at - 1] >= pitch + _CHINESE_STEP
            parted = gap >= _NAME_GAP or wide
        else:
            parted = typed_here
        if parted:
            written.append(" ")
            edges.append((signs[at - 1][1], signs[at][0]))
        written.append(text[at])
        edges.append(signs[at])
    return line._replace(text="".join(written), signs=tuple(edges))


def _gap(line: Recognised, blank: Ink, at: int, left: int, height: int, reach: int) -> tuple[float, str]:
    """The room before the character ``at`` as a share of the line's height, and what it is between.

    It is looked for ``reach`` pixels to either side.

    Beside Chinese marks, and between Chinese and Latin, no room says anything.
    """
    before, after = line.text[at - 1], line.text[at]
    latin = _LATIN.match(before) is not None and _LATIN.match(after) is not None
    if not latin and not (_HAN.match(before) and _HAN.match(after)):
        return 0.0, ""
    middle = (line.signs[at - 1][1] + line.signs[at][0]) / 2 - left
    bearings = (before in _SLIM_AFTER) + (after in _SLIM_BEFORE) if latin else 0
    return _blank_run(blank, int(middle), reach) / height - bearings * _BEARING, _LETTERS if latin else _HANS


def _word_gap(gaps: Sequence[float]) -> float:
    """From which room on two words are meant: in the middle of the widest step between letters' room and words'."""
    ordered = sorted(gap for gap in gaps if _WORD_GAP / 2 <= gap <= 3 * _WORD_GAP)
    steps = [(after - before, (before + after) / 2) for before, after in pairwise(ordered)]
    widest = max((step for step in steps if step[1] >= 0.75 * _WORD_GAP), default=(0.0, _WORD_GAP))
    return widest[1] if widest[0] >= 0.04 else _WORD_GAP


def _blank_run(blank: Ink, middle: int, reach: int) -> int:
    """The longest run of blank columns that comes near ``middle``."""
    longest = run = 0
    for column in range(max(middle - reach, 0), min(middle + reach, len(blank))):
        run = run + 1 if blank[column] else 0
        longest = max(longest, run)
    return longest
