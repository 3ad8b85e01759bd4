"""The first sheet of an XLSX file as rows of text, with what its cells link to: enough for a list of addresses."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from xml.etree import ElementTree

from ipr_extract.zip_members import UNSOUND, declares_type

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_PLACE = re.compile(r"(?P<column>[A-Z]{1,3})(?P<row>[0-9]{1,7})")
_MOST = 200_000_000
# Numbers that are days: 1990 to 2100, as the sheet counts them from the end of 1899.
_DAYS = range(32_874, 73_415)
_EPOCH = datetime(1899, 12, 30)
_LAST_COLUMN = 16_384
# A cell far to the right has all those before it in its row: what is named takes no room in the file.
_MOST_CELLS = 20_000_000

NumberedRow = tuple[int, list[str]]
"""A row and its number, from 1: rows without cells may be left out of a file."""


class TooLargeError(ValueError):
    """More than is taken apart for a list of links."""


def rows_of(path: Path) -> Iterator[NumberedRow]:
    """The rows; a cell with a link gives the link. Raises ``ValueError`` where the file isn't such a one."""
    try:
        with zipfile.ZipFile(path) as book:
            names = set(book.namelist())
            sheet = next((name for name in sorted(names) if re.fullmatch(r"xl/worksheets/sheet\d+\.xml", name)), None)
            if "xl/workbook.xml" not in names or sheet is None:
                raise ValueError("has no sheet")
            shared = _shared(book) if "xl/sharedStrings.xml" in names else []
            relations = sheet.replace("worksheets/", "worksheets/_rels/") + ".rels"
            targets = _targets(book, relations) if relations in names else {}
            data = _bytes(book, sheet)
            links = _links(data, targets) if targets else {}
            left, number = _MOST_CELLS, 0
            for row in _each(data, "row"):
                stated = row.get("r", "")
                number = int(stated) if stated.isdecimal() else number + 1
                cells = _row(row, number, shared, links)
                left -= len(cells)
                if left < 0:
                    raise TooLargeError(f"has more than {_MOST_CELLS:,} cells")
                yield number, cells
    except ValueError:
        raise
    except (*UNSOUND, ElementTree.ParseError) as error:
        raise ValueError(f"can't be read as a workbook: {' '.join(str(error).split())}") from error


def _bytes(book: zipfile.ZipFile, name: str) -> bytes:
    with book.open(name) as member:
        data = member.read(_MOST + 1)
    if len(data) > _MOST:
        raise TooLargeError(f"{name} unpacks to more than the {_MOST / 1e6:.0f} MB that are taken")
    if declares_type(data):
        raise ValueError("its XML declares a document type, which no program's workbook does")
    return data


def _each(data: bytes, name: str) -> Iterator[ElementTree.Element]:
    """The elements of a name, each gone when the next one is asked for: a long sheet's tree is much larger than it."""
    for _, element in ElementTree.iterparse(io.BytesIO(data)):
        if element.tag == f"{_MAIN}{name}":
            yield element
        if element.tag in (f"{_MAIN}{name}", f"{_MAIN}row"):
            element.clear()


def _shared(book: zipfile.ZipFile) -> list[str]:
    return [_text(item) for item in _each(_bytes(book, "xl/sharedStrings.xml"), "si")]


def _text(item: ElementTree.Element) -> str:
    # How a word is pronounced (rPh) is no part of it.
    phonetic = {id(t) for reading in item.iter(f"{_MAIN}rPh") for t in reading.iter(f"{_MAIN}t")}
    return "".join(t.text or "" for t in item.iter(f"{_MAIN}t") if id(t) not in phonetic)


def _targets(book: zipfile.ZipFile, name: str) -> dict[str, str]:
    return {item.get("Id", ""): item.get("Target", "") for item in ElementTree.fromstring(_bytes(book, name))}


def _links(data: bytes, targets: dict[str, str]) -> dict[str, str]:
    return {link.get("ref", ""): targets.get(link.get(_RELATION, ""), "") for link in _each(data, "hyperlink")}


def _row(row: ElementTree.Element, number: int, shared: list[str], links: dict[str, str]) -> list[str]:
    cells: list[str] = []
    for cell in row.iter(f"{_MAIN}c"):
        place = cell.get("r", "")
        found = _PLACE.fullmatch(place)
        column = _column(found["column"]) if found else len(cells)
        if column >= _LAST_COLUMN:
            raise ValueError(f"row {number} names a column that no sheet has")
        cells += [""] * (column + 1 - len(cells))
        value = _value(cell, shared)
        link = links.get(place, "")
        cells[column] = link if link.startswith("http") and not value.startswith("http") else value
    return cells


def _value(cell: ElementTree.Element, shared: list[str]) -> str:
    kind = cell.get("t", "n")
    value = cell.findtext(f"{_MAIN}v", "")
    if kind == "s":
        return shared[int(value)] if value.isdecimal() and int(value) < len(shared) else ""
    if kind == "inlineStr":
        return _text(cell)
    if kind == "n" and cell.get("s") and value.replace(".", "", 1).isdecimal() and int(float(value)) in _DAYS:
        # A styled number of this size is a day.
        at = _EPOCH + timedelta(days=float(value))
        return at.strftime("%Y-%m-%d" if float(value).is_integer() else "%Y-%m-%dT%H:%M:%S")
    return value


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1
