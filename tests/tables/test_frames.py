from __future__ import annotations

import json

import pandas
import pytest

import ipr_extract
from ipr_extract.tables.record import as_record
from ipr_extract.tables.schema import BY_NAME, TABLES
from tests.handmade import AUTHORITY, TEXT, circular


@pytest.fixture(autouse=True)
def _authority(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ipr_extract.tables.frames.authority", lambda: AUTHORITY)


def test_frames_of_circulars() -> None:
    frames = ipr_extract.to_frames([circular(), circular("again.pdf")])
    assert list(frames) == [table.name for table in TABLES]
    assert frames["documents"]["source"].tolist() == ["folder/sample.pdf"]
    assert frames["deadlines"]["date"].tolist() == [pandas.Timestamp("2024-12-31")]
    assert frames["assignments"]["open_list"].dtype == "boolean"
    assert frames["assignments"]["organisation_id"].isna().tolist() == [False, True]
    assert frames["organisations"]["organisation_id"].tolist() == [
        "sample-office", "sample-commission", "sample-government", "sample-ministry",
    ]  # fmt: skip


def test_one_circular_needs_no_list() -> None:
    assert len(ipr_extract.to_frames(circular())["tasks"]) == 1


def test_frames_of_nothing_are_typed() -> None:
    frames = ipr_extract.to_frames([])
    for name, frame in frames.items():
        assert tuple(frame.columns) == BY_NAME[name].names
        assert len(frame) == 0
    assert frames["tasks"]["start"].dtype == "Int64"
    assert frames["documents"]["written_date"].dtype == "datetime64[s]"


def test_a_record_is_json_with_the_text_and_every_value() -> None:
    record = json.loads(json.dumps(as_record(circular()), ensure_ascii=False))
    assert record["document"]["text"] == TEXT
    assert record["assignments"][0]["role"] == "lead"
    assert record["header"]["written_date"] == "2024-03-05"
    assert record["document"]["blocks"][0]["regions"][0]["page"] == 1
    assert "_starts" not in record["document"]
