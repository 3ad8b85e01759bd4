"""Archives and mails in a run: a document each, counted, in order, for any number of workers."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

import ipr_extract
from ipr_extract import ReadError, extract
from ipr_extract.archive import open_archive
from ipr_extract.batch import containers
from ipr_extract.batch.document import Stages
from ipr_extract.batch.evidence import pictures
from ipr_extract.batch.report import RunReport
from ipr_extract.batch.runner import run_pipeline
from ipr_extract.config import Format
from ipr_extract.model.snapshot import Fetch
from ipr_extract.parse.containers import unpacked
from tests.batch import stages as small
from tests.batch.test_pairing import CHINESE, ENGLISH
from tests.batch.test_runner import content, pipeline, rows
from tests.gold.printing import reportlab_pdf
from tests.parse.test_containers import zipped
from tests.parse.test_mail import attach, mail
from tests.specimens import Line, Place

STAGES = Stages(small.read, small.understand, small.normalise, unpacked, max_bytes=1_000_000)
TITLE = "某市科技局关于做好样本工作的通知"
TEXT = f"{TITLE}\n各区人民政府：\n一、开展登记（市科技局负责）\n".encode()


def item(number: int) -> bytes:
    return f"1. 开展登记{number}（市样本局负责）\n".encode()


def folder_of(tmp_path: Path, **files: bytes) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    for name, data in files.items():
        (folder / name.replace("_", ".")).write_bytes(data)
    return folder


def run(folder: Path, **given: object) -> RunReport:
    return run_pipeline(pipeline(folder, **given), stages=STAGES, show_progress=False)


def sources(out: Path, table: str = "documents") -> list[str]:
    return [row["source"] for row in rows(out, table)]


def test_each_member_is_a_document_of_its_own_bytes(tmp_path: Path) -> None:
    archive = zipped(("b.txt", item(1)), ("in.zip", zipped(("c.txt", item(2)))), ("a.txt", item(3)))
    report = run(folder_of(tmp_path, a_txt=item(0), b_zip=archive, c_txt=item(4)))
    out = tmp_path / "out"
    assert sources(out) == ["a.txt", "b.zip!/b.txt", "b.zip!/in.zip!/c.txt", "b.zip!/a.txt", "c.txt"]
    assert [row["sha256"] for row in rows(out, "documents")] == [
        hashlib.sha256(item(number)).hexdigest() for number in range(5)
    ]
    for row in rows(out, "tasks"):
        text = (out / "texts" / f"{row['document_id']}.txt").read_bytes().decode()
        assert text[int(row["start"]) : int(row["end"])] == row["text"]
    assert (report.read, report.containers, report.exit_code) == (5, 1, 0)


def test_what_can_not_be_read_is_one_finding_and_the_others_go_on(tmp_path: Path) -> None:
    archive = zipped(
        ("1.txt", item(1)), ("bad.txt", small.UNREADABLE), ("copy.txt", item(1)), ("crash.txt", small.CRASH),
        ("../../up.txt", item(2)), ("README.md", "notes"), ("page_files/a.css", "p {}"), (".hidden", "x"),
        ("__MACOSX/1.txt", "x"),
        ("d/page.html", item(7)), ("d/page_files/seal.png", "x"), ("empty.zip", zipped()), ("9.txt", item(9)),
    )  # fmt: skip
    report = run(folder_of(tmp_path, a_zip=archive))
    out = tmp_path / "out"
    assert sources(out) == ["a.zip!/1.txt", "a.zip!/../../up.txt", "a.zip!/d/page.html", "a.zip!/9.txt"]
    assert {row["source"]: row["code"] for row in rows(out, "findings")} == {
        "a.zip!/bad.txt": "unsupported", "a.zip!/copy.txt": "duplicate_document", "a.zip!/crash.txt": "crashed",
        "a.zip!/empty.zip": "empty",
    }  # fmt: skip
    assert not (tmp_path / "up.txt").exists()
    said = json.loads((out / "run.json").read_text(encoding="utf-8"))["documents"]
    assert said == {
        "found": 13, "read": 4, "failed": 3, "skipped": 5, "duplicates": 1, "incomplete": 0, "containers": 1,
    }  # fmt: skip
    assert report.exit_code == 3


def test_an_archive_that_can_not_be_opened_is_one_finding(tmp_path: Path) -> None:
    report = run(folder_of(tmp_path, a_zip=zipped(("folder/", "")), b_txt=item(1)))
    assert [(failure.source, failure.code) for failure in report.failures] == [("a.zip", "empty")]
    assert report.read == 1


@pytest.mark.parametrize("workers", [2, 3])
def test_any_number_of_workers_gives_the_same_bytes(tmp_path: Path, workers: int) -> None:
    many = zipped(*((f"{i}.txt", item(i)) for i in range(100)), ("bad.txt", small.CRASH))
    letter = attach(
        mail("2. 公布结果（样本委负责）\n"), "all.zip", zipped(*((f"{i}.txt", item(i)) for i in range(90, 130)))
    )
    folder = folder_of(tmp_path, a_txt=item(500), b_zip=many, c_eml=letter.as_bytes(), d_txt=item(501), e_zip=many)
    for number in (1, workers):
        run(folder, output=tmp_path / str(number), workers=number, formats=[Format.CSV])
    one = content(tmp_path / "1")
    assert one == content(tmp_path / str(workers))
    assert sources(tmp_path / "1")[0] == "a.txt"
    assert len(sources(tmp_path / "1")) == 1 + 100 + 1 + 30 + 1


def test_a_member_that_ends_its_worker_takes_no_other_with_it(tmp_path: Path) -> None:
    members = [(f"{i}.txt", item(i)) for i in range(20)]
    archive = zipped(*members[:7], ("death.txt", small.DEATH), *members[7:])
    report = run(folder_of(tmp_path, a_zip=archive, b_txt=item(50)), workers=2)
    assert [(failure.source, failure.code) for failure in report.failures] == [("a.zip!/death.txt", "crashed")]
    assert report.read == 21


def test_a_container_is_not_kept_open(tmp_path: Path) -> None:
    run(folder_of(tmp_path, a_zip=zipped(("a.txt", item(1)))))
    assert containers._opened.cache_info().currsize == 0


def test_the_one_document_of_a_container_is_extracted(tmp_path: Path) -> None:
    alone = zipped(("README.md", "notes"), ("表.xlsx", zipped(("xl/workbook.xml", "x"))), ("a.txt", TEXT))
    path = tmp_path / "a.zip"
    path.write_bytes(alone)
    circular = extract(path)
    assert circular.document.source == "a.zip!/a.txt"
    assert circular.document.sha256 == hashlib.sha256(TEXT).hexdigest()
    assert extract(alone).document.source == "bytes!/a.txt"


def test_of_several_documents_one_has_to_be_named(tmp_path: Path) -> None:
    path = tmp_path / "mail.eml"
    path.write_bytes(attach(mail("请阅。"), "all.zip", zipped(("通知.txt", TEXT), ("b.txt", "b"))).as_bytes())
    with pytest.raises(ReadError, match=r"3: text\.txt, all\.zip!/通知\.txt, .*mail\.eml!/text\.txt") as caught:
        extract(path)
    assert caught.value.code == "several_documents"
    named = extract(tmp_path / "mail.eml!" / "all.zip!" / "通知.txt")
    assert named.document.source == "mail.eml!/all.zip!/通知.txt"
    assert named.header.title is not None
    assert named.header.title.text == TITLE
    for wrong in ("mail.eml!/gone.txt", "gone.eml!/a.txt"):
        with pytest.raises(ReadError) as caught:
            extract(tmp_path / wrong)
        assert caught.value.code == "not_found"


def test_why_the_only_member_can_not_be_read(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match=r"\.xlsx") as caught:
        extract(zipped(("a.xlsx", zipped(("xl/workbook.xml", "x")))))
    assert caught.value.code == "unsupported"
    with pytest.raises(ReadError) as caught:
        extract(zipped(("README.md", "notes")))
    assert caught.value.code == "empty"


def test_rows_of_an_attached_pdf_are_shown(tmp_path: Path) -> None:
    parts = (Line(TITLE, Place.CENTER), Line("各区人民政府：", Place.FLUSH), Line("一、开展登记。（市科技局负责）"))
    path = tmp_path / "mail.eml"
    path.write_bytes(attach(mail(" "), "a.pdf", reportlab_pdf(parts), "application/pdf").as_bytes())
    assert pictures(path, "a0001")[1].startswith(b"\x89PNG")


def test_a_run_of_the_whole_package_reads_a_mail(tmp_path: Path) -> None:
    path = tmp_path / "mail.eml"
    markdown = f"# {TITLE}\n\n## 一、安排\n\n- 开展登记（**市科技局**负责）\n".encode()
    path.write_bytes(attach(attach(mail("请阅。"), "a.txt", TEXT), "通知.htm", markdown).as_bytes())
    report = ipr_extract.run(path, tmp_path / "out", formats="csv", progress=True)
    assert (report.read, report.containers) == (3, 1)
    assert sources(tmp_path / "out") == ["mail.eml!/text.txt", "mail.eml!/a.txt", "mail.eml!/通知.htm"]
    assert [row["title"] for row in rows(tmp_path / "out", "documents")][1:] == [TITLE, TITLE]


def test_a_circular_and_its_translation_in_one_archive_are_paired(tmp_path: Path) -> None:
    path = tmp_path / "both.zip"
    path.write_bytes(zipped(("sub/none.txt", "某事的说明"), ("zh.txt", CHINESE), ("en.txt", ENGLISH)))
    (tmp_path / "a.txt").write_text("另一份说明", encoding="utf-8")
    for workers in (1, 2):
        out = tmp_path / f"out{workers}"
        ipr_extract.run([tmp_path / "a.txt", path], out, formats="csv", workers=workers, progress=False)
        (pair,) = rows(out, "pairs")
        ids = {row["source"]: row["document_id"] for row in rows(out, "documents")}
        assert list(pair.values())[:2] == [ids["both.zip!/zh.txt"], ids["both.zip!/en.txt"]]


def test_a_mail_in_an_archive_of_fetches(tmp_path: Path) -> None:
    data = attach(mail("请阅。"), "a.txt", TEXT).as_bytes()
    with open_archive(tmp_path / "archive") as archive:
        fetch = Fetch(url="https://a.example/mail", retrieved_at="2026-01-01T00:00:00Z", source="site")
        archive.record(fetch, data)
    report = ipr_extract.run(tmp_path / "archive", tmp_path / "out", formats="csv", progress=False)
    assert (report.read, report.containers) == (2, 1)
    assert [(row["source"], row["url"], row["retrieved_at"]) for row in rows(tmp_path / "out", "documents")] == [
        (f"https://a.example/mail!/{name}", "https://a.example/mail", "2026-01-01T00:00:00Z")
        for name in ("text.txt", "a.txt")
    ]


def test_a_saved_page_has_its_address(tmp_path: Path) -> None:
    page = "<html><body>" + "".join(f"<p>{line}</p>" for line in TEXT.decode().splitlines()) + "</body></html>"
    data = (
        b'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="b"\r\n\r\n--b\r\nContent-Type: text/html\r\n'
        b"Content-Location: https://a.example/1.html\r\n\r\n" + page.encode() + b"\r\n--b--\r\n"
    )
    ipr_extract.run(folder_of(tmp_path, a_mht=data), tmp_path / "out", formats="csv", progress=False)
    assert [(row["source"], row["url"], row["title"]) for row in rows(tmp_path / "out", "documents")] == [
        ("a.mht!/text.html", "https://a.example/1.html", TITLE)
    ]
