"""A PDF's page as a picture, as pdfium draws it."""

from __future__ import annotations

import ctypes
import math
from typing import TYPE_CHECKING, Any

import pypdfium2.raw as pdfium_c  # type: ignore[import-untyped]

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_MOST_PIXELS = 40_000_000


def page_picture(document: Any, number: int, resolution: float, turns: int) -> NDArray[np.uint8] | None:
    """Page ``number``: rows of pixels of red, green, blue; None where it can't be drawn.

    ``turns`` are quarter turns clockwise from how it is displayed. ``resolution`` is in dots an inch, and less for a
    page so large that it would take too much memory.
    """
    page = pdfium_c.FPDF_LoadPage(document, number - 1)
    if not page:
        return None
    try:
        return drawn_page(page, resolution, pdfium_c.FPDFPage_GetRotation(page) + turns)
    finally:
        pdfium_c.FPDF_ClosePage(page)


def drawn_page(page: Any, resolution: float, turns: int) -> NDArray[np.uint8] | None:
    """A loaded page, by ``turns`` quarter turns clockwise from how it is set; as ``page_picture`` gives it."""
    import numpy as np

    more = (turns - pdfium_c.FPDFPage_GetRotation(page)) % 4  # than pdfium turns it by itself
    width, height = pdfium_c.FPDF_GetPageWidthF(page), pdfium_c.FPDF_GetPageHeightF(page)
    if more % 2:
        width, height = height, width
    scale = min(resolution / 72, math.sqrt(_MOST_PIXELS / max(width * height, 1.0)))
    across, down = max(int(width * scale), 1), max(int(height * scale), 1)
    bitmap = pdfium_c.FPDFBitmap_CreateEx(across, down, pdfium_c.FPDFBitmap_BGR, None, 0)
    if not bitmap:
        return None
    try:
        pdfium_c.FPDFBitmap_FillRect(bitmap, 0, 0, across, down, 0xFFFFFFFF)
        pdfium_c.FPDF_RenderPageBitmap(bitmap, page, 0, 0, across, down, more, pdfium_c.FPDF_ANNOT)
        stride = pdfium_c.FPDFBitmap_GetStride(bitmap)
        raw = ctypes.string_at(pdfium_c.FPDFBitmap_GetBuffer(bitmap), stride * down)
    finally:
        pdfium_c.FPDFBitmap_Destroy(bitmap)
    rows = np.frombuffer(raw, dtype=np.uint8).reshape(down, stride)[:, : 3 * across]
    return np.ascontiguousarray(rows.reshape(down, across, 3)[:, :, ::-1])
