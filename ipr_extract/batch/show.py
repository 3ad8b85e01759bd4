"""One circular as a person reads it: its header, the tree of its units with what was repaired, who does what."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from rich.text import Text

from ipr_extract.batch.summary import print_lines
from ipr_extract.model import Assignment, Circular, Deadline, Role, Section

_Stated = TypeVar("_Stated", Assignment, Deadline)

_LABEL_WIDTH = 12
_INDENT = "  "
_TITLE_LENGTH = 100


def print_circular(circular: Circular) -> None:
    """Print one circular on standard output."""
    print_lines(lines(circular))


def lines(circular: Circular) -> Iterator[Text]:
    """The lines that show a circular."""
    yield from _header(circular)
    yield from _list("Addressees", [party.name for party in circular.addressees])
    yield from _tree(circular)
    yield from _outside(circular)
    cited = [
        f"{' '.join(filter(None, (r.title, r.document_number)))}  ({r.relation.value})" for r in circular.references
    ]
    yield from _list("Cited", cited)
    yield from _list("Repairs", [repair.explanation for repair in circular.repairs], "yellow")
    findings = dict.fromkeys((*circular.document.findings, *circular.findings))
    yield from _list("Findings", [f"{f.severity.value}: {f.message}" for f in findings], "red")


def _header(circular: Circular) -> Iterator[Text]:
    header = circular.header
    yield Text(header.title.text if header.title else circular.document.source, "bold")
    facts = (
        ("number", header.document_number.text if header.document_number else None),
        ("kind", header.document_type),
        ("issued by", "; ".join(party.name for party in circular.issuers)),
        ("written", header.written_date),
        ("published", header.published_date),
        ("publisher", header.publisher),
        ("index", header.index_number),
        ("subject", header.subject),
        ("source", circular.document.source),
    )
    for name, value in facts:
        if value:
            yield Text.assemble((name.ljust(_LABEL_WIDTH), "dim"), str(value))


def _list(title: str, items: Sequence[str], style: str = "") -> Iterator[Text]:
    if items:
        yield Text(f"\n{title} ({len(items)})", "bold")
        for item in items:
            yield Text(f"{_INDENT}{item}", style)


def _tree(circular: Circular) -> Iterator[Text]:
    if not circular.sections:
        return
    yield Text(f"\nUnits ({len(circular.sections)})", "bold")
    who = _by_section(circular.assignments)
    due = _by_section(circular.deadlines)
    repaired = {repair.section_id: repair.kind.value for repair in circular.repairs}
    for section in _as_read(circular.sections):
        indent = _INDENT * section.level
        line = Text.assemble(indent, (section.label, "cyan"), " ", _shortened(section.title))
        if section.section_id in repaired:
            line.append(f"  [{repaired[section.section_id]}: read as {section.number}{_from_where(section)}]", "yellow")
        yield line
        yield from _work(indent + _INDENT, who[section.section_id], due[section.section_id])


def _from_where(section: Section) -> str:
    moved = section.printed_position != section.position
    return f", printed in place {section.printed_position}" if moved else ""


def _as_read(sections: Sequence[Section]) -> Iterator[Section]:
    """The units in repaired order, each before the units below it."""
    below: dict[str | None, list[Section]] = defaultdict(list)
    for section in sections:
        below[section.parent_id].append(section)
    waiting = sorted(below[None], key=lambda s: (s.part, s.position), reverse=True)
    while waiting:
        section = waiting.pop()
        yield section
        waiting += sorted(below[section.section_id], key=lambda s: s.position, reverse=True)


def _outside(circular: Circular) -> Iterator[Text]:
    """What is stated outside of any numbered unit."""
    assignments = _by_section(circular.assignments)[None]
    deadlines = _by_section(circular.deadlines)[None]
    if assignments or deadlines:
        yield Text("\nOutside the numbered units", "bold")
        yield from _work(_INDENT, assignments, deadlines)


def _by_section(items: Iterable[_Stated]) -> defaultdict[str | None, list[_Stated]]:
    found: defaultdict[str | None, list[_Stated]] = defaultdict(list)
    for item in items:
        found[item.section_id].append(item)
    return found


def _work(indent: str, assignments: Sequence[Assignment], deadlines: Sequence[Deadline]) -> Iterator[Text]:
    by_task: dict[str | None, list[Assignment]] = defaultdict(list)
    for assignment in assignments:
        by_task[assignment.task_id].append(assignment)
    for of_task in by_task.values():
        roles = []
        for role in Role:
            names = [a.organisation for a in of_task if a.role is role]
            if names:
                roles.append(f"{role.value}: {_joined(names)}")
        yield Text(f"{indent}→ {'; '.join(roles)}", "green")
    for deadline in deadlines:
        date = f" ({deadline.date})" if deadline.date else ""
        yield Text(f"{indent}⏱ {deadline.text}{date}", "magenta")


def _joined(names: Sequence[str]) -> str:
    return (", " if all(name.isascii() for name in names) else "、").join(names)


def _shortened(title: str) -> str:
    return title if len(title) <= _TITLE_LENGTH else f"{title[: _TITLE_LENGTH - 1]}…"
