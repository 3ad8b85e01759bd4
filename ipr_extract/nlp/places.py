"""Where an offset stands: its unit, its line, and the year that its document counts from."""

from __future__ import annotations

import bisect
import re
from collections.abc import Sequence
from functools import cached_property

from ipr_extract.model import Header, Section
from ipr_extract.nlp.reading import Line

_TITLE_YEAR = re.compile(r"(?:19|20)\d\d")


def document_year(header: Header) -> int | None:
    """The year of writing, else of publication, else the first in the title; None where none is known."""
    date = header.written_date or header.published_date
    if date is not None:
        return date.year
    year = _TITLE_YEAR.search(header.title.text) if header.title else None
    return int(year[0]) if year else None


class Places:
    """The units and lines of one document in printed order, found by offset."""

    def __init__(self, lines: Sequence[Line], sections: Sequence[Section]) -> None:
        self.lines = lines
        self.sections = sections

    def section_at(self, offset: int) -> Section | None:
        """The deepest unit whose own text holds ``offset``."""
        index = bisect.bisect_right(self._section_starts, offset) - 1
        return self.sections[index] if index >= 0 and offset < self.sections[index].end else None

    def section_before(self, offset: int) -> Section | None:
        """The last unit that begins before ``offset``: what a table belongs to."""
        index = bisect.bisect_right(self._section_starts, offset) - 1
        return self.sections[index] if index >= 0 else None

    def line_at(self, offset: int) -> Line | None:
        """The line that holds ``offset``."""
        index = bisect.bisect_right(self._line_starts, offset) - 1
        return self.lines[index] if index >= 0 and offset < self.lines[index].end else None

    def around(self, section: Section | None) -> list[Section]:
        """The units around one, innermost first."""
        found: list[Section] = []
        while section is not None and section.parent_id is not None:
            section = self._by_id.get(section.parent_id)
            if section is not None:
                found.append(section)
        return found

    @cached_property
    def _by_id(self) -> dict[str, Section]:
        return {section.section_id: section for section in self.sections}

    @cached_property
    def _line_starts(self) -> list[int]:
        return [line.start for line in self.lines]

    @cached_property
    def _section_starts(self) -> list[int]:
        return [section.start for section in self.sections]
