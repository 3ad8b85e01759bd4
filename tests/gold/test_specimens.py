"""The specimens that ship are read without a fault: every field of every one."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.gold.evaluate import ROOT, SPECIMENS, Judged, errors, judge, own_samples
from tests.gold.printing import SOURCES, print_specimens, read_parts, reportlab_pdf

NAMES = [sample.name for sample in own_samples()]


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Judged]:
    return {one.sample.name: one for one in judge(own_samples(), ["as_is"], tmp_path_factory.mktemp("specimens"))}


@pytest.mark.parametrize("name", NAMES)
def test_specimen_is_read_without_a_fault(name: str, judged: dict[str, Judged]) -> None:
    one = judged[name]
    wrong = errors([one], limit=20)
    assert not wrong, "\n".join(wrong)
    assert {field for field, tally in one.tallies.items() if tally.f1 < 1.0} == set()


def test_every_specimen_has_its_gold() -> None:
    gold, corpus = SPECIMENS
    shipped = {path.stem for path in corpus.iterdir() if path.is_file() and path.suffix != ".md"}
    assert shipped == {path.stem for path in gold.glob("*.json")}
    assert all(f"`{name}`" in (ROOT / "corpus" / "README.md").read_text(encoding="utf-8") for name in NAMES)


def test_printed_specimens_are_what_their_sources_say(tmp_path: Path) -> None:
    first, second = (reportlab_pdf(read_parts(next(SOURCES.glob("*.html")).read_text("utf-8"))) for _ in range(2))
    assert first == second
    made = {name for name in NAMES if name.endswith((".pdf", ".docx", ".ofd"))}
    assert {path.name for path in print_specimens(target=tmp_path)} == made
