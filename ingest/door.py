"""Everything the door has to say of a submission, said at once. Nothing is loaded here.

`examine` reads the files, puts them through recognition, the privacy gate and the
layout, and gives a `Verdict`: what may land, what not, and why. It runs at the borough
(`liia check`) and at LIIA (`liia ingest`) alike.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from ingest.boroughs import Borough
from ingest.dates import years_before
from ingest.errors import UnreadableFile
from ingest.findings import Finding, value_class, worst_first
from ingest.identifiers import shown_name
from ingest.privacy import (
    SHARED_PSEUDONYM,
    as_month,
    as_sector,
    identifying_findings,
    name_findings,
)
from ingest.readers import read
from ingest.recognition import Sheet, layout_findings, recognise, sheet_label
from ingest.sidecar import sidecar_findings
from ingest.submission import Submission, digest_of, period_of

RETENTION_YEARS = 6
"""From the privacy notice."""


@dataclass(frozen=True)
class AcceptedTable:
    """The rows of one list that may land, column by column."""

    name: str
    """Landing table, such as child_protection."""
    sheet: str
    columns: dict[str, list[str | None]]
    """Warehouse column to its cells; births are months, sectors are sectors."""
    source_rows: list[int]


@dataclass(frozen=True)
class Tally:
    """What became of the rows of one list: read = landed + every rejection."""

    label: str
    """List 7 (Child protection plans)."""
    table_name: str | None
    read: int
    landed: int
    rejected: dict[str, int]
    """Rule to rows."""


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
) -> Verdict:
    """Judge the files of one submission: one workbook, or the csv files of one extract."""
    try:
        grids = [grid for path in paths for grid in read(path)]
    except UnreadableFile as fault:
        return Verdict(borough, paths, None, fault=str(fault))
    recognised = [(grid, recognise(grid)) for grid in grids]
    sheets = [sheet for _, sheet in recognised if sheet]
    findings = name_findings(paths, grids)
    for grid, sheet in recognised:
        findings += identifying_findings(grid, sheet, id_pattern)
        if sheet:
            findings += layout_findings(sheet)
        elif grid.rows:
            findings.append(
                Finding("unknown_sheet", shown_name(grid.file), sheet_label(grid, None))
            )
    landing = [sheet for sheet in sheets if sheet.form.table_name]
    findings += _list_findings(landing, paths)
    period_end, period_findings = period_of(landing, paths, today)
    findings += period_findings if landing else []
    submission = None
    if period_end:
        submission = Submission(borough, "annex_a", period_end, digest_of(paths))
        findings += _time_findings(period_end, paths, today)
    fingerprint, sidecar = sidecar_findings(paths)
    findings += sidecar
    tables: list[AcceptedTable] = []
    tallies: list[tuple[int, Tally]] = []
    for sheet in sheets:
        table, tally, found = _rows(sheet)
        tables += [table] if table else []
        tallies.append((sheet.form.list_number, tally))
        findings += found
    return Verdict(
        borough,
        paths,
        submission,
        tables,
        [tally for _, tally in sorted(tallies, key=lambda pair: pair[0])],
        worst_first(findings),
        key_fingerprint=fingerprint,
    )


def _list_findings(landing: list[Sheet], paths: list[Path]) -> list[Finding]:
    if not landing:
        return [Finding("no_known_list", shown_name(path)) for path in paths]
    count = Counter(sheet.form.table_name for sheet in landing)
    return [
        Finding(
            "list_twice", shown_name(sheet.grid.file), sheet_label(sheet.grid, sheet)
        )
        for sheet in landing
        if count[sheet.form.table_name] > 1
    ]


def _time_findings(period_end: date, paths: list[Path], today: date) -> list[Finding]:
    if period_end < years_before(today, RETENTION_YEARS):
        return [Finding("past_retention", shown_name(path)) for path in paths]
    return []


def _rows(sheet: Sheet) -> tuple[AcceptedTable | None, Tally, list[Finding]]:
    """The rows that may land, the tally of all, and the findings about single rows."""
    form, label = sheet.form, sheet_label(sheet.grid, sheet)
    if form.table_name is None:
        return _withheld(sheet)
    file = shown_name(sheet.grid.file)
    id_position = sheet.position_of("Child Unique ID")
    kept, without_id = [], []
    for number, cells in sheet.rows:
        known = id_position is not None and _cell(cells, id_position)
        (kept if known else without_id).append((number, cells))
    findings = []
    if without_id:
        rows = tuple(number for number, _ in without_id)
        findings.append(Finding("empty_child_id", file, label, "Child Unique ID", rows))
    columns: dict[str, list[str | None]] = {}
    for column in form.columns:
        position = sheet.position_of(column.source_field)
        texts = [_cell(cells, position) for _, cells in kept]
        converted, unreadable = _converted(column.type, texts)
        columns[column.name] = converted
        by_class: dict[str, list[int]] = {}
        for index in unreadable:
            kind = value_class(texts[index])
            by_class.setdefault(kind, []).append(kept[index][0])
        rule = "unreadable_birth" if column.type == "month" else "unreadable_sector"
        findings += [
            Finding(rule, file, label, column.source_field, tuple(rows), kind)
            for kind, rows in by_class.items()
        ]
    table = AcceptedTable(
        form.table_name, label, columns, [number for number, _ in kept]
    )
    rejected = {"empty_child_id": len(without_id)} if without_id else {}
    tally = Tally(form.label, form.table_name, len(sheet.rows), len(kept), rejected)
    return table, tally, findings


def _withheld(sheet: Sheet) -> tuple[None, Tally, list[Finding]]:
    form, rows = sheet.form, tuple(number for number, _ in sheet.rows)
    label = sheet_label(sheet.grid, sheet)
    findings = [Finding("not_in_notice", shown_name(sheet.grid.file), label, rows=rows)]
    rejected = {"not_in_notice": len(rows)}
    return None, Tally(form.label, None, len(rows), 0, rejected), findings


def _cell(cells: list[str | None], position: int | None) -> str | None:
    return cells[position] if position is not None and position < len(cells) else None


def _converted(
    kind: str, texts: list[str | None]
) -> tuple[list[str | None], list[int]]:
    """Cells as they land, and the indexes of those that could not be read."""
    convert = {"month": as_month, "sector": as_sector}.get(kind)
    if convert is None:
        return texts, []
    seen = {text: convert(text) for text in set(texts) if text is not None}
    converted = [None if text is None else seen[text] for text in texts]
    pairs = zip(texts, converted, strict=True)
    return converted, [i for i, (text, made) in enumerate(pairs) if text and not made]
