"""Document → Circular: header, addressees, sections, assignments, deadlines and references."""

from ipr_extract.nlp.understanding import understand

__all__ = ["understand"]
