"""OFD (GB/T 33190), the Chinese standard for official documents: pages of placed text, read as a PDF's pages are.

The package's own parts lead from one to the next: ``OFD.xml`` to the document, that to its pages and their templates.
Coordinates are millimetres from the page's top left corner; everything below is in points.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from ipr_extract.errors import ReadError
from ipr_extract.model import BlockKind, Document, Finding, Severity
from ipr_extract.parse.identity import Identity
from ipr_extract.parse.limits import Limits
from ipr_extract.parse.ofd_pages import Box, PageReader, local_name, named
from ipr_extract.parse.package import Package, resolved
from ipr_extract.parse.page import Page
from ipr_extract.parse.paginated import build, unread

PARSER = "ofd"
_ROOT = "OFD.xml"
_A4 = Box(0.0, 0.0, 210.0, 297.0)


def parse_ofd(data: bytes, identity: Identity, limits: Limits) -> Document:
    """Read an OFD file, with regions in points from the top left of each page.

    Raises ``ReadError``: ``too_large``, ``too_many_pages``, ``damaged``, ``encrypted``; ``scan`` where no page has
    text, ``empty`` where there are no pages.
    """
    limits.check_bytes(len(data))
    with Package(data, "OFD file", limits) as package:
        file = _File(package, limits)
        text, blocks, placements, pages = build(list(file.pages()), "OFD file", limits)
        findings = list(file.findings())
    if not pages:
        raise ReadError("empty", "The OFD file has no pages; fetch it again.")
    if all(block.kind is BlockKind.FURNITURE for block in blocks):
        if any(page.has_content for page in pages):
            raise ReadError(
                "scan", f"The OFD file has no text ({len(pages)} pages are images); recognise it first (OCR)."
            )
        raise ReadError("empty", f"Nothing is printed on the OFD file's {len(pages)} pages; fetch it again.")
    return identity.document(PARSER, text, blocks, pages=len(pages), placements=placements, findings=tuple(findings))


class _File:
    """The documents of a package, nearly always one, and their pages."""

    def __init__(self, package: Package, limits: Limits) -> None:
        self._package = package
        self._limits = limits
        self._unreadable: list[int] = []
        self._attachments: list[str] = []
        self._characters = 0
        root = package.xml(_ROOT)
        if root is None:
            raise ReadError("damaged", "The OFD file has no OFD.xml; fetch it again.")
        if named(root, "Encryptions"):
            raise ReadError("encrypted", "The OFD file is encrypted; save it without encryption.")
        self._roots = [resolved(_ROOT, (place.text or "").strip()) for place in named(root, "DocRoot")]

    def pages(self) -> Iterator[Page]:
        """The pages of all documents, numbered through."""
        number = 0
        for root in self._roots:
            document = self._package.xml(root)
            if document is None:
                continue
            self._attachments += self._attached(document, root)
            templates = self._templates(document, root)
            size = _box(next(iter(named(document, "PhysicalBox")), None)) or _A4
            for place in _page_places(document):
                number += 1
                if number > self._limits.max_pages:
                    message = (
                        f"The OFD file has more than the {self._limits.max_pages:,} pages that are read; split it."
                    )
                    raise ReadError("too_many_pages", message)
                content = self._package.xml(resolved(root, place))
                if content is None:
                    self._unreadable.append(number)
                    continue
                below = [templates[key] for key in _template_ids(content) if key in templates]
                own = _box(next((b for area in _children(content, "Area") for b in named(area, "PhysicalBox")), None))
                page = PageReader(number, own or size, self._limits).read([*below, content])
                self._characters += sum(len(piece.text) for piece in page.pieces)
                if self._characters > self._limits.max_characters:
                    most = f"{self._limits.max_characters:,}"
                    raise ReadError("too_large", f"The OFD file has more than the {most} characters that are read.")
                yield page

    def findings(self) -> Iterator[Finding]:
        """What a reader has to know; after ``pages``."""
        if self._unreadable:
            pages = ", ".join(map(str, self._unreadable))
            yield Finding("page_unreadable", Severity.ERROR, f"Pages of the OFD file are missing in it: {pages}.")
        yield from unread(len(self._attachments), self._attachments)

    def _templates(self, document: etree._Element, root: str) -> dict[str, etree._Element]:
        """The pages that others are printed over: letterheads, running heads."""
        found = {}
        for template in named(document, "TemplatePage"):
            content = self._package.xml(resolved(root, template.get("BaseLoc") or ""))
            if content is not None:
                found[template.get("ID") or ""] = content
        return found

    def _attached(self, document: etree._Element, root: str) -> list[str]:
        names: list[str] = []
        for place in named(document, "Attachments"):
            listed = self._package.xml(resolved(root, (place.text or "").strip()))
            attached = [] if listed is None else named(listed, "Attachment")
            names += [one.get("Name") or one.get("ID") or "without a name" for one in attached]
        return names


def _children(element: etree._Element, name: str) -> Iterator[etree._Element]:
    return (child for child in element if local_name(child) == name)


def _page_places(document: etree._Element) -> Iterator[str]:
    for pages in _children(document, "Pages"):
        for page in _children(pages, "Page"):
            yield page.get("BaseLoc") or ""


def _template_ids(content: etree._Element) -> Iterator[str]:
    return (template.get("TemplateID") or "" for template in _children(content, "Template"))


def _box(element: etree._Element | None) -> Box | None:
    return None if element is None else Box.read(element.text)
