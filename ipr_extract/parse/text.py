"""Plain text and Markdown: a paragraph a line, or lines cut at a fixed width joined back to paragraphs; and tables."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ipr_extract.errors import ReadError
from ipr_extract.model import BlockKind, Document, Finding
from ipr_extract.parse.assembly import Draft, assemble
from ipr_extract.parse.cleaning import clean
from ipr_extract.parse.encoding import decode
from ipr_extract.parse.furniture import mark_furniture
from ipr_extract.parse.identity import Identity
from ipr_extract.parse.limits import Limits
from ipr_extract.parse.markdown import is_markdown, markdown_drafts
from ipr_extract.parse.media import MARKDOWN
from ipr_extract.parse.metadata_labels import claim_metadata
from ipr_extract.parse.text_tables import may_hold_tables, tables_apart
from ipr_extract.parse.wrapping import at_indents, paragraphs

# What ends a line besides \n: the form feed of a printed page, Word's soft line break, Unicode's separators.
_LINE_END = re.compile("[\n\x0b\x0c\x85\u2028\u2029]")


def parse_text(data: bytes, identity: Identity, limits: Limits) -> Document:
    """The document of a plain text. Raises ``ReadError``: ``too_large``, ``empty``, ``binary``."""
    limits.check_bytes(len(data), limits.max_markup_bytes)
    decoded = decode(data)
    if (ends := decoded.text.count("\n")) > limits.max_elements:
        raise ReadError(
            "too_large", f"The text has {ends:,} lines, more than the {limits.max_elements:,} that are read."
        )
    lines = [clean(line).rstrip() for line in _LINE_END.split(decoded.text)]
    if is_markdown(decoded.text):
        read = claim_metadata(markdown_drafts(lines))
        identity = replace(identity, media_type=MARKDOWN)
        return _assembled(read, identity, "markdown", limits, decoded.findings)
    body: list[Draft] = []
    for piece in tables_apart(lines) if may_hold_tables(decoded.text) else (lines,):
        if isinstance(piece, Draft):
            body.append(piece)
        else:
            body += [Draft(BlockKind.PARAGRAPH, text) for joined in paragraphs(piece) for text in at_indents(joined)]
    return _assembled(claim_metadata(body), identity, "text", limits, decoded.findings)


def _assembled(
    body: Sequence[Draft], identity: Identity, parser: str, limits: Limits, findings: tuple[Finding, ...]
) -> Document:
    drafts = [mark_furniture(draft) for draft in body]
    if not drafts:
        raise ReadError("empty", "The document holds only white space; fetch it again.")
    return assemble(drafts, identity, parser, limits, findings=findings)
