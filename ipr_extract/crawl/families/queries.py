"""JSON answers and the queries that ask for them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from ipr_extract.crawl.pages import ListingError, Page


def answer(page: Page) -> Any:
    """What the answer says; ``ListingError`` where it isn't JSON."""
    try:
        return json.loads(page.text)
    except (ValueError, RecursionError) as error:
        raise ListingError(f"the answer isn't JSON: {error}") from error


def rows(value: object) -> list[dict[str, Any]]:
    """The objects of a list; nothing where it is no list."""
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []


def text_of(row: Mapping[str, Any], *keys: str) -> str:
    """The first of the fields that holds something, as text."""
    return next((str(row[key]) for key in keys if row.get(key)), "")


def whole(value: object) -> int | None:
    """A number that may be printed as text; None where it is none."""
    try:
        return int(str(value))
    except ValueError:
        return None


def query(url: str) -> dict[str, str]:
    """The parameters of an address, the last of each name."""
    return dict(parse_qsl(urlsplit(url).query, keep_blank_values=True))


def with_query(url: str, /, **changes: str) -> str:
    """The address with parameters set, at their place where they are there already.

    >>> with_query("http://a.cn/s?p=1&q=", p="2", n="50")
    'http://a.cn/s?p=2&q=&n=50'
    """
    parts = urlsplit(url)
    return urlunsplit(parts._replace(query=urlencode(query(url) | changes)))
