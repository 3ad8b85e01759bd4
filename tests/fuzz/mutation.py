"""Small valid files, changed at random places: bytes, words that formats are made of, members of packages."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Sequence

# Bytes and words that parsers trip over, whatever the format.
_ODD = (
    b"\0",
    b"\xff",
    b"\n",
    b"\r",
    b"\t",
    b" ",
    b"<",
    b">",
    b"&",
    b"/",
    b"\\",
    b'"',
    b"\xef\xbb\xbf",
    "\u202e".encode(),
)
_NUMBERS = (
    b"0",
    b"-1",
    b"1",
    b"255",
    b"65536",
    b"2147483648",
    b"-999999999",
    b"1e308",
    b"nan",
    b"9" * 40,
    b"0.0000001",
)
_LONGEST = 300_000


def mutated(data: bytes, words: Sequence[bytes], chance: random.Random) -> bytes:
    """``data`` with one to eight changes; ``words`` are the format's own."""
    changed = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 4, 8))):
        _change(changed, words, chance)
    return bytes(changed[:_LONGEST])


def _change(data: bytearray, words: Sequence[bytes], chance: random.Random) -> None:
    at = chance.randrange(len(data) + 1)
    end = min(at + chance.choice((1, 1, 2, 8, 64, 1024)), len(data))
    match chance.randrange(8):
        case 0:
            for place in range(at, min(at + 4, len(data))):
                data[place] = chance.randrange(256)
        case 1:
            del data[at:end]
        case 2:
            data[at:at] = data[at:end] * chance.choice((1, 2, 10))
        case 3:
            source = chance.randrange(len(data) + 1)
            data[at:end] = data[source : source + end - at]
        case 4:
            data[at:at] = chance.choice((*words, *_ODD))
        case 5:
            data[at:end] = chance.choice((*words, *_ODD))
        case 6:
            _other_number(data, at, chance)
        case _:
            word = chance.choice((*words, *_ODD))
            data[at:at] = word * chance.choice((2, 20, 200))


def _other_number(data: bytearray, at: int, chance: random.Random) -> None:
    """The next figure from ``at`` on becomes another one: a size, a count, a place in the file."""
    digits = b"0123456789"
    start = next((place for place in range(at, min(at + 500, len(data))) if data[place] in digits), None)
    if start is None:
        return
    end = start
    while end < len(data) and data[end] in digits:
        end += 1
    data[start:end] = chance.choice(_NUMBERS)


def mutated_package(data: bytes, words: Sequence[bytes], chance: random.Random) -> bytes:
    """A zip file with one of its members changed, or now and then its own bytes."""
    if chance.random() < 0.1:
        return mutated(data, (b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"), chance)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = [(name, archive.read(name)) for name in archive.namelist()]
    at = chance.randrange(len(members))
    name, content = members[at]
    members[at] = (name, mutated(content, words, chance))
    if chance.random() < 0.05:
        del members[chance.randrange(len(members))]
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in members:
            archive.writestr(name, content)
    return stream.getvalue()


def soup(words: Sequence[str], chance: random.Random) -> str:
    """A text of ``words`` in any order, some of them many times."""
    count = chance.choice((3, 10, 40, 150))
    return "".join(
        chance.choice(words) * (chance.choice((2, 5, 30)) if chance.random() < 0.05 else 1) for _ in range(count)
    )
