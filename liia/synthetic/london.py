"""A made-up London on disk: three returns a borough and year, and the truth beside.

`out/<CODE>/` holds what a borough holds, raw; `out/truth/<table>/<CODE>.parquet` what
is true of it. A borough is made in one process from its own seeds, so the boroughs asked
for and the number of processes change nothing, and memory holds one borough a process.
"""

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from liia.synthetic.annex_a.workbook import write_extract
from liia.synthetic.boroughs import boroughs
from liia.synthetic.census.file import write_census
from liia.synthetic.journeys.history import History, draw_history
from liia.synthetic.mess import Level, Mess
from liia.synthetic.mess.personality import note_habits
from liia.synthetic.mess.whole_files import spoil_files
from liia.synthetic.rates import REFERRALS_PER_CHILD
from liia.synthetic.ssda903.files import write_ssda903
from liia.synthetic.truth.tables import write_truth

LAST_YEAR_END = date(2026, 3, 31)
LEAD_IN_MONTHS = 132
"""Longer than the longest period of care: the first return finds children in it."""


@dataclass(frozen=True)
class Plan:
    """What to make."""

    out: Path
    years: int = 3
    """Years ending 31 March, the last in 2026."""
    scale: float = 1.0
    """Share of the children that a borough has."""
    seed: int = 1
    mess: Level = Level.none
    extracts_per_year: int = 2
    """Annex A: one a year at the end of March, or another at the end of September."""

    @property
    def year_ends(self) -> tuple[date, ...]:
        last = LAST_YEAR_END.year
        return tuple(date(last - back, 3, 31) for back in reversed(range(self.years)))

    @property
    def extract_dates(self) -> tuple[date, ...]:
        autumns = [date(end.year - 1, 9, 30) for end in self.year_ends]
        return tuple(
            sorted([*self.year_ends, *(autumns if self.extracts_per_year == 2 else [])])
        )


@dataclass(frozen=True)
class Made:
    """What was made of one borough."""

    borough_code: str
    truth_rows: dict[str, int] = field(default_factory=dict)
    """Table of the truth to its rows."""


def make_london(
    plan: Plan, borough_codes: Sequence[str], processes: int | None = None
) -> Iterator[Made]:
    """Make every borough, yielding each as it is done, in whatever order that is."""
    count = min(processes or os.cpu_count() or 1, len(borough_codes))
    if count == 1:
        yield from (make_borough(plan, code) for code in borough_codes)
        return
    # The largest first, so that no process is left alone with one at the end.
    largest_first = sorted(
        borough_codes, key=lambda c: -boroughs()[c].referrals_per_year
    )
    with ProcessPoolExecutor(count) as pool:
        for made in as_completed(
            [pool.submit(make_borough, plan, code) for code in largest_first]
        ):
            yield made.result()


def history_of(
    plan: Plan,
    code: str,
    has_outliers: bool = True,
    lead_in_months: int = LEAD_IN_MONTHS,
) -> History:
    """All that happened in a borough, before its returns are written."""
    borough = boroughs()[code]
    children_per_year = borough.referrals_per_year / REFERRALS_PER_CHILD * plan.scale
    # The first census looks back a year, and so does the first extract's count of
    # referrals: what happened until a year before that is remembered.
    dates = (plan.year_ends[0], *plan.extract_dates)
    return draw_history(
        plan.seed, borough, dates, children_per_year, lead_in_months, has_outliers
    )


def make_borough(plan: Plan, code: str) -> Made:
    """Write one borough's returns and its truth."""
    history = history_of(plan, code)
    folder = plan.out / code
    folder.mkdir(parents=True, exist_ok=True)
    mess = Mess(plan.mess, plan.seed, code)
    note_habits(mess)
    for on in plan.extract_dates:
        write_extract(folder, history, on, mess)
    for year_end in plan.year_ends:
        path = folder / f"CIN_census_{year_end.year}.xml"
        write_census(path, history, year_end, mess)
        write_ssda903(folder, history, year_end, mess)
    spoil_files(mess, folder, [year_end.year for year_end in plan.year_ends])
    return Made(code, write_truth(plan.out / "truth", history, mess.faults))
