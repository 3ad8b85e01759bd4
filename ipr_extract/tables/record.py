"""A circular as plain values, for programs that read JSON."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

from ipr_extract.model import Circular, Placements

Plain = str | int | float | bool | None | list["Plain"] | dict[str, "Plain"]


def as_record(circular: Circular) -> dict[str, Plain]:
    """All that is in a circular, its text included, as dictionaries, lists and scalars; dates are ISO 8601."""
    record = _plain(circular)
    assert isinstance(record, dict)
    return record


def _plain(value: Any) -> Plain:
    if dataclasses.is_dataclass(value):
        fields = (field.name for field in dataclasses.fields(value) if field.init)
        return {name: _plain(getattr(value, name)) for name in fields}
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return {name: _plain(item) for name, item in zip(value._fields, value, strict=True)}
    if isinstance(value, tuple | Placements):
        return [_plain(item) for item in value]
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, str):
        return str(value)
    if value is None or isinstance(value, int | float):
        return value
    raise TypeError(f"{type(value).__name__} has no plain form")
