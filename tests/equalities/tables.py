"""A London of the seeds that the macros read, and the table of odds ratios of any counts."""

from liia.synthetic.boroughs import boroughs
from liia.synthetic.planted.ratios import GROUP_OF, Step
from tests.equalities.macros import database, load, rendered

YEAR = "202526"
TABLE = """with {{{{ odds_ratio_table(
    'counts', 'population_counts', 'counts_by_age_sex', noise={noise}, fewest={fewest}
) }}}} select * from odds_ratio_table
where reference_group = 'White British' or ethnic_group = 'Not known'"""
POPULATION = "s47_given_population"


def connection():
    """A database of the seeds, and no count but those loaded."""
    empty = database()
    steps = [{"measure": s.value, "basis": "previous step", "caveat": ""} for s in Step]
    steps.append({"measure": POPULATION, "basis": "population", "caveat": ""})
    load(empty, "equality_measures", steps)
    groups = GROUP_OF | {"UNKN": "Not known"}
    codes = [{"ethnicity_code": c, "ethnic_group": g} for c, g in groups.items()]
    load(empty, "ethnic_groups", codes)
    places = [{"borough_code": c, "inner_outer": "Inner"} for c in boroughs()]
    load(empty, "boroughs", places)
    empty.execute(
        """
        create table counts (measure varchar, time_period varchar, borough_code varchar,
            ethnicity_code varchar, children_with bigint, children_without bigint);
        create table population_counts (measure varchar, time_period varchar,
            borough_code varchar, ethnicity_code varchar, children_with bigint);
        create table counts_by_age_sex (measure varchar, time_period varchar,
            borough_code varchar, ethnic_group varchar, age_band varchar,
            sex_code varchar, children_with bigint, children_without bigint);
        create table int_child_populations (time_period varchar, borough_code varchar,
            ethnicity_code varchar, population double, population_source varchar)
        """
    )
    return empty


def told(noise: int = 0, fewest: int = 0, **tables: list[dict]) -> list[dict]:
    """The table of odds ratios of the rows of each table, by its name."""
    empty = connection()
    for name, rows in tables.items():
        load(empty, name, rows)
    answer = empty.execute(rendered(TABLE.format(noise=noise, fewest=fewest)))
    names = [column[0] for column in answer.description]
    return [dict(zip(names, row, strict=True)) for row in answer.fetchall()]
