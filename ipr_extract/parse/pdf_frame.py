"""From PDF space (origin anywhere, y upwards, page turned) to points from the displayed page's top left corner."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Self

import pypdfium2.raw as pdfium_c  # type: ignore[import-untyped]


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
        if not pdfium_c.FPDF_GetPageBoundingBox(page, box):
            box.right, box.top = pdfium_c.FPDF_GetPageWidthF(page), pdfium_c.FPDF_GetPageHeightF(page)
        return cls(box.left, box.bottom, box.right, box.top, pdfium_c.FPDFPage_GetRotation(page) % 4)

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
