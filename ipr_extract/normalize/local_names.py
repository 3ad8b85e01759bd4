"""Names of local organs → their ids: by the place that stands in the name, or by the place of who speaks.

``包头市公安局`` says where it is. ``市公安局`` is that of the speaker's city, and a bare ``公安局`` the speaker's own,
if a local organ speaks. What is read is a folded name in simplified characters, without a bracket at its end.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from ipr_extract.data import alternatives, rules
from ipr_extract.data.local_organs import LEVELS, PLACE_SIGNS, LocalFunction, LocalPlace
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
_NOT_ALONE = frozenset(_WORDS["not_alone"])
_NOT_IN_AREAS = re.compile(_WORDS["not_in_areas"])
_ZONE = re.compile(f"(?:{alternatives(_WORDS['zones'])})\\Z")
_IDEOGRAPHS = re.compile("[\u4e00-\u9fff]+")  # all that an area's name in an id can be
_OTHER = re.compile(
    f"(?=[\u4e00-\u9fff])(?!.*(?:{_WORDS['not_one']}))[\\w（）()“”·—-]{{1,38}}(?:{alternatives(_WORDS['other_heads'])})\\Z"
)
_PARTY = re.compile("中国共产党|中共")
# 省, 市, 自治区 … before a department: the speaker's.
_LEVEL = re.compile("自治区|自治州|自治县|地区|[省市州盟县区旗](?!直机关$)|[省市州盟县区旗](?=直机关)")
_LONGEST_AREA = 12
# 委员会办公室 is no department's office.
_NO_DEPARTMENTS = frozenset({"", "政府", "人民政府", "委", "党委", "委员会"})


class LocalName(NamedTuple):
    """Which organ a name means, and how sure that is, from 0 to 1."""

    where: LocalPlace
    function: str
    confidence: float

    @property
    def organisation_id(self) -> str:
        """Its id."""
        return self.where.organ(self.function)


# A function by the levels at which an organ of the name exists (`LEVELS`); 法院 is another one at each.
_ByLevel = Mapping[str, str]


class _Reading(NamedTuple):
    """One way to read a name, before it is known who speaks.

    ``where`` is the place in the name. Without it the speaker is asked: for the place of a ``level`` word, for that
    around a county's or zone's name (``area``), or for its own; ``provincial`` where only provinces have such organs.
    """

    functions: _ByLevel
    confidence: float
    where: LocalPlace | None = None
    level: str = ""
    area: str = ""
    provincial: bool = False


class LocalNames:
    """Reads names of local organs; built once, then only read. Readings of the last 8,192 names are remembered.

    What a name can mean is read once; who speaks decides among the readings each time, which is cheap: every circular
    has a place of its own, but they all name the same departments.
    """

    def __init__(self, functions: Iterable[LocalFunction], places: PlaceNames) -> None:
        self._places = places
        self._functions: dict[str, dict[str, str]] = {}
        self._branches: dict[tuple[str, str], str] = {}
        self._behind_short: set[str] = set()
        for function in functions:
            for name in function.names:
                head, sign, tail = _parted(name)
                if head:
                    self._branches[head, tail] = function.function
                else:
                    self._behind_short.update([tail] if sign else ())
                    by_level = dict.fromkeys(function.levels or LEVELS, function.function)
                    self._functions.setdefault(tail, {}).update(by_level)
        self._heads = sorted({head for head, _ in self._branches}, key=len, reverse=True)
        self._branch = re.compile("|".join(map(re.escape, self._heads)) or r"(?!)")
        self._readings = lru_cache(4_096)(lambda name: tuple(self._read(name)))
        self._at_level = lru_cache(1_024)(self._place_at_level)

    def read(self, name: str, home: LocalPlace | None) -> LocalName | None:
        """Whom ``name`` means where ``home`` speaks (None: nobody local); None for nobody."""
        for reading in self._readings(name):
            where = reading.where or (self._of_home(reading, home) if home else None)
            function = reading.functions.get(where.level) if where else None
            if where and function:
                return LocalName(where, function, reading.confidence)
        return None

    def function(self, name: str, level: str) -> str | None:
        """The function of the data that a department's name says at a level."""
        known = self._known(name)
        return known[0].get(level) if known else None

    def _of_home(self, reading: _Reading, home: LocalPlace) -> LocalPlace | None:
        if reading.area:
            return _in(home, reading.area)
        if reading.level:
            return self._at_level(reading.level, home)
        # Only provinces have a 厅: in a city's circular it is the province's.
        while reading.provincial and home.above:
            home = home.above
        return home

    def _read(self, name: str) -> Iterator[_Reading]:
        """The ways to read a name, the closest first."""
        party = _PARTY.match(name)
        if party:
            name = name[party.end() :]
        yield from self._branches_of(name)
        yield from self._placed(name)
        yield from self._in_known_area(name)
        yield from self._unplaced(name)

    def _branches_of(self, name: str) -> Iterator[_Reading]:
        """国家税务总局北京市税务局: the head's name, the place, and what the branch is."""
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
                    yield _Reading(_at_every_level(function), EXPLICIT, LocalPlace(where.code, area))

    def _placed(self, name: str) -> Iterator[_Reading]:
        """包头市公安局, 山东证监局, 北京市海淀区人民政府."""
        found = self._places.heads(name)
        if found is None:
            return
        where, end, full = found
        rest = name[end:]
        if not rest:
            if full:
                yield _Reading(_at_every_level("government"), _PLACE_FOR_GOVERNMENT, where)
            return
        known = self._known(rest)
        if known and (full or len(rest) > 2 or rest in self._behind_short):
            yield _Reading(known[0], EXPLICIT * known[1], where)
        for area, reading in self._in_area(rest, EXPLICIT):
            known_area = self._places.area(area)  # 湖南湘江新区 is 湘江新区 in Changsha
            inside = (
                known_area if known_area and known_area.code[:2] == where.code[:2] else LocalPlace(where.code, area)
            )
            yield reading._replace(where=inside, area="")
        other = _other(rest) if full else ""
        if other:
            yield _Reading(_at_every_level(other), _OTHER_ORGAN, where)

    def _in_known_area(self, name: str) -> Iterator[_Reading]:
        """浦东新区教育局: an organ of a zone that everybody knows."""
        for area, reading in self._in_area(name, EXPLICIT):
            where = self._places.area(area)
            if where:
                yield reading._replace(where=where, area="")

    def _in_area(self, rest: str, confidence: float) -> Iterator[tuple[str, _Reading]]:
        """Organs of a county or zone; ``confidence`` is ``EXPLICIT`` where what is around it stands in print."""
        explicit = confidence == EXPLICIT
        for area, tail in _areas(rest, any_zone=explicit):
            known = self._known(tail) if tail else None
            if known:
                yield area, _Reading(known[0], confidence * known[1], area=area)
            elif not tail:
                function = "zone_committee" if _ZONE.search(area) else "government"
                yield area, _Reading(_at_every_level(function), confidence * _PLACE_FOR_GOVERNMENT, area=area)
            elif explicit and _other(tail):
                yield area, _Reading(_at_every_level(_other(tail)), _OTHER_ORGAN, area=area)

    def _unplaced(self, name: str) -> Iterator[_Reading]:
        """市公安局, 公安局, 土右旗教育局: what they mean depends on who speaks."""
        level = _LEVEL.match(name)
        rest = name[level.end() :] if level else ""
        known = self._known(rest) if rest else None
        if level and known:
            yield _Reading(known[0], OF_THE_SPEAKER * known[1], level=level[0])
        # A field's 部门 are those of everywhere: 公安部门.
        known = self._known(name) if name not in _NOT_ALONE and not name.endswith("部门") else None
        if known:
            provincial = name.endswith("厅") and not name.endswith("办公厅")
            yield _Reading(known[0], _BARE * known[1], provincial=provincial)
        for _, reading in self._in_area(name, OF_THE_SPEAKER):
            yield reading
        if level and _other(rest):
            yield _Reading(_at_every_level(_other(rest)), OF_THE_SPEAKER * _OTHER_ORGAN, level=level[0])

    def _place_at_level(self, word: str, home: LocalPlace) -> LocalPlace | None:
        """The place that a level word means where ``home`` speaks; None where it means none in particular."""
        if word == "区" and not home.area and self._places.kind(home.code) == "autonomous_region":
            return home  # 区党委, as autonomous regions write
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

    def _known(self, rest: str) -> tuple[_ByLevel, float] | None:
        """The function that a name behind a place means, with a factor for the confidence."""
        found = self._functions.get(rest)
        if found:
            return found, 1.0
        before = _BEFORE.match(rest)
        found = self._functions.get(rest[before.end() :]) if before else None
        if found:
            return found, 1.0
        office = _OFFICE.search(rest)
        parent = rest[: office.start()] if office else ""
        found = self._functions.get(parent) if parent not in _NO_DEPARTMENTS else None
        return (found, _FOR_ITS_DEPARTMENT) if found else None


def _in(home: LocalPlace, area: str) -> LocalPlace:
    """``area`` in a circular of ``home``: towns and zones are the county's own, another county lies beside it."""
    if not home.area or area.startswith(home.area) or not (area.endswith(("镇", "乡", "街道")) or _ZONE.search(area)):
        return LocalPlace(home.code, area)
    return LocalPlace(home.code, home.area + area)


def _at_every_level(function: str) -> _ByLevel:
    return dict.fromkeys(LEVELS, function)


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
        if named and _IDEOGRAPHS.fullmatch(area) and not _NOT_IN_AREAS.search(area):
            yield area, rest[end:]


def _other(rest: str) -> str:
    """A function that no line of the data knows, as printed, without 人民政府 before it; empty where it is none."""
    before = _BEFORE.match(rest)
    plain = rest[before.end() :] if before else rest
    return plain if _OTHER.match(plain) else ""
