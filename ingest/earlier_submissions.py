"""What a borough sent before, read from landing without touching it."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.door import Verdict
from ingest.findings import Finding
from ingest.identifiers import shown_name
from ingest.landing import connected
from ingest.layout import landing_forms
from ingest.submission import Submission

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MOST_UNSEEN = 0.5
"""Share of a submission's children of whom nothing was landed before: more, and the
borough's key or its ids may have changed."""
FEWEST_CHILDREN = 20
"""With fewer, a share says nothing."""


def unseen_findings(
    landing: "DuckDBPyConnection | None", verdict: Verdict, stored_ids: dict[str, str]
) -> list[Finding]:
    """Whether hardly any child of a submission is known from the borough's earlier ones.

    `stored_ids` says what each shared pseudonym is stored as. There is no `landing`
    before the first submission.
    """
    shared = {child for table in verdict.tables for child in table.columns["child_id"]}
    if len(shared) < FEWEST_CHILDREN or landing is None:
        return []
    known = _children_of(landing, verdict.borough.code)
    unseen = sum(stored_ids[one] not in known for one in shared)
    if not known or unseen <= len(shared) * MOST_UNSEEN:
        return []
    return [Finding("ids_unseen", shown_name(file)) for file in verdict.files]


def _children_of(landing: "DuckDBPyConnection", borough_code: str) -> set[str]:
    selects = [
        f"select child_id from {form.return_name}.{form.table_name} "
        "where _borough_code = $borough"
        for form in landing_forms()
    ]
    rows = landing.execute(" union ".join(selects), {"borough": borough_code})
    return {child for (child,) in rows.fetchall()}


def last_accepted(
    landing: "DuckDBPyConnection | None", submission: Submission
) -> tuple[date, dict[str, int]] | None:
    """The period and the rows by list of the borough's last accepted submission of this
    return, of this period or the nearest before it; None when there is none.
    """
    if landing is None:
        return None
    rows = landing.execute(
        """
        select period_end, list_label, rows_landed
        from register.submissions
        inner join register.submission_lists
            on submissions.submission_id = submission_lists.submission_id
        where borough_code = ? and return_name = ? and period_end <= ?
            and superseded_by is null and table_name is not null
        qualify period_end = max(period_end) over ()
        """,
        [submission.borough.code, submission.return_name, submission.period_end],
    ).fetchall()
    return (rows[0][0], {label: count for _, label, count in rows}) if rows else None


def standing_submissions(path: Path) -> list[tuple[str, str, date, date, int, int]]:
    """Borough, return, period, day received, rows and warnings of all that stands."""
    if not path.exists():
        return []
    with connected(path, read_only=True) as connection:
        return connection.execute(
            """
            select
                borough_code, return_name, period_end, cast(received_at as date),
                coalesce((
                    select sum(rows_landed) from register.submission_lists
                    where submission_lists.submission_id = submissions.submission_id
                ), 0),
                (
                    select count(*) from register.findings
                    where findings.submission_id = submissions.submission_id
                )
            from register.submissions
            where superseded_by is null
            order by return_name, period_end, borough_code
            """
        ).fetchall()
