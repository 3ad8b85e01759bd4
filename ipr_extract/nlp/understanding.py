"""Document → Circular: every extractor in its order, each a function over text and lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ipr_extract.model import Circular, Document, Finding, Severity
from ipr_extract.nlp.cues import find_cues
from ipr_extract.nlp.english import english_list_rule, english_statements
from ipr_extract.nlp.english_sentences import english_sentences
from ipr_extract.nlp.gluing import unglued
from ipr_extract.nlp.header import read_header
from ipr_extract.nlp.indicators import indicators
from ipr_extract.nlp.layout import find_layout
from ipr_extract.nlp.metadata import without_metadata
from ipr_extract.nlp.misprinted_labels import with_misprinted_labels
from ipr_extract.nlp.parties import addressees, issuers
from ipr_extract.nlp.places import Places
from ipr_extract.nlp.reading import Line, Reading, read
from ipr_extract.nlp.references import references
from ipr_extract.nlp.residue import with_residue
from ipr_extract.nlp.responsibility import Statement
from ipr_extract.nlp.responsibility_tables import Divided, divided_work
from ipr_extract.nlp.statements import bracket_statements, line_statements, list_rule, prose_statements
from ipr_extract.nlp.structure import labelled_lines, sections
from ipr_extract.nlp.tasks import work
from ipr_extract.nlp.text_deadlines import text_deadlines
from ipr_extract.nlp.validity import validity


def understand(document: Document) -> Circular:
    """What the document says: header, parties, sections, tasks, assignments, deadlines, indicators, references."""
    reading = with_misprinted_labels(unglued(without_metadata(read(document))))
    lines = reading.lines
    layout = find_layout(reading, lines)
    header = read_header(reading, lines, layout)
    tabled = divided_work(reading)
    listed = {lines[index].start for index in layout.addressees}  # 1. All Ministries, below a letter's To
    labelled = [item for item in labelled_lines(reading, lines) if item.line.start not in listed]
    if tabled.units:
        labelled = sorted([*labelled, *tabled.units], key=lambda item: item.label.start)
    tree = sections(reading, labelled, layout.breaks)
    stated = statements(reading, lines, tabled)
    rule = list_rule(reading, lines) if reading.chinese else english_list_rule(reading)
    done = work(reading, header, tree, stated, layout.breaks, rule)
    cues, cells = find_cues(reading.folded, chinese=reading.chinese), task_cells(reading, stated)
    places = Places(sorted((*lines, *cells), key=lambda line: line.start) if cells else lines, tree)
    spans = [(statement.start, statement.end) for statement in stated if statement.covers is None]
    late = text_deadlines(reading, header, places, done.tasks, spans, cues.times)
    circular = Circular(
        document=reading.document,
        language=reading.language,
        header=header,
        issuers=issuers(reading, lines, layout),
        addressees=addressees(reading, lines, layout),
        sections=tree,
        tasks=done.tasks,
        assignments=done.assignments,
        deadlines=tuple(sorted((*done.deadlines, *late), key=lambda one: one.start)) if late else done.deadlines,
        indicators=indicators(reading, header, places, cues),
        references=references(reading, header),
        validity=validity(reading, header, places, cues.terms) if cues.terms else None,
    )
    if not _is_circular(circular):
        return replace(circular, findings=(_NO_CIRCULAR,))
    return with_residue(reading, layout, stated, circular)


_NO_CIRCULAR = Finding(
    "no_circular",
    Severity.ERROR,
    "no circular was found in this text (no title of a known kind, number, addressees, signature or numbered units); "
    "look at the text, or leave the file out",
)


def _is_circular(circular: Circular) -> bool:
    """Whether anything that only circulars have was found; a text of another kind is said to be one."""
    header = circular.header
    return bool(
        header.document_type
        or header.document_number
        or circular.addressees
        or circular.issuers
        or circular.sections
        or circular.assignments
    )


def task_cells(reading: Reading, stated: Sequence[Statement]) -> list[Line]:
    """The cells of responsibility tables that say what is to be done, as lines: they hold figures and times too."""
    spans = sorted({statement.covers for statement in stated if statement.covers is not None})
    blocks = ((span, reading.document.block_at(span[0])) for span in spans)
    return [Line(*span, block) for span, block in blocks if block is not None]


def statements(reading: Reading, lines: Sequence[Line], tabled: Divided) -> list[Statement]:
    """The responsibility statements of a document: in brackets, after labels, in sentences, in tables."""
    if reading.chinese:
        found = [*bracket_statements(reading), *line_statements(reading, lines), *prose_statements(reading, lines)]
    else:
        found = [*english_statements(reading), *english_sentences(reading)]
    if tabled.spans:
        # What a table's columns say of a row includes what its cells say.
        found = [s for s in found if not any(start <= s.start < end for start, end in tabled.spans)]
    return sorted([*found, *tabled.statements], key=lambda s: (s.start, s.end))
