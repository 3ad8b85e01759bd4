"""WACZ 1.1.1: WARC files with an index and a list of pages in one zip file, as replay tools open them."""

from __future__ import annotations

import gzip
import hashlib
import json
import shutil
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from urllib.parse import urlsplit

from ipr_extract.archive.warc_write import Written, target_uri
from ipr_extract.model.snapshot import ResourceKind, Snapshot

_HEAD = {"format": "json-pages-1.0", "id": "pages", "title": "All Pages"}


def write_wacz(
    target: Path, warcs: Sequence[Path], written: Iterable[Written], more: Mapping[str, Path], *, software: str
) -> None:
    """Write ``target`` of WARC files, and of ``more`` files under the names given. The same input, the same bytes."""
    records = [record for record in written if record.length]
    created = max((record.snapshot.recorded_at for record in records), default="1980-01-01T00:00:00Z")
    resources: list[dict[str, object]] = []
    with zipfile.ZipFile(target, "x", zipfile.ZIP_STORED) as archive:
        resources.extend(_add(archive, f"archive/{path.name}", path) for path in warcs)
        index = gzip.compress("".join(_index_lines(records)).encode(), mtime=0)
        resources.append(_add(archive, "indexes/index.cdx.gz", index))
        resources.append(_add(archive, "pages/pages.jsonl", "".join(_page_lines(records)).encode()))
        for name, path in sorted(more.items()):
            resources.append(_add(archive, name, path))
        package = json.dumps(
            {
                "profile": "data-package", "wacz_version": "1.1.1", "software": software, "created": created,
                "resources": resources,
            },
            indent=1,
        ).encode()  # fmt: skip
        digest = {"path": "datapackage.json", "hash": "sha256:" + hashlib.sha256(package).hexdigest()}
        _add(archive, "datapackage.json", package)
        _add(archive, "datapackage-digest.json", json.dumps(digest, indent=1).encode())


def _add(archive: zipfile.ZipFile, name: str, content: bytes | Path) -> dict[str, object]:
    # Without its own time: the same content is the same zip file.
    info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    info.external_attr = 0o644 << 16
    if isinstance(content, bytes):
        archive.writestr(info, content)
        digest, size = hashlib.sha256(content).hexdigest(), len(content)
    else:
        with content.open("rb") as file, archive.open(info, "w", force_zip64=True) as member:
            shutil.copyfileobj(file, member, 1 << 20)
        with content.open("rb") as file:
            digest, size = hashlib.file_digest(file, "sha256").hexdigest(), content.stat().st_size
    return {"name": name.rpartition("/")[2], "path": name, "hash": f"sha256:{digest}", "bytes": size}


def _index_lines(records: Iterable[Written]) -> Iterable[str]:
    """The index (CDXJ): a line a record, sorted by the key of its address and its time."""
    lines = []
    for record in records:
        snapshot = record.snapshot
        entry = {
            "url": target_uri(snapshot), "status": str(snapshot.status or 200),
            "mime": "warc/revisit" if record.record_type == "revisit" else _mime(snapshot),
            "digest": f"sha256:{snapshot.sha256}" if snapshot.sha256 else "-", "length": str(record.length),
            "offset": str(record.offset), "filename": record.file,
        }  # fmt: skip
        lines.append(f"{_key(target_uri(snapshot))} {_timestamp(snapshot)} {json.dumps(entry)}\n")
    return sorted(lines)


def _page_lines(records: Iterable[Written]) -> Iterable[str]:
    yield json.dumps(_HEAD) + "\n"
    for record in records:
        snapshot = record.snapshot
        if record.record_type != "revisit" and snapshot.kind is ResourceKind.DOCUMENT:
            page = {"url": target_uri(snapshot), "ts": snapshot.retrieved_at or snapshot.recorded_at}
            yield json.dumps(page | {"id": str(snapshot.fetch_id), "title": ""}, ensure_ascii=False) + "\n"


def _key(url: str) -> str:
    """An address with its host turned round (``example,a)/b?c``): the key that such an index is sorted by."""
    try:
        parts = urlsplit(url.lower())
    except ValueError:  # [ in a host that is no address: listed as it stands
        return url.lower()
    host = ",".join(reversed(parts.netloc.removeprefix("www.").split(".")))
    return f"{host}){parts.path or '/'}" + (f"?{parts.query}" if parts.query else "")


def _timestamp(snapshot: Snapshot) -> str:
    return "".join(filter(str.isdigit, snapshot.retrieved_at or snapshot.recorded_at))


def _mime(snapshot: Snapshot) -> str:
    return (snapshot.media_type or "application/octet-stream").partition(";")[0].strip()
