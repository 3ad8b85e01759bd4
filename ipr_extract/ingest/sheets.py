"""Spreadsheets of links: a column of addresses, and where it says so the file that each was saved as, and when."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from ipr_extract.config import IngestLimits
from ipr_extract.data.rules import rules
from ipr_extract.ingest.files import of_file
from ipr_extract.ingest.found import Fault, Found, Wanted
from ipr_extract.ingest.workbook import rows_of

_URL = re.compile(r"https?://[^\s/]+\S*")
_DATE = re.compile(r"(?P<year>(?:19|20)\d\d)[-/.年](?P<month>\d{1,2})[-/.月](?P<day>\d{1,2})日?(?P<time>.*)")
_TIME = re.compile(r"[T ]\s*(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second>\d\d))?(?:\.\d+)?Z?")
# Titles and remarks may stand above the head.
_HEAD_ROWS = 10


def of_sheet(
    path: Path, name: str, limits: IngestLimits, *, file_times: bool, opener: Callable[[Path, str], Iterator[Found]]
) -> Iterator[Found]:
    """The rows of a CSV, TSV or XLSX file.

    A row with a file gives the file under the row's URL, one without a wanted address. Files lie in the sheet's
    folder or below it. Times without a zone are taken as UTC.
    """
    try:
        rows = list(_rows(path, limits))
    except (ValueError, OSError, csv.Error) as error:
        yield Fault(name, "broken_sheet", f"can't be read as a spreadsheet: {' '.join(str(error).split())}")
        return
    if len(rows) > limits.max_rows:
        yield Fault(name, "too_many", f"has more than {limits.max_rows} rows")
        return
    first, columns = _columns(rows)
    if "url" not in columns:
        yield Fault(name, "no_links", "has no column of addresses (headed url, link, 网址 … or filled with http…)")
        return
    for number, row in enumerate(rows[first:], first + 1):
        cells = {field: row[column].strip() for field, column in columns.items() if column < len(row)}
        if any(cells.values()):
            yield from _row(path, f"{name}, row {number}", cells, limits, file_times=file_times, opener=opener)


def _row(
    path: Path, place: str, cells: dict[str, str], limits: IngestLimits, *, file_times: bool,
    opener: Callable[[Path, str], Iterator[Found]],
) -> Iterator[Found]:  # fmt: skip
    url = cells.get("url", "").partition("#")[0]
    if not _URL.fullmatch(url):
        yield Fault(place, "bad_url", f"no address of the web: {url[:100]!r}")
        return
    published = _date(cells.get("published_date", ""))
    yield Wanted(url, cells.get("title", ""), cells.get("document_number", ""), published and published[:10])
    named = cells.get("file", "")
    if not named:
        return
    file = (path.parent / named.replace("\\", "/")).resolve()
    if not file.is_relative_to(path.parent.resolve()):
        yield Fault(place, "climbing_name", f"the file lies outside the spreadsheet's folder: {named[:100]!r}")
        return
    if not file.is_file():
        yield Fault(place, "missing_file", f"the file isn't there: {named[:100]!r}")
        return
    at = _date(cells.get("retrieved_at", ""))
    yield from of_file(
        file, f"{path.parent.resolve().name}/{file.relative_to(path.parent.resolve()).as_posix()}", limits,
        file_times=file_times, opener=opener, url=url, retrieved_at=at,
    )  # fmt: skip


def _rows(path: Path, limits: IngestLimits) -> Iterator[Sequence[str]]:
    if path.suffix.lower() in (".xlsx", ".xlsm"):
        yield from rows_of(path)
        return
    if path.stat().st_size > limits.max_file_bytes:
        raise ValueError(f"has more than the {limits.max_file_bytes / 1e6:.0f} MB that are taken")
    data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        # What Chinese spreadsheet programs write.
        text = data.decode("utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "gb18030", "replace")
    head = text[:4096].partition("\n")[0]
    sign = max("\t;,", key=head.count)
    for number, row in enumerate(csv.reader(text.splitlines(), delimiter=sign)):
        if number > limits.max_rows:
            raise ValueError(f"has more than {limits.max_rows} rows")
        yield row


def _columns(rows: Sequence[Sequence[str]]) -> tuple[int, dict[str, int]]:
    """The number of the first row of links, and the columns by what they hold."""
    words = rules("link_columns")
    best: tuple[int, dict[str, int]] = (0, {})
    for number, row in enumerate(rows[:_HEAD_ROWS]):
        heads = ["".join(cell.lower().split()) for cell in row]
        columns = {
            field: heads.index(next(word for word in words[field] if word in heads))
            for field in words
            if any(word in heads for word in words[field])
        }
        if "url" in columns:
            return number + 1, columns
        if len(columns) > len(best[1]):
            best = (number + 1, columns)
    # Without a head that says so: the column that most often holds an address.
    counts: dict[int, int] = {}
    for row in rows:
        for column, cell in enumerate(row):
            if _URL.fullmatch(cell.strip()):
                counts[column] = counts.get(column, 0) + 1
    if not counts:
        return best
    url = max(counts, key=lambda column: (counts[column], -column))
    return best[0], {field: column for field, column in best[1].items() if column != url} | {"url": url}


def _date(value: str) -> str | None:
    """``2026/1/31 8:00`` as ``2026-01-31T08:00:00Z``; None where it is no date."""
    found = _DATE.fullmatch(value)
    if not found or not (1 <= int(found["month"]) <= 12 and 1 <= int(found["day"]) <= 31):
        return None
    day = f"{found['year']}-{int(found['month']):02}-{int(found['day']):02}"
    time = _TIME.fullmatch(found["time"])
    if not time or int(time["hour"]) > 23 or int(time["minute"]) > 59 or int(time["second"] or 0) > 59:
        return f"{day}T00:00:00Z"
    return f"{day}T{int(time['hour']):02}:{time['minute']}:{time['second'] or '00'}Z"
