"""A night that dies, at a named place or at any moment, loses nothing."""

import signal

import pytest

from liia.failpoints import KILLED
from liia.refresh import STEPS
from tests.faults.conftest import IS_WHOLE, trials

INSIDE = ["record.partial", "ingest.borough", "ingest.borough:2", "ingest.settled"]
INSIDE += ["ingest.settled:2", "build.node", "build.node:3", "swap.synced"]
INSIDE += ["swap.replaced", "record.partial:2"]
PLACES = [f"{name}.{end}" for name, _ in STEPS for end in ("begins", "ended")] + INSIDE


@pytest.mark.parametrize("place", PLACES if IS_WHOLE else ["swap.replaced"])
def test_a_night_killed_at_a_failpoint_is_healed_by_the_next(evening, home, place):
    ended = home.run(environment={"LIIA_FAILPOINT": place})
    assert ended.exit_code == KILLED, ended.said
    evening.look_at("killed at a failpoint", home, ended)


@pytest.mark.parametrize("trial", trials(70))
def test_a_night_killed_at_any_moment_is_healed_by_the_next(
    evening, home, chance, trial
):
    ended = home.run_until(chance.uniform(0.05, evening.seconds), signal.SIGKILL)
    assert ended.exit_code in (0, -signal.SIGKILL), ended.said
    evening.look_at("killed at any moment", home, ended)


@pytest.mark.parametrize("trial", trials(20))
def test_a_night_asked_to_stop_stops_at_once_and_says_so(evening, home, chance, trial):
    ended = home.run_until(chance.uniform(0.3, evening.seconds), signal.SIGTERM)
    assert ended.exit_code in (0, 75, -signal.SIGTERM), ended.said
    if ended.exit_code == 75:
        assert "stopped before the end" in ended.said
        assert '"outcome": "stopped"' in (home.path / "state/last_run.json").read_text()
    evening.look_at("asked to stop (SIGTERM)", home, ended)


@pytest.mark.skipif(not IS_WHOLE, reason="the whole project: make faults")
@pytest.mark.parametrize("place", PLACES)
def test_a_night_of_the_whole_project_killed_is_healed_by_the_next(
    whole_evening, tmp_path, place
):
    home = whole_evening.home.copy(tmp_path / "home")
    ended = home.run(environment={"LIIA_FAILPOINT": place})
    assert ended.exit_code == KILLED, ended.said
    whole_evening.look_at("killed, the whole project", home, ended)
