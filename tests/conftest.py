"""What tests share: a home of their own, a fixed clock, and no network habits."""

import os
from pathlib import Path

import pytest

os.environ.setdefault("DBT_SEND_ANONYMOUS_USAGE_STATS", "false")
TODAY = "2026-04-15"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty LIIA_HOME with demonstration keys, on a day in April 2026."""
    from liia.configuration import settings
    from liia.doctor import make_missing_keys

    folder = tmp_path / "home"
    monkeypatch.setenv("LIIA_HOME", str(folder))
    monkeypatch.setenv("LIIA_TODAY", TODAY)
    monkeypatch.chdir(tmp_path)
    make_missing_keys(settings(), demo=True)
    return folder
