"""The nightly job: a list of steps, one run at a time, and yesterday stays on failure.

A run that is killed is gone on with by the next: what landed has landed, what was half
built is thrown away, and the warehouse is whole, yesterday's or today's.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from ingest.errors import LiiaError, SubmissionError
from ingest.intake import Outcome, ingest
from liia import build
from liia.clock import is_injected, this_moment
from liia.configuration import Settings
from liia.dbt_run import Built
from liia.failpoints import reach
from liia.governance.certificates import certify
from liia.governance.forgetting import Forgotten, forget
from liia.governance.locations import refuse_a_home_elsewhere
from liia.governance.verification import record_release
from liia.keys import read_key
from liia.lock import one_at_a_time
from liia.record import Run, age_of, last_run, recorded
from liia.release.draft import Release, draft
from liia.status import missing_boroughs, refused

FURTHEST_BACK_HOURS = 48
FURTHEST_AHEAD_HOURS = 92 * 24
"""What a clock may have moved since the last good run: a quarter, the longest that a
home may lie still between returns. Retention acts on what the clock says."""
NO_UNIT_TESTS = ("--exclude-resource-type", "unit_test")
"""They hold for the code and know nothing of the data; `make test` and a build by hand
run them."""


class ClockFault(LiiaError):
    """A clock that jumped: nothing is dated, kept or deleted by it."""


@dataclass
class Night:
    """What a refresh works on, and what has come of it so far."""

    settings: Settings
    with_release: bool
    progress: Callable[[str], None]
    """Hears what stays on the terminal: a line for each borough and each step."""
    detail: Callable[[str], None]
    """Hears what passes: the model that is being built."""
    outcomes: list[Outcome] = field(default_factory=list)
    forgotten: Forgotten = field(default_factory=Forgotten)
    made: build.Made | None = None
    release: Release | None = None

    @property
    def built(self) -> Built | None:
        return self.made.built if self.made else None


def refresh(
    settings: Settings,
    *,
    with_release: bool = False,
    progress: Callable[[str], None] = lambda _: None,
    detail: Callable[[str], None] = lambda _: None,
) -> tuple[list[Outcome], Built | None, Release | None]:
    """Walk the steps. No Built when nothing had changed, no Release unless asked for."""
    night = Night(settings, with_release, progress, detail)
    with one_at_a_time(settings.home), recorded(settings, "refresh") as run:
        try:
            for name, step in STEPS:
                _walk(run, name, step, night)
        finally:
            if night.made:
                build.discard(night.made.path)
        run.facts["exit_code"] = 3 if any(o.is_refusal for o in night.outcomes) else 0
    return night.outcomes, night.built, night.release


def _walk(run: Run, name: str, step: "Step", night: Night) -> None:
    with run.step(name) as facts:
        facts |= step(night)


def check_clock(night: Night) -> dict:
    """Raises ClockFault when the clock moved further than nights do."""
    good = (last_run(night.settings) or {}).get("last_good")
    hours = age_of(good) if good and not is_injected() else 0
    if not -FURTHEST_BACK_HOURS <= hours <= FURTHEST_AHEAD_HOURS:
        today = f"{this_moment():%Y-%m-%d}"
        raise ClockFault(
            f"the clock says {today}, and the last good run was on {good[:10]}. Nothing "
            f"was done. If the day is right, run once with LIIA_TODAY={today}; if not, "
            "set the clock."
        )
    return {}


def check_place(night: Night) -> dict:
    """Raises LiiaError when the home lies where personal data may not."""
    refuse_a_home_elsewhere(night.settings)
    return {}


def tidy(night: Night) -> dict:
    """Clear what a killed run left behind."""
    left = build.settle(night.settings)
    if left:
        night.progress(f"clearing what a run that was killed left: {', '.join(left)}")
    return {"cleared": len(left)}


def take_in(night: Night) -> dict:
    """Ingest every new submission; a refusal stops nobody else's."""
    settings = night.settings
    key = read_key(settings.key_file("landing"), "landing")

    def each_borough(words: str) -> None:
        reach("ingest.borough")
        night.progress(words)

    for outcome in ingest(
        settings.inbox_folder, settings, key, this_moment(), progress=each_borough
    ):
        reach("ingest.settled")
        night.outcomes.append(outcome)
        if outcome.is_refusal:
            night.progress(outcome.words)
    if not settings.landing_file.exists() and night.outcomes:
        raise SubmissionError(
            "nothing has landed yet, and what came was refused; the receipts are in "
            f"{settings.home / 'receipts'}"
        )
    kinds = [outcome.kind for outcome in night.outcomes]
    return {kind.replace(" ", "_"): kinds.count(kind) for kind in sorted(set(kinds))}


def retain(night: Night) -> dict:
    """Write landing anew without what has passed six years, was replaced, or is of an
    erased child; the build that follows never knew of it.
    """
    if night.settings.landing_file.exists():
        night.forgotten = forget(night.settings)
    return {"submissions_expired": len(night.forgotten.expired)}


def build_anew(night: Night) -> dict:
    """Build beside the warehouse, unless what stands was built from the same."""
    if build.is_current(night.settings):
        night.progress("nothing has changed; the warehouse stands")
        return {"built": "no"}
    night.progress("building the warehouse")
    night.made = build.make(night.settings, (), NO_UNIT_TESTS, night.detail)
    built = night.made.built
    return {"built": "yes", "models": built.models, "tests": built.tests}


def look_through(night: Night) -> dict:
    """Open the build and see that it is whole."""
    if night.made:
        build.look_through(night.settings, night.made)
    return {}


def swap(night: Night) -> dict:
    """Put the build in the place of yesterday's warehouse."""
    if night.made:
        build.put_in_place(night.settings, night.made)
    return {}


def attest(night: Night) -> dict:
    """A certificate for each request and each retention that the build carried out."""
    if not night.made:
        return {}
    return {"certificates": len(certify(night.settings, night.forgotten))}


def write_release(night: Night) -> dict:
    """A draft release, when asked for."""
    if not night.with_release:
        return {}
    night.progress("writing the draft release")
    night.release = draft(night.settings)
    record_release(night.settings, night.release.folder)
    return {"release": night.release.folder.name}


def tell(night: Night) -> dict:
    """Who has sent nothing, and how many files stand refused."""
    missing = missing_boroughs(night.settings)
    return {"boroughs_missing": len(missing), "refused": refused(night.settings)}


Step = Callable[[Night], dict]
STEPS: list[tuple[str, Step]] = [
    ("clock", check_clock),
    ("place", check_place),
    ("tidy", tidy),
    ("ingest", take_in),
    ("retention", retain),
    ("build", build_anew),
    ("verify", look_through),
    ("swap", swap),
    ("certificates", attest),
    ("release", write_release),
    ("status", tell),
]
"""In this order, each with the facts that stand in its line of the log. What is deleted
from landing goes after ingest, which replaces, and always before the build."""
