"""Bytes to text: which encoding the bytes are in, whatever the page says of itself.

A label is a hint. Valid UTF-8 is UTF-8; GB 2312 and GBK are read as GB 18030, their superset, since pages so
labelled hold its characters; everything else is decided by which reading gives common Chinese characters.
"""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple

import charset_normalizer

from ipr_extract.common_characters import plausibility as plausibility  # known here to all of parse
from ipr_extract.errors import ReadError
from ipr_extract.model import Finding, Severity


class Decoded(NamedTuple):
    """``text`` with line ends as ``\\n`` and no byte order mark, the ``encoding`` it was read in, what was odd.

    ``utf8`` is the bytes that were read, where they are just what ``text`` is in UTF-8.
    """

    text: str
    encoding: str
    findings: tuple[Finding, ...] = ()
    utf8: bytes | None = None


_SAMPLE = 16_384
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: its first half is UTF-16's mark
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
# A label → the superset that its bytes are read with, as browsers do.
_SUPERSETS = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "big5": "big5hkscs",
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
}
_PLAUSIBLE = 0.25
_META = re.compile(
    # <meta charset=gbk>, <meta http-equiv=… content="text/html; charset=gb2312">, <?xml … encoding="gbk"?>
    rb"<meta[^>]{0,300}?charset\s*=\s*[\"']?\s*(?P<meta>[\w-]+)|<\?xml[^>]{0,200}?encoding\s*=\s*[\"'](?P<xml>[\w-]+)",
    re.IGNORECASE,
)
# Python knows more codecs (``base64``, ``unicode_escape``) than a page may ask for.
_OF_PAGES = re.compile(r"utf-8|gb\w+|hz|big5\w*|cp\d+|iso8859-\d+|ascii|koi8-[ru]|euc_(?:jp|kr)|shift_jis\w*")
_SHOWN = re.compile(rb"[^\0 \t\r\n]")
_HIGH_RUN = re.compile(rb"[\x80-\xff]+")  # Chinese double bytes come in even runs, accents and curly quotes alone
_BEYOND_TWO_BYTES = re.compile("[\u0800-\U0010ffff]")
_EXPECTED = re.compile("[\t\r\n -~‐-‧\u3000-〟一-鿿！-～]")
_CONTROLS = bytes(range(9)) + bytes(range(14, 27)) + bytes(range(28, 32))  # all but white space and ESC


def declared_charset(data: bytes) -> str | None:
    """The label that a page gives itself in its first 4,096 bytes, in lower case, or None."""
    match = _META.search(data[:4096].replace(b"\0", b""))
    return (match["meta"] or match["xml"]).decode("ascii", "replace").lower() if match else None


def decode(data: bytes, declared: str | None = None) -> Decoded:
    """The text of ``data``; ``declared`` is the label of the page or its carrier, believed only if it fits.

    Bytes that fit no encoding become U+FFFD, with a finding. Raises ``ReadError`` (``empty``, ``binary``).
    """
    if _SHOWN.search(data) is None:
        raise ReadError("empty", "The document is empty; fetch it again.")
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _read(data[len(mark) :], encoding)
    if (wide := _wide_encoding(data) if b"\0" in data[:_SAMPLE] else None) is not None:
        return _read(data, wide)
    if len(data[:_SAMPLE].translate(None, _CONTROLS)) * 50 < len(data[:_SAMPLE]) * 49:
        raise _binary()
    label = _codec(declared)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return _labelled(_read(data, _eight_bit_encoding(data, label)), declared)
    other = _that_only_looks_like_utf8(data, text)
    if other is not None:
        return _labelled(_read(data, other), declared)
    decoded = _decoded(text, "utf-8", ())
    return _labelled(decoded if decoded.text is not text else decoded._replace(utf8=data), declared)


def _codec(label: str | None) -> str | None:
    """Python's name for the superset of ``label``; None for an unknown one, which is no hint at all."""
    if label is None:
        return None
    try:
        name = codecs.lookup(label).name
    except LookupError:
        return None
    return _SUPERSETS.get(name, name) if _OF_PAGES.fullmatch(name) else None


def _binary() -> ReadError:
    return ReadError("binary", "The bytes are not text in any encoding; this is no HTML or text file.")


def _read(data: bytes, encoding: str) -> Decoded:
    findings: tuple[Finding, ...] = ()
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        text = data.decode(encoding, "replace")
        count = text.count("\ufffd")
        message = f"{count} characters could not be decoded as {encoding} (the first at byte {error.start})."
        severity = Severity.ERROR if count * 100 > len(text) else Severity.WARNING
        findings = (Finding("undecodable_bytes", severity, message),)
        if count * 4 > len(text):
            raise _binary() from None
    return _decoded(text, encoding, findings)


def _decoded(text: str, encoding: str, findings: tuple[Finding, ...]) -> Decoded:
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return Decoded(text, encoding, findings)


def _labelled(decoded: Decoded, declared: str | None) -> Decoded:
    """``decoded`` with a finding where the page called itself something else."""
    label = _codec(declared)
    if label in (None, decoded.encoding) or decoded.text.isascii():
        return decoded
    message = f"The page calls itself {declared}; it was read as {decoded.encoding}."
    return decoded._replace(findings=(*decoded.findings, Finding("encoding_mismatch", Severity.INFO, message)))


def _that_only_looks_like_utf8(data: bytes, text: str) -> str | None:
    """The encoding of bytes that are valid UTF-8 by chance; None for UTF-8."""
    if text.isascii():
        # Seven-bit GB 2312 of old mail and news.
        hz = b"~{" in data and plausibility(data[:_SAMPLE].decode("hz", "replace")) > _PLAUSIBLE
        return "hz" if hz else None
    if _BEYOND_TWO_BYTES.search(text):
        return None
    # Two-byte sequences only, no Chinese: GBK pairs such as 0xD2BB that happen to be valid UTF-8.
    return "gb18030" if plausibility(data[:_SAMPLE].decode("gb18030", "replace")) > 0.5 else None


def _wide_encoding(data: bytes) -> str | None:
    """UTF-16 or UTF-32 without a mark: the reading in which nine of ten characters are ASCII or Chinese."""
    best, score = None, 0.9
    for encoding in ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"):
        text = data[:4096].decode(encoding, "replace")
        good = len(_EXPECTED.findall(text))
        if text and good / len(text) > score:
            best, score = encoding, good / len(text)
    return best


def _eight_bit_encoding(data: bytes, label: str | None) -> str:
    """The encoding of bytes that are not UTF-8 as they stand."""
    # From the first byte that isn't ASCII on, which is where a character starts.
    first = _HIGH_RUN.search(data)
    sample = data[first.start() : first.start() + _SAMPLE] if first else data[:_SAMPLE]
    runs = _HIGH_RUN.findall(sample)
    if runs and sum(len(run) == 1 for run in runs) > 0.8 * len(runs) and label in (None, "cp1252", "utf-8"):
        return "cp1252"
    candidates = dict.fromkeys(name for name in (label, "utf-8", "gb18030", "big5hkscs") if name)
    scores = {name: plausibility(sample.decode(name, "replace")) for name in candidates}
    best = max(scores, key=lambda name: scores[name])
    if label is not None and scores[label] > scores[best] - 0.05:
        best = label
    return best if scores[best] > _PLAUSIBLE else _guess(data, label)


def _guess(data: bytes, label: str | None) -> str:
    """The last resort: UTF-16 without a zero byte, the label or Chinese if the bytes fit, a statistical guess."""
    if len(data) >= 32 and (wide := _wide_encoding(data)) is not None:
        return wide
    for encoding in (label, "gb18030"):
        if encoding is not None and _fits(data, encoding):
            return encoding
    guess = charset_normalizer.from_bytes(data[:_SAMPLE]).best()
    return guess.encoding if guess is not None else label or "gb18030"


def _fits(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True
