"""Printed numbers, judged: what was misplaced, printed twice, mislabelled, misread or left out.

All labels of a document are one sequence, which the court (`court.py`) reads in the cheapest way. Print is never
altered: ``path`` and ``label`` stay, ``number`` and ``position`` say how the numbering is read, and each difference is
a `Repair` with its reason. A correct document is recognised at once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ipr_extract.model import Circular, Finding, Repair, RepairKind, Section, Severity
from ipr_extract.normalize.court import Judgement, judge
from ipr_extract.normalize.lookalikes import numeral, script_of
from ipr_extract.normalize.misread import misread_labels
from ipr_extract.normalize.open_levels import How, Unit, Verdict, numbers_of
from ipr_extract.normalize.verdicts import Hearing, repairs_of

_TWICE = re.compile(r"~\d+")


def repair_numbering(circular: Circular) -> Circular:
    """The circular with ``number`` and ``position`` of each section judged, and a repair for each difference."""
    sections = circular.sections
    misread = misread_labels(sections)
    repairs: list[Repair] = []
    undecided: tuple[Finding, ...] = ()
    if not runs_on(sections):
        sections, repairs, undecided = _judged(circular)
        known = {repair.section_id for repair in repairs}
        misread = [repair for repair in misread if repair.section_id not in known]
    if not repairs and not misread and not undecided:
        return circular if sections is circular.sections else replace(circular, sections=sections)
    gaps = tuple(
        Finding("numbering_gap", Severity.WARNING, repair.explanation)
        for repair in repairs
        if repair.kind is RepairKind.MISSING  # a unit may have been lost; the other repairs speak for themselves
    )
    return replace(
        circular,
        sections=sections,
        repairs=(*circular.repairs, *misread, *repairs),
        findings=(*circular.findings, *gaps, *undecided),
    )


def _judged(circular: Circular) -> tuple[tuple[Section, ...], list[Repair], tuple[Finding, ...]]:
    units = _units(circular)
    judgement = judge(units)
    undecided = _undecided(units, judgement)
    numbers = _numbers(circular.sections, units, judgement.verdicts, undecided)
    positions = _positions(circular.sections, units, judgement.verdicts)
    for index in undecided:
        at = units[index].section
        if at is not None:
            positions[at] = circular.sections[at].printed_position
    sections = tuple(
        section
        if (section.number, section.position) == (numbers[index], positions[index])
        else section._replace(number=numbers[index], position=positions[index])
        for index, section in enumerate(circular.sections)
    )
    return (
        sections,
        repairs_of(Hearing(sections, tuple(units), judgement, undecided)),
        tuple(_left_open(circular.sections, units, judgement)),
    )


def _left_open(sections: Sequence[Section], units: Sequence[Unit], judgement: Judgement) -> Iterator[Finding]:
    """What is said of labels that have several readings, none of which is safe."""
    for cluster in judgement.clusters:
        places = [unit.section for unit in units[cluster.start : cluster.stop] if unit.section is not None]
        if cluster.undecided and places:
            first, last = sections[places[0]], sections[places[-1]]
            message = (
                f"The numbers from {first.label} to {last.label} are not in order, and several readings are as likely; "
                "they are left as printed: look at the page."
            )
            yield Finding("numbering_undecided", Severity.WARNING, message, first.start, last.start + len(last.label))


def runs_on(sections: Sequence[Section]) -> bool:
    """Whether every group counts on from 1, or all groups of a style from the group before: nothing to judge in."""
    counts: dict[tuple[int, str | None, str], int] = {}
    last: dict[tuple[int, str, int], int] = {}
    habits: dict[tuple[int, str, int], bool] = {}
    for section in sections:
        ordinal, style, part = section.ordinal, section.style, section.part
        group, run = (part, section.parent_id, style), (part, style, section.level)
        count = counts.get(group)
        if count is not None:
            if ordinal != count + 1:
                return False
        elif run not in last or style in ("decimal_2", "decimal_3", "decimal_4"):
            if ordinal != 1:
                return False
        else:
            restarts = ordinal == 1
            if not restarts and ordinal != last[run] + 1:
                return False
            if habits.setdefault(run, restarts) is not restarts:
                return False
        counts[group] = last[run] = ordinal
        if "~" in section.number:
            return False
    return True


# ------------------------------------------------------------------------------------- what is before the court


def _units(circular: Circular) -> list[Unit]:
    """The labels in printed order, also those printed inside a line (``附件1.``), which have no unit of their own."""
    out: list[Unit] = []
    text, end = circular.text, 0
    last: dict[str, int] = {}
    for index, section in enumerate(circular.sections):
        broken = index > 0 and bool(text[end : section.start].strip())
        missing = section.ordinal - 1
        inline: list[Unit] = []
        since = circular.sections[index - 1].start if index else 0
        while 0 < missing <= 3 and (index == 0 or last.get(section.style) != missing):
            if not _printed_inside(text, since + 1, section.start, section.style, missing):
                break
            inline.append(Unit(section.style, missing, section.part, False, None))
            missing -= 1
        if inline and missing == 0:
            out.extend(unit._replace(broken=broken and at == 0) for at, unit in enumerate(reversed(inline)))
            broken = False
        printed = _TWICE.sub("", section.path)
        out.append(Unit(section.style, section.ordinal, section.part, broken, index, printed=printed))
        end, last[section.style] = section.end, section.ordinal
    seconds = {(unit.part, unit.style) for unit in out if unit.ordinal == 2}
    return [unit if (unit.part, unit.style) in seconds else unit._replace(goes_on=False) for unit in out]


def _printed_inside(text: str, start: int, end: int, style: str, ordinal: int) -> bool:
    """Whether a label with this ordinal is printed in the middle of a line: ``附件1.``, ``注：1、``."""
    written = re.escape(numeral(style, ordinal))
    if style.endswith("bracket"):
        pattern = rf"(?<!第)[（(]\s?{written}\s?[）)]"
    elif script_of(style) == "arabic":
        pattern = rf"(?<=[\u4e00-\u9fff：:。；\s]){written}\s?[.、．](?!\d)"
    else:
        pattern = rf"(?<=[：:。；\s]){written}\s?[.、．]"
    return re.compile(pattern).search(text, start, end) is not None


# ------------------------------------------------------------------------------------------ what the court finds


def _undecided(units: Sequence[Unit], judgement: Judgement) -> frozenset[int]:
    """The labels that are left as printed: those no reading of which is safe, and what counts on from them."""
    found: set[int] = set()
    for cluster in judgement.clusters:
        if cluster.undecided:
            found.update(range(cluster.start, cluster.stop))
    if not found:
        return frozenset()
    last: dict[tuple[int, int, str], int] = {}
    for index, verdict in enumerate(judgement.verdicts):
        group = (verdict.part, verdict.parent, verdict.style)
        if last.get(group) in found or verdict.parent in found:
            found.add(index)
        last[group] = index
    return frozenset(found)


def _numbers(
    sections: Sequence[Section], units: Sequence[Unit], verdicts: Sequence[Verdict], undecided: frozenset[int]
) -> list[str]:
    """The number of each section as read."""
    printed = {index: sections[at].path for index in undecided if (at := units[index].section) is not None}
    numbers = numbers_of(verdicts, 0, {}, printed)
    return [number for unit, number in zip(units, numbers, strict=True) if unit.section is not None]


def _positions(sections: Sequence[Section], units: Sequence[Unit], verdicts: Sequence[Verdict]) -> list[int]:
    """The place of each section among the units that it is read with; those that were moved stand where they belong."""
    groups: dict[tuple[int, int], list[int]] = {}
    for index, verdict in enumerate(verdicts):
        if units[index].section is not None:
            groups.setdefault((verdict.part, verdict.parent), []).append(index)
    positions = [0] * len(sections)
    for members in groups.values():
        order = [index for index in members if verdicts[index].how is not How.MOVED]
        for index in members:
            if verdicts[index].how is How.MOVED:
                style, ordinal = verdicts[index].style, verdicts[index].ordinal
                same = [at for at, i in enumerate(order) if verdicts[i].style == style]
                before = [at for at in same if verdicts[order[at]].ordinal < ordinal]
                order.insert(before[-1] + 1 if before else same[0] if same else len(order), index)
        for place, index in enumerate(order, 1):
            section = units[index].section
            if section is not None:
                positions[section] = place
    return positions
