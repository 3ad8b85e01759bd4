"""The numbering court: the cheapest way to read all of a document's labels, in printed order.

Where labels go on as they should, one hypothesis is followed. Where none fits, the search goes back to every label
that may have misled it (the units open there, the labels just before) and keeps the cheapest hypotheses side by side
until one of them reads on without a fault. What it beat is kept, so that each verdict knows its runner-up.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from ipr_extract.normalize.caution import least_risky
from ipr_extract.normalize.hypotheses import steps
from ipr_extract.normalize.misprints import LIKELY_DEBT, UNANNOUNCED
from ipr_extract.normalize.open_levels import ROOT, Customs, How, State, Step, Unit, Verdict, expected, finish

# Hypotheses kept side by side; those dearer than the cheapest by more than the margin are given up. Only those that are
# near the cheapest are given further misprints, and only the nearest two of the same label.
_WIDTH, _MARGIN, _NEAR, _NEAREST = 9, 1.6, 0.8, 0.1
# A label that fits may be to blame for one that doesn't: so many before it are looked at again, and the ones above it.
_BACK = 6
# After so many labels in a row that fit, a hypothesis is believed.
_CALM = 5
_CALM_WIDTH, _CALM_MARGIN = 8, 1.2
# A text whose "labels" are no numbering at all is not pondered for ever: after so many hypotheses few are kept.
_PATIENCE, _TIRED_WIDTH, _TIRED_MARGIN = 5_000, 3, 0.5
# A misprint has little to say about what stands further on than this.
_FURTHEST = 120

# Where groups disagree, a style's habit is what outweighs the other by more than this.
_TORN = 1

# Outermost first, as most documents nest them; their own use overrules it.
_CONVENTION = (
    "part", "chapter", "section", "article", "roman", "han", "letter", "roman_bracket", "letter_bracket", "han_bracket",
    "decimal_1",
    "arabic", "decimal_2", "decimal_3", "decimal_4", "roman_small", "arabic_bracket", "arabic_closed", "letter_small",
    "roman_small_bracket", "letter_small_bracket", "circled",
)  # fmt: skip
# These nest either way: I. i. 1. as well as 1. (a) i.; the document alone tells.
_UNSETTLED = {"arabic", "roman_small"}
_RANK = {style: rank for rank, style in enumerate(_CONVENTION)}


class Node:
    """One hypothesis about the labels up to a place; ``rivals`` came to the same state at a higher cost."""

    __slots__ = ("before", "cost", "rank", "rivals", "state", "verdict")

    def __init__(self, cost: float, state: State, verdict: Verdict | None, before: Node | None) -> None:
        self.cost = cost
        self.rank = cost + expected(state)
        self.state = state
        self.verdict = verdict
        self.before = before
        self.rivals: list[Node] = []


@dataclass(frozen=True, slots=True)
class Cluster:
    """Labels ``start`` to ``stop`` that could not be taken as printed, and the ways to read them, cheapest first.

    A way is the verdicts of a hypothesis from ``start`` on, and its cost. ``costs`` are those of the first way's
    verdicts, one by one, with what is owed in the end as the last.
    """

    start: int
    stop: int
    ways: tuple[tuple[float, tuple[Verdict, ...]], ...]
    costs: tuple[float, ...] = ()
    suspects: frozenset[int] = frozenset()
    undecided: bool = False


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict for each label, and the clusters that were in question."""

    verdicts: tuple[Verdict, ...]
    clusters: tuple[Cluster, ...]


def customs_of(units: Sequence[Unit]) -> Customs:
    """A document's own ways, by the majority of its labels."""
    styles = tuple(sorted({unit.style for unit in units}, key=lambda style: _RANK.get(style, len(_RANK))))
    outer = _order(units, styles)
    lonely = frozenset(style for style, count in Counter(unit.style for unit in units).items() if count == 1)
    return Customs(styles, outer, _habits(units, outer), lonely)


def _order(units: Sequence[Unit], styles: Sequence[str]) -> dict[tuple[str, str], bool]:
    """Which style stands outside which: by which opens below which, by which is met first, by convention."""
    votes: Counter[tuple[str, str]] = Counter()
    met = list(dict.fromkeys(unit.style for unit in units))
    for before, unit in pairwise(units):
        if unit.ordinal == 1 and unit.style != before.style and unit.part == before.part and not unit.broken:
            votes[before.style, unit.style] += 2

    def score(a: str, b: str) -> int:
        by_convention = 0 if {a, b} == _UNSETTLED else 2 if styles.index(a) < styles.index(b) else -2
        return votes[a, b] - votes[b, a] + by_convention + (1 if met.index(a) < met.index(b) else -1)

    return {(a, b): score(a, b) > 0 for a in styles for b in styles}


def _habits(units: Sequence[Unit], outer: dict[tuple[str, str], bool]) -> dict[str, bool | None]:
    """Whether a style's numbers run on across the units above, by how its groups begin."""
    votes: Counter[str] = Counter()
    first: Counter[str] = Counter()  # a vote for running on, where others are cast
    # A part that an inner style seems to open is none.
    outermost = {style for style, _ in outer if not any(outer[other, style] for other, _ in outer if other != style)}
    sides: dict[str, set[int]] = {}  # the votes that each style has had
    open_since: dict[str, bool] = {}  # style → whether an outer label stands between
    last: dict[str, int] = {}
    for index, unit in enumerate(units):
        style, ordinal = unit.style, unit.ordinal
        if unit.broken or (index and unit.part != units[index - 1].part and style in outermost):
            open_since.clear()
            last.clear()
        if open_since.get(style):
            cast = _vote(ordinal, last[style])
            votes[style] += cast
            sides.setdefault(style, set()).add(cast)
        elif ordinal > 1 and style not in last:
            first[style] += 1
        elif ordinal == 1:
            votes[style] -= style in last
        for other in open_since:
            if outer[style, other] and style != other:
                open_since[other] = True
        open_since[style] = False
        last[style] = ordinal
    out: dict[str, bool | None] = {}
    for style, _ in outer:
        cast = votes[style] + first[style] if style in votes else 0
        torn = {-2, 2} <= sides.get(style, set()) and abs(cast) <= _TORN
        out[style] = cast > 0 if cast and not torn else None
    return out


def _vote(first: int, last: int) -> int:
    """What the first number of a group says for running on, after a group that ended with ``last``."""
    if first == 1:
        return -2
    if first > last:
        return 2 if first == last + 1 else 1
    return -1 if first <= 3 else 1  # of units out of their order


def judge(units: Sequence[Unit]) -> Judgement:
    """The cheapest reading of all labels."""
    labels = tuple(units)
    return _Search(labels, customs_of(labels)).run()


class _Search:
    def __init__(self, units: tuple[Unit, ...], customs: Customs) -> None:
        self.units = units
        self.customs = customs
        self.nodes: list[Node] = [Node(0.0, State(), None, None)]  # after so many labels
        self.clusters: list[Cluster] = []
        self.weighed = 0  # hypotheses so far

    def run(self) -> Judgement:
        while len(self.nodes) <= len(self.units):
            index = len(self.nodes) - 1
            node = self._plain(index)
            if node is not None:
                self.nodes.append(node)
                continue
            suspects = self._with_earlier(self._suspects(self.nodes[index].state, index), index)
            self._judge(min(suspects), index, suspects)
        self._settle()
        return Judgement(_verdicts(self.nodes), tuple(self.clusters))

    def _plain(self, index: int) -> Node | None:
        """The label taken as printed, where that costs next to nothing."""
        before = self.nodes[-1]
        best = self._fit(before, index)
        return Node(before.cost + best.cost, best.state, best.verdict, before) if best is not None else None

    def _fit(self, node: Node, index: int) -> Step | None:
        """The cheapest way to take a label that costs next to nothing."""
        taken = steps(node.state, self.units, index, self.customs, slips=0)
        best = min(taken, key=lambda step: step.cost, default=None)
        return best if best is not None and best.cost <= UNANNOUNCED else None

    def _suspects(self, state: State, index: int) -> set[int]:
        """The labels that may be to blame for one that doesn't fit: those just before, and those open above it."""
        found = set(range(max(0, index - _BACK), index + 1))
        found |= {level.unit for level in (*state.stack, *state.used) if level.unit >= 0}
        return {at for at in found if at >= index - _FURTHEST}

    def _with_earlier(self, found: set[int], index: int) -> set[int]:
        """The suspects, with those of the clusters that are judged anew together with this one."""
        at = len(self.clusters)
        for place in range(len(self.clusters) - 1, -1, -1):
            cluster = self.clusters[place]
            if index - cluster.start > _FURTHEST:
                break
            if cluster.stop > index - _BACK or self._still_open(cluster, index):
                at = place
        if at < len(self.clusters):
            for cluster in self.clusters[at:]:
                found |= cluster.suspects
        if at:
            found = {one for one in found if one >= self.clusters[at - 1].stop}
        del self.clusters[at:]
        return found

    def _still_open(self, cluster: Cluster, index: int) -> bool:
        """Whether a cluster has to do with a group that is still open: one slip may explain both."""
        if index - cluster.start > _FURTHEST:
            return False
        stack = self.nodes[index].state.stack
        if any(cluster.start <= level.unit < cluster.stop for level in stack if level.style == self.units[index].style):
            return True
        parents = {ROOT, *(level.unit for level in stack[:-1])}
        return any(
            verdict.parent in parents or (verdict.inserted is not None and verdict.inserted[1].parent in parents)
            for verdict in cluster.ways[0][1]
            if verdict.how is not How.PRINTED or verdict.gaps or verdict.inserted
        )

    def _judge(self, start: int, index: int, suspects: set[int]) -> None:
        """Read on from ``start`` with many hypotheses until one is believed."""
        beams = [[self.nodes[start]]]  # those that were followed up to each label, from ``start`` on
        base = beams[0][0].cost
        at, calm = start, 0
        while at < len(self.units):
            beam = beams[-1]
            if at > index + 2 and at not in suspects and self.weighed < _PATIENCE and self._fit(beam[0], at) is None:
                # Another label that doesn't fit: others are to blame, too, and are looked at again.
                more = {i for i in self._suspects(beam[0].state, at) if i >= start} - suspects
                suspects |= more
                index, at, calm = at, min(more), 0
                beam = beams[at - start]
                del beams[at - start + 1 :]
            beam = self._next(beam, at, every=at in suspects or index < at <= index + 2, calm=calm)
            beams.append(beam)
            at += 1
            best = beam[0]
            calm = calm + 1 if _fits(best) else 0
            if at > index and calm >= _CALM and (len(beam) == 1 or calm >= 3 * _CALM or beam[1].rank > best.rank + 0.6):
                break
        if at == len(self.units):
            beam.sort(key=lambda node: node.cost + finish(node.state)[0])
        stop = at - (calm if at < len(self.units) else 0)
        self._keep(beam, start, at, base, max(stop, index + 1), frozenset(suspects))

    def _next(self, beam: list[Node], at: int, *, every: bool, calm: int) -> list[Node]:
        """The hypotheses after one more label, cheapest first."""
        width, margin = (_CALM_WIDTH, _CALM_MARGIN) if calm > _CALM else (_WIDTH, _MARGIN)
        self.weighed += len(beam)
        if self.weighed > _PATIENCE:
            width, margin, every = _TIRED_WIDTH, _TIRED_MARGIN, False
        found: dict[State, Node] = {}
        limit, near, nearest = float("inf"), beam[0].rank + _NEAR, beam[0].rank + _NEAREST
        for node in beam:
            if node.cost > limit:
                break
            # One that is far behind already is not given further misprints, unless it needs one.
            wide = every and node.rank <= near
            most = 2 if node.rank <= nearest else 1
            taken = list(steps(node.state, self.units, at, self.customs, slips=most if wide else 0))
            if not wide and not any(step.cost <= UNANNOUNCED for step in taken):
                taken = list(steps(node.state, self.units, at, self.customs, slips=most))
            for step in taken:
                cost = node.cost + step.cost
                if cost > limit:
                    continue
                limit = min(limit, cost + margin + LIKELY_DEBT)
                made, known = Node(cost, step.state, step.verdict, node), found.get(step.state)
                if known is None:
                    found[step.state] = made
                elif cost < known.cost:
                    made.rivals = [*known.rivals, known]
                    found[step.state] = made
                else:
                    known.rivals.append(made)
        out = sorted(found.values(), key=lambda node: node.rank)
        return [node for node in out[:width] if node.rank <= out[0].rank + margin]

    def _keep(self, beam: list[Node], start: int, at: int, base: float, stop: int, suspects: frozenset[int]) -> None:
        """The best hypothesis is believed; it was weighed with the others and with those that it beat on its way."""
        ends = at == len(self.units)
        best = beam[0]
        chain = _chain(best, start, at)
        owed = finish(best.state)[0] if ends else 0.0
        cost = best.cost + owed - base
        said = _verdicts(chain)
        found = [(cost, best, len(chain))]
        for other in beam[1:]:
            price = (other.cost + finish(other.state)[0] if ends else other.rank) - base
            found.append((price, other, len(chain)))
        for place, node in enumerate(chain, 1):
            found += [(cost + rival.cost - node.cost, rival, place) for rival in node.rivals]
        found.sort(key=lambda way: way[0])
        del found[_WIDTH:]
        weighed = tuple(
            (price, (*_verdicts(_chain(node, start, start + place)), *said[place:])) for price, node, place in found
        )
        believed = least_risky(self.units, lambda: _verdicts(self.nodes[: start + 1]), start, weighed)
        if believed:
            _, node, place = found[believed]
            chain = _followed(node, start, place, chain)
            weighed = (weighed[believed], *weighed[:believed], *weighed[believed + 1 :])
            owed = finish(chain[-1].state)[0] if ends else 0.0
        self.nodes[start + 1 :] = chain
        before_costs = [self.nodes[start].cost, *(node.cost for node in chain)]
        costs = (*(after - one for one, after in pairwise(before_costs)), owed)
        self.clusters.append(Cluster(start, stop, weighed, costs, suspects, believed is None))

    def _settle(self) -> None:
        """What is owed at the end is said by the last verdict."""
        last = self.nodes[-1]
        _, gaps = finish(last.state)
        if gaps and last.verdict is not None:
            last.verdict = last.verdict._replace(gaps=(*last.verdict.gaps, *gaps))


def _followed(node: Node, start: int, place: int, chain: Sequence[Node]) -> list[Node]:
    """The nodes of a hypothesis up to ``place``, which then goes on as the best one does."""
    out = _chain(node, start, start + place)
    more = node.cost - chain[place - 1].cost
    for following in chain[place:]:
        out.append(Node(following.cost + more, following.state, following.verdict, out[-1]))
    return out


def _fits(node: Node) -> bool:
    """Whether a hypothesis took its last label as printed, at next to no cost."""
    if node.verdict is None or node.before is None or node.verdict.how not in (How.PRINTED, How.SHIFTED):
        return False
    return node.cost - node.before.cost <= UNANNOUNCED


def _verdicts(nodes: Sequence[Node]) -> tuple[Verdict, ...]:
    return tuple(node.verdict for node in nodes if node.verdict is not None)


def _chain(node: Node, start: int, stop: int) -> list[Node]:
    """The nodes of a hypothesis for the labels from ``start`` up to ``stop``."""
    out: list[Node] = []
    current: Node | None = node
    for _ in range(stop - start):
        if current is None:
            break
        out.append(current)
        current = current.before
    return out[::-1]
