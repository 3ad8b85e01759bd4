"""Rules as data: the TOML files beside this module."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Iterable, Mapping
from importlib import resources
from typing import Any


@functools.cache
def rules(name: str) -> Mapping[str, Any]:
    """The tables of ``data/NAME.toml``."""
    return tomllib.loads(resources.files("ipr_extract.data").joinpath(f"{name}.toml").read_text("utf-8"))


def alternatives(words: Iterable[str]) -> str:
    """The words as one alternation for a pattern, longest first, so that 牵头负责 is not read as 牵头.

    >>> alternatives(["区", "（市）", "高新区"])
    '高新区|（市）|区'
    """
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
