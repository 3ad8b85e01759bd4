"""Mails and saved pages."""

from __future__ import annotations

import base64
import time
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipr_extract.errors import ReadError
from ipr_extract.parse import Limits, read_document
from ipr_extract.parse.containers import Member, members, unpacked
from ipr_extract.parse.media import HTML, MAIL, MHTML, TEXT, sniff

BODY = "各区人民政府：\n现将样本工作方案印发给你们。\n"
HTML_BODY = "<html><body><p>各区人民政府：</p><p>现将样本工作方案印发给你们。</p></body></html>"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)


def mail(body: str = BODY, html: str | None = None) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@example.org", "b@example.org", "样本工作"
    message["Message-ID"], message["Date"] = "<1@example.org>", "Fri, 08 Mar 2024 09:00:00 +0800"
    message.set_content(body)
    if html is not None:
        message.add_alternative(html, subtype="html")
    return message


def attach(message: EmailMessage, name: str, content: bytes, kind: str = "application/octet-stream") -> EmailMessage:
    main, _, sub = kind.partition("/")
    message.add_attachment(content, maintype=main, subtype=sub, filename=name)
    return message


def read(data: bytes) -> dict[str, bytes]:
    container = unpacked(data)
    assert container is not None
    return {member.name: container.read(member.trail[0]) for member in members(container)}


def listed(data: bytes) -> list[Member]:
    container = unpacked(data)
    assert container is not None
    return members(container)


def test_a_mail_is_its_text_and_its_attachments() -> None:
    message = attach(attach(mail(), "附件1.pdf", b"%PDF-1.4"), "附件2.docx", b"PK\x03\x04")
    data = message.as_bytes()
    assert sniff(data) == MAIL
    assert read(data) == {"text.txt": BODY.encode(), "附件1.pdf": b"%PDF-1.4", "附件2.docx": b"PK\x03\x04"}


def test_of_two_forms_of_a_text_the_one_with_layout_is_read() -> None:
    found = read(attach(mail(html=HTML_BODY), "a.pdf", b"%PDF-1.4").as_bytes())
    assert list(found) == ["text.html", "a.pdf"]
    document = read_document(found["text.html"], "mail.eml!/text.html")
    assert document.media_type == HTML
    assert document.text.splitlines() == BODY.splitlines()


def test_pictures_that_a_text_shows_are_no_documents() -> None:
    message = mail(html=HTML_BODY)
    page = message.get_payload()[1]
    page.add_related(PNG, maintype="image", subtype="png", cid="<logo>")
    attach(message, "scan.png", PNG, "image/png")
    assert list(read(message.as_bytes())) == ["text.html", "scan.png"]


def test_a_mail_without_a_text_of_its_own() -> None:
    assert list(read(attach(mail(" \n"), "a.pdf", b"%PDF-1.4").as_bytes())) == ["a.pdf"]


def test_a_mail_that_was_sent_on_is_in_its_place() -> None:
    inner = attach(mail("原邮件"), "a.txt", "甲".encode(), "text/plain")
    outer = mail("请阅")
    outer.add_attachment(inner)
    attach(outer, "z.pdf", b"%PDF-1.4")
    assert list(read(outer.as_bytes())) == ["text.txt", "mail.eml!/text.txt", "mail.eml!/a.txt", "z.pdf"]


def test_a_mail_in_an_archive_in_a_mail() -> None:
    from tests.parse.test_containers import zipped

    inner = attach(mail("内"), "b.txt", "乙".encode(), "text/plain").as_bytes()
    data = attach(mail("外"), "all.zip", zipped(("in.eml", inner), ("c.txt", "丙"))).as_bytes()
    assert [(m.trail, m.name) for m in listed(data)] == [
        ((0,), "text.txt"),
        ((1, 0, 0), "all.zip!/in.eml!/text.txt"),
        ((1, 0, 1), "all.zip!/in.eml!/b.txt"),
        ((1, 1), "all.zip!/c.txt"),
    ]


def _with_header(line: bytes) -> bytes:
    parts = (
        b"MIME-Version: 1.0", b'Content-Type: multipart/mixed; boundary="b"', b"", b"--b",
        b"Content-Type: application/pdf", line, b"Content-Transfer-Encoding: base64", b"",
        base64.b64encode(b"%PDF-1.4"), b"--b--", b"",
    )  # fmt: skip
    return b"\r\n".join(parts)


@pytest.mark.parametrize(
    "line",
    [
        b'Content-Disposition: attachment; filename="=?GB2312?B?' + base64.b64encode("通知.pdf".encode("gbk")) + b'?="',
        b"Content-Disposition: attachment; filename*=UTF-8''%E9%80%9A%E7%9F%A5.pdf",
        b'Content-Disposition: attachment; filename="' + "通知.pdf".encode() + b'"',
        b'Content-Disposition: attachment; filename="' + "通知.pdf".encode("gbk") + b'"',
        b'Content-Disposition: attachment; filename="=?utf-8?Q?=E9=80=9A?=\r\n =?utf-8?Q?=E7=9F=A5=2Epdf?="',
    ],
    ids=["encoded word in GBK", "RFC 2231", "bare UTF-8", "bare GBK", "folded"],
)
def test_chinese_names_as_mail_programs_write_them(line: bytes) -> None:
    assert read(_with_header(line)) == {"通知.pdf": b"%PDF-1.4"}


def test_of_a_saved_page_the_page_is_read() -> None:
    data = (
        b"From: <Saved by Blink>\r\nSnapshot-Content-Location: https://example.org/a.html\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/related; type="text/html"; boundary="b"\r\n\r\n'
        b"--b\r\nContent-Type: text/css\r\nContent-Location: a.css\r\n\r\np {}\r\n"
        b"--b\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: 8bit\r\n\r\n" + HTML_BODY.encode() + b"\r\n"
        b"--b\r\nContent-Type: image/png\r\nContent-Location: a.png\r\n\r\nx\r\n"
        b"--b\r\nContent-Type: text/html\r\nContent-Location: frame.html\r\n\r\n<p>b</p>\r\n--b--\r\n"
    )
    assert sniff(data) == MHTML
    assert [(member.name, member.url) for member in listed(data)] == [("text.html", "https://example.org/a.html")]
    without = data.replace(b"https://example.org/a.html", b"file:///C:/a.html").replace(b"Snapshot-", b"X-")
    assert [member.url for member in listed(without)] == [None]
    assert read(data)["text.html"].decode().strip() == HTML_BODY


@pytest.mark.parametrize(
    "text",
    [
        "To: All departments\nFrom: Ministry of Samples\nSubject: Tasks\n\nI. Main Tasks\n",
        "Notice: this is a text\n\nContent-Type: text/plain\n",
        "Message-ID is a header: no\n",
    ],
)
def test_a_letter_is_no_mail(text: str) -> None:
    assert sniff(text.encode()) == TEXT


def test_a_mailbox_is_refused_by_name() -> None:
    with pytest.raises(ReadError, match="mailbox"):
        sniff(b"From a@example.org Fri Mar  8 09:00:00 2024\n" + mail().as_bytes())


def test_parts_without_end_are_refused() -> None:
    data = b'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="b"\n\n' + b"--b\n\nx\n" * 50
    container_refusal = None
    try:
        unpacked(data, Limits(max_members=10))
    except ReadError as error:
        container_refusal = error.code
    assert container_refusal == "too_large"


def test_deep_nesting_ends_soon_and_clearly() -> None:
    begun = time.perf_counter()
    heads = b"".join(b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (i, i) for i in range(1_500))
    with pytest.raises(ReadError) as caught:
        unpacked(b"MIME-Version: 1.0\n" + heads + b"\ntext")
    assert caught.value.code == "damaged"
    assert time.perf_counter() - begun < 20


def test_what_would_take_minutes_is_refused() -> None:
    head = b"".join(b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (i, i) for i in range(100))
    for data in (b"MIME-Version: 1.0\n" + head + b"a\n" * 300_000, b"MIME-Version: 1.0\n\n" + b"\n" * 4_000_000):
        with pytest.raises(ReadError) as caught:
            unpacked(data)
        assert caught.value.code == "too_large"


WHOLE = attach(attach(mail(html=HTML_BODY), "附件.pdf", b"%PDF-1.4"), "b.txt", b"b", "text/plain").as_bytes()


@given(st.integers(0, len(WHOLE) - 1), st.binary(max_size=3), st.integers(0, 400))
def test_a_damaged_mail_is_listed_or_refused(at: int, put: bytes, cut: int) -> None:
    data = (WHOLE[:at] + put + WHOLE[at + len(put) :])[: len(WHOLE) - cut]
    try:
        container = unpacked(data)
        for member in members(container) if container is not None else ():
            assert container is not None
            container.read(member.trail[0])
    except ReadError:
        return
