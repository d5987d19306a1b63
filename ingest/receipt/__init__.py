"""The receipt of a submission: verdict first, what must be mended, then the rest.

It holds places, counts, classes of value and ways to mend; never a value. A person reads
it as a page or as text, a spreadsheet as csv, a machine as JSON: four forms of one thing.
"""

import csv
import io
import json
from collections import defaultdict
from importlib import resources
from pathlib import Path

from ingest.door import Verdict
from ingest.findings import Finding, Rule
from ingest.identifiers import shown_name
from ingest.layout import RETURNS

_HEADINGS = {
    "refuse": "Must be mended before the file can be taken",
    "reject_row": "Rows that were not taken",
    "warn": "Worth knowing",
}
_PLACES_SHOWN = 12


def as_text(verdict: Verdict, outcome: str) -> str:
    """The receipt for a person: `outcome` says what happened to the submission."""
    submission = verdict.submission
    period = f"{submission.period_end:%B %Y}" if submission else "period unknown"
    which = RETURNS[submission.return_name] if submission else "return unknown"
    lines = [
        f"{verdict.borough.name} ({verdict.borough.code}), {which}, {period}",
        f"Files: {', '.join(shown_name(path) for path in verdict.files)}",
        f"Verdict: {outcome}",
    ]
    if verdict.fault:
        lines += ["", verdict.fault]
    if verdict.tallies:
        lines += ["", f"{'':36}{'read':>8}{'landed':>8}{'rejected':>10}"]
    for tally in verdict.tallies:
        landed = 0 if verdict.is_refused else tally.landed
        reasons = "" if verdict.is_refused else ", ".join(sorted(tally.rejected))
        rejected = tally.read - landed
        line = f"{tally.label:36}{tally.read:>8}{landed:>8}{rejected:>10}  {reasons}"
        lines.append(line.rstrip())
    for heading, cards in _cards(verdict):
        lines += ["", heading]
        for rule, places in cards:
            lines += ["", f"  {rule.sentence}  [{rule.rule_id}]"]
            lines += [f"    in {place}" for place in places]
            lines.append(f"    To mend: {rule.how_to_fix}")
    return "\n".join(lines) + "\n"


def as_html(verdict: Verdict, outcome: str) -> str:
    """The receipt as a page: no script, nothing fetched, good on paper."""
    from jinja2 import Environment

    template = resources.files("ingest.receipt").joinpath("receipt.html.jinja")
    page = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    submission = verdict.submission
    return page.from_string(template.read_text(encoding="utf-8")).render(
        borough=verdict.borough,
        return_words=RETURNS[submission.return_name]
        if submission
        else "Return unknown",
        period=f"{submission.period_end:%B %Y}" if submission else "period unknown",
        files=[shown_name(path) for path in verdict.files],
        is_refused=verdict.is_refused,
        outcome=outcome,
        fault=verdict.fault,
        tallies=verdict.tallies,
        sections=_cards(verdict),
    )


def as_csv(verdict: Verdict) -> str:
    """Every row at fault on a line of its own, for a spreadsheet."""
    file = io.StringIO(newline="")
    lines = csv.writer(file)
    lines.writerow(
        [
            "severity",
            "rule_id",
            "problem",
            "how_to_fix",
            "file",
            "sheet",
            "column",
            "row",
            "found",
        ]
    )
    for found in verdict.findings:
        rule = found.rule
        for row in found.rows or ("",):
            lines.writerow(
                [
                    rule.severity,
                    rule.rule_id,
                    rule.sentence,
                    rule.how_to_fix,
                    found.file,
                    found.sheet,
                    found.column,
                    row,
                    found.value_class,
                ]
            )
    return file.getvalue()


def _cards(verdict: Verdict) -> list[tuple[str, list[tuple[Rule, list[str]]]]]:
    """Heading by heading, each rule that was broken with where: worst first."""
    sections = []
    for severity, heading in _HEADINGS.items():
        by_rule: dict[str, list[Finding]] = defaultdict(list)
        for found in verdict.findings:
            if found.rule.severity == severity:
                by_rule[found.rule_id].append(found)
        cards = []
        for found in by_rule.values():
            places = [_place(one) for one in found[:_PLACES_SHOWN]]
            if len(found) > _PLACES_SHOWN:
                places.append(f"{len(found) - _PLACES_SHOWN} more places (see the csv)")
            cards.append((found[0].rule, places))
        if cards:
            sections.append((heading, cards))
    return sections


def _place(found: Finding) -> str:
    parts = [part for part in (found.sheet or found.file, found.column) if part]
    if found.rows:
        words = _row_words(found.rows)
        # A census has no rows: its records are found by the line they start on.
        parts.append(words.replace("row", "line") if ".xml" in found.file else words)
    if found.value_class:
        parts.append(f"found: {found.value_class}")
    return ", ".join(parts)


def _row_words(rows: tuple[int, ...]) -> str:
    """Rows as a person reads them: 'rows 2 to 6 and 9', the first few runs only."""
    runs: list[list[int]] = []
    for row in rows:
        if runs and row == runs[-1][1] + 1:
            runs[-1][1] = row
        else:
            runs.append([row, row])
    words = [str(a) if a == b else f"{a} to {b}" for a, b in runs[:4]]
    more = f" and more, {len(rows)} rows in all" if len(runs) > 4 else ""
    return f"{'row' if len(rows) == 1 else 'rows'} {', '.join(words)}{more}"


def as_json(verdict: Verdict, outcome: str) -> dict:
    """The receipt for a machine, every row included."""
    submission = verdict.submission
    return {
        "borough_code": verdict.borough.code,
        "return": submission.return_name if submission else None,
        "period_end": submission.period_end.isoformat() if submission else None,
        "submission_id": None if verdict.is_refused else submission.submission_id,
        "files": [shown_name(path) for path in verdict.files],
        "outcome": outcome,
        "is_refused": verdict.is_refused,
        "fault": verdict.fault,
        "lists": [
            {
                "list": tally.label,
                "table": tally.table_name,
                "rows_read": tally.read,
                "rows_landed": 0 if verdict.is_refused else tally.landed,
                "rows_rejected": {"file_refused": tally.read}
                if verdict.is_refused
                else tally.rejected,
            }
            for tally in verdict.tallies
        ],
        "findings": [
            {
                "rule_id": found.rule_id,
                "severity": found.rule.severity,
                "problem": found.rule.sentence,
                "how_to_fix": found.rule.how_to_fix,
                "file": found.file,
                "sheet": found.sheet,
                "column": found.column,
                "rows": list(found.rows),
                "value_class": found.value_class,
            }
            for found in verdict.findings
        ],
    }


def write_receipt(folder: Path, name: str, verdict: Verdict, outcome: str) -> Path:
    """Write the four forms of the receipt for the borough; the page's path comes back."""
    folder = folder / verdict.borough.code
    folder.mkdir(parents=True, exist_ok=True)
    receipt = json.dumps(as_json(verdict, outcome), indent=2, ensure_ascii=False)
    forms = {
        "json": receipt + "\n",
        "txt": as_text(verdict, outcome),
        # With a mark at its beginning, so that a spreadsheet reads it as UTF-8.
        "csv": "\ufeff" + as_csv(verdict),
        "html": as_html(verdict, outcome),
    }
    for suffix, text in forms.items():
        (folder / f"{name}.{suffix}").write_text(text, encoding="utf-8", newline="")
    return folder / f"{name}.html"
