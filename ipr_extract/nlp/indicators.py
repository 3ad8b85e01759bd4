"""Figures to be reached, from sentences and from tables, in printed order."""

from __future__ import annotations

from ipr_extract.model import Header, Indicator
from ipr_extract.nlp.cues import Cues
from ipr_extract.nlp.english_indicators import english_indicators
from ipr_extract.nlp.indicator_sentences import sentence_indicators
from ipr_extract.nlp.indicator_tables import table_indicators
from ipr_extract.nlp.places import Places, document_year
from ipr_extract.nlp.reading import Reading


def indicators(reading: Reading, header: Header, places: Places, cues: Cues) -> tuple[Indicator, ...]:
    """All indicators of a document; ``cues`` say where figures may stand in a Chinese text."""
    if reading.chinese:
        found = sentence_indicators(reading, header, places, cues.figures) if cues.figures else []
    else:
        found = english_indicators(reading, header, places)
    if reading.tables:
        found += table_indicators(reading, places, document_year(header))
        found.sort(key=lambda one: (one.start, one.end))
    return tuple(found)
