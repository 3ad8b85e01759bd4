"""The command ``ipr-extract``: thin, and quick to answer; what it does is imported when it is asked for."""

from __future__ import annotations

import json
import signal
import sys
from collections.abc import Iterable
from io import TextIOWrapper
from pathlib import Path
from types import FrameType
from typing import Annotated, Any

import typer
from typer.exceptions import TyperException

from ipr_extract import __version__, archive_commands, crawl_commands
from ipr_extract.errors import ConfigError, IprExtractError, ReadError

_DEFAULT_PIPELINE = Path("pipelines/circulars.toml")
_FAILED, _USAGE, _NOT_READ, _INTERRUPTED = 1, 2, 3, 130

# Without rich's markup --help answers in half the time.
app = typer.Typer(
    rich_markup_mode=None, pretty_exceptions_enable=False, add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)  # fmt: skip


archive_commands.add_to(app)


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"ipr-extract {__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def _options(
    context: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Government circulars (HTML, PDF, Word, OFD, text, scans; Chinese, English) to tables: who does what by when."""
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())
        raise typer.Exit(_USAGE)


# The options of run, in the order of its help.
_Paths = Annotated[
    list[Path] | None,
    typer.Argument(
        metavar="PATH",
        help=f"A pipeline file (PIPELINE.toml), or files and folders. By default {_DEFAULT_PIPELINE}.",
        show_default=False,
    ),
]
_Output = Annotated[
    Path | None, typer.Option(metavar="DIR", help="Where tables/, texts/ and run.json go. By default output.")
]
_Formats = Annotated[
    str | None,
    typer.Option(metavar="LIST", help="Of csv,parquet,sqlite,jsonl,xlsx. By default csv,sqlite,parquet."),
]
_Workers = Annotated[
    int | None, typer.Option(metavar="N", min=1, help="Processes. By default as many as the work is worth.")
]
_CsvSafe = Annotated[
    bool, typer.Option("--csv-safe", help="Put ' before CSV cells that a spreadsheet would take for a formula.")
]
_Members = Annotated[bool, typer.Option("--members", help="Expand names of many (国务院各部委) in the table members.")]
_Evidence = Annotated[
    bool, typer.Option("--evidence", help="Say in the table evidence where on its page each row is printed.")
]
_Ocr = Annotated[
    str | None,
    typer.Option(metavar="ENGINE", help="What reads scans: auto (any that is installed), rapidocr, tesseract, off."),
]
_Timeout = Annotated[
    float | None,
    typer.Option(metavar="SECONDS", min=0, help="What a document may take before it is given up. By default 300."),
]
_Check = Annotated[bool, typer.Option("--check", help="Hold every cell to the schema: slower, for changes.")]
_Crawl = Annotated[
    bool, typer.Option("--crawl/--no-crawl", help="Fetch what is new first, where the pipeline has a site.")
]
_Contact = Annotated[str | None, typer.Option(metavar="ADDRESS", help="Who is asking, for a pipeline with a site.")]


@app.command(
    epilog="""\b
Examples:
  ipr-extract run circulars/
  ipr-extract run a.pdf b.html --output two
  ipr-extract run pipelines/circulars.toml --formats csv,xlsx --workers 4
  ipr-extract run pipelines/cnipa.toml

\b
Exit status: 0 all documents were read, 2 wrong usage,
3 some could not be read (each is named on standard error)."""
)
def run(
    paths: _Paths = None,
    output: _Output = None,
    formats: _Formats = None,
    workers: _Workers = None,
    csv_safe: _CsvSafe = False,
    members: _Members = False,
    evidence: _Evidence = False,
    ocr: _Ocr = None,
    timeout: _Timeout = None,
    check: _Check = False,
    crawl: _Crawl = True,
    contact: _Contact = None,
) -> None:
    """Read circulars and write their tables; of a pipeline with a site, after a crawl of it."""
    from ipr_extract.batch.runner import run_pipeline
    from ipr_extract.batch.summary import print_faults, print_summary
    from ipr_extract.config import pipeline_for

    if not paths and not _DEFAULT_PIPELINE.exists():
        raise ConfigError(f"{_DEFAULT_PIPELINE} isn't in this folder: name a PATH to read, or a PIPELINE.toml")
    pipeline = pipeline_for(
        paths or [_DEFAULT_PIPELINE],
        output=output,
        formats=formats,
        csv_formulas="escape" if csv_safe else None,
        workers=workers,
        check=check or None,
        members=members or None,
        evidence=evidence or None,
        ocr=ocr,
        timeout=timeout,
    )
    crawled = crawl_commands.crawl_first(pipeline.site, contact) if crawl and pipeline.site is not None else 0
    report = run_pipeline(pipeline, apart=True)
    print_summary(report)
    sys.stdout.flush()
    print_faults(report)
    raise typer.Exit(report.exit_code or crawled)


@app.command(
    epilog="""\b
Examples:
  ipr-extract show circular.pdf
  ipr-extract show circular.html --json
  ipr-extract show circular.pdf --evidence a0001
  ipr-extract show scan.pdf --evidence addressees:2
  ipr-extract show mail.eml!/attachment.docx"""
)
def show(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="One circular; FILE!/MEMBER in an archive.", show_default=False)
    ],
    as_json: Annotated[bool, typer.Option("--json", help="Everything, as JSON, for machines.")] = False,
    evidence: Annotated[
        str | None,
        typer.Option(metavar="ROW", help="Write the pages that a row is printed on as PNG, the row marked."),
    ] = None,
) -> None:
    """Print one circular: its header, addressees, units with what was repaired, and who does what."""
    from ipr_extract.batch.library import extract

    if not file.is_file() and "!/" not in file.as_posix():
        raise ConfigError(f"{file}: no such file")
    if evidence is not None:
        from ipr_extract.batch.evidence import pictures

        for page, picture in pictures(file, evidence).items():
            target = Path(f"{file.stem}-{evidence.replace(':', '-')}-page{page}.png")
            target.write_bytes(picture)
            typer.echo(target)
        return
    circular = extract(file)
    if as_json:
        from ipr_extract.tables.record import as_record

        typer.echo(json.dumps(as_record(circular), ensure_ascii=False, indent=1))
    else:
        from ipr_extract.batch.show import print_circular

        print_circular(circular)


@app.command(
    epilog="""\b
Examples:
  ipr-extract expand 国务院各部委 --date 2010-01-01
  ipr-extract expand 各市人民政府 --place 340000"""
)
def expand(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A name of many, as printed.", show_default=False)],
    date: Annotated[
        str | None, typer.Option(metavar="DAY", help="As of which day, such as 2018-11-07. By default today's.")
    ] = None,
    place: Annotated[
        str | None, typer.Option(metavar="CODE", help="Who speaks, by its code of GB/T 2260, such as 340000.")
    ] = None,
) -> None:
    """Print who is meant by a name of many, as CSV: id, name and where the membership comes from."""
    import csv

    from ipr_extract.normalize import members

    lines = csv.writer(sys.stdout, lineterminator="\n")
    lines.writerow(("organisation_id", "name_zh", "source"))
    lines.writerows(
        (member.organisation_id, member.name_zh, member.source) for member in members(name, date, place=place)
    )


@app.command(
    epilog="""\b
Examples:
  ipr-extract evaluate gold/ output/
  ipr-extract evaluate gold/ output/ --errors 5 --min assignments=0.95 --min sections=0.99
  ipr-extract evaluate gold/ output/ --errors 100 --json

\b
Exit status: 0 what --min asks for is reached, 1 it is not, 2 wrong usage."""
)
def evaluate(
    gold_dir: Annotated[Path, typer.Argument(metavar="GOLD_DIR", help="A folder of gold files.", show_default=False)],
    run_dir: Annotated[Path, typer.Argument(metavar="RUN_DIR", help="The output folder of a run.", show_default=False)],
    least: Annotated[
        list[str] | None, typer.Option("--min", metavar="FIELD=F1", help="End with 1 below this F1; may be repeated.")
    ] = None,
    errors: Annotated[
        int, typer.Option(metavar="N", min=0, help="Name up to N missed and N extra values a document and field.")
    ] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="The figures as JSON, for machines.")] = False,
) -> None:
    """Hold a run's tables to gold annotations: precision, recall, F1 by field and by document."""
    from ipr_extract.judge.evaluation import evaluate, evaluation_lines, evaluation_record, least_values

    bounds = least_values(least or ())
    found = evaluate(gold_dir, run_dir, errors)
    _print_judgement(evaluation_lines(found), evaluation_record(found) if as_json else None)
    for note in found.notes:
        _said(note, 0)
    short = found.short_of(bounds)
    if short:
        _said(f"falls short: {'; '.join(short)}", _FAILED)
    raise typer.Exit(_FAILED if short else 0)


@app.command(
    epilog="""\b
Examples:
  ipr-extract compare output-before/ output/
  ipr-extract compare output-before/ output/ --ignore-shifts --rows 10
  ipr-extract compare output-before/ output/ --json > changes.json

\b
Exit status: 0 the same, 1 different, 2 wrong usage."""
)
def compare(
    run_a: Annotated[Path, typer.Argument(metavar="RUN_A", help="The output folder of a run.", show_default=False)],
    run_b: Annotated[Path, typer.Argument(metavar="RUN_B", help="That of a later one.", show_default=False)],
    ignore_shifts: Annotated[
        bool, typer.Option("--ignore-shifts", help="Take rows of which only the place differs for the same.")
    ] = False,
    rows: Annotated[
        int | None, typer.Option(metavar="N", min=0, help="Show up to N rows a document. By default all.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Everything, as JSON, for machines.")] = False,
) -> None:
    """Say what differs between two runs: rows gained, lost, changed, with their text."""
    from ipr_extract.judge.comparison import Summary, compare_runs
    from ipr_extract.judge.comparison_report import comparison_json, comparison_lines
    from ipr_extract.tables.read_files import run_tables

    summary = Summary()
    differences = compare_runs(run_tables(run_a), run_tables(run_b), summary, shifts=not ignore_shifts)
    if as_json:
        for piece in comparison_json(differences, summary):
            typer.echo(piece, nl=False)
    else:
        for line in comparison_lines(differences, summary, rows):
            typer.echo(line)
    raise typer.Exit(_FAILED if summary.tables else 0)


def _print_judgement(lines: Iterable[str], record: dict[str, Any] | None) -> None:
    if record is not None:
        typer.echo(json.dumps(record, ensure_ascii=False, indent=1))
    else:
        for line in lines:
            typer.echo(line)


crawl_commands.register(app)


def main() -> None:
    """Run the command; every error that is expected is one line on standard error."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            # Whatever the locale says, Chinese comes out whole; a name that isn't UTF-8 comes out marked.
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    signal.signal(signal.SIGTERM, _stop)
    try:
        status = app(prog_name="ipr-extract", standalone_mode=False)
    except TyperException as error:
        sys.exit(_said(error.format_message(), _USAGE))
    except ReadError as error:
        sys.exit(_said(f"{error.code}: {error}", _NOT_READ))
    except ConfigError as error:
        sys.exit(_said(str(error), _USAGE))
    except IprExtractError as error:
        sys.exit(_said(str(error), _FAILED))
    except OSError as error:
        sys.exit(_said(f"{error.filename or 'output'}: {error.strerror}", _FAILED))
    if status == _INTERRUPTED:
        _said("stopped; nothing was written", status)
    sys.exit(status)


def _said(message: str, status: int) -> int:
    print(f"ipr-extract: {message}", file=sys.stderr)
    return status


def _stop(number: int, frame: FrameType | None) -> None:
    # An end asked for by the system is a Ctrl-C: what was begun is cleared away.
    raise KeyboardInterrupt
