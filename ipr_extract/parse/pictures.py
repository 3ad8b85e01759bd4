"""A page as a picture, with what a row was read from marked on it."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING

from ipr_extract.errors import ReadError
from ipr_extract.model import Region
from ipr_extract.parse.images import PictureFile
from ipr_extract.parse.limits import Limits
from ipr_extract.parse.media import PDF, PICTURES, sniff
from ipr_extract.parse.pdf import PDFIUM
from ipr_extract.parse.pdf_pages import PdfFile

if TYPE_CHECKING:
    from PIL.Image import Image

_RESOLUTION = 110  # dots an inch: a page fills a screen
_LARGEST = 1_600  # pixels across or down
_MARK, _EDGE = (255, 221, 51, 110), (204, 85, 0, 255)
_ROOM = 1.5  # points round a box


def marked_page(data: bytes, number: int, boxes: Sequence[Region]) -> bytes:
    """Page ``number`` of a PDF or picture (or a scan in one) as PNG, with ``boxes`` marked.

    Raises ``ReadError``: ``no_picture`` for another format or a page that can't be drawn, and what opening it raises.
    """
    from PIL import Image, ImageDraw

    media_type = sniff(data)
    if media_type == PDF:
        page, scale = _of_pdf(data, number), _RESOLUTION / 72
    elif media_type in PICTURES:
        page, scale = _of_image(data, number)
    else:
        raise ReadError("no_picture", "Only the pages of PDFs and pictures can be shown as pictures.")
    page = page.convert("RGBA")
    layer = Image.new("RGBA", page.size)
    draw = ImageDraw.Draw(layer)
    for box in boxes:
        corners = (box.x0 - _ROOM, box.top - _ROOM, box.x1 + _ROOM, box.bottom + _ROOM)
        draw.rectangle([side * scale for side in corners], fill=_MARK, outline=_EDGE, width=2)
    stream = io.BytesIO()
    Image.alpha_composite(page, layer).convert("RGB").save(stream, "PNG")
    return stream.getvalue()


def _of_pdf(data: bytes, number: int) -> Image:
    from PIL import Image

    with PDFIUM, PdfFile(data) as file:
        picture = file.picture(number, _RESOLUTION)
    if picture is None:
        raise _undrawn(number)
    return Image.fromarray(picture)


def _of_image(data: bytes, number: int) -> tuple[Image, float]:
    """The frame, and how many pixels of it are a point; a large one is made as small as a page on a screen."""
    file = PictureFile(data, Limits())
    if number > file.frames:
        raise _undrawn(number)
    shown = file.frame(number)
    pixels = shown.pixels
    pixels.thumbnail((_LARGEST, _LARGEST))
    return pixels, pixels.width / shown.width


def _undrawn(number: int) -> ReadError:
    return ReadError("no_picture", f"Page {number} can't be drawn.")
