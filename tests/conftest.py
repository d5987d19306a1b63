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


@pytest.fixture(scope="session")
def london_histories() -> dict:
    """Borough code to its whole made-up history: London at its true size."""
    from datetime import date

    from liia.synthetic.boroughs import boroughs
    from liia.synthetic.journeys.history import draw_history
    from liia.synthetic.rates import REFERRALS_PER_CHILD

    return {
        code: draw_history(
            1,
            borough,
            (date(2026, 3, 31),),
            borough.referrals_per_year / REFERRALS_PER_CHILD,
        )
        for code, borough in boroughs().items()
    }
