# Benchmarks: where a borough stands, whose practice to ask about, what is changing. Open
# with `liia notebook benchmarks`. Nothing that it shows is stored.
import marimo

app = marimo.App(width="medium", app_title="Benchmarks")


@app.cell
def _():
    import altair as alt
    import marimo as mo

    from liia.desk.look import BLUE, FAINT, GREY, INK, ORANGE, styled
    from liia.warehouse import connect

    warehouse = connect()
    return BLUE, FAINT, GREY, INK, ORANGE, alt, mo, styled, warehouse


@app.cell
def _(mo):
    mo.md(
        """
        # Benchmarks

        Made from protected counts, as a release has them. A borough beyond a limit is
        a reason to ask, not a verdict: need and recording differ, and by chance alone
        one borough in twenty lies beyond 95 % limits. LIIA's own analysts find the true
        series by quarter in `benchmarks.benchmark_quarters`.
        """
    )


@app.cell
def _(mo, warehouse):
    choices = mo.sql(
        """
        select distinct time_period, area_name, measure, measure_label
        from published.published_benchmarks
        where area_level = 'borough'
        order by time_period desc, area_name, measure_label
        """,
        engine=warehouse,
        output=False,
    )
    names = dict(zip(choices["measure_label"], choices["measure"], strict=True))

    def dropdown(options, label):
        return mo.ui.dropdown(options, value=next(iter(options), None), label=label)

    year = dropdown(
        choices["time_period"].unique(maintain_order=True).to_list(), "Year"
    )
    borough = dropdown(sorted(set(choices["area_name"])), "Borough")
    measure = dropdown(names, "Measure")
    return borough, measure, year


@app.cell
def _(borough, measure, mo, year):
    mo.hstack([year, borough, measure], justify="start")


@app.cell
def _(borough, mo):
    mo.md(f"## Where does {borough.value} stand, beside London and its neighbours?")


@app.cell
def _(borough, mo, warehouse, year):
    standing = mo.sql(
        f"""
        select
            measure_label,
            unit,
            denominator,
            rate,
            rate_low,
            rate_high,
            london_rate,
            neighbours_rate,
            neighbours_in_london,
            england_rate,
            previous_rate,
            position,
            place_in_london,
            reason
        from published.published_benchmarks
        where
            area_level = 'borough'
            and area_name = '{borough.value}'
            and time_period = '{year.value}'
        order by unit, measure_label
        """,
        engine=warehouse,
    )
    return (standing,)


@app.cell
def _(BLUE, GREY, INK, ORANGE, alt, standing, styled):
    _label = alt.Y("measure_label:N", title=None)
    _base = alt.Chart().transform_filter("isValid(datum.rate)")
    _others = _base.transform_fold(
        ["london_rate", "neighbours_rate", "england_rate"], as_=["beside", "other"]
    )
    styled(
        alt.layer(
            _base.mark_rule(color=INK).encode(
                x="rate_low:Q", x2="rate_high:Q", y=_label
            ),
            _base.mark_point(filled=True, size=70, color=INK, opacity=1).encode(
                x=alt.X("rate:Q", title=None), y=_label
            ),
            _others.mark_tick(thickness=3, size=16).encode(
                x="other:Q",
                y=_label,
                color=alt.Color(
                    "beside:N",
                    scale=alt.Scale(range=[BLUE, GREY, ORANGE]),
                    legend=alt.Legend(orient="top"),
                ),
            ),
            data=standing,
        )
        .properties(width=420, height=alt.Step(20))
        .facet(row=alt.Row("unit:N", title=None))
        .resolve_scale(x="independent", y="independent")
    )


@app.cell
def _(measure, mo):
    mo.md(f"## Which boroughs differ by more than chance? {measure.selected_key}")


@app.cell
def _(measure, mo, warehouse, year):
    funnel = mo.sql(
        f"""
        select area_name, numerator, denominator, rate, london_rate, limit_low_95,
            limit_high_95, limit_low_998, limit_high_998, position
        from published.published_benchmarks
        where
            area_level = 'borough'
            and measure = '{measure.value}'
            and time_period = '{year.value}'
            and rate is not null
        order by denominator
        """,
        engine=warehouse,
    )
    return (funnel,)


@app.cell
def _(BLUE, FAINT, GREY, INK, ORANGE, alt, funnel, styled):
    _size = alt.X("denominator:Q", title="out of how many")
    _base = alt.Chart(funnel).encode(x=_size)
    _expected = "datum.position == 'as expected' || !isValid(datum.position)"
    styled(
        alt.layer(
            _base.mark_area(color=FAINT, opacity=0.5).encode(
                y=alt.Y("limit_low_998:Q", title="rate"), y2="limit_high_998:Q"
            ),
            _base.mark_area(color=FAINT).encode(
                y="limit_low_95:Q", y2="limit_high_95:Q"
            ),
            _base.mark_line(color=GREY).encode(y="london_rate:Q"),
            _base.mark_point(filled=True, size=60, opacity=1).encode(
                y="rate:Q",
                color=alt.condition(_expected, alt.value(BLUE), alt.value(ORANGE)),
                tooltip=["area_name", "numerator", "denominator", "rate", "position"],
            ),
            _base.transform_filter(f"!({_expected})")
            .mark_text(dy=-10, color=INK)
            .encode(y="rate:Q", text="area_name:N"),
        ).properties(width=560, height=300)
    )


@app.cell
def _(mo):
    mo.md(
        """
        ## Whose practice is worth a visit?

        Beyond the favourable 99.8 % limit two years running, and no ethnic group
        differs at the step beside it.
        """
    )


@app.cell
def _(mo, warehouse):
    to_visit = mo.sql(
        """
        select measure_label, area_name, time_period, rate, london_rate, previous_rate
        from published.published_benchmarks
        where area_level = 'borough' and is_practice_to_look_at
        order by measure_label, area_name, time_period
        """,
        engine=warehouse,
    )
    return (to_visit,)


@app.cell
def _(borough, measure, mo):
    mo.md(f"## Is it changing in {borough.value}? {measure.selected_key}")


@app.cell
def _(borough, measure, mo, warehouse):
    years = mo.sql(
        f"""
        select area_name, time_period, rate, rate_low, rate_high, denominator
        from published.published_benchmarks
        where
            measure = '{measure.value}'
            and area_name in ('{borough.value}', 'London')
            and rate is not null
        order by area_name, time_period
        """,
        engine=warehouse,
    )
    return (years,)


@app.cell
def _(BLUE, GREY, alt, years, styled):
    _base = alt.Chart(years).encode(
        x=alt.X("time_period:O", title=None, axis=alt.Axis(labelAngle=0)),
        color=alt.Color(
            "area_name:N",
            scale=alt.Scale(range=[BLUE, GREY]),
            legend=alt.Legend(orient="top", title=None),
        ),
    )
    styled(
        alt.layer(
            _base.mark_rule().encode(
                y=alt.Y("rate_low:Q", title="rate"), y2="rate_high:Q"
            ),
            _base.mark_line(point=True).encode(y="rate:Q"),
        ).properties(width=420, height=200)
    )


@app.cell
def _(mo):
    mo.md("## What came of the changes that were announced beforehand?")


@app.cell
def _(mo, warehouse):
    changes = mo.sql(
        """
        select * from published.published_practice_changes
        order by starts_on, area_name, time_period
        """,
        engine=warehouse,
    )
    return (changes,)


if __name__ == "__main__":
    app.run()
