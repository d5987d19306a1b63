"""Young people who have left care and are entitled to support."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from liia.synthetic.boroughs import Borough
from liia.synthetic.days import DAYS_IN_YEAR
from liia.synthetic.draws import one_of
from liia.synthetic.people.children import WORKERS, Person, draw_person, local_ids

CARE_LEAVERS_PER_REFERRED_CHILD = 0.0125
ACTIVITIES = {
    "F1": 8,
    "F2": 25,
    "F4": 5,
    "F5": 20,
    "P2": 5,
    "G4": 10,
    "G5": 20,
    "G6": 7,
}
ACCOMMODATION = {"U": 40, "B": 12, "D": 18, "E": 6, "K": 6, "Z": 12, "X": 3, "V": 3}
"""DfE codes of care leavers to their weights."""


@dataclass(frozen=True, slots=True)
class CareLeaver:
    """A young person who is entitled to support after care."""

    person: Person
    advisor: str
    is_unaccompanied: bool
    in_touch: str
    accommodation: str
    is_suitable: bool
    activity: str


def draw_care_leavers(
    seed: int, borough: Borough, since: date, children_per_year: float
) -> Iterator[CareLeaver]:
    """The young people aged 17 to 23 on `since` who have left care."""
    rng = Random(f"{seed}/{borough.code}/care leavers")
    ids = local_ids(rng, 700_000)
    for _ in range(round(children_per_year * CARE_LEAVERS_PER_REFERRED_CHILD)):
        born = since - timedelta(days=int(rng.uniform(17, 24) * DAYS_IN_YEAR))
        yield CareLeaver(
            draw_person(rng, borough, next(ids), born),
            rng.choice(WORKERS),
            rng.random() < 0.2,
            one_of(rng, {"YES": 90, "NO": 5, "REFU": 3, "NREQ": 2}),
            one_of(rng, ACCOMMODATION),
            rng.random() < 0.88,
            one_of(rng, ACTIVITIES),
        )
