"""Statements and sections → tasks, assignments and deadlines.

A task is the text that a responsibility statement covers: from where the one before it ended, or from its section's
label, up to the statement. In a document that divides work, every leaf unit for which nobody is named is a task too.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass

from ipr_extract.dates import last_day
from ipr_extract.model import Assignment, Basis, Deadline, Header, Section, StatedIn, Task, Value
from ipr_extract.nlp.acting import Entry
from ipr_extract.nlp.reading import Reading
from ipr_extract.nlp.responsibility import SEVERAL, Statement, first_leads

# Titles of documents that divide work among organs.
_DIVIDES = re.compile(
    r"分工|任务|要点|计划|方案|(?i:\bdivision|\btasks?\b|\bplan\b|\bprogram(?:me)?\b|\bwork\s+points\b)"
)
# 2022年重点任务, 2022年度工作要点; a year that something lasts to is another.
_YEARS_WORK = re.compile(r"(?<![到至—\-])20\d\d年(?:度|[^》]{0,16}(?:要点|计划|任务|分工|清单|方案|工作))")
_WORD = re.compile(r"[\w\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class Work:
    """Who does what, by when."""

    tasks: tuple[Task, ...]
    assignments: tuple[Assignment, ...]
    deadlines: tuple[Deadline, ...]


def work(
    reading: Reading,
    header: Header,
    sections: Sequence[Section],
    statements: Sequence[Statement],
    stops: Sequence[int],
    first_leads_from: int | None = None,
) -> Work:
    """Tasks, assignments and deadlines.

    ``stops`` are offsets that no task's text reaches across; from ``first_leads_from`` on the first name of a list
    leads, because the text says so outside any statement.
    """
    ordered = sorted(statements, key=lambda s: s.start)
    return _Worker(reading, header, sections, ordered, sorted(stops), first_leads_from).work()


@dataclass(frozen=True, slots=True)
class _Covered:
    """A statement with the text it covers."""

    statement: Statement
    section: Section | None
    start: int
    end: int


class _Worker:
    def __init__(
        self,
        reading: Reading,
        header: Header,
        sections: Sequence[Section],
        statements: list[Statement],
        stops: list[int],
        first_leads_from: int | None,
    ) -> None:
        self.reading = reading
        self.sections = sections
        self.statements = statements
        self.stops = stops
        self.first_leads_from = first_leads_from
        self.starts = [section.start for section in sections]
        self.by_id = {section.section_id: section for section in sections}
        title = header.title.text if header.title else ""
        self.divides = _DIVIDES.search(title) is not None
        date = header.written_date or header.published_date
        years = re.findall(r"(?:19|20)\d\d", title)
        self.year = date.year if date else int(years[0]) if years else None
        # A plan that is issued in December is next year's: its title says so.
        if date and len(years) == 1 and int(years[0]) == date.year + 1 and _YEARS_WORK.search(title):
            self.year = date.year + 1
        self.children = {section.parent_id for section in sections}
        self.told = 0

    def work(self) -> Work:
        covered = self._covered()
        tasks, task_of = self._tasks(covered)
        assignments = self._assignments(covered, tasks, task_of)
        deadlines = tuple(
            self._deadline(item, span, task_of[index])
            for index, item in enumerate(covered)
            for span in item.statement.said.deadlines
        )
        return Work(tuple(tasks), tuple(assignments), deadlines)

    def _section_at(self, offset: int) -> Section | None:
        index = bisect.bisect_right(self.starts, offset) - 1
        if index < 0 or offset >= self.sections[index].end:
            return None
        return self.sections[index]

    def _covered(self) -> list[_Covered]:
        out: list[_Covered] = []
        for statement in self.statements:
            section = self._section_at(statement.covers[0] if statement.covers is not None else statement.start)
            if section is not None and section.parent_id and self._about_several(statement):
                section = self.by_id[section.parent_id]
            if statement.covers is not None:
                out.append(_Covered(statement, section, *statement.covers))
                continue
            at = bisect.bisect_right(self.stops, statement.start)
            floor = max(section.start if section else 0, self.stops[at - 1] if at else 0)
            before = out[-1] if out and out[-1].statement.end >= floor else None
            start = before.statement.end if before else floor
            start, end = self.reading.strip(start, statement.start, "。；，、：")
            if not _WORD.search(self.reading.folded, start, end):
                # Nothing before it: another word on the same task, or a statement that is all there is.
                start, end = (before.start, before.end) if before else (statement.start, statement.end)
            out.append(_Covered(statement, section, start, max(start, end)))
        return out

    def _about_several(self, statement: Statement) -> bool:
        """Whether a statement says that it is about the units above it: 以上三项由甲局牵头."""
        line = self.reading.folded.rfind("\n", 0, statement.start) + 1
        starts = (line, statement.start)  # a line of its own, or the bracket behind the last of them
        return any(SEVERAL.match(self.reading.folded, start, statement.end) for start in starts)

    def _tasks(self, covered: list[_Covered]) -> tuple[list[Task], list[str]]:
        """The tasks in printed order, and for each statement its task's id."""
        spans = {(item.start, item.end): item.section for item in covered}
        if self.divides:
            stated = {item.section.section_id for item in covered if item.section}
            for section in self.sections:
                if section.section_id not in self.children and section.section_id not in stated:
                    spans.setdefault((section.start, section.end), section)
        ordered = sorted(spans)
        ids = {span: f"{self.reading.document.document_id}-t{n:04d}" for n, span in enumerate(ordered, 1)}
        tasks = [
            Task(ids[span], s.section_id if (s := spans[span]) else None, s.path if s else "", *span)
            for span in ordered
        ]
        return tasks, [ids[item.start, item.end] for item in covered]

    def _assignments(self, covered: list[_Covered], tasks: list[Task], task_of: list[str]) -> list[Assignment]:
        by_section: dict[str | None, list[Task]] = {}
        for task in tasks:
            by_section.setdefault(task.section_id, []).append(task)
        rows: list[Assignment] = []
        leads = others = False
        also: list[_Covered] = []
        for item, task_id in zip(covered, task_of, strict=True):
            statement, said = item.statement, item.statement.said
            leads = leads or (self.first_leads_from is not None and statement.start > self.first_leads_from)
            entries: Iterable[Entry] = said.entries
            if leads and not said.own_lead and not statement.prose:
                entries = first_leads(entries, others_support=others)
            own = self._rows(item, item, entries, task_id)
            if said.also or (also and own):
                stated = {row.organisation for row in own}
                own += self._rows(item, item, said.also, task_id, stated=stated)
                for rule in also if entries else ():
                    rows_of_rule = rule.statement.said.also
                    own += self._rows(item, rule, rows_of_rule, task_id, Basis.DOCUMENT_RULE, stated)
            rows += own
            if item.section is not None and item.section.section_id in self.children:
                rows += self._inherited(item.section, own, by_section)
            leads = leads or (said.first_leads and said.from_here_on)
            others = others or (said.others_support and said.from_here_on)
            if said.also:
                also.append(item)
        return rows

    def _inherited(
        self, section: Section, own: list[Assignment], by_section: dict[str | None, list[Task]]
    ) -> Iterator[Assignment]:
        """A statement on an enclosing unit holds for each task of the units below it."""
        for below in self.sections:
            if below.path.startswith(f"{section.path}."):
                for task in by_section.get(below.section_id, ()):
                    for row in own:
                        yield row._replace(
                            assignment_id=self._next_id(),
                            task_id=task.task_id,
                            section_id=below.section_id,
                            path=below.path,
                            basis=Basis.INHERITED,
                        )

    def _rows(
        self,
        item: _Covered,
        source: _Covered,
        entries: Iterable[Entry],
        task_id: str,
        basis: Basis | None = None,
        stated: Container[str] = (),
    ) -> list[Assignment]:
        """An assignment for each entry of ``source``'s statement that isn't ``stated`` for the task of ``item``."""
        text, statement = self.reading.text, source.statement
        printed = Value(text[statement.start : statement.end], statement.start, statement.end)
        section_id, path = (item.section.section_id, item.section.path) if item.section else (None, "")
        rows = []
        for first, last, role, open_list, by_rule in entries:
            start, end = first + statement.at, last + statement.at
            why = basis or (Basis.DOCUMENT_RULE if by_rule else Basis.STATED)
            name = text[start:end]
            if name not in stated:
                row_id = self._next_id()
                rows.append(
                    Assignment(row_id, task_id, section_id, path, name, role, why, open_list, printed, start, end)
                )
        return rows

    def _next_id(self) -> str:
        self.told += 1
        return f"{self.reading.document.document_id}-a{self.told:04d}"

    def _deadline(self, item: _Covered, span: tuple[int, int], task_id: str) -> Deadline:
        start, end = span[0] + item.statement.at, span[1] + item.statement.at
        return Deadline(
            task_id=task_id,
            section_id=item.section.section_id if item.section else None,
            path=item.section.path if item.section else "",
            text=self.reading.text[start:end],
            date=last_day(self.reading.folded[start:end], self.year),
            stated_in=StatedIn.ASSIGNMENT,
            start=start,
            end=end,
        )
