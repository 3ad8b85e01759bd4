"""English memoranda and circular letters: labelled heads, letterheads, numbers without a year in brackets."""

from __future__ import annotations

import datetime as dt

import pytest

from ipr_extract.model import Circular
from ipr_extract.nlp import understand
from ipr_extract.nlp.components import document_of
from ipr_extract.nlp.memorandum import Heading, memorandum, number_in
from ipr_extract.nlp.numbers import find_numbers
from ipr_extract.nlp.reading import read


def _read(*lines: str) -> Circular:
    return understand(document_of("\n".join(lines)))


def _head(circular: Circular) -> tuple[str | None, str | None, dt.date | None]:
    header = circular.header
    title = header.title.text if header.title else None
    return title, header.document_number.text if header.document_number else None, header.written_date


def _parties(circular: Circular) -> tuple[list[str], list[str]]:
    return [party.name for party in circular.issuers], [party.name for party in circular.addressees]


def test_an_office_memorandum_with_its_addressees_at_the_end() -> None:
    circular = _read(
        "F. No. 7/3/2016-SC-II", "Government of India", "Ministry of Seeds and Commerce", "Department of Seed Policy",
        "Nagpur Road, New Delhi", "Dated the 14th March, 2017", "OFFICE MEMORANDUM",
        "Subject: Allocation of tasks under the Seed Policy.",
        "The undersigned is directed to say that the tasks below are allocated among the Ministries concerned.",
        "2. All Ministries shall appoint officers by 30 June 2017.", "3. The Cell shall report every quarter.",
        "Under Secretary to the Government of India", "To", "1. All Secretaries of the Government of India",
        "2. Chief Secretaries of all States", "3. The Controller of Seeds, Mumbai",
    )  # fmt: skip
    assert _head(circular) == (
        "Allocation of tasks under the Seed Policy", "F. No. 7/3/2016-SC-II", dt.date(2017, 3, 14),
    )  # fmt: skip
    assert _parties(circular) == (
        ["Department of Seed Policy"],
        ["All Secretaries of the Government of India", "Chief Secretaries of all States", "Controller of Seeds, Mumbai"],
    )  # fmt: skip
    assert [section.path for section in circular.sections] == ["2", "3"]


def test_a_joint_memorandum_circular_in_capitals() -> None:
    circular = _read(
        "Republic of the Islands", "Department of the Interior", "Department of Harbours",
        "JOINT MEMORANDUM CIRCULAR NO. 2016-01", "August 30, 2016",
        "TO : ALL PROVINCIAL GOVERNORS, CITY MAYORS AND", "REGIONAL DIRECTORS",
        "SUBJECT : REVISED STANDARDS IN THE PROCESSING OF", "HARBOUR PERMITS",
        "1.0 Background", "The Departments issue these standards for all harbours.", "2.0 Purpose", "2.1 To streamline permits.",
    )  # fmt: skip
    assert _head(circular) == (
        "REVISED STANDARDS IN THE PROCESSING OF HARBOUR PERMITS", "JOINT MEMORANDUM CIRCULAR NO. 2016-01", dt.date(2016, 8, 30),
    )  # fmt: skip
    assert _parties(circular)[0] == ["Department of the Interior", "Department of Harbours"]
    assert _parties(circular)[1][:2] == ["ALL PROVINCIAL GOVERNORS", "CITY MAYORS"]
    assert [(section.path, section.title) for section in circular.sections] == [
        ("1", "Background"), ("2", "Purpose"), ("2.1", "To streamline permits"),
    ]  # fmt: skip


def test_a_title_between_the_number_and_the_addressees() -> None:
    circular = _read(
        "Harbour Bureau", "Circular No. 5/2019", "(Note: This circular should be read by all harbour masters.)",
        "Copyright in Charts", "To: Supervisors and Heads of all harbours", "Ref.: HB(CD)/ADM/1/2", "Date: 3 June 2019",
        "Summary", "1. This circular announces new arrangements.", "2. It supersedes HB Circular No. 3/2011.",
    )  # fmt: skip
    assert _head(circular) == ("Copyright in Charts", "Circular No. 5/2019", dt.date(2019, 6, 3))
    assert _parties(circular) == (["Harbour Bureau"], ["Supervisors and Heads of all harbours"])
    assert [reference.document_number for reference in circular.references] == ["HB Circular No. 3/2011"]


def test_a_title_below_the_salutation() -> None:
    circular = _read(
        "HARBOUR AUTHORITY OF THE ISLANDS", "Circular No. CMG 02/2018", "24 August 2018",
        "To: Chief Executive Officers of All Carriers", "Dear Sir / Madam", "CIRCULAR ON THE CARRIAGE OF CHARTS",
        "1. This circular sets out expectations.", "2. Carriers shall review by 31 December 2018.",
    )  # fmt: skip
    assert _head(circular)[:2] == ("CIRCULAR ON THE CARRIAGE OF CHARTS", "Circular No. CMG 02/2018")
    assert _parties(circular) == (
        ["HARBOUR AUTHORITY OF THE ISLANDS"], ["Chief Executive Officers of All Carriers"],
    )  # fmt: skip


def test_a_semicolon_parts_addressees_whatever_they_are() -> None:
    circular = _read(
        "Notice of the Ministry of Harbours on Charts",
        "To: provincial offices of harbours; China Central Charts; all harbours under the ministry:",
        "The Ministry issues this notice for implementation by all concerned.", "1. Draw charts.", "2. Print them.",
    )  # fmt: skip
    assert _parties(circular)[1] == [
        "provincial offices of harbours", "China Central Charts", "all harbours under the ministry",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("See SHO Order No. 56 and GAH Decree No. 233.", ["SHO Order No. 56", "GAH Decree No. 233"]),
        ("under Letter No. 66 [2016] of SHO", ["Letter No. 66 [2016] of SHO"]),
        ("General Administration of Harbours Decree No. 233, which", ["General Administration of Harbours Decree No. 233"]),
        ("Instruction No. 3 of 2016/17 and Act No. 38 of 2000", ["Instruction No. 3 of 2016/17", "Act No. 38 of 2000"]),
        ("Memorandum Circular No. 2010-83, s. 2010", ["Memorandum Circular No. 2010-83, s. 2010"]),
        ("Order No such thing, item No. 5", []),
    ],
)  # fmt: skip
def test_numbers_without_a_year_in_brackets(text: str, numbers: list[str]) -> None:
    assert [text[n.start : n.end] for n in find_numbers(text, 0, len(text), chinese=False)] == numbers


def test_a_number_stands_beside_no_more_than_a_date() -> None:
    line = "Action Note 05/21 3 June 2021"
    found = number_in(line)
    assert found is not None
    assert line[slice(*found)] == "Action Note 05/21"
    assert number_in("Circular No. 5/2019 is withdrawn, and every office shall tell its harbours of it") is None


def test_one_heading_alone_is_no_memorandum() -> None:
    reading = read(
        document_of("To: all harbours\nThis is a long text that goes on and on without being a memorandum's head.")
    )
    texts = [reading.folded[line.start : line.end] for line in reading.lines]
    found = memorandum(texts, reading.lines)
    assert set(found.fields) == {Heading.TO}
    assert not found.is_one


def test_long_runs_of_capitals_before_a_number_are_read_at_once() -> None:
    capitals = "THE RESEARCH MONTH OF ALL PROVINCIAL GOVERNORS AND OTHERS CONCERNED WITH HARBOUR POLICY " * 40
    circular = _read(
        "Notice on Charts",
        f"{capitals}see Harbour Order No. 5 and Harbour Letter No. 7 (2016).",
        "1. Draw.",
        "2. Print.",
    )
    assert [one.document_number for one in circular.references] == [
        "Harbour Order No. 5",
        "Harbour Letter No. 7 (2016)",
    ]


def test_a_hyphen_inside_a_word_is_no_heading() -> None:
    circular = _read("Re-issue of the Notice on Charts", "Harbour Order No. 5", "1. Draw them.", "2. Print them.")
    assert _head(circular)[0] == "Re-issue of the Notice on Charts"
