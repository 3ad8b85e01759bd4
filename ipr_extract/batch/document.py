"""One document through all stages, whatever happens in them: rows if it can be read, a finding if it can't."""

from __future__ import annotations

import dataclasses
import hashlib
import itertools
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from ipr_extract.batch.containers import Unpack, listed, member_bytes
from ipr_extract.batch.folder import text_name
from ipr_extract.batch.inputs import InputFile, Skipped
from ipr_extract.errors import ReadError
from ipr_extract.model import Circular, Document, Finding, Severity
from ipr_extract.parse.containers import Container
from ipr_extract.tables.checks import check_rows
from ipr_extract.tables.evidence import evidence_rows
from ipr_extract.tables.rows import Rows, authority, circular_rows, finding_row

STAGES = ("read", "understand", "normalise", "rows", "texts")


def no_container(data: bytes) -> Container | None:
    """What ``Stages.unpack`` is where every file is one document."""
    return None


@dataclass(frozen=True, slots=True)
class Stages:
    """What is done to a document. Functions of a module, so that worker processes can be told of them.

    A stage refuses a document with ``ReadError``. ``max_bytes`` bounds what is loaded from a file at all; ``unpack``
    opens what holds several documents, and gives None for what is one.
    ``whole_check`` holds rows to all of the schema, not to keys and offsets alone; with ``evidence`` the table of that
    name says where each row is printed.
    """

    read: Callable[[bytes, str], Document]
    understand: Callable[[Document], Circular]
    normalise: Callable[[Circular], Circular]
    unpack: Unpack = no_container
    max_bytes: int = 100_000_000
    whole_check: bool = False
    evidence: bool = False

    def extract(self, data: bytes, source: str) -> Circular:
        """Bytes to a circular; raises ``ReadError``."""
        return self.normalise(self.understand(self.read(data, source)))


@dataclass(frozen=True, slots=True)
class Options:
    """What the package's own stages do beside what they always do.

    ``ocr`` names the engine that reads scans, ``threads`` how many cores it may keep busy (None: all).
    """

    whole_check: bool = False
    members: bool = False
    evidence: bool = False
    ocr: str = "auto"
    threads: int | None = None


def default_stages(options: Options | None = None) -> Stages:
    """The package's own stages; imports their libraries."""
    from ipr_extract.nlp import understand
    from ipr_extract.normalize import normalise, normalise_with_members
    from ipr_extract.parse import read_document
    from ipr_extract.parse.containers import unpacked
    from ipr_extract.parse.limits import Limits
    from ipr_extract.parse.ocr import Recognition

    options = options or Options()
    normalising = normalise_with_members if options.members else normalise
    read = partial(read_document, recognition=Recognition(options.ocr, threads=options.threads))
    return Stages(read, understand, normalising, unpacked, Limits().max_bytes, options.whole_check, options.evidence)


@dataclass(frozen=True, slots=True)
class Failure:
    """A document that gave no rows: the finding's code, and one line that says why."""

    source: str
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file.

    ``rows`` holds at least a finding where ``failure`` is set. ``text`` is the document's one text in UTF-8.
    ``seconds`` are those of each of ``STAGES`` that was gone through. Of a container nothing is told but what is
    ``inside`` it and what of it was ``skipped``.
    """

    source: str
    document_id: str | None
    rows: Rows
    text: bytes = b""
    failure: Failure | None = None
    seconds: tuple[float, ...] = ()
    inside: tuple[InputFile, ...] = ()
    skipped: tuple[Skipped, ...] = ()

    @property
    def is_container(self) -> bool:
        """Whether there is no document here, but those inside."""
        return bool(self.inside or self.skipped)


def process(file: InputFile, stages: Stages) -> Outcome:
    """Take one file through all stages, or list what is inside. Never raises for what a document or a stage does."""
    data: bytes | None = None
    try:
        data = data_of(file, stages)
        container = stages.unpack(data) if file.member is None else None
        if container is None:
            return _through(data, file, stages)
        if file.sha256 is not None and hashlib.sha256(data).hexdigest() != file.sha256:
            raise _altered()
        inside, skipped = listed(file, container)
        return Outcome(file.source, None, {}, inside=inside, skipped=skipped)
    except ReadError as error:
        code, message = error.code, str(error)
    except MemoryError:
        code, message = "out_of_memory", "It needs more memory than a document has; split it or raise the limit."
    except OSError as error:
        code, message = "unreadable", f"The file can't be opened: {error.strerror or error}."
    except Exception as error:  # one document's fault, or ours on it, is reported and the batch goes on
        code, message = "crashed", f"The program failed on this document: {_where(error)}."
    return failed(file, code, message, None if data is None else hashlib.sha256(data).hexdigest()[:16])


def process_and_write(file: InputFile, stages: Stages, texts: Path) -> Outcome:
    """The same as ``process``, with the document's text written into ``texts`` and not in what is returned.

    Of equal bytes the text is the same, whoever writes it last. Raises ``OSError`` where it can't be written.
    """
    outcome = process(file, stages)
    if outcome.failure is not None or outcome.is_container:
        return outcome
    begun = time.perf_counter()
    (texts / text_name(str(outcome.document_id))).write_bytes(outcome.text)
    seconds = (*outcome.seconds, time.perf_counter() - begun)
    return Outcome(outcome.source, outcome.document_id, outcome.rows, seconds=seconds)


def data_of(file: InputFile, stages: Stages) -> bytes:
    """The bytes of a file or of a container's member; raises ``ReadError``, ``OSError``."""
    return load(file, stages.max_bytes) if file.member is None else member_bytes(file, stages.unpack)


def load(file: InputFile, max_bytes: int) -> bytes:
    """The file's bytes; ``ReadError`` where there are more than may be loaded."""
    if file.size > max_bytes:
        raise ReadError(
            "too_large", f"The file has {file.size / 1e6:.1f} MB, more than the {max_bytes / 1e6:.1f} MB that are read."
        )
    return Path(file.path).read_bytes()


def failed(file: InputFile, code: str, message: str, document_id: str | None = None) -> Outcome:
    """The outcome of a file that gave nothing but a finding."""
    line = " ".join(message.split())
    finding = Finding(code, Severity.ERROR, f"{file.source}: {line}")
    rows: Rows = {"findings": [finding_row(file.source, document_id, finding)]}
    return Outcome(file.source, document_id, rows, failure=Failure(file.source, code, line))


def _through(data: bytes, file: InputFile, stages: Stages) -> Outcome:
    times = [time.perf_counter()]
    document = stages.read(data, file.source)
    if file.retrieved_at is not None or file.url is not None:
        document = dataclasses.replace(document, url=file.url or document.url, retrieved_at=file.retrieved_at)
    if file.sha256 is not None and document.sha256 != file.sha256:
        raise _altered()
    times.append(time.perf_counter())
    circular = stages.understand(document)
    times.append(time.perf_counter())
    circular = stages.normalise(circular)
    times.append(time.perf_counter())
    rows = circular_rows(circular)
    if stages.evidence:
        rows["evidence"] = evidence_rows(circular.document, rows)
    check_rows(rows, authority(), whole=stages.whole_check)
    text = circular.document.text.encode()
    times.append(time.perf_counter())
    seconds = tuple(after - before for before, after in itertools.pairwise(times))
    return Outcome(file.source, circular.document.document_id, rows, text, seconds=seconds)


def _altered() -> ReadError:
    return ReadError("damaged", "The archive's bytes are not those that were kept; run ipr-extract archive verify.")


def _where(error: Exception) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    place = f" ({Path(frames[-1].filename).name}:{frames[-1].lineno})" if frames else ""
    return f"{type(error).__name__}: {error}{place}".strip()
