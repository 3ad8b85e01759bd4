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
# How far from level a page lies on the glass: pixels across, degrees to either side, in steps of; roughly, then finely.
_SEARCH = ((700, 2.0, 0.2), (1600, 0.2, 0.05))
_LEAST_TURN = 0.04
# A rule is longer than a character's stroke, and thinner than a bar; in pixels at 200 dots an inch.
_SHORTEST_RULE, _THICKEST_RULE = 100, 10
_MOST_RULES = 3_000
# Blank columns of this share of a line's height part words; between Chinese characters more is needed.
_WORD_GAP, _NAME_GAP = 0.16, 0.42
# Slim letters stand in more room than the others, in fonts of one width or nearly so.
_SLIM, _BEARING = frozenset("iIjlft1.,:;'|"), 0.05
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
    """The line with a space where the print leaves one: engines for Chinese write English words together."""
    import numpy as np

    if len(line.signs) != len(line.text) or len(line.text) < 2:
        return line
    top, bottom = max(int(line.top), 0), int(line.bottom)
    height = max(bottom - top, 1)
    left = max(int(line.x0), 0)
    blank: Ink = np.logical_not((picture[top:bottom, left : int(line.x1) + 1, 0] < _INK).max(axis=0))
    gaps = [_gap(line, blank, at, left, height) for at in range(1, len(line.text))]
    least = _word_gap([gap for gap, latin in gaps if latin])
    written, signs = [line.text[0]], [line.signs[0]]
    for at, (gap, latin) in enumerate(gaps, 1):
        if gap >= (least if latin else _NAME_GAP):
            written.append(" ")
            signs.append((line.signs[at - 1][1], line.signs[at][0]))
        written.append(line.text[at])
        signs.append(line.signs[at])
    return line._replace(text="".join(written), signs=tuple(signs))


def _gap(line: Recognised, blank: Ink, at: int, left: int, height: int) -> tuple[float, bool]:
    """The room before the character ``at`` as a share of the line's height, and whether it is one between letters.

    0 where no space is ever meant: beside Chinese marks, between Chinese and Latin.
    """
    before, after = line.text[at - 1], line.text[at]
    latin = _LATIN.match(before) is not None and _LATIN.match(after) is not None
    if not latin and not (_HAN.match(before) and _HAN.match(after)):
        return 0.0, False
    middle = (line.signs[at - 1][1] + line.signs[at][0]) / 2 - left
    narrow = sum(sign in _SLIM for sign in (before, after)) if latin else 0
    return _blank_run(blank, int(middle), height // 3) / height - narrow * _BEARING, latin


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
