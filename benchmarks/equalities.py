"""200,000 tables and 10,000 pooled ratios of 20 strata each, and 12,000 small tables.

The small ones twice: by the function that the models call, and as a Python model would
have it, which reads the tables, writes the answers under their keys and joins them back.

python -m benchmarks.equalities
"""

import time
from functools import partial

from liia.statistics.functions import mid_p_ratio, register

MAKE = """
create table strata as select
    cast(i // 20 as varchar) as comparison, 1.0 as cells, 1.0 as reference_cells,
    floor(1 + 60 * random())::double as a, floor(1 + 300 * random())::double as b,
    floor(1 + 60 * random())::double as c, floor(1 + 300 * random())::double as d
from range(200000) as t(i)
"""
STEPS = {
    "200,000 ratios with interval and p": """
        select sum({{ ratio_limit('l', 'v', 1) }}), sum(normal_p(l / sqrt(v))) from (
            select {{ log_odds_ratio('a', 'b', 'c', 'd') }} as l,
                {{ log_odds_variance('a', 'b', 'c', 'd') }} as v from strata)""",
    "10,000 pooled ratios of 20 strata": """
        with {{ mantel_haenszel('strata', 'pooled') }}
        select sum(odds_ratio), sum(tarone) from pooled""",
    "12,000 small tables, mid-p": """
        select sum(mid_p_ratio(a % 5, b, c, d).p)
        from (select * from strata limit 12000)""",
}


def as_a_python_model(connection) -> None:
    """What dbt would do around a model in Python, its start-up apart."""
    import pyarrow

    connection.execute(
        "create or replace table small as select row_number() over () as key, "
        "a % 5 as a, b, c, d from (select * from strata limit 12000)"
    )
    read = connection.execute("select * from small").to_arrow_table()
    cells = [read[name].to_numpy() for name in "abcd"]
    answers = pyarrow.table({"key": read["key"], **mid_p_ratio(*cells)})
    connection.register("answers", answers)
    connection.execute("create or replace table ratios as select * from answers")
    connection.execute(
        "select sum(p) from small inner join ratios on small.key = ratios.key"
    ).fetchone()


def fetch(connection, sql: str) -> None:
    connection.execute(sql).fetchone()


def main() -> None:
    import duckdb

    from tests.equalities.macros import rendered

    connection = duckdb.connect()
    register(connection)
    connection.execute(MAKE)
    steps = {
        name: partial(fetch, connection, rendered(text)) for name, text in STEPS.items()
    } | {"12,000 small tables, a Python model": partial(as_a_python_model, connection)}
    for name, step in steps.items():
        started, worked = time.perf_counter(), time.process_time()
        step()
        print(
            f"{name:40} {time.perf_counter() - started:6.2f} s, "
            f"{time.process_time() - worked:6.2f} s of processor"
        )


if __name__ == "__main__":
    main()
