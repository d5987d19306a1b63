# Placements: five questions of a commissioner, from protected counts. Open with
# `liia notebook placements`. Each question is one SQL cell and its picture.
import marimo

app = marimo.App(width="medium", app_title="Placements")


@app.cell
def _():
    import altair as alt
    import marimo as mo

    from liia.desk.look import BLUE, GREY, ORANGE
    from liia.warehouse import connect

    warehouse = connect()
    latest = "(select max(time_period) from published.published_sufficiency)"

    def ask(question):
        return mo.sql(question, engine=warehouse, output=False)

    def percent(title):
        return alt.X("share:Q", title=title)

    return BLUE, GREY, ORANGE, alt, ask, latest, mo, percent


@app.cell
def _(mo):
    mo.md(
        """
        # Placements of London's looked-after children

        Every number is made of counts that are rounded to 5, as in a release. A line over
        a bar is the 95 % interval of the share, the noise of rounding included.
        """
    )


@app.cell
def _(BLUE, ORANGE, alt, ask, latest, percent):
    _kinds = ask(
        f"""
        select category_label, children, share, share_low, share_high
        from published.published_sufficiency
        where area_name = 'London' and measure = 'placement'
            and time_period = {latest} and children > 0
        order by children desc
        """
    )
    _base = alt.Chart(_kinds).encode(
        y=alt.Y("category_label:N", title=None, sort="-x").axis(labelLimit=350)
    )
    kinds_of_home = alt.layer(
        _base.mark_bar(color=BLUE).encode(percent("Percent of children")),
        _base.mark_rule(color=ORANGE, size=3).encode(
            alt.X("share_low:Q"), alt.X2("share_high:Q")
        ),
    ).properties(title="1. In what kind of home do they live?", width=420)
    kinds_of_home
    return (kinds_of_home,)


@app.cell
def _(BLUE, alt, ask, latest):
    _providers = ask(
        f"""
        select
            split_part(category_label, ': ', 1) as kind_of_home,
            split_part(category_label, ': ', 2) as provided_by,
            children
        from published.published_sufficiency
        where area_name = 'London' and measure = 'provision'
            and time_period = {latest} and children > 0
        """
    )
    providers = (
        alt.Chart(_providers)
        .mark_bar()
        .encode(
            x=alt.X("children:Q", title="Children"),
            y=alt.Y("kind_of_home:N", title=None, sort="-x").axis(labelLimit=350),
            color=alt.Color("provided_by:N", title="Provided by")
            .scale(range=[BLUE, "#28A197", "#801650", "#F46A25", "#A285D1"])
            .legend(labelLimit=250),
        )
        .properties(title="2. Who provides each kind of home?", width=420)
    )
    providers
    return (providers,)


@app.cell
def _(BLUE, ORANGE, alt, ask, latest):
    _distances = ask(
        f"""
        select area_name, category_label, share, category_order
        from published.published_sufficiency
        inner join seeds.sufficiency_categories
            using (measure, category, category_label)
        where measure = 'distance' and time_period = {latest} and share is not null
        order by area_level = 'borough', area_level = 'outer', area_level = 'inner',
            area_name, category_order
        """
    )
    distances = (
        alt.Chart(_distances)
        .mark_bar()
        .encode(
            x=alt.X("share:Q", title="Percent of children", stack=True).scale(
                domain=[0, 100]
            ),
            y=alt.Y("area_name:N", title=None).sort(
                list(dict.fromkeys(_distances["area_name"]))
            ),
            order="category_order:Q",
            color=alt.Color("category_label:N", title="From home")
            .sort(list(dict.fromkeys(_distances["category_label"])))
            .scale(range=[BLUE, "#2073BC", "#6BACE6", "#F2C79B", ORANGE, "#D6D9DB"])
            .legend(labelLimit=250),
        )
        .properties(
            title="3. How far from home? Between 18 and 22 miles nobody can tell",
            width=420,
        )
    )
    distances
    return (distances,)


@app.cell
def _(BLUE, ORANGE, alt, ask, latest):
    _balance = ask(
        f"""
        select
            area_name,
            cast(sum(
                case measure when 'received' then children else -children end
            ) as integer) as net
        from published.published_sufficiency
        where measure in ('place', 'received') and category = 'london'
            and time_period = {latest}
            and area_name not in ('London', 'Inner London', 'Outer London')
        group by area_name
        order by net desc
        """
    )
    balance = (
        alt.Chart(_balance)
        .mark_bar()
        .encode(
            x=alt.X("net:Q", title="Children received less children sent, in London"),
            y=alt.Y("area_name:N", title=None, sort="-x"),
            color=alt.condition("datum.net > 0", alt.value(ORANGE), alt.value(BLUE)),
        )
        .properties(
            title="4. Which boroughs take in more of London's children than they send?",
            width=420,
        )
    )
    balance
    return (balance,)


@app.cell
def _(BLUE, GREY, alt, ask, percent):
    _settled = ask(
        """
        select
            time_period,
            measure_label || ': ' || category_label as answer,
            share, share_low, share_high
        from published.published_sufficiency
        where area_name = 'London' and share is not null and (
            (measure = 'three_or_more_placements' and category = 'yes')
            or (measure = 'settled' and category = 'yes')
            or (measure = 'time_in_placement' and category = 'under_6_months')
        )
        """
    )
    _base = alt.Chart(_settled).encode(y=alt.Y("time_period:N", title=None))
    settled = (
        alt.layer(
            _base.mark_rule(color=GREY, size=3).encode(
                alt.X("share_low:Q"), alt.X2("share_high:Q")
            ),
            _base.mark_point(color=BLUE, filled=True, size=90).encode(
                percent("Percent of children").scale(domain=[0, 100])
            ),
        )
        .properties(width=420, height=70)
        .facet(
            row=alt.Row("answer:N", title=None).header(
                labelOrient="top", labelAnchor="start", labelLimit=420
            )
        )
        .properties(title="5. How settled are they?")
    )
    settled
    return (settled,)


if __name__ == "__main__":
    app.run()
