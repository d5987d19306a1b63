"""The receipt of a submission: verdict first, what must be mended, then the rest.

It holds places, counts, classes of value and ways to mend; never a value.
"""

import json
from collections import defaultdict
from pathlib import Path

from ingest.door import Verdict
from ingest.findings import Finding
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
    for severity, heading in _HEADINGS.items():
        by_rule: dict[str, list[Finding]] = defaultdict(list)
        for found in verdict.findings:
            if found.rule.severity == severity:
                by_rule[found.rule_id].append(found)
        if by_rule:
            lines += ["", heading]
        for rule_id, found in by_rule.items():
            rule = found[0].rule
            lines += ["", f"  {rule.sentence}  [{rule_id}]"]
            lines += [f"    in {_place(one)}" for one in found[:_PLACES_SHOWN]]
            if len(found) > _PLACES_SHOWN:
                lines.append(f"    and in {len(found) - _PLACES_SHOWN} more places")
            lines.append(f"    To mend: {rule.how_to_fix}")
    return "\n".join(lines) + "\n"


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
    """Write both forms of the receipt for the borough; the text's path comes back."""
    folder = folder / verdict.borough.code
    folder.mkdir(parents=True, exist_ok=True)
    receipt = json.dumps(as_json(verdict, outcome), indent=2, ensure_ascii=False)
    (folder / f"{name}.json").write_text(receipt + "\n", encoding="utf-8")
    text = folder / f"{name}.txt"
    text.write_text(as_text(verdict, outcome), encoding="utf-8")
    return text
