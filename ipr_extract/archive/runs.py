"""Runs: who asked what, when and with which manners; the record of conduct that an ethics board can read."""

from __future__ import annotations

import itertools
import json
import uuid
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, case, func, insert, select, update

from ipr_extract.archive.clock import Clock, utc
from ipr_extract.archive.database import Database, as_json, plain
from ipr_extract.archive.schema import FETCHES, FINDINGS, OBJECTS, RUNS
from ipr_extract.model.snapshot import Outcome, RobotsDecision


@dataclass(frozen=True, slots=True)
class Run:
    """One crawl or one taking in. ``status`` is ``running``, ``done``, ``stopped`` or ``failed``.

    A run that was killed stays ``running`` with no ``ended_at``.
    """

    run_id: str
    command: str
    program: str
    user_agent: str
    settings: dict[str, Any]
    started_at: str
    ended_at: str | None
    status: str


@dataclass(frozen=True, slots=True)
class HostConduct:
    """How a run behaved towards one host.

    ``requests`` counts what was sent, redirects and retries included. ``disallowed`` are addresses that were not
    asked because of robots.txt. ``first_sent`` and ``last_sent`` are Unix times; ``shortest_gap`` the least number of
    seconds between two fetches' first requests, None with fewer than two.
    """

    host: str
    fetches: int
    requests: int
    bytes: int
    outcomes: dict[Outcome, int]
    disallowed: int
    refusals: dict[int, int]
    first_sent: float | None
    last_sent: float | None
    shortest_gap: float | None

    @property
    def requests_a_minute(self) -> float | None:
        """The rate over the time between the first and the last request."""
        if self.first_sent is None or self.last_sent is None or self.last_sent <= self.first_sent:
            return None
        return 60 * self.requests / (self.last_sent - self.first_sent)


@dataclass(frozen=True, slots=True)
class RunFinding:
    """What a person should look at, kept with the run that found it. ``severity`` is info, warning or error."""

    code: str
    message: str
    severity: str = "warning"
    source: str = ""
    address: str = ""
    run_id: str | None = None
    found_at: str = ""


class Runs:
    """The runs of an archive, their conduct and findings."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def begin(self, command: str, *, program: str, user_agent: str = "", settings: dict[str, Any] | None = None) -> str:
        """Begin a run; returns its id, which is unique over all archives."""
        run_id = uuid.uuid4().hex
        values = {
            "run_id": run_id, "command": command, "program": program, "user_agent": user_agent,
            "settings": as_json(settings or {}), "started_at": utc(self._clock()), "status": "running",
        }  # fmt: skip
        with self._database.writing() as connection:
            connection.execute(insert(RUNS).values(values))
        return run_id

    def end(self, run_id: str, status: str = "done") -> None:
        """End a run: ``done``, ``stopped`` or ``failed``."""
        with self._database.writing() as connection:
            values = {"ended_at": utc(self._clock()), "status": status}
            connection.execute(update(RUNS).where(RUNS.c.run_id == run_id).values(values))

    def all(self) -> tuple[Run, ...]:
        """All runs, the oldest first."""
        with self._database.reading() as connection:
            return tuple(map(_run, connection.execute(select(RUNS).order_by(RUNS.c.started_at, RUNS.c.run_id))))

    def get(self, run_id: str) -> Run | None:
        """One run."""
        with self._database.reading() as connection:
            row = connection.execute(select(RUNS).where(RUNS.c.run_id == run_id)).first()
        return None if row is None else _run(row)

    def conduct(self, run_id: str) -> tuple[HostConduct, ...]:
        """What a run asked of each host, worked out from the fetches that it recorded; by host."""
        asked = (
            select(
                FETCHES.c.host, FETCHES.c.outcome, FETCHES.c.status,
                func.count().label("fetches"), func.sum(FETCHES.c.requests).label("requests"),
                func.coalesce(func.sum(OBJECTS.c.size), 0).label("bytes"),
                func.sum(case((FETCHES.c.robots == RobotsDecision.DISALLOWED.value, 1), else_=0)).label("disallowed"),
            )
            .outerjoin(OBJECTS, OBJECTS.c.sha256 == FETCHES.c.sha256)
            .where(FETCHES.c.run_id == run_id)
            .group_by(FETCHES.c.host, FETCHES.c.outcome, FETCHES.c.status)
            .order_by(FETCHES.c.host)
        )  # fmt: skip
        times = select(FETCHES.c.host, FETCHES.c.sent_at).where(
            FETCHES.c.run_id == run_id, FETCHES.c.sent_at.is_not(None)
        )
        with self._database.reading() as connection:
            groups: dict[str, list[Row[Any]]] = {}
            for row in connection.execute(asked):
                groups.setdefault(row.host, []).append(row)
            sent: dict[str, list[float]] = {}
            for host, at in connection.execute(times.order_by(FETCHES.c.sent_at)):
                sent.setdefault(host, []).append(at)
        return tuple(_conduct(host, rows, sent.get(host, [])) for host, rows in groups.items())

    def add_finding(self, finding: RunFinding) -> None:
        """Keep a finding."""
        values = {
            "run_id": finding.run_id, "found_at": finding.found_at or utc(self._clock()),
            "source": plain(finding.source), "address": plain(finding.address), "code": finding.code,
            "severity": finding.severity,
            "message": " ".join(plain(finding.message).split()),
        }  # fmt: skip
        with self._database.writing() as connection:
            connection.execute(insert(FINDINGS).values(values))

    def findings(self, run_id: str | None = None) -> tuple[RunFinding, ...]:
        """The findings of a run, or all, in the order in which they were made."""
        asked = select(FINDINGS).order_by(FINDINGS.c.finding_id)
        if run_id is not None:
            asked = asked.where(FINDINGS.c.run_id == run_id)
        with self._database.reading() as connection:
            return tuple(
                RunFinding(r.code, r.message, r.severity, r.source, r.address, r.run_id, r.found_at)
                for r in connection.execute(asked)
            )


def _run(row: Row[Any]) -> Run:
    return Run(
        row.run_id, row.command, row.program, row.user_agent, json.loads(row.settings), row.started_at, row.ended_at,
        row.status,
    )  # fmt: skip


def _conduct(host: str, rows: list[Row[Any]], sent: list[float]) -> HostConduct:
    outcomes: dict[Outcome, int] = {}
    refusals: dict[int, int] = {}
    for row in rows:
        outcome = Outcome(row.outcome)
        outcomes[outcome] = outcomes.get(outcome, 0) + row.fetches
        if outcome in (Outcome.BLOCKED, Outcome.FAILED) and row.status is not None:
            refusals[row.status] = refusals.get(row.status, 0) + row.fetches
    gaps = [after - before for before, after in itertools.pairwise(sent)]
    return HostConduct(
        host, sum(r.fetches for r in rows), int(sum(r.requests for r in rows)), int(sum(r.bytes for r in rows)),
        outcomes, int(sum(r.disallowed for r in rows)), refusals, sent[0] if sent else None,
        sent[-1] if sent else None, min(gaps) if gaps else None,
    )  # fmt: skip
