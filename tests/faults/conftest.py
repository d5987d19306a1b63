"""Trials of faults: one of each kind in `make test`, all of them in `make faults`."""

import os
import random
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.faults.night import MEANWHILE, Ended, Home
from tests.faults.small_project import write_small_project
from tests.faults.table import TABLE

IS_WHOLE = os.environ.get("FAULT_TRIALS") == "all"


def trials(count: int) -> list[int]:
    """Seeds of the trials of a test: all, or in the default suite one."""
    return list(range(count if IS_WHOLE else 1))


@dataclass(frozen=True)
class Evening:
    """A home as yesterday left it, with two submissions waiting; what must hold after."""

    home: Home
    yesterday: dict[str, tuple]
    """The warehouse before the night."""
    tonight: dict[str, tuple]
    """The warehouse after a night without a fault."""
    landed_yesterday: dict[str, int]
    landed_tonight: dict[str, int]
    seconds: float
    """How long a night without a fault takes."""

    def lost(self, home: Home) -> int:
        return home.lost_rows(self.landed_yesterday, self.landed_tonight)

    def is_whole(self, home: Home) -> str:
        """Whose warehouse stands, yesterday's or tonight's; never a mixture."""
        standing = home.warehouse()
        assert standing in (self.yesterday, self.tonight), "a mixture stands"
        return "tonight's" if standing == self.tonight else "yesterday's"

    def look_at(self, fault: str, home: Home, ended: Ended) -> None:
        """Nothing is lost, what stands is whole, and the next run heals."""
        state, lost = self.is_whole(home), self.lost(home)
        told = [w for w in ended.said.splitlines() if w.startswith("liia:")]
        words = told[-1].replace(str(home.path), "LIIA_HOME") if told else "-"
        TABLE[fault].append((f"{state} warehouse", lost, words))
        assert lost == 0
        healed = home.run()
        assert healed.exit_code == 0, healed.said
        assert home.warehouse() == self.tonight
        assert home.landed() == self.landed_tonight
        leftovers = [*home.path.glob("build*"), *home.path.glob("*.wal")]
        assert leftovers == [] and not list(home.path.glob("state/*.part"))


def _evening(folder: Path, project: Path | None) -> Evening:
    import time

    from liia.configuration import Settings
    from liia.doctor import make_missing_keys

    home = Home(folder / "home", project)
    home.path.mkdir()
    make_missing_keys(Settings(home=home.path), demo=True)
    home.send("ISL", "2026-01", 2)
    first = home.run()
    assert first.exit_code == 0, first.said
    yesterday, landed_yesterday = home.warehouse(), home.landed()
    for borough, (month, children) in MEANWHILE.items():
        home.send(borough, month, children)
    clean = home.copy(folder / "clean")
    began = time.monotonic()
    night = clean.run()
    seconds = time.monotonic() - began
    assert night.exit_code == 0, night.said
    assert clean.warehouse() != yesterday
    after = (yesterday, clean.warehouse(), landed_yesterday, clean.landed())
    return Evening(home, *after, seconds)


@pytest.fixture(scope="session")
def evening(tmp_path_factory) -> Evening:
    """An evening of the small project."""
    folder = tmp_path_factory.mktemp("evening")
    return _evening(folder, write_small_project(folder / "project"))


@pytest.fixture(scope="session")
def whole_evening(tmp_path_factory) -> Evening:
    """An evening of the house's own project."""
    return _evening(tmp_path_factory.mktemp("whole_evening"), None)


@pytest.fixture
def home(evening: Evening, tmp_path: Path):
    """A home of the small project for one trial, gone after it."""
    yield evening.home.copy(tmp_path / "home")
    shutil.rmtree(tmp_path, ignore_errors=True)


@pytest.fixture
def chance(request) -> random.Random:
    """The same chances for the same trial, whatever ran before."""
    return random.Random(request.node.name)


def pytest_terminal_summary(terminalreporter) -> None:
    if not TABLE:
        return
    terminalreporter.section("faults of a night")
    for fault, told in sorted(TABLE.items()):
        states = sorted({state for state, _, _ in told})
        lost = sum(lost for _, lost, _ in told)
        heard = sorted({words for _, _, words in told})[:2]
        terminalreporter.line(
            f"{fault:34} {len(told):4} trials  {' or '.join(states)}  "
            f"lost rows {lost}  {' | '.join(heard)}"
        )
