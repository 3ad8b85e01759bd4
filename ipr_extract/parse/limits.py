"""How much of a stranger's document is read before it is refused."""

from __future__ import annotations

from dataclasses import dataclass

from ipr_extract.errors import ReadError

_MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on one document; each is refused with a ``ReadError`` where it is passed.

    ``max_bytes`` holds for every format, ``max_unpacked_bytes`` for all that is read of a zip package, and with
    ``max_members`` and ``max_nesting`` for all that is in a zip archive or mail, containers within it included;
    ``max_tags`` for the XML of a package, five bytes of which may ask for a hundred of memory;
    ``max_pixels`` for one picture;
    ``max_markup_bytes`` for HTML and text, whose trees need some ten times the memory of their bytes.
    ``max_characters`` bounds the text that is built, whatever the format. ``max_elements`` bounds a page's tree and
    the lines of a text, ``max_attributes`` one element, and ``max_depth`` how deep they are nested: old pages that
    never close a tag nest every paragraph one deeper, and from 2,048 levels on lxml would cut in silence.
    """

    max_bytes: int = 100 * _MEGABYTE
    max_unpacked_bytes: int = 300 * _MEGABYTE
    max_tags: int = 4_000_000
    max_markup_bytes: int = 15 * _MEGABYTE
    max_characters: int = 15 * _MEGABYTE
    max_pages: int = 3_000
    max_members: int = 100_000
    max_nesting: int = 4
    max_pixels: int = 90_000_000
    max_elements: int = 400_000
    max_depth: int = 2_000
    max_attributes: int = 1_000
    max_table_cells: int = 200_000
    max_table_depth: int = 20

    def check_bytes(self, size: int, most: int | None = None) -> None:
        """Refuse ``size`` bytes above ``most`` (by default ``max_bytes``) with ``ReadError("too_large")``."""
        allowed = self.max_bytes if most is None else most
        if size > allowed:
            sizes = f"{size / _MEGABYTE:.1f} MB, more than the {allowed / _MEGABYTE:.1f} MB that are read"
            raise ReadError("too_large", f"The document has {sizes}; split it or raise the limit.")
