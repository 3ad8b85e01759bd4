"""Verdicts put into words: a `Repair` with its sentence, its runner-up and how sure it is."""

from __future__ import annotations

import bisect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ipr_extract.model import Repair, RepairKind, Section
from ipr_extract.normalize.court import Cluster, Judgement
from ipr_extract.normalize.labels_written import has_wrong_sign, specimen, written
from ipr_extract.normalize.lookalikes import look_alike, signs_alike
from ipr_extract.normalize.misprints import confidence
from ipr_extract.normalize.open_levels import Gap, How, Unit, Verdict

_PLACES = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")


# A reading that differs in more labels than anybody would read.
_MOST_SAID = 60


@dataclass(frozen=True, slots=True)
class Hearing:
    """What was judged, and the judgement. ``sections`` are numbered as read."""

    sections: tuple[Section, ...]
    units: tuple[Unit, ...]
    judgement: Judgement
    undecided: frozenset[int] = frozenset()


def repairs_of(hearing: Hearing) -> list[Repair]:
    """One repair for each difference between print and reading, in printed order."""
    return list(_Writer(hearing).repairs())


class _Writer:
    def __init__(self, hearing: Hearing) -> None:
        self.sections = hearing.sections
        self.units = hearing.units
        self.verdicts = hearing.judgement.verdicts
        self.clusters = hearing.judgement.clusters
        self.undecided = hearing.undecided
        self.siblings: dict[tuple[int, int, str], list[int]] = {}
        # Of a group, those that are printed alike; once for all, since a text may have thousands of them.
        self.alike: dict[tuple[int, int, str], dict[tuple[str, int], list[int]]] = {}
        self.sound: dict[str, list[int]] = {}  # the labels that others can be written like, by style
        for index, unit in enumerate(self.units):
            section = self._section(index)
            if section is not None and not has_wrong_sign(section):
                self.sound.setdefault(unit.style, []).append(index)
        self.sound_siblings: dict[tuple[int, int, str], list[int]] = {}
        for style, sound in self.sound.items():
            for index in sound:
                verdict = self.verdicts[index]
                self.sound_siblings.setdefault((verdict.part, verdict.parent, style), []).append(index)
        self.places = {unit.section: index for index, unit in enumerate(self.units) if unit.section is not None}
        self.by_id = {section.section_id: at for at, section in enumerate(self.sections)}
        self.lost: dict[int, frozenset[Gap]] = {}  # by the identity of a way, what it has missing
        for index, verdict in enumerate(self.verdicts):
            self.siblings.setdefault((verdict.part, verdict.parent, verdict.style), []).append(index)

    def repairs(self) -> Iterator[Repair]:
        missing: dict[int, list[tuple[Gap, int]]] = {}
        for at, gap, part in _missing(self.verdicts):
            missing.setdefault(at, []).append((gap, part))
        for index, verdict in enumerate(self.verdicts):
            if index in self.undecided:
                continue
            for gap, part in missing.get(index, ()):
                yield self._lost(index, gap, part)
            section = self._section(index)
            if section is not None:
                for kind in self._kinds(index):
                    yield self._repair(index, section, verdict, kind)

    def _section(self, index: int) -> Section | None:
        at = self.units[index].section if 0 <= index < len(self.units) else None
        return None if at is None else self.sections[at]

    def _kinds(self, index: int) -> Iterator[RepairKind]:
        """In what a label differs from print: its unit's place, its number or style, or both."""
        unit, verdict = self.units[index], self.verdicts[index]
        if verdict.how is How.MOVED:
            yield RepairKind.MOVED
        if (unit.style, unit.ordinal) != (verdict.style, verdict.ordinal):
            yield self._kind(index)

    # -------------------------------------------------------------------------------------------- sentences

    def _repair(self, index: int, section: Section, verdict: Verdict, kind: RepairKind) -> Repair:
        where = self._where(verdict.parent)
        read_as = self._written(index, verdict.style, verdict.ordinal)
        label = section.label
        if kind is RepairKind.MOVED:
            read_as = label
            text = self._moved(index, section, verdict)
        elif kind is RepairKind.RESTART:
            text = f"{label} counts from the beginning again{where}; it is read on as {_stopped(read_as)}"
        elif kind is RepairKind.DUPLICATE:
            text = self._twice(index, label, where, read_as)
        elif kind is RepairKind.STYLE:
            text = f"{label} is printed in another style than the units beside it{where}; "
            text += f"it is read as {_stopped(read_as)}"
        elif kind is RepairKind.MISREAD:
            text = f"{label} is printed{where} where {read_as} stands in order and looks like it; it is read so."
        else:
            text = f"{label} is printed{where} where {read_as} stands in order; it is read as {_stopped(read_as)}"
        places = (section.printed_position, section.position)
        return self._said(index, section.section_id, kind, (label, read_as), places, text, None)

    def _kind(self, index: int) -> RepairKind:
        unit, verdict = self.units[index], self.verdicts[index]
        if verdict.style != unit.style:
            alike = (verdict.style, verdict.ordinal) in signs_alike(unit.style, unit.ordinal)
            return RepairKind.MISREAD if alike else RepairKind.STYLE
        if self._restarts(index):
            return RepairKind.RESTART
        if verdict.how is How.SHIFTED:
            return RepairKind.RELABELLED
        if len(self._same(index)) > 1:
            return RepairKind.DUPLICATE
        return RepairKind.MISREAD if look_alike(unit.style, unit.ordinal, verdict.ordinal) else RepairKind.RELABELLED

    def _run(self, index: int) -> list[int]:
        """The units of the group that ``index`` stands in, which count on from each other, in printed order."""
        verdict = self.verdicts[index]
        return self.siblings[verdict.part, verdict.parent, verdict.style]

    def _same(self, index: int) -> list[int]:
        verdict, unit = self.verdicts[index], self.units[index]
        run = (verdict.part, verdict.parent, verdict.style)
        if run not in self.alike:
            self.alike[run] = {}
            for i in self.siblings[run]:
                self.alike[run].setdefault((self.units[i].style, self.units[i].ordinal), []).append(i)
        return self.alike[run].get((unit.style, unit.ordinal), [])

    def _restarts(self, index: int) -> bool:
        """Whether a unit belongs to a run that counts from 1 again: 1, 2, 3, 1, 2."""
        run = self._run(index)
        at = bisect.bisect_left(run, index)
        while at >= 0 and self.verdicts[run[at]].how is How.SHIFTED:
            at -= 1
        if at < 0 or self.units[run[at]].ordinal != 1 or self.verdicts[run[at]].ordinal == 1:
            return False
        follows = at + 1 < len(run) and self.verdicts[run[at + 1]].how is How.SHIFTED
        return self.verdicts[run[at]].ordinal > 2 and follows

    def _twice(self, index: int, label: str, where: str, read_as: str) -> str:
        same = self._same(index)
        place = bisect.bisect_left(same, index)
        which = _PLACES[place] if place < len(_PLACES) else "later"
        times = "twice" if len(same) == 2 else f"{len(same)} times"
        return f"{label} is printed {times}{where}; the {which} is read as {_stopped(read_as)}"

    def _moved(self, index: int, section: Section, verdict: Verdict) -> str:
        here = self._where(verdict.parent)
        printed = self._printed_parent(section)
        group = [i for i in self._run(index) if self._section(i) is not None]
        if printed is not None and printed != verdict.parent:
            return f"{section.label} is printed{self._where(printed)} and read{here or ' before it'}."
        at = group.index(index) + 1
        read = sum(self.verdicts[i].ordinal <= verdict.ordinal for i in group)
        return f"{section.label} is printed {_place(at, len(group))}{here} and read {_place(read)}."

    def _printed_parent(self, section: Section) -> int | None:
        at = self.by_id.get(section.parent_id or "")
        return None if at is None else self.places[at]

    def _where(self, parent: int) -> str:
        section = self._section(parent)
        return f" in {section.label} {section.title[:40]}" if section else ""

    def _lost(self, index: int, gap: Gap, part: int) -> Repair:
        like = self._written(index, gap.style, gap.ordinal, (part, gap.parent))
        where = self._where(gap.parent)
        group = self.siblings.get((part, gap.parent, gap.style), [])
        before = [i for i in group if self.verdicts[i].ordinal < gap.ordinal and self._section(i) is not None]
        nearest = max(before, key=lambda i: self.verdicts[i].ordinal, default=None)
        first = next((i for i in group if self._section(i) is not None), None)
        near = self._section(nearest) if nearest is not None else self._section(first) if first is not None else None
        place = "" if near is None else f" {'after' if nearest is not None else 'before'} {near.label}"
        text = f"{like} is missing{where}: no unit with this number is printed{place}"
        text = _stopped(text)
        return self._said(index, None, RepairKind.MISSING, ("", like), (None, None), text, gap)

    def _written(self, index: int, style: str, ordinal: int, group: tuple[int, int] | None = None) -> str:
        """A label of a style as the units beside it print it."""
        part, parent = group or (self.verdicts[index].part, self.verdicts[index].parent)
        nearest = _nearest(self.sound_siblings.get((part, parent, style)) or self.sound.get(style, []), index)
        section = self._section(nearest) if nearest is not None else None
        return written(specimen(style) if section is None else section.label, style, ordinal)

    # ----------------------------------------------------------------------------------- what was not believed

    def _said(
        self, index: int, section_id: str | None, kind: RepairKind, labels: tuple[str, str],
        places: tuple[int | None, int | None], text: str, gap: Gap | None,
    ) -> Repair:  # fmt: skip
        cost, second, described = self._weighed(index, gap)
        return Repair(
            section_id, kind, *labels, *places, confidence(cost, second), described, text,
            round(cost, 2), None if second is None else round(second, 2),
        )  # fmt: skip

    def _weighed(self, index: int, gap: Gap | None) -> tuple[float, float | None, str | None]:
        """What the reading of a label costs, what the cheapest one costs that says something else of it, and that one.

        Both are those of the labels that the two read differently, and of the ones between: what else a document has of
        misprints is the same in both.
        """
        cluster = next((c for c in reversed(self.clusters) if c.start <= index < c.start + len(c.ways[0][1])), None)
        if cluster is None:
            return 0.0, None, None
        (cost, best), at = cluster.ways[0], index - cluster.start
        way = self._runner_up(cluster, at, gap)
        if way is None:
            return cluster.costs[at], None, None
        differ = [at, *(i for i, pair in enumerate(zip(best, way[1], strict=False)) if pair[0] != pair[1])]
        span = range(min(differ), max(differ) + 1)
        own = sum(cluster.costs[span.start : span.stop + (span.stop == len(best))])
        second = own + way[0] - cost
        return own, second, f"{self._described(cluster.start, span, way[1])} (cost {second:.3g})"

    def _runner_up(self, cluster: Cluster, at: int, gap: Gap | None) -> tuple[float, tuple[Verdict, ...]] | None:
        best = cluster.ways[0][1]
        for way in cluster.ways[1:]:
            if gap is not None:
                if gap not in self._lost_in(way[1]):
                    return way
            elif at < len(way[1]) and _reading(way[1][at]) != _reading(best[at]):
                return way
        return None

    def _lost_in(self, verdicts: tuple[Verdict, ...]) -> frozenset[Gap]:
        known = self.lost.get(id(verdicts))  # the clusters keep them, so that no other has this identity
        if known is None:
            known = self.lost[id(verdicts)] = frozenset(gap for _, gap, _ in _missing(verdicts))
        return known

    def _described(self, start: int, span: range, verdicts: Sequence[Verdict]) -> str:
        """How the labels of a span are read, in a few words."""
        changes, moves = [], []
        if len(span) > _MOST_SAID:
            return f"read {len(span)} labels otherwise"
        for offset in span:
            index, verdict = start + offset, verdicts[offset]
            unit, section = self.units[index], self._section(index)
            if section is None:
                continue
            if verdict.how is How.MOVED:
                moves.append(section.label)
            elif (unit.style, unit.ordinal) != (verdict.style, verdict.ordinal):
                changes.append(f"{section.label} as {self._written(index, verdict.style, verdict.ordinal)}")
        gaps = [
            self._written(start + span.start + at, gap.style, gap.ordinal, (part, gap.parent))
            for at, gap, part in _missing(verdicts[span.start : span.stop])
        ]
        parts = [
            f"read {', '.join(changes)}" if changes else "",
            f"move {', '.join(moves)}" if moves else "",
            f"{', '.join(gaps)} missing" if gaps else "",
        ]
        return "; ".join(part for part in parts if part) or "as printed"


def _stopped(text: str) -> str:
    """With a full stop at its end, which a label like ``ii.`` brings along."""
    return text if text.endswith(".") else f"{text}."


def _nearest(indices: Sequence[int], index: int) -> int | None:
    """Of some indices in rising order, the one that is nearest to ``index``."""
    at = bisect.bisect_left(indices, index)
    return min(indices[max(at - 1, 0) : at + 1], key=lambda i: abs(i - index), default=None)


def _reading(verdict: Verdict) -> tuple[bool, str, int, int]:
    return verdict.how is How.MOVED, verdict.style, verdict.ordinal, verdict.parent


def _missing(verdicts: Sequence[Verdict]) -> list[tuple[int, Gap, int]]:
    """The numbers that no label turned out to be, and at which label and in which part they were missed."""
    filled = [verdict.filled for verdict in verdicts if verdict.filled is not None]
    out: list[tuple[int, Gap, int]] = []
    for index, verdict in enumerate(verdicts):
        inserted = (verdict.inserted[1],) if verdict.inserted else ()
        for gap in (*verdict.gaps, *inserted):
            if gap in filled:
                filled.remove(gap)
            else:
                out.append((index, gap, verdict.part))
    return out


def _place(position: int, count: int = 0) -> str:
    if position == count:
        return "last"
    return _PLACES[position - 1] if position <= len(_PLACES) else f"at position {position}"
