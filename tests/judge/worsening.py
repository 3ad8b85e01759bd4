"""A run as a worse program would have made it: rows lost, doubled and changed, always the same ones."""

from __future__ import annotations

import csv
import random
import shutil
from pathlib import Path


def write_worse(run: Path, folder: Path, seed: int = 12) -> Path:
    """A copy of the run in ``folder`` in which a tenth of the rows is lost and as many are changed or doubled."""
    chance = random.Random(seed)
    shutil.copytree(run, folder, dirs_exist_ok=True)
    csv.field_size_limit(2**31 - 1)
    for path in sorted((folder / "tables").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            rows, columns = list(reader), reader.fieldnames or ()
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns)
            writer.writeheader()
            for row in rows:
                writer.writerows(_worse(row, chance))
    return folder


def _worse(row: dict[str, str], chance: random.Random) -> list[dict[str, str]]:
    kind = chance.choices(["keep", "lose", "twice", "change"], [7, 1, 1, 1])[0]
    changed = chance.choice([name for name in row if name in _CHANGED] or [""])
    if kind == "change" and row.get(changed):
        row = row | {changed: row[changed][:-1]}
    return [row] * {"lose": 0, "twice": 2}.get(kind, 1)


_CHANGED = ("title", "document_number", "name", "organisation", "path", "date", "written_date")
