# Equalities: who meets a step, compared with whom. Open with `liia notebook equalities`.
# Nothing that it shows is stored: an output is a copy of what the warehouse holds.
import marimo

app = marimo.App(width="medium", app_title="Equalities")


@app.cell
def _():
    import altair as alt
    import marimo as mo

    from liia.desk.look import BLUE, COLOURS, GREY, INK, styled
    from liia.warehouse import connect

    warehouse = connect()
    return BLUE, COLOURS, GREY, INK, alt, mo, styled, warehouse


@app.cell
def _(mo):
    mo.md(
        """
        # Equalities

        Every figure here is made from counts that were rounded by a secret, as a
        release has them; it may be shown outside the team once the release is
        approved. A ratio of 1 is no difference. An interval that leaves out 1 is a
        question, not an answer: need, age and deprivation differ between groups, and
        deprivation is not held. `docs/method_equalities.md` says how each is made.
        """
    )


@app.cell
def _(mo, warehouse):
    choices = mo.sql(
        """
        select distinct time_period, area_name
        from published.published_equality_odds_ratios
        order by time_period desc, area_name
        """,
        engine=warehouse,
        output=False,
    )
    years = choices["time_period"].unique(maintain_order=True).to_list()
    areas = choices["area_name"].unique(maintain_order=True).to_list()
    boroughs = [area for area in areas if area not in ("London", "Inner", "Outer")]
    year = mo.ui.dropdown(years, value=years[0], label="Financial year")
    borough = mo.ui.dropdown(boroughs, value=boroughs[0], label="Borough")
    return borough, year


@app.cell
def _(borough, mo, year):
    mo.hstack([year, borough], justify="start")


@app.cell
def _(COLOURS, GREY, alt, styled):
    def forest(frame, ratio, low, high):
        """Ratios with their intervals, a panel a step, a row a group."""
        scale = alt.Scale(type="log", domain=[0.25, 4], nice=False, clamp=True)
        base = alt.Chart(frame).encode(
            y=alt.Y("ethnic_group:N", title=None),
            color=alt.Color(
                "verdict:N",
                scale=alt.Scale(domain=list(COLOURS), range=list(COLOURS.values())),
                legend=alt.Legend(orient="top"),
            ),
            tooltip=["ethnic_group", "measure_name", ratio, low, high],
        )
        steps = frame["measure_name"].unique(maintain_order=True).to_list()
        ticks = alt.Axis(values=[0.25, 0.5, 1, 2, 4], format="~g")
        none = alt.Chart().mark_rule(color=GREY).encode(x=alt.datum(1, scale=scale))
        spans = base.mark_rule(strokeWidth=2).encode(
            x=alt.X(low, type="quantitative", scale=scale, axis=ticks, title=None),
            x2=high,
        )
        points = base.mark_point(filled=True, size=60, opacity=1).encode(
            x=alt.X(ratio, type="quantitative", scale=scale, title=None)
        )
        rows = alt.layer(none, spans, points, data=frame)
        return styled(
            rows.properties(width=270, height=alt.Step(20)).facet(
                facet=alt.Facet("measure_name:N", title=None, sort=steps), columns=2
            )
        )

    return (forest,)


@app.cell
def _(mo):
    mo.md("## Where do the odds of a step differ between groups, in all London?")


@app.cell
def _(mo, warehouse, year):
    london = mo.sql(
        f"""
        select
            measure_name,
            ethnic_group,
            children_with,
            children_with + children_without as children_at_risk,
            odds_ratio,
            sibling_low,
            sibling_high,
            case
                when not is_different then 'neither'
                when odds_ratio > 1 then 'above'
                else 'below'
            end as verdict,
            unknown_ethnicity_percent,
            boroughs_included
        from published.published_equality_odds_ratios
        inner join seeds.equality_measures
            on published_equality_odds_ratios.measure = equality_measures.measure
        where
            area_name = 'London'
            and time_period = '{year.value}'
            and ethnicity_level = 'group'
            and ethnic_group not in ('White', 'Not known')
            and reference_group = 'All other children'
            and basis = 'previous step'
            and odds_ratio is not null
        order by step_order, ethnic_group
        """,
        engine=warehouse,
    )
    return (london,)


@app.cell
def _(forest, london):
    forest(london, "odds_ratio", "sibling_low", "sibling_high")


@app.cell
def _(borough, mo):
    mo.md(
        f"""
        ## And in {borough.value}, with what London knows?

        The odds ratio of a small borough jumps from year to year. This is the
        **shrunken** one: drawn towards London's, the more the fewer children it rests
        on. Map this one, and judge a borough by it.
        """
    )


@app.cell
def _(borough, mo, warehouse, year):
    in_the_borough = mo.sql(
        f"""
        select
            measure_name,
            ethnic_group,
            children_with,
            odds_ratio,
            shrunken_odds_ratio,
            shrunken_low,
            shrunken_high,
            case
                when shrunken_low > 1 then 'above'
                when shrunken_high < 1 then 'below'
                else 'neither'
            end as verdict
        from published.published_equality_odds_ratios
        inner join seeds.equality_measures
            on published_equality_odds_ratios.measure = equality_measures.measure
        where
            area_name = '{borough.value}'
            and time_period = '{year.value}'
            and ethnicity_level = 'group'
            and ethnic_group not in ('White', 'Not known')
            and reference_group = 'All other children'
            and shrunken_odds_ratio is not null
        order by step_order, ethnic_group
        """,
        engine=warehouse,
    )
    return (in_the_borough,)


@app.cell
def _(forest, in_the_borough):
    forest(in_the_borough, "shrunken_odds_ratio", "shrunken_low", "shrunken_high")


@app.cell
def _(mo):
    mo.md(
        """
        ## On which rung does the gap open, and how many children is it?

        Ratios of risks from rung to rung multiply to the ratio at the top, so each
        rung has its share. Excess children are those beyond what there would be if the
        group's children went on as often as the others'.
        """
    )


@app.cell
def _(mo, warehouse, year):
    ladder = mo.sql(
        f"""
        select
            ethnic_group,
            rung_order,
            rung,
            children_reached,
            step_ratio,
            ratio_so_far,
            excess_children,
            excess_low,
            excess_high,
            reading
        from published.published_equality_ladder
        where
            area_name = 'London'
            and time_period = '{year.value}'
            and ladder = 'protection'
            and ethnicity_level = 'group'
            and ethnic_group not in ('White', 'Not known')
            and reference_group = 'All other children'
            and excess_children is not null
        order by ethnic_group, rung_order
        """,
        engine=warehouse,
    )
    return (ladder,)


@app.cell
def _(BLUE, INK, alt, ladder, styled):
    _rung = alt.Y("rung:N", sort=["referral", "s47", "conference", "plan"], title=None)
    _bars = alt.Chart().mark_bar(color=BLUE, height=12)
    _spans = alt.Chart().mark_rule(color=INK)
    styled(
        alt.layer(
            _bars.encode(
                x=alt.X("excess_children:Q", title="excess children"), y=_rung
            ),
            _spans.encode(x="excess_low:Q", x2="excess_high:Q", y=_rung),
            data=ladder,
        )
        .properties(width=270, height=alt.Step(22))
        .facet(facet=alt.Facet("ethnic_group:N", title=None), columns=2)
    )


@app.cell
def _(mo):
    mo.md("## Is it narrowing? Section 47 enquiries, given a referral")


@app.cell
def _(mo, warehouse):
    by_year = mo.sql(
        """
        select time_period, ethnic_group, odds_ratio, ci_low, ci_high,
            previous_time_period, change_ratio, change_low, change_high
        from published.published_equality_trends
        where
            area_name = 'London'
            and measure = 's47_given_referral'
            and ethnicity_level = 'group'
            and ethnic_group not in ('White', 'Not known')
            and reference_group = 'All other children'
            and odds_ratio is not null
        order by ethnic_group, time_period
        """,
        engine=warehouse,
    )
    return (by_year,)


@app.cell
def _(BLUE, GREY, alt, by_year, styled):
    _year = alt.X("time_period:O", title=None, axis=alt.Axis(labelAngle=0))
    _scale = alt.Scale(type="log", domain=[0.5, 2], nice=False, clamp=True)
    _base = alt.Chart().encode(x=_year)
    styled(
        alt.layer(
            alt.Chart().mark_rule(color=GREY).encode(y=alt.datum(1, scale=_scale)),
            _base.mark_rule(color=BLUE).encode(
                y=alt.Y("ci_low:Q", scale=_scale), y2="ci_high:Q"
            ),
            _base.mark_line(color=BLUE, point=True).encode(
                y=alt.Y("odds_ratio:Q", title="odds ratio", scale=_scale)
            ),
            data=by_year,
        )
        .properties(width=180, height=150)
        .facet(facet=alt.Facet("ethnic_group:N", title=None), columns=3)
    )


@app.cell
def _(mo):
    mo.md(
        """
        ## Do boroughs agree, or is London an average of opposites?

        Where one more borough would lie (`another_borough_low` to `_high`) is the
        widest honest answer to "what should we expect of ours?".
        """
    )


@app.cell
def _(mo, warehouse, year):
    agreement = mo.sql(
        f"""
        select
            measure_name,
            ethnic_group,
            boroughs_compared,
            average_odds_ratio,
            another_borough_low,
            another_borough_high,
            i_squared_percent,
            agreement
        from published.published_equality_heterogeneity
        inner join seeds.equality_measures
            on published_equality_heterogeneity.measure = equality_measures.measure
        where
            area_name = 'London'
            and time_period = '{year.value}'
            and ethnicity_level = 'group'
            and ethnic_group not in ('White', 'Not known')
            and reference_group = 'All other children'
            and average_odds_ratio is not null
        order by i_squared_percent desc
        """,
        engine=warehouse,
    )
    return (agreement,)


if __name__ == "__main__":
    app.run()
