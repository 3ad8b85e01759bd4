"""Names of local organs → their ids: by the place that stands in the name, or by the place of who speaks.

``包头市公安局`` says where it is. ``市公安局`` is that of the speaker's city, and a bare ``公安局`` the speaker's own,
if a local organ speaks. What is read is a folded name in simplified characters, without a bracket at its end.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from ipr_extract.data import alternatives, rules
from ipr_extract.data.local_organs import PLACE_SIGNS, LocalFunction, LocalPlace
from ipr_extract.normalize.place_names import PlaceNames

# How sure a reading is. A place in the name is certain; the rest says what had to be assumed.
EXPLICIT = 1.0
OF_THE_SPEAKER = 0.95  # 市公安局, where the city of Baotou speaks
_BARE = 0.85  # 公安局 alone
_FOR_ITS_DEPARTMENT = 0.8  # 教育厅办公室
_OTHER_ORGAN = 0.7  # a function that no line of the data knows
_PLACE_FOR_GOVERNMENT = 0.7  # 达茂旗 as one who acts

_WORDS = rules("local_names")
_BEFORE = re.compile(f"(?:{alternatives(_WORDS['before_department'])})(?=.)")
_OFFICE = re.compile(f"(?<=.)(?:{alternatives(_WORDS['offices'])})\\Z")
_AREA_END = re.compile(alternatives(_WORDS["areas"]))
_NO_AREAS = frozenset(_WORDS["no_areas"])
_NOT_IN_AREAS = re.compile(_WORDS["not_in_areas"])
_ZONE = re.compile(f"(?:{alternatives(_WORDS['zones'])})\\Z")
_OTHER = re.compile(
    f"(?!.*(?:{_WORDS['not_one']}))[\\w（）()“”·—-]{{1,38}}(?:{alternatives(_WORDS['other_heads'])})\\Z"
)
_PARTY = re.compile("中国共产党|中共")
# 省, 市, 自治区 … before a department: the speaker's.
_LEVEL = re.compile("自治区|自治州|自治县|地区|[省市州盟县区旗](?!直机关$)|[省市州盟县区旗](?=直机关)")
_LONGEST_AREA = 12


class LocalName(NamedTuple):
    """Which organ a name means, and how sure that is, from 0 to 1."""

    where: LocalPlace
    function: str
    confidence: float

    @property
    def organisation_id(self) -> str:
        """Its id."""
        return self.where.organ(self.function)


class LocalNames:
    """Reads names of local organs; built once, then only read. Readings of the last 8,192 names are remembered."""

    def __init__(self, functions: Iterable[LocalFunction], places: PlaceNames) -> None:
        self._places = places
        self._functions: dict[tuple[str, str], str] = {}
        self._branches: dict[tuple[str, str], str] = {}
        self._behind_short: set[str] = set()
        for function in functions:
            for name in function.names:
                head, sign, tail = _parted(name)
                if head:
                    self._branches[head, tail] = function.function
                else:
                    self._behind_short.update([tail] if sign else ())
                    levels = function.levels or ("province", "prefecture", "area")
                    self._functions |= {(tail, level): function.function for level in levels}
        self._heads = sorted({head for head, _ in self._branches}, key=len, reverse=True)
        self._branch = re.compile("|".join(map(re.escape, self._heads)) or r"(?!)")
        self.read = lru_cache(8_192)(self._read)
        """``read(name, home)``: whom ``name`` means where ``home`` speaks (None: nobody local); None for nobody."""

    def _read(self, name: str, home: LocalPlace | None) -> LocalName | None:
        party = _PARTY.match(name)
        if party:
            name = name[party.end() :]
        return next(self._readings(name, home), None)

    def _readings(self, name: str, home: LocalPlace | None) -> Iterator[LocalName]:
        yield from self._branches_of(name)
        yield from self._placed(name)
        yield from self._in_known_area(name)
        if home is not None:
            yield from self._of_home(name, home)

    def _branches_of(self, name: str) -> Iterator[LocalName]:
        if not self._branch.match(name):
            return
        for head in self._heads:  # 财政部驻…, 财政部: 驻马店 is a place
            place = self._places.heads(name[len(head) :]) if name.startswith(head) else None
            if place is None:
                continue
            where, end, _ = place
            rest = name[len(head) + end :]
            for area, tail in [("", rest), *_areas(rest)]:
                function = self._branches.get((head, tail))
                if function:
                    yield LocalName(LocalPlace(where.code, area), function, EXPLICIT)

    def _in_known_area(self, name: str) -> Iterator[LocalName]:
        """An organ of a zone that everybody knows: 浦东新区教育局."""
        for area, tail in _areas(name):
            where = self._places.area(area)
            known = self._function(tail, "area") if where and tail else None
            if where and known:
                yield LocalName(where, known[0], EXPLICIT * known[1])
            elif where and (not tail or _OTHER.match(tail)):
                yield LocalName(where, _plain(tail) or "zone_committee", _OTHER_ORGAN)

    def _placed(self, name: str) -> Iterator[LocalName]:
        found = self._places.heads(name)
        if found is None:
            return
        where, end, full = found
        rest = name[end:]
        if not rest:
            if full:
                yield LocalName(where, "government", _PLACE_FOR_GOVERNMENT)
            return
        known = self._function(rest, where.level)
        if known and (full or len(rest) > 2 or rest in self._behind_short):
            yield LocalName(where, known[0], EXPLICIT * known[1])
        yield from self._in_area(where, rest, EXPLICIT)
        if full and _OTHER.match(rest):
            yield LocalName(where, _plain(rest), _OTHER_ORGAN)

    def _in_area(self, where: LocalPlace, rest: str, confidence: float) -> Iterator[LocalName]:
        """An organ of a county or zone of ``where``; ``confidence`` is ``EXPLICIT`` where ``where`` stands in print."""
        for area, tail in _areas(rest, any_zone=confidence == EXPLICIT):
            known = self._function(tail, "area") if tail else None
            if known:
                yield LocalName(LocalPlace(where.code, area), known[0], confidence * known[1])
            elif not tail:
                function = "zone_committee" if _ZONE.search(area) else "government"
                yield LocalName(LocalPlace(where.code, area), function, confidence * _PLACE_FOR_GOVERNMENT)
            elif confidence == EXPLICIT and _OTHER.match(tail):
                yield LocalName(LocalPlace(where.code, area), _plain(tail), _OTHER_ORGAN)

    def _of_home(self, name: str, home: LocalPlace) -> Iterator[LocalName]:
        level = _LEVEL.match(name)
        where = self._at_level(level[0], home) if level else None
        if level and where:
            rest = name[level.end() :]
            known = self._function(rest, where.level) if rest else None
            if known:
                yield LocalName(where, known[0], OF_THE_SPEAKER * known[1])
        known = self._function(name, home.level) if len(name) > 2 else None
        if known:
            # Only provinces have a 厅: in a city's circular it is the province's.
            above = home
            while name.endswith("厅") and not name.endswith("办公厅") and above.above:
                above = above.above
            yield LocalName(above, known[0], _BARE * known[1])
        yield from self._in_area(LocalPlace(home.code), name, OF_THE_SPEAKER)
        if level and where and _OTHER.match(name, level.end()):
            yield LocalName(where, _plain(name[level.end() :]), OF_THE_SPEAKER * _OTHER_ORGAN)

    def _at_level(self, word: str, home: LocalPlace) -> LocalPlace | None:
        """The place that a level word means where ``home`` speaks; None where it means none in particular."""
        at: LocalPlace | None = home
        while at is not None and not self._is(word, at):
            at = at.above
        return at

    def _is(self, word: str, where: LocalPlace) -> bool:
        if where.area:
            return where.area.endswith(word)
        kind = self._places.kind(where.code)
        match word:
            case "省":
                return kind == "province"
            case "自治区":
                return kind == "autonomous_region"
            case "市":
                return kind in ("municipality", "prefecture_city", "sub_provincial_city")
            case "州" | "自治州":
                return kind == "autonomous_prefecture"
            case "盟":
                return kind == "league"
            case "地区":
                return kind == "prefecture"
        return False

    def function(self, name: str, level: str) -> str | None:
        """The function of the data that a department's name says at a level."""
        known = self._function(name, level)
        return known[0] if known else None

    def _function(self, rest: str, level: str) -> tuple[str, float] | None:
        """The function that a name behind a place means, with a factor for the confidence."""
        found = self._functions.get((rest, level))
        if found:
            return found, 1.0
        before = _BEFORE.match(rest)
        if before:
            found = self._functions.get((rest[before.end() :], level))
            if found:
                return found, 1.0
        office = _OFFICE.search(rest)
        found = self._functions.get((rest[: office.start()], level)) if office else None
        return (found, _FOR_ITS_DEPARTMENT) if found and found not in ("government", "party_committee") else None


def _parted(name: str) -> tuple[str, str, str]:
    """A function's name before and after the place in it: ``中国证监会~监管局``."""
    for sign in PLACE_SIGNS:
        if sign in name:
            return name.partition(sign)
    return "", "", name


def _areas(rest: str, *, any_zone: bool = False) -> Iterator[tuple[str, str]]:
    """The ways to read a county's or zone's name off the head of ``rest``, the longest first, and what is left.

    Behind a place's name ``any_zone`` is one: 广州开发区. Alone 开发区 is a kind of zone.
    """
    ends = {match.end() for match in _AREA_END.finditer(rest, 1, _LONGEST_AREA + 2)}
    if len(rest) <= _LONGEST_AREA and _ZONE.search(rest):
        ends.add(len(rest))
    for end in sorted(ends, reverse=True):
        area = rest[:end]
        named = area not in _NO_AREAS or (any_zone and _ZONE.fullmatch(area))
        if named and not _NOT_IN_AREAS.search(area):
            yield area, rest[end:]


def _plain(rest: str) -> str:
    """A function as it is printed, without what everybody knows: 人民政府 before a department."""
    before = _BEFORE.match(rest)
    return rest[before.end() :] if before else rest
