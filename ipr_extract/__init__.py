"""Government circulars to tables: who must do what by when, every row traceable to its place in the source.

>>> import ipr_extract
>>> circular = ipr_extract.extract("关于做好有关工作的通知\\n各区人民政府：\\n一、加强领导。（市财政局负责）")
>>> [assignment.organisation for assignment in circular.assignments]
['市财政局']

``extract`` reads one circular, ``to_frames`` makes pandas data frames of circulars, ``run`` reads a batch and
writes its tables, ``members`` says whom a name of many meant on a day.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

__version__ = "0.1.0"

# The public names and where they live. They are looked up when they are first used (PEP 562): the command line
# answers --help, and a worker begins, without the libraries that only some of them need.
_HOMES = {
    "extract": "ipr_extract.batch",
    "run": "ipr_extract.batch",
    "RunReport": "ipr_extract.batch",
    "to_frames": "ipr_extract.tables.frames",
    "members": "ipr_extract.normalize",
    "IprExtractError": "ipr_extract.errors",
    "ReadError": "ipr_extract.errors",
    "ConfigError": "ipr_extract.errors",
    "Circular": "ipr_extract.model",
    "Document": "ipr_extract.model",
}

if TYPE_CHECKING:
    from ipr_extract.batch import RunReport, extract, run
    from ipr_extract.errors import ConfigError, IprExtractError, ReadError
    from ipr_extract.model import Circular, Document
    from ipr_extract.normalize import members
    from ipr_extract.tables.frames import to_frames
else:

    def __getattr__(name):
        if name not in _HOMES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return getattr(importlib.import_module(_HOMES[name]), name)


__all__ = [
    "Circular",
    "ConfigError",
    "Document",
    "IprExtractError",
    "ReadError",
    "RunReport",
    "__version__",
    "extract",
    "members",
    "run",
    "to_frames",
]
