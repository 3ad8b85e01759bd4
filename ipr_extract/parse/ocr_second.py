"""What a network nearly read: its second choice for signs that it wavered at, and where that is what is printed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from ipr_extract.common_characters import plausibility

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# A network wavers at a sign that it gives less than the first, where it gives another one at least the second.
_SURE, _LEAST = 0.96, 0.03
_BLANK = 0  # the class that is no sign


class WithSeconds:
    """RapidOCR's reader of a network's answer; it notes each sign's second choice, or "", in ``words.seconds``."""

    def __init__(self, decode: Any) -> None:
        self._decode = decode

    def __call__(self, answer: NDArray[np.float32], return_word_box: bool = False, **more: Any) -> tuple[Any, Any]:
        """``answer`` is (lines, columns, signs); what is given back is RapidOCR's."""
        texts, words = self._decode(answer, return_word_box, **more)
        for columns, word in zip(answer, words, strict=False):
            word.seconds = tuple(self._seconds(columns))
        return texts, words

    def _seconds(self, columns: NDArray[np.float32]) -> Iterator[str]:
        last = _BLANK
        for column, first in zip(columns, columns.argmax(axis=1).tolist(), strict=True):
            if first not in (_BLANK, last):
                yield self._second(column, first)
            last = first

    def _second(self, column: NDArray[np.float32], first: int) -> str:
        if column[first] >= _SURE:
            return ""
        others = column.copy()
        others[[_BLANK, first]] = 0
        second = int(others.argmax())
        return str(self._decode.character[second]) if others[second] >= _LEAST else ""


def settled(texts: Sequence[str], seconds: Sequence[Sequence[str]]) -> list[str]:
    """The lines of a page with a rare sign for a common one, where the page has it before the same sign elsewhere.

    Networks lean to common signs: where one wavers between 产 and 浐 before 灞, and has read 浐灞 on the page, that is
    the name. ``seconds`` are each text's second choices, as many as it has signs.
    """
    read = {pair for text in texts for pair in pairwise(text)}
    return [_settled(text, choices, read) for text, choices in zip(texts, seconds, strict=True)]


def _settled(text: str, choices: Sequence[str], read: set[tuple[str, str]]) -> str:
    if not any(choices) or len(choices) != len(text):
        return text
    signs = list(text)
    for at, (second, following) in enumerate(zip(choices, text[1:], strict=False)):
        if second and (second, following) in read and plausibility(second) < plausibility(text[at]):
            signs[at] = second
    return "".join(signs)
