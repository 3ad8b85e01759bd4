"""A text's lines as the questions about its head and its foot see them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ipr_extract.nlp.memorandum import KIND_OPENS
from ipr_extract.nlp.reading import Line, Reading

# A colon ends many lines; these open the body, not the list of addressees.
OPENS_BODY = re.compile(
    r"(?:如下|以下|下列|通知|附件|决定|公告|意见|要求|说明|事项|为|是|包括|指示|批示|规定|情况|内容|安排|方案|措施|名单|附|注|分别|问题|目录|联系人|电话)\s*：$"
)


class PrintedLines:
    """Lines with their folded texts; what each is by itself."""

    def __init__(self, reading: Reading, lines: Sequence[Line]) -> None:
        self.reading = reading
        self.lines = lines
        self.texts = [reading.folded[line.start : line.end] for line in lines]

    def label(self, index: int) -> bool:
        """Whether a line starts with a numbered unit's label."""
        return self.lines[index].label is not None

    def prose(self, index: int) -> bool:
        """Whether a line is running text, which no header line is."""
        text = self.texts[index]
        if self.reading.chinese:
            return (
                "。" in text.rstrip("。）")[:-1]
                or (text.endswith("。") and len(text) > 12)
                or OPENS_BODY.search(text) is not None
            )
        return (len(text) > 35 and text.rstrip().endswith((".", ";"))) or (
            len(text.split()) > 45 and not text.endswith(":") and KIND_OPENS.match(text) is None
        )
