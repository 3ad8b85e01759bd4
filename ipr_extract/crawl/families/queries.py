"""JSON answers and the queries that ask for them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, unquote_plus, urlencode, urlsplit, urlunsplit

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


def with_defaults(url: str, defaults: Mapping[str, str], stated: Mapping[str, str]) -> str:
    """The address with the parameters that are stated, and with the defaults of those that it lacks."""
    given = query(url)
    return with_query(url, **({name: defaults[name] for name in defaults if name not in given} | dict(stated)))


def with_query(url: str, /, **changes: str) -> str:
    """The address with parameters set, at their place where they are there already; the others stay as they are.

    >>> with_query("http://a.cn/s?p=1&q=%B9%AB&q=", p="2", n="50")
    'http://a.cn/s?p=2&q=%B9%AB&q=&n=50'
    """
    parts = urlsplit(url)
    left, made = dict(changes), []
    for piece in filter(None, parts.query.split("&")):
        name = unquote_plus(piece.partition("=")[0])
        if name not in changes:
            made.append(piece)
        elif name in left:
            made.append(urlencode({name: left.pop(name)}))
    return urlunsplit(parts._replace(query="&".join([*made, *filter(None, [urlencode(left)])])))
