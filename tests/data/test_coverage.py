"""The measure of how many organs are resolved: its classes, and how far the real circulars reach."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests.data.coverage import Mention, class_of, coverage, share

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared" / "corpus"


@pytest.mark.parametrize(
    ("name", "local_speaks", "kind"),
    [
        ("财政部", True, "central"),
        ("国家发展改革委", True, "central"),
        ("发展改革委", False, "central"),
        ("发展改革委", True, "local"),
        ("海关总署", True, "central"),
        ("市公安局", False, "local"),
        ("安徽省科技厅", False, "local"),
        ("国家税务总局北京市税务局", False, "local"),
        ("山东证监局", True, "local"),
        ("各省、自治区、直辖市人民政府", False, "collective"),
        ("市直有关部门", True, "collective"),
        ("济南、青岛、烟台市政府", True, "collective"),
        ("有关部门", False, "collective"),
        ("试点城市政府", False, "no organ"),
        ("省演艺集团", True, "no organ"),
        ("法规司", False, "unit"),
        ("Ministry of Finance", False, "central"),
        ("members of the joint meeting", False, "collective"),
        ("Anhui Provincial Department of Finance", False, "local"),
    ],
)
def test_a_name_is_classed_by_its_form_and_by_who_speaks(name: str, local_speaks: bool, kind: str) -> None:
    assert class_of(name, local_speaks) == kind


def test_departments_behind_those_of_all_provinces_are_many() -> None:
    assert class_of("科技厅（局）", False, behind_places=True) == "collective"
    assert class_of("海关总署", False, behind_places=True) == "central"


def test_the_share_counts_mentions_and_not_names() -> None:
    known, missed = Mention("财政部", "central", True, "mof"), Mention("国家样本局", "central", False, "")
    assert share(Counter({known: 3, missed: 1}), "central") == 0.75
    assert share(Counter({known: 3}), "local") == 1.0


def test_the_specimens_reach() -> None:
    counted = coverage(ROOT / "corpus")
    assert share(counted, "central") >= 0.96
    assert share(counted, "local") >= 0.95


def test_the_real_circulars_reach() -> None:
    if not SHARED.is_dir():
        pytest.skip("the shared circulars are not beside this checkout")
    counted = coverage(SHARED)
    assert share(counted, "central") >= 0.99
    assert share(counted, "local") >= 0.95
