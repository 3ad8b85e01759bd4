"""Long odd texts: each is read in time that grows with its length and no faster.

The bound is of processor time and so wide that only a pattern that goes back over the whole text again and again, or
tries every way to part it, meets it.
"""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

import pytest

from ipr_extract.nlp import understand
from ipr_extract.nlp.components import document_of

_SECONDS = 30  # of processor time; each text takes one or two
_SHORT, _LONG = 50_000, 200_000

_ZH = (
    "甲市人民政府关于做好工作的通知\n甲政发〔2020〕1号\n各区人民政府：\n一、推进工作。{}\n甲市人民政府\n2020年1月1日\n"
)
_ZH_HEAD = "{}甲市人民政府关于{}的通知\n各区人民政府，{}：\n一、推进工作。\n"
_ZH_STATED = "关于做好工作的通知\n各区人民政府：\n一、推进工作。（{}负责）由{}负责。\n责任单位：{}\n"
_EN = "Notice on Work\nAll Ministries:\n1. Work. (Led by {})\nResponsible: {}\nMinistry of Finance\nMarch 1, 2020\n"
_EN_INSIDE = "Notice on Work\nTo: A{}B\n1. Work. (Responsible: A{}b)\nResponsible: A {}b\nLead: Ministry of A{}b\n"
_EN_HEAD = "OFFICE MEMORANDUM\nTo: {}\nSubject: {}\nRef: {}\n1. Work.\n"

_CASES = {
    "capitals": ("{}", "A", _LONG),
    "capitals with spaces": (_EN_HEAD, "A ", _LONG),
    "capitals with signs": (_EN_HEAD, "A-", _LONG),
    "words with capitals": (_EN, "Abc ", _LONG),
    "Chinese": (_ZH_HEAD, "中", _LONG),
    "a name again and again": (_ZH, "人民政府", _LONG),
    "names": (_ZH_STATED, "甲局、", _SHORT),
    "spaces": (_ZH_HEAD, " ", _LONG),
    "spaces in English": (_EN_HEAD, " ", _LONG),
    "spaces in a statement": (_EN_INSIDE, " ", _LONG),
    "names without an organ's noun": (_EN_INSIDE, " Clerk and ", _SHORT),
    "times": (_EN_INSIDE, "; by x", _SHORT),
    "issuers": (_EN_HEAD, "issued by A ", _SHORT),
    "digits before a date": ("Notice on Work\nA {} x 2020-01-01\nAll Ministries:\n", "1", _LONG),
    "digits": (_ZH, "1", _LONG),
    "labels": ("{}", "1. ", _SHORT),
    "numbers of levels": ("{}", "1.1 ", _SHORT),
    "dots": (_EN, ".", _LONG),
    "commas": (_EN_HEAD, ",", _LONG),
    "commas in Chinese": (_ZH_STATED, "，", _LONG),
    "brackets that nothing closes": (_ZH, "（", _LONG),
    "dates in one English line": ("{}", "2020-01-01 ", _LONG),
    "dates in one Chinese line": (_ZH, "2020年1月1日", _LONG),
    "and": (_EN_HEAD, "and the ", _LONG),
    "and in a statement": (_EN, " and ", _LONG),
    "the beginning of a name": (_EN_HEAD, "Ministry of ", _LONG),
    "kinds of documents": (_EN_HEAD, "Circular No. ", _LONG),
    "numbers": (_EN, "Circular No. 5/2019 ", _SHORT),
    "numbers with years": (_EN, "Circular No. 1 [2016] ", _SHORT),
    "lines that a title runs on in": ("Circular of the Office\n{}", "the\n", _SHORT),
    "a site's menu": (_ZH_HEAD, "首页 | ", _LONG),
    "a site's labels": (_ZH_HEAD, "来源：", _LONG),
    "a site's words": (_ZH_HEAD, "信息网", _LONG),
    "role words": (_ZH_STATED, "负责", _LONG),
    "how it is done": (_ZH_STATED, "结合职责职责", _LONG),
    "adverbs": (_ZH_STATED, "积极", _LONG),
    "rules": (_ZH_STATED, "第一位为", _LONG),
}


@contextmanager
def _bounded() -> Iterator[None]:
    """Stops what takes longer than the bound, inside a pattern's search too."""

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise TimeoutError(f"more than {_SECONDS} seconds of processor time")

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, _SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


@pytest.mark.parametrize("case", _CASES)
def test_odd_texts_take_no_time_without_end(case: str) -> None:
    around, unit, length = _CASES[case]
    run = unit * (length // around.count("{}") // len(unit))
    text = around.replace("{}", run)
    with _bounded():
        assert understand(document_of(text)).text == text
