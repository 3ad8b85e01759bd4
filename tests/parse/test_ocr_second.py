"""Second choices: where a network wavers, and which of two signs is meant."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np

from ipr_extract.parse.ocr_second import WithSeconds, settled


def test_the_rare_sign_is_meant_where_the_page_has_it_in_the_same_place() -> None:
    texts = ["关于印发产灞水环境计划的通知", "浐灞管委会负责", "产业发展"]
    seconds = [[""] * len(text) for text in texts]
    assert settled(texts, seconds) == texts
    seconds[0][4] = seconds[2][0] = "浐"
    assert settled(texts, seconds) == ["关于印发浐灞水环境计划的通知", *texts[1:]]
    # A common sign is never put for a rare one, nor anything that the page doesn't have.
    seconds = [[""] * len(texts[0]), ["产", *[""] * 6], [""] * 4]
    assert settled(texts, seconds) == texts


def test_seconds_are_those_of_signs_that_the_network_wavered_at() -> None:
    class Decode:
        character = ("blank", "产", "浐", "灞")

        def __call__(self, answer: Any, return_word_box: bool, **more: Any) -> tuple[Any, Any]:
            return [("产灞", 0.9)] * len(answer), [SimpleNamespace()] * len(answer) if return_word_box else []

    columns = [[0.9, 0.1, 0, 0], [0, 0.7, 0.29, 0.01], [0, 0.6, 0.4, 0], [1, 0, 0, 0], [0, 0.01, 0.01, 0.98]]
    answer = np.array([columns], dtype=np.float32)
    read = WithSeconds(Decode())
    _, (words,) = read(answer, return_word_box=True, wh_ratio_list=[1])
    assert words.seconds == ("浐", "")
    assert read(answer) == ([("产灞", 0.9)], [])
