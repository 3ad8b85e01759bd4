"""The spaCy components in pipelines of other people's making."""

from __future__ import annotations

import pytest
import spacy
from spacy.tokens import Doc

import ipr_extract.nlp.components as components
from ipr_extract.nlp import understand

NAMES = ("ipr_header", "ipr_sections", "ipr_assignments", "ipr_deadlines", "ipr_references")
TEXT = (
    "某局关于做好工作的通知\n某发〔2022〕7号\n教育部，各有关单位：\n根据《试点意见》（国发〔2021〕3号），安排如下。\n"
    "一、推进甲。（6月底前完成，牵头单位：甲局，配合单位：乙局）\n二、推进乙。\n某局\n2022年4月14日"
)


@pytest.mark.parametrize("language", ["zh", "en", "xx"])
def test_spans_are_what_is_understood(language: str) -> None:
    nlp = spacy.blank(language)
    for name in NAMES:
        nlp.add_pipe(name)
    doc = nlp(TEXT)
    circular = understand(components.document_of(doc.text))
    assert doc.text == TEXT
    assert [(s.start, s.end) for s in circular.sections] == [
        (span.start_char, span.end_char) for span in doc.spans["ipr_sections"]
    ]
    assert [(span.label_, span.id_) for span in doc.spans["ipr_assignments"]] == [("LEAD", "1"), ("SUPPORT", "1")]
    assert [span.id_ for span in doc.spans["ipr_deadlines"]] == ["2022-06-30"]
    assert [span.id_ for span in doc.spans["ipr_references"]] == ["国发〔2021〕3号"]
    assert [span.label_ for span in doc.spans["ipr_header"]] == ["TITLE", "NUMBER", "ISSUER", "ADDRESSEE", "ADDRESSEE"]


def test_a_characters_pipeline_keeps_exact_spans() -> None:
    nlp = spacy.blank("zh")
    nlp.add_pipe("ipr_assignments")
    doc = nlp(TEXT)
    assert [span.text for span in doc.spans["ipr_assignments"]] == ["甲局", "乙局"]


def test_spans_survive_serialisation() -> None:
    nlp = spacy.blank("zh")
    nlp.add_pipe("ipr_assignments")
    doc = nlp(TEXT)
    again = Doc(nlp.vocab).from_bytes(doc.to_bytes())
    assert [(s.text, s.label_, s.id_) for s in again.spans["ipr_assignments"]] == [
        (s.text, s.label_, s.id_) for s in doc.spans["ipr_assignments"]
    ]


def test_an_empty_text() -> None:
    nlp = spacy.blank("zh")
    nlp.add_pipe("ipr_sections")
    assert len(nlp("").spans["ipr_sections"]) == 0
