"""Old Word files, those of WPS, Rich Text and OpenDocument: LibreOffice, where it is installed, makes .docx of them.

The program runs in a folder of its own that goes with it, without macros, and with its way to the network shut: a
document that names a picture elsewhere fetches nothing.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from dataclasses import replace
from pathlib import Path

from ipr_extract.errors import ReadError
from ipr_extract.model import Document
from ipr_extract.parse.docx import parse_docx
from ipr_extract.parse.identity import Identity
from ipr_extract.parse.limits import Limits
from ipr_extract.parse.media import DOC, ODT, RTF

_PROGRAMS = ("soffice", "libreoffice")
_SECONDS = 120
# LibreOffice trusts a file's name more than its bytes.
_KINDS = {
    DOC: (".doc", "an old Word file (.doc, .wps)"),
    RTF: (".rtf", "a Rich Text file (.rtf)"),
    ODT: (".odt", "an OpenDocument text (.odt)"),
}
_OPTIONS = ("--headless", "--norestore", "--nologo", "--nolockcheck", "--nodefault", "--convert-to", "docx")
# A proxy that nobody answers at: what a document refers to on the network can't be reached.
_NOWHERE = "http://127.0.0.1:9"


def parse_office(data: bytes, identity: Identity, limits: Limits) -> Document:
    """The document of a file that LibreOffice can read.

    Raises ``ReadError``: ``office_missing`` where LibreOffice isn't installed, ``damaged``, ``timeout``, and what
    ``parse_docx`` raises.
    """
    limits.check_bytes(len(data))
    ending, kind = _KINDS[identity.media_type]
    program = next((path for name in _PROGRAMS if (path := shutil.which(name)) is not None), None)
    if program is None:
        raise ReadError("office_missing", f"This is {kind}; install LibreOffice to have it read, or save it as PDF.")
    with tempfile.TemporaryDirectory(prefix="ipr-extract-") as folder:
        converted = _convert(program, data, Path(folder), ending)
    if converted is None:
        raise ReadError("damaged", f"This is {kind} that LibreOffice can't read; save it as PDF or HTML.")
    return replace(parse_docx(converted, identity, limits), parser="docx (libreoffice)")


def _convert(program: str, data: bytes, folder: Path, ending: str) -> bytes | None:
    source = folder / f"document{ending}"
    source.write_bytes(data)
    command = [program, f"-env:UserInstallation={(folder / 'profile').as_uri()}", *_OPTIONS, "--outdir", str(folder)]
    shut = dict.fromkeys(("http_proxy", "https_proxy", "ftp_proxy", "all_proxy"), _NOWHERE)
    environment = {**os.environ, **shut, "HOME": str(folder), "SAL_USE_VCLPLUGIN": "svp"}
    # In a group of its own: the program starts others, which end with it.
    with subprocess.Popen(
        [*command, str(source)], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        stdin=subprocess.DEVNULL, start_new_session=True,
    ) as running:  # fmt: skip
        try:
            running.wait(_SECONDS)
        except subprocess.TimeoutExpired as error:
            message = f"LibreOffice needs more than {_SECONDS} seconds for it; save it as PDF or HTML."
            raise ReadError("timeout", message) from error
        finally:
            if hasattr(os, "killpg"):
                _end_group(running.pid)
    target = folder / "document.docx"
    return target.read_bytes() if target.exists() else None


def _end_group(leader: int) -> None:
    """End what is left of a process group; there is nothing left of one that has ended well."""
    try:
        os.killpg(leader, signal.SIGKILL)
    except ProcessLookupError:
        return
