"""What is known of sites' pages: ``data/site_families.toml``, read once and checked."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING, Any

from ipr_extract.errors import ConfigError
from ipr_extract.model import MetadataField

if TYPE_CHECKING:  # a text's labels need no lxml
    from lxml import etree

_PART = re.compile(r"(?P<tag>[A-Za-z][\w-]*)?(?:#(?P<id>[\w-]+))?(?P<classes>(?:\.[\w-]+)*)")  # td.b12c, #zoom, .a.b


@dataclass(frozen=True, slots=True)
class _Part:
    tag: str | None
    id: str | None
    classes: frozenset[str]

    def matches(self, element: etree._Element) -> bool:
        return (
            (self.tag is None or element.tag == self.tag)
            and (self.id is None or element.get("id") == self.id)
            and (not self.classes or self.classes <= set((element.get("class") or "").split()))
        )


@dataclass(frozen=True, slots=True)
class Selector:
    """Which elements are meant, and ``least``: the share of the page's prose or the length that one must have."""

    parts: tuple[_Part, ...]
    least: float

    @property
    def name(self) -> str:
        """The id, class or tag of the element itself by which it is looked up: ``#zoom``, ``.cont``, ``article``."""
        own = self.parts[-1]
        return f"#{own.id}" if own.id else f".{min(own.classes)}" if own.classes else own.tag or "*"

    def matches(self, element: etree._Element) -> bool:
        """Whether ``element`` is one, given the elements round it."""
        if not self.parts[-1].matches(element):
            return False
        above: Iterator[etree._Element] = element.iterancestors()
        return all(any(part.matches(ancestor) for ancestor in above) for part in reversed(self.parts[:-1]))


@dataclass(frozen=True, slots=True)
class Selectors:
    """Selectors by the name that they are looked up with."""

    by_name: dict[str, tuple[Selector, ...]]

    def among(self, elements: Iterable[etree._Element]) -> Iterator[tuple[etree._Element, float]]:
        """Those of ``elements`` that a selector means, each with the least that is asked of it."""
        by_name = self.by_name
        for element in elements:
            # Most elements, runs of text above all, have neither an id nor a class, and bear no name of note.
            if element.get("class") or element.get("id") or element.tag in by_name:
                least = self.least(element)
                if least is not None:
                    yield element, least

    def least(self, element: etree._Element) -> float | None:
        """The least that any selector asks of ``element``; None where none means it."""
        named = self.by_name.get(element.tag, ())
        if name := element.get("id"):
            named += self.by_name.get(f"#{name}", ())
        if classes := element.get("class"):
            for name in dict.fromkeys(classes.split()):
                named += self.by_name.get(f".{name}", ())
        return min((s.least for s in named if s.matches(element)), default=None) if named else None


@dataclass(frozen=True, slots=True)
class Blocked:
    """How a page that only says that there is no page is known."""

    longest: int
    phrases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sites:
    """Everything in the file. ``labels`` maps a label without spaces to its field, None for those of no use."""

    containers: Selectors
    titles: Selectors
    marks: tuple[tuple[str, str], ...]
    labels: dict[str, MetadataField | None]
    meta: dict[MetadataField, tuple[str, ...]]
    blocked: Blocked


@functools.cache
def sites() -> Sites:
    """The families as shipped. Raises ``ConfigError`` naming the entry that can't be used."""
    return read_sites(tomllib.loads((resources.files("ipr_extract.data") / "site_families.toml").read_text("utf-8")))


def read_sites(data: dict[str, Any]) -> Sites:
    """The typed form of the parsed file. Raises ``ConfigError``."""
    try:
        labels = {
            label: None if name == "none" else MetadataField(name)
            for name, labels in data["labels"].items()
            for label in labels
        }
        return Sites(
            containers=_selectors(data["container"], "share"),
            titles=_selectors(data["title"], "shortest"),
            marks=tuple((entry["start"], entry["end"]) for entry in data["marks"]),
            labels=labels,
            meta={MetadataField(name): tuple(n.lower() for n in names) for name, names in data["meta"].items()},
            blocked=Blocked(data["blocked"]["longest"], tuple(data["blocked"]["phrases"])),
        )
    except (KeyError, ValueError) as error:
        raise ConfigError(f"site_families.toml: {error}; correct the entry.") from error


def _selectors(entries: Iterable[dict[str, Any]], least: str) -> Selectors:
    named: dict[str, tuple[Selector, ...]] = {}
    for entry in entries:
        selector = Selector(tuple(_part(text) for text in entry["selector"].split()), float(entry[least]))
        named[selector.name] = (*named.get(selector.name, ()), selector)
    return Selectors(named)


def _part(text: str) -> _Part:
    match = _PART.fullmatch(text)
    if match is None:
        raise ValueError(f"the selector {text!r} is not a tag, #id or .class")
    return _Part(match["tag"], match["id"], frozenset(match["classes"].split(".")) - {""})
