"""The package's functions for other programs: one circular, or a batch."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING

from ipr_extract.batch.containers import found_in, named_document, only_document
from ipr_extract.batch.document import Stages, default_stages, load
from ipr_extract.batch.inputs import InputFile
from ipr_extract.batch.report import RunReport
from ipr_extract.batch.runner import run_pipeline
from ipr_extract.config import DEFAULT_EXCLUDE, CsvFormulas, Format, pipeline_for
from ipr_extract.errors import ReadError
from ipr_extract.model import Circular

if TYPE_CHECKING:
    from ipr_extract.tables.frames import DataFrame

# A name longer than this is no file's (NAME_MAX of common file systems).
_LONGEST_NAME = 255


class ExtractedCircular(Circular):
    """A circular that was read here: it makes its own data frames."""

    __slots__ = ()

    def to_frames(self) -> dict[str, DataFrame]:
        """The circular's tables by name; columns and types as in ``docs/tables.md``."""
        from ipr_extract.tables.frames import to_frames  # pandas is slow to import, and few need it

        return to_frames(self)


def extract(source: Path | bytes | str) -> ExtractedCircular:
    """Read and understand one circular.

    ``source`` is a file (a ``Path``), a file's content (``bytes``), or a string: that of a path where such a file
    exists, else the text of a circular, plain or HTML. Of a zip archive or a mail the one document in it is read;
    ``a.zip!/b.pdf`` names one of several.

    Raises ``ReadError`` where it can't be read; its ``code`` says why (``empty``, ``encrypted``, …;
    ``several_documents`` for a container of more than one). A short string of one line that names no file is
    ``not_found``, not a text.
    """
    circular = _extract(source)
    return ExtractedCircular(**{field.name: getattr(circular, field.name) for field in fields(circular)})


def _extract(source: Path | bytes | str) -> Circular:
    stages = default_stages()
    if isinstance(source, bytes):
        return stages.extract(*_document(source, InputFile("", "bytes", len(source), exclude=DEFAULT_EXCLUDE), stages))
    if isinstance(source, str) and _is_text(source):
        # An HTML text may still claim the encoding of the file that it came from; the BOM goes before the claim.
        encoding = "utf-8-sig" if "charset" in source.lower() else "utf-8"
        return stages.extract(source.encode(encoding), "text")
    return stages.extract(*document_bytes(Path(source), stages))


def document_bytes(path: Path, stages: Stages) -> tuple[bytes, str]:
    """The bytes of the document that ``path`` means, and its name: a file's, or a member's of a container.

    Raises ``ReadError``.
    """
    try:
        inside = None if path.exists() else found_in(path)
        file, name = inside or (path, None)
        given = InputFile(str(file), file.name, file.stat().st_size, exclude=DEFAULT_EXCLUDE)
        data = load(given, stages.max_bytes)
    except FileNotFoundError as error:
        raise ReadError("not_found", f"{path}: no such file.") from error
    except OSError as error:
        raise ReadError("unreadable", f"{path}: can't be opened: {error.strerror}.") from error
    return _document(data, given, stages, name)


def _document(data: bytes, file: InputFile, stages: Stages, name: str | None = None) -> tuple[bytes, str]:
    container = stages.unpack(data)
    if container is None:
        if name is not None:
            raise ReadError("not_found", f"{file.source} is no archive or mail: nothing called {name!r} is in it.")
        return data, file.source
    if name is not None:
        return named_document(file, container, name, stages.unpack)
    return only_document(file, container, stages.unpack)


def run(
    inputs: Path | str | Sequence[Path | str],
    output: Path | str | None = None,
    *,
    formats: str | Sequence[str | Format] | None = None,
    csv_formulas: str | CsvFormulas | None = None,
    workers: int | None = 1,
    check: bool | None = None,
    members: bool | None = None,
    evidence: bool | None = None,
    ocr: str | None = None,
    timeout: float | None = None,
    progress: bool | None = None,
) -> RunReport:
    """Read a batch of circulars and write its tables below ``output`` (by default ``output``, or the pipeline's).

    ``inputs`` are files and folders, or one pipeline file. ``workers`` is the number of processes;
    None leaves it to the pipeline and the machine. More than one asks for ``if __name__ == "__main__":`` in the script
    that calls. ``check`` holds every cell to the schema, which is slower. ``members`` fills the table of that name:
    whom the documents mean by ``国务院各部委``, as of their dates; ``evidence`` the one that says where on
    its page each row is printed. ``ocr`` (``auto``, ``rapidocr``, ``tesseract``, ``off``) reads scans. ``timeout`` is
    how many seconds a document may take: with it even one worker is a process of its own, that can be ended; without
    it one worker has no limits of time and memory, several have the pipeline's. ``progress`` shows how far it is; None
    does where standard error is a terminal.

    Documents that can't be read are in the report, never raised. Raises ``ConfigError`` for settings that can't be
    used.
    """
    paths = [inputs] if isinstance(inputs, Path | str) else list(inputs)
    settings = pipeline_for(
        [Path(path) for path in paths],
        output=None if output is None else Path(output),
        formats=formats,
        csv_formulas=csv_formulas,
        workers=workers,
        check=check,
        members=members,
        evidence=evidence,
        ocr=ocr,
        timeout=timeout,
    )
    return run_pipeline(settings, show_progress=progress)


def _is_text(source: str) -> bool:
    if os.path.exists(source):  # noqa: PTH110 - Path.exists raises for a text too long for a name
        return False
    return "\n" in source or len(source) > _LONGEST_NAME
