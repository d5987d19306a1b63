"""No model of rows holds each of them against every row of another table.

A join on `or`, or an outer join with a condition on one side alone, is such a loop to
DuckDB: nobody notices with a thousand children, and London takes hours.
"""

from liia.statistics.functions import register
from liia.warehouse import connect

LOOP = "BLOCKWISE_NL_JOIN"
SMALL = {"equality_counts_by_age_sex", "ladder_counts", "sufficiency_counts"}
"""Counts, not rows of children."""


def test_no_mart_is_a_loop_over_two_tables_of_rows(walked):
    loops, explained = set(), 0
    with connect(walked.home / "warehouse.duckdb") as warehouse:
        register(warehouse)
        compiled = walked.home / "state" / "dbt" / "compiled"
        for path in compiled.rglob("models/marts/**/*.sql"):
            if path.parent.suffix != ".yml":  # where the tests of the models are
                sql = path.read_text(encoding="utf-8")
                ((_, plan),) = warehouse.execute(
                    f"explain (format json) {sql}"
                ).fetchall()
                loops |= {path.stem} if LOOP in plan else set()
                explained += 1
    assert explained > 30
    assert loops <= SMALL


def test_a_loop_is_seen(walked):
    with connect(walked.home / "warehouse.duckdb") as warehouse:
        ((_, plan),) = warehouse.execute(
            "explain (format json) select count(*) from core.referrals as one "
            "left join core.referrals as other "
            "on one.is_to_open_case and one.referral_key = other.referral_key"
        ).fetchall()
    assert LOOP in plan
