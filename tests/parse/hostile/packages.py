"""Word and OFD files that lie, loop and swell."""

from __future__ import annotations

import io
import struct
import warnings
import zipfile
from collections.abc import Callable, Mapping, Sequence

from tests.gold import office
from tests.gold.office import paragraph

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_BODY = paragraph("各单位：") + paragraph("请按时报送样本。")
_LAUGHS = (
    "<!DOCTYPE d [<!ENTITY a '哈哈哈哈哈哈哈哈哈哈'>"
    + "".join(f"<!ENTITY {chr(98 + i)} '{f'&{chr(97 + i)};' * 10}'>" for i in range(9))
    + "]>"
)
_SECRET = "<!DOCTYPE d [<!ENTITY a SYSTEM 'file:///etc/hostname'>]>"


def packed(members: Mapping[str, bytes]) -> bytes:
    """A zip file of ``members``, deflated: what repeats itself takes no room."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


def docx(body: str, **parts: str) -> bytes:
    """A Word file, deflated."""
    return packed(_members(office.docx(body, **parts)))


def ofd(pages: Sequence[str]) -> bytes:
    """An OFD file, deflated."""
    return packed(_members(office.ofd(pages)))


def _members(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def changed(data: bytes, **parts: bytes) -> bytes:
    """A package with other members: ``word__document_xml=…``."""
    names = {name.replace("__", "/").replace("_xml", ".xml"): content for name, content in parts.items()}
    return packed(_members(data) | names)


def _document(declared: str, text: str = "&a;") -> bytes:
    return f'<?xml version="1.0"?>{declared}<w:document xmlns:w="{_W}"><w:body>{paragraph("@")}</w:body></w:document>'.replace(
        "@", text
    ).encode()


def _table(cell: str, rows: int = 2) -> str:
    row = f"<w:tr>{cell}</w:tr>"
    return _BODY + f"<w:tbl><w:tblPr><w:tblStyle w:val='Grid'/></w:tblPr>{row * rows}</w:tbl>"


def _cell(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraph(text)}</w:tc>"


def _nested_tables(depth: int) -> str:
    return _BODY + "<w:tbl><w:tr><w:tc>" * depth + paragraph("里") + "</w:tc></w:tr></w:tbl>" * depth


def _list(start: int, written: str, text: str = "%1", paragraphs: int = 20) -> bytes:
    numbering = (
        f'<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="{start}"/><w:numFmt w:val="{written}"/>'
        f'<w:lvlText w:val="{text}"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    )
    listed = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
    return docx(_BODY + "".join(paragraph("样本", listed) for _ in range(paragraphs)), numbering=numbering)


def _twice() -> bytes:
    stream = io.BytesIO(docx(_BODY))
    with warnings.catch_warnings(), zipfile.ZipFile(stream, "a") as archive:
        warnings.simplefilter("ignore")
        archive.writestr("word/document.xml", _document("", "另一个"))
    return stream.getvalue()


def _claims(data: bytes, size: int) -> bytes:
    """The package with the first member's size in the list of members replaced."""
    at = data.index(b"PK\x01\x02")
    return data[: at + 24] + struct.pack("<I", size) + data[at + 28 :]


def _sealed(data: bytes) -> bytes:
    """The package with every member marked as encrypted."""
    marked = bytearray(data)
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = marked.find(signature)
        while at >= 0:
            marked[at + offset] |= 1
            at = marked.find(signature, at + 4)
    return bytes(marked)


_DOCX = docx(_BODY)
_LOOP = (
    '<w:style w:styleId="A"><w:basedOn w:val="B"/></w:style><w:style w:styleId="B"><w:basedOn w:val="A"/></w:style>'
    '<w:style w:styleId="C" w:default="1"><w:basedOn w:val="C"/></w:style>'
)
_LINKS = (
    '<w:abstractNum w:abstractNumId="0"><w:numStyleLink w:val="L"/></w:abstractNum>'
    '<w:abstractNum w:abstractNumId="1"><w:styleLink w:val="L"/><w:numStyleLink w:val="L"/></w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>'
)
_READ = frozenset({"read"})
_DAMAGED = frozenset({"damaged"})
_LARGE = frozenset({"too_large"})
_REL = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="{}"/></Relationships>'
)

# A name → what makes the file, and what may become of it.
WORD: dict[str, tuple[Callable[[], bytes], frozenset[str]]] = {
    "cut in half": (lambda: _DOCX[: len(_DOCX) // 2], frozenset({"unsupported"})),
    "entities that laugh": (lambda: changed(_DOCX, word__document_xml=_document(_LAUGHS, "&i;")), _DAMAGED),
    "entities that laugh, in the styles": (lambda: changed(_DOCX, word__styles_xml=_document(_LAUGHS, "&i;")), _DAMAGED),
    "entities of a file": (lambda: changed(_DOCX, word__document_xml=_document(_SECRET)), _DAMAGED),
    "entities in UTF-16": (
        lambda: changed(_DOCX, word__document_xml=_document(_SECRET).decode().encode("utf-16")), _DAMAGED,
    ),
    "entities in UTF-7": (
        lambda: changed(
            _DOCX,
            word__document_xml=_document(_SECRET).decode().replace('"1.0"', '"1.0" encoding="utf-7"').encode("utf-7"),
        ),
        _DAMAGED,
    ),
    "elements a hundred thousand deep": (lambda: docx("<w:p>" * 100_000 + "</w:p>" * 100_000), _DAMAGED),
    "content controls 200 deep": (lambda: docx("<w:sdt>" * 200 + _BODY + "</w:sdt>" * 200), _READ),
    "tables in tables": (lambda: docx(_nested_tables(60)), frozenset({"too_deep"})),
    "text boxes in text boxes": (
        lambda: docx(_BODY + "<w:p><w:r><w:txbxContent>" * 60 + _BODY + "</w:txbxContent></w:r></w:p>" * 60),
        frozenset({"too_deep"}),
    ),
    "a cell over a billion columns": (lambda: docx(_table(_cell("样", '<w:gridSpan w:val="999999999"/>'))), _LARGE),
    "a cell over more columns than numbers": (
        lambda: docx(_table(_cell("样", f'<w:gridSpan w:val="{"9" * 500}"/>') + _cell("本"))), _READ,
    ),
    "a cell over less than no columns": (
        lambda: docx(_table(_cell("样", '<w:gridSpan w:val="-7"/>') + _cell("本"))), _READ,
    ),
    "a row that begins a billion columns on": (
        lambda: docx(
            _table('<w:trPr><w:gridBefore w:val="999999999"/></w:trPr>' + _cell("牵头单位") + _cell("责任单位"))
        ),
        _LARGE,
    ),
    "cells without number": (lambda: docx(_table(_cell("", '<w:gridSpan w:val="900"/>') * 5, 50)), _LARGE),
    "styles in a ring": (lambda: docx(_BODY + paragraph("样", '<w:pStyle w:val="A"/>'), styles=_LOOP), _READ),
    "lists in a ring": (
        lambda: docx(
            _BODY + paragraph("样", '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="2"/></w:numPr>'), numbering=_LINKS
        ),
        _READ,
    ),
    "a list of letters that begins at a billion": (lambda: _list(999_999_999, "lowerLetter"), _READ),
    "a list of Roman numerals that begins at a billion": (lambda: _list(999_999_999, "upperRoman"), _READ),
    "a list of Chinese numerals that begins at a billion": (lambda: _list(999_999_999, "chineseCounting"), _READ),
    "a list that begins before nothing": (
        lambda: _list(-999_999_999, "chineseCountingThousand", "%1、"), _READ,
    ),
    "digits of a number below nothing": (lambda: _list(-5, "ideographDigital", "%1、"), _READ),
    "a label of a hundred thousand numbers": (lambda: _list(1, "upperRoman", "%1" * 100_000, 3_000), _READ | _LARGE),
    "a level that isn't": (
        lambda: docx(_BODY + paragraph("样", '<w:numPr><w:ilvl w:val="-9"/><w:numId w:val="1"/></w:numPr>')), _READ,
    ),
    "text that inflates to 315 MB": (
        lambda: changed(_DOCX, word__document_xml=_document("", "样" * 105_000_000)), _LARGE,
    ),
    "paragraphs without number": (lambda: docx(_BODY + "<w:p/>" * 4_500_000), _LARGE),
    "fifteen million characters": (lambda: docx(_BODY + paragraph("样" * 9_000_000)), _DAMAGED | _LARGE),
    "twenty thousand members": (
        lambda: packed(_members(_DOCX) | {f"a/{i}": b"" for i in range(20_000)}), _LARGE,
    ),
    "names that climb out": (
        lambda: packed(_members(_DOCX) | {"../../../tmp/climbed.txt": b"x", "/etc/climbed": b"x", "C:\\climbed": b"x"}),
        _READ,
    ),
    "a text that lies outside": (
        lambda: changed(_DOCX, _rels__h=b"") and packed(
            _members(_DOCX) | {"_rels/.rels": _REL.format("../../../../etc/passwd").encode()}
        ),
        _DAMAGED,
    ),
    "the text twice": (_twice, _READ),
    "a size that isn't": (lambda: _claims(_DOCX, 4_000_000_000), _READ | _DAMAGED),
    "sealed": (lambda: _sealed(_DOCX), frozenset({"encrypted"})),
    "wrong check sums": (lambda: _DOCX.replace(b"PK\x03\x04", b"PK\x03\x04", 1).replace(
        _DOCX[14:18], b"\0\0\0\0"), _DAMAGED | _READ),
    "no text in it": (lambda: packed({"word/document.xml": b"", "[Content_Types].xml": b""}), _DAMAGED),
}  # fmt: skip

_OFD_NS = 'xmlns:ofd="http://www.ofdspec.org/2016"'


def _sign(code: str = "", extra: str = "", text: str = "请按时报送样本。") -> str:
    return (
        f'<ofd:TextObject ID="1" Font="1" Size="5" Boundary="30 40 150 6" {extra}>'
        f'<ofd:TextCode X="0" Y="5" {code}>{text}</ofd:TextCode></ofd:TextObject>'
    )


_OFD = ofd([_sign()])
_PATH = '<ofd:PathObject ID="2" Boundary="0 0 210 297"><ofd:AbbreviatedData>{}</ofd:AbbreviatedData></ofd:PathObject>'


def _ofd_document(pages: str, declared: str = "", area: str = "0 0 210 297") -> bytes:
    return (
        f'<?xml version="1.0"?>{declared}<ofd:Document {_OFD_NS}><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>{area}'
        f"</ofd:PhysicalBox></ofd:PageArea></ofd:CommonData><ofd:Pages>{pages}</ofd:Pages></ofd:Document>"
    ).encode()


_ONE = '<ofd:Page ID="0" BaseLoc="Pages/Page_0/Content.xml"/>'


OFDS: dict[str, tuple[Callable[[], bytes], frozenset[str]]] = {
    "entities that laugh": (
        lambda: changed(_OFD, Doc_0__Document_xml=_ofd_document(f"&i;{_ONE}", _LAUGHS)), _DAMAGED,
    ),
    "entities of a file": (
        lambda: changed(_OFD, Doc_0__Document_xml=_ofd_document(f"&a;{_ONE}", _SECRET)), _DAMAGED,
    ),
    "cut in half": (lambda: _OFD[: len(_OFD) // 2], frozenset({"unsupported"})),
    "sealed": (lambda: _sealed(_OFD), frozenset({"encrypted"})),
    "one page ten thousand times": (
        lambda: changed(_OFD, Doc_0__Document_xml=_ofd_document(_ONE * 10_000)), frozenset({"too_many_pages"}),
    ),
    "one large page three thousand times": (
        lambda: changed(ofd(["<ofd:Empty/>" * 20_000 + _sign()]), Doc_0__Document_xml=_ofd_document(_ONE * 3_000)),
        _LARGE,
    ),
    "the document is its own page": (
        lambda: changed(_OFD, Doc_0__Document_xml=_ofd_document('<ofd:Page BaseLoc="Document.xml"/>')),
        frozenset({"empty"}),
    ),
    "a page that lies outside": (
        lambda: changed(_OFD, Doc_0__Document_xml=_ofd_document('<ofd:Page BaseLoc="../../../etc/passwd"/>')),
        frozenset({"empty"}),
    ),
    "documents in a ring": (
        lambda: changed(_OFD, OFD_xml=f"<ofd:OFD {_OFD_NS}>{'<ofd:DocRoot>OFD.xml</ofd:DocRoot>' * 999}</ofd:OFD>".encode()),
        frozenset({"empty"}),
    ),
    "a page as large as a country": (
        lambda: changed(_OFD, Doc_0__Document_xml=_ofd_document(_ONE, area="0 0 1e9 1e9")), _READ,
    ),
    "a page of no numbers": (
        lambda: changed(_OFD, Doc_0__Document_xml=_ofd_document(_ONE, area="nan inf -1 -1e99")), _READ | {"empty"},
    ),
    "objects a hundred thousand deep": (
        lambda: ofd(["<ofd:PageBlock>" * 100_000 + "</ofd:PageBlock>" * 100_000]), _DAMAGED,
    ),
    "objects two hundred deep": (
        lambda: ofd(["<ofd:PageBlock>" * 200 + _sign() + "</ofd:PageBlock>" * 200]), frozenset({"too_deep"}),
    ),
    "a billion distances": (lambda: ofd([_sign('DeltaX="g 999999999 5 g 999999999 5"')]), _READ),
    "distances longer than numbers": (lambda: ofd([_sign(f'DeltaX="{"9" * 5000}"')]), _READ | {"empty", "scan"}),
    "a matrix beyond numbers": (lambda: ofd([_sign(extra='CTM="1e99 1e99 1e99 1e99 1e99 1e99"')]), _READ | {"empty", "scan"}),
    "a size below nothing": (lambda: ofd([_sign().replace('Size="5"', 'Size="-1e9"')]), _READ | {"empty", "scan"}),
    "rules that make a million cells": (
        lambda: ofd([
            _sign() + "".join(
                _PATH.format(f"M {i / 5} 0 L {i / 5} 297 M 0 {i / 5} L 210 {i / 5}") for i in range(1000)
            )
        ]),
        _READ,
    ),
    "a path without end": (lambda: ofd([_sign() + _PATH.format("M 0 0 " + "L 9 9 L 1 1 " * 100_000)]), _READ),
    "a million text objects": (lambda: ofd([_sign(text="样") * 1_000_000]), _LARGE | {"timeout", "read"}),
}  # fmt: skip
