"""Correct trees of real documents, corrupted, and what the court makes of them.

``python -m tests.normalize.corruptions [--count 12] [--seed WORD] [--shapes 20] [--show KIND ...]`` prints the table of
rates, and what is not exact of a KIND. The same seed gives the same corruptions; another one, others that no price was
set by. ``--shapes`` are made-up trees in many styles and nestings instead of the annotated documents.

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

import argparse
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from ipr_extract.data import rules
from ipr_extract.model import RepairKind
from ipr_extract.normalize.labels_written import written
from ipr_extract.normalize.lookalikes import look_alike, numeral, script_of
from tests.normalize.trees import Corrupted, Item, Tree, Wanted, english, shapes, text_of, trees
from tests.normalize.trials import HEADER, Result, Tally, try_out

KINDS = ("swap", "move", "drop", "duplicate", "restart", "glyph", "sign", "style", "level")


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


def corrupted_once(name: str, tree: Tree, kind: str, count: int, seed: str = "") -> Iterator[Corrupted]:
    """Different corruptions of one kind of one tree, the same at every call."""
    rng = random.Random(f"{name} {kind}{seed}")
    seen: set[str] = set()
    for _ in range(count * 3):
        made = CORRUPTIONS[kind](tree, rng)
        if made is not None and (text := text_of(made.tree)) not in seen and text != text_of(tree):
            seen.add(text)
            yield made
            if len(seen) == count:
                return


def corrupted_together(name: str, tree: Tree, many: int, count: int, seed: str = "") -> Iterator[Corrupted]:
    """So many corruptions of different units at once, each made where the others left the numbers right."""
    rng = random.Random(f"{name} {'pairs' if many == 2 else many}{seed}")
    seen: set[str] = set()
    for _ in range(count * 5):
        made = _together(tree, [rng.choice(KINDS) for _ in range(many)], rng)
        if made is not None and (text := text_of(made.tree)) not in seen:
            seen.add(text)
            yield made
            if len(seen) == count:
                return


def _together(tree: Tree, kinds: Sequence[str], rng: random.Random) -> Corrupted | None:
    made = [CORRUPTIONS[kind](tree, rng) for kind in kinds]
    out = made[0]
    for other in made[1:]:
        out = _both(tree, out, other) if out is not None and other is not None else None
    return out


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


def _shown(name: str, made: Corrupted, result: Result) -> Iterator[str]:
    yield f"{name} {made.kind} {result.wrong_before} → {result.wrong_after} {' '.join(i.label for i in made.tree)}"
    for repair in result.circular.repairs:
        yield f"     {repair.kind.value}: {repair.explanation} [{repair.cost}; {repair.runner_up}]"
    paths = {item.name: f"{item.label}{item.path}" for item in made.tree}
    wanted = [([kind.value for kind in kinds], [paths[name] for name in names]) for kinds, names in made.wanted]
    yield f"     wanted {wanted} {made.missing}"


_SEVERAL = {"pairs": 2, "triples": 3}


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table of rates, and what is not exact of the kinds that are to be shown."""
    parser = argparse.ArgumentParser(prog="python -m tests.normalize.corruptions", description=__doc__.split("\n")[0])
    parser.add_argument("--count", type=int, default=12, help="corruptions of each kind and document")
    parser.add_argument("--seed", default="", help="any word; none gives what the tests try")
    parser.add_argument(
        "--shapes", type=int, default=0, help="so many made-up trees instead of the annotated documents"
    )
    parser.add_argument("--kinds", nargs="+", default=(*KINDS, *_SEVERAL), help="what to try")
    parser.add_argument("--show", nargs="+", default=(), help="kinds of which to show what is not exact, or `worse`")
    options = parser.parse_args(arguments)
    tallies = {kind: Tally() for kind in (*options.kinds, "all")}
    for name, tree in shapes(options.shapes, options.seed) if options.shapes else trees():
        for kind in options.kinds:
            for made in (
                corrupted_together(name, tree, _SEVERAL[kind], options.count, options.seed)
                if kind in _SEVERAL
                else corrupted_once(name, tree, kind, options.count, options.seed)
            ):
                result = try_out(made)
                tallies[kind].add(result)
                if kind not in _SEVERAL:
                    tallies["all"].add(result)
                undecided = result.no_trace or result.two_readings
                worse = result.wrong_after > result.wrong_before
                if (worse and "worse" in options.show) or (kind in options.show and not result.exact and not undecided):
                    print("\n".join(_shown(name, made, result)))
    print(HEADER)
    for kind, tally in tallies.items():
        print(tally.row(kind))


if __name__ == "__main__":
    main()
