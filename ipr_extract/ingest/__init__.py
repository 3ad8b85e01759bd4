"""The way in without a network: WARC, WACZ and zip files, folders of saved pages, spreadsheets of links."""

from ipr_extract.ingest.found import Fault
from ipr_extract.ingest.taking import IngestReport, ingest

__all__ = ["Fault", "IngestReport", "ingest"]
