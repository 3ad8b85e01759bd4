"""Names as printed → rows of the authority list, as of the document's date; local organs by the speaker's place.

Every form of a name is a key built once from the data, so that a lookup is a few dictionary reads; the date decides
which of the rows that bear the name is meant. A bare ``教育局`` or ``发展改革委`` in a city's circular is the city's,
``省科技厅`` that of its province; what such names mean is read by `local_names`.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache

from opencc import OpenCC

from ipr_extract.data import Place, organisations, places, rules
from ipr_extract.data.local_organs import UNKNOWN, LocalFunction, LocalPlace, local_functions
from ipr_extract.model import Organisation
from ipr_extract.normalize.local_names import LocalNames
from ipr_extract.normalize.name_keys import fold_chinese, fold_english, is_chinese, name_keys, without_state_council
from ipr_extract.normalize.nearest import Nearest
from ipr_extract.normalize.place_names import PlaceNames
from ipr_extract.normalize.speaker import NOBODY_LOCAL, Speaker

# How sure a resolution is. Certain: the name was that row's on the day. The rest say what had to be assumed.
_CERTAIN = 1.0
_UNDATED_ONE_ROW = 0.9
_OTHER_TIME = 0.8  # only rows of another time bear the name: print lags behind reforms
_UNDATED_LATEST = 0.7  # no date, several rows: the one valid most recently
# What a looser reading of the name costs, as a factor.
_PREFIX_DROPPED = 0.95  # 国家财政部, 中国商务部
_GENERAL_OFFICE = 0.8  # 国家发展改革委办公厅 writes for its ministry

_BRACKET = re.compile(r"(?:\s*\([^()]*\))+\s*$")  # 新闻出版广电总局(版权局), Ministry of Commerce (MOFCOM)
_ZH_STATE = "中华人民共和国"
_ZH_PREFIXES = ("国家", "中国", "国务院")
# 教育部办公厅, 国家能源局综合司; 办公室 only of a body that is no meeting, group or commission.
_ZH_GENERAL_OFFICE = re.compile(r"(?P<parent>.{3,}?)(?:办公厅|综合司|秘书局|(?P<room>办公室))")
_KINDS_WITH_ROOM = frozenset({"bureau", "direct_body", "institution", "mass_organisation", "ministry"})
# Ministry of Commerce of the People's Republic of China, …, P.R. China
_EN_CHINA = re.compile(
    r",?\s+(?:of\s+)?(?:the\s+)?"
    r"(?:people['’]?s republic of china|p\. ?r\. ?c\.|prc|p\.? ?r\.? china|(?<=of )china)\s*$",
    re.IGNORECASE,
)
# General Office of the Ministry of Education
_EN_GENERAL_OFFICE = re.compile(r"^\s*(?:the\s+)?general office of\s+(?:the\s+)?", re.IGNORECASE)

_CENTRAL = "国家|国务院|中国|中华|中央|中共|全国|最高|国办|国管|国研|国台|国侨|国新|中办|中科|中编|中组|中宣|军委"
# Names that provinces, cities and counties bear too: 教育局, 国资委, 总工会. A 部, 总局 or 署 is central, and so are
# 证监会 and 供销合作总社, and whatever says that it is (国家…).
_ZH_SHARED = re.compile(rf"(?!{_CENTRAL})(?!.*(?:监会|总会|总社)$).*(?:(?<!总)局|[委办会联协院室]|中心|兵团)")
# 某某市人民政府, 某某县教育局; not 城市, 社区, 园区, nor the 市 of 市场.
_ZH_LEVEL = re.compile(
    rf"(?!{_CENTRAL})[^\W\d_]{{1,9}}?(?:省|自治区|(?<!城)市(?!场)|县|(?<![社园小])区|州|盟|旗)"
    r"|(?:省|自治区|市|县|区|州|盟|旗)(?:人民政府|政府|党?委|[^\W\d_]{2,8}[局厅办]\Z)"  # 县人民政府办公室
)
_EN_LEVEL = re.compile(
    r"\b(?:provincial|municipal|municipality|province|city|county|district|prefecture|autonomous)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Resolution:
    """Whom a name means.

    ``organisation_id`` is None where it means nobody here, or several equally. ``candidates`` are the ids of all rows
    that bear the name, the best first. ``confidence`` goes from 0 (nobody) to 1 (that organ's name on that day).
    """

    organisation_id: str | None
    candidates: tuple[str, ...]
    confidence: float


_NOBODY = Resolution(None, (), 0.0)


@dataclass(frozen=True, slots=True)
class _Entry:
    """The rows that bear one name; ``shared`` where local organs bear it too."""

    rows: tuple[Organisation, ...]
    shared: bool


class Resolver:
    """Resolves names against an authority list; built once, then only read.

    Answers are remembered for the last 8,192 names, speakers and days, so that a batch of any length takes the same
    memory.
    """

    def __init__(
        self,
        authority: Iterable[Organisation],
        gazetteer: Iterable[Place] = (),
        functions: Iterable[LocalFunction] = (),
    ) -> None:
        gazetteer, functions = tuple(gazetteer), tuple(functions)
        named: dict[str, list[Organisation]] = {}
        for row in authority:
            for name in (row.name_zh, row.short_name_zh, row.name_en, row.abbreviation, *row.aliases):
                # An abbreviation counts in capitals only: SAFE and MOST are words too. No folded key has capitals.
                for key in [name] if _is_abbreviation(name) else name_keys(name) if name else ():
                    rows = named.setdefault(key, [])
                    if row not in rows:
                        rows.append(row)
        self._named = {key: _Entry(tuple(rows), bool(_ZH_SHARED.fullmatch(key))) for key, rows in named.items()}
        starts = {name for place in gazetteer for name in (place.name, place.short_name)}
        self._place = re.compile("|".join(sorted(map(re.escape, starts), key=len, reverse=True)) or r"(?!)")
        self._places = PlaceNames(gazetteer, rules("local_names")["known_areas"])
        self._locals = LocalNames(functions, self._places)
        self._functions = functions
        self._simplified: Callable[[str], str] = OpenCC("t2s").convert
        self._read = lru_cache(4_096)(self._reading)
        self._keys = lru_cache(4_096)(self._local_keys)
        self._speaks = lru_cache(1_024)(self._speaking)
        self._resolved = lru_cache(4_096)(self._resolution)

    def resolve(
        self, name: str, *, on: dt.date | None, language: str, issuer: str | None = None, speaker: Speaker | None = None
    ) -> Resolution:
        """Whom ``name`` means in a document of the day ``on`` and of ``language`` (``zh``, ``en``, ``mul``).

        The row valid on that day wins; a name that was only borne at another time gives the row nearest in time, with
        less confidence; without a day it is the row valid most recently. ``issuer`` is who speaks, or ``speaker`` what
        is known of it: a name that local organs share (``教育局``) is the speaker's own where a local organ speaks, and
        nobody's where its place isn't known.
        """
        if speaker is None:
            speaker = self.speaker(issuer) if issuer is not None else NOBODY_LOCAL
        return self._resolved(name, on, language, speaker)

    def _resolution(self, name: str, on: dt.date | None, language: str, speaker: Speaker) -> Resolution:
        found = self._read(name, language)
        if found is not None and not (found[0].shared and speaker.local):
            return _choose(found[0].rows, on, found[1])
        for key in self._keys(name):
            local = self._locals.read(key, speaker.place)
            if local is not None:
                organisation_id = local.organisation_id
                return Resolution(organisation_id, (organisation_id,), round(local.confidence, 3))
        return _NOBODY

    def _local_keys(self, name: str) -> tuple[str, ...]:
        """What a Chinese name can be read as: folded, and without the bracket at its end."""
        key = self.folded(name) if is_chinese(name) else ""
        return tuple(dict.fromkeys(form for form in (key, _BRACKET.sub("", key)) if form))

    def speaker(self, issuer: str, outer: LocalPlace | None = None) -> Speaker:
        """What is known of who speaks; ``outer`` is a place that is known to be around it."""
        return self._speaks(issuer, outer)

    def is_central(self, name: str) -> bool:
        """Whether some central organ bears the name."""
        return self._read(name, "mul") is not None

    def _speaking(self, issuer: str, outer: LocalPlace | None) -> Speaker:
        if self.is_central(issuer):
            return NOBODY_LOCAL
        key = self.folded(issuer)
        read = self._locals.read(_BRACKET.sub("", key), outer or LocalPlace(UNKNOWN))
        # Districts of one name lie in several cities, counties don't: 鼓楼区人民政府 alone says no place.
        if read is not None and (read.where.code != UNKNOWN or read.where.area.endswith(("县", "旗", "市"))):
            return Speaker(True, read.where)
        if not self._is_local(issuer, key.removeprefix("中共")):
            return NOBODY_LOCAL
        head = self._places.heads(key.removeprefix("中共"))
        return Speaker(True, head[0] if head and head[2] else None)

    def folded(self, name: str) -> str:
        """The key of a Chinese name in simplified characters."""
        return self._simplified(fold_chinese(name))

    def function(self, name: str, level: str) -> str | None:
        """The function of ``local_functions.csv`` that a department's name says at a level: ``科技厅``."""
        return self._locals.function(name, level)

    def place_head(self, key: str) -> tuple[LocalPlace, int] | None:
        """The place that a key begins with and where its name ends; None where it begins with none."""
        head = self._places.heads(key)
        return head[:2] if head else None

    def place_of(self, text: str) -> LocalPlace | None:
        """The place that a text begins with: ``山东省`` of ``山东省…行动方案``."""
        head = self._places.heads(self.folded(text))
        return head[0] if head else None

    def place_of_sign(self, sign: str) -> LocalPlace | None:
        """The province that a sign stands for: 皖."""
        code = self._places.signs.get(sign)
        return LocalPlace(code) if code else None

    def nearest(self, name: str, place: LocalPlace | None) -> tuple[str, ...]:
        """The ids of the organs whose names are most like ``name``, central ones and those of ``place``."""
        key = self.folded(name) if is_chinese(name) else fold_english(name)
        ids = []
        for like in self._nearest.of(key):
            if like in self._central:
                ids.append(like)
            elif place is not None:
                ids.append(place.organ(like))
        return tuple(ids)

    @cached_property
    def _central(self) -> frozenset[str]:
        return frozenset(row.organisation_id for entry in self._named.values() for row in entry.rows)

    @cached_property
    def _nearest(self) -> Nearest:
        central = ((key, row.organisation_id) for key, entry in self._named.items() for row in entry.rows)
        return Nearest(
            [*central, *((name, function.function) for function in self._functions for name in function.names)]
        )

    def _reading(self, name: str, language: str) -> tuple[_Entry, float] | None:
        return next(self._readings(name, language), None)

    def _readings(self, name: str, language: str) -> Iterator[tuple[_Entry, float]]:
        """The entries that ``name`` can be read as, the closest first, each with a factor for its confidence."""
        chinese = is_chinese(name)
        acronym = name.strip()
        if not chinese and _is_abbreviation(acronym) and acronym in self._named:
            yield self._named[acronym], _CERTAIN
        if not chinese or language == "en":
            yield from self._english_readings(name)
        if chinese:
            yield from self._chinese_readings(name)

    def _chinese_readings(self, name: str) -> Iterator[tuple[_Entry, float]]:
        printed = fold_chinese(name)
        key = self._simplified(printed)
        bare = _BRACKET.sub("", key)
        for form in (printed, key, bare, key.removeprefix(_ZH_STATE), bare.removeprefix(_ZH_STATE)):
            if form in self._named:
                yield self._named[form], _CERTAIN
        bare = bare.removeprefix(_ZH_STATE)
        for prefix in _ZH_PREFIXES:
            if bare.startswith(prefix) and bare.removeprefix(prefix) in self._named:
                yield self._named[bare.removeprefix(prefix)], _PREFIX_DROPPED
        office = _ZH_GENERAL_OFFICE.fullmatch(bare)
        parent = self._named.get(office["parent"]) if office else None
        if office and parent and (not office["room"] or all(row.kind in _KINDS_WITH_ROOM for row in parent.rows)):
            yield parent, _GENERAL_OFFICE

    def _english_readings(self, name: str) -> Iterator[tuple[_Entry, float]]:
        bare = _BRACKET.sub("", name)
        for form in (name, bare, _EN_CHINA.sub("", bare)):
            key = fold_english(form)
            for shorter in (key, without_state_council(key)):
                if shorter in self._named:
                    yield self._named[shorter], _CERTAIN
        parent = _EN_GENERAL_OFFICE.sub("", bare)
        if parent != bare:
            for entry, _ in self._english_readings(parent):
                yield entry, _GENERAL_OFFICE

    def _is_local(self, issuer: str, key: str) -> bool:
        """Whether ``issuer``, who is no central organ, is a local government, or a local part of something."""
        if not is_chinese(key):
            return _EN_LEVEL.search(issuer) is not None
        # 国家税务总局北京市税务局 is a part of a central organ, but speaks for a place all the same.
        return self._place.search(key) is not None or _ZH_LEVEL.match(key) is not None


def _is_abbreviation(name: str) -> bool:
    return name.isascii() and name.isupper() and " " not in name


def _choose(rows: tuple[Organisation, ...], on: dt.date | None, factor: float) -> Resolution:
    """The row that bears the name on the day; nobody where several do alike."""
    if on is None:
        offs = [-(row.valid_to or dt.date.max).toordinal() for row in rows]
        confidence = _UNDATED_ONE_ROW if len(rows) == 1 else _UNDATED_LATEST
    else:
        if len(rows) == 1 and not _days_off(rows[0], on):
            return Resolution(rows[0].organisation_id, (rows[0].organisation_id,), round(_CERTAIN * factor, 3))
        offs = [_days_off(row, on) for row in rows]
        confidence = _OTHER_TIME if min(offs) else _CERTAIN
    ranked = [row.organisation_id for _, row in sorted(zip(offs, rows, strict=True), key=lambda pair: pair[0])]
    if offs.count(min(offs)) > 1:
        return Resolution(None, tuple(ranked), 0.0)
    return Resolution(ranked[0], tuple(ranked), round(confidence * factor, 3))


def _days_off(row: Organisation, on: dt.date) -> int:
    """How many days ``on`` lies outside the row's span."""
    if row.valid_from is not None and on < row.valid_from:
        return (row.valid_from - on).days
    if row.valid_to is not None and on > row.valid_to:
        return (on - row.valid_to).days
    return 0


@cache
def default_resolver() -> Resolver:
    """The resolver of the authority list that is shipped; built once."""
    return Resolver(organisations(), places(), local_functions().values())
