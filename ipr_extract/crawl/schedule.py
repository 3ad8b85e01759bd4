"""What to install so that crawls run by themselves: for cron, for systemd, for GitHub Actions."""

from __future__ import annotations

import datetime as dt
import shlex
import zlib
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path

from ipr_extract.sites import Site

_HOUR, _DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


class Scheduler(StrEnum):
    """What runs things by the clock."""

    CRON = "cron"
    SYSTEMD = "systemd"
    GITHUB_ACTIONS = "github-actions"


def schedule(sites: Sequence[tuple[Path, Site]], scheduler: Scheduler, folder: Path, program: str) -> str:
    """The text to install. ``folder`` is where the command is run, ``program`` what runs it.

    Each site is looked at about as often as its ``every`` says, at a minute of its own; ``--due`` keeps to it exactly.
    """
    match scheduler:
        case Scheduler.CRON:
            return _cron(sites, folder, program)
        case Scheduler.SYSTEMD:
            return _systemd(sites, folder, program)
        case Scheduler.GITHUB_ACTIONS:
            return _github(sites)


def times(site: Site) -> str:
    """A site's interval as cron says it; of more than a day it is every day, and ``--due`` does the rest."""
    # Not on the full hour, when everybody asks; the same minute each time.
    minute, hour = zlib.crc32(site.name.encode()) % 60, 1 + zlib.crc32(site.name.encode()) // 60 % 5
    if site.interval < _HOUR:
        return f"*/{max(1, round(site.interval.total_seconds() / 60))} * * * *"
    if site.interval < _DAY:
        return f"{minute} */{round(site.interval / _HOUR)} * * *"
    return f"{minute} {hour} * * *"


def _command(file: Path) -> str:
    return f"crawl {shlex.quote(str(file))} --due"


def _cron(sites: Sequence[tuple[Path, Site]], folder: Path, program: str) -> str:
    lines = [
        "# Add with crontab -e. Cron mails what is printed: nothing where all is well.",
        "# Exit status: 0 well, 3 something could not be fetched, 4 something is silent that should not be.",
        "IPR_EXTRACT_CONTACT=you@example.org",
    ]
    for file, site in sites:
        command = f"cd {shlex.quote(str(folder))} && {shlex.quote(program)} {_command(file)} --quiet"
        lines.append(f"{times(site)} " + command.replace("%", "\\%"))  # cron ends a line at a bare %
    return "\n".join(lines) + "\n"


def _systemd(sites: Sequence[tuple[Path, Site]], folder: Path, program: str) -> str:
    parts = []
    for file, site in sites:
        seconds = int(site.interval.total_seconds())
        unit = f"ipr-extract-{site.name}"
        command = f"{shlex.quote(program)} {_command(file)} --quiet".replace("%", "%%")  # % begins what it fills in
        where = str(folder).replace("%", "%%")
        parts.append(
            f"# ~/.config/systemd/user/{unit}.service\n"
            f"[Unit]\nDescription=Crawl of {site.name}\nWants=network-online.target\nAfter=network-online.target\n\n"
            f"[Service]\nType=oneshot\nWorkingDirectory={where}\nEnvironment=IPR_EXTRACT_CONTACT=you@example.org\n"
            f"ExecStart={command}\n\n"
            f"# ~/.config/systemd/user/{unit}.timer\n"
            f"[Unit]\nDescription=When {site.name} is crawled\n\n"
            f"[Timer]\nOnBootSec=10min\nOnUnitActiveSec={min(seconds, 86400)}s\n"
            f"RandomizedDelaySec={min(seconds // 10, 1800)}s\n\n"
            f"[Install]\nWantedBy=timers.target\n\n# systemctl --user enable --now {unit}.timer\n"
        )
    return "\n".join(parts)


def _github(sites: Sequence[tuple[Path, Site]]) -> str:
    crons = "".join(f'    - cron: "{line}"\n' for line in sorted({times(site) for _, site in sites}))
    files = " ".join(shlex.quote(str(file)) for file, _ in sites)
    archives = sorted({str(site.archive) for _, site in sites})
    kept = "".join(f"            {archive}\n" for archive in archives)
    return (
        "# .github/workflows/crawl.yml\nname: crawl\non:\n  workflow_dispatch:\n  schedule:\n"
        f"{crons}concurrency: crawl\njobs:\n  crawl:\n    runs-on: ubuntu-latest\n    timeout-minutes: 300\n"
        "    steps:\n"
        "      - uses: actions/checkout@v4\n      - uses: actions/setup-python@v5\n        with:\n"
        '          python-version: "3.12"\n      - run: make setup\n'
        "      # The archive is carried from run to run; a cache can be evicted, so keep a copy elsewhere too.\n"
        "      - uses: actions/cache@v4\n        with:\n          path: |\n"
        f"{kept}"
        "          key: archive-${{ github.run_id }}\n          restore-keys: archive-\n"
        f"      - run: .venv/bin/ipr-extract crawl {files} --due\n        env:\n"
        "          IPR_EXTRACT_CONTACT: ${{ vars.IPR_EXTRACT_CONTACT }}\n"
    )
