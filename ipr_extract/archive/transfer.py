"""A whole archive as one folder, tar or WACZ file, and back: the same catalogue, the same bytes.

A folder or a tar is a bag (BagIt, RFC 8493): ``data/catalogue/TABLE.jsonl`` holds the catalogue as text, a row a line,
``data/objects/ab/abcd…`` the bytes, and ``manifest-sha256.txt`` the digest of each file, which ``sha256sum -c`` checks.
A WACZ has the bytes in WARC records and the catalogue beside them. Whatever was exported once gives the same file.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import lzma
import re
import shutil
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from sqlalchemy import Table, func, insert, select, text

from ipr_extract.archive.archive import Archive, open_archive
from ipr_extract.archive.clock import SYSTEM_CLOCK, Clock
from ipr_extract.archive.database import Database, as_json
from ipr_extract.archive.fetches import snapshot_of
from ipr_extract.archive.schema import FETCHES, HOSTS, LEASES, META, METADATA, OBJECTS
from ipr_extract.archive.wacz import write_wacz
from ipr_extract.archive.warc_read import payloads
from ipr_extract.archive.warc_write import MAX_BYTES, WarcFiles, write_warcs
from ipr_extract.errors import ArchiveError
from ipr_extract.zip_members import UNSOUND

# What is true only now and here: whose turn it is at a host.
_PASSING = (HOSTS, LEASES)
_TABLES: tuple[Table, ...] = tuple(table for table in METADATA.sorted_tables if table not in _PASSING)
_CATALOGUE = re.compile(r"(?:data/)?catalogue/(?P<table>[a-z]+)\.jsonl")
_OBJECT = re.compile(r"data/objects/[0-9a-f]{2}/(?P<sha256>[0-9a-f]{64})")
_WARC = re.compile(r"archive/[^/]+\.warc(?:\.gz)?")
_MANIFEST = "manifest-sha256.txt"
_ROWS = 1000
# Bytes are checked in memory, and nothing so large is ever fetched; a catalogue may be of any size.
_LARGEST_OBJECT = 2_000_000_000


@dataclass(frozen=True, slots=True)
class Transferred:
    """How much was carried over."""

    fetches: int
    objects: int
    bytes: int


def export_archive(archive: Archive, target: Path, *, software: str, warc_bytes: int = MAX_BYTES) -> Transferred:
    """Write the archive to ``target``: ``….wacz``, ``….tar``, else a folder. Nothing may be there yet.

    It appears when it is whole. Raises ``ArchiveError`` where something in the archive is damaged.
    """
    if target.exists():
        raise ArchiveError(f"{target}: is there already; an export writes over nothing")
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".export-", dir=target.parent) as scratch:
        made, catalogue = Path(scratch) / "made", Path(scratch) / "catalogue"
        catalogue.mkdir()
        objects = _dump(archive.database, catalogue)
        files = {path.name: path for path in sorted(catalogue.iterdir())}
        if target.suffix == ".wacz":
            warcs = Path(scratch) / "warcs"
            warcs.mkdir()
            _export_wacz(archive, objects, made, warcs, files, software, warc_bytes)
        elif target.suffix == ".tar":
            with tarfile.open(made, "x", format=tarfile.PAX_FORMAT) as tar:
                _export_bag(archive, objects, files, lambda name, data: _add_to_tar(tar, name, data))
        else:
            _export_bag(archive, objects, files, lambda name, data: _add_to_folder(made, name, data))
        fetches = sum(1 for _ in _dumped(files[f"{FETCHES.name}.jsonl"]))
        made.rename(target)
    return Transferred(fetches, len(objects), sum(objects.values()))


def import_archive(
    source: Path, location: Path | str, *, folder: Path | None = None, clock: Clock = SYSTEM_CLOCK
) -> Transferred:
    """Make of an export the archive that it was, at ``location``, where none may be yet (or an empty one).

    An import that was stopped can be begun again. Raises ``ArchiveError`` where the export isn't whole.
    """
    with tempfile.TemporaryDirectory(prefix="ipr-import-") as scratch, _members(source) as members:
        manifest: dict[str, str] = {}
        held: list[str] = []
        archive: Archive | None = None
        try:
            for name, size, file in members:
                if name == _MANIFEST:
                    manifest = _read_manifest(file)
                elif found := _CATALOGUE.fullmatch(name):
                    _take_catalogue(source, name, file, Path(scratch) / found["table"], manifest)
                elif (found := _OBJECT.fullmatch(name)) or _WARC.fullmatch(name):
                    if found and size > _LARGEST_OBJECT:
                        raise ArchiveError(f"{source}: {name} is larger than anything in an archive")
                    archive = archive or _begin(source, Path(scratch), location, folder, clock)
                    held += _take_bytes(source, name, file, archive, found and found["sha256"])
            archive = archive or _begin(source, Path(scratch), location, folder, clock)
            return _load(source, archive, Path(scratch), frozenset(held))
        finally:
            if archive is not None:
                archive.close()


def _dump(database: Database, folder: Path) -> dict[str, int]:
    """Write all tables as they are at one moment; returns the objects and their sizes."""
    objects: dict[str, int] = {}
    with database.reading(whole=True) as connection:
        for table in _TABLES:
            rows = connection.execution_options(yield_per=_ROWS).execute(select(table).order_by(*table.primary_key))
            with (folder / f"{table.name}.jsonl").open("w", encoding="utf-8", newline="\n") as file:
                for row in rows.mappings():
                    file.write(as_json(dict(row)) + "\n")
                    if table is OBJECTS:
                        objects[row["sha256"]] = row["size"]
    return objects


def _export_bag(
    archive: Archive,
    objects: Mapping[str, int],
    catalogue: Mapping[str, Path],
    add: Callable[[str, bytes | Path], None],
) -> None:
    lines = [f"{_digest(path)}  data/catalogue/{name}\n" for name, path in catalogue.items()]
    lines += [f"{sha256}  {_object_name(sha256)}\n" for sha256 in objects]
    size = sum(path.stat().st_size for path in catalogue.values()) + sum(objects.values())
    add("bagit.txt", b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n")
    info = f"External-Identifier: {archive.archive_id}\nPayload-Oxum: {size}.{len(lines)}\n"
    add("bag-info.txt", info.encode())
    add(_MANIFEST, "".join(lines).encode())
    for name, path in catalogue.items():
        add(f"data/catalogue/{name}", path)
    for sha256 in objects:
        add(_object_name(sha256), archive.read(sha256))


def _export_wacz(
    archive: Archive, objects: Mapping[str, int], target: Path, folder: Path, catalogue: Mapping[str, Path],
    software: str, warc_bytes: int,
) -> None:  # fmt: skip
    files = WarcFiles(folder, "fetches", archive_id=archive.archive_id, software=software, max_bytes=warc_bytes)
    # Of the dump and not of the archive, into which others may write meanwhile.
    rows = _dumped(catalogue[f"{FETCHES.name}.jsonl"])
    snapshots = (snapshot_of(row | {"size": objects.get(row["sha256"])}) for row in rows)
    written = write_warcs(snapshots, archive.read, files)
    write_wacz(target, files.paths, written, {f"catalogue/{n}": p for n, p in catalogue.items()}, software=software)


def _dumped(file: Path) -> Iterator[dict[str, Any]]:
    with file.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _object_name(sha256: str) -> str:
    return f"data/objects/{sha256[:2]}/{sha256}"


def _add_to_folder(folder: Path, name: str, data: bytes | Path) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(data, bytes):
        path.write_bytes(data)
    else:
        shutil.copyfile(data, path)


def _add_to_tar(tar: tarfile.TarFile, name: str, data: bytes | Path) -> None:
    info = tarfile.TarInfo(name)
    info.mode = 0o644
    with io.BytesIO(data) if isinstance(data, bytes) else data.open("rb") as file:
        info.size = len(data) if isinstance(data, bytes) else data.stat().st_size
        tar.addfile(info, file)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextlib.contextmanager
def _members(source: Path) -> Iterator[Iterator[tuple[str, int, BinaryIO]]]:
    """The files of an export with name and size, the catalogue's before the bytes; none is unpacked by its name."""
    try:
        if source.is_dir():
            yield _of_folder(source)
        elif zipfile.is_zipfile(source):
            with _unsound_told():
                archive = zipfile.ZipFile(source)
            with archive:
                yield _of_zip(archive)
        else:
            with tarfile.open(source, "r:") as tar:
                yield _of_tar(tar)
    except (tarfile.TarError, zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError) as error:
        raise ArchiveError(f"{source}: no export of an archive, or damaged: {error}") from error
    except OSError as error:
        raise ArchiveError(f"{error.filename or source}: {error.strerror or error}") from error


def _of_folder(source: Path) -> Iterator[tuple[str, int, BinaryIO]]:
    for path in (source / _MANIFEST, *sorted((source / "data").rglob("*"))):
        if path.is_file():
            with path.open("rb") as file:
                yield path.relative_to(source).as_posix(), path.stat().st_size, file


@contextlib.contextmanager
def _unsound_told() -> Iterator[None]:
    """What ``zipfile`` says of an unsound file in any of its ways, as ``BadZipFile``."""
    try:
        yield
    except UNSOUND as error:
        raise zipfile.BadZipFile(str(error)) from error


def _of_zip(archive: zipfile.ZipFile) -> Iterator[tuple[str, int, BinaryIO]]:
    for info in sorted(
        archive.infolist(), key=lambda info: (not info.filename.startswith("catalogue/"), info.filename)
    ):
        with _unsound_told():
            file = archive.open(info)
        with file:
            yield info.filename, info.file_size, file  # type: ignore[misc]  # a reader of bytes, if not by name


def _of_tar(tar: tarfile.TarFile) -> Iterator[tuple[str, int, BinaryIO]]:
    for info in tar:
        file = tar.extractfile(info) if info.isreg() else None
        if file is not None:
            yield info.name, info.size, file  # type: ignore[misc]


def _read_manifest(file: BinaryIO) -> dict[str, str]:
    lines = file.read().decode("utf-8", "replace").splitlines()
    return {name: digest for digest, _, name in (line.partition("  ") for line in lines)}


def _take_catalogue(source: Path, name: str, file: BinaryIO, path: Path, manifest: Mapping[str, str]) -> None:
    with path.open("wb") as copy:
        shutil.copyfileobj(file, copy, 1 << 20)
    if name in manifest and manifest[name] != _digest(path):
        raise ArchiveError(f"{source}: {name} is damaged: its digest is not that of the manifest")


def _take_bytes(source: Path, name: str, file: BinaryIO, archive: Archive, sha256: str | None) -> list[str]:
    """Keep the bytes of an object, or those of a WARC's records; returns their digests."""
    if sha256 is None:
        return [archive.objects.write(body) for body in _payloads(source, file)]
    names = [archive.objects.write(file.read())]
    if names != [sha256]:
        raise ArchiveError(f"{source}: {name} is damaged: its bytes are not those of its name")
    return names


def _payloads(source: Path, file: BinaryIO) -> Iterator[bytes]:
    with tempfile.TemporaryFile() as copy:
        shutil.copyfileobj(file, copy, 1 << 20)
        copy.seek(0)
        try:
            yield from payloads(copy)
        except ValueError as error:
            raise ArchiveError(f"{source}: a WARC record is damaged: {error}") from error


def _begin(source: Path, scratch: Path, location: Path | str, folder: Path | None, clock: Clock) -> Archive:
    ids = [row["value"] for row in _rows(source, scratch, META) if row["key"] == "archive_id"]
    if not ids:
        raise ArchiveError(
            f"{source}: no export of an archive: it has no catalogue (WARC and WACZ: ipr-extract ingest)"
        )
    archive = open_archive(location, folder=folder, clock=clock, archive_id=ids[0])
    with archive.database.reading() as connection:
        taken = connection.execute(select(func.count()).select_from(FETCHES)).scalar_one()
    if taken or archive.archive_id != ids[0]:
        archive.close()
        raise ArchiveError(f"{location}: an archive is there already; import into a new place")
    return archive


def _rows(source: Path, scratch: Path, table: Table) -> Iterator[dict[str, Any]]:
    path = scratch / table.name
    if not path.exists():
        return
    columns = {column.name for column in table.columns}
    with path.open(encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            try:
                row = json.loads(line)
            except ValueError as error:
                raise ArchiveError(f"{source}: catalogue/{table.name}.jsonl, line {number}: {error}") from error
            if not isinstance(row, dict) or set(row) != columns:
                raise ArchiveError(f"{source}: catalogue/{table.name}.jsonl, line {number}: not a row of this table")
            yield row


def _load(source: Path, archive: Archive, scratch: Path, held: frozenset[str]) -> Transferred:
    """Fill the catalogue in one transaction."""
    missing = [row["sha256"] for row in _rows(source, scratch, OBJECTS) if row["sha256"] not in held]
    if missing:
        raise ArchiveError(f"{source}: {len(missing)} files are missing, such as {missing[0]}")
    counts: dict[str, int] = {}
    size = sum(row["size"] for row in _rows(source, scratch, OBJECTS))
    with archive.database.writing(durable=True) as connection:
        for table in _TABLES:
            if table is META:
                continue
            rows: list[dict[str, Any]] = []
            for row in _rows(source, scratch, table):
                counts[table.name] = counts.get(table.name, 0) + 1
                rows.append(row)
                if len(rows) == _ROWS:
                    connection.execute(insert(table), rows)
                    rows = []
            if rows:
                connection.execute(insert(table), rows)
            if archive.database.is_postgresql and table.autoincrement_column is not None:
                _count_on(connection, table)
    return Transferred(counts.get("fetches", 0), counts.get("objects", 0), size)


def _count_on(connection: Any, table: Table) -> None:
    """PostgreSQL counts on from the numbers that were put in."""
    column = table.autoincrement_column
    assert column is not None
    connection.execute(
        text(
            f"SELECT setval(pg_get_serial_sequence('{table.name}', '{column.name}'), max({column.name})) "
            f"FROM {table.name} HAVING max({column.name}) IS NOT NULL"
        )
    )
