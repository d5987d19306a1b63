# Start here: the warehouse in a few SQL cells. Open with `make notebook`.
# Nothing that it shows is stored: an output is a copy of children's data.
import marimo

app = marimo.App(width="medium", app_title="Start here")


@app.cell
def _():
    import marimo as mo

    from liia.warehouse import connect

    warehouse = connect()
    return mo, warehouse


@app.cell
def _(mo):
    mo.md(
        """
        # Start here

        The warehouse is open read-only. `core` has the marts, one row per event or
        episode; `governance` says who sent what and what became of each row;
        `published` has what may leave, once it is approved.
        """
    )


@app.cell
def _(mo):
    mo.md("## Who sent what, and what became of its rows?")


@app.cell
def _(mo, warehouse):
    _who_sent_what = mo.sql(
        """
        select
            borough_code,
            period_end,
            sum(rows_read) as rows_read,
            sum(rows_landed) as rows_landed,
            sum(rows_rejected) as rows_rejected,
            sum(rows_set_aside) as rows_set_aside
        from governance.submission_log
        group by borough_code, period_end
        order by borough_code, period_end
        """,
        engine=warehouse,
    )


@app.cell
def _(mo):
    mo.md("## How many child protection plans are open?")


@app.cell
def _(mo, warehouse):
    _plans_open_today = mo.sql(
        """
        select
            borough_code,
            count(*) filter (where is_open) as plans_open,
            count(*) filter (where is_open and previous_cp_plans > 0) as of_them_repeat,
            count(*) filter (where not is_open) as plans_ended
        from core.cp_plans
        where not is_gone_later
        group by borough_code
        order by borough_code
        """,
        engine=warehouse,
    )


@app.cell
def _(mo):
    mo.md(
        "## How many of the children referred had a Section 47 enquiry within 30 days?"
    )


@app.cell
def _(mo, warehouse):
    _from_referral_to_enquiry = mo.sql(
        """
        select
            children.ethnicity_code,
            count(distinct referrals.child_key) as children_referred,
            count(distinct s47_enquiries.child_key) as of_them_with_s47
        from core.referrals
        inner join core.children on referrals.child_key = children.child_key
        left join core.s47_enquiries
            on referrals.child_key = s47_enquiries.child_key
            and s47_enquiries.s47_start_date >= referrals.referral_date
            and s47_enquiries.s47_start_date <= referrals.referral_date + 30
            and not s47_enquiries.is_gone_later
        where not referrals.is_gone_later and not referrals.is_to_open_case
        group by children.ethnicity_code
        order by children_referred desc
        """,
        engine=warehouse,
    )


@app.cell
def _(mo):
    mo.md(
        "## Where do a group's odds differ from all others'? Rounded, as a release has it"
    )


@app.cell
def _(mo, warehouse):
    _what_may_leave = mo.sql(
        """
        select
            equality_measures.measure_name,
            time_period,
            area_name,
            ethnic_group,
            children_with,
            children_without,
            odds_ratio,
            ci_low,
            ci_high,
            boroughs_included
        from published.published_equality_odds_ratios
        inner join seeds.equality_measures
            on published_equality_odds_ratios.measure = equality_measures.measure
        where
            reference_group = 'All other children'
            and ethnicity_level = 'group'
            and odds_ratio is not null
        order by area_name = 'London' desc, time_period desc, step_order, ethnic_group
        """,
        engine=warehouse,
    )


@app.cell
def _(mo):
    mo.md("## What should be mended, and by whom?")


@app.cell
def _(mo, warehouse):
    _what_fails_a_rule = mo.sql(
        """
        select rule_id, severity, who_mends, table_name, column_name,
            count(*) as rows_at_fault
        from governance.data_quality_issues
        group by rule_id, severity, who_mends, table_name, column_name
        order by rows_at_fault desc
        """,
        engine=warehouse,
    )


if __name__ == "__main__":
    app.run()
