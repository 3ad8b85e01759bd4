"""Two versions of an address side by side: which paragraphs of the circular came, went or read otherwise."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ipr_extract.archive.fetches import Version

# Of paragraphs longer than this together, all characters against all would take too long; they are shown whole.
_CLOSE_LOOK = 20_000


@dataclass(frozen=True, slots=True)
class Change:
    """A paragraph that differs. ``before`` is empty where it is new, ``after`` where it is gone.

    ``marked`` is the paragraph with what went as ``[-…-]`` and what came as ``{+…+}``.
    """

    before: str
    after: str
    marked: str


@dataclass(frozen=True, slots=True)
class Difference:
    """What lies between two versions; without changes the text is the same (the bytes may not be)."""

    old: Version
    new: Version
    changes: tuple[Change, ...]

    def lines(self) -> Iterator[str]:
        """The difference as a person reads it."""
        yield f"version {self.old.version} ({self.old.first_seen}) → version {self.new.version} ({self.new.first_seen})"
        if not self.changes:
            yield "  the same text"
        for change in self.changes:
            sign = "+" if not change.before else "-" if not change.after else "~"
            yield f"{sign} {change.marked}"


def compare_versions(old: Version, new: Version, text_of: Callable[[Version], str]) -> Difference:
    """The difference of two versions; ``text_of`` gives the circular's text, a paragraph a line, without furniture."""
    return Difference(old, new, compare_texts(text_of(old), text_of(new)))


def compare_texts(old: str, new: str) -> tuple[Change, ...]:
    """The paragraphs (lines) that differ. Without the changes' marks, old and new can be told from each other."""
    before, after = old.split("\n"), new.split("\n")
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    changes: list[Change] = []
    for tag, i, j, k, m in matcher.get_opcodes():
        if tag == "equal":
            continue
        left, right = before[i:j], after[k:m]
        # As many as there are on both sides are the same paragraphs, read otherwise.
        for a, b in zip(left, right, strict=False):
            changes.append(Change(a, b, _marked(a, b)))
        changes += [Change(a, "", a) for a in left[len(right) :]]
        changes += [Change("", b, b) for b in right[len(left) :]]
    return tuple(changes)


def _marked(before: str, after: str) -> str:
    if len(before) + len(after) > _CLOSE_LOOK:
        return f"[-{before}-]{{+{after}+}}"
    marked = []
    for tag, i, j, k, m in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            marked.append(before[i:j])
            continue
        marked.append(f"[-{before[i:j]}-]" if j > i else "")
        marked.append(f"{{+{after[k:m]}+}}" if m > k else "")
    return "".join(marked)
