"""The commands ``ipr-extract ingest`` and ``ipr-extract archive …``: thin; what they do is imported when asked for."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ipr_extract import __version__
from ipr_extract.errors import ConfigError, OptionalDependencyError

if TYPE_CHECKING:
    from ipr_extract.archive import Archive
    from ipr_extract.model.snapshot import Snapshot

_FAULTS = 3
_SHOWN_FAULTS = 100
_PROGRAM = f"ipr_extract {__version__}"
_Location = Annotated[Path, typer.Argument(metavar="ARCHIVE", help="The archive's folder.", show_default=False)]

archive_app = typer.Typer(
    help="Look at an archive, check it, carry it elsewhere.", rich_markup_mode=None, no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)  # fmt: skip


def add_to(app: typer.Typer) -> None:
    """Add the commands to the program."""
    app.command(epilog=_INGEST_EPILOG)(ingest)
    app.add_typer(archive_app, name="archive")


_INGEST_EPILOG = """\b
Examples:
  ipr-extract ingest crawl.warc.gz --archive archive
  ipr-extract ingest saved-pages/ links.xlsx --archive archive --source some-province
  ipr-extract ingest pages.zip --archive archive --file-times

\b
Exit status: 0 all was taken, 2 wrong usage,
3 some could not be taken (each is named on standard error)."""


def ingest(
    paths: Annotated[
        list[Path],
        typer.Argument(
            metavar="PATH...",
            show_default=False,
            help="WARC, WACZ and zip files, folders of saved pages, spreadsheets of links (CSV, XLSX), single files.",
        ),
    ],
    archive: Annotated[Path, typer.Option(metavar="ARCHIVE", help="The archive's folder; begun if it isn't there.")],
    source: Annotated[
        str | None, typer.Option(metavar="NAME", help="Where they are from. By default each PATH's own name.")
    ] = None,
    file_times: Annotated[
        bool, typer.Option("--file-times", help="The files' own times are when they were fetched.")
    ] = False,
    limits: Annotated[
        Path | None, typer.Option(metavar="TOML", help="A file with a table [ingest] of limits (docs/pipelines.md).")
    ] = None,
) -> None:
    """Take saved pages, web archives and lists of links into an archive. No network is used."""
    _need()
    from ipr_extract.batch.content import content_of
    from ipr_extract.config import IngestLimits
    from ipr_extract.ingest import ingest as take_in

    bounds = IngestLimits() if limits is None else IngestLimits.load(limits)
    for path in paths:
        if not path.exists():
            raise ConfigError(f"{path}: no such file or folder")
    with _open(archive, create=True) as opened:
        report = take_in(
            paths, opened, program=_PROGRAM, source=source, limits=bounds, file_times=file_times, content_of=content_of
        )
    parts = [f"{number} {outcome}" for outcome, number in sorted(report.outcomes.items())]
    parts += [f"{report.wanted} wanted"] if report.wanted else []
    parts += [f"{report.passed} passed over"] if report.passed else []
    typer.echo(f"{archive}: {', '.join(parts) or 'nothing was found'}")
    _to_standard_error([f"{fault.place}: {fault.code}: {fault.message}" for fault in report.faults])
    raise typer.Exit(0 if report.whole else _FAULTS)


@archive_app.command(epilog="\b\nExamples:\n  ipr-extract archive init archive --catalogue postgresql://host/circulars")
def init(
    location: _Location,
    catalogue: Annotated[
        str | None, typer.Option(metavar="URL", help="A PostgreSQL database for the catalogue, without a password.")
    ] = None,
) -> None:
    """Begin an archive. Others begin by themselves; this is for a catalogue on a server."""
    _need()
    from ipr_extract.archive.archive import begin_archive

    begin_archive(location, catalogue)
    with _open(location) as opened:
        typer.echo(f"{location}: archive {opened.archive_id}")


@archive_app.command(
    epilog="""\b
Examples:
  ipr-extract archive verify archive

\b
Exit status: 0 all bytes are whole and the catalogue sound,
3 something is damaged, missing or unknown (each is named on standard error)."""
)
def verify(location: _Location) -> None:
    """Check every byte against its sha256, and the catalogue against itself."""
    _need()
    from ipr_extract.archive.verify import verify as check

    with _open(location) as opened:
        found = check(opened)
    typer.echo(f"{location}: {found.objects} files, {found.bytes} bytes, {found.fetches} fetches")
    for name, paths in (("unreferenced", found.unreferenced), ("unfinished", found.leftovers)):
        if paths:
            typer.echo(f"  {len(paths)} {name}: left by a process that was stopped; harmless")
    kinds = {"damaged": found.damaged, "missing": found.missing, "unknown": found.unknown, "catalogue": found.faults}
    _to_standard_error([f"{kind}: {name}" for kind, names in kinds.items() for name in names])
    typer.echo("sound" if found.sound else "NOT SOUND")
    raise typer.Exit(0 if found.sound else _FAULTS)


@archive_app.command(
    name="list",
    epilog="\b\nExamples:\n  ipr-extract archive list archive\n  ipr-extract archive list archive --source cnipa --all",
)
def list_(
    location: _Location,
    source: Annotated[str | None, typer.Option(metavar="NAME", help="Of this source alone.")] = None,
    every: Annotated[bool, typer.Option("--all", help="Every version, not the current one of each address.")] = False,
    wanted: Annotated[bool, typer.Option("--wanted", help="Addresses that are listed and not held yet.")] = False,
) -> None:
    """List what is held: sha256, version, time, source and address, separated by tabs."""
    _need()
    with _open(location) as opened:
        if wanted:
            names = [source] if source is not None else opened.listings.sources()
            for name in names:
                for item in opened.listings.wanted(name):
                    typer.echo("\t".join((name, item.address, item.title)))
            return
        for kept in opened.documents(source=source, every_version=every):
            typer.echo(
                "\t".join((str(kept.sha256), str(kept.version), kept.retrieved_at or "-", kept.source, kept.address))
            )


@archive_app.command(
    epilog="""\b
Examples:
  ipr-extract archive show archive https://www.example.gov.cn/art/1.html
  ipr-extract archive show archive 9f86d081884c --bytes > page.html
  ipr-extract archive show archive https://www.example.gov.cn/art/1.html --changes"""
)
def show(
    location: _Location,
    what: Annotated[str, typer.Argument(metavar="URL|SHA256", help="An address, or the beginning of a sha256.")],
    as_bytes: Annotated[
        bool, typer.Option("--bytes", help="The bytes themselves: those of the sha256, or of the current version.")
    ] = False,
    changes: Annotated[bool, typer.Option("--changes", help="How each version's text differs from the last.")] = False,
) -> None:
    """Show how an address was fetched: each time, with which answer; its versions; what it names and is named by."""
    _need()
    with _open(location) as opened:
        meant = opened.meant_by(what)
        if meant is None:
            raise ConfigError(f"{location}: nothing is held of {what}")
        address, sha256 = meant
        if as_bytes:
            sha256 = sha256 or _current(opened, address)
            if sha256 is None:
                raise ConfigError(f"{location}: no bytes are held of {address}")
            sys.stdout.buffer.write(opened.read(sha256))
            return
        for line in _changes(opened, address) if changes else _history(opened, address):
            typer.echo(line)


@archive_app.command(
    epilog="""\b
Examples:
  ipr-extract archive export archive copy.tar
  ipr-extract archive export archive for-replay.wacz
  ipr-extract archive export archive bag"""
)
def export(
    location: _Location,
    target: Annotated[Path, typer.Argument(metavar="TARGET", help="NAME.tar, NAME.wacz, or a folder (a BagIt bag).")],
) -> None:
    """Write the whole archive, bytes and catalogue, into one file or folder that other tools can read."""
    _need()
    from ipr_extract.archive.transfer import export_archive

    with _open(location) as opened:
        done = export_archive(opened, target, software=_PROGRAM)
    typer.echo(f"{target}: {done.fetches} fetches, {done.objects} files, {done.bytes} bytes")


@archive_app.command(name="import", epilog="\b\nExamples:\n  ipr-extract archive import copy.tar archive")
def import_(
    export_file: Annotated[Path, typer.Argument(metavar="EXPORT", help="What archive export wrote.")],
    location: _Location,
) -> None:
    """Make of an export the archive that it was. Of other WARC and WACZ files: ipr-extract ingest."""
    _need()
    from ipr_extract.archive.transfer import import_archive

    done = import_archive(export_file, location)
    typer.echo(f"{location}: {done.fetches} fetches, {done.objects} files, {done.bytes} bytes")


def _current(opened: Archive, address: str) -> str | None:
    known = opened.latest(address)
    return next((v.sha256 for v in opened.versions(address) if known and v.version == known.current), None)


def _history(opened: Archive, address: str) -> Iterable[str]:
    yield address
    for kept in opened.history(address):
        yield "  " + _line(kept)
    for link in opened.links(parent=address):
        yield f"  names {link.kind} {link.child}" + (f" ({link.label})" if link.label else "")
    for link in opened.links(child=address):
        yield f"  is {link.kind} of {link.parent}"


def _line(kept: Snapshot) -> str:
    version = f"version {kept.version}" if kept.version else ""
    status = "" if kept.status is None else str(kept.status)
    when = kept.retrieved_at or "at an unknown time"
    words = (when, kept.outcome.value, status, version, (kept.sha256 or "")[:16], kept.via, kept.reason)
    return "  ".join(word for word in words if word)


def _changes(opened: Archive, address: str) -> Iterable[str]:
    from itertools import pairwise

    from ipr_extract.archive.compare import compare_versions
    from ipr_extract.batch.content import text_without_furniture
    from ipr_extract.parse import read_document

    def text_of(version: Any) -> str:
        return text_without_furniture(read_document(opened.read(version.sha256), address))

    versions = opened.versions(address)
    yield f"{address}: {len(versions)} version{'s' if len(versions) != 1 else ''}"
    for old, new in pairwise(versions):
        yield from compare_versions(old, new, text_of).lines()


def _open(location: Path, *, create: bool = False) -> Archive:
    from ipr_extract.archive import open_archive

    return open_archive(location, create=create)


def _need() -> None:
    try:
        import ipr_extract.archive  # noqa: F401 - only whether it can be
    except ImportError as error:
        raise OptionalDependencyError("archives need the extra: pip install 'ipr_extract[crawl]'") from error


def _to_standard_error(lines: list[str]) -> None:
    sys.stdout.flush()
    for line in lines[:_SHOWN_FAULTS]:
        typer.echo(line, err=True)
    if len(lines) > _SHOWN_FAULTS:
        typer.echo(f"… and {len(lines) - _SHOWN_FAULTS} more", err=True)
