"""RapidOCR: what its networks are given, where signs stand, and what the models that it brings read."""

from __future__ import annotations

import importlib.util

import numpy as np
import pytest
from numpy.typing import NDArray

from ipr_extract.parse.ocr_rapid import PACKAGES, FewSizes, RapidOcr, _edges


def test_a_network_sees_few_sizes_and_its_answer_is_that_of_what_was_given() -> None:
    sizes: set[tuple[int, ...]] = set()

    def every_eighth_column(batch: NDArray[np.float32]) -> NDArray[np.float32]:
        return batch[:, 0, 0, ::8, None]

    few = FewSizes(every_eighth_column, sizes)
    for width in range(170, 320, 10):
        batch = np.random.default_rng(0).random((3, 3, 48, width), dtype=np.float32)
        found = few.lines(batch)
        assert np.array_equal(found, every_eighth_column(batch)[:, : found.shape[1]])
        assert abs(found.shape[1] - width / 8) <= 1
    assert len(sizes) == 1
    page = np.ones((1, 3, 700, 500), dtype=np.float32)
    assert FewSizes(lambda picture: picture[:, :1], sizes).page(page).shape == (1, 1, 700, 500)
    assert len(sizes) == 2


def test_edges_of_signs_are_half_way_to_their_neighbours_and_a_space_takes_no_room() -> None:
    assert _edges("甲乙丙", [10.0, 30.0, 90.0], 15.0) == ((-5.0, 20.0), (20.0, 45.0), (75.0, 105.0))
    assert _edges("a b", [10.0, 30.0], 15.0) == ((-5.0, 20.0), (20.0, 20.0), (20.0, 45.0))
    assert _edges(" 甲", [10.0], 15.0) == ((-5.0, -5.0), (-5.0, 25.0))
    assert _edges("甲乙", [10.0], 15.0) == ()
    assert _edges("", [], 15.0) == ()


@pytest.mark.skipif(not all(map(importlib.util.find_spec, PACKAGES)), reason="RapidOCR isn't installed")
def test_nothing_is_read_on_a_white_page() -> None:
    assert RapidOcr(1).recognise(np.full((400, 600, 3), 255, dtype=np.uint8)) == []
