"""The tree of exceptions. Each message is one line: what, where, what to do."""

from __future__ import annotations


class IprExtractError(Exception):
    """The root of all errors that this package raises on purpose."""


class ConfigError(IprExtractError):
    """A pipeline file or an option that can't be used as it is."""


class ReadError(IprExtractError):
    """A source that can't be read. ``code`` is the finding's code (``empty``, ``encrypted``, …)."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code

    def __reduce__(self) -> tuple[type[ReadError], tuple[str, str]]:
        return type(self), (self.code, str(self))


class OptionalDependencyError(IprExtractError):
    """A feature whose extra isn't installed; the message names the extra."""


class ArchiveError(IprExtractError):
    """An archive that can't be opened or used, or something in it that isn't as the catalogue says."""
