"""Circulars built by hand, every field of every value set: for tests of what comes after reading."""

from __future__ import annotations

import datetime as dt
import hashlib

from ipr_extract.model import (
    Assignment,
    Basis,
    Block,
    BlockKind,
    Circular,
    Deadline,
    Document,
    Finding,
    Header,
    Indicator,
    Member,
    Organisation,
    Party,
    PartyKind,
    Reference,
    Region,
    Relation,
    Repair,
    RepairKind,
    Residue,
    Role,
    Section,
    Severity,
    StatedIn,
    Task,
    Value,
)

LINES = (
    "关于做好样本工作的通知",
    "样发〔2024〕7号",
    "各区人民政府，市直各单位：",
    "一、总体要求。按照《样本规划》（样发〔2023〕1号）办理。",
    "（一）开展登记。年底前完成登记，登记率达到90%以上。（市样本局牵头，市档案局等配合，2024年12月底前完成）",
    "=1+1 这一行像公式",
    "市样本局",
    "2024年3月5日",
)
TEXT = "\n".join(LINES)

# A circular small enough to be read whole by eye.
SHORT_TEXT = """\
关于做好样本工作的通知
各区人民政府：
一、开展登记。按时完成登记。（市样本局负责）
市政府办公室
2024年3月5日
"""


def span(piece: str, after: int = 0) -> tuple[int, int]:
    """Where a piece of the text stands, as ``start, end``."""
    start = TEXT.index(piece, after)
    return start, start + len(piece)


def document(text: str = TEXT, source: str = "folder/sample.pdf") -> Document:
    """The text as a document of two pages: a block a line, the last two lines on page 2."""
    blocks, start = [], 0
    lines = text.split("\n")
    for i, line in enumerate(lines):
        page = 2 if i >= len(lines) - 2 else 1
        blocks.append(
            Block(BlockKind.PARAGRAPH, start, start + len(line), (Region(page, 72.0, 72.0 + i, 500.0, 84.0 + i),))
        )
        start += len(line) + 1
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    return Document(
        document_id=sha256[:16],
        source=source,
        sha256=sha256,
        media_type="application/pdf",
        text=text,
        blocks=tuple(blocks),
        parser="hand",
        pages=2,
        findings=(Finding("no_outline", Severity.INFO, "The PDF has no outline."),),
    )


OFFICE = Organisation(
    "sample-office", "市样本局", "样本局", "Sample Office", "SO", ("样本处", "样本室"), "bureau",
    dt.date(2000, 1, 1), dt.date(2025, 12, 31), ("sample-commission",), "written for the tests",
    "340100", "sample-government", "sample-ministry",
)  # fmt: skip
COMMISSION = Organisation(
    "sample-commission", "市样本委员会", "样本委", "Sample Commission", "", (), "commission",
    dt.date(2026, 1, 1), None, (), "written for the tests",
)  # fmt: skip
GOVERNMENT = Organisation(
    "sample-government", "市人民政府", "市政府", "", "", (), "local_government", None, None, (),
    "written for the tests",
)  # fmt: skip
MINISTRY = Organisation(
    "sample-ministry", "样本部", "样本部", "Ministry of Samples", "", (), "ministry", None, None, (),
    "written for the tests",
)  # fmt: skip
UNRELATED = Organisation("other", "某局", "某局", "Other", "", (), "bureau", None, None, (), "written for the tests")
AUTHORITY = {
    organisation.organisation_id: organisation for organisation in (UNRELATED, OFFICE, COMMISSION, GOVERNMENT, MINISTRY)
}


def circular(source: str = "folder/sample.pdf") -> Circular:
    """One value of each kind at least."""
    statement = "市样本局牵头，市档案局等配合，2024年12月底前完成"
    signature = span("市样本局", TEXT.index("=1+1"))
    chapter, item = span(LINES[3]), span(LINES[4])
    return Circular(
        document=document(source=source),
        language="zh",
        header=Header(
            title=Value(LINES[0], *span(LINES[0])),
            document_number=Value(LINES[1], *span(LINES[1])),
            document_type="通知",
            written_date=dt.date(2024, 3, 5),
            published_date=dt.date(2024, 3, 8),
            publisher="样本网",
            index_number="000-1",
            subject="样本管理",
        ),
        issuers=(Party("市样本局", PartyKind.ORGANISATION, *signature, "sample-office"),),
        addressees=(
            Party("各区人民政府", PartyKind.COLLECTIVE, *span("各区人民政府")),
            Party("市直各单位", PartyKind.COLLECTIVE, *span("市直各单位")),
        ),
        sections=(
            Section("s1", 1, "1", "1", None, 1, "一、", "一、", 1, "总体要求", 1, 1, *chapter),
            Section("s2", 1, "1.1", "1.1", "s1", 2, "（一）", "（一）", 1, "开展登记", 1, 1, *item),
        ),
        tasks=(Task("t1", "s2", "1.1", *item),),
        assignments=(
            Assignment("a1", "t1", "s2", "1.1", "市样本局", Role.LEAD, Basis.STATED, False,
                       Value(statement, *span(statement)), *span("市样本局"), "sample-office"),
            Assignment("a2", "t1", "s2", "1.1", "市档案局", Role.SUPPORT, Basis.STATED, True,
                       Value(statement, *span(statement)), *span("市档案局")),
        ),
        deadlines=(Deadline("t1", "s2", "1.1", "2024年12月底前", dt.date(2024, 12, 31), StatedIn.ASSIGNMENT,
                            *span("2024年12月底前")),),
        indicators=(Indicator("s2", "1.1", "登记率", ">=", "90", "%", "80", 2023, 2024, "expected",
                              *span("登记率达到90%以上"), None, None, Value(LINES[4], *span(LINES[4]))),),
        references=(Reference("样本规划", "样发〔2023〕1号", Relation.IMPLEMENTS, None,
                              *span("《样本规划》（样发〔2023〕1号")),),
        repairs=(Repair("s2", RepairKind.MOVED, "（三）", "（一）", 3, 1, 0.9, None,
                        "（三）is printed where （一） belongs."),),
        findings=(Finding("odd_line", Severity.WARNING, "A line that fits nowhere.", *span(LINES[5])),),
        members=(Member("各区人民政府", 1, "sample-office", dt.date(2024, 3, 5), "written for the tests"),),
        residue=Residue(0.125, 1),
    )  # fmt: skip
