"""Ruled lines of a page: strokes and thin boxes, horizontal or vertical, from pdfium's path objects."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from itertools import pairwise
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium_c  # type: ignore[import-untyped]

from ipr_extract.parse.pdf_frame import Frame
from ipr_extract.parse.rulings import THICKEST, Ruling, thin

# A page with more is a map or a drawing, not a table.
_MOST_RULINGS = 6_000
_MOST_SEGMENTS = 20_000


class Drawing(NamedTuple):
    """What is on a page beside text: its rulings, whether there is an image, whether there is anything at all.

    ``paths`` and ``forms`` count the path objects and the form XObjects, whose own objects are not looked at.
    """

    rulings: list[Ruling]
    has_image: bool
    has_content: bool
    paths: int = 0
    forms: int = 0


def page_drawing(page: Any, frame: Frame) -> Drawing:
    """The drawing of a loaded pdfium page; without rulings where there are too many to be a table's."""
    found: list[Ruling] = []
    has_image = False
    paths = forms = 0
    count = pdfium_c.FPDFPage_CountObjects(page)
    for index in range(count):
        item = pdfium_c.FPDFPage_GetObject(page, index)
        kind = pdfium_c.FPDFPageObj_GetType(item)
        if kind == pdfium_c.FPDF_PAGEOBJ_PATH:
            paths += 1
            if len(found) <= _MOST_RULINGS:
                found.extend(_of_path(item, frame))
        elif kind == pdfium_c.FPDF_PAGEOBJ_FORM:
            forms += 1
        has_image = has_image or kind == pdfium_c.FPDF_PAGEOBJ_IMAGE
    return Drawing(found if len(found) <= _MOST_RULINGS else [], has_image, count > 0, paths, forms)


def _of_path(item: Any, frame: Frame) -> Iterator[Ruling]:
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium_c.FPDFPath_GetDrawMode(item, fill, stroke)
    if not fill.value and not stroke.value:
        return
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    if not pdfium_c.FPDFPageObj_GetBounds(item, left, bottom, right, top):
        return
    box = frame.box(left.value, bottom.value, right.value, top.value)
    if min(box[2] - box[0], box[3] - box[1]) <= THICKEST:
        yield from thin(*box)
        return
    for points in _subpaths(item, frame):
        if stroke.value:
            for (xa, ya), (xb, yb) in pairwise(points):
                yield from thin(min(xa, xb), min(ya, yb), max(xa, xb), max(ya, yb), most=0.5)
        else:
            xs, ys = [x for x, _ in points], [y for _, y in points]
            yield from thin(min(xs), min(ys), max(xs), max(ys))


def _subpaths(item: Any, frame: Frame) -> Iterator[list[tuple[float, float]]]:
    """The corners of each part of a path, on the displayed page; a part that is closed ends where it began."""
    matrix = pdfium_c.FS_MATRIX()
    pdfium_c.FPDFPageObj_GetMatrix(item, matrix)
    x, y = ctypes.c_float(), ctypes.c_float()
    points: list[tuple[float, float]] = []
    for index in range(min(pdfium_c.FPDFPath_CountSegments(item), _MOST_SEGMENTS)):
        segment = pdfium_c.FPDFPath_GetPathSegment(item, index)
        pdfium_c.FPDFPathSegment_GetPoint(segment, x, y)
        point = frame.point(
            matrix.a * x.value + matrix.c * y.value + matrix.e, matrix.b * x.value + matrix.d * y.value + matrix.f
        )
        if pdfium_c.FPDFPathSegment_GetType(segment) == pdfium_c.FPDF_SEGMENT_MOVETO:
            if points:
                yield points
            points = []
        points.append(point)
        if pdfium_c.FPDFPathSegment_GetClose(segment):
            points.append(points[0])
    if points:
        yield points
