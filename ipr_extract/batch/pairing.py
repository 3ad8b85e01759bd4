"""Chinese circulars and their English versions among a run's documents, and how they differ.

Of each document a profile is kept. Only of those that may be a pair the file is read once more: two documents at a
time are in memory, whatever their number.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

from ipr_extract.batch.document import Stages, data_of
from ipr_extract.batch.inputs import InputFile
from ipr_extract.errors import ReadError
from ipr_extract.tables.differences import Comparison, Details
from ipr_extract.tables.pairs import Profile, Signal, figures_signal, find_pairs
from ipr_extract.tables.rows import LIST_SEPARATOR, Rows, authority, circular_rows
from ipr_extract.tables.schema import PAIR_DIFFERENCES, PAIRS

# Documents whose details are kept at hand: one English and the Chinese that may be it.
_AT_HAND = 16


class Pairing:
    """Finds the pairs among profiles; ``stages`` gives what reads a file again, where there is one to read.

    ``files`` are those that the profiles' positions mean; it may grow until ``rows`` is asked for.
    """

    def __init__(self, files: Sequence[InputFile], stages: Callable[[], Stages]) -> None:
        self._files = files
        self._stages = stages
        self._details = lru_cache(_AT_HAND)(self._load)

    def rows(self, profiles: Sequence[Profile]) -> Iterator[Rows]:
        """The rows of ``pairs`` and ``pair_differences``, pair by pair."""
        for pair in find_pairs(profiles, self._figures):
            zh, en = self._both(pair.chinese, pair.english)
            if zh is None or en is None:
                continue
            evidence = LIST_SEPARATOR.join(signal.words for signal in pair.signals)
            row = (pair.chinese.document_id, pair.english.document_id, round(pair.score, 3), evidence)
            yield {PAIRS.name: [row], PAIR_DIFFERENCES.name: list(Comparison(zh, en, authority()).rows())}

    def _both(self, chinese: Profile, english: Profile) -> tuple[Details | None, Details | None]:
        # One that states no date is read as of the other's: organisations are compared as of one day.
        return self._details(chinese, english.date), self._details(english, chinese.date)

    def _figures(self, chinese: Profile, english: Profile) -> Signal | None:
        zh, en = self._both(chinese, english)
        return figures_signal(zh.figures(), en.figures()) if zh is not None and en is not None else None

    def _load(self, profile: Profile, other_date: str | None) -> Details | None:
        """A document read again; None where its file isn't any more what it was."""
        stages, file = self._stages(), self._files[profile.position]
        try:
            circular = stages.understand(stages.read(data_of(file, stages), file.source))
        except (OSError, ReadError):
            return None
        if circular.document.document_id != profile.document_id:
            return None
        if profile.date is None and other_date is not None:
            header = dataclasses.replace(circular.header, written_date=dt.date.fromisoformat(other_date))
            circular = dataclasses.replace(circular, header=header)
        circular = stages.normalise(circular)
        return Details(circular.text, circular_rows(circular), profile.date, profile.chinese)
