"""English lists and statements, in texts written for the test."""

from __future__ import annotations

import pytest

from ipr_extract.model import Role
from ipr_extract.nlp import understand
from ipr_extract.nlp.components import document_of
from ipr_extract.nlp.english import english_statements
from ipr_extract.nlp.english_names import split_english
from ipr_extract.nlp.reading import read

L, R, S, G = Role.LEAD, Role.RESPONSIBLE, Role.SUPPORT, Role.GUIDE


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (
            "Ministry of Culture and Tourism, Ministry of Finance and the State Post Bureau",
            ["Ministry of Culture and Tourism", "Ministry of Finance", "State Post Bureau"],
        ),
        (
            "the Ministry of Industry and Information Technology, the Ministry of Human Resources and Social Security, and SAMR",
            [
                "Ministry of Industry and Information Technology",
                "Ministry of Human Resources and Social Security",
                "SAMR",
            ],
        ),
        (
            "General Administration of Quality Supervision, Inspection and Quarantine and China Food and Drug Administration",
            [
                "General Administration of Quality Supervision, Inspection and Quarantine",
                "China Food and Drug Administration",
            ],
        ),
        (
            "Office of National Leading Group on Fight against IPR Protection and Counterfeiting",
            ["Office of National Leading Group on Fight against IPR Protection and Counterfeiting"],
        ),
        (
            "National Development and Reform Commission and other relevant departments",
            ["National Development and Reform Commission", "other relevant departments"],
        ),
        (
            "the people's governments of all provinces, autonomous regions and municipalities directly under the Central "
            "Government, all ministries and commissions of the State Council, and all institutions directly under the State Council",
            [
                "people's governments of all provinces, autonomous regions and municipalities directly under the Central Government",
                "all ministries and commissions of the State Council",
                "all institutions directly under the State Council",
            ],
        ),
        ("CNIPA, NDRC, MIIT, MOF, etc.", ["CNIPA", "NDRC", "MIIT", "MOF"]),
        (
            "National Government Offices Administration, and the State-owned Assets Supervision and Administration Commission",
            [
                "National Government Offices Administration",
                "State-owned Assets Supervision and Administration Commission",
            ],
        ),
        (
            "Ministry of Financeand the Ministry of Justice andthe STA",
            ["Ministry of Finance", "Ministry of Justice", "STA"],
        ),
    ],
)
def test_lists(text: str, names: list[str]) -> None:
    assert [text[n.start : n.end] for n in split_english(text, 0, len(text))] == names


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "1. Publish a guide. (Responsible by SAMR, the Ministry of Commerce, and the General Administration of Customs)",
            [("SAMR", R), ("Ministry of Commerce", R), ("General Administration of Customs", R)],
        ),
        (
            "1. Publish a guide (Responsible: CNIPA and the Ministry of Justice).",
            [("CNIPA", R), ("Ministry of Justice", R)],
        ),
        (
            "1. Publish a guide. (SAMR and the Ministry of Public Security are individually responsible for their duties)",
            [("SAMR", R), ("Ministry of Public Security", R)],
        ),
        (
            "1. Publish a guide. (Led by the Ministry of Commerce, with the participation of the Ministry of Finance and CNIPA)",
            [("Ministry of Commerce", L), ("Ministry of Finance", S), ("CNIPA", S)],
        ),
        (
            "1. Publish a guide. (National Development and Reform Commission, Ministry of Science and Technology)",
            [("National Development and Reform Commission", R), ("Ministry of Science and Technology", R)],
        ),
        (
            "1. Publish a guide. (Lead: Ministry of Justice; Participants: Supreme People's Court, CNIPA; Deadline: June 2018)",
            [("Ministry of Justice", L), ("Supreme People's Court", S), ("CNIPA", S)],
        ),
        (
            "1. Publish a guide. (The Ministry of Commerce shall take the lead, and the Ministry of Finance shall participate)",
            [("Ministry of Commerce", L), ("Ministry of Finance", S)],
        ),
        (
            "1. Publish a guide. (CNIPA is responsible)",
            [("CNIPA", R)],
        ),
        (
            "1. Publish a guide. (Leading departments: CNIPA; Supporting departments: Ministry of Education and Ministry of Finance)",
            [("CNIPA", L), ("Ministry of Education", S), ("Ministry of Finance", S)],
        ),
        (
            "1. Publish a guide. (Led by the Ministry of Justice; SAMR and the STA participate)",
            [("Ministry of Justice", L), ("SAMR", S), ("STA", S)],
        ),
        (
            "1. Publish a guide. (SAMR (lead), Ministry of Public Security)",
            [("SAMR", L), ("Ministry of Public Security", R)],
        ),
        (
            "1. Publish a guide. (SAMR as the leading department, MOFCOM and MPS as participating departments)",
            [("SAMR", L), ("MOFCOM", S), ("MPS", S)],
        ),
        (
            "1. Publish a guide. (Responsible bySAMR and National Medical Products Administration in accordance with their respective duties)",
            [("SAMR", R), ("National Medical Products Administration", R)],
        ),
        (
            "1. Publish a guide. Lead agency: Ministry of Commerce; Supporting agencies: Ministry of Finance, GAC",
            [("Ministry of Commerce", L), ("Ministry of Finance", S), ("GAC", S)],
        ),
        (
            "1. Publish a guide (Responsible: Department of Trade; Supporting: Finance Department).",
            [("Department of Trade", R), ("Finance Department", S)],
        ),
        ("1. Publish a guide. Department in charge: Ministry of Commerce", [("Ministry of Commerce", R)]),
        (
            "1. Publish a guide. (To be undertaken by the Ministry of Justice and SAMR)",
            [("Ministry of Justice", R), ("SAMR", R)],
        ),
        ("The Regulations (State Council No. [2016]86) shall apply.", []),
        ("The State Intellectual Property Office (hereinafter referred to as SIPO) has decided.", []),
        ("Patents (including designs) and marks (SIPO) are covered.", []),
        ("The Ministry of Science and Technology (MOST) will report.", []),
    ],
)
def test_statements(text: str, expected: list[tuple[str, Role]]) -> None:
    reading = read(document_of(text))
    found = [(text[e.start : e.end], e.role) for s in english_statements(reading) for e in s.said.entries]
    assert found == expected


@pytest.mark.parametrize(
    ("inside", "deadline"),
    [
        ("Responsible: CNIPA; Deadline: by the end of June 2018", "by the end of June 2018"),
        ("Led by SAMR and the STA; before October 31", "before October 31"),
        ("Ministry of Finance, Ministry of Justice; by the end of September", "by the end of September"),
        ("Lead: MOFCOM. Support: GAC, SAMR. To be completed before December 2021", "before December 2021"),
        ("Responsible: CNIPA; Time limit: 30 days", "30 days"),
        ("Responsible: CNIPA, MOST; ongoing", "ongoing"),
    ],
)
def test_deadlines(inside: str, deadline: str) -> None:
    text = f"1. Publish a guide. ({inside})"
    statement = next(english_statements(read(document_of(text))))
    assert [text[start:end] for start, end in statement.said.deadlines] == [deadline]
    assert all(text[e.start : e.end][-1].isalpha() for e in statement.said.entries)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (
            "All provincial, autonomous region and municipal People's Governments, all ministries and commissions",
            ["All provincial, autonomous region and municipal People's Governments", "all ministries and commissions"],
        ),
        (
            "the people's governments of provinces, autonomous regions and municipalities directly under the central government",
            ["people's governments of provinces, autonomous regions and municipalities directly under the central government"],
        ),
        (
            "the Ministry of Finance and the Government Offices Administration of the State Council",
            ["Ministry of Finance", "Government Offices Administration of the State Council"],
        ),
        (
            "Seed Administration and all member units of the Joint Meeting",
            ["Seed Administration", "all member units of the Joint Meeting"],
        ),
        ("statistics bureaus as well as foreign exchange bureaus", ["statistics bureaus", "foreign exchange bureaus"]),
        ("MOF, MOE and other such departments", ["MOF", "MOE"]),
        ("postal administrations and market regulation bureaus of all provinces", ["postal administrations", "market regulation bureaus of all provinces"]),
        ("all departments and commissions of the provincial government", ["all departments and commissions of the provincial government"]),
        ("Trademark Office and all other directly affiliated units", ["Trademark Office", "all other directly affiliated units"]),
        (
            "offices of all provinces and the Xinjiang Production and Construction Corps",
            ["offices of all provinces and the Xinjiang Production and Construction Corps"],
        ),
        (
            "offices of all provinces, and Xinjiang Production and Construction Corps",
            ["offices of all provinces", "Xinjiang Production and Construction Corps"],
        ),
    ],
)  # fmt: skip
def test_levels_places_and_kinds_in_lists(text: str, names: list[str]) -> None:
    assert [text[n.start : n.end] for n in split_english(text, 0, len(text))] == names


@pytest.mark.parametrize(
    ("words", "entries", "deadlines"),
    [
        (
            "The Ministry of Finance and SAMR shall take their assigned responsibilities, to be completed before the end of 2020",
            [("Ministry of Finance", R), ("SAMR", R)], ["before the end of 2020"],
        ),
        (
            "Department of Trade takes the lead, Inspection Bureau and Department of Quality are responsible by division of labor",
            [("Department of Trade", L), ("Inspection Bureau", R), ("Department of Quality", R)], [],
        ),
        (
            "The Ministry of Public Security is responsible, with the cooperation of the General Administration of Customs",
            [("Ministry of Public Security", R), ("General Administration of Customs", S)], [],
        ),
        (
            "The National Copyright Administration shall take the lead, in conjunction with the Ministry of Public Security",
            [("National Copyright Administration", L), ("Ministry of Public Security", S)], [],
        ),
        (
            "Responsible by National Bureau of Statistics and SAMR, before December 31, 2022",
            [("National Bureau of Statistics", R), ("SAMR", R)], ["before December 31, 2022"],
        ),
        ('led by State Administration for Seeds for "Clean Sweep"', [("State Administration for Seeds", L)], []),
        ("Responsible: City Engineer, Municipal Engineer", [("City Engineer", R), ("Municipal Engineer", R)], []),
        ("Local people's governments, guided by the Ministry of Transport", [("Local people's governments", R), ("Ministry of Transport", G)], []),
        (
            "MOF, MOE and SAMR are responsible. The unit listed first is the lead unit, the same below",
            [("MOF", L), ("MOE", R), ("SAMR", R)], [],
        ),
    ],
)  # fmt: skip
def test_statements_in_brackets(words: str, entries: list[tuple[str, Role]], deadlines: list[str]) -> None:
    text = f"Notice on seeds\n1. Plant them. ({words})\n2. Water them."
    reading = read(document_of(text))
    (statement,) = english_statements(reading)
    assert [(text[e.start : e.end], e.role) for e in statement.said.entries] == entries
    assert [text[start:end] for start, end in statement.said.deadlines] == deadlines


def test_a_rule_in_the_first_statement_holds_for_later_ones() -> None:
    circular = understand(
        document_of(
            "Notice on the division of seeds\n1. Plant. (MOF and MOE are responsible; the first-listed is the lead department, the same"
            " applies below)\n2. Water. (SAMR and MOF are responsible)"
        )
    )
    assert [(a.path, a.organisation, a.role) for a in circular.assignments] == [
        ("1", "MOF", L), ("1", "MOE", R), ("2", "SAMR", L), ("2", "MOF", R),
    ]  # fmt: skip
