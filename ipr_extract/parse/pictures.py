"""A page as a picture, with what a row was read from marked on it."""

from __future__ import annotations

import io
from collections.abc import Sequence

from ipr_extract.errors import ReadError
from ipr_extract.model import Region
from ipr_extract.parse.media import PDF, sniff
from ipr_extract.parse.pdf import PDFIUM
from ipr_extract.parse.pdf_pages import PdfFile

_RESOLUTION = 110  # dots an inch: a page fills a screen
_MARK, _EDGE = (255, 221, 51, 110), (204, 85, 0, 255)
_ROOM = 1.5  # points round a box


def marked_page(data: bytes, number: int, boxes: Sequence[Region]) -> bytes:
    """Page ``number`` of a PDF (or a scan in one) as PNG, with ``boxes`` marked.

    Raises ``ReadError``: ``no_picture`` for another format or a page that can't be drawn, and what opening it raises.
    """
    from PIL import Image, ImageDraw

    if sniff(data) != PDF:
        raise ReadError("no_picture", "Only a PDF's pages can be shown as pictures.")
    with PDFIUM, PdfFile(data) as file:
        picture = file.picture(number, _RESOLUTION)
    if picture is None:
        raise ReadError("no_picture", f"Page {number} can't be drawn.")
    page = Image.fromarray(picture).convert("RGBA")
    layer = Image.new("RGBA", page.size)
    draw = ImageDraw.Draw(layer)
    scale = _RESOLUTION / 72
    for box in boxes:
        corners = (box.x0 - _ROOM, box.top - _ROOM, box.x1 + _ROOM, box.bottom + _ROOM)
        draw.rectangle([side * scale for side in corners], fill=_MARK, outline=_EDGE, width=2)
    stream = io.BytesIO()
    Image.alpha_composite(page, layer).convert("RGB").save(stream, "PNG")
    return stream.getvalue()
