from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from ipr_extract.tables.links import Links, Wanted, tied
from ipr_extract.tables.rows import circular_rows, organisation_rows
from ipr_extract.tables.schema import TABLES, as_markdown
from ipr_extract.tables.write_csv import as_csv
from tests.handmade import AUTHORITY, circular

HERE = Path(__file__).parent
DOCS = HERE.parent.parent / "docs" / "tables.md"
MARK = "<!-- Written from ipr_extract/tables/schema.py by tests/tables/test_golden.py --update-golden -->\n"

Golden = Callable[[Path, str], None]


def test_all_tables_of_a_circular(golden: Golden) -> None:
    rows = circular_rows(circular()) | {"organisations": organisation_rows({"sample-office"}, AUTHORITY)}
    wanted = Wanted()
    rows["references"] = list(tied(Links(), rows["references"], wanted))
    rows |= {"wanted": list(wanted.rows()), "pairs": [], "pair_differences": []}
    parts = [f"# {table.name}\r\n{','.join(table.names)}\r\n{as_csv(table, rows[table.name])}\r\n" for table in TABLES]
    golden(HERE / "golden.csv", "".join(parts))


def test_the_tables_are_described_as_they_are(golden: Golden) -> None:
    prose, mark, _ = DOCS.read_text(encoding="utf-8").partition(MARK)
    assert mark
    golden(DOCS, f"{prose}{MARK}\n{as_markdown()}")
