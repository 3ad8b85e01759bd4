"""Trees of labels of annotated documents, printed as a text, one line a unit; and what a misprinted one should give."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ipr_extract.judge.annotation import read_gold
from ipr_extract.model import Circular, RepairKind
from ipr_extract.nlp import understand
from ipr_extract.nlp.components import document_of
from ipr_extract.nlp.labels import label_at
from ipr_extract.nlp.reading import fold
from ipr_extract.normalize.labels_written import specimen, written
from ipr_extract.normalize.numbering import repair_numbering

SPECIMENS = Path(__file__).parent.parent / "gold" / "specimens"
SHARED = Path(__file__).parents[3] / "shared" / "gold" / "dev"


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
        if label is None or "~" in section.path or section.label.isdigit():
            return None  # a bare number numbers a table's row, and no line of a text
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


def _is_read(tree: Tree) -> bool:
    """Whether the tree, printed as it should be, is read as it is (`h. i. j.` are not: i. is a Roman 1)."""
    circular = judged(tree)
    return not circular.repairs and [section.number for section in circular.sections] == [item.path for item in tree]


_NESTINGS = (
    ("han", "han_bracket", "arabic"), ("han", "arabic", "arabic_bracket"), ("han_bracket", "arabic", "circled"),
    ("chapter", "article", "han_bracket"), ("chapter", "section", "article"), ("arabic", "arabic_bracket", "circled"),
    ("roman", "roman_small", "arabic"), ("roman", "arabic", "letter_small"), ("letter", "arabic", "roman_small"),
)  # fmt: skip


def shapes(count: int, seed: str = "") -> Iterator[tuple[str, Tree]]:
    """Correct made-up trees: some nesting of styles, groups of many sizes, inner numbers that may run on."""
    rng = random.Random(f"shapes {seed}")
    found = 0
    while found < count:
        styles = rng.choice(_NESTINGS)
        runs = {style: style == "article" or (style == styles[-1] != "circled" and rng.random() < 0.25)
                for style in styles[1:]}  # fmt: skip
        tree = _grown(styles, runs, rng)
        if 5 <= len(tree) <= 80 and _is_read(tree):
            found += 1
            yield f"shape {found} {'+'.join(styles)}", tree


def _grown(styles: Sequence[str], runs: Mapping[str, bool], rng: random.Random) -> Tree:
    out: list[Item] = []
    last = dict.fromkeys(styles, 0)
    inner = rng.choice((0.4, 0.7, 1.0))  # how many units have others below them

    def group(depth: int, above: str) -> None:
        style = styles[depth]
        if not runs.get(style, False):
            last[style] = 0
        for _ in range(rng.randint(2 if depth else 3, 6)):
            last[style] = ordinal = last[style] + 1
            path = f"{above}{ordinal}"
            out.append(Item(len(out), written(specimen(style), style, ordinal), style, ordinal, path))
            if depth + 1 < len(styles) and rng.random() < inner / (depth + 1):
                group(depth + 1, f"{path}.")

    group(0, "")
    return tuple(out)


def trees(folders: Sequence[Path] = (SPECIMENS, SHARED)) -> Iterator[tuple[str, Tree]]:
    """The trees of the annotated documents in reach."""
    for folder in folders:
        for path in sorted(folder.glob("*.json")):
            tree = read_tree(path)
            if tree is not None:
                yield path.stem, tree
