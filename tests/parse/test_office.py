from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from ipr_extract.errors import ReadError
from ipr_extract.model import Alignment
from ipr_extract.parse import read_document
from ipr_extract.parse.office import _convert
from tests.gold.office import packed

RTF = (
    r"{\rtf1\ansi\ansicpg936{\fonttbl{\f0 SimSun;}}\qc "
    + "".join(f"\\u{ord(sign)}?" for sign in "某局关于样本的通知")
    + r"\par\pard "
    + "".join(f"\\u{ord(sign)}?" for sign in "各单位：")
    + r"\par}"
).encode("ascii")
ODT = packed({
    "mimetype": "application/vnd.oasis.opendocument.text",
    "META-INF/manifest.xml": '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    '<manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.text"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>',
    "content.xml": '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2"><office:body><office:text>'
    "<text:p>某局关于样本的通知</text:p><text:p>各单位：</text:p></office:text></office:body></office:document-content>",
})  # fmt: skip


@pytest.mark.parametrize("data", [RTF, ODT], ids=["rtf", "odt"])
def test_libreoffice_makes_word_files_of_other_formats(data: bytes) -> None:
    if shutil.which("soffice") is None:
        pytest.skip("LibreOffice is not installed here")
    document = read_document(data, "a")
    texts = [document.text[block.start : block.end] for block in document.blocks]
    assert texts == ["某局关于样本的通知", "各单位："]
    assert document.parser == "docx (libreoffice)"
    if data is RTF:
        assert document.blocks[0].alignment is Alignment.CENTER


def test_without_libreoffice_the_message_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(ReadError, match="install LibreOffice") as caught:
        read_document(RTF, "a.rtf")
    assert caught.value.code == "office_missing"


def test_a_program_that_ends_without_a_file_gives_none(tmp_path: Path) -> None:
    program = shutil.which("true")
    assert program is not None
    assert _convert(program, b"", tmp_path, ".doc") is None
