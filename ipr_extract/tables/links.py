"""Citations tied to the documents of the same run that they mean, and those that nobody holds, ranked.

All documents are named to ``Links`` first, in their order; then the rows of ``references`` are tied, whatever the
order in which cited and citing document were read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from ipr_extract.document_keys import issued_title, number_key, title_key
from ipr_extract.model import Finding, LinkBasis, Relation, Severity
from ipr_extract.tables.rows import LIST_SEPARATOR, Row
from ipr_extract.tables.schema import DOCUMENTS, ISSUERS, REFERENCES

_ID, _SOURCE, _TITLE, _NUMBER = DOCUMENTS.positions(("document_id", "source", "title", "document_number"))
_ISSUER = ISSUERS.names.index("name")
_CITING, _CITED_TITLE, _CITED_NUMBER, _RELATION, _TARGET, _BASIS = REFERENCES.positions(
    ("document_id", "title", "document_number", "relation", "target_document_id", "target_basis")
)
_FIRST_CITING = 10
# What a circular issues or passes on stands in it, under its own title: it is held, and is no other document.
_HELD_WITHIN = frozenset({Relation.ISSUES.value, Relation.FORWARDS.value})


@dataclass(frozen=True, slots=True)
class _Named:
    """A document under one of its names; ``number`` is the key of its own. ``alone``: no other is called so."""

    document_id: str
    number: str | None
    basis: LinkBasis
    alone: bool = True


class Cited(NamedTuple):
    """What a row cites: the title's key, the number as printed, the number's key."""

    title: str | None
    number: str | None
    number_key: str | None


@dataclass(slots=True)
class Links:
    """What the documents of a run are called. Of documents with the same number the first stands for all.

    Titles are kept as hashes: this is all that grows with the number of documents read.
    """

    _numbers: dict[str, tuple[str, str, int]] = field(default_factory=dict)
    _titles: dict[int, _Named] = field(default_factory=dict)
    _numbered: dict[int, str | None] = field(default_factory=dict)

    def add(self, document: Row, issuers: Sequence[Row], references: Sequence[Row]) -> Finding | None:
        """Name one document; a finding where an earlier one has its number."""
        document_id, source = str(document[_ID]), str(document[_SOURCE])
        title = title_key(str(document[_TITLE])) if document[_TITLE] else ""
        number = number_key(str(document[_NUMBER])) if document[_NUMBER] else None
        if title:
            self._call(title, _Named(document_id, number, LinkBasis.TITLE))
            self._call_issued(title, document_id, number)
            if len(issuers) == 1 and title.startswith("关于"):
                issuer = title_key(str(issuers[0][_ISSUER]))
                self._call(issuer + title, _Named(document_id, number, LinkBasis.TITLE))
        for row in references:
            if row[_CITED_TITLE]:
                cited = title_key(str(row[_CITED_TITLE]))
                if row[_CITED_NUMBER]:
                    self._number(cited, str(row[_CITED_NUMBER]))
                elif row[_RELATION] in _HELD_WITHIN:
                    self._call(cited, _Named(document_id, number, LinkBasis.ISSUED_TITLE))
        if number is None:
            return None
        first = self._numbers.setdefault(number, (document_id, source, hash(title)))
        return None if first[0] == document_id else _same_number(document, first, same_title=first[2] == hash(title))

    def _call_issued(self, title: str, document_id: str, number: str | None) -> None:
        issued = issued_title(title)
        if issued is not None:
            self._call(issued, _Named(document_id, number, LinkBasis.ISSUED_TITLE))

    def _number(self, cited: str, number: str) -> None:
        """Remember with which number a title is cited; with two it has none."""
        for title in (cited, issued_title(cited)):
            if title is not None:
                first = self._numbered.setdefault(hash(title), number)
                if first is not None and first != number and number_key(first) != number_key(number):
                    self._numbered[hash(title)] = None

    def cited(self, row: Row) -> Cited:
        """What a row of ``references`` cites: its number, or that with which its title is cited elsewhere."""
        title = title_key(str(row[_CITED_TITLE])) if row[_CITED_TITLE] else None
        number = row[_CITED_NUMBER] or (self._numbered.get(hash(title)) if title is not None else None)
        printed = str(number) if number else None
        return Cited(title, printed, number_key(printed) if printed else None)

    def linked(self, row: Row, cited: Cited) -> Row:
        """A row with its target, where one of the documents is meant and no other can be."""
        found = self._found(row, cited)
        if found is None or found[0] == row[_CITING]:
            return row
        cells = list(row)
        cells[_TARGET], cells[_BASIS] = found[0], found[1].value
        return tuple(cells)

    def _found(self, row: Row, cited: Cited) -> tuple[str, LinkBasis] | None:
        if cited.number_key is not None and cited.number_key in self._numbers:
            return self._numbers[cited.number_key][0], LinkBasis.NUMBER if row[_CITED_NUMBER] else LinkBasis.TITLE
        if row[_RELATION] in _HELD_WITHIN:
            return None
        named = self._titles.get(hash(cited.title)) if cited.title is not None else None
        if named is None or not named.alone:
            return None
        if cited.number_key and named.number and cited.number_key != named.number:
            return None  # another document of the same title
        return named.document_id, named.basis

    def _call(self, title: str, named: _Named) -> None:
        earlier = self._titles.get(hash(title))
        if earlier is None or (earlier.basis is LinkBasis.ISSUED_TITLE and named.basis is LinkBasis.TITLE):
            self._titles[hash(title)] = named
        elif earlier.alone and earlier.basis is named.basis and not _same(earlier, named):
            # Two documents of one title are meant by nobody who says no more than that.
            self._titles[hash(title)] = _Named(earlier.document_id, earlier.number, earlier.basis, alone=False)


def _same(one: _Named, other: _Named) -> bool:
    return one.document_id == other.document_id or (one.number is not None and one.number == other.number)


def _same_number(document: Row, first: tuple[str, str, int], *, same_title: bool) -> Finding:
    also = "" if same_title else ", under another title"
    return Finding(
        "same_number",
        Severity.INFO if same_title else Severity.WARNING,
        f"{document[_SOURCE]}: its number {document[_NUMBER]} is that of {first[1]} too{also}; "
        "citations of it are tied to the latter.",
    )


@dataclass(slots=True)
class _Want:
    number: str | None
    title: str | None
    citations: int = 0
    relations: set[str] = field(default_factory=set)
    document_ids: list[str] = field(default_factory=list)
    last: str | None = None


@dataclass(slots=True)
class Wanted:
    """Counts the cited documents that are not held."""

    _wants: dict[str, _Want] = field(default_factory=dict)

    def add(self, row: Row, cited: Cited) -> None:
        """Count one tied row of ``references``."""
        if row[_TARGET] is not None or (row[_RELATION] in _HELD_WITHIN and not row[_CITED_NUMBER]):
            return
        title = None if row[_CITED_TITLE] is None else str(row[_CITED_TITLE])
        number = cited.number
        key = (cited.number_key or f"{number} {cited.title}") if number else cited.title or ""
        want = self._wants.setdefault(key, _Want(number, title))
        want.title = want.title or title
        citing = str(row[_CITING])
        want.relations.add(str(row[_RELATION]))
        if want.last != citing:  # a document's rows come together
            want.last = citing
            want.citations += 1
            if len(want.document_ids) < _FIRST_CITING:
                want.document_ids.append(citing)

    def rows(self) -> Iterator[Row]:
        """The rows of ``wanted``: the most cited first, then by number, then by title."""
        order = [relation.value for relation in Relation]
        wants = sorted(self._wants.values(), key=lambda w: (-w.citations, w.number or "\uffff", w.title or ""))
        for want in wants:
            relations = LIST_SEPARATOR.join(sorted(want.relations, key=order.index))
            yield want.number, want.title, want.citations, relations, LIST_SEPARATOR.join(want.document_ids)


def tied(links: Links, references: Iterable[Row], wanted: Wanted) -> Iterator[Row]:
    """The rows of ``references`` with their targets; what isn't held is counted on the way."""
    for row in references:
        cited = links.cited(row)
        row = links.linked(row, cited)
        wanted.add(row, cited)
        yield row
