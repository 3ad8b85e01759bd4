"""A run's report as a person reads it: short tables, plain where nobody's terminal is behind them."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from ipr_extract.batch.report import RunReport

# Wide enough that no line of a summary is cut where it goes into a file.
_PIPED_WIDTH = 160


def console() -> Console:
    """Standard output: the terminal's width, or a fixed one and no colours where it is piped."""
    out = Console(highlight=False)
    return out if out.is_terminal else Console(highlight=False, width=_PIPED_WIDTH, no_color=True)


def print_summary(report: RunReport) -> None:
    """Say on standard output what a run did and where its files are."""
    console().print(Group(*_parts(report)))


def print_faults(report: RunReport) -> None:
    """Name on standard error each document that could not be read, one line each, with the reason."""
    for failure in report.failures:
        print(f"{failure.source}: {failure.code}: {failure.message}", file=sys.stderr)
    for fault in report.incomplete:
        print(f"{fault.source}: {fault.code}: read in part only: {fault.message}", file=sys.stderr)


def _parts(report: RunReport) -> Iterator[RenderableType]:
    yield _table("Documents", _documents(report))
    yield _table("Rows", ((name, count) for name, count in report.tables.items() if count))
    if report.top_organisations:
        yield _table("Organisations with the most tasks", report.top_organisations)
    if report.repairs:
        yield _table("Numbering repaired", sorted(report.repairs.items()))
    if report.findings:
        found = ((f"{code} ({severity})", count) for (severity, code), count in sorted(report.findings.items()))
        yield _table("Findings", found)
    for note in report.notes:
        yield Text(f"Note: {note}.")
    yield Text(
        f"\n{report.documents_per_second:.1f} documents/s, {report.seconds:.1f} s, "
        f"{report.workers} {'process' if report.workers == 1 else 'processes'}\n"
        f"Tables: {report.output / 'tables'}\nTexts:  {report.output / 'texts'}\nReport: {report.output / 'run.json'}"
    )


def _documents(report: RunReport) -> Iterator[tuple[str, int]]:
    yield "read", report.read
    if report.incomplete:
        yield "of these in part only", len(report.incomplete)
    if report.failures:
        yield "not readable", len(report.failures)
    if report.duplicates:
        yield "same bytes as another", len(report.duplicates)
    reasons = Counter(item.reason.value for item in report.skipped)
    for reason, count in sorted(reasons.items()):
        example = next(item.source for item in report.skipped if item.reason == reason)
        yield f"passed over: {reason} ({example}{', …' if count > 1 else ''})", count


def _table(title: str, rows: Iterable[tuple[str, int]]) -> Table:
    table = Table(title=f"\n{title}", title_justify="left", title_style="bold", box=None, show_header=False)
    table.add_column()
    table.add_column(justify="right")
    for name, number in rows:
        table.add_row(Text(name), f"{number:,}")
    return table
