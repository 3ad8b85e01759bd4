"""One page of an OFD file: its text objects as pieces of lines, its paths as rulings."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple, Self

from lxml import etree

from ipr_extract.errors import ReadError
from ipr_extract.parse.cleaning import clean
from ipr_extract.parse.limits import Limits
from ipr_extract.parse.page import Page
from ipr_extract.parse.pdf_grids import Grid, find_grids
from ipr_extract.parse.pdf_lines import WIDE_GAP, Line, is_wide
from ipr_extract.parse.rulings import THICKEST, Ruling, thin

_POINTS = 72 / 25.4  # of a millimetre
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d{1,2})?")
# ``g 5 3.5`` in a list of distances: five times 3.5.
_DELTA = re.compile(rf"g\s+(?P<times>\d{{1,6}})\s+(?P<repeated>{_NUMBER.pattern})|(?P<single>{_NUMBER.pattern})")
# ``M 0 0 L 10 0 C``: a path's operators, each with the number of figures behind it.
_OPERATOR = re.compile(rf"(?P<operator>[SMLQBAC])|(?P<figure>{_NUMBER.pattern})")
_FIGURES = {"S": 2, "M": 2, "L": 2, "Q": 4, "B": 6, "A": 7, "C": 0}
_GAP = 1.5  # ems between two characters of one run, from which on they are two pieces
_ASCENT = 0.88  # of an em above the baseline, as fonts for Chinese have it
_MOST_RULINGS = 6_000
_MOST_DELTAS = 100_000
_DEEPEST = 20
# What no line break divides: a word or a figure with its marks, or one Chinese character with those round it.
_UNIT = re.compile(r"[（《“‘〔【(\[]*(?:[^\s\u2e80-\u9fff\uff00-\uffef]{1,200}|.)[，。、；：！？）》”’〕】,.;:!?)\]%]*")


class Box(NamedTuple):
    """A place and a size: of a page, or of an object on it; in the file's own unit."""

    x: float
    y: float
    width: float
    height: float

    @classmethod
    def read(cls, text: str | None) -> Self | None:
        """``0 0 210 297``; None where it is no box."""
        figures = _figures(text)
        if len(figures) != 4 or not all(map(math.isfinite, figures)) or min(figures[2:]) <= 0:
            return None
        return cls(*figures)


class Matrix(NamedTuple):
    """x' = ax + cy + e, y' = bx + dy + f."""

    a: float = 1.0
    b: float = 0.0
    c: float = 0.0
    d: float = 1.0
    e: float = 0.0
    f: float = 0.0

    @classmethod
    def read(cls, text: str | None) -> Self:
        """The six figures of ``CTM``; what isn't six leaves everything where it is."""
        figures = _figures(text)
        return cls(*figures) if len(figures) == 6 else cls()

    def point(self, x: float, y: float) -> tuple[float, float]:
        """Where (x, y) comes to stand."""
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f

    def then(self, other: Matrix) -> Matrix:
        """This one, then ``other``."""
        a, b, c, d, e, f = self
        (e2, f2), (a2, b2), (c2, d2) = other.point(e, f), _turned(other, a, b), _turned(other, c, d)
        return Matrix(a2, b2, c2, d2, e2, f2)


def _turned(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    return matrix.a * x + matrix.c * y, matrix.b * x + matrix.d * y


def _figures(text: str | None) -> list[float]:
    return [float(figure) for figure in _NUMBER.findall(text or "")[:16]]


def local_name(element: etree._Element) -> str:
    """An element's name without its namespace, which producers write in several ways."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def named(element: etree._Element, name: str) -> list[etree._Element]:
    """All elements of that name inside ``element``."""
    return [child for child in element.iter("{*}" + name) if child is not element]


class _Sign(NamedTuple):
    """One character: its left edge, its baseline and its width, in points."""

    character: str
    x: float
    baseline: float
    width: float


class _Run(NamedTuple):
    """Characters set in one go, and the em that they are set in, in points."""

    signs: list[_Sign]
    size: float
    upright: bool


class PageReader:
    """Reads one page."""

    def __init__(self, number: int, size: Box, limits: Limits) -> None:
        self._number = number
        self._size = size
        self._limits = limits
        self._runs: list[_Run] = []
        self._rulings: list[Ruling] = []
        self._characters = 0
        self._has_image = False
        self._has_content = False

    def read(self, contents: Sequence[etree._Element]) -> Page:
        """The page of its templates and its own content, in the order in which they are printed."""
        to_page = Matrix(_POINTS, 0, 0, _POINTS, -self._size.x * _POINTS, -self._size.y * _POINTS)
        for content in contents:
            for layer in named(content, "Layer"):
                self._objects(layer, to_page, 0)
        grids = find_grids(self._rulings if len(self._rulings) <= _MOST_RULINGS else [], ())
        pieces = tuple(piece for run in self._runs for piece in self._pieces(run, grids))
        width, height = self._size.width * _POINTS, self._size.height * _POINTS
        return Page(self._number, width, height, pieces, grids, self._has_image, self._has_content)

    def _objects(self, parent: etree._Element, to_page: Matrix, depth: int) -> None:
        if depth > _DEEPEST:
            raise ReadError("too_deep", f"The OFD file nests its objects more than {_DEEPEST} deep.")
        for child in parent:
            name = local_name(child)
            if child.get("Visible") in ("false", "0"):
                continue
            self._has_content = self._has_content or name in ("TextObject", "PathObject", "ImageObject")
            if name == "TextObject":
                self._text(child, to_page)
            elif name == "PathObject":
                self._path(child, to_page)
            elif name == "ImageObject":
                self._has_image = True
            elif name == "PageBlock":
                self._objects(child, to_page, depth + 1)

    def _placed(self, item: etree._Element, to_page: Matrix) -> Matrix:
        """From an object's own coordinates to points on the page."""
        box = Box.read(item.get("Boundary")) or Box(0.0, 0.0, 1.0, 1.0)
        return Matrix.read(item.get("CTM")).then(Matrix(e=box.x, f=box.y)).then(to_page)

    def _text(self, item: etree._Element, to_page: Matrix) -> None:
        """A run for each ``TextCode``; invisible text (of scans, neither filled nor stroked) counts as well."""
        matrix = self._placed(item, to_page)
        em = next(iter(_figures(item.get("Size"))), 0.0) or 3.5
        stretch = next(iter(_figures(item.get("HScale"))), 1.0) or 1.0
        size = em * math.hypot(matrix.c, matrix.d)
        upright = matrix.a > 0 and abs(matrix.b) <= 0.1 * matrix.a
        x = y = 0.0
        for code in (child for child in item if local_name(child) == "TextCode"):
            x = next(iter(_figures(code.get("X"))), x)
            y = next(iter(_figures(code.get("Y"))), y)
            text = code.text or ""
            self._characters += len(text)
            if self._characters > self._limits.max_characters:
                message = f"The OFD file has more than the {self._limits.max_characters:,} characters that are read."
                raise ReadError("too_large", message)
            across, down = _deltas(code.get("DeltaX")), _deltas(code.get("DeltaY"))
            signs = []
            here, level = x, y
            for index, character in enumerate(text):
                own = em * stretch * (1.0 if is_wide(character) else 0.5)
                left, baseline = matrix.point(here, level)
                signs.append(_Sign(character, left, baseline, own * math.hypot(matrix.a, matrix.b)))
                here += across[index] if index < len(across) else (0.0 if down and index < len(down) else own)
                level += down[index] if index < len(down) else 0.0
            if text.strip() and all(math.isfinite(sign.x + sign.baseline) for sign in signs) and size > 0:
                self._runs.append(_Run(signs, size, upright and not any(down)))

    def _pieces(self, run: _Run, grids: Sequence[Grid]) -> Iterator[Line]:
        """The run as pieces, divided at wide gaps and where a vertical rule goes through it."""
        held: list[_Sign] = []
        for sign in run.signs:
            if held and run.upright and _parts(held[-1], sign, run.size, grids):
                yield from self._piece(held, run)
                held = []
            held.append(sign)
        yield from self._piece(held, run)

    def _piece(self, held: list[_Sign], run: _Run) -> Iterator[Line]:
        while held and held[0].character.isspace():
            held = held[1:]
        while held and held[-1].character.isspace():
            held = held[:-1]
        text = clean(_spaced(held, run.size))
        if not text.strip():
            return
        x0, x1, baseline = held[0].x, held[-1].x + held[-1].width, held[0].baseline
        unit = _UNIT.match(text)
        last = min((unit.end() if unit else 1), len(held)) - 1
        yield Line(
            page=self._number,
            text=text,
            x0=min(x0, x1),
            top=baseline - _ASCENT * run.size,
            x1=max(x0, x1),
            bottom=baseline + (1 - _ASCENT) * run.size,
            baseline=baseline,
            size=run.size,
            unit=held[last].x + held[last].width - x0,
            upright=run.upright,
            hyphenated=text.endswith("-") and len(text) > 1 and text[-2].isalpha(),
            element=None,
            first=0,
            last=0,
        )

    def _path(self, item: etree._Element, to_page: Matrix) -> None:
        if len(self._rulings) > _MOST_RULINGS:
            return
        matrix = self._placed(item, to_page)
        filled = item.get("Fill") in ("true", "1")
        if item.get("Stroke") in ("false", "0") and not filled:
            return
        for data in (child for child in item if local_name(child) == "AbbreviatedData"):
            for points in _subpaths(data.text or ""):
                corners = [matrix.point(x, y) for x, y in points]
                xs, ys = [x for x, _ in corners], [y for _, y in corners]
                if filled and len(corners) > 2 and min(max(xs) - min(xs), max(ys) - min(ys)) <= THICKEST:
                    self._rulings.extend(thin(min(xs), min(ys), max(xs), max(ys)))
                    continue
                for (xa, ya), (xb, yb) in pairwise(corners):
                    self._rulings.extend(thin(min(xa, xb), min(ya, yb), max(xa, xb), max(ya, yb), most=0.5))


def _parts(before: _Sign, sign: _Sign, size: float, grids: Sequence[Grid]) -> bool:
    """Whether a gap or a rule between two characters parts their run."""
    if sign.x - (before.x + before.width) > _GAP * size or sign.x < before.x - size:
        return True
    left, right = before.x + before.width / 2, sign.x + sign.width / 2
    inside = (grid for grid in grids if grid.ys[0] - size < sign.baseline < grid.ys[-1] + size)
    return any(left < x < right for grid in inside for x in grid.xs)


def _spaced(held: Sequence[_Sign], size: float) -> str:
    """The text with typed spaces that are wide enough to be meant; letter-spaced words are closed up."""
    written: list[str] = []
    for index, sign in enumerate(held):
        if not sign.character.isspace() or sign.character == "\u3000":
            before = held[index - 1] if index else None
            if before is not None and not before.character.isspace():
                # A gap without a typed space: two names side by side.
                written.append(" " if sign.x - (before.x + before.width) >= WIDE_GAP * size else "")
            written.append(sign.character)
            continue
        if held[index - 1].character.isspace():
            continue
        following = next(other for other in held[index:] if not other.character.isspace())
        left, right = held[index - 1], following
        wide = is_wide(left.character) or is_wide(right.character)
        if not wide or right.x - (left.x + left.width) >= WIDE_GAP * size:
            written.append(" ")
    return "".join(written)


def _deltas(text: str | None) -> list[float]:
    """The distances of a run's characters; ``g 3 2.5`` stands for three times 2.5."""
    found: list[float] = []
    for match in _DELTA.finditer(text or ""):
        if match["single"] is not None:
            found.append(float(match["single"]))
        else:
            found.extend([float(match["repeated"])] * min(int(match["times"]), _MOST_DELTAS))
        if len(found) > _MOST_DELTAS:
            break
    return found


def _subpaths(data: str) -> Iterator[list[tuple[float, float]]]:
    """The corners of each part of a path; curves are passed over to where they end."""
    points: list[tuple[float, float]] = []
    figures: list[float] = []
    operator = ""
    for match in _OPERATOR.finditer(data):
        if match["operator"]:
            operator, figures = match["operator"], []
            if operator == "C" and points:
                points.append(points[0])
        else:
            figures.append(float(match["figure"]))
        if not operator or len(figures) < _FIGURES[operator] or operator == "C":
            continue
        if operator in "SM":
            if len(points) > 1:
                yield points
            points = []
        points.append((figures[-2], figures[-1]))
        figures = []
    if len(points) > 1:
        yield points
