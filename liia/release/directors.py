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
    names = ("cube", "measure", "figures", "only")
    columns = [f"{side}_{name}" for side in ("lesser", "greater") for name in names]
    rows = warehouse.execute(
        f"select kind, same_by, {', '.join(columns)} from seeds.count_relations"
    ).fetchall()
    relations = tuple(
        Relation(
            kind == "same",
            *(
                Side(cube, measure, tuple(figures.split("+")), only or "")
                for cube, measure, figures, only in (told[:4], told[4:])
            ),
            tuple(filter(None, (same_by or "").split("+"))),
        )
        for kind, same_by, *told in rows
    )
    codes = warehouse.execute(
        "select ethnicity_code, ethnic_group from seeds.ethnic_groups"
    ).fetchall()
    return Declared(dict(codes), relations)
