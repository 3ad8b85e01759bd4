"""Real pages and texts that are not part of the project, read beside it where they are there."""

import re
from pathlib import Path

import pytest
from lxml import etree

from ipr_extract.model import BlockKind, MetadataField
from ipr_extract.parse import read_document
from ipr_extract.parse.cleaning import clean
from tests.parse.pages import check_invariants, texts

CORPUS = Path(__file__).parents[3] / "shared" / "corpus"
PAGES = sorted(CORPUS.glob("*/*.html"))
TEXTS = sorted(CORPUS.glob("*/*.txt"))

pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason="needs the real documents in ../shared/corpus")


def _bare(text: str) -> str:
    return re.sub(r"\s|&sp;", "", clean(text))


@pytest.mark.parametrize("path", PAGES, ids=[path.stem for path in PAGES])
def test_a_page_is_read_whole_and_only_the_circular(path: Path) -> None:
    data = path.read_bytes()
    document = read_document(data, path.name)
    check_invariants(document)
    tree = etree.fromstring(data, etree.HTMLParser(encoding="utf-8"))
    (container,) = tree.xpath("//*[@id='UCAP-CONTENT']")
    assert _bare("".join(texts(document))) == _bare("".join(container.itertext()))
    assert document.findings == ()


@pytest.mark.parametrize("path", PAGES, ids=[path.stem for path in PAGES])
def test_the_sites_table_is_metadata(path: Path) -> None:
    document = read_document(path.read_bytes(), path.name)
    fields = {metadatum.field for metadatum in document.metadata}
    assert fields >= {
        MetadataField.INDEX_NUMBER,
        MetadataField.TITLE,
        MetadataField.ISSUER,
        MetadataField.WRITTEN_DATE,
        MetadataField.PUBLISHED_DATE,
        MetadataField.DOCUMENT_NUMBER,
    }
    title = document.stated(MetadataField.TITLE)
    assert title is not None
    centred = "".join(texts(document)[:6])
    assert _bare(title.value)[:6] in _bare(centred)


@pytest.mark.parametrize(
    ("name", "shapes"),
    [
        ("govcn-5345284", [(22, 6)]),
        ("govcn-5362266", [(56, 5)]),
        ("govcn-5345410", [(24, 4), (10, 7), (8, 7), (13, 7), (10, 6), (6, 6), (16, 7)]),
    ],
)
def test_tables(name: str, shapes: list[tuple[int, int]]) -> None:
    document = read_document((CORPUS / "more" / f"{name}.html").read_bytes(), name)
    found = [
        (max(c.row + c.row_span for c in block.cells), max(c.column + c.column_span for c in block.cells))
        for block in document.blocks
        if block.kind is BlockKind.TABLE
    ]
    assert found == shapes


@pytest.mark.parametrize("path", TEXTS, ids=[path.stem for path in TEXTS])
def test_a_text_is_read_whole(path: Path) -> None:
    document = read_document(path.read_bytes(), path.name)
    check_invariants(document)
    assert _bare(document.text) == _bare(path.read_text("utf-8"))
    furniture = texts(document, BlockKind.FURNITURE)
    assert len(furniture) <= 2
    assert not re.search(r"CLI\.|ICP备|https?://|\(Source:", "\n".join(texts(document)))
