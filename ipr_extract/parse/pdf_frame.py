"""From PDF space (origin anywhere, y upwards, page turned) to points from the displayed page's top left corner."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any, Self

import pypdfium2.raw as pdfium_c  # type: ignore[import-untyped]

# The page that a damaged file's text is measured on: left, bottom, right, top.
_LETTER = (0.0, 0.0, 612.0, 792.0)


@dataclass(frozen=True, slots=True)
class Frame:
    """A page's box in PDF space, and by how many quarter turns clockwise the page is displayed."""

    left: float
    bottom: float
    right: float
    top: float
    turns: int = 0

    @classmethod
    def of(cls, page: Any) -> Self:
        """The frame of a loaded pdfium page."""
        box = pdfium_c.FS_RECTF()
        known = pdfium_c.FPDF_GetPageBoundingBox(page, box)
        sides = (box.left, box.bottom, box.right, box.top)
        if not known or not math.isfinite(sum(sides)) or box.right <= box.left or box.top <= box.bottom:
            sides = _LETTER
        return cls(*sides, pdfium_c.FPDFPage_GetRotation(page) % 4)

    def turned(self, turns: int) -> Frame:
        """The same page, displayed with ``turns`` more quarter turns clockwise."""
        return replace(self, turns=(self.turns + turns) % 4)

    @property
    def width(self) -> float:
        """Displayed width in points."""
        return self.top - self.bottom if self.turns % 2 else self.right - self.left

    @property
    def height(self) -> float:
        """Displayed height in points."""
        return self.right - self.left if self.turns % 2 else self.top - self.bottom

    def shows(self, x0: float, top: float, x1: float, bottom: float) -> bool:
        """Whether any of a box (as ``box`` gives it) is on the page; a box without finite sides is not."""
        return x1 > 0 and bottom > 0 and x0 < self.width and top < self.height and math.isfinite(x0 + top + x1 + bottom)

    def point(self, x: float, y: float) -> tuple[float, float]:
        """x and y (downwards) on the displayed page."""
        match self.turns:
            case 0:
                return x - self.left, self.top - y
            case 1:
                return y - self.bottom, x - self.left
            case 2:
                return self.right - x, y - self.bottom
            case _:
                return self.top - y, self.right - x

    def box(self, left: float, bottom: float, right: float, top: float) -> tuple[float, float, float, float]:
        """x0, top, x1, bottom on the displayed page."""
        if self.turns == 0:
            return left - self.left, self.top - top, right - self.left, self.top - bottom
        (xa, ya), (xb, yb) = self.point(left, bottom), self.point(right, top)
        return min(xa, xb), min(ya, yb), max(xa, xb), max(ya, yb)

    def is_upright(self, a: float, b: float) -> bool:
        """Whether text that runs along (a, b) in PDF space runs to the right on the displayed page."""
        across, down = ((a, -b), (b, a), (-a, b), (-b, -a))[self.turns]
        return across > 0 and abs(down) <= 0.1 * across
