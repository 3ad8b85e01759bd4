"""Pipelines: which files are read and what becomes of them, from ``pipelines/*.toml`` to typed settings."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from ipr_extract.errors import ConfigError
from ipr_extract.model.snapshot import ARCHIVE_FILE
from ipr_extract.sites import Site


class Format(StrEnum):
    """The formats that tables can be written in."""

    CSV = "csv"
    PARQUET = "parquet"
    SQLITE = "sqlite"
    JSONL = "jsonl"
    XLSX = "xlsx"


class CsvFormulas(StrEnum):
    """What becomes of a CSV cell that a spreadsheet would take for a formula.

    ``keep`` writes every cell exactly, so that ``text[start:end]`` proves it; ``escape`` puts a ``'`` before such
    a cell, for files that are opened in a spreadsheet by a double click.
    """

    KEEP = "keep"
    ESCAPE = "escape"


DEFAULT_FORMATS = (Format.CSV, Format.SQLITE, Format.PARQUET)

# Files that lie among circulars without being any: notes, data and code beside them, what a browser saves with a page.
# They are counted and named as skipped; a file that is given by its own name is read whatever it is called.
DEFAULT_EXCLUDE = (
    "README*", "LICENSE*", "*.md", "*.toml", "*.json", "*.jsonl", "*.yaml", "*.yml", "*.csv", "*.tsv", "*.parquet",
    "*.sqlite", "*.py", "*.log", "*.css", "*.js", "Thumbs.db", "desktop.ini",
)  # fmt: skip


class _Settings(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Versions(StrEnum):
    """Which versions of an archive's documents are read."""

    LATEST = "latest"
    ALL = "all"


class Source(_Settings):
    """A folder with circulars in it, or one file; or an archive.

    One of ``path`` and ``archive`` is said. Of an archive ``source`` takes the documents of that name alone (a site, a
    collection that was taken in), and ``versions`` the current one of each address or all.

    A pattern without ``/`` is held to the names of a file and of the folders on the way to it, one with ``/`` to the
    whole path relative to ``path``, or to the address of an archive's document; ``*`` stands for any characters. A file
    is read where a pattern of ``include`` fits and none of ``exclude`` does.
    """

    path: Path | None = None
    archive: Path | None = None
    source: str | None = None
    versions: Versions = Versions.LATEST
    include: tuple[str, ...] = ("*",)
    exclude: tuple[str, ...] = DEFAULT_EXCLUDE

    @model_validator(mode="after")
    def _is_one_thing(self) -> Self:
        if (self.path is None) == (self.archive is None):
            raise ValueError("a source has either a path or an archive")
        if self.archive is None and (self.source is not None or self.versions is not Versions.LATEST):
            raise ValueError("source and versions are said of an archive, not of a path")
        return self

    @property
    def place(self) -> Path:
        """The folder or file, or the archive's folder."""
        place = self.path or self.archive
        assert place is not None
        return place


class IngestLimits(_Settings):
    """How much is taken of what a stranger packed.

    ``max_file_bytes`` bounds one file or page, ``max_total_bytes`` and ``max_members`` all that comes out of one zip or
    WACZ file, ``max_ratio`` how many times its packed size a member of more than a megabyte may have: text packs to a
    tenth, a bomb to a thousandth. ``max_rows`` bounds a spreadsheet.
    """

    max_file_bytes: int = Field(default=100_000_000, gt=0)
    max_total_bytes: int = Field(default=50_000_000_000, gt=0)
    max_members: int = Field(default=500_000, gt=0)
    max_ratio: int = Field(default=200, gt=0)
    max_rows: int = Field(default=500_000, gt=0)

    @classmethod
    def load(cls, path: Path) -> Self:
        """The table ``[ingest]`` of a TOML file; raises ``ConfigError``."""
        try:
            values = tomllib.loads(path.read_text(encoding="utf-8"))
            return cls.model_validate(values.get("ingest", {}))
        except OSError as error:
            raise ConfigError(f"{path}: can't be opened: {error.strerror}") from error
        except ValidationError as error:
            raise ConfigError(f"{path}: ingest.{_one_line(error)}") from error
        except ValueError as error:
            raise ConfigError(f"{path}: not valid TOML: {error}") from error


class Output(_Settings):
    """Where the tables go, in which formats, and which tables that cost more are filled.

    ``members`` expands names of many; ``evidence`` says where each row is printed.
    """

    folder: Path = Path("output")
    formats: tuple[Format, ...] = Field(default=DEFAULT_FORMATS, min_length=1)
    csv_formulas: CsvFormulas = CsvFormulas.KEEP
    members: bool = False
    evidence: bool = False


class Ocr(StrEnum):
    """What reads scans: any engine that is installed, one by name, or none."""

    AUTO = "auto"
    RAPIDOCR = "rapidocr"
    TESSERACT = "tesseract"
    OFF = "off"


class DocumentLimits(_Settings):
    """What one document may cost, where worker processes read it; 0 is no limit, None the default (300 s, 4,000 MB).

    One process that reads by itself (the library, by default) can't be stopped from within: ``seconds`` makes it begin
    a worker.
    """

    seconds: float | None = Field(default=None, ge=0, allow_inf_nan=False)
    memory_mb: int | None = Field(default=None, ge=0)


class Pipeline(_Settings):
    """One run's settings: what is read, from folders, archives and a site, and what becomes of it.

    ``workers`` is the number of processes; None leaves it to the machine. ``check`` holds every cell of every row to
    the schema; keys and offsets are checked without it. ``ocr`` reads scans.
    """

    sources: tuple[Source, ...] = ()
    site: Site | None = None
    output: Output = Output()
    workers: int | None = Field(default=None, ge=1, le=1024)
    check: bool = False
    ocr: Ocr = Ocr.AUTO
    limits: DocumentLimits = DocumentLimits()

    @model_validator(mode="after")
    def _reads_something(self) -> Self:
        if not self.sources and self.site is None:
            raise ValueError("says neither sources nor a site to read")
        return self

    @property
    def all_sources(self) -> tuple[Source, ...]:
        """The sources, and what the archive holds of the site."""
        if self.site is None:
            return self.sources
        return (*self.sources, Source(archive=self.site.archive, source=self.site.name))

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read a pipeline file; paths in it are relative to its folder.

        Raises ``ConfigError``, one line with the file and the key, where it can't be used.
        """
        try:
            values = tomllib.loads(path.read_text(encoding="utf-8"))
        except OSError as error:
            raise ConfigError(f"{path}: can't be opened: {error.strerror}") from error
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise ConfigError(f"{path}: not valid TOML: {error}") from error
        return cls.checked(values, str(path))._relative_to(path.parent)

    @classmethod
    def checked(cls, values: dict[str, Any], name: str) -> Self:
        """Settings from plain values; ``name`` says in errors where they come from."""
        try:
            return cls.model_validate(values)
        except ValidationError as error:
            raise ConfigError(f"{name}: {_one_line(error)}") from error

    def _relative_to(self, folder: Path) -> Self:
        sources = tuple(
            s.model_copy(update={"path" if s.archive is None else "archive": _joined(folder, s.place)})
            for s in self.sources
        )
        output = self.output.model_copy(update={"folder": _joined(folder, self.output.folder)})
        site = self.site and self.site.model_copy(update={"archive": _joined(folder, self.site.archive)})
        return self.model_copy(update={"sources": sources, "output": output, "site": site})


def pipeline_for(
    paths: Sequence[Path],
    *,
    output: Path | None = None,
    formats: str | Sequence[str] | None = None,
    csv_formulas: str | None = None,
    workers: int | None = None,
    check: bool | None = None,
    members: bool | None = None,
    evidence: bool | None = None,
    ocr: str | None = None,
    timeout: float | None = None,
) -> Pipeline:
    """The settings of a run: those of a pipeline file, or of files and folders; what is given here goes before both.

    Raises ``ConfigError``.
    """
    files = [path for path in paths if path.suffix == ".toml" and not path.is_dir()]
    if files and len(paths) > 1:
        raise ConfigError(f"{files[0]}: a pipeline file is given alone, without other paths")
    values: dict[str, Any] = (
        Pipeline.load(files[0]).model_dump() if files else {"sources": [_source(path) for path in paths]}
    )
    values |= _said(workers=workers, check=check, ocr=ocr)
    values["output"] = values.get("output", {}) | _said(
        folder=output,
        formats=None if formats is None else parse_formats(formats),
        csv_formulas=csv_formulas,
        members=members,
        evidence=evidence,
    )
    values["limits"] = values.get("limits", {}) | _said(seconds=timeout)
    return Pipeline.checked(values, str(files[0]) if files else "settings")


def _said(**values: object) -> dict[str, object]:
    """The values that say something: all but None."""
    return {key: value for key, value in values.items() if value is not None}


def parse_formats(names: str | Sequence[str]) -> tuple[Format, ...]:
    """Formats from ``"csv,parquet"`` or a list of names; ``ConfigError`` names the first that is unknown."""
    given = names.split(",") if isinstance(names, str) else names
    formats = []
    for name in filter(None, (part.strip().lower() for part in given)):
        if name not in Format.__members__.values():
            raise ConfigError(f"unknown format {name!r}; known are {', '.join(Format)}")
        formats.append(Format(name))
    if not formats:
        raise ConfigError(f"no format is named; known are {', '.join(Format)}")
    return tuple(dict.fromkeys(formats))


def _source(path: Path) -> dict[str, Path]:
    # A folder with this file in it is an archive; its bytes have no names that say anything.
    return {"archive" if (path / ARCHIVE_FILE).is_file() else "path": path}


def _joined(folder: Path, path: Path) -> Path:
    # normpath, so that pipelines/../corpus is shown as corpus.
    return Path(os.path.normpath(folder / path))


def _one_line(error: ValidationError) -> str:
    first, *others = error.errors(include_url=False)
    key = ".".join(str(part) for part in first["loc"]) or "the file"
    more = f" (and {len(others)} more)" if others else ""
    return f"{key}: {first['msg'].removeprefix('Value error, ')}{more}"
