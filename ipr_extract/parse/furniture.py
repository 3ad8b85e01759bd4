"""Lines that a site or a page put round a circular, known by the patterns of ``data/furniture.toml``."""

from __future__ import annotations

import functools
import re
import tomllib
from dataclasses import dataclass
from importlib import resources

from ipr_extract.errors import ConfigError
from ipr_extract.model import BlockKind, MetadataField
from ipr_extract.parse.assembly import Draft, Stated

_LONGEST = 400  # the foot of a page that lists its keeper, address and registrations in one line
_CLOSED = "。；，、：;,"  # what a circular's sentences end with, and no furniture


_GROUP = re.compile(r"\(\?P<\w+>")  # "(?P<publisher>"
_AFLOAT = re.compile(r"(?:\(\?x\))?\s*(?:\.[*{]|\(\?=)")  # ".*ICP备\d+", "(?x)(?=.*打印)": nothing fixed at the start


@dataclass(frozen=True, slots=True)
class _Rules:
    """The ``patterns``, and two looks that spare nearly every line of a circular all of them.

    ``beginnings`` matches where any pattern does that is tied to the start of the line, and fails on the first
    characters of other lines; ``cues`` finds what one of the other patterns needs.
    """

    beginnings: re.Pattern[str]
    cues: re.Pattern[str]
    patterns: tuple[re.Pattern[str], ...]


@functools.cache
def _rules() -> _Rules:
    lines = tomllib.loads((resources.files("ipr_extract.data") / "furniture.toml").read_text("utf-8"))["line"]
    patterns = []
    for line in lines:
        try:
            patterns.append(re.compile(line["pattern"]))
        except re.error as error:
            raise ConfigError(f"furniture.toml: {line['name']}: {error}; correct the pattern.") from error
    afloat = [line for line in lines if _AFLOAT.match(line["pattern"])]
    beginnings = "|".join(_as_branch(line["pattern"]) for line in lines if line not in afloat)
    cues = "|".join(re.escape(cue) for cue in sorted({cue for line in afloat for cue in line["cues"]}))
    return _Rules(re.compile(beginnings), re.compile(cues), tuple(patterns))


def _as_branch(pattern: str) -> str:
    """``pattern`` as one of several in a larger one, in which no two groups may have the same name."""
    bare = _GROUP.sub("(?:", pattern)
    return f"(?x:{bare.removeprefix('(?x)')}\n)" if bare.startswith("(?x)") else f"(?:{bare})"


def match_furniture(line: str) -> re.Match[str] | None:
    """The match of a site's or page's own line, None for a circular's; ``line`` has no white space around it.

    Groups are named after the metadata fields that the line states.
    """
    if len(line) > _LONGEST or line[-1:] in _CLOSED:
        return None
    rules = _rules()
    if rules.beginnings.match(line) is None and rules.cues.search(line) is None:
        return None
    return next((match for pattern in rules.patterns if (match := pattern.fullmatch(line))), None)


def mark_furniture(draft: Draft) -> Draft:
    """``draft`` as furniture, with what it states, if its text is a site's own line; else as it is."""
    if draft.kind is BlockKind.TABLE or (match := match_furniture(draft.text)) is None:
        return draft
    stated = (Stated(MetadataField(name), *match.span(name)) for name, value in match.groupdict().items() if value)
    return draft.furniture(tuple(stated))
