"""What can't be read is refused with one clear reason, and what can be read in part says so."""

from __future__ import annotations

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from ipr_extract.errors import ReadError
from ipr_extract.model import Severity
from ipr_extract.parse.limits import Limits
from tests.parse.pdf_specimens import drawn, lines_at, read, texts

TEXT = lines_at(72, 100, ["市园林局文件", "各区绿化管理站："])
WHOLE = drawn(TEXT, TEXT)


def picture(canvas: Canvas) -> None:
    """A page that is an image of one grey pixel."""
    grey = b"P5 1 1 255 \x80"
    canvas.drawImage(ImageReader(io.BytesIO(grey)), 0, 0, 500, 700)


def nothing(canvas: Canvas) -> None:
    """A blank page."""


def code_of(data: bytes, limits: Limits | None = None) -> str:
    with pytest.raises(ReadError) as refusal:
        read(data, limits)
    return refusal.value.code


DAMAGED = {"empty": b"", "header alone": b"%PDF-1.7", "no PDF": b"trees", "cut short": WHOLE[:300]}


@pytest.mark.parametrize("data", DAMAGED.values(), ids=DAMAGED.keys())
def test_damaged(data: bytes) -> None:
    assert code_of(data) == "damaged_pdf"


def test_encrypted() -> None:
    target = io.BytesIO()
    canvas = Canvas(target, encrypt=StandardEncryption("secret", ownerPassword="owner"))
    canvas.drawString(72, 700, "sealed")
    canvas.save()
    assert code_of(target.getvalue()) == "encrypted"


def test_encrypted_without_a_password_is_read() -> None:
    target = io.BytesIO()
    canvas = Canvas(target, encrypt=StandardEncryption("", ownerPassword="owner"))
    canvas.drawString(72, 700, "open to all")
    canvas.save()
    assert texts(read(target.getvalue())) == ["open to all"]


def test_scan() -> None:
    with pytest.raises(ReadError, match=r"has no text layer .*2 pages") as refusal:
        read(drawn(picture, picture))
    assert refusal.value.code == "scan"


def stamped(canvas: Canvas) -> None:
    """A scanned page with the line that an application for scanning adds."""
    picture(canvas)
    canvas.drawString(480, 20, "扫描全能王 创建")


def test_stamp_of_an_application_is_no_text_layer() -> None:
    assert code_of(drawn(stamped)) == "scan"
    (finding,) = read(drawn(TEXT, stamped)).findings
    assert "page 2" in finding.message


def test_nothing_printed() -> None:
    assert code_of(drawn(nothing)) == "empty"


def test_too_many_pages() -> None:
    assert code_of(WHOLE, Limits(max_pages=1)) == "too_many_pages"


def test_too_many_characters() -> None:
    assert code_of(WHOLE, Limits(max_characters=10)) == "too_large"


def test_too_many_bytes() -> None:
    assert code_of(WHOLE, Limits(max_bytes=100)) == "too_large"


def test_pages_without_text_among_others_are_named() -> None:
    document = read(drawn(TEXT, picture, nothing, picture, picture))
    (finding,) = document.findings
    assert (finding.code, finding.severity) == ("page_without_text", Severity.WARNING)
    assert "pages 2, 4–5" in finding.message


def test_refusals_are_one_line_each() -> None:
    for data in (b"", drawn(nothing), drawn(picture)):
        with pytest.raises(ReadError) as refusal:
            read(data)
        assert "\n" not in str(refusal.value)


PLACES = st.integers(0, len(WHOLE) - 1)


@settings(max_examples=150, deadline=None)
@given(PLACES, st.lists(st.tuples(PLACES, st.integers(0, 255)), max_size=40))
def test_damage_gives_a_document_or_a_refusal(cut: int, changes: list[tuple[int, int]]) -> None:
    damaged = bytearray(WHOLE)
    for place, value in changes:
        damaged[place] = value
    for data in (bytes(damaged), bytes(damaged[:cut])):
        try:
            document = read(data)
        except ReadError as refusal:
            assert refusal.code in {"damaged_pdf", "encrypted", "scan", "empty", "too_many_pages"}
        else:
            assert document.text == "\n".join(document.text[block.start : block.end] for block in document.blocks)
