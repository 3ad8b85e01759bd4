"""Spreadsheets of links: a column of addresses, and where it says so the file that each was saved as, and when."""

from __future__ import annotations

import csv
import io
import itertools
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from ipr_extract.config import IngestLimits
from ipr_extract.data.rules import rules
from ipr_extract.ingest.files import name_of, of_file, printable, too_large
from ipr_extract.ingest.found import Fault, Found, Wanted
from ipr_extract.ingest.saved_page import utc
from ipr_extract.ingest.workbook import NumberedRow, TooLargeError, rows_of

_URL = re.compile(r"https?://[^\s/]+\S*")
_DATE = re.compile(r"(?P<year>(?:19|20)\d\d)[-/.年](?P<month>\d{1,2})[-/.月](?P<day>\d{1,2})日?(?P<time>.*)")
_TIME = re.compile(
    r"[T ]\s*(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second>\d\d))?(?:\.\d+)?"
    r"\s?(?:Z|(?P<sign>[+-])(?P<ahead>\d\d):?(?P<minutes>\d\d))?"
)
# Titles and remarks may stand above the head.
_HEAD_ROWS = 10
# A cell may hold a page's whole text: the standard library's limit is for forms that people fill in.
_LONGEST_CELL = 2**31 - 1


def of_sheet(
    path: Path, name: str, limits: IngestLimits, *, file_times: bool, opener: Callable[[Path, str], Iterator[Found]]
) -> Iterator[Found]:
    """The rows of a CSV, TSV or XLSX file.

    A row with a file gives the file under the row's URL, one without a wanted address. Files lie in the sheet's
    folder or below it. Times without a zone are taken as UTC.
    """
    try:
        size = path.stat().st_size
        if size > limits.max_file_bytes:
            yield too_large(name, size, limits)
            return
        rows = list(itertools.islice(_rows(path), limits.max_rows + 1))
    except TooLargeError as error:
        yield Fault(name, "too_large", str(error))
        return
    except (ValueError, OSError, csv.Error) as error:
        yield Fault(name, "broken_sheet", f"can't be read as a spreadsheet: {' '.join(str(error).split())}")
        return
    if len(rows) > limits.max_rows:
        yield Fault(name, "too_many", f"has more than {limits.max_rows} rows")
        return
    first, columns = _columns([row for _, row in rows])
    if "url" not in columns:
        yield Fault(name, "no_links", "has no column of addresses (headed url, link, 网址 … or filled with http…)")
        return
    for number, row in rows[first:]:
        # A cell may be of several lines; what is read of it is one.
        cells = {field: " ".join(row[column].split()) for field, column in columns.items() if column < len(row)}
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
    published = _day(cells.get("published_date", ""))
    yield Wanted(
        url, cells.get("title", ""), cells.get("document_number", ""), published.isoformat() if published else None
    )  # fmt: skip
    named = cells.get("file", "")
    if not named:
        return
    root = path.parent.resolve()
    try:
        file = (root / named.replace("\\", "/")).resolve()
        is_there = file.is_file()
    except (OSError, ValueError, RuntimeError):  # longer than any name, or a link that leads in a circle
        file, is_there = root, False
    if not file.is_relative_to(root):
        yield Fault(place, "climbing_name", f"the file lies outside the spreadsheet's folder: {named[:100]!r}")
        return
    if not is_there:
        yield Fault(place, "missing_file", f"the file isn't there: {named[:100]!r}")
        return
    said = cells.get("retrieved_at", "")
    at = _moment(said)
    if said and at is None:
        yield Fault(place, "no_time", f"no time that can be read: {said[:100]!r}; it is not believed", "warning")
    yield from of_file(
        file, f"{name_of(root)}/{printable(file.relative_to(root))}", limits,
        file_times=file_times, opener=opener, url=url, retrieved_at=at,
    )  # fmt: skip


def _rows(path: Path) -> Iterator[NumberedRow]:
    if path.suffix.lower() in (".xlsx", ".xlsm"):
        yield from rows_of(path)
        return
    data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        # What Chinese spreadsheet programs write.
        text = data.decode("utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "gb18030", "replace")
    head = text[:4096].partition("\n")[0]
    sign = max("\t;,", key=head.count)
    csv.field_size_limit(_LONGEST_CELL)
    # Not by lines of the text: cells may hold some, and signs that end a line nowhere else.
    yield from enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=sign), 1)


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


def _day(value: str) -> date | None:
    """``2026/1/31 8:00`` as a day; None where it is none."""
    found = _DATE.fullmatch(value)
    try:
        return date(int(found["year"]), int(found["month"]), int(found["day"])) if found else None
    except ValueError:
        return None


def _moment(value: str) -> str | None:
    """``2026/1/31 8:00`` as ``2026-01-31T08:00:00Z``; a day without a time is its beginning, None where it is none."""
    day, found = _day(value), _DATE.fullmatch(value)
    if day is None or found is None:
        return None
    time = _TIME.fullmatch(found["time"])
    if time is None or int(time["hour"]) > 23 or int(time["minute"]) > 59 or int(time["second"] or 0) > 59:
        return f"{day}T00:00:00Z"
    at = datetime(day.year, day.month, day.day, int(time["hour"]), int(time["minute"]), int(time["second"] or 0))
    ahead = timedelta(hours=int(time["ahead"] or 0), minutes=int(time["minutes"] or 0))
    return utc((at + ahead if time["sign"] == "-" else at - ahead).replace(tzinfo=UTC))
