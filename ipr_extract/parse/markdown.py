"""Markdown: headings, lists, tables and emphasis read without the marks that make them.

Only a text that plainly is Markdown is read so: a ``#`` or ``*`` in any other is what somebody wrote.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator, Sequence

from ipr_extract.model import BlockKind
from ipr_extract.parse.assembly import Draft
from ipr_extract.parse.grid import Found, Grid, table_draft
from ipr_extract.parse.wrapping import at_indents, paragraphs

# Any of the signs below; most plain texts hold none and are looked at no further.
_MAY_BE = re.compile(r"^[ ]{0,3}#{1,6}[ \t]+\S|\*\*\S|\]\(|^[ ]{0,3}\|?[ ]*:?-{3,}:?[ ]*\|", re.MULTILINE)
# "## 二、主要任务", "# Main tasks #"
_HEADING = re.compile(r"[ ]{0,3}#{1,6}[ \t]+(?P<text>\S.*)")
_HEADINGS = re.compile(r"^[ ]{0,3}#{1,6}[ \t]+\S", re.MULTILINE)
# "=====" or "-----" under a line makes it a heading
_UNDERLINE = re.compile(r"[ ]{0,3}(?:=+|-+)[ \t]*\Z")
_STRONG = re.compile(r"(?<![*\\])\*\*(?=[^\s*])(?P<text>[^\n]{1,1000}?)(?<=[^\s\\])\*\*(?!\*)")  # **牵头单位**
_LINK = re.compile(
    r"(?<!\\)!?\[(?P<text>(?:[^\[\]\n\\]|\\.)*)\]\((?P<to><[^<>\n]*>|(?:[^()\s]|\([^()\s]*\))*)(?:\s+\"[^\"\n]*\")?\)"
)
_REFERENCE = re.compile(r"(?<!\\)\[(?P<text>[^\[\]\n]+)\]\[(?P<to>[^\[\]\n]*)\]")  # [通知][1]
_DEFINITION = re.compile(
    r"[ ]{0,3}\[(?P<name>[^\[\]\n]+)\]:[ \t]*\S+(?:[ \t]+[\"'(].*[\"')])?[ \t]*\Z"
)  # [1]: https://…
_ADDRESS = re.compile(r"<(?P<text>(?:https?://|mailto:)[^<>\s]+)>")
_EMPHASIS = re.compile(
    r"(?<![0-9A-Za-z*\\])\*(?=[^\s*])(?P<text>[^*\n]+?)(?<=[^\s*\\])\*(?![0-9A-Za-z*])"
)  # *expected*, not 3*4*5
_UNDERSCORES = re.compile(r"(?<![\w\\])(?P<mark>__?)(?=[^\s_])(?P<text>[^_\n]+?)(?<=[^\s\\])(?P=mark)(?!\w)")
_STRUCK = re.compile(r"(?<!\\)~~(?=\S)(?P<text>[^~\n]+?)~~")
_CODE = re.compile(r"(?<!`)(?P<mark>`{1,2})(?!`)(?P<text>[^\n]{1,1000}?)(?<!`)(?P=mark)(?!`)")
_ESCAPED = re.compile(r"\\(?P<text>[!-/:-@\[-`{-~])")  # \* is a star
_LINE_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_RULE = re.compile(r"[ ]{0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})\Z")  # ---, * * *
_FENCE = re.compile(r"[ ]{0,3}(?P<mark>`{3,}|~{3,})[^`]*\Z")
_QUOTED = re.compile(r"[ ]{0,3}(?:>[ \t]?)+")
_BULLET = re.compile(r"[ \t]*[-*+][ \t]+(?:\[[ xX]\][ \t]+)?(?=\S)")  # - a, * b, - [x] c
_ORDERED = re.compile(r"(?P<indent>[ \t]*)(?P<number>\d{1,9})(?P<mark>[.)])[ \t]+(?=\S)")
_DELIMITERS = re.compile(r"[ ]{0,3}\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*\Z")  # |---|:-:|
_CELL_END = re.compile(r"(?<!\\)\|")
_PUT = re.compile("\0(\\d+)\0")
_FRONT = re.compile(r"---[ \t]*\Z")
_MOST_FRONT = 60  # lines of what programs write above a text
_FEWEST_STRONG = 3


def is_markdown(text: str) -> bool:
    """Whether a text plainly is Markdown: it has a table, several headings, or signs of two kinds."""
    if _MAY_BE.search(text) is None:
        return False
    headings = len(_HEADINGS.findall(text))
    strong = len(_STRONG.findall(text))
    links = any(match["to"].startswith(("http", "/", "./", "#", "mailto:")) for match in _LINK.finditer(text))
    if headings > 1 or strong >= _FEWEST_STRONG or (headings > 0) + (strong > 0) + links > 1:
        return True
    lines = text.split("\n")
    return any(_begins_table(lines, position) for position, line in enumerate(lines) if "|" in line)


def markdown_drafts(lines: Sequence[str]) -> list[Draft]:
    """The blocks of a text's lines (no line ends in them), without Markdown's marks."""
    reader = _Reader(lines)
    return list(reader.drafts())


class _Reader:
    def __init__(self, lines: Sequence[str]) -> None:
        self._lines = lines
        self._defined = {match["name"].lower() for line in lines if (match := _DEFINITION.match(line))}
        self._running: list[str] = []
        # For each indent the number of the item before, as it is written and as it is shown.
        self._ordered: dict[int, tuple[int, int]] = {}

    def drafts(self) -> Iterator[Draft]:
        position = yield from self._front()
        fence = ""
        while position < len(self._lines):
            line = self._lines[position]
            position += 1
            opening = _FENCE.match(line)
            if fence or opening:
                yield from self._flush()
                if opening and (not fence or opening["mark"].startswith(fence)):
                    fence = "" if fence else opening["mark"]
                elif line.strip():
                    yield Draft(BlockKind.PARAGRAPH, line.strip())
                continue
            if _begins_table(self._lines, position - 1):
                yield from self._flush()
                position, table = self._table(position - 1)
                yield table
                continue
            quoted = _QUOTED.match(line)
            yield from self._line(line[quoted.end() :] if quoted else line)
        yield from self._flush()

    def _front(self) -> Generator[Draft, None, int]:
        """What programs write above a text, between lines of ``---``: no part of it."""
        if self._lines and _FRONT.match(self._lines[0]):
            for end, line in enumerate(self._lines[1 : _MOST_FRONT + 1], 1):
                if _FRONT.match(line):
                    kept = [text.strip() for text in self._lines[1:end] if text.strip()]
                    yield from (Draft(BlockKind.FURNITURE, text) for text in kept)
                    return end + 1
                if line.strip() and ":" not in line and line[:1] not in " \t-#":
                    break
        return 0

    def _line(self, line: str) -> Iterator[Draft]:
        heading = _HEADING.match(line)
        if heading:
            yield from self._flush()
            yield from self._texts(BlockKind.HEADING, [_unclosed(heading["text"])])
            self._ordered.clear()
        elif _UNDERLINE.match(line) and len(self._running) == 1 and self._running[0].strip():
            title = self._running.pop()
            yield from self._texts(BlockKind.HEADING, [title])
        elif _RULE.match(line) or _DEFINITION.match(line):
            yield from self._flush()
        elif not line.strip():
            # A blank line parts paragraphs, but not the items of a list.
            yield from self._flush()
        elif (ordered := _ORDERED.match(line)) or (bullet := _BULLET.match(line)):
            yield from self._flush()
            self._running.append(self._numbered(line, ordered) if ordered else line[bullet.end() :] if bullet else line)
        else:
            if line[:1] not in " \t":
                self._ordered.clear()
            self._running.append(line)

    def _numbered(self, line: str, item: re.Match[str]) -> str:
        """An item with the number that is shown: a list counts on where its author wrote ``1.`` each time."""
        indent, written = len(item["indent"].expandtabs(4)), int(item["number"])
        before, last = self._ordered.get(indent, (0, 0))
        number = last + 1 if written == before == 1 else written
        self._ordered = {place: of for place, of in self._ordered.items() if place < indent}
        self._ordered[indent] = (written, number)
        return f"{number}{item['mark']} {line[item.end() :]}"

    def _flush(self) -> Iterator[Draft]:
        """The paragraphs that the lines at hand are."""
        lines, self._running = self._running, []
        yield from self._texts(BlockKind.PARAGRAPH, lines)

    def _texts(self, kind: BlockKind, lines: Sequence[str]) -> Iterator[Draft]:
        parted = [part for line in lines for part in _LINE_BREAK.split(line)]
        for joined in paragraphs([self._bare(part) for part in parted]):
            for text in at_indents(joined):
                yield Draft(kind, text)

    def _bare(self, line: str) -> str:
        return without_marks(line.removesuffix("\\"), self._defined)

    def _table(self, first: int) -> tuple[int, Draft]:
        """Where the table ends whose heads are ``lines[first]``, and its block; each row has as many cells as that."""
        heads = _cells(self._lines[first])
        rows = [heads]
        end = first + 2
        while end < len(self._lines) and "|" in self._lines[end] and self._lines[end].strip():
            cells = _cells(self._lines[end])[: len(heads)]
            rows.append(cells + [""] * (len(heads) - len(cells)))
            end += 1
        found = [
            Found(row, column, 1, 1, row == 0, [Draft(BlockKind.PARAGRAPH, text) for text in self._cell(cell)])
            for row, cells in enumerate(rows)
            for column, cell in enumerate(cells)
        ]
        return end, table_draft(Grid(found, len(rows), ruled=True), "")._replace(element=None)

    def _cell(self, cell: str) -> list[str]:
        return [text for part in _LINE_BREAK.split(cell) if (text := self._bare(part).strip())]


def without_marks(line: str, defined: frozenset[str] | set[str] = frozenset()) -> str:
    r"""A line as it is shown; ``defined`` are the names, in lower case, that links may lead to.

    >>> without_marks(r"**责任单位**：[市科技局](https://example.org/)、3*4*5、\*注")
    '责任单位：市科技局、3*4*5、*注'
    """
    if not any(sign in line for sign in "*_`[<~\\"):
        return line
    aside = _Aside()
    line = _CODE.sub(aside.put, line)
    line = _ESCAPED.sub(aside.put, line)
    line = _LINK.sub(r"\g<text>", line)
    line = _REFERENCE.sub(lambda m: m["text"] if (m["to"] or m["text"]).lower() in defined else m[0], line)
    for pattern in (_ADDRESS, _STRONG, _EMPHASIS, _UNDERSCORES, _STRUCK):
        line = pattern.sub(r"\g<text>", line)
    return aside.back(line)


class _Aside:
    """What is shown as it is written, put behind a sign that no cleaned text has while other marks are taken out."""

    def __init__(self) -> None:
        self._kept: list[str] = []

    def put(self, match: re.Match[str]) -> str:
        self._kept.append(match["text"])
        return f"\0{len(self._kept) - 1}\0"

    def back(self, line: str) -> str:
        return _PUT.sub(lambda match: self.back(self._kept[int(match[1])]), line) if self._kept else line


def _unclosed(heading: str) -> str:
    """A heading without the signs that may close it: ``主要任务 ##``."""
    heading = heading.rstrip()
    bare = heading.rstrip("#")
    return bare.rstrip() if bare != heading and bare[-1:] in " \t" else heading


def _begins_table(lines: Sequence[str], position: int) -> bool:
    """Whether a line is the heads of a table: the one below it parts as many columns as it has cells."""
    if position + 1 >= len(lines) or "|" not in lines[position]:
        return False
    below = lines[position + 1].strip()
    return "|" in below and _DELIMITERS.match(below) is not None and len(_cells(below)) == len(_cells(lines[position]))


def _cells(line: str) -> list[str]:
    line = line.strip()
    line = line.removeprefix("|")
    if line.endswith("|") and not line.endswith("\\|"):
        line = line[:-1]
    return [cell.strip().replace("\\|", "|") for cell in _CELL_END.split(line)]
