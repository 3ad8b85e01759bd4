from __future__ import annotations

from pathlib import Path

import pytest
from importlinter.cli import lint_imports

ROOT = Path(__file__).parent.parent


def test_imports_keep_to_the_layers(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    status = lint_imports(no_cache=True)
    assert status == 0, capsys.readouterr().out


def test_no_module_is_a_drawer_for_everything() -> None:
    names = {path.stem for path in (ROOT / "ipr_extract").rglob("*.py")}
    assert not names & {"utils", "util", "helpers", "helper", "common", "misc"}
