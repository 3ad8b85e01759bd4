"""The commands that crawl: ``crawl``, ``watch``, ``schedule``, ``source``. As thin as the others."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ipr_extract.errors import ConfigError

if TYPE_CHECKING:
    from ipr_extract.batch.crawling import CrawlOutcome
    from ipr_extract.sites import Site

_FOLDER = Path("pipelines")
_EXIT_STATUS = """\
Exit status: 0 all is well, 1 a crawl failed, 2 wrong usage,
3 something could not be fetched or read, 4 something is silent or amiss
(a column overdue, a gap in numbers, a listing that shrank)."""

_Sources = Annotated[
    list[Path] | None,
    typer.Argument(metavar="SOURCE", help=f"Pipeline files with a [site]; by default those in {_FOLDER}/."),
]
_Contact = Annotated[
    str | None,
    typer.Option(metavar="ADDRESS", help="Who is asking: mail or a page; or IPR_EXTRACT_CONTACT, or in the file."),
]
_Archive = Annotated[
    Path | None, typer.Option(metavar="DIR", help="The archive, instead of the one that the file names.")
]
_Quiet = Annotated[bool, typer.Option("--quiet", help="Print only what needs attention.")]

source_app = typer.Typer(
    rich_markup_mode=None, context_settings={"help_option_names": ["-h", "--help"]},
    help="Sites as sources: draft one from a page, look for silence.", no_args_is_help=True,
)  # fmt: skip


def register(app: typer.Typer) -> None:
    """Add the commands to the program."""
    examples = "\b\nExamples:\n  ipr-extract crawl pipelines/cnipa.toml\n  ipr-extract crawl --due\n\n\b\n"
    app.command(epilog=examples + _EXIT_STATUS)(crawl)
    app.command()(watch)
    app.command(name="schedule")(print_schedule)
    app.add_typer(source_app, name="source")


def crawl(
    sources: _Sources = None,
    due: Annotated[bool, typer.Option("--due", help="Only sites whose interval is over.")] = False,
    archive: _Archive = None,
    contact: _Contact = None,
    quiet: _Quiet = False,
) -> None:
    """Fetch what is new at sites into the archive, politely. Safe to call at any time, also twice at once."""
    from ipr_extract.batch.crawling import crawl_sites, exit_code

    sites = [site for _, site in _sites(sources, archive)]
    outcomes = crawl_sites(sites, contact=contact, only_due=due)
    _say(outcomes, quiet)
    raise typer.Exit(exit_code(outcomes))


def crawl_first(site: Site, contact: str | None) -> int:
    """The crawl of a pipeline that is run; returns its exit status. What it couldn't get doesn't stop the reading."""
    from ipr_extract.batch.crawling import crawl_sites, exit_code

    outcomes = crawl_sites([site], contact=contact)
    _say(outcomes, quiet=False)
    sys.stdout.flush()
    return exit_code(outcomes)


def watch(
    sources: _Sources = None,
    archive: _Archive = None,
    contact: _Contact = None,
    every: Annotated[int, typer.Option(metavar="SECONDS", min=1, help="How often to look what is due.")] = 60,
    quiet: _Quiet = False,
) -> None:
    """Crawl what is due, again and again, in the foreground, until Ctrl-C."""
    import time

    from ipr_extract.batch.crawling import crawl_sites

    sites = [site for _, site in _sites(sources, archive)]
    try:
        while True:
            outcomes = crawl_sites(sites, contact=contact, only_due=True)
            _say([outcome for outcome in outcomes if outcome.status != "not due"], quiet)
            sys.stdout.flush()
            time.sleep(every)
    except KeyboardInterrupt:
        raise typer.Exit from None


def print_schedule(
    sources: _Sources = None,
    scheduler: Annotated[str, typer.Option("--as", metavar="KIND", help="cron, systemd or github-actions.")] = "cron",
) -> None:
    """Print what to install so that sites are crawled by themselves."""
    from ipr_extract.crawl.schedule import Scheduler, schedule

    if scheduler not in Scheduler.__members__.values():
        raise ConfigError(f"--as {scheduler}: known are {', '.join(Scheduler)}")
    folder = Path.cwd()
    program = shutil.which(sys.argv[0]) or "ipr-extract"
    typer.echo(schedule(_sites(sources, None), Scheduler(scheduler), folder, program), nl=False)


@source_app.command("add")
def add(
    page: Annotated[str, typer.Argument(metavar="URL_OR_SAVED_PAGE", help="A page of the listing.")],
    url: Annotated[str | None, typer.Option(metavar="URL", help="Where a saved page comes from.")] = None,
    name: Annotated[str | None, typer.Option(metavar="NAME", help="The site's short name.")] = None,
    output: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the pipeline there; without it, it is printed.")
    ] = None,
    contact: _Contact = None,
    allow_private: Annotated[
        list[str] | None, typer.Option(metavar="HOST:PORT", help="A private address that may be asked.")
    ] = None,
) -> None:
    """Recognise a site from a page of its listing, and draft its pipeline file. A saved page needs no network."""
    from ipr_extract.batch.crawling import fetch_page, need_extra

    need_extra()
    from ipr_extract.crawl.draft import as_toml, draft, slug_of

    if output is not None and output.exists():
        raise ConfigError(f"{output}: is there already; nothing is overwritten")
    if page.startswith(("http://", "https://")):
        url, body = fetch_page(page, contact, allow_private or [])
    elif Path(page).is_file():
        body = Path(page).read_bytes()
    else:
        raise ConfigError(f"{page}: neither an http address nor a file")
    found = draft(body, url)
    text = as_toml(found, name or slug_of(found.url))
    items = found.listing.items
    print(f"Recognised as {found.family.value}: {'; '.join(found.why)}.", file=sys.stderr)
    print(f"It would collect {len(items)} documents from this page:", file=sys.stderr)
    for item in items[:10]:
        print(f"  {item.date or '(no date) '}  {item.number or ''}  {item.title}  {item.url}", file=sys.stderr)
    for doubt in found.doubts:
        print(f"Not sure: {doubt}.", file=sys.stderr)
    if output is None:
        typer.echo(text, nl=False)
    else:
        output.write_text(text, encoding="utf-8")
        print(f"Written to {output}; look it over, then: ipr-extract crawl {output}", file=sys.stderr)


@source_app.command("check", epilog=f"\b\n{_EXIT_STATUS}")
def check(sources: _Sources = None, archive: _Archive = None, quiet: _Quiet = False) -> None:
    """Look for silence in what the archive knows, without asking a site anything; for monitors."""
    from ipr_extract.batch.crawling import exit_code, silent

    outcomes = silent([site for _, site in _sites(sources, archive)])
    _say(outcomes, quiet)
    raise typer.Exit(exit_code(outcomes))


def _sites(files: Sequence[Path] | None, archive: Path | None) -> list[tuple[Path, Site]]:
    """The sites of pipeline files; by default of all in ``pipelines/`` that have one."""
    from ipr_extract.config import Pipeline

    given = files or sorted(_FOLDER.glob("*.toml"))
    found = [(file, site) for file in given if (site := Pipeline.load(file).site) is not None or files]
    sites = []
    for file, one in found:
        if one is None:
            raise ConfigError(f"{file}: has no [site] to crawl")
        sites.append((file, one if archive is None else one.model_copy(update={"archive": archive})))
    if not sites:
        raise ConfigError(f"no pipeline with a [site] is in {_FOLDER}/ here: name a SOURCE.toml")
    names = [site.name for _, site in sites]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise ConfigError(f"two of the sites are called {twice!r}")
    return sites


def _say(outcomes: Sequence[CrawlOutcome], quiet: bool) -> None:
    for outcome in outcomes:
        if not quiet:
            typer.echo(_line(outcome))
        elif outcome.status in ("failed", "stopped"):
            print(_line(outcome), file=sys.stderr)
        for severity, code, message, address in outcome.findings:
            if severity != "info":
                print(f"{outcome.site}: {code}: {message} {address}".rstrip(), file=sys.stderr)
        if not quiet and outcome.conduct is not None:
            typer.echo(f"  conduct: {outcome.conduct}")


def _line(outcome: CrawlOutcome) -> str:
    counts = outcome.counts or {}
    told = ", ".join(f"{value} {name}" for name, value in counts.items() if value)
    parts = [outcome.status, outcome.message, told]
    return f"{outcome.site}: " + "; ".join(part for part in parts if part)
