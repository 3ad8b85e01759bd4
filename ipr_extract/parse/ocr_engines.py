"""The engines that read pictures: RapidOCR, whose models come in its own package and work offline, and Tesseract."""

from __future__ import annotations

import contextlib
import functools
import importlib
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
from typing import TYPE_CHECKING, Any, Protocol

from ipr_extract.errors import ReadError
from ipr_extract.parse.ocr_pictures import RESOLUTION, Recognised

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Picture = NDArray[np.uint8]

_SECONDS = 300  # that one page may take an outside program
_LANGUAGES = "chi_sim+eng"
# OpenVINO keeps what it has compiled for each size of its input, some 30 MB: sizes are made few. Lines of print are
# batches of six at most, their widths made multiples of the first; pages' sides multiples of the second; in pixels.
_BATCH, _LINE_STEP, _PAGE_STEP = 6, 160, 128
# With more sizes than this, of pages or lines, an engine begins anew: a second, instead of memory without end.
_MOST_SIZES = 60
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
    if choice in ("auto", "rapidocr"):
        for package in ("rapidocr_openvino", "rapidocr_onnxruntime"):  # the first is twice as fast
            if importlib.util.find_spec(package) is not None:
                at_once = min(threads, _MOST_ENGINES)
                make = functools.partial(RapidOcr, package, max(threads // at_once, 1))
                return Engines(package.replace("_", "-"), make, at_once)
    if choice in ("auto", "tesseract") and (program := shutil.which("tesseract")) is not None:
        return Engines("tesseract", functools.partial(Tesseract, program), threads)
    if choice == "auto":
        return None
    what = "pip install 'ipr_extract[ocr]'" if choice == "rapidocr" else "install Tesseract with its data for chi_sim"
    raise ReadError("ocr_missing", f"The engine {choice!r} isn't installed here; {what}.")


class RapidOcr:
    """RapidOCR with the models in its package, on ``threads`` cores. Not for more than one thread at a time."""

    def __init__(self, package: str, threads: int) -> None:
        # OpenVINO would send word of each start to its makers; nothing here does.
        os.environ.setdefault("OPENVINO_TELEMETRY_OPT_OUT", "1")
        self.name = package.replace("_", "-")
        self._package = package
        self._threads = threads
        self._begin()

    def _begin(self) -> None:
        openvino = self._package == "rapidocr_openvino"
        if openvino:
            _unpin_openvino()
        option = "inference_num_threads" if openvino else "intra_op_num_threads"
        self._read: Any = importlib.import_module(self._package).RapidOCR(**{option: self._threads})
        self._sizes: set[tuple[int, ...]] = set()
        if openvino:
            self._read.text_rec.session = _FewSizes(self._read.text_rec.session, self._sizes).lines
            self._read.text_det.infer = _FewSizes(self._read.text_det.infer, self._sizes).page

    def recognise(self, picture: Picture) -> list[Recognised]:
        """The lines of text on ``picture``."""
        if len(self._sizes) > _MOST_SIZES:
            self._begin()
        # It takes blue, green, red.
        found, _ = self._read(picture[:, :, ::-1], return_word_box=True)
        return [_recognised(*line) for line in found or []]

    def line(self, strip: Picture) -> str:
        """The text on ``strip``, which holds one line."""
        found, _ = self._read(strip[:, :, ::-1], use_det=False, use_cls=False, use_rec=True)
        return "".join(text for text, *_ in found or [])


@functools.cache  # once is enough
def _unpin_openvino() -> None:
    """Have RapidOCR's networks run on any core: OpenVINO ties the first thread of each to the first core.

    Engines side by side, in one process or in several, would share that one, whatever else is idle.
    """
    module = importlib.import_module("rapidocr_openvino.utils.infer_engine")
    pinned = module.Core

    def core() -> Any:
        made = pinned()
        made.set_property("CPU", {"ENABLE_CPU_PINNING": False})
        return made

    vars(module)["Core"] = core


class _FewSizes:
    """A network of OpenVINO that is given few sizes of input: what is smaller is filled up, and its answer cut."""

    def __init__(self, network: Callable[[Any], Any], sizes: set[tuple[int, ...]]) -> None:
        self._network = network
        self._sizes = sizes

    def lines(self, batch: NDArray[np.float32]) -> Any:
        """Of lines of print (lines, 3, height, width): for each the signs from left to right."""
        count, _, height, width = batch.shape
        filled = self._filled(batch, (max(count, _BATCH), 3, height, _up(width, _LINE_STEP)), 0.0)
        found = self._network(filled)
        return found[:count, : round(found.shape[1] * width / filled.shape[3])]

    def page(self, picture: NDArray[np.float32]) -> Any:
        """Of a page (1, 3, height, width): where there is print on it."""
        *_, height, width = picture.shape
        white = float(picture.max())
        filled = self._filled(picture, (1, 3, _up(height, _PAGE_STEP), _up(width, _PAGE_STEP)), white)
        return self._network(filled)[:, :, :height, :width]

    def _filled(self, given: NDArray[np.float32], size: tuple[int, ...], value: float) -> NDArray[np.float32]:
        import numpy as np

        self._sizes.add(size)
        filled = np.full(size, value, dtype=np.float32)
        filled[tuple(slice(length) for length in given.shape)] = given
        return filled


def _up(length: int, step: int) -> int:
    return -(-length // step) * step


def _recognised(box: Any, text: str, confidence: float, signs: Any = (), characters: Any = (), *_: Any) -> Recognised:
    xs, ys = zip(*box, strict=True)
    edges = tuple((float(sign[0][0]), float(sign[1][0])) for sign in signs) if len(signs) == len(text) else ()
    return Recognised(text, float(min(xs)), float(min(ys)), float(max(xs)), float(max(ys)), float(confidence), edges)


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
