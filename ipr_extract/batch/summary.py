"""A run's report as a person reads it: short tables, plain where nobody's terminal is behind them."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from ipr_extract.batch.report import RunReport

_NAME_LENGTH = 60


def print_lines(lines: Iterable[Text]) -> None:
    """Print on standard output, with colours on a terminal; lines go out whole, a terminal breaks long ones itself."""
    out = Console(highlight=False)
    for line in lines:
        out.print(line, soft_wrap=True)


def print_summary(report: RunReport) -> None:
    """Say on standard output what a run did and where its files are."""
    print_lines(_parts(report))


def print_faults(report: RunReport) -> None:
    """Name on standard error each document that could not be read, one line each, with the reason."""
    for failure in report.failures:
        print(f"{failure.source}: {failure.code}: {failure.message}", file=sys.stderr)
    for fault in report.incomplete:
        print(f"{fault.source}: {fault.code}: read in part only: {fault.message}", file=sys.stderr)


def _parts(report: RunReport) -> Iterator[Text]:
    yield _lines("Documents", _documents(report))
    yield _lines("Rows", ((name, count) for name, count in report.tables.items() if count))
    if report.top_organisations:
        yield _lines("Organisations with the most tasks", report.top_organisations)
    if report.most_wanted:
        yield _lines("Cited most and not among those read", ((_short(name), n) for name, n in report.most_wanted))
    if report.repairs:
        yield _lines("Numbering repaired", sorted(report.repairs.items()))
    if report.findings:
        found = ((f"{code} ({severity})", count) for (severity, code), count in sorted(report.findings.items()))
        yield _lines("Findings", found)
    for note in report.notes:
        yield Text(f"Note: {note}.")
    yield Text(
        f"\n{report.documents_per_second:.1f} documents/s, {report.seconds:.1f} s, "
        f"{report.workers} {'process' if report.workers == 1 else 'processes'}\n"
        f"Tables: {report.output / 'tables'}\nTexts:  {report.output / 'texts'}\nReport: {report.output / 'run.json'}"
    )


def _short(name: str) -> str:
    return name if len(name) <= _NAME_LENGTH else f"{name[: _NAME_LENGTH - 1]}…"


def _documents(report: RunReport) -> Iterator[tuple[str, int]]:
    yield "read", report.read
    if report.incomplete:
        yield "of these in part only", len(report.incomplete)
    if report.failures:
        yield "not readable", len(report.failures)
    if report.duplicates:
        yield "same bytes as another", len(report.duplicates)
    if report.containers:
        yield "archives and mails that some are from", report.containers
    reasons = Counter(item.reason.value for item in report.skipped)
    for reason, count in sorted(reasons.items()):
        example = next(item.source for item in report.skipped if item.reason == reason)
        yield f"passed over: {reason} ({example}{', …' if count > 1 else ''})", count


def _lines(title: str, rows: Iterable[tuple[str, int]]) -> Text:
    """A title and a line a row, the numbers under each other."""
    listed = [(name, f"{number:,}") for name, number in rows]
    # A Chinese character takes two places of a line.
    names = max(cell_len(name) for name, _ in listed)
    numbers = max(len(number) for _, number in listed)
    text = Text.assemble("\n", (title, "bold"))
    for name, number in listed:
        text.append(f"\n  {name}{' ' * (names - cell_len(name))}  {number:>{numbers}}")
    return text
