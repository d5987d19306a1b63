"""Everything the door has to say of a submission, said at once. Nothing is loaded here.

`examine` reads the files, puts them through recognition, the privacy gate and the
layout, and gives a `Verdict`: what may land, what not, and why. It runs at the borough
(`liia check`) and at LIIA (`liia ingest`) alike.
"""

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path

from ingest.boroughs import Borough
from ingest.census import read_cin_census
from ingest.collector import collector_paused
from ingest.dates import years_before
from ingest.errors import UnreadableFile
from ingest.expectations import Judge, judge_lightly
from ingest.findings import Finding, worst_first
from ingest.grids import Grid, grid_of
from ingest.identifiers import shown_name
from ingest.privacy import (
    SHARED_PSEUDONYM,
    identifying_findings,
    meaningless_numbers,
    name_findings,
)
from ingest.readers import read_whole
from ingest.recognition import (
    Sheet,
    layout_findings,
    recognise,
    recognise_module,
    sheet_label,
)
from ingest.rows import AcceptedTable, Tally, rows_of, unknown_rows
from ingest.sidecar import sidecar_findings
from ingest.submission import (
    Submission,
    census_period,
    digest_of,
    event_days,
    period_of,
)

RETENTION_YEARS = 6
"""From the privacy notice."""
LONGEST_PERIOD = timedelta(days=366)
"""A return may be drawn before its year is over, not before it has begun."""
MOST_REJECTED = 0.1
"""Share of a list's rows that may be rejected one by one; more refuse the file, since a
list that is a tenth short tells of fewer children than there are."""
FEW_REJECTED = 5
"""Rows rejected that refuse no file, however short the list."""
LAST = 1000
"""After every form of a return."""


@dataclass(frozen=True)
class Verdict:
    """What the door says of one submission."""

    borough: Borough
    files: list[Path]
    submission: Submission | None
    """None when no period could be made out."""
    tables: list[AcceptedTable] = field(default_factory=list, repr=False)
    tallies: list[Tally] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    fault: str | None = None
    """Why the file could not be read at all."""
    key_fingerprint: str | None = None
    last_accepted: tuple[date, dict[str, int]] | None = None
    """Period and rows by list of the borough's last accepted submission before it."""

    @property
    def is_refused(self) -> bool:
        return self.fault is not None or any(
            found.rule.severity == "refuse" for found in self.findings
        )


def examine(
    paths: list[Path],
    borough: Borough,
    today: date,
    id_pattern: str = SHARED_PSEUDONYM,
    judge: Judge = judge_lightly,
    most_rejected: float = MOST_REJECTED,
) -> Verdict:
    """Judge one submission: a workbook, a census, or the csv files of one period.

    `judge` is the engine of expectations: Great Expectations at LIIA, ours elsewhere.
    """
    verdict = opened(paths, borough, today, id_pattern)
    return judged(verdict, judge, most_rejected)


def _held_to(verdict: Verdict, most_rejected: float) -> Verdict:
    """Refused where more than that share of a list's rows cannot be used."""
    found = [
        Finding("many_rejected", shown_name(verdict.files[0]), tally.label)
        for tally in verdict.tallies
        if tally.table_name
        and tally.read - tally.landed > max(FEW_REJECTED, tally.read * most_rejected)
    ]
    return replace(verdict, findings=worst_first([*verdict.findings, *found]))


def judged(verdict: Verdict, judge: Judge, most_rejected: float) -> Verdict:
    """The verdict with what an engine of expectations says of the readings."""
    verdict = _held_to(verdict, most_rejected)
    read = [(table, reading) for table in verdict.tables for reading in table.readings]
    # In the order of the file, whatever the engine's.
    missed = sorted(judge([reading for _, reading in read]), key=lambda miss: miss[1])
    found = [
        Finding(
            expectation.rule_id,
            table.file,
            table.label,
            reading.column.source_field,
            reading.rows,
            reading.value_class,
        )
        for expectation, place in missed
        for table, reading in [read[place]]
    ]
    return replace(verdict, findings=worst_first([*verdict.findings, *found]))


@collector_paused()
def opened(
    paths: list[Path],
    borough: Borough,
    today: date,
    id_pattern: str = SHARED_PSEUDONYM,
) -> Verdict:
    """All that is said of a submission before its readings are judged."""
    try:
        arrived = _arrived(paths)
    except UnreadableFile as fault:
        return Verdict(borough, paths, None, fault=str(fault))
    sheets = [sheet for _, sheet in arrived.pairs if sheet]
    landing = [sheet for sheet in sheets if sheet.form.table_name]
    period_end, findings = _period(arrived, landing, paths, today)
    findings += name_findings(paths, [grid for grid, _ in arrived.pairs])
    findings += _list_findings(landing, paths)
    findings += _header_findings(arrived.header, borough, paths[0])
    year = _return_year(period_end)
    meaningless = meaningless_numbers(sheets, id_pattern)
    for grid, sheet in arrived.pairs:
        findings += identifying_findings(grid, sheet, id_pattern, meaningless)
        findings += layout_findings(sheet, year) if sheet else []
    submission = None
    if period_end:
        return_name = landing[0].form.return_name
        told_until = min(period_end, today)
        if return_name == "annex_a":
            told_until = max(event_days(landing, period_end), default=period_end)
        submission = Submission(
            borough, return_name, period_end, told_until, digest_of(paths)
        )
        findings += _time_findings(period_end, paths, today)
    fingerprint, sidecar = sidecar_findings(paths)
    findings += sidecar
    tables: list[AcceptedTable] = []
    tallies: list[tuple[int, Tally]] = []
    for grid, sheet in arrived.pairs:
        if sheet:
            table, tally, found = rows_of(sheet)
            findings += found
            tables += [table] if table else []
            if tally.read or table:
                tallies.append((sheet.form.position, tally))
        elif grid.numbers and not grid.beside:
            label, rows = sheet_label(grid, None), tuple(grid.numbers)
            findings.append(
                Finding("unknown_sheet", shown_name(grid.file), label, rows=rows)
            )
            tallies.append((LAST, unknown_rows(label, len(rows))))
    return Verdict(
        borough,
        paths,
        submission,
        tables,
        _merged(tallies),
        worst_first(findings),
        key_fingerprint=fingerprint,
    )


@dataclass(frozen=True)
class _Arrived:
    """What the files of a submission hold, before anything is said of it."""

    pairs: list[tuple[Grid, Sheet | None]]
    header: dict[str, str] | None = None
    """Of a CIN census."""


def _arrived(paths: list[Path]) -> _Arrived:
    if paths[0].suffix.lower() == ".xml":
        census = read_cin_census(paths[0])
        pairs = [(grid, recognise_module(grid)) for grid in census.grids]
        said = [(1, list(census.header.values()))]
        pairs.append((grid_of(paths[0], 0, "", said, beside="Header"), None))
        return _Arrived(pairs, census.header)
    grids = [grid for path in paths for grid in read_whole(path)]
    return _Arrived([(g, None if g.beside else recognise(g)) for g in grids])


def _period(
    arrived: _Arrived, landing: list[Sheet], paths: list[Path], today: date
) -> tuple[date | None, list[Finding]]:
    if not landing:
        return None, []
    if arrived.header is not None:
        return census_period(arrived.header, paths[0])
    return period_of(landing[0].form.return_name, landing, paths, today)


def _return_year(period_end: date | None) -> int | None:
    """The year of the return: 2022 for April 2021 to March 2022."""
    return period_end.year + (period_end.month > 3) if period_end else None


def _header_findings(
    header: dict[str, str] | None, borough: Borough, path: Path
) -> list[Finding]:
    """A census says whose it is; the folder that it came in must say the same."""
    if header is None or header.get("LEA") == borough.dfe_code:
        return []
    return [Finding("wrong_borough", shown_name(path), "Header", "LEA")]


def _list_findings(landing: list[Sheet], paths: list[Path]) -> list[Finding]:
    if not landing:
        return [Finding("no_known_list", shown_name(path)) for path in paths]
    found = []
    if len({sheet.form.return_name for sheet in landing}) > 1:
        found += [Finding("two_returns", shown_name(path)) for path in paths]
    count = Counter(sheet.form for sheet in landing)
    return found + [
        Finding(
            "list_twice", shown_name(sheet.grid.file), sheet_label(sheet.grid, sheet)
        )
        for sheet in landing
        if count[sheet.form] > 1
    ]


def _merged(tallies: list[tuple[int, Tally]]) -> list[Tally]:
    """One tally a form, in the order of the return: a form may fill several sheets."""
    merged: dict[str, Tally] = {}
    for _, tally in sorted(tallies, key=lambda pair: pair[0]):
        before = merged.get(tally.label, replace(tally, read=0, landed=0, rejected={}))
        merged[tally.label] = replace(
            before,
            read=before.read + tally.read,
            landed=before.landed + tally.landed,
            rejected=dict(Counter(before.rejected) + Counter(tally.rejected)),
        )
    return list(merged.values())


def _time_findings(period_end: date, paths: list[Path], today: date) -> list[Finding]:
    rule = None
    if period_end < years_before(today, RETENTION_YEARS):
        rule = "past_retention"
    elif period_end > today + LONGEST_PERIOD:
        rule = "future_period"
    return [Finding(rule, shown_name(path)) for path in paths] if rule else []
