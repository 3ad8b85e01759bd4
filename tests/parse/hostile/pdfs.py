"""PDFs that lie, loop and swell, each written object by object."""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable, Mapping

from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from tests.parse.pdf_specimens import drawn, lines_at

_FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
WORDS = b"BT /F1 12 Tf 72 700 Td (The Sample Office keeps the records.) Tj ET"
_WHOLE = drawn(*[lines_at(72, 100, ["市样本局文件", "各区样本管理站：", "请按时报送。"])] * 3)


def pdf(objects: Mapping[int, bytes], trailer: bytes = b"", prev: int | None = None) -> bytes:
    """A file of numbered objects; object 1 is the catalog. ``prev`` is what it claims of an earlier table."""
    written = bytearray(b"%PDF-1.7\n")
    places = {}
    for number, content in objects.items():
        places[number] = len(written)
        written += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    at, size = len(written), max(objects) + 1
    written += b"xref\n0 1\n0000000000 65535 f \n"
    for number, place in places.items():
        written += b"%d 1\n%010d 00000 n \n" % (number, place)
    more = b"" if prev is None else b"/Prev %d" % (at if prev < 0 else prev)
    written += b"trailer\n<< /Size %d /Root 1 0 R %b %b >>\nstartxref\n%d\n%%%%EOF\n" % (size, more, trailer, at)
    return bytes(written)


def stream(content: bytes, entries: bytes = b"") -> bytes:
    """A stream object."""
    return b"<< /Length %d %b >>\nstream\n%b\nendstream" % (len(content), entries, content)


def one_page(contents: bytes = stream(WORDS), page: bytes = b"", **parts: bytes) -> bytes:
    """A file with one page: its stream, further entries of its dictionary, and changes to the parts by their name."""
    objects = {
        1: parts.get("catalog", b"<< /Type /Catalog /Pages 2 0 R >>"),
        2: parts.get("pages", b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"),
        3: b"<< /Type /Page /Parent 2 0 R /Contents 4 0 R %b %b /Resources << /Font << /F1 5 0 R >> %b >> >>"
        % (parts.get("box", b"/MediaBox [0 0 612 792]"), page, parts.get("resources", b"")),
        4: contents,
        5: parts.get("font", _FONT),
    }
    return pdf(objects | {int(name[1:]): value for name, value in parts.items() if name[1:].isdecimal()})


def swollen(piece: bytes, times: int, rounds: int = 1) -> bytes:
    """A stream that is ``piece`` as often as that when it is inflated, ``rounds`` times deflated."""
    packer = zlib.compressobj(9)
    chunk = piece * max(1, 1_000_000 // len(piece))
    count = times * len(piece) // len(chunk)
    packed = b"".join(packer.compress(chunk) for _ in range(count)) + packer.flush()
    for _ in range(rounds - 1):
        packed = zlib.compress(packed, 9)
    return stream(packed, b"/Filter [%b]" % (b"/FlateDecode " * rounds))


def _sealed() -> bytes:
    target = io.BytesIO()
    canvas = Canvas(target, encrypt=StandardEncryption("secret", ownerPassword="owner"))
    canvas.drawString(72, 700, "sealed")
    canvas.save()
    return target.getvalue()


def _forms(levels: int, times: int) -> bytes:
    """Forms that draw the next one, each several times: ``times ** levels`` pieces of text from a small file."""
    parts = {}
    for level in range(levels):
        last = level == levels - 1
        inner = WORDS if last else b"/X Do " * times
        resources = b"/Font << /F1 5 0 R >>" if last else b"/XObject << /X %d 0 R >>" % (11 + level)
        entries = b"/Type /XObject /Subtype /Form /BBox [0 0 612 792] /Resources << %b >>" % resources
        parts[f"o{10 + level}"] = stream(inner, entries)
    return one_page(stream(b"/X Do"), resources=b"/XObject << /X 10 0 R >>", **parts)


def _self_drawing() -> bytes:
    entries = b"/Type /XObject /Subtype /Form /BBox [0 0 612 792] /Resources << /XObject << /X 10 0 R >> >>"
    contents = stream(WORDS + b" /X Do")
    return one_page(contents, resources=b"/XObject << /X 10 0 R >>", o10=stream(b"/X Do /X Do", entries))


def _streams_in_themselves() -> bytes:
    """A cross-reference stream that says of an object stream that it lies in itself, and of the catalog that too."""
    head = b"%PDF-1.7\n"
    body = b"5 0 obj\n" + stream(
        b"1 0 << /Type /Catalog /Pages 5 0 R >>", b"/Type /ObjStm /N 1 /First 4 /Extends 5 0 R"
    )
    body += b"\nendobj\n"
    at = len(head) + len(body)
    table = (
        b"\x00\x00\x00\xff" + b"\x02\x00\x05\x00" * 4 + b"\x02\x00\x05\x01" + b"\x01" + at.to_bytes(2, "big") + b"\0"
    )
    entries = b"/Type /XRef /Size 7 /W [1 2 1] /Root 1 0 R /Prev %d" % at
    return head + body + b"6 0 obj\n" + stream(table, entries) + b"\nendobj\nstartxref\n%d\n%%%%EOF" % at


def _tagged_loop() -> bytes:
    catalog = b"<< /Type /Catalog /Pages 2 0 R /MarkInfo << /Marked true >> /StructTreeRoot 10 0 R >>"
    contents = stream(b"/P << /MCID 0 >> BDC " + WORDS + b" EMC")
    return one_page(
        contents,
        b"/StructParents 0",
        catalog=catalog,
        o10=b"<< /Type /StructTreeRoot /K 11 0 R /ParentTree << /Nums [0 [11 0 R]] >> >>",
        o11=b"<< /Type /StructElem /S /P /P 12 0 R /Pg 3 0 R /K [0 12 0 R 11 0 R] >>",
        o12=b"<< /Type /StructElem /S /P /P 11 0 R /Pg 3 0 R /K [11 0 R 12 0 R] >>",
    )


def _wide_character_map() -> bytes:
    ranges = b"1 begincodespacerange <0000> <ffff> endcodespacerange\n" + b"".join(
        b"1 beginbfrange <0000> <ffff> <0041> endbfrange\n" for _ in range(2000)
    )
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode 10 0 R >>"
    return one_page(font=font, o10=stream(ranges))


def _box(sides: bytes) -> Callable[[], bytes]:
    return lambda: one_page(box=b"/MediaBox [%b]" % sides)


_TEXT = frozenset({"read"})
_DAMAGED = frozenset({"damaged_pdf"})
_ANY = frozenset({"read", "damaged_pdf", "empty"})
# What pdfium does all of before anything can be seen of it: the limits of the process end it.
_ENDED = frozenset({"timeout", "crashed", "out_of_memory"})
_MANY_KIDS = b"<< /Type /Pages /Kids [%b] /Count %d >>"

# A name → what makes the file, and what may become of it: ``read``, or the finding's code.
PDFS: dict[str, tuple[Callable[[], bytes], frozenset[str]]] = {
    "header alone": (lambda: b"%PDF-1.7\n", _DAMAGED),
    "cut in a third": (lambda: _WHOLE[: len(_WHOLE) // 3], _ANY),
    "cut in half": (lambda: _WHOLE[: len(_WHOLE) // 2], _ANY),
    "cut before the end": (lambda: _WHOLE[: -len(_WHOLE) // 10], _ANY),
    "zeros in the middle": (lambda: _WHOLE[:400] + bytes(400) + _WHOLE[800:], _ANY),
    "sealed": (_sealed, frozenset({"encrypted"})),
    "page tree is its own kid": (lambda: one_page(pages=b"<< /Type /Pages /Kids [2 0 R] /Count 1 >>"), _ANY),
    "page trees are each other's kids": (
        lambda: one_page(
            pages=b"<< /Type /Pages /Kids [10 0 R 10 0 R] /Count 9 >>",
            o10=b"<< /Type /Pages /Parent 2 0 R /Kids [2 0 R 2 0 R] /Count 9 >>",
        ),
        _ANY,
    ),
    "page tree of the page itself": (lambda: one_page(pages=b"<< /Type /Pages /Kids [1 0 R 3 0 R] /Count 2 >>"), _ANY),
    "a billion pages claimed": (
        lambda: one_page(pages=_MANY_KIDS % (b"3 0 R", 1_000_000_000)),
        _ANY | {"too_many_pages"},
    ),
    "less than no pages": (lambda: one_page(pages=_MANY_KIDS % (b"3 0 R", -5)), _ANY),
    "one page a hundred thousand times": (
        lambda: one_page(pages=_MANY_KIDS % (b"3 0 R " * 100_000, 100_000)),
        _ANY | {"too_many_pages"},
    ),
    "a page as large as a country": (_box(b"0 0 1e9 1e9"), _TEXT),
    "a page larger than numbers": (_box(b"0 0 1e308 9" + b"9" * 400), _ANY),
    "a page without area": (_box(b"0 0 0 0"), _ANY),
    "a page turned inside out": (_box(b"612 792 -612 -792"), _ANY),
    "a box of words": (_box(b"/a (b) null"), _ANY),
    "a page turned by a third": (lambda: one_page(page=b"/Rotate 30"), _TEXT),
    "cross-references in a ring": (lambda: pdf({1: b"<< /Type /Catalog >>"}, prev=-1), _ANY),
    "streams in themselves": (_streams_in_themselves, _ANY),
    "a form draws itself twice": (_self_drawing, _ENDED),
    "forms ten to the ninth": (lambda: _forms(10, 10), _ENDED),
    "tags in a ring": (_tagged_loop, _TEXT),
    "a length that isn't": (lambda: one_page(b"<< /Length 999999999 >>\nstream\n" + WORDS + b"\nendstream"), _ANY),
    "a length in a ring": (lambda: one_page(b"<< /Length 4 0 R >>\nstream\n" + WORDS + b"\nendstream"), _ANY),
    "contents in a ring": (lambda: one_page(b"[4 0 R 4 0 R]"), _ANY),
    "arrays a hundred thousand deep": (lambda: one_page(stream(b"[" * 100_000 + WORDS)), _ANY),
    "dictionaries in an object, deep": (lambda: one_page(font=b"<< /A " * 50_000 + b">>" * 50_000), _ANY),
    "states a million deep": (lambda: one_page(swollen(b"q ", 1_000_000)), _ANY),
    "spaces that inflate to 200 MB": (lambda: one_page(swollen(b" ", 200_000_000)), _ANY),
    "deflated twice": (lambda: one_page(swollen(b" ", 100_000_000, rounds=2)), _ANY),
    "text that inflates to 6 million words": (
        lambda: one_page(swollen(b"BT /F1 9 Tf 9 9 Td (office) Tj ET ", 6_000_000)),
        _ENDED,
    ),
    "lines without number": (
        lambda: one_page(swollen(b"0 0 m 99 99 l S 5 5 300 9 re S ", 100_000)), frozenset({"scan"}),
    ),
    "rules that make a million cells": (
        lambda: one_page(
            stream(WORDS + b"".join(b" %d 0 m %d 792 l S 0 %d m 612 %d l S" % (i, i, i, i) for i in range(0, 600)))
        ),
        _TEXT,
    ),
    "a wide character map": (_wide_character_map, _TEXT),
    "a picture larger than memory": (
        lambda: one_page(
            stream(b"/X Do"),
            resources=b"/XObject << /X 10 0 R >>",
            o10=stream(
                b"\0", b"/Type /XObject /Subtype /Image /Width 99999 /Height 99999 /ColorSpace /DeviceRGB /BitsPerComponent 8"
            ),
        ),
        frozenset({"scan", "empty"}),
    ),
}  # fmt: skip
