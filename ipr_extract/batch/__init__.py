"""Many documents to tables: inputs, workers, the files of a run and its report.

The room isn't called ``run`` because ``ipr_extract.run`` is the function that runs it.
"""

from ipr_extract.batch.library import extract, run
from ipr_extract.batch.report import RunReport

__all__ = ["RunReport", "extract", "run"]
