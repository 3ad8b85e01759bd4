"""Circular → Circular: numbering judged, organisations resolved as of the document's date."""

from ipr_extract.model import Circular
from ipr_extract.normalize.numbering import repair_numbering
from ipr_extract.normalize.organisations import normalize_organisations
from ipr_extract.normalize.resolver import default_resolver

__all__ = ["normalise"]


def normalise(circular: Circular) -> Circular:
    """The circular with its numbering judged and its organisations resolved; what is printed stays as it is."""
    return normalize_organisations(repair_numbering(circular), default_resolver())
