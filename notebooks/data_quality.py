# Data quality: who sent what, and what each borough has to mend. Open with
# `liia notebook data_quality`. Where a fault is, never what the cell holds.
import marimo

app = marimo.App(width="medium", app_title="Data quality")


@app.cell
def _():
    import altair as alt
    import marimo as mo

    from liia.desk.look import BLUE, GREY, ORANGE, styled
    from liia.warehouse import connect

    warehouse = connect()
    return BLUE, GREY, ORANGE, alt, mo, styled, warehouse


@app.cell
def _(mo):
    mo.md(
        """
        # Data quality

        The door refuses a file that it may not hold; the house takes the rest, and
        says of every row what became of it. Rows read = rows landed + rows rejected;
        rows landed = rows in marts + superseded + set aside + restricted.
        """
    )


@app.cell
def _(mo):
    mo.md("## Who has sent what, and to which day?")


@app.cell
def _(mo, warehouse):
    sent = mo.sql(
        """
        select
            boroughs.borough_name,
            submission_log.return_name,
            max(submission_log.period_end) as latest_period_end,
            count(distinct submission_log.submission_id) as submissions,
            cast(sum(submission_log.rows_landed) as bigint) as rows_landed
        from seeds.boroughs
        left join governance.submission_log
            on boroughs.borough_code = submission_log.borough_code
        group by boroughs.borough_name, submission_log.return_name
        order by boroughs.borough_name, submission_log.return_name
        """,
        engine=warehouse,
    )
    return (sent,)


@app.cell
def _(BLUE, alt, sent, styled):
    _base = alt.Chart(sent).encode(
        x=alt.X(
            "return_name:N",
            axis=alt.Axis(orient="top", labelAngle=0),
            scale=alt.Scale(domain=["annex_a", "cin_census", "ssda903"]),
        ),
        y=alt.Y("borough_name:N"),
    )
    styled(
        alt.layer(
            _base.transform_filter("isValid(datum.return_name)").mark_rect(
                color=BLUE, opacity=0.15
            ),
            _base.mark_text(fontSize=11).encode(text="yearmonth(latest_period_end):T"),
        ).properties(width=330, height=alt.Step(17))
    )


@app.cell
def _(mo):
    mo.md("## What became of the rows? Those of no use, per 1,000 read")


@app.cell
def _(mo, warehouse):
    lost = mo.sql(
        """
        select
            borough_code,
            cast(sum(rows_read) as bigint) as rows_read,
            round(sum(rows_rejected) * 1000.0 / sum(rows_read), 1) as rejected_per_1000,
            round(sum(rows_set_aside) * 1000.0 / sum(rows_read), 1) as set_aside_per_1000
        from governance.submission_log
        group by borough_code
        having sum(rows_read) > 0
        order by borough_code
        """,
        engine=warehouse,
    )
    return (lost,)


@app.cell
def _(BLUE, ORANGE, alt, lost, styled):
    styled(
        alt.Chart(lost)
        .transform_fold(
            ["rejected_per_1000", "set_aside_per_1000"], as_=["outcome", "rows"]
        )
        .mark_bar()
        .encode(
            x=alt.X("borough_code:N", axis=alt.Axis(labelAngle=-90), sort="-y"),
            y=alt.Y("rows:Q", title="rows per 1,000 read"),
            color=alt.Color(
                "outcome:N",
                scale=alt.Scale(range=[ORANGE, BLUE]),
                legend=alt.Legend(orient="top"),
            ),
        )
        .properties(width=620, height=190)
    )


@app.cell
def _(mo):
    mo.md("## Which rule fails where? Notices are left out: they need no mending")


@app.cell
def _(mo, warehouse):
    failing = mo.sql(
        """
        select
            borough_code,
            rule_id,
            severity,
            who_mends,
            cast(sum(rows_failing) as bigint) as rows_failing,
            round(sum(rows_failing) * 1000.0 / sum(rows_landed), 1) as failing_per_1000
        from governance.data_quality_summary
        where severity != 'notice'
        group by borough_code, rule_id, severity, who_mends
        order by rows_failing desc, borough_code, rule_id
        """,
        engine=warehouse,
    )
    return (failing,)


@app.cell
def _(alt, failing, styled):
    styled(
        alt.Chart(failing)
        .mark_rect()
        .encode(
            x=alt.X("borough_code:N", axis=alt.Axis(labelAngle=-90)),
            y=alt.Y("rule_id:N"),
            color=alt.Color(
                "failing_per_1000:Q",
                scale=alt.Scale(scheme="blues", type="sqrt"),
                legend=alt.Legend(title="rows per 1,000", orient="top"),
            ),
            tooltip=["borough_code", "rule_id", "rows_failing"],
        )
        .properties(width=560, height=alt.Step(20))
    )


@app.cell
def _(mo):
    mo.md(
        """
        ## Do a borough's returns agree about the same events?

        Annex A, the CIN census and the SSDA903 tell of the same plans and enquiries.
        Where two of them tell of one event, and differ, one is wrong.
        """
    )


@app.cell
def _(mo, warehouse):
    agreement = mo.sql(
        """
        with
        told_twice as (
            select 'referrals' as mart, borough_code, do_returns_agree
            from core.referrals
            where not is_gone_later
            union all
            select 's47_enquiries', borough_code, do_returns_agree
            from core.s47_enquiries
            where not is_gone_later
            union all
            select 'cp_plans', borough_code, do_returns_agree
            from core.cp_plans
            where not is_gone_later
            union all
            select 'periods_of_care', borough_code, do_returns_agree
            from core.periods_of_care
        )

        select
            mart,
            count(*) as events,
            count(do_returns_agree) as told_by_two_returns,
            count(*) filter (where not do_returns_agree) as of_them_differ,
            count(distinct borough_code) filter (where not do_returns_agree)
                as boroughs_that_differ
        from told_twice
        group by mart
        order by mart
        """,
        engine=warehouse,
    )
    return (agreement,)


@app.cell
def _(mo, warehouse):
    senders = mo.sql(
        "select distinct borough_code from governance.submission_log order by 1",
        engine=warehouse,
        output=False,
    )
    borough = mo.ui.dropdown(
        senders["borough_code"].to_list(),
        value=senders["borough_code"][0],
        label="Borough",
    )
    return (borough,)


@app.cell
def _(borough, mo):
    mo.vstack([mo.md("## What should this borough mend first, and how?"), borough])


@app.cell
def _(borough, mo, warehouse):
    to_mend = mo.sql(
        f"""
        select
            issues.severity,
            issues.return_name,
            issues.table_name,
            rules.sentence,
            rules.how_to_fix,
            rules.dfe_rule,
            count(*) as rows_at_fault
        from governance.data_quality_issues as issues
        inner join seeds.data_quality_rules as rules on issues.rule_id = rules.rule_id
        where issues.borough_code = '{borough.value}' and issues.who_mends = 'borough'
        group by all
        order by issues.severity, rows_at_fault desc
        """,
        engine=warehouse,
    )
    return (to_mend,)


if __name__ == "__main__":
    app.run()
