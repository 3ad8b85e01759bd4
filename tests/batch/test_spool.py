from __future__ import annotations

from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ipr_extract.batch.spool import RowSpool
from ipr_extract.tables.rows import Row

rows = st.lists(st.tuples(st.text(max_size=3), st.none() | st.integers()), max_size=6)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(rows, max_size=12), st.integers(1, 5))
def test_rows_come_back_in_their_order_and_few_at_a_time(tmp_path: Path, added: list[list[Row]], held: int) -> None:
    spool = RowSpool(tmp_path, held)
    for some in added:
        spool.add(some)
    batches = list(spool.batches())
    spool.close()
    assert [row for batch in batches for row in batch] == [row for some in added for row in some]
    assert all(len(batch) < held + 6 for batch in batches)
    assert list(tmp_path.iterdir()) == []
