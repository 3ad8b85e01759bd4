"""What the bytes are, told from the bytes alone: a name is a stranger's claim.

The formats that are read are named by their media types; the others are refused by name, each with what to do.
"""

from __future__ import annotations

import io
import re
import zipfile

from ipr_extract.errors import ReadError
from ipr_extract.zip_members import UNSOUND

HTML = "text/html"
TEXT = "text/plain"
PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
OFD = "application/ofd"
DOC = "application/msword"
RTF = "application/rtf"
ODT = "application/vnd.oasis.opendocument.text"
MARKDOWN = "text/markdown"  # told from other text by its reader, not here
PNG, JPEG, TIFF, BMP, WEBP = "image/png", "image/jpeg", "image/tiff", "image/bmp", "image/webp"
PICTURES = frozenset({PNG, JPEG, TIFF, BMP, WEBP})
ZIP = "application/zip"
MAIL = "message/rfc822"
MHTML = "multipart/related"  # a page as browsers save it in one file
CONTAINERS = frozenset({ZIP, MAIL, MHTML})

# More entries than a zip file of documents has; to list a million of them alone takes a gigabyte.
MOST_ENTRIES = 100_000
_ENTRY = b"PK\x01\x02"

_PICTURE_SIGNATURES = (
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"\xff\xd8\xff", JPEG),
    (b"II*\0", TIFF),
    (b"MM\0*", TIFF),
)
_IMAGE = "an image in a format that isn't read; save it as PNG"
# A signature → what it is and what to do; the longest first where two begin alike.
_SIGNATURES = (
    (b"GIF87a", _IMAGE),
    (b"GIF89a", _IMAGE),
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
# What a container begins with; nearly every document is told from one by its first byte.
_MAY_CONTAIN = re.compile(rb"PK[\x03\x05]|\s*(?:From [^\n]*\n)?[A-Za-z][A-Za-z0-9-]*:", re.ASCII)
# The header of a mail or saved page (RFC 5322): lines "Name: value", each maybe going on in indented ones.
_MAIL_HEAD = re.compile(
    rb"\s*(?P<mbox>From [^\n]*\n)?(?P<fields>(?:[A-Za-z][A-Za-z0-9-]*:[^\n]*\n(?:[ \t][^\n]*\n)*)+)\r?\n"
)
# Fields that programs write and nobody types at the head of a letter ("To:", "Date:", "Subject:" may be typed).
_MAIL_FIELD = re.compile(
    rb"^(?:MIME-Version: *\d|Message-ID: *<|Received: |Return-Path: *<|Content-Type: *(?:text|multipart|application)/)",
    re.IGNORECASE | re.MULTILINE,
)
_RELATED = re.compile(rb"^Content-Type:\s*multipart/related\b", re.IGNORECASE | re.MULTILINE)
_SAVED = re.compile(rb'^(?:From: *"?<?Saved by|Snapshot-Content-Location:)', re.IGNORECASE | re.MULTILINE)
_SENT = re.compile(rb"^(?:To|Cc|Received):", re.IGNORECASE | re.MULTILINE)
_TAG = re.compile(
    # Only tags that pages are made of: "<p>", "</td", "<!DOCTYPE html"; a text may hold "<" of its own (p<0.05).
    rb"<(?:!doctype\s+html|!--|/?(?:html|head|body|meta|title|script|style|link|div|span|p|br|table|tbody|tr|td|th"
    rb"|h[1-6]|ul|ol|li|a|b|strong|font|center|img|iframe|frameset|section|article|pre)(?=[\s/>]))",
    re.IGNORECASE,
)
# One that isn't closed goes on to the end, so that no later one is looked for from each.
_COMMENT = re.compile(rb"<!--.*?(?:-->|\Z)", re.DOTALL)
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
    if (picture := _picture(data)) is not None:
        return picture
    if data.startswith(_OLE):
        return _of_ole(data)
    if data.startswith(b"{\\rtf"):
        return RTF
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zipped(data)
    if (mail := _mail(data)) is not None:
        return mail
    # UTF-16 markup is ASCII with zeros between; without them its tags can be seen.
    head = data[:_HEAD].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    at = data.find(b"%PDF-", 0, 1024)  # the standard lets junk stand before it
    if at == 0 or (at > 0 and not _TAG.search(data[:at])):
        return PDF
    return _markup_or_text(head)


def container_type(data: bytes) -> str | None:
    """The media type of a file of several documents: a zip archive (no Office file), a mail, a saved page; else None.

    What can't be told is none: reading it says why.
    """
    if not may_contain(data):
        return None
    try:
        media_type = sniff(data)
    except ReadError:
        return None
    return media_type if media_type in CONTAINERS else None


def may_contain(head: bytes) -> bool:
    """Whether bytes begin as a container does; said of most documents by their first byte."""
    return _MAY_CONTAIN.match(head) is not None


def _picture(data: bytes) -> str | None:
    """The media type of a picture that is read."""
    for signature, media_type in _PICTURE_SIGNATURES:
        if data.startswith(signature):
            return media_type
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return WEBP
    if not data.startswith(b"BM"):
        return None
    # "BM", the file's size, four bytes of no meaning, and where the pixels begin.
    begin = int.from_bytes(data[10:14], "little")
    return BMP if 26 <= begin < 2048 and begin < len(data) else None


def _mail(data: bytes) -> str | None:
    """The media type of a mail or a saved page; None for text that only begins like one."""
    if not may_contain(data):
        return None
    head = _MAIL_HEAD.match(data[:_HEAD])
    if head is None or _MAIL_FIELD.search(head["fields"]) is None:
        return None
    if head["mbox"]:
        raise _unsupported("a mailbox of several mails; save each as a file of its own (.eml)")
    fields = head["fields"]
    saved = _RELATED.search(fields) and (_SAVED.search(fields) or not _SENT.search(fields))
    return MHTML if saved else MAIL


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
    if data.count(_ENTRY) > MOST_ENTRIES:
        raise ReadError("too_large", f"The zip file has more than {MOST_ENTRIES:,} members; split it.")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = {name.replace("\\", "/").lstrip("/") for name in archive.namelist()}
            is_text = "mimetype" in names and archive.open("mimetype").read(len(ODT)) == ODT.encode()
    except UNSOUND:
        raise _unsupported("a zip file that is damaged or cut short; fetch it again") from None
    if is_text:
        return ODT
    for member, media_type in _ZIP_FORMATS:
        if member in names:
            return media_type
    if "[Content_Types].xml" in names and any(re.fullmatch(r"word/document\d*\.xml", name) for name in names):
        return DOCX
    kind = next((kind for member, kind in _ZIP_KINDS if member in names), None)
    if kind is not None:
        raise _unsupported(kind)
    return ZIP


def _unsupported(kind: str) -> ReadError:
    return ReadError("unsupported", f"This is {kind}.")
