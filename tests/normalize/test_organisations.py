"""A whole circular gets the ids of its organisations; what could be an organ's name and isn't known is a finding."""

from __future__ import annotations

import dataclasses
import datetime as dt

from ipr_extract.model import (
    Assignment,
    Basis,
    Circular,
    Document,
    Finding,
    Header,
    Party,
    PartyKind,
    Role,
    Severity,
    Value,
)
from ipr_extract.normalize.organisations import normalize_organisations
from ipr_extract.normalize.resolver import default_resolver

RESOLVER = default_resolver()


def party(name: str, kind: PartyKind = PartyKind.ORGANISATION) -> Party:
    return Party(name, kind, 0, len(name))


def task(name: str, number: int = 0) -> Assignment:
    return Assignment(
        f"a{number}", None, None, "1", name, Role.LEAD, Basis.STATED, False, Value(name, 0, len(name)), 0, len(name)
    )


def circular(
    issuers: tuple[Party, ...] = (),
    addressees: tuple[Party, ...] = (),
    assignments: tuple[Assignment, ...] = (),
    title: str = "关于样本工作的通知",
    findings: tuple[Finding, ...] = (),
) -> Circular:
    document = Document("0" * 16, "sample.txt", "0" * 64, "text/plain", title, (), "test")
    header = Header(Value(title, 0, len(title)), written_date=dt.date(2019, 6, 1))
    return Circular(
        document, "zh", header, issuers=issuers, addressees=addressees, assignments=assignments, findings=findings
    )


def ids(parts: tuple[Party, ...] | tuple[Assignment, ...]) -> list[str | None]:
    return [part.organisation_id for part in parts]


def test_a_circular_gets_its_ids() -> None:
    before = circular(
        issuers=(party("国务院办公厅"),),
        addressees=(party("各省、自治区、直辖市人民政府", PartyKind.COLLECTIVE), party("教育部"), party("海关总署")),
        assignments=(task("发展改革委"), task("有关部门", 1)),
    )
    after = normalize_organisations(before, RESOLVER)
    assert ids(after.issuers) == ["state_council_general_office"]
    assert ids(after.addressees) == [None, "moe", "customs"]
    assert ids(after.assignments) == ["ndrc", None]
    assert after.addressees[0] is before.addressees[0]
    assert after.assignments[1] is before.assignments[1]
    assert after.findings == ()
    assert dataclasses.replace(after.addressees[1], organisation_id=None) == before.addressees[1]
    assert normalize_organisations(after, RESOLVER) is after


def test_an_id_that_is_there_stays_and_collectives_and_persons_get_none() -> None:
    before = circular(
        issuers=(dataclasses.replace(party("财政部"), organisation_id="mine"),),
        addressees=(party("教育部", PartyKind.COLLECTIVE), party("司法部", PartyKind.PERSON)),
    )
    assert normalize_organisations(before, RESOLVER) is before


def test_departments_of_provinces_are_not_ministries() -> None:
    before = circular(
        issuers=(party("工业和信息化部"),),
        addressees=(
            party("各省、自治区、直辖市中小企业主管部门", PartyKind.COLLECTIVE),
            party("发展改革委"),
            party("国资委"),
            party("教育部"),
        ),
        assignments=(task("发展改革委"),),
    )
    after = normalize_organisations(before, RESOLVER)
    assert ids(after.addressees) == [None, None, None, "moe"]
    assert ids(after.assignments) == ["ndrc"]


def test_a_plan_without_a_signature_is_its_titles_places() -> None:
    plan = circular(
        assignments=(task("教育局"), task("发展改革委", 1), task("税务总局", 2)), title="青岛市样本工作方案"
    )
    assert ids(normalize_organisations(plan, RESOLVER).assignments) == [
        "370200-education", "370200-development_reform", "tax",
    ]  # fmt: skip


def test_one_finding_a_name_that_could_be_an_organs_with_those_that_it_is_like() -> None:
    before = circular(
        issuers=(party("样本研究所"),),
        assignments=(
            task("国家卫生健康总委员会"), task("国家卫生健康总委员会", 1), task("国务院有关部门", 2),
            task("各市样本局", 3), task("样本企业", 4), task("财政部", 5),
        ),
        findings=(Finding("other", Severity.INFO, "was here before"),),
    )  # fmt: skip
    after = normalize_organisations(before, RESOLVER)
    assert [finding.code for finding in after.findings] == ["other"] + ["unresolved_organisation"] * 2
    assert ["样本研究所" in after.findings[1].message, "国家卫生健康总委员会" in after.findings[2].message] == [
        True,
        True,
    ]
    assert "nhc" in after.findings[2].message
    assert {finding.severity for finding in after.findings} == {Severity.INFO}
    assert after.issuers == before.issuers
    assert normalize_organisations(after, RESOLVER).findings == after.findings
