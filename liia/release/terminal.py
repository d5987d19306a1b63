"""The published odds ratios as a table in the terminal."""

from rich.console import Console
from rich.table import Table

from liia.configuration import Settings
from liia.warehouse import connect


def print_ratios(settings: Settings) -> None:
    """London against White British children, latest year, from the published table."""
    with connect(settings.warehouse_file) as warehouse:
        rows = warehouse.execute(_LONDON).fetchall()
    table = Table(title="Odds against White British children, London, latest year")
    table.add_column("Step, given the step before")
    for heading in ("With", "Of", "Odds ratio", "95 % interval"):
        table.add_column(heading, justify="right")
    step = None
    for name, group, with_step, at_risk, ratio, low, high in rows:
        if name != step:
            table.add_section()
            table.add_row(f"[bold]{name}[/bold]")
            step = name
        shown = f"{ratio:.2f}" if ratio is not None else "z"
        interval = f"{low:.2f} to {high:.2f}" if ratio is not None else ""
        table.add_row(f"  {group}", f"{with_step:,}", f"{at_risk:,}", shown, interval)
    console = Console()
    console.print(table)
    console.print(
        "Counts are randomly rounded to 5; a ratio is shown where all four counts are "
        "10 or more (z: not shown). Pooled over boroughs (Mantel-Haenszel).",
        style="dim",
    )


_LONDON = """
select
    measure_name,
    ethnic_group,
    children_with,
    children_with + children_without as at_risk,
    odds_ratio,
    ci_low,
    ci_high
from published.published_equality_odds_ratios
inner join seeds.equality_measures
    on published_equality_odds_ratios.measure = equality_measures.measure
where
    area_name = 'London'
    and ethnicity_level = 'group'
    and ethnic_group not in ('White', 'Not known')
    and basis = 'previous step'
    and reference_group = 'White British'
    and time_period = (
        select max(time_period) from published.published_equality_odds_ratios
    )
order by step_order, ethnic_group
"""
