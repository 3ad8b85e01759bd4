"""Which files are read, under which names, in which order; and which are passed over, and why."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from fnmatch import translate
from functools import cache
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from ipr_extract.config import Source
from ipr_extract.errors import ConfigError

if TYPE_CHECKING:
    from ipr_extract.parse.containers import Member

_SAVED_WITH = ("_files", ".files")
_Match = Callable[[str], re.Match[str] | None]


class SkipReason(StrEnum):
    """Why a file below an input folder isn't read."""

    HIDDEN = "its name begins with a dot"
    EXCLUDED = "the pipeline's patterns leave it out"
    SAVED = "a browser saved it with a page"
    LINK = "a symbolic link out of the folder, or to a folder"
    SPECIAL = "not a regular file"


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file to read. ``path`` opens it; ``source`` names it in tables and is never opened. ``size`` in bytes.

    ``url`` and ``retrieved_at`` (ISO 8601) are those of a file that was fetched. ``sha256`` is that of an archive's
    file, which has to be its bytes'. ``member`` says which one of the container at ``path`` is meant; ``exclude`` are
    the patterns of members that aren't read, where it is a container.
    """

    path: str
    source: str
    size: int
    url: str | None = None
    retrieved_at: str | None = None
    sha256: str | None = None
    exclude: tuple[str, ...] = ()
    member: Member | None = None


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file or folder that is passed over."""

    source: str
    reason: SkipReason


@dataclass(frozen=True, slots=True)
class Inputs:
    """All that was found below the sources, each file once as read or as skipped."""

    files: tuple[InputFile, ...]
    skipped: tuple[Skipped, ...]


def collect(sources: Sequence[Source], output: Path) -> Inputs:
    """Find the sources' files, in the order of the sources and in each by relative path.

    ``output`` and what is in it are no input. Raises ``ConfigError`` where a source isn't there.
    """
    files: list[InputFile] = []
    skipped: list[Skipped] = []
    for source in sources:
        if source.archive is not None:
            # Without an archive nobody needs the catalogue's library.
            from ipr_extract.batch.archived import held

            found = [_unless_left_out(item, source) for item in held(source)]
            files += (item for item in found if isinstance(item, InputFile))
            skipped += (item for item in found if isinstance(item, Skipped))
        elif source.place.is_dir():
            found = sorted(_walk(source, output.resolve()), key=lambda item: item.source)
            files += (item for item in found if isinstance(item, InputFile))
            skipped += (item for item in found if isinstance(item, Skipped))
        elif os.path.exists(source.place):  # noqa: PTH110 - Path.exists raises where a parent folder is closed
            name, size = _printable(source.place.name), _size(source.place)
            files.append(InputFile(str(source.place), name, size, exclude=source.exclude))
        else:
            raise ConfigError(f"{source.place}: no such file or folder")
    return Inputs(tuple(_told_apart(files)), tuple(skipped))


def _walk(source: Source, output: Path) -> Iterator[InputFile | Skipped]:
    root = source.place.resolve()
    waiting = [source.place]
    while waiting:
        folder = waiting.pop()
        try:
            entries = list(os.scandir(folder))
        except OSError:
            # A folder that can't be listed is reported like a file that can't be opened, by opening it.
            yield InputFile(str(folder), _relative(folder, source.place), 0)
            continue
        names = {entry.name for entry in entries}
        for entry in entries:
            path = Path(entry.path)
            relative = _relative(path, source.place)
            reason = _reason_to_skip(entry, relative, source, root)
            if reason is None and is_saved_with_page(entry.name, names) and entry.is_dir():
                reason = SkipReason.SAVED
            if reason is not None:
                yield Skipped(relative, reason)
            elif not entry.is_dir():
                yield InputFile(entry.path, relative, _size(path), exclude=source.exclude)
            elif path.resolve() != output:
                waiting.append(path)


def _reason_to_skip(entry: os.DirEntry[str], relative: str, source: Source, root: Path) -> SkipReason | None:
    if entry.name.startswith("."):
        return SkipReason.HIDDEN
    if fits(relative, source.exclude):
        return SkipReason.EXCLUDED
    if entry.is_symlink() and (entry.is_dir() or not Path(entry.path).resolve().is_relative_to(root)):
        return SkipReason.LINK
    if entry.is_dir():
        return None
    if not entry.is_file():
        return SkipReason.SPECIAL
    return None if fits(relative, source.include) else SkipReason.EXCLUDED


def is_saved_with_page(folder: str, names: Collection[str]) -> bool:
    """Whether a folder is what a browser saves with a page: ``page_files`` where ``names`` hold ``page.html``."""
    stem = next((folder.removesuffix(end) for end in _SAVED_WITH if folder.endswith(end)), None)
    return stem is not None and (f"{stem}.html" in names or f"{stem}.htm" in names)


def _unless_left_out(file: InputFile, source: Source) -> InputFile | Skipped:
    wanted = fits(file.source, source.include) and not fits(file.source, source.exclude)
    return replace(file, exclude=source.exclude) if wanted else Skipped(file.source, SkipReason.EXCLUDED)


def fits(relative: str, patterns: Sequence[str]) -> bool:
    """Whether a relative path is held by one of ``patterns``, as ``config.Source`` means them."""
    of_parts, of_paths = _compiled(tuple(patterns))
    return of_paths(relative) is not None or any(map(of_parts, relative.split("/")))


@cache
def _compiled(patterns: tuple[str, ...]) -> tuple[_Match, _Match]:
    """Patterns held to each name on the way to a file, and those held to its whole path."""
    of_parts = [translate(pattern) for pattern in patterns if "/" not in pattern]
    of_paths = [translate(pattern) for pattern in patterns if "/" in pattern]
    # An alternative that never fits stands for no patterns.
    return re.compile("|".join(of_parts) or "(?!)").match, re.compile("|".join(of_paths) or "(?!)").match


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        # Gone or closed since it was listed: opening it will say so.
        return 0


def _relative(path: Path, folder: Path) -> str:
    return _printable(path.relative_to(folder).as_posix())


def _printable(name: str) -> str:
    # A name that isn't UTF-8 on disk (GBK from an old archive) can be opened but not written into a table.
    return os.fsencode(name).decode("utf-8", "replace")


def _told_apart(files: Sequence[InputFile]) -> Iterator[InputFile]:
    """The same relative path in two input folders gets the folder's name before it."""
    count = Counter(file.source for file in files)
    for file in files:
        if count[file.source] > 1 and file.sha256 is None:
            path = Path(file.path)
            root = path.parents[len(PurePosixPath(file.source).parts) - 1]
            file = replace(file, source=_printable(f"{root.resolve().name}/{file.source}"))
        yield file
