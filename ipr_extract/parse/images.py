"""Pictures of pages (.png, .jpg, .tiff, .bmp, .webp): each frame is a scanned page, read as a PDF's are.

Regions are in points: pixels at the resolution that the picture states, or a point a pixel where it states none.
"""

from __future__ import annotations

import contextlib
import io
import struct
import threading
import warnings
from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from ipr_extract.errors import ReadError
from ipr_extract.model import BlockKind, Document, Finding, Placements, Region, Severity
from ipr_extract.parse.identity import Identity
from ipr_extract.parse.limits import Limits
from ipr_extract.parse.ocr import WITHOUT_OCR, Found, PageReader, Recognition, ahead
from ipr_extract.parse.ocr_pages import of_one_document, recognised_page, uncertain, unsure
from ipr_extract.parse.ocr_pictures import RESOLUTION
from ipr_extract.parse.page import Page
from ipr_extract.parse.paginated import Built, build, named_pages

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PIL.Image import Image

PARSER = "image"
_FORMATS = ("PNG", "JPEG", "TIFF", "BMP", "WEBP")
_POINTS = 72.0
# No page is longer: a picture that says so has lost its resolution, or never had one, and is taken for A4.
_LONGEST_PAGE, _A4 = 17.0, 11.69  # inches
_LEAST, _MOST = 20.0, 5_000.0  # dots an inch that are believed
_MOST_ENLARGED = 2.0
# What the library raises for a damaged file, beside its own errors, which are an OSError.
_BROKEN = (
    OSError, ValueError, SyntaxError, EOFError, struct.error, TypeError, IndexError, KeyError, OverflowError,
    ZeroDivisionError, AttributeError, RuntimeError,
)  # fmt: skip
# The library warns through state that all threads share.
_WARNINGS = threading.Lock()


class Frame(NamedTuple):
    """One frame as it is displayed: its pixels (red, green, blue), and its size in points."""

    pixels: Image
    width: float
    height: float

    @property
    def enlarged(self) -> float:
        """How many times as large as a page of paper it is; 1 where its size may be true."""
        longest = max(self.width, self.height) / _POINTS
        return 1.0 if longest <= _LONGEST_PAGE else longest / _A4


def parse_image(data: bytes, identity: Identity, limits: Limits, recognition: Recognition | None = None) -> Document:
    """The document on a picture.

    Raises ``ReadError``: ``too_large``, ``too_many_pages``, ``damaged``; ``scan`` where no engine is installed,
    ``empty`` where nothing is recognised on it.
    """
    limits.check_bytes(len(data))
    image = PictureFile(data, limits)
    reader = (recognition or Recognition()).reader()
    if reader is None:
        raise ReadError("scan", f"The document is a picture{WITHOUT_OCR}")
    doubts: list[tuple[int, str, float]] = []
    pages: list[Page] = []
    enlarged: list[float] = []
    frames = enumerate(map(image.frame, range(1, image.frames + 1)), 1)
    for page, found, times in ahead(partial(_read, reader), frames, reader.at_once):
        pages.append(page)
        enlarged.append(times)
        doubts += unsure(page.number, found)
    text, blocks, placements, _ = _placed(build(of_one_document(pages), "picture", limits), enlarged)
    if all(block.kind is BlockKind.FURNITURE for block in blocks):
        raise ReadError("empty", "No text is recognised on the picture; scan the page again, larger and sharper.")
    silent = [page.number for page in pages if not page.pieces]
    findings = [Finding("page_without_text", Severity.WARNING, f"No text on {named_pages(silent)}.")] if silent else []
    findings += uncertain(doubts, text, blocks)
    parser = f"{PARSER} + {reader.name}"
    return identity.document(parser, text, blocks, pages=image.frames, placements=placements, findings=tuple(findings))


class PictureFile:
    """A picture in a file, and its frames."""

    def __init__(self, data: bytes, limits: Limits) -> None:
        """Open ``data``; raises ``ReadError``: ``damaged``, ``too_large``, ``too_many_pages``."""
        from PIL import Image

        self._limits = limits
        with _guarded(limits):
            self._image = Image.open(io.BytesIO(data), formats=_FORMATS)
            _check_pixels(self._image, limits)
            # Frames of other formats move; the first is what is shown.
            self.frames = self._counted() if self._image.format == "TIFF" else 1

    def _counted(self) -> int:
        # One by one: the library's own count goes through all, and a file may have millions.
        for index in range(1, self._limits.max_pages + 1):
            try:
                self._image.seek(index)
            except EOFError:
                return index
        most = self._limits.max_pages
        raise ReadError("too_many_pages", f"The picture has more than the {most:,} frames that are read; split it.")

    def frame(self, number: int) -> Frame:
        """Frame ``number``, from 1; raises ``ReadError``: ``damaged``, ``too_large``."""
        with _guarded(self._limits):
            self._image.seek(number - 1)
            _check_pixels(self._image, self._limits)
            return _frame(self._image)


@contextlib.contextmanager
def _guarded(limits: Limits) -> Iterator[None]:
    """Make whatever the library raises of a stranger's file a ``ReadError``, its warning of a bomb included."""
    from PIL import Image

    with _WARNINGS, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # odd tags of no consequence
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            yield
        except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
            raise _too_many_pixels(limits) from error
        except _BROKEN as error:
            raise ReadError("damaged", "The picture is damaged or cut short; fetch it again.") from error


def _frame(image: Image) -> Frame:
    """The frame at hand, turned as it is displayed, on white where it is transparent."""
    from PIL import Image, ImageOps

    across, down = _resolution(image)
    turned = ImageOps.exif_transpose(image)
    if turned.size != image.size:
        across, down = down, across
    if turned.mode.startswith("I;16"):
        turned = turned.point(lambda value: value / 256).convert("L")
    if turned.mode in ("RGBA", "LA", "PA") or "transparency" in turned.info:
        shown = turned.convert("RGBA")
        turned = Image.alpha_composite(Image.new("RGBA", shown.size, "white"), shown)
    pixels = turned.convert("RGB")
    return Frame(pixels, pixels.width * _POINTS / across, pixels.height * _POINTS / down)


def _resolution(image: Image) -> tuple[float, float]:
    """Dots an inch as stated, across and down; 72 where none are, or such as can't be."""
    stated = image.info.get("dpi")
    try:
        across, down = (float(value) for value in stated)  # type: ignore[union-attr]
    except (TypeError, ValueError, ZeroDivisionError):
        return _POINTS, _POINTS
    believed = _LEAST <= across <= _MOST and _LEAST <= down <= _MOST
    return (across, down) if believed else (_POINTS, _POINTS)


def _read(reader: PageReader, numbered: tuple[int, Frame]) -> tuple[Page, Found, float]:
    """The page on a frame, laid out in the size that it was printed in; what is on it; how much larger the frame is."""
    number, frame = numbered
    width, height = frame.width / frame.enlarged, frame.height / frame.enlarged
    page = Page(number, width, height, (), (), has_image=True, has_content=True)
    picture = _for_reading(frame, RESOLUTION * max(width, height) / _POINTS)
    found = reader.read(picture)
    return recognised_page(page, found, width / picture.shape[1]), found, frame.enlarged


def _for_reading(frame: Frame, longest: float) -> NDArray[np.uint8]:
    """The pixels, about as many as engines read best at: ``longest`` across or down."""
    import numpy as np

    factor = min(longest / max(frame.pixels.size), _MOST_ENLARGED)
    size = (max(round(frame.pixels.width * factor), 1), max(round(frame.pixels.height * factor), 1))
    return np.asarray(frame.pixels if size == frame.pixels.size else frame.pixels.resize(size))


def _placed(built: Built, enlarged: Sequence[float]) -> Built:
    """``built`` with its regions in points of the pictures, which may say that they are larger than paper."""
    if all(times == 1.0 for times in enlarged):
        return built

    def moved(region: Region) -> Region:
        times = enlarged[region.page - 1]
        return Region(region.page, *(side * times for side in region[1:]))

    blocks = tuple(block._replace(regions=tuple(map(moved, block.regions))) for block in built.blocks)
    placements = Placements(placed._replace(region=moved(placed.region)) for placed in built.placements)
    return built._replace(blocks=blocks, placements=placements)


def _check_pixels(image: Image, limits: Limits) -> None:
    if image.width * image.height > limits.max_pixels:
        raise _too_many_pixels(limits)


def _too_many_pixels(limits: Limits) -> ReadError:
    most = limits.max_pixels / 1e6
    return ReadError("too_large", f"The picture has more than the {most:.0f} million pixels that are read; reduce it.")
