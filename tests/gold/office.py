"""Circulars as Word and OFD files: written for tests, with nothing in them but what the formats' standards ask for."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from itertools import pairwise

import pypdfium2
import pypdfium2.raw as pdfium_c

from ipr_extract.numerals import han_number
from ipr_extract.parse.pdf_frame import Frame
from ipr_extract.parse.pdf_rulings import page_drawing
from tests.specimens import Grid, Line, Part, Place

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_JC = {Place.CENTER: "center", Place.RIGHT: "right", Place.FLUSH: "left", Place.BODY: "both"}
_EDGES = "".join(f'<w:{e} w:val="single" w:sz="4"/>' for e in ("top", "left", "bottom", "right", "insideH", "insideV"))
# Levels of the automatic list: how each is written, and how a typed label of its kind looks.
_LEVELS = (
    ("chineseCounting", "%1、", re.compile("(?P<number>[一二三四五六七八九十]{1,3})、")),
    ("chineseCounting", "（%2）", re.compile("（(?P<number>[一二三四五六七八九十]{1,3})）")),
    ("decimal", "%3.", re.compile(r"(?P<number>\d{1,2})\.(?!\d)")),
)


def packed(members: Mapping[str, str | bytes]) -> bytes:
    """A zip file of ``members``, in their order, the same bytes for the same members."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0)), content)
    return stream.getvalue()


def docx(body: str, **parts: str) -> bytes:
    """A Word file of ``body`` (WordprocessingML with the prefix ``w``); ``parts`` are further ones: ``styles="…"``."""
    document = f'{_HEAD}<w:document xmlns:w="{_W}"><w:body>{body}<w:sectPr/></w:body></w:document>'
    members = {
        "[Content_Types].xml": f'{_HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "_rels/.rels": f'{_HEAD}<Relationships xmlns="{_R}"><Relationship Id="rId1" Type="{_OFFICE}" '
        'Target="word/document.xml"/></Relationships>',
        "word/document.xml": document,
    }
    for name, inner in parts.items():
        members[f"word/{name}.xml"] = f'{_HEAD}<w:{name} xmlns:w="{_W}">{inner}</w:{name}>'
    return packed(members)


def paragraph(text: str, properties: str = "") -> str:
    """A paragraph of one run."""
    return f'<w:p><w:pPr>{properties}</w:pPr><w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'


def docx_of(parts: Iterable[Part], *, automatic: bool = False) -> bytes:
    """The parts as a Word file; ``automatic`` leaves the labels that go on with their list to Word."""
    counts: list[int] = [0] * len(_LEVELS)
    body = "".join(_table(part) if isinstance(part, Grid) else _line(part, counts, automatic) for part in parts)
    return docx(body, numbering=_numbering())


def _line(line: Line, counts: list[int], automatic: bool) -> str:
    text, numbered = line.text, ""
    for depth, (_, _, label) in enumerate(_LEVELS) if automatic else ():
        match = label.match(text)
        if match is None:
            continue
        printed = int(match["number"]) if match["number"].isdecimal() else han_number(match["number"])
        if printed == counts[depth] + 1 and all(counts[:depth]):
            text = text[match.end() :]
            numbered = f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="1"/></w:numPr>'
            counts[depth:] = [printed] + [0] * (len(counts) - depth - 1)
        break
    return paragraph(text, f'{numbered}<w:jc w:val="{_JC[line.place]}"/>')


def _numbering() -> str:
    levels = "".join(
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{written}"/><w:suff w:val="nothing"/>'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
        for depth, (written, text, _) in enumerate(_LEVELS)
    )
    return (
        f'<w:abstractNum w:abstractNumId="0">{levels}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    )


def _table(grid: Grid) -> str:
    rows = "".join(
        "<w:tr>" + "".join(f"<w:tc>{''.join(map(paragraph, cell.split(chr(10))))}</w:tc>" for cell in row) + "</w:tr>"
        for row in grid.rows
    )
    return f"<w:tbl><w:tblPr><w:tblBorders>{_EDGES}</w:tblBorders></w:tblPr>{rows}</w:tbl>"


_OFD = "http://www.ofdspec.org/2016"
_MILLIMETRES = 25.4 / 72


def ofd(pages: Sequence[str], size: tuple[float, float] = (210.0, 297.0), extra: str = "") -> bytes:
    """An OFD file of pages, each the objects of its one layer; ``extra`` stands in the document's own part."""
    places = "".join(f'<ofd:Page ID="{n}" BaseLoc="Pages/Page_{n}/Content.xml"/>' for n in range(len(pages)))
    members = {
        "OFD.xml": f'{_HEAD}<ofd:OFD xmlns:ofd="{_OFD}" Version="1.0" DocType="OFD"><ofd:DocBody>'
        "<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        "Doc_0/Document.xml": f'{_HEAD}<ofd:Document xmlns:ofd="{_OFD}"><ofd:CommonData><ofd:PageArea>'
        f"<ofd:PhysicalBox>0 0 {size[0]} {size[1]}</ofd:PhysicalBox></ofd:PageArea></ofd:CommonData>"
        f"<ofd:Pages>{places}</ofd:Pages>{extra}</ofd:Document>",
    }
    for number, objects in enumerate(pages):
        layer = f"<ofd:Content><ofd:Layer>{objects}</ofd:Layer></ofd:Content>"
        members[f"Doc_0/Pages/Page_{number}/Content.xml"] = f'{_HEAD}<ofd:Page xmlns:ofd="{_OFD}">{layer}</ofd:Page>'
    return packed(members)


def ofd_of(pdf: bytes) -> bytes:
    """A PDF's pages as an OFD file: a text object for each of its lines, a path for each of its rules."""
    with pypdfium2.PdfDocument(pdf) as document:
        sizes = [page.get_size() for page in document]
        pages = ["".join((*_texts(page), *_rules(page))) for page in document]
    width, height = sizes[0]
    return ofd(pages, (round(width * _MILLIMETRES, 3), round(height * _MILLIMETRES, 3)))


def _texts(page: pypdfium2.PdfPage) -> Iterable[str]:
    text_page, height = page.get_textpage(), page.get_height()
    raw = text_page.get_text_range()
    for segment in re.finditer(r"[^\r\n\x02\ufffe]+", raw):
        signs = [(raw[at], *text_page.get_charbox(at, loose=True)) for at in range(*segment.span())]
        signs = [sign for sign in signs if sign[3] > sign[1]]
        if not signs:
            continue
        size = pdfium_c.FPDFText_GetFontSize(text_page, segment.start()) * _MILLIMETRES
        starts = [sign[1] * _MILLIMETRES for sign in signs]
        baseline = (height - signs[0][2]) * _MILLIMETRES - 0.12 * size
        steps = " ".join(f"{after - before:.3f}" for before, after in pairwise(starts))
        yield (
            f'<ofd:TextObject ID="1" Font="1" Size="{size:.3f}" Boundary="{starts[0]:.3f} {baseline - size:.3f} 150 9">'
            f'<ofd:TextCode X="0" Y="{size:.3f}" DeltaX="{steps}">'
            f"{escape(''.join(sign[0] for sign in signs), quote=False)}</ofd:TextCode></ofd:TextObject>"
        )


def _rules(page: pypdfium2.PdfPage) -> Iterable[str]:
    for rule in page_drawing(page.raw, Frame.of(page.raw)).rulings:
        at, start, end = (value * _MILLIMETRES for value in (rule.at, rule.start, rule.end))
        points = f"M {start:.3f} {at:.3f} L {end:.3f} {at:.3f}"
        if not rule.horizontal:
            points = f"M {at:.3f} {start:.3f} L {at:.3f} {end:.3f}"
        yield (
            '<ofd:PathObject ID="2" Boundary="0 0 210 297" LineWidth="0.25">'
            f"<ofd:AbbreviatedData>{points}</ofd:AbbreviatedData></ofd:PathObject>"
        )
