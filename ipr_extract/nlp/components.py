"""spaCy components: what the extractors find, as span groups on a ``Doc``.

Each factory is an entry point, so any pipeline in an environment that has this package can add it::

    nlp = spacy.blank("zh")
    nlp.add_pipe("ipr_assignments")
    for span in nlp(text).spans["ipr_assignments"]:
        print(span.label_, span.text, span.id_)

Offsets are the truth and tokens a view of them: a span reaches over every token that it touches. The hot path of a
batch doesn't pass here, since a ``Doc`` of a whole circular costs more than all extraction (docs/architecture.md has
the figures).
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable, Iterable

from spacy.language import Language
from spacy.tokens import Doc, Span, SpanGroup

from ipr_extract.model import Block, BlockKind, Circular, Document, Party
from ipr_extract.nlp.understanding import understand

Component = Callable[[Doc], Doc]
# (start, end, label, id): what one span is made of.
Found = tuple[int, int, str, str]


def document_of(text: str) -> Document:
    """A document of ``text`` as it is: a block for each line, offsets unchanged."""
    blocks = []
    start = 0
    for line in text.split("\n"):
        stripped = line.strip()
        if stripped:
            begin = start + line.index(stripped)
            blocks.append(Block(BlockKind.PARAGRAPH, begin, begin + len(stripped)))
        start += len(line) + 1
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return Document(digest[:16], "", digest, "text/plain", text, tuple(blocks), "spacy")


@functools.lru_cache(maxsize=4)  # the components of one pipeline read the same text one after the other
def _understood(text: str) -> Circular:
    return understand(document_of(text))


def _put(doc: Doc, name: str, found: Iterable[Found]) -> None:
    spans = []
    for start, end, label, identity in found:
        touched = doc.char_span(start, end, alignment_mode="expand")
        if touched is None:
            raise ValueError(f"{name}: no tokens at characters {start} to {end} of a Doc of {len(doc.text)} characters")
        spans.append(Span(doc, touched.start, touched.end, label=label, span_id=identity))
    doc.spans[name] = SpanGroup(doc, name=name, spans=spans)


def _header(circular: Circular) -> Iterable[Found]:
    header = circular.header
    for label, value in (("TITLE", header.title), ("NUMBER", header.document_number)):
        if value is not None and value.start is not None and value.end is not None:
            yield value.start, value.end, label, ""
    yield from _parties(circular.issuers, "ISSUER")
    yield from _parties(circular.addressees, "ADDRESSEE")


def _parties(parties: Iterable[Party], label: str) -> Iterable[Found]:
    for position, party in enumerate(parties, 1):
        if party.start is not None and party.end is not None:
            yield party.start, party.end, label, str(position)


def _component(name: str, find: Callable[[Circular], Iterable[Found]]) -> Component:
    def component(doc: Doc) -> Doc:
        _put(doc, name, find(_understood(doc.text)))
        return doc

    return component


@Language.factory("ipr_header", assigns=["doc.spans"])
def make_header(nlp: Language, name: str) -> Component:
    """Spans ``ipr_header``: TITLE, NUMBER, ISSUER and ADDRESSEE; the id is the party's position."""
    return _component("ipr_header", _header)


@Language.factory("ipr_sections", assigns=["doc.spans"])
def make_sections(nlp: Language, name: str) -> Component:
    """Spans ``ipr_sections``: each unit's own text; the label is its style, the id its printed path."""
    return _component(
        "ipr_sections", lambda circular: ((s.start, s.end, s.style.upper(), s.path) for s in circular.sections)
    )


@Language.factory("ipr_assignments", assigns=["doc.spans"])
def make_assignments(nlp: Language, name: str) -> Component:
    """Spans ``ipr_assignments``: each organisation's name; the label is its role, the id the unit's path."""
    return _component(
        "ipr_assignments", lambda circular: ((a.start, a.end, a.role.upper(), a.path) for a in circular.assignments)
    )


@Language.factory("ipr_deadlines", assigns=["doc.spans"])
def make_deadlines(nlp: Language, name: str) -> Component:
    """Spans ``ipr_deadlines``; the label is DEADLINE, the id the date in ISO form where one is named."""
    return _component(
        "ipr_deadlines",
        lambda circular: (
            (d.start, d.end, "DEADLINE", d.date.isoformat() if d.date else "") for d in circular.deadlines
        ),
    )


@Language.factory("ipr_references", assigns=["doc.spans"])
def make_references(nlp: Language, name: str) -> Component:
    """Spans ``ipr_references``: title and number; the label is the relation, the id the number."""
    return _component(
        "ipr_references",
        lambda circular: ((r.start, r.end, r.relation.upper(), r.document_number or "") for r in circular.references),
    )
