"""Circular → Circular: numbering judged, organisations resolved as of the document's date, collectives expanded."""

from ipr_extract.model import Circular
from ipr_extract.normalize.collectives import default_collectives, with_members
from ipr_extract.normalize.members import OrganisationMember, members
from ipr_extract.normalize.numbering import repair_numbering
from ipr_extract.normalize.organisations import normalize_organisations
from ipr_extract.normalize.resolver import default_resolver

__all__ = ["OrganisationMember", "members", "normalise", "normalise_with_members"]


def normalise(circular: Circular) -> Circular:
    """The circular with its numbering judged and its organisations resolved; what is printed stays as it is."""
    return normalize_organisations(repair_numbering(circular), default_resolver())


def normalise_with_members(circular: Circular) -> Circular:
    """The same, with the members of the collectives that it names."""
    return with_members(normalise(circular), default_collectives(), default_resolver())
