"""Text recognised on the picture of a page: lines with their boxes, and how sure the engine is of each.

What an engine (``ocr_engines``) made of a picture is remembered by the picture's hash, since it takes seconds.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from ipr_extract.parse.ocr_engines import Engine, engines
from ipr_extract.parse.ocr_pictures import (
    Recognised,
    inked_gaps,
    inked_sides,
    levelled,
    red_share,
    ruled_lines,
    with_spaces,
    without_red,
)
from ipr_extract.parse.ocr_text import mended
from ipr_extract.processors import usable_processors

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Picture = NDArray[np.uint8]

Given = TypeVar("Given")
Made = TypeVar("Made")

WITHOUT_OCR = "; to read it, install an OCR engine: pip install 'ipr_extract[ocr]'."
# Raised where the form of what is remembered, or what is done to a picture before it is read, changes.
_MEMORY_FORM = 14
_EDGE, _ROUND = 6, 300  # pixels round what is read again: of a line, of a strip
# More signs than a label before a line, or a mark behind it, are no part of it.
_LONGEST_START, _LONGEST_END = 6, 2
_RED = 0.002  # of a page's head, from which on there is a letterhead in red


class Found(NamedTuple):
    """What is on a picture, once it is level: lines of text, and rules as (horizontal, at, start, end) in pixels."""

    lines: list[Recognised]
    rules: list[tuple[bool, float, float, float]]


@dataclass(frozen=True, slots=True)
class Recognition:
    """Which engine reads scans (``auto``, ``rapidocr``, ``tesseract``, ``off``), and where its results are kept.

    ``cache`` None keeps them in the user's own cache folder. ``threads`` is how many cores it may keep busy; None is
    all that this process may use.
    """

    engine: str = "auto"
    cache: Path | None = None
    threads: int | None = None

    def reader(self) -> PageReader | None:
        """What reads pictures here; None where nothing can.

        Raises ``ReadError("ocr_missing")`` where an engine is asked for by name and isn't installed.
        """
        engine = engines(self.engine, self.threads or usable_processors())
        return None if engine is None else PageReader(engine, self.cache or _cache_folder(), engine.at_once)


def _cache_folder() -> Path:
    home = os.environ.get("XDG_CACHE_HOME")
    return (Path(home) if home else Path.home() / ".cache") / "ipr_extract" / "ocr"


class PageReader:
    """An engine that remembers what it has read, in files of a folder named after pictures' hashes.

    ``at_once`` is how many threads may ask it side by side.
    """

    def __init__(self, engine: Engine, cache: Path, at_once: int = 1) -> None:
        self.name = engine.name
        self.at_once = at_once
        self._engine = engine
        self._cache = cache

    def read(self, picture: Picture) -> Found:
        """What is on ``picture``: its lines from top to bottom, with marks as Chinese print has them, and its rules."""
        key = hashlib.sha256(f"{_MEMORY_FORM} {self.name} {picture.shape}".encode() + picture.tobytes()).hexdigest()
        path = self._cache / key[:2] / f"{key}.json"
        try:
            lines, rules = json.loads(path.read_text(encoding="utf-8"))
            found = Found([Recognised(*line) for line in lines], [tuple(rule) for rule in rules])
        except (OSError, ValueError, TypeError):  # not there yet, or left half-written by another program
            found = self._read(picture)
            _remember(path, found)
        return found._replace(lines=mended(found.lines))

    def line(self, strip: Picture) -> str:
        """The text on a strip of a page, which holds one line of it; nothing is remembered."""
        return self._engine.line(without_red(strip))

    def _read(self, picture: Picture) -> Found:
        picture = levelled(picture)
        black = without_red(picture)
        lines = self._engine.recognise(black)
        lines += [line for gap in inked_gaps(black, lines) for line in self._within(black, gap)]
        for at, start, end in inked_sides(black, lines):
            lines[at] = self._whole(black, lines[at], start, end)
        lines += [line for line in self._red(picture) if not any(_overlap(line, other) for other in lines)]
        lines = [with_spaces(line, black) for line in lines if line.text.strip()]
        return Found(sorted(lines, key=lambda line: (line.top, line.x0)), ruled_lines(black))

    def _within(self, picture: Picture, rows: tuple[int, int]) -> list[Recognised]:
        """The lines on a strip of the picture; read in the middle of a page, since engines pass over edges."""
        import numpy as np

        strip = picture[rows[0] : rows[1]]
        page = np.pad(strip, ((_ROUND, _ROUND), (0, 0), (0, 0)), constant_values=255)
        down = rows[0] - _ROUND
        found = self._engine.recognise(page)
        return [line._replace(top=line.top + down, bottom=line.bottom + down) for line in found]

    def _whole(self, picture: Picture, line: Recognised, start: float, end: float) -> Recognised:
        """The line with what stands before or behind it from ``start`` to ``end``, if that is read as signs."""
        top, bottom = max(int(line.top) - _EDGE, 0), int(line.bottom) + _EDGE
        strip = picture[top:bottom, max(int(start) - _EDGE, 0) : int(end) + _EDGE]
        read = "".join(self._engine.line(strip).split())
        before, known, after = read.partition("".join(line.text.split()))
        if not known or len(before) > _LONGEST_START or len(after) > _LONGEST_END:
            return line
        whole = line
        if before:
            signs = _evenly(start, line.x0, len(before))
            whole = whole._replace(text=before + whole.text, x0=start, signs=(*signs, *whole.signs))
        if after:
            signs = _evenly(line.x1, end, len(after))
            whole = whole._replace(text=whole.text + after, x1=end, signs=(*whole.signs, *signs))
        return whole if len(whole.signs) == len(whole.text) else whole._replace(signs=())

    def _red(self, picture: Picture) -> list[Recognised]:
        """What is printed in red at the top of a page: a letterhead. Further down it is a seal."""
        head = picture[: picture.shape[0] * 2 // 5]
        return self._engine.recognise(head) if red_share(head) > _RED else []


def ahead(do: Callable[[Given], Made], items: Iterable[Given], at_once: int) -> Iterator[Made]:
    """What ``do`` makes of each item, in their order; ``at_once`` are worked at side by side, and as many made ready.

    Items are taken by the thread that asks, no more of them than that.
    """
    if at_once < 2:
        yield from map(do, items)
        return
    waiting: deque[Future[Made]] = deque()
    with ThreadPoolExecutor(at_once) as threads:
        try:
            for item in items:
                waiting.append(threads.submit(do, item))
                if len(waiting) > 2 * at_once - 1:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            threads.shutdown(cancel_futures=True)


def _evenly(start: float, end: float, count: int) -> list[tuple[float, float]]:
    step = (end - start) / count
    return [(start + step * at, start + step * (at + 1)) for at in range(count)]


def _overlap(one: Recognised, other: Recognised) -> bool:
    across = min(one.x1, other.x1) - max(one.x0, other.x0)
    down = min(one.bottom, other.bottom) - max(one.top, other.top)
    return across > 0 and down > 0.3 * min(one.bottom - one.top, other.bottom - other.top)


def _remember(path: Path, found: Found) -> None:
    """Write all or nothing; a folder that can't be written to costs time, never a result."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", dir=path.parent, delete=False, encoding="utf-8") as file:
            json.dump(found, file, ensure_ascii=False)
        os.replace(file.name, path)  # noqa: PTH105 - a name, not a path
    except OSError:
        return
