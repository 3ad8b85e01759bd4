"""Places at the head of a name: 安徽省, 合肥市, 阿坝州, 山东."""

from __future__ import annotations

import re
import types
from collections.abc import Iterable, Mapping

from ipr_extract.data import Place
from ipr_extract.data.local_organs import XPCC, LocalPlace

# What stands behind a place's short name in print, where the full name has more: 阿坝州 for 阿坝藏族羌族自治州.
_SHORT_ENDS = {
    "autonomous_prefecture": ("州", "自治州"),
    "autonomous_region": ("自治区", "区"),
    "special_administrative_region": ("特区",),
}
_CORPS = ("新疆生产建设兵团", "新疆兵团", "兵团")
# A short name is no place's where one of these follows: 朝阳区 is not 朝阳, 山东省 is read whole.
_GOES_ON = re.compile("[省市区县州盟旗]|自治")


class PlaceNames:
    """The names of provinces and prefectures, for reading them off the head of a name."""

    def __init__(self, gazetteer: Iterable[Place], areas: Mapping[str, str] = types.MappingProxyType({})) -> None:
        """``areas`` are counties and zones that are known by their names alone, with the codes of what is around."""
        self._codes: dict[str, list[str]] = {}
        self._kinds: dict[str, str] = {}
        self._short: set[str] = set()
        self.signs: dict[str, str] = {}
        """The provinces' codes by their signs: 皖 is 340000."""
        for place in gazetteer:
            self._kinds[place.code] = place.kind
            self.signs |= dict.fromkeys(place.abbreviations, place.code)
            full = dict.fromkeys(
                (place.name, *(place.short_name.removesuffix(end) + end for end in _SHORT_ENDS.get(place.kind, ())))
            )
            for name in full:
                self._codes.setdefault(name, []).append(place.code)
            if place.short_name not in full:
                self._short.add(place.short_name)
                self._codes.setdefault(place.short_name, []).append(place.code)
        for name in _CORPS:
            self._codes[name] = [XPCC]
        self._areas = dict(areas)
        names = sorted(map(re.escape, self._codes), key=len, reverse=True)
        self._head = re.compile("|".join(names) or r"(?!)")

    def kind(self, code: str) -> str:
        """The kind of a place; that of the corps is empty."""
        return self._kinds.get(code, "")

    def head(self, name: str, at: int = 0, within: str | None = None) -> tuple[LocalPlace, int, bool] | None:
        """The place that ``name`` begins with at ``at``, where its name ends, and whether it is the full name.

        Of places of one name the one in the province ``within`` is meant, else the province.
        """
        match = self._head.match(name, at)
        if match is None:
            return None
        full = match[0] not in self._short
        if not full and _GOES_ON.match(name, match.end()):
            return None
        codes = self._codes[match[0]]
        code = next((c for c in codes if within and c[:2] == within[:2] and c != within), codes[0])
        return LocalPlace(code), match.end(), full

    def area(self, name: str) -> LocalPlace | None:
        """The county or zone that ``name`` is, where it is known by its name alone: 浦东新区."""
        code = self._areas.get(name)
        return LocalPlace(code, name) if code else None

    def heads(self, name: str) -> tuple[LocalPlace, int, bool] | None:
        """The smallest place at the head of ``name``: 安徽省合肥市 is 合肥市."""
        found = self.head(name)
        if found is None:
            return None
        inner = self.head(name, found[1], within=found[0].code)
        below = inner is not None and inner[0].code != found[0].code and inner[0].code[:2] == found[0].code[:2]
        return inner if below else found
