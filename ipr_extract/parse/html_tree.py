"""Markup to a tree, whole or not at all: lxml reads it, BeautifulSoup mends what lxml finds no text in."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from typing import Any, NamedTuple

from lxml import etree

from ipr_extract.errors import ReadError
from ipr_extract.parse.limits import Limits

# Ten times slower than lxml and larger in memory, so only for what a person might have written.
_MENDABLE = 2_000_000
# Up to here, one element of nothing but attributes costs half a second at most.
_SMALL = 100_000


class Tree(NamedTuple):
    """The root element of a page, the markup it was made from, and who read it."""

    root: etree._Element
    source: str
    parser: str


def read_tree(source: str, limits: Limits, utf8: bytes | None = None) -> Tree:
    """The tree of ``source``, never cut in silence; ``utf8`` spares writing it as UTF-8 if it came so.

    Raises ``ReadError`` (``too_large``, ``too_deep``, ``script_only``, ``no_text``).
    """
    # No need to count in a page of fewer characters.
    elements = source.count("<") if len(source) > limits.max_elements else 0
    if elements > limits.max_elements:
        message = f"The page has some {elements:,} elements, more than the {limits.max_elements:,} that are read."
        raise ReadError("too_large", message)
    markup = source.encode("utf-8", "replace") if utf8 is None else utf8
    if b"\0" in markup:
        markup = markup.replace(b"\0", b"")
    if len(markup) > _SMALL:
        _check_attributes(markup, limits)
    root = _parse(markup)
    if root is not None and _has_text(root):
        return Tree(root, source, "lxml")
    # A page in an unclosed comment or <title>, or behind an unclosed quote, has no text for a browser or lxml;
    # html.parser takes the broken mark for text and reads on.
    if len(source) <= _MENDABLE:
        mended = _mended(source)
        root = _parse(mended.encode("utf-8", "replace"))
        if root is not None and _has_text(root):
            return Tree(root, mended, "beautifulsoup")
    raise without_text(source)


def _mended(source: str) -> str:
    """Markup of what html.parser makes of ``source``; elements whose content a browser takes for text are opened."""
    from bs4 import BeautifulSoup  # rarely needed, and a tenth of a second to import

    soup = BeautifulSoup(source, "html.parser")
    for element in soup(["title", "textarea", "xmp", "plaintext"]):
        element.unwrap()
    return str(soup)


class _AttributeCounter:
    """A target of lxml's parser that builds no tree, but notes the most attributes that an element has."""

    def __init__(self) -> None:
        self.most = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self.most = max(self.most, len(attributes))

    def close(self) -> None:
        """Nothing is built; lxml asks for the method."""


def _check_attributes(markup: bytes, limits: Limits) -> None:
    """Refuse an element of very many attributes: libxml2 takes a minute to hang 200,000 on one in its tree."""
    counter = _AttributeCounter()
    with contextlib.suppress(etree.LxmlError):  # markup without an element has no attributes either
        etree.fromstring(markup, _parser(counter))
    if counter.most > limits.max_attributes:
        message = f"The page has an element of {counter.most:,} attributes; {limits.max_attributes:,} are read at most."
        raise ReadError("too_large", message)


def _parser(target: Any = None) -> etree.HTMLParser:
    # Bytes, not str: lxml refuses a str with an XML declaration, and is faster with UTF-8. The parser's encoding
    # overrides what the page says of itself. huge_tree lifts the depth of 256 to 2,048; the network stays shut.
    return etree.HTMLParser(
        encoding="utf-8",
        huge_tree=True,
        no_network=True,
        remove_comments=True,
        remove_pis=True,
        recover=True,
        collect_ids=False,  # nothing is looked up by its id
        target=target,
    )


def _parse(markup: bytes) -> etree._Element | None:
    parser = _parser()
    try:
        root = etree.fromstring(markup, parser)
    except etree.LxmlError:  # no element at all, which is as good as no text
        return None
    log = parser.error_log
    if len(log) and log.last_error.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT:
        raise ReadError("too_deep", "The page nests its elements more than 2,000 deep; mend its markup first.")
    return root


def _has_text(root: etree._Element) -> bool:
    unseen = {"script", "style", "title", "head", "noscript", "template", "textarea"}
    for element in root.iter():
        text = None if element.tag in unseen else element.text
        if (text and not text.isspace()) or (element.tail and not element.tail.isspace()):
            return True
    return False


def without_text(source: str) -> ReadError:
    """Why a page has no text, and what to do about it."""
    lowered = source.lower()
    if "<frame" in lowered:
        return ReadError("no_text", "The page is a frame round other pages; fetch the page inside it.")
    if "<script" in lowered:
        message = "The page is script only: a firewall's test, or text that a browser builds; save the page as shown."
        return ReadError("script_only", message)
    return ReadError("no_text", "The page holds no text; fetch it again.")
