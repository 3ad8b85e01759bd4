from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"


@dataclass(frozen=True, slots=True)
class Stored:
    """``updates``: files of expected results are to be written anew; what is in them afterwards is still looked at."""

    updates: bool

    def update(self, path: Path, text: str) -> None:
        """Write such a file, if that is asked for."""
        if self.updates:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode())


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--kills", type=int, default=20, help="how often the crawl of tests/crawl/test_kills.py is killed")
    parser.addoption("--update-golden", action="store_true", help="write the expected results anew; look at the diff")


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[Path, str], None]:
    """A function that holds a text to a file of expected results, or writes it there with ``--update-golden``."""
    update: bool = request.config.getoption("--update-golden")

    def check(path: Path, text: str) -> None:
        if update:
            path.write_bytes(text.encode())
        assert text == path.read_bytes().decode(), f"{path.name} differs; look at it, then --update-golden"

    return check


@pytest.fixture
def stored(request: pytest.FixtureRequest) -> Stored:
    """Whether files of expected results are to be written anew, for tests that hold more than a text to them."""
    return Stored(request.config.getoption("--update-golden"))


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real documents beside the checkout; tests that need it skip where it isn't."""
    if not (SHARED / "corpus").is_dir():
        pytest.skip("no ../shared/corpus beside the checkout: real documents aren't part of the project")
    return SHARED
