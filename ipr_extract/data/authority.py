"""The authority list of central organs: ``organisations.csv`` as values, and a pattern of all their Chinese names.

One row is one organ over one span of years, under the names that it had then. ``valid_from`` and ``valid_to`` are its
first and last day; empty is open. A new organ, short form or translation is a line or a word in the file.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from functools import cache

from ipr_extract.data.rows import checked_rows, shipped_lines
from ipr_extract.errors import ConfigError
from ipr_extract.model import Organisation

COLUMNS = (
    "organisation_id", "name_zh", "short_name_zh", "name_en", "abbreviation", "aliases", "kind", "valid_from",
    "valid_to", "successor_ids", "source", "parent_id",
)  # fmt: skip
KINDS = frozenset({
    "association", "bureau", "commission", "consultative_body", "coordinating_body", "corps", "court",
    "democratic_party", "direct_body", "discipline", "enterprise", "government", "institution", "joint_meeting",
    "leading_group", "legislature", "mass_organisation", "military", "ministry", "office", "party", "procuratorate",
    "special_body",
})  # fmt: skip
_IDEOGRAPH = re.compile("[\u4e00-\u9fff]")
# Signs that are printed in more than one form: “一带一路” and "一带一路".
_FORMS = {"“": '[“”"]', "”": '[“”"]', "（": "[（(]", "）": "[）)]"}


def read_organisations(lines: Iterable[str]) -> tuple[Organisation, ...]:
    """The rows of an authority list in CSV.

    Raises ``ConfigError`` naming the line for wrong columns, an empty or repeated id, an unknown kind, a bad date, a
    span that ends before it begins, and a successor or parent that has no row.
    """
    organisations: dict[str, Organisation] = {}
    for where, row in checked_rows(lines, COLUMNS, "organisations.csv"):
        organisation = _organisation(row, where)
        if organisation.organisation_id in organisations:
            raise ConfigError(f"{where}: the id {organisation.organisation_id!r} stands twice")
        organisations[organisation.organisation_id] = organisation
    for organisation in organisations.values():
        for other in filter(None, (*organisation.successor_ids, organisation.parent_id)):
            if other not in organisations:
                raise ConfigError(f"organisations.csv: {organisation.organisation_id!r} names {other!r}: no such row")
    return tuple(organisations.values())


def _organisation(row: dict[str, str], where: str) -> Organisation:
    if not row["organisation_id"] or not row["name_zh"]:
        raise ConfigError(f"{where}: organisation_id and name_zh must not be empty")
    if row["kind"] not in KINDS:
        raise ConfigError(f"{where}: unknown kind {row['kind']!r}; the kinds are in data/authority.py")
    valid_from, valid_to = _day(row["valid_from"], where), _day(row["valid_to"], where)
    if valid_from and valid_to and valid_from > valid_to:
        raise ConfigError(f"{where}: valid from {valid_from} to {valid_to}, which is before it")
    return Organisation(
        organisation_id=row["organisation_id"],
        name_zh=row["name_zh"],
        short_name_zh=row["short_name_zh"],
        name_en=row["name_en"],
        abbreviation=row["abbreviation"],
        aliases=_list(row["aliases"]),
        kind=row["kind"],
        valid_from=valid_from,
        valid_to=valid_to,
        successor_ids=_list(row["successor_ids"]),
        source=row["source"],
        parent_id=row["parent_id"] or None,
    )


def _day(text: str, where: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError as error:
        raise ConfigError(f"{where}: {text!r} is not a date like 2018-03-17") from error


def _list(text: str) -> tuple[str, ...]:
    return tuple(part for part in text.split("|") if part)


@cache
def organisations() -> tuple[Organisation, ...]:
    """The authority list that is shipped, in the file's order; read once."""
    return read_organisations(shipped_lines("organisations.csv"))


@cache
def name_pattern() -> re.Pattern[str]:
    """All Chinese names, short names and aliases as one pattern, the longest first at each place; built when asked for.

    A match is a candidate, not a decision: ``数据局`` matches inside ``省大数据局``. What stands around it decides.
    """
    names = {
        name
        for organisation in organisations()
        for name in (organisation.name_zh, organisation.short_name_zh, *organisation.aliases)
        if _IDEOGRAPH.search(name)
    }
    return re.compile(_alternatives(sorted(names)))


def _alternatives(names: list[str]) -> str:
    """A pattern for sorted, distinct ``names``, with common beginnings written once: a trie, which runs faster."""
    if len(names) == 1:
        return "".join(_FORMS.get(sign, re.escape(sign)) for sign in names[0])
    first, last = names[0], names[-1]
    shared = 0
    while shared < len(first) and first[shared] == last[shared]:
        shared += 1
    head = _alternatives([first[:shared]]) if shared else ""
    ended = len(first) == shared
    branches: dict[str, list[str]] = {}
    for name in names[ended:]:
        branches.setdefault(name[shared], []).append(name[shared:])
    tail = "|".join(map(_alternatives, branches.values()))
    return f"{head}(?:{tail}){'?' if ended else ''}"
