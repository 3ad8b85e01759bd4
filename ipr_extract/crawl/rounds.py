"""A round: one reading of a column's listing, as it is kept between pages, so that a killed crawl goes on with it."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

# A listing that keeps losing entries while it is read is read again this often.
_AGAIN_AT_MOST = 3


class Mode(StrEnum):
    """What a page of a listing is read for.

    ``read``: to find what is new. ``check``: the first page once more at the end, because a listing of several pages
    may have changed meanwhile. ``again``: everything once more, because it did and entries moved up. ``top``: only
    what was put on top meanwhile.
    """

    READ = "read"
    CHECK = "check"
    AGAIN = "again"
    TOP = "top"


@dataclass(slots=True)
class Round:
    """How far a reading has come. ``pending`` are the pages to read next, ``first`` the addresses of the first page.

    ``full`` reads to the end, whatever is known. ``pages`` counts those of this pass, ``least`` those of the pass
    before: a pass that repeats one goes as far. ``items`` counts over all passes. ``anew``: an earlier reading was
    given up, and what it saw first is still new.
    """

    started: str
    full: bool
    pending: list[str]
    mode: Mode = Mode.READ
    first: list[str] = field(default_factory=list)
    pages: int = 0
    least: int = 0
    again: int = 0
    items: int = 0
    total: int | None = None
    cut: bool = False
    anew: bool = False

    def after_check(self, now: list[str]) -> Mode | None:
        """What the first page, read again, means: nothing (None: the round is over), more on top, or read again.

        >>> Round("", True, [], first=["c", "b"]).after_check(["d", "c"])
        <Mode.TOP: 'top'>
        >>> Round("", True, [], first=["c", "b"]).after_check(["b", "a"])
        <Mode.AGAIN: 'again'>
        """
        if now == self.first:
            return None
        before = set(self.first)
        kept = [url for url in now if url in before]
        on_top = now[: len(now) - len(kept)]
        if kept == self.first[: len(kept)] and not before.intersection(on_top):
            return Mode.TOP
        return Mode.AGAIN if self.again < _AGAIN_AT_MOST else None


@dataclass(slots=True)
class ColumnState:
    """What is kept of a column. ``complete``: its listing was read to its end once; ``full_at``: when last."""

    url: str = ""
    complete: bool = False
    full_at: str | None = None
    round: Round | None = None

    @classmethod
    def unpack(cls, value: Any) -> ColumnState:
        """From the archive's plain values; a value of nobody's making is a column never read."""
        if not isinstance(value, dict):
            return cls()
        try:
            going = value.get("round")
            round_ = Round(**(going | {"mode": Mode(going["mode"])})) if going else None
            return cls(str(value.get("url", "")), bool(value.get("complete")), value.get("full_at"), round_)
        except (TypeError, ValueError, KeyError):
            return cls()

    def packed(self) -> dict[str, Any]:
        """As plain values."""
        return asdict(self)
