"""200,000 tables and 10,000 pooled ratios of 20 strata each, and 12,000 small tables.

python -m benchmarks.equalities
"""

import time

from liia.statistics.functions import register

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


def main() -> None:
    import duckdb

    from tests.equalities.macros import rendered

    connection = duckdb.connect()
    register(connection)
    connection.execute(MAKE)
    for name, text in STEPS.items():
        sql = rendered(text)
        started, worked = time.perf_counter(), time.process_time()
        connection.execute(sql).fetchone()
        print(
            f"{name:40} {time.perf_counter() - started:6.2f} s, "
            f"{time.process_time() - worked:6.2f} s of processor"
        )


if __name__ == "__main__":
    main()
