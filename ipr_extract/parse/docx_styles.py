"""What Word's paragraph styles say of the paragraphs that bear them: how they are set, and in which list."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from ipr_extract.model import Alignment
from ipr_extract.parse.docx_numbering import Numbering, W, attribute, number

_ALIGNMENTS = {
    "left": Alignment.LEFT,
    "start": Alignment.LEFT,
    "both": Alignment.LEFT,
    "distribute": Alignment.LEFT,
    "center": Alignment.CENTER,
    "right": Alignment.RIGHT,
    "end": Alignment.RIGHT,
}
_BODY_TEXT = 9  # the outline level of what is no heading
_DEEPEST = 30  # styles that are based on each other


@dataclass(frozen=True, slots=True)
class Setting:
    """How a paragraph is set; None is not said, hence inherited. ``list_id`` "0" takes it out of any list."""

    alignment: Alignment | None = None
    outline: int | None = None
    list_id: str | None = None
    depth: int | None = None

    def over(self, other: Setting) -> Setting:
        """This setting, and ``other`` for what it doesn't say."""
        return Setting(
            self.alignment or other.alignment,
            other.outline if self.outline is None else self.outline,
            other.list_id if self.list_id is None else self.list_id,
            other.depth if self.depth is None else self.depth,
        )

    @property
    def is_heading(self) -> bool:
        """Whether the paragraph stands in the document's outline."""
        return self.outline is not None and 0 <= self.outline < _BODY_TEXT


def read_setting(properties: etree._Element | None) -> Setting:
    """What ``<w:pPr>`` itself says."""
    if properties is None:
        return Setting()
    outline, numbered = properties.find(f"{W}outlineLvl"), properties.find(f"{W}numPr")
    depth = None if numbered is None else numbered.find(f"{W}ilvl")
    list_id = None if numbered is None else numbered.find(f"{W}numId")
    return Setting(
        _ALIGNMENTS.get(attribute(properties.find(f"{W}jc"), "val")),
        None if outline is None else number(outline, default=_BODY_TEXT),
        None if list_id is None else attribute(list_id, "val"),
        None if depth is None else number(depth),
    )


class Styles:
    """The paragraph styles of one document, each with what it takes from the style that it is based on."""

    def __init__(self, root: etree._Element | None, numbering: Numbering) -> None:
        self._numbering = numbering
        self._own: dict[str, tuple[Setting, str]] = {}
        self._whole: dict[str, Setting] = {}
        self._default = ""
        for style in () if root is None else root.iterchildren(f"{W}style"):
            name = attribute(style, "styleId")
            if attribute(style, "type", "paragraph") != "paragraph" or not name:
                continue
            own = read_setting(style.find(f"{W}pPr"))
            self._own[name] = (own, attribute(style.find(f"{W}basedOn"), "val"))
            if attribute(style, "default") in ("1", "true", "on"):
                self._default = name

    def of(self, properties: etree._Element | None) -> Setting:
        """How a paragraph with these properties is set: by itself, else by its style."""
        style = "" if properties is None else attribute(properties.find(f"{W}pStyle"), "val")
        return read_setting(properties).over(self._style(style or self._default))

    def _style(self, name: str) -> Setting:
        known = self._whole.get(name)
        if known is None:
            known = Setting()
            chain, seen = name, 0
            while chain in self._own and seen < _DEEPEST:
                own, base = self._own[chain]
                if own.list_id is not None and own.depth is None:
                    depth = self._numbering.level_of_style(own.list_id, chain)
                    own = Setting(own.alignment, own.outline, own.list_id, depth)
                known = known.over(own)
                chain, seen = base, seen + 1
            self._whole[name] = known
        return known
