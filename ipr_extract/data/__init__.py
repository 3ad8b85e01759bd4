"""Rules as data: the files of this folder, read once and checked, as values."""

from ipr_extract.data.authority import name_pattern, organisations, read_organisations
from ipr_extract.data.gazetteer import Place, places, read_places
from ipr_extract.data.registry import Registry, registry
from ipr_extract.data.rules import alternatives, rules

__all__ = [
    "Place",
    "Registry",
    "alternatives",
    "name_pattern",
    "organisations",
    "places",
    "read_organisations",
    "read_places",
    "registry",
    "rules",
]
