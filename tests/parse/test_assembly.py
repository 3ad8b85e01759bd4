import hashlib

import pytest

from ipr_extract.errors import ReadError
from ipr_extract.model import BlockKind, Cell, MetadataField, Metadatum
from ipr_extract.parse.assembly import Draft, Stated, assemble
from ipr_extract.parse.identity import Identity
from ipr_extract.parse.limits import Limits

IDENTITY = Identity.of(
    b"data", "a/b.html", "text/html", url="https://www.example.org/", retrieved_at="2024-01-02T03:04:05Z"
)
DRAFTS = [
    Draft(BlockKind.FURNITURE, "文号：样发1号", stated=(Stated(MetadataField.DOCUMENT_NUMBER, 3, 7),)),
    Draft(BlockKind.PARAGRAPH, "标题", element="html/body/p[1]"),
    Draft(
        BlockKind.TABLE, "甲\t乙\n丙\t", cells=(Cell(0, 0, 0, 1), Cell(0, 1, 2, 3), Cell(1, 0, 4, 5), Cell(1, 1, 6, 6))
    ),
]


def test_offsets_of_blocks_cells_and_metadata_point_into_the_text() -> None:
    seen = Metadatum(MetadataField.TITLE, "标题")
    document = assemble(DRAFTS, IDENTITY, "html", Limits(), metadata=(seen,))
    assert document.text == "文号：样发1号\n标题\n甲\t乙\n丙\t"
    assert [document.text[b.start : b.end] for b in document.blocks] == [draft.text for draft in DRAFTS]
    assert [document.text[c.start : c.end] for c in document.blocks[2].cells] == ["甲", "乙", "丙", ""]
    assert document.metadata == (Metadatum(MetadataField.DOCUMENT_NUMBER, "样发1号", 3, 7), seen)
    assert document.blocks[1].element == "html/body/p[1]"


def test_the_identity_is_that_of_the_bytes() -> None:
    document = assemble(DRAFTS, IDENTITY, "html", Limits())
    assert document.sha256 == hashlib.sha256(b"data").hexdigest()
    assert document.document_id == document.sha256[:16]
    assert (document.source, document.url) == ("a/b.html", "https://www.example.org/")
    assert document.retrieved_at == "2024-01-02T03:04:05Z"


def test_unreadable_characters_are_found_where_they_stand() -> None:
    document = assemble([Draft(BlockKind.PARAGRAPH, "样\ufffd本\ufffd")], IDENTITY, "text", Limits())
    (finding,) = document.findings
    assert (finding.code, finding.start, finding.end) == ("unreadable_characters", 1, 2)


def test_too_much_text() -> None:
    with pytest.raises(ReadError) as caught:
        assemble(DRAFTS, IDENTITY, "html", Limits(max_characters=10))
    assert caught.value.code == "too_large"
