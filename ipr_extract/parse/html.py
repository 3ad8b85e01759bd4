"""HTML pages: bytes to the circular's paragraphs and tables, with the site's own lines marked as such."""

from __future__ import annotations

from dataclasses import replace

from ipr_extract.errors import ReadError
from ipr_extract.model import BlockKind, Document
from ipr_extract.parse.assembly import Draft, assemble
from ipr_extract.parse.encoding import declared_charset, decode
from ipr_extract.parse.furniture import mark_furniture
from ipr_extract.parse.html_blocks import Region, read_region
from ipr_extract.parse.html_body import find_body
from ipr_extract.parse.html_metadata import read_lead, without_list_above
from ipr_extract.parse.html_tree import Tree, read_tree, without_text
from ipr_extract.parse.identity import Identity
from ipr_extract.parse.limits import Limits
from ipr_extract.parse.metadata_labels import claim_metadata
from ipr_extract.parse.site_families import sites


def parse_html(data: bytes, identity: Identity, limits: Limits) -> Document:
    """The document of an HTML page or a fragment of one.

    Raises ``ReadError``: ``too_large``, ``too_deep``, ``binary``, ``script_only``, ``no_text``, ``blocked_page``.
    """
    limits.check_bytes(len(data), limits.max_markup_bytes)
    decoded = decode(data, declared_charset(data))
    tree = read_tree(decoded.text, limits, decoded.utf8)
    region = find_body(tree)
    body = _read_body(tree, region, limits)
    lead = read_lead(tree.root, region, body)
    body = without_list_above(claim_metadata(body), lead.metadata)
    drafts = [*lead.drafts, *map(mark_furniture, body)]
    _refuse_blocked(drafts)
    return assemble(
        drafts, identity, f"html ({tree.parser})", limits, metadata=lead.metadata, findings=decoded.findings
    )


def _read_body(tree: Tree, region: Region, limits: Limits) -> list[Draft]:
    """The blocks of ``region``; where it shows none, what is hidden in it, then whatever is on the page."""
    whole = next(tree.root.iter("body"), tree.root)
    for attempt in (region, replace(region, hidden=True), Region(whole), Region(whole, hidden=True)):
        drafts = read_region(attempt, limits)
        if drafts:
            return drafts
    raise without_text(tree.source)


def _refuse_blocked(drafts: list[Draft]) -> None:
    """Raise ``ReadError("blocked_page")`` for a page that only says that there is no page."""
    texts = [draft.text for draft in drafts if draft.kind is not BlockKind.FURNITURE]
    blocked = sites().blocked
    if sum(map(len, texts)) > blocked.longest:
        return
    text = "\n".join(texts)
    phrase = next((phrase for phrase in blocked.phrases if phrase in text), None)
    if phrase is not None:
        message = f"The site sent a notice ({phrase!r}) instead of the document; fetch it again later or by hand."
        raise ReadError("blocked_page", message)
