"""Small stages for batches, functions of a module so that worker processes find them.

A file is a circular of lines such as ``1. 开展登记（市样本局负责）``; a file that begins with one of the words below
is one of the things that go wrong.
"""

from __future__ import annotations

import dataclasses
import hashlib
import os
import re
import signal
import subprocess
import time
from pathlib import Path

from ipr_extract.batch.document import Stages
from ipr_extract.errors import ReadError
from ipr_extract.model import (
    Assignment,
    Basis,
    Block,
    BlockKind,
    Circular,
    Document,
    Finding,
    Header,
    Role,
    Section,
    Severity,
    Task,
    Value,
)

UNREADABLE, CRASH, DEATH, DEATH_ONCE, PARTIAL, BROKEN_ROWS, INTERRUPT, STUCK, SLOW, PARENT, GREEDY, WHO = (
    b"UNREADABLE", b"CRASH", b"DEATH", b"DEATH-ONCE:", b"PARTIAL", b"BROKEN-ROWS", b"INTERRUPT", b"STUCK",
    b"SLOW", b"PARENT:", b"GREEDY", b"WHO",
)  # fmt: skip

# 1. 开展登记（市样本局负责）
_ITEM = re.compile(r"^(?P<number>\d+)\. (?P<title>[^（\n]+)（(?P<organ>[^）\n]+)负责）$", re.MULTILINE)


def read(data: bytes, source: str) -> Document:
    if data.startswith(UNREADABLE):
        raise ReadError("unsupported", "These bytes are no format\nthat is read.")
    if data.startswith(WHO):
        raise ReadError("unsupported", f"It was read by {os.getpid()}.")
    if data.startswith(CRASH):
        raise RuntimeError("a parser that fails")
    if data.startswith(DEATH_ONCE):
        mark = Path(data.removeprefix(DEATH_ONCE).decode().strip())
        if not mark.exists():
            mark.touch()
            os.kill(os.getpid(), signal.SIGKILL)
    elif data.startswith(DEATH):
        os.kill(os.getpid(), signal.SIGKILL)
    if data.startswith(STUCK):
        # In C, without a look at signals: a pattern that takes longer than anybody waits.
        re.match(r"(?:(?:a|aa)+)+b", "a" * 200)
    if data.startswith(SLOW):
        time.sleep(0.1)
    if data.startswith(PARENT):
        # At work in a program that it has started, whose number it leaves in a file.
        with subprocess.Popen(["sleep", "600"]) as child:
            Path(data.removeprefix(PARENT).decode().strip()).write_text(str(child.pid))
            child.wait()
    if data.startswith(GREEDY):
        len(bytearray(3_000_000_000))
    if data.startswith(INTERRUPT):
        raise KeyboardInterrupt
    text = data.decode()
    sha256 = hashlib.sha256(data).hexdigest()
    blocks = (Block(BlockKind.PARAGRAPH, 0, len(text)),)
    return Document(sha256[:16], source, sha256, "text/plain", text, blocks, "test")


def understand(document: Document) -> Circular:
    sections, tasks, assignments = [], [], []
    for i, item in enumerate(_ITEM.finditer(document.text), start=1):
        start, end, path = item.start(), item.end(), item["number"]
        sections.append(Section(f"s{i}", 1, path, path, None, 1, "1.", f"{path}.", i, item["title"], i, i, start, end))
        tasks.append(Task(f"t{i}", f"s{i}", path, start, end))
        statement = Value(f"{item['organ']}负责", item.start("organ"), end - 1)
        assignments.append(
            Assignment(f"a{i}", f"t{i}", f"s{i}", path, item["organ"], Role.RESPONSIBLE, Basis.STATED, False,
                       statement, *item.span("organ"))
        )  # fmt: skip
    findings = ()
    if document.text.startswith(PARTIAL.decode()):
        findings = (Finding("page_unreadable", Severity.ERROR, "Page 2 can't be read."),)
    if document.text.startswith(BROKEN_ROWS.decode()):
        tasks.append(tasks[0])
    return Circular(
        document, "zh", Header(), sections=tuple(sections), tasks=tuple(tasks), assignments=tuple(assignments),
        findings=findings,
    )  # fmt: skip


def normalise(circular: Circular) -> Circular:
    return dataclasses.replace(circular, header=Header(document_type="通知"))


STAGES = Stages(read, understand, normalise, max_bytes=10_000)
