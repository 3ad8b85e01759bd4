"""What the court makes of a misprinted tree, held to what it should make of it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ipr_extract.model import Circular, RepairKind
from ipr_extract.nlp import understand
from ipr_extract.nlp.components import document_of
from ipr_extract.normalize.numbering import repair_numbering, runs_on
from tests.normalize.trees import Corrupted, Tree, Wanted, text_of


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a corrupted tree."""

    exact: bool
    numbers_right: bool
    wrong_before: int
    wrong_after: int
    no_trace: bool
    two_readings: bool
    circular: Circular


def try_out(corrupted: Corrupted) -> Result:
    """What the court makes of a corrupted tree."""
    tree = corrupted.tree
    text = text_of(tree)
    before = understand(document_of(text))
    after = repair_numbering(before)
    names = _names(text, tree)
    read = {names[s.start]: re.sub(r"~\d+", "", s.number) for s in after.sections if s.start in names}
    printed = {names[s.start]: re.sub(r"~\d+", "", s.path) for s in before.sections if s.start in names}
    ids = {s.section_id: names.get(s.start) for s in after.sections}
    wrong = [sum(numbers.get(item.name) != item.path for item in tree) for numbers in (printed, read)]
    found = Counter(
        (repair.kind, ids.get(repair.section_id or ""))
        for repair in after.repairs
        if repair.kind is not RepairKind.MISSING
    )
    lost = tuple(repair.read_as for repair in after.repairs if repair.kind is RepairKind.MISSING)
    exact = wrong[1] == 0 and _matches(found, corrupted.wanted) and lost in corrupted.missing
    return Result(
        exact=exact,
        numbers_right=wrong[1] == 0,
        wrong_before=wrong[0],
        wrong_after=wrong[1],
        no_trace=not after.repairs and runs_on(before.sections) and len(before.sections) == len(tree),
        two_readings=not exact and _is_correct(after, len(tree), 1 + corrupted.kind.count("+")),
        circular=after,
    )


_SLIPS = (RepairKind.MOVED, RepairKind.MISSING, RepairKind.DUPLICATE, RepairKind.MISREAD, RepairKind.STYLE)


def _is_correct(circular: Circular, units: int, slips: int) -> bool:
    """Whether all units were read, and at most so many slips of known kinds make print of the correct tree as read."""
    if len(circular.sections) != units:
        return False
    sections = {section.section_id: section for section in circular.sections}
    found, last = 0, None
    for repair in circular.repairs:
        section = sections.get(repair.section_id or "")
        shift = None
        if section is not None and repair.kind is not RepairKind.MOVED:
            group = (section.number.rpartition(".")[0], section.style)
            shift = (*group, int(re.split(r"[./]", section.number)[-1]) - section.ordinal)
        follows = shift is not None and shift == last and repair.kind in (RepairKind.RELABELLED, RepairKind.RESTART)
        if not follows:
            if repair.kind not in (*_SLIPS, RepairKind.RESTART):
                return False
            found += 1
        last = shift
    return 0 < found <= slips


def _names(text: str, tree: Tree) -> dict[int, int]:
    """Where each unit's line starts → the unit's name."""
    out: dict[int, int] = {}
    place, items = 0, iter(tree)
    for line in text.split("\n"):
        if place and not re.fullmatch(r"附件\d+|Annex \d+", line):
            out[place] = next(items).name
        place += len(line) + 1
    return out


def _matches(found: Counter[tuple[RepairKind, int | None]], wanted: Sequence[Wanted]) -> bool:
    left = Counter(found)
    for kinds, names in wanted:
        one = next(((kind, name) for kind in kinds for name in names if left[kind, name]), None)
        if one is None:
            return False
        left[one] -= 1
    return not +left


@dataclass(slots=True)
class Tally:
    """Counts of results; ``worse`` are those in which more numbers are wrong after the repair than before.

    Where print has two readings (``1.（二）（二）1.2.``: the first may be 2., or the second （三）) the other one
    is no worse, though more numbers differ from those that were meant: such results are not counted in ``worse``.
    """

    decidable: int = 0
    exact: int = 0
    numbers: int = 0
    no_trace: int = 0
    two_readings: int = 0
    worse: int = 0

    def add(self, result: Result) -> None:
        """Count one result."""
        self.worse += result.wrong_after > result.wrong_before and not result.two_readings
        if result.no_trace:
            self.no_trace += 1
        elif result.two_readings:
            self.two_readings += 1
        else:
            self.decidable += 1
            self.exact += result.exact
            self.numbers += result.numbers_right

    @property
    def rate(self) -> float:
        """The share repaired exactly, of what print decides."""
        return self.exact / max(self.decidable, 1)

    def row(self, name: str) -> str:
        """A line of the table."""
        strictly = self.exact / max(self.decidable + self.two_readings, 1)
        return (
            f"{name:12}{self.decidable:6}{self.rate:8.3f}{self.numbers / max(self.decidable, 1):9.3f}{self.worse:7}"
            f"{self.no_trace:10}{self.two_readings:14}{strictly:10.3f}"
        )


HEADER = f"{'':12}{'all':>6}{'exact':>8}{'numbers':>9}{'worse':>7}{'no trace':>10}{'two readings':>14}{'strictly':>10}"
