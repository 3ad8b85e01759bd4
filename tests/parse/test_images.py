"""Pictures of pages: what an engine finds on them comes out as a scan's text does, and hostile ones are refused."""

from __future__ import annotations

import io
import struct
import zlib
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image

from ipr_extract import batch
from ipr_extract.errors import ReadError
from ipr_extract.model import BlockKind, Document
from ipr_extract.parse import Limits, ocr, read_document
from ipr_extract.parse.images import PictureFile
from ipr_extract.parse.media import BMP, JPEG, PNG, TIFF, WEBP, sniff
from ipr_extract.parse.ocr import Recognition
from ipr_extract.parse.ocr_engines import Engines
from ipr_extract.parse.ocr_pictures import Recognised
from ipr_extract.parse.pdf_pages import PdfFile
from ipr_extract.parse.pictures import marked_page
from tests.gold.printing import reportlab_pdf
from tests.parse.test_ocr import PARTS

Picture = NDArray[np.uint8]
A4 = (1654, 2339)  # at 200 dots an inch


class Lines:
    """An engine that finds two lines at the same shares of any picture, and tells the sizes that it was given."""

    name = "lines"

    def __init__(self) -> None:
        self.sizes: list[tuple[int, ...]] = []

    def line(self, strip: Picture) -> str:
        return "".join(line.text for line in self.recognise(strip))

    def recognise(self, picture: Picture) -> list[Recognised]:
        self.sizes.append(picture.shape[:2])
        height, width = picture.shape[:2]
        if picture.min() > 128:
            return []
        return [
            Recognised(text, 0.1 * width, at * height, 0.6 * width, (at + 0.015) * height, sure)
            for text, at, sure in (("一、开展登记。（市科技局负责）", 0.2, 0.95), ("二、公布结果。", 0.25, 0.5))
        ]


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> Lines:
    made = Lines()
    monkeypatch.setattr(ocr, "engines", lambda choice, threads: Engines("lines", lambda: made, 1))
    return made


@cache
def page(size: tuple[int, int] = A4) -> Image.Image:
    image = Image.new("RGB", size, "white")
    image.paste("black", (size[0] // 10, size[1] // 5, size[0] // 2, size[1] // 5 + 4))
    return image


def encoded(image: Image.Image, kind: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def read(data: bytes, cache: Path, limits: Limits | None = None) -> Document:
    return read_document(data, "a.png", limits=limits, recognition=Recognition(cache=cache))


def code(data: bytes, limits: Limits | None = None) -> str:
    with pytest.raises(ReadError) as caught:
        read_document(data, "a.png", limits=limits, recognition=Recognition("off"))
    return caught.value.code


@pytest.mark.parametrize(
    ("kind", "media_type"), [("PNG", PNG), ("JPEG", JPEG), ("TIFF", TIFF), ("BMP", BMP), ("WEBP", WEBP)]
)
def test_each_format_is_a_page(kind: str, media_type: str, engine: Lines, tmp_path: Path) -> None:
    data = encoded(page(), kind, **({} if kind == "WEBP" else {"dpi": (200, 200)}))
    assert sniff(data) == media_type
    document = read(data, tmp_path)
    assert (document.pages, document.media_type, document.parser) == (1, media_type, "image + lines")
    assert document.text == "一、开展登记。（市科技局负责）\n二、公布结果。"
    (finding,) = document.findings
    assert finding.code == "ocr_uncertain"
    assert document.text[finding.start : finding.end] == "二、公布结果。"


@pytest.mark.parametrize(
    ("size", "dpi", "points", "read_at"),
    [
        (A4, 200, 595.4, 2339),
        ((2480, 3508), 300, 595.2, 2339),
        ((827, 1170), 100, 595.4, 2339),
        (A4, None, 1654.0, 2338),  # a point a pixel, and read as the A4 page that it must be
        ((4960, 7016), None, 4960.0, 2338),
        ((600, 800), None, 600.0, 1600),  # no more is in it, however much it is enlarged
        (A4, 1, 1654.0, 2338),  # no resolution that can be
    ],
)
def test_regions_are_in_points_of_the_picture(
    size: tuple[int, int], dpi: int | None, points: float, read_at: int, engine: Lines, tmp_path: Path
) -> None:
    document = read(encoded(page(size), "PNG", **({"dpi": (dpi, dpi)} if dpi else {})), tmp_path)
    (region,) = document.blocks[0].regions
    assert region.x0 == pytest.approx(0.1 * points, rel=0.01)
    assert region.top == pytest.approx(0.2 * points * size[1] / size[0], rel=0.01)
    assert engine.sizes[0][0] == pytest.approx(read_at, abs=2)
    assert document.boxes(0, 2)[0].x1 < region.x1


def test_each_frame_of_a_tiff_is_a_page(engine: Lines, tmp_path: Path) -> None:
    blank = Image.new("1", A4, 1)
    frames = [page().convert("1"), blank, page().convert("1")]
    data = encoded(frames[0], "TIFF", save_all=True, append_images=frames[1:], compression="group4", dpi=(200, 200))
    document = read(data, tmp_path)
    assert document.pages == 3
    assert {region.page for block in document.blocks for region in block.regions} == {1, 3}
    assert "No text on page 2" in {f.code: f.message for f in document.findings}["page_without_text"]
    assert code(data, Limits(max_pages=2)) == "too_many_pages"


def test_a_photo_is_turned_as_it_is_shown(engine: Lines, tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned by a quarter
    data = encoded(page().rotate(90, expand=True), "JPEG", exif=exif, dpi=(200, 200))
    read(data, tmp_path)
    assert engine.sizes[0] == (A4[1], A4[0])


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16"])
def test_modes_of_pixels(mode: str, engine: Lines, tmp_path: Path) -> None:
    if mode == "I;16":
        image = Image.fromarray(np.asarray(page().convert("L"), dtype=np.uint16) * 257)
    elif mode in ("LA", "RGBA"):
        image = page().convert(mode)
        image.putalpha(page().convert("L").point(lambda value: 255 - value))  # only what is printed can be seen
    else:
        image = page().convert(mode)
    assert read(encoded(image, "PNG"), tmp_path).text.startswith("一、")


def test_a_picture_without_text_is_empty(engine: Lines, tmp_path: Path) -> None:
    with pytest.raises(ReadError) as caught:
        read(encoded(Image.new("L", A4, 255), "PNG"), tmp_path)
    assert caught.value.code == "empty"


def test_without_an_engine_it_says_what_to_install() -> None:
    with pytest.raises(ReadError, match=r"install an OCR engine: pip install") as caught:
        read_document(encoded(page(), "PNG"), "a.png", recognition=Recognition("off"))
    assert caught.value.code == "scan"


def png_of(width: int, height: int) -> bytes:
    """A PNG file that claims a size and holds hardly a byte."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")


@pytest.mark.parametrize("size", [(10_000, 9_500), (20_000, 20_000), (2_000_000, 60)])
def test_a_bomb_of_pixels_is_refused_before_it_is_unpacked(size: tuple[int, int]) -> None:
    assert code(png_of(*size)) == "too_large"


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n",
        b"\xff\xd8\xff\xe0",
        b"II*\0\x08\0\0\0",
        b"RIFF\x10\0\0\0WEBPVP8 ",
        encoded(page(), "JPEG")[:90],
    ],
    ids=["png", "jpeg", "tiff", "webp", "cut"],
)
def test_damaged_pictures(data: bytes, engine: Lines, tmp_path: Path) -> None:
    with pytest.raises(ReadError) as caught:
        read(data, tmp_path)
    assert caught.value.code == "damaged"


WHOLE = [
    encoded(page((60, 90)), "PNG"), encoded(page((60, 90)), "JPEG"), encoded(page((60, 90)), "BMP"),
    encoded(page((60, 90)), "TIFF", save_all=True, append_images=[page((60, 90))]), encoded(page((60, 90)), "WEBP"),
]  # fmt: skip


@given(st.sampled_from(WHOLE), st.integers(0, 100_000), st.binary(min_size=1, max_size=4), st.integers(0, 100_000))
def test_a_damaged_picture_is_opened_or_refused(data: bytes, at: int, put: bytes, cut: int) -> None:
    at %= len(data)
    data = (data[:at] + put + data[at + len(put) :])[: max(len(data) - cut % 200, 12)]
    try:
        file = PictureFile(data, Limits(max_pages=20, max_pixels=1_000_000))
        for number in range(1, file.frames + 1):
            file.frame(number)
    except ReadError as error:
        assert error.code in ("damaged", "too_large", "too_many_pages")


def marked_pixels(picture: bytes) -> tuple[int, int, int]:
    """The first and last columns that are marked, and the picture's width."""
    pixels = np.asarray(Image.open(io.BytesIO(picture)).convert("RGB"))
    columns = (pixels[:, :, 2] < 200).any(axis=0).nonzero()[0]
    return int(columns[0]), int(columns[-1]), pixels.shape[1]


def test_a_row_is_marked_on_the_picture(engine: Lines, tmp_path: Path) -> None:
    data = encoded(Image.new("RGB", A4, "white"), "PNG", dpi=(200, 200))
    document = read(encoded(page(), "PNG", dpi=(200, 200)), tmp_path)
    first, last, width = marked_pixels(marked_page(data, 1, document.blocks[0].regions))
    assert first == pytest.approx(0.1 * width, abs=8)
    assert last == pytest.approx(0.6 * width, abs=8)
    with pytest.raises(ReadError, match="can't be drawn"):
        marked_page(data, 2, ())


def test_evidence_of_a_picture_in_an_archive(engine: Lines, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from ipr_extract.batch.evidence import pictures
    from tests.parse.test_containers import zipped

    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    path = tmp_path / "scans.zip"
    path.write_bytes(zipped(("1.png", encoded(page(), "PNG", dpi=(200, 200)))))
    assert pictures(path, "a0001")[1].startswith(b"\x89PNG")
    assert batch.extract(path).document.source == "scans.zip!/1.png"


def test_a_picture_of_a_page_reads_as_the_page(tmp_path: Path) -> None:
    with PdfFile(reportlab_pdf(PARTS)) as file:
        printed = file.picture(1, 200)
    assert printed is not None
    document = read(encoded(Image.fromarray(printed), "PNG", dpi=(200, 200)), tmp_path)
    texts = {document.text[block.start : block.end].replace(" ", "") for block in document.blocks}
    assert {"各区人民政府：", "一、总体安排", "某市科技局", "2024年3月8日"} <= texts
    assert any(block.kind is BlockKind.TABLE for block in document.blocks)
