"""The receipt of a submission: verdict first, what must be mended, then the rest.

It holds places, counts, classes of value and ways to mend; never a value. A person reads
it as a page or as text, a spreadsheet as csv, a machine as JSON: four forms of one thing.
"""

import csv
import io
import json
from importlib import resources
from pathlib import Path

from ingest.door import Verdict
from ingest.identifiers import shown_name
from ingest.layout import RETURNS
from ingest.receipt.cards import sections
from ingest.receipt.look import style


def as_text(verdict: Verdict, outcome: str) -> str:
    """The receipt for a person: `outcome` says what happened, "refused: why" or so."""
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
    for heading, cards in sections(verdict):
        lines += ["", heading]
        for card in cards:
            lines += ["", f"  {card.rule.sentence}  [{card.rule.rule_id}]"]
            lines += [f"    in {place}" for place in card.places]
            lines += [f"    We found: {card.found}"] if card.found else []
            lines.append(f"    How to fix: {card.rule.how_to_fix}")
    if verdict.tallies:
        lines += ["", f"{'':36}{'read':>10}{'landed':>10}{'rejected':>10}"]
    for tally in verdict.tallies:
        landed = 0 if verdict.is_refused else tally.landed
        reasons = "" if verdict.is_refused else ", ".join(sorted(tally.rejected))
        rejected = tally.read - landed
        line = (
            f"{tally.label:36}{tally.read:>10,}{landed:>10,}{rejected:>10,}  {reasons}"
        )
        lines.append(line.rstrip())
    if changes := _changes(verdict):
        lines += ["", f"Beside the last accepted, {verdict.last_accepted[0]:%B %Y}:"]
        lines += [f"  {label}: {words}" for label, words in changes.items()]
    return "\n".join(lines) + "\n"


def as_html(verdict: Verdict, outcome: str) -> str:
    """The receipt as a page: no script, nothing fetched, good on paper."""
    from jinja2 import Environment

    look = resources.files("ingest.receipt")
    template = look.joinpath("receipt.html.jinja")
    page = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    submission = verdict.submission
    word, _, more = outcome.partition(": ")
    return page.from_string(template.read_text(encoding="utf-8")).render(
        style=style(),
        borough=verdict.borough,
        return_words=RETURNS[submission.return_name]
        if submission
        else "Return unknown",
        period=f"{submission.period_end:%B %Y}" if submission else "period unknown",
        files=[shown_name(path) for path in verdict.files],
        is_refused=verdict.is_refused,
        verdict=word,
        more=more,
        fault=verdict.fault,
        tallies=verdict.tallies,
        sections=sections(verdict),
        last_period=verdict.last_accepted and f"{verdict.last_accepted[0]:%B %Y}",
        changes=_changes(verdict),
    )


def _changes(verdict: Verdict) -> dict[str, str]:
    """List by list, the rows of the last accepted submission and how many more now."""
    if verdict.last_accepted is None:
        return {}
    _, before = verdict.last_accepted
    now = {tally.label: tally.landed for tally in verdict.tallies if tally.table_name}
    words = {}
    for label in dict.fromkeys([*now, *before]):
        rows = _rows(before.get(label, 0))
        more = now.get(label, 0) - before.get(label, 0)
        if verdict.is_refused:
            words[label] = f"{rows}, still in use"
        elif more:
            words[label] = (
                f"{rows}; {abs(more):,} {'more' if more > 0 else 'fewer'} now"
            )
        else:
            words[label] = f"{rows}, as many as now"
    return words


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count:,} rows"


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
            "dfe_rule",
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
                    rule.dfe_rule,
                    found.file,
                    found.sheet,
                    found.column,
                    row,
                    found.value_class,
                ]
            )
    return file.getvalue()


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
        "last_accepted": verdict.last_accepted
        and {
            "period_end": verdict.last_accepted[0].isoformat(),
            "rows_landed": verdict.last_accepted[1],
        },
        "findings": [
            {
                "rule_id": found.rule_id,
                "severity": found.rule.severity,
                "problem": found.rule.sentence,
                "how_to_fix": found.rule.how_to_fix,
                "dfe_rule": found.rule.dfe_rule or None,
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
