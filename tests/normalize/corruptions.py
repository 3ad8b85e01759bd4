"""Correct trees of real documents, corrupted, and what the court makes of them.

``python -m tests.normalize.corruptions [COUNT] [KIND ...]`` prints the table of rates, and what is not exact of a KIND.

A tree is the labels of an annotated document in printed order (its gold, so that nothing depends on how the document
was read); each unit becomes a line of its own under a title that says nothing. One corruption changes one thing:

- *swap* two siblings with all below them, *move* one of them further, *drop* one with all below it;
- print the label before it (*duplicate*), count from 1 again (*restart*), a number that looks alike (*glyph*), or a
  sign that is no numeral (*sign*: `-、`, `l.`);
- the same ordinal in a style that the document doesn't use (*style*) or uses for another level (*level*).

It is repaired **exactly** where every unit left gets the number that it had, and the kinds of the repairs are those of
the corruption and no others: `moved` for swaps and moves; for a dropped unit `missing` with its label (or, where that
leaves no trace, those of the numbers that ran on through it); `duplicate`; `restart` for each unit that counts again;
`style`; for a glyph `misread`, or `duplicate` where the sign makes it the number of a sibling: print shows no more.

Some corruptions can't be told from print. They are counted apart, by two rules:

- *no trace*: the corrupted labels are those of a correct document (the last of a group dropped; a group that counts
  from 1 where others do);
- *two readings*: the court reads them as another correct tree with one misprint of the kinds above (of a pair: at most
  two). Print bears both out: `1, 2, 4` is 3 missing or 3 printed as 4. A wrong reading with more slips than there were,
  or with a number that is simply wrong, counts as a failure. The last column counts all of these as failures too.
"""

from __future__ import annotations

import random
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ipr_extract.data import rules
from ipr_extract.judge.annotation import read_gold
from ipr_extract.model import Circular, RepairKind
from ipr_extract.nlp import understand
from ipr_extract.nlp.components import document_of
from ipr_extract.nlp.labels import label_at
from ipr_extract.nlp.reading import fold
from ipr_extract.normalize.labels_written import written
from ipr_extract.normalize.lookalikes import look_alike, numeral, script_of
from ipr_extract.normalize.numbering import repair_numbering, runs_on

SPECIMENS = Path(__file__).parent.parent / "gold" / "specimens"
SHARED = Path(__file__).parents[3] / "shared" / "gold" / "dev"
KINDS = ("swap", "move", "drop", "duplicate", "restart", "glyph", "sign", "style", "level")


@dataclass(frozen=True, slots=True)
class Item:
    """One unit: who it is, its label as printed, style and ordinal of the label, and its true path (@2/3.1)."""

    name: int
    label: str
    style: str
    ordinal: int
    path: str

    @property
    def part(self) -> str:
        return self.path.partition("/")[0] if "/" in self.path else ""

    @property
    def group(self) -> tuple[str, str]:
        """The unit above and the style: siblings share it."""
        above, dot, _ = self.path.rpartition(".")
        return (above if dot else f"{self.part}/"), self.style


Tree = tuple[Item, ...]
# The kinds that a repair may be of, and the units that it may be for (None: one that is not printed).
Wanted = tuple[frozenset[RepairKind], frozenset[int | None]]


@dataclass(frozen=True, slots=True)
class Corrupted:
    """A tree as misprinted: the units in printed order, which one is missing, and what repairs there should be.

    ``wanted`` are kinds with the names of the units that they are for (None: a unit that is not printed).
    """

    kind: str
    tree: Tree
    wanted: tuple[Wanted, ...]
    missing: tuple[tuple[str, ...], ...] = ((),)


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


def english(tree: Tree) -> bool:
    """Whether a tree's labels are those of an English document."""
    return tree[0].style.startswith(("roman", "letter"))


def read_tree(path: Path) -> Tree | None:
    """The labels of a gold document, put right where they only stand in the wrong order; None where more is wrong."""
    gold = read_gold(path)
    chinese = gold.language != "en"
    items: list[Item] = []
    for name, section in enumerate(gold.sections):
        folded = fold(section.label + (" X" if not chinese else "　事项"), chinese=chinese)
        label = label_at(folded, 0, chinese=chinese)
        if label is None or "~" in section.path:
            return None
        items.append(Item(name, section.label, label.style.value, label.ordinal, section.path))
    tree = _in_order(items)
    if len(tree) < 5 or judged(tree).repairs:
        return None
    return tree


def _in_order(items: Sequence[Item]) -> Tree:
    def key(item: Item) -> tuple[int, ...]:
        part, slash, path = item.path.rpartition("/")
        return (int(part[1:]) if slash else 1, *(int(n) for n in path.split(".")))

    return tuple(sorted(items, key=key))


def text_of(tree: Tree) -> str:
    """The tree as a text: a title, a line for each unit, an annex's name where another part begins."""
    foreign = english(tree)
    lines = ["Circular on work" if foreign else "关于做好有关工作的通知"]
    part, annex = tree[0].part, 1
    for item in tree:
        if item.part != part:
            part, annex = item.part, annex + 1
            lines.append(f"Annex {annex}" if foreign else f"附件{annex}")
        lines.append(f"{item.label} Do what is due" if foreign else f"{item.label}　做好有关事项")
    return "\n".join(lines)


def judged(tree: Tree) -> Circular:
    """The tree, printed, read and judged."""
    return repair_numbering(understand(document_of(text_of(tree))))


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


# ---------------------------------------------------------------------------------------------- the corruptions


def _groups(tree: Tree, least: int) -> list[list[int]]:
    """Indices of siblings of one style, for groups of at least so many."""
    groups: dict[tuple[str, str], list[int]] = {}
    for index, item in enumerate(tree):
        groups.setdefault(item.group, []).append(index)
    return [members for members in groups.values() if len(members) >= least]


def _end(tree: Tree, index: int) -> int:
    """Where the unit at ``index`` ends, with all below it."""
    path = tree[index].path
    end = index + 1
    while end < len(tree) and tree[end].path.startswith(f"{path}."):
        end += 1
    return end


def _relabelled(tree: Tree, changes: dict[int, str]) -> Tree:
    return tuple(replace(item, label=changes[i]) if i in changes else item for i, item in enumerate(tree))


def _only(*kinds: RepairKind) -> frozenset[RepairKind]:
    return frozenset(kinds)


def _for(item: Item, *kinds: RepairKind) -> Wanted:
    return frozenset(kinds), frozenset((item.name,))


def swap(tree: Tree, rng: random.Random) -> Corrupted | None:
    """Two siblings change places, with all below them. Of neighbours either may be said to have moved."""
    groups = _groups(tree, 2)
    if not groups:
        return None
    group = rng.choice(groups)
    at, to = sorted(rng.sample(range(len(group)), 2))
    a, b = group[at], group[to]
    a_end, b_end = _end(tree, a), _end(tree, b)
    out = (*tree[:a], *tree[b:b_end], *tree[a_end:b], *tree[a:a_end], *tree[b_end:])
    names = (tree[a].name, tree[b].name)
    moved = _only(RepairKind.MOVED)
    if to == at + 1:
        return Corrupted("swap", out, ((moved, frozenset(names)),))
    # Around one unit, it and either of them may be said to have moved.
    either = frozenset((*names, *(tree[i].name for i in group[at + 1 : to] if to == at + 2)))
    return Corrupted("swap", out, ((moved, either), (moved, either)))


def move(tree: Tree, rng: random.Random) -> Corrupted | None:
    """One sibling with all below it is printed two or more places from its own."""
    groups = _groups(tree, 4)
    if not groups:
        return None
    group = rng.choice(groups)
    source = rng.randrange(len(group))
    target = rng.choice([place for place in range(len(group)) if abs(place - source) >= 2])
    start, end = group[source], _end(tree, group[source])
    block, rest = tree[start:end], (*tree[:start], *tree[end:])
    siblings = [index for index in group if index != start]
    names = [tree[index].name for index in siblings]
    place = {item.name: index for index, item in enumerate(rest)}
    if target < len(names):
        cut = place[names[target]]
    else:
        last = place[names[-1]]
        cut = _end(rest, last)
    out = (*rest[:cut], *block, *rest[cut:])
    return Corrupted("move", out, ((_only(RepairKind.MOVED), frozenset((tree[start].name,))),))


def drop(tree: Tree, rng: random.Random) -> Corrupted | None:
    """One unit is not printed, with all below it."""
    groups = _groups(tree, 2)
    if not groups:
        return None
    index = rng.choice(rng.choice(groups))
    item = tree[index]
    out = (*tree[:index], *tree[_end(tree, index) :])
    block = tree[index + 1 : _end(tree, index)]
    # The last of a group leaves no trace, but the numbers that run on through it do.
    running = tuple(other.label for other in block if other.style == (block[-1].style if block else ""))
    return Corrupted("drop", out, (), missing=((item.label,), *((running,) if running else ())))


def duplicate(tree: Tree, rng: random.Random) -> Corrupted | None:
    """A unit bears the label of the one before it."""
    groups = _groups(tree, 2)
    if not groups:
        return None
    group = rng.choice(groups)
    at = rng.randrange(1, len(group))
    index, before = group[at], group[at - 1]
    out = _relabelled(tree, {index: written(tree[index].label, tree[index].style, tree[before].ordinal)})
    return Corrupted("duplicate", out, (_for(tree[index], RepairKind.DUPLICATE),))


def restart(tree: Tree, rng: random.Random) -> Corrupted | None:
    """From one unit on, at least two siblings count from 1 again; in the middle of a group."""
    groups = [group for group in _groups(tree, 5) if tree[group[0]].group[0] not in ("/", f"{tree[group[0]].part}/")]
    if not groups:
        return None
    group = rng.choice(groups)
    at = rng.randrange(3, len(group) - 1)
    again = group[at:]
    changes = {index: written(tree[index].label, tree[index].style, place) for place, index in enumerate(again, 1)}
    wanted = tuple(_for(tree[index], RepairKind.RESTART) for index in again)
    return Corrupted("restart", _relabelled(tree, changes), wanted)


def glyph(tree: Tree, rng: random.Random) -> Corrupted | None:
    """A number is printed that looks like the right one."""
    places = [
        (index, other)
        for index, item in enumerate(tree)
        for other in range(1, 40)
        if other != item.ordinal and look_alike(item.style, other, item.ordinal)
    ]
    if not places:
        return None
    index, other = rng.choice(places)
    item = tree[index]
    out = _relabelled(tree, {index: written(item.label, item.style, other)})
    kinds = [RepairKind.MISREAD, RepairKind.DUPLICATE]
    return Corrupted("glyph", out, (_for(item, *kinds),))


def sign(tree: Tree, rng: random.Random) -> Corrupted | None:
    """A sign is printed that is no numeral, so that the line has no label that is known."""
    places: list[tuple[int, str]] = []
    for index, item in enumerate(tree):
        if item.style.startswith("decimal"):
            continue  # 1.2.l is not read
        script = script_of(item.style)
        number = numeral(item.style, item.ordinal)
        for signs, right in rules("numbering")["printed_for"].get(script, {}).items():
            right = right.lower() if "small" in item.style else right
            places += [(index, item.label.replace(number, number.replace(right, other, 1), 1))
                       for other in signs if right in number and number in item.label]  # fmt: skip
    if not places:
        return None
    index, label = rng.choice(places)
    return Corrupted("sign", _relabelled(tree, {index: label}), (_for(tree[index], RepairKind.MISREAD),))


_STYLES = {
    False: {"han": "{}、", "han_bracket": "（{}）", "arabic": "{}.", "arabic_bracket": "（{}）",
            "arabic_closed": "{}）", "circled": ""},
    True: {"roman": "{}.", "roman_small": "{}.", "arabic": "{}.", "arabic_bracket": "({})", "roman_bracket": "({})"},
}  # fmt: skip


def _restyled(tree: Tree, rng: random.Random, *, used: bool) -> tuple[int, str] | None:
    forms = _STYLES[english(tree)]
    by_part: dict[str, set[str]] = {}
    for item in tree:
        by_part.setdefault(item.part, set()).add(item.style)
    places = [
        (index, style)
        for index, item in enumerate(tree)
        for style in forms
        if item.style in forms and style != item.style and (style in by_part[item.part]) is used
        and len([i for i in tree if i.group == item.group]) > 1
        and (style != "circled" or item.ordinal <= 20)
    ]  # fmt: skip
    if not places:
        return None
    index, style = rng.choice(places)
    ordinal = tree[index].ordinal
    text = chr(0x245F + ordinal) if style == "circled" else forms[style].format(numeral(style, ordinal))
    return index, text


def style(tree: Tree, rng: random.Random) -> Corrupted | None:
    """The right number in a style that the document doesn't use."""
    found = _restyled(tree, rng, used=False)
    if found is None:
        return None
    wanted = (_for(tree[found[0]], RepairKind.STYLE, RepairKind.MISREAD),)
    return Corrupted("style", _relabelled(tree, dict([found])), wanted)


def level(tree: Tree, rng: random.Random) -> Corrupted | None:
    """The right number in the style of another level."""
    found = _restyled(tree, rng, used=True)
    if found is None:
        return None
    wanted = (_for(tree[found[0]], RepairKind.STYLE, RepairKind.MISREAD),)
    return Corrupted("level", _relabelled(tree, dict([found])), wanted)


CORRUPTIONS: dict[str, Callable[[Tree, random.Random], Corrupted | None]] = {
    "swap": swap, "move": move, "drop": drop, "duplicate": duplicate, "restart": restart, "glyph": glyph, "sign": sign,
    "style": style, "level": level,
}  # fmt: skip


def trees(folders: Sequence[Path] = (SPECIMENS, SHARED)) -> Iterator[tuple[str, Tree]]:
    """The trees of the annotated documents in reach."""
    for folder in folders:
        for path in sorted(folder.glob("*.json")):
            tree = read_tree(path)
            if tree is not None:
                yield path.stem, tree


def corrupted_once(name: str, tree: Tree, kind: str, count: int) -> Iterator[Corrupted]:
    """Different corruptions of one kind of one tree, the same at every call."""
    rng = random.Random(f"{name} {kind}")
    seen: set[str] = set()
    for _ in range(count * 3):
        made = CORRUPTIONS[kind](tree, rng)
        if made is not None and (text := text_of(made.tree)) not in seen and text != text_of(tree):
            seen.add(text)
            yield made
            if len(seen) == count:
                return


def corrupted_twice(name: str, tree: Tree, count: int) -> Iterator[Corrupted]:
    """Two corruptions of different units, the second made where the first left the numbers right."""
    rng = random.Random(f"{name} pairs")
    seen: set[str] = set()
    for _ in range(count * 5):
        kinds = [rng.choice(KINDS) for _ in range(2)]
        first = CORRUPTIONS[kinds[0]](tree, rng)
        second = CORRUPTIONS[kinds[1]](tree, rng)
        made = _both(tree, first, second) if first is not None and second is not None else None
        if made is not None and (text := text_of(made.tree)) not in seen:
            seen.add(text)
            yield made
            if len(seen) == count:
                return


def _both(tree: Tree, first: Corrupted, second: Corrupted) -> Corrupted | None:
    """Two corruptions of one tree at once: the labels of one, in the order of the other; None where they touch."""
    labels = {item.name: item.label for item in tree}
    names = [item.name for item in tree]
    changed = [{item.name for item in made.tree if item.label != labels[item.name]} for made in (first, second)]
    reordered = [[item.name for item in made.tree] != names for made in (first, second)]
    if all(reordered) or (changed[0] & changed[1]):
        return None
    order, other = (first, second) if reordered[0] else (second, first)
    printed = {item.name: item.label for item in other.tree} | {
        item.name: item.label for item in order.tree if item.label != labels[item.name]
    }
    if changed[0] | changed[1] and not (changed[0] | changed[1]) <= {item.name for item in order.tree}:
        return None
    out = tuple(replace(item, label=printed[item.name]) for item in order.tree)
    missing = tuple((*a, *b) for a in first.missing for b in second.missing)
    return Corrupted(f"{first.kind}+{second.kind}", out, (*first.wanted, *second.wanted), missing)


@dataclass(slots=True)
class Tally:
    """Counts of results; ``worse`` are those in which more numbers are wrong after the repair than before."""

    decidable: int = 0
    exact: int = 0
    numbers: int = 0
    no_trace: int = 0
    two_readings: int = 0
    worse: int = 0

    def add(self, result: Result) -> None:
        """Count one result."""
        self.worse += result.wrong_after > result.wrong_before
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


def _shown(name: str, made: Corrupted, result: Result) -> Iterator[str]:
    yield f"{name} {made.kind} {result.wrong_before} → {result.wrong_after} {' '.join(i.label for i in made.tree)}"
    for repair in result.circular.repairs:
        yield f"     {repair.kind.value}: {repair.explanation} [{repair.cost}; {repair.runner_up}]"
    paths = {item.name: f"{item.label}{item.path}" for item in made.tree}
    wanted = [([kind.value for kind in kinds], [paths[name] for name in names]) for kinds, names in made.wanted]
    yield f"     wanted {wanted} {made.missing}"


def main(arguments: Sequence[str]) -> None:
    """COUNT corruptions of each kind and document; of the kinds named behind it, what is not exact is shown."""
    count, show = int(arguments[0]) if arguments else 12, arguments[1:]
    tallies = {kind: Tally() for kind in (*KINDS, "all", "pairs")}
    for name, tree in trees():
        for kind in (*KINDS, "pairs"):
            for made in (
                corrupted_twice(name, tree, count) if kind == "pairs" else corrupted_once(name, tree, kind, count)
            ):
                result = try_out(made)
                tallies[kind].add(result)
                if kind != "pairs":
                    tallies["all"].add(result)
                worse = result.wrong_after > result.wrong_before
                if kind in show and not result.exact and not result.no_trace and (worse or not result.two_readings):
                    print("\n".join(_shown(name, made, result)))
    print(HEADER)
    for kind, tally in tallies.items():
        print(tally.row(kind))


if __name__ == "__main__":
    main(sys.argv[1:])
