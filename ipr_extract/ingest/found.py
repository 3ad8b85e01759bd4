"""What is found in files that somebody else packed: fetches with their bytes, wanted addresses, and faults."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ipr_extract.model.snapshot import Fetch


@dataclass(frozen=True, slots=True)
class Taken:
    """A page or file to keep. ``body`` is None for a fetch without bytes.

    ``payload_digest`` is the WARC's name for the bytes, ``same_as`` that of bytes which stand in another record;
    ``belongs_to`` is the address of the page that the file was saved with.
    """

    fetch: Fetch
    body: bytes | None
    payload_digest: str | None = None
    same_as: str | None = None
    belongs_to: str | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """An address that is named without its bytes: for the crawler."""

    url: str
    title: str = ""
    document_number: str = ""
    published_date: str | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """What could not be taken: where, a code, and one line that says why.

    A ``warning`` is of something that was taken all the same, and not as it was asked for.
    """

    place: str
    code: str
    message: str
    severity: str = "error"


@dataclass(frozen=True, slots=True)
class Passed:
    """What is passed over and is no fault: notes, hidden files, what browsers keep for themselves."""

    place: str


Found = Taken | Wanted | Fault | Passed


def with_page(found: Found, name: str, page: str | None, origins: dict[str, str]) -> Found:
    """What was found in the file ``name``, tied to the ``page`` that it was saved with.

    ``origins`` keeps under which address each file is known: pages come before what was saved with them.
    """
    if not isinstance(found, Taken):
        return found
    origins[name] = found.fetch.address
    return found if page is None else replace(found, belongs_to=origins.get(page, page))
