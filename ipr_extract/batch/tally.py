"""What a run counts as its documents go by; nothing is kept of a document but numbers, its id and its faults."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field

from ipr_extract.batch.document import STAGES, Failure, Outcome
from ipr_extract.batch.inputs import Skipped
from ipr_extract.model import Severity
from ipr_extract.tables.rows import Rows, referred_organisations
from ipr_extract.tables.schema import ASSIGNMENTS, FINDINGS, REPAIRS

_SEVERITY, _CODE, _MESSAGE = FINDINGS.positions(("severity", "code", "message"))
_TASK, _ORGANISATION_ID, _ORGANISATION = ASSIGNMENTS.positions(("task_id", "organisation_id", "organisation"))
_KIND = REPAIRS.names.index("kind")


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A file whose bytes had been read before, under the name ``of``."""

    source: str
    of: str


@dataclass(slots=True)
class Tally:
    """Counts of a run in the making. ``tasks`` counts tasks by organisation, by its id where it has one."""

    read: int = 0
    failures: list[Failure] = field(default_factory=list)
    incomplete: list[Failure] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    containers: int = 0
    duplicates: list[Duplicate] = field(default_factory=list)
    findings: Counter[tuple[str, str]] = field(default_factory=Counter)
    repairs: Counter[str] = field(default_factory=Counter)
    tasks: Counter[str] = field(default_factory=Counter)
    organisation_ids: set[str] = field(default_factory=set)
    seconds: dict[str, float] = field(default_factory=dict)
    _first: dict[str, str] = field(default_factory=dict)

    def earlier(self, outcome: Outcome) -> str | None:
        """The file that was read before with the same bytes, if any; a file that failed leaves its place free."""
        if outcome.failure is not None or outcome.document_id is None:
            return None
        return self._first.get(outcome.document_id)

    @property
    def document_ids(self) -> Collection[str]:
        """The ids of the documents that were read."""
        return self._first.keys()

    def add_container(self, outcome: Outcome) -> None:
        """Count a file of several documents; each of these has an outcome of its own, or is passed over."""
        self.containers += 1
        self.skipped += outcome.skipped

    def add_duplicate(self, outcome: Outcome, of: str) -> None:
        """Count a file that gives no rows, as an earlier one has."""
        self.duplicates.append(Duplicate(outcome.source, of))

    def add(self, outcome: Outcome, rows: Rows) -> None:
        """Count a file that was read, or that couldn't be; ``rows`` are those of its that are written."""
        for stage, seconds in zip(STAGES, outcome.seconds, strict=False):
            self.seconds[stage] = self.seconds.get(stage, 0.0) + seconds
        if outcome.failure is not None:
            self.failures.append(outcome.failure)
        else:
            self.read += 1
            self._first[str(outcome.document_id)] = outcome.source
            self._add_errors(outcome)
        self.add_findings(rows)
        self.repairs.update(str(row[_KIND]) for row in outcome.rows.get(REPAIRS.name, ()))
        self.organisation_ids |= referred_organisations(outcome.rows)
        assignments = outcome.rows.get(ASSIGNMENTS.name, ())
        pairs = {(row[_ORGANISATION_ID] or row[_ORGANISATION], row[_TASK]) for row in assignments}
        self.tasks.update(str(organisation) for organisation, _ in pairs)

    def add_findings(self, rows: Rows) -> None:
        """Count findings by severity and code."""
        self.findings.update((str(row[_SEVERITY]), str(row[_CODE])) for row in rows.get(FINDINGS.name, ()))

    def _add_errors(self, outcome: Outcome) -> None:
        """A document with rows and an error was read in part only: it is named as well."""
        for row in outcome.rows.get(FINDINGS.name, ()):
            if row[_SEVERITY] == Severity.ERROR:
                self.incomplete.append(Failure(outcome.source, str(row[_CODE]), str(row[_MESSAGE])))
                return
