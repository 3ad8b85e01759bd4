"""The engines that read pictures: RapidOCR, whose models come in its own package and work offline, and Tesseract."""

from __future__ import annotations

import contextlib
import functools
import importlib.util
import os
import re
import shutil
import statistics
import subprocess
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Protocol

from ipr_extract.errors import ReadError
from ipr_extract.parse.ocr_pictures import RESOLUTION, Recognised
from ipr_extract.parse.ocr_rapid import PACKAGES, RapidOcr, version

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Picture = NDArray[np.uint8]

_SECONDS = 300  # that one page may take an outside program
_LANGUAGES = "chi_sim+eng"
# A second engine reads while the first is at what libraries do on one core; a third would only take its memory.
_MOST_ENGINES = 2


class Engine(Protocol):
    """Reads pictures."""

    name: str

    def recognise(self, picture: Picture) -> list[Recognised]:
        """The lines of text on ``picture`` (height, width, 3: red, green, blue)."""

    def line(self, strip: Picture) -> str:
        """The text on ``strip``, which holds one line and nothing else."""


class Engines:
    """Several engines of a kind as one that may be asked by as many threads; each is made when it is first needed."""

    def __init__(self, name: str, make: Callable[[], Engine], at_once: int) -> None:
        self.name = name
        self.at_once = at_once
        self._make = make
        self._made = 0
        self._idle: SimpleQueue[Engine] = SimpleQueue()
        self._making = threading.Lock()

    def recognise(self, picture: Picture) -> list[Recognised]:
        """The lines of text on ``picture``."""
        with self._engine() as engine:
            return engine.recognise(picture)

    def line(self, strip: Picture) -> str:
        """The text on ``strip``, which holds one line."""
        with self._engine() as engine:
            return engine.line(strip)

    @contextlib.contextmanager
    def _engine(self) -> Iterator[Engine]:
        engine = self._take()
        try:
            yield engine
        finally:
            self._idle.put(engine)

    def _take(self) -> Engine:
        try:
            return self._idle.get_nowait()
        except Empty:
            with self._making:
                if self._made < self.at_once:
                    engine = self._make()
                    self._made += 1
                    return engine
        return self._idle.get()


@functools.cache  # loading the models takes a second
def engines(choice: str, threads: int) -> Engines | None:
    """The engine of this name (``auto``: any), which keeps ``threads`` cores busy; None for ``off`` and where none is.

    Raises ``ReadError("ocr_missing")`` where it is asked for by name and isn't installed.
    """
    if choice == "off":
        return None
    if choice in ("auto", "rapidocr") and all(map(importlib.util.find_spec, PACKAGES)):
        # Each may keep all cores busy: a page that is read alone does, and two at once share them.
        return Engines(f"rapidocr {version()}", functools.partial(RapidOcr, threads), min(threads, _MOST_ENGINES))
    if choice in ("auto", "tesseract") and (program := shutil.which("tesseract")) is not None:
        return Engines("tesseract", functools.partial(Tesseract, program), threads)
    if choice == "auto":
        return None
    what = "pip install 'ipr_extract[ocr]'" if choice == "rapidocr" else "install Tesseract with its data for chi_sim"
    raise ReadError("ocr_missing", f"The engine {choice!r} isn't installed here; {what}.")


class Tesseract:
    """Tesseract as it is installed, with its data for simplified Chinese and English, on one core."""

    def __init__(self, program: str) -> None:
        self._program = program
        self.name = "tesseract"

    def recognise(self, picture: Picture) -> list[Recognised]:
        """The lines of text on ``picture``."""
        return list(tesseract_lines(self._table(picture)))

    def line(self, strip: Picture) -> str:
        """The text on ``strip``, which holds one line."""
        return "".join(line.text for line in tesseract_lines(self._table(strip, "--psm", "7")))

    def _table(self, picture: Picture, *options: str) -> str:
        """Tesseract's own table of words; empty where it takes too long."""
        from PIL import Image

        with tempfile.TemporaryDirectory() as folder:
            page = Path(folder) / "page.png"
            Image.fromarray(picture).save(page)
            command = [self._program, str(page), "stdout", "-l", _LANGUAGES, "--dpi", str(RESOLUTION), *options, "tsv"]
            # Pages side by side are read sooner than one page by several threads.
            surroundings = os.environ | {"OMP_THREAD_LIMIT": "1"}
            try:
                result = subprocess.run(command, capture_output=True, timeout=_SECONDS, check=False, env=surroundings)
            except subprocess.TimeoutExpired:
                return ""
        if result.returncode:
            reason = " ".join(result.stderr.decode("utf-8", "replace").split())[:200]
            raise ReadError("ocr_failed", f"Tesseract can't read the page: {reason}.")
        return result.stdout.decode("utf-8", "replace")


def tesseract_lines(table: str) -> Iterable[Recognised]:
    """Words of one line, as Tesseract numbers them, together; spaces between Chinese characters are its own."""
    lines: dict[tuple[str, ...], list[list[str]]] = {}
    for row in table.splitlines()[1:]:
        cells = row.split("\t")
        if len(cells) == 12 and cells[0] == "5" and cells[11].strip():
            lines.setdefault(tuple(cells[1:5]), []).append(cells)
    for words in lines.values():
        text = re.sub(r"(?<=[^\x00-\x7f]) (?=\S)|(?<=\S) (?=[^\x00-\x7f])", "", " ".join(word[11] for word in words))
        boxes = [tuple(map(float, word[6:10])) for word in words]
        confidence = statistics.mean(float(word[10]) for word in words) / 100
        yield Recognised(
            text, min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[0] + b[2] for b in boxes),
            max(b[1] + b[3] for b in boxes), confidence,
        )  # fmt: skip
