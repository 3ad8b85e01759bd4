import pickle
from pathlib import Path

import pytest

from ipr_extract.errors import ReadError
from ipr_extract.parse import read_document
from tests.parse.pages import BODY, PARAGRAPHS, page, texts


def test_the_bytes_decide_not_the_name() -> None:
    assert texts(read_document(page(BODY), "circular.txt")) == list(PARAGRAPHS)
    assert read_document(b"I. Main Tasks", "circular.html").media_type == "text/plain"
    with pytest.raises(ReadError) as caught:
        read_document(b"GIF89a0000", "circular.html")
    assert caught.value.code == "unsupported"


def test_what_is_known_of_the_source_is_kept() -> None:
    document = read_document(
        page(BODY), "a/b.html", url="https://www.example.org/b", retrieved_at="2024-01-02T03:04:05Z"
    )
    assert (document.source, document.url, document.retrieved_at) == (
        "a/b.html",
        "https://www.example.org/b",
        "2024-01-02T03:04:05Z",
    )
    assert document.media_type == "text/html"


def test_a_source_is_never_opened(tmp_path: Path) -> None:
    there = tmp_path / "there.txt"
    there.write_text("秘密", encoding="utf-8")
    assert "秘密" not in read_document(page(BODY), str(there)).text


def test_the_same_bytes_give_the_same_document() -> None:
    assert read_document(page(BODY), "a") == read_document(page(BODY), "a")


def test_errors_survive_a_process_boundary() -> None:
    with pytest.raises(ReadError) as caught:
        read_document(b"", "a")
    again = pickle.loads(pickle.dumps(caught.value))
    assert (again.code, str(again)) == (caught.value.code, str(caught.value))
