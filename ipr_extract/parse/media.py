"""What the bytes are, told from the bytes alone: a name is a stranger's claim.

The formats that are read are named by their media types; the others are refused by name, each with what to do.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib

from ipr_extract.errors import ReadError

HTML = "text/html"
TEXT = "text/plain"
PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
OFD = "application/ofd"
DOC = "application/msword"
RTF = "application/rtf"
ODT = "application/vnd.oasis.opendocument.text"

_IMAGE = "an image, such as a scan; recognise its text (OCR) first and give the PDF or text"
# A signature → what it is and what to do; the longest first where two begin alike.
_SIGNATURES = (
    (b"\x89PNG\r\n\x1a\n", _IMAGE),
    (b"\xff\xd8\xff", _IMAGE),
    (b"GIF87a", _IMAGE),
    (b"GIF89a", _IMAGE),
    (b"II*\0", _IMAGE),
    (b"MM\0*", _IMAGE),
    (b"\0\0\0\x0cjP  ", _IMAGE),
    (b"AT&TFORM", "a DjVu scan; convert it to PDF and recognise its text (OCR) first"),
    (b"\x1f\x8b", "compressed with gzip; decompress it first"),
    (b"Rar!\x1a\x07", "a RAR archive; unpack it and give the files in it"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive; unpack it and give the files in it"),
    (b"BZh", "compressed with bzip2; decompress it first"),
    (b"\xfd7zXZ\0", "compressed with xz; decompress it first"),
    (b"Founder CEB", "a Founder CEB file; print it to PDF"),
    (b"CAJ\0", "a CAJ file; print it to PDF"),
    (b"%!PS", "a PostScript file; convert it to PDF"),
    (b"bplist00", "a web archive of a browser; save the page as HTML"),
    (b"From: <Saved by", "a web archive of a browser (.mht); save the page as HTML"),
    (b"MIME-Version:", "a web archive or mail (.mht, .eml); save the page as HTML"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# A stream of an OLE file that gives its kind away; names in its directory are UTF-16.
_OLE_KINDS = (
    ("Workbook", "an old Excel file (.xls); save the sheets as HTML"),
    ("Book", "an old Excel file (.xls); save the sheets as HTML"),
    ("PowerPoint Document", "an old PowerPoint file (.ppt); save it as PDF"),
    ("__nameid_version1.0", "a mail of Outlook (.msg); save it as HTML"),
)
# A member of a zip file that gives its kind away: those that are read, and those that are not.
_ZIP_FORMATS = (("OFD.xml", OFD), ("word/document.xml", DOCX))
_ZIP_KINDS = (
    ("xl/workbook.xml", "an Excel file (.xlsx); save the sheets as HTML"),
    ("ppt/presentation.xml", "a PowerPoint file (.pptx); save it as PDF"),
    ("META-INF/container.xml", "an EPUB book; give the HTML files in it"),
    ("content.xml", "an OpenDocument file that is no text; save it as PDF or HTML"),
)
_HEAD = 65_536
_TAG = re.compile(
    # Only tags that pages are made of: "<p>", "</td", "<!DOCTYPE html"; a text may hold "<" of its own (p<0.05).
    rb"<(?:!doctype\s+html|!--|/?(?:html|head|body|meta|title|script|style|link|div|span|p|br|table|tbody|tr|td|th"
    rb"|h[1-6]|ul|ol|li|a|b|strong|font|center|img|iframe|frameset|section|article|pre)(?=[\s/>]))",
    re.IGNORECASE,
)
_COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
# The root element behind an XML declaration: "<?xml version='1.0'?> <rss …" is no page, "<html …" is.
_XML_ROOT = re.compile(rb"<\?xml[^>]*>\s*(?:<!doctype[^>]*>\s*)?<(?:[\w-]+:)?(?P<root>[\w.-]+)", re.IGNORECASE)
_JSON = re.compile(rb'(?:\[\s*)?\{\s*"[^"\n]{1,80}"\s*:')  # {"code": 200, … or [{"TITLE": …


def sniff(data: bytes) -> str:
    """The media type of ``data``, one of those that are read.

    Raises ``ReadError``: ``empty``, or ``unsupported`` for a format that is recognised and not read.
    """
    if not data.strip(b"\0 \t\r\n"):
        raise ReadError("empty", "The document is empty; fetch it again.")
    for signature, kind in _SIGNATURES:
        if data.startswith(signature):
            raise _unsupported(kind)
    if data.startswith(_OLE):
        return _of_ole(data)
    if data.startswith(b"{\\rtf"):
        return RTF
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zipped(data)
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        raise _unsupported(_IMAGE)
    # UTF-16 markup is ASCII with zeros between; without them its tags can be seen.
    head = data[:_HEAD].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    at = data.find(b"%PDF-", 0, 1024)  # the standard lets junk stand before it
    if at == 0 or (at > 0 and not _TAG.search(data[:at])):
        return PDF
    return _markup_or_text(head)


def _markup_or_text(head: bytes) -> str:
    if _TAG.match(head):
        return HTML
    tags = len(_TAG.findall(head))
    xml = _XML_ROOT.match(_COMMENT.sub(b"", head))
    if xml and xml["root"].lower() != b"html" and tags < 3:
        raise _unsupported(f"an XML file (<{xml['root'].decode('ascii', 'replace')}>); give the page as HTML")
    if _JSON.match(head):
        raise _unsupported("a JSON answer of a site's interface; give the page it describes")
    return HTML if xml or (tags > 2 and tags * 2000 > len(head)) else TEXT


def _of_ole(data: bytes) -> str:
    """The media type of an OLE file by the streams that its directory names: Word's and WPS's are texts."""

    def holds(stream: str) -> bool:
        return stream.encode("utf-16-le") in data

    if holds("WordDocument"):
        return DOC
    if holds("EncryptedPackage"):
        raise ReadError("encrypted", "This is an Office file that needs a password; save it without one.")
    kind = next((kind for stream, kind in _OLE_KINDS if holds(stream)), None)
    raise _unsupported(kind or "an old Office file; save it as PDF or HTML")


def _zipped(data: bytes) -> str:
    """The media type of a zip file by its list of members; nothing is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = {name.replace("\\", "/").lstrip("/") for name in archive.namelist()}
            is_text = "mimetype" in names and archive.open("mimetype").read(len(ODT)) == ODT.encode()
    except (zipfile.BadZipFile, zlib.error, KeyError, RuntimeError, ValueError, OSError):
        raise _unsupported("a zip file that is damaged or cut short; fetch it again") from None
    if is_text:
        return ODT
    for member, media_type in _ZIP_FORMATS:
        if member in names:
            return media_type
    if "[Content_Types].xml" in names and any(re.fullmatch(r"word/document\d*\.xml", name) for name in names):
        return DOCX
    kind = next((kind for member, kind in _ZIP_KINDS if member in names), None)
    raise _unsupported(kind or "a zip archive; unpack it and give the files")


def _unsupported(kind: str) -> ReadError:
    return ReadError("unsupported", f"This is {kind}.")
