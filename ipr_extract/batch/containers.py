"""The documents in a container (a zip archive, a mail, a saved page): each is a file to read like any other.

A container is listed by the one who comes upon it; its members then go out among the workers, so that a large archive
is read by all of them, and a member that ends its worker takes no other with it.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from pathlib import Path

from ipr_extract.batch.inputs import InputFile, Skipped, SkipReason, fits, is_saved_with_page
from ipr_extract.errors import ReadError
from ipr_extract.parse.containers import WITHIN, Container, members
from ipr_extract.parse.media import sniff

Unpack = Callable[[bytes], Container | None]

_NAMED = 3  # members that a message names
# Folders that macOS puts into each archive that it makes.
_OF_SYSTEMS = "__MACOSX"


def listed(file: InputFile, container: Container) -> tuple[tuple[InputFile, ...], tuple[Skipped, ...]]:
    """The members of ``file`` that are to be read, and those that are passed over as files of a folder would be.

    Raises ``ReadError`` for a container of nothing.
    """
    read: list[InputFile] = []
    skipped: list[Skipped] = []
    found = members(container)
    names = frozenset(member.name for member in found)
    for member in found:
        source = f"{file.source}{WITHIN}{member.name}"
        reason = _reason_to_skip(member.name, file.exclude, names)
        if reason is not None:
            skipped.append(Skipped(source, reason))
        else:
            # What is known of the file's fetching is known of what came in it; its digest is its own.
            url = member.url or file.url
            read.append(replace(file, source=source, size=member.size, url=url, sha256=None, member=member))
    return tuple(read), tuple(skipped)


def _reason_to_skip(name: str, exclude: Sequence[str], names: Collection[str]) -> SkipReason | None:
    parts = name.split("/")
    # What begins with two dots would lead out of a folder; here names lead nowhere.
    if _OF_SYSTEMS in parts or any(part.startswith(".") and part.strip(".") for part in parts):
        return SkipReason.HIDDEN
    if fits(name, exclude):
        return SkipReason.EXCLUDED
    folders = itertools.accumulate(parts[:-1], "{}/{}".format)
    return SkipReason.SAVED if any(is_saved_with_page(folder, names) for folder in folders) else None


def member_bytes(file: InputFile, unpack: Unpack) -> bytes:
    """The bytes of a file that is a member of a container; raises ``ReadError``, ``OSError``."""
    assert file.member is not None
    if file.member.refusal is not None:
        raise file.member.refusal
    *way, last = file.member.trail
    return _opened(file.path, tuple(way), unpack).read(last)


@functools.lru_cache(maxsize=4)  # a container and those in it, for the members that follow
def _opened(path: str, way: tuple[int, ...], unpack: Unpack) -> Container:
    data = _opened(path, way[:-1], unpack).read(way[-1]) if way else Path(path).read_bytes()
    container = unpack(data)
    if container is None:
        raise ReadError("unreadable", "The file has changed since it was listed; run it again.")
    return container


def forget() -> None:
    """Close the containers that are open."""
    _opened.cache_clear()


def only_document(file: InputFile, container: Container, unpack: Unpack) -> tuple[bytes, str]:
    """The one member of a container that is a document of a format that is read: its bytes and its name.

    Raises ``ReadError``: ``several_documents``, which says how they are read, or why the only one can't be.
    """
    read, skipped = listed(file, container)
    if not read:
        raise ReadError("empty", f"Nothing to read is in {file.source}, only such as {skipped[0].source}.")
    found: list[tuple[bytes, str]] = []
    refusal: ReadError | None = None
    for member in read:
        try:
            data = _bytes_in(container, member, unpack)
            sniff(data)
        except ReadError as error:
            refusal = refusal or error
            continue
        found.append((data, member.source))
        if len(found) > 1:
            raise _several(file, read)
    if not found and refusal is not None:
        raise refusal
    return found[0]


def named_document(file: InputFile, container: Container, name: str, unpack: Unpack) -> tuple[bytes, str]:
    """The member of a container that is listed as ``name``; raises ``ReadError``."""
    whole = InputFile(file.path, file.source, file.size)  # what is named is read, whatever it is called
    read, _ = listed(whole, container)
    wanted = f"{file.source}{WITHIN}{name}"
    member = next((member for member in read if member.source == wanted), None)
    if member is None:
        raise ReadError("not_found", f"{file.source} holds nothing called {name!r}.")
    return _bytes_in(container, member, unpack), wanted


def _bytes_in(container: Container, file: InputFile, unpack: Unpack) -> bytes:
    assert file.member is not None
    if file.member.refusal is not None:
        raise file.member.refusal
    *way, last = file.member.trail
    for index in way:
        inner = unpack(container.read(index))
        assert inner is not None, "it was listed as one"
        container = inner
    return container.read(last)


def _several(file: InputFile, read: Sequence[InputFile]) -> ReadError:
    names = [member.source.removeprefix(file.source + WITHIN) for member in read]
    some = ", ".join(names[:_NAMED]) + (", …" if len(names) > _NAMED else "")
    message = (
        f"{file.source} holds several documents ({len(names)}: {some}); name one, such as {read[0].source}, "
        "or read all with `ipr-extract run` (ipr_extract.run)."
    )
    return ReadError("several_documents", message)


def found_in(path: Path) -> tuple[Path, str] | None:
    """The container and the member's name that ``a.zip!/b.pdf`` means; None where it means a file or nothing."""
    written = path.as_posix()
    at = written.find(WITHIN)
    while at > 0:
        container = Path(written[:at])
        if container.is_file():
            return container, written[at + len(WITHIN) :]
        at = written.find(WITHIN, at + 1)
    return None
