"""A circular's names → ids: the day, who speaks, and a finding for each name that nobody was found for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from ipr_extract.data import rules
from ipr_extract.data.local_organs import UNKNOWN, LocalPlace
from ipr_extract.model import Assignment, Circular, Finding, Party, PartyKind, Severity
from ipr_extract.normalize.resolver import Resolution, Resolver
from ipr_extract.normalize.speaker import NOBODY_LOCAL, Speaker, number_sign

UNRESOLVED = "unresolved_organisation"

# Names of several, or of nobody in particular: no row could be meant, so none is missed.
_SEVERAL = re.compile(
    rf"{rules('local_names')['not_one']}|^(?:[省市县区州盟旗]|自治区|地方|中央|国务院|国家)?(?:直|级)?(?:机关|政府|企业|学校|高校|单位|部门|地区|城市)$"
    r"|(?:企业|公司|集团|学校|大学|学院|医院|城市政府|地方|地区|主体|行业|平台|基金|机场|港口|运营商|实验室)$|^地方"
    r"|\b(?:relevant|all|each|every|other|concerned|local|departments|units|agencies|ministries|members|governments|authorities"
    r"|enterprises|institutions)\b",
    re.IGNORECASE,
)
# 各省、自治区、直辖市发展改革委、市场监管局…: where departments of the provinces are listed, bare names go on so.
_PROVINCES = re.compile(r"(?:全国)?各.{0,40}(?:省|自治区|直辖市|市|县|区|州|旗)")
_GOVERNMENTS = re.compile(r"(?:政府|党委|管委会)$")


def normalize_organisations(circular: Circular, resolver: Resolver) -> Circular:
    """``circular`` with ``organisation_id`` filled in for issuers, addressees and assignments.

    An id that is there stays; parts in which nothing changes are the same objects. Collectives and persons get none. A
    name that could be an organ's and is nobody's gives one finding, with those that it is most like.
    """
    return _Naming(circular, resolver).result()


class _Naming:
    """One circular's names: the day, who speaks, and the names that nobody was found for."""

    def __init__(self, circular: Circular, resolver: Resolver) -> None:
        header = circular.header
        self.circular = circular
        self.resolver = resolver
        self.on = header.written_date or header.published_date
        self.speaker = speaker_of(circular, resolver)
        self.findings: dict[str, Finding] = {}

    def result(self) -> Circular:
        circular = self.circular
        issuers = tuple([self.party(party, self.speaker) for party in circular.issuers])
        addressees = tuple(self.addressees())
        assignments = self.assignments()
        if not self.findings and (issuers, addressees, assignments) == (
            circular.issuers, circular.addressees, circular.assignments,
        ):  # fmt: skip
            return circular
        findings = circular.findings
        if self.findings:
            findings = (*findings, *(new for new in self.findings.values() if new not in findings))
        return replace(circular, issuers=issuers, addressees=addressees, assignments=assignments, findings=findings)

    def addressees(self) -> Iterator[Party]:
        behind = False
        for party in self.circular.addressees:
            behind = behind or (_PROVINCES.match(party.name) is not None and not _GOVERNMENTS.search(party.name))
            yield self.party(party, Speaker(local=True) if behind else self.speaker, many=behind)

    def party(self, party: Party, speaker: Speaker, *, many: bool = False) -> Party:
        if party.organisation_id is not None or party.kind is not PartyKind.ORGANISATION:
            return party
        found = self.find(party.name, speaker, party.start, party.end, many=many)
        return replace(party, organisation_id=found) if found else party

    def assignments(self) -> tuple[Assignment, ...]:
        # The same few names stand over and over: each is looked up where it stands first.
        ids: dict[str, str | None] = {}
        named = []
        for a in self.circular.assignments:
            if a.organisation_id is None:
                name = a.organisation
                if name in ids:
                    found = ids[name]
                else:
                    found = ids[name] = self.find(name, self.speaker, a.start, a.end)
                if found:
                    # Written out: dataclasses.replace takes three times as long, and there are a hundred to a page.
                    a = Assignment(
                        a.assignment_id, a.task_id, a.section_id, a.path, name, a.role, a.basis, a.open_list,
                        a.statement, a.start, a.end, found,
                    )  # fmt: skip
            named.append(a)
        return tuple(named)

    def find(
        self, name: str, speaker: Speaker, start: int | None, end: int | None, *, many: bool = False
    ) -> str | None:
        """Whom a name means; a finding where it is nobody, unless it means ``many``."""
        resolution = self.resolver.resolve(name, on=self.on, language=self.circular.language, speaker=speaker)
        found = resolution.organisation_id
        if found is None and not many and name not in self.findings and not _SEVERAL.search(name):
            self.findings[name] = Finding(UNRESOLVED, Severity.INFO, self.message(name, resolution), start, end)
        return found

    def message(self, name: str, resolution: Resolution) -> str:
        if resolution.candidates:
            return f"{name!r} is the name of several organisations: {', '.join(resolution.candidates)}"
        near = self.resolver.nearest(name, self.speaker.place)
        like = f"; the most like it: {', '.join(near)}" if near else ""
        return f"no organisation is known by the name {name!r}{like}"


def speaker_of(circular: Circular, resolver: Resolver) -> Speaker:
    """Who speaks in a circular: its first issuer that is a local organ, else the place that the circular says.

    A county's name says no place that has a code, and 省人民政府 none at all: what is around it is read off the title,
    the publisher, and the province's sign in the document's number. Where a central organ signs first, nobody local
    speaks.
    """
    issuers = circular.issuers
    if issuers and resolver.is_central(issuers[0].name):
        return NOBODY_LOCAL
    for issuer in issuers:
        place = resolver.speaker(issuer.name).place
        if place is not None and place.code != UNKNOWN:
            return Speaker(True, place)
    outer = next(_places_said(circular, resolver), None)
    if not issuers:
        # A plan without a signature says in its title whose it is: 某省…行动方案.
        return Speaker(True, outer) if outer else NOBODY_LOCAL
    speakers = [resolver.speaker(issuer.name, outer) for issuer in issuers]
    return max(speakers, key=lambda speaker: (speaker.place is not None, speaker.local))


def _places_said(circular: Circular, resolver: Resolver) -> Iterator[LocalPlace]:
    header = circular.header
    for text in (header.title.text if header.title else None, header.publisher):
        place = resolver.place_of(text) if text else None
        if place:
            yield place
    sign = number_sign(circular)
    place = resolver.place_of_sign(sign) if sign else None
    if place:
        yield place
