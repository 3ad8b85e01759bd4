"""Printed numbers, judged: what was misplaced, printed twice, mislabelled or left out.

Each group of siblings is read by the cheapest story that makes its ordinals run on: items moved, labels read
otherwise, numbers missing. Print is never altered: ``path`` and ``label`` stay, ``number`` and ``position`` say how the
numbering is read, and each difference is a `Repair` with its reason.
"""

from __future__ import annotations

import bisect
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ipr_extract.model import Circular, Finding, Repair, RepairKind, Section, Severity, unit_path
from ipr_extract.numerals import han_written, roman_written

# What each kind of misprint costs: an item out of its place or with a wrong number is one slip of a hand; a missing
# number is a little likelier, since whole items are cut from drafts.
_MOVE, _RELABEL, _GAP = 1.0, 1.0, 0.8


@dataclass(frozen=True, slots=True)
class Story:
    """One reading of a group that should run on from ``base``: ``read[i]`` is the i-th printed item's number."""

    base: int
    read: tuple[int, ...]
    moved: frozenset[int]
    cost: float

    @property
    def missing(self) -> list[int]:
        """The numbers that no item has."""
        numbers = set(self.read)
        return [number for number in range(self.base, max(numbers)) if number not in numbers]

    def describe(self, printed: Sequence[int]) -> str:
        """The story in a few words, for a runner-up."""
        changes = [f"{p} as {q}" for p, q in zip(printed, self.read, strict=True) if p != q]
        moves = [str(printed[i]) for i in sorted(self.moved)]
        gaps = self.missing
        parts = [
            f"read {', '.join(changes)}" if changes else "",
            f"move {', '.join(moves)}" if moves else "",
            f"{', '.join(map(str, gaps))} missing" if gaps else "",
        ]
        return f"{'; '.join(part for part in parts if part) or 'as printed'} (cost {self.cost:g})"


def judge(printed: Sequence[int], base: int = 1) -> tuple[Story, Story | None]:
    """The cheapest story for sibling ordinals that should run on from ``base``, and the runner-up.

    >>> best, _ = judge([1, 3, 4, 2])
    >>> best.read, sorted(best.moved)
    ((1, 3, 4, 2), [3])
    """
    if all(number == base + index for index, number in enumerate(printed)):
        return Story(base, tuple(printed), frozenset(), 0.0), None
    stories = [_relabelled(printed, base)]
    if len(set(printed)) == len(printed) and min(printed) >= base:
        stories.append(_rearranged(printed, base))
    stories.sort(key=lambda story: story.cost)
    return stories[0], stories[1] if len(stories) > 1 and stories[1].read != stories[0].read else None


def _rearranged(printed: Sequence[int], base: int) -> Story:
    """Every label is right; the fewest items stand in the wrong place."""
    keep = _longest_increasing(printed)
    moved = frozenset(range(len(printed))) - keep
    gaps = max(printed) - base + 1 - len(printed)
    return Story(base, tuple(printed), moved, _MOVE * len(moved) + _GAP * gaps)


def _longest_increasing(numbers: Sequence[int]) -> frozenset[int]:
    """Indices of the longest increasing run of ``numbers`` (patience sorting)."""
    tails: list[int] = []
    ends: list[int] = []
    before: list[int | None] = []
    for index, number in enumerate(numbers):
        place = bisect.bisect_left(tails, number)
        before.append(ends[place - 1] if place else None)
        tails[place : place + 1] = [number]
        ends[place : place + 1] = [index]
    kept: set[int] = set()
    current: int | None = ends[-1] if ends else None
    while current is not None:
        kept.add(current)
        current = before[current]
    return frozenset(kept)


def _relabelled(printed: Sequence[int], base: int) -> Story:
    """Every item stands in its place; the fewest labels are wrong or missing (least cost over rising numbers)."""
    width = len(printed) + 8
    costs = [(0.0 if printed[0] == base + q else _RELABEL) + _GAP * q for q in range(width)]
    choices: list[list[int]] = []
    for number in printed[1:]:
        best, best_at = math.inf, 0
        following, choice = [math.inf] * width, [0] * width
        for q in range(1, width):
            best += _GAP
            if costs[q - 1] < best:
                best, best_at = costs[q - 1], q - 1
            following[q] = best + (0.0 if number == base + q else _RELABEL)
            choice[q] = best_at
        costs = following
        choices.append(choice)
    at = min(range(width), key=costs.__getitem__)
    cost = costs[at]
    read = [at]
    for choice in reversed(choices):
        at = choice[at]
        read.append(at)
    return Story(base, tuple(base + q for q in reversed(read)), frozenset(), cost)


def repair_numbering(circular: Circular) -> Circular:
    """The circular with ``number`` and ``position`` of each section judged, and a repair for each difference."""
    if _runs_on(circular.sections):
        return circular
    groups: dict[tuple[int, str | None, str], list[Section]] = {}
    for section in circular.sections:
        groups.setdefault((section.part, section.parent_id, section.style), []).append(section)
    last_read: dict[tuple[int, str, int], int] = {}
    read: dict[str, tuple[int, int]] = {}
    repairs: list[Repair] = []
    for (part, _parent, style), siblings in groups.items():
        key = (part, style, siblings[0].level)
        printed = [section.ordinal for section in siblings]
        story, runner_up = _story(printed, last_read.get(key))
        last_read[key] = max(story.read)
        # The order of the numbers as read; equal ones stay in printed order.
        places = [index for _, index in sorted((number, index) for index, number in enumerate(story.read))]
        for place, index in enumerate(places, 1):
            read[siblings[index].section_id] = (story.read[index], place)
        repairs.extend(_repairs(circular, siblings, story, runner_up, places))
    if not repairs:
        return replace(circular, sections=_numbered(circular.sections, read))
    return replace(
        circular,
        sections=_numbered(circular.sections, read),
        repairs=(*circular.repairs, *repairs),
        findings=(*circular.findings, *_findings(repairs)),
    )


def _runs_on(sections: tuple[Section, ...]) -> bool:
    """Whether every group counts from 1 as printed and says so: most documents, which there is nothing to judge in."""
    counts: dict[tuple[int, str | None, str], int] = {}
    numbers: dict[str | None, str] = {}
    for section in sections:
        parent_id, ordinal = section.parent_id, section.ordinal
        group = (section.part, parent_id, section.style)
        if ordinal != counts.get(group, 0) + 1 or ordinal != section.position:
            return False
        counts[group] = ordinal
        number = numbers[section.section_id] = section.number
        if number != unit_path(numbers[parent_id] if parent_id else None, section.part, ordinal):
            return False
    return True


def _story(printed: list[int], last: int | None) -> tuple[Story, Story | None]:
    """A group starts anew at 1, or runs on from the group before it: whichever is cheaper."""
    story, runner_up = judge(printed)
    if story.cost and last is not None:
        running, second = judge(printed, last + 1)
        if running.cost < story.cost:
            return running, second or story
    return story, runner_up


def _numbered(sections: tuple[Section, ...], read: dict[str, tuple[int, int]]) -> tuple[Section, ...]:
    numbers: dict[str, str] = {}
    out = []
    for section in sections:
        ordinal, position = read[section.section_id]
        above = numbers[section.parent_id] if section.parent_id else None
        number = numbers[section.section_id] = unit_path(above, section.part, ordinal)
        if number == section.number and position == section.position:
            out.append(section)
        else:
            out.append(section._replace(number=number, position=position))
    return tuple(out)


def _written(section: Section, ordinal: int) -> str:
    """A section's label with another ordinal, in the style that it is printed in."""
    style = section.style
    if style.startswith("roman"):
        numeral = roman_written(ordinal)
        numeral = numeral.lower() if "small" in style else numeral
        return re.sub(r"[IVXLivxl]+|[Ⅰ-Ⅻ]", numeral, section.label, count=1)
    if style.startswith("letter"):
        letter = chr(64 + ordinal)
        return re.sub(r"[A-Za-z]", letter.lower() if "small" in style else letter, section.label, count=1)
    if style == "circled":
        return chr(0x245F + ordinal) if ordinal <= 20 else str(ordinal)
    if style.startswith("decimal"):
        return re.sub(r"\d+(?=\.?$)", str(ordinal), section.label)
    if re.search(r"\d", section.label):
        return re.sub(r"\d+", str(ordinal), section.label, count=1)
    return re.sub("[一二三四五六七八九十百零〇]+", han_written(ordinal), section.label, count=1)


def _where(circular: Circular, section: Section) -> str:
    parent = next((s for s in circular.sections if s.section_id == section.parent_id), None)
    return f" in {parent.label} {parent.title[:40]}" if parent else ""


_PLACES = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")


def _place(position: int, count: int = 0) -> str:
    if position == count:
        return "last"
    return _PLACES[position - 1] if position <= len(_PLACES) else f"at position {position}"


def _repairs(
    circular: Circular, siblings: list[Section], story: Story, runner_up: Story | None, places: list[int]
) -> list[Repair]:
    if not story.cost:
        return []
    printed = [section.ordinal for section in siblings]
    second = runner_up.describe(printed) if runner_up else None
    confidence = _confidence(story, runner_up)
    where = _where(circular, siblings[0])
    out = []
    for index, section in enumerate(siblings):
        place = places.index(index) + 1
        if index in story.moved:
            text = f"{section.label} is printed {_place(index + 1, len(siblings))}{where} and read {_place(place)}."
            out.append(
                Repair(
                    section.section_id,
                    RepairKind.MOVED,
                    section.label,
                    section.label,
                    index + 1,
                    place,
                    confidence,
                    second,
                    text,
                )
            )
        elif story.read[index] != section.ordinal:
            out.append(_relabel(siblings, index, story, confidence, second, where))
    for number in story.missing:
        like = _written(siblings[0], number)
        before = max((i for i, q in enumerate(story.read) if q < number), default=None, key=lambda i: story.read[i])
        after = f"after {siblings[before].label}" if before is not None else f"before {siblings[0].label}"
        stop = "" if after.endswith(".") else "."
        text = f"{like} is missing{where}: no unit with this number is printed {after}{stop}"
        out.append(Repair(None, RepairKind.MISSING, "", like, None, None, confidence, second, text))
    return out


def _relabel(
    siblings: list[Section], index: int, story: Story, confidence: float, second: str | None, where: str
) -> Repair:
    section = siblings[index]
    read_as = _written(section, story.read[index])
    same = [i for i, other in enumerate(siblings) if other.ordinal == section.ordinal]
    if len(same) > 1:
        which = _PLACES[same.index(index)] if same.index(index) < len(_PLACES) else "later"
        times = "twice" if len(same) == 2 else f"{len(same)} times"
        kind, text = (
            RepairKind.DUPLICATE,
            f"{section.label} is printed {times}{where}; the {which} is read as {read_as}.",
        )
    else:
        kind, text = (
            RepairKind.RELABELLED,
            f"{section.label} is printed{where} where {read_as} stands in order; it is read as {read_as}.",
        )
    return Repair(section.section_id, kind, section.label, read_as, index + 1, index + 1, confidence, second, text)


def _confidence(story: Story, runner_up: Story | None) -> float:
    """From 0.5 (two stories cost the same) towards 1: a logistic of the difference in cost."""
    margin = (runner_up.cost - story.cost) if runner_up else 1.0
    return round(1 / (1 + math.exp(-2 * margin)), 3)


def _findings(repairs: list[Repair]) -> list[Finding]:
    """A gap is a finding too: a unit may have been lost. The other repairs speak for themselves."""
    return [
        Finding("numbering_gap", Severity.WARNING, repair.explanation)
        for repair in repairs
        if repair.kind is RepairKind.MISSING
    ]
