"""What an element's tag and ``style`` say about how a reader sees it."""

from __future__ import annotations

import functools
import re
from enum import Enum, auto
from typing import NamedTuple

from ipr_extract.model import Alignment


class Kind(Enum):
    """How an element takes part in the text."""

    INLINE = auto()
    BLOCK = auto()
    HEADING = auto()
    BREAK = auto()
    ITEM = auto()
    PREFORMATTED = auto()
    TABLE = auto()
    UNSEEN = auto()


_TAGS = {
    Kind.BLOCK: "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset "
    "figcaption figure footer form header hgroup html legend main menu nav ol option optgroup p search section summary "
    "tbody td tfoot th thead tr ul",
    Kind.HEADING: "h1 h2 h3 h4 h5 h6",
    Kind.BREAK: "br hr",
    Kind.ITEM: "li",
    Kind.PREFORMATTED: "pre xmp listing plaintext",
    Kind.TABLE: "table",
    Kind.UNSEEN: "script style head meta link title base template noscript noframes iframe object embed applet "
    "canvas svg audio video map area input select button textarea datalist img param source track frameset frame "
    "col colgroup rp",
}
KINDS = {tag: kind for kind, tags in _TAGS.items() for tag in tags.split()}


class Style(NamedTuple):
    """What a ``style`` attribute declares; None is not declared, hence inherited."""

    hidden: bool = False
    block: bool | None = None
    alignment: Alignment | None = None
    preformatted: bool | None = None
    numbering: str | None = None

    @property
    def is_run(self) -> bool:
        """Whether an inline element so styled is a run of its paragraph's text, seen and spaced like the rest."""
        return not self.hidden and self.block is None and self.preformatted is None


PLAIN = Style()
# style="TEXT-ALIGN: center; font-weight:700" → ("text-align", "center")
_DECLARATION = re.compile(
    r"(?:^|;)\s*(?P<name>display|visibility|text-align|white-space|list-style(?:-type)?)"
    r"\s*:\s*(?P<value>[^;]{1,200})"
)
ALIGNMENTS = {
    "left": Alignment.LEFT,
    "start": Alignment.LEFT,
    "justify": Alignment.LEFT,
    "center": Alignment.CENTER,
    "middle": Alignment.CENTER,
    "-webkit-center": Alignment.CENTER,
    "-moz-center": Alignment.CENTER,
    "right": Alignment.RIGHT,
    "end": Alignment.RIGHT,
}
_MEMORABLE = 500  # characters; a page may hold styles of a megabyte, which no memory between pages should keep
_BLOCK_DISPLAYS = ("block", "flex", "grid", "list-item", "table", "table-row", "table-cell", "flow-root")


def parse_style(text: str) -> Style:
    """What the ``style`` attribute ``text`` declares; the last declaration of a property counts."""
    return _remembered(text) if len(text) <= _MEMORABLE else _parsed(text)


def _parsed(text: str) -> Style:
    found = _DECLARATION.finditer(text.lower())
    declared = {match["name"]: match["value"].replace("!important", "").strip() for match in found}
    if not declared:
        return PLAIN
    display = declared.get("display", "")
    space = declared.get("white-space")
    return Style(
        hidden=display == "none" or declared.get("visibility") in ("hidden", "collapse"),
        block=True if display in _BLOCK_DISPLAYS else False if display.startswith("inline") else None,
        alignment=ALIGNMENTS.get(declared.get("text-align", "")),
        preformatted=None if space is None else space in ("pre", "pre-wrap", "pre-line", "break-spaces"),
        numbering=declared.get("list-style-type") or declared.get("list-style"),
    )


# Pages of one site, and of one editor anywhere, share their styles: a few hundred make up nearly all.
_remembered = functools.lru_cache(maxsize=2048)(_parsed)
