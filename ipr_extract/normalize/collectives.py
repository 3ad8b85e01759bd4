"""Names that mean many → their members as of a day: 各省、自治区、直辖市人民政府, 国务院各部委, a meeting's members."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from ipr_extract.data import registry, rules
from ipr_extract.data.collectives import groups, provinces, row_of_the_day, spans
from ipr_extract.data.local_organs import XPCC, LocalPlace, places_by_code
from ipr_extract.model import Circular, Finding, Member, Party, PartyKind, Severity
from ipr_extract.normalize.organisations import speaker_of
from ipr_extract.normalize.resolver import Resolver, default_resolver
from ipr_extract.normalize.speaker import Speaker

UNKNOWN = "members_unknown"

_TABLES = rules("collectives")
_MEETING = re.compile(rf"(?P<meeting>.+?){_TABLES['meetings']['endings']}")
# 各省、自治区、直辖市及计划单列市、新疆生产建设兵团科技厅（局）: levels, then what is at each of them.
_ALL_PROVINCES = re.compile(
    r"(?P<head>国家税务总局|国家统计局|国家外汇管理局)?(?:全国)?各(?:省、自治区、直辖市|省（自治区、直辖市）|省\(自治区、直辖市\)|省区市|省级|省\(区、市\)"
    r"|直辖市、省、自治区)"
    r"(?P<planned>(?:[及和、]|以及)(?:各)?计划单列市)?(?P<corps>(?:[及和、]|以及|，)新疆生产建设兵团)?(?P<organ>.*)"
)
# 各市人民政府, 各设区的市政府, 各市、自治州人民政府: the prefectures of the speaker's province.
_ALL_PREFECTURES = re.compile(
    r"(?:全省)?各(?P<levels>(?:(?:设区的?市|省辖市|地级以上市|地级市|自治州|州|盟|地区|市)[、及和]?)+)(?P<organ>(?:人民)?政府|(?:党)?委|[^\W\d_]{2,}[厅局委会办])"
)
_PREFECTURE_KINDS = {
    "市": ("prefecture_city", "sub_provincial_city"),
    "州": ("autonomous_prefecture",),
    "盟": ("league",),
    "地区": ("prefecture",),
}
# 科技厅（局）, 农业农村（农牧）厅（局、委）: the names that it has in other provinces.
_ELSEWHERE = re.compile(r"\([^()]*\)")
_LIST = re.compile("[、，]|[和及与](?=[^、，和及与]+$)")
_LEVELS_BEHIND = re.compile(r"(?:省|市)?\((?:自治区|直辖市|区|市|、)+\)")


@dataclass(frozen=True, slots=True)
class _Found:
    """Who a name means: ids with the source of each; ``places`` where they are organs of places."""

    members: tuple[tuple[str, str], ...]
    places: tuple[LocalPlace, ...] = ()
    places_source: str = ""


class Collectives:
    """Expands names; ``resolver`` tells what a department's name means."""

    def __init__(self, resolver: Resolver) -> None:
        self._resolver = resolver
        self._registry = registry()

    def expand(self, name: str, on: dt.date | None, home: LocalPlace | None = None) -> _Found | None:
        """Who is meant by ``name`` on the day ``on`` (None: today's rows) where ``home`` speaks.

        None where the name is no collective, an empty answer where it is one whose members aren't known.
        """
        key = self._resolver.folded(name)
        day = on or dt.date.max
        found = self._group(key, day) or self._meeting(key, day) or self._provinces(key, day)
        return found or self._prefectures(key, home) or self._listed(key, on, home)

    def _group(self, key: str, on: dt.date) -> _Found | None:
        group = next((group for group in groups() if group.names.fullmatch(key)), None)
        if group is None:
            return None
        if group.kinds:
            rows = (row for row in self._registry.values() if row.kind in group.kinds)
            return _Found(
                tuple(
                    (row.organisation_id, group.source)
                    for row in rows
                    if (row.valid_from is None or row.valid_from <= on) and (row.valid_to is None or on <= row.valid_to)
                )
            )
        return self._span(group.group_id, on)

    def _span(self, group_id: str, on: dt.date) -> _Found:
        span = next((span for span in spans() if span.group_id == group_id and span.holds(on)), None)
        if span is None:
            return _Found(())
        ids = (row_of_the_day(member, self._registry, on).organisation_id for member in span.members)
        return _Found(tuple((organisation_id, span.source) for organisation_id in dict.fromkeys(ids)))

    def _meeting(self, key: str, on: dt.date) -> _Found | None:
        match = _MEETING.fullmatch(key)
        if match is None:
            return None
        meeting = self._resolver.resolve(match["meeting"], on=None if on == dt.date.max else on, language="zh")
        return self._span(meeting.organisation_id, on) if meeting.organisation_id else None

    def _provinces(self, key: str, on: dt.date) -> _Found | None:
        match = _ALL_PROVINCES.fullmatch(key)
        if match is None:
            return self._branches(key, on)
        table = _TABLES["provinces"]
        codes = [(code, table["source"]) for code in provinces(on)]
        codes += [(code, table["planned_source"]) for code in table["planned"] if match["planned"]]
        codes += [(XPCC, table["corps_source"])] if match["corps"] else []
        organ = match["organ"].removeprefix("的")
        if not organ:
            organ = "人民政府"  # 各省、自治区、直辖市 alone
        places = tuple(LocalPlace(code) for code, _ in codes)
        return self._organs(organ, places, dict(codes))

    def _branches(self, key: str, on: dt.date) -> _Found | None:
        """各银保监局, 各证监局."""
        table = _TABLES["branches"]
        if key not in (*table["planned"], *table["provinces"]):
            return None
        sources = dict.fromkeys(provinces(on), table["source"])
        if key in table["planned"]:
            sources |= dict.fromkeys(_TABLES["provinces"]["planned"], _TABLES["provinces"]["planned_source"])
        return self._organs(key.removeprefix("各"), [LocalPlace(code) for code in sources], sources)

    def _organs(self, organ: str, places: Sequence[LocalPlace], sources: dict[str, str]) -> _Found:
        """The organ of one name at each of some places; nobody where no function has that name."""
        members = []
        for place in places:
            function = self._resolver.function(_ELSEWHERE.sub("", organ), place.level)
            if function is None:
                return _Found((), tuple(places), next(iter(sources.values()), ""))
            # The corps is no government, and its own id stands for it.
            member = XPCC if place.code == XPCC and function == "government" else place.organ(function)
            members.append((member, sources[place.code]))
        return _Found(tuple(members), tuple(places), next(iter(sources.values()), ""))

    def in_wake(self, name: str, of: _Found) -> _Found | None:
        """Who ``name`` means behind a name of all provinces' departments: 科技厅（局） behind 各省、自治区教育厅."""
        found = self._organs(self._resolver.folded(name), of.places, {p.code: of.places_source for p in of.places})
        return found if found.members else None

    def _prefectures(self, key: str, home: LocalPlace | None) -> _Found | None:
        match = _ALL_PREFECTURES.fullmatch(key)
        province = home.code[:2] + "0000" if home else ""
        if match is None or home is None or home.code != province or home.area:
            return None
        kinds = {kind for level, some in _PREFECTURE_KINDS.items() if level in match["levels"] for kind in some}
        codes = [
            place.code for place in places_by_code().values() if place.parent_code == province and place.kind in kinds
        ]
        if not codes:
            return None
        source = _TABLES["provinces"]["prefectures_source"]
        return self._organs(match["organ"], [LocalPlace(code) for code in codes], dict.fromkeys(codes, source))

    def _listed(self, key: str, on: dt.date | None, home: LocalPlace | None) -> _Found | None:
        """Places that share what stands last: 济南、青岛市政府; 北京、河北省（直辖市）人民政府; 沈阳、北京军区."""
        pieces = [piece for piece in _LIST.split(_LEVELS_BEHIND.sub("", key)) if piece]
        if len(pieces) < 2:
            return None
        last = self._resolver.place_head(pieces[-1])
        tails = [pieces[-1][last[1] :]] if last else []
        tails += [tail for tail in _TABLES["listed"]["tails"] if pieces[-1].endswith(tail)]
        found = (self._sharing(pieces, tail, on, Speaker(home is not None, home)) for tail in tails if tail)
        return next(filter(None, found), None)

    def _sharing(self, pieces: Sequence[str], tail: str, on: dt.date | None, speaker: Speaker) -> _Found | None:
        members = []
        for piece in pieces:
            bare = piece.removesuffix(tail)
            named = self._resolver.resolve(bare + tail, on=on, language="zh", speaker=speaker).organisation_id
            # 沈阳军区 is a central organ; 济南政府 is nobody's name.
            head = self._resolver.place_head(bare)
            if named is None and head is not None and head[1] == len(bare):
                function = self._resolver.function(tail, head[0].level)
                named = head[0].organ(function) if function else None
            if named is None:
                return None
            members.append((named, _TABLES["listed"]["source"]))
        return _Found(tuple(members))


@cache
def default_collectives() -> Collectives:
    """The collectives of the data that is shipped; built once."""
    return Collectives(default_resolver())


def with_members(circular: Circular, collectives: Collectives, resolver: Resolver) -> Circular:
    """``circular`` with the members of the collectives that it names; a finding for each whose members aren't known.

    Departments that are listed behind 各省、自治区、直辖市… are those of the same places.
    """
    on = circular.header.written_date or circular.header.published_date
    home = speaker_of(circular, resolver).place
    found = dict(_named(circular, collectives, on, home))
    members = [
        Member(name, position, organisation_id, on, source)
        for name, who in found.items()
        for position, (organisation_id, source) in enumerate(who.members, start=1)
    ]
    findings = [
        Finding(UNKNOWN, Severity.INFO, f"who {name!r} means on {on or 'an unknown day'} isn't in the data")
        for name, who in found.items()
        if not who.members
    ]
    if not found:
        return circular
    return replace(circular, members=tuple(members), findings=(*circular.findings, *findings))


def _named(
    circular: Circular, collectives: Collectives, on: dt.date | None, home: LocalPlace | None
) -> Iterator[tuple[str, _Found]]:
    """The collectives in the order in which they stand; the first reading of a name holds."""
    seen: set[str] = set()
    wake: _Found | None = None
    for party in (*circular.issuers, *circular.addressees):
        who = collectives.expand(party.name, on, home) if party.organisation_id is None else None
        if who is None and wake is not None and _waits(party):
            who = collectives.in_wake(party.name, wake)
        elif who is not None and who.places:
            wake = who
        if who is not None and party.name not in seen:
            seen.add(party.name)
            yield party.name, who
    for name in dict.fromkeys(a.organisation for a in circular.assignments if a.organisation_id is None):
        who = collectives.expand(name, on, home) if name not in seen else None
        if who is not None:
            yield name, who


def _waits(party: Party) -> bool:
    return party.kind is PartyKind.ORGANISATION and party.organisation_id is None
