"""Ruled lines of a page, whatever format they are drawn in."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import NamedTuple

# A rule is drawn as a stroke or as a filled box: thicker than this, it is a bar or a background; in points.
THICKEST = 3.0
_SHORTEST = 5.0


class Ruling(NamedTuple):
    """A line at height (or, where vertical, at x) ``at``, from ``start`` to ``end``; points from the top left."""

    horizontal: bool
    at: float
    start: float
    end: float


def thin(x0: float, top: float, x1: float, bottom: float, most: float = THICKEST) -> Iterator[Ruling]:
    """The ruling that a box is, if it is thin and long enough."""
    width, height = x1 - x0, bottom - top
    if not math.isfinite(x0 + top + x1 + bottom):
        return
    if height <= most and width >= _SHORTEST:
        yield Ruling(True, (top + bottom) / 2, x0, x1)
    elif width <= most and height >= _SHORTEST:
        yield Ruling(False, (x0 + x1) / 2, top, bottom)
