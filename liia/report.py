"""The published odds ratios as a table in the terminal."""

from rich.console import Console
from rich.table import Table

from liia.configuration import Settings
from liia.warehouse import connect


def print_ratios(settings: Settings) -> None:
    """London and each borough against White British, from the published table alone."""
    with connect(settings.warehouse_file) as warehouse:
        rows = warehouse.execute(
            """
            select
                measure_name, area_name, ethnic_group, children_with,
                children_with + children_without, odds_ratio, ci_low, ci_high
            from published.published_equality_odds_ratios
            inner join seeds.equality_measures using (measure)
            where reference_group = 'White British'
                and time_period = (
                    select max(time_period)
                    from published.published_equality_odds_ratios
                )
                and area_name = 'London'
            order by days_to_judge = 0, days_to_judge, ethnic_group
            """
        ).fetchall()
    table = Table(
        title="Odds against White British children, latest year, London so far"
    )
    for heading in ("Step, given the step before", "Group"):
        table.add_column(heading)
    for heading in ("With", "Of", "Odds ratio", "95 % interval"):
        table.add_column(heading, justify="right")
    previous = None
    for name, _, group, with_step, at_risk, ratio, low, high in rows:
        if previous and name != previous:
            table.add_section()
        shown = f"{ratio:.2f}" if ratio is not None else "z"
        interval = f"{low:.2f} to {high:.2f}" if ratio is not None else ""
        first = name if name != previous else ""
        table.add_row(first, group, f"{with_step:,}", f"{at_risk:,}", shown, interval)
        previous = name
    Console().print(table)
    Console().print(
        "Counts are randomly rounded to 5; a ratio is shown where all four counts are 10 "
        "or more (z: not shown).\nCrude, made-up data, demonstration secrets.",
        style="dim",
    )
