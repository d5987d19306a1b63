"""The truth as Parquet, a file a borough in the folder of each table.

children   one row per child
events     one row per event: its day, its end, and the event that it follows from
episodes   one row per episode of a looked-after child, short breaks with them
placements one row per placement: neither a stay away nor a carer who stayed parts it
outcomes   one row per event, step and whether the step followed
planted    one row per step and group: the borough's own odds ratio and baseline
planted_codes  one row per step and ethnic code: its odds ratio and risk in the borough
planted_practice  one row per time limit and day from which the borough keeps it so
faults     one row per thing that was spoilt in a file

Days are dates, open ends do not exist: what is under way is told to its end, however far
beyond the last return. Of what was over 20 months before the first return nothing is
left; whatever began since is whole. The same seed writes the same bytes.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

import pyarrow
from pyarrow import parquet

from liia.synthetic.care.episodes import episodes_of
from liia.synthetic.journeys.history import History
from liia.synthetic.journeys.journey import Journey
from liia.synthetic.journeys.protection import Plan
from liia.synthetic.mess import Fault
from liia.synthetic.planted.practice import Limit
from liia.synthetic.planted.ratios import GROUP_OF
from liia.synthetic.planted.thresholds import code_odds_ratios, probability
from liia.synthetic.truth.outcomes import outcomes_of
from liia.synthetic.truth.schemas import SCHEMAS

Row = tuple[object, ...]


def write_truth(
    folder: Path, history: History, faults: Iterable[Fault] = ()
) -> dict[str, int]:
    """Write `folder/<table>/<CODE>.parquet` for each table; returns its rows."""
    code = history.borough.code
    made = {table: rows_of(history) for table, rows_of in TABLES.items()}
    made["faults"] = iter(faults)
    return {
        table: write_table(folder, table, code, SCHEMAS[table], rows)
        for table, rows in made.items()
    }


def write_table(
    folder: Path,
    table: str,
    name: str,
    schema: dict[str, pyarrow.DataType],
    rows: Iterator[Row],
) -> int:
    """Write one file of a table; returns its rows."""
    columns = list(zip(*rows, strict=True)) or [()] * len(schema)
    arrays = [
        pyarrow.array(cells, kind)
        for cells, kind in zip(columns, schema.values(), strict=True)
    ]
    (folder / table).mkdir(parents=True, exist_ok=True)
    made = pyarrow.table(arrays, names=list(schema))
    parquet.write_table(made, folder / table / f"{name}.parquet", compression="zstd")
    return made.num_rows


def _children(history: History) -> Iterator[Row]:
    for journey in history.journeys:
        child = journey.child
        who = (history.borough.code, child.local_id)
        yield *who, child.sex, child.ethnicity, child.group, child.born


def _events(history: History) -> Iterator[Row]:
    for journey in history.journeys:
        who = (history.borough.code, journey.child.local_id)
        for event in events_of(journey):
            yield *who, *event


def events_of(journey: Journey) -> Iterator[Row]:
    """Event, first day, last, the event that it follows from with its day, detail."""
    for referral in journey.referrals:
        parent: tuple[str, date] = ("referral", referral.on)
        detail = "nfa" if referral.is_nfa else referral.closure_reason
        yield "referral", referral.on, referral.closed, None, None, detail
        if assessment := referral.assessment:
            span = (assessment.start, assessment.authorised)
            yield "assessment", *span, *parent, None
        for enquiry in referral.enquiries:
            detail = "on plan" if enquiry.is_on_plan else None
            yield "s47", enquiry.start, enquiry.decided, "referral", referral.on, detail
            before = ("s47", enquiry.start)
            if held := enquiry.conference:
                yield "conference", held, held, *before, None
                before = ("conference", held)
            if enquiry.plan:
                yield from _plan_events(enquiry.plan, before)
            if not enquiry.is_on_plan:
                parent = before
        if direct := referral.direct_entry:
            before = parent
            if held := direct.conference:
                yield "conference", held, held, *parent, "transfer in"
                before = ("conference", held)
            yield from _plan_events(direct.plan, before)
        if plan := referral.plan:
            parent = ("cp_plan", plan.start)
        if in_need := referral.in_need_plan:
            yield "cin_plan", *in_need, "referral", referral.on, None
        if care := referral.care:
            detail = "unaccompanied" if care.is_unaccompanied else care.reason_ended
            yield "care", care.started, care.ended, *parent, detail
            for day in care.reviews:
                yield "care_review", day, day, "care", care.started, None
        for away in referral.short_breaks:
            status = away.legal_statuses[0][1]
            yield "short_break", away.started, away.ended, *parent, status


def _plan_events(plan: Plan, parent: tuple[str, date]) -> Iterator[Row]:
    yield "cp_plan", plan.start, plan.end, *parent, plan.latest_category
    for day in plan.reviews:
        yield "cp_review", day, day, "cp_plan", plan.start, None


def _episodes(history: History) -> Iterator[Row]:
    for journey in history.journeys:
        who = (history.borough.code, journey.child.local_id)
        for care in journey.all_care():
            for episode in episodes_of(care):
                yield (
                    *who,
                    care.started,
                    episode.start,
                    episode.end,
                    episode.reason_new,
                    episode.legal_status,
                    episode.placement.type,
                    episode.placement.provider,
                    episode.reason_ceased,
                    episode.reason_placement_changed,
                    care.need,
                )


def _outcomes(history: History) -> Iterator[Row]:
    for outcome in outcomes_of(history):
        code, group, ethnicity, step, day, happened = outcome
        yield code, group, ethnicity, step.value, day, happened


def _planted(history: History) -> Iterator[Row]:
    for step, ratios in history.odds_ratios.items():
        baseline = history.baselines[step]
        for group, ratio in ratios.items():
            yield history.borough.code, step.value, group, ratio, baseline


def _planted_codes(history: History) -> Iterator[Row]:
    ratios = code_odds_ratios(history.baselines, history.odds_ratios)
    for step, of_codes in ratios.items():
        baseline = history.baselines[step]
        for code, ratio in of_codes.items():
            risk = probability(baseline, ratio)
            where = (history.borough.code, step.value)
            yield *where, code, GROUP_OF[code], ratio, risk


def _planted_practice(history: History) -> Iterator[Row]:
    practice = history.practice
    for limit in Limit:
        days = [history.since, *(c.since for c in practice.changes if c.limit is limit)]
        for day in days:
            ratio, late = (
                practice.odds_ratio(limit, day),
                practice.late_share(limit, day),
            )
            yield history.borough.code, limit.value, day, ratio, late


def _placements(history: History) -> Iterator[Row]:
    for journey in history.journeys:
        who = (history.borough.code, journey.child.local_id)
        for care in (r.care for r in journey.referrals if r.care):
            home = None if care.is_unaccompanied else journey.child.home_postcode[:-2]
            for start, end, first in care.moves():
                kind = (first.type, first.provider, first.is_inside_borough)
                sectors = (first.postcode[:-2], home)
                yield *who, care.started, start, end, *kind, *sectors


TABLES = {
    "children": _children,
    "events": _events,
    "episodes": _episodes,
    "outcomes": _outcomes,
    "planted": _planted,
    "planted_codes": _planted_codes,
    "planted_practice": _planted_practice,
    "placements": _placements,
}
