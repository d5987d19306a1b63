"""A dbt project of four models, so that a night takes seconds and can be killed often.

The landing, the steps, the swap and the words are the house's own; only what is built is
small. Written where it is wanted: dbt would read it here as tests of the house.
"""

import shutil
from pathlib import Path

from ingest.project import project_root

FILES = {
    "dbt_project.yml": """
name: liia
profile: liia
config-version: 2
models: {liia: {+materialized: table, core: {+schema: core},
  governance: {+schema: governance}}}
""",
    "models/core/referrals.sql": """
select _submission_id as submission_id, _source_row as source_row, referral_date
from landing.annex_a.referrals
""",
    "models/core/assessments.sql": """
select _submission_id as submission_id, _source_row as source_row
from landing.annex_a.assessments
""",
    "models/governance/landed_row_outcomes.sql": """
select submission_id, source_row, 'referrals' as mart from {{ ref('referrals') }}
union all
select submission_id, source_row, 'assessments' as mart from {{ ref('assessments') }}
""",
    "models/governance/submission_log.sql": """
select
    submission_id, borough_code, period_end, cast(received_at as date) as received_date,
    count(outcomes.source_row) as rows_read, count(outcomes.source_row) as rows_landed,
    0 as rows_rejected, 0 as rows_set_aside
from landing.register.submissions
left join {{ ref('landed_row_outcomes') }} as outcomes using (submission_id)
group by all
""",
    "tests/every_row_is_of_a_submission.sql": """
select submission_id from {{ ref('landed_row_outcomes') }}
anti join landing.register.submissions using (submission_id)
""",
}


def write_small_project(folder: Path) -> Path:
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    macro = "macros/generate_schema_name.sql"
    (folder / "macros").mkdir()
    for name in ("profiles.yml", macro):
        shutil.copy(project_root() / name, folder / name)
    return folder
