"""The archive: bytes by their sha256, never changed, and the catalogue of every fetch.

Knows SQLAlchemy and warcio; knows nothing of what the bytes mean.
"""

from ipr_extract.archive.archive import Archive, Link, open_archive
from ipr_extract.archive.fetches import Known, Version
from ipr_extract.archive.hosts import RobotsFile
from ipr_extract.archive.listings import Item, ListingState
from ipr_extract.archive.runs import HostConduct, Run, RunFinding

__all__ = [
    "Archive",
    "HostConduct",
    "Item",
    "Known",
    "Link",
    "ListingState",
    "RobotsFile",
    "Run",
    "RunFinding",
    "Version",
    "open_archive",
]
