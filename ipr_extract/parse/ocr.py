"""Text recognised on the picture of a page: lines with their boxes, and how sure the engine is of each.

Two engines are known: RapidOCR, whose models come in its own package and work offline (extra ``ocr``), and Tesseract
where it is installed. What an engine made of a picture is remembered by the picture's hash, since it takes seconds.
"""

from __future__ import annotations

import functools
import hashlib
import importlib.util
import json
import os
import re
import shutil
import statistics
import subprocess
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from ipr_extract.errors import ReadError
from ipr_extract.parse.ocr_pictures import (
    Recognised,
    inked_gaps,
    levelled,
    red_share,
    ruled_lines,
    with_spaces,
    without_red,
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Picture = NDArray[np.uint8]

WITHOUT_OCR = "; to read it, install an OCR engine: pip install 'ipr_extract[ocr]'."
RESOLUTION = 200  # dots an inch: more takes longer and reads no better
_SECONDS = 300  # that one page may take an outside program
_LANGUAGES = "chi_sim+eng"
# Raised where the form of what is remembered, or what is done to a picture before it is read, changes.
_MEMORY_FORM = 9
_RED = 0.002  # of a page's head, from which on there is a letterhead in red
# Engines write half-width marks where Chinese print has full-width ones.
_MARKS = str.maketrans(",:;!?()", "，：；！？（）")
_HALF_WIDTH = str.maketrans("，：；！？（）．。", ",:;!?()..")
# ``Il.`` and ``Ill.`` before a heading are Roman numerals; ``1.`` may be what it looks like.
_ROMAN = re.compile(r"^[Il|]{1,3}(?=\s?\.\s?[A-Z])")
_CHINESE = re.compile("[\u3400-\u9fff]")
_NARROW = re.compile(r"(?<=[\u3400-\u9fff）》”])[,:;!?()]|[,:;!?()](?=[\u3400-\u9fff（《“])")


class Found(NamedTuple):
    """What is on a picture, once it is level: lines of text, and rules as (horizontal, at, start, end) in pixels."""

    lines: list[Recognised]
    rules: list[tuple[bool, float, float, float]]


class Engine(Protocol):
    """Reads pictures."""

    name: str

    def recognise(self, picture: Picture) -> list[Recognised]:
        """The lines of text on ``picture`` (height, width, 3: red, green, blue)."""


@dataclass(frozen=True, slots=True)
class Recognition:
    """Which engine reads scans (``auto``, ``rapidocr``, ``tesseract``, ``off``), and where its results are kept.

    ``cache`` None keeps them in the user's own cache folder.
    """

    engine: str = "auto"
    cache: Path | None = None

    def reader(self) -> PageReader | None:
        """What reads pictures here; None where nothing can.

        Raises ``ReadError("ocr_missing")`` where an engine is asked for by name and isn't installed.
        """
        engine = _engine(self.engine)
        return None if engine is None else PageReader(engine, self.cache or _cache_folder())


@functools.cache  # loading the models takes a second
def _engine(choice: str) -> Engine | None:
    if choice == "off":
        return None
    if choice in ("auto", "rapidocr") and (rapid := _rapid()) is not None:
        return rapid
    if choice in ("auto", "tesseract") and (program := shutil.which("tesseract")) is not None:
        return Tesseract(program)
    if choice == "auto":
        return None
    what = "pip install 'ipr_extract[ocr]'" if choice == "rapidocr" else "install Tesseract with its data for chi_sim"
    raise ReadError("ocr_missing", f"The engine {choice!r} isn't installed here; {what}.")


def _cache_folder() -> Path:
    home = os.environ.get("XDG_CACHE_HOME")
    return (Path(home) if home else Path.home() / ".cache") / "ipr_extract" / "ocr"


def _rapid() -> Engine | None:
    for package in ("rapidocr_openvino", "rapidocr_onnxruntime"):  # the first is twice as fast
        if importlib.util.find_spec(package) is not None:
            return RapidOcr(package)
    return None


class RapidOcr:
    """RapidOCR with the models in its package."""

    def __init__(self, package: str) -> None:
        # OpenVINO would send word of each start to its makers; nothing here does.
        os.environ.setdefault("OPENVINO_TELEMETRY_OPT_OUT", "1")
        self.name = package.replace("_", "-")
        self._read: Any = importlib.import_module(package).RapidOCR()

    def recognise(self, picture: Picture) -> list[Recognised]:
        """The lines of text on ``picture``."""
        # It takes blue, green, red.
        found, _ = self._read(picture[:, :, ::-1], return_word_box=True)
        return [_recognised(*line) for line in found or []]


def _recognised(box: Any, text: str, confidence: float, signs: Any = (), characters: Any = (), *_: Any) -> Recognised:
    xs, ys = zip(*box, strict=True)
    edges = tuple((float(sign[0][0]), float(sign[1][0])) for sign in signs) if len(signs) == len(text) else ()
    return Recognised(text, float(min(xs)), float(min(ys)), float(max(xs)), float(max(ys)), float(confidence), edges)


class Tesseract:
    """Tesseract as it is installed, with its data for simplified Chinese and English."""

    def __init__(self, program: str) -> None:
        self._program = program
        self.name = "tesseract"

    def recognise(self, picture: Picture) -> list[Recognised]:
        """The lines of text on ``picture``."""
        from PIL import Image

        with tempfile.TemporaryDirectory() as folder:
            page = Path(folder) / "page.png"
            Image.fromarray(picture).save(page)
            command = [self._program, str(page), "stdout", "-l", _LANGUAGES, "--dpi", str(RESOLUTION), "tsv"]
            try:
                result = subprocess.run(command, capture_output=True, timeout=_SECONDS, check=False)
            except subprocess.TimeoutExpired:
                return []
        if result.returncode:
            reason = " ".join(result.stderr.decode("utf-8", "replace").split())[:200]
            raise ReadError("ocr_failed", f"Tesseract can't read the page: {reason}.")
        return list(_tesseract_lines(result.stdout.decode("utf-8", "replace")))


def _tesseract_lines(table: str) -> Iterable[Recognised]:
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


class PageReader:
    """An engine that remembers what it has read, in files of a folder named after pictures' hashes."""

    def __init__(self, engine: Engine, cache: Path) -> None:
        self.name = engine.name
        self._engine = engine
        self._cache = cache

    def read(self, picture: Picture) -> Found:
        """What is on ``picture``: its lines from top to bottom, with marks as Chinese print has them, and its rules."""
        key = hashlib.sha256(f"{_MEMORY_FORM} {self.name} {picture.shape}".encode() + picture.tobytes()).hexdigest()
        path = self._cache / key[:2] / f"{key}.json"
        try:
            lines, rules = json.loads(path.read_text(encoding="utf-8"))
            return Found([Recognised(*line) for line in lines], [tuple(rule) for rule in rules])
        except (OSError, ValueError, TypeError):  # not there yet, or left half-written by another program
            found = self._read(picture)
        _remember(path, found)
        return found

    def _read(self, picture: Picture) -> Found:
        picture = levelled(picture)
        black = without_red(picture)
        lines = self._engine.recognise(black)
        lines += [line for gap in inked_gaps(black, lines) for line in self._within(black, gap)]
        lines += [line for line in self._red(picture) if not any(_overlap(line, other) for other in lines)]
        lines = [_marked(with_spaces(line, black)) for line in lines if line.text.strip()]
        return Found(sorted(lines, key=lambda line: (line.top, line.x0)), ruled_lines(black))

    def _within(self, picture: Picture, rows: tuple[int, int]) -> list[Recognised]:
        """The lines on a strip of the picture."""
        found = self._engine.recognise(picture[rows[0] : rows[1]])
        return [line._replace(top=line.top + rows[0], bottom=line.bottom + rows[0]) for line in found]

    def _red(self, picture: Picture) -> list[Recognised]:
        """What is printed in red at the top of a page: a letterhead. Further down it is a seal."""
        head = picture[: picture.shape[0] * 2 // 5]
        return self._engine.recognise(head) if red_share(head) > _RED else []


def _marked(line: Recognised) -> Recognised:
    """The line with full-width marks beside Chinese characters, and with half-width ones where there are none."""
    if not _CHINESE.search(line.text):
        text = line.text.translate(_HALF_WIDTH)
        return line._replace(text=_ROMAN.sub(lambda match: "I" * len(match[0]), text))
    return line._replace(text=_NARROW.sub(lambda match: match[0].translate(_MARKS), line.text))


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
