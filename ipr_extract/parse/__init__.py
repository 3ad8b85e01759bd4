"""Bytes to documents: one file a format, told apart by the bytes."""

from ipr_extract.parse.identity import Identity
from ipr_extract.parse.limits import Limits
from ipr_extract.parse.reading import read_document

__all__ = ["Identity", "Limits", "read_document"]
