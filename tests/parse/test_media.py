import io
import zipfile

import pytest

from ipr_extract.errors import ReadError
from ipr_extract.parse.media import (
    BMP,
    DOC,
    DOCX,
    HTML,
    JPEG,
    MAIL,
    MHTML,
    ODT,
    OFD,
    PDF,
    PNG,
    RTF,
    TEXT,
    TIFF,
    WEBP,
    ZIP,
    sniff,
)

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def _zip(*members: str, mimetype: str = "") -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        if mimetype:
            archive.writestr("mimetype", mimetype)
        for member in members:
            archive.writestr(member, "x")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        (b"<!DOCTYPE html><p>a", HTML),
        (b"\xef\xbb\xbf \n<html>", HTML),
        ("<html><p>样本".encode("utf-16"), HTML),
        (b"<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'><p>a</p></html>", HTML),
        (b"<?xml version='1.0'?>\n<!-- made by an editor --><!DOCTYPE html><html><p>a</p></html>", HTML),
        (b'<div class="wrap"><p>a</p></div>', HTML),
        ("样本标题<br>第一段<br>第二段<p>第三段</p>".encode(), HTML),
        (b"%PDF-1.7\n", PDF),
        (b"\r\njunk %PDF-1.4", PDF),
        ("样本标题\n其中 a<b 且 p<0.05 。".encode(), TEXT),
        (b"{ a plain line in braces }", TEXT),
        (b"I. Main Tasks", TEXT),
        (_zip("[Content_Types].xml", "word/document.xml"), DOCX),
        (_zip("[Content_Types].xml", "word/document2.xml"), DOCX),
        (_zip("OFD.xml", "Doc_0/Document.xml"), OFD),
        (b"{\\rtf1", RTF),
        (OLE + "WordDocument".encode("utf-16-le"), DOC),
        (_zip("content.xml", mimetype=ODT), ODT),
        (_zip("readme"), ZIP),
        (_zip("附件1.docx", "a/通知.pdf"), ZIP),
        (b"\x89PNG\r\n\x1a\n", PNG),
        (b"\xff\xd8\xff\xe0", JPEG),
        (b"II*\0", TIFF),
        (b"MM\0*", TIFF),
        (b"RIFF0000WEBP", WEBP),
        (b"BM" + bytes(8) + b"\x36\0\0\0" + bytes(60), BMP),
        (b"BM is a text that begins so, and goes on", TEXT),
        (b"MIME-Version: 1.0\r\nSubject: a\r\n\r\ntext", MAIL),
        (b"Received: by a\r\n\tfor b\r\nFrom: a@example.org\r\n\r\n<html><p>a</p></html>", MAIL),
        (b'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="b"\n\n--b\n', MHTML),
        (b"To: all\nSubject: tasks\n\nI. Main Tasks", TEXT),
    ],
)
def test_formats_that_are_read(data: bytes, media_type: str) -> None:
    assert sniff(data) == media_type


@pytest.mark.parametrize(
    ("data", "named"),
    [
        (OLE + bytes(100), "old Office"),
        (OLE + "Workbook".encode("utf-16-le"), ".xls"),
        (_zip("xl/workbook.xml"), ".xlsx"),
        (b"PK\x03\x04cut short", "damaged"),
        (b"GIF89a", "image"),
        (b"From a@example.org Fri Mar 8 09:00:00 2024\nMessage-ID: <1@example.org>\n\na", "mailbox"),
        (b"\x1f\x8b\x08", "gzip"),
        (b'{"code": 200, "data": []}', "JSON"),
        (b'[{"TITLE": "a"}]', "JSON"),
        (b"<?xml version='1.0'?><rss></rss>", "XML"),
    ],
)
def test_formats_that_are_refused_by_name(data: bytes, named: str) -> None:
    with pytest.raises(ReadError, match=named) as caught:
        sniff(data)
    assert caught.value.code == "unsupported"
    assert "\n" not in str(caught.value)


def test_nothing() -> None:
    with pytest.raises(ReadError) as caught:
        sniff(b"\r\n \0")
    assert caught.value.code == "empty"
