"""How many of the organs that circulars name are resolved: ``python -m tests.data.coverage FOLDER``.

A *mention* is a row of ``issuers``, ``addressees`` or ``assignments``: a name that stands five times in statements
counts five times. Names that extraction missed, or cut wrongly, are judged as they came out; how good extraction is, is
measured elsewhere. Each mention is put in one class by its form and by who speaks, never by whether it was resolved,
so that what is missed stays in the denominator:

- ``no organ``: persons; names without a noun that organs' names end in; 单位 and 部门 that are nobody in particular
  (有关部门, 试点城市政府, 项目承担单位); enterprises, schools and hospitals, which no authority list of organs holds;
- ``collective``: names of many (各…, 国务院有关部委, 成员单位), lists of places that share a noun, and departments
  listed behind 各省、自治区… or 各市、县…, which are those of the places. Resolved: its members are known;
- ``local``: a place or a level (省, 市, 区 …) stands in the name, or it is a bare name that local organs bear and a
  local organ speaks;
- ``unit``: a part of a central organ, by its own name (法规司); such parts have no rows;
- ``central``: every other organ.

What is printed is an upper bound of what is right: a name may be resolved to the wrong organ. ``--resolved`` prints
every name with what it was resolved to, for reading.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from ipr_extract.batch.document import Options, default_stages
from ipr_extract.errors import ReadError
from ipr_extract.model import Circular, PartyKind
from ipr_extract.nlp.organs import ends_in_head
from ipr_extract.nlp.reading import fold
from ipr_extract.normalize.organisations import speaker_of
from ipr_extract.normalize.resolver import default_resolver

CLASSES = ("central", "unit", "local", "collective", "no organ")

_MANY = re.compile(
    r"各|成员单位|有关(?:部委|部门|省|市|地方)|^(?:中央|省|市|县|区|国务院)?(?:直属?|级)?(?:机关|部门|单位)|[、，].*(?:政府|军区|[局厅委])$"
    r"|\b(?:members|relevant|all|each|governments)\b",
    re.IGNORECASE,
)
_NOBODY = re.compile(
    r"^(?:有关|相关|其他|试点|地方|项目|军队|联合).*(?:部门|单位|政府|企业|城市|地方|机构|办公室)$|^(?:有关|相关)|部门$|单位$|主体$"
    r"|(?:企业|公司|集团|大学|学院|学校|医院|机场|中铁.*局)$"
)
_LOCAL = re.compile(
    r"^(?:中共)?(?:[\u4e00-\u9fff]{1,9}?)?(?:省|自治区|(?<!城)市(?!场)|自治州|县|(?<![社园小])区|州|盟|旗)(?!.*总局$)"
    r"|(?:分行|中心支行|监管局|银保监局|证监局|海关|特派员办事处|上海总部)$"
)
_LOCAL_ENGLISH = re.compile(r"\b(?:provincial|municipal|municipality|province|city|county|district)\b", re.IGNORECASE)


class Mention(NamedTuple):
    """A name in a circular, its class, and whether whom it means is known."""

    name: str
    kind: str
    resolved: bool
    meant: str


def mentions(circular: Circular) -> Iterator[Mention]:
    """The mentions of one circular that was normalised with members."""
    speaker = speaker_of(circular, default_resolver())
    expanded = {member.collective for member in circular.members}
    behind_places = False
    for party in (*circular.issuers, *circular.addressees):
        if re.match("(?:全国)?各[省市县区州]", party.name):
            behind_places = not party.name.endswith("政府")
        kind = class_of(party.name, speaker.local, behind_places)
        if party.kind is PartyKind.PERSON:
            kind = "no organ"
        yield _mention(party.name, kind, party.organisation_id, expanded)
    for assignment in circular.assignments:
        name = assignment.organisation
        yield _mention(name, class_of(name, speaker.local, False), assignment.organisation_id, expanded)


def class_of(name: str, local_speaks: bool, behind_places: bool = False) -> str:
    """The class of a name by its form alone."""
    folded = fold(name)
    chinese = re.search("[\u4e00-\u9fff]", folded) is not None
    if _MANY.search(folded):
        return "collective"
    if chinese and (_NOBODY.search(folded) or not ends_in_head(folded)):
        return "no organ"
    shared = (
        re.fullmatch(r"(?!国家|国务院|中国|中央|全国).*(?<!总)(?:[局委厅办会院]|中心)(?:（局）)?", folded) is not None
    )
    if behind_places and shared:
        return "collective"
    if not chinese:
        if name.startswith("Department of"):
            return "unit"
        return "local" if _LOCAL_ENGLISH.search(folded) else "central"
    central = folded.startswith(("国家", "国务院", "中央", "全国", "最高")) and "税务总局" not in folded
    if not central and (_LOCAL.search(folded) or (local_speaks and shared)):
        return "local"
    if re.search(r"(?:司|专利局.*部)$", folded):
        return "unit"
    return "central"


def _mention(name: str, kind: str, organisation_id: str | None, expanded: set[str]) -> Mention:
    meant = organisation_id or ("(members)" if name in expanded else "")
    return Mention(name, kind, bool(meant), meant)


def coverage(folder: Path) -> Counter[Mention]:
    """The mentions of all documents below ``folder`` that can be read."""
    stages = default_stages(Options(members=True))
    counted: Counter[Mention] = Counter()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            try:
                circular = stages.extract(path.read_bytes(), path.name)
            except ReadError:
                continue
            counted.update(mentions(circular))
    return counted


def share(counted: Counter[Mention], kind: str) -> float:
    """The part of a class's mentions that are resolved; 1 where there are none."""
    total = sum(number for mention, number in counted.items() if mention.kind == kind)
    known = sum(number for mention, number in counted.items() if mention.kind == kind and mention.resolved)
    return known / total if total else 1.0


def main() -> None:
    """Print the coverage by class, and the names that were missed."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--resolved", action="store_true", help="print the names that were resolved too")
    given = arguments.parse_args()
    counted = coverage(given.folder)
    print("class        mentions  resolved     part")
    for kind in CLASSES:
        of_kind = {mention: number for mention, number in counted.items() if mention.kind == kind}
        known = sum(number for mention, number in of_kind.items() if mention.resolved)
        print(f"{kind:12} {sum(of_kind.values()):8} {known:9} {share(counted, kind):8.1%}")
    for kind in CLASSES:
        for mention, number in sorted(counted.items(), key=lambda item: (-item[1], item[0])):
            if mention.kind == kind and (given.resolved or not mention.resolved):
                print(f"{kind}\t{number}\t{mention.name}\t{mention.meant}")


if __name__ == "__main__":
    main()
