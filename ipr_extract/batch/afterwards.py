"""What can be done only when all documents have been read: citations tied to what they mean, translations paired.

While documents go by, little is kept of each: its names and a profile of some hundred bytes. The rows of
``references`` wait in a spool and are written at the end, in the order in which they would have been written. All of
it happens in the process that writes, in the order of the documents, so the number of workers changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ipr_extract.batch.document import Outcome
from ipr_extract.batch.pairing import Pairing
from ipr_extract.batch.spool import RowSpool
from ipr_extract.tables.links import Links, Wanted, tied
from ipr_extract.tables.pairs import Profile, profile
from ipr_extract.tables.rows import Row, Rows, finding_row
from ipr_extract.tables.schema import DOCUMENTS, FINDINGS, ISSUERS, REFERENCES, WANTED

_TOP = 5


class Afterwards:
    """Takes each document's rows as it goes by, and gives what is to be written when all have gone by."""

    def __init__(self, folder: Path, pairing: Pairing) -> None:
        """``folder`` is the one that the run builds in; what doesn't fit in memory waits there."""
        self._spool = RowSpool(folder)
        self._pairing = pairing
        self._profiles: list[Profile] = []
        self.most_wanted: tuple[tuple[str, int], ...] = ()
        self._links = Links()
        self._wanted = Wanted()

    def take(self, position: int, outcome: Outcome) -> Rows:
        """A document's rows without those that wait, and with what was found by the look at those before it.

        ``position`` is the document's place among the files.
        """
        rows = outcome.rows
        if outcome.failure is not None or not rows.get(DOCUMENTS.name):
            return rows
        references = rows.get(REFERENCES.name, [])
        (document,) = rows[DOCUMENTS.name]
        self._spool.add(references)
        self._profiles.append(profile(position, rows))
        finding = self._links.add(document, rows.get(ISSUERS.name, ()), references)
        kept = {name: table_rows for name, table_rows in rows.items() if name != REFERENCES.name}
        if finding is not None:
            row = finding_row(outcome.source, outcome.document_id, finding)
            kept[FINDINGS.name] = [*kept.get(FINDINGS.name, ()), row]
        return kept

    def rows(self) -> Iterator[Rows]:
        """What waits, a few thousand rows at a time; to be asked for once."""
        for batch in self._spool.batches():
            yield {REFERENCES.name: list(tied(self._links, batch, self._wanted))}
        wanted = list(self._wanted.rows())
        self.most_wanted = tuple((_name(row), int(row[_CITATIONS] or 0)) for row in wanted[:_TOP])
        yield {WANTED.name: wanted}
        yield from self._pairing.rows(self._profiles)

    def close(self) -> None:
        """Give up what waits."""
        self._spool.close()


_NUMBER, _TITLE, _CITATIONS = WANTED.positions(("document_number", "title", "citations"))


def _name(row: Row) -> str:
    return " ".join(str(cell) for cell in (row[_NUMBER], row[_TITLE]) if cell)
