"""The documents of an archive as files to read: the rest of a run can't tell the difference."""

from __future__ import annotations

from collections.abc import Iterator

from ipr_extract.batch.inputs import InputFile
from ipr_extract.config import Source, Versions
from ipr_extract.errors import ArchiveError, ConfigError, OptionalDependencyError


def held(source: Source) -> Iterator[InputFile]:
    """What an archive holds for a pipeline, by address, each version once.

    Raises ``ConfigError`` where it can't be opened.
    """
    try:
        from ipr_extract.archive import open_archive
    except ImportError as error:
        raise OptionalDependencyError("archives need the extra: pip install 'ipr_extract[crawl]'") from error
    try:
        with open_archive(source.place, create=False) as archive:
            every = source.versions is Versions.ALL
            for kept in archive.documents(source=source.source, every_version=every):
                sha256 = str(kept.sha256)
                # Of an address with several versions each is told apart by its number.
                name = f"{kept.address}#version-{kept.version}" if every else kept.address
                yield InputFile(str(archive.path_of(sha256)), name, kept.size or 0, kept.url, kept.retrieved_at, sha256)
    except ArchiveError as error:
        raise ConfigError(str(error)) from error
