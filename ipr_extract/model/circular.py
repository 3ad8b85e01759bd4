"""What was understood: a circular's header, its tree of sections, who does what, and by when.

Every value keeps the offsets where it is printed: ``document.text[value.start:value.end]`` is the
value. A value that a site's metadata states outside the text has no offsets.

What a document has by the dozen is a named tuple and not a frozen dataclass, which takes five times as long to make.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from ipr_extract.model.document import Document, Finding


class Role(StrEnum):
    """What an organisation does about a task."""

    LEAD = "lead"
    RESPONSIBLE = "responsible"
    SUPPORT = "support"
    GUIDE = "guide"


class Basis(StrEnum):
    """Why an assignment holds: printed there, by a rule of the document, or by an enclosing unit."""

    STATED = "stated"
    DOCUMENT_RULE = "document_rule"
    INHERITED = "inherited"


class PartyKind(StrEnum):
    """One organisation, many under one name (``各省、自治区、直辖市人民政府``), or a person."""

    ORGANISATION = "organisation"
    COLLECTIVE = "collective"
    PERSON = "person"


class StatedIn(StrEnum):
    """Where a deadline stands: inside a responsibility statement, or in the task's own text."""

    ASSIGNMENT = "assignment"
    TEXT = "text"


class RepairKind(StrEnum):
    """What was found wrong with a printed number."""

    MOVED = "moved"
    RELABELLED = "relabelled"
    MISSING = "missing"
    DUPLICATE = "duplicate"
    RESTART = "restart"
    STYLE = "style"
    MISREAD = "misread"


class Relation(StrEnum):
    """How a circular stands to a document that it cites."""

    ISSUES = "issues"
    FORWARDS = "forwards"
    IMPLEMENTS = "implements"
    AMENDS = "amends"
    REPEALS = "repeals"
    CITES = "cites"


class LinkBasis(StrEnum):
    """By what a cited document was found among those read: its number, its title, or that of what it issues."""

    NUMBER = "number"
    TITLE = "title"
    ISSUED_TITLE = "issued_title"


class DifferenceKind(StrEnum):
    """How a circular and its English version differ: missing is missing in English, extra stands only there."""

    ADDRESSEE_MISSING = "addressee_missing"
    ADDRESSEE_EXTRA = "addressee_extra"
    DATE_DIFFERS = "date_differs"
    UNIT_MISSING = "unit_missing"
    UNIT_EXTRA = "unit_extra"
    FIGURE_DIFFERS = "figure_differs"
    ASSIGNMENT_MISSING = "assignment_missing"
    ASSIGNMENT_EXTRA = "assignment_extra"
    CITATION_MISSING = "citation_missing"
    CITATION_EXTRA = "citation_extra"


class Value(NamedTuple):
    """A text and where it is printed."""

    text: str
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class Party:
    """An issuer or an addressee, as printed."""

    name: str
    kind: PartyKind
    start: int | None = None
    end: int | None = None
    organisation_id: str | None = None


@dataclass(frozen=True, slots=True)
class Header:
    """What stands before and after the body. ``title`` has its line breaks removed."""

    title: Value | None = None
    document_number: Value | None = None
    document_type: str | None = None
    written_date: dt.date | None = None
    published_date: dt.date | None = None
    publisher: str | None = None
    index_number: str | None = None
    subject: str | None = None


class Section(NamedTuple):
    """One numbered unit: its own line or paragraphs, without the units below it.

    ``path`` is printed, ``number`` is repaired. ``text[start:end]`` is the unit's own text, from its label up
    to the next unit. ``printed_position`` and ``position`` count from 1 among the parent's units,
    as printed and as repaired.
    """

    section_id: str
    part: int
    path: str
    number: str
    parent_id: str | None
    level: int
    style: str
    label: str
    ordinal: int
    title: str
    printed_position: int
    position: int
    start: int
    end: int


def unit_path(above: str | None, part: int, ordinal: int) -> str:
    """A unit's path or number: that of the unit above it and its ordinal; ``@2/1`` where another part begins.

    >>> unit_path("2.1", 1, 3), unit_path(None, 2, 1)
    ('2.1.3', '@2/1')
    """
    if above is not None:
        return f"{above}.{ordinal}"
    return str(ordinal) if part == 1 else f"@{part}/{ordinal}"


class Task(NamedTuple):
    """One piece of work: the text that a responsibility statement covers, or a leaf unit."""

    task_id: str
    section_id: str | None
    path: str
    start: int
    end: int


class Assignment(NamedTuple):
    """One organisation in one role for one task. ``start`` and ``end`` are the name's."""

    assignment_id: str
    task_id: str | None
    section_id: str | None
    path: str
    organisation: str
    role: Role
    basis: Basis
    open_list: bool
    statement: Value
    start: int
    end: int
    organisation_id: str | None = None


@dataclass(frozen=True, slots=True)
class Deadline:
    """By when; ``date`` is the last day that meets it, None where none is named (``持续推进``)."""

    task_id: str | None
    section_id: str | None
    path: str
    text: str
    date: dt.date | None
    stated_in: StatedIn
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Validity:
    """From when until when a circular holds, as it says of itself; ``start`` and ``end`` are the sentence's."""

    effective_date: dt.date | None
    valid_until: dt.date | None
    start: int
    end: int


class Change(StrEnum):
    """What a figure is, where it is not the level to be reached: by how much, in all or a year; a total."""

    INCREASE = "increase"
    DECREASE = "decrease"
    ANNUAL_INCREASE = "annual_increase"
    ANNUAL_DECREASE = "annual_decrease"
    CUMULATIVE = "cumulative"


class Indicator(NamedTuple):
    """A figure to be reached.

    ``text[start:end]`` is the figure with its unit and the words of comparison that touch it (``达到12件``,
    ``2.5%以上``), or a table's cell. ``value`` is a decimal number, ``unit`` all that counts it (``万件``, ``亿元``);
    ``upper`` is the other end of a range.
    """

    section_id: str | None
    path: str
    name: str
    comparator: str
    value: str
    unit: str
    baseline_value: str | None
    baseline_year: int | None
    target_year: int | None
    nature: str | None
    start: int
    end: int
    change: Change | None
    upper: str | None
    statement: Value


class Reference(NamedTuple):
    """A document that is cited; ``start`` and ``end`` cover title and number where it is first cited with its number.

    ``document_number`` is None where it is cited by its title alone. ``cue`` are the words that decide ``relation``,
    as folded; ``mentions`` counts the places where it is cited.
    """

    title: str | None
    document_number: str | None
    relation: Relation
    target_document_id: str | None
    start: int
    end: int
    cue: str | None = None
    mentions: int = 1


@dataclass(frozen=True, slots=True)
class Repair:
    """A printed number that was read differently, and why. Print is never altered.

    ``cost`` is what the reading of its surroundings costs, ``runner_up_cost`` what the second-best one does; a slip of
    a hand is 1.
    """

    section_id: str | None
    kind: RepairKind
    printed: str
    read_as: str
    position_from: int | None
    position_to: int | None
    confidence: float
    runner_up: str | None
    explanation: str
    cost: float = 0.0
    runner_up_cost: float | None = None


@dataclass(frozen=True, slots=True)
class Organisation:
    """One organ over one span of years, under the names it had then.

    ``place_code`` is its place's code of GB/T 2260 where it is a local one, ``parent_id`` the organ that it belongs to
    or is managed by (at the end of its span), ``counterpart_id`` the central organ of a local one's field.
    """

    organisation_id: str
    name_zh: str
    short_name_zh: str
    name_en: str
    abbreviation: str
    aliases: tuple[str, ...]
    kind: str
    valid_from: dt.date | None
    valid_to: dt.date | None
    successor_ids: tuple[str, ...]
    source: str
    place_code: str | None = None
    parent_id: str | None = None
    counterpart_id: str | None = None


@dataclass(frozen=True, slots=True)
class Member:
    """One of those whom a ``collective``, as printed, means on a day; ``position`` counts from 1."""

    collective: str
    position: int
    organisation_id: str
    on: dt.date | None
    source: str


class Residue(NamedTuple):
    """What no rule has claimed: a share of the text (0 to 1), and how many cues are left over (in the findings)."""

    share: float
    cues: int


@dataclass(frozen=True, slots=True)
class Circular:
    """A document, understood."""

    document: Document
    language: str
    header: Header
    issuers: tuple[Party, ...] = ()
    addressees: tuple[Party, ...] = ()
    sections: tuple[Section, ...] = ()
    tasks: tuple[Task, ...] = ()
    assignments: tuple[Assignment, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    references: tuple[Reference, ...] = ()
    repairs: tuple[Repair, ...] = ()
    findings: tuple[Finding, ...] = ()
    residue: Residue | None = None
    members: tuple[Member, ...] = ()
    validity: Validity | None = None

    @property
    def text(self) -> str:
        """The document's one text, which every offset counts in."""
        return self.document.text
