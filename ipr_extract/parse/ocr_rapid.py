"""RapidOCR on OpenVINO: networks whose models come in the package and work offline, on any core."""

from __future__ import annotations

import importlib
import importlib.metadata
import os
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from ipr_extract.parse.ocr_pictures import Recognised
from ipr_extract.parse.ocr_second import WithSeconds, settled

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Picture = NDArray[np.uint8]

PACKAGES = ("rapidocr", "openvino")
# OpenVINO keeps what it has compiled for each size of its input, some 30 MB: sizes are made few. Lines of print are
# batches of six at most, their widths made multiples of the first; pages' sides multiples of the second; in pixels.
_BATCH, _LINE_STEP, _PAGE_STEP = 6, 160, 128
# With more sizes than this, of pages or lines, an engine begins anew: a second, instead of memory without end.
_MOST_SIZES = 60
# Lines are looked for on a smaller picture than they are read on, in pixels.
_LEAST_SIDE, _LONGEST_SIDE = 30, 1792
_LEAST_SURE = 0.5  # of a line, below which it is taken for a picture
_ROOM = 0.2  # of a line's height, on each side


def version() -> str:
    """Of RapidOCR, and so of the models in it."""
    return importlib.metadata.version("rapidocr")


class RapidOcr:
    """RapidOCR with the models in its package, on ``threads`` cores. Not for more than one thread at a time."""

    def __init__(self, threads: int) -> None:
        # OpenVINO would send word of each start to its makers; nothing here does.
        os.environ.setdefault("OPENVINO_TELEMETRY_OPT_OUT", "1")
        rapidocr = importlib.import_module("rapidocr")
        self.name = f"rapidocr {version()}"
        self._make = rapidocr.RapidOCR
        self._input = importlib.import_module("rapidocr.ch_ppocr_rec").TextRecInput
        self._images = importlib.import_module("rapidocr.utils.process_img")
        engine = rapidocr.EngineType.OPENVINO
        # OpenVINO would tie the first thread of each network to the first core: engines side by side, in one process
        # or in several, would share that one, whatever else is idle.
        self._settings = {
            "Det.engine_type": engine,
            "Rec.engine_type": engine,
            "EngineConfig.openvino.inference_num_threads": threads,
            "EngineConfig.openvino.enable_cpu_pinning": False,
            "Global.log_level": "critical",
        }
        self._begin()

    def _begin(self) -> None:
        made = self._make(params=self._settings)
        self._sizes: set[tuple[int, ...]] = set()
        self._find, self._read = made._load_det_model(), made._load_rec_model()
        self._find.session = FewSizes(self._find.session, self._sizes).page
        self._read.session = FewSizes(self._read.session, self._sizes).lines
        self._read.postprocess_op = WithSeconds(self._read.postprocess_op)

    def recognise(self, picture: Picture) -> list[Recognised]:
        """The lines of text on ``picture``."""
        import numpy as np

        if len(self._sizes) > _MOST_SIZES:
            self._begin()
        page = np.ascontiguousarray(picture[:, :, ::-1])  # as it takes them: blue, green, red
        boxes = self._boxes(page)
        if not len(boxes):
            return []
        # Whether a line stands on its head is not asked: what tells it takes English lines for such.
        strips = [self._images.get_rotate_crop_image(page, _roomy(box)) for box in boxes]
        read = self._read(self._input(img=strips, return_word_box=True))
        texts = settled(read.txts, [words.seconds for words in read.word_results])
        lines = map(_recognised, boxes, texts, read.scores, read.word_results)
        return [line for line in lines if line.text.strip() and line.confidence >= _LEAST_SURE]

    def line(self, strip: Picture) -> str:
        """The text on ``strip``, which holds one line."""
        read = self._read(self._input(img=strip[:, :, ::-1]))
        return "".join(read.txts)

    def _boxes(self, page: Picture) -> Any:
        """The four corners of each line on the page, from the top left one clockwise (lines, 4, 2)."""
        import numpy as np

        seen, down, across = self._images.resize_image_within_bounds(page, _LEAST_SIDE, _LONGEST_SIDE)
        boxes = self._find(seen).boxes
        return () if boxes is None else (boxes * (across, down)).astype(np.float32)


class FewSizes:
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


def _roomy(box: Any) -> Any:
    """The corners of a line with white round it: signs at a strip's very edge are misread."""
    import numpy as np

    room = _ROOM * float(box[3, 1] - box[0, 1])
    return box + room * np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)], dtype=np.float32)


def _recognised(box: Any, text: str, confidence: float, signs: Any) -> Recognised:
    """One line as RapidOCR gives it: corners, text, confidence, and in which column of its strip each sign stands."""
    x0, top, x1, bottom = (float(edge) for edge in (*box.min(axis=0), *box.max(axis=0)))
    room = _ROOM * float(box[3, 1] - box[0, 1])
    column = (x1 - x0 + 2 * room) / signs.line_txt_len if signs.line_txt_len else 0.0
    middles = [x0 - room + (at + 0.5) * column for word in signs.word_cols or () for at in word]
    return Recognised(text, x0, top, x1, bottom, float(confidence), _edges(text, middles, (bottom - top) / 2))


def _edges(text: str, middles: Sequence[float], widest: float) -> tuple[tuple[float, float], ...]:
    """The edges of each character, ``widest`` from its middle at most; a space takes no room.

    () where the middle of a sign that is no space is missing.
    """
    if not middles or len(middles) != sum(not sign.isspace() for sign in text):
        return ()
    between = [(left + right) / 2 for left, right in pairwise(middles)]
    starts = [middles[0] - widest, *between]
    ends = [*between, middles[-1] + widest]
    signs = (
        (max(start, at - widest), min(end, at + widest)) for start, at, end in zip(starts, middles, ends, strict=True)
    )
    edges: list[tuple[float, float]] = []
    at = starts[0]
    for sign in text:
        edges.append((at, at) if sign.isspace() else next(signs))
        at = edges[-1][1]
    return tuple(edges)
