"""Files that somebody else saved or packed, into an archive: no network, and nothing that stops at a fault."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from ipr_extract.archive import Archive, Item, RunFinding
from ipr_extract.config import IngestLimits
from ipr_extract.ingest.files import NO_FILE, archive_fault, is_archive, name_of, of_file, of_folder, printable
from ipr_extract.ingest.found import Fault, Found, Passed, Taken, Wanted
from ipr_extract.ingest.kinds import HEAD
from ipr_extract.ingest.sheets import of_sheet
from ipr_extract.ingest.warcs import is_warc, of_warc
from ipr_extract.ingest.zips import of_zip
from ipr_extract.model.snapshot import Content, Fetch, Outcome, ResourceKind

_SHEETS = frozenset({".csv", ".tsv", ".xlsx", ".xlsm"})
# Fetches that are written down together: fewer waits for the disk, and no more in memory than this.
_GROUP, _GROUP_BYTES = 64, 16_000_000


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What became of what was found: fetches by outcome, addresses wanted, files passed over, and faults."""

    run_id: str
    outcomes: dict[Outcome, int]
    wanted: int
    passed: int
    faults: tuple[Fault, ...]

    @property
    def taken(self) -> int:
        """How many fetches were written down."""
        return sum(self.outcomes.values())

    @property
    def whole(self) -> bool:
        """Whether all was taken; warnings are of what was."""
        return all(fault.severity == "warning" for fault in self.faults)


def ingest(
    paths: Sequence[Path],
    archive: Archive,
    *,
    program: str,
    source: str | None = None,
    limits: IngestLimits | None = None,
    file_times: bool = False,
    content_of: Callable[[bytes], Content] = lambda data: Content(),
) -> IngestReport:
    """Take WARC, WACZ and zip files, folders of saved pages, spreadsheets of links and single files into an archive.

    ``source`` names where they are from; by default each goes by its own name, or by what a WARC of this program says.
    ``file_times`` takes the files' own times as those at which they were fetched. ``content_of`` tells what bytes hold.
    What can't be taken is a fault in the report and a finding in the archive; the rest goes on. Taking the same in
    again changes nothing but the record of it.
    """
    limits = limits or IngestLimits()
    settings = {"paths": [printable(path) for path in paths], "file_times": file_times}
    run_id = archive.runs.begin("ingest", program=program, settings=settings)
    taking = _Taking(archive, run_id, content_of)
    status = "failed"
    try:
        for path in paths:
            name = name_of(path)
            taking.source = source or PurePosixPath(name).stem
            for found in _of_path(path, name, limits, file_times=file_times):
                taking.take(found)
            taking.flush()
        status = "done"
    except KeyboardInterrupt:
        status = "stopped"
        raise
    finally:
        archive.runs.end(run_id, status)
    return taking.report()


def _of_path(path: Path, name: str, limits: IngestLimits, *, file_times: bool) -> Iterator[Found]:
    def opener(inner: Path, name: str) -> Iterator[Found]:
        return _of_container(inner, name, limits, file_times=file_times)

    if path.is_dir() and is_archive(path):
        yield archive_fault(name)
    elif path.is_dir():
        yield from of_folder(path, limits, file_times=file_times, opener=opener)
    elif not path.exists():
        yield Fault(name, "not_found", "no such file or folder")
    elif not path.is_file():
        yield Fault(name, *NO_FILE)
    elif path.suffix.lower() in _SHEETS:
        yield from of_sheet(path, name, limits, file_times=file_times, opener=opener)
    else:
        yield from of_file(path, name, limits, file_times=file_times, opener=opener)


def _of_container(path: Path, name: str, limits: IngestLimits, *, file_times: bool) -> Iterator[Found]:
    with path.open("rb") as file:
        if is_warc(file.read(HEAD)):
            yield from of_warc(file, name, limits)
            return
    yield from of_zip(path, name, limits, file_times=file_times)


class _Taking:
    """Writes down what is found, in groups; ``source`` is that of what comes next."""

    def __init__(self, archive: Archive, run_id: str, content_of: Callable[[bytes], Content]) -> None:
        self.source = ""
        self._archive = archive
        self._run_id = run_id
        self._content_of = content_of
        self._group: list[tuple[Fetch, bytes | None, Taken]] = []
        self._bytes = 0
        self._items: list[Item] = []
        self._held: dict[str, str] = {}
        self._outcomes: Counter[Outcome] = Counter()
        self._wanted = self._passed = 0
        self._faults: list[Fault] = []

    def take(self, found: Found) -> None:
        """Take one thing that was found."""
        if isinstance(found, Taken):
            self._take(found)
        elif isinstance(found, Fault):
            self._fault(found)
        elif isinstance(found, Passed):
            self._passed += 1
        else:
            self._want(found)
        if len(self._group) >= _GROUP or self._bytes >= _GROUP_BYTES or len(self._items) >= _GROUP:
            self.flush()

    def flush(self) -> None:
        """Write down what is at hand: bytes and rows, then links and wanted addresses."""
        kept = self._archive.record_all([(fetch, body) for fetch, body, _ in self._group], run_id=self._run_id)
        for snapshot, (_, _, taken) in zip(kept, self._group, strict=True):
            self._outcomes[snapshot.outcome] += 1
            if taken.payload_digest and snapshot.sha256:
                self._held[taken.payload_digest] = snapshot.sha256
            if taken.belongs_to:
                self._archive.link(taken.belongs_to, snapshot.address, "asset")
        if self._items:
            self._archive.listings.see(self.source, self._items)
        self._group, self._items, self._bytes = [], [], 0

    def report(self) -> IngestReport:
        """All that was taken so far."""
        return IngestReport(self._run_id, dict(self._outcomes), self._wanted, self._passed, tuple(self._faults))

    def _take(self, taken: Taken) -> None:
        fetch, body = taken.fetch, taken.body
        if not fetch.source:
            fetch = dataclasses.replace(fetch, source=self.source)
        if taken.same_as is not None or (fetch.outcome is Outcome.UNCHANGED and body is None):
            # What a revisit refers to has to be written down before.
            self.flush()
            body = self._same(taken)
            if body is None and not self._archive.is_known(fetch.address):
                self._fault(Fault(fetch.address, "nothing_to_revisit", "a revisit of bytes that are not there"))
                return
        if body is not None:
            fetch, body = self._judged(fetch, body)
        self._group.append((fetch, body, taken))
        self._bytes += len(body or b"")

    def _same(self, taken: Taken) -> bytes | None:
        """The bytes that a revisit means, where they came under another address."""
        sha256 = self._held.get(taken.same_as or "")
        return None if sha256 is None else self._archive.read(sha256)

    def _judged(self, fetch: Fetch, body: bytes) -> tuple[Fetch, bytes | None]:
        if fetch.kind is not ResourceKind.DOCUMENT:
            return fetch, body
        content = self._content_of(body)
        if content.refusal is not None:
            return dataclasses.replace(fetch, outcome=Outcome.BLOCKED, reason=content.refusal), None
        return dataclasses.replace(fetch, content_digest=content.digest or fetch.content_digest), body

    def _want(self, wanted: Wanted) -> None:
        self._wanted += 1
        self._items.append(Item(wanted.url, wanted.title, wanted.document_number, wanted.published_date, "spreadsheet"))

    def _fault(self, fault: Fault) -> None:
        self._faults.append(fault)
        finding = RunFinding(
            fault.code, f"{fault.place}: {fault.message}", fault.severity, self.source, fault.place, self._run_id
        )
        self._archive.runs.add_finding(finding)
