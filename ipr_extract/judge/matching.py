"""Which row of one run is which of the other: equal ones first, then those that say the same elsewhere, then by keys.

Ids that are counted through a document (``…-s0012``) move when a unit is added before them. They are compared by what
they name: a unit by its path, a task by its words.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from ipr_extract.tables.read_files import TableRow
from ipr_extract.tables.schema import BY_NAME


class Kind(StrEnum):
    """What became of a row. ``shifted``: all that differs is where it stands."""

    GAINED = "gained"
    LOST = "lost"
    CHANGED = "changed"
    SHIFTED = "shifted"


@dataclass(frozen=True, slots=True)
class Change:
    """One row that differs. ``before`` is None where it is gained, ``after`` where it is lost."""

    table: str
    kind: Kind
    before: TableRow | None
    after: TableRow | None

    @property
    def row(self) -> TableRow:
        """The row as it is now, or as it was where it is lost."""
        row = self.after if self.after is not None else self.before
        assert row is not None
        return row

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that differ, of a row that is in both runs."""
        if self.before is None or self.after is None:
            return ()
        names = dict.fromkeys((*self.before, *self.after))
        return tuple(name for name in names if self.before.get(name, "") != self.after.get(name, ""))


# By which columns two rows are taken for one, the closest first, once they aren't alike in everything but their place.
# Words come before paths: a unit that is printed before others changes the paths of all of them.
KEYS: Mapping[str, Sequence[tuple[str, ...]]] = {
    "documents": (("source",), ("document_id",)),
    "issuers": (("name",),),
    "addressees": (("name",),),
    "sections": (("path", "title"), ("part", "title"), ("path",)),
    "tasks": (("path", "text"), ("text",), ("path",)),
    "assignments": (
        ("path", "organisation", "role", "task_id"),
        ("organisation", "role", "statement", "task_id"),
        ("path", "organisation", "role"),
        ("path", "organisation"),
        ("organisation", "role", "statement"),
    ),
    "deadlines": (("path", "text"), ("text",)),
    "indicators": (("path", "name", "value"), ("path", "name"), ("name", "value")),
    "references": (("document_number",), ("title",)),
    "organisations": (("organisation_id",),),
    "repairs": (("section_id", "kind"), ("section_id",), ("printed", "read_as")),
    "findings": (("code", "message"), ("code", "start")),
    "members": (("name", "organisation_id"),),
    "evidence": (("table_name", "row_key", "part"),),
    "wanted": (("document_number", "title"), ("document_number",), ("title",)),
    "pair_differences": (("kind", "printed_zh", "printed_en"), ("kind", "section_id_zh", "section_id_en")),
}
# Where a row stands, in the text or among others. Its value is the same wherever that is.
PLACES = frozenset(("start", "end", "page", "position", "printed_position"))
# What a row says of itself or of its document, which is known already.
_OWN = {"tasks": "task_id", "findings": "source"}
_NOT_COMPARED = frozenset(("document_id", "assignment_id"))
_WORDS_OF_A_TASK = 24


def changes(table: str, before: Sequence[TableRow], after: Sequence[TableRow], *, same_text: bool) -> list[Change]:
    """The rows of one document and table that differ, in the order of the later run, lost ones last.

    ``same_text``: offsets count in the same text, so that what begins at the same place is the same thing.
    """
    if before == after:
        return []
    found: list[tuple[int, Change]] = []
    left = list(before)
    right = list(enumerate(after))
    for kind, key in _steps(table, same_text):
        waiting: defaultdict[Hashable, deque[TableRow]] = defaultdict(deque)
        for row in left:
            waiting[key(row)].append(row)
        unpaired = []
        paired = set()
        for at, row in right:
            of_key = waiting.get(key(row)) if key(row) is not None else None
            if not of_key:
                unpaired.append((at, row))
                continue
            partner = of_key.popleft()
            paired.add(id(partner))
            if kind is not None:
                found.append((at, Change(table, kind, partner, row)))
        left = [row for row in left if id(row) not in paired]
        right = unpaired
    found += [(at, Change(table, Kind.GAINED, None, row)) for at, row in right]
    ordered = [change for _, change in sorted(found, key=lambda pair: pair[0])]
    return ordered + [Change(table, Kind.LOST, row, None) for row in left]


_Key = Callable[[TableRow], Hashable]


def _steps(table: str, same_text: bool) -> Iterable[tuple[Kind | None, _Key]]:
    # Empty cells say nothing: a run of an earlier version lacks the columns that were added since.
    yield None, lambda row: frozenset(item for item in row.items() if item[1])
    yield Kind.SHIFTED, lambda row: frozenset(item for item in row.items() if item[1] and item[0] not in PLACES)
    for columns in keys_of(table):
        yield Kind.CHANGED, _by(columns)
    if same_text:
        yield Kind.CHANGED, _by(("start",))


def keys_of(table: str) -> Sequence[tuple[str, ...]]:
    """By which columns rows of a table are matched; those of its primary key where nothing closer is said."""
    if table in KEYS or table not in BY_NAME:
        return KEYS.get(table, ())
    own = tuple(name for name in BY_NAME[table].primary_key if name != "document_id")
    return (own,) if own else ()


def _by(columns: tuple[str, ...]) -> _Key:
    def key(row: TableRow) -> Hashable:
        values = tuple(row.get(column, "") for column in columns)
        return values if any(values) else None

    return key


def comparable(tables: Mapping[str, Sequence[TableRow]]) -> dict[str, list[TableRow]]:
    """A document's rows with ids by what they name, and without what can't be compared."""
    paths = {row["section_id"]: row["path"] for row in tables.get("sections", ())}
    tasks = {row["task_id"]: row["text"][:_WORDS_OF_A_TASK] for row in tables.get("tasks", ())}
    return {
        name: [_comparable(name, row, paths, tasks) for row in rows] if name != "documents" else list(rows)
        for name, rows in tables.items()
    }


def _comparable(table: str, row: TableRow, paths: Mapping[str, str], tasks: Mapping[str, str]) -> TableRow:
    made = {name: cell for name, cell in row.items() if name not in _NOT_COMPARED}
    if table in _OWN:
        made.pop(_OWN[table], None)
    if "path" in made:
        made.pop("section_id", None)
    for name in ("section_id", "parent_id"):
        if made.get(name):
            made[name] = paths.get(made[name], made[name])
    if made.get("task_id"):
        made["task_id"] = tasks.get(made["task_id"], made["task_id"])
    if table == "sections" and made.get("position") and made.get("printed_position"):
        # A unit more before it moves both alike; what was read otherwise is the difference.
        moved = int(made["position"]) - int(made["printed_position"])
        made["position_read"] = f"{moved:+d}" if moved else "as printed"
    return made
