"""What the audit is handed of the warehouse: true counts, to each Director their own,
and what is declared of the published ones."""

from liia.release.audit.contents import COUNTS
from liia.release.audit.figures import Declared, Figures, Relation, Side


def own_figures(warehouse, period: str) -> Figures:
    """The true counts of a period that Directors hold, each of their own borough."""
    own: Figures = {}
    schemas = dict(
        warehouse.execute(
            "select table_name, schema_name from duckdb_tables() "
            "where database_name = 'warehouse'"
        ).fetchall()
    )
    for table in COUNTS.values():
        if table.cube not in schemas:
            continue
        measure = "measure" if table.has_measures else f"'{table.cube}'"
        columns = [measure, "gss_code", *table.categories]
        rows = warehouse.execute(
            f"select {', '.join([*columns, *table.figures])} "
            f"from {schemas[table.cube]}.{table.cube} as counts "
            "inner join seeds.boroughs as boroughs "
            "on counts.borough_code = boroughs.borough_code where time_period = ?",
            [period],
        ).fetchall()
        for row in rows:
            for figure, count in zip(table.figures, row[len(columns) :], strict=True):
                own[(table.cube, *row[: len(columns)], figure)] = count
    return own


def declared_facts(warehouse) -> Declared:
    """What belongs to what, and which counts are nested, from the seeds."""
    rows = warehouse.execute(
        "select kind, lesser_cube, lesser_measure, lesser_figures, greater_cube, "
        "greater_measure, greater_figures, same_by from seeds.count_relations"
    ).fetchall()
    relations = tuple(
        Relation(
            kind == "same",
            Side(lesser, lesser_measure, tuple(lesser_figures.split("+"))),
            Side(greater, greater_measure, tuple(greater_figures.split("+"))),
            tuple(filter(None, (same_by or "").split("+"))),
        )
        for (
            kind, lesser, lesser_measure, lesser_figures,
            greater, greater_measure, greater_figures, same_by,
        ) in rows
    )  # fmt: skip
    inner_outer = warehouse.execute(
        "select gss_code, inner_outer from seeds.boroughs"
    ).fetchall()
    codes = warehouse.execute(
        "select ethnicity_code, ethnic_group from seeds.ethnic_groups"
    ).fetchall()
    return Declared(dict(inner_outer), dict(codes), relations)
